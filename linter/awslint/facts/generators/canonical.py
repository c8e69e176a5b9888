"""Canonical names for every Terraform type that CloudFormation has too, from the schemas of both.

`aws_*`: a name is matched when its letters are those of a property (`subnet_id`, SubnetId), when they differ by the
plural, or by the words that CloudFormation puts before a general name (`name` of a topic, TopicName), and the two sides
hold the same kind of thing. A name that several properties could mean gets none. `awscc_*` follow Cloud Control's way
of spelling CloudFormation's names.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from awslint.facts.generators.counterparts import Counterparts, squashed
from awslint.facts.generators.from_cfnlint import Schemas
from awslint.facts.generators.shapes import Shape, properties_of, shape_of
from awslint.facts.names import cloud_control_type, snake_case
from awslint.facts.packs import canonical as text_of

DEEPEST: Final = 8
ALWAYS: Final[Mapping[str, str]] = {"arn": "Arn", "id": "Id", "tags": "Tags", "tags_all": "TagsAll"}
RESERVED: Final = {"count", "for_each", "provider", "lifecycle", "depends_on", "connection", "provisioner", "id"}

# Two spellings of one thing: a key is named by its id, its ARN or its alias, whatever the property is called.
_KEYS: Final = re.compile(r"(aws)?(kms|encryption|kmsmaster|kmsencryption)key(arn|id|identifier)?")
_POLICIES: Final = ("policydocument", "resourcepolicy", "policytext", "keypolicy")

Names = Mapping[str, Any]


class Bodies:
    """Names of nested blocks, stored once when equal: `["native native=Canonical", {"block=Name": [body, single]}]`."""

    def __init__(self) -> None:
        self.all: list[Any] = []
        self._numbers: dict[bytes, int] = {}

    def add(self, leaves: Mapping[str, str], nested: Mapping[str, tuple[str, int, bool]]) -> int:
        """The number of the body with these names."""
        words = " ".join(_word(native, name) for native, name in sorted(leaves.items()))
        body = [words, {_word(native, name): [inner, int(single)] for native, (name, inner, single) in nested.items()}]
        key = text_of(body)
        if key not in self._numbers:
            self._numbers[key] = len(self.all)
            self.all.append(body)
        return self._numbers[key]


def _word(native: str, canonical: str) -> str:
    mechanical = "".join(word[:1].upper() + word[1:] for word in native.split("_"))
    return native if canonical == mechanical else f"{native}={canonical}"


def names(provider: Mapping[str, Any], schemas: Schemas) -> dict[str, Any]:
    """The table of names: per group of native types their canonical types and names."""
    counterparts = Counterparts(schemas.types)
    blocks: dict[str, Any] = {}
    for group, described in sorted(provider.items()):
        bodies, types = Bodies(), {}
        for native, number in sorted(described["types"].items()):
            type_ = counterparts.of(native)
            if type_ is None:
                continue
            own = tuple(native.removeprefix("aws_").split("_"))
            body = _Matching(described["bodies"], schemas.types[type_], bodies, type_, own).of_type(number)
            types[native] = [type_, body]
        if types:
            blocks[group] = {"types": types, "bodies": bodies.all}
    return blocks | _cloud_control(schemas)


def _cloud_control(schemas: Schemas) -> dict[str, Any]:
    blocks: dict[str, Any] = {}
    known: dict[str, Bodies] = {}
    for type_, schema in sorted(schemas.types.items()):
        native = cloud_control_type(type_)
        if not native:
            continue
        group = "_".join(native.split("_")[:2])
        bodies = known.setdefault(group, Bodies())
        top = properties_of(schema)
        body = _spelled({name: node for name, node in top.items() if snake_case(name) not in RESERVED}, schema, bodies)
        block = blocks.setdefault(group, {"types": {}, "bodies": bodies.all})
        block["types"][native] = [type_, body]
    return blocks


def unnamed(schemas: Schemas) -> dict[str, list[str]]:
    """Per CloudFormation type the paths of properties that `names` has no words for: maps of objects, objects inside
    themselves, and what Terraform reserves."""
    found = {}
    for type_, schema in sorted(schemas.types.items()):
        paths = sorted("/".join(path) for path in _left_out(properties_of(schema), schema, (), ()))
        if paths:
            found[type_] = paths
    return found


def _left_out(
    properties: Names, schema: Mapping[str, Any], path: tuple[str, ...], above: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    for name, node in sorted(properties.items()):
        shape = shape_of(node, schema)
        inner = shape.item if shape.kind == "list" else shape
        if not path and snake_case(name) in RESERVED:
            yield (name,)
        elif inner is None or _ends_at(inner, shape):
            continue
        elif not _has_body(inner, above):
            yield (*path, name)
        else:
            below = list(_left_out(inner.properties, schema, (*path, name), (*above, inner.reference)))
            # Where nothing below has a name, the property has none either.
            nameless = {one[len(path) + 1] for one in below if len(one) == len(path) + 2} >= set(inner.properties)
            yield from [(*path, name)] if nameless else below


def _has_body(inner: Shape, above: tuple[str, ...]) -> bool:
    """Whether the names below an object are its own: not those of an object that it is in already, and not too deep."""
    return inner.kind == "object" and len(above) < DEEPEST and not (inner.reference and inner.reference in above)


def _spelled(properties: Names, schema: Mapping[str, Any], bodies: Bodies, above: tuple[str, ...] = ()) -> int | None:
    """The number of the body with the names of these properties; None when there is nothing sure to say of them."""
    leaves: dict[str, str] = {}
    nested: dict[str, tuple[str, int, bool]] = {}
    for name, node in sorted(properties.items()):
        native, shape = snake_case(name), shape_of(node, schema)
        single = shape.kind == "object"
        inner = shape.item if shape.kind == "list" else shape
        if inner is None or _ends_at(inner, shape):
            leaves[native] = name
        elif _has_body(inner, above):
            body = _spelled(inner.properties, schema, bodies, (*above, inner.reference))
            if body is not None:
                nested[native] = (name, body, single)
    return bodies.add(leaves, nested) if leaves or nested else None


def _ends_at(inner: Shape, shape: Shape) -> bool:
    """Whether there are no names of the schema below a property: below it are values, or keys of the user's own."""
    if inner.kind == "map":
        return inner.item is not None and inner.item.kind in ("scalar", "document")
    return inner.kind in ("scalar", "document") or (inner.kind == "mixed" and shape.kind != "list")


