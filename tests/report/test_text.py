from __future__ import annotations

from types import ModuleType

import pytest

from awslint.graph.loading import Problem
from awslint.report import text
from awslint.report.style import Style, wants_colour
from awslint.rules import Place, Severity
from awslint.rules.finding import Doubt
from awslint.syntax.sources import Sources
from awslint.values import NOWHERE, Span

PLAIN = Style()


def test_a_full_finding_shows_every_place_the_exception_and_the_help(samples: ModuleType) -> None:
    some = samples.sources()
    found = samples.finding(
        samples.spot(some, "prod/main.tf", "custom_key_store_id = module.store.id"),
        related=(Place(samples.spot(some, "store/main.tf", 'resource "aws_kms_custom_key_store" "hsm"'), "the store"),),
        assumes=("first deployment: the store does not exist yet",),
        world="var.on",
    )
    shown = text.full(samples.report(found, of=some), [found], PLAIN)
    assert shown == (
        "error[KMS055]: A key needs a connected store\n"
        " --> prod/main.tf:6:2\n"
        "  |\n"
        "6 |     custom_key_store_id = module.store.id\n"
        "  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ aws_kms_key.k is created in a store that nothing connects.\n"
        "  |\n"
        " ::: store/main.tf:1:1\n"
        "  |\n"
        '1 | resource "aws_kms_custom_key_store" "hsm" {\n'
        "  | ----------------------------------------- the store\n"
        "  |\n"
        "  = exception: CustomKeyStoreInvalidStateException from kms:CreateKey (on create)\n"
        "  = resource: aws_kms_key.k, custom_key_store_id\n"
        "  = when: var.on\n"
        "  = assumes: first deployment: the store does not exist yet\n"
        "  = help: Connect the store first.\n"
        "  = more: awslint explain KMS055\n"
    )


def test_places_in_one_file_share_a_snippet(samples: ModuleType) -> None:
    some = samples.sources()
    found = samples.finding(
        samples.spot(some, "prod/main.tf", 'resource "aws_kms_key" "k"'),
        related=(Place(samples.spot(some, "prod/main.tf", 'region = "eu-central-1"'), "the region"),),
    )
    shown = text.full(samples.report(found, of=some), [found], PLAIN)
    assert shown.count("-->") == 1
    assert ":::" not in shown
    assert "...\n" in shown
    assert shown.index("the region") < shown.index("^^^^")


def test_a_finding_that_is_written_nowhere_still_has_its_message(samples: ModuleType) -> None:
    found = samples.finding(NOWHERE)
    shown = text.full(samples.report(found, of=Sources()), [found], PLAIN)
    assert "--> prod:1:1" in shown
    assert "created in a store that nothing connects" in shown


def test_the_same_place_for_another_instance_is_a_note(samples: ModuleType) -> None:
    some = samples.sources()
    span = samples.spot(some, "prod/main.tf", 'resource "aws_kms_key" "k"')
    found = samples.finding(span, related=(Place(span, "the same for aws_kms_key.k[1]"),))
    assert "= also: the same for aws_kms_key.k[1]" in text.full(samples.report(found, of=some), [found], PLAIN)


def test_a_long_line_is_cut_around_its_mark(samples: ModuleType) -> None:
    some = Sources()
    line = '{"a": "' + "x" * 5000 + '", "Key": "here", "b": "' + "y" * 5000 + '"}'
    some.add("t.json", line)
    found = samples.finding(samples.spot(some, "t.json", '"Key": "here"'))
    shown = text.full(samples.report(found, of=some), [found], PLAIN).splitlines()
    assert max(map(len, shown)) < 200
    source, carets = shown[3], shown[4]
    assert source[carets.index("^") : carets.rindex("^") + 1] == '"Key": "here"'


def test_wide_characters_keep_the_carets_in_place(samples: ModuleType) -> None:
    some = Sources()
    some.add("t.yaml", "日本: here\n")
    found = samples.finding(samples.spot(some, "t.yaml", "here"), message="m")
    shown = text.full(samples.report(found, of=some), [found], PLAIN).splitlines()
    assert shown[4] == "  |       ^^^^ m"


def test_control_characters_of_a_file_do_not_reach_the_terminal(samples: ModuleType) -> None:
    some = Sources()
    some.add("t\x1b[2J.tf", 'name = "a\x1b]0;x\x07b"\n')
    found = samples.finding(Span(0, 0, 6), message="a\x1b[31m\nb", address="k\x1b[0m")
    report = samples.report(found, of=some)
    for shown in (text.full(report, [found], PLAIN), text.concise(report, [found], PLAIN)):
        assert "\x1b" not in shown
        assert "\x07" not in shown


