"""Circles of names that need each other."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator


def circles(needs: dict[str, list[str]]) -> Iterator[list[str]]:
    """Yields a shortest circle through the first name of every group of names that all need each other."""
    order = {name: place for place, name in enumerate(needs)}
    for group in _groups(needs):
        first = min(group, key=order.__getitem__)
        if len(group) > 1 or first in needs[first]:
            yield _shortest(first, needs, group)


def _shortest(first: str, needs: dict[str, list[str]], group: frozenset[str]) -> list[str]:
    before: dict[str, str] = {}
    waiting = deque([first])
    while first not in before:
        name = waiting.popleft()
        for following in needs[name]:
            if following in group and following not in before:
                before[following] = name
                waiting.append(following)
    circle = [before[first]]
    while circle[-1] != first:
        circle.append(before[circle[-1]])
    return circle[::-1]


def _groups(needs: dict[str, list[str]]) -> Iterator[frozenset[str]]:
    """The strongly connected components (Tarjan's algorithm, without recursion)."""
    found: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    for start, first in needs.items():
        if start in found:
            continue
        path = [(start, iter(first))]
        found[start] = lowest[start] = len(found)
        stack.append(start)
        on_stack.add(start)
        while path:
            name, rest = path[-1]
            following = next((member for member in rest if member in needs), None)
            if following is None:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[name])
                if lowest[name] == found[name]:
                    place = stack.index(name) if stack[-1] != name else len(stack) - 1
                    group = frozenset(stack[place:])
                    del stack[place:]
                    on_stack -= group
                    yield group
            elif following not in found:
                found[following] = lowest[following] = len(found)
                stack.append(following)
                on_stack.add(following)
                path.append((following, iter(needs[following])))
            elif following in on_stack:
                lowest[name] = min(lowest[name], found[following])
