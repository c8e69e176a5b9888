"""Pieces of a text, found by a place in them."""

from __future__ import annotations

import random

from awslint.report.pieces import Pieces


def test_pieces_around_a_place() -> None:
    pieces = Pieces([(0, 100), (10, 20), (10, 30), (40, 40), (25, 50)])
    assert list(pieces.around(10)) == [1, 2, 0]
    assert list(pieces.around(29)) == [4, 2, 0]
    assert 100 not in pieces
    assert 99 in pieces
    assert 5 not in Pieces([])


def test_as_a_search_finds_them() -> None:
    chance = random.Random(3)
    for _ in range(300):
        ends = [(chance.randint(0, 20), chance.randint(0, 20)) for _ in range(chance.randint(0, 9))]
        pieces = Pieces(ends)
        for place in range(-1, 22):
            assert set(pieces.around(place)) == {at for at, (start, end) in enumerate(ends) if start <= place < end}
