import pytest

from awslint.facts.actions import action
from awslint.facts.packs import pack
from awslint.iam.companions import When, actions_with_companions, companions_of


def test_every_action_of_the_table_exists() -> None:
    names = set(actions_with_companions())
    names |= {companion.action for name in names for companion in companions_of(name)}
    assert len(names) > 100
    assert [name for name in names if (found := action(name)) is None or found.retired] == []


def test_no_action_is_its_own_companion_or_has_one_twice() -> None:
    for name in actions_with_companions():
        listed = [companion.action.lower() for companion in companions_of(name)]
        assert name not in listed
        assert len(listed) == len(set(listed))


def test_what_is_certain_is_borne_out() -> None:
    blocks = pack("handlers")
    together = [
        {name.lower() for name in listed}
        for namespace in ("AWS::MemoryDB", "AWS::ElastiCache", "AWS::KMS", "AWS::CloudHSM")
        for phases in blocks[namespace].values()
        for listed in phases.values()
    ]
    for name in actions_with_companions():
        found = action(name)
        assert found is not None
        for companion in companions_of(name):
            listed = companion.action in found.dependents
            declared = any(name in names and companion.action.lower() in names for names in together)
            assert not companion.certain or listed or declared, f"{name} -> {companion.action}"


@pytest.mark.parametrize(
    ("name", "companion", "when"),
    [
        ("memorydb:CreateCluster", "memorydb:DescribeClusters", When.READ_BACK),
        ("MEMORYDB:createcluster", "memorydb:ListTags", When.READ_BACK),
        ("memorydb:CreateCluster", "memorydb:TagResource", When.TAGS),
        ("memorydb:CreateCluster", "kms:CreateGrant", When.KMS),
        ("elasticache:CreateReplicationGroup", "logs:CreateLogDelivery", When.LOGS),
        ("kms:CreateCustomKeyStore", "cloudhsm:DescribeClusters", When.ALWAYS),
        ("cloudhsm:CreateCluster", "ec2:CreateSecurityGroup", When.ALWAYS),
    ],
)
def test_some_companions(name: str, companion: str, when: When) -> None:
    found = {mate.action: mate for mate in companions_of(name)}
    assert found[companion].when is when


def test_a_consumer_needs_no_companion() -> None:
    assert companions_of("memorydb:Connect") == ()
    assert companions_of("s3:GetObject") == ()
