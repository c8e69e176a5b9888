"""Rules about cloudformation: what it refuses before any service is asked."""

TYPES = ("AWS::CloudFormation::Parameter", "AWS::CloudFormation::Template", "AWS::CloudFormation::Rule")
