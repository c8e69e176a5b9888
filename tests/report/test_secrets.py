from __future__ import annotations

from types import ModuleType

import pytest

from awslint.report import text
from awslint.report.as_json import as_json
from awslint.report.secrets import hide_assigned, hide_value, is_secret_name, secret_parts
from awslint.report.style import Style
from awslint.rules import Place
from awslint.syntax.sources import Sources
from awslint.values import Span


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "passwords[0]",
        "authentication_mode.passwords",
        "auth_token",
        "AuthToken",
        "KeyStorePassword",
        "key_store_password",
        "key_store_password_wo",
        "secret_access_key",
        "access_key",
        "private_key",
        "MasterUserSecret",
        "SecretString",
        "DB_PASSWORD",
        "AWS_SECRET_ACCESS_KEY",
    ],
)
def test_names_that_tell_of_a_secret(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "secret_arn",
        "auth_token_update_strategy",
        "key_id",
        "password_policy",
        "kms_key",
        "no_password_required",
        "name",
    ],
)
def test_names_that_do_not(name: str) -> None:
    assert not is_secret_name(name)


def hidden(path: str, content: str, *spans: Span) -> list[str]:
    source = Sources().add(path, content)
    return [content[start:end] for start, end in secret_parts(source, spans)]


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("a.tf", 'password = "hunter2"', ["hunter2"]),
        ("a.tf", 'password="hunter2" # "not this"', ["hunter2"]),
        ("a.tf", "password = var.password", []),
        ("a.tf", 'password = "${var.password}"', []),
        ("a.tf", 'password = "${var.x}-hunter2"', ["${var.x}-hunter2"]),
        ("a.tf", 'password = var.on ? "hunter2" : "hunter3"', ["hunter2", "hunter3"]),
        ("a.tf", 'passwords = ["one", "two"]', ["one", "two"]),
        ("a.tf", 'passwords = [\n  "one",\n  "two",\n]\nname = "three"', ["one", "two"]),
        ("a.tf", 'x = { auth_token = "one", name = "two" }', ["one"]),
        ("a.tf", "password = <<-EOT\n  hunter2\nEOT\nname = 1", ["hunter2"]),
        ("a.tf", 'variable "db_password" {\n  type = string\n  default = "hunter2"\n}', ["hunter2"]),
        ("a.tf", 'variable "name" {\n  default = "x"\n}', []),
        ("a.tf", 'secret_arn = "arn:aws:x"', []),
        ("a.tf", 'actions = ["secretsmanager:GetSecretValue"]', []),
        ("a.tf", 'password == "x" ? 1 : 2', []),
        ("a.yaml", "AuthToken: hunter2", ["hunter2"]),
        ("a.yaml", "AuthToken: hunter2 # old", ["hunter2"]),
        ("a.yaml", "AuthToken: 'hunter2'", ["hunter2"]),
        ("a.yaml", "AuthToken: !Ref Token", []),
        ("a.yaml", "AuthToken: two words # not this", ["two words"]),
        ("a.yaml", 'AuthToken: !Join ["", [one, two, !Ref Three]]', ["one", "two"]),
        ("a.yaml", "Passwords: [one, 'two'] # three", ["one", "two"]),
        ("a.yaml", "AuthToken: !Sub one-${Two}", ["one-$", "Two"]),
        ("a.yaml", "Auth: {Token: one}", ["one"]),
        ("a.yaml", "AuthToken: one,two", ["one", "two"]),
        ("a.yaml", "        export AWS_SECRET_ACCESS_KEY=hunter2", ["hunter2"]),
        ("a.tf", "  user_data = <<EOT\nexport AWS_SECRET_ACCESS_KEY=hunter2; run\nEOT", ["hunter2"]),
        ("a.tf", 'x = "AKIA' + "A" * 16 + '"', ["AKIA" + "A" * 16]),
        ("a.tf", 'x = "wJalrXUtnFEMIbK7MDENGbPxRfiCYzEXAMPLEKEY"', ["wJalrXUtnFEMIbK7MDENGbPxRfiCYzEXAMPLEKEY"]),
        ("a.yaml", "websiteDeployWebsiteBucketPolicyE6E9E09D: {Type: AWS::S3::BucketPolicy}", []),
        ("a.yaml", "AuthToken: '{{resolve:secretsmanager:x}}'", []),
        ("a.yaml", "Passwords:\n  - one\n  - 'two'\nName: three", ["one", "two"]),
        ("a.yaml", "Passwords:\n- one\nName: three", ["one"]),
        ("a.yaml", "Token:\n  Type: String\n  Default: hunter2\n  NoEcho: true", ["hunter2"]),
        ("a.json", '{"AuthToken": "hunter2", "Name": "x"}', ["hunter2"]),
        ("a.json", '{"Passwords": [\n    "one"\n  ],\n "Name": "x"}', ["one"]),
        ("a.json", '  "DbPassword": {\n    "Type": "String",\n    "Default": "hunter2"\n  }', ["hunter2"]),
    ],
)
def test_the_secrets_of_a_file(path: str, content: str, expected: list[str]) -> None:
    assert hidden(path, content) == expected


