"""Cloud assemblies of the CDK: the front end of `cdk.out`."""
