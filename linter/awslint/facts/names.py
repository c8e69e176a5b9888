"""Canonical names: which CloudFormation type and property a Terraform type and attribute are.

Types that CloudFormation lacks are named in the same style (`AWS::KMS::CustomKeyStore`); their attributes carry the
names of the members of the API's create operation.
"""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Union


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


_ROOMS = {
    "kms": ("aws_kms_", "aws_cloudhsm_"),
    "elasticache": ("aws_elasticache_",),
    "memorydb": ("aws_memorydb_",),
    "iam": ("aws_iam_",),
    "compute": ("aws_lambda_", "aws_ecs_", "aws_instance", "aws_launch_"),
    "network": ("aws_vpc", "aws_subnet", "aws_security_group", "aws_route", "aws_network_", "aws_default_", "aws_eip"),
}


@functools.cache
def terraform_names(native_type: str) -> TypeNames:
    """The names of a Terraform resource type; a type that awslint does not know keeps its own name and has none.

    `awscc_*` types are CloudFormation's under other spellings: their names follow from the canonical ones.
    """
    if native_type.startswith("awscc_"):
        return _cloud_control_names(native_type)
    room = next((room for room, prefixes in _ROOMS.items() if native_type.startswith(prefixes)), "other")
    module = importlib.import_module(f"awslint.facts.terraform.{room}")
    found: TypeNames | None = module.TYPES.get(native_type)
    return found if found is not None else TypeNames(native_type)


@functools.cache
def _cloud_control_names(native_type: str) -> TypeNames:
    for room in (*_ROOMS, "other"):
        module = importlib.import_module(f"awslint.facts.terraform.{room}")
        merged: dict[str, Names] = {}
        type_ = ""
        for names in module.TYPES.values():
            if _cloud_control_type(names.type) == native_type:
                type_ = names.type
                merged.update(_respelled(names.attributes))
        if type_:
            return TypeNames(type_, merged)
    return TypeNames(native_type)


def _respelled(attributes: Mapping[str, Names]) -> dict[str, Names]:
    spelled: dict[str, Names] = {}
    for names in attributes.values():
        if isinstance(names, str):
            spelled[snake_case(names)] = names
        else:
            nested = Nested(names.name, _respelled(names.attributes), names.single)
            spelled[snake_case(names.name)] = nested
    return spelled


def _cloud_control_type(type_: str) -> str:
    parts = type_.split("::")
    return f"awscc_{parts[1].lower()}_{snake_case(parts[2])}" if len(parts) == 3 else ""


def snake_case(name: str) -> str:
    """A CloudFormation name as Terraform's Cloud Control provider spells it: TLSEnabled is tls_enabled."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
