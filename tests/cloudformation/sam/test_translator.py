"""What awslint knows of Serverless resources is what AWS's own translator makes of them."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest

from awslint.graph import Deployment, Resource
from awslint.graph.export import value_data
from awslint.values import ListOf, MapOf, Missing, Reference, Value, plain

translator = pytest.importorskip("samtranslator.translator.translator")

FUNCTION = {"Handler": "app.handler", "Runtime": "python3.12", "InlineCode": "def handler(e, c): pass"}
STATEMENT = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}]}


def function(**properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::Serverless::Function", "Properties": {**FUNCTION, **properties}}


TEMPLATES: dict[str, dict[str, Any]] = {
    "plain": {"Worker": function()},
    "role": {"Worker": function(Role="arn:aws:iam::123456789012:role/own")},
    "policies": {
        "Worker": function(
            Policies=["arn:aws:iam::aws:policy/ReadOnlyAccess", STATEMENT, {"Ref": "Managed"}],
            PermissionsBoundary="arn:aws:iam::123456789012:policy/limit",
            RolePath="/apps/",
        ),
        "Managed": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": STATEMENT}},
    },
    "one policy": {"Worker": function(Policies=STATEMENT)},
    "tracing and network": {
        "Worker": function(
            Tracing="Active", VpcConfig={"SecurityGroupIds": ["sg-1"], "SubnetIds": ["subnet-1", "subnet-2"]}
        ),
        "Untraced": function(Tracing="Disabled"),
    },
    "dead letters": {
        "Worker": function(DeadLetterQueue={"Type": "SQS", "TargetArn": {"Fn::GetAtt": ["Queue", "Arn"]}}),
        "Queue": {"Type": "AWS::SQS::Queue"},
    },
    "events": {
        "Worker": function(
            Events={
                "Jobs": {"Type": "SQS", "Properties": {"Queue": "arn:aws:sqs:us-east-1:1:q", "BatchSize": 5}},
                "Rows": {
                    "Type": "DynamoDB",
                    "Properties": {"Stream": "arn:aws:dynamodb:us-east-1:1:table/t/s", "StartingPosition": "LATEST"},
                },
                "Nightly": {"Type": "Schedule", "Properties": {"Schedule": "rate(1 day)"}},
                "Topic": {"Type": "SNS", "Properties": {"Topic": "arn:aws:sns:us-east-1:1:t"}},
                "Get": {"Type": "Api", "Properties": {"Path": "/", "Method": "get"}},
            }
        )
    },
    "polled without a managed policy": {
        "Worker": function(
            Events={
                "Broker": {
                    "Type": "MQ",
                    "Properties": {
                        "Broker": "arn:aws:mq:us-east-1:1:broker:b",
                        "Queues": ["q"],
                        "SourceAccessConfigurations": [{"Type": "BASIC_AUTH", "URI": "arn:aws:s:::x"}],
                    },
                }
            }
        )
    },
    "alias": {"Worker": function(AutoPublishAlias="live", Events={"Q": {"Type": "SQS", "Properties": {"Queue": "a"}}})},
    "tables": {
        "One": {"Type": "AWS::Serverless::SimpleTable"},
        "Other": {
            "Type": "AWS::Serverless::SimpleTable",
            "Properties": {
                "TableName": "orders",
                "PrimaryKey": {"Name": "number", "Type": "Number"},
                "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
                "SSESpecification": {"SSEEnabled": True},
            },
        },
    },
    "state machine": {
        "Machine": {
            "Type": "AWS::Serverless::StateMachine",
            "Properties": {"DefinitionUri": "s3://bucket/key", "Policies": [STATEMENT], "Type": "EXPRESS", "Name": "m"},
        },
    },
    "apis": {
        "Rest": {"Type": "AWS::Serverless::Api", "Properties": {"StageName": "prod", "Name": "orders"}},
        "Http": {"Type": "AWS::Serverless::HttpApi", "Properties": {"Description": "orders"}},
    },
}  # fmt: skip


NO_VALUE = {"Ref": "AWS::NoValue"}
GLOBALS: dict[str, Any] = {
    "Function": {
        "Timeout": 30,
        "Layers": [{"Ref": "Shared"}],
        "Architectures": ["arm64"],
        "VpcConfig": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]},
        "Environment": {"Variables": {"A": "global", "B": {"Ref": "AWS::Region"}}},
        "Tracing": "Active",
        "KmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/1",
        "PermissionsBoundary": "arn:aws:iam::123456789012:policy/limit",
    },
    "SimpleTable": {"SSESpecification": {"SSEEnabled": True}},
}
WITH_GLOBALS: dict[str, dict[str, Any]] = {
    "as they are": {"Worker": function(), "Rows": {"Type": "AWS::Serverless::SimpleTable"}},
    "overridden": {
        "Worker": function(
            Timeout=5, Layers=["arn:aws:lambda:us-east-1:1:layer:l:1"], Architectures=["x86_64"],
            VpcConfig={"SubnetIds": ["subnet-2"]}, Environment={"Variables": {"A": "own", "C": "c"}},
        )
    },
    "overridden by functions": {
        "Worker": function(
            Layers={"Fn::Split": [",", "a,b"]}, VpcConfig={"Fn::If": ["C", {"SubnetIds": ["a"]}, NO_VALUE]},
            Environment={"Variables": {"Fn::If": ["C", {"A": "own"}, NO_VALUE]}},
        )
    },
    "taken away": {
        "Worker": function(
            Timeout=NO_VALUE, Layers=NO_VALUE, VpcConfig=NO_VALUE, Environment={"Variables": {"A": NO_VALUE}},
            KmsKeyArn=NO_VALUE, PermissionsBoundary=NO_VALUE,
        ),
        "Other": function(Environment=NO_VALUE, VpcConfig={"SecurityGroupIds": NO_VALUE}, Layers=[NO_VALUE]),
        "Rows": {"Type": "AWS::Serverless::SimpleTable", "Properties": {"SSESpecification": NO_VALUE}},
    },
    "ignored": {"Worker": {**function(), "IgnoreGlobals": ["Timeout", "VpcConfig"]}},
}  # fmt: skip


def translated(
    resources: dict[str, Any], monkeypatch: pytest.MonkeyPatch, common: dict[str, Any] | None = None
) -> dict[str, Any]:
    from samtranslator.parser.parser import Parser

    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    made: dict[str, Any] = translator.Translator({}, Parser()).translate(serverless(resources, common), {})
    # The hash of the code ends the logical id of a version.
    return dict(json.loads(re.sub(r"(Version)[0-9a-f]{10}", r"\1", json.dumps(made["Resources"]))))


def serverless(resources: dict[str, Any], common: dict[str, Any] | None = None) -> dict[str, Any]:
    conditions = {"C": {"Fn::Equals": [{"Ref": "AWS::StackName"}, "x"]}}
    template = {"Transform": "AWS::Serverless-2016-10-31", "Conditions": conditions, "Resources": resources}
    return copy.deepcopy({**template, "Globals": common} if common else template)


def same(known: Value, made: Any) -> str:
    """What awslint says otherwise than the translator; empty where all that it knows agrees."""
    if isinstance(known, Reference):
        path = (
            {"Ref": known.resource}
            if known.attribute == ("Ref",)
            else {"Fn::GetAtt": [known.resource, ".".join(known.attribute)]}
        )
        return "" if made == path else f"{path} is {made}"
    if isinstance(known, MapOf) and isinstance(made, dict):
        wrong = [same(value, made.get(name)) for name, value in known.items.items()]
        further = sorted(made.keys() - known.items.keys()) if known.complete else []
        return "; ".join([*filter(None, wrong), *(f"{name} is {made[name]}" for name in further)])
    if isinstance(known, ListOf) and isinstance(made, list) and known.complete and len(known.items) == len(made):
        return "; ".join(filter(None, (same(item, other) for item, other in zip(known.items, made, strict=True))))
    try:
        value = plain(known)
    except ValueError:
        if isinstance(known, ListOf) and not known.complete:
            return ""
        return "" if not isinstance(known, (MapOf, ListOf)) else f"{known} is {made}"
    return "" if value == made else f"{value} is {made}"


def policies(resource: Resource, made: dict[str, Any]) -> str:
    """Managed policies have no order."""
    value = resource.attributes.items["ManagedPolicyArns"]
    assert isinstance(value, ListOf)
    mine = [json.dumps({"Ref": item.resource} if isinstance(item, Reference) else plain(item)) for item in value.items]
    theirs = [json.dumps(arn) for arn in made.get("ManagedPolicyArns", [])]
    agrees = set(mine) == set(theirs) if value.complete else set(mine) <= set(theirs)
    return "" if agrees else f"{mine} are {theirs}"


@pytest.mark.parametrize("name", TEMPLATES)
def test_agrees_with_the_translator(name: str, deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    resources = TEMPLATES[name]
    deployment = deploy(json.dumps(serverless(resources)), name="template.json", region="us-east-1").deployment
    assert differences(deployment, translated(resources, monkeypatch)) == []


@pytest.mark.parametrize("name", WITH_GLOBALS)
def test_globals_are_merged_as_the_translator_merges_them(name: str, deploy, monkeypatch) -> None:
    """Both are read by awslint, so that functions which are merged or not are compared by what they give."""
    resources = {**WITH_GLOBALS[name], "Shared": {"Type": "AWS::Lambda::LayerVersion"}}
    made = {**serverless({}), "Resources": translated(resources, monkeypatch, GLOBALS)}
    mine, theirs = (
        deploy(json.dumps(text), name=f"{kind}.json", region="us-east-1").deployment
        for kind, text in (("serverless", serverless(resources, GLOBALS)), ("made", made))
    )
    for resource in mine.resources:
        if resource.native_type.startswith("AWS::Serverless::"):
            other = theirs.find(resource.address)
            for attribute in ("Timeout", "Layers", "Architectures", "VpcConfig", "Environment", "KmsKeyArn",
                              "PermissionsBoundary", "ManagedPolicyArns", "SSESpecification"):  # fmt: skip
                values = [each.attributes.items.get(attribute, Missing()) for each in (resource, other)]
                seen = [json.dumps(value_data(value), sort_keys=True) for value in values]
                assert seen[0] == seen[1], (resource.address, attribute)


def test_what_the_globals_mention_is_waited_for(deploy) -> None:
    resources = {**WITH_GLOBALS["as they are"], "Shared": {"Type": "AWS::Lambda::LayerVersion"}}
    deployment = deploy(json.dumps(serverless(resources, GLOBALS)), name="template.json").deployment
    assert deployment.depends(deployment.find("Worker"), deployment.find("Shared"))


def differences(deployment: Deployment, made: dict[str, Any]) -> list[str]:
    """What awslint says of Serverless resources and the translator does not."""
    wrong = []
    for resource in deployment.resources:
        if resource.native_type.startswith("AWS::Serverless::"):
            other = made.get(resource.address, {"Type": "nothing"})
            attributes = {key: value for key, value in resource.attributes.items.items() if key != "ManagedPolicyArns"}
            theirs = {key: value for key, value in other.get("Properties", {}).items() if key != "ManagedPolicyArns"}
            found = [] if resource.type == other["Type"] else [f"{resource.type} is {other['Type']}"]
            found.append(same(MapOf(attributes, resource.attributes.complete), theirs))
            if resource.type == "AWS::IAM::Role":
                found.append(policies(resource, other.get("Properties", {})))
            wrong += [f"{resource.address}: {text}" for text in found if text]
    return wrong


POLICY_TEMPLATES: list[dict[str, Any]] = [
    {"SQSPollerPolicy": {"QueueName": "jobs"}},
    {"DynamoDBCrudPolicy": {"TableName": {"Ref": "Rows"}}},
    {"S3ReadPolicy": {"BucketName": "orders"}},
    {"KMSDecryptPolicy": {"KeyId": "1234abcd-12ab-34cd-56ef-1234567890ab"}},
    {"AWSSecretsManagerGetSecretValuePolicy": {"SecretArn": {"Ref": "Rows"}}},
    {"CloudWatchPutMetricPolicy": {}},
    {"SESCrudPolicy": {"IdentityName": "example.com"}},
    {"EC2CopyImagePolicy": {"ImageId": "ami-1"}},
    {"EventBridgePutEventsPolicy": {"EventBusName": {"Fn::Sub": "${AWS::StackName}-bus"}}},
]


@pytest.mark.parametrize("region", ["us-east-1", None])
def test_policy_templates_are_what_the_translator_makes_of_them(deploy, monkeypatch, region: str | None) -> None:
    table = {"Rows": {"Type": "AWS::DynamoDB::Table"}}
    resources = {"Worker": function(Policies=[STATEMENT, *POLICY_TEMPLATES]), **table}
    template = serverless(resources)
    made = {"Resources": translated(resources, monkeypatch)}
    mine, theirs = (
        deploy(json.dumps(text), name=f"{name}.json", region=region).deployment.find("WorkerRole")
        for name, text in (("serverless", template), ("translated", made))
    )
    policies_of_mine, policies_of_theirs = (value_data(role.get("Policies").value) for role in (mine, theirs))
    assert mine.get("Policies").value.complete
    assert json.dumps(policies_of_mine, sort_keys=True) == json.dumps(policies_of_theirs, sort_keys=True)


def test_roles_and_functions_are_seen() -> None:
    types = {resource["Type"] for resources in TEMPLATES.values() for resource in resources.values()}
    assert len(types) >= 6
