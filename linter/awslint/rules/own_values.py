"""How a resource's own region, account and partition are written instead of their names, and its own zones."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Final

from awslint.frozen import frozen
from awslint.graph import Attribute, Resource
from awslint.rules.fix import Applicability, Edit, Fix
from awslint.values import Known, Origin, Span, Text


@frozen
class Own:
    """What a resource has of its own: the pseudo parameter of templates, and the data source of Terraform.

    Attributes:
        value: what it is for a resource, where that is known.
        attribute: the data source's attribute.
        admits: the arguments that an existing data source may have and still tell it.
    """

    pseudo: str
    data_source: str
    attribute: str
    value: Callable[[Resource], str | None]
    admits: frozenset[str] = frozenset()
    arguments: str = ""
    name: str = "current"


REGION: Final = Own("AWS::Region", "aws_region", "name", lambda resource: resource.region_attribute.text)
ACCOUNT: Final = Own("AWS::AccountId", "aws_caller_identity", "account_id", lambda resource: _scalar(resource.account))
PARTITION: Final = Own("AWS::Partition", "aws_partition", "partition", lambda resource: _scalar(resource.partition))
_ZONES: Final = Own(
    "",
    "aws_availability_zones",
    "names",
    lambda resource: None,
    admits=frozenset({"state", "filter", "exclude_names", "exclude_zone_ids"}),
    arguments='  state = "available"\n',
    name="available",
)
_MOST_ZONES: Final = 3
"""Regions have at least two zones, nearly all three: a lookup of a further one may fail."""


def with_own(attribute: Attribute, own: Own, old: str, before: str = "") -> Fix | None:
    """Has a text name the resource's own region, account or partition in the place of another one.

    In a template by the pseudo parameter, in Terraform by a data source of the module in which the text is written;
    it is declared where there is none. What the text names has to exist there, so somebody should look.

    Args:
        old: the region, account or partition that is written there, exactly once.
        before: what has to stand directly before it.

    Returns:
        None where the text is not written as such, or stands where no such reference is possible.
    """
    content = attribute.content
    if not isinstance(content, (Known, Text)) or not content.span.is_somewhere or not old:
        return None
    resource, written, word = attribute.resource, content.span, _word(old, before)
    if resource.language == "cloudformation":
        if not attribute.span.encloses(written):
            return None  # mappings and defaults of parameters take no functions
        is_literal = isinstance(content, Known) and content.origin is Origin.LITERAL
        return _unsafe(Edit(written, "", drafted=lambda text: _in_template(text, written, word, own, is_literal)))
    if isinstance(content, Known) and content.origin in (Origin.DEFAULT, Origin.SUPPLIED):
        return None
    found = _data_source(resource, written, own)
    if found is None:
        value = own.value(resource)
        return None if value is None else _unsafe(_drafted(written, word, value))
    address, declared = found
    expression = f"{address}.{_attribute(resource, own)}"
    return _unsafe(_drafted(written, word, f"${{{expression}}}", f'"{old}"', expression), *declared)


def _attribute(resource: Resource, own: Own) -> str:
    """The attribute of the data source: that of a region was renamed in version 6 of the provider."""
    return "region" if own is REGION and is_of_version_6(resource) else own.attribute


def is_of_version_6(resource: Resource) -> bool:
    """Returns whether the AWS provider surely is one whose resources may set their region."""
    return resource.deployment.provider_versions.get("aws", ()) >= (6,)


def with_own_zone(attribute: Attribute) -> Fix | None:
    """Has a zone looked up among those of the region, by the place of its letter in the alphabet, in place of its name.

    None for letters beyond c, local zones, and where the name is not written as such.
    """
    written = _zone_literal(attribute)
    if written is None:
        return None
    if attribute.resource.language == "cloudformation":
        place, number = written.place, written.number
        edit = Edit(place, "", drafted=lambda text: _looked_up(text, place, number))
        return _unsafe(edit) if attribute.span.encloses(place) else None
    found = _data_source(attribute.resource, written.place, _ZONES)
    if found is None:
        return None
    address, declared = found
    # One finding stands for all instances of a block, whose zones are mostly elements of one list.
    others = [
        _zone_literal(instance.get(*(part for part in attribute.path if isinstance(part, str))))
        for instance in attribute.resource.deployment.instances(attribute.resource.block)
    ]
    literals = {
        other.place: other for other in (written, *others) if other is not None and other.region == written.region
    }
    edits = []
    for place, literal in literals.items():
        expression = f"{address}.{_ZONES.attribute}[{literal.number}]"
        edits.append(_drafted(place, _word(literal.zone), f"${{{expression}}}", f'"{literal.zone}"', expression))
    return _unsafe(*edits, *declared)


@frozen
class _Zone:
    """A zone that is written as a literal, its region, and the place of its letter in the alphabet."""

    zone: str
    region: str
    number: int
    place: Span


def _zone_literal(attribute: Attribute) -> _Zone | None:
    zone, content = attribute.text, attribute.content
    match = re.fullmatch(r"([a-z]+(?:-[a-z]+)+-\d)([a-z])", zone or "")
    if zone is None or match is None or not isinstance(content, Known) or content.origin is not Origin.LITERAL:
        return None
    number = ord(match[2]) - ord("a")
    return _Zone(zone, match[1], number, content.span) if number < _MOST_ZONES and content.span.is_somewhere else None


def _looked_up(text: str, written: Span, number: int) -> Edit:
    if _is_json(text):
        return Edit(written, json.dumps({"Fn::Select": [number, {"Fn::GetAZs": ""}]}))
    return Edit(written, f'!Select [{number}, !GetAZs ""]')


def _scalar(value: object) -> str | None:
    return value.scalar if isinstance(value, Known) and isinstance(value.scalar, str) else None


def _unsafe(*edits: Edit) -> Fix:
    return Fix(Applicability.UNSAFE, edits)


def _word(text: str, before: str = "") -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?P<before>{re.escape(before)}){re.escape(text)}(?![\w-])")


def _drafted(written: Span, old: re.Pattern[str], new: str, whole: str = "", instead: str = "") -> Edit:
    """Puts one text in the place of another one that stands once where a value is written.

    Args:
        whole: how the value is written where it is nothing but the old text: then `instead` is put in its place.
    """

    def draft(text: str) -> Edit | None:
        value = text[written.start : written.end]
        if whole and value == whole and not _is_json(text):
            return Edit(written, instead)
        return _replaced(text, written, old, new)

    return Edit(written, "", drafted=draft)


def _replaced(text: str, written: Span, old: re.Pattern[str], new: str) -> Edit | None:
    places = list(old.finditer(text[written.start : written.end]))
    if len(places) != 1:
        return None
    start, end = places[0].end("before"), places[0].end()
    return Edit(Span(written.file, written.start + start, written.start + end), new)


def _is_json(text: str) -> bool:
    return text.lstrip().startswith("{")


_SUBSTITUTED: Final = re.compile(r"""!Sub\s|\{?\s*["']?Fn::Sub["']?\s*:""")


def _in_template(text: str, written: Span, old: re.Pattern[str], own: Own, is_literal: bool) -> Edit | None:
    value = text[written.start : written.end]
    if _SUBSTITUTED.match(value):
        return _replaced(text, written, old, f"${{{own.pseudo}}}")
    if not is_literal or "${" in value or "\n" in value or value.startswith(("!", "{", "&")):
        return None
    places = list(old.finditer(value))
    if len(places) != 1:
        return None
    if old.fullmatch(value.strip("\"'")):
        return Edit(written, f'{{"Ref": "{own.pseudo}"}}' if _is_json(text) else f'!Ref "{own.pseudo}"')
    new = f"{value[: places[0].end('before')]}${{{own.pseudo}}}{value[places[0].end() :]}"
    quoted = new if value.startswith(('"', "'")) else json.dumps(new)
    return Edit(written, f'{{"Fn::Sub": {quoted}}}' if _is_json(text) else f"!Sub {quoted}")


def module_of(resource: Resource) -> str:
    """Returns the address of the module that a resource is in, with a dot behind it; empty for the root module."""
    return resource.chain[-1].address + "." if resource.chain else ""


def _data_source(resource: Resource, written: Span, own: Own) -> tuple[str, tuple[Edit, ...]] | None:
    """A data source for the text at `written`, and the edit that declares it where there is none.

    None where the text stands in no module that is known, or the resource sets its region by itself.
    """
    is_beside = written.file == resource.header.file
    module = module_of(resource) if is_beside else _module_at(resource, written.file)
    if module is None or resource.own_region:
        return None
    names = set()
    for source in resource.deployment.resources:
        if source.native_type != f"data.{own.data_source}" or module_of(source) != module:
            continue
        name = source.address.removeprefix(f"{module}data.{own.data_source}.")
        names.add(name)
        if (
            name.isidentifier()
            and source.attributes.items.keys() <= own.admits
            and not source.own_region
            and (source.provider == resource.provider or _same_region(source, resource))
        ):
            return f"data.{own.data_source}.{name}", ()
    name = next((free for free in (own.name, "own", "of_provider") if free not in names), "")
    if not name:
        return None
    alias = resource.provider.removeprefix(f"{module}provider.")
    provider = f"  provider = {alias}\n" if alias.startswith("aws.") and alias[4:].isidentifier() else ""
    body = f"{{\n{provider}{own.arguments}}}" if provider or own.arguments else "{}"
    return f"data.{own.data_source}.{name}", (appended(written.file, f'data "{own.data_source}" "{name}" {body}\n'),)


def _same_region(resource: Resource, other: Resource) -> bool:
    region = resource.region_attribute.text
    return region is not None and region == other.region_attribute.text


def _module_at(resource: Resource, file: int) -> str | None:
    """Which of the modules that lead to a resource, its own first, has that file."""
    deployment = resource.deployment

    def files() -> dict[str, set[int]]:
        found: dict[str, set[int]] = {}
        for node in deployment.resources:
            found.setdefault(module_of(node), set()).add(node.header.file)
            for number, call in enumerate(node.chain):
                caller = node.chain[number - 1].address + "." if number else ""
                found.setdefault(caller, set()).add(call.span.file)
        return found

    of_modules: dict[str, set[int]] = deployment.cached(("files of modules",), files)
    modules = [*(f"{call.address}." for call in reversed(resource.chain)), ""]
    return next((module for module in modules if file in of_modules.get(module, ())), None)


def appended(file: int, block: str) -> Edit:
    """Puts a block at the end of a file."""

    def draft(text: str) -> Edit | None:
        lead = "\n" if text.endswith("\n") else "\n\n"
        return None if _is_json(text) else Edit(Span(file, len(text), len(text)), lead + block)

    return Edit(Span(file, 0, 0), "", drafted=draft)
