import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awslint.facts.actions import action as action_named
from awslint.iam.documents import Document, parse_policy
from awslint.iam.evaluation import (
    Reason,
    allows_all,
    allows_any,
    could_allow,
    could_assume,
    decides,
    granting,
    trusts,
    unmatched_types,
)
from awslint.values import Is, Known, ListOf, MapOf, Reference, Text, Truth, Unknown, Value, choose, wrap

YES, NO, MAYBE = Truth.YES, Truth.NO, Truth.MAYBE
CLUSTER = "arn:aws:memorydb:eu-west-1:123456789012:cluster/app"
USER = "arn:aws:memorydb:eu-west-1:123456789012:user/app"


def policy(*statements: dict[str, Any]) -> Document:
    return parse_policy(wrap({"Version": "2012-10-17", "Statement": list(statements)}))


def allow(actions: object, resources: object = "*", **more: object) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resources, **more}


def deny(actions: object, resources: object = "*", **more: object) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": actions, "Resource": resources, **more}


@pytest.mark.parametrize(
    ("statements", "expected", "reason"),
    [
        ([allow("memorydb:Connect")], YES, Reason.ALLOWED),
        ([allow(["kms:*", "memorydb:*"], [USER, CLUSTER])], YES, Reason.ALLOWED),
        ([], NO, Reason.IMPLICIT_DENY),
        ([allow("kms:*")], NO, Reason.IMPLICIT_DENY),
        ([allow("memorydb:*", USER)], NO, Reason.IMPLICIT_DENY),
        ([allow("*"), deny("memorydb:*")], NO, Reason.EXPLICIT_DENY),
        ([deny("memorydb:*", CLUSTER)], NO, Reason.EXPLICIT_DENY),
        ([allow("*"), deny("memorydb:*", USER)], YES, Reason.ALLOWED),
        ([allow("*"), deny("memorydb:*", Condition={"Bool": {"a": "b"}})], MAYBE, Reason.UNDECIDED),
        ([allow("*", Condition={"Bool": {"a": "b"}})], MAYBE, Reason.UNDECIDED),
        ([allow("*", Condition={})], YES, Reason.ALLOWED),
        ([deny("*", Condition={"Bool": {"a": "b"}})], NO, Reason.IMPLICIT_DENY),
        ([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], YES, Reason.ALLOWED),
        ([{"Effect": "Allow", "NotAction": ["iam:*", "memorydb:Con*"], "Resource": "*"}], NO, Reason.IMPLICIT_DENY),
        ([allow("*"), {"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}], NO, Reason.EXPLICIT_DENY),
        ([{"Effect": "Allow", "Action": "*", "NotResource": USER}], YES, Reason.ALLOWED),
        ([{"Effect": "Allow", "Action": "*", "NotResource": CLUSTER}], NO, Reason.IMPLICIT_DENY),
        ([{"Effect": "Allow", "Action": "*", "NotAction": "s3:*", "Resource": "*"}], MAYBE, Reason.UNDECIDED),
        ([{"Effect": "Allow", "Resource": "*"}], MAYBE, Reason.UNDECIDED),
        ([{"Effect": "allow", "Action": "*", "Resource": "*"}], MAYBE, Reason.UNDECIDED),
        ([{"Effect": "Permit", "Action": "*", "Resource": "*"}], NO, Reason.IMPLICIT_DENY),
        ([allow("*", Principal="*")], YES, Reason.ALLOWED),
        ([allow("*", Principal={"AWS": "*"})], YES, Reason.ALLOWED),
        ([allow("*", Principal={"AWS": "arn:aws:iam::1:role/x"})], MAYBE, Reason.UNDECIDED),
        ([allow("*", NotPrincipal={"AWS": "arn:aws:iam::1:role/x"})], MAYBE, Reason.UNDECIDED),
    ],
)
def test_decides(statements: list[dict[str, Any]], expected: Truth, reason: Reason) -> None:
    decision = decides([policy(*statements)], "memorydb:Connect", CLUSTER)
    assert (decision.truth, decision.reason) == (expected, reason)


def test_the_deciding_statement_is_named() -> None:
    document = policy(allow("kms:*"), allow("memorydb:*"), deny("memorydb:DeleteCluster"))
    assert decides([document], "memorydb:Connect").statement is document.statements[1]
    assert decides([document], "memorydb:DeleteCluster").statement is document.statements[2]
    assert decides([document], "s3:GetObject").statement is None


def test_documents_are_taken_together() -> None:
    documents = [policy(allow("memorydb:*")), policy(deny("memorydb:Connect"))]
    assert decides(documents, "memorydb:Connect").truth is NO
    assert decides(documents, "memorydb:CreateCluster").truth is YES


def test_a_resource_that_is_not_known_is_allowed_by_a_star_alone() -> None:
    assert decides([policy(allow("memorydb:*"))], "memorydb:Connect").truth is YES
    assert decides([policy(allow("memorydb:*", CLUSTER))], "memorydb:Connect").truth is MAYBE
    assert decides([policy(allow("*"), deny("*", CLUSTER))], "memorydb:Connect").truth is MAYBE


def test_conditions_may_be_decided_by_the_caller() -> None:
    document = policy(allow("*", Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}))
    assert decides([document], "a:b", conditions=lambda _: YES).truth is YES
    assert decides([document], "a:b", conditions=lambda _: NO).truth is NO


def test_an_incomplete_document_decides_nothing_but_an_explicit_deny() -> None:
    def incomplete(*statements: dict[str, Any]) -> Document:
        return parse_policy(MapOf({"Statement": ListOf(tuple(map(wrap, statements)), complete=False)}))

    assert decides([incomplete(allow("*"))], "a:b").truth is MAYBE
    assert decides([incomplete()], "a:b").truth is MAYBE
    assert decides([incomplete(deny("*"))], "a:b").truth is NO
    assert could_allow([incomplete()], "a:b") is MAYBE
    assert could_allow([incomplete(allow("*"))], "a:b") is YES


def test_could_allow_looks_at_no_resource_condition_or_deny() -> None:
    document = policy(allow("memorydb:Connect", CLUSTER, Condition={"Bool": {"a": "b"}}), deny("*"))
    assert could_allow([document], "memorydb:Connect") is YES
    assert could_allow([document], "memorydb:CreateCluster") is NO
    assert could_allow([], "memorydb:Connect") is NO


def test_any_and_all() -> None:
    document = policy(allow(["a:b", "a:c"]))
    assert allows_any([document], ["x:y", "a:b"]) is YES
    assert allows_any([document], ["x:y"]) is NO
    assert allows_all([document], ["a:b", "a:c"]) is YES
    assert allows_all([document], ["a:b", "x:y"]) is NO


def test_granting_statements() -> None:
    document = policy(allow("memorydb:*"), deny("*"), allow("kms:*"))
    assert granting([document], "memorydb:Connect") == [document.statements[0]]
    unsure = parse_policy(MapOf({"Statement": MapOf({"Effect": Known("Allow"), "Action": Unknown("x")})}))
    assert len(granting([unsure], "memorydb:Connect")) == 1
    assert granting([unsure], "memorydb:Connect", certainly=True) == []


def required(document: Document, name: str) -> list[str]:
    found = action_named(name)
    assert found is not None
    return [kind.name for kind in unmatched_types([document], found)]


def test_every_required_type_needs_a_resource() -> None:
    assert required(policy(allow("memorydb:Connect", CLUSTER)), "memorydb:Connect") == ["user"]
    assert required(policy(allow("memorydb:Connect", [CLUSTER, USER])), "memorydb:Connect") == []
    assert required(policy(allow("memorydb:*", CLUSTER), allow("memorydb:Con*", USER)), "memorydb:Connect") == []
    assert required(policy(allow("memorydb:Connect")), "memorydb:Connect") == []
    assert required(policy(allow("kms:*", CLUSTER)), "memorydb:Connect") == []
    assert required(policy(allow("elasticache:Connect", CLUSTER)), "elasticache:Connect") == ["user"]


def test_a_hole_may_be_the_resource_that_is_missing() -> None:
    arn = Reference("aws_memorydb_user.u", ("arn",))
    statement = MapOf(
        {"Effect": Known("Allow"), "Action": Known("memorydb:Connect"), "Resource": ListOf((Known(CLUSTER), arn))}
    )
    assert required(parse_policy(MapOf({"Statement": statement})), "memorydb:Connect") == []
    open_list = MapOf({**statement.items, "Resource": ListOf((Known(CLUSTER),), complete=False)})
    assert required(parse_policy(MapOf({"Statement": open_list})), "memorydb:Connect") == []


def test_a_statement_that_may_name_the_action_shows_no_missing_type() -> None:
    unsure = MapOf({"Effect": Known("Allow"), "Action": Unknown("x"), "Resource": Known(CLUSTER)})
    assert required(parse_policy(MapOf({"Statement": unsure})), "memorydb:Connect") == []
    sure = wrap(allow("memorydb:Connect", CLUSTER))
    assert required(parse_policy(MapOf({"Statement": ListOf((unsure, sure))})), "memorydb:Connect") == ["user"]


def trust(principal: object, **more: object) -> Document:
    return policy({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal, **more})


LAMBDA = "lambda.amazonaws.com"


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (trust({"Service": LAMBDA}), YES),
        (trust({"Service": ["ec2.amazonaws.com", LAMBDA]}), YES),
        (trust({"Service": "ec2.amazonaws.com"}), NO),
        (trust({"AWS": "arn:aws:iam::123456789012:root"}), NO),
        (trust("*"), MAYBE),
        (trust({"Service": LAMBDA}, Condition={"Bool": {"a": "b"}}), MAYBE),
        (parse_policy(Unknown("x")), MAYBE),
        (policy({"Effect": "Allow", "Action": "sts:AssumeRole"}), NO),
    ],
)
def test_could_assume(document: Document, expected: Truth) -> None:
    assert could_assume([document], "Service", LAMBDA) is expected


