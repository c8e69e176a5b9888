"""The provider configurations of a plan: identities, regions, versions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from awslint.facts.names import TypeNames
from awslint.frozen import frozen
from awslint.graph.loading import Inputs
from awslint.graph.resource import Resource
from awslint.terraform.plan.configuration import Module, specific, steps_of
from awslint.terraform.plan.document import Document, mapping
from awslint.terraform.plan.values import plain_value
from awslint.terraform.providers import NOT_OF_THE_ACCOUNT
from awslint.terraform.versions import Version, lower_bound
from awslint.values import NOWHERE, Known, MapOf, Unknown, Value


@frozen
class Provider:
    """A provider configuration: its identity, its region, and what decides its account."""

    key: str
    region: Value
    credentials: str = ""


class Providers:
    """The provider configurations of a plan, by the keys under which its blocks name them."""

    def __init__(self, document: Document, root: Module | None, inputs: Inputs) -> None:
        self._entries = mapping(mapping(document.root.get("configuration")).get("provider_config"))
        self._variables = mapping(document.root.get("variables"))
        self._root = root
        self._given = inputs

    def of(self, key: str, type_: str) -> Provider:
        """Returns the configuration with a key (`aws`, `aws.west`, `module.a:aws`); by the type where a block has no
        key."""
        key = key or type_.partition("_")[0]
        configuration = self._entry(key)
        return replace(self._located(key, configuration), credentials=_credentials(configuration))

    def _located(self, key: str, configuration: Mapping[str, Any]) -> Provider:
        address = _address(key)
        region = self._expression(configuration, "region")
        if region is None or (isinstance(region, Known) and region.scalar is None):
            is_aws = str(configuration.get("name") or key.rpartition(":")[2].partition(".")[0]) in ("aws", "awscc")
            if self._given.region is not None and is_aws:
                return Provider(address, Known(self._given.region))
            return Provider(address, Unknown(f"{address} sets no region"))
        return Provider(address, region)

    def _entry(self, key: str) -> Mapping[str, Any]:
        return mapping(self._entries.get(key))

    def _expression(self, configuration: Mapping[str, Any], name: str) -> Value | None:
        expression = mapping(configuration.get("expressions")).get(name)
        return (
            self._value(expression, self._module(str(configuration.get("module_address") or "")))
            if expression
            else None
        )

    def _module(self, address: str) -> Module | None:
        module = self._root
        for step in steps_of(address):
            if step != "module" and module is not None and not step.startswith("["):
                module = module.child(step)
        return module

    def _value(self, expression: Any, module: Module | None) -> Value:
        """A constant, or a variable that is one in the end; the plan does not have what else an expression makes."""
        if isinstance(expression, list):
            return plain_blocks([self._blocks(element, module) for element in expression])
        if not isinstance(expression, dict):
            return Unknown("its expression is not in the plan")
        if "constant_value" in expression:
            return plain_value(expression["constant_value"], NOWHERE)
        references = expression.get("references")
        if isinstance(references, list):
            return self._referred([str(reference) for reference in references], module)
        return self._blocks(expression, module)

    def _blocks(self, body: Any, module: Module | None) -> MapOf:
        return MapOf(
            {name: self._value(member, module) for name, member in body.items()} if isinstance(body, dict) else {}
        )

    def _referred(self, references: list[str], module: Module | None) -> Value:
        unsaid = Unknown(f"a plan does not tell what is made of {', '.join(specific(references)) or 'it'}")
        steps = steps_of(references[0]) if len(references) == 1 else []
        # Whether the variable is the whole expression is not known: only a variable named for it is taken to be.
        if len(steps) != 2 or steps[0] != "var" or "region" not in steps[1] or module is None:
            return unsaid
        if module.within is None:
            variable = self._variables.get(steps[1])
            return plain_value(variable.get("value"), NOWHERE) if isinstance(variable, dict) else unsaid
        argument = mapping(mapping(module.call).get("expressions")).get(steps[1])
        return self._value(argument, module.within) if argument is not None else unsaid

    def nodes(self) -> Iterator[Resource]:
        """Yields the provider blocks as nodes of the graph."""
        for key, configuration in self._entries.items():
            expressions = configuration.get("expressions") if isinstance(configuration, dict) else None
            if not isinstance(expressions, dict):
                continue
            module = self._module(str(configuration.get("module_address") or ""))
            attributes = {name: self._value(member, module) for name, member in expressions.items()}
            if isinstance(configuration.get("alias"), str):
                attributes["alias"] = Known(configuration["alias"])
            yield Resource(
                address=_address(key),
                type="Terraform::Provider",
                native_type=f'provider "{configuration.get("name") or key}"',
                attributes=MapOf(attributes),
                names=TypeNames("Terraform::Provider", is_open=True),
                mode="settings",
            )

    def versions(self) -> dict[str, Version]:
        """As `awslint.terraform.versions.lowest_versions`."""
        found: dict[str, Version] = {}
        for key, configuration in self._entries.items():
            constraint = configuration.get("version_constraint") if isinstance(configuration, dict) else None
            low = lower_bound(constraint) if isinstance(constraint, str) else None
            if low is not None:
                name = str(configuration.get("full_name") or configuration.get("name") or key).rpartition("/")[2]
                found[name] = max(found.get(name, ()), low)
        return found


def plain_blocks(blocks: list[MapOf]) -> Value:
    """Blocks of one type as a value."""
    from awslint.values import ListOf

    return ListOf(tuple(blocks))


def _credentials(configuration: Mapping[str, Any]) -> str:
    """The settings that decide the account, as the plan has their expressions."""
    written = {
        name: member
        for name, member in mapping(configuration.get("expressions")).items()
        if name not in NOT_OF_THE_ACCOUNT
    }
    return json.dumps([configuration.get("module_address"), written], sort_keys=True) if written else ""


def _address(key: str) -> str:
    module, _, name = key.rpartition(":")
    return f"{module}.provider.{name}" if module else f"provider.{name}"
