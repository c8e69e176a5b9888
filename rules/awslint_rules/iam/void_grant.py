"""A statement that allows an action on nothing that the action is ever about."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from awslint.facts.actions import Action, Need, ResourceType, action, prefix
from awslint.graph import Deployment, Resource
from awslint.graph.policies import Policy, PolicyKind, policies_of
from awslint.iam import arn_matches, granting
from awslint.iam.documents import Statement, text_of
from awslint.iam.evaluation import covers_resource_type
from awslint.rules import Phase, Raises, Severity, Verdict, rule
from awslint.values import Known, Origin, Text, Truth, Value, all_true, any_true, equals, revealed
from awslint_rules.iam._actions import POLICY_TYPES, Entry, denial, entries, one_per_place
from awslint_rules.iam._holders import groups_of

_RAISES = (Raises("kms", "AccessDeniedException", on="CreateCustomKeyStore"), Raises("s3", "AccessDenied"))

_STAR_ONLY = frozenset(
    {
        "cloudwatch:GetMetricData",
        "cloudwatch:GetMetricStatistics",
        "cloudwatch:ListMetrics",
        "cloudwatch:PutMetricData",
        "ecr:GetAuthorizationToken",
        "kms:ConnectCustomKeyStore",
        "kms:CreateCustomKeyStore",
        "kms:CreateKey",
        "kms:DeleteCustomKeyStore",
        "kms:DescribeCustomKeyStores",
        "kms:DisconnectCustomKeyStore",
        "kms:GenerateRandom",
        "kms:ListAliases",
        "kms:ListKeys",
        "kms:UpdateCustomKeyStore",
        "s3:ListAllMyBuckets",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    }
)
"""Sources: the pages of these services on identity-based policies, which say that Resource has to be `*`."""


@rule(
    id="IAM004",
    title="An action that is about no resource is allowed on some resources only",
    severity=Severity.WARNING,
    types=POLICY_TYPES,
    raises=_RAISES,
    evidence=(
        "catalogue:IAM-4",
        "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    ),
    phase=Phase.RUNTIME,
)
def action_without_resources(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A policy allows an action such as `kms:CreateCustomKeyStore` or `ec2:DescribeSubnets` on ARNs, which allows
    nothing.

    ## What it finds

    An action that has no resource types, written in full in an Allow statement that names ARNs alone, where no other
    statement of the same identity allows it on `*`.

    ## Why AWS refuses it

    Such a call is checked against the resource `*`, and no ARN matches that. The call is denied.

    ## Example

    ```hcl
    resource "aws_iam_policy" "ops" {
      name = "ops"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect   = "Allow"
          Action   = ["kms:CreateCustomKeyStore", "kms:DescribeKey"] # expect
          Resource = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
        }]
      })
    }
    ```

    ```yaml
    Resources:
      Ops:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: memorydb:CreateUser
                Resource: arn:aws:memorydb:us-east-1:111122223333:user/app
              - Effect: Allow
                Action: kms:CreateCustomKeyStore # expect
                Resource: arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab
    ```

    ## Use instead

    ```hcl
    resource "aws_iam_policy" "ops" {
      name = "ops"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [
          { Effect = "Allow", Action = "kms:CreateCustomKeyStore", Resource = "*" },
          {
            Effect   = "Allow"
            Action   = "kms:DescribeKey"
            Resource = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
          },
        ]
      })
    }
    ```

    ```yaml
    Resources:
      Ops:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: kms:CreateCustomKeyStore
                Resource: "*"
    ```

    ## Limits

    Only actions whose services document it themselves are looked at. ARNs with wildcards, or that are not known,
    silence the rule. Policies of called modules are not judged.
    """
    for policy in policies_of(resource, PolicyKind.IDENTITY):
        yield from one_per_place(_void(policy, star_only=True))


