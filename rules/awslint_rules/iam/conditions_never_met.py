"""Conditions that no request meets: keys with a slip, wildcards that are compared literally."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from awslint.facts.actions import prefix
from awslint.graph import Deployment, Resource
from awslint.iam.documents import text_of
from awslint.rules import Phase, Raises, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.iam._actions import POLICY_TYPES, WITHOUT_EFFECT, one_per_place
from awslint_rules.iam._conditions import tests_of

_GLOBAL: Final[tuple[str, ...]] = (
    "aws:AssumedRoot",
    "aws:CalledVia",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    "aws:ChatbotSourceArn",
    "aws:CurrentTime",
    "aws:Ec2InstanceSourceVpc",
    "aws:Ec2InstanceSourcePrivateIPv4",
    "aws:EpochTime",
    "aws:FederatedProvider",
    "aws:MultiFactorAuthAge",
    "aws:MultiFactorAuthPresent",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:PrincipalTag",
    "aws:PrincipalType",
    "aws:Referer",
    "aws:RequestedRegion",
    "aws:RequestTag",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:ResourceOrgPaths",
    "aws:ResourceTag",
    "aws:SecureTransport",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceIdentity",
    "aws:SourceIp",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:SourceVpcArn",
    "aws:TagKeys",
    "aws:TokenIssueTime",
    "aws:UserAgent",
    "aws:userid",
    "aws:username",
    "aws:ViaAWSService",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
    "aws:VpcSourceIp",
)
"""Source: "AWS global condition context keys" in the IAM User Guide."""

_LITERAL: Final = ("stringequals", "stringequalsignorecase")

_STARRED: Final = ("s3:if-match", "s3:if-none-match")
"""Keys that a request may give the value `*`: the headers of conditional writes."""


@rule(
    id="IAM009",
    title="A condition is on a key that there is not",
    severity=Severity.WARNING,
    types=POLICY_TYPES,
    raises=(Raises("s3", "AccessDenied"), Raises("memorydb", "AccessDeniedException", on="CreateCluster")),
    evidence=(
        "catalogue:IAM-9",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
    ),
    phase=Phase.RUNTIME,
)
def condition_key(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A condition of a policy has a key with a slip in it: `iam:PassedToServce`.

    ## What it finds

    A key with the prefix `aws:` or of a service that the service does not have, while it has one that looks alike.
    Case does not matter, as it does not for AWS.

    ## Why AWS refuses it

    IAM takes the policy. No request has such a key, so an Allow with the condition allows nothing and a Deny denies
    nothing (with a negated operator it is the reverse).

    ## Example

    ```hcl
    resource "aws_iam_policy" "deploy" {
      name = "deploy"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Action    = "iam:PassRole"
          Resource  = "*"
          Condition = { StringEquals = { "iam:PassedToServce" = "lambda.amazonaws.com" } } # expect
        }]
      })
    }
    ```

    ```yaml
    Resources:
      Deploy:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: iam:PassRole
                Resource: "*"
                Condition: {StringEquals: {"iam:PassedToServices": lambda.amazonaws.com}} # expect
    ```

    ## Use instead

    ```hcl
    resource "aws_iam_policy" "deploy" {
      name = "deploy"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Action    = "iam:PassRole"
          Resource  = "*"
          Condition = { StringEquals = { "iam:PassedToService" = "lambda.amazonaws.com" } }
        }]
      })
    }
    ```

    ```yaml
    Resources:
      Deploy:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: iam:PassRole
                Resource: "*"
                Condition: {StringEquals: {"iam:PassedToService": lambda.amazonaws.com}}
    ```

    ## Limits

    A key that is like none may be new, and is passed over, as are keys of identity providers. Whether a key is ever
    there for an action is not judged.
    """
    found = []
    for at, _, key, _ in tests_of(resource):
        near = _nearest(key)
        if near is not None:
            found.append(
                Verdict(
                    holds=Truth.YES,
                    at=at,
                    message=f"There is no condition key {key}, so no request has it.",
                    help=f"Did you mean {near}?",
                    raises=WITHOUT_EFFECT,
                )
            )
    yield from one_per_place(found)


