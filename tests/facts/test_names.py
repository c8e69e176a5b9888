"""Canonical names: the generated ones, and those written by hand against the schemas of both sides."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from awslint.facts.build import WrongSources, check_versions
from awslint.facts.generators import from_provider
from awslint.facts.generators.canonical import names
from awslint.facts.generators.corrections import Corrections, Table, Target, WrongCorrection, read, target
from awslint.facts.generators.counterparts import BY_HAND, Counterparts
from awslint.facts.generators.from_cfnlint import Schemas
from awslint.facts.generators.shapes import properties_of
from awslint.facts.names import (
    Element,
    Form,
    Nested,
    Placed,
    TypeNames,
    cloud_control_type,
    name_of,
    native_and_canonical,
    snake_case,
    terraform_names,
)

CORRECTED = read()
MOST_UNNAMED = 120
"""How many arguments of the provider have no canonical name because a property that they are not has it."""


@cache
def provider() -> Mapping[str, Any]:
    return from_provider.stored()


@cache
def schemas() -> Schemas:
    try:
        check_versions()
    except WrongSources as wrong:
        pytest.skip(f"names are NOT checked against their sources: {wrong}")
    return Schemas.read()


def test_a_type_that_is_written_nowhere_is_generated() -> None:
    names = terraform_names("aws_autoscaling_group")
    assert names.type == "AWS::AutoScaling::AutoScalingGroup"
    assert names.attributes["max_size"] == "MaxSize"
    assert names.attributes["desired_capacity"] == "DesiredCapacity"
    assert terraform_names("aws_codebuild_project").attributes["encryption_key"] == "EncryptionKey"
    assert terraform_names("aws_sns_topic_subscription").attributes["topic_arn"] == "TopicArn"


def test_nested_blocks_are_generated() -> None:
    mesh = terraform_names("aws_eks_cluster").attributes["encryption_config"]
    assert isinstance(mesh, Nested)
    assert not mesh.single
    inner = mesh.attributes["provider"]
    assert isinstance(inner, Nested)
    assert inner.single
    assert inner.attributes["key_arn"] == "KeyArn"


def test_unknown_types_keep_their_names() -> None:
    for native in ("aws_no_such_thing", "awscc_no_such_thing", "google_sql_instance", "aws"):
        assert terraform_names(native) == TypeNames(native)


@pytest.mark.parametrize(
    ("native", "no_counterpart"),
    [("aws_iam_account_password_policy", True), ("aws_lex_bot", True), ("aws_s3_bucket", False)],
)
def test_a_type_without_counterpart_has_none(native: str, no_counterpart: bool) -> None:
    assert (terraform_names(native).type == native) is no_counterpart


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("TLSEnabled", "tls_enabled"),
        ("PreferredCacheClusterAZs", "preferred_cache_cluster_a_zs"),
        ("Ipv6Native", "ipv_6_native"),
        ("EC2SecurityGroupName", "ec2_security_group_name"),
        ("CloudWatchLogsDetails", "cloudwatch_logs_details"),
        ("S3Bucket", "s3_bucket"),
        ("KmsKeyId", "kms_key_id"),
    ],
)
def test_cloud_control_spelling(name: str, spelled: str) -> None:
    assert snake_case(name) == spelled


def test_cloud_control_names_are_complete() -> None:
    group = terraform_names("awscc_elasticache_replication_group")
    properties = properties_of(schemas().types[group.type])
    canonical = {
        name_of(attribute.target if isinstance(attribute, Placed) else attribute)
        for attribute in group.attributes.values()
    }
    assert canonical == set(properties)
    details = group.attributes["log_delivery_configurations"]
    assert isinstance(details, Nested)
    assert not details.single
    assert isinstance(details.attributes["destination_details"], Nested)
    assert group.native_path(("LogDeliveryConfigurations", 0, "DestinationDetails", "CloudWatchLogsDetails")) == (
        "log_delivery_configurations[0].destination_details.cloudwatch_logs_details"
    )


def test_every_type_of_the_registry_has_cloud_control_names() -> None:
    for type_ in schemas().types:
        native = cloud_control_type(type_)
        if native:
            assert terraform_names(native).type == type_


def test_every_generated_type_can_be_read() -> None:
    counted = 0
    for block in provider().values():
        for native in block["types"]:
            names = terraform_names(native)
            counted += names.type != native
            assert names.native_path(()) == ""
    assert counted > 950


def test_hand_made_counterparts_exist() -> None:
    known = {native for block in provider().values() for native in block["types"]}
    assert set(BY_HAND) <= known
    assert {type_ for type_ in BY_HAND.values() if type_} <= schemas().types.keys()
    assert Counterparts(schemas().types).of("aws_iam_account_alias") is None


def test_corrections_are_words_of_types_that_exist() -> None:
    known = {native for block in provider().values() for native in block["types"]}
    old = {"aws_elasticache_security_group"}
    assert CORRECTED.bodies.keys() - known == old


def test_no_correction_says_what_is_generated_without_it() -> None:
    table = names(provider(), schemas(), Table({}, CORRECTED.types))
    bodies = {group: block["bodies"] for group, block in table.items()}
    needless = []
    for native, corrections in CORRECTED.bodies.items():
        group = "_".join(native.split("_")[:2])
        if native not in table[group]["types"]:
            continue
        words = bodies[group][table[group]["types"][native][1]][0].split()
        generated = dict(map(native_and_canonical, words))
        needless += [
            f"{native}.{name}={target.name}"
            for name, target in corrections.targets.items()
            if target.is_plain and not corrections.below.get(name) and generated.get(name) == target.name
            if name not in corrections.other_versions
        ]
    assert needless == []


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ({"no_such": Target("FunctionName")}, "it has no no_such"),
        ({"function_name": Target("NoSuch")}, "NoSuch: it is not one of"),
        ({"s3_bucket": Target("S3Bucket", ("NoSuch",))}, "there is no NoSuch"),
    ],
)
def test_a_correction_that_fits_no_schema_stops_the_build(written: dict[str, Target], wrong: str) -> None:
    with pytest.raises(WrongCorrection, match=wrong):
        names(provider(), schemas(), Table({"aws_lambda_function": Corrections(written)}, {}))


@pytest.mark.parametrize(
    ("written", "target_"),
    [
        ("Code.S3Bucket", Target("S3Bucket", ("Code",))),
        (
            "KeySchema[KeyType:HASH].AttributeName",
            Target("AttributeName", (Element("KeySchema", (("KeyType", "HASH"),)),)),
        ),
        ("A[Key:a.b].Value", Target("Value", (Element("A", (("Key", "a.b"),)),))),
        ("Certificates[].CertificateArn", Target("CertificateArn", (Element("Certificates"),))),
        (
            "Scheme{true:internal,false:internet-facing}",
            Target("Scheme", scalars={"true": "internal", "false": "internet-facing"}),
        ),
        ("Tags:pairs", Target("Tags", form=Form.PAIRS)),
        ("~PolicyDocument", Target("PolicyDocument", is_own=True)),
        ("", Target("")),
    ],
)
def test_the_words_of_corrections(written: str, target_: Target) -> None:
    assert target(written) == target_


def test_every_argument_of_the_provider_is_classified() -> None:
    """Each has a canonical name, is named as Terraform's own, or could be taken for a property that it is not."""
    unnamed: dict[str, int] = {}
    for block in provider().values():
        for native, number in block["types"].items():
            if terraform_names(native).type == native:
                continue
            words, nested = block["bodies"][number]
            arguments = {word.split(":")[0] for word in words.split()} | nested.keys() - {"timeouts"}
            left = arguments - terraform_names(native).attributes.keys()
            unnamed |= {native: len(left)} if left else {}
    assert sum(unnamed.values()) < MOST_UNNAMED, unnamed
