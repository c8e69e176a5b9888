"""MDB015: a cluster without TLS has the access control list open-access."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Attribute, Deployment, Resource
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.elasticache._encryption import is_not_given
from awslint_rules.elasticache._literals import quoted
from awslint_rules.memorydb._users import ACL, CLUSTER, OPEN_ACCESS


@rule(
    id="MDB015",
    title="A MemoryDB cluster without TLS has an access control list",
    severity=Severity.ERROR,
    types=(CLUSTER,),
    raises=(
        Raises("memorydb", "InvalidParameterCombinationException", on="CreateCluster"),
        Raises("memorydb", "InvalidParameterValueException", on="CreateCluster"),
    ),
    evidence=(
        "botocore:memorydb:CreateCluster",
        "provider:aws_memorydb_cluster",
        "catalogue:MDB-15",
    ),
)
def check(cluster: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    A MemoryDB cluster with TLS switched off takes no access control list but `open-access`.

    ## What it finds

    Clusters with TLS switched off whose access control list is one of this configuration, or has a name other than
    `open-access`.

    ## Why AWS refuses it

    Users log in with passwords or tokens, which MemoryDB does not take over an open connection. CreateCluster answers
    `InvalidParameterCombinationException` or `InvalidParameterValueException`. TLS is on where nothing is said.

    ## Example

    ```hcl
    resource "aws_memorydb_acl" "shop" {
      name       = "shop"
      user_names = ["app"]
    }

    resource "aws_memorydb_cluster" "shop" {
      name        = "shop"
      node_type   = "db.t4g.small"
      acl_name    = aws_memorydb_acl.shop.name
      tls_enabled = false
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
          TLSEnabled: false
    ```

    ## Use instead

    ```hcl
    resource "aws_memorydb_acl" "shop" {
      name       = "shop"
      user_names = ["app"]
    }

    resource "aws_memorydb_cluster" "shop" {
      name        = "shop"
      node_type   = "db.t4g.small"
      acl_name    = aws_memorydb_acl.shop.name
      tls_enabled = true
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
          TLSEnabled: true
    ```

    ## Limits

    A name that is not known, and a member of a multi-Region cluster, are not judged.
    """
    tls = cluster.get("TLSEnabled")
    if tls.is_false is Truth.NO:
        return
    acl = cluster.get("ACLName")
    yield Verdict(
        holds=tls.is_false & _lets_only_users_in(acl) & is_not_given(cluster, "MultiRegionClusterName"),
        at=tls,
        message=f"{cluster.address} has TLS switched off, but its access control list{quoted(acl)} is not "
        f'"{OPEN_ACCESS}"; MemoryDB takes users only with TLS.',
        help=f"Remove {tls.name} or set it to true (clients then have to connect with TLS); or set {acl.name} to "
        f'"{OPEN_ACCESS}", which lets everybody in.',
        related=[Related(acl, "the access control list")],
    )


def _lets_only_users_in(acl: Attribute) -> Truth:
    target = acl.target(ACL)
    if target is not None and target.mode == "managed":
        # A list of that name cannot be created, so one that is created here is another.
        return target.existence
    return acl.is_set & ~acl.matches_text(lambda text: text.lower() == OPEN_ACCESS or "{{resolve:" in text)
