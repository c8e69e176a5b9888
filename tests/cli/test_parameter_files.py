"""Parameter files as the command takes them."""

from __future__ import annotations

import json
from typing import Any

import pytest

ROLE = """\
Parameters:
  Service: {Type: String}
Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      RoleName: reader
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {Service: !Ref Service}, Action: "sts:AssumeRole"}]
"""


@pytest.mark.parametrize(("capability", "rules"), [("CAPABILITY_IAM", ["IAM026"]), ("CAPABILITY_NAMED_IAM", [])])
def test_the_input_of_create_stack_acknowledges(project: Any, capability: str, rules: list[str]) -> None:
    parameters = [{"ParameterKey": "Service", "ParameterValue": "ec2.amazonaws.com"}]
    create = {"StackName": "readers", "Parameters": parameters, "Capabilities": [capability]}
    project.write("t.yaml", ROLE)
    project.write("create-stack.json", json.dumps(create))
    assert project.rules("t.yaml") == []
    assert project.rules("t.yaml", "--param-file", "create-stack.json") == rules


def test_a_malformed_parameter_file_is_reported_with_its_line(project: Any) -> None:
    project.write("t.yaml", ROLE)
    project.write("p.json", '[\n  "Service"\n]')
    code, _, err = project.run("t.yaml", "--param-file", "p.json")
    assert code == 4
    assert "p.json:2:3: syntax: this is no parameter: write" in err
