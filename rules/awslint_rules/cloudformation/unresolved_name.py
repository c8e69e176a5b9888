"""CFN001."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Severity, Verdict, rule
from awslint_rules.cloudformation._faults import REFUSED, TEMPLATE, of_kind

_PAGE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-ref.html"


@rule(
    id="CFN001",
    title="A reference names nothing in the template",
    severity=Severity.ERROR,
    types=TEMPLATE,
    raises=REFUSED,
    evidence=(_PAGE, "issue:galaxy4public/aws-cloudformation-badges#4", "issue:aws-cloudformation/cfn-lint#99"),
)
def names_nothing(template: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """Every name in a template has to be that of a parameter, a pseudo parameter or a resource of the same template.

    ## What it finds
    A `Ref`, `Fn::GetAtt`, `${...}` in `Fn::Sub` or `DependsOn` whose name nothing in the template has; a parameter
    where only a resource can be named; a resource in the Conditions section.

    ## Why AWS refuses it
    CloudFormation resolves all names before it creates anything, in branches that are not taken too, and answers
    with `Unresolved resource dependencies`.

    ## Example
    ```yaml
    Resources:
      Users:
        Type: AWS::ElastiCache::SubnetGroup
        Properties:
          Description: caches
          SubnetIds:
            - !Ref PrivateSubnet
    ```

    ## Use instead
    ```yaml
    Parameters:
      PrivateSubnet:
        Type: AWS::EC2::Subnet::Id
    Resources:
      Users:
        Type: AWS::ElastiCache::SubnetGroup
        Properties:
          Description: caches
          SubnetIds:
            - !Ref PrivateSubnet
    ```

    ## Limits
    Nothing is said of templates that a macro, a module or an unknown loop may add names to. Names that begin with a
    Serverless resource's are taken to be made by the transform. Metadata is not looked at.
    """
    for fault in of_kind(template, "UnresolvedName"):
        kind = "resource" if fault.function in ("DependsOn", "Fn::GetAtt") else "parameter or resource"
        if template.address.rpartition("/")[2].startswith("Conditions."):
            kind = "parameter"
        yield Verdict(
            holds=fault.holds,
            at=fault.at,
            message=f"{fault.function} in {fault.where} names {fault.name}, "
            f"but the template has no {kind} of that name.",
            help=f"Declare {fault.name}, or name what is meant.{fault.suggestion}",
        )
