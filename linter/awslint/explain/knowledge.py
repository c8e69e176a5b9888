"""What people are told about the exceptions that awslint began with, and which of it is true and checked.

Every cause that people find when they search is here, with the rules that check it, what awslint can only hint at, and
the commands that show the rest. Rules that are not built yet are named by their row in the catalogue; only those that
exist are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause. `checked`: ids of rules; `hint`: what awslint can say without being sure; `run`: commands."""

    what: str
    checked: tuple[str, ...] = ()
    hint: str = ""
    run: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of one exception beyond its model."""

    meaning: str
    causes: tuple[Cause, ...]
    sources: tuple[str, ...]


_IDENTITY: Final = "aws sts get-caller-identity"

_NETWORK: Final = Cause(
    "The store lost its connection: the cluster is down, or a firewall or security group blocks KMS.",
    ("KMS020", "KMS021", "KMS022"),
    "A security group of the cluster that was changed by hand is not visible.",
    (
        "aws kms describe-custom-key-stores --query 'CustomKeyStores[].[CustomKeyStoreId,ConnectionState,"
        "ConnectionErrorCode]'",
        "aws cloudhsmv2 describe-clusters --query 'Clusters[].[ClusterId,State,SecurityGroup,Hsms[].[State,"
        "AvailabilityZone]]'",
        "aws ec2 describe-security-group-rules --filters Name=group-id,Values=GROUP",
    ),
)

_CUSTOM_KEY_STORE: Final = Knowledge(
    "A custom key store is not in the state that the call asks for. CreateKey and GenerateRandom need a connected "
    "store; DeleteCustomKeyStore and most changes need a disconnected one, deletion also one without keys; "
    "ConnectCustomKeyStore refuses a store that is being disconnected, or that has failed.",
    (
        Cause(
            "Nothing connects the store before a key is made in it. Terraform creates a store and never connects it.",
            ("KMS055", "KMS063"),
            run=("aws kms connect-custom-key-store --custom-key-store-id STORE",),
        ),
        Cause(
            "Something connects it, but the key does not wait: connecting takes up to half an hour.",
            ("KMS056", "KMS057", "KMS059"),
            run=(
                "aws kms describe-custom-key-stores --custom-key-store-id STORE --query "
                "'CustomKeyStores[0].ConnectionState'",
            ),
        ),
        Cause(
            "The store could not be made or connected: its cluster is not active, has too few HSMs or all in one zone.",
            ("KMS001", "KMS002", "KMS003", "KMS004", "KMS005", "KMS058"),
            "An existing cluster's HSMs are not visible.",
            ("aws cloudhsmv2 describe-clusters --filters clusterIds=CLUSTER",),
        ),
        Cause(
            "The cluster's certificate or the password of kmsuser is wrong, so connecting fails.",
            ("KMS038", "KMS042", "KMS043", "KMS044"),
            "Whether a password is the right one is not visible.",
            (
                "aws kms describe-custom-key-stores --custom-key-store-id STORE --query "
                "'CustomKeyStores[0].ConnectionErrorCode'",
            ),
        ),
        _NETWORK,
        Cause(
            "The store is to be deleted or changed while it is connected.",
            ("KMS049", "KMS053", "KMS054"),
            run=("aws kms disconnect-custom-key-store --custom-key-store-id STORE",),
        ),
        Cause(
            "The store still has keys (that is CustomKeyStoreHasCMKsException), or is already being deleted.",
            ("KMS052",),
            "Terraform says nothing when the deletion of a store fails: the store stays.",
            (
                "aws kms list-keys",
                "aws kms describe-key --key-id KEY --query 'KeyMetadata.[CustomKeyStoreId,KeyState]'",
            ),
        ),
        Cause(
            "The store was replaced, and the step that connects it ran only for the first one.",
            ("KMS061",),
        ),
    ),
    (
        "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html",
        "https://docs.aws.amazon.com/kms/latest/developerguide/fix-keystore.html",
        "botocore:kms:ConnectCustomKeyStore",
    ),
)

_USER_STATE: Final = Knowledge(
    "An ElastiCache user is not active: it is being created, changed or deleted, mostly because its user group, or "
    "another change of the same user, is under way. It is a matter of order between users, groups, associations and "
    "caches, not of the caller's credentials.",
    (
        Cause(
            "Two resources change the same user, or its group, at the same time.",
            ("EC040", "EC041", "EC042", "EC043", "EC332", "EC333", "EC335"),
            "How long a change takes is not visible.",
            ("aws elasticache describe-users --user-id USER --query 'Users[0].[Status,UserGroupIds]'",),
        ),
        Cause(
            "A user is deleted while a group still has it, or a group while a cache still uses it.",
            ("EC032", "EC033", "EC044", "EC045", "EC046", "EC048", "EC334", "EC344"),
            run=("aws elasticache describe-user-groups --query 'UserGroups[].[UserGroupId,Status,UserIds]'",),
        ),
        Cause(
            "Every apply changes the user anew, because AWS rewrites its access string.",
            (),
            "Write the access string as AWS gives it back.",
            ("aws elasticache describe-users --user-id USER --query 'Users[0].AccessString'",),
        ),
        Cause(
            "What people are told: the caller's keys are wrong or expired. AWS answers that with "
            "InvalidClientTokenId, ExpiredToken or SignatureDoesNotMatch.",
            ("CRED001", "CRED002", "CRED005", "CRED006"),
            run=(_IDENTITY,),
        ),
        Cause(
            "What people are told: the session's token is malformed, missing, or not the key's. AWS answers that with "
            "InvalidClientTokenId.",
            ("CRED002", "CRED003"),
            run=(_IDENTITY, "aws configure list"),
        ),
        Cause(
            "What people are told: permissions are missing, as elasticache:DescribeCacheClusters. AWS answers that "
            "with AccessDenied.",
            ("IAM001", "IAM012", "IAM023", "EC169"),
            run=(
                "aws iam simulate-principal-policy --policy-source-arn ROLE --action-names elasticache:ModifyUser "
                "elasticache:DescribeCacheClusters",
            ),
        ),
    ),
    (
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyUser.html",
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html",
        "issue:hashicorp/terraform-provider-aws#49726",
    ),
)

_TOLD_CREDENTIALS: Final = (
    Cause(
        "The access key or its secret is wrong, misspelled or deleted. AWS answers first with "
        "UnrecognizedClientException, InvalidClientTokenId or InvalidSignatureException.",
        ("CRED001", "CRED002", "CRED005", "CRED006"),
        run=(_IDENTITY, "aws iam list-access-keys"),
    ),
    Cause(
        "The keys have expired. AWS answers first with ExpiredTokenException.",
        ("CRED003", "CRED013", "CRED014"),
        "When a session ends is not visible.",
        (_IDENTITY, "aws sso login"),
    ),
    Cause(
        "The client's Region is not the cluster's. AWS answers first with a NotFound fault.",
        ("REG001", "REG003", "REG006", "REG007"),
        run=("aws configure get region", "aws {service} {list} --region us-west-2"),
    ),
    Cause(
        "The caller lacks privileges, as {told}. AWS answers first with AccessDenied.",
        ("IAM001", "IAM005", "IAM012", "IAM016"),
        "Service control policies and boundaries outside the configuration are not visible.",
        ("aws iam simulate-principal-policy --policy-source-arn ROLE --action-names {needs}",),
    ),
    Cause(
        "A program logs in with a user or password that the engine refuses. That is an answer of the engine "
        "(WRONGPASS), not of AWS's API.",
        ("EC001", "EC009", "MDB001", "MDB004"),
    ),
)


def _credentials(meaning: str, sources: tuple[str, ...], **words: str) -> Knowledge:
    def filled(text: str) -> str:
        return text.format(**words) if "{" in text else text

    causes = tuple(
        Cause(filled(one.what), one.checked, one.hint, tuple(filled(command) for command in one.run))
        for one in _TOLD_CREDENTIALS
    )
    return Knowledge(meaning, causes, sources)


KNOWLEDGE: Final[Mapping[tuple[str, str], Knowledge]] = {
    ("kms", "CustomKeyStoreInvalidStateException"): _CUSTOM_KEY_STORE,
    ("elasticache", "InvalidUserStateFault"): _USER_STATE,
    ("memorydb", "InvalidCredentialsException"): _credentials(
        "AWS says that credentials are not valid, and not which or why; it models this for CreateCluster alone. No "
        "public report of a cause was found, so awslint claims it of no configuration. What people are told are real "
        "failures that AWS reports under other names; awslint finds those.",
        (
            "botocore:memorydb:CreateCluster",
            "https://docs.aws.amazon.com/memorydb/latest/APIReference/API_CreateCluster.html",
        ),
        service="memorydb",
        list="describe-clusters",
        told="memorydb:DescribeClusters and memorydb:ListTags",
        needs="memorydb:DescribeClusters memorydb:ListTags",
    ),
    ("elasticache", "InvalidCredentialsException"): _credentials(
        "AWS says that valid credentials must be given, and not which; it models this for the operations of serverless "
        "caches alone. No public report of a cause was found, so awslint claims it of no configuration.",
        (
            "botocore:elasticache:CreateServerlessCache",
            "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateServerlessCache.html",
        ),
        service="elasticache",
        list="describe-serverless-caches",
        told="elasticache:CreateServerlessCache and elasticache:DescribeServerlessCaches",
        needs="elasticache:CreateServerlessCache elasticache:DescribeServerlessCaches",
    ),
}
"""By service and shape."""
