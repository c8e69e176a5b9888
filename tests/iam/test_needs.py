from awslint.facts.actions import action
from awslint.facts.handler_calls import handler_gates, types_with_gates
from awslint.facts.handlers import Phase, permissions
from awslint.facts.packs import pack
from awslint.facts.properties import has_property
from awslint.facts.references import Path
from awslint.iam.needs import IsSet, Strength, needs
from awslint.values import Truth


def setting(*paths: str) -> IsSet:
    def is_set(path: Path) -> Truth:
        return Truth.of("/".join(path) in paths)

    return is_set


def unknown(_: Path) -> Truth:
    return Truth.MAYBE


def names(type_name: str, phase: Phase, strength: Strength, is_set: IsSet) -> set[str]:
    return {need.action for need in needs(type_name, phase, is_set) if need.strength is strength}


def test_the_operation_itself_and_its_reading_back_are_core() -> None:
    nothing = setting()
    for phase, verb in (("create", "Create"), ("update", "Update")):
        found = names("AWS::MemoryDB::Cluster", phase, Strength.CORE, nothing)  # type: ignore[arg-type]
        assert found == {f"memorydb:{verb}Cluster", "memorydb:DescribeClusters"}
    assert names("AWS::MemoryDB::Cluster", "delete", Strength.CORE, nothing) == {"memorydb:DeleteCluster"}


def test_a_service_s_own_word_may_stand_before_the_noun() -> None:
    found = names("AWS::ElastiCache::SubnetGroup", "create", Strength.CORE, setting())
    assert found == {"elasticache:CreateCacheSubnetGroup", "elasticache:DescribeCacheSubnetGroups"}


def test_a_property_that_is_set_makes_an_action_necessary() -> None:
    (tag,) = [
        need
        for need in needs("AWS::MemoryDB::Cluster", "create", setting("Tags", "KmsKeyId"))
        if need.action == "memorydb:TagResource"
    ]
    assert (tag.strength, tag.because) == (Strength.GATED, (("Tags",),))
    gated = names("AWS::MemoryDB::Cluster", "create", Strength.GATED, setting("KmsKeyId"))
    assert gated == {"kms:DescribeKey", "kms:CreateGrant"}


def test_a_property_that_is_not_set_leaves_an_action_out() -> None:
    found = {need.action for need in needs("AWS::MemoryDB::Cluster", "create", setting())}
    assert not found & {"kms:DescribeKey", "kms:CreateGrant"}


def test_tags_may_come_from_the_stack() -> None:
    assert "memorydb:TagResource" in names("AWS::MemoryDB::Cluster", "create", Strength.POSSIBLE, setting())


def test_of_two_ways_to_tag_none_is_sure() -> None:
    assert not names("AWS::S3::Bucket", "create", Strength.GATED, setting("Tags")) & {
        "s3:TagResource",
        "s3:PutBucketTagging",
    }


def test_a_property_that_may_be_set_makes_an_action_possible() -> None:
    possible = names("AWS::MemoryDB::Cluster", "create", Strength.POSSIBLE, unknown)
    assert {"kms:DescribeKey", "memorydb:TagResource", "iam:CreateServiceLinkedRole"} <= possible
    assert names("AWS::MemoryDB::Cluster", "create", Strength.GATED, unknown) == set()


def test_a_role_has_to_be_passed() -> None:
    assert "iam:PassRole" in names("AWS::Lambda::Function", "create", Strength.GATED, setting("Role"))
    assert "iam:PassRole" not in {need.action for need in needs("AWS::Lambda::Function", "create", setting())}


def test_what_a_table_is_made_from_decides_what_makes_it() -> None:
    assert "dynamodb:CreateTable" in names("AWS::DynamoDB::Table", "create", Strength.CORE, setting())
    imported = setting("ImportSourceSpecification")
    assert "dynamodb:ImportTable" in names("AWS::DynamoDB::Table", "create", Strength.GATED, imported)
    assert "dynamodb:CreateTable" not in {need.action for need in needs("AWS::DynamoDB::Table", "create", imported)}
    assert "dynamodb:CreateTable" in names("AWS::DynamoDB::Table", "create", Strength.POSSIBLE, unknown)


def test_an_instance_of_a_snapshot_is_restored() -> None:
    found = names("AWS::RDS::DBInstance", "create", Strength.GATED, setting("DBSnapshotIdentifier"))
    assert "rds:RestoreDBInstanceFromDBSnapshot" in found
    assert "rds:CreateDBInstance" not in names("AWS::RDS::DBInstance", "create", Strength.CORE, unknown)


def test_parts_of_a_bucket_are_put_where_they_are_set() -> None:
    encrypted = setting("BucketEncryption")
    assert names("AWS::S3::Bucket", "create", Strength.GATED, encrypted) == {"s3:PutEncryptionConfiguration"}
    assert "s3:PutBucketVersioning" not in {need.action for need in needs("AWS::S3::Bucket", "create", encrypted)}


def test_what_a_role_is_given_is_taken_off_again() -> None:
    is_set = setting("Policies", "ManagedPolicyArns")
    assert {"iam:PutRolePolicy", "iam:AttachRolePolicy"} <= names("AWS::IAM::Role", "create", Strength.GATED, is_set)
    assert {"iam:DeleteRolePolicy", "iam:DetachRolePolicy"} <= names("AWS::IAM::Role", "delete", Strength.GATED, is_set)


def test_gates_are_of_declared_actions_and_of_properties_that_exist() -> None:
    for type_name in types_with_gates():
        declared = {*(permissions(type_name, "create") or ()), *(permissions(type_name, "delete") or ())}
        for name, gates in handler_gates(type_name).items():
            assert name in declared, (type_name, name)
            for path in (path for gate in gates for path in (*gate.on, *gate.off)):
                assert has_property(type_name, path[0]), (type_name, path)


def test_types_without_handlers_need_nothing_that_is_known() -> None:
    assert needs("AWS::KMS::CustomKeyStore", "create", unknown) == []


def test_needs_are_among_what_the_handlers_declare() -> None:
    for namespace in ("AWS::MemoryDB", "AWS::ElastiCache", "AWS::KMS", "AWS::CloudHSM", "AWS::IAM", "AWS::S3"):
        for type_name in pack("handlers")[namespace]:
            for phase in ("create", "update", "delete"):
                found = needs(type_name, phase, unknown)  # type: ignore[arg-type]
                assert {need.action for need in found} == set(permissions(type_name, phase) or ())  # type: ignore[arg-type]
                for need in found:
                    if need.strength is Strength.CORE:
                        assert action(need.action) is not None
