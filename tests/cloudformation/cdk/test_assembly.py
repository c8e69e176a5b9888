"""A cloud assembly is one deployment of several stacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from awslint.cloudformation.cdk.assembly import load_assembly
from awslint.engine import Options, check
from awslint.graph.loading import Inputs, Loaded
from awslint.project import FileKind, find_units
from awslint.syntax.sources import Sources
from awslint.values import Truth, plain


def artifact(file: str, environment: str = "aws://123456789012/eu-west-1", **more: Any) -> dict[str, Any]:
    dependencies = more.pop("dependencies", [])
    properties = {"templateFile": file, **more}
    kind = "aws:cloudformation:stack"
    return {"type": kind, "environment": environment, "properties": properties, "dependencies": dependencies}


KEYS = {
    "Resources": {
        "Key961B73FD": {
            "Type": "AWS::KMS::Key",
            "Properties": {"KeySpec": "RSA_2048", "EnableKeyRotation": True},
            "Metadata": {"aws:cdk:path": "Keys/Key/Resource"},
        },
        "NestedX": {
            "Type": "AWS::CloudFormation::Stack",
            "Properties": {"TemplateURL": {"Fn::Sub": "https://s3.${AWS::URLSuffix}/a.json"}},
            "Metadata": {"aws:asset:path": "Nested.nested.template.json", "aws:asset:property": "TemplateURL"},
        },
    },
    "Outputs": {"Out": {"Value": {"Fn::GetAtt": ["Key961B73FD", "Arn"]}, "Export": {"Name": "Keys:Out"}}},
}
NESTED = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}
APP = {
    "Parameters": {"Engine": {"Type": "String", "Default": "redis"}},
    "Resources": {
        "Users": {
            "Type": "AWS::ElastiCache::User",
            "Properties": {
                "Engine": {"Ref": "Engine"},
                "Key": {"Fn::ImportValue": "Keys:Out"},
                "R": {"Ref": "AWS::Region"},
            },
            "Metadata": {"aws:cdk:path": "App/Users"},
        }
    },
}  # fmt: skip
STACKS = {
    "Keys": artifact("Keys.template.json", stackName="prod-keys"),
    "App": artifact("App.template.json", parameters={"Engine": "valkey"}, dependencies=["Keys"]),
    "Keys.assets": {"type": "cdk:asset-manifest", "properties": {"file": "Keys.assets.json"}},
    "assembly-Prod": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Prod"}},
}
INNER = {"Far": artifact("Far.template.json", "aws://unknown-account/unknown-region")}


@pytest.fixture
def assembly(tmp_path: Path) -> Path:
    root = tmp_path / "cdk.out"
    (root / "assembly-Prod").mkdir(parents=True)
    files = {
        "cdk.out": {"version": "36.0.0"},
        "manifest.json": {"version": "36.0.0", "artifacts": STACKS},
        "Keys.template.json": KEYS,
        "Nested.nested.template.json": NESTED,
        "App.template.json": APP,
        "assembly-Prod/cdk.out": {"version": "36.0.0"},
        "assembly-Prod/manifest.json": {"version": "36.0.0", "artifacts": INNER},
        "assembly-Prod/Far.template.json": NESTED,
    }
    for name, content in files.items():
        (root / name).write_text(json.dumps(content, indent=1), encoding="utf-8")
    return root


def load(directory: Path, **inputs: Any) -> Loaded:
    return load_assembly(directory, Sources(), Inputs(**inputs), shown="cdk.out")


def test_stacks_have_the_manifest_s_account_and_region(assembly: Path) -> None:
    loaded = load(assembly)
    deployment = loaded.deployment
    assert (loaded.problems, deployment.kind) == ((), "cdk")
    key = deployment.find("Keys/Key961B73FD")
    assert (plain(key.region), plain(key.account)) == ("eu-west-1", "123456789012")
    assert plain(deployment.find("Keys").attributes.items["StackName"]) == "prod-keys"
    assert plain(deployment.find("App/Users").get("R").value) == "eu-west-1"
    assert deployment.find("Far/Topic").region_attribute.text is None
    assert load(assembly, region="us-east-1").deployment.find("Far/Topic").region_attribute.text == "us-east-1"


def test_nested_stacks_and_nested_assemblies(assembly: Path) -> None:
    loaded = load(assembly)
    assert loaded.deployment.find("Keys/NestedX/Topic") is not None
    assert loaded.deployment.find("Far/Topic") is not None
    assert "cdk.out/assembly-Prod/Far.template.json" in loaded.files


def test_parameters(assembly: Path) -> None:
    user = load(assembly).deployment.find("App/Users")
    assert user.get("Engine").text == "valkey"
    assert user.get("Engine").value.assumes == ()
    assert load(assembly, parameters={"App:Engine": "x"}).deployment.find("App/Users").get("Engine").text == "x"
    assert load(assembly, parameters={"Far:Engine": "x"}).deployment.find("App/Users").get("Engine").text == "valkey"


def test_stacks_import_from_each_other_in_order(assembly: Path) -> None:
    deployment = load(assembly).deployment
    key, user = deployment.find("Keys/Key961B73FD"), deployment.find("App/Users")
    assert user.get("Key").target("AWS::KMS::Key") is key
    assert deployment.depends(user, key)
    assert not deployment.depends(key, user)
    assert deployment.regions_differ(key, user) is Truth.NO
    assert deployment.regions_differ(key, deployment.find("Far/Topic")) is Truth.MAYBE


@pytest.mark.parametrize(
    ("path", "construct"),
    [("App/Store/Resource/Default", "App/Store"), ("App/Users", "App/Users"), ("Resource", "Resource")],
)
def test_a_construct_is_named_without_its_resource(deploy, path: str, construct: str) -> None:
    template = {"Resources": {"R": {"Type": "AWS::SNS::Topic", "Metadata": {"aws:cdk:path": path}}}}
    assert deploy(json.dumps(template), name="template.json").deployment.find("R").construct == construct


def test_constructs_are_named(assembly: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(assembly).deployment.find("Keys/Key961B73FD").construct == "Keys/Key"
    monkeypatch.chdir(assembly.parent)
    (finding,) = [item for item in check([Path()], Options()).findings if item.rule.id == "KMS086"]
    assert (finding.address, finding.construct) == ("Keys/Key961B73FD", "Keys/Key")
    assert [place.label for place in finding.chain] == ["made by the construct Keys/Key"]


@pytest.mark.parametrize("path", [".", "cdk.out", "cdk.out/Keys.template.json", "cdk.out/manifest.json"])
def test_an_assembly_is_one_unit(path: str, assembly: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(assembly.parent)
    found = find_units([Path(path)], [FileKind("cloudformation", lambda _, __: True)])
    assert [(unit.path.as_posix(), unit.kind) for unit in found.units] == [("cdk.out", "cdk")]
    assert found.units[0].whole is not path.endswith("template.json")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"artifacts": []}', '{"artifacts": {"A": 1, "B": {"properties": 2}}}']
)
def test_broken_manifests_are_problems_at_most(text: str, assembly: Path) -> None:
    (assembly / "manifest.json").write_text(text, encoding="utf-8")
    loaded = load(assembly)
    assert loaded.deployment.resources == ()
    assert {problem.kind for problem in loaded.problems} <= {"syntax"}


def test_a_manifest_leads_nowhere_outside(assembly: Path) -> None:
    stacks = {"A": artifact("../outside.json"), "B": artifact("/etc/passwd"), "C": artifact("missing.json")}
    (assembly / "manifest.json").write_text(json.dumps({"artifacts": stacks}), encoding="utf-8")
    loaded = load(assembly)
    assert [(problem.kind, problem.path) for problem in loaded.problems] == [("unreadable", "cdk.out/missing.json")]
