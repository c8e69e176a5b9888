"""A workload that is given a cluster's address, and a role that may not connect to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from awslint.frozen import frozen
from awslint.graph import Attribute, Deployment, Resource
from awslint.graph.environment import WORKLOADS, environment_of
from awslint.graph.policies import effective_policies
from awslint.rules import Phase, Raises, Related, Severity, Verdict, rule
from awslint.values import ListOf, Missing, Truth, all_true

_ROLE: Final = {"AWS::Lambda::Function": "Role", "AWS::ECS::TaskDefinition": "TaskRoleArn"}
_STORES: Final = {
    "AWS::MemoryDB::Cluster": "memorydb:Connect",
    "AWS::ElastiCache::ReplicationGroup": "elasticache:Connect",
    "AWS::ElastiCache::ServerlessCache": "elasticache:Connect",
}

_CODES: Final = {"memorydb:Connect": "AccessDeniedException", "elasticache:Connect": "AccessDenied"}


@rule(
    id="IAM016",
    title="A workload's role may not connect to the cluster whose users authenticate with IAM",
    severity=Severity.WARNING,
    types=WORKLOADS,
    raises=(
        Raises("memorydb", "AccessDeniedException"),
        Raises("elasticache", "AccessDenied"),
    ),
    related=(Raises("memorydb", "InvalidCredentialsException", on="CreateCluster"),),
    evidence=(
        "catalogue:IAM-16",
        "https://docs.aws.amazon.com/memorydb/latest/devguide/auth-iam.html",
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html",
    ),
    phase=Phase.RUNTIME,
)
def workload_cannot_connect(workload: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A Lambda function or an ECS task is given the address of a MemoryDB cluster or an ElastiCache cache whose users
    all authenticate with IAM, and its role is nowhere allowed to connect.

    ## What it finds

    An environment variable that refers to a cluster, replication group or serverless cache of the same configuration,
    whose access control list or user group has only users of the authentication type `iam`, while no policy of the
    function's role (of the task role in ECS, not the execution role) allows `memorydb:Connect` or
    `elasticache:Connect`.

    ## Why AWS refuses it

    IAM authentication checks the connecting identity for `memorydb:Connect` on the cluster and on the user. Without it
    the connection's AUTH is refused, though network and deployment are in order.

    ## Example

    ```hcl
    resource "aws_memorydb_user" "app" {
      user_name     = "app"
      access_string = "on ~* +@all"
      authentication_mode {
        type = "iam"
      }
    }

    resource "aws_memorydb_acl" "app" {
      name       = "app"
      user_names = [aws_memorydb_user.app.user_name]
    }

    resource "aws_memorydb_cluster" "app" {
      name      = "app"
      acl_name  = aws_memorydb_acl.app.name
      node_type = "db.t4g.small"
    }

    resource "aws_iam_role" "app" {
      name = "app"
      assume_role_policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Principal = { Service = "lambda.amazonaws.com" }
          Action    = "sts:AssumeRole"
        }]
      })
    }

    resource "aws_iam_role_policy_attachment" "logs" {
      role       = aws_iam_role.app.name
      policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
    }

    resource "aws_lambda_function" "app" {
      function_name = "app"
      role          = aws_iam_role.app.arn # expect
      runtime       = "python3.13"
      handler       = "app.handler"
      filename      = "app.zip"
      environment {
        variables = {
          REDIS_HOST = aws_memorydb_cluster.app.cluster_endpoint[0].address
        }
      }
    }
    ```

    ```yaml
    Resources:
      User:
        Type: AWS::MemoryDB::User
        Properties:
          UserName: app
          AccessString: on ~* +@all
          AuthenticationMode:
            Type: iam
      Acl:
        Type: AWS::MemoryDB::ACL
        Properties:
          ACLName: app
          UserNames: [!Ref User]
      Cluster:
        Type: AWS::MemoryDB::Cluster
        Properties:
          ClusterName: app
          ACLName: !Ref Acl
          NodeType: db.t4g.small
      AppRole:
        Type: AWS::IAM::Role
        Properties:
          AssumeRolePolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Principal:
                  Service: lambda.amazonaws.com
                Action: sts:AssumeRole
          ManagedPolicyArns:
            - arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole
      App:
        Type: AWS::Lambda::Function
        Properties:
          Role: !GetAtt AppRole.Arn # expect
          Runtime: python3.13
          Handler: app.handler
          Code:
            S3Bucket: releases
            S3Key: app.zip
          Environment:
            Variables:
              REDIS_HOST: !GetAtt Cluster.ClusterEndpoint.Address
    ```

    ## Use instead

    ```hcl
    resource "aws_memorydb_user" "app" {
      user_name     = "app"
      access_string = "on ~* +@all"
      authentication_mode {
        type = "iam"
      }
    }

    resource "aws_memorydb_acl" "app" {
      name       = "app"
      user_names = [aws_memorydb_user.app.user_name]
    }

    resource "aws_memorydb_cluster" "app" {
      name      = "app"
      acl_name  = aws_memorydb_acl.app.name
      node_type = "db.t4g.small"
    }

    resource "aws_iam_role" "app" {
      name = "app"
      assume_role_policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Principal = { Service = "lambda.amazonaws.com" }
          Action    = "sts:AssumeRole"
        }]
      })
    }

    resource "aws_iam_role_policy" "connect" {
      role = aws_iam_role.app.name
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect   = "Allow"
          Action   = "memorydb:Connect"
          Resource = [aws_memorydb_cluster.app.arn, aws_memorydb_user.app.arn]
        }]
      })
    }

    resource "aws_lambda_function" "app" {
      function_name = "app"
      role          = aws_iam_role.app.arn
      runtime       = "python3.13"
      handler       = "app.handler"
      filename      = "app.zip"
      environment {
        variables = {
          REDIS_HOST = aws_memorydb_cluster.app.cluster_endpoint[0].address
        }
      }
    }
    ```

    ```yaml
    Resources:
      User:
        Type: AWS::MemoryDB::User
        Properties:
          UserName: app
          AccessString: on ~* +@all
          AuthenticationMode:
            Type: iam
      Acl:
        Type: AWS::MemoryDB::ACL
        Properties:
          ACLName: app
          UserNames: [!Ref User]
      Cluster:
        Type: AWS::MemoryDB::Cluster
        Properties:
          ClusterName: app
          ACLName: !Ref Acl
          NodeType: db.t4g.small
      AppRole:
        Type: AWS::IAM::Role
        Properties:
          AssumeRolePolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Principal:
                  Service: lambda.amazonaws.com
                Action: sts:AssumeRole
          ManagedPolicyArns:
            - arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole
          Policies:
            - PolicyName: connect
              PolicyDocument:
                Version: "2012-10-17"
                Statement:
                  - Effect: Allow
                    Action: memorydb:Connect
                    Resource:
                      - !GetAtt Cluster.ARN
                      - !GetAtt User.Arn
      App:
        Type: AWS::Lambda::Function
        Properties:
          Role: !GetAtt AppRole.Arn
          Runtime: python3.13
          Handler: app.handler
          Code:
            S3Bucket: releases
            S3Key: app.zip
          Environment:
            Variables:
              REDIS_HOST: !GetAtt Cluster.ClusterEndpoint.Address
    ```

    ## Limits

    Silent where any of the role's policies is not known here, where some user has a password, and where the role, the
    cluster's access control list or its users come from elsewhere. Policies that another configuration attaches to
    the role cannot be seen.
    """
    role = _role_of(workload)
    if role is None:
        return
    for variable in environment_of(workload).variables:
        for reference in variable.value.references():
            store = deployment.find(reference.resource)
            if store is None or store.type not in _STORES or store.mode != "managed":
                continue
            action = _STORES[store.type]
            effective = effective_policies(role)
            lacking = ~effective.grants.could_allow(action)
            doubt = Truth.YES if effective.complete else Truth.MAYBE
            access = _access_of(store)
            yield Verdict(
                holds=lacking & doubt & access.only_iam,
                at=workload.get(_ROLE[workload.type]),
                message=f"{workload.address} gets the address of {store.address} in {variable.name}; all users of that "
                f"authenticate with IAM, but no policy of {role.address} allows {action}.",
                help=f"Allow {action} on the ARNs of {store.address} and of its user in a policy of {role.address}.",
                raises=[Raises(action.partition(":")[0], _CODES[action])],
                related=[
                    Related(variable.value, "the address is passed here"),
                    *(Related(mode, "this user authenticates with IAM") for mode in access.modes),
                ],
            )


