import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awslint.iam.matching import action_matches, arn_matches, covers_type, symbolic_arn
from awslint.values import Is, Known, ListOf, MapOf, Missing, Reference, Text, Truth, Unknown, Value, choose

YES, NO, MAYBE = Truth.YES, Truth.NO, Truth.MAYBE
HOLE = Unknown("var.x")


@pytest.mark.parametrize(
    ("pattern", "action", "expected"),
    [
        ("memorydb:Connect", "memorydb:Connect", YES),
        ("MemoryDB:connect", "memorydb:Connect", YES),
        ("memorydb:*", "memorydb:Connect", YES),
        ("memorydb:Conn?ct", "memorydb:Connect", YES),
        ("memorydb:Con*t", "memorydb:Connect", YES),
        ("*", "memorydb:Connect", YES),
        ("memorydb:Describe*", "memorydb:Connect", NO),
        ("kms:*", "memorydb:Connect", NO),
        ("Connect", "memorydb:Connect", NO),
        ("memory*:Connect", "memorydb:Connect", MAYBE),
        ("memory*:Connect", "kms:Connect", NO),
        (Text(("memorydb:", HOLE)), "memorydb:Connect", MAYBE),
        (Text(("kms:", HOLE)), "memorydb:Connect", NO),
        (Text((HOLE, ":Describe*")), "memorydb:Connect", NO),
        (Text((HOLE, ":Connect")), "memorydb:Connect", MAYBE),
        (HOLE, "memorydb:Connect", MAYBE),
        (Reference("a", ("b",)), "memorydb:Connect", MAYBE),
        (Missing(), "memorydb:Connect", NO),
        (Known(5), "memorydb:Connect", NO),
        (Known(None), "memorydb:Connect", NO),
        (ListOf(()), "memorydb:Connect", MAYBE),
        (MapOf({}), "memorydb:Connect", MAYBE),
        (choose(Is("c"), Known("kms:*"), Known("s3:*")), "memorydb:Connect", NO),
        (choose(Is("c"), Known("*"), Known("memorydb:*")), "memorydb:Connect", YES),
        (choose(Is("c"), Known("*"), Known("s3:*")), "memorydb:Connect", MAYBE),
        (choose(Is("c"), Known("*"), Missing()), "memorydb:Connect", MAYBE),
    ],
)
def test_action_matches(pattern: Value | str, action: str, expected: Truth) -> None:
    assert action_matches(pattern, action) is expected


CLUSTER = "arn:aws:memorydb:eu-west-1:123456789012:cluster/app"


@pytest.mark.parametrize(
    ("pattern", "arn", "expected"),
    [
        ("*", CLUSTER, YES),
        (CLUSTER, CLUSTER, YES),
        ("arn:aws:memorydb:*:*:cluster/*", CLUSTER, YES),
        ("arn:aws:memorydb:eu-west-?:123456789012:cluster/app", CLUSTER, YES),
        ("arn:aws:memorydb:*:*:user/*", CLUSTER, NO),
        ("arn:aws:memorydb:*:*:CLUSTER/*", CLUSTER, NO),
        ("arn:aws:memorydb:us-east-1:*:cluster/*", CLUSTER, NO),
        # A star that would have to reach over a colon.
        ("arn:aws:memorydb:*", CLUSTER, MAYBE),
        ("arn:aws:memorydb:*:cluster/app", CLUSTER, MAYBE),
        ("arn:aws:s3:::bucket", "arn:aws:s3:::bucket/key", NO),
        ("arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/a/b:c", YES),
        ("arn:aws:s3:::bucket/${aws:username}/*", "arn:aws:s3:::bucket/me/x", MAYBE),
        ("arn:aws:s3:::bucket/${aws:username}/*", "arn:aws:s3:::other/me/x", NO),
        ("arn:aws:s3:::bucket/${*}", "arn:aws:s3:::bucket/abc", NO),
        ("arn:aws:s3:::bucket/${*}", "arn:aws:s3:::bucket/*", YES),
        ("*", None, YES),
        ("arn:aws:s3:::*", None, MAYBE),
        (Missing(), None, NO),
        (Text(("arn:aws:memorydb:", HOLE, ":", HOLE, ":cluster/*")), CLUSTER, MAYBE),
        (Text(("arn:aws:kms:", HOLE)), CLUSTER, NO),
        (HOLE, CLUSTER, MAYBE),
        ("arn:aws:memorydb:*:*:cluster/*", Text(("arn:aws:memorydb:", HOLE, ":", HOLE, ":cluster/app")), YES),
        ("arn:aws:memorydb:*:*:user/*", Text(("arn:aws:memorydb:", HOLE, ":", HOLE, ":cluster/app")), NO),
        ("arn:aws:memorydb:eu-west-1:*:cluster/*", Text(("arn:aws:memorydb:", HOLE, ":1:cluster/app")), MAYBE),
        # What stands in the account's place shows that the hole is two parts.
        (Text(("arn:aws:logs:", HOLE, ":log-group:x")), "arn:aws:logs:eu-west-1:123456789012:log-group:x", MAYBE),
        (Text(("arn:aws:logs:", HOLE, ":log-group:y")), "arn:aws:logs:eu-west-1:123456789012:log-group:x", NO),
        (Known(7), CLUSTER, NO),
        (ListOf(()), CLUSTER, MAYBE),
    ],
)
def test_arn_matches(pattern: Value | str, arn: Value | str | None, expected: Truth) -> None:
    assert arn_matches(pattern, arn) is expected


