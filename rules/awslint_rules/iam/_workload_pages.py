"""The pages of the rules about workloads' roles: made from the rows, since they differ in data alone."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import Final

from awslint_rules.iam._workloads import Workload

TITLES: Final = {
    "LAMBDA001": "A function's role does not trust Lambda",
    "LAMBDA002": "The role of a function in a VPC may not make network interfaces",
    "LAMBDA006": "A function's role may not read the queue that is mapped to it",
    "LAMBDA020": "A function's role may not write to its dead-letter queue or topic",
    "DDB011": "A function's role may not read the stream that is mapped to it",
    "SFN001": "The role of a state machine that logs may not set up the delivery of logs",
    "SFN003": "A state machine's role does not trust Step Functions",
    "EVB013": "A schedule's role does not trust EventBridge Scheduler",
    "FH001": "A delivery stream's role does not trust Firehose",
    "FH002": "A delivery stream's role may not read the stream that it takes from",
    "CICD001": "A build project's role does not trust CodeBuild",
    "CICD002": "The role of a build project in a VPC may not look at security groups",
    "CICD005": "A pipeline's role does not trust CodePipeline",
    "GLUE001": "A crawler's role does not trust Glue",
    "BKP002": "The role of a backup selection does not trust AWS Backup",
    "EKS003": "A role that EKS is given does not trust the service that uses it",
    "RDS028": "The role for enhanced monitoring of a database does not suit it",
    "APIGW004": "API Gateway's role for logs does not suit it",
    "TRAIL004": "A trail's role for CloudWatch Logs does not suit it",
    "LOGS006": "The role of a subscription filter does not suit it",
    "COGNITO008": "A user pool's role for text messages does not trust Cognito",
}

_EXAMPLES: Final = """
--- LAMBDA001
Function:
  Type: AWS::Lambda::Function
  Properties:
    Role: !GetAtt Role.Arn # expect
    Runtime: python3.13
    Handler: app.handler
    Code: {S3Bucket: releases, S3Key: app.zip}
--- LAMBDA002
Function:
  Type: AWS::Lambda::Function
  Properties:
    Role: !GetAtt Role.Arn # expect
    Runtime: python3.13
    Handler: app.handler
    Code: {S3Bucket: releases, S3Key: app.zip}
    VpcConfig:
      SubnetIds: [subnet-0a1b2c3d4e5f60718]
      SecurityGroupIds: [sg-0a1b2c3d4e5f60718]
--- LAMBDA006
Queue:
  Type: AWS::SQS::Queue
Function:
  Type: AWS::Lambda::Function
  Properties:
    Role: !GetAtt Role.Arn
    Runtime: python3.13
    Handler: app.handler
    Code: {S3Bucket: releases, S3Key: app.zip}
Mapping:
  Type: AWS::Lambda::EventSourceMapping
  Properties:
    FunctionName: !Ref Function # expect
    EventSourceArn: !GetAtt Queue.Arn
--- LAMBDA020
Queue:
  Type: AWS::SQS::Queue
Function:
  Type: AWS::Lambda::Function
  Properties:
    Role: !GetAtt Role.Arn # expect
    Runtime: python3.13
    Handler: app.handler
    Code: {S3Bucket: releases, S3Key: app.zip}
    DeadLetterConfig: {TargetArn: !GetAtt Queue.Arn}
--- DDB011
Stream:
  Type: AWS::Kinesis::Stream
  Properties: {ShardCount: 1}
Function:
  Type: AWS::Lambda::Function
  Properties:
    Role: !GetAtt Role.Arn
    Runtime: python3.13
    Handler: app.handler
    Code: {S3Bucket: releases, S3Key: app.zip}
Mapping:
  Type: AWS::Lambda::EventSourceMapping
  Properties:
    FunctionName: !Ref Function # expect
    EventSourceArn: !GetAtt Stream.Arn
    StartingPosition: LATEST
--- SFN001
Logs:
  Type: AWS::Logs::LogGroup
Machine:
  Type: AWS::StepFunctions::StateMachine
  Properties:
    RoleArn: !GetAtt Role.Arn # expect
    DefinitionString: '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}'
    LoggingConfiguration:
      Level: ALL
      Destinations:
        - CloudWatchLogsLogGroup: {LogGroupArn: !GetAtt Logs.Arn}
