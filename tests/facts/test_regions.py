import pytest

from awslint.facts import resource_types as types
from awslint.facts.arns import parse_arn
from awslint.facts.regions import (
    is_region,
    looks_like_region,
    nearest_region,
    partition,
    partition_of,
    partitions,
    region_of_code,
    region_of_zone,
    region_of_zone_id,
    regions,
    service_regions,
    short_code,
)


@pytest.mark.parametrize(
    ("region", "name", "suffix"),
    [
        ("us-east-1", "aws", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
        ("us-iso-east-1", "aws-iso", "c2s.ic.gov"),
        ("eu-newplace-9", "aws", "amazonaws.com"),
    ],
)
def test_partition_of(region: str, name: str, suffix: str) -> None:
    found = partition_of(region)
    assert found is not None
    assert (found.name, found.dns_suffix) == (name, suffix)
    assert partition(name) is found


def test_regions_are_exact() -> None:
    assert is_region("eu-west-1")
    assert not is_region("aws-global")
    assert not is_region("eu-west-9")
    assert looks_like_region("eu-west-9")
    assert not looks_like_region("europe")
    assert partition_of("europe") is None
    assert regions() == {name for known in partitions() for name in known.regions}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("us-esat-1", "us-east-1"),
        ("eu-wst-1", "eu-west-1"),
        ("us-east1", "us-east-1"),
        ("us-east-3", None),
        ("us-east-1", None),
        ("somewhere", None),
    ],
)
def test_nearest_region(wrong: str, right: str | None) -> None:
    assert nearest_region(wrong) == right


@pytest.mark.parametrize(
    ("zone", "region"),
    [
        ("eu-west-1a", "eu-west-1"),
        ("us-gov-west-1b", "us-gov-west-1"),
        ("us-west-2-lax-1a", "us-west-2"),
        ("us-east-1-wl1-bos-wlz-1", "us-east-1"),
        ("eu-west-1", None),
        ("xx-west-1a", None),
        ("eu-west-1ab", None),
        ("", None),
    ],
)
def test_region_of_zone(zone: str, region: str | None) -> None:
    assert region_of_zone(zone) == region


@pytest.mark.parametrize(
    ("zone_id", "region"),
    [
        ("use1-az1", "us-east-1"),
        ("apse2-az3", "ap-southeast-2"),
        ("usgw1-az1", "us-gov-west-1"),
        ("usw2-lax1-az1", "us-west-2"),
        ("zzz1-az1", None),
        ("use1", None),
    ],
)
def test_region_of_zone_id(zone_id: str, region: str | None) -> None:
    assert region_of_zone_id(zone_id) == region


def test_short_codes_are_unambiguous() -> None:
    codes = [code for region in regions() if (code := short_code(region)) is not None]
    assert len(codes) == len(set(codes))
    assert all(region_of_code(code) is not None for code in codes)
    assert short_code("us-iso-east-1") is None
    assert short_code("nowhere") is None


def test_service_regions() -> None:
    memorydb = service_regions("memorydb")
    assert memorydb is not None
    assert "eu-west-1" in memorydb.regions
    assert "us-iso-east-1" not in memorydb.regions
    iam = service_regions("iam")
    assert iam is not None
    assert "aws" in iam.global_in
    assert service_regions("nothing") is None


def test_types_by_region() -> None:
    assert types.is_type("AWS::MemoryDB::Cluster")
    assert not types.is_type("AWS::KMS::CustomKeyStore")
    assert types.is_available("AWS::MemoryDB::Cluster", "eu-west-1") is True
    assert types.is_available("AWS::CloudHSM::Cluster", "us-gov-west-1") is False
    assert types.is_available("AWS::MemoryDB::Cluster", "us-iso-east-1") is None
    assert types.is_available("AWS::No::Type", "eu-west-1") is None
    assert types.is_available("AWS::MemoryDB::Cluster", "nowhere") is None


def test_arns_come_apart_and_together() -> None:
    text = "arn:aws-cn:memorydb:cn-north-1:123456789012:user/app"
    arn = parse_arn(text)
    assert arn is not None
    assert (arn.partition, arn.service, arn.region, arn.account) == ("aws-cn", "memorydb", "cn-north-1", "123456789012")
    assert (arn.kind, arn.name) == ("user", "app")
    assert str(arn) == text


def test_an_arn_without_a_kind() -> None:
    arn = parse_arn("arn:aws:s3:::bucket")
    assert arn is not None
    assert (arn.region, arn.account, arn.kind, arn.name) == ("", "", "", "bucket")


@pytest.mark.parametrize("text", ["", "arn:aws:s3", "bucket", " arn:aws:s3:::bucket", "ARN:aws:s3:::b"])
def test_what_is_no_arn(text: str) -> None:
    assert parse_arn(text) is None
