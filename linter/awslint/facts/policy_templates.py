"""The policy templates of the Serverless transform: what `SQSPollerPolicy` and the like put into a role.

Source: aws-sam-translator's table of them.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from awslint.facts.packs import pack
from awslint.frozen import frozen


@frozen
class PolicyTemplate:
    """One policy template.

    Attributes:
        parameters: the names of its parameters; all of them must be given.
        statements: IAM statements, in which `{"Ref": PARAMETER}` and `{"Fn::Sub": ...}` stand for what is open.
    """

    parameters: frozenset[str]
    statements: tuple[dict[str, Any], ...]


@cache
def policy_template(name: str) -> PolicyTemplate | None:
    """Returns the policy template of that name; None for a name that the table does not have."""
    template = _table().get(name)
    return (
        PolicyTemplate(frozenset(template["parameters"]), tuple(template["statements"]))
        if template is not None
        else None
    )


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = pack("policy_templates")["*"]
    return table
