"""The work grows with the resources, not with their square. Counted, never timed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
try:
    from bench.kinds import KINDS, WATCHED
finally:
    sys.path.remove(str(ROOT))


@pytest.mark.parametrize("as_units", [False, True], ids=["one unit", "many units"])
@pytest.mark.parametrize("language", ["terraform", "cloudformation"])
def test_ten_times_the_resources_are_at_most_twelve_times_the_work(
    language: str, as_units: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    from bench.growth import MOST, growth

    if sys.getprofile() is not None:
        pytest.skip("something else is profiling")
    small, large = growth(language, 40, tmp_path, as_units=as_units)
    assert small > 1000
    assert large <= MOST * small


def test_what_is_generated_has_findings_and_no_problems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    from bench.generate import write

    from awslint.engine import Options, check

    for language in ("terraform", "cloudformation"):
        write(language, 80, tmp_path / language)
        report = check([tmp_path / language], Options())
        assert not report.problems
        assert report.resources >= 70
        assert report.findings


@pytest.mark.parametrize(("language", "name"), [(language, name) for language in WATCHED for name in WATCHED[language]])
def test_ten_times_of_one_kind_are_at_most_twelve_times_the_work(
    language: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    from bench.growth import MOST, growth_of_kind

    if sys.getprofile() is not None:
        pytest.skip("something else is profiling")
    small, large = growth_of_kind(language, name, 10, tmp_path)
    assert small > 1000
    assert large <= MOST * small


def test_every_kind_can_be_linted(tmp_path: Path) -> None:
    from bench.kinds import write_kind

    from awslint.engine import Options, check

    kinds = [(language, name) for language in KINDS for name in KINDS[language]]
    for number, (language, name) in enumerate(kinds):
        here = tmp_path / str(number)
        write_kind(language, name, 2, here)
        report = check([here], Options())
        assert all(problem.kind == "module" for problem in report.problems), (language, name, report.problems)
        assert report.files, (language, name)
