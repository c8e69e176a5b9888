"""What a plan changes of an attribute, what it deletes, and how help names an attribute in the user's language."""

from __future__ import annotations

from typing import Any

import pytest

from awslint.facts.names import TypeNames
from awslint.graph import Deployment, Resource
from awslint.values import Known, ListOf, MapOf, Missing, Reference, Truth, Unknown, Value

from .nodes import MAYBE, NAMES, NO, YES, node

ONE, TWO = Known("1"), Known("2")


def planned(before: Value, after: Value, change: str = "update") -> Resource:
    items = {} if isinstance(before, Missing) else {"Name": before}
    more: dict[str, Any] = {"change": change, "before": MapOf(items) if change != "create" else None}
    resource = Resource("aws_x.y", "AWS::X::Y", "aws_x", MapOf({"Name": after}), NAMES, **more)
    Deployment([resource], kind="plan")
    return resource


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        (ONE, ONE, NO),
        (ONE, TWO, YES),
        (Missing(), ONE, YES),
        (ONE, Known(None), YES),
        (Known(None), Missing(), NO),
        (Missing(), ListOf(()), NO),
        (ONE, Unknown("after apply"), MAYBE),
        (Missing(), Unknown("after apply"), MAYBE),
        (ListOf((ONE, TWO)), ListOf((TWO, ONE)), YES),
        (ListOf((ONE, TWO), is_set=True), ListOf((TWO, ONE), is_set=True), NO),
        (ListOf((ONE,)), ListOf((ONE, TWO)), YES),
        (ListOf((ONE,)), ListOf((ONE, TWO), complete=False), MAYBE),
        (MapOf({"a": ONE}), MapOf({"a": ONE, "b": Known(None)}), NO),
        (MapOf({"a": ONE}), MapOf({"a": TWO}), YES),
        (ONE, Reference("aws_z.z", ("id",), value=ONE), NO),
    ],
)
def test_what_an_update_changes(before: Value, after: Value, changed: Truth) -> None:
    resource = planned(before, after)
    assert resource.get("Name").is_changed is changed
    assert resource.deployment.context.changes is (changed is YES)


def test_what_is_created_gets_all_that_is_written() -> None:
    assert planned(ONE, ONE, "replace").get("Name").is_changed is YES
    created = planned(ONE, ONE, "create")
    assert created.get("Name").is_changed is YES
    assert created.get("Name").before.is_missing is YES
    assert created.get("Tags").is_changed is NO


def test_without_a_plan_it_is_not_known_what_is_there() -> None:
    resource = Resource("aws_x.y", "AWS::X::Y", "aws_x", MapOf({"Name": ONE}), NAMES)
    Deployment([resource])
    assert resource.get("Name").before.is_set is MAYBE
    assert resource.get("Name").is_changed is MAYBE


def test_settings_are_in_force_whatever_is_ignored() -> None:
    more: dict[str, Any] = {"imported": True}
    more["lifecycle"] = {"IgnoreChanges": Known("all"), "PreventDestroy": Known(True)}
    resource = Resource("aws_x.y", "AWS::X::Y", "aws_x", MapOf({"Name": ONE}), NAMES, **more)
    Deployment([resource])
    assert resource.policy("PreventDestroy").is_true is YES
    assert resource.policy("CreateBeforeDestroy").is_missing is YES
    assert resource.get("Name").text is None


def test_what_a_plan_deletes() -> None:
    gone, forgotten = node("t.gone", change="delete"), node("t.forgotten", change="forget")
    deployment = Deployment([node("t.stays")], deleted=[gone, forgotten])
    assert deployment.deletes("T") == [gone]
    assert deployment.deletes("U") == []


def test_help_in_the_language_of_the_configuration() -> None:
    terraform = Resource("aws_x.y", "AWS::X::Y", "aws_x", MapOf({}), NAMES)
    template = Resource("Y", "AWS::X::Y", "AWS::X::Y", MapOf({}), TypeNames("AWS::X::Y", is_open=True))
    Deployment([terraform, template])
    assert (terraform.language, template.language) == ("terraform", "cloudformation")
    assert terraform.get("AuthMode", "Type").name == "auth_mode.type"
    assert template.get("AuthMode", "Type").name == "AuthMode.Type"
