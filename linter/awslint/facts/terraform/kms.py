"""Canonical names of Terraform's types: kms and cloudhsm.

CloudFormation has no custom key store, no HSM and no external key: their names are those of the API's members.
Attributes that only AWS computes are named too, so that a rule may ask for them by their CloudFormation names.
"""

from awslint.facts.names import Names, Nested, TypeNames

_ALL: dict[str, Names] = {"id": "Id", "region": "Region"}
_TAGGED: dict[str, Names] = {**_ALL, "tags": "Tags", "tags_all": "TagsAll"}

_TIMEOUTS = Nested("Timeouts", {"create": "Create", "update": "Update", "delete": "Delete"})

_KEY_ANSWERS: dict[str, Names] = {"arn": "Arn", "key_id": "KeyId"}
_STATE: dict[str, Names] = {"key_state": "KeyState"}

_XKS_CREDENTIAL = Nested(
    "XksProxyAuthenticationCredential",
    {"access_key_id": "AccessKeyId", "raw_secret_access_key": "RawSecretAccessKey"},
)

_GRANT_CONSTRAINTS = Nested(
    "Constraints",
    {
        "encryption_context_equals": "EncryptionContextEquals",
        "encryption_context_subset": "EncryptionContextSubset",
    },
)

_IMPORTED_MATERIAL: dict[str, Names] = {
    "key_material_base64": "KeyMaterial",
    "valid_to": "ValidTo",
    "expiration_model": "ExpirationModel",
}

TYPES: dict[str, TypeNames] = {
    "aws_kms_key": TypeNames(
        "AWS::KMS::Key",
        {
            **_TAGGED,
            **_KEY_ANSWERS,
            "bypass_policy_lockout_safety_check": "BypassPolicyLockoutSafetyCheck",
            "custom_key_store_id": "CustomKeyStoreId",
            "customer_master_key_spec": "KeySpec",
            "deletion_window_in_days": "PendingWindowInDays",
            "description": "Description",
            "enable_key_rotation": "EnableKeyRotation",
            "is_enabled": "Enabled",
            "key_usage": "KeyUsage",
            "multi_region": "MultiRegion",
            "policy": "KeyPolicy",
            "rotation_period_in_days": "RotationPeriodInDays",
            "xks_key_id": "XksKeyId",
            "timeouts": _TIMEOUTS,
        },
    ),
    "aws_kms_external_key": TypeNames(
        "AWS::KMS::ExternalKey",
        {
            **_TAGGED,
            **_KEY_ANSWERS,
            **_STATE,
            **_IMPORTED_MATERIAL,
            "bypass_policy_lockout_safety_check": "BypassPolicyLockoutSafetyCheck",
            "deletion_window_in_days": "PendingWindowInDays",
            "description": "Description",
            "enabled": "Enabled",
            "key_spec": "KeySpec",
            "key_usage": "KeyUsage",
            "multi_region": "MultiRegion",
            "policy": "KeyPolicy",
        },
    ),
    "aws_kms_replica_key": TypeNames(
        "AWS::KMS::ReplicaKey",
        {
            **_TAGGED,
            **_KEY_ANSWERS,
            "bypass_policy_lockout_safety_check": "BypassPolicyLockoutSafetyCheck",
            "deletion_window_in_days": "PendingWindowInDays",
            "description": "Description",
            "enabled": "Enabled",
            "key_rotation_enabled": "KeyRotationEnabled",
            "key_spec": "KeySpec",
            "key_usage": "KeyUsage",
            "policy": "KeyPolicy",
            "primary_key_arn": "PrimaryKeyArn",
        },
    ),
    "aws_kms_replica_external_key": TypeNames(
        "AWS::KMS::ReplicaExternalKey",
        {
            **_TAGGED,
            **_KEY_ANSWERS,
            **_STATE,
            **_IMPORTED_MATERIAL,
            "bypass_policy_lockout_safety_check": "BypassPolicyLockoutSafetyCheck",
            "deletion_window_in_days": "PendingWindowInDays",
            "description": "Description",
            "enabled": "Enabled",
            "key_usage": "KeyUsage",
            "policy": "KeyPolicy",
            "primary_key_arn": "PrimaryKeyArn",
        },
    ),
    "aws_kms_alias": TypeNames(
        "AWS::KMS::Alias",
        {
            **_ALL,
            "arn": "Arn",
            "name": "AliasName",
            "name_prefix": "AliasNamePrefix",
            "target_key_arn": "TargetKeyArn",
            "target_key_id": "TargetKeyId",
        },
    ),
    "aws_kms_ciphertext": TypeNames(
        "AWS::KMS::Ciphertext",
        {
            **_ALL,
            "ciphertext_blob": "CiphertextBlob",
            "context": "EncryptionContext",
            "key_id": "KeyId",
            "plaintext": "Plaintext",
        },
    ),
    "aws_kms_custom_key_store": TypeNames(
        "AWS::KMS::CustomKeyStore",
        {
            **_ALL,
            "cloud_hsm_cluster_id": "CloudHsmClusterId",
            "custom_key_store_name": "CustomKeyStoreName",
            "custom_key_store_type": "CustomKeyStoreType",
            "key_store_password": "KeyStorePassword",
            "trust_anchor_certificate": "TrustAnchorCertificate",
            "xks_proxy_authentication_credential": _XKS_CREDENTIAL,
            "xks_proxy_connectivity": "XksProxyConnectivity",
            "xks_proxy_uri_endpoint": "XksProxyUriEndpoint",
            "xks_proxy_uri_path": "XksProxyUriPath",
            "xks_proxy_vpc_endpoint_service_name": "XksProxyVpcEndpointServiceName",
            "timeouts": _TIMEOUTS,
        },
    ),
    "aws_kms_grant": TypeNames(
        "AWS::KMS::Grant",
        {
            **_ALL,
            "constraints": _GRANT_CONSTRAINTS,
            "grant_creation_tokens": "GrantTokens",
            "grant_id": "GrantId",
            "grant_token": "GrantToken",
            "grantee_principal": "GranteePrincipal",
            "key_id": "KeyId",
            "name": "Name",
            "operations": "Operations",
            "retire_on_delete": "RetireOnDelete",
            "retiring_principal": "RetiringPrincipal",
        },
    ),
    "aws_kms_key_policy": TypeNames(
        "AWS::KMS::KeyPolicy",
        {
            **_ALL,
            "bypass_policy_lockout_safety_check": "BypassPolicyLockoutSafetyCheck",
            "key_id": "KeyId",
            "policy": "Policy",
        },
    ),
    "aws_cloudhsm_v2_cluster": TypeNames(
        "AWS::CloudHSM::Cluster",
        {
            **_TAGGED,
            "cluster_certificates": "ClusterCertificates",
            "cluster_id": "ClusterId",
            "cluster_state": "State",
            "hsm_type": "HsmType",
            "mode": "Mode",
            "security_group_id": "SecurityGroup",
            "source_backup_identifier": "SourceBackupId",
            "subnet_ids": "SubnetIds",
            "vpc_id": "VpcId",
            "timeouts": _TIMEOUTS,
        },
    ),
    "aws_cloudhsm_v2_hsm": TypeNames(
        "AWS::CloudHSM::Hsm",
        {
            **_ALL,
            "availability_zone": "AvailabilityZone",
            "cluster_id": "ClusterId",
            "hsm_eni_id": "EniId",
            "hsm_id": "HsmId",
            "hsm_state": "State",
            "ip_address": "IpAddress",
            "subnet_id": "SubnetId",
            "timeouts": _TIMEOUTS,
        },
    ),
}
