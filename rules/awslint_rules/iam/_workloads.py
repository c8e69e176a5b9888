"""The roles that services check when a resource is made: who has to be trusted, and what has to be allowed.

One row, one check of AWS. The ids are those of the catalogue; rows with one id are one rule. `action` of a row is what
the service looks for; rows on trust have none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from awslint.frozen import frozen
from awslint.graph import Attribute, Resource
from awslint.values import ListOf, Truth

Path = tuple[str, ...]
When = Callable[[Resource], Truth]


def always(_: Resource) -> Truth:
    """For checks that every resource of the type goes through."""
    return Truth.YES


@frozen
class Workload:
    """One check of a role by a service.

    Attributes:
        type: the canonical type of the resource whose creation is refused.
        role: where it names the role; several paths where languages differ. `*` stands for elements.
        principal: the service that the role has to trust; empty in rows on actions.
        actions: what the role has to be allowed, every one of them.
        enough: one of `actions` is enough.
        target: where the resource names what the actions are on; empty for anything.
        kinds: the types of targets that the row is about; empty for any.
        when: whether the service checks this resource.
        through: the role is that of the function named here.
        repaired: what to grant, where that is more than the actions.
        retried: how long Terraform's provider repeats the call before it gives up; empty where it does not.
    """

    id: str
    type: str
    role: tuple[Path, ...]
    service: str
    code: str
    operation: str
    principal: str = ""
    actions: tuple[str, ...] = ()
    enough: bool = False
    target: Path = ()
    kinds: tuple[str, ...] = ()
    when: When = always
    through: Path = ()
    repaired: str = ""
    retried: str = ""


def _is_set(*path: str) -> When:
    def when(resource: Resource) -> Truth:
        attribute = resource.get(*path)
        content = attribute.content
        if isinstance(content, ListOf):
            return attribute.count.is_at_least(1)
        return attribute.is_set

    return when


def _is_in_network(function: Resource) -> Truth:
    """Subnets without security groups, or the reverse, are refused as well."""
    return _is_set("VpcConfig", "SubnetIds")(function) | _is_set("VpcConfig", "SecurityGroupIds")(function)


def _is_monitored(database: Resource) -> Truth:
    interval = database.get("MonitoringInterval")
    return interval.is_set & ~interval.equals(0)


def _logs_executions(machine: Resource) -> Truth:
    level: Attribute = machine.get("LoggingConfiguration", "Level")
    off = level.equals_text("OFF") | level.is_missing
    return ~off


_READ_QUEUE: Final = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
_LOG_DELIVERY: Final = (
    "logs:CreateLogDelivery, GetLogDelivery, UpdateLogDelivery, DeleteLogDelivery, ListLogDeliveries, "
    "PutResourcePolicy, DescribeResourcePolicies and DescribeLogGroups on *"
)

_FUNCTION: Final = ("AWS::Lambda::Function", (("Role",),), "lambda", "InvalidParameterValueException", "CreateFunction")
_MAPPING: Final = (
    "AWS::Lambda::EventSourceMapping",
    (("FunctionName",),),
    "lambda",
    "InvalidParameterValueException",
    "CreateEventSourceMapping",
)
_FILTER: Final = (
    "AWS::Logs::SubscriptionFilter",
    (("RoleArn",),),
    "logs",
    "InvalidParameterException",
    "PutSubscriptionFilter",
)
_MONITORED: Final = (
    "AWS::RDS::DBInstance",
    (("MonitoringRoleArn",),),
    "rds",
    "InvalidParameterValue",
    "CreateDBInstance",
)
_ACCOUNT: Final = (
    "AWS::ApiGateway::Account",
    (("CloudWatchRoleArn",),),
    "apigateway",
    "BadRequestException",
    "UpdateAccount",
)
_MACHINE: Final = (
    "AWS::StepFunctions::StateMachine",
    (("RoleArn",),),
    "stepfunctions",
    "AccessDeniedException",
    "CreateStateMachine",
)

WORKLOADS: Final[tuple[Workload, ...]] = (
    Workload("LAMBDA001", *_FUNCTION, principal="lambda.amazonaws.com", retried="5 minutes"),
    Workload(
        "LAMBDA002",
        *_FUNCTION,
        actions=("ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface"),
        when=_is_in_network,
        repaired="attach service-role/AWSLambdaVPCAccessExecutionRole",
        retried="5 minutes",
    ),
    Workload(
        "LAMBDA006",
        *_MAPPING,
        actions=_READ_QUEUE,
        target=("EventSourceArn",),
        kinds=("AWS::SQS::Queue",),
        through=("FunctionName",),
        repaired="attach service-role/AWSLambdaSQSQueueExecutionRole",
        retried="2 minutes",
    ),
    Workload(
        "DDB011",
        *_MAPPING,
        actions=("dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream"),
        target=("EventSourceArn",),
        kinds=("AWS::DynamoDB::Table",),
        through=("FunctionName",),
        repaired="attach service-role/AWSLambdaDynamoDBExecutionRole",
        retried="2 minutes",
    ),
    Workload(
        "DDB011",
        *_MAPPING,
        actions=("kinesis:GetRecords", "kinesis:GetShardIterator"),
        target=("EventSourceArn",),
        kinds=("AWS::Kinesis::Stream",),
        through=("FunctionName",),
        repaired="attach service-role/AWSLambdaKinesisExecutionRole",
        retried="2 minutes",
    ),
    Workload(
        "LAMBDA020",
        *_FUNCTION,
        actions=("sqs:SendMessage",),
        target=("DeadLetterConfig", "TargetArn"),
        kinds=("AWS::SQS::Queue",),
        retried="5 minutes",
    ),
    Workload(
        "LAMBDA020",
        *_FUNCTION,
        actions=("sns:Publish",),
        target=("DeadLetterConfig", "TargetArn"),
        kinds=("AWS::SNS::Topic",),
        retried="5 minutes",
    ),
    Workload(
        "SFN001",
        *_MACHINE,
        actions=("logs:CreateLogDelivery",),
        when=_logs_executions,
        repaired=f"allow {_LOG_DELIVERY}",
    ),
    Workload("SFN003", *_MACHINE, principal="states.amazonaws.com"),
    Workload(
        "EVB013",
        "AWS::Scheduler::Schedule",
        (("Target", "RoleArn"),),
        "scheduler",
        "ValidationException",
        "CreateSchedule",
        principal="scheduler.amazonaws.com",
    ),
    Workload(
        "FH001",
        "AWS::KinesisFirehose::DeliveryStream",
        (
            ("ExtendedS3DestinationConfiguration", "RoleARN"),
            ("S3DestinationConfiguration", "RoleARN"),
        ),
        "firehose",
        "InvalidArgumentException",
        "CreateDeliveryStream",
        principal="firehose.amazonaws.com",
    ),
    Workload(
        "FH002",
        "AWS::KinesisFirehose::DeliveryStream",
        (("KinesisStreamSourceConfiguration", "RoleARN"),),
        "firehose",
        "InvalidArgumentException",
        "CreateDeliveryStream",
        actions=("kinesis:DescribeStream",),
        target=("KinesisStreamSourceConfiguration", "KinesisStreamARN"),
        kinds=("AWS::Kinesis::Stream",),
        repaired="allow kinesis:DescribeStream, GetShardIterator, GetRecords and ListShards on the stream",
    ),
    Workload(
        "CICD001",
        "AWS::CodeBuild::Project",
        (("ServiceRole",),),
        "codebuild",
        "InvalidInputException",
        "CreateProject",
        principal="codebuild.amazonaws.com",
    ),
    Workload(
        "CICD002",
        "AWS::CodeBuild::Project",
        (("ServiceRole",),),
        "codebuild",
        "InvalidInputException",
        "CreateProject",
        actions=("ec2:DescribeSecurityGroups",),
        when=_is_set("VpcConfig", "VpcId"),
        repaired="allow what CodeBuild does to the network: ec2:CreateNetworkInterface, DeleteNetworkInterface and "
        "DescribeNetworkInterfaces, DescribeSubnets, DescribeSecurityGroups, DescribeDhcpOptions and DescribeVpcs on *",
    ),
    Workload(
        "CICD005",
        "AWS::CodePipeline::Pipeline",
        (("RoleArn",),),
        "codepipeline",
        "InvalidStructureException",
        "CreatePipeline",
        principal="codepipeline.amazonaws.com",
    ),
    Workload(
        "GLUE001",
        "AWS::Glue::Crawler",
        (("Role",),),
        "glue",
        "InvalidInputException",
        "CreateCrawler",
        principal="glue.amazonaws.com",
    ),
    Workload(
        "BKP002",
        "AWS::Backup::BackupSelection",
        (("BackupSelection", "IamRoleArn"),),
        "backup",
        "InvalidParameterValueException",
        "CreateBackupSelection",
        principal="backup.amazonaws.com",
    ),
    Workload(
        "EKS003",
        "AWS::EKS::Cluster",
        (("RoleArn",),),
        "eks",
        "InvalidParameterException",
        "CreateCluster",
        principal="eks.amazonaws.com",
    ),
    Workload(
        "EKS003",
        "AWS::EKS::Nodegroup",
        (("NodeRole",),),
        "eks",
        "InvalidParameterException",
        "CreateNodegroup",
        principal="ec2.amazonaws.com",
    ),
    Workload(
        "EKS003",
        "AWS::EKS::FargateProfile",
        (("PodExecutionRoleArn",),),
        "eks",
        "InvalidParameterException",
        "CreateFargateProfile",
        principal="eks-fargate-pods.amazonaws.com",
    ),
    Workload(
        "RDS028",
        *_MONITORED,
        principal="monitoring.rds.amazonaws.com",
        when=_is_monitored,
        retried="2 minutes",
    ),
    Workload(
        "RDS028",
        *_MONITORED,
        actions=("logs:CreateLogGroup", "logs:PutLogEvents"),
        enough=True,
        when=_is_monitored,
        repaired="attach service-role/AmazonRDSEnhancedMonitoringRole",
        retried="2 minutes",
    ),
    Workload("APIGW004", *_ACCOUNT, principal="apigateway.amazonaws.com"),
    Workload(
        "APIGW004",
        *_ACCOUNT,
        actions=("logs:CreateLogGroup", "logs:PutLogEvents"),
        enough=True,
        repaired="attach service-role/AmazonAPIGatewayPushToCloudWatchLogs",
    ),
    Workload(
        "TRAIL004",
        "AWS::CloudTrail::Trail",
        (("CloudWatchLogsRoleArn",),),
        "cloudtrail",
        "InvalidCloudWatchLogsRoleArnException",
        "CreateTrail",
        principal="cloudtrail.amazonaws.com",
    ),
    Workload(
        "TRAIL004",
        "AWS::CloudTrail::Trail",
        (("CloudWatchLogsRoleArn",),),
        "cloudtrail",
        "InvalidCloudWatchLogsLogGroupArnException",
        "CreateTrail",
        actions=("logs:CreateLogStream", "logs:PutLogEvents"),
    ),
    Workload("LOGS006", *_FILTER, principal="logs.amazonaws.com"),
    Workload(
        "LOGS006",
        *_FILTER,
        actions=("kinesis:PutRecord", "kinesis:PutRecords"),
        enough=True,
        target=("DestinationArn",),
        kinds=("AWS::Kinesis::Stream",),
    ),
    Workload(
        "LOGS006",
        *_FILTER,
        actions=("firehose:PutRecord", "firehose:PutRecordBatch"),
        enough=True,
        target=("DestinationArn",),
        kinds=("AWS::KinesisFirehose::DeliveryStream",),
    ),
    Workload(
        "COGNITO008",
        "AWS::Cognito::UserPool",
        (("SmsConfiguration", "SnsCallerArn"),),
        "cognito-idp",
        "InvalidSmsRoleTrustRelationshipException",
        "CreateUserPool",
        principal="cognito-idp.amazonaws.com",
    ),
    Workload(
        "COGNITO008",
        "AWS::Cognito::UserPool",
        (("SmsConfiguration", "SnsCallerArn"),),
        "cognito-idp",
        "InvalidSmsRoleAccessPolicyException",
        "CreateUserPool",
        actions=("sns:Publish",),
    ),
)
