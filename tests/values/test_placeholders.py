"""Placeholders are values that are not known yet; what only resembles one stays what it is."""

from __future__ import annotations

import json

import pytest
from botocore.session import get_session

from awslint.values import Known, MapOf, Text, Truth, Unknown, starts_with, without_placeholders

BLANKS = [
    "<your-bucket>",
    "<>",
    "<<ENTER YOUR UNIQUE URL HERE>>",
    " <Database Password> ",
    "REPLACE_ME",
    "REPLACE_ME_WITH_S3_BUCKET",
    "Replace this with a name",
    "changeme",
    "ChangeMe!",
    "change-it",
    "[YOUR BUCKET]",
    "YOUR_BUCKET_NAME",
    "your-bucket-name",
    "{your-bucket}",
    "put-your-key-here",
    "TODO: set it",
    "tbd",
    "undefined",
    "__tbd__",
    "%FUNCTION_ARN%",
    "XXXXXXXX",
    "%%BUCKET_NAME%%",
    "@@bucket@@",
    "__ACCOUNT_ID__",
    "...",
    "{{ password }}",
    "https://{{ host }}/x",
]
PARTS = [
    ("arn:aws:s3:::<your-bucket>/*", ("arn:aws:s3:::", None, "/*")),
    ("arn:aws:iam::<ACCOUNT_ID>:role/<ROLE>", ("arn:aws:iam::", None, ":role/", None)),
    ("arn:aws:iam::...:role/app", ("arn:aws:iam::", None, ":role/app")),
    ("arn:aws:acm:us-east-1:1:certificate/EXAMPLE", ("arn:aws:acm:us-east-1:1:certificate/", None)),
    ("subnet-xxxxxxxx", ("subnet-", None)),
    ("https://YOUR_HOST/api", ("https://", None, "/api")),
    ("logs-%%ACCOUNT%%-eu", ("logs-", None, "-eu")),
    ("vpc-0EXAMPLE", ("vpc-", None)),
    ("arn:aws:s3:::DOC-EXAMPLE-BUCKET1/*", ("arn:aws:s3:::", None, "/*")),
]
LITERALS = [
    "a%20B_C%20d",
    "",
    "my-bucket",
    "todo",
    "todo-table",
    "changed",
    "change-log",
    "example",
    "EXAMPLE",
    "redacted",
    "AKIAIOSFODNN7EXAMPLE",
    "123456789012",
    "xxx",
    "5xx",
    "x" * 64,
    "..",
    "a...b",
    "Hello <b>you</b>",
    "<instance> is in state <state>",
    "(?<year>[0-9]{4})",
    "<html><body>Hi</body></html>",
    "/pets/{id}",
    '{"Resource":"<any>"}',
    "Your order has been shipped.",
    "yourself",
    "__init__",
    "100%",
    "a < b && c > d",
]


@pytest.mark.parametrize("text", BLANKS)
def test_a_placeholder_is_not_known(text: str) -> None:
    found = without_placeholders(Known(text, sensitive=True, assumes=("a",)))
    assert isinstance(found, Unknown)
    assert (found.type, found.sensitive, found.assumes, bool(found.present)) == ("string", True, ("a",), True)


@pytest.mark.parametrize(("text", "parts"), PARTS)
def test_the_text_around_a_placeholder_is_known(text: str, parts: tuple[str | None, ...]) -> None:
    found = without_placeholders(Known(text))
    assert isinstance(found, Text)
    assert tuple(part if isinstance(part, str) else None for part in found.parts) == parts
    assert starts_with(found, "ftp") is Truth.NO


@pytest.mark.parametrize("text", LITERALS)
def test_a_literal_stays_a_literal(text: str) -> None:
    assert without_placeholders(Known(text)) == Known(text)


def test_a_structure_keeps_its_members() -> None:
    value = Known("<x>", decoded=MapOf({}))
    assert without_placeholders(value) is value


@pytest.mark.parametrize("service", ["autoscaling", "cognito-idp", "comprehend", "dms", "ec2", "route53", "wafv2"])
def test_no_word_of_aws_is_a_placeholder(service: str) -> None:
    model = get_session().get_service_model(service)
    words = {word for name in model.shape_names for word in getattr(model.shape_for(name), "enum", [])}
    assert words
    assert [word for word in sorted(words) if without_placeholders(Known(word)) != Known(word)] == []


def test_json_is_no_placeholder() -> None:
    text = json.dumps({"Statement": [{"Resource": "arn:aws:s3:::<bucket>"}]}, separators=(",", ":"))
    assert without_placeholders(Known(text)) == Known(text)
