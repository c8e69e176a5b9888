"""What comes before what: sets of blocks, cycles, and chains of any length."""

from __future__ import annotations

import random
import sys

from awslint.graph import Deployment, Edge
from awslint.graph.ordering import Ordering

from .nodes import node


def test_sets_of_blocks() -> None:
    ordering = Ordering("abcd", [Edge("b", "a"), Edge("c", "b"), Edge("d", "a"), Edge("d", "absent")])
    before, after = ordering.before("c"), ordering.after("a")
    assert list(before) == ["a", "b"]
    assert list(after) == ["b", "c", "d"]
    assert list(before & after) == ["b"]
    assert list(before | after) == ["a", "b", "c", "d"]
    assert list(after - before) == ["c", "d"]
    assert list(ordering.these(["d", "absent", "a"])) == ["a", "d"]
    assert len(after) == 3
    assert before
    assert not before - before
    assert not ordering.before("absent")
    assert not ordering.reaches("c", "absent")


def test_a_cycle_leads_to_all_of_it_but_not_to_oneself() -> None:
    edges = [Edge("a", "b"), Edge("b", "c"), Edge("c", "a"), Edge("c", "d"), Edge("e", "a"), Edge("a", "a")]
    ordering = Ordering("abcde", edges)
    assert list(ordering.before("a")) == ["b", "c", "d"]
    assert list(ordering.before("b")) == ["a", "c", "d"]
    assert list(ordering.before("e")) == ["a", "b", "c", "d"]
    assert list(ordering.after("d")) == ["a", "b", "c", "e"]
    assert not ordering.reaches("a", "a")


def test_as_a_search_finds_it() -> None:
    chance = random.Random(7)
    for _ in range(200):
        names = [f"b{n}" for n in range(chance.randint(2, 12))]
        edges = [Edge(chance.choice(names), chance.choice(names)) for _ in range(chance.randint(0, 20))]
        ordering = Ordering(names, edges)
        chance.shuffle(names)
        for name in names:
            assert set(ordering.before(name)) == _searched(name, edges) - {name}
            assert set(ordering.after(name)) == {target for target in names if name in _searched(target, edges)} - {
                name
            }


def _searched(start: str, edges: list[Edge]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        current = waiting.pop()
        for edge in edges:
            if edge.source == current and edge.target not in found:
                found.add(edge.target)
                waiting.append(edge.target)
    return found


def test_chains_of_thousands_are_walked_once() -> None:
    number = 5000
    nodes = [node(f"t.n{n}", opaque=n == 7) for n in range(number)]
    deployment = Deployment(nodes, [Edge(f"t.n{n}", f"t.n{n - 1}") for n in range(1, number)])
    assert len(deployment.before(nodes[-1])) == number - 1
    assert len(deployment.after(nodes[0])) == number - 1
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    profiler = sys.getprofile()
    sys.setprofile(count)
    try:
        between = [deployment.steps_between(nodes[0], other) for other in nodes[10:]]
    finally:
        sys.setprofile(profiler)
    assert all(steps == [nodes[7]] for steps in between)
    assert calls < 200 * number
