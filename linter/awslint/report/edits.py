"""Edits of texts: made definite, applied together, written back to files byte for byte but for what they change."""

from __future__ import annotations

import bisect
import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from awslint.files import read_file, write_file
from awslint.report.redaction import Redaction
from awslint.report.secrets import hidden_text
from awslint.report.style import clean, harmless, shown_path
from awslint.rules import Edit, Finding, Fix
from awslint.syntax.sources import Source, Sources
from awslint.values import Span


def is_editable(path: str) -> bool:
    """Returns whether a file is the author's own: what `terraform init` downloads is not."""
    return ".terraform" not in path.split("/")


def definite(finding: Finding, sources: Sources) -> Finding:
    """Returns the finding with a fix whose edits replace exactly their spans, or with none where that is not
    certain."""
    if finding.fix is None:
        return finding
    edits = [_definite(edit, sources) for edit in finding.fix.edits]
    certain = tuple(edit for edit in edits if edit is not None)
    fix = Fix(finding.fix.applicability, certain) if certain and len(certain) == len(edits) else None
    return replace(finding, fix=fix)


def _definite(edit: Edit, sources: Sources) -> Edit | None:
    span = edit.span
    if not span.is_somewhere or not is_editable(sources[span.file].path):
        return None
    if edit.drafted is not None:
        return edit.drafted(sources[span.file].text)
    if not edit.replaces:
        return edit
    text = sources[span.file].text[span.start : span.end]
    pattern = re.compile(rf"(?<![\w:*.-]){re.escape(edit.replaces)}(?![\w:*.-])")
    found = list(pattern.finditer(text))
    if len(found) != 1:
        return None
    return Edit(Span(span.file, span.start + found[0].start(), span.start + found[0].end()), edit.text)


def apply(sources: Sources, changes: Sequence[Sequence[Edit]]) -> tuple[dict[str, str], list[int]]:
    """Returns the new texts by path, and the indices of the changes that were applied: those that touch no earlier
    one."""
    taken: dict[int, _Taken] = {}
    applied = []
    for index, edits in enumerate(changes):
        if not any(taken.setdefault(edit.span.file, _Taken()).collides(edit) for edit in edits):
            for edit in edits:
                taken[edit.span.file].add(edit)
            applied.append(index)
    return {
        sources[file].path: _edited(sources[file], change.edits) for file, change in taken.items() if change.edits
    }, applied


class _Taken:
    """The edits of one file so far, in order; none lies within another one."""

    def __init__(self) -> None:
        self.edits: list[tuple[int, int, str]] = []

    def collides(self, edit: Edit) -> bool:
        """Returns whether an edit begins where one does, or changes what one changes."""
        start, end = edit.span.start, edit.span.end
        at = bisect.bisect_left(self.edits, (start,))
        before = self.edits[at - 1] if at else (-1, -1, "")
        behind = self.edits[at] if at < len(self.edits) else (len(self.edits) + end + 1, 0, "")
        return before[1] > start or behind[0] < end or behind[0] == start

    def add(self, edit: Edit) -> None:
        """Takes an edit that collides with none, or belongs to one change with those that it touches."""
        bisect.insort(self.edits, (edit.span.start, edit.span.end, edit.text))


def _edited(source: Source, edits: Iterable[tuple[int, int, str]]) -> str:
    """The text with the edits, which are in order."""
    parts, at = [], 0
    for start, end, new in edits:
        parts += [source.text[at:start], new]
        at = end
    return "".join([*parts, source.text[at:]])


def write_back(path: Path, old: str, new: str, root: Path) -> None:
    """Writes a changed text into its file, which keeps its line ends and its byte order mark.

    Args:
        old: the text as it was read: without byte order mark, with plain line ends.
        root: what was linted; a path in it must not lead out of it.

    Raises:
        OSError: the file cannot be written, or a link leads from it out of what was linted.
        ValueError: the file is not what it was when it was read.
    """
    raw = read_file(path).decode("utf-8")
    mark = "\ufeff" if raw.startswith("\ufeff") else ""
    body = raw[len(mark) :]
    if body.replace("\r\n", "\n") != old:
        raise ValueError(f"{path.as_posix()} has changed in the meantime")
    write_file(path, (mark + _with_line_ends(body, old, new)).encode("utf-8"), root)


def _with_line_ends(body: str, old: str, new: str) -> str:
    """The new text, where lines that stay keep their ends and new ones end as the first line of the file does."""
    if "\r\n" not in body:
        return new
    # Offsets in `old` of the line ends that were \r\n.
    places = [match.start() - number for number, match in enumerate(re.finditer("\r\n", body))]
    usual = "\r\n" if body.find("\n") == body.find("\r\n") + 1 else "\n"
    old_lines, new_lines = old.splitlines(keepends=True), new.splitlines(keepends=True)
    ends, offset = [], 0
    for line in old_lines:
        offset += len(line)
        index = bisect.bisect_left(places, offset - 1)
        ends.append("\r\n" if index < len(places) and places[index] == offset - 1 else "\n")
    result = []
    matcher = difflib.SequenceMatcher(None, old_lines, new_lines, autojunk=False)
    for tag, first, _, start, end in matcher.get_opcodes():
        for number, line in enumerate(new_lines[start:end]):
            ending = ends[first + number] if tag == "equal" else usual
            result.append(line[:-1] + ending if line.endswith("\n") else line)
    return "".join(result)


def diff(before: Mapping[str, str], after: Mapping[str, str], secrets: Iterable[str] = ()) -> str:
    """Shows the changes as a unified diff, by path, for people: without secrets and control characters.

    Args:
        secrets: values that are to be hidden wherever they stand, beside those that their names or forms tell.
    """
    redact, parts = Redaction(secrets), []
    for path in sorted(after):
        old, new = (_shown_lines(path, texts[path], redact) for texts in (before, after))
        name = shown_path(path)
        for line in difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"):
            parts.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return harmless("".join(parts))


def _shown_lines(path: str, text: str, redact: Redaction) -> list[str]:
    hidden = hidden_text(Source(0, path, text), ())
    return clean(redact(hidden)).splitlines(keepends=True)
