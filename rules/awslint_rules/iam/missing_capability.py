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
# CreateStackSet takes the template all the same: what fails is the stack of each instance.
_BY_STACK = Raises("cloudformation", "InsufficientCapabilitiesException", on="CreateStack")


@rule(
    id="IAM026",
    title="The deployment does not acknowledge what the template creates",
    severity=Severity.ERROR,
    types=("AWS::CloudFormation::Capabilities",),
    raises=(Raises("cloudformation", "InsufficientCapabilitiesException", on="CreateChangeSet"), _BY_STACK),
    evidence=(
        _PAGE,
        "botocore:cloudformation:CreateStack",
        "botocore:cloudformation:CreateChangeSet",
        "issue:aws-cloudformation/rain#455",
        "catalogue:IAM-26",
    ),
)
def missing(acknowledged: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """The capabilities that a deployment or a stack set acknowledges are fewer than its template needs.

    ## What it finds
    A template that creates IAM resources while the capabilities name neither `CAPABILITY_IAM` nor
    `CAPABILITY_NAMED_IAM`; one that gives such a resource a name while `CAPABILITY_NAMED_IAM` is not there; one with a
    nested application while `CAPABILITY_AUTO_EXPAND` is not there. The roles that the Serverless transform makes for
    functions count too.

    The capabilities are those of `sam deploy` in `samconfig.toml`, those in a parameter file that is the input of
    `aws cloudformation create-stack`, `update-stack` or `create-change-set` (`--cli-input-json`, `--cli-input-yaml`),
    and, for the stacks that an `AWS::CloudFormation::StackSet` makes, its own `Capabilities`.

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
    Only the default environment of `samconfig.toml` is read. It and an input file count only where they set
    capabilities; what stands on a command line is not seen. A stack set counts where its template and its groups of
    instances are written: without instances nothing is created. It is found once for each capability, at the first
    resource that needs it.
    """
    capabilities = acknowledged.get("Capabilities")
    texts = {element.text for element in capabilities.elements()}
    if None in texts or capabilities.count.high is None:
        return
    # What other stacks create rests on other assumptions: their resources are not even asked whether they exist.
    mine = [
        resource
        for resource in deployment.every(*_NAMES, *_UNNAMED, _APPLICATION)
        if resource.provider == acknowledged.provider and resource.existence is not Truth.NO
    ]
    iam = [resource for resource in mine if resource.type != _APPLICATION]
    stack_set = acknowledged.address.rpartition("/")[0].rpartition("[")[0]
    actor = f"the stack set {stack_set}" if stack_set else "the deployment"
    where = f"the Capabilities of {stack_set}" if stack_set else "the capabilities"
    related = [Related(capabilities, f"what {actor} acknowledges")]
    raises = (_BY_STACK,) if stack_set else None
    named = _first(
        (resource, resource.existence & resource.get(_NAMES[resource.type]).is_set)
        for resource in iam
        if resource.type in _NAMES
    )
    if _NAMED not in texts and named is not None:
        iam_resource, holds = named
        yield Verdict(
            holds=holds,
            at=iam_resource.get(_NAMES[iam_resource.type]),
            message=f"{iam_resource.address} has a name of its own, but {actor} does not acknowledge {_NAMED}.",
            help=f'Put "{_NAMED}" into {where}, or let CloudFormation choose the name.',
            related=related,
            raises=raises,
        )
    unnamed = _first((resource, resource.existence) for resource in iam)
    if not texts & {_IAM, _NAMED} and unnamed is not None and (named is None or named[1] is not Truth.YES):
        iam_resource, holds = unnamed
        yield Verdict(
            holds=holds,
            at=iam_resource,
            message=f"{iam_resource.address} is an IAM resource, but {actor} does not acknowledge {_IAM}.",
            help=f'Put "{_IAM}" into {where}.',
            related=related,
            raises=raises,
        )
    nested = _first((resource, resource.existence) for resource in mine if resource.type == _APPLICATION)
    if _EXPAND not in texts and nested is not None:
        iam_resource, holds = nested
        yield Verdict(
            holds=holds,
            at=iam_resource,
            message=f"{iam_resource.address} is a nested application, but {actor} does not acknowledge {_EXPAND}.",
            help=f'Put "{_EXPAND}" into {where}.',
            related=related,
            raises=raises,
        )


def _first(candidates: Iterable[tuple[Resource, Truth]]) -> tuple[Resource, Truth] | None:
    """The first that surely needs it, else the first that may."""
    likely = [(resource, truth) for resource, truth in candidates if truth is not Truth.NO]
    return next((pair for pair in likely if pair[1] is Truth.YES), likely[0] if likely else None)
