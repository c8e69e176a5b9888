"""Whether a Condition element holds for a request, in three values.

All operators have to hold, all keys of an operator, and one of the values of a key (none of them, for a negated
operator). A key that the request surely lacks fails every operator but the negated ones, `...IfExists`,
`ForAllValues` and `Null`. Source: "IAM JSON policy elements: Condition operators" and "Multivalued context keys" in
the IAM User Guide.
"""

from __future__ import annotations

import datetime
import ipaddress
import operator
from collections.abc import Callable, Mapping
from typing import Final

from awslint.iam.documents import Settle, as_it_is, entries_of, text_of
from awslint.iam.matching import arn_matches, text_matches
from awslint.values import Known, ListOf, MapOf, Missing, Truth, Unknown, Value, all_true, any_true, revealed
from awslint.values.questions import as_text

Match = Callable[[Value, Value], Truth]
Keys = Mapping[str, Value]
"""The context keys of a request, lower case. Missing: the request surely lacks it. A key that is not among them may
be there or not, with any value."""


def _text(wildcards: bool = False, ignoring_case: bool = False) -> Match:
    def match(pattern: Value, value: Value) -> Truth:
        return text_matches(_as_text(pattern), _as_text(value), wildcards=wildcards, ignoring_case=ignoring_case)

    return match


def _as_text(value: Value) -> Value:
    plain = revealed(value)
    if isinstance(plain, Known) and plain.scalar is not None and not isinstance(plain.scalar, str):
        return Known(as_text(plain.scalar))
    return value


def _known(pattern: Value, value: Value, compare: Callable[[str, str], bool]) -> Truth:
    """The answer of a comparison of two known scalars; MAYBE for what is not known or not comparable."""
    left, other = revealed(_as_text(pattern)), revealed(_as_text(value))
    if isinstance(left, Known) and isinstance(other, Known) and "${" not in str(left.scalar):
        try:
            return Truth.of(compare(str(left.scalar), str(other.scalar)))
        except (ValueError, TypeError, OverflowError):
            return Truth.MAYBE
    return Truth.MAYBE


def _number(compare: Callable[[float, float], bool]) -> Match:
    return lambda pattern, value: _known(pattern, value, lambda number, other: compare(float(other), float(number)))


def _moment(text: str) -> datetime.datetime:
    if text.isdigit():
        if len(text) <= 8:
            raise ValueError("a year, or a date without dashes, is no number of seconds")
        return datetime.datetime.fromtimestamp(int(text), datetime.UTC)
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def _date(compare: Callable[[datetime.datetime, datetime.datetime], bool]) -> Match:
    return lambda pattern, value: _known(pattern, value, lambda date, other: compare(_moment(other), _moment(date)))


def _address(pattern: Value, value: Value) -> Truth:
    def within(network: str, address: str) -> bool:
        return ipaddress.ip_address(address) in ipaddress.ip_network(network, strict=False)

    return _known(pattern, value, within)


def _arn(pattern: Value, value: Value) -> Truth:
    # What is no ARN is documented to be none of the values that these operators take.
    return arn_matches(pattern, value) & (Truth.MAYBE if text_of(pattern) == "*" else Truth.YES)


_bool: Final[Match] = _text(ignoring_case=True)
_OPERATORS: Final[Mapping[str, tuple[Match, bool]]] = {
    # The match, and whether the operator is the negation of it.
    "stringequals": (_text(), False),
    "stringnotequals": (_text(), True),
    "stringequalsignorecase": (_text(ignoring_case=True), False),
    "stringnotequalsignorecase": (_text(ignoring_case=True), True),
    "stringlike": (_text(wildcards=True), False),
    "stringnotlike": (_text(wildcards=True), True),
    "arnequals": (_arn, False),
    "arnlike": (_arn, False),
    "arnnotequals": (_arn, True),
    "arnnotlike": (_arn, True),
    "bool": (_bool, False),
    "binaryequals": (_text(), False),
    "numericequals": (_number(operator.eq), False),
    "numericnotequals": (_number(operator.eq), True),
    "numericlessthan": (_number(operator.lt), False),
    "numericlessthanequals": (_number(operator.le), False),
    "numericgreaterthan": (_number(operator.gt), False),
    "numericgreaterthanequals": (_number(operator.ge), False),
    "dateequals": (_date(operator.eq), False),
    "datenotequals": (_date(operator.eq), True),
    "datelessthan": (_date(operator.lt), False),
    "datelessthanequals": (_date(operator.le), False),
    "dategreaterthan": (_date(operator.gt), False),
    "dategreaterthanequals": (_date(operator.ge), False),
    "ipaddress": (_address, False),
    "notipaddress": (_address, True),
}
_ANY: Final = "foranyvalue:"
_ALL: Final = "forallvalues:"
_IF_EXISTS: Final = "ifexists"


