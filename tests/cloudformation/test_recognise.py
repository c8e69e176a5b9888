"""Templates are distinguished from other YAML and JSON by their content."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from awslint.cloudformation import load, recognise
from awslint.graph.loading import Inputs
from awslint.syntax.sources import Source, Sources

BOMB = "x0: &x0 [a, a, a, a, a, a, a, a, a, a]\n" + "".join(
    f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 10)}]\n" for n in range(1, 9)
)
TEMPLATES = {
    "with a version": "AWSTemplateFormatVersion: '2010-09-09'\nResources: {}\n",
    "with a type": "Resources:\n  Key:\n    Type: AWS::KMS::Key\n",
    "with a custom type": "Resources:\n  A: {Type: 'Custom::AWS'}\n",
    "serverless": "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n",
    "JSON": '{"Resources": {"Key": {"Type": "AWS::KMS::Key"}}}',
    "JSON with tabs": '{\n\t"Resources": {\n\t\t"Key": {"Type": "AWS::KMS::Key"}\n\t}\n}',
    "short forms": "Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: !Sub '${A}'\n",
    "third parties": "Resources:\n  M:\n    Type: MongoDB::Atlas::Cluster\n",
    "nothing but loops": "Resources:\n  Fn::ForEach::A: [I, [a], {'T${I}': {Type: AWS::SNS::Topic}}]\n",
    "before another document": "Resources: {A: {Type: AWS::S3::Bucket}}\n---\na: 1\n",
    "after another document": "a: 1\n---\nResources: {A: {Type: AWS::S3::Bucket}}\n",
    "two in one file": "Resources: {A: {Type: AWS::S3::Bucket}}\n---\nResources: {B: {Type: AWS::S3::Bucket}}\n",
    "too deep": "Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties: {A: " + "[" * 200 + "]" * 200 + "}\n",
    "too deep in JSON": '{"Resources": {"A": {"Type": "AWS::S3::Bucket", "P": ' + "[" * 200 + "]" * 200 + "}}}",
    "an alias bomb": "Resources:\n  A: {Type: AWS::S3::Bucket}\n" + BOMB,
    "broken, but says so": "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  A: [\n",
}

OTHERS = {
    "kubernetes": "apiVersion: v1\nkind: List\nResources:\n- Type: x\n",
    "a workflow": "on: push\njobs:\n  a:\n    steps:\n    - run: deploy # Resources Type: AWS::S3::Bucket\n",
    "openapi": "openapi: 3.0.0\npaths: {}\ncomponents: {}\n",
    "compose": "services:\n  db:\n    image: x\n",
    "helm": "{{- if .Values.x }}\nResources:\n  Type: AWS::S3::Bucket\n{{ end }}\n",
    "serverless framework": "resources:\n  Resources:\n    B:\n      Type: AWS::S3::Bucket\n",
    "a template in a config map": "data:\n  t: |\n    AWSTemplateFormatVersion: '2010-09-09'\n    Resources: {}\n",
    "an event": '{"requestType": "Create", "Resources": "AWSTemplateFormatVersion"}',
    "a list": "- Resources:\n    A: {Type: AWS::S3::Bucket}\n",
    "several documents": "a: 1\n---\nb: {Resources: {A: {Type: AWS::S3::Bucket}}}\n",
    "deep, but no template": "a: " + "[" * 200 + "]" * 200 + "  # Resources, Type: AWS::S3::Bucket\n",
    "nothing": "",
    "bombs": "Resources: &a\n  Type: AWS::S3::Bucket\n  x: *a\n",
}


BROKEN = {
    "conflict.yaml": (
        "Resources:\n  Key:\n<<<<<<< HEAD\n    Type: AWS::KMS::Key\n=======\n    Type: AWS::KMS::Alias\n>>>>>>> b\n",
        "git's conflict markers",
        3,
    ),
    "tab.yaml": ("Description: x\nResources:\n  Key:\n\tType: AWS::KMS::Key\n", "not YAML", 4),
    "surrogate.yaml": ('A: "x\\uD83D"\nResources:\n  K:\n    Type: AWS::KMS::Key\n', "not YAML", 1),
    "comma.json": ('{"Resources": {"K": {"Type": "AWS::KMS::Key"},}}', "not JSON: a key is expected", 1),
    "quote.template": ("Resources:\n  K:\n    Type: 'AWS::KMS::Key\n", "not YAML", 4),
    "missing.json": ('{\n  "Resources": {\n    "K": {"Type": "AWS::KMS::Key"}\n', "the end of the text", 4),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_template_is_recognised_by_its_text(tmp_path: Path, name: str) -> None:
    text, words, line = BROKEN[name]
    (tmp_path / name).write_text(text, encoding="utf-8")
    sources = Sources()
    assert recognise(Source(0, name, text))
    (problem,) = load(tmp_path / name, sources, Inputs(), name).problems
    assert problem.kind == "syntax"
    assert words in problem.message
    assert sources[problem.span.file].position(problem.span.start).line == line


@pytest.mark.parametrize("text", TEMPLATES.values(), ids=TEMPLATES.keys())
def test_templates(text: str) -> None:
    assert recognise(Source(0, "a.yaml", dedent(text)))


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS.keys())
def test_other_files(text: str) -> None:
    assert not recognise(Source(0, "a.yaml", dedent(text)))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("two in one file", "2 templates in one file"),
        ("too deep", "nested deeper than"),
        ("too deep in JSON", "nested deeper than"),
        ("an alias bomb", "aliases make this document larger than"),
    ],
)
def test_what_goes_beyond_the_limits_is_reported(deploy, name: str, words: str) -> None:
    loaded = deploy(TEMPLATES[name])
    (problem,) = loaded.problems
    assert (problem.kind, loaded.deployment.resources) == ("syntax", ())
    assert words in problem.message


@pytest.mark.parametrize("name", ["before another document", "after another document"])
def test_the_only_template_among_several_documents(deploy, name: str) -> None:
    loaded = deploy(TEMPLATES[name])
    assert loaded.problems == ()
    assert [resource.address for resource in loaded.deployment.resources] == ["A"]


def test_rain_modules_are_noted_once(deploy) -> None:
    loaded = deploy(
        """
        Resources:
          Network: {Type: !Rain::Module ../vpc.yml, Properties: {Name: x}}
          Cdn: {Type: !Rain::Module ../cdn.yml}
          Wrong: {Type: {A: b}}
          Topic: {Type: "AWS::SNS::Topic", DependsOn: Network}
        """
    )
    assert [(problem.kind, problem.message[:30]) for problem in loaded.problems] == [
        ("syntax", "the resource Wrong has no Type"),
        ("module", "Rain modules are not analysed "),
    ]
    network = loaded.deployment.find("Network")
    assert (network.mode, network.opaque) == ("module", True)
    assert loaded.deployment.depends(loaded.deployment.find("Topic"), network)


def test_json_that_is_too_deep(deploy) -> None:
    text = TEMPLATES["too deep in JSON"]
    assert recognise(Source(0, "a.json", text))
    assert "nested deeper than" in deploy(text, name="a.json").problems[0].message


@pytest.mark.parametrize(
    "line",
    [
        "      TopicName: {{ name }}",
        "{% for one in many %}",
        "{{- if .Values.topic }}",
        "      TopicName: !Ref {{ name }}",
    ],
)
def test_what_another_tool_puts_together_is_noted(deploy, line: str) -> None:
    text = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n"
    (problem,) = deploy(f"{text}{line}\n      DisplayName: x\n").problems
    assert (problem.kind, problem.message[:12]) == ("module", "another tool")


@pytest.mark.parametrize("line", ["      TopicName: [", "      TopicName: '{{resolve:ssm:a}}' b"])
def test_what_is_only_broken_is_a_problem(deploy, line: str) -> None:
    text = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n"
    (problem,) = deploy(f"{text}{line}\n      DisplayName: x\n").problems
    assert problem.kind == "syntax"
