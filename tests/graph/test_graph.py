"""What rules ask of resources, attributes and the deployment."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from awslint.facts.names import Nested, TypeNames, snake_case, terraform_names
from awslint.graph import Attribute, Deployment, Edge, EdgeKind, Inquiry, Resource
from awslint.graph.export import edge_data, resource_data, value_data
from awslint.values import (
    Is,
    Known,
    ListOf,
    MapOf,
    Missing,
    Range,
    Reference,
    Span,
    Text,
    Truth,
    Undecided,
    Unknown,
    Value,
    World,
    assuming,
    choose,
    negation,
    wrap,
)

NO, MAYBE, YES = Truth.NO, Truth.MAYBE, Truth.YES
P = Is("p")
NAMES = TypeNames(
    "AWS::X::Y",
    {
        "name": "Name",
        "tags": "Tags",
        "auth_mode": Nested("AuthMode", {"type": "Type", "passwords": "Passwords"}),
        "rule": Nested("Rules", {"from_port": "FromPort"}, single=False),
        "id": "Id",
    },
)


def made(address: str = "aws_x.y", **attributes: Value) -> Resource:
    resource = Resource(address, "AWS::X::Y", "aws_x", MapOf(attributes), NAMES, Span(0, 0, 9))
    Deployment([resource])
    return resource


def in_world(resource: Resource, condition: Is, holds: bool = True) -> Resource:
    resource.deployment.inquiry = Inquiry(World().given(condition, holds))
    return resource


# get().


def test_what_is_not_written_is_missing_where_the_type_has_it() -> None:
    resource = made()
    assert resource.get("Name").value == Missing()
    assert resource.get("AuthMode", "Type").value == Missing()
    assert resource.get("Name").span == resource.header
    assert resource.get("Name").is_set is NO
    assert resource.get("Name").is_missing is YES


def test_what_the_type_is_not_known_to_have_is_unknown() -> None:
    resource = made()
    attribute = resource.get("Undreamt")
    assert isinstance(attribute.value, Unknown)
    assert attribute.is_set is MAYBE
    assert isinstance(made(AuthMode=MapOf({})).get("AuthMode", "Undreamt").value, Unknown)
    resource.names = TypeNames("AWS::X::Y", is_open=True)
    assert resource.get("Undreamt").is_missing is YES


def test_keys_of_a_map_are_the_users() -> None:
    resource = made(Tags=MapOf({"a": Known("b")}))
    assert resource.get("Tags", "a").text == "b"
    assert resource.get("Tags", "other").is_missing is YES


def test_below_an_incomplete_map_everything_may_be() -> None:
    resource = made(AuthMode=MapOf({"Type": Known("iam")}, complete=False))
    assert resource.get("AuthMode", "Type").text == "iam"
    assert isinstance(resource.get("AuthMode", "Passwords").value, Unknown)
    resource.attributes = MapOf({}, complete=False)
    assert resource.get("Name").is_missing is MAYBE


@pytest.mark.parametrize("value", [Missing(), Known(None)])
def test_below_nothing_is_nothing(value: Value) -> None:
    assert made(AuthMode=value).get("AuthMode", "Type").is_missing is YES


@pytest.mark.parametrize("value", [Unknown("why"), Reference("r", ("a",)), Known("scalar"), ListOf(()), Text(("a",))])
def test_below_what_is_no_map_nothing_is_known(value: Value) -> None:
    below = made(AuthMode=value).get("AuthMode", "Type")
    assert isinstance(below.value, Unknown)
    assert below.is_set is MAYBE
    assert isinstance(below.get("Deeper").value, Unknown)


def test_below_a_reference_whose_value_is_told() -> None:
    inner = MapOf({"Type": Known("iam")})
    resource = made(AuthMode=Reference("aws_z.z", ("mode",), value=inner, assumes=("because",)))
    assert resource.get("AuthMode", "Type").text == "iam"
    assert "because" in resource.deployment.inquiry.assumptions


def test_spans() -> None:
    whole, value = Span(0, 10, 30), Span(0, 20, 30)
    resource = made(Name=Known("x", value), Tags=Known("y", value))
    resource.attributes = MapOf(resource.attributes.items, spans={"Name": whole})
    assert resource.get("Name").span == whole
    assert resource.get("Tags").span == value
    made_up = made(Name=Known("x"))
    assert made_up.get("Name").span == made_up.header


# Names.


def test_native_names() -> None:
    resource = made(
        AuthMode=MapOf({"Passwords": ListOf((Known("a"), Known("b")))}), Rules=ListOf((MapOf({"FromPort": Known(1)}),))
    )
    assert resource.get("Name").name == "name"
    assert resource.get("AuthMode", "Type").name == "auth_mode.type"
    assert resource.get("AuthMode", "Passwords").elements()[1].name == "auth_mode.passwords[1]"
    assert resource.get("Rules").elements()[0].get("FromPort").name == "rule[0].from_port"
    assert resource.get("Tags", "MyKey").name == "tags.MyKey"
    assert resource.get("Unheard", "Of").name == "Unheard.Of"


@pytest.mark.parametrize(
    ("canonical", "native"),
    [
        ("TLSEnabled", "tls_enabled"),
        ("KeySpec", "key_spec"),
        ("ACLName", "acl_name"),
        ("UserId", "user_id"),
        ("VpcSecurityGroupIds", "vpc_security_group_ids"),
        ("EnableKeyRotation", "enable_key_rotation"),
        ("Name", "name"),
        ("KMSKeyARN", "kms_key_arn"),
        ("S3Bucket", "s3_bucket"),
    ],
)
def test_snake_case(canonical: str, native: str) -> None:
    assert snake_case(canonical) == native


def test_cloud_control_types_have_the_names_of_their_twin() -> None:
    names = terraform_names("awscc_memorydb_acl")
    assert names.type == "AWS::MemoryDB::ACL"
    assert names.native_path(("UserNames",)) == "user_names"
    assert terraform_names("awscc_kms_key").type == "AWS::KMS::Key"
    assert terraform_names("aws_not_known").type == "aws_not_known"
    assert not terraform_names("aws_not_known").has(("anything",))
    assert terraform_names("awscc_nothing_here").type == "awscc_nothing_here"


# Lists.


def test_elements_and_count() -> None:
    items = (Known("a"), Missing(), Unknown("u"))
    attribute = made(Name=ListOf(items)).get("Name")
    assert [one.path[-1] for one in attribute.elements()] == [0, 2]
    assert attribute.count == Range.exactly(2)
    assert made(Name=ListOf(items, complete=False)).get("Name").count == Range(2, None)
    assert made(Name=ListOf((Known("a"), Unknown("u")), is_set=True)).get("Name").count == Range(1, 2)


def test_elements_under_a_condition() -> None:
    gone = choose(P, Known("b"), Missing())
    resource = made(Name=ListOf((Known("a"), gone)))
    with pytest.raises(Undecided):
        resource.get("Name").elements()
    with pytest.raises(Undecided):
        _ = resource.get("Name").count
    assert [one.text for one in in_world(resource, P).get("Name").elements()] == ["a", "b"]
    assert resource.get("Name").count == Range.exactly(2)
    assert [one.text for one in in_world(resource, P, False).get("Name").elements()] == ["a"]
    assert resource.get("Name").count == Range.exactly(1)


@pytest.mark.parametrize(
    ("value", "elements", "number"),
    [
        (Known("x"), 1, Range.exactly(1)),
        (Text(("x", Unknown("u"))), 1, Range.exactly(1)),
        (Known(None), 0, Range.exactly(0)),
        (Missing(), 0, Range.exactly(0)),
        (Unknown("u"), 0, Range(0, None)),
        (Reference("r", ("ids",)), 0, Range(0, None)),
        (Reference("r", ("ids",), value=ListOf((Known(1), Known(2)))), 2, Range.exactly(2)),
        (ListOf(()), 0, Range.exactly(0)),
    ],
)
def test_what_counts_as_a_list(value: Value, elements: int, number: Range) -> None:
    attribute = made(Name=value).get("Name")
    assert len(attribute.elements()) == elements
    assert attribute.count == number


def test_keys() -> None:
    assert made(Tags=MapOf({"a": Known(1), "b": Known(2)})).get("Tags").keys() == ["a", "b"]
    assert made(Tags=Unknown("u")).get("Tags").keys() == []


# Questions.


@pytest.mark.parametrize(
    ("value", "is_set"),
    [
        (Known("x"), YES),
        (Known(None), NO),
        (Missing(), NO),
        (Unknown("u"), MAYBE),
        (ListOf(()), YES),
        (Text(("a", Unknown("u"))), YES),
        (Reference("r", ("arn",)), YES),
        (Reference("r", ("description",)), MAYBE),
        (Reference("r", ("description",), value=Known(None)), NO),
        (Reference("r", ("description",), value=Known("x")), YES),
    ],
)
def test_is_set(value: Value, is_set: Truth) -> None:
    assert made(Name=value).get("Name").is_set is is_set


def test_scalars_and_booleans() -> None:
    assert made(Name=Known(5)).get("Name").scalar == 5
    assert made(Name=Known(5)).get("Name").text is None
    for value in (True, "true", "True"):
        assert made(Name=Known(value)).get("Name").is_true is YES
        assert made(Name=Known(value)).get("Name").is_false is NO
    assert made(Name=Known(False)).get("Name").is_false is YES
    assert made(Name=Missing()).get("Name").is_false is NO
    assert made(Name=Unknown("u")).get("Name").is_true is MAYBE


def test_texts() -> None:
    attribute = made(Name=Text(("abc-", Unknown("u")))).get("Name")
    assert attribute.equals("abc-d") is MAYBE
    assert attribute.equals("x") is NO
    assert attribute.starts_with("abc") is YES
    assert attribute.has_any_character("-") is YES
    assert attribute.text_length == Range(4, None)
    known = made(Name=Known("Default")).get("Name")
    assert known.equals_text("default") is NO
    assert known.equals_text("default", ignoring_case=True) is YES
    assert known.is_among(["x", "Default"]) is YES
    assert known.matches("[A-Z][a-z]+") is YES


def test_same() -> None:
    resource = made(Name=Reference("r", ("id",)), Id=Reference("r", ("id",)), Tags=Known("x"))
    assert resource.get("Name").same(resource.get("Id")) is YES
    assert resource.get("Name").same(resource.get("Tags")) is MAYBE


# The inquiry.


def test_what_was_looked_at_is_noted() -> None:
    resource = made(Name=assuming(Known("x"), "a default"), Tags=Unknown("why"), Id=Reference("r", ("id",)))
    inquiry = resource.deployment.inquiry
    _ = resource.get("Name").text, resource.get("Tags").text, resource.get("Id").text
    assert list(inquiry.assumptions) == ["a default"]
    assert list(inquiry.doubts) == ["why", "r.id is known after deployment"]


def test_truth_of_existence() -> None:
    inquiry = Inquiry()
    assert inquiry.truth(Known(True)) is YES
    assert inquiry.truth(Known("true")) is YES
    assert inquiry.truth(Known(False)) is NO
    assert inquiry.truth(Unknown("u")) is MAYBE
    assert inquiry.truth(Reference("r", ("a",), value=Known(True))) is YES
    with pytest.raises(Undecided):
        inquiry.truth(choose(P, Known(True), Known(False)))
    three = choose(Is("c", 1), Known("a"), choose(Is("c", 2), Known("b"), Known("z")))
    world = World().given(Is("c", 1), False)
    assert world is not None
    narrower = world.given(Is("c", 2), False)
    assert Inquiry(narrower).settle(three) == Known("z")


# The deployment.


def node(address: str, type_: str = "T", **more: Any) -> Resource:
    attributes = more.pop("attributes", {})
    return Resource(address, type_, "t", MapOf(attributes), TypeNames(type_, is_open=True), **more)


def test_find_and_instances() -> None:
    one, two, alone = node("t.a[0]", block="t.a"), node("t.a[1]", block="t.a"), node('t.b["x"]', block="t.b")
    deployment = Deployment([one, two, alone])
    assert deployment.find("t.a[1]") is two
    assert deployment.find("t.a") is None
    assert deployment.find("t.b") is alone
    assert deployment.find("t.c") is None
    assert deployment.instances("t.a") == [one, two]
    assert deployment.types == {"T"}


def test_targets() -> None:
    store, key = node("t.store", "Store"), node("t.key", "Key")
    attributes = {
        "Direct": Reference("t.store", ("id",)),
        "Through": Reference("module.m.out", (), value=Reference("t.store", ("id",))),
        "Outside": Reference("t.absent", ("id",)),
        "Literal": Known("t.store"),
        "Chosen": choose(P, Reference("t.store", ("id",)), Reference("t.key", ("arn",))),
    }
    user = node("t.user", attributes=attributes)
    deployment = Deployment([store, key, user])
    assert user.get("Direct").target() is store
    assert user.get("Direct").target("Store", "Other") is store
    assert user.get("Direct").target("Key") is None
    assert user.get("Through").target("Store") is store
    assert user.get("Outside").target() is None
    assert user.get("Literal").target() is None
    assert user.get("Direct").target_attribute == ("id",)
    assert user.get("Literal").target_attribute == ()
    with pytest.raises(Undecided):
        user.get("Chosen").target()
    deployment.inquiry = Inquiry(World().given(P, False))
    assert user.get("Chosen").target() is key
    assert {one.resource for one in user.get("Chosen").references()} == {"t.store", "t.key"}
    assert deployment.address_of(Reference("t.key", ("arn",))) is key


def test_referrers() -> None:
    store = node("t.store", "Store")
    direct = node("t.d", "Key", attributes={"Store": Reference("t.store", ("id",))})
    listed = node("t.l", "Key", attributes={"Store": ListOf((Known("x"), Reference("t.store", ("id",))))})
    other = node("t.o", "Key", attributes={"Store": Known("t.store")})
    gone = node("t.g", "Key", attributes={"Store": Reference("t.store", ("id",))}, exists=Known(False))
    Deployment([store, direct, listed, other, gone])
    assert store.referrers("Key", "Store") == [direct, listed]


def test_resolve() -> None:
    named = node("t.n", "User", attributes={"UserId": Known("alice"), "Name": Known("Al")})
    unnamed = node("t.u", "User", attributes={"UserId": Unknown("var")})
    user = node(
        "t.x",
        attributes={
            "Same": Known("alice"),
            "Case": Known("ALICE"),
            "Other": Known("bob"),
            "ByName": Known("Al"),
            "Open": Unknown("u"),
            "Reference": Reference("t.n", ("id",)),
            "Elsewhere": Reference("data.x.y", ("id",)),
        },
    )
    deployment = Deployment([named, user])
    assert deployment.resolve(user.get("Same"), "User", "UserId").resource is named
    assert deployment.resolve(user.get("Case"), "User", "UserId").external
    assert deployment.resolve(user.get("Case"), "User", "UserId", ignoring_case=True).resource is named
    assert deployment.resolve(user.get("ByName"), "User", "UserId", "Name").resource is named
    assert deployment.resolve(user.get("Reference"), "User", "UserId").resource is named
    outside = deployment.resolve(user.get("Other"), "User", "UserId")
    assert (outside.resource, outside.external, outside.text) == (None, True, "bob")
    for name in ("Open", "Elsewhere"):
        found = deployment.resolve(user.get(name), "User", "UserId")
        assert (found.resource, found.external) == (None, False)
    doubtful = Deployment([named, unnamed, user])
    found = doubtful.resolve(user.get("Other"), "User", "UserId")
    assert (found.resource, found.external, found.text) == (None, False, "bob")
    assert doubtful.resolve(user.get("Same"), "User", "UserId").resource is named


def test_number() -> None:
    sure, gone, many = node("t.a"), node("t.b", exists=Known(False)), node("t.c", many=True)
    unsure = node("t.d", exists=Unknown("u"))
    deployment = Deployment([sure, gone, many, unsure])
    assert many.existence is MAYBE
    assert deployment.number([sure, sure]) == Range.exactly(2)
    assert deployment.number([sure, gone]) == Range.exactly(1)
    assert deployment.number([sure, unsure]) == Range(1, 2)
    assert deployment.number([sure, many]) == Range(1, None)
    assert deployment.number([]) == Range.exactly(0)
    assert deployment.of_type("T") == [sure, many, unsure]
    assert list(deployment.every("T")) == [sure, gone, many, unsure]


def test_ordering() -> None:
    nodes = [node(f"t.{name}") for name in "abcd"] + [node("t.step", opaque=True), node("t.other", opaque=True)]
    edges = [
        Edge("t.b", "t.a"),
        Edge("t.c", "t.step"),
        Edge("t.step", "t.b"),
        Edge("t.c", "t.b"),
        Edge("t.c", "t.absent"),
    ]
    deployment = Deployment(nodes, [*edges, Edge("t.other", "t.c"), Edge("t.a", "t.a"), edges[0]])
    a, b, c, d, step, other = nodes
    assert len(deployment.edges) == 7
    assert deployment.depends(c, a) is True
    assert deployment.depends(a, c) is False
    assert deployment.depends(a, a) is False
    assert deployment.depends(d, a) is False
    assert deployment.steps_between(a, c) == [step]
    assert deployment.steps_between(b, c) == [step]
    assert deployment.steps_between(step, c) == []
    assert deployment.steps_before(c) == [step]
    assert deployment.steps_before(b) == []
    assert deployment.steps() == [step, other]
    assert deployment.ordering.direct("t.c") == ["t.step", "t.b"]
    step.exists = Known(False)
    assert deployment.steps_between(a, c) == []


def test_ordering_in_a_circle() -> None:
    one, two = node("t.a"), node("t.b")
    deployment = Deployment([one, two], [Edge("t.a", "t.b"), Edge("t.b", "t.a")])
    assert deployment.depends(one, two)
    assert deployment.depends(two, one)
    assert not deployment.depends(one, one)


def test_regions() -> None:
    one = node("t.a", provider="aws", region=Unknown("u"))
    same = node("t.b", provider="aws", region=Unknown("u"))
    here, there = (node(f"t.{r}", provider=r, region=Known(r)) for r in ("eu-west-1", "us-east-1"))
    own = node("t.own", provider="aws", region=Known("us-east-1"), own_region=True)
    deployment = Deployment([one, same, here, there, own])
    assert deployment.regions_differ(one, same) is NO
    assert deployment.regions_differ(one, own) is MAYBE
    assert deployment.regions_differ(here, there) is YES
    assert deployment.regions_differ(there, own) is NO
    assert own.region_attribute.text == "us-east-1"


def test_newness_is_an_assumption() -> None:
    new, imported, data = node("t.a"), node("t.b", imported=True), node("t.c", mode="data")
    deployment = Deployment([new, imported, data])
    assert (imported.is_new, data.is_new) == (NO, NO)
    assert deployment.inquiry.assumptions == {}
    assert new.is_new is YES
    assert list(deployment.inquiry.assumptions) == ["first deployment: t.a does not exist yet"]


def test_lifecycle() -> None:
    resource = node("t.a", lifecycle={"PreventDestroy": Known(True, Span(0, 3, 4))})
    Deployment([resource])
    assert resource.policy("PreventDestroy").is_true is YES
    assert resource.policy("PreventDestroy").span == Span(0, 3, 4)
    assert resource.policy("DeletionPolicy").is_missing is YES


# Export.

SCHEMA = json.loads((Path(__file__).parent.parent / "contract" / "graph.schema.json").read_text(encoding="utf-8"))
SECRET = "hunter2"

EVERY_KIND: list[Value] = [
    Known("x"),
    Known(None),
    wrap({"a": [1, True, None]}),
    Unknown("why"),
    Missing(),
    Text(("a", Unknown("u"), "b")),
    ListOf((Known(1), Unknown("u"))),
    ListOf((Known(1),), complete=False),
    MapOf({"a": Unknown("u"), "b": Missing()}),
    Reference("r", ("a", "b")),
    Reference("r", ("a",), value=Known("x")),
    choose(P, Known("x"), choose(negation(P), Known("y"), Missing())),
    Known(SECRET, sensitive=True),
    ListOf((Known(SECRET, sensitive=True), Known("open"))),
    MapOf({"p": Text((SECRET, Unknown("u")), sensitive=True)}),
    MapOf({"deep": ListOf((MapOf({"p": Known(SECRET, sensitive=True)}),))}),
    Reference("r", ("p",), value=Known(SECRET, sensitive=True)),
    Reference("r", ("p",), value=Known(SECRET), sensitive=True),
    choose(P, Known(SECRET, sensitive=True), Known("open")),
    Text(("a", Reference("r", ("p",), value=Known(SECRET, sensitive=True)))),
]


@pytest.mark.parametrize("value", EVERY_KIND, ids=str)
def test_exported_values_keep_the_contract_and_their_secrets(value: Value) -> None:
    data = value_data(value)
    jsonschema.validate(data, {**SCHEMA["$defs"]["value"], "$defs": SCHEMA["$defs"]})
    assert data
    assert set(data) <= set(SCHEMA["$defs"]["value"]["properties"])
    assert SECRET not in json.dumps(data)


def test_an_exported_unit_keeps_the_contract() -> None:
    attributes = {str(number): value for number, value in enumerate(EVERY_KIND)}
    nodes = [
        node("t.a", attributes=attributes),
        node("t.b", exists=choose(P, Known(True), Known(False))),
        node("t.c", many=True),
    ]
    deployment = Deployment(nodes, [Edge("t.a", "t.b", EdgeKind.DEPENDS_ON), Edge("t.b", "t.c", via="x")], path="p")
    resources = [resource_data(one, {}) for one in nodes]
    unit = {"path": "p", "kind": "terraform", "resources": resources, "edges": edge_data(deployment), "outputs": {}}
    jsonschema.validate({"schema_version": 1, "units": [unit]}, SCHEMA)
    assert [(one["exists"], one.get("when")) for one in resources] == [("yes", None), ("maybe", "p"), ("maybe", None)]
    assert unit["edges"] == [
        {"from": "t.a", "to": "t.b", "kind": "depends_on"},
        {"from": "t.b", "to": "t.c", "kind": "reference", "via": "x"},
    ]


def test_attributes_are_readable() -> None:
    assert "aws_x.y" in repr(made(Name=Known("x")).get("Name"))
    assert isinstance(made().get(), Attribute)
