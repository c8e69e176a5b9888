"""The graph of a plan against the graph of its configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from awslint import terraform
from awslint.graph import Resource
from awslint.graph.loading import Inputs
from awslint.graph.resource import EdgeKind
from awslint.syntax.sources import Sources
from awslint.values import Known, Missing, OneOf, Reference, Unknown, Value, plain, revealed

from .stored import Stored, stored

PLANS = list(stored())


def known(value: Value) -> tuple[bool, object]:
    try:
        return True, plain(value)
    except ValueError:
        return False, None


def differences(mine: Resource, planned: Resource) -> list[str]:
    """What the plan says otherwise: regions, what is set at all, and what is referred to."""
    found = []
    regions = [known(resource.region) for resource in (mine, planned)]
    if all(sure for sure, _ in regions) and regions[0] != regions[1]:
        found.append(f"region {regions}")
    for name, value in mine.attributes.items.items():
        other = planned.attributes.items.get(name, Missing())
        if isinstance(value, (Unknown, OneOf)) or not value.span.is_somewhere:
            continue
        unset = [isinstance(revealed(side), Missing) or side == Known(None) for side in (value, other)]
        sure, data = known(value)
        if unset[1] and not unset[0] and sure and data not in ([], {}, ""):
            found.append(f"{name} is not set in the plan, but written as {value}")
        if isinstance(value, Reference) and isinstance(other, Reference) and not value.resource.startswith("module."):
            blocks = [side.resource.partition("[")[0] for side in (value, other)]
            if blocks[0] != blocks[1] or value.attribute != other.attribute:
                found.append(f"{name} refers to {value.resource}, in the plan to {other.resource}")
    return found


@pytest.mark.parametrize("plan", PLANS, ids=str)
def test_the_graph_of_a_plan_is_that_of_its_configuration(plan: Stored, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(plan.text(), encoding="utf-8")
    mine = terraform.load(plan.configuration(tmp_path), Sources(), Inputs()).deployment
    loaded = terraform.load_plan(file, Sources(), Inputs())
    assert loaded.problems == ()
    planned = loaded.deployment
    found = []
    for resource in planned.resources:
        other = mine.find(resource.address)
        if other is None:
            if resource.mode == "managed" and not any(each.many for each in mine.instances(resource.block)):
                found.append(f"{resource.address} is in the plan only")
            continue
        assert (resource.type, resource.native_type, resource.mode) == (other.type, other.native_type, other.mode)
        assert resource.provider == other.provider
        found += [f"{resource.address}: {each}" for each in differences(other, resource)]
    assert found == []
    selected = {(edge.source, edge.target) for edge in mine.edges if edge.kind is EdgeKind.DEPENDS_ON}
    assert selected <= {(edge.source, edge.target) for edge in planned.edges}
    surplus = {(edge.source, edge.target) for edge in planned.edges if edge.via != "locals"}
    assert surplus <= {(edge.source, edge.target) for edge in mine.edges}
