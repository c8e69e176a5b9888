"""The stacks that stack sets make."""

from __future__ import annotations

import json
from textwrap import dedent, indent
from typing import Any

import pytest

from awslint.cloudformation import stacksets
from awslint.graph import Deployment
from awslint.graph.loading import Loaded
from awslint.values import Known, Truth, plain

INNER = dedent("""\
    Parameters:
      Name: {Type: String, Default: app}
      Size: {Type: Number, Default: 1}
    Conditions:
      InIreland: !Equals [!Ref "AWS::Region", eu-west-1]
    Resources:
      User:
        Type: AWS::ElastiCache::User
        Properties: {UserId: !Ref Name, Size: !Ref Size, Region: !Ref "AWS::Region", Account: !Ref "AWS::AccountId"}
      Topic: {Type: "AWS::SNS::Topic", Condition: InIreland}
""")


def parent(groups: str, more: str = "", body: str = INNER, before: str = "") -> str:
    """A template with a stack set. `groups` is the value of StackInstancesGroup in flow style."""
    lines = [
        before,
        "Resources:",
        "  Set:",
        "    Type: AWS::CloudFormation::StackSet",
        "    Properties:",
        "      StackSetName: set",
        "      PermissionModel: SELF_MANAGED",
        f"      StackInstancesGroup: {groups}" if groups else "",
        indent(dedent(more), "      "),
        "      TemplateBody: |",
        indent(body, "        "),
    ]
    return "\n".join(line for line in lines if line.strip()) + "\n"


def group(regions: str, accounts: str = '["111111111111"]', more: str = "") -> str:
    return f"{{Regions: {regions}, DeploymentTargets: {{Accounts: {accounts}}}{more}}}"


def addresses(deployment: Deployment) -> list[str]:
    return [resource.address for resource in deployment.resources if resource.mode == "managed"]


def known(deployment: Deployment, address: str, *path: str) -> Any:
    return plain(deployment.find(address).get(*path).value)


def test_one_stack_for_each_region(deploy) -> None:
    loaded: Loaded = deploy(parent(f"[{group('[eu-west-1, us-east-1]')}]"))
    deployment = loaded.deployment
    assert not loaded.problems
    assert addresses(deployment) == [
        "Set",
        *(f"Set[{region}]/{name}" for region in ("eu-west-1", "us-east-1") for name in ("User", "Topic")),
    ]
    user = deployment.find("Set[us-east-1]/User")
    assert [plain(part) for part in (user.region, user.account, user.partition)] == ["us-east-1", "111111111111", "aws"]
    assert (user.get("Region").text, user.get("Account").text) == ("us-east-1", "111111111111")
    assert deployment.find("Set[eu-west-1]/Topic").existence is Truth.YES
    assert deployment.find("Set[us-east-1]/Topic").existence is Truth.NO
    assert [call.address for call in user.chain] == ["Set[us-east-1]"]
    assert deployment.regions_differ(user, deployment.find("Set[eu-west-1]/User")) is Truth.YES
    assert not deployment.find("Set").opaque
    assert deployment.depends(user, deployment.find("Set"))


def test_places_are_in_the_body(deploy) -> None:
    text = parent(f"[{group('[eu-west-1]')}]")
    user = deploy(text).deployment.find("Set[eu-west-1]/User")
    assert text[user.header.start : user.header.end] == "User"
    assert text[user.get("UserId").span.start :].startswith("UserId: !Ref Name")
    assert text[user.region_attribute.span.start : user.region_attribute.span.end] == "eu-west-1"


def test_the_region_of_the_stack_itself(deploy) -> None:
    text = parent(f"[{group('[!Ref AWS::Region]', '[!Ref AWS::AccountId]')}]")
    text += "  Topic: {Type: 'AWS::SNS::Topic'}\n"
    deployment = deploy(text).deployment
    user = deployment.find("Set[AWS::Region]/User")
    assert deployment.regions_differ(user, deployment.find("Topic")) is Truth.NO
    assert not deployment.find("Set").opaque
    assert deploy(text, region="eu-west-1").deployment.find("Set[eu-west-1]/User") is not None


