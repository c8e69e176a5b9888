"""Nested stacks with local templates."""

from __future__ import annotations

from itertools import pairwise

from awslint.values import OneOf, Truth, Unknown, plain, same

PARENT = """
    Parameters:
      Env: {Type: String, Default: dev}
      Nested: {Type: String, AllowedValues: ["yes please", "no"]}
    Conditions:
      HasNested: !Equals [!Ref Nested, "no"]
    Resources:
      Net:
        Type: AWS::EC2::VPC
      A: {Type: "AWS::EC2::Subnet"}
      B: {Type: "AWS::EC2::Subnet"}
      Child:
        Type: AWS::CloudFormation::Stack
        Condition: HasNested
        DependsOn: Net
        Properties:
          TemplateURL: ./nested/child.yaml
          Parameters:
            Name: !Sub "${Env}-user"
            Subnets: !Join [",", [!Ref A, !Ref B]]
      Group:
        Type: AWS::ElastiCache::UserGroup
        Properties:
          UserIds: [!GetAtt Child.Outputs.UserId]
      Later: {Type: "AWS::SNS::Topic", DependsOn: Child}
      Absent: {Type: "AWS::CloudFormation::Stack", Properties: {TemplateURL: missing.yaml}}
"""

CHILD = """
    Parameters:
      Name: {Type: String}
      Subnets: {Type: "List<AWS::EC2::Subnet::Id>"}
      Kind: {Type: String, Default: password}
    Resources:
      User:
        Type: AWS::ElastiCache::User
        Properties: {UserId: !Ref Name, UserName: x, Mode: !Ref Kind, Subnets: !Ref Subnets}
    Outputs:
      UserId: {Value: !Ref User}
"""


def test_parameters_go_down_and_outputs_up(deploy) -> None:
    loaded = deploy(PARENT, {"nested/child.yaml": CHILD})
    deployment = loaded.deployment
    assert loaded.files == ("template.yaml", "nested/child.yaml")
    user = deployment.find("Child/User")
    user_id = user.get("UserId")
    assert plain(user_id.value) == "dev-user"
    assert user_id.value.assumes == ('Parameter Env = "dev" (default)',)
    mode = user.get("Mode").value
    assert (plain(mode), mode.assumes) == ("password", ())
    assert [element.target().address for element in user.get("Subnets").elements()] == ["A", "B"]
    (member,) = deployment.find("Group").get("UserIds").elements()
    assert member.target() is user
    assert member.text == "dev-user"
    assert [call.address for call in user.chain] == ["Child"]
    assert user.provider == deployment.find("Net").provider


def test_a_nested_stack_is_under_its_condition(deploy) -> None:
    deployment = deploy(PARENT, {"nested/child.yaml": CHILD}, parameters={"Nested": "yes please"}).deployment
    assert deployment.find("Child/User").existence is Truth.NO
    deployment = deploy(PARENT, {"nested/child.yaml": CHILD}, parameters={"Nested": "no"}).deployment
    assert deployment.find("Child/User").existence is Truth.YES


def test_order_goes_through_nested_stacks(deploy) -> None:
    deployment = deploy(PARENT, {"nested/child.yaml": CHILD}).deployment
    user = deployment.find("Child/User")
    for before in ("Net", "A", "Child"):
        assert deployment.depends(user, deployment.find(before))
    for after in ("Group", "Later"):
        assert deployment.depends(deployment.find(after), user)
    assert not deployment.find("Child").opaque
    assert deployment.find("Absent").opaque


def test_a_broken_child_is_a_problem_and_opaque(deploy) -> None:
    loaded = deploy(PARENT, {"nested/child.yaml": "Resources: ["})
    assert [(problem.kind, problem.path) for problem in loaded.problems] == [("syntax", "nested/child.yaml")]
    assert loaded.deployment.find("Child").opaque
    (member,) = loaded.deployment.find("Group").get("UserIds").elements()
    assert member.target() is loaded.deployment.find("Child")
    assert member.text is None


def test_stacks_that_nest_themselves_end(deploy) -> None:
    text = """
        Resources:
          One: {Type: "AWS::CloudFormation::Stack", Properties: {TemplateURL: template.yaml}}
          Two: {Type: "AWS::CloudFormation::Stack", Properties: {TemplateURL: template.yaml}}
    """
    loaded = deploy(text)
    assert {problem.kind for problem in loaded.problems} == {"budget"}


