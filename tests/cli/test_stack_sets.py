"""Suppressions and fixes in templates that are written as texts in stack sets."""

from __future__ import annotations

import json
from textwrap import indent
from typing import Any

import pytest

HEAD = """\
Resources:
  Set:
    Type: AWS::CloudFormation::StackSet
    Properties:
      StackSetName: set
      PermissionModel: SELF_MANAGED
      StackInstancesGroup:
        - {Regions: [eu-west-1, us-east-1], DeploymentTargets: {Accounts: ["111122223333"]}}
"""


def written(text: str) -> str:
    return f"{HEAD}      TemplateBody: |\n{indent(text, ' ' * 8)}"


COMMENTS = {
    "line": ("EnableKeyRotation: true\n", "EnableKeyRotation: true # awslint: ignore[KMS086] why\n"),
    "above": ("              EnableKey", "              # awslint: ignore[KMS086] why\n              EnableKey"),
    "resource": ("          Key:\n", "          # awslint: ignore[KMS086] why\n          Key:\n"),
    "body": ("      TemplateBody", "      # awslint: ignore[KMS086] why\n      TemplateBody"),
    "set": ("  Set:\n", "  # awslint: ignore[KMS086] why\n  Set:\n"),
}


@pytest.mark.parametrize(("old", "new"), COMMENTS.values(), ids=COMMENTS)
def test_comments_in_and_around_the_body(project: Any, old: str, new: str) -> None:
    text = written(project.TEMPLATE)
    project.write("t.yaml", text)
    assert project.rules() == ["KMS086"]
    assert old in text
    project.write("t.yaml", text.replace(old, new))
    assert project.rules() == []
    assert project.json()["findings"][0]["suppressed"] == {"kind": "comment", "reason": "why"}


def test_one_finding_for_all_regions(project: Any) -> None:
    project.write("t.yaml", written(project.TEMPLATE))
    (found,) = project.json()["findings"]
    assert (found["location"]["start"]["line"], found["resource"]["address"]) == (15, "Set[eu-west-1]/Key")
    assert "the same for Set[us-east-1]/Key" in [place["label"] for place in found["related"]]


@pytest.mark.parametrize("is_covered", [True, False])
def test_metadata_in_a_body_in_json(project: Any, is_covered: bool) -> None:
    ignored = {"awslint": {"ignore": [{"rules": ["KMS086"], "reason": "why"}]}}
    key = {"Type": "AWS::KMS::Key", "Properties": {"KeySpec": "RSA_2048", "EnableKeyRotation": True}}
    inner = {"Resources": {"Key": key, "Other": {"Type": "AWS::SNS::Topic"}}}
    inner["Resources"]["Key" if is_covered else "Other"]["Metadata"] = ignored
    target = {"Regions": ["eu-west-1"], "DeploymentTargets": {"Accounts": ["111122223333"]}}
    properties = {"StackSetName": "set", "StackInstancesGroup": [target], "TemplateBody": json.dumps(inner)}
    outer = {"Resources": {"Set": {"Type": "AWS::CloudFormation::StackSet", "Properties": properties}}}
    project.write("t.json", json.dumps(outer))
    assert project.rules() == ([] if is_covered else ["KMS086"])


def test_a_comment_in_a_body_that_nobody_deploys_is_not_called_unused(project: Any) -> None:
    text = written(project.TEMPLATE).replace("true\n", "true # awslint: ignore[KMS086]\n")
    project.write(
        "t.yaml", "".join(line for line in text.splitlines(True) if "Regions" not in line and "Group" not in line)
    )
    assert project.rules() == []


def test_a_suppression_is_written_above_the_body(project: Any) -> None:
    project.write("t.yaml", written(project.TEMPLATE))
    assert project.run("--add-ignore", "old")[0] == 0
    assert "      # awslint: ignore[KMS086] old\n      TemplateBody: |\n" in project.read("t.yaml")
    assert project.rules() == []


def test_a_fix_changes_the_body_as_it_is_written(project: Any) -> None:
    policy = """\
Resources:
  Readers:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Action: "elasticache:DescribeSnapshot", Resource: "*"}]
"""
    text = written(policy) + "      Capabilities: [CAPABILITY_IAM]\n"
    project.write("t.yaml", text)
    assert project.rules() == ["IAM001"]
    project.run("--fix", "--unsafe-fixes")
    changed = project.read("t.yaml")
    assert changed == text.replace("DescribeSnapshot", "DescribeSnapshots")
    assert project.rules() == []
