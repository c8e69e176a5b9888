"""data.aws_iam_policy_document, and the other ways to write a policy."""

from __future__ import annotations

import json
from typing import Any

import pytest

from awslint.values import Known, ListOf, MapOf, Text, Unknown, Value, plain, revealed


def decoded(value: Value) -> Value:
    inner = revealed(value)
    assert isinstance(inner, (Known, Text))
    assert inner.decoded is not None
    return inner.decoded


def rendered(project: Any, body: str, more: str = "", **inputs: Any) -> Value:
    text = f'data "aws_iam_policy_document" "d" {{\n{body}\n}}\n{more}\n'
    return decoded(
        project.outputs(text + 'output "o" {\n  value = data.aws_iam_policy_document.d.json\n}\n', **inputs)["o"]
    )


def statements(value: Value) -> Any:
    document = plain(value)
    assert isinstance(document, dict)
    return document["Statement"]


def test_one_statement(project: Any) -> None:
    body = (
        'statement {\n  sid = "A"\n  effect = "Deny"\n  actions = ["kms:Decrypt", "kms:Encrypt"]\n  resources = ["*"]\n'
        '  principals {\n    type = "AWS"\n    identifiers = ["arn:aws:iam::123456789012:root"]\n  }\n'
        '  condition {\n    test = "StringEquals"\n'
        '    variable = "kms:ViaService"\n    values = ["s3.&{aws:region}"]\n  }\n}'
    )
    assert plain(rendered(project, body)) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "A",
                "Effect": "Deny",
                "Action": ["kms:Decrypt", "kms:Encrypt"],
                "Resource": ["*"],
                "Principal": {"AWS": ["arn:aws:iam::123456789012:root"]},
                "Condition": {"StringEquals": {"kms:ViaService": ["s3.${aws:region}"]}},
            }
        ],
    }


def test_defaults_and_negated_members(project: Any) -> None:
    body = (
        'policy_id = "P"\nversion = "2008-10-17"\nstatement {\n  not_actions = ["iam:*"]\n  not_resources = ["arn:x"]\n'
        '  not_principals {\n    type = "AWS"\n    identifiers = ["*"]\n  }\n}'
    )
    document = plain(rendered(project, body))
    assert document == {
        "Version": "2008-10-17",
        "Id": "P",
        "Statement": [
            {
                "Effect": "Allow",
                "NotAction": ["iam:*"],
                "NotResource": ["arn:x"],
                "NotPrincipal": {"AWS": ["*"]},
            }
        ],
    }


def test_principals_of_one_kind_are_joined_and_the_star_stands_alone(project: Any) -> None:
    block = '  principals {{\n    type = "{}"\n    identifiers = ["{}"]\n  }}\n'
    several = "statement {\n" + block.format("AWS", "a") + block.format("AWS", "b") + block.format("Service", "s") + "}"
    assert statements(rendered(project, several))[0]["Principal"] == {"AWS": ["a", "b"], "Service": ["s"]}
    assert statements(rendered(project, "statement {\n" + block.format("*", "*") + "}"))[0]["Principal"] == "*"


def document(name: str, *pairs: tuple[str, str]) -> str:
    blocks = "".join(f'  statement {{\n    sid = "{sid}"\n    actions = ["{action}"]\n  }}\n' for sid, action in pairs)
    return f'data "aws_iam_policy_document" "{name}" {{\n{blocks}}}\n'


def test_sources_and_overrides_are_merged_by_sid(project: Any) -> None:
    body = (
        "source_policy_documents = [data.aws_iam_policy_document.s.json]\n"
        "override_policy_documents = [data.aws_iam_policy_document.o.json]\n"
        'statement {\n  sid = "B"\n  actions = ["own:B"]\n}\nstatement {\n  actions = ["own:none"]\n}'
    )
    more = document("s", ("A", "source:A"), ("B", "source:B"), ("C", "source:C")) + document(
        "o", ("C", "over:C"), ("D", "over:D")
    )
    found = [(statement.get("Sid"), statement["Action"]) for statement in statements(rendered(project, body, more))]
    assert found == [
        ("A", ["source:A"]),
        ("B", ["own:B"]),
        ("C", ["over:C"]),
        (None, ["own:none"]),
        ("D", ["over:D"]),
    ]


def test_a_source_that_is_text(project: Any) -> None:
    body = 'source_policy_documents = [jsonencode({ Statement = [{ Sid = "A", Effect = "Allow" }] }), local.text]'
    more = 'locals {\n  text = <<-EOT\n    {"Statement": {"Sid": "B", "Effect": "Deny"}}\n  EOT\n}\n'
    assert [statement["Sid"] for statement in statements(rendered(project, body, more))] == ["A", "B"]


