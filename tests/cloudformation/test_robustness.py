"""Any template in, an answer out: no exception, whatever is written where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awslint.cloudformation import load, recognise
from awslint.graph.export import edge_data, resource_data
from awslint.graph.loading import Inputs
from awslint.syntax.sources import Sources
from awslint.values import Range, Text, Unknown, count, plain

FUNCTIONS = [
    "Ref", "Condition", "Fn::And", "Fn::Base64", "Fn::Cidr", "Fn::Equals", "Fn::FindInMap", "Fn::ForEach::L",
    "Fn::GetAZs", "Fn::GetAtt", "Fn::If", "Fn::ImportValue", "Fn::Join", "Fn::Length", "Fn::Not", "Fn::Or",
    "Fn::Select", "Fn::Split", "Fn::Sub", "Fn::ToJsonString", "Fn::Transform", "<<",
]  # fmt: skip
NAMES = ["A", "B", "P", "Q", "C", "M", "A.Arn", "S.Outputs.O", "AWS::NoValue", "AWS::Region", "${A}", "${P.x}", "", "0"]
KEYS = st.sampled_from([*FUNCTIONS, *NAMES, "Type", "Default", "AllowedValues", "Properties", "Create", "Parameters"])
SCALARS = st.sampled_from([*NAMES, 0, 1, -1, 1.5, True, None, "{{resolve:ssm:${P}", "}}", ",", "a,b", "10.0.0.0/8"])
NODES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(KEYS, inner, max_size=3)
        | st.dictionaries(st.sampled_from(FUNCTIONS), st.lists(inner, max_size=4), min_size=1, max_size=1)
    ),
    max_leaves=12,
)
TYPES = st.sampled_from(
    ["AWS::KMS::Key", "AWS::S3::Bucket", "Custom::AWS", "AWS::CloudFormation::Stack", "AWS::Serverless::Function",
     "AWS::EC2::Instance", "AWS::Lambda::Function"]
)  # fmt: skip
RESOURCES = st.fixed_dictionaries({}, optional={
    "Type": TYPES | NODES,
    "Properties": st.dictionaries(st.sampled_from(["BucketName", "Create", "UserData", "Code", "Role", "Policies",
                                                   "Parameters", "TemplateURL", "Fn::Transform"]), NODES) | NODES,
    "Condition": NODES,
    "DependsOn": NODES,
    "DeletionPolicy": NODES,
    "Metadata": NODES,
})  # fmt: skip
TEMPLATES = st.fixed_dictionaries(
    {"Resources": st.dictionaries(st.sampled_from(["A", "B", "S", "Fn::ForEach::X"]), RESOURCES | NODES)},
    optional={
        "Parameters": st.dictionaries(st.sampled_from(["P", "Q"]), st.fixed_dictionaries({}, optional={
            "Type": st.sampled_from(["String", "Number", "CommaDelimitedList", "List<Number>"]) | NODES,
            "Default": NODES, "AllowedValues": NODES, "NoEcho": NODES,
        }) | NODES) | NODES,
        "Conditions": st.dictionaries(st.sampled_from(["C", "D", "Fn::ForEach::Y"]), NODES) | NODES,
        "Mappings": NODES,
        "Outputs": st.dictionaries(st.sampled_from(["O", "N"]), NODES | st.fixed_dictionaries({"Value": NODES})),
        "Transform": NODES | st.just("AWS::Serverless-2016-10-31"),
        "Globals": NODES | st.fixed_dictionaries({"Function": NODES}),
    },
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEMPLATES, NODES)
def test_any_template_is_answered(tmp_path_factory: pytest.TempPathFactory, template: Any, parameters: Any) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_text(json.dumps(template))
    supplied = tmp_path_factory.getbasetemp() / "parameters.json"
    supplied.write_text(json.dumps(parameters))
    sources = Sources()
    recognise(sources.add("any", json.dumps(template)))
    loaded = load(path, sources, Inputs(parameter_files=(supplied,)))
    for resource in loaded.deployment.resources:
        json.dumps(resource_data(resource, {}), default=str)
    json.dumps(edge_data(loaded.deployment))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=40) | st.text(alphabet="{}[]:-!&*|>'\"\n \tResourcsTyp#%@`,?", max_size=60).map(str.encode))
def test_any_bytes_are_answered(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path: Path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(content)
    loaded = load(path, Sources(), Inputs())
    assert loaded.files


def nested(function: str, inner: str, depth: int) -> str:
    text = inner
    for _ in range(depth):
        text = function % text
    return text


@pytest.mark.parametrize(
    "function",
    ["{'Fn::Join': ['', [%s]]}", "{'Fn::If': [C, %s, x]}", "{'Fn::Sub': ['${a}', {a: %s}]}", "{a: %s}", "[%s]",
     "{'Fn::Select': [0, [%s]]}", "{'Fn::ToJsonString': {a: %s}}", "!Base64 {'Fn::Join': ['', [%s]]}"],
)  # fmt: skip
def test_the_deepest_nesting_that_is_read_is_evaluated(deploy, function: str) -> None:
    for depth in (10, 20, 45, 90):
        value = nested(function, "!Ref N", depth)
        text = (
            "Conditions: {C: !Equals [!Ref A, !Ref B]}\n"
            f"Resources:\n  R: {{Type: 'A::B::C', Properties: {{V: {value}}}}}\n"
        )
        loaded = deploy(text)
        resources = [resource for resource in loaded.deployment.resources if resource.mode == "managed"]
        assert len(resources) == 1 or "deeper" in loaded.problems[0].message
        assert all(problem.kind == "syntax" for problem in loaded.problems)


def test_long_chains_of_references_end(deploy) -> None:
    lines = ["Resources:"]
    for step in range(400):
        name = f"!Sub 'x${{B{step + 1}}}'" if step < 399 else "last"
        lines.append(f"  B{step}: {{Type: 'AWS::S3::Bucket', Properties: {{BucketName: {name}}}}}")
    loaded = deploy("\n".join(lines))
    assert loaded.problems == ()
    assert len(loaded.deployment.resources) == 400


def test_loops_that_multiply_end(deploy) -> None:
    inner = "'x${A}${B}${C}': {Type: 'AWS::SNS::Topic'}"
    names = ", ".join(f"n{number}" for number in range(200))
    for name in "CBA":
        inner = f"'Fn::ForEach::{name}': [{name}, [{names}], {{{inner}}}]"
    loaded = deploy(f"Resources: {{{inner}, K: {{Type: 'AWS::KMS::Key'}}}}\n")
    modes = {resource.address: resource.mode for resource in loaded.deployment.resources}
    assert modes == {"Fn::ForEach::A": "module", "K": "managed"}
    (problem,) = loaded.problems
    assert problem.kind == "budget"
    assert "Fn::ForEach::A is not followed" in problem.message


def test_many_open_conditions_in_one_text(deploy) -> None:
    conditions = "\n".join(f"  C{n}: !Equals [!Ref 'P{n}', x]" for n in range(300))
    pieces = ", ".join(f"!If [C{n}, a, b]" for n in range(300))
    text = (
        f"Conditions:\n{conditions}\nResources:\n  R: {{Type: 'A::B::C', Properties: {{V: !Join ['', [{pieces}]]}}}}\n"
    )
    assert count(deploy(text).deployment.find("R").attributes.items["V"]) == Range(0, None)


def test_many_pieces_under_one_condition(deploy) -> None:
    pieces = ", ".join("!If [C, a, b]" for _ in range(50))
    text = (
        "Conditions: {C: !Equals [!Ref P, x]}\n"
        f"Resources:\n  R: {{Type: 'A::B::C', Properties: {{V: !Join ['', [{pieces}]]}}}}\n"
    )
    value = deploy(text).deployment.find("R").attributes.items["V"]
    assert [choice.scalar for _, choice in value.choices] == ["a" * 50, "b" * 50]


@pytest.mark.parametrize(
    ("function", "depth"),
    [
        ("{'Fn::ToJsonString': {a: %s}}", 40),
        ("{'Fn::Base64': %s}", 85),
        ("{'Fn::Sub': ['${a}${a}', {a: %s}]}", 30),
        ("{'Fn::Sub': ['${a}${a}${T}', {a: %s}]}", 30),
    ],
)
def test_texts_that_double_at_every_step_end(deploy, function: str, depth: int) -> None:
    value = nested(function, "xxxxxxxx", depth)
    loaded = deploy(f"Resources: {{R: {{Type: 'A::B::C', Properties: {{V: {value}}}}}, T: {{Type: 'A::B::C'}}}}\n")
    found = loaded.deployment.find("R").attributes.items["V"]
    assert isinstance(found, Unknown | Text)
    assert not isinstance(found, Text) or len(found.parts) <= 100_000


def test_outputs_that_double_from_stack_to_stack_end(deploy) -> None:
    child = """
        Parameters: {A: {Type: String}}
        Resources: {T: {Type: "AWS::SNS::Topic", Properties: {TopicName: !Ref A}}}
        Outputs: {Text: {Value: !Sub "${A}${A}"}, Map: {Value: {a: !Ref A, b: !Ref A}}}
    """
    lines = ["Resources:"]
    for kind, output in (("N", "Text"), ("M", "Map")):
        for step in range(31):
            argument = f"!GetAtt {kind}{step + 1}.Outputs.{output}" if step < 30 else "xxxxxxxx"
            properties = f"{{TemplateURL: child.yaml, Parameters: {{A: {argument}}}}}"
            lines.append(f"  {kind}{step}: {{Type: 'AWS::CloudFormation::Stack', Properties: {properties}}}")
    loaded = deploy("\n".join(lines) + "\n", {"child.yaml": child})
    name = loaded.deployment.find("N0/T").attributes.items["TopicName"]
    assert isinstance(name, Text)
    assert all(isinstance(part, Unknown) for part in name.parts)
    assert isinstance(loaded.deployment.find("M0/T").attributes.items["TopicName"], Unknown)
    assert plain(loaded.deployment.find("N27/T").attributes.items["TopicName"]) == "x" * 64


def test_a_large_mapping_names_no_keys(deploy) -> None:
    keys = "\n".join(f"    k{number}: {{a: b}}" for number in range(2000))
    text = (
        f"Mappings:\n  M:\n{keys}\n"
        "Resources: {T: {Type: 'AWS::SNS::Topic', Properties: {TopicName: !FindInMap [M, none, a]}}}\n"
    )
    (fault,) = deploy(text).deployment.find("Resources.T").get("Faults").elements()
    assert (fault.get("Kind").text, fault.get("Known").elements()) == ("UnknownMappingKey", [])
