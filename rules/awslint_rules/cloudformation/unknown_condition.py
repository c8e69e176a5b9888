"""CFN003 and CFN007."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Severity, Verdict, rule
from awslint_rules.cloudformation._faults import REFUSED, TEMPLATE, of_kind

_PAGE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html"


@rule(
    id="CFN003",
    title="A condition is used that the template does not declare",
    severity=Severity.ERROR,
    types=TEMPLATE,
    raises=REFUSED,
    evidence=(_PAGE,),
)
def undeclared(template: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A `Condition`, or the first operand of `Fn::If`, has to be the name of an entry of the Conditions section.

    ## What it finds
    A condition's name on a resource, an output, in `Fn::If` or in another condition that the Conditions section does
    not have.

    ## Why AWS refuses it
    CloudFormation resolves the names of conditions before it creates anything: `Unresolved condition dependency`.

    ## Example
    ```yaml
    Conditions:
      IsProduction: !Equals [!Ref "AWS::Region", eu-central-1]
    Resources:
      Topic:
        Type: AWS::SNS::Topic
        Condition: IsProd # expect
    ```

    ## Use instead
    ```yaml
    Conditions:
      IsProduction: !Equals [!Ref "AWS::Region", eu-central-1]
    Resources:
      Topic:
        Type: AWS::SNS::Topic
        Condition: IsProduction
    ```

    ## Limits
    Nothing is said of templates that a macro may add conditions to.
    """
    for fault in of_kind(template, "UnknownCondition"):
        yield Verdict(
            holds=fault.holds,
            at=fault.at,
            message=f"{fault.where} depends on the condition {fault.name}, which the template does not declare.",
            help=f"Declare {fault.name} in Conditions, or name the one that is meant.{fault.suggestion}",
        )


@rule(
    id="CFN007",
    title="A condition is defined by itself",
    severity=Severity.ERROR,
    types=TEMPLATE,
    raises=REFUSED,
    evidence=(_PAGE,),
)
def circular(template: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """Conditions may use other conditions, but not in a circle.

    ## What it finds
    A condition that leads back to itself through the conditions it is made of.

    ## Why AWS refuses it
    There is no order in which such conditions can be decided.

    ## Example
    ```yaml
    Conditions:
      InEurope: !Or [!Equals [!Ref "AWS::Region", eu-west-1], !Condition IsPrimary]
      IsPrimary: !Not [!Condition InEurope] # expect
    Resources:
      Topic:
        Type: AWS::SNS::Topic
        Condition: IsPrimary
    ```

    ## Use instead
    ```yaml
    Conditions:
      InEurope: !Equals [!Ref "AWS::Region", eu-west-1]
      IsPrimary: !Not [!Condition InEurope]
    Resources:
      Topic:
        Type: AWS::SNS::Topic
        Condition: IsPrimary
    ```

    ## Limits
    Nothing is said of templates that a macro rewrites.
    """
    for fault in of_kind(template, "ConditionCycle"):
        yield Verdict(
            holds=fault.holds,
            at=fault.at,
            message=f"The condition needs itself: {fault.name}.",
            help="Take one of the conditions out of the circle.",
        )