@pytest.mark.parametrize(
    "body",
    [
        "source_policy_documents = [var.u]",
        "source_policy_documents = var.u",
        "override_json = var.u",
        'dynamic "statement" {\n  for_each = var.u\n  content {\n    actions = [statement.value]\n  }\n}',
    ],
)
def test_unknown_parts_leave_the_list_open(project: Any, body: str) -> None:
    value = rendered(project, body + '\nstatement {\n  sid = "A"\n}', 'variable "u" {}\n')
    assert isinstance(value, MapOf)
    listed = value.items["Statement"]
    assert isinstance(listed, ListOf)
    assert not listed.complete
    assert len(listed.items) == 1


def test_unknown_actions_principals_and_conditions_are_unknown(project: Any) -> None:
    body = (
        'statement {\n  actions = var.u\n  resources = ["arn:${var.u}"]\n'
        "  principals {\n    type = var.u\n    identifiers = []\n  }\n"
        '  condition {\n    test = "StringEquals"\n    variable = var.u\n    values = []\n  }\n}'
    )
    value = rendered(project, body, 'variable "u" {}\n')
    assert isinstance(value, MapOf)
    (statement,) = value.items["Statement"].items  # type: ignore[union-attr]
    assert isinstance(statement, MapOf)
    assert isinstance(statement.items["Action"], Unknown)
    principal, condition = statement.items["Principal"], statement.items["Condition"]
    assert isinstance(principal, MapOf)
    assert isinstance(condition, MapOf)
    assert not principal.complete
    assert not condition.complete


def test_dynamic_statements(project: Any) -> None:
    body = (
        'dynamic "statement" {\n  for_each = { a = "kms:A", b = "kms:B" }\n  iterator = it\n'
        "  content {\n    sid = it.key\n    actions = [it.value]\n  }\n}"
    )
    assert [(statement["Sid"], statement["Action"]) for statement in statements(rendered(project, body))] == [
        ("a", ["kms:A"]),
        ("b", ["kms:B"]),
    ]


POLICY = '{ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "kms:*", Resource = "*" }] }'


@pytest.mark.parametrize("expression", [f"jsonencode({POLICY})", "jsonencode(local.p)", "local.q"])
def test_jsonencode_keeps_the_structure(project: Any, expression: str) -> None:
    more = f"locals {{\n  p = {POLICY}\n  q = jsonencode(local.p)\n}}\n"
    text = f'{more}resource "aws_kms_key" "k" {{\n  policy = {expression}\n}}\n'
    (resource,) = project.resources(text).values()
    value = decoded(resource.get("KeyPolicy").value)
    assert statements(value)[0]["Action"] == "kms:*"
    assert isinstance(value, MapOf)
    assert value.items["Statement"].span.is_somewhere


def test_jsonencode_with_an_unknown_part(project: Any) -> None:
    text = (
        'variable "u" {}\nresource "aws_kms_key" "k" {\n'
        "  policy = jsonencode({ Statement = [{ Action = var.u }], V = 1 })\n}\n"
    )
    (resource,) = project.resources(text).values()
    value = decoded(resource.get("KeyPolicy").value)
    assert isinstance(value, MapOf)
    assert plain(value.items["V"]) == 1


def test_a_heredoc_is_a_text(project: Any) -> None:
    text = 'resource "aws_kms_key" "k" {\n  policy = <<-EOT\n    {"Statement": [{"Action": "kms:*"}]}\n  EOT\n}\n'
    (resource,) = project.resources(text).values()
    assert resource.get("KeyPolicy").text == '{"Statement": [{"Action": "kms:*"}]}\n'


def test_what_is_written_twice_is_there_once(project: Any) -> None:
    """terraform plan gives the second action once: the provider's lists are sets."""
    body = 'statement {\n  actions = ["kms:Decrypt", "kms:Encrypt", "kms:Decrypt"]\n  resources = ["*", "*"]\n}'
    (statement,) = statements(rendered(project, body))
    assert statement["Action"] == ["kms:Decrypt", "kms:Encrypt"]
    assert statement["Resource"] == ["*"]


def test_documents_that_multiply_statements_are_left_unknown(project: Any) -> None:
    more = "".join(
        f'data "aws_iam_policy_document" "p{level + 1}" {{\n'
        f"  source_policy_documents = [for n in range(8) : data.aws_iam_policy_document.p{level}.json]\n}}\n"
        for level in range(8)
    )
    first = 'data "aws_iam_policy_document" "p0" {\n  statement {\n    actions = ["s3:*"]\n  }\n}\n'
    document = rendered(project, "source_policy_documents = [data.aws_iam_policy_document.p8.json]", first + more)
    assert isinstance(document, MapOf)
    found = revealed(document.items["Statement"])
    assert isinstance(found, ListOf)
    assert not found.complete
    assert len(found.items) <= 2_000


