"""An action that one policy of a role allows and another one takes away for good."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from awslint.facts.actions import action
from awslint.graph import Deployment, Resource
from awslint.graph.policies import Policy, boundary_of, effective_policies
from awslint.iam import Document, Statement, could_allow
from awslint.iam.evaluation import applies
from awslint.rules import Phase, Raises, Related, Severity, Verdict, rule
from awslint.values import Truth, Value, all_true, any_true, equals
from awslint_rules.iam._actions import Entry, denial, entries, one_per_place

_RAISES = (Raises("memorydb", "AccessDeniedException", on="CreateCluster"), Raises("s3", "AccessDenied"))
Question = Callable[[Policy, Entry, str], Truth]


@rule(
    id="IAM014",
    title="What a policy allows, another statement of the same role denies",
    severity=Severity.WARNING,
    types=("AWS::IAM::Role",),
    raises=_RAISES,
    evidence=(
        "catalogue:IAM-14",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
    ),
    phase=Phase.RUNTIME,
)
def denied_grant(role: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A role is allowed an action, and a Deny without a condition covers everything that it is allowed on.

    ## What it finds

    An action written in full in an Allow statement of a role's policies, for which an explicit Deny of the same role
    takes in every one of the statement's resources.

    ## Why AWS refuses it

    An explicit deny wins over every allow, wherever both stand.

    ## Example

    ```hcl
    resource "aws_iam_role" "app" {
      name = "app"
      assume_role_policy = jsonencode({
        Version   = "2012-10-17"
        Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
      })
    }

    resource "aws_iam_role_policy" "app" {
      role = aws_iam_role.app.id
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [
          { Effect = "Allow", Action = ["memorydb:Connect", "s3:GetObject"], Resource = "*" }, # expect
          { Effect = "Deny", NotAction = "s3:*", Resource = "*" },
        ]
      })
    }
    ```

    ```yaml
    Resources:
      App:
        Type: AWS::IAM::Role
        Properties:
          AssumeRolePolicyDocument:
            Version: "2012-10-17"
            Statement:
              - {Effect: Allow, Action: "sts:AssumeRole", Principal: {Service: ec2.amazonaws.com}}
          Policies:
            - PolicyName: app
              PolicyDocument:
                Version: "2012-10-17"
                Statement:
                  - {Effect: Allow, Action: "memorydb:DescribeClusters", Resource: "*"} # expect
                  - {Effect: Deny, Action: "memorydb:*", Resource: "*"}
    ```

    ## Use instead

    ```hcl
    resource "aws_iam_role" "app" {
      name = "app"
      assume_role_policy = jsonencode({
        Version   = "2012-10-17"
        Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
      })
    }

    resource "aws_iam_role_policy" "app" {
      role = aws_iam_role.app.id
      policy = jsonencode({
        Version   = "2012-10-17"
        Statement = [{ Effect = "Allow", Action = ["memorydb:Connect", "s3:GetObject"], Resource = "*" }]
      })
    }
    ```

    ```yaml
    Resources:
      App:
        Type: AWS::IAM::Role
        Properties:
          AssumeRolePolicyDocument:
            Version: "2012-10-17"
            Statement:
              - {Effect: Allow, Action: "sts:AssumeRole", Principal: {Service: ec2.amazonaws.com}}
          Policies:
            - PolicyName: app
              PolicyDocument:
                Version: "2012-10-17"
                Statement:
                  - {Effect: Allow, Action: "memorydb:DescribeClusters", Resource: "*"}
                  - {Effect: Deny, Action: "memorydb:Delete*", Resource: "*"}
    ```

    ## Limits

    Denies with a condition, and those of organisations, decide nothing here. Actions with wildcards are not judged.
    """
    effective = effective_policies(role)
    documents = [*(policy.document for policy in effective.policies), *effective.managed]
    denies = [
        statement
        for document in documents
        for statement in document.statements
        if equals(statement.effect, "Deny") is not Truth.NO
    ]
    if denies:

        def denied(_: Policy, entry: Entry, name: str) -> Truth:
            return _is_denied(denies, entry.statement, name)

        yield from _judged(role, effective.policies, denied, "a Deny of the same role takes it away again")


