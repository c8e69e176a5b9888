"""A template's parameters: what the defaults are, which values are allowed, what Ref gives."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from awslint.cloudformation.supplied import Supplied, as_parameter
from awslint.cloudformation.texts import DYNAMIC, RESOLVE, joined
from awslint.frozen import frozen
from awslint.syntax.tree import Ambiguous, Scalar, Sequence
from awslint.syntax.tree import Mapping as MappingNode
from awslint.values import (
    Condition,
    Is,
    Known,
    ListOf,
    Missing,
    OneOf,
    Origin,
    Reference,
    Span,
    Text,
    Unknown,
    Value,
    all_of,
    assuming,
    distribute,
    negation,
    revealed,
)
from awslint.values.questions import as_text
from awslint.values.value import ALTERNATIVES

_LONGEST_SHOWN: Final = 60
_WHOLE: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,30})")
_LONGEST_NUMBER: Final = 300
_FRACTION: Final = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]*[1-9]")


def is_list(type_: str) -> bool:
    """Returns whether a parameter of that type is a list of texts."""
    return type_ == "CommaDelimitedList" or type_.startswith("List<")


@frozen
class Parameter:
    """One declared parameter.

    `subject` is what conditions and assumptions call it: `Parameter Env`. `is_nested`: a parent stack decides on its
    value, so that its default is no assumption.
    """

    name: str
    subject: str
    type: str
    node: MappingNode
    span: Span
    is_nested: bool = False

    @property
    def sensitive(self) -> bool:
        """Whether its value must not be shown."""
        return (self.node.text("NoEcho") or "").lower() in ("true", "yes", "on")

    def value(self, supplied: Supplied, passed: Value | None = None) -> Value:
        """Returns the value that Ref gives. `passed` is what a parent stack hands down."""
        if isinstance(passed, OneOf):
            return distribute(lambda choice: self.value(supplied, choice), passed)
        if passed is not None and not isinstance(passed, Missing):
            return self._typed(self._marked(passed))
        if self.type.startswith("AWS::SSM::Parameter::Value<"):
            return self._stored(supplied)
        if self.name in supplied.values:
            known = Known(supplied.values[self.name], self.span, self.sensitive, origin=Origin.SUPPLIED)
            return self._typed(joined([known], self.span) if DYNAMIC in supplied.values[self.name] else known)
        if self.name in supplied.kept:
            why = f"{self.subject} keeps its previous value"
            return Unknown(why, span=self.span, sensitive=self.sensitive, present=self._presence)
        if self.node.get("Default") is not None:
            return self._default()
        return self._allowed()

    def _stored(self, supplied: Supplied) -> Value:
        """What the SSM parameter holds that this one names: the same Reference as by a dynamic reference to it."""
        default = self.node.get("Default")
        name = supplied.values.get(self.name, default.text if isinstance(default, Scalar) else "")
        if name and not self.type.endswith((">>", "<CommaDelimitedList>")) and DYNAMIC not in name:
            assumes = () if self.name in supplied.values else (f'{self.subject} = "{name}" (default)',)
            return Reference(f"{RESOLVE}ssm", (name,), self.span, self.sensitive, assumes)
        why = f"{self.subject} is read from the SSM parameter store at deployment"
        return Unknown(why, span=self.span, sensitive=self.sensitive, present=self._presence)

    @property
    def _presence(self) -> str:
        """The assumption that a parameter without a default is set: to something, where it is no list."""
        return "" if is_list(self.type) else f"{self.subject} is given a value"

    def _marked(self, value: Value) -> Value:
        return replace(value, sensitive=True) if self.sensitive and not value.sensitive else value

    def _default(self) -> Value:
        node = self.node.get("Default")
        if isinstance(node, Sequence):
            text = ",".join(as_parameter(element) for element in node.items)
        elif isinstance(node, Scalar):
            try:
                text = as_text(node.typed)
            except Ambiguous:
                return Unknown(f"the default of {self.subject} needs quotes", span=node.span, sensitive=self.sensitive)
        else:
            return Unknown(f"{self.subject} has no value", span=self.span, sensitive=self.sensitive)
        if DYNAMIC in text:
            return joined([text], node.span)
        if self.is_nested:
            return self._typed(Known(text, node.span, self.sensitive, origin=Origin.DEFAULT))
        if self.sensitive:
            assumption = f"{self.subject} has its default"
        else:
            shown = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."
            shown = shown.replace("\n", "\\n")
            assumption = f'{self.subject} = "{shown}" (default)'
        return self._typed(Known(text, node.span, self.sensitive, (assumption,), Origin.DEFAULT))

    def _allowed(self) -> Value:
        why = f"{self.subject} has no value"
        unknown = Unknown(why, span=self.span, sensitive=self.sensitive, present=self._presence)
        allowed = self.node.get("AllowedValues")
        if not isinstance(allowed, Sequence) or not 0 < len(allowed.items) <= ALTERNATIVES or is_list(self.type):
            return unknown
        texts: dict[str, Span] = {}
        for element in allowed.items:
            try:
                text = as_text(element.typed) if isinstance(element, Scalar) else None
            except Ambiguous:
                text = None
            if text is None:
                return unknown
            texts.setdefault(text, element.span)
        values = [self._typed(Known(text, span, self.sensitive)) for text, span in texts.items()]
        if len(values) == 1:
            return values[0]
        # The last value is what is left when it is none of the others: no world can then exclude all of them.
        choices: list[tuple[Condition, Value]] = []
        others: list[Condition] = []
        for text, value in zip(list(texts)[:-1], values[:-1], strict=True):
            condition = Is(self.subject, text, declared=True)
            choices.append((condition, value))
            others.append(negation(condition))
        choices.append((all_of(others), values[-1]))
        return OneOf(tuple(choices), self.span, self.sensitive)

    def _typed(self, value: Value) -> Value:
        if is_list(self.type):
            return split_list(value)
        if self.type == "Number" and isinstance(value, Known) and isinstance(value.scalar, str):
            return _number(value)
        return value


def _number(value: Known) -> Known:
    text = str(value.scalar).strip()
    # 06379 and 1.50 are passed on as they are written, so they stay texts.
    if len(text) > _LONGEST_NUMBER:
        return value
    if _WHOLE.fullmatch(text):
        return replace(value, scalar=int(text))
    if _FRACTION.fullmatch(text) and str(float(text)) == text:
        return replace(value, scalar=float(text))
    return value


def split_list(value: Value) -> Value:
    """Returns the list that a comma-delimited text stands for; what is a list already stays one."""

    def split(text: Value) -> Value:
        text = revealed(text)
        if isinstance(text, ListOf):
            return text
        if isinstance(text, Known) and isinstance(text.scalar, str):
            if not text.scalar.strip():
                return ListOf((), False, text.span, text.sensitive, text.assumes)
            items = [
                Known(element.strip(), text.span, text.sensitive, text.assumes, text.origin)
                for element in text.scalar.split(",")
            ]
            return ListOf(tuple(items), True, text.span, text.sensitive, text.assumes)
        if isinstance(text, Unknown):
            return Unknown(text.why, None, text.span, text.sensitive, text.assumes)
        pieces = _pieces(text) if isinstance(text, Text) else None
        if pieces is not None and isinstance(text, Text):
            elements = tuple(joined(piece, text.span) for piece in pieces)
            return ListOf(elements, True, text.span, text.sensitive, text.assumes)
        if isinstance(text, Text):
            return assuming(Unknown("the list is put together at deployment", span=text.span), *text.assumes)
        return Unknown("the list is known after deployment", span=text.span, sensitive=text.sensitive)

    return distribute(split, value if isinstance(value, OneOf) else revealed(value))


_ONE_NAME: Final = re.compile(r"Ref|.*(?:Arn|Id|Name)")
"""Attributes of resources that hold no comma."""


def _pieces(text: Text) -> list[list[str | Value]] | None:
    """The elements of a text such as "${Subnet1},${Subnet2}"; None where a hole may hold a comma."""
    pieces: list[list[str | Value]] = [[]]
    for part in text.parts:
        if isinstance(part, str):
            first, *others = part.split(",")
            pieces[-1].append(first.strip())
            pieces.extend([other.strip()] for other in others)
        elif (
            isinstance(part, Reference)
            and not part.resource.startswith(RESOLVE)
            and _ONE_NAME.fullmatch(part.attribute[-1])
        ):
            pieces[-1].append(part)
        else:
            return None
    return pieces


def declared(section: MappingNode | None, prefix: str, is_nested: bool) -> dict[str, Parameter]:
    """Returns the parameters of a Parameters section, by name. `prefix` is the stack's address with a slash."""
    found: dict[str, Parameter] = {}
    for key, node in section.entries if section is not None else ():
        if not isinstance(node, MappingNode):
            continue
        type_ = node.text("Type") or "String"
        found[key.text] = Parameter(key.text, f"Parameter {prefix}{key.text}", type_, node, key.span, is_nested)
    return found
