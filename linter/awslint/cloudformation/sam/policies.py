"""Policy templates of the Serverless transform (`SQSPollerPolicy: {QueueName: ...}`) as policy documents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from awslint.cloudformation.texts import joined
from awslint.facts.policy_templates import policy_template
from awslint.values import Known, ListOf, MapOf, Origin, Span, Value, at, wrap

_HOLE: Final = re.compile(r"\$\{([^{}]*)\}")


def expanded(policy: Value, pseudo: Mapping[str, Value]) -> MapOf | None:
    """Returns the document that a policy template becomes; None for what is none, or lacks a parameter.

    `pseudo` are the pseudo parameters of the stack.
    """
    if not isinstance(policy, MapOf) or not policy.complete or len(policy.items) != 1:
        return None
    ((name, inputs),) = policy.items.items()
    template = policy_template(name)
    if template is None or not isinstance(inputs, MapOf) or not inputs.complete:
        return None
    if template.parameters - inputs.items.keys():
        return None
    names = {**pseudo, **{parameter: inputs.items[parameter] for parameter in template.parameters}}
    statements = tuple(_value(statement, names, policy.span) for statement in template.statements)
    return MapOf({"Statement": ListOf(statements, span=policy.span)}, span=policy.span)


def _value(statement: Any, names: Mapping[str, Value], span: Span) -> Value:
    if isinstance(statement, list):
        return ListOf(tuple(_value(element, names, span) for element in statement), span=span)
    if not isinstance(statement, dict):
        return wrap(statement, span, Origin.COMPUTED)
    if statement.keys() == {"Ref"}:
        return names[statement["Ref"]]
    if statement.keys() == {"Fn::Sub"}:
        return _substituted(statement["Fn::Sub"], names, span)
    return MapOf({key: _value(member, names, span) for key, member in statement.items()}, span=span)


def _substituted(written: Any, names: Mapping[str, Value], span: Span) -> Value:
    text, variables = written if isinstance(written, list) else (written, {})
    scope = {**names, **{name: _value(member, names, span) for name, member in variables.items()}}
    pieces: list[str | Value] = []
    place = 0
    for hole in _HOLE.finditer(text):
        pieces += [text[place : hole.start()], scope[hole[1]]]
        place = hole.end()
    pieces.append(text[place:])
    value = joined(pieces, span)
    return at(value, span) if not isinstance(value, Known) else value
