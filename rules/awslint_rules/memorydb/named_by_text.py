"""MDB010, MDB017: users exist before their list, and lists before their cluster."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint_rules.elasticache._literals import are_unordered, named_by_text, quoted, reference_help
from awslint_rules.memorydb._users import ACL, CLUSTER, USER


@rule(
    id="MDB010",
    title="A MemoryDB access control list may be created before its user",
    severity=Severity.WARNING,
    types=(ACL,),
    raises=(Raises("memorydb", "UserNotFoundFault", on="CreateACL"),),
    related=(Raises("memorydb", "InvalidACLStateFault", on="UpdateACL"),),
    evidence=(
        "botocore:memorydb:CreateACL",
        "provider:aws_memorydb_acl",
        "catalogue:MDB-10",
    ),
)
def user_named_by_text(acl: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    An access control list that names a user of the same configuration by a text may be created before the user.

    ## What it finds

    Names in an access control list that are the name of a user of this configuration, where nothing says that the user
    is created first.

    ## Why AWS refuses it

    CreateACL answers `UserNotFoundFault` for a user that does not exist yet. Without a reference or a `depends_on` /
    `DependsOn` the list and the user are created at the same time, and which is first is chance.

    ## Example

    ```hcl
    resource "aws_memorydb_user" "app" {
      user_name     = "app"
      access_string = "on ~app:* &* +@all"

      authentication_mode {
        type = "iam"
      }
    }

    resource "aws_memorydb_acl" "shop" {
      name       = "shop"
      user_names = ["app"]
    }
    ```

    ```yaml
    Resources:
      App:
        Type: AWS::MemoryDB::User
        Properties:
          UserName: app
          AccessString: on ~app:* &* +@all
          AuthenticationMode:
            Type: iam
      Shop:
        Type: AWS::MemoryDB::ACL
        Properties:
          ACLName: shop
          UserNames:
            - app
    ```

    ## Use instead

    ```hcl
    resource "aws_memorydb_user" "app" {
      user_name     = "app"
      access_string = "on ~app:* &* +@all"

      authentication_mode {
        type = "iam"
      }
    }

    resource "aws_memorydb_acl" "shop" {
      name       = "shop"
      user_names = [aws_memorydb_user.app.user_name]
    }
    ```

    ```yaml
    Resources:
      App:
        Type: AWS::MemoryDB::User
        Properties:
          UserName: app
          AccessString: on ~app:* &* +@all
          AuthenticationMode:
            Type: iam
      Shop:
        Type: AWS::MemoryDB::ACL
        Properties:
          ACLName: shop
          UserNames:
            - !Ref App
    ```

    ## Limits

    A warning, because it depends on which of the two is faster. It concerns the deployment that creates the user; a
    user that already exists (an import block) is found in time. A list without a user named `default` is legal.
    """
    for name in acl.get("UserNames").elements():
        user = named_by_text(name, USER, "UserName")
        if user is None:
            continue
        yield Verdict(
            holds=are_unordered(acl, user) & user.existence & user.is_new,
            at=name,
            message=f"{acl.address} names the user{quoted(name)} by a text, so it may be created before "
            f"{user.address}.",
            help=reference_help(acl, user, "user_name"),
            related=[Related(user, "the user that is meant")],
        )


@rule(
    id="MDB017",
    title="A MemoryDB cluster may be created before its access control list",
    severity=Severity.WARNING,
    types=(CLUSTER,),
    raises=(
        Raises("memorydb", "ACLNotFoundFault", on="CreateCluster"),
        Raises("memorydb", "InvalidACLStateFault", on="CreateCluster"),
    ),
    evidence=(
        "botocore:memorydb:CreateCluster",
        "provider:aws_memorydb_cluster",
        "catalogue:MDB-17",
    ),
)
def acl_named_by_text(cluster: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    A cluster that names an access control list of the same configuration by a text may be created before the list.

    ## What it finds

    Clusters whose access control list is written as the name of a list of this configuration, where nothing says that
    the list is created first.

    ## Why AWS refuses it

    CreateCluster answers `ACLNotFoundFault` for a list that does not exist yet, and `InvalidACLStateFault` for one that
    is still being created. Without a reference or a `depends_on` / `DependsOn` both are created at the same time.

    ## Example

    ```hcl
    resource "aws_memorydb_acl" "shop" {
      name       = "shop"
      user_names = ["app"]
    }

    resource "aws_memorydb_cluster" "shop" {
      name      = "shop"
      node_type = "db.t4g.small"
      acl_name  = "shop"
    }
    ```

    ```yaml
    Resources:
      Acl:
        Type: AWS::MemoryDB::ACL
        Properties:
          ACLName: shop
          UserNames:
            - app
      Cluster:
        Type: AWS::MemoryDB::Cluster
        Properties:
          ClusterName: shop
          NodeType: db.t4g.small
          ACLName: shop
    ```

    ## Use instead

    ```hcl
    resource "aws_memorydb_acl" "shop" {
      name       = "shop"
      user_names = ["app"]
    }

    resource "aws_memorydb_cluster" "shop" {
      name      = "shop"
      node_type = "db.t4g.small"
      acl_name  = aws_memorydb_acl.shop.name
    }
    ```

    ```yaml
    Resources:
      Acl:
        Type: AWS::MemoryDB::ACL
        Properties:
          ACLName: shop
          UserNames:
            - app
      Cluster:
        Type: AWS::MemoryDB::Cluster
        Properties:
          ClusterName: shop
          NodeType: db.t4g.small
          ACLName: !Ref Acl
    ```

    ## Limits

    A warning, because it depends on which of the two is faster. It concerns the deployment that creates the list; one
    that already exists (an import block) is found in time.
    """
    name = cluster.get("ACLName")
    acl = named_by_text(name, ACL, "ACLName")
    if acl is None:
        return
    yield Verdict(
        holds=are_unordered(cluster, acl) & acl.existence & acl.is_new,
        at=name,
        message=f"{cluster.address} names the access control list{quoted(name)} by a text, so it may be created before "
        f"{acl.address}.",
        help=reference_help(cluster, acl, "name"),
        related=[Related(acl, "the access control list that is meant")],
    )
