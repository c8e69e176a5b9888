"""What kinds of errors AWS has: what each means, what no linter can see of it, and how to look.

Written by hand, from the meaning of the names that AWS's services share. In commands, `{service}` is the command line's
name of the service and `{operation}` that of the operation, where they are known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from awslint.frozen import frozen


@frozen
class Kind:
    """A kind of error. `families` are the beginnings of the ids of the rules that find its usual causes."""

    name: str
    meaning: str
    unseen: tuple[str, ...]
    run: tuple[str, ...]
    families: tuple[str, ...] = ()


_IDENTITY: Final = "aws sts get-caller-identity"
_CALLS: Final = (
    "aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue={operation} --max-results 5"
)

KINDS: Final[Mapping[str, Kind]] = {
    "throttling": Kind(
        "throttling",
        "Calls come faster than the account or the resource may be called; the same call works a little later.",
        ("how many other callers use the account at the same time",),
        ("terraform apply -parallelism=2", "AWS_RETRY_MODE=adaptive AWS_MAX_ATTEMPTS=10"),
    ),
    "quota": Kind(
        "quota",
        "One more of it would exceed what the account, the Region or the parent resource may have.",
        ("what the account already has, and whether its quota was raised",),
        ("aws service-quotas list-service-quotas --service-code {service}",),
    ),
    "access": Kind(
        "access denied",
        "The caller is known, but no policy allows the action on the resource, or one denies it.",
        (
            "policies outside the configuration: service control policies, permissions boundaries, the policies of "
            "resources in other accounts",
            "as which role the deployment runs",
        ),
        (_IDENTITY, _CALLS, "aws iam simulate-principal-policy --policy-source-arn ROLE --action-names ACTION"),
        ("IAM",),
    ),
    "expired": Kind(
        "expired credentials",
        "The session's token is past its end, or the request was made too long ago.",
        ("how old the session is, and whether the machine's clock is right",),
        (_IDENTITY, "aws sso login", "date -u"),
        ("CRED",),
    ),
    "credentials": Kind(
        "unknown credentials",
        "AWS does not know the access key or the session's token, or not in this Region.",
        (
            "whether the key was deleted or made inactive, and whether the session's token belongs to the key",
            "whether the Region is one that the account has to enable first",
        ),
        (_IDENTITY, "aws configure list", "aws account list-regions --region-opt-status-contains ENABLED"),
        ("CRED",),
    ),
    "signature": Kind(
        "wrong signature",
        "The secret does not belong to the access key, or the request was signed for another Region, service or time.",
        ("the secret itself, and the machine's clock",),
        (_IDENTITY, "aws configure list", "date -u"),
        ("CRED", "REG"),
    ),
    "policy": Kind(
        "malformed policy",
        "A policy document breaks the grammar, or names a principal, an action or a resource that cannot be.",
        ("whether principals of other accounts exist",),
        ("aws accessanalyzer validate-policy --policy-type RESOURCE_POLICY --policy-document file://policy.json",),
        ("IAM",),
    ),
    "validation": Kind(
        "validation",
        "A member of the request is missing, has a wrong form or value, or does not go with another one.",
        ("values that are only known during the deployment",),
        ("aws {service} {operation} help",),
    ),
    "exists": Kind(
        "already exists",
        "Something of that name is there already: from an earlier run, from another stack, or deleted a moment ago.",
        ("what the account already has",),
        (_CALLS, "terraform import ADDRESS ID"),
    ),
    "missing": Kind(
        "not found",
        "What the call names is not there: not yet, no longer, in another Region or account, or under another name.",
        ("what the account has",),
        (_IDENTITY, "aws configure get region", _CALLS),
        ("REG",),
    ),
    "state": Kind(
        "wrong state",
        "The resource is there, but in a state that forbids the call: being changed or deleted, in use, disabled.",
        ("what the resource is doing at that moment, and who else changes it",),
        (_CALLS,),
    ),
    "capacity": Kind(
        "no capacity",
        "AWS has none of that kind left in that zone at the moment.",
        ("AWS's stock",),
        ("aws ec2 describe-availability-zones --query 'AvailabilityZones[].ZoneName'",),
    ),
    "internal": Kind(
        "an error inside AWS",
        "The service failed or was not reachable; the same call mostly works later.",
        ("the service's health",),
        ("aws health describe-events --region us-east-1",),
    ),
    "other": Kind(
        "particular to the service",
        "The name says what the service refused; the message that comes with it says of what.",
        ("the state of the account at that moment",),
        (_CALLS,),
    ),
}

_PATTERNS: Final = tuple(
    (re.compile(pattern), kind)
    for kind, pattern in (
        (
            "throttling",
            r"Throttl|TooManyRequests|Request(Limit|Rate)|Rate(Limit)?Exceeded|SlowDown|APICallRate|^PriorReq",
        ),
        ("throttling", r"ProvisionedThroughputExceeded|RequestRate"),
        ("capacity", r"Insufficient\w*Capacity|CapacityNotAvailable|NoCapacity|InsufficientCapacity"),
        (
            "quota",
            r"Quota|LimitExceeded|TooMany|Limits?Exceeded|MaxExceeded|MaximumExceeded|ExceedsLimit|ExceededLimit",
        ),
        ("policy", r"MalformedPolicy|InvalidPolicy|PolicyDocument"),
        ("expired", r"ExpiredToken|RequestExpired|TokenExpired|RequestTimeTooSkewed"),
        ("credentials", r"UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|^InvalidToken$|^AuthFailure$"),
        ("credentials", r"MissingAuthenticationToken|InvalidCredentials"),
        ("signature", r"Signature|AuthorizationHeaderMalformed"),
        ("access", r"AccessDenied|Unauthorized|NotAuthorized|Forbidden|OptInRequired|Authorization|PermissionDenied"),
        ("exists", r"AlreadyExist|AlreadyInUse|AlreadyOwned|Duplicate|EntityAlready|NameInUse|AlreadyUnder"),
        ("missing", r"NotFound|NoSuch|DoesNotExist|NotExist|Unknown|Missing(?!Parameter|Action)"),
        ("state", r"State|InUse|Conflict|Concurrent|DependencyViolation|NotReady|Disabled|NotActive|Pending|Locked"),
        ("state", r"NotAvailable|InProgress|Busy|NotEmpty|HasCMKs"),
        ("validation", r"Validat|Invalid|Malformed|BadRequest|Unsupported|NotSupported|MissingParameter|Incompatible"),
        ("validation", r"Illegal|NotAllowed|Required|Mismatch|Serialization|Format"),
        (
            "internal",
            r"Internal|ServiceUnavailable|ServerError|Timeout|Unavailable|ServiceException|ServiceFault|Server$",
        ),
    )
)


def kind_of(code: str) -> Kind:
    """Returns the kind of error that a code is, by its name; `other` when the name does not say."""
    return KINDS[next((kind for pattern, kind in _PATTERNS if pattern.search(code)), "other")]
