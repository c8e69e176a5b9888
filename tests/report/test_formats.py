"""Every format, whole: what it says of one report that has something of everything.

`AWSLINT_SNAPSHOTS=write python -m pytest tests/report/test_formats.py` writes the snapshots anew; then look at them.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from awslint import __version__
from awslint.graph.loading import Problem
from awslint.report import text
from awslint.report.as_github import as_github
from awslint.report.as_gitlab import as_gitlab
from awslint.report.as_junit import as_junit
from awslint.report.as_markdown import LONGEST, as_markdown
from awslint.report.as_sarif import artifact, as_sarif
from awslint.report.formats import FOR_PEOPLE, FOR_PROGRAMS, FORMATS, for_programs
from awslint.report.outcome import Report
from awslint.report.style import Style
from awslint.rules import Applicability, Edit, Finding, Fix, Place, Raises, Rule, Severity, Suppressed
from awslint.rules.finding import Doubt
from awslint.syntax.sources import Sources
from awslint.values import NOWHERE, Span

SNAPSHOTS = Path(__file__).parent / "snapshots"
SARIF = json.loads((Path(__file__).parents[1] / "contract" / "sarif.schema.json").read_text(encoding="utf-8"))
ENDINGS = {"full": "txt", "concise": "txt", "github": "txt", "junit": "xml", "markdown": "md"}

AWKWARD = """\
# Ein Schlüssel
resource "aws_kms_key" "a,b:c" {
  policy = "100% | <b>*bold*</b> @team `x`"
}
"""


def everything(samples: ModuleType) -> Report:
    """A report with a finding of each kind, a suppressed one, problems, and characters that mean something."""
    sources = samples.sources()
    sources.add("prod/a b/ä,1.tf", AWKWARD)
    key = samples.spot(sources, "prod/main.tf", "custom_key_store_id = module.store.id")
    password = samples.spot(sources, "prod/main.tf", 'password = "hunter2-hunter2-hunter2"')
    policy = samples.spot(sources, "prod/a b/ä,1.tf", 'policy = "100% | <b>*bold*</b> @team `x`"')
    block = Span(policy.file, AWKWARD.index("resource"), len(AWKWARD) - 1)
    store = Place(samples.spot(sources, "store/main.tf", "hsm"), "created here, never connected")
    call = Place(samples.spot(sources, "prod/main.tf", "provider"), "called here as module.a")
    fix = Fix(Applicability.UNSAFE, (Edit(key, "custom_key_store_id = null"),))
    several = replace(
        samples.rule("IAM001", Severity.WARNING, "A policy names an action: none | at all"),
        raises=(Raises("kms", "AccessDeniedException", on="CreateKey"), Raises("sts", "AccessDenied")),
        text="A statement allows nothing.\n\n## Limits\nNone.\n",
    )
    cfn_lint = Rule(
        id="E3002",
        title="Resource properties are invalid",
        severity=Severity.ERROR,
        types=(),
        raises=(Raises("cfn-lint", "E3002"),),
        evidence=("https://example.com/E3002",),
        check=samples.nothing,
    )
    own = replace(
        samples.rule("SUP001", Severity.WARNING, "A suppression silences nothing"), raises=(Raises("awslint", "X"),)
    )
    awkward = 'Has 100% of "a | b", <b>*bold*</b>,\r\n::error::no @team and `code|bar`'
    findings = (
        samples.finding(policy, of=several, message=awkward, address='aws_kms_key.k["a|b"]', attribute="policy"),
        samples.finding(block, of=own, message="Nothing here.", help_="Remove it.", attribute=""),
        replace(
            samples.finding(key, related=(store,), chain=(call,), assumes=("first deployment",), world="var.on"),
            fix=fix,
        ),
        samples.finding(key, message="The same again.", help_=""),
        samples.finding(
            password,
            attribute="password",
            message="The password is too short.",
            assumes=('var.password = "kingfisher" (default)',),
            world='var.secret is "kingfisher"',
            of=samples.rule("EC001", Severity.INFO, "A password is too short"),
        ),
        samples.finding(NOWHERE, of=cfn_lint, message="Additional properties are not allowed", help_="", unit="t.yaml"),
    )
    suppressed = (
        replace(
            samples.finding(key, message="A known one."),
            suppressed=Suppressed("comment", "the <network> team does it", date(2027, 1, 31)),
        ),
        replace(samples.finding(block, message="An old one."), suppressed=Suppressed("baseline")),
    )
    problems = (
        Problem("syntax", "close the brace, please: }", "prod/main.tf", Span(0, 17, 18)),
        Problem("module", "registry.terraform.io/x is not downloaded", "prod"),
        Problem("internal", "rule KMS001 failed", "prod", rule="KMS001"),
    )
    return Report(
        findings=findings,
        suppressed=suppressed,
        doubts=(("prod", Doubt("KMS001", "aws_kms_key.k", ("var.x has no value",))),),
        problems=problems,
        sources=sources,
        units=("prod", "quiet", "t.yaml"),
        files=("prod/main.tf", "store/main.tf"),
        resources=3,
        skipped=2,
    )


def written(name: str, report: Report) -> str:
    if name == "full":
        return text.full(report, report.findings, Style())
    if name == "concise":
        return text.concise(report, report.findings, Style())
    return for_programs(name, report, report.findings)


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_as_it_was(samples: ModuleType, name: str) -> None:
    snapshot = SNAPSHOTS / f"{name}.{ENDINGS.get(name, 'json')}"
    now = written(name, everything(samples)).replace(__version__, "VERSION")
    if os.environ.get("AWSLINT_SNAPSHOTS") == "write":
        snapshot.write_text(now, encoding="utf-8", newline="\n")
    assert now == snapshot.read_bytes().decode("utf-8")


def test_every_snapshot_is_of_a_format() -> None:
    assert sorted(path.stem for path in SNAPSHOTS.iterdir()) == sorted(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_shows_a_secret(samples: ModuleType, name: str) -> None:
    shown = written(name, everything(samples))
    assert "kingfisher" not in shown
    assert "hunter2-h" not in shown


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_is_reported_of_an_empty_report_that_could_break_a_reader(name: str) -> None:
    shown = written(name, Report())
    if name in ("json", "sarif", "gitlab"):
        json.loads(shown)
    elif name == "junit":
        assert ElementTree.fromstring(shown).get("tests") == "0"
    elif name == "markdown":
        assert shown == "### awslint: no findings in 0 units, 0 files, 0 resources\n"
    else:
        assert shown == ""


def test_formats_for_people_and_for_programs() -> None:
    assert {*FOR_PEOPLE, *FOR_PROGRAMS} == set(FORMATS)


def log(report: Report) -> Any:
    document = json.loads(as_sarif(report, report.findings))
    jsonschema.Draft202012Validator(SARIF).validate(document)
    return document["runs"][0]


def test_sarif_names_no_absolute_place(samples: ModuleType) -> None:
    run = log(everything(samples))
    assert "uri" not in run["originalUriBaseIds"]["%SRCROOT%"]
    places = [finding["locations"][0]["physicalLocation"]["artifactLocation"] for finding in run["results"]]
    assert {place["uriBaseId"] for place in places} == {"%SRCROOT%"}
    assert "prod/a%20b/%C3%A4%2C1.tf" in {place["uri"] for place in places}


@pytest.mark.parametrize(
    ("path", "uri"),
    [("a/b.tf", "a/b.tf"), ("../b.tf", "../b.tf"), ("/a b.tf", "file:///a%20b.tf"), ("C:/a.tf", "file:///C:/a.tf")],
)
def test_paths_in_sarif(path: str, uri: str) -> None:
    found = artifact(path)
    assert found["uri"] == uri
    assert ("uriBaseId" in found) is not uri.startswith("file:")


def test_sarif_tells_findings_apart_that_share_a_fingerprint(samples: ModuleType) -> None:
    prints = [finding["partialFingerprints"]["awslintFault/v2"] for finding in log(everything(samples))["results"]]
    assert len(set(prints)) == len(prints)


def test_sarif_marks_what_is_suppressed(samples: ModuleType) -> None:
    results = log(everything(samples))["results"]
    marked = [result["suppressions"][0] for result in results if result["suppressions"]]
    assert [suppression["kind"] for suppression in marked] == ["external", "inSource"]
    assert marked[1]["justification"] == "the <network> team does it"
    assert sum(not result["suppressions"] for result in results) == 6


def test_sarif_says_when_a_run_was_incomplete(samples: ModuleType) -> None:
    assert log(Report())["invocations"][0]["executionSuccessful"] is True
    invocation = log(everything(samples))["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert [notification["descriptor"]["id"] for notification in invocation["toolExecutionNotifications"]] == [
        "syntax",
        "module",
        "internal",
    ]


def test_sarif_has_the_page_of_every_rule(samples: ModuleType) -> None:
    run = log(everything(samples))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["E3002", "EC001", "IAM001", "KMS055", "SUP001"]
    assert "## Limits" in rules[2]["help"]["markdown"]
    assert all(rules[finding["ruleIndex"]]["id"] == finding["ruleId"] for finding in run["results"])


def test_a_workflow_command_cannot_be_smuggled_in(samples: ModuleType) -> None:
    report = everything(samples)
    lines = as_github(report, report.findings).splitlines()
    assert len(lines) == len(report.findings) + len(report.problems)
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)
    properties = lines[0].split("::")[1]
    assert "file=prod/a b/ä%2C1.tf" in properties
    assert "100%25 of" in lines[0]


def test_gitlab_wants_every_fingerprint_once(samples: ModuleType) -> None:
    report = everything(samples)
    entries = json.loads(as_gitlab(report, report.findings))
    prints = [entry["fingerprint"] for entry in entries]
    assert len(set(prints)) == len(prints) == len(report.findings) + 2
    assert {entry["severity"] for entry in entries} == {"critical", "major", "info", "blocker"}
    assert all(entry["location"]["lines"]["begin"] >= 1 for entry in entries)


def test_junit_fails_for_what_fails(samples: ModuleType) -> None:
    report = everything(samples)
    root = ElementTree.fromstring(as_junit(report, report.findings))
    assert {name: root.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "12",
        "failures": "5",
        "errors": "2",
        "skipped": "3",
    }
    quiet = root.find("testsuite[@name='quiet']/testcase")
    assert quiet is not None
    assert list(quiet) == []


def test_junit_is_readable_whatever_a_file_is_called() -> None:
    unit = "a\x00b\x1b<&\"'\n"
    root = ElementTree.fromstring(as_junit(Report(units=(unit,)), ()))
    assert root.find("testsuite") is not None


def test_markdown_fits_into_a_comment_and_counts_the_rest(samples: ModuleType) -> None:
    some = samples.sources()
    found: tuple[Finding, ...] = tuple(
        samples.finding(samples.spot(some, "prod/main.tf", "custom_key_store_id"), message=f"{number} " + "x" * 300)
        for number in range(300)
    )
    report = samples.report(*found, of=some)
    shown = as_markdown(report, found)
    assert len(shown) <= LONGEST + 500
    rows = shown.count("| 🛑 |")
    assert f"and {300 - rows} more" in shown
    assert "300 errors" in shown


def test_markdown_keeps_to_its_table(samples: ModuleType) -> None:
    report = everything(samples)
    rows = [line for line in as_markdown(report, report.findings).splitlines() if line.startswith("| ")]
    assert len(rows) == len(report.findings) + 1
    assert all(line.replace(r"\|", "").count("|") == 5 for line in rows)
    assert "<b>" not in "".join(rows)


def test_sources_are_shown_with_slashes() -> None:
    some = Sources()
    assert some.add(Path("a", "b.tf").as_posix(), "").path == "a/b.tf"
