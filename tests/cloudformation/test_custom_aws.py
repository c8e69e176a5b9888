"""API calls that the CDK writes as custom resources become the resources that they make."""

from __future__ import annotations

import json

import pytest

from awslint.values import Truth, Unknown, plain

STORE = {
    "Type": "Custom::AWS",
    "Properties": {
        "ServiceToken": {"Fn::GetAtt": ["AWS679f53fac002430cb0da5b7982bd22872D164C4C", "Arn"]},
        "Create": {
            "Fn::Join": [
                "",
                [
                    '{"service":"KMS","action":"createCustomKeyStore","parameters":{"CustomKeyStoreName":"store",'
                    '"CloudHsmClusterId":"',
                    {"Ref": "Cluster"},
                    '","KeyStorePassword":"pw-',
                    {"Ref": "Secret"},
                    '"},"physicalResourceId":{"responsePath":"CustomKeyStoreId"}}',
                ],
            ]
        },
        "Delete": '{"service":"KMS","action":"deleteCustomKeyStore","parameters":{"CustomKeyStoreId":{"a":1}}}',
        "InstallLatestAwsSdk": True,
    },
}


def call(service: str, action: str, **parameters: object) -> dict[str, object]:
    text = json.dumps({"service": service, "action": action, "parameters": parameters})
    return {"Type": "Custom::AWS", "Properties": {"ServiceToken": "x", "Create": text}}


TEMPLATE = {
    "Parameters": {"Secret": {"Type": "String"}},
    "Resources": {
        "Cluster": {"Type": "AWS::CloudHSM::Cluster"},
        "Store": STORE,
        "Connect": {
            "Type": "Custom::AWS",
            "DependsOn": ["Store"],
            "Properties": {
                "Create": {
                    "Fn::Join": [
                        "",
                        [
                            '{"service":"@aws-sdk/client-kms","action":"ConnectCustomKeyStoreCommand",'
                            '"parameters":{"CustomKeyStoreId":"',
                            {"Fn::GetAtt": ["Store", "CustomKeyStoreId"]},
                            '"}}',
                        ],
                    ]
                }
            },
        },
        "Key": call("kms", "createKey", Origin="AWS_CLOUDHSM", CustomKeyStoreId="cks-1", Policy="{}", Foo=1),
        "Hsm": call("CloudHSMV2", "createHsm", ClusterId="cluster-1", AvailabilityZone="us-east-1a"),
        "Backup": call("@aws-sdk/client-cloudhsm-v2", "createCluster", HsmType="hsm1.medium", SubnetIds=["a", "b"]),
        "Initialise": call("cloudhsm-v2", "initializeCluster", ClusterId="cluster-1"),
        "Unread": {"Type": "Custom::AWS", "Properties": {"Create": {"Ref": "Secret"}}},
        "OnDelete": {
            "Type": "Custom::AWS",
            "Properties": {"Delete": json.dumps({"service": "KMS", "action": "disconnectCustomKeyStore"})},
        },
        "Named": {**STORE, "Type": "Custom::KeyStore"},
        "AWS679f53fac002430cb0da5b7982bd22872D164C4C": {"Type": "AWS::Lambda::Function"},
    },
}


@pytest.fixture
def deployment(deploy):
    loaded = deploy(json.dumps(TEMPLATE), name="cdk.template.json")
    assert loaded.problems == ()
    return loaded.deployment


def test_a_store(deployment) -> None:
    store = deployment.find("Store")
    assert (store.type, store.native_type) == ("AWS::KMS::CustomKeyStore", "Custom::AWS")
    assert store.calls == ("kms:CreateCustomKeyStore",)
    assert not store.opaque
    assert store.get("CustomKeyStoreName").text == "store"
    assert store.get("CloudHsmClusterId").target() is deployment.find("Cluster")
    assert store.get("KeyStorePassword").starts_with("pw-") is Truth.YES
    assert store.get("TrustAnchorCertificate").is_missing is Truth.YES
    assert plain(store.get("Delete", "action").value) == "DeleteCustomKeyStore"
    assert deployment.depends(store, deployment.find("Cluster"))
    assert deployment.find("Named").type == "AWS::KMS::CustomKeyStore"