def _role_of(workload: Resource) -> Resource | None:
    role = workload.get(_ROLE[workload.type]).target("AWS::IAM::Role")
    return role if role is not None and role.mode == "managed" else None


@frozen
class _Access:
    """Whether every user of a store authenticates with IAM, and where that is set."""

    only_iam: Truth
    modes: list[Attribute]


_NOT_KNOWN: Final = _Access(Truth.MAYBE, [])
_NOT_BY_IAM: Final = _Access(Truth.NO, [])


def _access_of(store: Resource) -> _Access:
    if store.type == "AWS::MemoryDB::Cluster":
        acl = store.get("ACLName").target("AWS::MemoryDB::ACL")
        return _of_users(acl.get("UserNames"), "AWS::MemoryDB::User", "UserName") if acl is not None else _NOT_KNOWN
    name = "UserGroupIds" if store.type == "AWS::ElastiCache::ReplicationGroup" else "UserGroupId"
    groups = store.get(name)
    if isinstance(groups.content, Missing):
        return _NOT_BY_IAM
    found = [element.target("AWS::ElastiCache::UserGroup") for element in (groups.elements() or [groups])]
    if len(found) != 1 or found[0] is None:
        return _NOT_KNOWN
    associated = found[0].deployment.of_type("AWS::ElastiCache::UserGroupAssociation")
    if associated:
        return _NOT_KNOWN
    return _of_users(found[0].get("UserIds"), "AWS::ElastiCache::User", "UserId")


def _of_users(names: Attribute, type_: str, identifier: str) -> _Access:
    content = names.content
    if not isinstance(content, ListOf) or not content.complete or not names.elements():
        return _NOT_KNOWN
    answers: list[Truth] = []
    modes: list[Attribute] = []
    for name in names.elements():
        user = names.resource.deployment.resolve(name, type_, identifier).resource
        if user is None:
            return _NOT_KNOWN
        mode = user.get("AuthenticationMode", "Type")
        is_iam = mode.equals_text("iam", ignoring_case=True)
        if is_iam is Truth.YES:
            modes.append(mode)
        # A user that is switched off cannot connect in any way: the default user often is.
        answers.append(is_iam | user.get("AccessString").matches_text(_is_off))
    return _Access(all_true(answers) if modes else Truth.NO, modes)


def _is_off(access: str) -> bool:
    words = access.split()
    return "off" in words and "on" not in words
