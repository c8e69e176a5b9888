"""Matches the names of one Terraform type with those of one CloudFormation type, by name and by correction."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from awslint.facts.generators.bodies import DEEPEST, Bodies, Names, spelled
from awslint.facts.generators.corrections import Corrections, Target, WrongCorrection
from awslint.facts.generators.counterparts import squashed
from awslint.facts.generators.shapes import Shape, properties_of, shape_of
from awslint.facts.names import Element, Form, camel_case

ALWAYS: Final[Mapping[str, str]] = {"arn": "Arn", "id": "Id", "tags": "Tags", "tags_all": "TagsAll"}

# Two spellings of one thing: a key is named by its id, its ARN or its alias, whatever the property is called.
_KEYS: Final = re.compile(r"(aws)?(kms|encryption|kmsmaster|kmsencryption)key(arn|id|identifier)?")
_POLICIES: Final = ("policydocument", "resourcepolicy", "policytext", "keypolicy")
_PREFIXED: Final = ("name", "identifier", "cluster_identifier", "bucket", "statement_id")
"""What the provider makes up the rest of, where its beginning is written instead: `name_prefix`."""

_PAIRS: Final = (("Key", "Value"), ("Name", "Value"), ("TagKey", "TagValue"))
_BLOCK: Final = ("o", "l1", "t1")


@dataclass
class _Body:
    """What is found of one body."""

    leaves: dict[str, str] = field(default_factory=dict)
    nested: dict[str, tuple[str, int, bool]] = field(default_factory=dict)
    moved: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def natives(self) -> set[str]:
        return {*self.leaves, *self.nested, *self.moved}


class Matching:
    """The names of one type; `own` are those of a table of bodies that all of its group share."""

    def __init__(
        self,
        native: list[Any],
        schema: Mapping[str, Any],
        bodies: Bodies,
        type_: str,
        native_type: str,
        within: Sequence[str] = (),
    ) -> None:
        own = native_type.removeprefix("aws_").split("_")
        self._type = native_type
        self._native = native
        self._schema = schema
        self._bodies = bodies
        self._within = within
        self._wrong: list[str] = []
        # `name` of an SNS topic is TopicName, `identifier` of an RDS instance DBInstanceIdentifier.
        last = type_.split("::")[2]
        words = re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+", last)
        self._before = {squashed("".join(words[start:])) for start in range(len(words))}
        self._before |= {squashed("".join(own[start:])) for start in range(len(own))}
        self._before |= {"db"} if type_.split("::")[1] in ("RDS", "DocDB", "Neptune") else set()

    def of_type(self, number: int, corrections: Corrections) -> int:
        """Returns the number of the body of the whole type.

        Raises:
            WrongCorrection: a correction does not fit the schemas.
        """
        properties = properties_of(self._schema) if self._schema else {}
        for name in self._within:
            shape = shape_of(properties[name], self._schema)
            properties = (shape.item or shape).properties
        body = self._body(number, properties, (), corrections)
        if self._wrong:
            raise WrongCorrection("\n".join(f"{self._type}: {word}" for word in self._wrong))
        return body

    def _body(self, number: int, properties: Names, above: tuple[str, ...], corrections: Corrections) -> int:
        attributes, blocks = self._read(number)
        native = {**attributes, **blocks}
        top, found = not above, _Body()
        self._correct(native, properties, above, corrections, found)
        if top:
            self._always(attributes, properties, found)
        taken = {*found.leaves.values(), *(name for name, _, _ in found.nested.values())}
        taken |= {_first(path) for path in found.moved.values()}
        free = {name: shape for name, shape in native.items() if name not in found.natives}
        self._match(
            free, {name: shape for name, shape in properties.items() if name not in taken}, above, corrections, found
        )
        if corrections.elsewhere:
            members = shape_of(properties[corrections.elsewhere], self._schema).properties
            part = _Body()
            rest = {name: shape for name, shape in native.items() if name not in found.natives}
            self._match(rest, members, above, corrections, part)
            found.moved |= _inside(part, corrections.elsewhere)
        for name in sorted(corrections.other_versions):
            self._of_another_version(name, corrections.targets[name], corrections, found)
        self._prefixes(attributes, found)
        self._terraforms_own(native, properties, above, corrections, found)
        return self._bodies.add(found.leaves, found.nested, found.moved)

    def _correct(
        self, native: Names, properties: Names, above: tuple[str, ...], corrections: Corrections, found: _Body
    ) -> None:
        for name, target in corrections.targets.items():
            if name in corrections.other_versions:
                continue
            if name not in native:
                self._wrong.append(f"it has no {name}")
                continue
            around = self._around(target, properties)
            if target.name and around and not target.is_own and target.name not in around:
                self._wrong.append(f"{name}={target.name}: it is not one of {' '.join(sorted(around))}")
            shape = shape_of(around[target.name], self._schema) if target.name in around else None
            body = self._inner(native[name], target, shape, around, above, corrections.of_block(name))
            if body is None and target.is_plain:
                found.leaves[name] = target.name
            elif target.is_plain and body is not None:
                found.nested[name] = (target.name, *body)
            else:
                found.moved[name] = _moved(target, body)

    def _of_another_version(self, name: str, target: Target, corrections: Corrections, found: _Body) -> None:
        placed_names = {native: placed.name for native, placed in corrections.of_block(name).targets.items()}
        if placed_names:
            found.nested[name] = (target.name, self._bodies.add(placed_names, {}), False)
        else:
            # The names of today's version come first.
            found.moved[name] = _moved(target, None)

    def _around(self, target: Target, properties: Names) -> Names:
        """The properties that a correction's target is one of."""
        for container in target.containers:
            name = container.name if isinstance(container, Element) else container
            if name not in properties:
                self._wrong.append(f"there is no {name}, only {' '.join(sorted(properties))}")
                return {}
            shape = shape_of(properties[name], self._schema)
            properties = (shape.item.properties if shape.item is not None else {}) or shape.properties
        return properties

    def _inner(
        self,
        native: Any,
        target: Target,
        shape: Shape | None,
        around: Names,
        above: tuple[str, ...],
        corrections: Corrections,
    ) -> tuple[int, bool] | None:
        """The body of a corrected block, or of the document in a corrected attribute."""
        if isinstance(native, list) and target.form is not Form.MEMBERS:
            kind, _, number = native
            if not target.name:
                return self._body(number, around, (*above, "-"), corrections), True
            part = shape.item if shape is not None and shape.kind in ("list", "map") else shape
            known = part.properties if part is not None and part.kind == "object" else {}
            single = shape.kind != "list" if shape is not None else kind in _BLOCK
            return self._body(number, known, (*above, "-"), corrections), single
        if target.form is Form.DOCUMENT and shape is not None:
            part = shape.item if shape.kind == "list" else shape
            if part is not None and part.kind == "object":
                body = spelled(part.properties, self._schema, self._bodies, (), _small_first)
                return None if body is None else (body, shape.kind != "list")
        return None

    def _always(self, attributes: Mapping[str, str], properties: Names, found: _Body) -> None:
        for name, canonical in ALWAYS.items():
            if name in attributes and name not in found.natives:
                self._leaf(name, attributes[name], canonical, properties, found)

    def _leaf(self, native: str, kind: str, name: str, properties: Names, found: _Body) -> None:
        """Gives an attribute the name, in the form that the property has."""
        shape = shape_of(properties[name], self._schema) if name in properties else Shape("mixed")
        pair = _pair(shape) if kind[0] == "m" else None
        if pair is not None:
            found.moved[native] = _moved(Target(name, form=Form.PAIRS), None) | (
                {"pair": pair} if pair != _PAIRS[0] else {}
            )
        elif kind == "s" and shape.kind in ("map", "document", "object") and "olicy" not in name + self._type:
            found.moved[native] = _moved(Target(name, form=Form.DOCUMENT), None)
        else:
            found.leaves[native] = name

    def _match(
        self, native: Names, properties: Names, above: tuple[str, ...], corrections: Corrections, found: _Body
    ) -> None:
        for name, canonical in self._pairs(native, properties, not above):
            shape = shape_of(properties[canonical], self._schema)
            attribute = native[name]
            if isinstance(attribute, str):
                if _fits(attribute, shape) or (attribute[0] == "m" and _pair(shape) is not None):
                    self._leaf(name, attribute, canonical, properties, found)
            elif (nested := self._nested(attribute, shape, above, corrections.of_block(name))) is not None:
                found.nested[name] = (canonical, *nested)

    def _nested(
        self, block: list[Any], shape: Shape, above: tuple[str, ...], corrections: Corrections
    ) -> tuple[int, bool] | None:
        kind, _, number = block
        many = kind not in _BLOCK
        element = shape.item if shape.kind == "list" else shape
        if shape.kind == "document" and not many and self._native[number] == ["", {}]:
            # A block without attributes says that it is there: an empty object.
            return self._bodies.add({}, {}), True
        if element is None or element.kind != "object" or len(above) >= DEEPEST:
            return None
        if many and shape.kind != "list" and kind[0] != "l":
            return None
        if element.reference and above.count(element.reference) > 2:
            return None
        body = self._body(number, element.properties, (*above, element.reference or "-"), corrections)
        return body, shape.kind == "object"

    def _prefixes(self, attributes: Mapping[str, str], found: _Body) -> None:
        for name in _PREFIXED:
            if f"{name}_prefix" in attributes and f"{name}_prefix" not in found.natives and name in found.leaves:
                found.moved[f"{name}_prefix"] = _moved(Target(found.leaves[name], form=Form.PREFIX), None)

    def _terraforms_own(
        self, native: Names, properties: Names, above: tuple[str, ...], corrections: Corrections, found: _Body
    ) -> None:
        """Names what CloudFormation does not have in its style; what could be taken for a property keeps its own."""
        taken = {*properties, *found.leaves.values(), *(name for name, _, _ in found.nested.values())}
        taken |= {_first(path) for path in found.moved.values()}
        for name, attribute in native.items():
            if name in found.natives:
                continue
            canonical = camel_case(name)
            if canonical in taken:
                continue
            if isinstance(attribute, str) or len(above) >= 2:
                found.leaves[name] = canonical
            else:
                body = self._body(attribute[2], {}, (*above, "-"), corrections.of_block(name))
                found.nested[name] = (canonical, body, attribute[0] in _BLOCK)

    def _read(self, number: int) -> tuple[dict[str, str], dict[str, list[Any]]]:
        words, blocks = self._native[number]
        attributes = {}
        for word in words.split():
            name, _, kind = word.split(":")
            attributes[name] = kind
        return attributes, {name: block for name, block in blocks.items() if name != "timeouts"}

    def _pairs(self, native: Mapping[str, Any], properties: Names, top: bool) -> Iterator[tuple[str, str]]:
        """Pairs of a native name and a property, each of either at most once, the surest first."""
        free_names, free_properties = set(native), set(properties) - ({*ALWAYS.values()} if top else set())
        ways: list[Callable[[str, str], bool]] = [
            lambda name, other: squashed(name) == squashed(other),
            lambda name, other: _singular(squashed(name)) == _singular(squashed(other)),
            lambda name, other: top and any(start + squashed(name) == squashed(other) for start in self._before),
            lambda name, other: top and squashed(name) + "name" == squashed(other),
            lambda name, other: squashed(name) + "entifier" == squashed(other) and name.endswith("_id"),
            lambda name, other: top and any(squashed(name) == start + squashed(other) for start in self._before),
            lambda name, other: bool(_KEYS.fullmatch(squashed(name)) and _KEYS.fullmatch(squashed(other))),
            lambda name, other: top and name == "policy" and squashed(other) in _POLICIES,
        ]
        for way in ways:
            pairs = itertools.product(sorted(free_names), sorted(free_properties))
            matches = [pair for pair in pairs if way(*pair)]
            for left, right in matches:
                alone = sum(1 for pair in matches if pair[0] == left) == 1
                if alone and sum(1 for pair in matches if pair[1] == right) == 1:
                    yield left, right
            # What could mean several things stays without a name.
            free_names -= {name for name, _ in matches}
            free_properties -= {other for _, other in matches}