def test_the_same_attribute_matches_itself() -> None:
    arn = Reference("aws_kms_key.k", ("arn",))
    other = Reference("aws_kms_key.l", ("arn",))
    assert arn_matches(arn, arn) is YES
    assert arn_matches(arn, other) is MAYBE
    assert arn_matches(Text((arn, "/*")), Text((arn, "/x"))) is YES
    assert arn_matches(Text((arn, "/*")), Text((other, "/x"))) is MAYBE
    assert arn_matches(Text((arn, "/*")), arn) is MAYBE
    assert arn_matches(Text((arn, "/x")), Text((arn, "/x"))) is YES
    assert arn_matches(Text((arn, "/x")), Text((arn, "/y"))) is NO


def test_the_arn_of_some_resource_of_a_type() -> None:
    some = symbolic_arn(USER)
    assert arn_matches("arn:aws:memorydb:*:*:user/*", some) is MAYBE
    assert arn_matches("arn:*:memorydb:*:*:user/*", some) is YES
    assert arn_matches(CLUSTER, some) is NO
    app = symbolic_arn(USER, {"UserName": Known("app"), "Region": Known("eu-west-1")})
    assert arn_matches("arn:*:memorydb:eu-west-1:*:user/app", app) is YES
    assert arn_matches("arn:*:memorydb:us-east-1:*:user/app", app) is NO
    assert arn_matches("arn:*:memorydb:*:*:user/other", app) is NO
    assert symbolic_arn("arn:aws:s3:::${BucketName}", {"BucketName": Known("b")}) == Known("arn:aws:s3:::b")


def test_a_reference_whose_value_is_known_is_that_value() -> None:
    arn = Reference("aws_memorydb_cluster.c", ("arn",), value=Known(CLUSTER))
    assert arn_matches(arn, CLUSTER) is YES
    assert arn_matches("arn:aws:memorydb:*:*:user/*", arn) is NO


USER = "arn:${Partition}:memorydb:${Region}:${Account}:user/${UserName}"
OBJECT = "arn:${Partition}:s3:::${BucketName}/${ObjectName}"
MULTI = "arn:${Partition}:memorydb::${Account}:multiregioncluster/${ClusterName}"