TEXT = """{
  "Version": "2012-10-17",
  "Id": "P",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "kms:B",
        "kms:A"
      ],
      "Resource": "*",
      "Principal": {
        "AWS": "arn:aws:iam::123456789012:root",
        "Service": [
          "logs.amazonaws.com",
          "ec2.amazonaws.com"
        ]
      },
      "Condition": {
        "StringLike": {
          "aws:username": [
            "${aws:username}",
            "a\\u003cb"
          ]
        }
      }
    }
  ]
}"""
"""What terraform plan has for the configuration below."""

OWN = """policy_id = "P"
statement {
  actions   = ["kms:A", "kms:B", "kms:A"]
  resources = ["*"]
  condition {
    test     = "StringLike"
    variable = "aws:username"
    values   = ["&{aws:username}", "a<b"]
  }
  principals {
    type        = "Service"
    identifiers = ["ec2.amazonaws.com", "logs.amazonaws.com"]
  }
  principals {
    type        = "AWS"
    identifiers = ["arn:aws:iam::123456789012:root"]
  }
}
"""


def test_the_text_is_the_providers(project: Any) -> None:
    value = revealed(rendered_text(project, OWN, "json"))
    assert isinstance(value, Known)
    assert value.scalar == TEXT
    minified = revealed(rendered_text(project, OWN, "minified_json"))
    assert isinstance(minified, Known)
    assert json.loads(str(minified.scalar)) == json.loads(TEXT)
    assert " " not in str(minified.scalar)


def rendered_text(project: Any, body: str, name: str) -> Value:
    text = f'data "aws_iam_policy_document" "d" {{\n{body}\n}}\n'
    found: Value = project.outputs(f'{text}output "o" {{\n  value = data.aws_iam_policy_document.d.{name}\n}}\n')["o"]
    return found


@pytest.mark.parametrize(
    "body",
    [
        'statement {\n  actions = ["a:B"]\n  principals {\n    type = "AWS"\n    identifiers = ["a"]\n  }\n'
        '  principals {\n    type = "AWS"\n    identifiers = ["b"]\n  }\n}',
        'statement {\n  actions = ["a:B"]\n  resources = [terraform_data.t.id]\n}',
        'source_policy_documents = ["{\\"Statement\\": {}}"]',
        'source_policy_documents = [terraform_data.t.output]\nstatement {\n  actions = ["a:B"]\n}',
    ],
)
def test_a_text_whose_order_or_parts_are_not_known(project: Any, body: str) -> None:
    value = revealed(rendered_text(project, body, "json"))
    assert isinstance(value, Text)
    assert value.decoded is not None


def test_what_reads_the_document_finds_it_as_the_provider_writes_it(project: Any) -> None:
    text = f'data "aws_iam_policy_document" "d" {{\n{OWN}\n}}\ndata "aws_iam_policy_document" "e" {{\n' + (
        'statement {\n  actions = ["kms:A"]\n  resources = [terraform_data.t.id]\n}\n}\n'
    )
    outputs = project.outputs(
        f'{text}output "o" {{\n  value = jsondecode(data.aws_iam_policy_document.d.json).Statement[0].Action\n}}\n'
        'output "e" {\n  value = jsondecode(data.aws_iam_policy_document.e.json).Statement[0].Action\n}\n'
    )
    assert plain(outputs["o"]) == ["kms:B", "kms:A"]
    assert plain(outputs["e"]) == "kms:A"


def test_other_documents_are_as_they_are_written(project: Any) -> None:
    body = (
        'source_policy_documents = [jsonencode({ Version = "2012-10-17", Statement = [\n'
        '  { Sid = "A", Effect = "Allow", Action = ["a:B", "a:C"], Resource = ["x"] }] })]\n'
        'override_policy_documents = [jsonencode({ Statement = [{ Sid = "B", Effect = "Deny", Action = "a:D" }] })]\n'
        'statement {\n  sid = "B"\n  actions = ["a:B"]\n}\n'
    )
    value = revealed(rendered_text(project, body, "minified_json"))
    assert isinstance(value, Known)
    assert value.scalar == (
        '{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Action":["a:B","a:C"],"Resource":["x"]},'
        '{"Sid":"B","Effect":"Deny","Action":"a:D"}]}'
    )
