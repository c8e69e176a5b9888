from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

import pytest

from awslint.engine import Options, check
from awslint.facts.names import TypeNames
from awslint.front_ends import FRONT_ENDS, FrontEnd
from awslint.graph import Deployment, ModuleCall, Resource
from awslint.graph.loading import Inputs, Loaded, Problem
from awslint.project import Unit, UnitKind
from awslint.report.outcome import Report
from awslint.rules import Raises, Rule, Severity, Verdict
from awslint.syntax.sources import Sources
from awslint.values import Known, MapOf, Span, Truth


def key(address: str, span: Span, name: str = "bad", **rest: object) -> Resource:
    attributes = MapOf({"Name": Known(name, span)}, spans={"Name": span})
    type_ = "AWS::KMS::Key"
    return Resource(address, type_, "aws_kms_key", attributes, TypeNames(type_, is_open=True), span, **rest)  # type: ignore[arg-type]


class FakeFrontEnd(FrontEnd):
    """Every unit has a file `main.tf` and the resources that were set for it, or fails."""

    def __init__(self, units: dict[str, list[Resource] | Exception]) -> None:
        self.units = units
        self.loaded: dict[str, bool] = {}

    def load(self, unit: Unit, sources: Sources, inputs: Inputs) -> Loaded:
        path = unit.path.as_posix()
        self.loaded[path] = unit.called
        for name in ("main.tf", "shared.tf"):
            sources.add(name, "0123456789\n" * 10)
        some = self.units[path]
        if isinstance(some, Exception):
            raise some
        return Loaded(Deployment(some, path=path), (), (f"{path}/main.tf",))


def rule(id_: str, check_: object, severity: Severity = Severity.ERROR) -> Rule:
    raises = (Raises("kms", "E", on="CreateKey"),)
    return Rule(id_, "t", severity, ("AWS::KMS::Key",), raises, (), check_)  # type: ignore[arg-type]


def bad_name(resource: Resource, _: Deployment) -> Iterator[Verdict]:
    name = resource.get("Name")
    holds = Truth.MAYBE if name.text == "maybe" else name.equals("bad")
    yield Verdict(holds=holds, at=name, message=f"{resource.address} is bad")


def failing(resource: Resource, _: Deployment) -> Iterator[Verdict]:
    raise RecursionError(resource.address)
    yield


def run(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    units: dict[str, list[Resource] | Exception],
    *rules: Rule,
    paths: Sequence[str] = (".",),
    calls: str = "",
) -> tuple[Report, FakeFrontEnd]:
    monkeypatch.chdir(tmp_path)
    for path in units:
        Path(path).mkdir()
        text = f'module "m" {{\n  source = "{calls}"\n}}\n' if calls and path == "a" else ""
        Path(path, "main.tf").write_text(text, encoding="utf-8")
    front_end = FakeFrontEnd(units)
    report = check(
        [Path(path) for path in paths],
        Options(),
        front_ends={"terraform": front_end},
        rules=lambda _: rules or (rule("KMS001", bad_name),),
    )
    return report, front_end


def test_every_kind_of_unit_has_a_front_end() -> None:
    assert FRONT_ENDS.keys() == set(get_args(UnitKind))
    assert all(front_end.noun for front_end in FRONT_ENDS.values() if front_end.option)


FIRST, SECOND = Span(0, 0, 5), Span(0, 25, 30)


def addresses(report: Report) -> list[str]:
    return [finding.address for finding in report.findings]