def _moved(target: Target, body: tuple[int, bool] | None) -> dict[str, Any]:
    """The row of an attribute that is placed elsewhere, or has another form."""
    row: dict[str, Any] = {"name": target.name}
    if target.containers:
        row["in"] = [
            [container.name, *map(list, container.members)] if isinstance(container, Element) else container
            for container in target.containers
        ]
    if target.form is not Form.SAME:
        row["form"] = target.form.value
    if target.scalars:
        row["scalars"] = target.scalars
    if target.pair:
        row["pair"] = list(target.pair)
    if body is not None:
        row["body"] = [body[0], int(body[1])]
    return row


def _inside(part: _Body, container: str) -> dict[str, dict[str, Any]]:
    """What is found, inside an object."""
    found: dict[str, dict[str, Any]] = {name: {"name": leaf, "in": [container]} for name, leaf in part.leaves.items()}
    for name, (canonical, body, single) in part.nested.items():
        found[name] = {"name": canonical, "in": [container], "body": [body, int(single)]}
    for name, row in part.moved.items():
        found[name] = {**row, "in": [container, *row.get("in", ())]}
    return found


def _first(row: Mapping[str, Any]) -> str:
    """The name beside its neighbours that a row gives something to."""
    first: Any = row.get("in", [row["name"]])[0]
    return first if isinstance(first, str) else str(first[0])


def _pair(shape: Shape) -> tuple[str, str] | None:
    """The names of key and value, where a property is a list of pairs of them."""
    if shape.kind != "list" or shape.item is None or shape.item.kind != "object":
        return None
    return next((pair for pair in _PAIRS if set(shape.item.properties) == set(pair)), None)


def _small_first(name: str) -> str:
    return name[:1].lower() + name[1:]


@cache
def _singular(name: str) -> str:
    if name.endswith("ies"):
        return name[:-3] + "y"
    if name.endswith(("sses", "xes", "ches", "shes")):
        return name[:-2]
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name


def _fits(kind: str, shape: Shape) -> bool:
    """Whether a Terraform attribute of that type and a property of that shape hold the same kind of thing."""
    if shape.kind == "mixed" or kind == "d":
        return True
    if kind in ("s", "n", "b"):
        return shape.kind in ("scalar", "document") or (kind == "s" and shape.kind == "map")
    if kind[0] in "lt":
        return shape.kind == "list" and (shape.item is None or shape.item.kind in ("scalar", "mixed", "document"))
    return shape.kind in ("map", "document")
