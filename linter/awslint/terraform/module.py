"""A module instance: its variables, locals, resources, calls and outputs, each evaluated when first asked for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from awslint.graph.loading import Inputs, Problem
from awslint.graph.resource import ModuleCall
from awslint.syntax import hcl_tree as tree
from awslint.syntax.sources import SyntaxProblem
from awslint.terraform import data_sources
from awslint.terraform.evaluate import TOO_DEEP, TOO_MANY_STEPS, Scope, evaluate
from awslint.terraform.expansion import Expanded, expand, instances_value
from awslint.terraform.failure import Failure
from awslint.terraform.files import FileReader, ModuleFiles, downloaded_modules, literal_text, project_directory
from awslint.terraform.parts import attribute_of, element_of
from awslint.terraform.shared import CHARACTERS_A_STEP, DEPTH, PARTS_A_STEP, TEXT, Tree
from awslint.terraform.variables import RootVariables, child_variable, is_sensitive
from awslint.values import (
    ALWAYS,
    NOWHERE,
    Condition,
    Known,
    ListOf,
    MapOf,
    Reference,
    Span,
    Unknown,
    Value,
    all_of,
    distribute,
    under,
)


@dataclass(slots=True)
class Instance:
    """One instance of a resource or data block in one module instance."""

    module: Module
    block: tree.Block
    address: str
    block_address: str
    expanded: Expanded
    scope: Scope
    _attributes: dict[str, Value | None] = field(default_factory=dict)

    @property
    def exists(self) -> Condition:
        """When it is created, its modules' conditions included."""
        return all_of((self.module.exists, self.expanded.exists))

    @property
    def native_type(self) -> str:
        """`aws_kms_key`, `data.aws_vpc`."""
        label = self.block.labels[0]
        return label if self.block.type == "resource" else f"{self.block.type}.{label}"

    def configured(self, name: str) -> Value | None:
        """What the configuration says of an attribute; None where the provider decides.

        An empty text or list counts as not said: providers treat them as unset where they may compute a value.
        """
        if name not in self._attributes:
            self._attributes[name] = None
            self._attributes[name] = self._configured(name)
        return self._attributes[name]

    def _configured(self, name: str) -> Value | None:
        if self.block.type != "resource" or name in _REWRITTEN:
            computed = data_sources.attribute(self, name)
            if computed is not None or name in _REWRITTEN:
                return computed
        if name == "output" and self.native_type == "terraform_data":
            name = "input"
        attribute = self.block.body.attributes.get(name)
        if attribute is None or name in ("count", "for_each", "provider", "depends_on"):
            return None
        return _configured_value(self.module.tree.sizes.bounded(evaluate(attribute.expression, self.scope)))


_REWRITTEN: Final = frozenset({"user_data", "user_data_base64", "id"})
"""Attributes that the provider stores in another form than they are written in."""


def _configured_value(value: Value) -> Value | None:
    if isinstance(value, Known) and value.scalar in (None, "") and not isinstance(value.scalar, bool):
        return None
    if isinstance(value, Unknown) or (isinstance(value, ListOf) and not value.items):
        return None
    if hasattr(value, "choices"):
        choices = tuple((guard, _configured_value(one)) for guard, one in value.choices)
        return None if any(one is None for _, one in choices) else value
    return value


