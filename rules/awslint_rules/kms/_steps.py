"""What may happen between two resources of a deployment: steps that run code, and what is known of them."""

from __future__ import annotations

import re

from awslint.graph import Blocks, Deployment, Resource
from awslint.values import Known, Text

_CONNECT = re.compile(r"(?<!dis)connect[-_]?custom[-_]?key[-_]?store", re.IGNORECASE)

_COMMAND_END = re.compile(r"\n|;|&&|\|\|")

_HARMLESS = re.compile(r"(aws (?!\S+ wait\b)|echo\b|set\b|export\b|#|$)")

_LOOK = re.compile(r"(kms|cloudhsmv2):(Describe|Get|List)")

_OWN_CALL = re.compile(r"(kms|cloudhsmv2):")

_HOLE = "\N{OBJECT REPLACEMENT CHARACTER}"

_QUICK = (
    "AWS::IAM::",
    "AWS::KMS::",
    "AWS::SSM::Parameter",
    "AWS::SecretsManager::",
    "AWS::EC2::SecurityGroup",
    "Terraform::",
    "aws_iam_",
    "aws_secretsmanager_",
    "aws_security_group",
    "aws_ssm_parameter",
    "aws_vpc_security_group_",
    "local_",
    "random_",
    "tls_",
)


def steps(earlier: Resource, later: Resource, deployment: Deployment) -> list[Resource]:
    """Returns opaque steps after `earlier` and before `later`, the provisioners of `earlier` itself included.

    Calls that only look (DescribeClusters) are left out: they change nothing, and wait for nothing.
    """
    between = [*([earlier] if earlier.opaque else []), *deployment.steps_between(earlier, later)]
    return [resource for resource in between if not only_looks(resource)]


def only_looks(step: Resource) -> bool:
    """Returns whether a step surely makes a single call of KMS or CloudHSM that changes nothing."""
    return bool(step.calls) and all(_LOOK.match(call) for call in step.calls)


def command_texts(step: Resource) -> list[str] | None:
    """Returns what a step runs, each unknown piece of it as one odd character; None when not all of it is known."""
    texts = []
    for command in step.commands:
        settled = step.deployment.context.settle(command)
        if isinstance(settled, Known) and isinstance(settled.scalar, str):
            texts.append(settled.scalar)
        elif isinstance(settled, Text):
            texts.append("".join(part if isinstance(part, str) else _HOLE for part in settled.parts))
        else:
            return None
    return texts or None


def connects(step: Resource) -> bool:
    """Returns whether a step surely calls ConnectCustomKeyStore."""
    if "kms:ConnectCustomKeyStore" in step.calls:
        return True
    return any(_CONNECT.search(text) for text in command_texts(step) or ())


def waits_for_nothing(step: Resource) -> bool:
    """Returns whether a step surely does nothing but single calls that return at once: no loop, no script, no sleep."""
    if step.calls:
        return all(_OWN_CALL.match(call) for call in step.calls)
    texts = command_texts(step)
    if texts is None:
        return False
    joined = (re.sub(r"\\\n", " ", text) for text in texts)
    commands = [part.strip() for text in joined for part in _COMMAND_END.split(text)]
    return all(_HARMLESS.match(command) and "$(" not in command and "`" not in command for command in commands)


def creates_no_hsm(step: Resource) -> bool:
    """Returns whether nothing in the known commands of a step speaks of creating an HSM (a script they call still
    may)."""
    texts = command_texts(step)
    return texts is not None and not any(re.search(r"create[-_]?hsm", text, re.IGNORECASE) for text in texts)


def connectors(deployment: Deployment) -> tuple[tuple[Resource, ...], Blocks]:
    """Returns the steps that surely call ConnectCustomKeyStore, and their blocks."""

    def found() -> tuple[tuple[Resource, ...], Blocks]:
        steps = tuple(step for step in deployment.steps() if connects(step))
        return steps, deployment.blocks_of(*steps)

    return deployment.cached_per_world("connectors", found, doubts=False)


def overtakes(later: Resource, rival: Resource, deployment: Deployment, besides: Blocks | None = None) -> bool:
    """Returns whether `later` surely starts no later than `rival` does.

    So it is when everything slow that `later` waits for is something that `rival` waits for too. What stands in
    `besides` is not counted as slow.
    """
    ahead = deployment.before(later) - deployment.before(rival)
    return not (ahead - besides if besides is not None else ahead) & deployment.blocks_with(_is_slow)


def overtakes_all(later: Resource, rivals: Blocks, deployment: Deployment) -> bool:
    """Returns whether `later` surely starts no later than any of the rivals does: see `overtakes`."""
    awaited = deployment.before(later) & deployment.blocks_with(_is_slow)
    return all(not rivals - deployment.ordering.after(resource_name) for resource_name in awaited)


def follows_at_once(later: Resource, earlier: Resource, deployment: Deployment) -> bool:
    """Returns whether nothing but steps and quick resources lie between the end of `earlier` and the start of
    `later`."""
    between = deployment.before(later) - deployment.before(earlier) - deployment.blocks_of(earlier)
    return not between & deployment.blocks_with(_is_slow_by_itself)


def _is_slow_by_itself(resource: Resource) -> bool:
    return not resource.opaque and _is_slow(resource)


def _is_slow(resource: Resource) -> bool:
    if resource.mode == "data" or resource.type.startswith(_QUICK):
        return False
    return not (resource.calls and all(_OWN_CALL.match(call) for call in resource.calls))