def test_what_is_marked_as_sensitive_is_hidden_whatever_its_name() -> None:
    assert hidden("a.tf", 'name = "hunter2"', Span(0, 7, 16)) == ["hunter2"]
    assert hidden("a.yaml", "Name: hunter2", Span(0, 6, 13)) == ["hunter2"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ('var.password = "hunter2" (default)', 'var.password = "***" (default)'),
        ('var.engine = "redis" (default)', 'var.engine = "redis" (default)'),
        ('var.auth_token is "abcdefghijklmnopqrstuvwxyz" and var.b', 'var.auth_token is "abcd***" and var.b'),
        ('set "auth_token_update_strategy" to "ROTATE"', 'set "auth_token_update_strategy" to "ROTATE"'),
    ],
)
def test_sentences_about_values(sentence: str, expected: str) -> None:
    assert hide_assigned(sentence) == expected


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("Passwords", {"value": ["hunter2"]}, {"value": ["***"]}),
        ("Name", {"value": "x"}, {"value": "x"}),
        ("Auth", {"value": {"Token": "y", "Id": "z"}}, {"value": {"Token": "***", "Id": "z"}}),
        ("Password", {"unknown": "var.password has no value"}, {"unknown": "var.password has no value"}),
        ("Password", {"text": ["x-", {"unknown": "why"}]}, {"text": ["***", {"unknown": "why"}]}),
        (
            "Auth",
            {"map": {"Token": {"value": "y"}, "Id": {"value": "z"}}, "complete": True},
            {"map": {"Token": {"value": "***"}, "Id": {"value": "z"}}, "complete": True},
        ),
        ("Token", {"list": [{"value": "y"}], "complete": False}, {"list": [{"value": "***"}], "complete": False}),
        (
            "Token",
            {"one_of": [{"when": "var.on", "value": {"value": "y"}}]},
            {"one_of": [{"when": "var.on", "value": {"value": "***"}}]},
        ),
    ],
)
def test_values_for_programs(name: str, data: dict[str, object], expected: dict[str, object]) -> None:
    assert hide_value(name, data) == expected


def test_no_format_shows_a_secret(samples: ModuleType) -> None:
    some = samples.sources()
    found = samples.finding(
        samples.spot(some, "prod/main.tf", 'password = "hunter2-hunter2-hunter2"'),
        related=(Place(samples.spot(some, "store/main.tf", 'key_store_password = "kingfisher"'), "the password"),),
        assumes=('var.password = "kingfisher" (default)',),
        world='var.secret is "kingfisher"',
        attribute="password",
    )
    report = samples.report(found, of=some)
    for shown in (
        text.full(report, [found], Style()),
        text.concise(report, [found], Style()),
        as_json(report, [found]),
    ):
        assert "kingfisher" not in shown
        assert "hunter2-h" not in shown
    full = text.full(report, [found], Style())
    assert 'password = "hunt***"' in full
    carets = next(line for line in full.splitlines() if "^" in line)
    assert carets.count("^") == len('password = "hunt***"')
