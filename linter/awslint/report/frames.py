"""Code frames: the source lines of a finding, underlined and labelled."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from awslint.frozen import frozen
from awslint.report.places import located
from awslint.report.secrets import secret_parts
from awslint.report.shown_lines import ShownLine, Window, merged, shown_line
from awslint.report.style import Style, one_line, shown_path
from awslint.rules import Finding, Place, Severity
from awslint.syntax.sources import Source, Sources
from awslint.values import Span


@frozen
class _Mark:
    line: int
    start: int
    end: int
    label: str
    primary: bool


class Framer:
    """Draws frames. The secrets of each file are looked for once."""

    def __init__(self, sources: Sources, sensitive: Iterable[Span], style: Style) -> None:
        self.sources = sources
        self.sensitive = tuple(sensitive)
        self.style = style
        self._secrets: dict[int, list[tuple[int, int]]] = {}
        self._lines: dict[tuple[int, int], ShownLine] = {}

    def secrets(self, source: Source) -> list[tuple[int, int]]:
        """Returns the offsets of what must not be shown of a file."""
        if source.number not in self._secrets:
            self._secrets[source.number] = merged(secret_parts(source, self.sensitive))
        return self._secrets[source.number]

    def frame(self, finding: Finding) -> tuple[list[str], list[str]]:
        """Returns the frame's lines, and the notes about places that need no frame of their own."""
        path, line, column = located(finding.span, self.sources, finding.unit)
        notes = [place.label for place in finding.related if place.span == finding.span and place.label]
        others = [place for place in (*finding.related, *finding.chain) if place.span != finding.span]
        places = [Place(finding.span, one_line(finding.message)), *others]
        by_file: dict[int, list[_Mark]] = {}
        for index, place in enumerate(places):
            if place.span.is_somewhere:
                mark = self.mark(place, primary=index == 0)
                by_file.setdefault(place.span.file, []).append(mark)
        width = max((len(str(mark.line)) for marks in by_file.values() for mark in marks), default=1)
        gutter = " " * width
        shown = self.style(f"{shown_path(path)}:{line}:{column}", "bold")
        lines = [f"{gutter}{self.blue('-->')} {self.style.link(shown, path)}"]
        if not finding.span.is_somewhere:
            lines += [f"{gutter} {self.blue('=')} {part}" for part in _wrapped(finding.message, self.style.width)]
        for index, (number, marks) in enumerate(by_file.items()):
            if index or not finding.span.is_somewhere:
                first = marks[0]
                shown = f"{shown_path(self.sources[number].path)}:{first.line}:{first.start + 1}"
                lines.append(f"{gutter}{self.blue(':::')} {self.style.link(shown, self.sources[number].path)}")
            lines += self.snippet(self.sources[number], marks, width, finding.severity)
        return lines, notes

    def blue(self, text: str) -> str:
        """Returns the colour of everything that is not the user's text."""
        return self.style(text, "blue")

    def mark(self, place: Place, primary: bool) -> _Mark:
        """Returns the part of a place's first line that is underlined."""
        source = self.sources[place.span.file]
        start, end = source.position(place.span.start), source.position(place.span.end)
        line = source.line(start.line)
        last = end.column - 1 if end.line == start.line else len(line.rstrip())
        return _Mark(start.line, start.column - 1, max(last, start.column), one_line(place.label), primary)

    def snippet(self, source: Source, marks: Sequence[_Mark], width: int, severity: Severity) -> list[str]:
        """Returns the lines of one file that have marks, each with what is under it."""
        bar = self.blue("|")
        blank = f"{' ' * width} {bar}"
        lines = [blank]
        previous = 0
        for number in sorted({mark.line for mark in marks}):
            if previous and number > previous + 2:
                lines.append(self.blue("..."))
            elif previous and number == previous + 2:
                lines.append(
                    f"{self.blue(str(previous + 1).rjust(width))} {bar} {self.line(source, previous + 1).text}"
                )
            here = sorted((mark for mark in marks if mark.line == number), key=lambda mark: not mark.primary)
            part = self.line(source, number).window(here[0].start)
            lines.append(f"{self.blue(str(number).rjust(width))} {bar} {part.text}".rstrip())
            for mark in here:
                lines += [f"{blank} {under}" for under in self.underline(mark, part, severity)]
            previous = number
        return [*lines, blank]

    def line(self, source: Source, number: int) -> ShownLine:
        """Returns a line as it is shown."""
        key = (source.number, number)
        if key not in self._lines:
            start = source.line_starts[number - 1]
            self._lines[key] = shown_line(source.line(number), start, self.secrets(source))
        return self._lines[key]

    def underline(self, mark: _Mark, part: Window, severity: Severity) -> list[str]:
        """Returns the carets (dashes for a secondary place) and the label."""
        start = part.column(mark.start)
        end = max(part.column(mark.end), start + 1)
        tip = ("^" if mark.primary else "-") * (end - start)
        paint = (lambda text: self.style.severity(text, severity)) if mark.primary else self.blue
        indent = " " * start
        if not mark.label:
            return [indent + paint(tip)]
        if end + len(mark.label) + 1 <= self.style.width:
            return [f"{indent}{paint(tip)} {paint(mark.label)}"]
        space = min(start, self.style.width // 3)
        label = textwrap.wrap(mark.label, self.style.width - space, break_long_words=False, break_on_hyphens=False)
        return [indent + paint(tip), *(" " * space + paint(words) for words in label)]


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(one_line(text), width, break_long_words=False, break_on_hyphens=False)
