"""What rules ask of resources and attributes."""

from __future__ import annotations

import pytest

from awslint.facts.names import TypeNames, snake_case, terraform_names
from awslint.graph import EvaluationContext
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
)

from .nodes import MAYBE, NO, YES, P, in_world, made

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
    resource = made()
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


def test_below_a_reference_whose_value_is_known() -> None:
    inner = MapOf({"Type": Known("iam")})
    resource = made(AuthMode=Reference("aws_z.z", ("mode",), value=inner, assumes=("because",)))
    assert resource.get("AuthMode", "Type").text == "iam"
    assert "because" in resource.deployment.context.assumptions


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
    assert [element.path[-1] for element in attribute.elements()] == [0, 2]
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
    assert [element.text for element in in_world(resource, P).get("Name").elements()] == ["a", "b"]
    assert resource.get("Name").count == Range.exactly(2)
    assert [element.text for element in in_world(resource, P, False).get("Name").elements()] == ["a"]
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
    context = resource.deployment.context
    _ = resource.get("Name").text, resource.get("Tags").text, resource.get("Id").text
    assert list(context.assumptions) == ["a default"]
    assert list(context.doubts) == ["why", "r.id is known after deployment"]


def test_truth_of_existence() -> None:
    context = EvaluationContext()
    assert context.truth(Known(True)) is YES
    assert context.truth(Known("true")) is YES
    assert context.truth(Known(False)) is NO
    assert context.truth(Unknown("u")) is MAYBE
    assert context.truth(Reference("r", ("a",), value=Known(True))) is YES
    with pytest.raises(Undecided):
        context.truth(choose(P, Known(True), Known(False)))
    three = choose(Is("c", 1), Known("a"), choose(Is("c", 2), Known("b"), Known("z")))
    world = World().given(Is("c", 1), False)
    assert world is not None
    narrower = world.given(Is("c", 2), False)
    assert EvaluationContext(narrower).settle(three) == Known("z")
