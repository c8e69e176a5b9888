"""Canonical names: the generated ones, and those written by hand against the schemas of both sides."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from awslint.facts.build import WrongSources, check_versions
from awslint.facts.generators import from_provider
from awslint.facts.generators.counterparts import BY_HAND, Counterparts
from awslint.facts.generators.from_cfnlint import Schemas
from awslint.facts.generators.shapes import properties_of, shape_of
from awslint.facts.names import Names, Nested, TypeNames, cloud_control_type, snake_case, terraform_names

ROOMS = ("compute", "elasticache", "iam", "kms", "memorydb", "network", "other")
WRITTEN = {
    native: names
    for room in ROOMS
    for native, names in importlib.import_module(f"awslint.facts.terraform.{room}").TYPES.items()
}
TERRAFORM_ONLY = Path(__file__).parent / "terraform_only.txt"

# Names of other versions of the provider than the one whose schema is kept: 6.x first, then those that 5.x dropped.
OTHER_VERSIONS = {
    "aws_elasticache_cluster": {"security_group_names"},
    "aws_elasticache_replication_group": {
        "availability_zones",
        "node_group_configuration",
        "number_cache_clusters",
        "replication_group_description",
    },
    "aws_elasticache_serverless_cache": {"network_type"},
    "aws_elasticache_global_replication_group": {"tags", "tags_all"},
    "aws_kms_external_key": {"key_id", "key_spec"},
    "aws_memorydb_cluster": {"ip_discovery", "network_type"},
    "aws_elasticache_security_group": {"*"},
}


@cache
def provider() -> Mapping[str, Any]:
    return from_provider.kept()


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


def test_what_is_written_comes_first_and_is_only_added_to() -> None:
    for native, written in WRITTEN.items():
        names = terraform_names(native)
        assert names.type == written.type
        assert names.attributes.items() >= written.attributes.items()
        canonical = [one if isinstance(one, str) else one.name for one in names.attributes.values()]
        added = canonical[len(written.attributes) :]
        assert len(added) == len(set(added) - set(canonical[: len(written.attributes)]))


def test_unknown_types_keep_their_names() -> None:
    for native in ("aws_no_such_thing", "awscc_no_such_thing", "google_sql_instance", "aws"):
        assert terraform_names(native) == TypeNames(native)


@pytest.mark.parametrize(
    ("native", "no_counterpart"),
    [("aws_iam_account_password_policy", True), ("aws_lex_bot", True), ("aws_s3_bucket_versioning", True)],
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
    names = terraform_names("awscc_elasticache_replication_group")
    properties = properties_of(schemas().types[names.type])
    canonical = {one if isinstance(one, str) else one.name for one in names.attributes.values()}
    assert canonical == set(properties)
    details = names.attributes["log_delivery_configurations"]
    assert isinstance(details, Nested)
    assert not details.single
    assert isinstance(details.attributes["destination_details"], Nested)
    assert names.native_path(("LogDeliveryConfigurations", 0, "DestinationDetails", "CloudWatchLogsDetails")) == (
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


def _names(native: str) -> Iterator[tuple[str, str, Mapping[str, Names], int]]:
    """Pairs of the native names of a type and the number of the provider's body that they are of, nested ones too."""
    block = provider()["_".join(native.split("_")[:2])]

    def walk(names: Mapping[str, Names], number: int, path: str) -> Iterator[tuple[str, str, Mapping[str, Names], int]]:
        yield native, path, names, number
        for name, one in names.items():
            nested = block["bodies"][number][1]
            if isinstance(one, Nested) and name in nested and name != "timeouts":
                yield from walk(one.attributes, nested[name][2], f"{path}{name}.")

    yield from walk(WRITTEN[native].attributes, block["types"][native], "")


@pytest.mark.parametrize("native", sorted(WRITTEN))
def test_written_native_names_are_the_providers(native: str) -> None:
    if OTHER_VERSIONS.get(native) == {"*"}:
        return
    bodies = provider()["_".join(native.split("_")[:2])]["bodies"]
    for _, path, names, number in _names(native):
        words, nested = bodies[number]
        there = {word.split(":")[0] for word in words.split()} | set(nested)
        other = OTHER_VERSIONS.get(native, set()) if not path else set()
        assert set(names) - there - other - {"region"} == set(), path


def _terraform_only() -> Iterator[str]:
    """`aws_x: Names` for every canonical name of a written table that the registry does not have."""
    for native, names in sorted(WRITTEN.items()):
        schema = schemas().types.get(names.type)
        found = sorted(_absent(names.attributes, schema, properties_of(schema), "") if schema is not None else ["*"])
        if found:
            yield f"{native}: {' '.join(found)}"


def _absent(names: Mapping[str, Names], schema: Any, properties: Mapping[str, Any], path: str) -> Iterator[str]:
    for one in names.values():
        name = one if isinstance(one, str) else one.name
        if name not in properties:
            yield path + name
        elif isinstance(one, Nested):
            shape = shape_of(properties[name], schema)
            inner = shape.item if shape.kind == "list" else shape
            if inner is not None and inner.kind == "object":
                yield from _absent(one.attributes, schema, inner.properties, f"{path}{name}.")


def test_written_canonical_names_are_the_registrys_or_marked() -> None:
    """A name that neither the registry has nor the list marks is a mistake, or new: then it belongs into the list."""
    marked = TERRAFORM_ONLY.read_text(encoding="utf-8").splitlines()
    assert list(_terraform_only()) == marked


@pytest.mark.parametrize("native", sorted(WRITTEN))
def test_written_blocks_have_the_registrys_form(native: str) -> None:
    schema = schemas().types.get(WRITTEN[native].type)
    properties = properties_of(schema) if schema is not None else {}
    for one in WRITTEN[native].attributes.values():
        if isinstance(one, Nested) and one.name in properties and schema is not None:
            assert (shape_of(properties[one.name], schema).kind != "list") == one.single, one.name
