"""A plan's JSON document: distinguished from other JSON, and taken apart into its changes with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from typing import Any, Final

from awslint.frozen import frozen
from awslint.syntax.json import members
from awslint.syntax.sources import Source, SyntaxProblem
from awslint.values import NOWHERE, Span

_VERSION: Final = re.compile(r'"format_version"\s*:\s*"\d')
_CONTENT: Final = re.compile(r'"(?:resource_changes|planned_values)"\s*:\s*[\[{]')
_KEYS: Final = frozenset({"planned_values", "resource_changes"})

KINDS: Final[Mapping[tuple[str, ...], str]] = {
    ("no-op",): "no-op",
    ("create",): "create",
    ("read",): "read",
    ("update",): "update",
    ("delete",): "delete",
    ("forget",): "forget",
    ("delete", "create"): "replace",
    ("create", "delete"): "replace",
    ("create", "forget"): "replace",
}
"""Actions, as plans list them, to the words of `Resource.change`."""


@frozen
class Change:
    """One instance of a resource or data source, and what the plan does with it.

    Attributes:
        block: the address without instance keys; `module` and `module_block` the same of its module.
        unknown, sensitive: in the shape of `after`, true where a part of it is unknown or sensitive.
        spans: where the attributes of `after` (of a deletion `before`) are written, by native name.
        key: the instance key with its brackets, `[0]`, `["a"]`, or nothing.
    """

    address: str
    block: str
    module: str
    module_block: str
    mode: str
    type: str
    name: str
    key: str = ""
    actions: tuple[str, ...] = ("no-op",)
    before: Any = None
    after: Any = None
    unknown: Any = None
    sensitive: Any = None
    before_sensitive: Any = None
    imported: bool = False
    deposed: bool = False
    span: Span = NOWHERE
    spans: Mapping[str, Span] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What happens, in one word (`KINDS`); "update" for actions that are not known."""
        return KINDS.get(self.actions, "update")


@frozen
class Document:
    """A plan. `root` holds everything but the changes, as plain data."""

    source: Source
    root: Mapping[str, Any]
    changes: tuple[Change, ...]


def mapping(value: Any) -> Mapping[str, Any]:
    """Returns the data if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """Returns the data if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def is_plan(source: Source) -> bool:
    """Returns whether a source is a plan, by its content."""
    text = source.text
    if not (_VERSION.search(text) and _CONTENT.search(text)):
        return False
    try:
        keys = {member.key: member.value for member in members(source)}
    except SyntaxProblem:
        return text.lstrip()[:18] == '{"format_version":'
    return isinstance(keys.get("format_version"), str) and not _KEYS.isdisjoint(keys)


def open_plan(source: Source) -> Document:
    """Returns the plan in a source.

    Raises:
        SyntaxProblem: it is not JSON, or no object.
    """
    root: dict[str, Any] = {}
    changes: list[Change] | None = None
    for member in members(source):
        if member.key == "resource_changes":
            changes = list(_changes(source, member.value_start))
        else:
            root[member.key] = member.value
    if changes is None:
        changes = [_planned(resource) for resource in resources_below(_at(root, "planned_values", "root_module"))]
    known = {change.address for change in changes}
    for resource in resources_below(_at(root, "prior_state", "values", "root_module")):
        # Data sources that could be read while planning are in the state alone.
        if resource.get("mode") == "data" and resource.get("address") not in known:
            changes.append(_planned(resource))
    return Document(source, root, tuple(changes))


def _changes(source: Source, start: int) -> Iterator[Change]:
    for resource in members(source, start):
        if not isinstance(resource.value, dict) or not isinstance(resource.value.get("change"), dict):
            continue
        change = resource.value["change"]
        spans: dict[str, Span] = {}
        selected = "after" if isinstance(change.get("after"), dict) else "before"
        place = resource.value_start
        for name in ("change", selected):
            place = next((member.value_start for member in members(source, place) if member.key == name), -1)
            if place < 0:
                break
        if place >= 0:
            spans = {member.key: Span(source.number, member.start, member.end) for member in members(source, place)}
        head = next((member for member in members(source, resource.value_start) if member.key == "address"), resource)
        yield replace(
            _identity(resource.value),
            actions=tuple(str(action) for action in listed(change.get("actions"))) or ("no-op",),
            before=change.get("before"),
            after=change.get("after"),
            unknown=change.get("after_unknown"),
            sensitive=change.get("after_sensitive"),
            before_sensitive=change.get("before_sensitive"),
            imported=isinstance(change.get("importing"), dict),
            deposed=bool(resource.value.get("deposed")),
            span=Span(source.number, head.start, head.end),
            spans=spans,
        )


def _planned(resource: Mapping[str, Any]) -> Change:
    """A resource as `planned_values` and the state write it: its values without what is unknown."""
    values, marks = resource.get("values"), resource.get("sensitive_values")
    return replace(_identity(resource), actions=(), after=values, sensitive=marks, unknown={})


def _identity(resource: Mapping[str, Any]) -> Change:
    address = str(resource.get("address", ""))
    type_, name = str(resource.get("type", "")), str(resource.get("name", ""))
    mode = str(resource.get("mode", "managed"))
    local = f"data.{type_}.{name}" if mode == "data" else f"{type_}.{name}"
    index = resource.get("index")
    key = "" if index is None else f"[{index}]" if isinstance(index, int) else f"[{_quoted(str(index))}]"
    module = address.removesuffix(local + key).rstrip(".")
    module_block = without_keys(module)
    block = f"{module_block}.{local}" if module_block else local
    return Change(address, block, module, module_block, mode, type_, name, key)


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


_KEY: Final = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|\d+)\]')


def without_keys(address: str) -> str:
    """Returns an address without its instance keys."""
    return _KEY.sub("", address)


def resources_below(module: Any) -> Iterator[Mapping[str, Any]]:
    """Yields the resources of a module and of those in it, as `planned_values` and the state nest them."""
    waiting = [module]
    while waiting:
        level = waiting.pop(0)
        if isinstance(level, dict):
            yield from (resource for resource in listed(level.get("resources")) if isinstance(resource, dict))
            waiting += listed(level.get("child_modules"))


def _at(node: Any, *path: str) -> Any:
    for name in path:
        node = mapping(node).get(name)
    return node
