"""What CloudFormation itself refuses in a template: names of nothing, malformed functions, missing keys, circles.

This holds only of a template that no macro rewrites: what a macro adds cannot be seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from awslint.cloudformation.checks.circular_dependencies import cycles
from awslint.cloudformation.checks.fault import Fault, Place, Report
from awslint.cloudformation.checks.functions import Functions
from awslint.cloudformation.checks.pieces import is_piece
from awslint.cloudformation.conditions import Decision
from awslint.syntax.tree import Mapping, Scalar, Sequence
from awslint.values import ALWAYS

if TYPE_CHECKING:
    from awslint.cloudformation.resources import Declared
    from awslint.cloudformation.stack import Stack

_CHECKED: Final = ("Properties", "CreationPolicy", "UpdatePolicy", "DependsOn")


def faults(stack: Stack) -> list[Fault]:
    """Returns everything that is surely refused in one template."""
    found = _Template(stack).faults() if _can_be_told(stack) else []
    sources, conditions = stack.run.sources, stack.conditions.names()
    return [] if found and is_piece(stack.path, stack.template.source, sources, found, conditions) else found


def _can_be_told(stack: Stack) -> bool:
    template = stack.template
    if template.macros or template.includes or template.root.repeated:
        return False
    if "Rain::" in template.source.text or any(name.startswith("Fn::") for name in stack.unseen):
        return False
    return not any(resource.type.endswith("::MODULE") for resource in stack.resources.values())


class _Template:
    """The parts of a template that may be at fault, one after the other."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.report = Report(any(name == "AWS::LanguageExtensions" for name in stack.template.transforms()))
        self.functions = Functions(stack, self.report)

    def faults(self) -> list[Fault]:
        stack, report = self.stack, self.report
        section = stack.template.section("Conditions")
        report.in_conditions = True
        for key, node in section.entries if section is not None else ():
            if not key.text.startswith("Fn::"):
                report.entry = f"Conditions.{key.text}"
                self.functions.walk(Place(node, "", None, ALWAYS))
        report.in_conditions = False
        for resource in stack.resources.values():
            self.resource(resource)
        section = stack.template.section("Outputs")
        for key, node in section.entries if section is not None else ():
            if isinstance(node, Mapping) and not key.text.startswith("Fn::"):
                self.output(key.text, node)
        return list(dict.fromkeys((*report.found, *cycles(stack, self.functions.needs))))

    def resource(self, declared: Declared) -> None:
        self.report.entry = f"Resources.{declared.name}"
        self.functions.needs[declared.name] = []
        condition = self.condition_of(declared.node)
        for name in _CHECKED:
            node = declared.node.get(name)
            if node is None:
                continue
            # Whether a resource waits for what its UpdatePolicy names is not documented.
            self.functions.is_needed = name in ("Properties", "DependsOn")
            if name == "DependsOn":
                for named in node.items if isinstance(node, Sequence) else (node,):
                    if isinstance(named, Scalar) and not _is_null(named):
                        self.functions.name(named.text, Place(named, name, None, ALWAYS), named.span, "DependsOn")
            else:
                self.functions.walk(Place(node, name, None, condition.condition, condition.assumes))

    def output(self, name: str, node: Mapping) -> None:
        self.report.entry = f"Outputs.{name}"
        condition = self.condition_of(node)
        for key in ("Value", "Export"):
            value = node.get(key)
            if value is not None:
                self.functions.walk(Place(value, key, None, condition.condition, condition.assumes))

    def condition_of(self, node: Mapping) -> Decision:
        """Returns what the entry's own Condition says."""
        written = node.get("Condition")
        if not isinstance(written, Scalar) or _is_null(written):
            return Decision(ALWAYS)
        self.functions.condition(written.text, Place(written, "Condition", None, ALWAYS), "Condition")
        return self.stack.conditions.named(written.text)


def _is_null(node: Scalar) -> bool:
    return node.text == "" or (node.is_plain and node.text in ("null", "~"))