def test_a_deny_in_a_trust_policy() -> None:
    open_trust = {"Effect": "Allow", "Action": "sts:*", "Principal": {"Service": LAMBDA}}
    closed = {"Effect": "Deny", "Action": "sts:AssumeRole", "Principal": {"Service": LAMBDA}}
    assert could_assume([policy(open_trust, closed)], "Service", LAMBDA) is NO
    maybe = {**closed, "Condition": {"Bool": {"a": "b"}}}
    assert could_assume([policy(open_trust, maybe)], "Service", LAMBDA) is MAYBE


def test_everyone_takes_in_aws_identities() -> None:
    (statement,) = trust("*").statements
    assert trusts(statement, "AWS", "arn:aws:iam::1:role/x") is YES


NAMES = ("memorydb:Connect", "memorydb:*", "*", "kms:Sign", "memorydb:Con?ect")
ARNS = (CLUSTER, USER, "*", "arn:aws:memorydb:*:*:cluster/*", "arn:aws:s3:::b")


def one_or_more(values: tuple[str, ...]) -> st.SearchStrategy[object]:
    return st.one_of(st.sampled_from(values), st.lists(st.sampled_from(values), max_size=3))


STATEMENT = st.fixed_dictionaries(
    {"Effect": st.sampled_from(("Allow", "Deny", "allow"))},
    optional={
        "Action": one_or_more(NAMES),
        "NotAction": one_or_more(NAMES),
        "Resource": one_or_more(ARNS),
        "NotResource": one_or_more(ARNS),
        "Condition": st.sampled_from(({}, {"Bool": {"aws:SecureTransport": "true"}})),
        "Principal": st.sampled_from(("*", {"AWS": "*"}, {"Service": LAMBDA})),
    },
)
POLICY = st.fixed_dictionaries({"Statement": st.one_of(STATEMENT, st.lists(STATEMENT, max_size=3))})


