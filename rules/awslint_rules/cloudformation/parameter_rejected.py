"""CFN002."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from awslint.graph import Attribute, Deployment, Resource
from awslint.rules import Related, Severity, Verdict, rule
from awslint.values import Known, ListOf, Truth, all_true, any_true
from awslint.values.patterns import compiled, ends_soon
from awslint.values.questions import as_text
from awslint_rules.cloudformation._faults import REFUSED, suggestion

_PAGE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html"
_WORDS_OF_YAML: Final = frozenset({"true", "false", "yes", "no", "on", "off", "null"})
_OWN_TO_JAVA = re.compile(r"&&|\[[^\]]*\[|\\[pPhHRXGQEkKZzAN]|\(\?[^:=!<]|\(\?<[^=!]")
"""What the patterns of Java and Python do not mean alike."""


@rule(
    id="CFN002",
    title="A parameter's value breaks the parameter's own constraints",
    severity=Severity.ERROR,
    types=("AWS::CloudFormation::Parameter",),
    raises=REFUSED,
    evidence=(_PAGE,),
)
def rejected(parameter: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A parameter's value is checked against its AllowedValues, AllowedPattern, length and range before deployment.

    ## What it finds
    A value from the command line, a parameter file, `samconfig.toml` or a parent stack that the parameter's own
    declaration does not allow; also a default, which counts as long as nobody supplies another value.

    ## Why AWS refuses it
    CloudFormation compares the values with the constraints before it creates anything.

    ## Example
    ```yaml
    Parameters:
      Engine:
        Type: String
        AllowedValues: [redis, valkey]
        Default: Redis # expect
    Resources:
      Users:
        Type: AWS::ElastiCache::User
        Properties:
          UserId: app
          UserName: app
          Engine: !Ref Engine
          AccessString: "on ~* +@all"
          AuthenticationMode: {Type: iam}
    ```

    ## Use instead
    ```yaml
    Parameters:
      Engine:
        Type: String
        AllowedValues: [redis, valkey]
        Default: redis
    Resources:
      Users:
        Type: AWS::ElastiCache::User
        Properties:
          UserId: app
          UserName: app
          Engine: !Ref Engine
          AccessString: "on ~* +@all"
          AuthenticationMode: {Type: iam}
    ```

    ## Limits
    Patterns that Java and Python read differently are left out, and so are patterns on lists and parameters that are
    read from the SSM parameter store.
    """
    value = parameter.get("Value")
    allowed = parameter.get("AllowedValues")
    if allowed.elements() and allowed.span.encloses(value.content.span):
        return  # nobody chose one of the allowed values yet
    kind = parameter.get("Type").text or "String"
    name = parameter.address.rpartition(".")[2]
    shown = "its value" if parameter.get("NoEcho").is_true is Truth.YES else _shown(value)
    if kind == "Number":
        yield Verdict(
            holds=value.matches_text(lambda text: not _is_number(text)) & value.is_set,
            at=value,
            message=f"The parameter {name} is a number, and {shown} is not one.",
            help=f"Give {name} a number, or declare it as a String.",
        )
    for constraint, holds, selected in _broken(parameter, value, kind):
        if holds is Truth.NO:
            continue
        close = suggestion(value.text or "", selected.split(", ")) if constraint.name == "AllowedValues" else ""
        yield Verdict(
            holds=holds,
            at=value,
            message=f"The parameter {name} may not be {shown}: {constraint.name} says {selected}.",
            help=f"Give {name} a value that its {constraint.name} takes, or change the constraint.{close}",
            related=[Related(constraint, "the constraint")],
        )


def _shown(value: Attribute) -> str:
    content = value.content
    if isinstance(content, ListOf):
        return ", ".join(f'"{element.text}"' for element in value.elements() if element.text is not None)
    return f'"{as_text(content.scalar)}"' if isinstance(content, Known) else "what it is"


def _broken(parameter: Resource, value: Attribute, kind: str) -> Iterator[tuple[Attribute, Truth, str]]:
    """The constraints that are written, whether each is broken, and what it wants."""
    allowed = parameter.get("AllowedValues")
    if allowed.elements():
        texts = [as_text(element.scalar) for element in allowed.elements()]
        yield allowed, _is_none_of(value, allowed, kind), ", ".join(texts)
    if isinstance(value.content, ListOf):
        return
    pattern = parameter.get("AllowedPattern")
    if pattern.text is not None and kind == "String":
        yield pattern, _does_not_match(value, pattern.text), pattern.text
    for name in ("MinLength", "MaxLength"):
        limit = parameter.get(name)
        number = limit.number
        if number is not None and kind == "String":
            length = value.text_length
            low = name == "MinLength"
            fits = length.is_at_least(int(number)) if low else length.is_at_most(int(number))
            yield limit, ~fits, f"{int(number)} characters at {'least' if low else 'most'}"
    for name in ("MinValue", "MaxValue"):
        limit = parameter.get(name)
        number = limit.number
        actual = value.number
        if number is not None and actual is not None and kind == "Number":
            low = name == "MinValue"
            fits = Truth.of(actual >= number if low else actual <= number)
            yield limit, ~fits, f"{as_text(number)} at {'least' if low else 'most'}"


def _is_none_of(value: Attribute, allowed: Attribute, kind: str) -> Truth:
    if isinstance(value.content, ListOf):
        if any("," in as_text(element.scalar) for element in allowed.elements()):
            return Truth.MAYBE
        broken = any_true(_is_none_of(element, allowed, kind) for element in value.elements())
        return broken if value.elements() else Truth.NO
    return all_true(~_equal(value, element, kind) for element in allowed.elements()) & value.is_set


def _equal(value: Attribute, allowed: Attribute, kind: str) -> Truth:
    if allowed.scalar is None:
        return Truth.MAYBE
    if kind == "Number" and value.number is not None and allowed.number is not None:
        return Truth.of(value.number == allowed.number)
    selected = as_text(allowed.scalar)

    def same(text: str) -> Truth:
        if text == selected:
            return Truth.YES
        # Readers of YAML do not agree on words such as yes and On.
        doubtful = text.lower() in _WORDS_OF_YAML and selected.lower() in _WORDS_OF_YAML
        return Truth.MAYBE if doubtful else Truth.NO

    content = value.content
    if isinstance(content, Known):
        return same(as_text(content.scalar))
    return value.equals_text(selected)


def _does_not_match(value: Attribute, pattern: str) -> Truth:
    text = value.text
    if text is None or _OWN_TO_JAVA.search(pattern):
        return Truth.MAYBE
    expression = compiled(pattern, re.ASCII)
    if expression is None or not ends_soon(expression, text, anywhere=False):
        return Truth.MAYBE
    return Truth.of(expression.fullmatch(text) is None)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
