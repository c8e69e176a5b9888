"""Templates that CloudFormation takes and that come nearest to those it refuses: nothing is said of them."""

from __future__ import annotations

import pytest

from awslint.graph import Deployment
from awslint.rules.examine import examine
from awslint.rules.registry import rules_for

LEGAL = {
    "a macro of a resource may replace what is beside it": """
        Resources:
          T:
            Type: AWS::SNS::Topic
            Fn::Transform: {Name: Company}
            Properties: {TopicName: !Ref Replaced}
    """,
    "a macro in the properties may replace what is beside it": """
        Resources:
          T:
            Type: AWS::SNS::Topic
            Properties:
              Fn::Transform: {Name: Company, Parameters: {A: !Ref "AWS::Region"}}
              TopicName: !Ref Replaced
              DisplayName: !If [Replaced, a, b]
    """,
    "a macro of the resources may add some": """
        Resources:
          Fn::Transform: {Name: Company}
          T: {Type: "AWS::SNS::Topic", Properties: {TopicName: !Ref Added}}
    """,
    "a mapping's key is the word that is looked up": """
        Parameters: {Answer: {Type: String, Default: yes}, Quoted: {Type: String, Default: "on"}}
        Mappings: {M: {yes: {on: a, 1.10: b}, "no": {x: c}, 012: {0x1: d}}}
        Resources:
          T:
            Type: AWS::SNS::Topic
            Properties:
              A: !FindInMap [M, yes, on]
              B: !FindInMap [M, no, x]
              C: !FindInMap [M, !Ref Answer, on]
              D: !FindInMap [M, !Ref Answer, !Ref Quoted]
              E: !FindInMap [M, yes, 1.10]
              F: !FindInMap [M, 012, 0x1]
    """,
    "names that the Serverless transform makes for domains": """
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Api: {Type: "AWS::Serverless::Api", Properties: {StageName: prod, Domain: {DomainName: a.example.com}}}
        Outputs:
          A: {Value: !GetAtt ApiGatewayDomainNamef42ddb4ec3.RegionalDomainName}
          B: {Value: !Ref RecordSetGroup370194ff6e}
          C: {Value: !Ref DomainNameAccessAssociation73b399e17c}
          D: {Value: !Ref Api.Stage, Condition: ServerlessRestApiCondition}
    """,
    "names that the rotation of secrets makes": """
        Transform: AWS::SecretsManager-2020-07-23
        Resources:
          S: {Type: "AWS::SecretsManager::Secret"}
          R:
            Type: AWS::SecretsManager::RotationSchedule
            Properties: {SecretId: !Ref S, HostedRotationLambda: {RotationType: MySQLSingleUser}}
          P: {Type: "AWS::Lambda::Permission", Properties: {FunctionName: !GetAtt Added.Outputs.Function}}
    """,
    "conditions that are not used, and resources that are not made": """
        Parameters: {P: {Type: String, Default: x}}
        Conditions:
          Unused: !Equals [!Ref P, y]
          Never: !Equals [!Ref P, z]
        Resources:
          A: {Type: "AWS::SNS::Topic", Condition: Never}
          B:
            Type: AWS::SNS::Topic
            DependsOn: A
            Properties:
              TopicName: !If [Never, !Ref A, !Ref "AWS::NoValue"]
              DisplayName: !Sub "$${P} ${AWS::StackName} ${!x} ${!a-b:c} $P"
        Outputs:
          O: {Condition: Never, Value: !Ref A}
    """,
    "a circle under conditions that exclude each other": """
        Parameters: {P: {Type: String}}
        Conditions: {Is: !Equals [!Ref P, x], Not: !Not [!Condition Is]}
        Resources:
          A: {Type: "AWS::SNS::Topic", Condition: Is, Properties: {TopicName: !If [Is, a, !Ref B]}}
          B: {Type: "AWS::SNS::Topic", Condition: Is, Properties: {TopicName: !Ref A}}
          C: {Type: "AWS::SNS::Topic", Condition: Is, DependsOn: D}
          D: {Type: "AWS::SNS::Topic", Condition: Not, DependsOn: C}
    """,
    "a circle through what only updates": """
        Resources:
          A:
            Type: AWS::Lambda::Alias
            UpdatePolicy: {CodeDeployLambdaAliasUpdate: {ApplicationName: x, DeploymentGroupName: !Ref G}}
          G: {Type: "AWS::CodeDeploy::DeploymentGroup", DependsOn: A}
    """,
    "a hook's names": """
        Transform: AWS::CodeDeployBlueGreen
        Hooks:
          H:
            Type: AWS::CodeDeploy::BlueGreen
            Properties: {Applications: [{ECSAttributes: {TaskDefinitions: [Blue, Green]}}]}
        Resources: {S: {Type: "AWS::ECS::Service"}}
    """,
    "a function that is newer than awslint": """
        Resources:
          T:
            Type: AWS::SNS::Topic
            Properties: {TopicName: {"Fn::GetStackOutput": {StackName: other, OutputName: Name}}}
    """,
    "conditions by name that a loop makes": """
        Transform: AWS::LanguageExtensions
        Parameters: {Names: {Type: CommaDelimitedList, Default: "A,B"}, Policy: {Type: String, Default: Retain}}
        Conditions:
          Fn::ForEach::Each: [N, !Ref Names, {"Is${N}": !Equals [!Ref N, A]}]
        Resources:
          Fn::ForEach::Each:
            - N
            - !Ref Names
            - "T${N}":
                Type: AWS::SNS::Topic
                Condition: !Sub "Is${N}"
                DeletionPolicy: !Ref Policy
                Properties: {DisplayName: !If [!Sub "Is${N}", a, b]}
          D: {Type: "AWS::SNS::Topic", Condition: IsA, DependsOn: [TA, TB]}
    """,
    "names that another tool writes": """
        Conditions: {C: !Equals [!Ref "{{ parameter }}", x]}
        Resources:
          T:
            Type: AWS::SNS::Topic
            Condition: "{{ condition }}"
            DependsOn: "<%= name %>"
            Properties:
              A: !Ref "{{ topic }}"
              B: !GetAtt "{{ topic }}.TopicName"
              C: !FindInMap ["{{ mapping }}", a, b]
              D: !If ["{% condition %}", a, b]
    """,
    "the branch that the language extensions leave out": """
        Transform: AWS::LanguageExtensions
        Conditions: {Never: !Equals [a, b]}
        Resources:
          T: {Type: "AWS::SNS::Topic", Properties: {TopicName: !If [Never, !Ref Nothing, a]}}
          U: {Type: "AWS::SNS::Topic", Condition: Never, Properties: {TopicName: !Sub "${Nothing}"}}
    """,
    "another tool's version": """
        AWSTemplateFormatVersion: "2010-09-09-OC"
        Resources: {T: {Type: "AWS::SNS::Topic", Properties: {TopicName: !GetAtt CurrentAccount.Name}}}
    """,
    "another tool's section": """
        OrganizationBindings: {All: {Region: us-east-1}}
        Resources: {T: {Type: "AWS::SNS::Topic", Properties: {TopicName: !GetAtt CurrentAccount.Name}}}
    """,
    "no condition and nothing to wait for": """
        Resources: {T: {Type: "AWS::SNS::Topic", Condition: null, DependsOn: null}}
    """,
    "words of the data that are functions elsewhere": """
        Resources:
          R: {Type: "AWS::Events::Rule", Properties: {EventPattern: {detail: {Ref: [main]}}}}
          M: {Type: "AWS::StepFunctions::StateMachine", Properties: {Definition: {A: {Condition: x}}}}
    """,
}


