"""Canonical names for every Terraform type that CloudFormation has too, from the schemas of both.

`aws_*`: a name is matched when its letters are those of a property (`subnet_id`, SubnetId), when they differ by the
plural, or by the words that CloudFormation puts before a general name (`name` of a topic, TopicName), and the two sides
hold the same kind of thing. A name that several properties could mean gets none. `awscc_*` follow Cloud Control's way
of spelling CloudFormation's names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from awslint.facts.generators.bodies import Bodies, Names, ends_at, may_go_on, spelled
from awslint.facts.generators.corrections import Corrections, Table, WrongCorrection
from awslint.facts.generators.corrections import read as read_corrections
from awslint.facts.generators.counterparts import Counterparts
from awslint.facts.generators.from_cfnlint import Schemas
from awslint.facts.generators.matching import Matching
from awslint.facts.generators.shapes import properties_of, shape_of
from awslint.facts.names import cloud_control_type, snake_case

RESERVED: Final = {"count", "for_each", "provider", "lifecycle", "depends_on", "connection", "provisioner", "id"}


def names(provider: Mapping[str, Any], schemas: Schemas, corrected: Table | None = None) -> dict[str, Any]:
    """Returns the table of names: per group of native types their canonical types and names.

    Raises:
        WrongCorrection: a correction does not fit the schemas.
    """
    counterparts = Counterparts(schemas.types)
    corrected = read_corrections() if corrected is None else corrected
    blocks: dict[str, Any] = {}
    wrong: list[str] = []
    for group, described in sorted(provider.items()):
        bodies, types = Bodies(), {}
        for native, number in sorted(described["types"].items()):
            type_ = corrected.types.get(native) or counterparts.of(native)
            if type_ is None:
                continue
            parent, *path = corrected.within.get(native, (type_,))
            matching = Matching(described["bodies"], schemas.types.get(parent, {}), bodies, type_, native, path)
            try:
                types[native] = [type_, matching.of_type(number, corrected.bodies.get(native) or Corrections())]
            except WrongCorrection as problem:
                wrong.append(str(problem))
        if types:
            blocks[group] = {"types": types, "bodies": bodies.all}
    known = {native for block in provider.values() for native in block["types"]}
    for native in sorted((corrected.bodies.keys() & corrected.types.keys()) - known):
        block = blocks.setdefault("_".join(native.split("_")[:2]), {"types": {}, "bodies": []})
        bodies = Bodies()
        bodies.all = block["bodies"]
        leaves = {native_name: target.name for native_name, target in corrected.bodies[native].targets.items()}
        block["types"][native] = [corrected.types[native], bodies.add(leaves, {})]
    if wrong:
        raise WrongCorrection("\n".join(wrong))
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
        body = spelled({name: node for name, node in top.items() if snake_case(name) not in RESERVED}, schema, bodies)
        block = blocks.setdefault(group, {"types": {}, "bodies": bodies.all})
        block["types"][native] = [type_, body]
    return blocks


def unnamed(schemas: Schemas) -> dict[str, list[str]]:
    """Returns per CloudFormation type the paths of properties that `names` has no words for: maps of objects, objects
    inside themselves, and what Terraform reserves."""
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
        element = shape.item if shape.kind == "list" else shape
        if not path and snake_case(name) in RESERVED:
            yield (name,)
        elif element is None or ends_at(element, shape):
            continue
        elif element.kind != "object" or not may_go_on(element, above):
            yield (*path, name)
        else:
            below = list(_left_out(element.properties, schema, (*path, name), (*above, element.reference)))
            # Where nothing below has a name, the property has none either.
            nameless = {longer[len(path) + 1] for longer in below if len(longer) == len(path) + 2} >= set(
                element.properties
            )
            yield from [(*path, name)] if nameless else below
