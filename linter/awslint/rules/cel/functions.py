"""The functions of the expression language: CEL's own, and the questions that policies ask of the graph.

A function takes the scope and its arguments. It answers with an operand; what it cannot know is Unknown or MAYBE.
"""

from __future__ import annotations

import functools
import re
import warnings
from collections.abc import Callable, Mapping
from typing import Any, Final

from awslint.graph import Attribute
from awslint.graph.arns import expanded
from awslint.iam.texts import structure_of
from awslint.rules.cel.access_questions import ACCESS_METHODS
from awslint.rules.cel.account_questions import ACCOUNT_FUNCTIONS
from awslint.rules.cel.fields import select
from awslint.rules.cel.network_questions import NETWORK_FUNCTIONS, NETWORK_METHODS
from awslint.rules.cel.networks import Arn, Cidr, Version, arn_of, cidr_of, version_of
from awslint.rules.cel.operands import (
    ABSENT,
    VALUES,
    EvaluationError,
    Function,
    Items,
    elements_of,
    is_equal,
    is_present,
    is_scalar_reference,
    number_of,
    settled,
    size_of,
    truth_of,
)
from awslint.rules.cel.order_questions import ORDER_FUNCTIONS
from awslint.rules.cel.pattern_questions import PATTERN_FUNCTIONS
from awslint.rules.cel.questions import GRAPH_FUNCTIONS, GRAPH_METHODS
from awslint.rules.cel.scope import Scope
from awslint.rules.cel.windows import Window, window_of
from awslint.values import (
    NOWHERE,
    Known,
    ListOf,
    MapOf,
    Reference,
    Text,
    Truth,
    Unknown,
    has_any_character,
    starts_with,
    wrap,
)
from awslint.values.questions import as_text

LONGEST_MATCHED: Final = 20_000
"""Characters of a string that a pattern is held against."""


# Strings


def _string_question(question: Callable[[str, str], bool], partly: Callable[[Text, str], Truth]) -> Function:
    """A question about a string and another; `partly` answers where the first is known in part."""

    def method(_: Scope, operand: Any, argument: Any) -> Any:
        value, other = settled(operand), settled(argument)
        if value is ABSENT or other is ABSENT:
            return ABSENT
        if isinstance(value, Text) and isinstance(other, str):
            return partly(value, other)
        if isinstance(value, VALUES) or isinstance(other, VALUES):
            return Truth.NO if isinstance(value, (ListOf, MapOf)) else Truth.MAYBE
        return Truth.of(question(as_text(value), as_text(other)))

    return method


def _text_contains(value: Text, text: str) -> Truth:
    return Truth.YES if any(isinstance(part, str) and text in part for part in value.parts) else Truth.MAYBE


def _text_ends(value: Text, text: str) -> Truth:
    last = value.parts[-1] if value.parts and isinstance(value.parts[-1], str) else ""
    if len(last) >= len(text):
        return Truth.of(last.endswith(text))
    return Truth.MAYBE if text.endswith(last) else Truth.NO


def _matches(_: Scope, operand: Any, pattern: Any) -> Any:
    value = settled(operand)
    if value is ABSENT:
        return ABSENT
    if not isinstance(pattern, str):
        raise EvaluationError("a pattern has to be a literal string")
    if isinstance(value, Text) and value.parts and isinstance(value.parts[0], str):
        return Truth.YES if _begins_with(value.parts[0], pattern) else Truth.MAYBE
    if isinstance(value, VALUES):
        return Truth.NO if isinstance(value, (ListOf, MapOf)) else Truth.MAYBE
    text = as_text(value)
    return Truth.MAYBE if len(text) > LONGEST_MATCHED else Truth.of(pattern_of(pattern).search(text) is not None)


def _begins_with(head: str, pattern: str) -> bool:
    """Whether the pattern matches at the start of whatever begins with `head`: what follows has no part in it."""
    looks_beyond = any(sign in pattern for sign in ("$", "\\", "(?"))  # ends, boundaries and lookaheads
    if not pattern.startswith("^") or looks_beyond or len(head) > LONGEST_MATCHED:
        return False
    found = pattern_of(pattern).match(head)
    return found is not None and found.end() < len(head)


