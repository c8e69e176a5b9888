"""Regions of resources through provider configurations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from awslint.graph.loading import Inputs
from awslint.syntax.sources import Sources
from awslint.terraform import load
from awslint.values import Known, Truth, Unknown

TWO = (
    'provider "aws" {\n  region = "eu-west-1"\n}\nprovider "aws" {\n  alias = "west"\n  region = "us-west-2"\n}\n'
    'resource "aws_kms_key" "here" {}\nresource "aws_kms_key" "there" {\n  provider = aws.west\n}\n'
)


def region(resource: Any) -> str | None:
    value: str | None = resource.region_attribute.text
    return value


def test_default_and_alias(project: Any) -> None:
    found = project.resources(TWO)
    here, there = found["aws_kms_key.here"], found["aws_kms_key.there"]
    assert (region(here), region(there)) == ("eu-west-1", "us-west-2")
    assert here.deployment.regions_differ(here, there) is Truth.YES
    assert here.region_span.is_somewhere
    assert not here.own_region


def test_settings_are_nodes(project: Any) -> None:
    found = project.resources(TWO + 'terraform {\n  backend "s3" {\n    bucket = "b"\n  }\n}\n')
    assert found["provider.aws.west"].get("region").text == "us-west-2"
    assert found["provider.aws.west"].type == "Terraform::Provider"
    assert found["backend.s3"].get("bucket").text == "b"


@pytest.mark.parametrize("spelling", ["aws.west", '"aws.west"'])
def test_two_levels_of_providers_maps(project: Any, spelling: str) -> None:
    files = {
        "main.tf": TWO + f'module "m" {{\n  source = "./m"\n  providers = {{ aws = {spelling}, aws.x = aws }}\n}}\n',
        "m/main.tf": 'resource "aws_kms_key" "k" {}\nresource "aws_kms_key" "x" {\n  provider = aws.x\n}\n'
        'module "n" {\n  source = "../n"\n  providers = { aws.inner = aws.x }\n}\n'
        'module "o" {\n  source = "../n"\n  providers = { aws.inner = aws }\n}\n',
        "n/main.tf": 'resource "aws_kms_key" "k" {\n  provider = aws.inner\n}\n',
    }
    found = project.resources(files)
    assert region(found["module.m.aws_kms_key.k"]) == "us-west-2"
    assert region(found["module.m.aws_kms_key.x"]) == "eu-west-1"
    assert region(found["module.m.module.n.aws_kms_key.k"]) == "eu-west-1"
    assert region(found["module.m.module.o.aws_kms_key.k"]) == "us-west-2"
    same = found["module.m.module.o.aws_kms_key.k"]
    assert same.provider == found["aws_kms_key.there"].provider


def test_the_default_provider_is_inherited_and_an_alias_is_not(project: Any) -> None:
    inner = 'resource "aws_kms_key" "k" {}\nresource "aws_kms_key" "w" {\n  provider = aws.west\n}\n'
    found = project.resources({"main.tf": TWO + 'module "m" {\n  source = "./m"\n}\n', "m/main.tf": inner})
    assert region(found["module.m.aws_kms_key.k"]) == "eu-west-1"
    assert region(found["module.m.aws_kms_key.w"]) is None


def test_unknown_regions_of_one_provider_are_the_same(project: Any) -> None:
    text = (
        'variable "r" {}\nprovider "aws" {\n  region = var.r\n}\nprovider "aws" {\n  alias = "b"\n  region = var.r\n}\n'
    )
    keys = (
        'resource "aws_kms_key" "a" {}\nresource "aws_kms_key" "b" {}\n'
        'resource "aws_kms_key" "c" {\n  provider = aws.b\n}\n'
    )
    found = project.resources(text + keys)
    resource, two, third = (found[f"aws_kms_key.{name}"] for name in "abc")
    assert resource.deployment.regions_differ(resource, two) is Truth.NO
    assert resource.deployment.regions_differ(resource, third) is Truth.MAYBE


def test_a_region_of_the_resource_itself(project: Any) -> None:
    keys = (
        'resource "aws_kms_key" "own" {\n  region = "us-east-1"\n'
        '}\nresource "aws_kms_key" "null" {\n  region = null\n}\n'
    )
    role = 'resource "aws_iam_role" "r" {\n  region = "us-east-1"\n}\n'
    found = project.resources(TWO + keys + role)
    own = found["aws_kms_key.own"]
    assert (region(own), own.own_region) == ("us-east-1", True)
    assert own.deployment.regions_differ(own, found["aws_kms_key.here"]) is Truth.YES
    assert region(found["aws_kms_key.null"]) == "eu-west-1"
    assert region(found["aws_iam_role.r"]) == "eu-west-1"


def test_what_the_user_set(project: Any) -> None:
    text = 'provider "aws" {}\nresource "aws_kms_key" "k" {}\nresource "aws_kms_key" "w" {\n  provider = aws.w\n}\n'
    text += 'provider "aws" {\n  alias = "w"\n  region = "us-west-2"\n}\n'
    inputs = {"region": "eu-north-1", "account": "123456789012", "partition": "aws"}
    found = project.resources(text, **inputs)
    key = found["aws_kms_key.k"]
    assert (region(key), key.account, key.partition) == ("eu-north-1", Known("123456789012"), Known("aws"))
    assert region(found["aws_kms_key.w"]) == "us-west-2"
    found = project.resources(text)
    assert isinstance(found["aws_kms_key.k"].region, Unknown)


def test_an_alias_that_nothing_here_declares_is_not_of_the_region_that_the_user_said(project: Any) -> None:
    text = 'resource "aws_sqs_queue" "far" {\n  provider = aws.far\n}\nresource "aws_sqs_queue" "near" {}\n'
    found = project.resources(text, region="eu-west-1")
    assert isinstance(found["aws_sqs_queue.far"].region, Unknown)
    assert region(found["aws_sqs_queue.near"]) == "eu-west-1"


def test_data_sources_about_the_surroundings(project: Any, known: Any) -> None:
    text = (
        TWO + 'data "aws_region" "r" {}\ndata "aws_partition" "p" {}\ndata "aws_caller_identity" "c" {}\n'
        'output "o" {\n  value = [data.aws_region.r.name, data.aws_region.r.id, data.aws_partition.p.partition]\n}\n'
        'output "a" {\n  value = data.aws_caller_identity.c.account_id\n}\n'
    )
    outputs = project.outputs(text)
    assert known(outputs["o"]) == ["eu-west-1", "eu-west-1", "aws"]
    assert known(outputs["a"]) is ...
    assert known(project.outputs(text, account="123456789012")["a"]) == "123456789012"


ROLE = '  assume_role {\n    role_arn = "arn:aws:iam::%s:role/deploy"\n  }\n'


@pytest.mark.parametrize(
    ("first", "second", "differ"),
    [
        ("", "", Truth.NO),
        ("", "  default_tags {\n    tags = { a = 1 }\n  }\n", Truth.NO),
        ('  profile = "shop"\n', '  profile   =   "shop"\n', Truth.NO),
        ('  profile = "shop"\n', '  profile = "logs"\n', Truth.MAYBE),
        ("", ROLE % "222233334444", Truth.MAYBE),
        (ROLE % "222233334444", ROLE % "222233334444", Truth.NO),
        (ROLE % "222233334444", ROLE % "333344445555", Truth.MAYBE),
    ],
)
def test_providers_of_one_region_are_of_one_account_where_they_log_in_alike(
    project: Any, first: str, second: str, differ: Truth
) -> None:
    text = (
        f'provider "aws" {{\n  region = "eu-west-1"\n{first}}}\n'
        f'provider "aws" {{\n  alias = "other"\n  region = "eu-west-1"\n{second}}}\n'
        'resource "aws_kms_key" "a" {}\nresource "aws_kms_key" "b" {\n  provider = aws.other\n}\n'
    )
    found = project.resources(text)
    resource, other = found["aws_kms_key.a"], found["aws_kms_key.b"]
    assert resource.deployment.regions_differ(resource, other) is differ
    assert resource.deployment.region_names_differ(resource, other) is Truth.NO


@pytest.mark.parametrize(
    ("files", "called", "expected"),
    [
        ({}, False, None),
        ({}, True, ()),
        ({"versions.tf": 'provider "aws" {\n  version = "~> 2.70"\n}\n'}, False, (2, 70)),
        ({"versions.tf": 'provider "aws" {\n  version = "~> 2.70"\n}\n'}, True, (2, 70)),
    ],
)
def test_the_lowest_version_of_the_provider(
    tmp_path: Path, files: dict[str, str], called: bool, expected: tuple[int, ...] | None
) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_sns_topic" "t" {}\n')
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    loaded = load(tmp_path, Sources(), Inputs(), called=called)
    assert loaded.deployment.provider_versions.get("aws") == expected