def test_a_call_that_makes_nothing_is_a_step(deployment) -> None:
    connect = deployment.find("Connect")
    assert (connect.type, connect.opaque, connect.calls) == ("Custom::AWS", True, ("kms:ConnectCustomKeyStore",))
    assert connect.get("CustomKeyStoreId").target() is deployment.find("Store")
    assert connect.get("CustomKeyStoreId").target_attribute == ("CustomKeyStoreId",)
    assert deployment.find("Initialise").calls == ("cloudhsmv2:InitializeCluster",)


def test_other_resources(deployment) -> None:
    key = deployment.find("Key")
    assert key.type == "AWS::KMS::Key"
    assert {name: plain(key.get(name).value) for name in ("Origin", "CustomKeyStoreId", "KeyPolicy", "Foo")} == {
        "Origin": "AWS_CLOUDHSM",
        "CustomKeyStoreId": "cks-1",
        "KeyPolicy": "{}",
        "Foo": 1,
    }
    assert deployment.find("Hsm").type == "AWS::CloudHSM::Hsm"
    cluster = deployment.find("Backup")
    assert cluster.type == "AWS::CloudHSM::Cluster"
    assert len(cluster.get("SubnetIds").elements()) == 2


def test_what_cannot_be_read_is_opaque(deployment) -> None:
    unread = deployment.find("Unread")
    assert (unread.type, unread.opaque, unread.calls) == ("Custom::AWS", True, ())
    assert isinstance(unread.get("Create").value, Unknown)
    on_delete = deployment.find("OnDelete")
    assert (on_delete.opaque, on_delete.calls) == (True, ())
    assert plain(on_delete.get("Delete", "action").value) == "DisconnectCustomKeyStore"


def test_calls_to_elasticache_and_memorydb(deploy) -> None:
    call = '{"service":"%s","action":"%s","parameters":{"UserName":"app","AuthenticationMode":{"Type":"iam"}}}'
    resources = {
        name: {"Type": "Custom::AWS", "Properties": {"Create": call % (service, action)}}
        for name, service, action in (
            ("Old", "ElastiCache", "createUser"),
            ("New", "@aws-sdk/client-memorydb", "CreateUserCommand"),
        )
    }
    deployment = deploy(json.dumps({"Resources": resources}), name="template.json").deployment
    types = [resource.type for resource in deployment.resources]
    assert types == ["AWS::ElastiCache::User", "AWS::MemoryDB::User"]
    assert [resource.get("AuthenticationMode", "Type").text for resource in deployment.resources] == ["iam", "iam"]


def test_a_call_to_another_region_or_account(deploy) -> None:
    calls = {
        "Here": {},
        "There": {"region": "us-west-2"},
        "Theirs": {"assumedRoleArn": "arn:aws:iam::210987654321:role/r"},
        "Forgiving": {"ignoreErrorCodesMatching": ".*Exception"},
    }
    resources = {
        name: {
            "Type": "Custom::AWS",
            "Properties": {"Create": json.dumps({"service": "KMS", "action": "createKey", "parameters": {}, **more})},
        }
        for name, more in calls.items()
    }
    text = json.dumps({"Resources": resources})
    deployment = deploy(text, name="template.json", region="eu-west-1", account="123456789012").deployment
    assert [plain(deployment.find(name).region) for name in calls] == [
        "eu-west-1", "us-west-2", "eu-west-1", "eu-west-1",
    ]  # fmt: skip
    assert plain(deployment.find("There").account) == "123456789012"
    assert isinstance(deployment.find("Theirs").account, Unknown)
    forgiving = deployment.find("Forgiving")
    assert (forgiving.type, forgiving.opaque, forgiving.calls) == ("Custom::AWS", True, ("kms:CreateKey",))