@pytest.mark.parametrize(
    "regions", ["!Ref Regions", '[!ImportValue "region"]', "[eu-west-1, !Ref Region]", '["{{ region }}"]']
)
def test_regions_that_are_not_known(deploy, regions: str) -> None:
    before = "Parameters:\n  Regions: {Type: CommaDelimitedList}\n  Region: {Type: String}\n"
    deployment = deploy(parent(f"[{group(regions)}]", before=before)).deployment
    user = deployment.find("Set[*]/User")
    assert user.existence is Truth.YES
    assert user.region_attribute.text is None
    assert not isinstance(deployment.find("Set[*]/Topic").exists, Known)
    assert deployment.regions_differ(user, deployment.find("Set")) is Truth.MAYBE
    assert deployment.find("Set").opaque
    assert (deployment.find("Set[eu-west-1]/User") is not None) is regions.startswith("[eu")


def test_regions_by_default_are_an_assumption(deploy) -> None:
    before = 'Parameters:\n  Regions: {Type: CommaDelimitedList, Default: "eu-west-1, us-east-1"}\n'
    deployment = deploy(parent(f"[{group('!Ref Regions')}]", before=before)).deployment
    exists = deployment.find("Set[us-east-1]/User").exists
    assert (plain(exists), exists.assumes) == (True, ('Parameter Regions = "eu-west-1, us-east-1" (default)',))


def test_regions_under_conditions(deploy) -> None:
    before = """\
Parameters:
  Wide: {Type: String, AllowedValues: ["yes please", "never"]}
Conditions:
  IsWide: !Equals [!Ref Wide, "never"]
"""
    regions = "[eu-west-1, !If [IsWide, us-east-1, !Ref 'AWS::NoValue']]"
    for value, there in (("never", Truth.YES), ("yes please", Truth.NO)):
        deployment = deploy(parent(f"[{group(regions)}]", before=before), parameters={"Wide": value}).deployment
        found = deployment.find("Set[us-east-1]/User")
        assert (found.existence if found is not None else Truth.NO) is there
        assert deployment.find("Set[eu-west-1]/User").existence is Truth.YES
    deployment = deploy(parent(f"[{group(regions)}]", before=before)).deployment
    assert plain(deployment.find("Set[eu-west-1]/User").exists) is True
    assert not isinstance(deployment.find("Set[us-east-1]/User").exists, Known)


@pytest.mark.parametrize(
    ("targets", "account", "assumes"),
    [
        ('{Accounts: ["111111111111"]}', "111111111111", False),
        ('{Accounts: ["111111111111", "222222222222"]}', None, False),
        ("{OrganizationalUnitIds: [ou-abcd-12345678]}", None, True),
        ('{OrganizationalUnitIds: [r-abcd], Accounts: ["111111111111"], AccountFilterType: INTERSECTION}', None, True),
        ("{AccountsUrl: 's3://bucket/accounts.csv'}", None, True),
        ("{Accounts: !Ref Accounts}", None, True),
        ('{Accounts: !If [C, ["111111111111"], !Ref "AWS::NoValue"]}', None, True),
    ],
)
def test_accounts(deploy, targets: str, account: str | None, assumes: bool) -> None:
    before = """\
Parameters:
  Accounts: {Type: CommaDelimitedList}
Conditions:
  C: !Equals [!Ref "AWS::StackName", x]
"""
    text = parent(f"[{{Regions: [eu-west-1], DeploymentTargets: {targets}}}]", before=before)
    user = deploy(text).deployment.find("Set[eu-west-1]/User")
    assert user.get("Account").text == account
    assert plain(user.exists) is True
    assert user.exists.assumes == (("an account is among the targets of Set",) if assumes else ())


def test_parameters_and_what_a_group_overrides(deploy) -> None:
    override = ", ParameterOverrides: [{ParameterKey: Name, ParameterValue: other}]"
    groups = f"[{group('[eu-west-1]')}, {group('[eu-west-1]', more=override)}, {group('[eu-west-1, us-east-1]')}]"
    more = "Parameters: [{ParameterKey: Name, ParameterValue: own}, {ParameterKey: Size, ParameterValue: 3}]"
    deployment = deploy(parent(groups, more)).deployment
    sets = ["Set[eu-west-1]", "Set[eu-west-1#2]", "Set[us-east-1]"]
    assert [address.removesuffix("/User") for address in addresses(deployment) if address.endswith("/User")] == sets
    assert [known(deployment, f"{address}/User", "UserId") for address in sets] == ["own", "other", "own"]
    assert {known(deployment, f"{address}/User", "Size") for address in sets} == {3}
    first, second = (deployment.find(f"{address}/User") for address in sets[:2])
    assert deployment.regions_differ(first, second) is Truth.NO