@rule(
    id="IAM013",
    title="What a policy allows is outside of the role's permissions boundary",
    severity=Severity.WARNING,
    types=("AWS::IAM::Role",),
    raises=_RAISES,
    evidence=(
        "catalogue:IAM-13",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    ),
    phase=Phase.RUNTIME,
)
def outside_boundary(role: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A role is allowed an action that its permissions boundary allows on nothing.

    ## What it finds

    An action written in full in an Allow statement of a role's policies that no Allow statement of its permissions
    boundary names, where the boundary is a policy of this configuration or a known one of AWS.

    ## Why AWS refuses it

    An identity with a boundary may do what both its policies and the boundary allow, and nothing else.

    ## Example

    ```hcl
    resource "aws_iam_policy" "boundary" {
      name = "boundary"
      policy = jsonencode({
        Version   = "2012-10-17"
        Statement = [{ Effect = "Allow", Action = ["s3:*", "logs:*"], Resource = "*" }]
      })
    }

    resource "aws_iam_role" "app" {
      name                 = "app"
      permissions_boundary = aws_iam_policy.boundary.arn
      assume_role_policy = jsonencode({
        Version   = "2012-10-17"
        Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
      })
    }

    resource "aws_iam_role_policy" "app" {
      role = aws_iam_role.app.id
      policy = jsonencode({
        Version   = "2012-10-17"
        Statement = [{ Effect = "Allow", Action = "memorydb:Connect", Resource = "*" }] # expect
      })
    }
    ```

    ## Use instead

    ```hcl
    resource "aws_iam_policy" "boundary" {
      name = "boundary"
      policy = jsonencode({
        Version   = "2012-10-17"
        Statement = [{ Effect = "Allow", Action = ["s3:*", "logs:*", "memorydb:Connect"], Resource = "*" }]
      })
    }

    resource "aws_iam_role" "app" {
      name                 = "app"
      permissions_boundary = aws_iam_policy.boundary.arn
      assume_role_policy = jsonencode({
        Version   = "2012-10-17"
        Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
      })
    }

    resource "aws_iam_role_policy" "app" {
      role = aws_iam_role.app.id
      policy = jsonencode({
        Version   = "2012-10-17"
        Statement = [{ Effect = "Allow", Action = "memorydb:Connect", Resource = "*" }]
      })
    }
    ```

    ## Limits

    A boundary that is not known allows anything. Denies of the boundary are not looked at, nor are actions with
    wildcards.
    """
    boundary = boundary_of(role)
    if boundary is None or not boundary.complete:
        return
    documents: list[Document] = [*(policy.document for policy in boundary.policies), *boundary.managed]

    def outside(_: Policy, entry: Entry, name: str) -> Truth:
        return ~could_allow(documents, name)

    policies = effective_policies(role).policies
    yield from _judged(role, policies, outside, "its permissions boundary allows it on nothing")


def _judged(role: Resource, policies: Sequence[Policy], question: Question, why: str) -> Iterator[Verdict]:
    found: list[Verdict] = []
    for policy in policies:
        for entry in entries(policy, "Action"):
            known = action(entry.text) if entry.text and not entry.is_pattern else None
            if known is None or equals(entry.statement.effect, "Allow") is not Truth.YES:
                continue
            holds = question(policy, entry, str(known)) & role.existence
            if holds is not Truth.NO:
                found.append(
                    Verdict(
                        holds=holds,
                        at=entry.attribute,
                        message=f"{known} is allowed to {role.address}, but {why}.",
                        help="Take it out of the one or put it into the other.",
                        related=[Related(role, "this is the role")],
                        raises=denial(known) or None,
                    )
                )
    yield from one_per_place(found)


def _is_denied(denies: Sequence[Statement], allowing: Statement, name: str) -> Truth:
    """Whether denies surely take in all resources that a statement allows the action on."""
    resources = allowing.resources
    if resources.written is not Truth.YES or not resources.complete or not resources.values:
        return any_true(_takes_all(deny, name) for deny in denies)
    return all_true(_takes(denies, name, value) for value in resources.values)


def _takes(denies: Sequence[Statement], name: str, value: Value) -> Truth:
    return any_true(equals(deny.effect, "Deny") & applies(deny, name, value) for deny in denies)


def _takes_all(deny: Statement, name: str) -> Truth:
    return equals(deny.effect, "Deny") & applies(deny, name, None)