--- SFN003
Machine:
  Type: AWS::StepFunctions::StateMachine
  Properties:
    RoleArn: !GetAtt Role.Arn # expect
    DefinitionString: '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}'
--- EVB013
Queue:
  Type: AWS::SQS::Queue
Schedule:
  Type: AWS::Scheduler::Schedule
  Properties:
    ScheduleExpression: rate(1 hour)
    FlexibleTimeWindow: {Mode: "OFF"}
    Target: {Arn: !GetAtt Queue.Arn, RoleArn: !GetAtt Role.Arn} # expect
--- FH001
Delivery:
  Type: AWS::KinesisFirehose::DeliveryStream
  Properties:
    ExtendedS3DestinationConfiguration: {BucketARN: arn:aws:s3:::delivered, RoleARN: !GetAtt Role.Arn} # expect
--- FH002
Stream:
  Type: AWS::Kinesis::Stream
  Properties: {ShardCount: 1}
Delivery:
  Type: AWS::KinesisFirehose::DeliveryStream
  Properties:
    DeliveryStreamType: KinesisStreamAsSource
    KinesisStreamSourceConfiguration: {KinesisStreamARN: !GetAtt Stream.Arn, RoleARN: !GetAtt Role.Arn}
    ExtendedS3DestinationConfiguration: {BucketARN: arn:aws:s3:::delivered, RoleARN: !GetAtt Role.Arn}
--- CICD001
Project:
  Type: AWS::CodeBuild::Project
  Properties:
    ServiceRole: !GetAtt Role.Arn # expect
    Artifacts: {Type: NO_ARTIFACTS}
    Source: {Type: NO_SOURCE, BuildSpec: "version: 0.2"}
    Environment: {Type: LINUX_CONTAINER, ComputeType: BUILD_GENERAL1_SMALL, Image: aws/codebuild/standard:7.0}
--- CICD005
Pipeline:
  Type: AWS::CodePipeline::Pipeline
  Properties:
    RoleArn: !GetAtt Role.Arn # expect
    Stages: []