def test_two_accounts_are_not_one_place(deploy) -> None:
    override = ", ParameterOverrides: [{ParameterKey: Size, ParameterValue: 2}]"
    other = group("[eu-west-1]", '["222222222222"]', override)
    groups = f"[{group('[eu-west-1]')}, {other}]"
    deployment = deploy(parent(groups)).deployment
    first, second = (deployment.find(f"Set[eu-west-1{suffix}]/User") for suffix in ("", "#2"))
    assert deployment.regions_differ(first, second) is Truth.MAYBE


@pytest.mark.parametrize(
    "more",
    [
        "Parameters: !Ref List",
        "Parameters: [{ParameterKey: !Ref Name, ParameterValue: x}]",
        "Parameters: [{ParameterKey: Name, ParameterValue: !Ref Name}]",
    ],
)
def test_parameters_that_are_not_known(deploy, more: str) -> None:
    before = "Parameters:\n  Name: {Type: String}\n  List: {Type: CommaDelimitedList}\n"
    deployment = deploy(parent(f"[{group('[eu-west-1]')}]", more, before=before)).deployment
    assert deployment.find("Set[eu-west-1]/User").get("UserId").text is None


@pytest.mark.parametrize(
    ("groups", "body"),
    [
        ("", INNER),
        ("!Ref Groups", INNER),
        ("[]", INNER),
        (f"[{group('[eu-west-1]')}]", "just a text"),
        (f"[{group('[eu-west-1]')}]", "{{resolve:ssm:template}}"),
    ],
)
def test_what_is_not_known_is_opaque_or_makes_nothing(deploy, groups: str, body: str) -> None:
    before = "Parameters:\n  Groups: {Type: String}\n"
    deployment = deploy(parent(groups, body=body, before=before)).deployment
    assert addresses(deployment) == ["Set"]
    assert deployment.find("Set").opaque is (groups != "[]")


def test_a_body_that_is_no_yaml_is_a_problem_at_its_place(deploy) -> None:
    text = parent(f"[{group('[eu-west-1]')}]", body="Resources: [\nOther: 1\n")
    (problem,) = deploy(text).problems
    assert problem.kind == "syntax"
    assert problem.message.startswith("in the TemplateBody of Set: not YAML")
    assert text[: problem.span.start].count("\n") == text[: text.index("Other")].count("\n")


def test_a_body_in_json(deploy) -> None:
    inner = {"Resources": {"User": {"Type": "AWS::ElastiCache::User", "Properties": {"UserId": "app"}}}}
    groups = [{"Regions": ["eu-west-1"], "DeploymentTargets": {"Accounts": ["111111111111"]}}]
    properties = {"StackSetName": "set", "StackInstancesGroup": groups, "TemplateBody": json.dumps(inner)}
    text = json.dumps({"Resources": {"Set": {"Type": "AWS::CloudFormation::StackSet", "Properties": properties}}})
    user = deploy(text, name="template.json").deployment.find("Set[eu-west-1]/User")
    assert text[user.header.start : user.header.end] == '\\"User\\"'
    assert user.get("UserId").text == "app"


MADE = {
    "sub": """\
      TemplateBody: !Sub |
        Resources: {User: {Type: "AWS::ElastiCache::User", Properties: {UserId: "${Id}"}}}
""",
    "join": """\
      TemplateBody: !Join
        - ""
        - - '{"Resources": {"User": {"Type": "AWS::ElastiCache::User", "Properties": {"UserId": "'
          - !Ref Id
          - '"}}}}'
""",
}


@pytest.mark.parametrize("made", MADE.values(), ids=MADE)
def test_a_body_that_functions_make(deploy, made: str) -> None:
    text = parent(f"[{group('[eu-west-1]')}]", before="Parameters:\n  Id: {Type: String, Default: app}\n")
    text = text[: text.index("      TemplateBody")] + made
    user = deploy(text).deployment.find("Set[eu-west-1]/User")
    assert user.get("UserId").text == "app"
    assert text[user.header.start : user.header.end] == "TemplateBody"
    assert user.exists.assumes == ('Parameter Id = "app" (default)',)
    assert deploy(text.replace(", Default: app", "")).deployment.find("Set").opaque


