"""samconfig.toml says what `sam deploy` is given."""

from __future__ import annotations

import pytest

from awslint.values import plain

TEMPLATE = """
    Transform: AWS::Serverless-2016-10-31
    Parameters:
      Engine: {Type: String, Default: redis}
      Name: {Type: String, Default: x}
    Resources:
      User: {Type: "AWS::ElastiCache::User", Properties: {Engine: !Ref Engine, Name: !Ref Name, R: !Ref "AWS::Region"}}
"""


@pytest.mark.parametrize(
    "written",
    [
        '"Engine=valkey Name=\\"two words\\""',
        "\"ParameterKey=Engine,ParameterValue=valkey ParameterKey=Name,ParameterValue='two words'\"",
        '["Engine=valkey", "Name=\'two words\'"]',
        '{Engine = "valkey", Name = "two words"}',
    ],
)
def test_parameters_and_region(deploy, written: str) -> None:
    config = f'version = 0.1\n[default.deploy.parameters]\nregion = "eu-west-1"\nparameter_overrides = {written}\n'
    user = deploy(TEMPLATE, {"samconfig.toml": config}).deployment.find("User")
    values = user.get("Engine").value, user.get("Name").value, user.get("R").value
    assert [plain(value) for value in values] == ["valkey", "two words", "eu-west-1"]
    assert values[0].assumes == ()


def test_the_command_line_wins(deploy) -> None:
    config = '[default.global.parameters]\nregion = "eu-west-1"\nparameter_overrides = "Engine=valkey"\n'
    inputs = {"region": "us-east-1", "parameters": {"Engine": "memcached"}}
    user = deploy(TEMPLATE, {"samconfig.toml": config}, **inputs).deployment.find("User")
    assert (user.get("Engine").text, user.get("R").text) == ("memcached", "us-east-1")


def test_it_is_for_one_template(deploy) -> None:
    other = '[default.deploy.parameters]\ntemplate_file = "other.yaml"\nregion = "eu-west-1"\n'
    assert deploy(TEMPLATE, {"samconfig.toml": other}).deployment.find("User").get("R").text is None
    plain_template = TEMPLATE.replace("Transform: AWS::Serverless-2016-10-31", "Description: none")
    config = '[default.deploy.parameters]\nregion = "eu-west-1"\n'
    assert deploy(plain_template, {"samconfig.toml": config}).deployment.find("User").get("R").text is None


def test_a_broken_file_is_a_problem(deploy) -> None:
    loaded = deploy(TEMPLATE, {"samconfig.toml": "default = ["})
    assert [problem.kind for problem in loaded.problems] == ["unreadable"]
    assert loaded.deployment.find("User") is not None
