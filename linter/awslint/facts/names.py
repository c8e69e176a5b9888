"""Canonical names: which CloudFormation type and property a Terraform type and attribute are.

Types that CloudFormation lacks are named in the same style (`AWS::KMS::CustomKeyStore`); their attributes carry the
names of the members of the API's create operation.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, Union

from awslint.facts.packs import pack
from awslint.frozen import frozen


@frozen
class Nested:
    """A nested block or object: its canonical name and its own attributes.

    `single` says that the canonical form is one object, where Terraform writes a block (a list of at most one).
    An empty name says that the canonical form has no such object: its attributes stand beside it.
    """

    name: str
    attributes: Mapping[str, Names]
    single: bool = True


@frozen
class Element:
    """The element of the list `name` that has these members: `KeySchema[KeyType:HASH]`."""

    name: str
    members: tuple[tuple[str, str], ...] = ()


Container = Union[str, Element]


class Form(Enum):
    """How the canonical form of an attribute differs from what Terraform writes."""

    SAME = ""
    DOCUMENT = "document"
    """A structure, where Terraform takes JSON text."""
    PAIRS = "pairs"
    """A list of objects with Key and Value, where Terraform takes a map."""
    PREFIX = "prefix"
    """The whole name, where Terraform takes its beginning and makes up the rest."""
    LIST = "list"
    """A list of one, where Terraform takes a single value."""
    MEMBERS = "members"
    """An object, where Terraform takes blocks with name and value."""
    KEYED = "keyed"
    """A map, where Terraform takes blocks of which one attribute is the key: `pair` has it first."""
    EACH = "each"
    """A list of objects with one member, where Terraform takes a list of single values: `pair` has it first."""
    VALUES = "values"
    """A map with keys of the user's own; the names are those of its values."""

    @property
    def is_map(self) -> bool:
        """Whether the canonical form is a map with keys of the user's own."""
        return self in (Form.VALUES, Form.KEYED)


@frozen
class Placed:
    """An attribute whose canonical form stands elsewhere, inside the `containers`, or has another form.

    `scalars` are canonical scalars by the text of the native ones: true is ENABLED.
    """

    target: str | Nested
    containers: tuple[Container, ...] = ()
    form: Form = Form.SAME
    scalars: Mapping[str, str | bool | int] = field(default_factory=dict)
    pair: tuple[str, str] = ("Key", "Value")


Names = Union[str, Nested, Placed]


def name_of(names: str | Nested) -> str:
    """Returns the canonical name of an attribute, without where it is placed."""
    return names if isinstance(names, str) else names.name


def nested_of(names: Names | None) -> Nested | None:
    """Returns the names of what is inside an attribute, wherever that is placed; None for an attribute without."""
    if isinstance(names, Placed):
        names = names.target
    return names if isinstance(names, Nested) else None


def top_names(names: Names) -> tuple[str, ...]:
    """Returns the canonical names, beside those of its neighbours, that an attribute gives something to."""
    if isinstance(names, Placed):
        if names.containers:
            first = names.containers[0]
            return (first if isinstance(first, str) else first.name,)
        names = names.target
    if isinstance(names, Nested) and not names.name:
        return tuple(dict.fromkeys(top for attribute in names.attributes.values() for top in top_names(attribute)))
    return (name_of(names),)


@dataclass(frozen=True)
class TypeNames:
    """The canonical type of a native type, and its attributes by native name.

    `is_open` is for types whose native names are the canonical ones (CloudFormation): every property may be asked for.
    """

    type: str
    attributes: Mapping[str, Names] = field(default_factory=dict)
    is_open: bool = False

    @functools.cached_property
    def _native(self) -> Mapping[tuple[str, ...], str]:
        """Native names by canonical path, the first where several mean one thing; empty for an object that only the
        canonical form has, and for what stands in several elements of a list."""
        found: dict[tuple[str, ...], str] = {}

        def walk(attributes: Mapping[str, Names], prefix: tuple[str, ...], above: str) -> None:
            for native, names in attributes.items():
                path = prefix
                placed = names if isinstance(names, Placed) else Placed(names)
                for container in placed.containers:
                    path = (*path, container if isinstance(container, str) else container.name)
                    found.setdefault(path, "")
                target = placed.target
                if isinstance(target, Nested) and not target.name:
                    walk(target.attributes, path, f"{above}{native}.")
                    continue
                path = (*path, name_of(target))
                is_element = any(isinstance(container, Element) for container in placed.containers)
                found[path] = found.get(path, above + native) if not is_element or path not in found else ""
                if isinstance(target, Nested) and not placed.form.is_map:
                    walk(target.attributes, path, "")

        walk(self.attributes, (), "")
        return found

    @functools.cached_property
    def _leaves(self) -> frozenset[tuple[str, ...]]:
        """Attributes without names of their own below them: maps and documents, whose keys are the user's."""
        prefixes = {path[:length] for path in self._native for length in range(1, len(path))}
        return frozenset(path for path in self._native if path not in prefixes)

    @functools.cached_property
    def native_words(self) -> Mapping[str, str]:
        """Native names by the last name of a canonical path, where all paths that end with it have the same."""
        found: dict[str, set[str]] = {}
        for path, native in self._native.items():
            found.setdefault(path[-1], set()).add(native.rpartition(".")[2])
        return {name: next(iter(natives)) for name, natives in found.items() if len(natives) == 1 and "" not in natives}

    def has(self, path: tuple[str | int, ...]) -> bool:
        """Returns whether the native type is known to have an attribute of that canonical path."""
        if self.is_open:
            return True
        names = tuple(step for step in path if isinstance(step, str))
        return names in self._native or any(names[:length] in self._leaves for length in range(1, len(names)))

    def lacks(self, path: tuple[str | int, ...]) -> bool:
        """Returns whether the type surely has no attribute of that canonical path."""
        if not self.is_open:
            return False
        known = _properties_of(self.type)
        first = next((step for step in path if isinstance(step, str)), "")
        return bool(known) and first not in known

    def native_path(self, path: tuple[str | int, ...]) -> str:
        """Returns a canonical path in the language's own names: `authentication_mode.passwords[0]`."""
        shown = ""
        pending = ""
        names: tuple[str, ...] = ()
        for step in path:
            if isinstance(step, int):
                if pending:
                    pending += f"[{step}]"
                else:
                    shown += f"[{step}]"
                continue
            names = (*names, step)
            native = self._native.get(names, step)
            if native:
                shown, pending = f"{shown}.{native}" if shown else native, ""
            else:
                pending += ("." if pending else "") + step
        return f"{shown}.{pending}" if shown and pending else shown or pending


