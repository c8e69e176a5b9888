"""Which names have a meaning in a template: its own, those of the transforms, and what other tools replace."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Final

from awslint.cloudformation.pseudo import SYMBOLIC
from awslint.syntax.tree import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from awslint.cloudformation.stack import Stack

_PSEUDO: Final = frozenset((*SYMBOLIC, "AWS::NoValue", "AWS::NotificationARNs"))
_PLACEHOLDER = re.compile(r"[{}<>%$#]")
"""In a name: what another tool replaces before CloudFormation sees it (`{{ topic }}`)."""

_SAM_NAMES: Final = (
    "Serverless", "CodeDeployServiceRole", "ApiGatewayDomainName", "DomainNameAccessAssociation", "RecordSetGroup",
)  # fmt: skip
"""How the names begin that the Serverless transform gives to what belongs to no single resource."""

_SAM_CONDITIONS: Final = re.compile("(?:Serverless|SharedUsagePlan|NOT).*|.*AND.*")
"""Conditions that the Serverless transform adds, for what it makes under several conditions or their opposites."""

_SECRETS: Final = "AWS::SecretsManager-"
"""The transform that adds rotation functions, under names that are not documented."""


def is_placeholder(name: str) -> bool:
    """Returns whether another tool replaces a part of the name before CloudFormation sees it."""
    return _PLACEHOLDER.search(name) is not None


class Names:
    """The names of one template.

    Attributes:
        parameters, conditions, resources: those that it declares itself.
        all: those that stand for a parameter or a resource, with what transforms add to them.
        open: by section, whether a function may add entries to it.
    """

    def __init__(self, stack: Stack) -> None:
        self.parameters = frozenset(stack.parameters)
        self.conditions = frozenset(stack.conditions.names())
        self.resources = stack.resources.keys()
        self.open = {
            name: section is not None and any(key.text.startswith("Fn::") for key, _ in section.entries)
            for name in ("Parameters", "Conditions", "Mappings")
            for section in (stack.template.section(name),)
        }
        serverless = [
            resource
            for resource in stack.resources.values()
            if resource.type.startswith("AWS::Serverless::") or resource.node.get("Connectors") is not None
        ]
        self._serverless = tuple(resource.name for resource in serverless)
        self._adds_resources = any(name.startswith(_SECRETS) for name in stack.template.transforms())
        chosen = {name for resource in serverless for name in _logical_ids(resource.node)}
        self.all = frozenset(self.parameters | self.resources | stack.unseen.keys() | stack.generated | chosen)

    def in_condition(self, name: str) -> bool:
        """Returns whether a name may stand for something where a condition is written."""
        return name in self.parameters or name in _PSEUDO or self.open["Parameters"]

    def elsewhere(self, name: str, function: str) -> bool:
        """Returns whether a name, in that function, may stand for a parameter or a resource."""
        first = name.partition(".")[0]
        return (
            first in self.all
            or name in _PSEUDO
            or (self.open["Parameters"] and function != "DependsOn")
            or first.startswith(self._serverless or "\0")
            or (bool(self._serverless) and name.startswith(_SAM_NAMES))
            or self._adds_resources
        )

    def has_condition(self, name: str) -> bool:
        """Returns whether a name may stand for a condition."""
        if name in self.conditions or self.open["Conditions"] or name.lower() in ("", "true", "false"):
            return True
        return is_placeholder(name) or (bool(self._serverless) and _SAM_CONDITIONS.fullmatch(name) is not None)

    def meant_by(self, function: str) -> Collection[str]:
        """Returns the names that could be meant in a function."""
        return self.resources if function in ("DependsOn", "Fn::GetAtt") else self.all


def _logical_ids(node: Node) -> Iterator[str]:
    """The logical ids that a serverless resource gives to what the transform makes for it (`QueueLogicalId`)."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping):
            for key, value in part.entries:
                if key.text.endswith("LogicalId") and isinstance(value, Scalar):
                    yield value.text
                waiting.append(value)
        elif isinstance(part, Sequence):
            waiting.extend(part.items)