def test_nested_stacks_of_the_cdk(deploy) -> None:
    text = """
        {"Resources": {"Nested": {
          "Type": "AWS::CloudFormation::Stack",
          "Properties": {"TemplateURL": {"Fn::Join": ["", ["https://s3.", {"Ref": "AWS::URLSuffix"}, "/a/b.json"]]}},
          "Metadata": {"aws:asset:path": "Nested.template.json", "aws:asset:property": "TemplateURL"}
        }}}
    """
    child = '{"Resources": {"Key": {"Type": "AWS::KMS::Key"}}}'
    deployment = deploy(text, {"out/Nested.template.json": child}, name="out/Root.template.json").deployment
    assert [resource.address for resource in deployment.resources] == ["Nested", "Nested/Key"]


def test_outputs_that_need_each_other_end(deploy) -> None:
    child = """
        Parameters: {In: {Type: String}}
        Resources: {T: {Type: "AWS::SNS::Topic"}}
        Outputs: {Out: {Value: !Ref In}}
    """
    text = """
        Resources:
          A:
            Type: AWS::CloudFormation::Stack
            Properties: {TemplateURL: c.yaml, Parameters: {In: !GetAtt B.Outputs.Out}}
          B:
            Type: AWS::CloudFormation::Stack
            Properties: {TemplateURL: c.yaml, Parameters: {In: !GetAtt A.Outputs.Out}}
          R:
            Type: AWS::SNS::Topic
            Properties: {TopicName: !GetAtt A.Outputs.None, DisplayName: !GetAtt B.Outputs.Out}
    """
    deployment = deploy(text, {"c.yaml": child}).deployment
    assert isinstance(deployment.find("R").get("TopicName").value, Unknown)
    assert deployment.find("A/T") is not None


def test_each_nested_stack_has_a_name_of_its_own(deploy) -> None:
    child = 'Resources: {T: {Type: "AWS::SNS::Topic", Properties: {TopicName: !Ref "AWS::StackName"}}}'
    text = """
        Resources:
          A: {Type: "AWS::CloudFormation::Stack", Properties: {TemplateURL: c.yaml}}
          B: {Type: "AWS::CloudFormation::Stack", Properties: {TemplateURL: c.yaml}}
          T: {Type: "AWS::SNS::Topic", Properties: {TopicName: !Ref "AWS::StackName"}}
    """
    deployment = deploy(text, {"c.yaml": child}).deployment
    names = [deployment.find(address).get("TopicName") for address in ("A/T", "B/T", "T")]
    assert [earlier.same(other) for earlier, other in pairwise(names)] == [Truth.MAYBE, Truth.MAYBE]
    assert names[0].same(names[0]) is Truth.YES


def test_a_nested_stack_has_a_name_of_its_own(deploy) -> None:
    text = """
        Conditions: {Here: !Equals [!Ref "AWS::StackName", x]}
        Resources:
          Own: {Type: "A::B::C", Properties: {V: !Ref "AWS::StackName", W: !If [Here, a, b]}}
          Child: {Type: "AWS::CloudFormation::Stack", Properties: {TemplateURL: child.yaml}}
    """
    child = """
        Conditions: {Here: !Equals [!Ref "AWS::StackName", x]}
        Resources:
          In: {Type: "A::B::C", Properties: {V: !Ref "AWS::StackName", W: !If [Here, a, b], R: !Ref "AWS::Region"}}
    """
    deployment = deploy(text, {"child.yaml": child}).deployment
    outer, inner = (deployment.find(name).attributes.items for name in ("Own", "Child/In"))
    assert same(outer["V"], inner["V"]) is Truth.MAYBE
    assert same(inner["V"], inner["V"]) is Truth.YES
    assert outer["W"].choices[0][0] != inner["W"].choices[0][0]
    assert inner["R"].resource == "AWS::Region"


def test_words_for_true_are_handed_down_as_they_may_be_read(deploy) -> None:
    """`on` without quotes is a boolean to some readers of YAML, and its word to others."""
    text = """
        Resources:
          Child: {Type: "AWS::CloudFormation::Stack", Properties: {TemplateURL: child.yaml, Parameters: {Mode: on}}}
    """
    child = """
        Parameters: {Mode: {Type: String}}
        Conditions: {On: !Equals [!Ref Mode, "on"], Off: !Equals [!Ref Mode, "off"]}
        Resources: {In: {Type: "A::B::C", Properties: {V: !If [On, a, b], W: !If [Off, a, b]}}}
    """
    items = deploy(text, {"child.yaml": child}).deployment.find("Child/In").attributes.items
    assert isinstance(items["V"], OneOf)
    assert plain(items["W"]) == "b"
