"""CFN006."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Related, Severity, Verdict, rule
from awslint_rules.cloudformation._faults import REFUSED, TEMPLATE, of_kind

_PAGE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html"
_BLOG = "https://aws.amazon.com/blogs/infrastructure-and-automation/handling-circular-dependency-errors-in-aws-cloudformation/"


@rule(
    id="CFN006",
    title="Resources depend on each other in a circle",
    severity=Severity.ERROR,
    types=TEMPLATE,
    raises=REFUSED,
    evidence=(_PAGE, _BLOG),
)
def circular(template: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A resource is created after everything that it refers to, so that nothing may refer back to it.

    ## What it finds
    Resources whose properties or `DependsOn` lead through others back to themselves.

    ## Why AWS refuses it
    There is no order in which the resources could be created: `Circular dependency between resources`.

    ## Example
    ```yaml
    Resources:
      Caches: # expect
        Type: AWS::EC2::SecurityGroup
        Properties:
          GroupDescription: caches
          SecurityGroupIngress:
            - {IpProtocol: tcp, FromPort: 6379, ToPort: 6379, SourceSecurityGroupId: !GetAtt Servers.GroupId}
      Servers:
        Type: AWS::EC2::SecurityGroup
        Properties:
          GroupDescription: servers
          SecurityGroupEgress:
            - {IpProtocol: tcp, FromPort: 6379, ToPort: 6379, DestinationSecurityGroupId: !GetAtt Caches.GroupId}
    ```

    ## Use instead
    ```yaml
    Resources:
      Caches:
        Type: AWS::EC2::SecurityGroup
        Properties:
          GroupDescription: caches
      Servers:
        Type: AWS::EC2::SecurityGroup
        Properties:
          GroupDescription: servers
      ServersToCaches:
        Type: AWS::EC2::SecurityGroupIngress
        Properties:
          GroupId: !GetAtt Caches.GroupId
          IpProtocol: tcp
          FromPort: 6379
          ToPort: 6379
          SourceSecurityGroupId: !GetAtt Servers.GroupId
    ```

    ## Limits
    Circles through Serverless resources are left out: the transform takes some of them apart. What is in Metadata is
    not followed.
    """
    prefix = template.address.rpartition("/")[0]
    for fault in of_kind(template, "ResourceCycle"):
        members = [deployment.find(f"{prefix}/{name}" if prefix else name) for name in fault.known[1:]]
        yield Verdict(
            holds=fault.holds,
            at=fault.at,
            message=f"The resource waits for itself: {fault.name}.",
            help="Take one reference out of the circle: a resource of its own for the rule, policy or attachment.",
            related=[Related(each, "part of the circle") for each in members if each is not None],
        )