class Module:
    """One instance of a module. The root has no caller."""

    def __init__(
        self,
        files: ModuleFiles,
        shared: Tree,
        *,
        root_variables: RootVariables | None = None,
        caller: Module | None = None,
        call: tree.Block | None = None,
        expanded: Expanded | None = None,
    ) -> None:
        self.files = files
        self.tree = shared
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
        self.scope = Scope(self)
        self._values: dict[str, Value] = {}
        self._resources: dict[str, list[Instance]] = {}
        self._calls: dict[str, list[Module] | None] = {}
        self.conditions: dict[object, Condition] = {}

    def prefixed(self, local: str, *, instance: bool = True) -> str:
        """An address inside this module as seen from the root."""
        prefix = self.address if instance else self.block_address
        return f"{prefix}.{local}" if prefix else local

    @property
    def caller_scope(self) -> Scope:
        """Where the arguments of this module's call are evaluated."""
        assert self.caller is not None
        scope = self.caller.scope.binding(**self.expanded.bound)
        return replace(scope, instance=self.address)

    # What expressions ask for.

    def root(self, scope: Scope, expression: tree.Expression, steps: list[tree.Expression]) -> tuple[Value, int]:
        """See `evaluate.Names`."""
        assert isinstance(expression, tree.Name)
        first = steps[0].name if steps and isinstance(steps[0], tree.GetAttr) else None
        if expression.name in ("var", "local") and first is not None:
            return self.named(expression.name, first), 1
        if expression.name == "module" and first is not None:
            return self._module_value(scope, first, steps)
        if expression.name in ("path", "terraform"):
            return self._surrounding(expression.name, first), min(len(steps), 1)
        if expression.name in ("data", "ephemeral") and len(steps) > 1 and isinstance(steps[1], tree.GetAttr):
            return self._resource_value(scope, f"{expression.name}.{first}.{steps[1].name}"), 2
        if first is not None and expression.name not in ("each", "count", "self"):
            return self._resource_value(scope, f"{expression.name}.{first}"), 1
        return Unknown(f"{expression.name} has no value here", span=expression.span), 0

    def named(self, kind: str, name: str) -> Value:
        """The value of `var.name` or `local.name`."""
        key = f"{kind}.{name}"
        if key not in self._values:
            self._values[key] = Failure(f"{key} depends on itself")
            value = self._variable(name) if kind == "var" else self._local(name)
            self._values[key] = self.tree.sizes.bounded(value)
        return self._values[key]

    def _variable(self, name: str) -> Value:
        block = self.files.variables.get(name)
        if block is None:
            return self._undeclared(f"var.{name}")
        if self._root_variables is not None:
            return self._root_variables.value(name)
        argument = self.argument(name)
        value = evaluate(argument.expression, self.caller_scope) if argument is not None else None
        return child_variable(block, value, name)

    def argument(self, name: str) -> tree.Attribute | None:
        """The attribute of the call that sets a variable."""
        assert self.call_block is not None
        return self.call_block.body.attributes.get(name)

    def _local(self, name: str) -> Value:
        attribute = self.files.locals.get(name)
        return (
            evaluate(attribute.expression, self.scope) if attribute is not None else self._undeclared(f"local.{name}")
        )

    def _undeclared(self, what: str) -> Value:
        if self.files.incomplete:
            return Unknown(f"{what} may be declared in a file that could not be parsed")
        return Unknown(f"{what} is not declared")

    def _surrounding(self, kind: str, name: str | None) -> Value:
        if kind == "path" and name == "root":
            return Known(".")
        if kind == "path" and name == "module":
            real = self.tree.reader.sources.disk.real
            module = Path(real(self.files.directory))
            if not module.is_relative_to(real(self.tree.project)):
                return Unknown("path.module is outside of the project")
            return Known(Path(os.path.relpath(module, real(self.tree.root_directory))).as_posix())
        workspace = self.tree.inputs.environment.get("TF_WORKSPACE")
        if kind == "terraform" and name == "workspace" and workspace:
            return Known(workspace)
        return Unknown(f"{kind}.{name} is known when Terraform runs", "string")

    # Resources.

    def instances(self, key: str) -> list[Instance]:
        """The instances of a resource (`type.name`) or data block (`data.type.name`) of this module."""
        found = self._resources.get(key)
        if found is None:
            self._resources[key] = []
            block = self.files.resources[key]
            found = [self._instance(key, block, one) for one in expand(block.body, self.scope)]
            self._resources[key] = found
        return found

    def _instance(self, key: str, block: tree.Block, expanded: Expanded) -> Instance:
        address = self.prefixed(key + expanded.suffix)
        scope = replace(self.scope.binding(**expanded.bound), instance=address)
        world = scope.world.given(expanded.exists)
        scope = replace(scope, world=world) if world is not None else scope
        instance = Instance(self, block, address, self.prefixed(key, instance=False), expanded, scope)
        self.tree.instances[address] = instance
        return instance

    def _resource_value(self, scope: Scope, key: str) -> Value:
        if key not in self.files.resources:
            return self._undeclared(key)
        expanded = [one.expanded for one in self.instances(key)]
        return under(instances_value(self.prefixed(key), self.files.resources[key].body, expanded), scope.world)

    def attribute(self, value: Value, name: str) -> Value:
        """`value.name`, where a resource's attribute also tells what the configuration says of it."""
        result = attribute_of(value, name)
        if (
            isinstance(value, Reference)
            and not value.attribute
            and isinstance(result, Reference)
            and result.value is None
        ):
            instance = self.tree.instances.get(value.resource)
            configured = instance.configured(name) if instance is not None else None
            if configured is not None:
                return replace(result, value=configured)
        return result

    # Module calls.

    def children(self, name: str) -> list[Module] | None:
        """The instances of a called module; None where it cannot be loaded."""
        if name not in self._calls:
            self._calls[name] = None
            self._calls[name] = self._load(name, self.files.modules[name])
        return self._calls[name]

    def _load(self, name: str, block: tree.Block) -> list[Module] | None:
        attribute = block.body.attributes.get("source")
        source = literal_text(attribute.expression) if attribute is not None else None
        path = f"{self.call_path}.{name}".lstrip(".")
        if source is not None and source.startswith(("./", "../")):
            directory = self.files.directory / source
        elif path in self.tree.downloaded:
            directory = self.tree.downloaded[path]
        else:
            return None
        if sum(self.tree.texts.values()) > TEXT:
            self.tree.budget = -1
            return None
        files = self.tree.reader.module(directory)
        self.tree.texts[files.directory] = files.size
        is_there = self.tree.reader.sources.disk.is_directory(directory)
        if not is_there or self.depth >= DEPTH or self._is_within(files):
            reason = "the directory does not exist" if not is_there else "it contains itself or is too deep"
            span = attribute.span if attribute is not None else block.header
            problem = Problem("module", f"module {path} is not analysed: {reason}", self._shown(span), span)
            if problem not in self.tree.problems:
                self.tree.problems.append(problem)
            return None
        children = []
        for expanded in expand(block.body, self.scope):
            self.tree.budget -= 1 + len(files.resources)
            if self.tree.budget < 0:
                return None
            children.append(Module(files, self.tree, caller=self, call=block, expanded=expanded))
        return children

    def _shown(self, span: object) -> str:
        number = getattr(span, "file", -1)
        return self.tree.reader.sources[number].path if number >= 0 else self.files.directory.as_posix()

    def _is_within(self, files: ModuleFiles) -> bool:
        module: Module | None = self
        while module is not None:
            if module.files is files:
                return True
            module = module.caller
        return False

    def _module_value(self, scope: Scope, name: str, steps: list[tree.Expression]) -> tuple[Value, int]:
        if name not in self.files.modules:
            return self._undeclared(f"module.{name}"), 1
        children = self.children(name)
        address = self.prefixed(f"module.{name}")
        if children is None:
            return Reference(address, ()), 1
        following = steps[1] if len(steps) > 1 else None
        if len(children) == 1 and not children[0].expanded.keyed:
            if isinstance(following, tree.GetAttr):
                return children[0].output(following.name), 2
            return children[0].outputs(), 1
        if any(child.expanded.many for child in children):
            why = f"module.{name} has an unknown number of instances"
            skip = 2 if isinstance(following, tree.Index) else 1
            after = steps[skip] if len(steps) > skip else None
            if skip == 2 and isinstance(after, tree.GetAttr):
                return children[0].output(after.name), 3
            return Unknown(why, span=scope_span(following)), 1
        return self._keyed_module(scope, name, children, steps)

    def _keyed_module(
        self, scope: Scope, name: str, children: list[Module], steps: list[tree.Expression]
    ) -> tuple[Value, int]:
        body = self.files.modules[name].body
        address = self.prefixed(f"module.{name}")
        collection = under(instances_value(address, body, [child.expanded for child in children]), scope.world)
        by_address = {child.address: child for child in children}
        if len(steps) > 2 and isinstance(steps[1], tree.Index) and isinstance(steps[2], tree.GetAttr):
            output_name = steps[2].name

            def output(container: Value, key: Value) -> Value:
                found = element_of(container, key)
                if isinstance(found, Reference) and found.resource in by_address:
                    return by_address[found.resource].output(output_name)
                return found if isinstance(found, Failure) else Unknown("the module instance is not known")

            return distribute(output, collection, evaluate(steps[1].key, scope)), 3
        return distribute(lambda one: _with_outputs(one, by_address), collection), 1

    def output(self, name: str) -> Value:
        """The value of an output of this module."""
        key = f"output.{name}"
        if key not in self._values:
            self._values[key] = Failure(f"the output {name} depends on itself")
            block = self.files.outputs.get(name)
            attribute = block.body.attributes.get("value") if block is not None else None
            if block is None or attribute is None:
                self._values[key] = self._undeclared(f"output {name}")
            else:
                value = evaluate(attribute.expression, self.scope)
                value = self.tree.sizes.bounded(value)
                self._values[key] = replace(value, sensitive=True) if is_sensitive(block) else value
        return self._values[key]

    def outputs(self) -> MapOf:
        """All outputs as one object."""
        return MapOf({name: self.output(name) for name in self.files.outputs}, not self.files.incomplete)

    # Functions and texts.

    def call(self, name: str, arguments: list[Value], expression: tree.Call) -> Value:
        """See `evaluate.Names`."""
        from awslint.terraform import functions

        root, disk = self.tree.root_directory, self.tree.reader.sources.disk
        surroundings = functions.Surroundings(self.tree.project, self.files.directory, root, disk, self.spend)
        if not self.spend(sum(self.tree.sizes.measured(one)[0] for one in arguments) // PARTS_A_STEP):
            return Unknown(TOO_MANY_STEPS, span=expression.span)
        try:
            result = functions.call(name, arguments, surroundings)
        except functions.FunctionError as error:
            return Failure(f"{name}: {error}", span=expression.span)
        return replace(result, span=expression.span) if not result.span.is_somewhere else result

    def template(self, text: str, variables: MapOf, expression: tree.Call) -> Value:
        """See `evaluate.Names`."""
        from awslint.syntax.hcl import parse_template

        if self.tree.is_rendering:
            return Failure(f"{expression.name} is not called inside of another template", span=expression.span)
        if expression.name == "templatefile":
            content = self.call("file", [Known(text)], expression)
            if not isinstance(content, Known) or not isinstance(content.scalar, str):
                return content
            text = content.scalar
        if not self.spend(1 + len(text) // CHARACTERS_A_STEP):
            return Unknown(TOO_MANY_STEPS, span=expression.span)
        self.tree.is_rendering = True
        try:
            parsed = parse_template(text, -1, 0)
            bound = {key: attribute_of(variables, key) for key in variables.items}
            return replace(evaluate(parsed, Scope(self, bound)), span=expression.span)
        except SyntaxProblem as problem:
            return Failure(problem.message, span=expression.span)
        finally:
            self.tree.is_rendering = False

    def spend(self, number: int) -> bool:
        """See `evaluate.Names`."""
        self.tree.steps -= number
        return self.tree.steps >= 0

    def too_deep(self, span: Span) -> Value:
        """See `evaluate.Names`."""
        self.tree.too_deep = True
        return Unknown(TOO_DEEP, span=span)

    def subject(self, scope: Scope, expression: tree.Expression) -> str:
        """See `evaluate.Names`."""
        from awslint.terraform.references import names_in

        span = expression.span
        text = self.tree.reader.sources[span.file].text[span.start : span.end] if span.is_somewhere else "an expression"
        text = " ".join(text.split())
        used = names_in(expression).intersection(scope.bound)
        if used - {"each", "count", "self"}:
            self.tree.counter += 1
            text = f"{text} (for one element, {self.tree.counter})"
        elif used:
            text = f"{text} (of {scope.instance})"
        return f"{self.address}: {text}" if self.address else text

    def followed(self, scope: Scope, expression: tree.Expression) -> tuple[Scope, tree.Expression] | None:
        """See `evaluate.Names`."""
        if not isinstance(expression, tree.GetAttr):
            return None
        holder = expression.object
        if isinstance(holder, tree.Name) and holder.name == "local" and expression.name in self.files.locals:
            return replace(self.scope, world=scope.world), self.files.locals[expression.name].expression
        if isinstance(holder, tree.Name) and holder.name == "var" and self.caller is not None:
            argument = self.argument(expression.name)
            if argument is not None:
                return replace(self.caller_scope, world=scope.world), argument.expression
        if isinstance(holder, tree.GetAttr) and isinstance(holder.object, tree.Name) and holder.object.name == "module":
            children = self.children(holder.name) if holder.name in self.files.modules else None
            if children and len(children) == 1 and not children[0].expanded.keyed:
                block = children[0].files.outputs.get(expression.name)
                value = block.body.attributes.get("value") if block is not None else None
                if value is not None:
                    return replace(children[0].scope, world=scope.world), value.expression
        return None


def scope_span(expression: tree.Expression | None) -> Span:
    """The place of an expression, or nowhere."""
    return expression.span if expression is not None else NOWHERE


def _with_outputs(collection: Value, modules: Mapping[str, Module]) -> Value:
    if isinstance(collection, ListOf):
        items = tuple(modules[item.resource].outputs() for item in collection.items if isinstance(item, Reference))
        return replace(collection, items=items)
    if isinstance(collection, MapOf):
        mapped = {
            key: modules[item.resource].outputs()
            for key, item in collection.items.items()
            if isinstance(item, Reference)
        }
        return replace(collection, items=mapped)
    return Unknown("the module's instances are not known")


def root_module(directory: Path, reader: FileReader, inputs: Inputs, *, called: bool) -> tuple[Module, RootVariables]:
    """The root module of a directory."""
    files = reader.module(directory)
    variables = RootVariables(files, reader, inputs, called=called)
    downloaded = downloaded_modules(directory, inputs.environment, reader.sources.disk)
    shared = Tree(reader, inputs, directory, project_directory(directory, reader.sources), downloaded)
    return Module(files, shared, root_variables=variables), variables
