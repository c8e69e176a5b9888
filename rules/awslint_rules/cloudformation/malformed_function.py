"""CFN004."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Severity, Verdict, rule
from awslint_rules.cloudformation._faults import REFUSED, TEMPLATE, Fault, of_kind

_PAGE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html"


@rule(
    id="CFN004",
    title="An intrinsic function is not written as it must be",
    severity=Severity.ERROR,
    types=TEMPLATE,
    raises=REFUSED,
    evidence=(_PAGE, "issue:bazaarvoice/cloudformation-ruby-dsl#131", "issue:troposphere/troposphere#479"),
)
def malformed(template: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """An intrinsic function takes a fixed number of operands, and a variable of `Fn::Sub` is a plain name.

    ## What it finds
    A function with too few or too many operands, or with one operand where it takes a list; `${...}` in `Fn::Sub`
    with other characters than letters, digits, `_`, `.` and `:`, as shell scripts have them.

    ## Why AWS refuses it
    CloudFormation checks the shape of every function before it creates anything.

    ## Example
    ```yaml
    Resources:
      Topic:
        Type: AWS::SNS::Topic
        Properties:
          TopicName: !Join ["-", orders, !Ref "AWS::Region"] # expect
    ```

    ## Use instead
    ```yaml
    Resources:
      Topic:
        Type: AWS::SNS::Topic
        Properties:
          TopicName: !Join ["-", [orders, !Ref "AWS::Region"]]
    ```

    ## Limits
    Operands are counted; whether each is of the right kind is not asked.
    """
    for fault in of_kind(template, "MalformedFunction"):
        yield Verdict(holds=fault.holds, at=fault.at, message=_message(fault), help=_help(fault))


def _message(fault: Fault) -> str:
    if fault.name.startswith("${"):
        return f"Fn::Sub in {fault.where} has {fault.name}, which is no name."
    written = "is given something else" if fault.name.startswith("one that") else f"is given {fault.name}"
    return f"{fault.function} takes a list of {fault.known[0]}, but {written}."


def _help(fault: Fault) -> str:
    if fault.name.startswith("${"):
        return f"Write ${{!{fault.name[2:-1]}}} where the text itself is meant, for instance in a shell script."
    if fault.function == "Fn::Join":
        return 'Write the delimiter, then one list of what is joined: !Join ["-", [a, b]].'
    return f"Give {fault.function} a list of {fault.known[0]} operands."
