"""A deployment whose deployer is not allowed a call that it makes: to create, to go on with, to pass a role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from awslint.graph import Deployment, Resource
from awslint.graph.deployers import DEPLOYED, Deployer, Refusal
from awslint.rules import Phase, Raises, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.iam._actions import denial
from awslint_rules.iam._deployer_pages import page
from awslint_rules.iam._deployers import PASS_ROLE, advice, by_statements, creates, exceptions, names, refused, where

Judge = Callable[[Resource, Deployer, list[Refusal]], Verdict]

_DOING: Final = {"read": "read back", "update": "change", "delete": "delete"}
_PHASES: Final = {"read": Phase.CREATE, "update": Phase.UPDATE, "delete": Phase.DELETE}
"""When a deployment meets the refusal: what was made is read back at once."""

_PASSING: Final = {
    "AWS::Batch::ComputeEnvironment": "batch:CreateComputeEnvironment",
    "AWS::CodeBuild::Project": "codebuild:CreateProject",
    "AWS::CodePipeline::Pipeline": "codepipeline:CreatePipeline",
    "AWS::ECS::TaskDefinition": "ecs:RegisterTaskDefinition",
    "AWS::EKS::Cluster": "eks:CreateCluster",
    "AWS::EKS::Nodegroup": "eks:CreateNodegroup",
    "AWS::Glue::Job": "glue:CreateJob",
    "AWS::IAM::InstanceProfile": "iam:AddRoleToInstanceProfile",
    "AWS::KinesisFirehose::DeliveryStream": "firehose:CreateDeliveryStream",
    "AWS::Lambda::Function": "lambda:CreateFunction",
    "AWS::Pipes::Pipe": "pipes:CreatePipe",
    "AWS::Scheduler::Schedule": "scheduler:CreateSchedule",
    "AWS::StepFunctions::StateMachine": "states:CreateStateMachine",
}
"""The calls that surely check iam:PassRole; source: the dependent actions of the service authorization reference."""


def _declare(
    id_: str,
    title: str,
    severity: Severity,
    raises: tuple[Raises, ...],
    counts: Callable[[Refusal], bool],
    judge: Judge,
    *,
    phase: Phase = Phase.CREATE,
    related: tuple[Raises, ...] = (),
    guides: tuple[str, ...] = ("reference_policies_evaluation-logic",),
) -> None:
    @rule(
        id=id_,
        title=title,
        severity=severity,
        types=(DEPLOYED,),
        raises=raises,
        related=related,
        evidence=(
            f"catalogue:IAM-{int(id_[-3:])}",
            *(f"https://docs.aws.amazon.com/IAM/latest/UserGuide/{guide}.html" for guide in guides),
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html",
        ),
        phase=phase,
        page=page(id_),
    )
    def refused_call(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
        deployer, found = refused(resource, counts)
        if deployer is not None and found:
            yield judge(resource, deployer, found)


def _cannot_create(resource: Resource, deployer: Deployer, found: list[Refusal]) -> Verdict:
    surely = [refusal for refusal in found if refusal.is_core]
    return Verdict(
        holds=Truth.of(resource.mode == "managed") & resource.existence & resource.is_new,
        at=resource,
        message=f"{deployer.name} does not allow {names(found)}, which creating {resource.address} needs"
        f"{by_statements(found)}.",
        help=advice(found, deployer),
        related=where(deployer),
        severity=Severity.ERROR if surely else Severity.WARNING,
        raises=exceptions(surely or found),
    )


def _cannot_go_on(resource: Resource, deployer: Deployer, found: list[Refusal]) -> Verdict:
    doing = [
        f"{word} {resource.address} ({names(those)})"
        for phase, word in _DOING.items()
        if (those := [refusal for refusal in found if _first(refusal) == phase])
    ]
    first = next(phase for phase in _DOING if any(_first(refusal) == phase for refusal in found))
    return Verdict(
        holds=resource.existence,
        at=resource,
        message=f"{deployer.name} does not allow what is needed to {', or to '.join(doing)}{by_statements(found)}.",
        help=advice(found, deployer),
        related=where(deployer),
        phase=_PHASES[first],
        raises=exceptions(found),
    )


def _first(refusal: Refusal) -> str:
    return "read" if refusal.reads else refusal.phases[0]


def _cannot_pass(resource: Resource, deployer: Deployer, found: list[Refusal]) -> Verdict:
    operation = _PASSING.get(resource.type)
    return Verdict(
        holds=Truth.of(resource.mode == "managed") & resource.existence,
        at=resource,
        message=f"{deployer.name} does not allow iam:PassRole for the role that {resource.address} is given"
        f"{by_statements(found)}.",
        help=f"{advice(found, deployer)} The statement may be confined by iam:PassedToService to the service that the "
        "role is for.",
        related=where(deployer),
        severity=Severity.ERROR if operation is not None else Severity.WARNING,
        raises=denial(operation or PASS_ROLE),
    )


_declare(
    "IAM023",
    "Who deploys may not create what is deployed",
    Severity.ERROR,
    (
        Raises("memorydb", "AccessDeniedException", on="CreateCluster"),
        Raises("elasticache", "AccessDenied", on="CreateReplicationGroup"),
        Raises("ec2", "UnauthorizedOperation", on="CreateVpc"),
    ),
    creates,
    _cannot_create,
    related=(Raises("memorydb", "InvalidCredentialsException", on="CreateCluster"),),
)
_declare(
    "IAM024",
    "Who deploys may create something, but not read, change or delete it",
    Severity.WARNING,
    (
        Raises("memorydb", "AccessDeniedException", on="DescribeClusters"),
        Raises("memorydb", "AccessDeniedException", on="DeleteCluster"),
        Raises("ec2", "UnauthorizedOperation", on="DeleteVpc"),
    ),
    lambda refusal: not creates(refusal) and refusal.action != PASS_ROLE,
    _cannot_go_on,
    phase=Phase.UPDATE,
)
_declare(
    "IAM025",
    "Who deploys may not pass the role that a resource is given",
    Severity.ERROR,
    (
        Raises("lambda", "AccessDeniedException", on="CreateFunction"),
        Raises("ecs", "AccessDeniedException", on="RegisterTaskDefinition"),
        Raises("iam", "AccessDenied", on="AddRoleToInstanceProfile"),
    ),
    lambda refusal: refusal.action == PASS_ROLE,
    _cannot_pass,
    guides=("id_roles_use_passrole",),
)
