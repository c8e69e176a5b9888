"""Tables from the CloudFormation registry schemas that cfn-lint carries."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, Final

from awslint.facts.generators.kinds import BY_HAND, kind_of

Schema = dict[str, Any]

# cfn-lint has no data of its own for these regions: it repeats what us-east-1 has.
COPIED: Final = re.compile(r"(us-iso|us-isob|us-isof|eu-isoe|eusc)-.*")
PHASES: Final = ("create", "read", "update", "delete", "list")


@dataclass(frozen=True)
class Schemas:
    """The schemas by type, the types of every region, and the day on which they were collected."""

    types: Mapping[str, Schema]
    regions: Mapping[str, frozenset[str]]
    date: str

    @classmethod
    def read(cls) -> Schemas:
        """Returns everything that the installed cfn-lint carries."""
        import cfnlint

        folder = Path(cfnlint.__file__).parent / "data" / "schemas"
        files: dict[str, Schema] = {}
        for path in sorted((folder / "resources").glob("*.json")):
            files[path.stem] = json.loads(path.read_bytes())
        types: dict[str, Schema] = {}
        regions: dict[str, frozenset[str]] = {}
        listings = {path.stem: json.loads(path.read_bytes()) for path in (folder / "providers").glob("*-*-*.json")}
        # us-east-1 first: where a type's schema differs between regions, that one speaks for it.
        for region in sorted(listings, key=lambda name: (name != "us-east-1", name)):
            regions[region] = frozenset(listings[region])
            for name, stem in listings[region].items():
                types.setdefault(name, files[stem])
        date = json.loads((folder / "version.json").read_bytes())["schema_date"][:10]
        return cls(types, regions, date)


def handlers(schemas: Schemas, actions: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
    """Returns per namespace, type and phase the permissions, and how many permission strings name no action.

    A retired action is dropped too: IAM no longer lists it, so it cannot be what a deployment lacks.
    """
    known = {
        f"{prefix}:{name}".lower(): f"{prefix}:{name}"
        for prefix, block in actions.items()
        for name, row in block["actions"].items()
        if not row[5]
    }
    real_name = cache(lambda written: _permission(written, known))
    blocks: dict[str, Any] = {}
    dropped = 0
    for type_name, schema in sorted(schemas.types.items()):
        phases = {}
        for phase in PHASES:
            if phase not in schema.get("handlers", {}):
                continue
            listed = set(schema["handlers"][phase].get("permissions", ()))
            real = {name for listed_name in listed if (name := real_name(listed_name)) is not None}
            dropped += sum(1 for listed_name in listed if real_name(listed_name) is None)
            phases[phase] = sorted(real)
        if phases:
            blocks.setdefault(_namespace(type_name), {})[type_name] = phases
    return blocks, dropped


def _permission(written: str, known: Mapping[str, str]) -> str | None:
    lower = written.strip().lower()
    if "*" in lower:
        return written.strip() if any(fnmatchcase(name, lower) for name in known) else None
    return known.get(lower)


def references(schemas: Schemas) -> dict[str, Any]:
    """Returns per namespace and type the property paths that hold an identifier of another resource, with its kinds."""
    blocks: dict[str, Any] = {}
    for type_name, schema in sorted(schemas.types.items()):
        read_only = {
            tuple(pointer.removeprefix("/properties/").split("/")) for pointer in schema.get("readOnlyProperties", ())
        }
        own_name = {pointer.removeprefix("/properties/") for pointer in schema.get("primaryIdentifier", ())}
        sites: dict[str, set[str]] = {}
        for name, prop in sorted(schema.get("properties", {}).items()):
            for path, kind in _sites(prop, (name,), schema, ()):
                if any(path[: len(prefix)] == prefix for prefix in read_only):
                    continue
                if not ("/".join(path) in own_name and kind.startswith(f"{type_name}.")):
                    sites.setdefault("/".join(path), set()).add(kind)
        for written, kind in BY_HAND.get(type_name, {}).items():
            if written.split("/")[0] not in schema["properties"]:
                raise ValueError(f"{type_name} has no property {written}")
            sites.setdefault(written, set()).add(kind)
        if sites:
            block = blocks.setdefault(_namespace(type_name), {})
            block[type_name] = {path: sorted(kinds) for path, kinds in sites.items()}
    return blocks


def _sites(
    node: Any, path: tuple[str, ...], schema: Schema, seen: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str]]:
    if not isinstance(node, dict):
        return
    kind = kind_of(node)
    if kind is not None:
        # A plural kind describes the list as a whole: it says of each element what the singular says.
        yield (((*path, "*"), kind[:-1]) if re.search(r"\.(Ids|Names|Arns)$", kind) else (path, kind))
    reference = node.get("$ref")
    if isinstance(reference, str) and reference not in seen:
        target: Any = schema
        for step in reference.removeprefix("#/").split("/"):
            target = target.get(step, {}) if isinstance(target, dict) else {}
        yield from _sites(target, path, schema, (*seen, reference))
    for word in ("anyOf", "oneOf", "allOf"):
        for part in node.get(word, ()):
            yield from _sites(part, path, schema, seen)
    yield from _sites(node.get("items"), (*path, "*"), schema, seen)
    for name, prop in node.get("properties", {}).items():
        yield from _sites(prop, (*path, name), schema, seen)
    for prop in node.get("patternProperties", {}).values():
        yield from _sites(prop, (*path, "*"), schema, seen)


def types_by_region(schemas: Schemas) -> dict[str, Any]:
    """Returns the types that are absent from a region that cfn-lint really knows, by region; and all types."""
    real = {name: types for name, types in schemas.regions.items() if not COPIED.fullmatch(name)}
    every = sorted(frozenset().union(*real.values()))
    number = {name: index for index, name in enumerate(every)}
    return {
        "names": every,
        "absent": {region: [number[name] for name in every if name not in types] for region, types in real.items()},
    }


def _namespace(type_name: str) -> str:
    return "::".join(type_name.split("::")[:2])
