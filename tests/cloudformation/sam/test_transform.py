"""Serverless functions are Lambda functions with roles."""

from __future__ import annotations

import pytest

from awslint.values import Truth, Unknown, plain

TEMPLATE = """
    Transform: AWS::Serverless-2016-10-31
    Globals:
      Function:
        Runtime: python3.12
        Timeout: 10
        Environment: {Variables: {STAGE: dev, SHARED: "1"}}
    Resources:
      Table: {Type: "AWS::DynamoDB::Table"}
      Worker:
        Type: AWS::Serverless::Function
        Properties:
          Handler: app.handler
          CodeUri: src/
          Timeout: 30
          Environment: {Variables: {STAGE: prod}}
          Policies:
            - arn:aws:iam::aws:policy/ReadOnlyAccess
            - Version: "2012-10-17"
              Statement: [{Effect: Allow, Action: "kms:Decrypt", Resource: !GetAtt Table.Arn}]
      Templated:
        Type: AWS::Serverless::Function
        Properties:
          InlineCode: "def handler(e, c): pass"
          Policies: [{DynamoDBReadPolicy: {TableName: !Ref Table}}]
          Events: {Q: {Type: SQS, Properties: {Queue: x}}}
      Own:
        Type: AWS::Serverless::Function
        Properties: {Role: "arn:aws:iam::123456789012:role/own", Handler: a.b}
      Store: {Type: "AWS::Serverless::SimpleTable"}
"""


def test_a_function_with_globals(deploy) -> None:
    deployment = deploy(TEMPLATE).deployment
    worker = deployment.find("Worker")
    assert (worker.type, worker.native_type) == ("AWS::Lambda::Function", "AWS::Serverless::Function")
    assert plain(worker.get("Runtime").value) == "python3.12"
    assert plain(worker.get("Timeout").value) == 30
    assert plain(worker.get("Environment", "Variables").value) == {"STAGE": "prod", "SHARED": "1"}
    assert worker.get("KmsKeyArn").is_missing is Truth.YES
    assert isinstance(worker.get("Code").value, Unknown)
    assert plain(deployment.find("Templated").commands[0]) == "def handler(e, c): pass"
    assert deployment.find("Store").type == "AWS::DynamoDB::Table"


def test_the_role_that_the_transform_makes(deploy) -> None:
    deployment = deploy(TEMPLATE, region="eu-west-1").deployment
    worker, role = deployment.find("Worker"), deployment.find("WorkerRole")
    assert worker.get("Role").target() is role
    assert deployment.depends(worker, role)
    assert deployment.depends(role, deployment.find("Table"))
    assert plain(role.get("ManagedPolicyArns").value) == [
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
    ]
    (policy,) = role.get("Policies").elements()
    assert policy.get("PolicyDocument", "Statement").elements()[0].get("Action").text == "kms:Decrypt"


def test_policy_templates_are_statements(deploy) -> None:
    role = deploy(TEMPLATE, region="eu-west-1").deployment.find("TemplatedRole")
    assert role.get("Policies").value.complete
    assert role.get("ManagedPolicyArns").value.complete
    (policy,) = role.get("Policies").elements()
    (statement,) = policy.get("PolicyDocument", "Statement").elements()
    assert "dynamodb:GetItem" in plain(statement.get("Action").value)
    assert "dynamodb:PutItem" not in plain(statement.get("Action").value)


@pytest.mark.parametrize(
    "policy", ["{NoSuchPolicy: {A: b}}", "{SQSPollerPolicy: {}}", "{SQSPollerPolicy: jobs}", "ReadOnlyAccess"]
)
def test_other_policies_leave_the_role_open(deploy, policy: str) -> None:
    text = TEMPLATE.replace("{DynamoDBReadPolicy: {TableName: !Ref Table}}", policy)
    role = deploy(text).deployment.find("TemplatedRole")
    assert not role.get("Policies").value.complete
    assert not role.get("ManagedPolicyArns").value.complete


def test_a_role_of_its_own(deploy) -> None:
    deployment = deploy(TEMPLATE).deployment
    assert deployment.find("OwnRole") is None
    assert deployment.find("Own").get("Role").text == "arn:aws:iam::123456789012:role/own"


def test_what_refers_to_a_version_waits_for_the_function(deploy) -> None:
    deployment = deploy("""
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Worker: {Type: "AWS::Serverless::Function", Properties: {InlineCode: x, AutoPublishAlias: live}}
          Topic: {Type: "AWS::SNS::Topic", Properties: {DisplayName: !Ref Worker.Version}}
    """).deployment
    assert deployment.depends(deployment.find("Topic"), deployment.find("Worker"))


def test_the_alias_that_a_function_publishes_is_a_resource(deploy) -> None:
    deployment = deploy("""
        Transform: AWS::Serverless-2016-10-31
        Globals: {Function: {AutoPublishAlias: live}}
        Resources:
          Queue: {Type: "AWS::SQS::Queue"}
          Worker:
            Type: AWS::Serverless::Function
            Properties: {InlineCode: x, Events: {Jobs: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}}}
          Topic: {Type: "AWS::SNS::Topic", Properties: {DisplayName: !Ref Worker.Version, TopicName: !Ref Worker.Alias}}
    """).deployment
    topic = deployment.find("Topic")
    version = topic.get("DisplayName").target("AWS::Lambda::Version")
    alias = topic.get("TopicName").target("AWS::Lambda::Alias")
    assert version.get("FunctionName").target() is deployment.find("Worker")
    assert deployment.find("WorkerJobs").get("FunctionName").target() is alias
