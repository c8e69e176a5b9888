"""A module instance: its variables, locals, resources, calls and outputs, each evaluated when first asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from awslint.graph.loading import Inputs
from awslint.graph.resource import ModuleCall
from awslint.syntax import hcl_tree as tree
from awslint.terraform.calls import called
from awslint.terraform.evaluate import evaluate
from awslint.terraform.expansion import Expanded, expand, unexpanded
from awslint.terraform.failure import Failure
from awslint.terraform.files import FileReader, ModuleFiles, downloaded_modules, project_directory
from awslint.terraform.instance import Instance
from awslint.terraform.names import ModuleNames
from awslint.terraform.scope import Scope
from awslint.terraform.unit_state import UnitState
from awslint.terraform.variables import RootVariables, child_variable, is_sensitive
from awslint.values import (
    ALWAYS,
    Condition,
    MapOf,
    Unknown,
    Value,
    all_of,
)


class Module:
    """One instance of a module. The root has no caller."""

    def __init__(
        self,
        files: ModuleFiles,
        unit: UnitState,
        *,
        root_variables: RootVariables | None = None,
        caller: Module | None = None,
        call: tree.Block | None = None,
        expanded: Expanded | None = None,
    ) -> None:
        self.files = files
        self.unit = unit
        self.caller = caller
        self.call_block = call
        self.expanded = expanded if expanded is not None else Expanded(None, bound={})
        self._root_variables = root_variables
        name = call.labels[0] if call is not None else ""
        above = caller.address if caller is not None else ""
        self.address: str = f"{above}.module.{name}{self.expanded.suffix}".lstrip(".") if name else ""
        self.block_address: str = f"{caller.block_address}.module.{name}".lstrip(".") if caller is not None else ""
        self.call_path: str = f"{caller.call_path}.{name}".lstrip(".") if caller is not None else ""
        self.depth: int = caller.depth + 1 if caller is not None else 0
        self.exists: Condition = all_of((caller.exists, self.expanded.exists)) if caller is not None else ALWAYS
        self.many: bool = self.expanded.many or (caller.many if caller is not None else False)
        self.assumes: tuple[str, ...] = (*caller.assumes, *self.expanded.assumes) if caller is not None else ()
        self.chain: tuple[ModuleCall, ...] = ()
        if caller is not None and call is not None:
            self.chain = (*caller.chain, ModuleCall(self.address, call.header))
        self.scope = Scope(ModuleNames(self, unit))
        self._values: dict[str, Value] = {}
        self._resources: dict[str, list[Instance]] = {}
        self._calls: dict[str, list[Module] | None] = {}

    def prefixed(self, local: str, *, instance: bool = True) -> str:
        """Returns an address inside this module as seen from the root."""
        prefix = self.address if instance else self.block_address
        return f"{prefix}.{local}" if prefix else local

    @property
    def caller_scope(self) -> Scope:
        """Where the arguments of this module's call are evaluated."""
        assert self.caller is not None
        scope = self.caller.scope.binding(**self.expanded.bound)
        return replace(scope, instance=self.address)

    def named(self, kind: str, name: str) -> Value:
        """Returns the value of `var.name` or `local.name`."""
        key = f"{kind}.{name}"
        if key not in self._values:
            self._values[key] = Failure(f"{key} depends on itself")
            value = self._variable(name) if kind == "var" else self._local(name)
            self._values[key] = self.unit.sizes.bounded(value)
        return self._values[key]

    def _variable(self, name: str) -> Value:
        block = self.files.variables.get(name)
        if block is None:
            return self.undeclared(f"var.{name}")
        if self._root_variables is not None:
            return self._root_variables.value(name)
        argument = self.argument(name)
        value = evaluate(argument.expression, self.caller_scope) if argument is not None else None
        return child_variable(block, value, name)

    def argument(self, name: str) -> tree.Attribute | None:
        """Returns the attribute of the call that sets a variable."""
        assert self.call_block is not None
        return self.call_block.body.attributes.get(name)

    def _local(self, name: str) -> Value:
        attribute = self.files.locals.get(name)
        return evaluate(attribute.expression, self.scope) if attribute is not None else self.undeclared(f"local.{name}")

    def undeclared(self, name: str) -> Value:
        """Returns what stands for a name that nothing declares."""
        if self.files.incomplete:
            return Unknown(f"{name} may be declared in a file that could not be parsed")
        return Unknown(f"{name} is not declared")

    # Resources.

    def instances(self, key: str) -> list[Instance]:
        """Returns the instances of a resource (`type.name`) or data block (`data.type.name`) of this module."""
        found = self._resources.get(key)
        if found is None:
            self._resources[key] = []
            block = self.files.resources[key]
            every = expand(block.body, self.scope, 1 + self.unit.blocks)
            if every is None:
                self.unit.is_cut = True
                every = [unexpanded(block.body)]
            self.unit.blocks -= max(0, len(every) - 1)  # the module's instance counts one of each
            found = [self._instance(key, block, expanded) for expanded in every]
            self._resources[key] = found
        return found

    def _instance(self, key: str, block: tree.Block, expanded: Expanded) -> Instance:
        address = self.prefixed(key + expanded.suffix)
        scope = replace(self.scope.binding(**expanded.bound), instance=address)
        world = scope.world.given(expanded.exists)
        scope = replace(scope, world=world) if world is not None else scope
        instance = Instance(self, block, address, self.prefixed(key, instance=False), expanded, scope)
        self.unit.instances[address] = instance
        return instance

    # Module calls.

    def children(self, name: str) -> list[Module] | None:
        """Returns the instances of a called module; None where it cannot be loaded."""
        if name not in self._calls:
            self._calls[name] = None
            block = self.files.modules[name]
            found = called(self, name, block)
            if found is not None:
                files, instances = found
                self._calls[name] = [
                    Module(files, self.unit, caller=self, call=block, expanded=each) for each in instances
                ]
        return self._calls[name]

    def output(self, name: str) -> Value:
        """Returns the value of an output of this module."""
        key = f"output.{name}"
        if key not in self._values:
            self._values[key] = Failure(f"the output {name} depends on itself")
            block = self.files.outputs.get(name)
            attribute = block.body.attributes.get("value") if block is not None else None
            if block is None or attribute is None:
                self._values[key] = self.undeclared(f"output {name}")
            else:
                value = evaluate(attribute.expression, self.scope)
                value = self.unit.sizes.bounded(value)
                self._values[key] = replace(value, sensitive=True) if is_sensitive(block) else value
        return self._values[key]

    def outputs(self) -> MapOf:
        """Returns all outputs as one object."""
        return MapOf({name: self.output(name) for name in self.files.outputs}, not self.files.incomplete)


def root_module(directory: Path, reader: FileReader, inputs: Inputs, *, called: bool) -> tuple[Module, RootVariables]:
    """Returns the root module of a directory."""
    files = reader.module(directory)
    variables = RootVariables(files, reader, inputs, called=called)
    downloaded = downloaded_modules(directory, inputs.environment, reader.sources.disk)
    unit = UnitState(reader, inputs, directory, project_directory(directory, reader.sources), downloaded)
    unit.allow(files.directory, files.size)
    return Module(files, unit, root_variables=variables), variables
