"""Defaults as values."""

from __future__ import annotations

from pathlib import Path

import pytest

from awslint import terraform
from awslint.facts.defaults import Applies, Default, default_of, defaults
from awslint.facts.exceptions import service
from awslint.facts.names import terraform_names
from awslint.facts.properties import has_property
from awslint.graph import Resource
from awslint.graph.loading import Inputs
from awslint.syntax.sources import Sources
from awslint.values import Missing, Unknown


def load(directory: Path, text: str) -> Resource:
    (directory / "main.tf").write_text('variable "v" {}\n' + text, encoding="utf-8")
    return next(
        resource
        for resource in terraform.load(directory, Sources(), Inputs()).deployment.resources
        if resource.names.type[:3] == "AWS"
    )


def test_what_is_not_written_has_its_default(tmp_path: Path) -> None:
    queue = load(tmp_path, 'resource "aws_sqs_queue" "q" {}')
    assert queue.get("VisibilityTimeout").or_default.number == 30
    assert isinstance(queue.get("VisibilityTimeout").value, Missing)
    assert isinstance(queue.get("QueueName").or_default.value, Missing)


@pytest.mark.parametrize(("written", "number"), [("60", 60), ("null", 30), ("var.v", None)])
def test_what_is_written_counts(tmp_path: Path, written: str, number: int | None) -> None:
    queue = load(tmp_path, f'resource "aws_sqs_queue" "q" {{\n  visibility_timeout_seconds = {written}\n}}')
    assert queue.get("VisibilityTimeout").or_default.number == number


def test_what_terraform_has_already_stays_as_it_is(tmp_path: Path) -> None:
    queue = load(tmp_path, 'resource "aws_sqs_queue" "q" {}\nimport {\n  to = aws_sqs_queue.q\n  id = "x"\n}')
    assert isinstance(queue.get("VisibilityTimeout").or_default.value, Unknown)


def test_the_provider_comes_before_the_service() -> None:
    of_provider = default_of("AWS::RDS::DBInstance", "aws_db_instance", ("BackupRetentionPeriod",))
    assert of_provider is not None
    assert of_provider.value == 0
    assert default_of("AWS::RDS::DBInstance", "awscc_rds_db_instance", ("BackupRetentionPeriod",)) is None
    assert default_of("AWS::DynamoDB::Table", "AWS::DynamoDB::Table", ("BillingMode",)) is None


@pytest.mark.parametrize("default", defaults().values(), ids=lambda default: f"{default.type}.{'.'.join(default.path)}")
def test_defaults_are_of_properties_and_operations_that_exist(default: Default) -> None:
    assert has_property(default.type, *default.path) is True
    if default.applies is Applies.PROVIDER:
        assert terraform_names(default.source).has(default.path)
    else:
        client, operation = default.source.split(":")
        assert operation in service(client).operations