@functools.lru_cache(maxsize=2048)
def pattern_of(text: str) -> re.Pattern[str]:
    """Returns the compiled pattern. Only what RE2 has too is taken: no look-around, no references to groups.

    Raises:
        EvaluationError: the pattern is not valid.
    """
    if re.search(r"\(\?(?:=|!|<=|<!|P=)|\\[1-9]", text):
        raise EvaluationError(f"{text!r}: look-around and references to groups are not supported")
    if re.search(r"[+*}]\)[+*{]", text):
        raise EvaluationError(f"{text!r}: a repeated group that ends in a repetition may take for ever to match")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)
            return re.compile(text)
    except (re.error, FutureWarning) as error:
        raise EvaluationError(f"{text!r} is no valid pattern: {error}") from None


def _changed(change: Callable[..., str]) -> Function:
    """A string made of another; unknown where that is not wholly known."""

    def method(_: Scope, operand: Any, *arguments: Any) -> Any:
        value, others = settled(operand), [settled(argument) for argument in arguments]
        if value is ABSENT or ABSENT in others:
            return ABSENT
        if isinstance(value, VALUES) or any(isinstance(other, VALUES) for other in others):
            return Unknown("a part of the string is not known")
        return change(as_text(value), *others)

    return method


def _substring(text: str, start: int, end: int | None = None) -> str:
    return text[start : len(text) if end is None else end]


def _split(_: Scope, operand: Any, separator: Any) -> Any:
    value = settled(operand)
    if value is ABSENT:
        return ABSENT
    if isinstance(value, VALUES):
        return Items((), False)
    return Items(tuple(as_text(value).split(as_text(separator))))


def _join(_: Scope, operand: Any, separator: str = "") -> Any:
    found = elements_of(operand)
    if found is ABSENT:
        return ABSENT
    texts = [settled(element) for element in found.items]
    if not found.complete or any(isinstance(text, VALUES) or text is ABSENT for text in texts):
        return Unknown("a part of the string is not known")
    return separator.join(as_text(text) for text in texts)


def _index_of(_: Scope, operand: Any, text: Any) -> Any:
    value, part = settled(operand), settled(text)
    if value is ABSENT or part is ABSENT:
        return ABSENT
    if isinstance(value, VALUES) or isinstance(part, VALUES):
        return Unknown("a part of the string is not known")
    return as_text(value).find(as_text(part))


def _has_any_of(_: Scope, operand: Any, characters: str) -> Any:
    """Whether a string has one of the characters, also where only a part of it is known."""
    value = settled(operand)
    if value is ABSENT:
        return ABSENT
    if isinstance(value, VALUES):
        return has_any_character(value, characters)
    return Truth.of(any(character in as_text(value) for character in characters))


def _starts(value: Text, prefix: str) -> Truth:
    return starts_with(value, prefix)


# Conversions


def _number(kind: type) -> Function:
    def function(_: Scope, operand: Any) -> Any:
        value = settled(operand)
        if value is ABSENT or isinstance(value, VALUES):
            return value if value is ABSENT else Unknown("the number is not known")
        number = number_of(value)
        return ABSENT if number is None else kind(number)

    return function


def _string(_: Scope, operand: Any) -> Any:
    value = settled(operand)
    return as_text(value) if isinstance(value, (str, int, float, bool)) else value


def _json(_: Scope, operand: Any) -> Any:
    """The document that a string holds, or that is written as an object."""
    value = operand.content if isinstance(operand, Attribute) else operand
    if isinstance(value, (MapOf, ListOf)):
        return operand
    decoded = getattr(value, "decoded", None)
    written = value.scalar if isinstance(value, Known) else value
    if decoded is None and isinstance(value, Text):
        # Text with references in it, such as the ARN of a resource inside a heredoc.
        found = structure_of(value)
        decoded = found if isinstance(found, (MapOf, ListOf)) else None
    if decoded is None and isinstance(written, str):
        import json

        try:
            decoded = wrap(json.loads(written), value.span if isinstance(value, Known) else NOWHERE)
        except (ValueError, RecursionError, TypeError):
            return ABSENT
    if decoded is None:
        return ABSENT if settled(operand) is ABSENT else Unknown("the document is not known")
    if isinstance(operand, Attribute):
        return Attribute(operand.resource, operand.path, decoded, operand.span)
    return decoded


