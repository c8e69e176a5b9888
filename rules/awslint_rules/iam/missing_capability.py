"""IAM026."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Truth

_PAGE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html"
_NAMES: Final = {
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::User": "UserName",
}
"""By type: the property that gives it a name of the author's choice."""

_UNNAMED: Final = ("AWS::IAM::AccessKey", "AWS::IAM::Policy", "AWS::IAM::UserToGroupAddition")
_APPLICATION: Final = "AWS::Serverless::Application"
_IAM, _NAMED, _EXPAND = "CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"


@rule(
    id="IAM026",
    title="The deployment does not acknowledge what the template creates",
    severity=Severity.ERROR,
    types=("AWS::CloudFormation::Capabilities",),
    raises=(
        Raises("cloudformation", "InsufficientCapabilitiesException", on="CreateChangeSet"),
        Raises("cloudformation", "InsufficientCapabilitiesException", on="CreateStack"),
    ),
    evidence=(
        _PAGE,
        "botocore:cloudformation:CreateStack",
        "botocore:cloudformation:CreateChangeSet",
        "catalogue:IAM-26",
    ),
)
def missing(acknowledged: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """The capabilities in `samconfig.toml` are fewer than the template needs.

    ## What it finds
    A template that creates IAM resources while the `capabilities` of `sam deploy` in `samconfig.toml` name neither
    `CAPABILITY_IAM` nor `CAPABILITY_NAMED_IAM`; one that gives such a resource a name while `CAPABILITY_NAMED_IAM` is
    not there; one with a nested application while `CAPABILITY_AUTO_EXPAND` is not there. The roles that the Serverless
    transform makes for functions count too.

    ## Why AWS refuses it
    CloudFormation creates what can widen permissions only for a caller who says that this is meant.

    ## Example
    ```yaml
    Transform: AWS::Serverless-2016-10-31
    Resources:
      Reader:
        Type: AWS::IAM::Role
        Properties:
          RoleName: cache-reader
          AssumeRolePolicyDocument:
            Version: "2012-10-17"
            Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: "sts:AssumeRole"}]
    ```

    ```toml
    version = 0.1
    [default.deploy.parameters]
    capabilities = "CAPABILITY_IAM"
    ```

    ## Use instead
    ```yaml
    Transform: AWS::Serverless-2016-10-31
    Resources:
      Reader:
        Type: AWS::IAM::Role
        Properties:
          RoleName: cache-reader
          AssumeRolePolicyDocument:
            Version: "2012-10-17"
            Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: "sts:AssumeRole"}]
    ```

    ```toml
    version = 0.1
    [default.deploy.parameters]
    capabilities = "CAPABILITY_NAMED_IAM"
    ```

    ## Limits
    Only the default environment of `samconfig.toml` is read, and only where it sets `capabilities`; what stands on a
    command line is not seen. It is found once for each capability, at the first resource that needs it.
    """
    given = acknowledged.get("Capabilities")
    texts = {one.text for one in given.elements()}
    iam = list(deployment.of_type(*_NAMES, *_UNNAMED))
    related = [Related(given, "what the deployment acknowledges")]
    named = _first((one, one.existence & one.get(_NAMES[one.type]).is_set) for one in iam if one.type in _NAMES)
    if _NAMED not in texts and named is not None:
        one, holds = named
        yield Verdict(
            holds=holds,
            at=one.get(_NAMES[one.type]),
            message=f"{one.address} has a name of its own, but the deployment does not acknowledge {_NAMED}.",
            help=f'Put "{_NAMED}" into the capabilities, or let CloudFormation choose the name.',
            related=related,
        )
    unnamed = _first((one, one.existence) for one in iam)
    if not texts & {_IAM, _NAMED} and unnamed is not None and (named is None or named[1] is not Truth.YES):
        one, holds = unnamed
        yield Verdict(
            holds=holds,
            at=one,
            message=f"{one.address} is an IAM resource, but the deployment does not acknowledge {_IAM}.",
            help=f'Put "{_IAM}" into the capabilities.',
            related=related,
        )
    nested = _first((one, one.existence) for one in deployment.of_type(_APPLICATION))
    if _EXPAND not in texts and nested is not None:
        one, holds = nested
        yield Verdict(
            holds=holds,
            at=one,
            message=f"{one.address} is a nested application, but the deployment does not acknowledge {_EXPAND}.",
            help=f'Put "{_EXPAND}" into the capabilities.',
            related=related,
        )


def _first(candidates: Iterable[tuple[Resource, Truth]]) -> tuple[Resource, Truth] | None:
    """The first that surely needs it, else the first that may."""
    likely = [(one, truth) for one, truth in candidates if truth is not Truth.NO]
    return next((pair for pair in likely if pair[1] is Truth.YES), likely[0] if likely else None)
