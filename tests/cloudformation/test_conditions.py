"""Conditions: decided where they can be, worlds where they cannot."""

from __future__ import annotations

from awslint.graph import EvaluationContext
from awslint.rules.claims import Severity
from awslint.rules.declaration import Rule
from awslint.rules.examine import examine
from awslint.rules.verdict import Verdict
from awslint.values import Is, Known, Missing, OneOf, Truth, World, plain

TEMPLATE = """
    Parameters:
      Env: {Type: String, AllowedValues: [dev, prod]}
      Mode: {Type: String, Default: "on"}
      Name: {Type: String}
    Conditions:
      IsProd: !Equals [!Ref Env, prod]
      IsDev: !Not [!Condition IsProd]
      Always: !Equals [a, a]
      ByDefault: !Equals [!Ref Mode, "on"]
      Both: !And [!Condition IsProd, !Condition ByDefault]
      Either: !Or [!Condition IsProd, !Condition Always]
      Named: !Equals [!Ref Name, ""]
      InVirginia: !Equals [!Ref "AWS::Region", us-east-1]
      Opaque: !Equals [!Ref Name, !Ref "AWS::StackName"]
    Resources:
      Prod: {Type: "AWS::Test::Type", Condition: IsProd}
      Dev: {Type: "AWS::Test::Type", Condition: IsDev}
      Sure: {Type: "AWS::Test::Type", Condition: Either}
      Default: {Type: "AWS::Test::Type", Condition: ByDefault}
      Both: {Type: "AWS::Test::Type", Condition: Both}
      Named: {Type: "AWS::Test::Type", Condition: Named}
      Region: {Type: "AWS::Test::Type", Condition: InVirginia}
      Opaque: {Type: "AWS::Test::Type", Condition: Opaque}
      R:
        Type: AWS::Test::Type
        Properties:
          Engine: !If [IsProd, valkey, redis]
          Version: !If [IsProd, "8.0", "7.1"]
          Env: !Ref Env
          Maybe: !If [IsProd, x, !Ref "AWS::NoValue"]
          Never: !If [Always, !Ref "AWS::NoValue", x]
          List: [a, !If [IsDev, b, !Ref "AWS::NoValue"], !Ref "AWS::NoValue"]
"""


def test_existence(deploy) -> None:
    deployment = deploy(TEMPLATE).deployment

    def exists(name: str, **chosen: str) -> Truth:
        world = World({f"Parameter {key}": value for key, value in chosen.items()})
        resource = deployment.find(name)
        assert resource is not None
        deployment.context = EvaluationContext(world)
        return resource.existence

    for env in ("dev", "prod"):
        assert exists("Prod", Env=env) is Truth.of(env == "prod")
        assert exists("Dev", Env=env) is Truth.of(env == "dev")
        assert exists("Both", Env=env) is Truth.of(env == "prod")
    assert exists("Sure") is Truth.YES
    assert exists("Default") is Truth.YES
    assert list(deployment.context.assumptions) == ['Parameter Mode = "on" (default)']
    assert exists("Named", Name="") is Truth.YES
    assert exists("Named", Name="x") is Truth.NO


def test_names_of_open_conditions(deploy) -> None:
    deployment = deploy(TEMPLATE).deployment
    shown = {}
    for name in ("Prod", "Region", "Opaque"):
        exists = deployment.find(name).exists
        assert isinstance(exists, OneOf)
        shown[name] = exists.choices[0][0]
    assert shown["Region"] == Is("AWS::Region", "us-east-1")
    assert shown["Opaque"] == Is("Condition Opaque")
    assert str(shown["Prod"]) == 'Parameter Env is not "dev"'


def test_a_region_that_is_given_decides(deploy) -> None:
    loaded = deploy(TEMPLATE, region="us-east-1")
    assert loaded.deployment.find("Region").exists == Known(True)
    assert plain(deploy(TEMPLATE, region="eu-west-1").deployment.find("Region").exists) is False


def test_supplied_parameters_decide(deploy) -> None:
    deployment = deploy(TEMPLATE, parameters={"Env": "dev"}).deployment
    items = deployment.find("R").attributes.items
    assert plain(items["Engine"]) == "redis"
    assert "Maybe" not in items
    assert plain(items["List"]) == ["a", "b"]
    assert plain(deployment.find("Prod").exists) is False


def test_branches_without_a_value_are_missing(deploy) -> None:
    items = deploy(TEMPLATE).deployment.find("R").attributes.items
    assert "Never" not in items
    assert isinstance(items["Maybe"], OneOf)
    assert any(isinstance(choice, Missing) for _, choice in items["Maybe"].choices)


def rule_that_asks(check) -> Rule:
    return Rule("TST001", "", Severity.ERROR, ("AWS::Test::Type",), (), (), check)


def test_alternatives_under_one_condition_go_together(deploy) -> None:
    deployment = deploy(TEMPLATE).deployment

    def mixed(resource, _):
        wrong = resource.get("Engine").equals("redis") & resource.get("Version").equals("8.0")
        yield Verdict(wrong, resource, "mixed")

    outcome = examine(rule_that_asks(mixed), deployment.find("R"), deployment)
    assert outcome.findings == []
    assert outcome.doubts == []


def test_a_declared_value_gives_a_warning_in_its_world(deploy) -> None:
    deployment = deploy(TEMPLATE).deployment

    def old(resource, _):
        yield Verdict(resource.get("Version").equals("7.1"), resource.get("Version"), "old")

    (finding,) = examine(rule_that_asks(old), deployment.find("R"), deployment).findings
    assert finding.severity is Severity.WARNING
    assert finding.world == 'Parameter Env is "dev"'


def test_parameter_and_condition_agree_in_every_world(deploy) -> None:
    deployment = deploy(TEMPLATE).deployment

    def contradiction(resource, _):
        prod, dev = resource.get("Env").equals("prod"), resource.get("Engine").equals("redis")
        yield Verdict(prod & dev, resource, "prod with redis")
        yield Verdict(resource.get("Env").equals("dev") & ~dev, resource.get("Env"), "dev without redis")

    outcome = examine(rule_that_asks(contradiction), deployment.find("R"), deployment)
    assert outcome.findings == []
    assert outcome.doubts == []


def test_cycles_are_reported_and_stay_open(deploy) -> None:
    loaded = deploy("""
        Conditions:
          A: !Not [!Condition B]
          B: !And [!Condition A, !Condition A]
        Resources:
          R: {Type: "AWS::Test::Type", Condition: A}
    """)
    (fault,) = loaded.deployment.find("Conditions.A").get("Faults").elements()
    assert (fault.get("Kind").text, fault.get("Name").text) == ("ConditionCycle", "A -> B -> A")
    assert isinstance(loaded.deployment.find("R").exists, OneOf)


def test_conditions_that_double_at_every_step_end(deploy) -> None:
    lines = ["Conditions:", "  C0: !Equals [!Ref P, x]"]
    for step in range(1, 60):
        before = f"!Condition C{step - 1}"
        lines.append(
            f"  C{step}: !Or [!And [{before}, !Equals [!Ref Q{step}, a]], !And [{before}, !Equals [b, !Ref Q]]]"
        )
    text = "\n".join([*lines, "Resources:", "  R: {Type: 'AWS::Test::Type', Condition: C59}", ""])
    assert isinstance(deploy(text).deployment.find("R").exists, OneOf)
