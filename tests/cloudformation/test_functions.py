"""The intrinsic functions, each as templates write them."""

from __future__ import annotations

import base64
import json

import pytest

from awslint.values import Known, ListOf, Reference, Text, Truth, Unknown, Value, equals, plain, same, starts_with

HEADER = """
    Parameters:
      Name: {Type: String}
      Env: {Type: String, Default: dev}
      Zones: {Type: CommaDelimitedList, Default: "a,b"}
    Mappings:
      Sizes:
        dev: {Type: small, List: [x, y]}
        prod: {Type: large}
    Conditions:
      Big: !Equals [!Ref Name, big]
    Resources:
      Key: {Type: "AWS::KMS::Key"}
      User: {Type: "AWS::ElastiCache::User", Properties: {UserId: !Sub "${Env}-user", UserName: u}}
      Nameless: {Type: "AWS::ElastiCache::User"}
      R:
        Type: AWS::Test::Type
        Properties:
          V: """


@pytest.fixture
def value(deploy):
    def of(expression: str, **inputs: object) -> Value:
        return deploy(HEADER + expression + "\n", **inputs).deployment.find("R").attributes.items["V"]

    return of


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("!Sub 'a-${Env}-${!Literal}'", "a-dev-${Literal}"),
        ("!Sub ['${x}/${Env}', {x: 7}]", "7/dev"),
        ("!Sub plain", "plain"),
        ("{'Fn::Join': ['-', [a, !Ref Env, 3, true]]}", "a-dev-3-true"),
        ("!Join ['', [a, !Ref 'AWS::NoValue', b]]", "ab"),
        ("!Join [',', !Ref Zones]", "a,b"),
        ("!Select [1, !Ref Zones]", "b"),
        ("!Select ['0', [x, y]]", "x"),
        ("!Split ['.', a.b.c]", ["a", "b", "c"]),
        ("!Select [2, !Split ['.', a.b.c]]", "c"),
        ("!FindInMap [Sizes, !Ref Env, Type]", "small"),
        ("!FindInMap [Sizes, dev, List]", ["x", "y"]),
        ("!FindInMap [Sizes, other, Type, {DefaultValue: none}]", "none"),
        ("!Cidr [10.0.0.0/16, 2, 8]", ["10.0.0.0/24", "10.0.1.0/24"]),
        ("!Select [1, !Cidr [10.0.0.0/16, 4]]", "10.0.1.0/24"),
        ("!Base64 hello", base64.b64encode(b"hello").decode()),
        ("{'Fn::Length': [a, b, c]}", 3),
        ("{'Fn::Length': !Ref Zones}", 2),
        ("{a: [1, {b: !Ref Env}]}", {"a": [1, {"b": "dev"}]}),
        ("[!Ref 'AWS::NoValue', 1]", [1]),
    ],
)
def test_known_results(value, expression: str, expected: object) -> None:
    assert plain(value(expression)) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "!Ref Nothing",
        "!GetAtt Nothing.Arn",
        "!FindInMap [Sizes, other, Type]",
        "!FindInMap [Sizes, !Ref Name, Type]",
        "!FindInMap [Sizes]",
        "!Select [9, [a]]",
        "!Select [!Ref Name, [a]]",
        "!Split [',', !Ref Name]",
        "!GetAZs ''",
        "!Cidr [10.0.0.0/30, 256, 8]",
        "!Cidr [nonsense, 1, 8]",
        "!Base64 {Ref: Name}",
        "!Join [',', !GetAZs '']",
        "{'Fn::Length': !GetAZs ''}",
        "{'Fn::Transform': {Name: Macro}}",
        "{'Fn::New': 1}",
        "!Join x",
        "!Sub {a: 1}",
        "!If [Big]",
    ],
)
def test_what_is_not_known_is_unknown(value, expression: str) -> None:
    found = value(expression)
    assert isinstance(found, Unknown)
    assert found.why


