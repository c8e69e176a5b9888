"""TF001: a value that a variable's own validation rejects."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Phase, Raises, Related, Severity, Verdict, rule
from awslint.values import Truth, Unknown, revealed


@rule(
    id="TF001",
    title="A variable's value is rejected by the variable's own validation",
    severity=Severity.ERROR,
    types=("Terraform::Variable",),
    raises=(Raises("terraform", "InvalidValueForVariable"),),
    evidence=("https://developer.hashicorp.com/terraform/language/expressions/custom-conditions",),
    phase=Phase.PLAN,
)
def check(variable: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A validation block of a variable rejects the value that the variable has.

    ## What it finds
    A value from a variables file, the command line, the environment, a module call or the default for which the
    condition of one of the variable's `validation` blocks is false.

    ## Why AWS refuses it
    AWS is never asked: Terraform ends the plan with the validation's own message.

    ## Example
    ```hcl
    variable "node_type" {
      default = "db.t3.small" # expect

      validation {
        condition     = startswith(var.node_type, "db.r")
        error_message = "MemoryDB runs on memory optimised nodes here."
      }
    }
    ```

    ## Use instead
    ```hcl
    variable "node_type" {
      default = "db.r7g.large"

      validation {
        condition     = startswith(var.node_type, "db.r")
        error_message = "MemoryDB runs on memory optimised nodes here."
      }
    }
    ```

    ## Limits
    Silent when the value, or what the condition compares it with, is not known before the plan. A default that every
    caller replaces is not judged in a module that other modules of the run call.
    """
    if variable.get("IsMissing").is_true is Truth.YES:
        module, _, name = variable.address.rpartition(".var.")
        yield Verdict(
            holds=Truth.YES,
            at=variable.get("IsMissing"),
            message=f"{module} lacks the argument {name}, which the module requires.",
            help=f"Add {name} to the call of {module}.",
            raises=[Raises("terraform", "MissingRequiredArgument")],
            related=[Related(variable, "the variable has no default")],
        )
        return
    if isinstance(revealed(variable.get("Value").value), Unknown):
        return  # a required variable in a module by itself is no check that could not be decided
    for validation in variable.get("Validations").elements():
        message = validation.get("Message").text
        yield Verdict(
            holds=validation.get("Holds").is_false,
            at=variable.get("Value"),
            message=f"The value of {variable.address} is rejected by its validation"
            + (f": {' '.join(message.split())}" if message else "."),
            help=f"Give {variable.address} a value that its validation takes, or change the validation.",
            related=[Related(validation, "the validation"), Related(variable, "the variable")],
        )
