"""CFN008."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Severity, Verdict, rule
from awslint_rules.cloudformation._faults import REFUSED

_PAGE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html"


@rule(
    id="CFN008",
    title="The template's own Rules section rejects the parameters",
    severity=Severity.ERROR,
    types=("AWS::CloudFormation::Rule",),
    raises=REFUSED,
    evidence=(_PAGE,),
)
def failed(assertions: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """An assertion of the Rules section fails with the parameters as they are.

    ## What it finds
    An assertion that is surely false with the supplied values and the defaults of the others, and whose rule applies.

    ## Why AWS refuses it
    CloudFormation checks the assertions before it creates anything.

    ## Example
    ```yaml
    Parameters:
      Stage: {Type: String, Default: production}
      NodeType: {Type: String, Default: cache.t4g.micro}
    Rules:
      ProductionIsLarge:
        RuleCondition: !Equals [!Ref Stage, production]
        Assertions:
          - Assert: !Not [!Equals [!Ref NodeType, cache.t4g.micro]] # expect
            AssertDescription: production needs more than a micro node
    Resources:
      Topic:
        Type: AWS::SNS::Topic
    ```

    ## Use instead
    ```yaml
    Parameters:
      Stage: {Type: String, Default: production}
      NodeType: {Type: String, Default: cache.r7g.large}
    Rules:
      ProductionIsLarge:
        RuleCondition: !Equals [!Ref Stage, production]
        Assertions:
          - Assert: !Not [!Equals [!Ref NodeType, cache.t4g.micro]]
            AssertDescription: production needs more than a micro node
    Resources:
      Topic:
        Type: AWS::SNS::Topic
    ```

    ## Limits
    Where the assertion fails with defaults alone the finding is advice: the template means its user to choose.
    Assertions on what is only known at deployment (`Fn::ValueOf`, `Fn::RefAll`) are left out. An assertion that
    fails for some of the AllowedValues of a parameter is none that fails: such values are simply not deployed.
    """
    name = assertions.address.rpartition(".")[2]
    for element in assertions.get("Assertions").elements():
        description = element.get("AssertDescription").text
        yield Verdict(
            holds=element.get("Holds").is_false,
            at=element,
            message=f"The rule {name} rejects the parameters" + (f": {description}" if description else "."),
            severity=Severity.INFO if element.get("Holds").value.assumes else None,
            help="Give the parameters that the rule is about values that it accepts.",
        )
