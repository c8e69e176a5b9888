"""Which Lambda function is meant where a configuration names one: directly, or by an alias or a version of it."""

from __future__ import annotations

from typing import Final

from awslint.graph.attribute import Attribute
from awslint.graph.resource import Resource

FUNCTION: Final = "AWS::Lambda::Function"
_QUALIFIED: Final = ("AWS::Lambda::Alias", "AWS::Lambda::Version")


def function_of(attribute: Attribute) -> Resource | None:
    """The function that an attribute names, by itself or by an alias or a version; None where it is not here."""
    qualified = attribute.target(*_QUALIFIED)
    named = attribute if qualified is None else qualified.get("FunctionName")
    return named.resource.deployment.resolve(named, FUNCTION, "FunctionName").resource
