"""Configurations in which one literal became a variable, or a parameter, that has no value."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

VARIABLE = "awslint_unknown"
PARAMETER = "AwslintUnknown"

_STRING = r'"(?:[^"\\$%\n]|\\.|[$%]\{[^}\n]*\}|[$%](?!\{))*"'
_LITERAL = re.compile(_STRING + r"|(?<![\w.$-])(?:true|false|\d+(?:\.\d+)?)(?![\w.-])")
_OPERAND_BEFORE = re.compile(r"(?:[=!<>]=|[<>!]|&&|\|\|)\s*$")
_NOT_A_VALUE_AFTER = re.compile(r"\s*(?:[=!<>]|&&|\|\|)|[^#]*\?")
_HEREDOC = re.compile(r"<<-?(\w+)\n.*?^[ \t]*\1[ \t]*$", re.DOTALL | re.MULTILINE)
_COMMENT = re.compile(r"(?m)(?:^|(?<=\s))(?:#|//)[^\n]*")
_ASSIGNED = re.compile(r"^\s*([\w-]+)\s*=(?!=)", re.MULTILINE)
_DECIDES = re.compile(r"^\s*(?:count|for_each|command|inline)\s*=[^\n]*|^[^\n]*\?", re.MULTILINE)
_NAME = re.compile(r"\b(?:var|local)\.([\w-]+)")

_BLOCK = re.compile(r"^(?:resource|data|module|locals)\b[^\n]*\{\n", re.MULTILINE)
# What decides existence, what must be a literal, and what a step does: other findings may take its place there.
_FIXED = frozenset(
    {
        "command",
        "count",
        "depends_on",
        "for_each",
        "inline",
        "interpreter",
        "provider",
        "providers",
        "source",
        "version",
    }
)
_FIXED_PROPERTIES = frozenset({"Create", "Update", "Delete", "Ref", "Condition"})


@dataclass(frozen=True)
class Mutation:
    """One literal of a file, and the file's text without it."""

    path: Path
    line: int
    literal: str
    text: str


def mutations(unit: Path) -> Iterator[Mutation]:
    """Every mutation of a root module (a directory, with the modules below it, or a `.tf` file) or of a template."""
    if unit.is_file() and unit.suffix != ".tf":
        yield from _of_template(unit)
        return
    paths = sorted(unit.rglob("*.tf")) if unit.is_dir() else [unit]
    texts = {path: path.read_text(encoding="utf-8") for path in paths}
    deciding = {name for text in texts.values() for name in _deciding_names(text)}
    for path, text in texts.items():
        yield from _of_module(path, text, deciding)


def _deciding_names(text: str) -> Iterator[str]:
    """Variables and locals that counts, for_each and conditions are made of."""
    for match in _DECIDES.finditer(text):
        yield from _NAME.findall(match[0])


def _of_module(path: Path, text: str, deciding: set[str]) -> Iterator[Mutation]:
    quiet = _HEREDOC.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    quiet = _COMMENT.sub(lambda match: " " * len(match[0]), quiet)
    for start, end in _blocks(quiet):
        for match in _LITERAL.finditer(quiet, start, end):
            names = _assigned_names(quiet, start, match.start())
            before = quiet[quiet.rfind("\n", 0, match.start()) + 1 : match.start()]
            after = quiet[match.end() : quiet.find("\n", match.end())]
            if not names or names & (_FIXED | deciding) or "${" in match[0] or "%{" in match[0]:
                continue
            if _OPERAND_BEFORE.search(before) or _NOT_A_VALUE_AFTER.match(after):
                continue
            changed = f'{text[: match.start()]}var.{VARIABLE}{text[match.end() :]}\nvariable "{VARIABLE}" {{}}\n'
            yield Mutation(path, quiet.count("\n", 0, match.start()) + 1, match[0], changed)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """The bodies of the top-level blocks that may change; such a block closes with a brace at the start of a line."""
    for match in _BLOCK.finditer(text):
        close = text.find("\n}", match.end())
        yield match.end(), close if close >= 0 else len(text)


def _assigned_names(text: str, body: int, offset: int) -> set[str]:
    """The attributes in whose values the offset lies: its own and, for what spans several lines, those around it."""
    names = set()
    indent: int | None = None
    start = text.rfind("\n", 0, offset) + 1
    while start > body:
        line = text[start : text.find("\n", start)]
        depth = len(line) - len(line.lstrip())
        if line.strip() and (indent is None or depth < indent):
            assigned = _ASSIGNED.match(line)
            if assigned:
                names.add(assigned[1])
            indent = depth
        start = text.rfind("\n", 0, start - 1) + 1
    return names


def _of_template(path: Path) -> Iterator[Mutation]:
    text = path.read_text(encoding="utf-8")
    root = yaml.compose(text, yaml.CSafeLoader)
    if not isinstance(root, yaml.MappingNode):
        return
    starts = [match.end() for match in re.finditer(r"\n", text)]
    for node in _scalars(root):
        end = node.end_mark.index
        block = "\n" if text[:end].endswith("\n") else ""
        changed = f'{text[: node.start_mark.index]}{{"Ref": "{PARAMETER}"}}{block}{text[end:]}'
        yield Mutation(path, bisect_right(starts, node.start_mark.index) + 1, node.value, _with_parameter(changed))


def _with_parameter(text: str) -> str:
    root = yaml.compose(text, yaml.CSafeLoader)
    assert isinstance(root, yaml.MappingNode)
    parameters = _child(root, "Parameters")
    target, entry = root, f'"Parameters": {{"{PARAMETER}": {{"Type": "String"}}}}'
    if isinstance(parameters, yaml.MappingNode):
        target, entry = parameters, f'"{PARAMETER}": {{"Type": "String"}}'
    place = target.start_mark.index
    if target.flow_style:
        return f"{text[: place + 1]}{entry}, {text[place + 1 :]}"
    return f"{text[:place]}{entry}\n{' ' * target.start_mark.column}{text[place:]}"


def _child(node: yaml.MappingNode, key: str) -> yaml.Node | None:
    return next((value for name, value in node.value if name.value == key), None)


def _scalars(root: yaml.MappingNode) -> Iterator[yaml.ScalarNode]:
    resources = _child(root, "Resources")
    if isinstance(resources, yaml.MappingNode):
        for _, resource in resources.value:
            if isinstance(resource, yaml.MappingNode):
                properties = _child(resource, "Properties")
                if properties is not None:
                    yield from _leaves(properties)


def _leaves(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if node.tag.startswith("!"):
        return
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _leaves(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value not in _FIXED_PROPERTIES and not key.value.startswith("Fn::"):
                yield from _leaves(value)
