"""A grant whose time is over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Final

from awslint.facts.sources import sources
from awslint.graph import Deployment, Resource
from awslint.graph.policies import policies_of
from awslint.iam.documents import Statement, text_of
from awslint.rules import Phase, Raises, Severity, Verdict, rule
from awslint.values import Truth, Value, equals
from awslint_rules.iam._actions import POLICY_TYPES, denial, one_per_place
from awslint_rules.iam._conditions import tests_in

_UNTIL: Final = ("datelessthan", "datelessthanequals", "numericlessthan", "numericlessthanequals")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?")


@rule(
    id="CRED022",
    title="A statement allows something only until a day that is over",
    severity=Severity.WARNING,
    types=POLICY_TYPES,
    raises=(Raises("s3", "AccessDenied", on="GetObject"),),
    evidence=(
        "catalogue:CRED-22",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws-dates.html",
    ),
    phase=Phase.RUNTIME,
)
def over_already(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """An `Allow` whose condition on the current time can no longer be met.

    ## What it finds

    `DateLessThan` or `DateLessThanEquals` on `aws:CurrentTime` (or `aws:EpochTime`, with numbers too) in a statement
    that allows something, where all dates are past. Past is what is earlier than the newest facts of awslint, so that
    the same configuration gives the same answer on every day.

    ## Why AWS refuses it

    The time of the request is never before that day, so the statement allows nothing: calls that nothing else allows
    are refused.

    ## Example

    ```hcl
    resource "aws_iam_role_policy" "contractor" {
      role = "contractor"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Action    = "s3:GetObject"
          Resource  = "arn:aws:s3:::reports/*"
          Condition = { DateLessThan = { "aws:CurrentTime" = "2023-06-30T23:59:59Z" } } # expect
        }]
      })
    }
    ```

    ```yaml
    Resources:
      Contractor:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: s3:GetObject
                Resource: arn:aws:s3:::reports/*
                Condition: {DateLessThan: {"aws:CurrentTime": "2023-06-30T23:59:59Z"}} # expect
    ```

    ## Use instead

    ```hcl
    resource "aws_iam_role_policy" "contractor" {
      role = "contractor"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Action    = "s3:GetObject"
          Resource  = "arn:aws:s3:::reports/*"
          Condition = { DateLessThan = { "aws:CurrentTime" = "2099-06-30T23:59:59Z" } }
        }]
      })
    }
    ```

    ```yaml
    Resources:
      Contractor:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: s3:GetObject
                Resource: arn:aws:s3:::reports/*
                Condition: {DateLessThan: {"aws:CurrentTime": "2099-06-30T23:59:59Z"}}
    ```

    ## Limits

    A statement that denies something until a day does nothing once the day is over; that is mostly meant, and not
    reported. Neither is a statement that another condition with an unknown key voids anyway. A day before there was AWS
    is written to allow nothing.
    """
    found = []
    for policy in policies_of(resource):
        for number, statement in enumerate(policy.document.statements):
            if equals(statement.effect, "Allow") is not Truth.YES:
                continue
            for at, operator, key, values in tests_in(policy, number):
                past = [_is_past(value) for value in values]
                if operator.lower() in _UNTIL and key.lower() in ("aws:currenttime", "aws:epochtime") and past:
                    found.append(
                        Verdict(
                            holds=Truth.of(all(past)),
                            at=at,
                            message=f"The statement allows something only until {text_of(values[0])}, which is over: "
                            "it allows nothing any more.",
                            help="Set a later date, or take the statement away.",
                            raises=_denied(statement) or None,
                        )
                    )
    yield from one_per_place(found)


_BEFORE_AWS: Final = datetime(2006, 1, 1, tzinfo=UTC)


def _denied(statement: Statement) -> list[Raises]:
    names = [text for value in statement.actions.values if (text := text_of(value)) is not None]
    return [raised for name in names[:1] if "*" not in name for raised in denial(name)]


def _is_past(value: Value) -> bool:
    """Whether a date, or a number of seconds since 1970, is surely past, and not so long that it was never meant to be
    another one."""
    text = text_of(value) or ""
    if re.fullmatch(r"\d{9,10}", text):
        return _BEFORE_AWS.timestamp() < int(text) < _newest().timestamp()
    if not _DATE.fullmatch(text):
        return False
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        return False
    return _BEFORE_AWS < (day if day.tzinfo is not None else day.replace(tzinfo=UTC)) < _newest()


@cache
def _newest() -> datetime:
    """The day of the newest facts, which is past for everybody who has them."""
    return max(datetime.fromisoformat(source.date).replace(tzinfo=UTC) for source in sources() if source.date)
