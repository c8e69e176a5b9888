"""A rule in all the worlds that its answer depends on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from awslint.facts.names import TypeNames
from awslint.graph import Deployment, EvaluationContext, ModuleCall, Resource
from awslint.rules.claims import Phase, Raises, Severity
from awslint.rules.declaration import Rule
from awslint.rules.examine import WORLDS, Outcome, examine
from awslint.rules.verdict import Related, Verdict
from awslint.values import (
    NOWHERE,
    Condition,
    Is,
    Known,
    MapOf,
    Missing,
    Reference,
    Span,
    Truth,
    Unknown,
    Value,
    assuming,
    choose,
    negation,
)

Check = Callable[[Resource, Deployment], Iterator[Verdict]]
NAMES = TypeNames("T", {"engine": "Engine", "version": "Version"})
OPEN = Is("var.a")
DECLARED = Is("Env", "prod", declared=True)


def made(address: str = "t.x", exists: Value | None = None, **attributes: Value) -> Resource:
    return Resource(
        address=address,
        type="T",
        native_type="t",
        attributes=MapOf(attributes),
        names=NAMES,
        header=Span(0, 10, 20),
        exists=exists if exists is not None else Known(True),
    )


def wrong_engine(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    engine = resource.get("Engine")
    yield Verdict(engine.equals("bad"), engine, f"{engine.name} is bad", "write good")


def asked(check: Check, *resources: Resource, severity: Severity = Severity.ERROR) -> Outcome:
    rule = Rule("T001", "t", severity, ("T",), (Raises("kms", "X", "CreateKey"),), (), check)
    return examine(rule, resources[0], Deployment(resources, path="unit"))


def when(condition: Condition, then: str | None = "bad", otherwise: str | None = "good") -> Value:
    sides = [Missing() if text is None else Known(text) for text in (then, otherwise)]
    return choose(condition, *sides)


def exists_when(condition: Condition) -> Value:
    return choose(condition, Known(True), Known(False))


def test_yes_is_a_finding_and_maybe_a_doubt_and_no_nothing() -> None:
    outcome = asked(wrong_engine, made(Engine=Known("bad")))
    (finding,) = outcome.findings
    assert (finding.address, finding.attribute, finding.unit) == ("t.x", "engine", "unit")
    assert (finding.message, finding.help, finding.world) == ("engine is bad", "write good", "")
    assert finding.severity is Severity.ERROR
    assert finding.phase is Phase.CREATE
    assert finding.raises == (Raises("kms", "X", "CreateKey"),)
    assert outcome.doubts == []
    outcome = asked(wrong_engine, made(Engine=Unknown("var.e has no value")))
    assert outcome.findings == []
    assert [(doubt.rule, doubt.address, doubt.reasons) for doubt in outcome.doubts] == [
        ("T001", "t.x", ("var.e has no value",))
    ]
    outcome = asked(wrong_engine, made(Engine=Known("good")))
    assert (outcome.findings, outcome.doubts) == ([], [])


def test_a_rule_that_looks_at_something_unknown_and_is_sure_leaves_no_doubt() -> None:
    def check(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
        yield Verdict(resource.get("Version").equals("x") & Truth.NO, resource, "never")

    assert asked(check, made(Version=Unknown("w"))).doubts == []


def test_bad_in_all_worlds() -> None:
    (finding,) = asked(wrong_engine, made(Engine=when(OPEN, "bad", "bad"))).findings
    assert (finding.world, finding.severity) == ("", Severity.ERROR)
    value = choose(OPEN, Known("bad", Span(0, 1, 2)), Known("bad", Span(0, 3, 4)))
    (finding,) = asked(wrong_engine, made(Engine=value)).findings
    assert (finding.world, finding.severity) == ("", Severity.ERROR)


@pytest.mark.parametrize("condition", [OPEN, negation(OPEN), Is("var.e", "x")])
def test_bad_in_an_open_world_only_is_a_doubt(condition: Condition) -> None:
    outcome = asked(wrong_engine, made(Engine=when(condition)))
    assert outcome.findings == []
    (doubt,) = outcome.doubts
    assert any("is not known" in reason for reason in doubt.reasons)


def test_bad_in_a_declared_world_is_a_warning_that_names_it() -> None:
    (finding,) = asked(wrong_engine, made(Engine=when(DECLARED))).findings
    assert (finding.severity, finding.world) == (Severity.WARNING, 'Env is "prod"')
    (finding,) = asked(wrong_engine, made(Engine=when(DECLARED, "good", "bad"))).findings
    assert (finding.severity, finding.world) == (Severity.WARNING, 'Env is not "prod"')
    (finding,) = asked(wrong_engine, made(Engine=when(DECLARED)), severity=Severity.INFO).findings
    assert finding.severity is Severity.INFO


def test_an_open_world_inside_a_declared_one() -> None:
    engine = choose(DECLARED, when(OPEN), Known("good"))
    outcome = asked(wrong_engine, made(Engine=engine))
    assert outcome.findings == []
    assert outcome.doubts
    engine = choose(OPEN, when(DECLARED), Known("good"))
    assert asked(wrong_engine, made(Engine=engine)).findings == []
    engine = choose(OPEN, when(DECLARED), when(DECLARED))
    (finding,) = asked(wrong_engine, made(Engine=engine)).findings
    assert (finding.severity, finding.world) == (Severity.WARNING, 'Env is "prod"')


def test_in_part_of_one_branch_and_all_of_the_other() -> None:
    engine = choose(OPEN, when(DECLARED), Known("bad"))
    (finding,) = asked(wrong_engine, made(Engine=engine)).findings
    assert finding.severity is Severity.WARNING
    assert finding.world == 'not var.a or Env is "prod"'


def test_a_resource_of_one_branch_only() -> None:
    outcome = asked(wrong_engine, made(exists=exists_when(OPEN), Engine=Known("bad")))
    (finding,) = outcome.findings
    assert (finding.severity, finding.world) == (Severity.WARNING, "var.a")
    assert outcome.doubts == []
    (finding,) = asked(wrong_engine, made(exists=exists_when(negation(OPEN)), Engine=Known("bad"))).findings
    assert finding.world == "not var.a"


def test_a_resource_that_exists_nowhere() -> None:
    outcome = asked(wrong_engine, made(exists=Known(False), Engine=Known("bad")))
    assert (outcome.findings, outcome.doubts) == ([], [])
    never = choose(OPEN, Known(False), choose(Is("var.b"), Known(False), Known(False)))
    assert asked(wrong_engine, made(exists=never, Engine=Known("bad"))).findings == []


def test_existence_and_value_hang_on_the_same_condition() -> None:
    (finding,) = asked(wrong_engine, made(exists=exists_when(OPEN), Engine=when(OPEN))).findings
    assert (finding.severity, finding.world) == (Severity.WARNING, "var.a")
    outcome = asked(wrong_engine, made(exists=exists_when(negation(OPEN)), Engine=when(OPEN)))
    assert (outcome.findings, outcome.doubts) == ([], [])


def test_two_attributes_hang_on_the_same_condition() -> None:
    def check(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
        redis = resource.get("Engine").equals("redis")
        yield Verdict(redis & resource.get("Version").equals("8.0"), resource.get("Version"), "no such version")

    outcome = asked(check, made(Engine=when(OPEN, "redis", "valkey"), Version=when(OPEN, "7.1", "8.0")))
    assert (outcome.findings, outcome.doubts) == ([], [])
    other = Is("var.b")
    outcome = asked(check, made(Engine=when(OPEN, "redis", "valkey"), Version=when(other, "7.1", "8.0")))
    assert outcome.findings == []
    assert outcome.doubts


def test_a_subject_with_several_values() -> None:
    engine = choose(
        Is("env", "dev"), Known("good"), choose(Is("env", "prod"), Known("bad"), Known("bad", Span(0, 1, 2)))
    )
    exists = exists_when(negation(Is("env", "dev")))
    (finding,) = asked(wrong_engine, made(exists=exists, Engine=engine)).findings
    assert (finding.severity, finding.world) == (Severity.WARNING, 'env is not "dev"')


def test_the_budget() -> None:
    def check(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
        bad = [resource.get(f"A{number}").equals("bad") for number in range(20)]
        yield Verdict(Truth.YES if all(holds is Truth.YES for holds in bad) else Truth.NO, resource, "all bad")

    values = {f"A{number}": when(Is(f"var.a{number}")) for number in range(20)}
    outcome = asked(check, made(**values))
    assert not outcome.findings
    (doubt,) = outcome.doubts
    assert str(WORLDS) in doubt.reasons[0]


def test_few_conditions_are_within_the_budget() -> None:
    def check(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
        values = [resource.get(f"A{number}").text for number in range(5)]
        yield Verdict(Truth.of(len(values) == 5), resource, "always")

    values = {f"A{number}": when(Is(f"var.a{number}")) for number in range(5)}
    assert len(asked(check, made(**values)).findings) == 1


def test_assumptions_are_noted_once_and_in_order() -> None:
    def check(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
        new = resource.is_new
        yield Verdict(new & resource.get("Engine").equals("bad") & resource.get("Engine").equals("bad"), resource, "m")

    engine = assuming(Known("bad"), 'var.engine = "bad" (default)')
    (finding,) = asked(check, made(Engine=engine)).findings
    assert finding.assumes == ("first deployment: t.x does not exist yet", 'var.engine = "bad" (default)')
    inner = Reference("t.y", ("engine",), value=engine)
    (finding,) = asked(wrong_engine, made(Engine=inner)).findings
    assert finding.assumes == ('var.engine = "bad" (default)',)
    both = choose(OPEN, engine, assuming(Known("bad"), "another"))
    (finding,) = asked(wrong_engine, made(Engine=both)).findings
    assert finding.assumes == ('var.engine = "bad" (default)', "another")


def test_one_finding_for_one_attribute() -> None:
    def check(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
        yield Verdict(Truth.YES, resource.get("Engine"), "first")
        yield Verdict(Truth.YES, resource.get("Engine"), "second")
        yield Verdict(Truth.YES, resource.get("Version"), "third")
        yield Verdict(Truth.YES, resource, "fourth", severity=Severity.INFO, phase=Phase.DELETE, raises=())

    found = asked(check, made(Engine=Known("x"))).findings
    assert [(finding.attribute, finding.message) for finding in found] == [
        ("engine", "first"),
        ("version", "third"),
        ("", "fourth"),
    ]
    assert (found[2].severity, found[2].phase, found[2].raises) == (Severity.INFO, Phase.DELETE, ())
    assert len({finding.fingerprint for finding in found}) == 3


def test_places() -> None:
    other = made("t.other", Engine=Known("x", Span(0, 90, 95)))

    def check(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
        attribute = resource.get("Engine")
        related = [Related(other, "the other"), Related(other.get("Engine"), "its engine"), Related(NOWHERE, "nowhere")]
        yield Verdict(attribute.equals("bad"), attribute, "m", related=related)

    resource = made(Engine=Known("bad", Span(1, 5, 9)))
    resource.attributes = MapOf(resource.attributes.items, spans={"Engine": Span(0, 30, 40)})
    resource.chain = (ModuleCall("module.m", Span(2, 0, 5)),)
    (finding,) = asked(check, resource, other).findings
    assert finding.span == Span(0, 30, 40)
    assert [(place.span, place.label) for place in finding.related] == [
        (Span(0, 10, 20), "the other"),
        (Span(0, 90, 95), "its engine"),
        (Span(1, 5, 9), "the value is set here"),
    ]
    assert [(place.span, place.label) for place in finding.chain] == [(Span(2, 0, 5), "called here as module.m")]


def test_a_finding_at_another_resource() -> None:
    other = made("t.other", Engine=Known("bad"))

    def check(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
        yield Verdict(other.get("Engine").equals("bad"), other.get("Engine"), "m")

    (finding,) = asked(check, made(), other).findings
    assert finding.address == "t.other"


def test_a_rule_that_raises_is_the_callers_matter() -> None:
    def check(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
        yield Verdict(Truth.YES, resource, "m")
        raise KeyError("a mistake in the rule")

    rule = Rule("T001", "t", Severity.ERROR, ("T",), (), (), check)
    resource = made(Engine=when(OPEN))
    deployment = Deployment([resource])
    before = deployment.context
    with pytest.raises(KeyError, match="a mistake"):
        examine(rule, resource, deployment)
    assert isinstance(deployment.context, EvaluationContext)
    assert deployment.context is not before
    assert deployment.context.world.chosen == {}


def test_the_inquiry_is_reset_after_each_rule() -> None:
    resource = made(Engine=when(DECLARED))
    deployment = Deployment([resource])
    rule = Rule("T001", "t", Severity.ERROR, ("T",), (), (), wrong_engine)
    examine(rule, resource, deployment)
    assert deployment.context.world.holds(DECLARED) is Truth.MAYBE
    assert deployment.context.assumptions == {}
    assert deployment.context.doubts == {}