def _is_json(_: Scope, operand: Any) -> Any:
    """Whether a string is a JSON document."""
    value = settled(operand)
    if value is ABSENT or isinstance(value, VALUES):
        return ABSENT if value is ABSENT else Truth.MAYBE
    import json

    try:
        json.loads(as_text(value))
    except (ValueError, RecursionError):
        return Truth.NO
    return Truth.YES


def _decoded(_: Scope, operand: Any) -> Any:
    """The text that a string holds in base64, as user data is written; ABSENT for what is not base64."""
    value = settled(operand)
    if value is ABSENT or isinstance(value, VALUES):
        if isinstance(value, Text) and isinstance(value.decoded, Text):
            return value.decoded
        return value if value is ABSENT else Unknown("the encoded string is not known")
    from base64 import b64decode

    try:
        return b64decode("".join(as_text(value).split()), validate=True).decode("utf-8", "replace")
    except ValueError:
        return ABSENT


# Lists


def _is_kind(*kinds: type) -> Function:
    """Whether a value is of one of the kinds; a list, a map or a scalar that is not known may be any."""

    def function(_: Scope, operand: Any) -> Any:
        value = operand.content if isinstance(operand, Attribute) else settled(operand)
        if value is ABSENT or (isinstance(value, Known) and value.scalar is None):
            return ABSENT
        if isinstance(value, (Unknown, Reference)) and not is_scalar_reference(value):
            return Truth.MAYBE
        return Truth.of(isinstance(value, kinds) or (is_scalar_reference(value) and Known in kinds))

    return function


def _unique(_: Scope, operand: Any) -> Any:
    found = elements_of(operand)
    if found is ABSENT:
        return ABSENT
    repeated = _places_of_repetitions(found)
    return Items(tuple(element for place, element in enumerate(found.items) if place not in repeated), found.complete)


def _duplicates(_: Scope, operand: Any) -> Any:
    """The elements that are certainly equal to an earlier one."""
    found = elements_of(operand)
    if found is ABSENT:
        return ABSENT
    places = _places_of_repetitions(found)
    return Items(tuple(element for place, element in enumerate(found.items) if place in places), found.complete)


def _places_of_repetitions(found: Items) -> set[int]:
    seen: dict[str, Any] = {}
    others: list[Any] = []
    repeated = set()
    for place, element in enumerate(found.items):
        value = settled(element)
        if isinstance(value, (str, int, float, bool)):
            if as_text(value) in seen:
                repeated.add(place)
            seen[as_text(value)] = element
        elif isinstance(element, Attribute) and isinstance(element.value, Reference):
            if any(is_equal(element, other) is Truth.YES for other in others):
                repeated.add(place)
            others.append(element)
    return repeated


def _sum(_: Scope, operand: Any) -> Any:
    found = elements_of(operand)
    if found is ABSENT:
        return ABSENT
    total: float = 0
    for element in found.items:
        number = number_of(settled(element)) if not isinstance(settled(element), VALUES) else None
        if number is None:
            return Unknown("a number of the sum is not known")
        total += number
    return total if found.complete else Unknown("there may be more to add")


def _extreme(choose: Callable[..., Any]) -> Function:
    def function(_: Scope, *operands: Any) -> Any:
        found = elements_of(operands[0]) if len(operands) == 1 else Items(operands)
        if found is ABSENT:
            return ABSENT
        numbers = [number_of(element) for element in map(settled, found.items) if not isinstance(element, VALUES)]
        if not found.complete or len(numbers) != len(found.items) or None in numbers:
            return Unknown("a number is not known")
        return choose(numbers) if numbers else ABSENT

    return function


def _keys(_: Scope, operand: Any) -> Any:
    return elements_of(operand)


def _values(_: Scope, operand: Any) -> Any:
    """The values of a map, in the order of its keys."""
    found = elements_of(operand)
    if found is ABSENT:
        return ABSENT
    if not all(isinstance(key, str) for key in found.items):
        raise EvaluationError("values() takes a map")
    return Items(
        tuple(operand.get(key) if isinstance(operand, Attribute) else select(operand, key) for key in found.items),
        found.complete,
    )


