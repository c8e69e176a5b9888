"""A placeholder where a key should be."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Phase, Raises, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.credentials._keys import SETTINGS, is_blank, is_example, is_mock, settings_of_aws, talks_to_aws


@rule(
    id="CRED006",
    title="A placeholder stands where an access key should be",
    severity=Severity.ERROR,
    types=SETTINGS,
    raises=(
        Raises("sts", "InvalidClientTokenId", on="GetCallerIdentity"),
        Raises("sts", "SignatureDoesNotMatch", on="GetCallerIdentity"),
    ),
    related=(Raises("memorydb", "InvalidCredentialsException", on="CreateCluster"),),
    evidence=(
        "catalogue:CRED-6",
        "issue:hashicorp/terraform#2972",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
    ),
    phase=Phase.PLAN,
)
def placeholder_key(node: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """The keys of a provider or a backend are those of the documentation, or words that somebody was to replace.

    ## What it finds

    An `access_key` or `secret_key` like `YOUR_ACCESS_KEY`, `changeme`, `xxxx`, one of the keys of AWS's documentation
    (they end in EXAMPLE), or `test` and `mock`, while nothing says that the provider talks to a mock.

    ## Why AWS refuses it

    No account has such a key. STS, which Terraform asks who the caller is, answers InvalidClientTokenId (for the
    secret: SignatureDoesNotMatch), and nothing is planned.

    ## Example

    ```hcl
    provider "aws" {
      region     = "us-east-1"
      access_key = "YOUR_ACCESS_KEY" # expect
      secret_key = "YOUR_SECRET_KEY" # expect
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

    Providers and backends with `skip_credentials_validation`, or with endpoints that are not AWS's (LocalStack, MinIO),
    are passed over. Words such as `test` are a warning only: the endpoints may come from the environment.
    """
    if not settings_of_aws(node):
        return
    aws = talks_to_aws(node)
    for name, code in (("access_key", "InvalidClientTokenId"), ("secret_key", "SignatureDoesNotMatch")):
        attribute = node.get(name).written
        text = attribute.text
        if attribute.is_set is Truth.NO or text == "":
            continue
        if text is None:
            yield Verdict(Truth.MAYBE, attribute, "the key is not known")
        elif node.deployment.needs_values and attribute.is_a_default:
            continue  # who sets the other variables sets this one too
        elif is_example(text) or is_blank(text) or is_mock(text):
            real = is_example(text) or is_blank(text)
            kind = "a key of AWS's documentation" if is_example(text) else "a placeholder"
            yield Verdict(
                holds=aws,
                at=attribute,
                message=f"{attribute.name} of {node.address} is {kind}, which no account has.",
                help="Take it out and use a profile, a role or environment variables; for a mock set "
                "skip_credentials_validation and endpoints.",
                severity=None if real else Severity.WARNING,
                raises=[Raises("sts", code, on="GetCallerIdentity")],
            )
