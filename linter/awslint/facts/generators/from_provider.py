"""The shape of the AWS provider's resource types: what `terraform providers schema -json` prints, without its texts.

The provider is a program, no package: whoever updates it runs it once, and `python -m awslint.facts.build` with
`AWSLINT_PROVIDER_SCHEMA=FILE` reads what it printed. Otherwise it reads the table that it stored from the last such
dump. It holds names, nesting and flags; the provider is licensed under MPL-2.0.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from awslint.facts.packs import DATA, canonical

STORED: Final = DATA / "provider.json.xz"
VERSION: Final = "5.100.0"
DATE: Final = "2025-06-12"
LICENCE: Final = "MPL-2.0"

_FLAGS: Final = (("required", "r"), ("optional", "o"), ("computed", "c"), ("write_only", "w"), ("deprecated", "d"))
_TYPES: Final = {"string": "s", "number": "n", "bool": "b", "dynamic": "d", "list": "l", "set": "t", "map": "m"}

Body = list[Any]


class _Bodies:
    """Equal bodies are stored once: some types repeat the same nested blocks thousands of times."""

    def __init__(self) -> None:
        self.all: list[Body] = []
        self._numbers: dict[str, int] = {}

    def add(self, body: Body) -> int:
        text = json.dumps(body, sort_keys=True)
        if text not in self._numbers:
            self._numbers[text] = len(self.all)
            self.all.append(body)
        return self._numbers[text]


def compact(dump: Path) -> dict[str, Any]:
    """Returns the resource types of a dump, per group (the first two words of the names).

    Raises:
        OSError, ValueError: the file cannot be read, or is no such dump.
    """
    schemas = json.loads(dump.read_bytes()).get("provider_schemas", {})
    found = next((schema for name, schema in schemas.items() if name.endswith("/hashicorp/aws")), None)
    if found is None:
        raise ValueError(f"{dump} is not what `terraform providers schema -json` prints for hashicorp/aws")
    groups: dict[str, dict[str, Any]] = {}
    bodies: dict[str, _Bodies] = {}
    for name, schema in sorted(found["resource_schemas"].items()):
        group = "_".join(name.split("_")[:2])
        known = bodies.setdefault(group, _Bodies())
        groups.setdefault(group, {"types": {}})["types"][name] = _of_block(schema["block"], known)
    return {group: {**block, "bodies": bodies[group].all} for group, block in groups.items()}


def stored() -> dict[str, Any]:
    """Returns the table of the last dump."""
    table: dict[str, Any] = json.loads(lzma.decompress(STORED.read_bytes()))
    return table


def store(table: Mapping[str, Any]) -> bool:
    """Stores a table for later builds. Returns whether it differs from the one that was stored."""
    if STORED.exists() and stored() == table:
        return False
    STORED.write_bytes(lzma.compress(canonical(table), preset=9 | lzma.PRESET_EXTREME))
    return True


def _of_block(block: Mapping[str, Any], bodies: _Bodies) -> int:
    words: list[str] = []
    nested: dict[str, Any] = {}
    for name, attribute in sorted(block.get("attributes", {}).items()):
        flags = "".join(letter for flag, letter in _FLAGS if attribute.get(flag))
        kind, element = _kind(attribute.get("type", ["object", {}]), bodies)
        if "nested_type" in attribute:
            kind = _TYPES.get(attribute["nested_type"]["nesting_mode"], "o")
            element = _of_block({"attributes": attribute["nested_type"]["attributes"]}, bodies)
        if element is None:
            words.append(f"{name}:{flags}:{kind}")
        else:
            nested[name] = [kind, flags, element]
    for name, nested_block in sorted(block.get("block_types", {}).items()):
        kind = _TYPES.get(nested_block["nesting_mode"], "o") + ("1" if nested_block.get("max_items") == 1 else "")
        nested[name] = [kind, "r" if nested_block.get("min_items") else "o", _of_block(nested_block["block"], bodies)]
    return bodies.add([" ".join(words), nested])


def _kind(type_: Any, bodies: _Bodies) -> tuple[str, int | None]:
    """A type as letters, outermost first, and the body of the objects in it, if there are any."""
    if isinstance(type_, str):
        return _TYPES[type_], None
    if type_[0] == "object":
        members = {name: {"type": field_type, "optional": True} for name, field_type in type_[1].items()}
        return "o", _of_block({"attributes": members}, bodies)
    if type_[0] == "tuple":
        return "d", None
    kind, body = _kind(type_[1], bodies)
    return _TYPES[type_[0]] + ("" if body is not None and kind == "o" else kind), body