def faults(deployment: Deployment) -> list[str]:
    """What the rules say of the template itself, in any world."""
    return [
        finding.message
        for resource in deployment.resources
        for rule in rules_for([resource.type])
        if rule.id.startswith("CFN")
        for finding in examine(rule, resource, deployment).findings
    ]


@pytest.mark.parametrize("name", LEGAL)
def test_nothing_is_reported_of_what_is_legal(deploy, name: str) -> None:
    loaded = deploy(LEGAL[name])
    assert loaded.problems == ()
    assert faults(loaded.deployment) == []


def test_a_branch_that_the_language_extensions_may_keep_is_reported_in_its_world(deploy) -> None:
    text = """
        Transform: AWS::LanguageExtensions
        Parameters: {P: {Type: String, AllowedValues: [a, b]}}
        Conditions: {Is: !Equals [!Ref P, a]}
        Resources: {T: {Type: "AWS::SNS::Topic", Properties: {TopicName: !If [Is, !Ref Nothing, a]}}}
    """
    (message,) = faults(deploy(text).deployment)
    assert "names Nothing" in message
    deployment = deploy(text, parameters={"P": "b"}).deployment
    assert faults(deployment) == []


PIECE = "Resources: {R: {Type: 'AWS::IAM::Role', Properties: {RoleName: %s, Path: !Ref InAnotherFile}}}\n"


