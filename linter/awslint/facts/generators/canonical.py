"""Canonical names for every Terraform type that CloudFormation has too, from the schemas of both.

`aws_*`: a name is matched when its letters are those of a property (`subnet_id`, SubnetId), when they differ by the
plural, or by the words that CloudFormation puts before a general name (`name` of a topic, TopicName), and the two sides
hold the same kind of thing. A name that several properties could mean gets none. `awscc_*` follow Cloud Control's way
of spelling CloudFormation's names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from awslint.facts.generators.bodies import Bodies, spelled
from awslint.facts.generators.corrections import Corrections, Table, WrongCorrection
from awslint.facts.generators.corrections import read as read_corrections
from awslint.facts.generators.counterparts import Counterparts
from awslint.facts.generators.from_cfnlint import Schemas
from awslint.facts.generators.matching import Matching
from awslint.facts.generators.shapes import properties_of
from awslint.facts.names import cloud_control_type, snake_case

RESERVED: Final = {"count", "for_each", "provider", "lifecycle", "depends_on", "connection", "provisioner", "id"}


def names(provider: Mapping[str, Any], schemas: Schemas, corrected: Table | None = None) -> dict[str, Any]:
    """The table of names: per group of native types their canonical types and names.

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
            matching = Matching(described["bodies"], schemas.types.get(type_, {}), bodies, type_, native)
            try:
                types[native] = [type_, matching.of_type(number, corrected.bodies.get(native) or Corrections())]
            except WrongCorrection as one:
                wrong.append(str(one))
        if types:
            blocks[group] = {"types": types, "bodies": bodies.all}
    known = {native for block in provider.values() for native in block["types"]}
    for native in sorted((corrected.bodies.keys() & corrected.types.keys()) - known):
        block = blocks.setdefault("_".join(native.split("_")[:2]), {"types": {}, "bodies": []})
        bodies = Bodies()
        bodies.all = block["bodies"]
        leaves = {one: target.name for one, target in corrected.bodies[native].targets.items()}
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
