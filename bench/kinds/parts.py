"""What both languages' kinds are put together from."""

from __future__ import annotations

from collections.abc import Callable

Project = Callable[[int], str]
"""The text of a project with a number of things. After a form feed comes what it calls: a module, a nested template."""


def each(number: int, text: str, joint: str = "") -> str:
    """The text once for every number from 1 on: `#` stands for the number, `##` for the one before."""
    return joint.join(text.replace("##", str(place - 1)).replace("#", str(place)) for place in range(1, number + 1))


def many(text: str, once: str = "", called: str = "") -> Project:
    """What stands there once, then the text many times."""
    return lambda number: once + each(number, text) + (f"\f{called}" if called else "")


def inside(before: str, text: str, after: str, joint: str = ",\n", called: str = "") -> Project:
    """One thing in which the text stands many times."""
    return lambda number: before + each(number, text, joint) + after + (f"\f{called}" if called else "")