@pytest.mark.parametrize(
    ("text", "files"),
    [
        (PIECE % "'r-${opt:stage, self:provider.stage}'", {}),
        (PIECE % "r", {"serverless.yml": "resources:\n  - ${file(parts/roles.yml)}\n"}),
        (PIECE % "r", {"parts/serverless.ts": "resources: ['${file(./roles.yml)}']\n"}),
    ],
)
def test_a_piece_that_the_serverless_framework_joins_with_others(deploy, text: str, files: dict[str, str]) -> None:
    assert faults(deploy(text, files, name="parts/roles.yml").deployment) == []


MAIN = """
Parameters:
  Stage: {Type: String}
Conditions:
  IsLive: !Equals [!Ref Stage, live]
Resources:
  Key: {Type: AWS::KMS::Key}
  KeyAlias: {Type: AWS::KMS::Alias, Properties: {AliasName: alias/all, TargetKeyId: !GetAtt Key.Arn}}
Outputs:
  Group:
    Value: !Ref LogGroup
"""
BRANCH = """
Resources:
  LogGroup:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: !If [IsLive, live, !Ref Stage], KmsKeyId: !GetAtt Key.Arn}
  Alarm: {Type: AWS::CloudWatch::Alarm, Properties: {AlarmActions: [!Ref SenderRole]}}
"""
LEAF = """
Resources:
  Sender:
    Type: AWS::Serverless::Function
    Properties: {InlineCode: pass, Environment: {Variables: {GROUP: !Ref LogGroup}}}
"""


@pytest.mark.parametrize(
    ("name", "text", "files"),
    [
        ("all/main.yaml", MAIN, {"all/logs/group.yaml": BRANCH}),
        ("all/logs/group.yaml", BRANCH, {"all/main.yaml": MAIN, "all/functions/send.yaml": LEAF}),
        ("all/functions/send.yaml", LEAF, {"all/main.yaml": f"{MAIN}  LogGroup: {{Value: !Ref Key}}\n"}),
    ],
)
def test_pieces_of_one_template(deploy, name: str, text: str, files: dict[str, str]) -> None:
    assert faults(deploy(text, files, name=name).deployment) == []


@pytest.mark.parametrize(
    ("name", "text", "files"),
    [
        ("all/main.yaml", MAIN, {"all/logs/group.yaml": LEAF}),  # nothing declares LogGroup
        ("all/main.yaml", MAIN, {"all/logs/group.yaml": "Conditions:\n  IsLive: true\n" + BRANCH}),  # it is whole
        ("all/logs/group.yaml", BRANCH, {"all/main.yaml": MAIN}),  # nothing makes Sender
        ("all/functions/send.yaml", LEAF, {"all/group.yaml": BRANCH}),  # a template without sections of its own
    ],
)
def test_what_another_template_does_not_complete(deploy, name: str, text: str, files: dict[str, str]) -> None:
    assert faults(deploy(text, files, name=name).deployment) != []


@pytest.mark.parametrize(
    ("text", "files"),
    [
        (PIECE % "r", {"serverless.yml": "service: other\n"}),
        (PIECE % "'${env:-dev}'", {}),
    ],
)
def test_what_is_no_piece_is_reported(deploy, text: str, files: dict[str, str]) -> None:
    assert faults(deploy(text, files, name="parts/roles.yml").deployment) != []
