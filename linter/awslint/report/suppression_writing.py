"""Writes suppressions: a comment above what is at fault, or metadata where there are no comments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from awslint.frozen import frozen
from awslint.report.directives import written
from awslint.report.edits import is_editable
from awslint.rules import Edit, Finding
from awslint.syntax import json as json_syntax
from awslint.syntax import yaml
from awslint.syntax.sources import Source, Sources, SyntaxProblem
from awslint.syntax.tree import Mapping, Node, Scalar
from awslint.syntax.tree import Sequence as Items
from awslint.values import Span


@frozen
class Insertion:
    """One suppression to be written, of several findings."""

    edit: Edit
    findings: tuple[Finding, ...]


def insertions(findings: Sequence[Finding], sources: Sources, reason: str) -> list[Insertion]:
    """Returns what to write so that the findings do not count. Those that stand nowhere in an own file are left out."""
    places: dict[tuple[int, int], tuple[_Place, list[Finding]]] = {}
    for finding in findings:
        place = next(_places(finding, sources), None)
        if place is not None:
            places.setdefault((place.file, place.offset), (place, []))[1].append(finding)
    made = []
    for place, together in places.values():
        rules = tuple(dict.fromkeys(sorted(finding.rule.id for finding in together)))
        text = place.text(rules, reason)
        made.append(Insertion(Edit(Span(place.file, place.offset, place.offset), text), tuple(together)))
    return made


@frozen
class _Place:
    """Where a suppression goes. `form`: comment, metadata, ignore (into an existing awslint map) or note (`//`)."""

    file: int
    offset: int
    form: str
    before: str = ""
    after: str = ""

    def text(self, rules: tuple[str, ...], reason: str) -> str:
        if self.form == "comment":
            return f"{self.before}# {written(rules, reason)}{self.after}"
        if self.form == "note":
            return f'{self.before}"//": {json.dumps(written(rules, reason), ensure_ascii=False)}{self.after}'
        suppression = json.dumps({"rules": list(rules), "reason": reason}, ensure_ascii=False)
        children = {
            "metadata": f'"Metadata": {{"awslint": {{"ignore": [{suppression}]}}}}',
            "awslint": f'"awslint": {{"ignore": [{suppression}]}}',
            "ignore": f'"ignore": [{suppression}]',
            "entry": suppression,
        }[self.form]
        return f"{self.before}{children}{self.after}"


def _places(finding: Finding, sources: Sources) -> Iterator[_Place]:
    """The possible places, the nearest to the fault first; then the calls of the modules that it is in."""
    for span in (finding.span, *(place.span for place in reversed(finding.chain))):
        if not span.is_somewhere or not is_editable(sources[span.file].path):
            continue
        try:
            place = _place(sources[span.file], span.start, finding)
        except SyntaxProblem:
            continue
        if place is not None:
            yield place


def _place(source: Source, offset: int, finding: Finding) -> _Place | None:
    if source.path.endswith((".tf.json", ".tofu.json")):
        return _in_terraform_json(source, offset)
    if source.path.endswith((".tf", ".tofu")):
        return _above(source, offset, _hcl_texts(source))
    if source.path.endswith((".tfvars", ".tfvars.json")):
        return None
    if source.path.endswith(".json") or source.text.lstrip()[:1] == "{":
        return _in_template(source, offset, finding)
    return _above(source, offset, _yaml_texts(source))


def _above(source: Source, offset: int, texts: list[tuple[int, int]]) -> _Place:
    """The beginning of the line, or of an earlier one where this line begins within a text."""
    while True:
        line = source.position(offset).line
        start = source.line_starts[line - 1]
        around = [begin for begin, end in texts if begin < start < end]
        if not around:
            indent = re.match(r"[ \t]*", source.line(line))
            return _Place(source.number, start, "comment", indent[0] if indent else "", "\n")
        offset = min(around)


def _hcl_texts(source: Source) -> list[tuple[int, int]]:
    from awslint.syntax.hcl_mask import mask

    masked = mask(source.text, source.number, 0)
    return [*masked.strings.items(), *((template.start, template.end) for template in masked.templates.values())]


def _yaml_texts(source: Source) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    waiting: list[Node] = list(yaml.load(source))
    while waiting:
        node = waiting.pop()
        if isinstance(node, Scalar):
            found.append((node.start, node.end))
        elif isinstance(node, Items):
            waiting += node.items
        else:
            waiting += [value for _, value in node.entries]
    return found


def _in_template(source: Source, offset: int, finding: Finding) -> _Place | None:
    root = json_syntax.load(source)
    resources = root.mapping("Resources") if isinstance(root, Mapping) else None
    if resources is None:
        return None
    name = finding.address.rpartition("/")[2]
    around = [value for key, value in resources.entries if key.start <= offset < value.end]
    owner = around[0] if around else resources.get(name)
    if not isinstance(owner, Mapping):
        return None
    form = "metadata"
    for key, child in (("Metadata", "awslint"), ("awslint", "ignore"), ("ignore", "entry")):
        node = owner.get(key)
        if node is None:
            break
        form = child
        if isinstance(node, Items):
            return _Place(source.number, node.start + 1, form, "", ", " if node.items else "")
        if not isinstance(node, Mapping):
            return None
        owner = node
    return _first_in(source, owner, form)


def _in_terraform_json(source: Source, offset: int) -> _Place | None:
    node: Node = json_syntax.load(source)
    depth, deepest = 0, 0
    while depth == 0 or depth < deepest:
        if isinstance(node, Items):
            inside = [element for element in node.items if element.start <= offset < element.end]
            if not inside:
                return None
            node = inside[0]
            continue
        if not isinstance(node, Mapping):
            return None
        found = next(((key, value) for key, value in node.entries if key.start <= offset < value.end), None)
        if found is None:
            return None
        if depth == 0:
            deepest = {"resource": 3, "data": 3, "module": 2, "provider": 2, "variable": 2}.get(found[0].text, 0)
            if not deepest:
                return None
        node = found[1]
        depth += 1
    if isinstance(node, Items):
        inside = [element for element in node.items if element.start <= offset < element.end]
        node = (inside or node.items)[0]
    if not isinstance(node, Mapping):
        return None
    note = node.get("//")
    if isinstance(note, Items):
        return None
    return _first_in(source, node, "note") if note is None else None


def _first_in(source: Source, owner: Mapping, form: str) -> _Place:
    """The place before the first entry, laid out as that entry is."""
    offset = owner.start + 1
    if not owner.entries:
        return _Place(source.number, offset, form)
    blank = source.text[offset : owner.entries[0][0].start]
    return _Place(source.number, offset, form, blank, "," if blank else ", ")
