"""MDB023: names that two resources of one configuration share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Severity, Verdict, rule
from awslint_rules.elasticache._taken import shared

_MEMORYDB: Final = {
    "AWS::MemoryDB::ACL": "ACLName",
    "AWS::MemoryDB::Cluster": "ClusterName",
    "AWS::MemoryDB::ParameterGroup": "ParameterGroupName",
    "AWS::MemoryDB::SubnetGroup": "SubnetGroupName",
    "AWS::MemoryDB::User": "UserName",
}


@rule(
    id="MDB023",
    title="Two resources of MemoryDB have the same name",
    severity=Severity.ERROR,
    types=tuple(_MEMORYDB),
    raises=(
        Raises("memorydb", "ACLAlreadyExistsFault", on="CreateACL"),
        Raises("memorydb", "ClusterAlreadyExistsFault", on="CreateCluster"),
        Raises("memorydb", "ParameterGroupAlreadyExistsFault", on="CreateParameterGroup"),
        Raises("memorydb", "SubnetGroupAlreadyExistsFault", on="CreateSubnetGroup"),
        Raises("memorydb", "UserAlreadyExistsFault", on="CreateUser"),
    ),
    evidence=("botocore:memorydb:CreateCluster", "catalogue:MDB-23"),
)
def memorydb_name_is_taken(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    The name of a cluster, a user, an access control list, a subnet or a parameter group is unique among those of its
    type in an account and region.

    ## What it finds

    Two resources of one type and configuration with the same name in the same region; also the instances of one block
    with `count` or `for_each`.

    ## Why AWS refuses it

    The name is what the API knows the resource by. The second call to create it is answered with the AlreadyExists
    exception of its type.

    ## Example

    ```hcl
    resource "aws_memorydb_user" "this" {
      count = 2

      user_name     = "app"
      access_string = "on ~* &* +@all"

      authentication_mode {
        type = "iam"
      }
    }
    ```

    ```yaml
    Resources:
      Web:
        Type: AWS::MemoryDB::User
        Properties: {UserName: app, AccessString: "on ~* +@all", AuthenticationMode: {Type: iam}}
      Jobs:
        Type: AWS::MemoryDB::User
        Properties: {UserName: app, AccessString: "on ~jobs:* +@all", AuthenticationMode: {Type: iam}}
    ```

    ## Use instead

    ```hcl
    resource "aws_memorydb_user" "this" {
      count = 2

      user_name     = "app-${count.index}"
      access_string = "on ~* &* +@all"

      authentication_mode {
        type = "iam"
      }
    }
    ```

    ```yaml
    Resources:
      Web:
        Type: AWS::MemoryDB::User
        Properties: {UserName: web, AccessString: "on ~* +@all", AuthenticationMode: {Type: iam}}
      Jobs:
        Type: AWS::MemoryDB::User
        Properties: {UserName: jobs, AccessString: "on ~jobs:* +@all", AuthenticationMode: {Type: iam}}
    ```

    ## Limits

    Resources of other configurations are not seen. Names that differ in upper and lower case only are not found though
    AWS stores them in lower case.
    """
    yield from shared(resource, deployment, _MEMORYDB[resource.type])
