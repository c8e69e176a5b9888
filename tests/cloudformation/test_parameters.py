"""Parameters: defaults are assumptions, supplied values are not, allowed values are alternatives."""

from __future__ import annotations

import json

import pytest

from awslint.graph.loading import Loaded
from awslint.values import (
    Known,
    ListOf,
    OneOf,
    Origin,
    Range,
    Reference,
    Truth,
    Unknown,
    Value,
    count,
    equals,
    leaves,
    plain,
)

TEMPLATE = """
    Parameters:
      Engine: {Type: String, Default: redis}
      Port: {Type: Number, Default: "6379"}
      Env: {Type: String, AllowedValues: [dev, stage, prod]}
      Secret: {Type: String, NoEcho: true, Default: hunter22hunter22}
      Subnets: {Type: "List<AWS::EC2::Subnet::Id>", Default: "subnet-1, subnet-2"}
      Image: {Type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", Default: /a/b}
      Name: {Type: String}
    Resources:
      R:
        Type: AWS::Test::Type
        Properties:
          Engine: !Ref Engine
          Port: !Ref Port
          Env: !Ref Env
          Secret: !Ref Secret
          Subnets: !Ref Subnets
          Image: !Ref Image
          Name: !Ref Name
          Greeting: !Sub "${Name}-${Engine}"
"""


def attribute(loaded: Loaded, name: str) -> Value:
    (resource,) = (managed for managed in loaded.deployment.resources if managed.mode == "managed")
    return resource.attributes.items[name]


def test_a_default_is_an_assumption(deploy) -> None:
    value = attribute(deploy(TEMPLATE), "Engine")
    assert isinstance(value, Known)
    assert (value.scalar, value.origin) == ("redis", Origin.DEFAULT)
    assert value.assumes == ('Parameter Engine = "redis" (default)',)


def test_a_supplied_value_is_none(deploy) -> None:
    value = attribute(deploy(TEMPLATE, parameters={"Engine": "valkey"}), "Engine")
    assert isinstance(value, Known)
    assert (value.scalar, value.origin, value.assumes) == ("valkey", Origin.SUPPLIED, ())


def test_numbers_are_numbers(deploy) -> None:
    assert plain(attribute(deploy(TEMPLATE), "Port")) == 6379
    for text, number in (("06379", "06379"), ("1.5", 1.5), ("1.50", "1.50"), ("2.0", "2.0"), ("-3", -3), ("x", "x")):
        assert plain(attribute(deploy(TEMPLATE, parameters={"Port": text}), "Port")) == number


def test_lists_are_split(deploy) -> None:
    value = attribute(deploy(TEMPLATE), "Subnets")
    assert isinstance(value, ListOf)
    assert plain(value) == ["subnet-1", "subnet-2"]
    assert value.assumes
    assert count(attribute(deploy(TEMPLATE, parameters={"Subnets": "a"}), "Subnets")) == Range.exactly(1)


def test_allowed_values_are_alternatives(deploy) -> None:
    value = attribute(deploy(TEMPLATE), "Env")
    assert isinstance(value, OneOf)
    assert [plain(leaf) for leaf in leaves(value)] == ["dev", "stage", "prod"]
    assert equals(value, "test") is Truth.NO
    assert equals(value, "dev") is Truth.MAYBE


def test_what_has_no_value_is_unknown(deploy) -> None:
    loaded = deploy(TEMPLATE)
    name, image = attribute(loaded, "Name"), attribute(loaded, "Image")
    assert isinstance(name, Unknown)
    assert name.why == "Parameter Name has no value"
    assert isinstance(image, Reference)
    assert (image.resource, image.attribute) == ("resolve:ssm", ("/a/b",))
    assert image.assumes == ('Parameter Image = "/a/b" (default)',)
    assert equals(attribute(loaded, "Greeting"), "x-valkey") is Truth.NO
    assert equals(attribute(loaded, "Greeting"), "x-redis") is Truth.MAYBE


def test_no_echo_is_sensitive_and_not_shown(deploy) -> None:
    value = attribute(deploy(TEMPLATE), "Secret")
    assert value.sensitive
    assert "hunter22" not in " ".join(value.assumes)


FORMS = {
    "CloudFormation": [{"ParameterKey": "Engine", "ParameterValue": "valkey"}],
    "CodePipeline": {"Parameters": {"Engine": "valkey"}, "Tags": {"Engine": "no"}},
    "plain": {"Engine": "valkey", "Subnets": ["a", "b"]},
    "texts": ["Engine=valkey"],
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_parameter_files(deploy, form: object) -> None:
    loaded = deploy(TEMPLATE, {"p.json": json.dumps(form)}, parameter_files=["p.json"])
    assert loaded.problems == ()
    assert plain(attribute(loaded, "Engine")) == "valkey"


def test_the_command_line_wins_over_files_and_cdk_names_the_stack(deploy) -> None:
    files = {"p.json": json.dumps({"Engine": "a", "Name": "b"})}
    loaded = deploy(TEMPLATE, files, parameter_files=["p.json"], parameters={"Stack:Engine": "c"})
    assert plain(attribute(loaded, "Engine")) == "c"
    assert plain(attribute(loaded, "Name")) == "b"


def test_a_previous_value_is_not_known(deploy) -> None:
    previous = json.dumps([{"ParameterKey": "Engine", "UsePreviousValue": True}])
    value = attribute(deploy(TEMPLATE, {"p.json": previous}, parameter_files=["p.json"]), "Engine")
    assert isinstance(value, Unknown)


def test_broken_parameter_files_are_problems(deploy) -> None:
    loaded = deploy(TEMPLATE, {"p.json": "{"}, parameter_files=["p.json", "missing.json"])
    assert [problem.kind for problem in loaded.problems] == ["syntax", "unreadable"]
    assert plain(attribute(loaded, "Engine")) == "redis"


def test_a_number_without_quotes_that_is_ambiguous_is_unknown(deploy) -> None:
    text = """
        Parameters:
          Version: {Type: String, Default: 7.10}
        Resources:
          R: {Type: "AWS::Test::Type", Properties: {Version: !Ref Version, Account: 012345670123, Exact: 7.0}}
    """
    loaded = deploy(text)
    assert isinstance(attribute(loaded, "Version"), Unknown)
    assert isinstance(attribute(loaded, "Account"), Unknown)
    assert plain(attribute(loaded, "Exact")) == "7.0"
