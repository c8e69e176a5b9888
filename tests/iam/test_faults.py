"""What IAM refuses in a policy document, and what it does not."""

from __future__ import annotations

from typing import Any

import pytest

from awslint.iam.documents import parse_policy
from awslint.iam.faults import identity_faults, least_size, trust_faults
from awslint.values import Known, ListOf, MapOf, Missing, OneOf, Text, Truth, Unknown, wrap
from awslint.values.conditions import Is, negation

ALLOW = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
TRUST = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}


def paths(statement: Any, trust: bool = False, **more: Any) -> list[str]:
    statements = statement if isinstance(statement, list) else [statement]
    document = parse_policy(wrap({"Version": "2012-10-17", "Statement": statements, **more}))
    found = trust_faults(document) if trust else identity_faults(document)
    return [".".join(map(str, fault.path)) for fault in found if fault.holds is Truth.YES]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"Sid": "ReadLogs1"},
        {"Sid": ""},
        {"Effect": "Deny"},
        {"Action": "*"},
        {"Action": ["s3:Get*", "S3:getobject", "execute-api:*", "*:*"]},
        {"Action": "s3:GetObject,"},
        {"Resource": "arn:aws:s3:::b/*"},
        {
            "Resource": [
                "arn:*:s3:::b",
                "arn:aws-cn:s3:::b",
                "arn:aws-iso-b:s3:::b",
                "*b*",
                "arn:aws:s3:*:*:accesspoint/x",
            ]
        },
        {"Resource": ["arn:aws:iam::111122223333:role/x", "arn:aws:iam::*:*", "arn:aws:iam::aws:policy/X"]},
        {"Resource": "arn:aws:iam::111122223333:root"},
        {"Resource": "${aws:PrincipalTag/arn}"},
        {"Resource": "arn:aws:sqs:eu-west-1:111122223333:${aws:username}"},
        {"Condition": {"StringEquals": {"aws:x": "y"}, "ForAllValues:StringLikeIfExists": {"aws:TagKeys": ["a"]}}},
        {"Condition": {}},
        {"Effect": "allow"},
    ],
)
def test_what_iam_takes(change: dict[str, Any]) -> None:
    assert paths({**ALLOW, **change}) == []


@pytest.mark.parametrize(
    ("document", "places"),
    [
        ({"file": "./policies/read.yaml"}, []),
        ({"$ref": "policies.json"}, []),
        ({"Statment": [ALLOW]}, ["Statment"]),
        ({"Version": "2012-10-17", "file": "./read.yaml"}, ["file"]),
        ({"Version": "2012-10-17"}, ["Statement"]),
        ({}, ["Statement"]),
    ],
)
def test_a_document_without_statements(document: dict[str, Any], places: list[str]) -> None:
    """A file that a build step puts in is no fault, and a misspelled element is one fault, not two."""
    assert [fault.path[0] for fault in identity_faults(parse_policy(wrap(document)))] == places


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"Principal": "*"}, "Principal"),
        ({"NotPrincipal": {"AWS": "*"}}, "NotPrincipal"),
        ({"Effect": "Permit"}, "Effect"),
        ({"Effect": None}, ""),
        ({"Sid": "read logs"}, "Sid"),
        ({"Sid": "read-logs"}, "Sid"),
        ({"Action": []}, "Action"),
        ({"Action": "GetObject"}, "Action"),
        ({"Action": "s3:Get:Object"}, "Action"),
        ({"Action": " s3:GetObject"}, "Action"),
        ({"Action": ["s3:GetObject", "s3*:GetObject"]}, "Action.1"),
        ({"NotAction": "s3:PutObject"}, "Action"),
        ({"Resource": []}, "Resource"),
        ({"Resource": "logs"}, "Resource"),
        ({"Resource": ["*", "s3:::logs"]}, "Resource.1"),
        ({"Resource": "arn:amazon:s3:::logs"}, "Resource"),
        ({"Resource": "arn:aws:iam:us-east-1:111122223333:role/x"}, "Resource"),
        ({"Resource": "arn:aws:iam::111122223333:x"}, "Resource"),
        ({"NotResource": "*"}, "Resource"),
        ({"Condition": {"StringEqual": {"a": "b"}}}, "Condition.StringEqual"),
        ({"Conditions": {}}, "Conditions"),
        ({"resource": "*"}, "resource"),
    ],
)
def test_what_iam_refuses(change: dict[str, Any], path: str) -> None:
    statement = {key: value for key, value in {**ALLOW, **change}.items() if value is not None}
    assert paths(statement) == [f"Statement.0.{path}" if path else "Statement.0.Effect"]


@pytest.mark.parametrize("left_out", ["Action", "Resource"])
def test_what_a_statement_has_to_have(left_out: str) -> None:
    assert paths({key: value for key, value in ALLOW.items() if key != left_out}) == [f"Statement.0.{left_out}"]


