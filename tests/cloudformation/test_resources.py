"""Resources, their spans, their lifecycle and the edges between them."""

from __future__ import annotations

from awslint.graph import EdgeKind
from awslint.values import Missing, Reference, Truth, Unknown, plain

TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Key:
    Type: AWS::KMS::Key
    DeletionPolicy: Retain
    Properties:
      Description: ключ   # a comment
      KeyPolicy:
        Version: 2012-10-17
        Statement: []
  Alias:
    Type: AWS::KMS::Alias
    DependsOn: [Role]
    Properties:
      AliasName: alias/x
      TargetKeyId: !Ref Key
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !If [Never, !GetAtt Topic.TopicName, !Sub "${Queue.QueueName}-${own}"]
  Topic: {Type: AWS::SNS::Topic}
  Queue: {Type: AWS::SQS::Queue}
"""


def test_a_resource(deploy) -> None:
    loaded = deploy(TEMPLATE, name="stacks/key.yaml", region="eu-west-1")
    assert loaded.problems == ()
    assert loaded.files == ("stacks/key.yaml",)
    assert loaded.deployment.kind == "cloudformation"
    key = loaded.deployment.find("Key")
    assert (key.type, key.native_type, key.provider) == ("AWS::KMS::Key", "AWS::KMS::Key", "stacks/key.yaml")
    assert plain(key.region) == "eu-west-1"
    assert plain(key.partition) == "aws"
    assert plain(key.get("KeyPolicy", "Version").value) == "2012-10-17"
    assert key.get("PendingWindowInDays").is_missing is Truth.YES
    assert plain(key.policy("DeletionPolicy").value) == "Retain"
    assert isinstance(key.policy("UpdateReplacePolicy").value, Missing)


def test_spans(deploy) -> None:
    key = deploy(TEMPLATE).deployment.find("Key")

    def text(span) -> str:
        return TEMPLATE[span.start : span.end]

    assert text(key.header) == "Key"
    assert text(key.get("Description").span) == "Description: ключ"
    assert text(key.get("KeyPolicy").span).endswith("Statement: []")
    assert text(key.get("Missing").span) == "Key"


def test_edges(deploy) -> None:
    edges = {(edge.source, edge.target, edge.kind) for edge in deploy(TEMPLATE).deployment.edges}
    assert edges == {
        ("Alias", "Key", EdgeKind.REFERENCE),
        ("Alias", "Role", EdgeKind.DEPENDS_ON),
        ("Role", "Topic", EdgeKind.REFERENCE),
        ("Role", "Queue", EdgeKind.REFERENCE),
    }


def test_same_region_without_knowing_it(deploy) -> None:
    deployment = deploy(TEMPLATE).deployment
    assert deployment.regions_differ(deployment.find("Key"), deployment.find("Role")) is Truth.NO
    assert isinstance(deployment.find("Key").region, Reference)


def test_a_broken_resource_costs_itself_only(deploy) -> None:
    loaded = deploy("""
        Resources:
          A: {Type: {a: b}, Properties: {X: !Ref D}}
          B: text
          C: {Properties: {}}
          D: {Type: "AWS::KMS::Key"}
          D2: {Type: "AWS::KMS::Alias", Properties: {TargetKeyId: !Ref A}}
          E: {Type: "AWS::SNS::Topic"}
          E: {Type: "AWS::SQS::Queue"}
    """)
    assert [problem.kind for problem in loaded.problems] == ["syntax", "syntax", "syntax", "module"]
    assert "the resource A has no Type" in loaded.problems[0].message
    assert [resource.address for resource in loaded.deployment.resources if resource.mode == "managed"] == [
        "D",
        "D2",
        "E",
    ]
    assert loaded.deployment.find("E").type == "AWS::SQS::Queue"
    unseen = [resource for resource in loaded.deployment.resources if resource.mode == "module"]
    assert {resource.address for resource in unseen} == {"A", "B", "C"}
    assert all(resource.opaque and resource.existence is Truth.MAYBE for resource in unseen)
    assert loaded.deployment.depends(loaded.deployment.find("D2"), loaded.deployment.find("D")) is True


def test_opaque_steps_and_their_commands(deploy) -> None:
    deployment = deploy("""
        Resources:
          Code:
            Type: AWS::Lambda::Function
            Properties: {Code: {ZipFile: "import boto3  # connect_custom_key_store"}}
          Step: {Type: "Custom::Connect", Properties: {ServiceToken: !GetAtt Code.Arn}}
          Old: {Type: "AWS::CloudFormation::CustomResource", Properties: {ServiceToken: x}}
          Host:
            Type: AWS::EC2::Instance
            Properties:
              UserData:
                Fn::Base64: !Sub |
                  #!/bin/sh
                  aws kms connect-custom-key-store --region ${AWS::Region}
          Plain: {Type: "AWS::EC2::Instance", Properties: {ImageId: ami-1}}
          Remote: {Type: "AWS::CloudFormation::Stack", Properties: {TemplateURL: "https://s3/x.yaml"}}
          Module: {Type: "My::Company::Thing::MODULE"}
          Other: {Type: "Vendor::Product::Thing"}
    """).deployment
    assert [step.address for step in deployment.steps()] == ["Step", "Old", "Host", "Remote", "Module", "Other"]
    assert deployment.find("Step").type == deployment.find("Old").type == "AWS::CloudFormation::CustomResource"
    assert deployment.find("Step").native_type == "Custom::Connect"
    assert "connect_custom_key_store" in str(plain(deployment.find("Step").commands[0]))
    (script,) = deployment.find("Host").commands
    assert script.parts[0].endswith("connect-custom-key-store --region ")


def test_macros_leave_nothing_certain(deploy) -> None:
    deployment = deploy("""
        Transform: [AWS::LanguageExtensions, MyMacro]
        Resources:
          Key: {Type: "AWS::KMS::Key", Properties: {Enabled: true}}
    """).deployment
    key = deployment.find("Key")
    assert key.get("Enabled").is_true is Truth.YES
    assert key.get("MultiRegion").is_missing is Truth.MAYBE
    assert [resource.mode for resource in deployment.resources] == ["managed", "module"]
    assert "the macro MyMacro keeps what is written" in deployment.context.assumptions


def test_a_macro_may_change_what_is_beside_it(deploy) -> None:
    deployment = deploy("""
        Resources:
          Key:
            Type: AWS::KMS::Key
            Properties: {Fn::Transform: {Name: MyMacro}, Enabled: true, Description: [x]}
          Other:
            Type: AWS::KMS::Key
            Fn::Transform: {Name: MyMacro}
            Properties: {Enabled: true}
          Included:
            Type: AWS::KMS::Key
            Properties:
              Fn::Transform: {Name: "AWS::Include", Parameters: {Location: "s3://bucket/more.yaml"}}
              Enabled: true
          Topic: {Type: "AWS::SNS::Topic", DependsOn: Other}
    """).deployment
    key, other = deployment.find("Key"), deployment.find("Other")
    assert isinstance(key.get("Enabled").value, Unknown)
    assert isinstance(key.get("Description").value, Unknown)
    assert (other.mode, other.opaque) == ("module", True)
    assert deployment.depends(deployment.find("Topic"), other)
    assert deployment.find("Included").get("Enabled").is_true is Truth.YES


def test_loops_make_resources(deploy) -> None:
    text = """
        Transform: AWS::LanguageExtensions
        Parameters:
          Names: {Type: CommaDelimitedList%s}
        Resources:
          Fn::ForEach::Users:
            - Name
            - !Ref Names
            - User${Name}:
                Type: AWS::ElastiCache::User
                Properties: {UserId: !Ref Name, UserName: !Sub "u-${Name}"}
          Group:
            Type: AWS::ElastiCache::UserGroup
            Properties: {UserIds: [!Ref Userann]}
    """
    deployment = deploy(text % ', Default: "ann,bob"').deployment
    assert [resource.address for resource in deployment.resources] == ["Userann", "Userbob", "Group"]
    ann = deployment.find("Userann")
    assert plain(ann.get("UserName").value) == "u-ann"
    assert ann.existence is Truth.YES
    assert list(deployment.context.assumptions) == ['Parameter Names = "ann,bob" (default)']
    assert deployment.depends(deployment.find("Group"), ann)
    unknown = deploy(text % "").deployment
    assert [(resource.address, resource.mode) for resource in unknown.resources] == [
        ("Group", "managed"),
        ("Fn::ForEach::Users", "module"),
    ]


def test_outputs(deploy) -> None:
    outputs = deploy("""
        Resources: {Key: {Type: "AWS::KMS::Key"}}
        Outputs:
          Id: {Value: !Ref Key, Export: {Name: key}}
          Fixed: {Value: 3}
    """).deployment.outputs
    assert isinstance(outputs["Id"], Reference)
    assert plain(outputs["Fixed"]) == 3


def test_references_in_circles_end(deploy) -> None:
    deployment = deploy("""
        Resources:
          A: {Type: "AWS::S3::Bucket", Properties: {BucketName: !Sub "a-${B}"}}
          B: {Type: "AWS::S3::Bucket", Properties: {BucketName: !Sub "b-${A}"}}
          C: {Type: "AWS::S3::Bucket", Properties: {BucketName: !Ref C}}
    """).deployment
    assert deployment.depends(deployment.find("A"), deployment.find("B"))
    assert deployment.find("A").get("BucketName").text is None


def test_unreadable_templates_are_problems(deploy, tmp_path) -> None:
    broken = deploy("Resources: [\n")
    assert [problem.kind for problem in broken.problems] == ["syntax"]
    assert broken.deployment.resources == ()
    assert [problem.kind for problem in deploy("- a\n", name="list.yaml").problems] == ["syntax"]
    assert deploy("AWSTemplateFormatVersion: x\n", name="empty.yaml").problems == ()


def test_properties_of_an_odd_shape_are_unknown(deploy) -> None:
    deployment = deploy("""
        Resources:
          A: {Type: "AWS::KMS::Key", Properties: [1]}
          B: {Type: "AWS::KMS::Key", Properties: {"Fn::Transform": {Name: X}}}
          C: {Type: "AWS::KMS::Key", Properties: null}
    """).deployment
    assert isinstance(deployment.find("A").get("Enabled").value, Unknown)
    assert isinstance(deployment.find("B").get("Enabled").value, Unknown)
    assert deployment.find("C").get("Enabled").is_missing is Truth.YES