def blurred(value: Value, data: st.DataObject) -> Value:
    """The value with some of its parts less known than they were."""
    kind = data.draw(st.integers(0, 9))
    if kind == 0:
        return Unknown("blurred")
    if kind == 1:
        return choose(Is("c"), value, Unknown("blurred"))
    if kind == 2:
        return Reference("r", ("a",), value=value)
    if isinstance(value, ListOf):
        return ListOf(tuple(blurred(item, data) for item in value.items), complete=kind != 3)
    if isinstance(value, MapOf):
        items = {key: blurred(item, data) for key, item in value.items.items() if kind != 3 or data.draw(st.booleans())}
        return MapOf(items, complete=kind != 3)
    return value


def answers(document: Document) -> list[Truth]:
    found = []
    for name in ("memorydb:Connect", "kms:Sign"):
        for arn in (CLUSTER, "arn:aws:s3:::b", None):
            found.append(decides([document], name, arn).truth)
        found.append(could_allow([document], name))
    found.append(could_assume([document], "Service", LAMBDA, "memorydb:Connect"))
    return found


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(POLICY, st.data())
def test_knowing_less_never_turns_an_answer(plain: dict[str, Any], data: st.DataObject) -> None:
    exact = parse_policy(wrap(plain))
    loose = parse_policy(blurred(wrap(plain), data))
    for before, after in zip(answers(exact), answers(loose), strict=True):
        assert after in (before, MAYBE)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(POLICY, st.data())
def test_knowing_less_never_finds_more_types_unmatched(plain: dict[str, Any], data: st.DataObject) -> None:
    connect = action_named("memorydb:Connect")
    assert connect is not None
    exact = unmatched_types([parse_policy(wrap(plain))], connect)
    loose = unmatched_types([parse_policy(blurred(wrap(plain), data))], connect)
    assert set(loose) <= set(exact)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(POLICY, st.data())
def test_a_hole_in_the_text_never_turns_an_answer(plain: dict[str, Any], data: st.DataObject) -> None:
    text = json.dumps(plain)
    start = data.draw(st.integers(0, len(text)))
    end = min(place for place in (text.find('"', start), start + data.draw(st.integers(0, 9))) if place >= 0)
    exact = answers(parse_policy(Known(text)))
    loose = parse_policy(Text((text[:start], Unknown("var.x"), text[end:])))
    assert loose.problem is None
    for before, after in zip(exact, answers(loose), strict=True):
        assert after in (before, MAYBE)