def test_a_body_below_sub_without_holes_keeps_its_places(deploy) -> None:
    inner = 'Resources:\n  User: {Type: "AWS::ElastiCache::User"}\n'
    text = parent(f"[{group('[eu-west-1]')}]", body=inner).replace("TemplateBody: |", "TemplateBody: !Sub |")
    user = deploy(text).deployment.find("Set[eu-west-1]/User")
    assert text[user.header.start : user.header.end] == "User"


def with_url(url: str) -> str:
    text = parent(f"[{group('[eu-west-1, us-east-1]')}]")
    return text[: text.index("      TemplateBody")] + f"      TemplateURL: {url}\n"


def test_a_template_in_a_file(deploy) -> None:
    loaded = deploy(with_url("sets/inner.yaml"), {"sets/inner.yaml": INNER})
    assert loaded.files == ("template.yaml", "sets/inner.yaml")
    assert known(loaded.deployment, "Set[us-east-1]/User", "UserId") == "app"
    assert loaded.deployment.find("Set[us-east-1]/User").get("UserId").value.assumes == ()
    assert deploy(with_url("https://bucket.s3.amazonaws.com/inner.yaml")).deployment.find("Set").opaque


def test_a_template_that_the_cdk_uploads(deploy) -> None:
    notes = "    Metadata: {'aws:asset:path': inner.json, 'aws:asset:property': TemplateURL}\n"
    text = with_url('!Sub "https://s3.${AWS::URLSuffix}/b/x.json"') + notes
    child = '{"Resources": {"Key": {"Type": "AWS::KMS::Key"}}}'
    assert deploy(text, {"inner.json": child}).deployment.find("Set[eu-west-1]/Key") is not None


def test_a_set_that_contains_itself_ends(deploy) -> None:
    loaded = deploy(with_url("template.yaml"))
    assert {problem.kind for problem in loaded.problems} == {"budget"}
    assert len(loaded.deployment.resources) <= 3 * stacksets.MOST_INSTANCES


def test_many_stacks_end(deploy) -> None:
    regions = [f"eu-west-{number}" for number in range(stacksets.MOST_INSTANCES + 5)]
    loaded = deploy(parent(f"[{group(str(regions))}]"))
    (problem,) = loaded.problems
    assert (problem.kind, "Set[eu-west-200]" in problem.message) == ("budget", True)
    assert loaded.deployment.find("Set").opaque
    assert loaded.deployment.find("Set[eu-west-199]/User") is not None


def test_exports_are_not_shared_with_other_accounts(deploy) -> None:
    body = 'Resources: {T: {Type: "AWS::SNS::Topic", Properties: {TopicName: !ImportValue name}}}'
    text = parent(f"[{group('[eu-west-1]')}]", body=body)
    exports = {("eu-west-1", "name"): Known("orders")}
    assert deploy(text, exports=exports).deployment.find("Set[eu-west-1]/T").get("TopicName").text is None


def test_a_name_means_the_resource_of_the_same_stack(deploy) -> None:
    body = INNER + "  Group: {Type: 'AWS::ElastiCache::UserGroup', Properties: {UserIds: [app]}}\n"
    deployment = deploy(parent(f"[{group('[eu-west-1, us-east-1]')}]", body=body)).deployment
    for region in ("eu-west-1", "us-east-1"):
        (member,) = deployment.find(f"Set[{region}]/Group").get("UserIds").elements()
        found = deployment.resolve(member, "AWS::ElastiCache::User", "UserId")
        assert found.resource is deployment.find(f"Set[{region}]/User")


def test_a_name_in_another_account_means_nothing_here(deploy) -> None:
    text = parent(f"[{group('[eu-west-1]')}]")
    text += "  Group: {Type: 'AWS::ElastiCache::UserGroup', Properties: {UserIds: [app]}}\n"
    deployment = deploy(text, region="eu-west-1").deployment
    (member,) = deployment.find("Group").get("UserIds").elements()
    found = deployment.resolve(member, "AWS::ElastiCache::User", "UserId")
    assert (found.resource, found.external) == (None, False)


def test_what_needs_a_set_waits_for_its_stacks(deploy) -> None:
    text = parent(f"[{group('[eu-west-1]')}]") + "  Later: {Type: 'AWS::SNS::Topic', DependsOn: Set}\n"
    deployment = deploy(text).deployment
    assert deployment.depends(deployment.find("Later"), deployment.find("Set[eu-west-1]/User"))
