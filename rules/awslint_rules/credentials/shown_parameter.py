"""A parameter that carries a secret and shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from awslint.graph import Attribute, Deployment, Resource
from awslint.graph.policies import attributes_at
from awslint.rules import Applicability, Edit, Fix, Phase, Raises, Severity, Verdict, rule
from awslint.values import Known, Origin, Span, Text, Truth, Unknown, Value
from awslint_rules.credentials.literal_secret import SINKS

_LEAK: Final = Raises("awslint", "ExposedSecret")
_REFUSED: Final = Raises("sts", "InvalidClientTokenId", on="GetCallerIdentity")
_TELLING: Final = re.compile(r"""(?i)(?:password|passwd|secret|token|private_?key)["']?\s*[:=]\s*["']?$""")
_DEFAULT: Final = re.compile(r"""(?P<quote>["']?)Default(?P=quote)\s*:\s*["']?$""")


@rule(
    id="CRED017",
    title="A parameter that carries a secret shows it",
    severity=Severity.INFO,
    types=tuple(SINKS),
    raises=(_REFUSED,),
    related=(Raises("memorydb", "InvalidCredentialsException", on="CreateCluster"),),
    evidence=(
        "catalogue:CRED-17",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Parameter.html",
    ),
    phase=Phase.RUNTIME,
    languages=("cloudformation",),
)
def shown_parameter(node: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A password or token of a resource comes from a parameter of the template that has not `NoEcho: true`.

    ## What it finds

    A parameter whose value goes, as it is or within a text, into an attribute that AWS itself treats as a secret:
    master passwords, passwords of MemoryDB and ElastiCache users, AUTH tokens, passwords of brokers and directories.

    ## Why AWS refuses it

    It does not. The console, DescribeStacks and DescribeChangeSet show the value to everybody who may look at the
    stack. Once the secret is changed for that, what uses it can no longer connect.

    ## Example

    ```yaml
    Parameters:
      Password: # expect
        Type: String
        MinLength: 16
    Resources:
      App:
        Type: AWS::MemoryDB::User
        Properties:
          UserName: app
          AccessString: on ~* &* +@all
          AuthenticationMode:
            Type: password
            Passwords: [!Ref Password]
    ```

    ## Use instead

    ```yaml
    Parameters:
      Password:
        Type: String
        NoEcho: true
        MinLength: 16
    Resources:
      App:
        Type: AWS::MemoryDB::User
        Properties:
          UserName: app
          AccessString: on ~* &* +@all
          AuthenticationMode:
            Type: password
            Passwords: [!Ref Password]
    ```

    ## Limits

    Only attributes of the list of CRED015 are looked at. A parameter that is an ARN or a dynamic reference by its
    default is no secret.
    """
    for path in SINKS[node.type]:
        for attribute in attributes_at(node, tuple(path.split("/"))):
            value = _shown(attribute)
            if value is not None:
                yield Verdict(
                    holds=Truth.YES,
                    at=Attribute(node, attribute.path, value, value.span),
                    message=f"{attribute.name} of {node.address} comes from a parameter that shows its value.",
                    help="Write `NoEcho: true`, or read the secret by a dynamic reference instead of a parameter.",
                    raises=(_LEAK,),
                    fix=Fix(Applicability.SAFE, (_without_echo(value.span),)),
                )


def _shown(attribute: Attribute) -> Value | None:
    """The parameter's value that an attribute shows, with the place of its name or its default."""
    content = attribute.content
    parts = _secret_parts(content.parts) if isinstance(content, Text) else [content]
    for part in parts:
        if isinstance(part, Unknown):
            is_parameter = bool(part.present)
        else:
            is_parameter = isinstance(part, Known) and part.origin in (Origin.DEFAULT, Origin.SUPPLIED)
        is_outside = part.span.is_somewhere and not attribute.span.encloses(part.span)
        if is_parameter and is_outside and not part.sensitive:
            return part
    return None


def _secret_parts(parts: Sequence[str | Value]) -> list[Value]:
    """The holes of a text that are secret: in a document those behind a telling name, else the only one."""
    holes = [(number, part) for number, part in enumerate(parts) if not isinstance(part, str)]
    if not any(isinstance(part, str) and "{" in part for part in parts):
        return [hole for _, hole in holes] if len(holes) == 1 else []
    before = ((parts[number - 1] if number else "", hole) for number, hole in holes)
    return [hole for text, hole in before if isinstance(text, str) and _TELLING.search(text)]


def _without_echo(place: Span) -> Edit:
    """Adds `NoEcho: true` to the parameter whose name, or whose default, is written at a place."""

    def draft(text: str) -> Edit | None:
        is_json = text.lstrip().startswith("{")
        entry = '"NoEcho": true,' if is_json else "NoEcho: true"
        default = _DEFAULT.search(text, max(0, place.start - 100), place.start)
        if default is not None:
            return _before(place.file, text, default.start(), entry, is_json)
        opening = re.compile(r"""["']?\s*:\s*(?P<brace>\{)?\s*(?:#[^\n]*\s*)*""").match(text, place.end)
        if opening is None:
            return None
        is_flow = opening["brace"] is not None
        return _before(place.file, text, opening.end(), entry if is_json or not is_flow else f"{entry},", is_json)

    return Edit(place, "", drafted=draft)


def _before(file: int, text: str, at: int, entry: str, is_json: bool) -> Edit:
    """Writes an entry before another one, on a line of its own where that has one."""
    line = text.rfind("\n", 0, at) + 1
    indent = text[line:at]
    separator = f"\n{indent}" if not indent.strip() else " "
    comma = "" if is_json or entry.endswith(",") or separator != " " else ","
    return Edit(Span(file, at, at), f"{entry}{comma}{separator}")