def test_findings_come_in_order_of_place_and_rule(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    units: dict[str, list[Resource] | Exception] = {
        "a": [key("z", SECOND), key("y", FIRST), key("good", FIRST, "good")]
    }
    report, _ = run(monkeypatch, tmp_path, units, rule("KMS002", bad_name), rule("KMS001", bad_name))
    assert [(finding.address, finding.rule.id) for finding in report.findings] == [
        ("y", "KMS001"),
        ("y", "KMS002"),
        ("z", "KMS001"),
        ("z", "KMS002"),
    ]
    assert (report.units, report.files, report.resources) == (("a",), ("a/main.tf",), 3)


def test_a_rule_that_fails_loses_nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    units: dict[str, list[Resource] | Exception] = {"a": [key("y", FIRST), key("z", SECOND)], "b": [key("x", FIRST)]}
    report, _ = run(monkeypatch, tmp_path, units, rule("KMS001", failing), rule("KMS002", bad_name))
    assert addresses(report) == ["y", "z"]
    assert [(problem.kind, problem.rule) for problem in report.problems] == [("internal", "KMS001")]
    assert "RecursionError" in report.problems[0].message
    assert report.exit_code(None) == 70


def test_a_unit_that_fails_costs_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    units: dict[str, list[Resource] | Exception] = {"a": RuntimeError("no"), "b": [key("x", FIRST)]}
    report, _ = run(monkeypatch, tmp_path, units)
    assert addresses(report) == ["x"]
    assert [(problem.kind, problem.path) for problem in report.problems] == [("internal", "a")]
    assert "RuntimeError: no" in report.traces[0]


def test_rules_that_cannot_be_loaded_are_a_problem(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(_: frozenset[str]) -> list[Rule]:
        raise ImportError("no")

    monkeypatch.chdir(tmp_path)
    Path("main.tf").touch()
    report = check([Path()], Options(), front_ends={"terraform": FakeFrontEnd({".": []})}, rules=broken)
    assert [problem.kind for problem in report.problems] == ["internal"]


def test_one_text_at_fault_is_one_finding(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    call = (ModuleCall("module.m", SECOND),)
    units: dict[str, list[Resource] | Exception] = {
        "a": [key("k[0]", FIRST), key("k[1]", FIRST), key("other", SECOND)],
        "b": [key("module.m.k", FIRST, chain=call)],
    }
    report, _ = run(monkeypatch, tmp_path, units)
    assert addresses(report) == ["k[0]", "other"]
    assert [(place.span, place.label) for place in report.findings[0].related] == [
        (FIRST, "the same for k[1]"),
        (SECOND, "the same for module.m.k of b"),
    ]


def test_many_instances_are_counted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    units: dict[str, list[Resource] | Exception] = {"a": [key(f"k[{index}]", FIRST) for index in range(20)]}
    report, _ = run(monkeypatch, tmp_path, units)
    assert report.findings[0].related[-1].label == "the same for 14 more"


def test_a_file_filters_what_is_reported_not_what_is_analysed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    Path("main.tf").touch()
    Path("shared.tf").touch()
    other = Span(1, 3, 6)
    front_end = FakeFrontEnd({".": [key("main", FIRST), key("shared", other)]})
    for path, expected in (("main.tf", ["main"]), ("shared.tf", ["shared"]), (".", ["main", "shared"])):
        report = check(
            [Path(path)],
            Options(),
            front_ends={"terraform": front_end},
            rules=lambda _: [rule("KMS001", bad_name)],
        )
        assert addresses(report) == expected
        assert report.resources == 2


def test_doubts_are_counted_in_the_callers_of_a_module_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    units: dict[str, list[Resource] | Exception] = {
        "a": [key("module.m.k", FIRST, "maybe")],
        "b": [key("k", FIRST, "maybe")],
        "c": [key("k", FIRST, "maybe")],
    }
    monkeypatch.setattr("awslint.terraform.called_directories", lambda *_: {tmp_path / "b"}, raising=False)
    report, front_end = run(monkeypatch, tmp_path, units, calls="../b")
    assert front_end.loaded == {"a": False, "c": False, "b": True}
    assert [(unit, doubt.address) for unit, doubt in report.doubts] == [("a", "module.m.k"), ("c", "k")]


def test_rules_that_are_not_wanted_are_not_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    Path("main.tf").touch()
    report = check(
        [Path()],
        Options(selected=lambda chosen: chosen.id != "KMS001"),
        front_ends={"terraform": FakeFrontEnd({".": [key("k", FIRST)]})},
        rules=lambda _: [rule("KMS001", failing), rule("KMS002", bad_name)],
    )
    assert [finding.rule.id for finding in report.findings] == ["KMS002"]
    assert report.problems == ()


def test_values_that_are_sensitive_are_known_to_the_report(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = Span(0, 40, 45)
    resource = key("k", FIRST)
    resource.attributes = MapOf({**resource.attributes.items, "List": MapOf({"x": Known("s", secret, sensitive=True)})})
    report, _ = run(monkeypatch, tmp_path, {"a": [resource]})
    assert report.secrets == {secret}


def test_problems_of_a_front_end_are_reported_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for path in ("a", "b"):
        Path(path).mkdir()
        Path(path, "main.tf").touch()
    problem = Problem("syntax", "m", "shared.tf")

    class SharedProblem(FrontEnd):
        def load(self, unit: Unit, sources: Sources, inputs: Inputs) -> Loaded:
            return Loaded(Deployment((), path=unit.path.as_posix()), (problem,))

    report = check([Path()], Options(), front_ends={"terraform": SharedProblem()}, rules=lambda _: [])
    assert report.problems == (problem,)


def test_a_failure_while_values_are_found_out_costs_no_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sensitive values are looked for in everything, after the rules: that evaluates what no rule asked for."""
    from awslint.terraform import blocks
    from awslint.terraform.evaluate import evaluate

    def broken(expression: Any, scope: Any) -> Any:
        if getattr(expression, "scalar", None) == "boom":
            raise KeyError("a bug")
        return evaluate(expression, scope)

    monkeypatch.setattr(blocks, "evaluate", broken)
    group = (
        'resource "aws_elasticache_user_group" "g" {\n  engine = "redis"\n  user_group_id = "g"\n  user_ids = []\n}\n'
    )
    (tmp_path / "main.tf").write_text(group + 'resource "aws_sqs_queue" "q" {\n  name = "boom"\n}\n', encoding="utf-8")
    report = check([tmp_path], Options())
    assert [finding.rule.id for finding in report.findings] == ["EC025"]
    assert [problem.kind for problem in report.problems] == ["internal"]
    assert "a bug" in report.traces[0]