def _elements(_: Scope, operand: Any) -> Any:
    """The elements of a list; none where it is not set."""
    found = elements_of(operand)
    return Items(()) if found is ABSENT else found


def _object(make: Callable[[Any], Any]) -> Function:
    def function(_: Scope, operand: Any) -> Any:
        value = settled(operand)
        return value if value is ABSENT or (isinstance(value, VALUES) and not isinstance(value, Text)) else make(value)

    return function


def _arn(scope: Scope, operand: Any) -> Any:
    """The parts of an ARN: of what is written, and of what the ARN of a resource here will be."""
    value = settled(operand)
    if isinstance(operand, Attribute) and isinstance(value, (Reference, Text)):
        operand = expanded(value, operand.resource.deployment)
    return _written_arn(scope, operand)


def _network(question: str) -> Function:
    def method(_: Scope, operand: Any, other: Any) -> Any:
        if isinstance(operand, Window) and isinstance(other, Window):
            return Truth.of(operand.overlaps(other))
        mine = operand if isinstance(operand, Cidr) else _cidr(_, operand)
        theirs = other if isinstance(other, Cidr) else _cidr(_, other)
        if isinstance(mine, Cidr) and isinstance(theirs, Cidr):
            return Truth.of(bool(getattr(mine, question)(theirs)))
        return ABSENT if ABSENT in (mine, theirs) else Truth.MAYBE

    return method


def _contains(scope: Scope, operand: Any, other: Any) -> Any:
    if isinstance(operand, Cidr):
        return _network("contains")(scope, operand, other)
    if isinstance(operand, (Items, list)) or isinstance(settled(operand), ListOf):
        from awslint.rules.cel.operands import is_in

        return is_in(other, operand)
    return _text_has(scope, operand, other)


_text_has: Final = _string_question(lambda text, part: part in text, _text_contains)
_cidr: Final = _object(cidr_of)
_written_arn: Final = _object(arn_of)

FUNCTIONS: Final[Mapping[str, Function]] = {
    **GRAPH_FUNCTIONS,
    **NETWORK_FUNCTIONS,
    **ACCOUNT_FUNCTIONS,
    **ORDER_FUNCTIONS,
    **PATTERN_FUNCTIONS,
    "size": lambda _, operand: size_of(operand),
    "int": _number(int),
    "double": _number(float),
    "string": _string,
    "bool": lambda _, operand: truth_of(operand),
    "json": _json,
    "isJson": _is_json,
    "decoded": _decoded,
    "isList": _is_kind(ListOf, Items, list),
    "isMap": _is_kind(MapOf, dict),
    "isScalar": _is_kind(Known, Text, str, int, float, bool),
    "unique": _unique,
    "duplicates": _duplicates,
    "elements": _elements,
    "sum": _sum,
    "min": _extreme(min),
    "max": _extreme(max),
    "keys": _keys,
    "values": _values,
    "arn": _arn,
    "cidr": _cidr,
    "version": _object(version_of),
    "window": _object(window_of),
}
"""What expressions call: `size(self.Rules)`."""

METHODS: Final[Mapping[str, Function]] = {
    **GRAPH_METHODS,
    **ACCESS_METHODS,
    **NETWORK_METHODS,
    "size": lambda _, operand: size_of(operand),
    "startsWith": _string_question(str.startswith, _starts),
    "endsWith": _string_question(str.endswith, _text_ends),
    "contains": _contains,
    "matches": _matches,
    "hasAnyOf": _has_any_of,
    "lowerAscii": _changed(str.lower),
    "upperAscii": _changed(str.upper),
    "trim": _changed(str.strip),
    "replace": _changed(str.replace),
    "substring": _changed(_substring),
    "split": _split,
    "join": _join,
    "indexOf": _index_of,
    "overlaps": _network("overlaps"),
    "isPresent": lambda _, operand: is_present(operand),
}
"""What expressions call on an operand: `self.Name.startsWith("aws")`."""

__all__ = ["FUNCTIONS", "METHODS", "Arn", "Cidr", "Version"]
