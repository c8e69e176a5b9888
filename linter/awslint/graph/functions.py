"""Lambda functions as others name them: directly, or by an alias or a version that is what the function is now."""

from __future__ import annotations

from typing import Final

from awslint.graph.attribute import Attribute
from awslint.graph.resource import Resource
from awslint.values import Truth, Unknown

FUNCTION: Final = "AWS::Lambda::Function"
_ALIAS: Final = "AWS::Lambda::Alias"
_VERSION: Final = "AWS::Lambda::Version"


def function_meant(attribute: Attribute) -> Resource | Unknown | None:
    """Returns the function whose present configuration answers for what the attribute names; None where it names no
    function.

    An alias of a version that is written as a number may run an older configuration: Unknown.
    """
    direct = attribute.target(FUNCTION)
    if direct is not None:
        return direct
    published = attribute.target(_ALIAS, _VERSION)
    if published is None:
        return None
    if published.type == _ALIAS and not _is_present(published.get("FunctionVersion")):
        return Unknown(f"which version of the function {published.address} names is not known")
    return published.get("FunctionName").target(FUNCTION)


def _is_present(version: Attribute) -> bool:
    """Whether an alias names what the deployment makes of the function, rather than a version from before."""
    return version.target(FUNCTION, _VERSION) is not None or version.equals("$LATEST") is Truth.YES
