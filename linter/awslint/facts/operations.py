"""Which IAM actions authorise an API operation that is not an action itself.

Most operations are authorised by the action of their own name. The others are listed here, by IAM prefix and
operation. Sources: the permissions that the API references of Amazon S3, Lambda, SQS, SNS, DynamoDB, KMS, AWS Budgets,
Amazon Bedrock, Keyspaces, Timestream, Verified Permissions, CloudFront and API Gateway name for each operation, and
AWS's service authorization reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from awslint.facts.actions import action, prefix_of_client
from awslint.facts.exceptions import service, services

_S3: Final = """
CompleteMultipartUpload=PutObject CopyObject=GetObject,PutObject CreateMultipartUpload=PutObject
DeleteBucketAnalyticsConfiguration=PutAnalyticsConfiguration DeleteBucketCors=PutBucketCORS
DeleteBucketEncryption=PutEncryptionConfiguration
DeleteBucketIntelligentTieringConfiguration=PutIntelligentTieringConfiguration
DeleteBucketInventoryConfiguration=PutInventoryConfiguration DeleteBucketLifecycle=PutLifecycleConfiguration
DeleteBucketMetricsConfiguration=PutMetricsConfiguration DeleteBucketOwnershipControls=PutBucketOwnershipControls
DeleteBucketReplication=PutReplicationConfiguration DeleteBucketTagging=PutBucketTagging DeleteObjects=DeleteObject
DeletePublicAccessBlock=PutBucketPublicAccessBlock GetBucketAccelerateConfiguration=GetAccelerateConfiguration
GetBucketAnalyticsConfiguration=GetAnalyticsConfiguration GetBucketEncryption=GetEncryptionConfiguration
GetBucketIntelligentTieringConfiguration=GetIntelligentTieringConfiguration
GetBucketInventoryConfiguration=GetInventoryConfiguration GetBucketLifecycle=GetLifecycleConfiguration
GetBucketLifecycleConfiguration=GetLifecycleConfiguration GetBucketMetricsConfiguration=GetMetricsConfiguration
GetBucketNotificationConfiguration=GetBucketNotification GetBucketReplication=GetReplicationConfiguration
GetObjectLockConfiguration=GetBucketObjectLockConfiguration GetPublicAccessBlock=GetBucketPublicAccessBlock
HeadBucket=ListBucket HeadObject=GetObject ListBucketAnalyticsConfigurations=GetAnalyticsConfiguration
ListBucketIntelligentTieringConfigurations=GetIntelligentTieringConfiguration
ListBucketInventoryConfigurations=GetInventoryConfiguration ListBucketMetricsConfigurations=GetMetricsConfiguration
ListBuckets=ListAllMyBuckets ListMultipartUploads=ListBucketMultipartUploads ListObjectVersions=ListBucketVersions
ListObjects=ListBucket ListObjectsV2=ListBucket ListParts=ListMultipartUploadParts
PutBucketAccelerateConfiguration=PutAccelerateConfiguration PutBucketAnalyticsConfiguration=PutAnalyticsConfiguration
PutBucketEncryption=PutEncryptionConfiguration
PutBucketIntelligentTieringConfiguration=PutIntelligentTieringConfiguration
PutBucketInventoryConfiguration=PutInventoryConfiguration PutBucketLifecycle=PutLifecycleConfiguration
PutBucketLifecycleConfiguration=PutLifecycleConfiguration PutBucketMetricsConfiguration=PutMetricsConfiguration
PutBucketNotificationConfiguration=PutBucketNotification PutBucketReplication=PutReplicationConfiguration
PutObjectLockConfiguration=PutBucketObjectLockConfiguration PutPublicAccessBlock=PutBucketPublicAccessBlock
SelectObjectContent=GetObject UploadPart=PutObject UploadPartCopy=GetObject,PutObject
"""
_PARTIQL: Final = "PartiQLSelect,PartiQLInsert,PartiQLUpdate,PartiQLDelete"
_TABLE: Final[Mapping[str, str]] = {
    "s3": _S3,
    "lambda": "GetLayerVersionByArn=GetLayerVersion Invoke=InvokeFunction InvokeWithResponseStream=InvokeFunction",
    "sqs": "ChangeMessageVisibilityBatch=ChangeMessageVisibility DeleteMessageBatch=DeleteMessage "
    "SendMessageBatch=SendMessage",
    "sns": "PublishBatch=Publish",
    "dynamodb": f"BatchExecuteStatement={_PARTIQL} ExecuteStatement={_PARTIQL} ExecuteTransaction={_PARTIQL} "
    "TransactGetItems=GetItem TransactWriteItems=PutItem,UpdateItem,DeleteItem,ConditionCheckItem",
    "kms": "ReEncrypt=ReEncryptFrom,ReEncryptTo",
    "budgets": "CreateBudget=ModifyBudget CreateNotification=ModifyBudget CreateSubscriber=ModifyBudget "
    "DeleteBudget=ModifyBudget DeleteNotification=ModifyBudget DeleteSubscriber=ModifyBudget "
    "UpdateBudget=ModifyBudget UpdateNotification=ModifyBudget UpdateSubscriber=ModifyBudget "
    "DescribeBudget=ViewBudget DescribeBudgets=ViewBudget DescribeBudgetPerformanceHistory=ViewBudget "
    "DescribeBudgetNotificationsForAccount=ViewBudget DescribeNotificationsForBudget=ViewBudget "
    "DescribeSubscribersForNotification=ViewBudget",
    "bedrock": "Converse=InvokeModel ConverseStream=InvokeModelWithResponseStream StartAsyncInvoke=InvokeModel",
    "cassandra": "CreateKeyspace=Create CreateTable=Create DeleteKeyspace=Drop DeleteTable=Drop GetKeyspace=Select "
    "GetTable=Select ListKeyspaces=Select ListTables=Select UpdateTable=Alter RestoreTable=Restore",
    "execute-api": "DeleteConnection=ManageConnections GetConnection=ManageConnections "
    "PostToConnection=ManageConnections",
    "timestream": "Query=Select",
    "verifiedpermissions": "BatchIsAuthorized=IsAuthorized BatchIsAuthorizedWithToken=IsAuthorizedWithToken "
    "BatchGetPolicy=GetPolicy",
    "cloudfront": "CreateDistributionWithTags=CreateDistribution,TagResource",
}
# API Gateway's actions are the methods of HTTP.
_API_GATEWAY: Final = {"Create": "POST", "Delete": "DELETE", "Get": "GET", "Update": "PATCH", "Put": "PUT"}


@cache
def _actions_of_operations() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for prefix, rows in _TABLE.items():
        for row in rows.split():
            operation, _, names = row.partition("=")
            found[f"{prefix}:{operation}".lower()] = tuple(f"{prefix}:{name}" for name in names.split(","))
    return found


def authorising_actions(name: str) -> tuple[str, ...] | None:
    """Returns the actions that authorise the API operation `prefix:Operation`, in any case: all of them are needed.

    Empty for an operation that is no action and of which it is not recorded what authorises it; None for what is no
    operation, or is an action itself.
    """
    if action(name) is not None:
        return None
    listed = _actions_of_operations().get(name.lower())
    if listed is not None:
        return listed
    operation = operation_named(name)
    if operation is None:
        return None
    if name.lower().startswith("apigateway:"):
        return tuple(f"apigateway:{method}" for verb, method in _API_GATEWAY.items() if operation[1].startswith(verb))
    return ()


# The API that people mean by a prefix that several APIs share and none is named after, or not the one in use.
_FIRST: Final[Mapping[str, tuple[str, ...]]] = {
    "cloudhsm": ("cloudhsmv2",),
    "elasticloadbalancing": ("elbv2", "elb"),
    "es": ("opensearch", "es"),
    "kinesisanalytics": ("kinesisanalyticsv2",),
}


@cache
def clients_of_prefix(prefix: str) -> tuple[str, ...]:
    """Returns the APIs (botocore's clients) whose operations the actions of an IAM prefix authorise, the one that
    people mean by the prefix first. Without such a one, as for `aws-marketplace`, the first is empty text."""
    clients = [name for name in services() if prefix_of_client(name) == prefix or name == prefix]
    first = [name for name in _FIRST.get(prefix, (prefix,)) if name in clients]
    if not first and len(clients) != 1:
        first = [""]
    return (*first, *(name for name in clients if name not in first))


def operation_named(name: str) -> tuple[str, str] | None:
    """Returns the API operation that `prefix:Name` names, in any case, as client and operation; None where there is
    none."""
    before, _, after = name.partition(":")
    for client in clients_of_prefix(before.lower()):
        known = service(client)
        # IAM says DescribeAcls where the API says DescribeACLs.
        for operation in known.operations if known is not None else ():
            if operation.lower() == after.lower():
                return client, operation
    return None
