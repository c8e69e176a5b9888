"""Whether a pattern of a policy matches an action, an ARN, or some ARN of a resource type.

A pattern's `*` and `?` are IAM's; a policy variable (`${aws:username}`) and a hole in the text may be anything.
The answer is YES or NO only where it holds whatever the holes turn out to be.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, Union

from awslint.frozen import frozen
from awslint.values import (
    Known,
    ListOf,
    MapOf,
    Missing,
    OneOf,
    Reference,
    Text,
    Truth,
    Unknown,
    Value,
    revealed,
)


class _Sign(enum.Enum):
    STAR = "any characters, also none"
    PART = "any characters but colons, also none"
    ONE = "any one character"
    HOLE = "characters that are not known"


@frozen
class _Attribute:
    """A hole that is the same characters wherever the same attribute is referred to."""

    resource: str
    attribute: tuple[str, ...]


_Token = Union[str, _Sign, _Attribute]
_ANYTHING: Final[tuple[_Token, ...]] = (_Sign.STAR,)
_VARIABLE: Final = re.compile(r"\$\{([^}]*)\}")
_BEFORE_WILDCARDS: Final = re.compile(r"[^*?$]*")
# Beyond this many steps a comparison of two patterns is given up, with the answer MAYBE.
_STEPS: Final = 200_000
# Up to so many wildcards a regular expression is quick on any text.
_STARS: Final = 6


def action_matches(pattern: Value | str, action: str) -> Truth:
    """Returns whether an entry of Action or NotAction matches the action `prefix:Name`; case does not matter.

    A pattern with a wildcard in the prefix gives at most MAYBE: AWS documents nothing for it.
    """
    if isinstance(pattern, str):
        return _written_action(pattern, action)
    if isinstance(pattern, Known) and isinstance(pattern.scalar, str):
        return _written_action(pattern.scalar, action)
    return _read_action(pattern, action)


@lru_cache(maxsize=16384)
def _written_action(pattern: str, action: str) -> Truth:
    # Most entries of most policies are of another service: that is seen without reading them.
    start = _BEFORE_WILDCARDS.match(pattern)
    if start is not None and not action.lower().startswith(start[0].lower()):
        return Truth.NO
    return _read_action(Known(pattern), action)


def _read_action(pattern: Value, action: str) -> Truth:
    answers = {_one_action(tokens, action.lower()) for tokens in _readings(pattern, glob=True)}
    return answers.pop() if len(answers) == 1 else Truth.MAYBE


def _one_action(tokens: tuple[_Token, ...] | Truth, action: str) -> Truth:
    if isinstance(tokens, Truth):
        return tokens
    if tokens == _ANYTHING:
        return Truth.YES
    lower = tuple(token.lower() if isinstance(token, str) else token for token in tokens)
    if not _intersect(lower, tuple(action)):
        return Truth.NO
    colon = lower.index(":") if ":" in lower else None
    if colon is None or any(not isinstance(token, str) for token in lower[:colon]):
        return Truth.MAYBE
    return Truth.MAYBE if _has_hole(lower) else Truth.YES


def arn_matches(pattern: Value | str, arn: Value | str | None) -> Truth:
    """Returns whether an entry of Resource or NotResource matches the ARN; None stands for an ARN that is not known.

    AWS matches an ARN part by part; where a `*` would have to reach over a colon, the answer is at most MAYBE.
    """
    if isinstance(pattern, str):
        pattern = Known(pattern)
    if arn is None:
        arn = Unknown("the resource is not known")
    elif isinstance(arn, str):
        arn = Known(arn)
    if _same_attribute(pattern, arn):
        return Truth.YES
    answers = {
        _one_arn(reading, other) for reading in _readings(pattern, glob=True) for other in _readings(arn, glob=False)
    }
    return answers.pop() if len(answers) == 1 else Truth.MAYBE


def text_matches(
    pattern: Value | str, text: Value | str, *, wildcards: bool = True, ignoring_case: bool = False
) -> Truth:
    """Returns whether a value of a condition matches a text: with `*` and `?` as StringLike reads them, or as it is
    written.

    Policy variables and holes may be anything.
    """
    value = Known(pattern) if isinstance(pattern, str) else pattern
    other = Known(text) if isinstance(text, str) else text
    if _same_attribute(value, other):
        return Truth.YES
    answers = {
        _one_text(_folded(left, ignoring_case), _folded(right, ignoring_case))
        for left in _readings(value, glob=True, wildcards=wildcards)
        for right in _readings(other, glob=False)
    }
    return answers.pop() if len(answers) == 1 else Truth.MAYBE


def _folded(tokens: tuple[_Token, ...] | Truth, ignoring_case: bool) -> tuple[_Token, ...] | Truth:
    if isinstance(tokens, Truth) or not ignoring_case:
        return tokens
    return tuple(token.lower() if isinstance(token, str) else token for token in tokens)


def _one_text(pattern: tuple[_Token, ...] | Truth, text: tuple[_Token, ...] | Truth) -> Truth:
    if isinstance(pattern, Truth) or isinstance(text, Truth):
        return Truth.NO if Truth.NO in (pattern, text) else Truth.MAYBE
    if not _intersect(pattern, text):
        return Truth.NO
    return Truth.YES if _contains(pattern, text) else Truth.MAYBE


def _same_attribute(value: Value, other: Value) -> bool:
    return (
        isinstance(value, Reference)
        and isinstance(other, Reference)
        and (value.resource, value.attribute) == (other.resource, other.attribute)
    )


@lru_cache(maxsize=4096)
def _one_arn(pattern: tuple[_Token, ...] | Truth, arn: tuple[_Token, ...] | Truth) -> Truth:
    if isinstance(pattern, Truth):
        return pattern
    if pattern == _ANYTHING:
        return Truth.YES
    if isinstance(arn, Truth):
        return Truth.MAYBE
    rest, other_rest = _without_common(pattern, arn)
    if not _intersect(_narrowed(rest), _narrowed(other_rest)):
        return Truth.NO
    if pattern == arn and _Sign.HOLE not in pattern:
        return Truth.YES
    if _begins_with_arn(pattern) and _begins_with_arn(arn) and pattern[0] == arn[0]:
        return Truth.YES if _contains(pattern[1:], arn[1:]) else Truth.MAYBE
    parts, others = _arn_parts(pattern), _arn_parts(arn)
    if parts is None or others is None:
        return Truth.MAYBE
    return Truth.YES if all(map(_contains, parts, others)) else Truth.MAYBE


def _without_common(
    pattern: tuple[_Token, ...], arn: tuple[_Token, ...]
) -> tuple[tuple[_Token, ...], tuple[_Token, ...]]:
    """Both without what they begin with alike, where that takes in the first five parts of the ARN: the same attribute
    is the same characters on either side."""
    same = 0
    for token, other in zip(pattern, arn, strict=False):
        if token != other or isinstance(token, _Sign):
            break
        same += 1
    return (pattern[same:], arn[same:]) if pattern[:same].count(":") >= 5 else (pattern, arn)


def _begins_with_arn(tokens: tuple[_Token, ...]) -> bool:
    first = tokens[0] if tokens else None
    return isinstance(first, _Attribute) and bool(first.attribute) and first.attribute[-1].lower() == "arn"


def covers_type(pattern: Value | str, arn_format: str) -> Truth:
    """Returns whether an entry of Resource matches some ARN of a resource type.

    `arn_format` is as in `facts.actions.ResourceType`: `arn:${Partition}:memorydb:${Region}:${Account}:user/${Name}`.
    """
    if isinstance(pattern, str):
        pattern = Known(pattern)
    answers = {_one_type(tokens, arn_format) for tokens in _readings(pattern, glob=True)}
    return answers.pop() if len(answers) == 1 else Truth.MAYBE


@lru_cache(maxsize=4096)
def _one_type(tokens: tuple[_Token, ...] | Truth, arn_format: str) -> Truth:
    if isinstance(tokens, Truth):
        return tokens
    if tokens == _ANYTHING:
        return Truth.YES
    if not tokens:
        # IAM refuses it: most often the default of a parameter that is filled in.
        return Truth.MAYBE
    # For NO a variable may even be empty; for YES it is one character at least.
    if not _intersect(_narrowed(tokens), _narrowed(_format_tokens(arn_format, (_Sign.HOLE,)), is_format=True)):
        return Truth.NO
    parts, others = _arn_parts(tokens), _arn_parts(_format_tokens(arn_format, (_Sign.ONE, _Sign.STAR)), is_format=True)
    if parts is None or others is None:
        return Truth.MAYBE
    is_certain = all(_intersect(part, other, open_holes=False) for part, other in zip(parts, others, strict=True))
    return Truth.YES if is_certain else Truth.MAYBE


def symbolic_arn(arn_format: str, known: Mapping[str, Value] | None = None) -> Value:
    """Returns the ARN of some resource of a type: what `arn_format` leaves open is a hole, or the value that `known`
    gives for the variable (`{"ClusterName": ..., "Region": ...}`)."""
    parts: list[str | Value] = []
    end = 0
    for match in _VARIABLE.finditer(arn_format):
        value = (known or {}).get(match[1], Unknown(f"{match[1]} of the ARN", "string"))
        shown = revealed(value)
        text = shown.scalar if isinstance(shown, Known) and isinstance(shown.scalar, str) else None
        parts += [arn_format[end : match.start()], value if text is None else text]
        end = match.end()
    parts.append(arn_format[end:])
    if all(isinstance(part, str) for part in parts):
        return Known("".join(map(str, parts)))
    return Text(tuple(part for part in parts if part != ""))


def _format_tokens(arn_format: str, variable: tuple[_Token, ...]) -> tuple[_Token, ...]:
    tokens: list[_Token] = []
    end = 0
    for match in re.finditer(r"\$\{[^}]*\}|\.?\*", arn_format):
        tokens += [*arn_format[end : match.start()], *variable]
        end = match.end()
    return (*tokens, *arn_format[end:])


def _readings(value: Value, glob: bool, wildcards: bool = True) -> list[tuple[_Token, ...] | Truth]:
    """The tokens of every alternative of the value; NO for what is no string, MAYBE for what is no pattern at all."""
    plain = revealed(value)
    if isinstance(plain, OneOf):
        return [reading for _, choice in plain.choices for reading in _readings(choice, glob, wildcards)]
    if isinstance(plain, Missing):
        return [Truth.NO]
    if isinstance(plain, (ListOf, MapOf)):
        return [Truth.MAYBE]
    if isinstance(plain, Known) and not isinstance(plain.scalar, str):
        return [Truth.NO]
    if wildcards and isinstance(plain, Known):
        return [_of_text(str(plain.scalar), glob)]
    tokens = _tokens(plain, glob)
    if wildcards:
        return [_collapsed(tokens)]
    signs = {_Sign.STAR: "*", _Sign.ONE: "?"}
    return [tuple(signs.get(token, token) if isinstance(token, _Sign) else token for token in tokens)]


@lru_cache(maxsize=2048)
def _of_text(text: str, glob: bool) -> tuple[_Token, ...]:
    return _collapsed(_text_tokens(text, glob))


def _tokens(value: Value, glob: bool) -> list[_Token]:
    value = revealed(value)
    if isinstance(value, Known):
        return _text_tokens(value.scalar, glob) if isinstance(value.scalar, str) else [_Sign.HOLE]
    if isinstance(value, Text):
        tokens: list[_Token] = []
        for part in value.parts:
            tokens += _text_tokens(part, glob) if isinstance(part, str) else _tokens(part, glob)
        return tokens
    if isinstance(value, Reference):
        return [_Attribute(value.resource, value.attribute)]
    return [_Sign.HOLE]


def _text_tokens(text: str, glob: bool) -> list[_Token]:
    if not glob:
        return list(text)
    tokens: list[_Token] = []
    end = 0
    for match in _VARIABLE.finditer(text):
        tokens += [*_wildcards(text[end : match.start()]), match[1] if match[1] in ("*", "?", "$") else _Sign.HOLE]
        end = match.end()
    return [*tokens, *_wildcards(text[end:])]


def _wildcards(text: str) -> list[_Token]:
    return [_Sign.STAR if char == "*" else _Sign.ONE if char == "?" else char for char in text]


def _collapsed(tokens: list[_Token]) -> tuple[_Token, ...]:
    simplified: list[_Token] = []
    for token in tokens:
        if not (token is _Sign.STAR and simplified and simplified[-1] is _Sign.STAR):
            simplified.append(token)
    return tuple(simplified)


def _has_hole(tokens: Sequence[_Token]) -> bool:
    return any(token is _Sign.HOLE or isinstance(token, _Attribute) for token in tokens)


def _arn_parts(tokens: tuple[_Token, ...], is_format: bool = False) -> list[tuple[_Token, ...]] | None:
    """The six parts of an ARN; None where the written colons do not show them.

    A hole might be two parts at once (`arn:aws:logs:${var.region_and_account}:log-group:x`): where there are holes
    before the resource, what stands in the account's place has to look like one.
    """
    parts: list[tuple[_Token, ...]] = []
    start = 0
    for place, token in enumerate(tokens):
        if token == ":" and len(parts) < 5:
            parts.append(tokens[start:place])
            start = place + 1
    parts.append(tokens[start:])
    if len(parts) != 6 or parts[0] != tuple("arn"):
        return None
    if not is_format and any(map(_has_hole, parts[:5])) and not _may_be_account(parts[4]):
        return None
    return parts


def _may_be_account(part: tuple[_Token, ...]) -> bool:
    return part == tuple("aws") or not any(isinstance(token, str) and not token.isdigit() for token in part)


def _narrowed(tokens: tuple[_Token, ...], is_format: bool = False) -> tuple[_Token, ...]:
    """The tokens with holes that stay within their part of the ARN, where the six parts are there to see."""
    parts = _arn_parts(tokens, is_format)
    if parts is None:
        return tokens
    folded: list[_Token] = []
    for part in parts[:5]:
        folded += [
            token if isinstance(token, (str, _Sign)) and token is not _Sign.HOLE else _Sign.PART for token in part
        ]
        folded.append(":")
    return (*folded, *parts[5])


def _intersect(left: Sequence[_Token], other: Sequence[_Token], open_holes: bool = True) -> bool:
    """Whether some characters fit both. Holes that are not open are fitted by a star of the other side alone."""
    same = 0
    for a, b in zip(left, other, strict=False):
        if not (isinstance(a, str) and isinstance(b, str)):
            break
        if a != b:
            return False
        same += 1
    left, other = left[same:], other[same:]
    if open_holes:
        for pattern, text in ((left, other), (other, left)):
            if all(isinstance(token, str) for token in text) and len(pattern) - sum(map(_is_plain, pattern)) <= _STARS:
                return _expression(tuple(pattern)).fullmatch("".join(map(str, text))) is not None
    if len(left) * len(other) > _STEPS:
        return True
    return _meet(left, other, open_holes)


def _is_plain(token: _Token) -> bool:
    return isinstance(token, str)


@lru_cache(maxsize=1024)
def _expression(tokens: tuple[_Token, ...]) -> re.Pattern[str]:
    written = {_Sign.ONE: ".", _Sign.PART: "[^:]*"}
    parts = (re.escape(token) if isinstance(token, str) else written.get(token, ".*") for token in tokens)  # type: ignore[arg-type]
    return re.compile("".join(parts), re.DOTALL)


def _meet(left: Sequence[_Token], other: Sequence[_Token], open_holes: bool) -> bool:
    def is_star(token: _Token) -> bool:
        if token is _Sign.HOLE or isinstance(token, _Attribute):
            return open_holes
        return token is _Sign.STAR or token is _Sign.PART

    stars = [is_star(token) for token in other]
    # reached[j]: the tokens of `one` read so far and the first j tokens of `other` have characters in common.
    reached = [True] + [False] * len(other)
    for j, star in enumerate(stars):
        reached[j + 1] = reached[j] and star
    for a in left:
        before, a_star = reached, is_star(a)
        reached = [before[0] and a_star] + [False] * len(other)
        for j, b in enumerate(other):
            # A star stands for nothing, or takes in what the other side has there.
            empty = (a_star and before[j + 1]) or (stars[j] and reached[j])
            takes = (a_star and _takes(a, b) and reached[j]) or (stars[j] and _takes(b, a) and before[j + 1])
            reached[j + 1] = empty or takes or (before[j] and _fit(a, b))
        if True not in reached:
            return False
    return reached[-1]


def _takes(star: _Token, token: _Token) -> bool:
    return star is not _Sign.PART or token != ":"


def _fit(token: _Token, other: _Token) -> bool:
    single = (isinstance(token, str) or token is _Sign.ONE) and (isinstance(other, str) or other is _Sign.ONE)
    return single and (token == other or _Sign.ONE in (token, other))


def _contains(pattern: Sequence[_Token], text: Sequence[_Token]) -> bool:
    """Whether the pattern surely fits the text, whatever the holes of either are."""
    if len(pattern) * len(text) > _STEPS:
        return False
    reached = [True] + [False] * len(text)
    for selected in pattern:
        before = reached
        reached = [before[0] and selected is _Sign.STAR] + [False] * len(text)
        for j, token in enumerate(text):
            if selected is _Sign.STAR:
                reached[j + 1] = before[j + 1] or reached[j]
            elif selected is _Sign.ONE:
                reached[j + 1] = before[j] and isinstance(token, str)
            else:
                reached[j + 1] = before[j] and selected is not _Sign.HOLE and selected == token
        if True not in reached:
            return False
    return reached[-1]
