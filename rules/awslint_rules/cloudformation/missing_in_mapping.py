"""CFN005."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Severity, Verdict, rule
from awslint_rules.cloudformation._faults import REFUSED, TEMPLATE, of_kind

_PAGE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-findinmap.html"


@rule(
    id="CFN005",
    title="Fn::FindInMap looks up what the mapping does not have",
    severity=Severity.ERROR,
    types=TEMPLATE,
    raises=REFUSED,
    evidence=(_PAGE,),
)
def missing(template: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A mapping is looked up by keys that it has, unless the language extensions give a default.

    ## What it finds
    A `Fn::FindInMap` whose mapping is not declared; one whose keys are known, by what is written, by defaults, by
    supplied parameters or by the region that is given, and are not in the mapping.

    ## Why AWS refuses it
    CloudFormation cannot go on without the value: `Unable to get mapping for`.

    ## Example
    ```yaml
    Parameters:
      Stage: {Type: String, Default: prod}
    Mappings:
      Nodes:
        dev: {Type: cache.t4g.micro}
        production: {Type: cache.r7g.large}
    Resources:
      Cache:
        Type: AWS::ElastiCache::CacheCluster
        Properties:
          Engine: memcached
          NumCacheNodes: 1
          CacheNodeType: !FindInMap [Nodes, !Ref Stage, Type] # expect
    ```

    ## Use instead
    ```yaml
    Parameters:
      Stage: {Type: String, Default: production}
    Mappings:
      Nodes:
        dev: {Type: cache.t4g.micro}
        production: {Type: cache.r7g.large}
    Resources:
      Cache:
        Type: AWS::ElastiCache::CacheCluster
        Properties:
          Engine: memcached
          NumCacheNodes: 1
          CacheNodeType: !FindInMap [Nodes, !Ref Stage, Type]
    ```

    ## Limits
    Keys that are only known at deployment are left out, and so are branches and resources that are not created.
    """
    for fault in of_kind(template, "UnknownMapping"):
        yield Verdict(
            holds=fault.holds,
            at=fault.at,
            message=f"Fn::FindInMap in {fault.where} reads the mapping {fault.name}, "
            "which the template does not declare.",
            help=f"Declare {fault.name} in Mappings, or name the one that is meant.{fault.suggestion}",
        )
    for fault in of_kind(template, "UnknownMappingKey"):
        mapping, _, key = fault.name.partition(".")
        yield Verdict(
            holds=fault.holds,
            at=fault.at,
            message=f"Fn::FindInMap in {fault.where} reads {key} of the mapping {mapping}, which does not have it.",
            help=f"Add it to the mapping, or read one of: {', '.join(fault.known[:8])}.{fault.suggestion}",
        )
