"""Environment variables of workloads: of Lambda functions, ECS containers and CodeBuild projects."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.frozen import frozen
from awslint.graph.attribute import Attribute
from awslint.graph.resource import Resource
from awslint.iam.texts import structure_of
from awslint.values import Known, ListOf, MapOf, Text


@frozen
class Variable:
    """One variable; `group` tells the containers of a task apart."""

    name: str
    value: Attribute
    group: int = 0


@frozen
class Environment:
    """The variables of one workload, as far as they are known.

    `complete` is False where there may be further ones, secrets that come as variables included.
    """

    variables: list[Variable]
    complete: bool

    def named(self, name: str, group: int = 0) -> Variable | None:
        """Returns the variable of that name."""
        return next(
            (variable for variable in self.variables if variable.name == name and variable.group == group), None
        )


WORKLOADS = ("AWS::Lambda::Function", "AWS::ECS::TaskDefinition")
"""The types that `environment_of` reads."""


def environment_of(resource: Resource) -> Environment:
    """Returns the environment of a Lambda function or of the containers of an ECS task definition."""
    if resource.type == "AWS::Lambda::Function":
        variables = resource.get("Environment", "Variables")
        content = variables.content
        if isinstance(content, MapOf):
            return Environment([Variable(key, variables.get(key)) for key in content.items], content.complete)
        return Environment([], False)
    if resource.type == "AWS::ECS::TaskDefinition":
        return _of_containers(containers_of(resource))
    return Environment([], False)


def containers_of(task: Resource) -> Attribute:
    """Returns the container definitions as a list, also where they are written as JSON text."""
    attribute = task.get("ContainerDefinitions")
    content = attribute.content
    if isinstance(content, (Known, Text)):
        read = structure_of(content)
        if not isinstance(read, str):
            return Attribute(task, attribute.path, read, attribute.span)
    return attribute


def _of_containers(containers: Attribute) -> Environment:
    found: list[Variable] = []
    content = containers.content
    complete = isinstance(content, ListOf) and content.complete
    for group, container in enumerate(containers.elements()):
        value = container.content
        if not isinstance(value, MapOf):
            complete = False
            continue
        complete = complete and value.complete
        # CloudFormation writes the members with capitals, the API's JSON without.
        for member in ("Environment", "environment"):
            if member in value.items:
                listed = _child(container, member)
                complete = complete and isinstance(listed.content, ListOf) and listed.content.complete
                found += _of_pairs(listed, group)
        if {"Secrets", "secrets", "EnvironmentFiles", "environmentFiles"} & set(value.items):
            complete = False
    return Environment(found, complete)


def _of_pairs(listed: Attribute, group: int) -> Iterator[Variable]:
    for pair in listed.elements():
        content = pair.content
        if not isinstance(content, MapOf):
            continue
        name = next((_child(pair, key).text for key in ("Name", "name") if key in content.items), None)
        value = next((_child(pair, key) for key in ("Value", "value") if key in content.items), None)
        if name is not None and value is not None:
            yield Variable(name, value, group)


def _child(attribute: Attribute, key: str) -> Attribute:
    """A member by its key as it is written, whether or not it has a canonical name."""
    content = attribute.content
    assert isinstance(content, MapOf)
    value = content.items[key]
    place = value.span if value.span.is_somewhere else attribute.span
    return Attribute(attribute.resource, (*attribute.path, key), value, content.spans.get(key, place))
