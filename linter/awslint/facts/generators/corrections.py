"""Corrections of generated names: what the two schemas do not tell by themselves.

They stand in the file `service.names` beside the policies of each service; `other.names` has those of services without.

A line that begins at the margin names Terraform types, with ` = AWS::Service::Type` where the type is not found by its
name, and ` < AWS::Service::Parent.Property` behind it where CloudFormation has it as a property of another type. The
indented lines below it hold words, `native.path=Canonical`:

    s3_bucket=Code.S3Bucket                      it stands inside an object that Terraform does not have
    hash_key=KeySchema[KeyType:HASH].AttributeName    it stands in an element of a list, the one with that member
    health_check=                                the block's attributes stand beside it
    internal=Scheme{true:internal,false:internet-facing}    other scalars
    container_definitions=ContainerDefinitions:document      JSON text; see `awslint.facts.names.Form`
    *=LaunchTemplateData                         attributes without a name of their own are looked for in there
    +ip_discovery=IpDiscovery                    an attribute of another version of the provider
    policy=~PolicyDocument                       Terraform's own: CloudFormation has no such property
    parameter=Parameters:members                 blocks with name and value, members of an object
    route_settings=RouteSettings:keyed(route_key)   blocks, by one of their attributes
    alarms=Alarms:each(Name)                     single values or blocks, each in an object with that member

Canonical names are relative to where the block that a path goes through stands.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from awslint.facts.names import Container, Element, Form

NAME: Final = "service.names"
OTHERS: Final = Path(__file__).parent / "other.names"

_STEP: Final = re.compile(r"(\w+)(\[[^\]]*\])?")
_TARGET: Final = re.compile(
    r"(?P<path>[^{:]*(?:\[[^\]]*\][^{:]*)*)(?:\{(?P<scalars>[^}]*)\})?"
    r"(?::(?P<form>\w+)(?:\((?P<pair>[\w,]+)\))?)?"
)


class WrongCorrection(ValueError):
    """A correction that cannot be read, or that does not fit the schemas."""


@dataclass(frozen=True)
class Target:
    """What an attribute is canonically. An empty name: its own attributes stand where it would."""

    name: str
    containers: tuple[Container, ...] = ()
    form: Form = Form.SAME
    scalars: Mapping[str, str] = field(default_factory=dict)
    is_own: bool = False
    pair: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether it is only another name."""
        return not self.containers and self.form is Form.SAME and not self.scalars


@dataclass
class Corrections:
    """The corrections of one body. `below` are those of its blocks; `elsewhere` where other names are looked for."""

    targets: dict[str, Target] = field(default_factory=dict)
    below: dict[str, Corrections] = field(default_factory=dict)
    other_versions: set[str] = field(default_factory=set)
    elsewhere: str = ""

    def of_block(self, native: str) -> Corrections:
        """Returns the corrections inside a block."""
        return self.below.get(native) or Corrections()


@dataclass(frozen=True)
class Table:
    """All corrections, and the canonical types of those that their names do not tell."""

    bodies: Mapping[str, Corrections]
    types: Mapping[str, str]
    within: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The parent's type, and the path of the property there."""


def read() -> Table:
    """Returns all corrections.

    Raises:
        WrongCorrection: names the file and the line.
    """
    bodies: dict[str, Corrections] = {}
    types: dict[str, str] = {}
    within: dict[str, tuple[str, ...]] = {}
    for path in (*sorted(_policies().glob(f"*/{NAME}")), OTHERS):
        current: list[Corrections] = []
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            text = line.partition("#")[0]
            if text.strip() and text[0] != " ":
                natives, _, described = text.partition(" = ")
                type_, _, parent = described.partition(" < ")
                within |= dict.fromkeys(natives.split(), tuple(parent.strip().split("."))) if parent else {}
                current = [bodies.setdefault(native, Corrections()) for native in natives.split()]
                types |= dict.fromkeys(natives.split(), type_.strip()) if type_.strip() else {}
            for word in text.split() if text[:1] == " " else ():
                try:
                    for body in current:
                        _add(body, word)
                except ValueError as wrong:
                    raise WrongCorrection(f"{path.parent.name}/{path.name}:{number}: {word}: {wrong}") from wrong
    return Table(bodies, types, within)


def _policies() -> Path:
    """The folder of the built-in policies. The package is found, not imported: facts know no rules."""
    spec = importlib.util.find_spec("awslint_rules")
    if spec is None or spec.origin is None:
        raise WrongCorrection("the package awslint_rules, which has the corrections, is not there")
    return Path(spec.origin).parent


def _add(body: Corrections, word: str) -> None:
    native, equals, written = word.partition("=")
    if not equals:
        raise ValueError("a word is native=Canonical")
    *above, last = native.lstrip("+").split(".")
    for name in above:
        body = body.below.setdefault(name, Corrections())
    if last in body.targets:
        raise ValueError("it is corrected twice")
    if last == "*":
        body.elsewhere = written
        return
    if native.startswith("+"):
        body.other_versions.add(last)
    body.targets[last] = target(written)


def target(written: str) -> Target:
    """Reads what stands behind the equals sign."""
    if written.startswith("~"):
        return replace(target(written[1:]), is_own=True)
    found = _TARGET.fullmatch(written)
    if found is None:
        raise ValueError("not a canonical name")
    steps = list(_steps(found["path"]))
    name = steps.pop() if steps else ""
    if isinstance(name, Element):
        raise ValueError("a list's element needs a member")
    pair = tuple(found["pair"].split(",")) if found["pair"] else ()
    return Target(name, tuple(steps), Form(found["form"] or ""), dict(_pairs(found["scalars"] or "")), pair=pair)


def _steps(path: str) -> Iterator[Container]:
    at = 0
    while at < len(path):
        step = _STEP.match(path, at)
        if step is None:
            raise ValueError("not a canonical path")
        yield Element(step[1], tuple(_pairs(step[2][1:-1]))) if step[2] else step[1]
        at = step.end()
        if path[at : at + 1] == ".":
            at += 1


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for part in text.split(",") if text else ():
        key, _, value = part.partition(":")
        yield key, value