--- GLUE001
Crawler:
  Type: AWS::Glue::Crawler
  Properties:
    Role: !GetAtt Role.Arn # expect
    DatabaseName: raw
    Targets: {S3Targets: [{Path: s3://raw/}]}
--- BKP002
Selection:
  Type: AWS::Backup::BackupSelection
  Properties:
    BackupPlanId: plan
    BackupSelection: {SelectionName: all, IamRoleArn: !GetAtt Role.Arn, Resources: ["*"]} # expect
--- EKS003
Cluster:
  Type: AWS::EKS::Cluster
  Properties:
    RoleArn: !GetAtt Role.Arn # expect
    ResourcesVpcConfig: {SubnetIds: [subnet-0a1b2c3d4e5f60718, subnet-1a1b2c3d4e5f60718]}
--- RDS028
Database:
  Type: AWS::RDS::DBInstance
  Properties:
    Engine: postgres
    DBInstanceClass: db.t4g.small
    MonitoringInterval: 60
    MonitoringRoleArn: !GetAtt Role.Arn # expect
--- APIGW004
Account:
  Type: AWS::ApiGateway::Account
  Properties:
    CloudWatchRoleArn: !GetAtt Role.Arn # expect
--- TRAIL004
Group:
  Type: AWS::Logs::LogGroup
Trail:
  Type: AWS::CloudTrail::Trail
  Properties:
    IsLogging: true
    S3BucketName: trails
    CloudWatchLogsLogGroupArn: !GetAtt Group.Arn
    CloudWatchLogsRoleArn: !GetAtt Role.Arn # expect
--- LOGS006
Stream:
  Type: AWS::Kinesis::Stream
  Properties: {ShardCount: 1}
Filter:
  Type: AWS::Logs::SubscriptionFilter
  Properties:
    LogGroupName: app
    FilterPattern: ""
    DestinationArn: !GetAtt Stream.Arn
    RoleArn: !GetAtt Role.Arn # expect
--- COGNITO008
Pool:
  Type: AWS::Cognito::UserPool
  Properties:
    SmsConfiguration: {SnsCallerArn: !GetAtt Role.Arn, ExternalId: pool} # expect
--- CICD002
Project:
  Type: AWS::CodeBuild::Project
  Properties:
    ServiceRole: !GetAtt Role.Arn # expect
    Artifacts: {Type: NO_ARTIFACTS}
    Source: {Type: NO_SOURCE, BuildSpec: "version: 0.2"}
    Environment: {Type: LINUX_CONTAINER, ComputeType: BUILD_GENERAL1_SMALL, Image: aws/codebuild/standard:7.0}
    VpcConfig:
      VpcId: vpc-0a1b2c3d4e5f60718
      Subnets: [subnet-0a1b2c3d4e5f60718]
      SecurityGroupIds: [sg-0a1b2c3d4e5f60718]
"""
EXAMPLES: Final = {
    match[1]: match[2] for match in re.finditer(r"^--- (\w+)\n(.*?)(?=^---|\Z)", _EXAMPLES, re.MULTILINE | re.DOTALL)
}
"""By id: what is given the role, as resources of a template."""

_TRUSTED: Final = {
    "AWS::Lambda::Function": "lambda.amazonaws.com",
    "AWS::Lambda::EventSourceMapping": "lambda.amazonaws.com",
    "AWS::StepFunctions::StateMachine": "states.amazonaws.com",
    "AWS::CodeBuild::Project": "codebuild.amazonaws.com",
    "AWS::KinesisFirehose::DeliveryStream": "firehose.amazonaws.com",
}


def template(rows: Sequence[Workload], good: bool) -> str:
    """Returns a template with the resource of the first row, and a role that suits it or does not."""
    first = rows[0]
    right = first.principal or _TRUSTED[first.type]
    actions = [action for row in rows for action in row.actions]
    trusted = (
        right if good or not first.principal else "ec2.amazonaws.com" if right[:3] != "ec2" else "lambda.amazonaws.com"
    )
    allowed = actions if good and actions else ["xray:PutTraceSegments"]
    role = [
        "Role:",
        "  Type: AWS::IAM::Role",
        "  Properties:",
        "    AssumeRolePolicyDocument:",
        '      Version: "2012-10-17"',
        "      Statement:",
        "        - Effect: Allow",
        f"          Principal: {{Service: {trusted}}}",
        "          Action: sts:AssumeRole",
        "    Policies:",
        "      - PolicyName: work",
        "        PolicyDocument:",
        '          Version: "2012-10-17"',
        "          Statement:",
        "            - Effect: Allow",
        "              Action:",
        *(f"                - {action}" for action in allowed),
        '              Resource: "*"',
    ]
    return "Resources:\n" + textwrap.indent("\n".join(role) + "\n" + EXAMPLES[first.id], "  ")


def page(rows: Sequence[Workload]) -> str:
    """Returns the page of the rule that the rows are."""
    first = rows[0]
    found = "\n".join(dict.fromkeys(f"- {_finds(row)}" for row in rows))
    retried = f" Terraform's provider repeats the call for {first.retried} first." if first.retried else ""
    return f"""{TITLES[first.id]}.

## What it finds

A role of the same configuration, every policy of which is known where actions are looked for:

{found}

## Why AWS refuses it

The service tries the role when the resource is made: it assumes it, and makes or simulates the calls that it needs
later. Where that fails it answers {first.code} from {first.service}:{first.operation}.{retried}

## Example

```yaml
{template(rows, good=False)}```

## Use instead

```yaml
{template(rows, good=True)}```

## Limits

A role that is not made here, a trust policy or a policy that is not known in full, and conditions leave it undecided:
nothing is reported. What AWS may have added to its managed policies counts as allowed. Whether a policy is attached
before the resource is made is not looked at.
"""


def _finds(row: Workload) -> str:
    if row.principal:
        return f"given to {row.type}, whose trust policy does not let {row.principal} assume it."
    joined = " nor " if row.enough else ", "
    which = "none of" if row.enough else "one of"
    on = f" (on {' or '.join(row.kinds)})" if row.kinds else ""
    return f"of {row.type}, that lacks {which} {joined.replace(' nor ', ', ').join(row.actions)}{on}."
