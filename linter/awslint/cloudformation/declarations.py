"""Nodes for what a template declares beside resources, where there is something to ask of it.

- `AWS::CloudFormation::Parameter`: a parameter with constraints and a value, address `Parameters.Name`. Attributes: its
  own (Type, AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue, NoEcho) and `Value`, what it has.
- `AWS::CloudFormation::Template`: an entry of the template that CloudFormation refuses, address `Resources.Name`,
  `Outputs.Name` or `Conditions.Name`. Attribute `Faults`: a list of maps (see `faults.Fault`).
- `AWS::CloudFormation::Rule`: an assertion of the Rules section, address `Rules.Name`. Attribute `Assertions`: a list
  of maps with `Holds` and `AssertDescription`.
- `AWS::CloudFormation::Capabilities`: what the deployment acknowledges, address `Capabilities`, where its configuration
  lists them. Attribute `Capabilities`: a list of texts.
- `AWS::CloudFormation::ServiceRole`: what the stack is deployed with, address `ServiceRole`, where the configuration
  beside its template names it. Attribute `RoleARN`.

They are no resources: their mode is `declaration`. A nested stack's begin with its address and a slash.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from awslint.facts.names import TypeNames
from awslint.graph.deployment import SERVICE_ROLE
from awslint.graph.resource import Resource
from awslint.values import Known, MapOf, Span, Value

if TYPE_CHECKING:
    from awslint.cloudformation.stack import Stack

CAPABILITIES: Final = "AWS::CloudFormation::Capabilities"


@functools.cache
def _names(type_: str) -> TypeNames:
    return TypeNames(type_, {}, is_open=True)


def acknowledged(stack: Stack, capabilities: Value) -> Resource:
    """Returns the node for what a deployment acknowledges."""
    return declaration(stack, CAPABILITIES, "Capabilities", {"Capabilities": capabilities}, capabilities.span)


def service_role(stack: Stack, arn: Known) -> Resource:
    """Returns the node for the role that a stack is deployed with."""
    return declaration(stack, SERVICE_ROLE, "ServiceRole", {"RoleARN": arn}, arn.span)


def declaration(stack: Stack, type_: str, address: str, attributes: Mapping[str, Value], span: Span) -> Resource:
    """Returns a node of a stack that is no resource."""
    pseudo = stack.run.pseudo
    return Resource(
        address=stack.address(address),
        type=type_,
        native_type=type_,
        attributes=MapOf(dict(attributes), span=span),
        names=_names(type_),
        header=span,
        exists=stack.existence(stack.exists),
        provider=stack.run.provider,
        region=pseudo["AWS::Region"],
        account=pseudo["AWS::AccountId"],
        partition=pseudo["AWS::Partition"],
        chain=stack.chain,
        mode="declaration",
    )
