import pytest

from awslint.facts.generators.kinds import kind_of
from awslint.facts.handlers import PHASES, has_handlers, permissions
from awslint.facts.packs import pack
from awslint.facts.references import Kind, sites
from awslint.facts.resource_types import is_type


def test_a_property_may_take_several_kinds() -> None:
    found = sites("AWS::MemoryDB::Cluster")
    assert set(found[("KmsKeyId",)]) == {
        Kind("AWS::KMS::Key", "Arn"),
        Kind("AWS::KMS::Key", "Id"),
        Kind("AWS::KMS::Alias", "AliasName"),
    }
    assert found[("SnsTopicArn",)] == (Kind("AWS::SNS::Topic", "Arn"),)


def test_a_list_of_identifiers_is_read_as_its_elements() -> None:
    found = sites("AWS::MemoryDB::Cluster")
    assert found[("SecurityGroupIds", "*")] == (Kind("AWS::EC2::SecurityGroup", "Id"),)
    assert ("SecurityGroupIds",) not in found


def test_nested_properties_and_definitions_are_followed() -> None:
    found = sites("AWS::Lambda::Function")
    assert Kind("AWS::IAM::Role", "Arn") in found[("Role",)]
    assert Kind("AWS::EC2::Subnet", "Id") in found[("VpcConfig", "SubnetIds", "*")]
    assert Kind("AWS::EC2::SecurityGroup", "Id") in found[("VpcConfig", "SecurityGroupIds", "*")]


def test_what_the_schemas_do_not_say_is_added_by_hand() -> None:
    assert sites("AWS::MemoryDB::SubnetGroup")[("SubnetIds", "*")] == (Kind("AWS::EC2::Subnet", "Id"),)
    assert sites("AWS::ElastiCache::UserGroup")[("UserIds", "*")] == (Kind("AWS::ElastiCache::User", "UserId"),)


def test_attributes_that_aws_sets_are_no_sites() -> None:
    assert not [path for path in sites("AWS::IAM::Role") if path == ("Arn",)]
    assert ("Arn",) not in sites("AWS::KMS::Key")


@pytest.mark.parametrize(
    ("pattern", "kind"),
    [
        ("^arn:aws[^:]*:iam::[0-9]*:role/.+$", "AWS::IAM::Role.Arn"),
        ("arn:(aws|aws-cn):iam::[0-9]*:(role|user|group)\\/.*", None),
        ("^arn:aws:iam::(\\d{12}|aws):policy/.*$", None),
        ("^subnet-[0-9a-z]+$", "AWS::EC2::Subnet.Id"),
        ("^arn:aws:kms:[a-z0-9-]*:[0-9]{12}:key/[a-f0-9-]{36}$", "AWS::KMS::Key.Arn"),
        ("^arn:aws:(sqs|sns):.*$", None),
        ("^arn:aws:sns:[a-z0-9-]+:[0-9]{12}:.+|arn:aws:sqs:.*:.*:.*$", None),
        ("^[a-z]+$", None),
    ],
)
def test_a_pattern_tells_a_kind_only_when_it_allows_no_other(pattern: str, kind: str | None) -> None:
    assert kind_of({"type": "string", "pattern": pattern}) == kind


def test_a_format_wins_over_a_pattern() -> None:
    node = {"format": "AWS::SNS::Topic.Arn", "pattern": "^subnet-"}
    assert kind_of(node) == "AWS::SNS::Topic.Arn"
    assert kind_of({"format": "date-time", "pattern": "^subnet-"}) is None


def test_a_resource_s_own_name_is_no_site() -> None:
    assert ("FunctionName",) not in sites("AWS::Lambda::Function")


def test_every_kind_is_of_a_type_that_exists() -> None:
    names = [name for block in pack("references").values() for name in block]
    found = {kind.type for name in names for kinds in sites(name).values() for kind in kinds}
    # What is no resource of CloudFormation, and can thus only be named.
    nameless = {"AWS::EC2::Image", "AWS::Route53::AliasTarget"}
    assert {name for name in found if not is_type(name)} <= nameless


def test_unknown_types_have_no_sites() -> None:
    assert sites("AWS::No::Type") == {}
    assert sites("") == {}


def test_no_kind_is_plural() -> None:
    kinds = {
        kind
        for block in pack("references").values()
        for paths in block.values()
        for ks in paths.values()
        for kind in ks
    }
    assert kinds
    assert not [kind for kind in kinds if kind.endswith(("Ids", "Arns", "Names"))]


def test_handler_permissions_by_phase() -> None:
    create = permissions("AWS::MemoryDB::Cluster", "create")
    assert create is not None
    assert {"memorydb:CreateCluster", "memorydb:DescribeClusters", "memorydb:ListTags"} <= set(create)
    assert has_handlers("AWS::MemoryDB::Cluster")
    assert not has_handlers("AWS::KMS::CustomKeyStore")
    assert permissions("AWS::KMS::CustomKeyStore", "create") is None


def test_permissions_that_are_no_actions_are_left_out() -> None:
    from awslint.facts.actions import action

    assert "memorydb:ModifyReplicationGroup" not in (permissions("AWS::MemoryDB::ACL", "delete") or ())
    declared = {
        name
        for block in pack("handlers").values()
        for phases in block.values()
        for phase in PHASES
        for name in phases.get(phase, ())
        if "*" not in name
    }
    assert len(declared) > 5_000
    assert [name for name in declared if (found := action(name)) is None or found.retired] == []