@pytest.mark.parametrize(
    ("pattern", "arn_format", "expected"),
    [
        ("*", USER, YES),
        ("arn:aws:memorydb:eu-west-1:123456789012:user/app", USER, YES),
        ("arn:aws:memorydb:*:*:*", USER, YES),
        ("arn:aws:memorydb:*:*:user/*", USER, YES),
        (CLUSTER, USER, NO),
        ("arn:aws:memorydb:eu-west-1:123456789012:user:app", USER, NO),
        ("arn:aws:elasticache:eu-west-1:123456789012:user/app", USER, NO),
        ("arn:aws:memorydb:*", USER, MAYBE),
        ("arn:aws:memorydb::123456789012:user/app", USER, MAYBE),
        ("arn:aws:s3:::bucket", OBJECT, NO),
        ("arn:aws:s3:::bucket/*", OBJECT, YES),
        ("arn:aws:s3:::bucket*", OBJECT, YES),
        ("arn:aws:memorydb::123456789012:multiregioncluster/x", MULTI, YES),
        ("arn:aws:memorydb:eu-west-1:123456789012:multiregioncluster/x", MULTI, NO),
        # The hole may be nothing, and a user has a name.
        (Text(("arn:aws:memorydb:eu-west-1:123456789012:user/", HOLE)), USER, MAYBE),
        (Text(("arn:aws:memorydb:eu-west-1:123456789012:user/x", HOLE)), USER, YES),
        (Text(("arn:aws:memorydb:eu-west-1:123456789012:cluster/", HOLE)), USER, NO),
        (Text(("arn:aws:memorydb:eu-west-1:123456789012:", HOLE)), USER, MAYBE),
        (Text((HOLE, "/*")), USER, MAYBE),
        (Reference("aws_memorydb_user.u", ("arn",)), USER, MAYBE),
        (HOLE, USER, MAYBE),
        (Missing(), USER, NO),
        (choose(Is("c"), Known(CLUSTER), Known("arn:aws:s3:::b")), USER, NO),
    ],
)
def test_covers_type(pattern: Value | str, arn_format: str, expected: Truth) -> None:
    assert covers_type(pattern, arn_format) is expected


LETTERS = st.text(alphabet="ab:*?", max_size=7)


def glob(pattern: str, text: str) -> bool:
    expression = "".join(".*" if char == "*" else "." if char == "?" else re.escape(char) for char in pattern)
    return re.fullmatch(expression, text) is not None


@given(LETTERS, st.text(alphabet="ab:", max_size=7))
def test_a_known_pattern_agrees_with_a_plain_glob(pattern: str, text: str) -> None:
    """NO exactly where a glob says no; YES never where it says no."""
    assert (arn_matches(pattern, text) is NO) == (not glob(pattern, text))
    answer = arn_matches("arn:p:s:r:a:" + pattern, "arn:p:s:r:a:" + text)
    assert (answer is YES) == glob(pattern, text)


PIECES = st.lists(st.one_of(LETTERS, st.just(HOLE)), max_size=4)


@given(PIECES, st.lists(st.one_of(st.text(alphabet="ab:", max_size=5), st.just(HOLE)), max_size=4), st.data())
def test_filling_a_hole_never_turns_an_answer(
    pattern: list[str | Value], arn: list[str | Value], data: st.DataObject
) -> None:
    loose = arn_matches(Text(("arn:p:s:r:a:", *pattern)), Text(("arn:p:s:r:a:", *arn)))
    filled = "".join(char if isinstance(char, str) else data.draw(LETTERS) for char in pattern)
    text = "".join(char if isinstance(char, str) else data.draw(st.text(alphabet="ab:", max_size=4)) for char in arn)
    exact = arn_matches("arn:p:s:r:a:" + filled, "arn:p:s:r:a:" + text)
    assert loose in (exact, MAYBE)


@given(PIECES, st.text(alphabet="ab", min_size=1, max_size=5), st.data())
def test_filling_a_hole_of_an_action_never_turns_an_answer(
    pattern: list[str | Value], name: str, data: st.DataObject
) -> None:
    loose = action_matches(Text(tuple(pattern)), "a:" + name)
    filled = "".join(char if isinstance(char, str) else data.draw(LETTERS) for char in pattern)
    assert loose in (action_matches(filled, "a:" + name), MAYBE)


@given(PIECES, st.data())
def test_filling_a_hole_never_turns_a_certain_answer(pattern: list[str | Value], data: st.DataObject) -> None:
    arn_format = "arn:${P}:s:${R}:${A}:a/${Name}"
    loose = covers_type(Text(("arn:p:s:r:a:", *pattern)), arn_format)
    fill = st.text(alphabet="ab/*", min_size=1, max_size=4)
    filled = "".join(char if isinstance(char, str) else data.draw(fill) for char in pattern)
    assert loose in (covers_type("arn:p:s:r:a:" + filled, arn_format), MAYBE)


def test_patterns_beyond_the_limit_are_undecided() -> None:
    pattern = "arn:aws:s3:::" + "*a" * 2_000
    assert arn_matches(pattern, "arn:aws:s3:::" + "a" * 2_000 + "b") is MAYBE
