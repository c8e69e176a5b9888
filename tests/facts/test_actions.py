import pytest

from awslint.facts.actions import Level, action, is_known_prefix, matching, prefix, prefix_of_client, prefixes
from awslint.facts.suggestions import nearest_actions


def test_an_action_is_found_in_any_case() -> None:
    found = action("MEMORYDB:connect")
    assert found is not None
    assert str(found) == "memorydb:Connect"
    assert found.level is Level.WRITE
    assert {kind.name for kind in found.required_types} == {"cluster", "user"}
    formats = {arn_format for kind in found.required_types for arn_format in kind.arn_formats}
    assert "arn:${Partition}:memorydb:${Region}:${Account}:user/${UserName}" in formats


def test_actions_without_resource_types_take_only_star() -> None:
    create_store, create_user, connect = map(
        action, ("kms:CreateCustomKeyStore", "memorydb:CreateUser", "memorydb:Connect")
    )
    assert create_store is not None
    assert create_store.takes_only_star
    assert create_user is not None
    assert create_user.takes_only_star
    assert connect is not None
    assert not connect.takes_only_star


def test_optional_types_are_not_required() -> None:
    connect = action("elasticache:Connect")
    assert connect is not None
    assert {kind.name for kind in connect.required_types} == {"user"}
    assert {need.type.name for need in connect.needs} > {"user"}


def test_what_depends_on_the_call_is_disputed() -> None:
    run = action("ec2:RunInstances")
    assert run is not None
    assert run.disputed


def test_dependents_are_real_actions() -> None:
    create = action("memorydb:CreateCluster")
    assert create is not None
    assert "s3:GetObject" in create.dependents
    for name in create.dependents:
        assert action(name) is not None


@pytest.mark.parametrize("name", ["memorydb:DescribeCluster", "cloudhsmv2:DescribeClusters", "memorydb", "", ":", "*"])
def test_unknown_actions(name: str) -> None:
    assert action(name) is None


def test_retired_actions_are_known_as_such() -> None:
    gone = list(matching("evidently:*"))
    assert gone
    assert all(old.retired for old in gone)


def test_prefixes() -> None:
    assert is_known_prefix("MemoryDB")
    assert not is_known_prefix("cloudhsmv2")
    assert not is_known_prefix("*")
    assert prefix("kms") is prefix("kms")


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        ("cloudhsmv2", "cloudhsm"),
        ("elbv2", "elasticloadbalancing"),
        ("stepfunctions", "states"),
        ("efs", "elasticfilesystem"),
        ("emr", "elasticmapreduce"),
        ("docdb", "rds"),
        ("neptune", "rds"),
        ("mwaa", "airflow"),
        ("keyspaces", "cassandra"),
        ("pinpoint", "mobiletargeting"),
        ("opensearchserverless", "aoss"),
        ("memorydb", "memorydb"),
        ("nothing", None),
    ],
)
def test_prefix_of_client(client: str, expected: str | None) -> None:
    assert prefix_of_client(client) == expected


def test_every_client_leads_to_a_known_prefix() -> None:
    from awslint.facts.exceptions import services

    found = [known_prefix for name in services() if (known_prefix := prefix_of_client(name)) is not None]
    assert len(found) > 400
    assert set(found) <= prefixes()


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("memorydb:DescribeCluster", "memorydb:DescribeClusters"),
        ("memorydb:describecluster", "memorydb:DescribeClusters"),
        ("memorydb:ListClusters", "memorydb:DescribeClusters"),
        ("memorydb:ModifyCluster", "memorydb:UpdateCluster"),
        ("cloudhsmv2:DescribeClusters", "cloudhsm:DescribeClusters"),
        ("elbv2:DescribeLoadBalancer", "elasticloadbalancing:DescribeLoadBalancers"),
        ("memorydbb:Connect", "memorydb:Connect"),
        ("kms:CreatCustomKeyStore", "kms:CreateCustomKeyStore"),
        ("elasticache:TagResource", "elasticache:AddTagsToResource"),
        ("iam:PasRole", "iam:PassRole"),
        ("s3:GetObjects", "s3:GetObject"),
    ],
)
def test_the_nearest_action_is_suggested_first(wrong: str, right: str) -> None:
    assert action(wrong) is None
    assert nearest_actions(wrong)[0] == right


@pytest.mark.parametrize("name", ["ec2:xyz", "nothinglikeit:CreateCluster", "kms:*", "kms", "", "elasticache:StopUser"])
def test_nothing_is_suggested_for_what_is_near_to_nothing(name: str) -> None:
    assert nearest_actions(name) == []


def test_suggestions_are_current_actions() -> None:
    for wrong in ("evidently:CreateProjct", "ec2:DescribeInstance", "rds:CreateDatabase"):
        for name in nearest_actions(wrong):
            found = action(name)
            assert found is not None
            assert not found.retired


def test_patterns_expand() -> None:
    names = [found_action.name for found_action in matching("memorydb:Describe*Group?")]
    assert names == sorted(names)
    assert "DescribeParameterGroups" in names
    assert "DescribeClusters" not in names
    assert list(matching("memorydb:Desc*Foo*")) == []
    assert list(matching("nothing:*")) == []
    assert list(matching("memorydb")) == []
    assert {found_action.prefix for found_action in matching("memory*:Connect")} == {"memorydb"}


def test_a_star_is_everything() -> None:
    assert sum(1 for _ in matching("*")) > 20_000
