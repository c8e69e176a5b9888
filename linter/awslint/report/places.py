"""Spans as paths, lines and columns."""

from __future__ import annotations

from typing import Any

from awslint.syntax.sources import Position, Sources
from awslint.values import Span

START = Position(1, 1)


def located(span: Span, sources: Sources, otherwise: str) -> tuple[str, int, int]:
    """Returns path, line and column of a span's beginning; the beginning of `otherwise` for what is written nowhere."""
    if not span.is_somewhere:
        return otherwise, START.line, START.column
    source = sources[span.file]
    position = source.position(span.start)
    return source.path, position.line, position.column


def location(span: Span, sources: Sources, otherwise: str, label: str = "") -> dict[str, Any]:
    """Returns a span as the JSON contract has it; the end is exclusive."""
    if span.is_somewhere:
        source = sources[span.file]
        path, start, end = source.path, source.position(span.start), source.position(max(span.start, span.end))
    else:
        path, start, end = otherwise, START, START
    place: dict[str, Any] = {"path": path, "start": position(start), "end": position(end)}
    if label:
        place["label"] = label
    return place


def position(place: Position) -> dict[str, int]:
    """Returns a position as the JSON contract has it."""
    return {"line": place.line, "column": place.column}
