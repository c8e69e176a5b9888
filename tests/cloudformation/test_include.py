"""AWS::Include with a local file."""

from __future__ import annotations

import pytest

from awslint.cloudformation import load
from awslint.graph.loading import Inputs
from awslint.syntax.sources import Sources
from awslint.values import plain

PROPERTIES = "Engine: redis\nUserName:\n  Fn::Sub: ${AWS::Region}-user\n"


def test_properties_from_a_file(tmp_path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts/user.yaml").write_text(PROPERTIES)
    (tmp_path / "t.yaml").write_text(
        "Resources:\n  User:\n    Type: AWS::ElastiCache::User\n    Properties:\n      UserId: one\n"
        "      Fn::Transform: {Name: AWS::Include, Parameters: {Location: ./parts/user.yaml}}\n"
    )
    sources = Sources()
    loaded = load(tmp_path / "t.yaml", sources, Inputs(region="eu-west-1"), shown="t.yaml")
    assert (loaded.problems, loaded.files) == ((), ("t.yaml", "parts/user.yaml"))
    user = loaded.deployment.find("User")
    assert user.attributes.complete
    texts = {name: user.get(name).text for name in ("UserId", "Engine", "UserName")}
    assert texts == {"UserId": "one", "Engine": "redis", "UserName": "eu-west-1-user"}
    place = user.get("Engine").value.span
    source = sources[place.file]
    assert (source.path, source.text[place.start : place.end]) == ("parts/user.yaml", "redis")


@pytest.mark.parametrize(
    "transform",
    [
        "Transform: {Name: AWS::Include, Parameters: {Location: more.yaml}}",
        "Transform: [AWS::LanguageExtensions, {Name: AWS::Include, Parameters: {Location: more.yaml}}]",
        "Fn::Transform: {Name: AWS::Include, Parameters: {Location: more.yaml}}",
        "Transform: [{'Fn::Transform': {Name: AWS::Include, Parameters: {Location: more.yaml}}}]",
    ],
)
def test_sections_from_a_file(deploy, transform: str) -> None:
    text = f"{transform}\nParameters: {{P: {{Type: String, Default: x}}}}\n"
    more = "Resources:\n  T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref P}}\n"
    loaded = deploy(text, {"more.yaml": more})
    assert loaded.problems == ()
    assert [resource.address for resource in loaded.deployment.resources] == ["T"]
    assert loaded.deployment.find("T").get("TopicName").text == "x"


def test_resources_and_mappings_from_files(deploy) -> None:
    text = """
        Mappings:
          M: {'Fn::Transform': {Name: 'AWS::Include', Parameters: {Location: map.json}}}
        Resources:
          'Fn::Transform': {Name: 'AWS::Include', Parameters: {Location: more.yaml}}
          Own: {Type: "AWS::SNS::Topic", Properties: {TopicName: !FindInMap [M, a, b], K: !Ref Key}}
    """
    files = {"map.json": '{"a": {"b": "found"}}', "more.yaml": "Key: {Type: 'AWS::KMS::Key'}\n"}
    loaded = deploy(text, files)
    assert sorted(resource.address for resource in loaded.deployment.resources) == ["Key", "Own"]
    own = loaded.deployment.find("Own")
    assert (own.get("TopicName").text, own.get("K").target().address) == ("found", "Key")


@pytest.mark.parametrize(
    ("location", "files"),
    [
        ("s3://bucket/more.yaml", {}),
        ("absent.yaml", {}),
        ("!Ref P", {}),
        ("more.yaml", {"more.yaml": "UserId: other\n"}),
        ("more.yaml", {"more.yaml": "- a\n"}),
        ("more.yaml", {"more.yaml": "Fn::Transform: {Name: AWS::Include, Parameters: {Location: more.yaml}}\n"}),
    ],
    ids=["elsewhere", "absent", "not known", "the same key twice", "a list", "in itself"],
)
def test_what_is_not_included_leaves_the_mapping_open(deploy, location: str, files: dict[str, str]) -> None:
    text = (
        "Resources:\n  U:\n    Type: AWS::ElastiCache::User\n    Properties:\n      UserId: one\n      Fn::Transform:\n"
        f"        Name: AWS::Include\n        Parameters:\n          Location: {location}\n"
    )
    loaded = deploy(text, files)
    assert loaded.problems == ()
    user = loaded.deployment.find("U")
    assert not user.attributes.complete
    assert plain(user.get("UserId").value) == "one"


def test_a_file_that_cannot_be_parsed(deploy) -> None:
    text = """
        Resources:
          U:
            Type: AWS::ElastiCache::User
            Properties: {'Fn::Transform': {Name: 'AWS::Include', Parameters: {Location: more.yaml}}}
    """
    loaded = deploy(text, {"more.yaml": "a: [\n"})
    (problem,) = loaded.problems
    assert (problem.kind, problem.path) == ("syntax", "more.yaml")
    assert not loaded.deployment.find("U").attributes.complete


def test_a_key_that_is_repeated_in_a_file(deploy) -> None:
    text = "Resources: {'Fn::Transform': {Name: 'AWS::Include', Parameters: {Location: more.yaml}}}\n"
    loaded = deploy(text, {"more.yaml": "\n\nA: {Type: 'AWS::SNS::Topic'}\nA: {Type: 'AWS::SQS::Queue'}\n"})
    assert "A is written more than once: this one counts, not the one in line 3" in loaded.problems[0].message
