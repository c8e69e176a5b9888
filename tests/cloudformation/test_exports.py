"""What one template exports, another of the same run imports."""

from __future__ import annotations

from pathlib import Path

import pytest

from awslint.engine import load_units
from awslint.graph import Deployment
from awslint.graph.loading import Inputs
from awslint.syntax.sources import Sources
from awslint.values import Reference, Truth, Unknown, plain, revealed

NETWORK = """
Parameters: {Engine: {Type: String, Default: valkey}}
Conditions: {Never: !Equals [a, b]}
Resources: {Topic: {Type: "AWS::SNS::Topic"}}
Outputs:
  Engine: {Value: !Ref Engine, Export: {Name: shared-engine}}
  Fixed: {Value: "7.1", Export: {Name: shared-version}}
  Arn: {Value: !Ref Topic, Export: {Name: topic-arn}}
  Never: {Condition: Never, Value: x, Export: {Name: never}}
  Named: {Value: x, Export: {Name: !Sub "${AWS::StackName}-x"}}
"""
USER = """
Resources:
  User:
    Type: AWS::ElastiCache::User
    Properties:
      Engine: !ImportValue shared-engine
      Version: !ImportValue shared-version
      Arn: {"Fn::ImportValue": topic-arn}
      Never: !ImportValue never
      Other: !ImportValue elsewhere
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def load(files: dict[str, str], **inputs: str) -> dict[str, Deployment]:
        monkeypatch.chdir(tmp_path)
        for name, text in files.items():
            Path(name).write_text(text, encoding="utf-8")
        return {
            unit.path.as_posix(): loaded.deployment
            for unit, loaded in load_units([Path()], Inputs(**inputs), Sources())
        }

    return load


def test_known_values_are_imported(run) -> None:
    user = run({"network.yaml": NETWORK, "user.yaml": USER})["user.yaml"].find("User")
    assert plain(user.get("Version").value) == "7.1"
    engine = user.get("Engine").value
    assert isinstance(engine, Reference)
    assert plain(engine) == "valkey"
    assert revealed(engine).assumes == ('network.yaml: Parameter Engine = "valkey" (default)',)


def test_what_means_nothing_elsewhere_stays_open(run) -> None:
    user = run({"network.yaml": NETWORK, "user.yaml": USER})["user.yaml"].find("User")
    for name in ("Arn", "Never", "Other"):
        value = user.get(name).value
        assert isinstance(value, Reference)
        assert value.value is None or isinstance(value.value, Unknown)


def test_a_name_that_two_templates_export_is_none(run) -> None:
    user = run({"network.yaml": NETWORK, "copy.yaml": NETWORK, "user.yaml": USER})["user.yaml"].find("User")
    assert user.get("Version").equals("7.1") is Truth.MAYBE
    same = user.get("Version").value
    assert isinstance(same, Reference)
    assert (same.resource, same.attribute) == ("Fn::ImportValue", ("shared-version",))


def test_broken_and_circular_templates_cost_nothing_else(run) -> None:
    circular = """
Resources: {T: {Type: "AWS::SNS::Topic"}}
Outputs: {A: {Value: !ImportValue a, Export: {Name: a}}}
"""
    files = {
        "broken.yaml": "AWSTemplateFormatVersion: x\nOutputs: [Export",
        "a.yaml": circular,
        "network.yaml": NETWORK,
    }
    user = run({**files, "user.yaml": USER})["user.yaml"].find("User")
    assert plain(user.get("Version").value) == "7.1"