def test_the_document_as_a_whole() -> None:
    assert paths(ALLOW, Version="2012-10-18") == ["Version"]
    assert paths(ALLOW, Version="2008-10-17") == []
    assert paths(ALLOW, Id="x") == []
    assert paths(ALLOW, Statements=[]) == ["Statements"]
    assert paths([]) == ["Statement"]
    assert paths([{**ALLOW, "Sid": "A"}, {**ALLOW, "Sid": "B"}, {**ALLOW, "Sid": "A"}]) == ["Statement.2.Sid"]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"Principal": {"AWS": ["*", "111122223333", "arn:aws:iam::111122223333:role/x", "AROAEXAMPLEID1234567A"]}},
        {"Principal": {"Service": ["ec2.amazonaws.com.cn", "states.eu-west-1.amazonaws.com"]}},
        {
            "Principal": {"Federated": "cognito-identity.amazonaws.com"},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": {"cognito-identity.amazonaws.com:aud": "eu-west-1:1"}},
        },
        {"Action": ["sts:AssumeRole", "sts:TagSession", "sts:*"]},
        {"Action": "*"},
    ],
)
def test_what_a_trust_policy_may_have(change: dict[str, Any]) -> None:
    assert paths({**TRUST, **change}, trust=True) == []


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"Principal": None}, "Principal"),
        ({"Resource": "*"}, "Resource"),
        ({"Action": "lambda:InvokeFunction"}, "Action"),
        ({"Principal": {"Service": "lambda"}}, "Principal.Service"),
        ({"Principal": {"Service": ["lambda.amazonaws.com", "ec2"]}}, "Principal.Service.1"),
        ({"Principal": {"AWS": "11112222333"}}, "Principal.AWS"),
        ({"Principal": {"AWS": "arn:aws:iam::111122223333:role/*"}}, "Principal.AWS"),
        ({"Principal": {"AWS": "deployer"}}, "Principal.AWS"),
    ],
)
def test_what_a_trust_policy_may_not_have(change: dict[str, Any], path: str) -> None:
    statement = {key: value for key, value in {**TRUST, **change}.items() if value is not None}
    assert paths(statement, trust=True) == [f"Statement.0.{path}"]


def test_what_is_not_known_is_no_fault() -> None:
    hole = Unknown("x")
    statement = MapOf({"Effect": hole, "Action": ListOf((hole,)), "Resource": hole, "Sid": hole})
    document = parse_policy(MapOf({"Statement": ListOf((statement,)), "Version": hole}))
    assert [fault.holds for fault in identity_faults(document)] == [Truth.MAYBE]
    open_statement = MapOf({"Effect": Known("Allow")}, complete=False)
    assert list(identity_faults(parse_policy(MapOf({"Statement": open_statement})))) == []
    assert list(identity_faults(parse_policy(hole))) == []


@pytest.mark.parametrize(
    ("value", "size"),
    [
        (Known("a b\n"), 4),
        (Known(None), 4),
        (wrap({"a": ["b", "c"]}), len('{"a":["b","c"]}')),
        (wrap({}), 2),
        (Text(("arn:", Unknown("x"), ":b")), 2 + 6),
        (OneOf(((Is("p"), Known("long")), (negation(Is("p")), Missing()))), 0),
        (ListOf((Known("b"), OneOf(((Is("p"), Known("long")), (negation(Is("p")), Missing()))))), 5),
        (Unknown("x"), 0),
    ],
)
def test_least_size(value: Any, size: int) -> None:
    assert least_size(value) == size


COGNITO = {"Principal": {"Federated": "cognito-identity.amazonaws.com"}, "Action": "sts:AssumeRoleWithWebIdentity"}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"Principal": "*"}, "Principal"),
        ({"Principal": {"Service": "ec2*.amazonaws.com"}}, "Principal.Service"),
        ({"Action": "sts:TagSessions"}, "Action"),
        (COGNITO, "Principal"),
    ],
)
def test_what_a_trust_policy_may_not_have_either(change: dict[str, Any], path: str) -> None:
    assert paths({**TRUST, **change}, trust=True) == [f"Statement.0.{path}"]


@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:s3:reports",
        "arn:aws:s3:eu-west-1::reports",
        "arn:aws:s3::111122223333:reports",
        "arn:aws:route53:eu-west-1::hostedzone/Z1",
        "arn:aws:s3*:::reports",
    ],
)
def test_arns_that_are_none(resource: str) -> None:
    assert paths({**ALLOW, "Resource": resource}) == ["Statement.0.Resource"]


@pytest.mark.parametrize("resource", ["arn:aws:s3:*:*:reports", "arn:aws:s3:eu-west-1:111122223333:accesspoint/a"])
def test_arns_that_have_a_region(resource: str) -> None:
    assert paths({**ALLOW, "Resource": resource}) == []


@pytest.mark.parametrize(
    ("operator", "value"),
    [
        ("ArnLike", "reports"),
        ("ArnEqualsIfExists", "arn:aws:s3"),
        ("ForAnyValue:ArnNotLike", ["arn:aws:s3:::a", "a"]),
        ("NumericLessThan", "many"),
        ("DateGreaterThan", "01/02/2026"),
        ("IpAddress", "10.0.0.0/33"),
        ("NotIpAddress", "office.example.com"),
        ("BinaryEquals", "not base64"),
        ("StringEquals", {"StringLike": "a"}),
        ("StringEquals", [{"a": "b"}]),
    ],
)
def test_values_that_an_operator_does_not_take(operator: str, value: Any) -> None:
    found = paths({**ALLOW, "Condition": {operator: {"aws:x": value}}})
    assert found == [f"Statement.0.Condition.{operator}.aws:x"]


@pytest.mark.parametrize(
    ("operator", "value"),
    [
        ("ArnLike", ["*", "arn:aws:iam::*:role/x", "${aws:SourceArn}", "arn:aws:logs:*"]),
        ("NumericLessThan", ["3600", "1.5", 5]),
        ("DateGreaterThan", ["2026-01-01T00:00:00Z", "2026-01-01", "2026", "1767225600"]),
        ("IpAddress", ["10.0.0.1/8", "10.0.0.1", "2001:db8::/32"]),
        ("BinaryEquals", "QmFzZTY0"),
        ("StringEquals", ["a", "b"]),
        ("Bool", True),
    ],
)
def test_values_that_an_operator_takes(operator: str, value: Any) -> None:
    assert paths({**ALLOW, "Condition": {operator: {"aws:x": value}}}) == []