def test_assumptions_go_through_functions(value) -> None:
    found = value("!Select [0, !Split ['-', !Sub '${Env}-x']]")
    assert isinstance(found, Known)
    assert (found.scalar, found.assumes) == ("dev", ('Parameter Env = "dev" (default)',))
    assert value("!FindInMap [Sizes, !Ref Env, Type]").assumes
    assert value("!Ref Env", parameters={"Env": "x"}).assumes == ()


def test_texts_keep_their_known_parts(value) -> None:
    found = value("!Sub 'arn:aws:kms:${AWS::Region}:x:key/${Key}'")
    assert isinstance(found, Text)
    assert starts_with(found, "arn:aws:kms:") is Truth.YES
    assert [part for part in found.parts if isinstance(part, str)] == ["arn:aws:kms:", ":x:key/"]
    assert same(found, value("!Join ['', ['arn:aws:kms:', !Ref 'AWS::Region', ':x:key/', !Ref Key]]")) is Truth.YES


def test_a_text_of_one_reference_is_the_reference(value) -> None:
    for expression in ("!Sub '${Key}'", "!Join ['', [!Ref Key]]", "!Ref Key"):
        found = value(expression)
        assert isinstance(found, Reference)
        assert (found.resource, found.attribute) == ("Key", ("Ref",))


@pytest.mark.parametrize("expression", ["!GetAtt Key.Arn", "{'Fn::GetAtt': [Key, Arn]}", "!Sub '${Key.Arn}'"])
def test_attributes(value, expression: str) -> None:
    found = value(expression)
    assert isinstance(found, Reference)
    assert (found.resource, found.attribute, found.value) == ("Key", ("Arn",), None)


def test_ref_tells_the_name_that_is_written(value) -> None:
    found = value("!Ref User")
    assert isinstance(found, Reference)
    assert found.value is not None
    assert equals(found, "dev-user") is Truth.YES
    assert equals(value("!Sub '${User}!'"), "dev-user!") is Truth.YES
    assert value("!Ref Nameless").value is None


def test_pseudo_parameters(value) -> None:
    symbolic = value("!Ref AWS::Region")
    assert isinstance(symbolic, Reference)
    assert same(symbolic, value("!Sub '${AWS::Region}'")) is Truth.YES
    assert same(symbolic, value("!Ref AWS::AccountId")) is Truth.MAYBE
    assert equals(symbolic, "us-east-1") is Truth.MAYBE
    assert plain(value("!Sub '${AWS::Region}/${AWS::Partition}/${AWS::URLSuffix}'", region="cn-north-1")) == (
        "cn-north-1/aws-cn/amazonaws.com.cn"
    )
    assert plain(value("!Ref AWS::AccountId", account="123456789012")) == "123456789012"
    assert plain(value("!Ref AWS::Partition", partition="aws-us-gov")) == "aws-us-gov"


def test_zones_by_number(value) -> None:
    first = value("!Select [0, !GetAZs '']")
    assert same(first, value("!Select ['0', {'Fn::GetAZs': !Ref AWS::Region}]")) is Truth.YES
    assert same(first, value("!Select [1, !GetAZs '']")) is Truth.NO
    assert isinstance(value("!Select [0, !GetAZs eu-west-1]"), Unknown)


def test_imports_of_one_name_are_the_same(value) -> None:
    imported = value("!ImportValue shared-key")
    assert same(imported, value("{'Fn::ImportValue': shared-key}")) is Truth.YES
    assert same(imported, value("!ImportValue other")) is Truth.MAYBE
    assert isinstance(value("!ImportValue {'Fn::Sub': '${Name}-key'}"), Unknown)


@pytest.mark.parametrize(
    "expression",
    [
        "'{{resolve:secretsmanager:db:SecretString:password}}'",
        "!Sub '{{resolve:secretsmanager:${Name}:SecretString:password}}'",
        "!Join ['', ['{{resolve:secretsmanager:', !Ref Key, ':SecretString:password}}']]",
        "'{{resolve:ssm-secure:/a:1}}'",
    ],
)
def test_dynamic_references_are_secrets(value, expression: str) -> None:
    found = value(expression)
    assert isinstance(found, (Reference, Unknown))
    assert found.sensitive


