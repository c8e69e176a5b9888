"""What holds of the evaluator whatever the policies are."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awslint.iam.documents import parse_policy
from awslint.iam.evaluation import could_allow, decides
from awslint.iam.matching import action_matches, arn_matches
from awslint.values import ListOf, MapOf, Truth, Unknown, wrap

ACTIONS = ("memorydb:Connect", "memorydb:Con*", "memorydb:*", "s3:GetObject", "s3:*", "*", "memorydb:Con?ect")
ARNS = (
    "arn:aws:memorydb:eu-west-1:111122223333:cluster/app",
    "arn:aws:memorydb:*:*:cluster/*",
    "arn:aws:s3:::b/k",
    "arn:aws:s3:::b/*",
    "*",
)
CONDITIONS = ({}, {"Bool": {"aws:SecureTransport": "true"}}, {"StringEquals": {"aws:PrincipalTag/team": "a"}})
Statements = list[dict[str, Any]]


def entries(values: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=3)


@st.composite
def statements(draw: st.DrawFn, effect: str | None = None) -> dict[str, Any]:
    return {
        "Effect": effect or draw(st.sampled_from(("Allow", "Deny"))),
        draw(st.sampled_from(("Action", "NotAction"))): draw(entries(ACTIONS)),
        draw(st.sampled_from(("Resource", "NotResource"))): draw(entries(ARNS)),
        "Condition": draw(st.sampled_from(CONDITIONS)),
    }


POLICY = st.lists(statements(), max_size=4)
REQUEST = st.tuples(st.sampled_from(("memorydb:Connect", "s3:GetObject")), st.sampled_from((ARNS[0], ARNS[2], None)))
QUIETLY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def answer(policy: Statements, request: tuple[str, str | None]) -> Truth:
    return decides([parse_policy(wrap({"Version": "2012-10-17", "Statement": policy}))], *request).truth


@QUIETLY
@given(POLICY, REQUEST, st.integers(0, 4))
def test_deny_wins(policy: Statements, request: tuple[str, str | None], place: int) -> None:
    deny = {"Effect": "Deny", "Action": "*", "Resource": "*"}
    assert answer([*policy[:place], deny, *policy[place:]], request) is Truth.NO


@QUIETLY
@given(POLICY, REQUEST, statements("Allow"), st.integers(0, 4))
def test_an_allow_removes_no_permission(
    policy: Statements, request: tuple[str, str | None], allow: dict[str, Any], place: int
) -> None:
    assert answer([*policy[:place], allow, *policy[place:]], request).value >= answer(policy, request).value


@QUIETLY
@given(POLICY, REQUEST, statements("Deny"), st.integers(0, 4))
def test_a_deny_adds_no_permission(
    policy: Statements, request: tuple[str, str | None], deny: dict[str, Any], place: int
) -> None:
    assert answer([*policy[:place], deny, *policy[place:]], request).value <= answer(policy, request).value


@QUIETLY
@given(POLICY, REQUEST, st.randoms(use_true_random=False))
def test_the_order_of_statements_does_not_matter(
    policy: Statements, request: tuple[str, str | None], random: Any
) -> None:
    shuffled = random.sample(policy, len(policy))
    assert answer(shuffled, request) is answer(policy, request)


@QUIETLY
@given(statements(), REQUEST, POLICY, st.data())
def test_a_wider_pattern_narrows_nothing(
    statement: dict[str, Any], request: tuple[str, str | None], policy: Statements, data: st.DataObject
) -> None:
    """A wider Action or Resource of an Allow, and a narrower Not twin, allow more; of a Deny they deny more."""
    element = data.draw(st.sampled_from([name for name in statement if name.endswith(("Action", "Resource"))]))
    number = data.draw(st.integers(0, len(statement[element]) - 1))
    text = statement[element][number]
    end = data.draw(st.integers(0, len(text)))
    wider = {**statement, element: [*statement[element][:number], f"{text[:end]}*", *statement[element][number + 1 :]]}
    before, after = answer([statement, *policy], request), answer([wider, *policy], request)
    more = (statement["Effect"] == "Allow") is not element.startswith("Not")
    low, high = (before, after) if more else (after, before)
    # A wildcard in the prefix of an action, or over the colons of an ARN, is at most MAYBE.
    assert low.value <= high.value or Truth.MAYBE in (low, high)
    assert (low, high) != (Truth.YES, Truth.NO)


@QUIETLY
@given(st.sampled_from(ACTIONS), st.sampled_from(("memorydb:Connect", "s3:GetObject")), st.data())
def test_a_wider_action_matches_no_less(pattern: str, action: str, data: st.DataObject) -> None:
    colon = pattern.find(":")
    end = data.draw(st.integers(colon + 1, len(pattern)))
    wider = action_matches(f"{pattern[:end]}*", action)
    assert wider.value >= action_matches(pattern, action).value


@QUIETLY
@given(st.sampled_from(ARNS[:4]), st.sampled_from((ARNS[0], ARNS[2])), st.data())
def test_a_wider_arn_matches_no_less(pattern: str, arn: str, data: st.DataObject) -> None:
    start = pattern.rfind(":") + 1
    end = data.draw(st.integers(start, len(pattern)))
    assert arn_matches(f"{pattern[:end]}*", arn).value >= arn_matches(pattern, arn).value


@QUIETLY
@given(POLICY, REQUEST, st.data())
def test_what_is_not_known_decides_nothing(
    policy: Statements, request: tuple[str, str | None], data: st.DataObject
) -> None:
    """A statement that is not known, and a document that may have more of them, never turn a permission into none."""
    exact = answer(policy, request)
    place = data.draw(st.integers(0, len(policy)))
    known = [wrap(part) for part in policy]
    with_hole = MapOf({"Statement": ListOf((*known[:place], Unknown("a statement"), *known[place:]))})
    loose = decides([parse_policy(with_hole)], *request)
    assert loose.truth in (exact, Truth.MAYBE)
    if exact is Truth.NO and loose.truth is Truth.NO:
        assert loose.statement is not None, "only an explicit deny stays certain beside what is not known"
    assert could_allow([parse_policy(with_hole)], request[0]) is not Truth.NO