@rule(
    id="IAM006",
    title="An action is allowed on resources of another type only",
    severity=Severity.WARNING,
    types=POLICY_TYPES,
    raises=_RAISES,
    evidence=(
        "catalogue:IAM-6",
        "catalogue:IAM-7",
        "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    ),
    phase=Phase.RUNTIME,
)
def action_on_another_type(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A policy allows an action on ARNs of which none can be what the action is about: `s3:GetObject` on a bucket.

    ## What it finds

    An action written in full in an Allow statement whose resources are all ARNs of other types than the action is
    checked against, where no other statement of the same identity allows it on a fitting one.

    ## Why AWS refuses it

    The call is checked against the ARN of the object, cluster or key that it is about. The statement does not match
    it, so the call is denied.

    ## Example

    ```hcl
    resource "aws_iam_policy" "read" {
      name = "read"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect   = "Allow"
          Action   = ["s3:GetObject", "s3:ListBucket"] # expect
          Resource = "arn:aws:s3:::acme-reports"
        }]
      })
    }
    ```

    ```yaml
    Resources:
      Read:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: memorydb:DeleteCluster # expect
                Resource: arn:aws:elasticache:us-east-1:111122223333:cluster:app
    ```

    ## Use instead

    ```hcl
    resource "aws_iam_policy" "read" {
      name = "read"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect   = "Allow"
          Action   = ["s3:GetObject", "s3:ListBucket"]
          Resource = ["arn:aws:s3:::acme-reports", "arn:aws:s3:::acme-reports/*"]
        }]
      })
    }
    ```

    ```yaml
    Resources:
      Read:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: memorydb:DeleteCluster
                Resource: arn:aws:memorydb:us-east-1:111122223333:cluster/app
    ```

    ## Limits

    Actions of which the sources disagree, and ARNs that are not known, silence the rule. Policies on buckets are
    IAM007; policies of called modules are not judged.
    """
    for policy in policies_of(resource, PolicyKind.IDENTITY):
        yield from one_per_place(_void(policy, star_only=False))


def _void(policy: Policy, star_only: bool) -> Iterator[Verdict]:
    groups = None
    elsewhere: dict[str, Truth] = {}
    here: dict[tuple[int, tuple[Need, ...] | str], Truth] = {}
    if policy.attribute.resource.chain:
        return  # a module names together what any of its callers may need
    for entry in entries(policy, "Action"):
        known = action(entry.text) if entry.text and not entry.is_pattern else None
        if known is None or known.disputed or known.retired or known.takes_only_star is not star_only:
            continue
        if (star_only and not _is_about_nothing(known)) or _is_of_a_template(entry):
            continue
        if equals(entry.statement.effect, "Allow") is not Truth.YES:
            continue
        key = id(entry.statement), known.needs if str(known) != _ON_TRANSFORMS else _ON_TRANSFORMS
        if key not in here:
            here[key] = is_void(entry.statement, known)
        if here[key] is Truth.NO:
            continue
        groups = groups if groups is not None else groups_of(policy)
        if str(known) not in elsewhere:
            others = [statement for group in groups for statement in granting(group.grants.documents, str(known))]
            elsewhere[str(known)] = all_true(is_void(statement, known) for statement in others)
        holds = here[key] & elsewhere[str(known)]
        if holds is Truth.YES:
            yield _verdict(entry, known)
        elif holds is Truth.MAYBE:
            yield Verdict(holds=holds, at=entry.attribute, message="")


def _is_of_a_template(entry: Entry) -> bool:
    """Whether a policy template of the Serverless transform names the action, together with others: nobody wrote it."""
    value = revealed(entry.attribute.value)
    return (
        isinstance(value, Known)
        and value.origin is Origin.COMPUTED
        and entry.attribute.resource.language != "terraform"
    )


def _is_about_nothing(known: Action) -> bool:
    """Whether AWS documents beyond its table that the action is checked against `*`: for others some services check
    an ARN that the table does not tell (states:SendTaskSuccess, logs:DescribeLogGroups)."""
    return str(known) in _STAR_ONLY or (known.prefix == "ec2" and known.name.startswith("Describe"))


def _verdict(entry: Entry, known: Action) -> Verdict:
    if known.takes_only_star:
        message = f"{known} is about no resource, and the statement names ARNs alone, so it allows nothing."
        instead = f'Allow {known} in a statement of its own with "*" as Resource.'
    else:
        kinds = sorted({need.type.name for need in known.needs})
        message = f"{known} is allowed on no {' or '.join(kinds)}, so it allows nothing."
        formats = sorted({arn_format for need in known.needs for arn_format in need.type.arn_formats})
        instead = f"Add the ARN of what it is about to Resource: {' or '.join(formats[:3])}."
    return Verdict(holds=Truth.YES, at=entry.attribute, message=message, help=instead, raises=denial(known) or None)


_ON_TRANSFORMS = "cloudformation:CreateChangeSet"
"""It is checked against the macros of the template too, which the table of its resource types lacks; source:
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-template.html."""


def is_void(statement: Statement, known: Action) -> Truth:
    """Returns whether the statement's Resource surely has nothing that a call of the action is checked against."""
    resources = statement.resources
    if resources.written is not Truth.YES or not resources.complete or not resources.values:
        return Truth.MAYBE if resources.written is Truth.MAYBE or not resources.complete else Truth.NO
    if str(known) == _ON_TRANSFORMS and any(_is_transform(value) for value in resources.values):
        return Truth.NO
    fits = [(_may_be_everything if known.takes_only_star else _is_everything)(value) for value in resources.values]
    fits += [covers_resource_type(statement, need.type) for need in known.needs]
    fits += [covers_resource_type(statement, kind) & Truth.MAYBE for kind in _named_after(known)]
    return ~any_true(fits)


def _named_after(known: Action) -> list[ResourceType]:
    """The resource types that the action is called after, though the table has it about others: of CreateGuardrail it
    names the policies of a guardrail alone."""
    own = {need.type.name for need in known.needs}
    return [kind for kind in _alike(known.prefix, known.name.lower()) if kind.name not in own]


@functools.cache
def _alike(prefix_: str, name: str) -> list[ResourceType]:
    """The resource types of a service that a name ends with."""
    service = prefix(prefix_)
    kinds = service.resource_types.values() if service is not None else ()
    return [kind for kind in kinds if name.endswith(kind.name.lower().replace("-", ""))]


def _is_transform(value: Value) -> bool:
    plain = revealed(value)
    pieces = plain.parts if isinstance(plain, Text) else (text_of(plain),)
    return any(isinstance(piece, str) and ":transform/" in piece for piece in pieces)


def _is_everything(value: Value) -> Truth:
    return arn_matches(value, "*")


def _may_be_everything(value: Value) -> Truth:
    """Whether an entry of Resource is `*`, or may be as good as that: some services check a call that is about no
    resource against an ARN with a `*` of its own, so an ARN with wildcards may fit."""
    plain = revealed(value)
    pieces = plain.parts if isinstance(plain, Text) else (text_of(plain),)
    if any(isinstance(piece, str) and ("*" in piece or "?" in piece) for piece in pieces):
        return Truth.MAYBE
    return arn_matches(value, "*")
