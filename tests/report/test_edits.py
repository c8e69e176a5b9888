from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awslint.report.edits import apply, definite, diff, write_back
from awslint.rules import Applicability, Edit, Fix
from awslint.syntax.sources import Sources
from awslint.values import Span


def edit(start: int, end: int, text: str) -> Edit:
    return Edit(Span(0, start, end), text)


def sources_of(text: str) -> Sources:
    sources = Sources()
    sources.add("a.tf", text)
    return sources


def test_edits_are_applied_by_their_first_offsets() -> None:
    texts, applied = apply(sources_of("abcdef"), [[edit(0, 1, "xyz")], [edit(4, 4, "-")], [edit(5, 6, "")]])
    assert texts == {"a.tf": "xyzbcd-e"}
    assert applied == [0, 1, 2]


@pytest.mark.parametrize("second", [edit(1, 3, ""), edit(0, 0, "-"), edit(1, 1, "-")])
def test_of_edits_that_collide_the_first_is_applied(second: Edit) -> None:
    texts, applied = apply(sources_of("abcdef"), [[edit(0, 2, "x")], [edit(4, 5, "y"), second]])
    assert (texts, applied) == ({"a.tf": "xcdef"}, [0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('["kms:A"]', (2, 7)),
        ('["kms:A", "kms:AB", "kms:A*"]', (2, 7)),
        ('["kms:A", "kms:A"]', None),
        ('["kms:AB"]', None),
        ('["xkms:A"]', None),
        ('["${x}"]', None),
    ],
)
def test_a_word_is_replaced_only_where_it_is_certain(
    samples: ModuleType, text: str, expected: tuple[int, int] | None
) -> None:
    from dataclasses import replace

    fix = Fix(Applicability.SAFE, (Edit(Span(0, 0, len(text)), "kms:B", replaces="kms:A"),))
    found = definite(replace(samples.finding(), fix=fix), sources_of(text))
    spans = [(change.span.start, change.span.end) for change in found.fix.edits] if found.fix is not None else None
    assert spans == ([expected] if expected is not None else None)


LINES = st.lists(st.tuples(st.text("ab", max_size=3), st.sampled_from(["\n", "\r\n"])), max_size=6)


@given(lines=LINES, last=st.text("ab", max_size=2), mark=st.sampled_from(["", "\ufeff"]))
@settings(max_examples=150)
def test_what_is_not_changed_is_written_back_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, str]], last: str, mark: str
) -> None:
    raw = mark + "".join(text + end for text, end in lines) + last
    path = tmp_path_factory.getbasetemp() / "file"
    path.write_bytes(raw.encode())
    old = raw.removeprefix("\ufeff").replace("\r\n", "\n")
    write_back(path, old, old, path.parent)
    assert path.read_bytes() == raw.encode()
    write_back(path, old, f"new\n{old}", path.parent)
    first = lines[0][1] if lines else "\n"
    assert path.read_bytes() == (mark + "new" + first + raw.removeprefix("\ufeff")).encode()


def test_a_file_that_has_changed_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.tf"
    path.write_text("other\n", encoding="utf-8")
    with pytest.raises(ValueError, match="has changed in the meantime"):
        write_back(path, "old\n", "new\n", tmp_path)
    assert path.read_text(encoding="utf-8") == "other\n"


def test_a_difference_tells_of_a_missing_line_end() -> None:
    assert diff({"a": "x\ny"}, {"a": "x\nz"}).endswith(
        "-y\n\\ No newline at end of file\n+z\n\\ No newline at end of file\n"
    )
