"""Canonical names: which CloudFormation type and property a Terraform type and attribute are.

Types that CloudFormation lacks are named in the same style (`AWS::KMS::CustomKeyStore`); their attributes carry the
names of the members of the API's create operation.
"""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Union

from awslint.facts.packs import pack


@dataclass(frozen=True, slots=True)
class Nested:
    """A nested block or object: its canonical name and its own attributes.

    `single` says that the canonical form is one object, where Terraform writes a block (a list of at most one).
    """

    name: str
    attributes: Mapping[str, Names]
    single: bool = True


Names = Union[str, Nested]


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
        found: dict[tuple[str, ...], str] = {}

        def walk(attributes: Mapping[str, Names], prefix: tuple[str, ...]) -> None:
            for native, names in attributes.items():
                canonical = names if isinstance(names, str) else names.name
                found.setdefault((*prefix, canonical), native)
                if isinstance(names, Nested):
                    walk(names.attributes, (*prefix, canonical))

        walk(self.attributes, ())
        return found

    @functools.cached_property
    def _leaves(self) -> frozenset[tuple[str, ...]]:
        """Attributes without names of their own below them: maps and documents, whose keys are the user's."""
        prefixes = {path[:length] for path in self._native for length in range(1, len(path))}
        return frozenset(path for path in self._native if path not in prefixes)

    def has(self, path: tuple[str | int, ...]) -> bool:
        """Whether the native type is known to have an attribute of that canonical path."""
        if self.is_open:
            return True
        names = tuple(one for one in path if isinstance(one, str))
        return names in self._native or any(names[:length] in self._leaves for length in range(1, len(names)))

    def native_path(self, path: tuple[str | int, ...]) -> str:
        """A canonical path in the language's own names: `authentication_mode.passwords[0]`."""
        shown = ""
        names: tuple[str, ...] = ()
        for one in path:
            if isinstance(one, int):
                shown += f"[{one}]"
                continue
            names = (*names, one)
            shown += ("." if shown else "") + self._native.get(names, one)
        return shown


_TABLE_BY_PREFIX = {
    "kms": ("aws_kms_", "aws_cloudhsm_"),
    "elasticache": ("aws_elasticache_",),
    "memorydb": ("aws_memorydb_",),
    "iam": ("aws_iam_",),
    "compute": ("aws_lambda_", "aws_ecs_", "aws_instance", "aws_launch_"),
    "network": ("aws_vpc", "aws_subnet", "aws_security_group", "aws_route", "aws_network_", "aws_default_", "aws_eip"),
}

HAND_WRITTEN = (*_TABLE_BY_PREFIX, "other")
"""The modules of `facts.terraform` that hold tables written by hand."""


@functools.cache
def terraform_names(native_type: str) -> TypeNames:
    """The names of a Terraform resource type; a type that awslint does not know keeps its own name and has none.

    Tables written by hand (`facts.terraform`) come before the generated one, which only adds what they leave out.
    `awscc_*` types are CloudFormation's under other spellings: all their names are generated.
    """
    generated = _generated(native_type)
    if native_type.startswith("awscc_"):
        return generated if generated is not None else TypeNames(native_type)
    room = next((room for room, prefixes in _TABLE_BY_PREFIX.items() if native_type.startswith(prefixes)), "other")
    module = importlib.import_module(f"awslint.facts.terraform.{room}")
    written: TypeNames | None = module.TYPES.get(native_type)
    if written is None:
        return generated if generated is not None else TypeNames(native_type)
    return _completed(written, generated) if generated is not None and generated.type == written.type else written


def _completed(written: TypeNames, generated: TypeNames) -> TypeNames:
    taken = {names if isinstance(names, str) else names.name for names in written.attributes.values()}
    added = {
        native: names
        for native, names in generated.attributes.items()
        if native not in written.attributes and (names if isinstance(names, str) else names.name) not in taken
    }
    return TypeNames(written.type, {**written.attributes, **added}) if added else written


def _generated(native_type: str) -> TypeNames | None:
    block = _block("_".join(native_type.split("_")[:2]))
    if native_type not in block.get("types", {}):
        return None
    type_, number = block["types"][native_type]
    return TypeNames(type_, _bodies(block["bodies"])(number) if number is not None else {})


@functools.cache
def _block(group: str) -> Mapping[str, Any]:
    blocks = pack("names")
    found: Mapping[str, Any] = blocks.get(group, {})
    return found


def _bodies(bodies: list[Any]) -> Callable[[int], Mapping[str, Names]]:
    """Reads the bodies of a group by number. One that stands in several places is read once."""

    @functools.cache
    def body(number: int) -> Mapping[str, Names]:
        words, nested = bodies[number]
        read: dict[str, Names] = dict(map(native_and_canonical, words.split()))
        for word, (inner, single) in nested.items():
            native, canonical = native_and_canonical(word)
            read[native] = Nested(canonical, body(inner), bool(single))
        return read

    return body


def native_and_canonical(word: str) -> tuple[str, str]:
    """The two names that a word of a table means: `ami=ImageId`, or `subnet_id` alone where `camel_case` fits."""
    native, equals, canonical = word.partition("=")
    return native, canonical if equals else camel_case(native)


def camel_case(native: str) -> str:
    """A native name in CloudFormation's style: subnet_id is SubnetId."""
    return "".join(word[:1].upper() + word[1:] for word in native.split("_"))


def cloud_control_type(type_: str) -> str:
    """The `awscc_*` type of a CloudFormation type; empty where there is none, as for modules and other vendors."""
    parts = type_.split("::")
    return f"awscc_{parts[1].lower()}_{snake_case(parts[2])}" if len(parts) == 3 and parts[0] == "AWS" else ""


_BRANDS = re.compile("CloudFormation|CloudFront|CloudWatch|FSx")


@functools.cache
def snake_case(name: str) -> str:
    """A CloudFormation name as Terraform's Cloud Control provider spells it: TLSEnabled is tls_enabled.

    A word also ends before and after a number, but not between capitals and a number: Ipv6Native is ipv_6_native,
    EC2SecurityGroupName ec2_security_group_name.
    """
    name = _BRANDS.sub(lambda match: match[0].capitalize(), re.sub(r"[^A-Za-z0-9]", "_", name))
    return re.sub(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Za-z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
