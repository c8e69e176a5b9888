"""Who makes the calls that deploy a resource, where the configuration tells, and which of them are refused to it.

The deployer of a resource is, in this order, the role of the configuration that the provider of the resource assumes
(the last of several), the one that the user configured, the service role of the stack.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from awslint.facts.actions import Level, action
from awslint.facts.handlers import Phase
from awslint.facts.provider_calls import provider_calls
from awslint.frozen import frozen
from awslint.graph.deployment import PROVIDER, SERVICE_ROLE, Deployment
from awslint.graph.permissions import PHASES, Decide, Needed, Tier, answer, by_documents, by_role, needed_for
from awslint.graph.resource import Resource
from awslint.iam.documents import Document, Statement
from awslint.iam.evaluation import Reason
from awslint.values import Truth

DEPLOYED: Final = "Deployment::Resource"
"""The type that rules ask about every resource of which the deployer may be known."""

_NATIVE: Final = ("AWS::", "aws_", "awscc_")


@frozen
class Deployer:
    """Who deploys. `name` is a file or an address; `role` the role where it is one of the configuration."""

    name: str
    decide: Decide
    statements: Sequence[Statement] = ()
    role: Resource | None = None


@frozen
class Refusal:
    """An action that a resource surely needs in the phases and that its deployer surely may not call.

    `is_core`: it is called whatever the resource sets. `reads`: it changes nothing. `statement` describes the one that
    denies it, if one does.
    """

    action: str
    phases: tuple[Phase, ...]
    is_core: bool
    reads: bool = False
    statement: str = ""


def of_policy(name: str, document: Document) -> Deployer:
    """Returns a deployer that may do what a policy document allows, and nothing else."""
    return Deployer(name, by_documents([document]), document.statements)


def of_role(role: Resource) -> Deployer:
    """Returns a role of the configuration as the deployer."""
    return Deployer(role.address, by_role(role), (), role)


def establish(deployment: Deployment, configured: Deployer | None) -> None:
    """Notes who deploys, and makes rules about `DEPLOYED` ask about the resources of which that may be known."""
    deployment.deployer = configured
    if configured is not None or deployment.names_deployer:
        deployment.classify(DEPLOYED, [resource for resource in deployment.resources if is_deployed(resource)])


def is_deployed(resource: Resource) -> bool:
    """Returns whether deploying a resource calls AWS as the deployer: what custom resources do, others do."""
    return resource.mode in ("managed", "data") and resource.native_type.removeprefix("data.").startswith(_NATIVE)


def deployer_of(resource: Resource) -> Deployer | None:
    """Returns the deployer of a resource, in the world of the current inquiry; None where it is not known."""
    deployment = resource.deployment
    role = _assumed(resource)
    if role is not None:
        return _role(role)
    if deployment.deployer is not None:
        return deployment.deployer if _has_usual_credentials(resource) else None
    if resource.language == "cloudformation" and not resource.credentials:
        service = next((named for node in deployment.every(SERVICE_ROLE) for named in _named(node)), None)
        return _role(service) if service is not None else None
    return None


def _role(role: Resource) -> Deployer:
    return role.deployment.cached(("deployer", role.address), lambda: of_role(role))


def _assumed(resource: Resource) -> Resource | None:
    """The role of the configuration that the provider of a resource assumes."""
    provider = resource.deployment.find(resource.provider)
    if provider is None or provider.type != PROVIDER:
        return None
    blocks = provider.get("assume_role").elements()
    role = blocks[-1].get("role_arn").target("AWS::IAM::Role") if blocks else None
    return role if role is not None and role.mode == "managed" else None


def _has_usual_credentials(resource: Resource) -> bool:
    """Whether a resource is deployed with the credentials of the unnamed provider, or of the stack itself."""
    deployment = resource.deployment

    def usual() -> frozenset[str]:
        found = {node.credentials for node in deployment.resources if node.provider.count(".") == 1}
        return frozenset(found or {""})

    if resource.language == "cloudformation":
        return not resource.credentials
    return resource.credentials in deployment.cached("usual credentials", usual)


_ROLE_ARN: Final = re.compile(r"arn:[\w-]+:iam::\d*:role(/(?:.*/)?)([^/]+)")


def _named(node: Resource) -> list[Resource]:
    """The role of the deployment whose ARN the configuration of the stack names."""
    match = _ROLE_ARN.fullmatch(node.get("RoleARN").text or "")
    if match is None:
        return []
    roles = node.deployment.named("AWS::IAM::Role", "RoleName", match[2])
    return [role for role in roles if (role.get("Path").text or "/") == match[1] and role.mode == "managed"]


def refusals(resource: Resource, deployer: Deployer) -> list[Refusal]:
    """Returns what a resource surely needs and its deployer surely may not, in order of tier and name.

    What a policy on the resource itself could allow as well is left out, unless a statement denies it.
    """
    found = []
    for need in needed_for(resource).values():
        if not need.is_sure or not need.phases:
            continue
        answered = answer(need, deployer.decide, deployer.statements)
        denied = answered.reason is Reason.EXPLICIT_DENY
        if answered.truth is not Truth.NO or not (denied or _is_up_to_the_caller(need.action)):
            continue
        phases = tuple(phase for phase in PHASES if phase in need.phases)
        known = action(need.action)
        reads = known is not None and known.level in (Level.READ, Level.LIST)
        by = answered.statement if denied else ""
        found.append(Refusal(need.action, phases, _is_certain(need, resource), reads, by))
    return found


def _is_certain(need: Needed, resource: Resource) -> bool:
    """Whether the action is called whatever is set: for Terraform the provider's own calls have to be known."""
    is_known = resource.language == "cloudformation" or provider_calls(resource.native_type) is not None
    return need.tier is Tier.CORE and is_known


_WITHOUT_POLICIES: Final = frozenset({
    "application-autoscaling", "autoscaling", "batch", "cloudformation", "cloudfront", "cognito-identity",
    "cognito-idp", "ec2", "ecs", "eks", "elasticache", "elasticbeanstalk", "elasticloadbalancing",
    "elasticmapreduce", "firehose", "iam", "memorydb", "rds", "route53", "scheduler", "states",
})  # fmt: skip
"""The services whose resources carry no policy that lets somebody change them; source: "AWS services that work with
IAM", column "Resource-based policies"."""

_OF_NOTHING_YET: Final = frozenset({
    "cloudhsm:CreateCluster", "cloudhsm:CreateHsm", "dynamodb:CreateTable", "ecr:CreateRepository",
    "kinesis:CreateStream", "kms:CreateCustomKeyStore", "kms:CreateKey", "lambda:CreateFunction",
    "logs:CreateLogGroup", "s3:CreateBucket", "secretsmanager:CreateSecret", "sns:CreateTopic", "sqs:CreateQueue",
})  # fmt: skip
"""What makes the resources that could carry a policy: at that time there is none."""


@cache
def _is_up_to_the_caller(name: str) -> bool:
    """Whether only policies of the caller can allow an action, and none on a resource."""
    known = action(name)
    prefix = known.prefix if known is not None else name.partition(":")[0]
    return prefix in _WITHOUT_POLICIES or name in _OF_NOTHING_YET
