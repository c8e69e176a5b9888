"""The answer of an expression for one resource, in words."""

from __future__ import annotations

from awslint.graph import EvaluationContext, Resource
from awslint.rules.cel.operands import ABSENT, VALUES, Optional, settled, shown
from awslint.rules.cel.scope import Evaluate, Scope
from awslint.values import Truth, Undecided, World


def answers(function: Evaluate, resource: Resource) -> tuple[str, bool]:
    """Returns what is printed of a resource, nothing where the answer is no or absent; and whether it is yes or a
    value.

    Raises:
        EvaluationError: the expression asks for what there is not.
    """
    deployment = resource.deployment
    deployment.context = EvaluationContext(World())
    try:
        operand = function(Scope(deployment, {"self": resource}))
        if isinstance(operand, Optional):
            operand = operand.operand
        value = operand if isinstance(operand, Truth) else settled(operand)
    except Undecided as undecided:
        return f"undecided ({undecided.atom})", False
    finally:
        doubts = "; ".join(deployment.context.doubts)
        deployment.context = EvaluationContext()
    if value is Truth.YES or value is True:
        return "true", True
    if value is Truth.NO or value is False or value is ABSENT:
        return "", False
    if value is Truth.MAYBE or isinstance(value, VALUES):
        return f"undecided ({doubts or 'the files do not say enough'})", False
    return shown(operand), True
