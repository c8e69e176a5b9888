"""A text in place of a key that no key can be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from awslint.graph import Attribute, Deployment, Resource
from awslint.rules import Phase, Raises, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.credentials._keys import SECRET, SETTINGS, is_placeholder, masked, settings_of_aws, talks_to_aws

_OTHER_KINDS: Final = {
    "AROA": "a role",
    "AIDA": "a user",
    "AGPA": "a group",
    "AIPA": "an instance profile",
    "ANPA": "a managed policy",
    "ANVA": "a version of a managed policy",
    "APKA": "a public key",
    "ASCA": "a certificate",
}
_WRAPPED: Final = re.compile(r"[<\"'`{\[].*|.*[>\"'`}\]]", re.DOTALL)


@rule(
    id="CRED005",
    title="An access key or secret key has a form that no key has",
    severity=Severity.ERROR,
    types=SETTINGS,
    raises=(
        Raises("sts", "InvalidClientTokenId", on="GetCallerIdentity"),
        Raises("sts", "SignatureDoesNotMatch", on="GetCallerIdentity"),
    ),
    related=(Raises("memorydb", "InvalidCredentialsException", on="CreateCluster"),),
    evidence=(
        "catalogue:CRED-5",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
    ),
    phase=Phase.PLAN,
)
def malformed_key(node: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """The access key or the secret key of a provider or a backend cannot be one: it has spaces, brackets or quotes
    around it, the wrong length, or is the id of something else.

    ## What it finds

    A known `access_key` that is not 20 characters (AKIA or ASIA and 16 capitals and digits), a known `secret_key` that
    is not 40 characters of base 64, the two swapped, or the id of a role or a user in place of a key. The text itself
    is never shown.

    ## Why AWS refuses it

    No account has such a key: STS, which Terraform asks first, answers InvalidClientTokenId. A wrong secret gives
    SignatureDoesNotMatch.

    ## Example

    ```hcl
    variable "secret_key" {
      type      = string
      sensitive = true
    }

    provider "aws" {
      region     = "us-east-1"
      access_key = "AROAQ4KL2QX7ZBHN3WTV" # expect
      secret_key = var.secret_key
    }
    ```

    ## Use instead

    ```hcl
    provider "aws" {
      region  = "us-east-1"
      profile = "deployer"
    }
    ```

    ## Limits

    Providers and backends with `skip_credentials_validation`, or with endpoints that are not AWS's (LocalStack, MinIO,
    other object stores), are passed over. Placeholders are CRED006. That a key has the right form does not say that it
    is valid.
    """
    if not settings_of_aws(node):
        return
    aws = talks_to_aws(node)
    for name, judge, code in (
        ("access_key", _fault_of_key_id, "InvalidClientTokenId"),
        ("secret_key", _fault_of_secret, "SignatureDoesNotMatch"),
    ):
        attribute = node.get(name).written
        text = attribute.text
        if attribute.is_set is Truth.NO or text == "":
            continue
        if text is None:
            yield Verdict(Truth.MAYBE, attribute, "the key is not known")
            continue
        fault = judge(text)
        if fault is None or is_placeholder(text):
            continue
        yield _verdict(node, attribute, fault, code, aws)


def _verdict(node: Resource, attribute: Attribute, fault: tuple[str, Severity], code: str, aws: Truth) -> Verdict:
    return Verdict(
        holds=aws,
        at=attribute,
        message=f"{attribute.name} of {node.address} {fault[0]}.",
        help="Take the key out and use a profile, a role or environment variables.",
        severity=fault[1],
        raises=[Raises("sts", code, on="GetCallerIdentity")],
    )


def _fault_of_key_id(text: str) -> tuple[str, Severity] | None:
    common = _common_fault(text)
    if common is not None:
        return common
    if text[:4] in _OTHER_KINDS and len(text) >= 16:
        return f"is the id of {_OTHER_KINDS[text[:4]]} ({masked(text)}), not an access key", Severity.ERROR
    if len(text) == 40 and SECRET.fullmatch(text):
        return "has the form of a secret key", Severity.ERROR
    if len(text) != 20:
        return f"has {len(text)} characters, and access key ids have 20", Severity.ERROR
    if not re.fullmatch(r"[A-Z0-9]{20}", text):
        return "has characters that no access key id has: they are capitals and digits", Severity.ERROR
    # Keys from the first years of AWS have other beginnings and other digits.
    if re.fullmatch(r"A[KS]IA.*[0189].*", text):
        return "has a digit (0, 1, 8 or 9) that newer access key ids do not have", Severity.WARNING
    return None


def _fault_of_secret(text: str) -> tuple[str, Severity] | None:
    common = _common_fault(text)
    if common is not None:
        return common
    if re.fullmatch(r"A[KS]IA[A-Z0-9]{16}", text):
        return "has the form of an access key id", Severity.ERROR
    if len(text) != 40:
        return f"has {len(text)} characters, and secret keys have 40", Severity.ERROR
    if not SECRET.fullmatch(text):
        return "has characters that no secret key has", Severity.ERROR
    return None


def _common_fault(text: str) -> tuple[str, Severity] | None:
    if re.search(r"\s", text):
        return "has spaces or line breaks in it", Severity.ERROR
    if _WRAPPED.fullmatch(text):
        return "has brackets or quotes around it that do not belong to a key", Severity.ERROR
    return None
