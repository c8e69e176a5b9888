"""The Globals section: the Serverless transform writes it into each resource before it reads anything else.

What is merged are the texts, not the values: a function (`!Ref AWS::NoValue`, `!Split`) is never merged, whatever it
gives.
"""

from __future__ import annotations

from awslint.cloudformation.edges import depended_on
from awslint.syntax.tree import Mapping, Node, Scalar, Sequence

_SERVERLESS = "AWS::Serverless::"
_REPLACED = frozenset({"Architectures"})
"""Lists of functions that a resource replaces and does not extend."""


def with_globals(section: Mapping | None, key: Scalar, node: Mapping) -> Mapping:
    """Returns a resource with its part of the Globals section among its Properties; `key` is where it is declared."""
    type_ = node.text("Type") or ""
    common = section.get(type_.removeprefix(_SERVERLESS)) if section is not None else None
    if not isinstance(common, Mapping) or not type_.startswith(_SERVERLESS) or "Properties" in node.repeated:
        return node
    ignored = frozenset(depended_on(node.get("IgnoreGlobals")))
    others = [entry for entry in common.entries if entry[0].text not in ignored]
    if not others or "*" in ignored:
        return node
    common = Mapping(others, common.file, common.start, common.end)
    own = node.get("Properties")
    if own is None or (isinstance(own, Scalar) and own.is_plain and own.text in ("", "~", "null")):
        properties: Node = Mapping(others, key.file, key.start, key.end)
        entries = [entry for entry in node.entries if entry[0].text != "Properties"]
        place = node.key("Properties") or Scalar("Properties", False, key.file, key.start, key.end)
        entries.append((place, properties))
    else:
        merged = _merged(common, own)
        entries = [(name, merged if name.text == "Properties" else value) for name, value in node.entries]
    return Mapping(entries, node.file, node.start, node.end, node.tag)


def _merged(common: Node, own: Node, name: str = "") -> Node:
    """Objects are merged, lists are joined, and of all else the resource's own counts."""
    if isinstance(common, Sequence) and isinstance(own, Sequence) and name not in _REPLACED:
        return Sequence([*common.items, *own.items], own.file, own.start, own.end)
    if not (isinstance(common, Mapping) and isinstance(own, Mapping)) or _is_function(common) or _is_function(own):
        return own
    entries = []
    for key, value in own.entries:
        other = common.get(key.text) if key.text not in own.repeated else None
        entries.append((key, _merged(other, value, key.text) if other is not None else value))
    entries += [entry for entry in common.entries if own.get(entry[0].text) is None]
    return Mapping(entries, own.file, own.start, own.end, own.tag)


def _is_function(node: Mapping) -> bool:
    key = node.entries[0][0].text if len(node.entries) == 1 else ""
    return key in ("Ref", "Condition") or key.startswith("Fn::")