def is_operator(name: str) -> bool:
    """Returns whether IAM knows a condition operator of that name, with its prefix for sets and its suffix, in any
    case."""
    bare = name.lower()
    for prefix in (_ANY, _ALL):
        bare = bare.removeprefix(prefix)
    return bare.removesuffix(_IF_EXISTS) in _OPERATORS or bare == "null"


def holds(condition: Value, keys: Keys, settle: Settle = as_it_is) -> Truth:
    """Returns whether a Condition element holds for a request with those context keys."""
    element = revealed(settle(condition))
    if isinstance(element, Missing):
        return Truth.YES
    if not isinstance(element, MapOf):
        return Truth.MAYBE
    answers = [_operator_holds(name, tests, keys, settle) for name, tests in element.items.items()]
    return all_true(answers if element.complete else [*answers, Truth.MAYBE])


def _operator_holds(name: str, tests: Value, keys: Keys, settle: Settle) -> Truth:
    block = revealed(settle(tests))
    if not isinstance(block, MapOf):
        return Truth.MAYBE
    answers = [_test_holds(name.lower(), key, values, keys, settle) for key, values in block.items.items()]
    return all_true(answers if block.complete else [*answers, Truth.MAYBE])


def _test_holds(name: str, key: str, values: Value, keys: Keys, settle: Settle) -> Truth:
    present = settle(keys.get(key.lower(), Unknown(f"the key {key} of a request")))
    entries = entries_of(values, settle)
    if name.removesuffix(_IF_EXISTS) == "null":
        return _is_null(entries.values[0], present) if len(entries.values) == 1 else Truth.MAYBE
    sets = next((prefix for prefix in (_ANY, _ALL) if name.startswith(prefix)), "")
    known = _OPERATORS.get(name.removeprefix(sets).removesuffix(_IF_EXISTS))
    if known is None:
        return Truth.MAYBE
    match, negated = known
    optional = name.endswith(_IF_EXISTS)
    if isinstance(revealed(present), Missing):
        if optional and sets == _ANY:
            # The one says that a missing key holds, the other that it does not.
            return Truth.MAYBE
        return Truth.of(optional or sets == _ALL or (negated and sets != _ANY))

    def fits(value: Value) -> Truth:
        answer = any_true(match(settle(expected), value) for expected in entries.values)
        answer = answer if entries.complete else answer | Truth.MAYBE
        return ~answer if negated else answer

    answer = _over(sets, revealed(present), fits)
    # A key that is not known may be lacking too.
    lacking = optional or sets == _ALL or (negated and sets != _ANY)
    if isinstance(revealed(present), Unknown) and answer is not Truth.MAYBE and Truth.of(lacking) is not answer:
        return Truth.MAYBE
    return answer


def _over(sets: str, present: Value, fits: Callable[[Value], Truth]) -> Truth:
    """The answer over all values of a key of the request."""
    if not isinstance(present, ListOf):
        return fits(present)
    answers = [fits(element) for element in present.items] + ([] if present.complete else [Truth.MAYBE])
    return all_true(answers) if sets == _ALL else any_true(answers) if sets == _ANY else Truth.MAYBE


def _is_null(expected: Value, present: Value) -> Truth:
    lacking = Truth.of(isinstance(revealed(present), Missing))
    if isinstance(revealed(present), Unknown):
        lacking = Truth.MAYBE
    asked = _bool(expected, Known("true"))
    return lacking if asked is Truth.YES else ~lacking if asked is Truth.NO else Truth.MAYBE