@rule(
    id="IAM301",
    title="A condition compares literally with a string that has a wildcard",
    severity=Severity.WARNING,
    types=POLICY_TYPES,
    raises=(Raises("sts", "AccessDenied", on="AssumeRoleWithWebIdentity"), Raises("s3", "AccessDenied")),
    evidence=(
        "catalogue:IAM-9",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
    ),
    phase=Phase.RUNTIME,
)
def literal_wildcard(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """`StringEquals` is used where the value has a `*`: it is compared as it is written, and never equal.

    ## What it finds

    `StringEquals` or `StringEqualsIgnoreCase`, also of sets and with `IfExists`, whose values all have a `*` in them.

    ## Why AWS refuses it

    Only `StringLike` and the operators for ARNs know wildcards. The role is never assumed, the object never read.

    ## Example

    ```hcl
    resource "aws_iam_role" "ci" {
      name = "ci"
      assume_role_policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Action    = "sts:AssumeRoleWithWebIdentity"
          Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }
          Condition = { StringEquals = { "token.actions.githubusercontent.com:sub" = "repo:acme/app:*" } } # expect
        }]
      })
    }
    ```

    ```yaml
    Resources:
      Ci:
        Type: AWS::IAM::Role
        Properties:
          AssumeRolePolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: sts:AssumeRoleWithWebIdentity
                Principal: {Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}
                Condition: {StringEquals: {"token.actions.githubusercontent.com:sub": "repo:acme/app:*"}} # expect
    ```

    ## Use instead

    ```hcl
    resource "aws_iam_role" "ci" {
      name = "ci"
      assume_role_policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Action    = "sts:AssumeRoleWithWebIdentity"
          Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }
          Condition = { StringLike = { "token.actions.githubusercontent.com:sub" = "repo:acme/app:*" } }
        }]
      })
    }
    ```

    ```yaml
    Resources:
      Ci:
        Type: AWS::IAM::Role
        Properties:
          AssumeRolePolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: sts:AssumeRoleWithWebIdentity
                Principal: {Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}
                Condition: {StringLike: {"token.actions.githubusercontent.com:sub": "repo:acme/app:*"}}
    ```

    ## Limits

    A tag may have a `*` as its value, so keys of tags are passed over; so are the headers of conditional writes
    (`s3:if-none-match`), which have the value `*` itself.
    """
    found = []
    for at, operator, key, values in tests_of(resource):
        bare = operator.lower().rpartition(":")[2].removesuffix("ifexists")
        texts = [text_of(value) or "" for value in values]
        may_be_equal = "tag" in key.lower() or key.lower() in _STARRED
        if bare in _LITERAL and not may_be_equal and texts and all("*" in text for text in texts):
            found.append(
                Verdict(
                    holds=Truth.YES,
                    at=at,
                    message=f"{operator} compares {key} with {texts[0]} as it is written, and it is never equal.",
                    help=f"Write {operator.replace('Equals', 'Like', 1)}.",
                )
            )
    yield from one_per_place(found)


@rule(
    id="IAM027",
    title="A condition allows making the linked role of something that is no service",
    severity=Severity.WARNING,
    types=POLICY_TYPES,
    raises=(
        Raises("memorydb", "ServiceLinkedRoleNotFoundFault", on="CreateCluster"),
        Raises("iam", "AccessDenied", on="CreateServiceLinkedRole"),
    ),
    evidence=(
        "catalogue:IAM-27",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/create-service-linked-role.html",
    ),
    phase=Phase.RUNTIME,
)
def linked_role_of_no_service(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A condition on `iam:AWSServiceName` has a value that is the principal of no service.

    ## What it finds

    `StringEquals` or `StringLike` on `iam:AWSServiceName` with values that are known and do not end as service
    principals do, such as `elasticache`.

    ## Why AWS refuses it

    The key holds the principal of the service that the role is for, `elasticache.amazonaws.com`. The first resource of
    the service in the account needs the role, and its creation fails.

    ## Example

    ```hcl
    resource "aws_iam_policy" "deploy" {
      name = "deploy"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Action    = "iam:CreateServiceLinkedRole"
          Resource  = "*"
          Condition = { StringEquals = { "iam:AWSServiceName" = "memorydb" } } # expect
        }]
      })
    }
    ```

    ## Use instead

    ```hcl
    resource "aws_iam_policy" "deploy" {
      name = "deploy"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Action    = "iam:CreateServiceLinkedRole"
          Resource  = "*"
          Condition = { StringEquals = { "iam:AWSServiceName" = "memorydb.amazonaws.com" } }
        }]
      })
    }
    ```

    ## Limits

    Whether the service has a role of this kind is not looked up.
    """
    for at, operator, key, values in tests_of(resource):
        texts = [text_of(value) or "" for value in values]
        if key.lower() != "iam:awsservicename" or operator not in ("StringEquals", "StringLike") or not all(texts):
            continue
        ends = ("*", "?") if operator == "StringLike" else ()
        if texts and not any(text.endswith((".amazonaws.com", ".amazonaws.com.cn", "}", *ends)) for text in texts):
            yield Verdict(
                holds=Truth.YES,
                at=at,
                message=f"{texts[0]} is the principal of no service, so this allows making no linked role.",
                help=f"Write {texts[0].split('.')[0]}.amazonaws.com, or the principal that the service documents.",
            )


def _nearest(key: str) -> str | None:
    """The key that is most likely meant by one that there is not; None for one that there is, or may be."""
    before, _, _ = key.partition(":")
    if before.lower() == "aws":
        known = _GLOBAL
    else:
        service = prefix(before) if "." not in before else None
        known = tuple(service.condition_keys) if service is not None else ()
    bases = {
        name.partition("/")[0].lower(): name.partition("/")[0]
        for name in known
        if name.lower().startswith(before.lower())
    }
    written = key.partition("/")[0].lower()
    if not bases or written in bases or "$" in written:
        return None
    near = get_close_matches(written, bases, n=1, cutoff=0.92)
    return bases[near[0]] if near else None
