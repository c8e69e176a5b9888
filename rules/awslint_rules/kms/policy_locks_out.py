"""A key policy that nobody could ever change again."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.graph.policies import PolicyKind, policies_of
from awslint.iam.documents import Principals, Statement
from awslint.iam.evaluation import covers_action
from awslint.rules import Raises, Severity, Verdict, rule
from awslint.values import Truth, any_true, equals
from awslint_rules.kms._key_policies import KEY_POLICY_TYPES, names_nobody, operation


@rule(
    id="KMS100",
    title="A key policy lets no principal of AWS change the key policy again",
    severity=Severity.ERROR,
    types=KEY_POLICY_TYPES,
    raises=(
        Raises("kms", "MalformedPolicyDocumentException", on="CreateKey"),
        Raises("kms", "MalformedPolicyDocumentException", on="PutKeyPolicy"),
        Raises("kms", "MalformedPolicyDocumentException", on="ReplicateKey"),
    ),
    evidence=(
        "proven:pf-kms-key-policy-lockout",
        "catalogue:KMS-100",
        "botocore:kms:CreateKey",
        "botocore:kms:PutKeyPolicy",
        "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html",
    ),
)
def policy_locks_out(key: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """No statement of the key policy allows any account, user or role to call `kms:PutKeyPolicy`.

    ## What it finds

    A key policy in which no `Allow` statement with an AWS principal takes in `kms:PutKeyPolicy`, by name or by a
    pattern such as `kms:*` or `kms:Put*`, while the safety check is not bypassed.

    ## Why AWS refuses it

    KMS checks a new key policy for whether the caller could change it again, and refuses one that would leave the key
    unmanageable: MalformedPolicyDocumentException, "The new key policy will not allow you to update the key policy in
    the future."

    ## Example

    ```hcl
    resource "aws_kms_key" "logs" {
      policy = jsonencode({ # expect
        Version = "2012-10-17"
        Statement = [{
          Sid       = "Logs"
          Effect    = "Allow"
          Principal = { Service = "logs.us-east-1.amazonaws.com" }
          Action    = ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*"]
          Resource  = "*"
        }]
      })
    }
    ```

    ```yaml
    Resources:
      LogsKey:
        Type: AWS::KMS::Key
        Properties:
          KeyPolicy: # expect
            Version: "2012-10-17"
            Statement:
              - Sid: Logs
                Effect: Allow
                Principal:
                  Service: logs.us-east-1.amazonaws.com
                Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*"]
                Resource: "*"
    ```

    ## Use instead

    ```hcl
    data "aws_caller_identity" "current" {}

    resource "aws_kms_key" "logs" {
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [
          {
            Sid       = "Administration"
            Effect    = "Allow"
            Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }
            Action    = "kms:*"
            Resource  = "*"
          },
          {
            Sid       = "Logs"
            Effect    = "Allow"
            Principal = { Service = "logs.us-east-1.amazonaws.com" }
            Action    = ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*"]
            Resource  = "*"
          },
        ]
      })
    }
    ```

    ```yaml
    Resources:
      LogsKey:
        Type: AWS::KMS::Key
        Properties:
          KeyPolicy:
            Version: "2012-10-17"
            Statement:
              - Sid: Administration
                Effect: Allow
                Principal:
                  AWS: !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:root
                Action: kms:*
                Resource: "*"
              - Sid: Logs
                Effect: Allow
                Principal:
                  Service: logs.us-east-1.amazonaws.com
                Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*"]
                Resource: "*"
    ```

    ## Limits

    A policy that names only certain users or roles is not judged: whether the caller is one of them is not known. Nor
    is one with a statement, principal or action that is not known.
    """
    for policy in policies_of(key, PolicyKind.RESOURCE):
        document = policy.document
        if document.problem is not None:
            continue
        saved = any_true(_lets_someone_in(statement) for statement in document.statements)
        complete = Truth.YES if document.complete else Truth.MAYBE
        # A statement without a principal is refused as such: KMS103.
        anonymous = any_true(names_nobody(statement) for statement in document.statements)
        yield Verdict(
            holds=~saved & complete & ~anonymous & ~key.get("BypassPolicyLockoutSafetyCheck").is_true,
            at=policy.attribute,
            message=f"The key policy of {key.address} allows kms:PutKeyPolicy to no AWS account, user or role, so KMS "
            "refuses it: nobody could change it again.",
            help='Add a statement that allows "kms:*" on "*" to the root of the account '
            "(arn:aws:iam::ACCOUNT:root) or to the roles that administer the key.",
            raises=[Raises("kms", "MalformedPolicyDocumentException", on=operation(key))],
        )


def _lets_someone_in(statement: Statement) -> Truth:
    """Whether the statement may let some AWS principal change the policy, whatever its conditions."""
    allows = equals(statement.effect, "Allow") & covers_action(statement, "kms:PutKeyPolicy")
    return allows & (statement.not_principals.written | _names_identities(statement.principals))


def _names_identities(principals: Principals) -> Truth:
    if principals.written is not Truth.YES:
        return principals.written
    found = Truth.NO if principals.complete else Truth.MAYBE
    for kind, entries in principals.kinds.items():
        if kind.lower() == "service":
            continue
        found = found | (Truth.YES if entries.values else Truth.NO if entries.complete else Truth.MAYBE)
    return found