@functools.cache
def _properties_of(type_: str) -> frozenset[str]:
    """The properties of a CloudFormation type as its Terraform twin of the same schema has them; none if unknown."""
    known = terraform_names(cloud_control_type(type_))
    return frozenset(top for names in known.attributes.values() for top in top_names(names))


_GENERATORS: Final = frozenset({"random_password", "random_string"})
"""Types of another provider whose arguments are few and well known: what is not written is surely not set."""


@functools.cache
def terraform_names(native_type: str) -> TypeNames:
    """Returns the names of a Terraform resource type; a type that awslint does not know keeps its own name and has
    none.

    All are generated from the schemas of both sides, with the corrections in `service.names` of each service.
    """
    group = "_".join(native_type.split("_")[:2])
    block = _block(group)
    if native_type not in block.get("types", {}):
        return TypeNames(native_type, is_open=native_type in _GENERATORS)
    type_, number = block["types"][native_type]
    return TypeNames(type_, _bodies(group)(number) if number is not None else {})


@functools.cache
def _block(group: str) -> Mapping[str, Any]:
    blocks = pack("names")
    found: Mapping[str, Any] = blocks.get(group, {})
    return found


@functools.cache
def _bodies(group: str) -> Callable[[int], Mapping[str, Names]]:
    """Reads the bodies of a group by number. One that stands in several places is read once."""
    bodies = _block(group)["bodies"]

    @functools.cache
    def body(number: int) -> Mapping[str, Names]:
        words, nested, *moved = bodies[number]
        read: dict[str, Names] = dict(map(native_and_canonical, words.split()))
        for word, (part, single) in nested.items():
            native, canonical = native_and_canonical(word)
            read[native] = Nested(canonical, body(part), bool(single))
        for native, row in moved[0].items() if moved else ():
            read[native] = placed(row)
        return read

    def placed(row: Mapping[str, Any]) -> Names:
        nested = row.get("body")
        target = Nested(row["name"], body(nested[0]), bool(nested[1])) if nested else row["name"]
        containers = tuple(
            container
            if isinstance(container, str)
            else Element(container[0], tuple((key, value) for key, value in container[1:]))
            for container in row.get("in", ())
        )
        pair = (*row.get("pair", ("Key", "Value")), "")
        if isinstance(target, Nested) and not target.name and not containers:
            return target
        return Placed(target, containers, Form(row.get("form", "")), row.get("scalars", {}), (pair[0], pair[1]))

    return body


def native_and_canonical(word: str) -> tuple[str, str]:
    """Returns the two names that a word of a table means: `ami=ImageId`, or `subnet_id` alone where `camel_case`
    fits."""
    native, equals, canonical = word.partition("=")
    return native, canonical if equals else camel_case(native)


def camel_case(native: str) -> str:
    """Returns a native name in CloudFormation's style: subnet_id is SubnetId."""
    return "".join(word[:1].upper() + word[1:] for word in native.split("_"))


def cloud_control_type(type_: str) -> str:
    """Returns the `awscc_*` type of a CloudFormation type; empty where there is none, as for modules and other
    vendors."""
    parts = type_.split("::")
    return f"awscc_{parts[1].lower()}_{snake_case(parts[2])}" if len(parts) == 3 and parts[0] == "AWS" else ""


_BRANDS = re.compile("CloudFormation|CloudFront|CloudWatch|FSx")


@functools.cache
def snake_case(name: str) -> str:
    """Returns a CloudFormation name as Terraform's Cloud Control provider spells it: TLSEnabled is tls_enabled.

    A word also ends before and after a number, but not between capitals and a number: Ipv6Native is ipv_6_native,
    EC2SecurityGroupName ec2_security_group_name.
    """
    name = _BRANDS.sub(lambda match: match[0].capitalize(), re.sub(r"[^A-Za-z0-9]", "_", name))
    return re.sub(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Za-z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
