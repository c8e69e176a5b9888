"""What CloudFormation itself refuses in a template: names of nothing, malformed functions, missing keys, circles.

Everything here is said only of a template that no macro rewrites: what a macro adds cannot be seen.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from awslint.cloudformation.checks.circles import circles
from awslint.cloudformation.checks.pieces import is_piece
from awslint.cloudformation.conditions import Decision
from awslint.cloudformation.intrinsics import HOLE, is_doubtful, mapping_key
from awslint.cloudformation.pseudo import SYMBOLIC
from awslint.cloudformation.template import rewriting
from awslint.syntax.tree import Mapping, Node, Scalar, Sequence
from awslint.values import ALWAYS, NEVER, Condition, Known, Span, all_of, negation
from awslint.values.questions import as_text

if TYPE_CHECKING:
    from awslint.cloudformation.resources import Declared
    from awslint.cloudformation.stack import Stack

UNRESOLVED: Final = "UnresolvedName"
NO_CONDITION: Final = "UnknownCondition"
CONDITION_CYCLE: Final = "ConditionCycle"
MALFORMED: Final = "MalformedFunction"
NO_MAPPING: Final = "UnknownMapping"
NO_MAPPING_KEY: Final = "UnknownMappingKey"
RESOURCE_CYCLE: Final = "ResourceCycle"

_PSEUDO: Final = frozenset((*SYMBOLIC, "AWS::NoValue", "AWS::NotificationARNs"))
_CHECKED: Final = ("Properties", "CreationPolicy", "UpdatePolicy", "DependsOn")
_OPERANDS: Final = {
    "Fn::Join": (2, 2),
    "Fn::Select": (2, 2),
    "Fn::Split": (2, 2),
    "Fn::FindInMap": (3, 4),
    "Fn::If": (3, 3),
    "Fn::Cidr": (2, 3),
    "Fn::Equals": (2, 2),
    "Fn::Not": (1, 1),
    "Fn::And": (2, 10),
    "Fn::Or": (2, 10),
}
"""How many operands a function takes, at least and at most."""

_PLACEHOLDER = re.compile(r"[{}<>%$#]")
"""In a name: what another tool replaces before CloudFormation sees it (`{{ topic }}`)."""

_LONGEST_SHOWN: Final = 10
"""The most members of a circle that are named."""

_MOST_KNOWN: Final = 100
"""Of more names than these none is suggested."""

_ONLY_IN_CONDITIONS: Final = frozenset({"Fn::Equals", "Fn::Not", "Fn::And", "Fn::Or"})
_VARIABLE = re.compile(r"[A-Za-z0-9_.:]+", re.ASCII)


def _given_names(node: Node) -> Iterator[str]:
    """The logical ids that a serverless resource gives to what the transform makes for it (`QueueLogicalId`)."""
    waiting = [node]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Mapping):
            for key, value in item.entries:
                if key.text.endswith("LogicalId") and isinstance(value, Scalar):
                    yield value.text
                waiting.append(value)
        elif isinstance(item, Sequence):
            waiting.extend(item.items)


_SAM_NAMES: Final = (
    "Serverless", "CodeDeployServiceRole", "ApiGatewayDomainName", "DomainNameAccessAssociation", "RecordSetGroup",
)  # fmt: skip
"""How the names begin that the Serverless transform gives to what belongs to no single resource."""

_SAM_CONDITIONS: Final = re.compile("(?:Serverless|SharedUsagePlan|NOT).*|.*AND.*")
"""Conditions that the Serverless transform adds, for what it makes under several conditions or their opposites."""

_SECRETS: Final = "AWS::SecretsManager-"
"""The transform that adds rotation functions, under names that are not documented."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that CloudFormation refuses.

    `entry` is where it is (`Resources.Cache`), `place` the path in there, `name` what is at fault, `function` what it
    is in, `known` what could have been meant. It is refused where the condition holds.
    """

    kind: str
    entry: str
    place: str
    name: str
    span: Span
    function: str = ""
    known: tuple[str, ...] = ()
    condition: Condition = ALWAYS
    assumes: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class _Place:
    """A node to look at, and what leads to it: kept as links, so that paths are only written where they are needed."""

    node: Node
    key: str
    above: _Place | None
    guard: Condition
    assumes: tuple[str, ...] = ()

    def path(self) -> str:
        keys, place = [], self
        while place.above is not None:
            keys.append(place.key)
            place = place.above
        return ".".join(reversed([*keys, *([place.key] if place.key else [])]))


def faults(stack: Stack) -> list[Fault]:
    """Everything that is surely refused in one template."""
    found = list(_Search(stack).run()) if _can_be_told(stack) else []
    return [] if found and is_piece(stack.path, stack.template.source, stack.run.sources) else found


def _can_be_told(stack: Stack) -> bool:
    template = stack.template
    if template.macros or template.includes or template.root.repeated:
        return False
    if "Rain::" in template.source.text or any(name.startswith("Fn::") for name in stack.unseen):
        return False
    return not any(resource.type.endswith("::MODULE") for resource in stack.resources.values())


class _Search:
    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.needs: dict[str, list[tuple[str, Condition]]] = {}
        self.found: list[Fault] = []
        self.entry = ""
        self.in_conditions = False
        self.is_needed = False
        self.keys: dict[int, tuple[Mapping, tuple[str, ...] | None]] = {}
        template = stack.template
        mappings = stack.mappings
        self.maps = None if mappings is None else {key.text for key, _ in mappings.entries}
        self.conditions = frozenset(stack.conditions.names())
        self.parameters = frozenset(stack.parameters)
        self.open = {
            name: section is not None and any(key.text.startswith("Fn::") for key, _ in section.entries)
            for name in ("Parameters", "Conditions", "Mappings")
            for section in (template.section(name),)
        }
        self.sam = tuple(
            resource.name
            for resource in stack.resources.values()
            if resource.type.startswith("AWS::Serverless::") or resource.node.get("Connectors") is not None
        )
        self.extended = any(name == "AWS::LanguageExtensions" for name in template.transforms())
        self.adds_resources = any(name.startswith(_SECRETS) for name in template.transforms())
        inputs = {
            text
            for resource in stack.resources.values()
            if resource.name in self.sam
            for text in _given_names(resource.node)
        }
        self.names = frozenset(
            self.parameters | stack.resources.keys() | stack.unseen.keys() | stack.generated | inputs
        )

    def run(self) -> Iterator[Fault]:
        stack = self.stack
        section = stack.template.section("Conditions")
        self.in_conditions = True
        for key, node in section.entries if section is not None else ():
            if not key.text.startswith("Fn::"):
                self.entry = f"Conditions.{key.text}"
                self.walk(_Place(node, "", None, ALWAYS))
        self.in_conditions = False
        for resource in stack.resources.values():
            self.resource(resource)
        section = stack.template.section("Outputs")
        for key, node in section.entries if section is not None else ():
            if isinstance(node, Mapping) and not key.text.startswith("Fn::"):
                self.output(key.text, node)
        self.cycles()
        yield from dict.fromkeys(self.found)

    def resource(self, declared: Declared) -> None:
        self.entry = f"Resources.{declared.name}"
        self.needs[declared.name] = []
        condition = self.condition_of(declared.node)
        for name in _CHECKED:
            node = declared.node.get(name)
            if node is None:
                continue
            # Whether a resource waits for what its UpdatePolicy names is not documented.
            self.is_needed = name in ("Properties", "DependsOn")
            if name == "DependsOn":
                for item in node.items if isinstance(node, Sequence) else (node,):
                    if isinstance(item, Scalar) and not _is_null(item):
                        self.name(item.text, _Place(item, name, None, ALWAYS), item.span, "DependsOn")
            else:
                self.walk(_Place(node, name, None, condition.condition, condition.assumes))

    def output(self, name: str, node: Mapping) -> None:
        self.entry = f"Outputs.{name}"
        condition = self.condition_of(node)
        for key in ("Value", "Export"):
            inner = node.get(key)
            if inner is not None:
                self.walk(_Place(inner, key, None, condition.condition, condition.assumes))

    def condition_of(self, node: Mapping) -> Decision:
        """What the entry's own Condition says."""
        written = node.get("Condition")
        if not isinstance(written, Scalar) or _is_null(written):
            return Decision(ALWAYS)
        self.condition(written.text, _Place(written, "Condition", None, ALWAYS), "Condition")
        return self.stack.conditions.named(written.text)

    # --- the walk -----------------------------------------------------------------------------------------------

    def walk(self, start: _Place) -> None:
        waiting = [start]
        while waiting:
            place = waiting.pop()
            node = place.node
            if isinstance(node, Scalar):
                continue
            if isinstance(node, Sequence):
                waiting.extend(
                    _Place(item, str(index), place, place.guard, place.assumes)
                    for index, item in enumerate(node.items)
                    if not isinstance(item, Scalar)
                )
                continue
            if len(node.entries) == 1 and self.function(node, place, waiting):
                continue
            if rewriting(node) is not None:
                continue
            waiting.extend(
                _Place(inner, key.text, place, place.guard, place.assumes)
                for key, inner in node.entries
                if not isinstance(inner, Scalar) and not key.text.startswith(("Fn::ForEach", "Fn::Transform"))
            )

    def function(self, node: Mapping, place: _Place, waiting: list[_Place]) -> bool:
        """Looks at a node that may be a function; True where nothing below it is left to look at."""
        key, argument = node.entries[0]
        name = key.text
        if name == "Ref":
            if isinstance(argument, Scalar):
                self.name(argument.text, place, node.span, name)
            return True
        if name == "Fn::GetAtt":
            first = argument.items[0] if isinstance(argument, Sequence) and argument.items else argument
            if isinstance(first, Scalar):
                self.name(first.text.partition(".")[0], place, node.span, name)
            return False
        if name == "Fn::Sub":
            self.sub(node, argument, place)
            return False
        if name == "Condition" and self.in_conditions and isinstance(argument, Scalar):
            self.condition(argument.text, place, name)
            return True
        if name in _OPERANDS and (self.in_conditions or name not in _ONLY_IN_CONDITIONS):
            if not self.operands(name, node, argument, place):
                return False
            if name == "Fn::FindInMap" and isinstance(argument, Sequence):
                self.mapping(argument.items, node.span, place)
            if name == "Fn::If" and isinstance(argument, Sequence):
                self.branches(argument.items, place, waiting)
                return True
        return name == "Fn::Transform"

    def operands(self, name: str, node: Mapping, argument: Node, place: _Place) -> bool:
        low, high = _OPERANDS[name]
        if isinstance(argument, Mapping) or (name == "Fn::FindInMap" and self.extended):
            return True
        number = len(argument.items) if isinstance(argument, Sequence) else None
        high = 3 if name == "Fn::FindInMap" else high
        if number is not None and low <= number <= high:
            return True
        selected = f"{low}" if low == high else f"{low} to {high}"
        inputs = "one that is no list" if number is None else f"{number}"
        self.add(MALFORMED, place, inputs, node.span, name, selected)
        return False

    def branches(self, items: list[Node], place: _Place, waiting: list[_Place]) -> None:
        guards = [place.guard, place.guard]
        assumes = place.assumes
        if isinstance(items[0], Scalar):
            self.condition(items[0].text, place, "Fn::If")
            taken = self.stack.conditions.named(items[0].text)
            guards = [all_of((place.guard, condition)) for condition in (taken.condition, negation(taken.condition))]
            assumes = tuple(dict.fromkeys((*assumes, *taken.assumes)))
        for index, (item, guard) in enumerate(zip(items[1:], guards, strict=True), 1):
            waiting.append(_Place(item, f"Fn::If.{index}", place, guard, assumes))

    def sub(self, node: Mapping, argument: Node, place: _Place) -> None:
        own: frozenset[str] = frozenset()
        if isinstance(argument, Sequence):
            if len(argument.items) != 2 or not isinstance(argument.items[1], Mapping):
                if len(argument.items) not in (1, 2):
                    self.add(MALFORMED, place, f"{len(argument.items)}", node.span, "Fn::Sub", "2")
                return
            own = frozenset(key.text for key, _ in argument.items[1].entries)
            argument = argument.items[0]
        if not isinstance(argument, Scalar):
            return
        for written in dict.fromkeys(HOLE.findall(argument.text)):
            name = written.strip()
            if name.startswith("!") or name in own or not name:
                continue
            if not _VARIABLE.fullmatch(name):
                self.add(MALFORMED, place, f"${{{written}}}", node.span, "Fn::Sub", part=f"${{{name}}}")
            else:
                self.name(name.partition(".")[0], place, node.span, "Fn::Sub")

    # --- names --------------------------------------------------------------------------------------------------

    def name(self, name: str, place: _Place, span: Span, function: str) -> None:
        """A name that stands for a parameter or a resource."""
        first = name.partition(".")[0]
        if name in self.stack.resources and not self.in_conditions:
            if self.entry.startswith("Resources.") and self.is_needed:
                self.needs[self.entry.removeprefix("Resources.")].append((name, place.guard))
            is_known = True
        elif self.in_conditions:
            is_known = name in self.parameters or name in _PSEUDO or self.open["Parameters"]
        else:
            is_known = (
                first in self.names
                or name in _PSEUDO
                or (self.open["Parameters"] and function != "DependsOn")
                or first.startswith(self.sam or "\0")
                or (bool(self.sam) and name.startswith(_SAM_NAMES))
                or self.adds_resources
            )
        wants_resource = function in ("DependsOn", "Fn::GetAtt") and name in self.parameters
        if (is_known and not wants_resource) or _PLACEHOLDER.search(name):
            return
        known = self.stack.resources.keys() if function in ("DependsOn", "Fn::GetAtt") else self.names
        if self.in_conditions:
            known = self.parameters
        self.add(UNRESOLVED, place, name, span, function, *_some(known), part=name if function == "Fn::Sub" else "")

    def condition(self, name: str, place: _Place, function: str) -> None:
        """A name that stands for a condition."""
        if name in self.conditions or self.open["Conditions"] or name.lower() in ("", "true", "false"):
            return
        if _PLACEHOLDER.search(name):
            return
        if not self.sam or not _SAM_CONDITIONS.fullmatch(name):
            self.add(NO_CONDITION, place, name, place.node.span, function, *_some(self.conditions))

    def mapping(self, items: list[Node], span: Span, place: _Place) -> None:
        """Fn::FindInMap: the mapping's name must be declared, known keys must be there where it is evaluated."""
        has_default = len(items) > 3
        if self.open["Mappings"] or has_default:
            return
        if any(isinstance(item, Scalar) and _PLACEHOLDER.search(item.text) for item in items):
            return
        if isinstance(items[0], Scalar) and items[0].text not in (self.maps or ()):
            self.add(NO_MAPPING, place, items[0].text, span, "Fn::FindInMap", *_some(self.maps or ()))
            return
        level: Node | None = self.stack.mappings
        path: list[str] = []
        assumes: tuple[str, ...] = ()
        for item in items:
            value = mapping_key(self.stack.evaluator, item)
            if not isinstance(level, Mapping) or not isinstance(value, Known):
                return
            key = as_text(value.scalar)
            assumes += tuple(assumption for assumption in value.assumes if assumption not in assumes)
            path.append(key)
            if key in level.repeated:
                return
            following = level.get(key)
            if following is None and place.guard != NEVER:
                self.missing_key(level, path, span, place, assumes)
            level = following

    def missing_key(self, level: Mapping, path: list[str], span: Span, place: _Place, assumes: tuple[str, ...]) -> None:
        """The last key of a path is not in the mapping that the others lead to."""
        keys = self.keys_of(level)
        if keys is None or is_doubtful(level, path[-1]):
            return
        keys = keys if len(keys) <= _MOST_KNOWN else ()
        reasons = tuple(dict.fromkeys((*assumes, *place.assumes)))
        name, function, where = ".".join(path), "Fn::FindInMap", _path(place)
        self.found.append(Fault(NO_MAPPING_KEY, self.entry, where, name, span, function, keys, place.guard, reasons))

    def keys_of(self, level: Mapping) -> tuple[str, ...] | None:
        """The keys of a mapping or of one of its maps; None where a function may add others."""
        if id(level) not in self.keys:
            texts = tuple(key.text for key, _ in level.entries)
            self.keys[id(level)] = level, None if any(text.startswith("Fn::") for text in texts) else texts
        return self.keys[id(level)][1]

    def add(self, kind: str, place: _Place, name: str, span: Span, function: str, *known: str, part: str = "") -> None:
        """Notes a fault that is refused also where it is not evaluated. `part`: which part of a text it is.

        The language extensions put the branch that is taken in the place of Fn::If: what is in the other is not seen.
        """
        known = known if len(known) <= _MOST_KNOWN else ()
        where = _path(place, part)
        if not self.extended:
            self.found.append(Fault(kind, self.entry, where, name, span, function, known))
        elif place.guard != NEVER:
            fault = Fault(kind, self.entry, where, name, span, function, known, place.guard, place.assumes)
            self.found.append(fault)

    # --- circles ------------------------------------------------------------------------------------------------

    def cycles(self) -> None:
        for name in self.stack.conditions.names():
            self.stack.conditions.named(name)
        for message, span in self.stack.conditions.cycles:
            name = message.partition(" -> ")[0]
            self.found.append(Fault(CONDITION_CYCLE, f"Conditions.{name}", "", message, span))
        taken = {
            name: [item for item, guard in needed if guard != NEVER]
            for name, needed in self.needs.items()
            if self.stack.decision(self.stack.resources[name].node).condition != NEVER
        }
        for circle in circles(taken):
            self.circle(circle)

    def circle(self, circle: list[str]) -> None:
        resources = [self.stack.resources[name] for name in circle]
        if any(resource.type.startswith("AWS::Serverless::") for resource in resources):
            return  # what refers to what is only known after the transform
        conditions: list[Condition] = []
        assumes: list[str] = []
        for item, following in zip(circle, [*circle[1:], circle[0]], strict=True):
            guards = [guard for name, guard in self.needs[item] if name == following and guard != NEVER]
            conditions.append(ALWAYS if ALWAYS in guards else guards[0])
            decision = self.stack.decision(self.stack.resources[item].node)
            conditions.append(decision.condition)
            assumes += decision.assumes
        condition = all_of(conditions)
        if condition != NEVER:
            first = resources[0]
            shown = circle if len(circle) <= _LONGEST_SHOWN else [*circle[:_LONGEST_SHOWN], "..."]
            named = " -> ".join([*shown, circle[0]])
            entry, span = f"Resources.{first.name}", first.key.span
            reasons = tuple(dict.fromkeys(assumes))
            self.found.append(Fault(RESOURCE_CYCLE, entry, "", named, span, "", tuple(shown), condition, reasons))


def _some(names: Collection[str]) -> tuple[str, ...]:
    """The names in order, unless they are so many that nobody would look through them."""
    return tuple(sorted(names)) if len(names) <= _MOST_KNOWN else ()


def _is_null(node: Scalar) -> bool:
    return node.text == "" or (node.is_plain and node.text in ("null", "~"))


def _path(place: _Place, part: str = "") -> str:
    return ".".join(name for name in (place.path(), part) if name)