@pytest.mark.parametrize(
    ("expression", "service", "name"),
    [
        ("'{{resolve:secretsmanager:db:SecretString:password}}'", "secretsmanager", "db:SecretString:password"),
        ("!Sub '{{resolve:ssm:/a/b:1}}'", "ssm", "/a/b:1"),
        ("!Join [':', ['{{resolve:ssm', '/a/b}}']]", "ssm", "/a/b"),
    ],
)
def test_the_same_dynamic_reference_is_the_same_value(value, expression: str, service: str, name: str) -> None:
    found = value(expression)
    assert isinstance(found, Reference)
    assert (found.resource, found.attribute) == (f"resolve:{service}", (name,))
    assert found.sensitive is (service != "ssm")


def test_dynamic_references_inside_a_text(value) -> None:
    found = value("'postgres://{{resolve:ssm:/user}}:{{resolve:ssm:/port}}/db'")
    assert isinstance(found, Text)
    assert [part for part in found.parts if isinstance(part, str)] == ["postgres://", ":", "/db"]


def test_what_only_begins_like_a_dynamic_reference_is_a_text(value) -> None:
    assert plain(value("'a {{resolve:ssm:x'")) == "a {{resolve:ssm:x"
    assert plain(value("!Sub '{{resolve:${Env}/{{resolve:'")) == "{{resolve:dev/{{resolve:"


def test_json_text_of_a_structure(value) -> None:
    found = value("{'Fn::ToJsonString': {a: [1, !Ref Env]}}")
    assert isinstance(found, Known)
    assert json.loads(str(found.scalar)) == {"a": [1, "dev"]}
    assert found.decoded is not None
    # Whether the number of a parameter is a number or a text in there is not documented.
    assert isinstance(value("{'Fn::ToJsonString': {a: {'Fn::Length': [x]}}}"), Text)
    assert plain(value("{'Fn::ToJsonString': {a: 1}}")) == '{"a":1}'
    open_text = value("{'Fn::ToJsonString': {a: !Ref Name}}")
    assert isinstance(open_text, Text)
    assert open_text.decoded is not None


def test_alternatives_in_a_text(value) -> None:
    found = value("!Sub ['x-${s}', {s: !If [Big, l, s]}]")
    assert equals(found, "x-m") is Truth.NO
    assert equals(found, "x-l") is Truth.MAYBE
    joined = value("!Join ['', " + str([{"Fn::If": ["Big", "a", "b"]}] * 20) + "]")
    assert equals(joined, "a" * 20) is Truth.MAYBE
    assert equals(joined, "ab" * 10) is Truth.NO


def test_of_repeated_keys_the_last_counts(value) -> None:
    found = value("{a: 1, b: 2, a: 3}")
    assert plain(found.items["a"]) == 3
    assert "a" not in value("{a: 1, a: !Ref 'AWS::NoValue'}").items
    assert plain(found.items["b"]) == 2


LOOP = "{{'Fn::ForEach::L': [N, {}, {{'Key${{N}}': !Sub 'v-${{N}}'}}]}}"


def test_loops_in_properties(value) -> None:
    assert plain(value(LOOP.format("[A, B]"))) == {"KeyA": "v-A", "KeyB": "v-B"}
    assert plain(value(LOOP.format("!Ref Zones"))) == {"Keya": "v-a", "Keyb": "v-b"}
    found = value(LOOP.format("!Ref Name"))
    assert not found.complete


def test_an_include_makes_a_map_incomplete(value) -> None:
    found = value("{a: 1, 'Fn::Transform': {Name: 'AWS::Include', Parameters: {Location: s3://x}}}")
    assert not found.complete
    assert list(found.items) == ["a"]


def test_lists_that_lose_elements_are_not_counted_on(value) -> None:
    expression = "[!If [Big, a, !Ref 'AWS::NoValue'], b]"
    assert isinstance(value(expression), ListOf)
    assert isinstance(value(f"!Select [0, {expression}]"), Unknown)
    assert isinstance(value(f"{{'Fn::Length': {expression}}}"), Unknown)
    assert equals(value(f"!Join ['-', {expression}]"), "a") is Truth.NO