def test_every_offset_of_a_file_can_be_shown(samples: ModuleType) -> None:
    some = samples.sources()
    source = some[0]
    for start in range(len(source.text) + 1):
        for length in (0, 1, 40, 1000):
            found = samples.finding(Span(0, start, min(start + length, len(source.text))))
            assert "^" in text.full(samples.report(found, of=some), [found], PLAIN)


def test_a_concise_finding_is_one_line(samples: ModuleType) -> None:
    some = samples.sources()
    found = samples.finding(samples.spot(some, "prod/main.tf", 'resource "aws_kms_key" "k"'), message="two\nlines")
    assert text.concise(samples.report(found, of=some), [found], PLAIN) == (
        "prod/main.tf:5:1: error[KMS055] two lines (KMS CustomKeyStoreInvalidStateException, CreateKey)\n"
    )


def test_statistics_count_by_rule(samples: ModuleType) -> None:
    first, other = samples.rule(), samples.rule("KMS001", title="Another")
    found = [samples.finding(of=other), samples.finding(of=first), samples.finding(of=other)]
    assert text.statistics(found, PLAIN).split() == ["2", "KMS001", "Another", "1", "KMS055", *first.title.split()]


def test_the_summary_tells_everything_that_was_left_out(samples: ModuleType) -> None:
    some = samples.sources()
    found = [
        samples.finding(),
        samples.finding(of=samples.rule("KMS002", Severity.WARNING)),
        samples.finding(of=samples.rule("KMS003", Severity.INFO)),
    ]
    report = samples.report(
        *found,
        of=some,
        doubts=(("prod", Doubt("KMS001", "aws_kms_key.k", ("var.x has no value",))),),
        problems=(Problem("syntax", "m", "a.tf"), Problem("module", "m", "b.tf")),
        skipped=3,
        empty=("lost",),
    )
    shown = text.summary(report, 1, PLAIN)
    for part in (
        "1 error, 1 warning, 1 info in 1 unit, 1 file, 2 resources",
        "1 finding hidden (--severity info shows all)",
        "1 check undecided",
        "3 files skipped",
        "1 module not read",
        "incomplete: 1 problem above",
        "lost: nothing to lint",
    ):
        assert part in shown
    assert text.summary(samples.report(of=some), 0, PLAIN) == "no findings in 1 unit, 1 file, 2 resources\n"


def test_undecided_checks_say_why(samples: ModuleType) -> None:
    report = samples.report(
        of=Sources(), doubts=(("prod", Doubt("KMS001", "aws_kms_key.k", ('var.password = "hunter2"', "b"))),)
    )
    assert text.undecided(report, PLAIN) == 'prod: undecided[KMS001] aws_kms_key.k: var.password = "***"; b\n'


def test_problems_have_a_place(samples: ModuleType) -> None:
    some = samples.sources()
    report = samples.report(
        of=some,
        problems=(
            Problem("syntax", "close it", "x", Span(0, 17, 18)),
            Problem("internal", "failed", "y", rule="KMS001"),
        ),
    )
    shown = text.problems(report, PLAIN)
    assert "prod/main.tf:2:1: syntax: close it\n" in shown
    assert "y: internal: failed\n  this is a fault of awslint" in shown


class _Terminal:
    def __init__(self, answer: bool) -> None:
        self.answer = answer

    def isatty(self) -> bool:
        return self.answer


@pytest.mark.parametrize(
    ("choice", "terminal", "environment", "expected"),
    [
        ("auto", True, {}, True),
        ("auto", False, {}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ("auto", False, {"FORCE_COLOR": "1"}, True),
        ("auto", False, {"FORCE_COLOR": "0"}, False),
        ("auto", True, {"TERM": "dumb"}, False),
        ("always", False, {"NO_COLOR": "1"}, True),
        ("never", True, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_is_used_where_it_is_wanted(
    choice: str, terminal: bool, environment: dict[str, str], expected: bool
) -> None:
    assert wants_colour(choice, _Terminal(terminal), environment) is expected  # type: ignore[arg-type]


def test_colour_changes_nothing_but_colour(samples: ModuleType) -> None:
    import re

    some = samples.sources()
    found = samples.finding(samples.spot(some, "prod/main.tf", 'resource "aws_kms_key" "k"'))
    report = samples.report(found, of=some)
    coloured = text.full(report, [found], Style(True))
    assert "\x1b[1;31m" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == text.full(report, [found], PLAIN)
