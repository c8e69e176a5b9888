"""Small deployments for the tests of the graph."""

from __future__ import annotations

from typing import Any

from awslint.facts.names import Nested, TypeNames
from awslint.graph import Deployment, EvaluationContext, Resource
from awslint.values import Is, MapOf, Span, Truth, Value, World

NO, MAYBE, YES = Truth.NO, Truth.MAYBE, Truth.YES
P = Is("p")
Q = Is("q")
NAMES = TypeNames(
    "AWS::X::Y",
    {
        "name": "Name",
        "tags": "Tags",
        "auth_mode": Nested("AuthMode", {"type": "Type", "passwords": "Passwords"}),
        "rule": Nested("Rules", {"from_port": "FromPort"}, single=False),
        "id": "Id",
    },
)


def made(address: str = "aws_x.y", **attributes: Value) -> Resource:
    resource = Resource(address, "AWS::X::Y", "aws_x", MapOf(attributes), NAMES, Span(0, 0, 9))
    Deployment([resource])
    return resource


def in_world(resource: Resource, condition: Is, holds: bool = True) -> Resource:
    resource.deployment.context = EvaluationContext(World().given(condition, holds))
    return resource


def node(address: str, type_: str = "T", **more: Any) -> Resource:
    attributes = more.pop("attributes", {})
    return Resource(address, type_, "t", MapOf(attributes), TypeNames(type_, is_open=True), **more)