class _Matching:
    """Matches the names of one Terraform type with those of one CloudFormation type."""

    def __init__(
        self, native: list[Any], schema: Mapping[str, Any], bodies: Bodies, type_: str, own: tuple[str, ...]
    ) -> None:
        self._native = native
        self._schema = schema
        self._bodies = bodies
        self._own = own
        # `name` of an SNS topic is TopicName, `identifier` of an RDS instance DBInstanceIdentifier.
        last = type_.split("::")[2]
        words = re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+", last)
        self._before = {squashed("".join(words[start:])) for start in range(len(words))}
        self._before |= {squashed("".join(own[start:])) for start in range(len(own))}
        self._before |= {"db"} if type_.split("::")[1] in ("RDS", "DocDB", "Neptune") else set()

    def of_type(self, number: int) -> int:
        """The number of the body of the whole type."""
        found = self._body(number, properties_of(self._schema), ())
        return self._bodies.add({}, {}) if found is None else found

    def _body(self, number: int, properties: Names, above: tuple[str, ...]) -> int | None:
        attributes, blocks = self._read(number)
        top = not above
        leaves: dict[str, str] = {}
        nested: dict[str, tuple[str, int, bool]] = {}
        for native, name in self._pairs({**attributes, **blocks}, properties, top):
            shape = shape_of(properties[name], self._schema)
            if native in attributes:
                if _fits(attributes[native], shape):
                    leaves[native] = name
            elif (inner := self._nested(blocks[native], shape, above)) is not None:
                nested[native] = (name, *inner)
        if not leaves and not nested:
            return None
        if top:
            leaves |= {one: name for one, name in ALWAYS.items() if one in attributes}
        return self._bodies.add(leaves, nested)

    def _nested(self, block: list[Any], shape: Shape, above: tuple[str, ...]) -> tuple[int, bool] | None:
        kind, _, number = block
        many = kind not in ("o", "l1", "t1")
        inner = shape.item if shape.kind == "list" else shape
        if inner is None or inner.kind != "object" or len(above) >= DEEPEST:
            return None
        if many and shape.kind != "list" and kind[0] != "l":
            return None
        if inner.reference and above.count(inner.reference) > 2:
            return None
        body = self._body(number, inner.properties, (*above, inner.reference or "-"))
        return None if body is None else (body, shape.kind == "object")

    def _read(self, number: int) -> tuple[dict[str, str], dict[str, list[Any]]]:
        words, blocks = self._native[number]
        attributes = {}
        for word in words.split():
            name, _, kind = word.split(":")
            attributes[name] = kind
        return attributes, {name: block for name, block in blocks.items() if name != "timeouts"}

    def _pairs(self, native: Mapping[str, Any], properties: Names, top: bool) -> Iterator[tuple[str, str]]:
        """Pairs of a native name and a property, each of either at most once, the surest first."""
        inputs = {one for one in ALWAYS if top and one in native}
        free_names, free_properties = set(native) - inputs, set(properties) - {ALWAYS[one] for one in inputs}
        ways: list[Callable[[str, str], bool]] = [
            lambda one, other: squashed(one) == squashed(other),
            lambda one, other: _singular(squashed(one)) == _singular(squashed(other)),
            lambda one, other: top and any(start + squashed(one) == squashed(other) for start in self._before),
            lambda one, other: top and squashed(one) + "name" == squashed(other),
            lambda one, other: squashed(one) + "entifier" == squashed(other) and one.endswith("_id"),
            lambda one, other: top and any(squashed(one) == start + squashed(other) for start in self._before),
            lambda one, other: bool(_KEYS.fullmatch(squashed(one)) and _KEYS.fullmatch(squashed(other))),
            lambda one, other: top and one == "policy" and squashed(other) in _POLICIES,
        ]
        for way in ways:
            pairs = itertools.product(sorted(free_names), sorted(free_properties))
            matches = [pair for pair in pairs if way(*pair)]
            for one, other in matches:
                alone = sum(1 for pair in matches if pair[0] == one) == 1
                if alone and sum(1 for pair in matches if pair[1] == other) == 1:
                    yield one, other
            # What could mean several things stays without a name.
            free_names -= {one for one, _ in matches}
            free_properties -= {other for _, other in matches}


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
