"""Canonical names of Terraform's types: roles, users, groups and their policies."""

from awslint.facts.names import TypeNames
from awslint.facts.terraform.spelling import block, typed

TYPES: dict[str, TypeNames] = {
    "aws_iam_role": typed(
        "AWS::IAM::Role",
        "arn assume_role_policy=AssumeRolePolicyDocument create_date description force_detach_policies id "
        "managed_policy_arns max_session_duration name=RoleName name_prefix path permissions_boundary tags "
        "unique_id=RoleId",
        block(
            "inline_policy=Policies",
            "name=PolicyName policy=PolicyDocument",
            many=True,
        ),
    ),
    "aws_iam_role_policy": typed(
        "AWS::IAM::RolePolicy",
        "id name=PolicyName name_prefix policy=PolicyDocument role=RoleName",
    ),
    "aws_iam_role_policy_attachment": typed(
        "AWS::IAM::RolePolicyAttachment",
        "id policy_arn role=RoleName",
    ),
    "aws_iam_role_policies_exclusive": typed(
        "AWS::IAM::RolePoliciesExclusive",
        "policy_names role_name",
    ),
    "aws_iam_role_policy_attachments_exclusive": typed(
        "AWS::IAM::RolePolicyAttachmentsExclusive",
        "policy_arns role_name",
    ),
    "aws_iam_policy": typed(
        "AWS::IAM::ManagedPolicy",
        "arn=PolicyArn attachment_count description id name=ManagedPolicyName name_prefix path policy=PolicyDocument "
        "policy_id tags",
    ),
    "aws_iam_policy_attachment": typed(
        "AWS::IAM::PolicyAttachment",
        "groups id name policy_arn roles users",
    ),
    "aws_iam_user": typed(
        "AWS::IAM::User",
        "arn force_destroy id name=UserName path permissions_boundary tags unique_id",
    ),
    "aws_iam_user_policy": typed(
        "AWS::IAM::UserPolicy",
        "id name=PolicyName name_prefix policy=PolicyDocument user=UserName",
    ),
    "aws_iam_user_policy_attachment": typed(
        "AWS::IAM::UserPolicyAttachment",
        "id policy_arn user=UserName",
    ),
    "aws_iam_user_group_membership": typed(
        "AWS::IAM::UserGroupMembership",
        "groups id user=UserName",
    ),
    "aws_iam_group": typed(
        "AWS::IAM::Group",
        "arn id name=GroupName path unique_id",
    ),
    "aws_iam_group_policy": typed(
        "AWS::IAM::GroupPolicy",
        "group=GroupName id name=PolicyName name_prefix policy=PolicyDocument",
    ),
    "aws_iam_group_policy_attachment": typed(
        "AWS::IAM::GroupPolicyAttachment",
        "group=GroupName id policy_arn",
    ),
    "aws_iam_group_membership": typed(
        "AWS::IAM::UserToGroupAddition",
        "group=GroupName id name users",
    ),
    "aws_iam_instance_profile": typed(
        "AWS::IAM::InstanceProfile",
        "arn create_date id name=InstanceProfileName name_prefix path role=Roles tags unique_id",
    ),
    "aws_iam_access_key": typed(
        "AWS::IAM::AccessKey",
        "create_date encrypted_secret encrypted_ses_smtp_password_v4 id key_fingerprint pgp_key "
        "secret=SecretAccessKey ses_smtp_password_v4 status user=UserName",
    ),
    "aws_iam_service_linked_role": typed(
        "AWS::IAM::ServiceLinkedRole",
        "arn aws_service_name=AWSServiceName create_date custom_suffix description id name path tags unique_id",
    ),
    "aws_iam_openid_connect_provider": typed(
        "AWS::IAM::OIDCProvider",
        "arn client_id_list id tags thumbprint_list url",
    ),
    "aws_iam_saml_provider": typed(
        "AWS::IAM::SAMLProvider",
        "arn id name saml_metadata_document tags valid_until",
    ),
}
