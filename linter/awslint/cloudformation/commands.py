"""What a resource runs, as far as the template has it: the code of functions, the user data of instances."""

from __future__ import annotations

from awslint.cloudformation.resources import Declared
from awslint.cloudformation.stack import Stack
from awslint.syntax.tree import Mapping
from awslint.values import MapOf, Missing, Reference, Value, revealed


def commands(stack: Stack, declared: Declared, attributes: MapOf) -> tuple[Value, ...]:
    """Returns what a resource runs; of a custom resource the code of the function that it calls."""
    if declared.type == "AWS::Lambda::Function":
        return zip_file(attributes)
    properties = declared.properties
    if properties is not None and declared.type == "AWS::EC2::LaunchTemplate":
        properties = properties.mapping("LaunchTemplateData")
    user_data = properties.get("UserData") if properties is not None else None
    if user_data is not None:
        encoded = user_data.get("Fn::Base64") if isinstance(user_data, Mapping) else None
        return _written(stack.evaluator.value(encoded if encoded is not None else user_data))
    token = attributes.items.get("ServiceToken")
    if isinstance(token, Reference):
        return _code_of(stack, token)
    return ()


def _code_of(stack: Stack, token: Reference) -> tuple[Value, ...]:
    """The code of the function of this template that a custom resource calls."""
    function = stack.resources.get(token.resource.removeprefix(stack.prefix))
    properties = function.properties if function is not None else None
    if function is None or properties is None:
        return ()
    code = properties.mapping("Code")
    node = code.get("ZipFile") if code is not None else properties.get("InlineCode")
    return _written(stack.evaluator.value(node)) if node is not None else ()


def zip_file(attributes: MapOf) -> tuple[Value, ...]:
    """Returns the code of a function that stands in the template."""
    code = attributes.items.get("Code")
    text = code.items.get("ZipFile") if isinstance(code, MapOf) else None
    return _written(text) if text is not None else ()


def _written(value: Value) -> tuple[Value, ...]:
    """A text, as far as it is known, as the commands of a resource."""
    return () if isinstance(value, Missing) else (revealed(value),)
