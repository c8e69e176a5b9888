"""Files beside a template that say what its deployment is given."""

from __future__ import annotations

import json
from textwrap import dedent
from typing import Any

import pytest

from awslint.values import Unknown, plain

TEMPLATE = """
    Parameters:
      Engine: {Type: String, Default: redis}
      Name: {Type: String, Default: app}
      StackName: {Type: String, Default: mine}
    Resources:
      R:
        Type: AWS::Test::Type
        Properties: {Engine: !Ref Engine, Name: !Ref Name, StackName: !Ref StackName}
"""
SYNC = """
    template-file-path: template.yaml
    parameters:
      Engine: valkey
      Name: "01"
    tags:
      StackName: no
"""
INPUT = """
    StackName: orders
    TemplateURL: ""
    Parameters:
      - ParameterKey: Engine
        ParameterValue: valkey
        UsePreviousValue: false
      - {ParameterKey: Name, ParameterValue: "01"}
    Capabilities: [CAPABILITY_IAM]
    Tags:
      - {Key: Name, Value: other}
"""
FORMS: dict[str, Any] = {
    "list": [{"ParameterKey": "Engine", "ParameterValue": "valkey"}, {"ParameterKey": "Name", "ParameterValue": "01"}],
    "deploy texts": ["Engine=valkey", "Name=01"],
    "CodePipeline": {"Parameters": {"Engine": "valkey", "Name": "01"}, "Tags": {"StackName": "no"}, "StackPolicy": {}},
    "plain": {"Engine": "valkey", "Name": "01"},
    "stacks of the CDK": {"First": {"Engine": "valkey"}, "Second": {"Name": "01"}},
    "git sync": SYNC,
    "input": INPUT,
}


def read(deploy: Any, form: Any, **more: Any) -> Any:
    text = form if isinstance(form, str) else json.dumps(form)
    return deploy(TEMPLATE, {"p.yaml": text}, parameter_files=["p.yaml"], **more)


def values(loaded: Any) -> list[Any]:
    resource = loaded.deployment.find("R")
    return [plain(resource.get(name).value) for name in ("Engine", "Name", "StackName")]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form(deploy, form: Any) -> None:
    loaded = read(deploy, form)
    assert loaded.problems == ()
    assert values(loaded) == ["valkey", "01", "mine"]


WITHOUT = {
    "git sync": {"template-file-path": "template.yaml", "tags": {"Engine": "no"}},
    "CodePipeline": {"Tags": {"Engine": "no"}, "StackPolicy": {"Name": "no"}},
    "input": {"StackName": "orders", "Tags": [{"Key": "Engine", "Value": "no"}], "Capabilities": []},
}


@pytest.mark.parametrize("form", WITHOUT.values(), ids=WITHOUT)
def test_tags_and_names_are_no_parameters(deploy, form: Any) -> None:
    loaded = read(deploy, form)
    assert loaded.problems == ()
    assert values(loaded) == ["redis", "app", "mine"]


def test_a_parameter_may_be_called_stack_name(deploy) -> None:
    assert values(read(deploy, {"StackName": "theirs"})) == ["redis", "app", "theirs"]


MALFORMED: dict[str, tuple[str, str, int]] = {
    "empty": ("# nothing\n", "it is empty: write a list of", 1),
    "text": ("\nEngine=valkey\n", "it is a string: write a list of", 2),
    "element": ('["Engine=valkey",\n "Name"]', 'this is no parameter: write {"ParameterKey"', 2),
    "key": ('[\n{"Parameterkey": "Engine", "ParameterValue": "x"}]', "this is no parameter: write", 2),
    "no value": ('[\n\n{"ParameterKey": "Engine"}]', "Engine has no ParameterValue: add it, or", 3),
    "object": (
        '{"Parameters": {\n"Engine": {"Fn::GetParam": ["a"]}}}',
        "the value of Engine is an object: write it",
        2,
    ),
    "section": ("template-file-path: template.yaml\nparameters: Engine=valkey\n", "parameters is a string: write", 2),
}


@pytest.mark.parametrize(("text", "message", "line"), MALFORMED.values(), ids=MALFORMED)
def test_what_is_malformed_is_reported_with_its_place(deploy, text: str, message: str, line: int) -> None:
    loaded = read(deploy, text)
    (problem,) = loaded.problems
    assert problem.kind == "syntax"
    assert problem.path.endswith("p.yaml")
    assert problem.message.startswith(message)
    assert text[: problem.span.start].count("\n") + 1 == line


def test_a_value_that_is_not_understood_is_not_the_default(deploy) -> None:
    loaded = read(deploy, [{"ParameterKey": "Engine"}])
    assert isinstance(loaded.deployment.find("R").get("Engine").value, Unknown)


@pytest.mark.parametrize(
    ("old", "new", "counts"),
    [
        ("", "", True),
        ("[CAPABILITY_IAM]", "[]", False),
        ("[CAPABILITY_IAM]", "[{Ref: X}]", False),
        ("ParameterKey: Engine", "ParameterKey: Other", False),
        ('TemplateURL: ""', 'TemplateURL: "https://b.s3.amazonaws.com/template.yaml?versionId=1"', True),
        ('TemplateURL: ""', 'TemplateURL: "https://b.s3.amazonaws.com/other.yaml"', False),
        ('TemplateURL: ""', 'TemplateBody: "Resources: {}"', False),
        ('TemplateURL: ""', "UsePreviousTemplate: true", False),
    ],
)
def test_what_an_input_acknowledges(deploy, old: str, new: str, counts: bool) -> None:
    text = dedent(INPUT)
    assert old in text
    loaded = read(deploy, text.replace(old, new) if old else text)
    found = loaded.deployment.find("Capabilities")
    assert (found is not None) is counts
    if found is not None:
        assert [element.text for element in found.get("Capabilities").elements()] == ["CAPABILITY_IAM"]


def test_an_input_without_parameters_does_not_say_for_which_template_it_is(deploy) -> None:
    form = {"StackName": "orders", "Capabilities": ["CAPABILITY_IAM"]}
    assert read(deploy, form).deployment.find("Capabilities") is None


def test_a_named_file_comes_before_samconfig(deploy) -> None:
    template = "Transform: AWS::Serverless-2016-10-31\n" + dedent(TEMPLATE)
    config = '[default.deploy.parameters]\ncapabilities = "CAPABILITY_NAMED_IAM"\n'
    files = {"samconfig.toml": config, "p.yaml": INPUT}
    for supplied, expected in (([], "CAPABILITY_NAMED_IAM"), (["p.yaml"], "CAPABILITY_IAM")):
        found = deploy(template, files, parameter_files=supplied).deployment.find("Capabilities")
        assert [element.text for element in found.get("Capabilities").elements()] == [expected]
