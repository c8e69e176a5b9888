"""What the expressions of a module can ask for: `scope.Names` over a module."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from awslint.syntax import hcl_tree as tree
from awslint.syntax.sources import SyntaxProblem
from awslint.terraform.evaluate import evaluate
from awslint.terraform.expansion import instances_value
from awslint.terraform.failure import Failure
from awslint.terraform.module_values import module_value
from awslint.terraform.parts import attribute_of
from awslint.terraform.references import names_in
from awslint.terraform.scope import TOO_DEEP, TOO_MANY_STEPS, Scope
from awslint.terraform.unit_state import CHARACTERS_A_STEP, PARTS_A_STEP, UnitState
from awslint.values import Condition, Known, MapOf, Reference, Span, Unknown, Value, under

if TYPE_CHECKING:
    from awslint.terraform.module import Module


class ModuleNames:
    """See `scope.Names`, which says what each method answers."""

    def __init__(self, module: Module, unit: UnitState) -> None:
        self.module = module
        self._unit = unit
        self.conditions: dict[object, Condition] = {}
        self.constants: dict[int, Value] = {}

    def root(self, scope: Scope, expression: tree.Expression, steps: list[tree.Expression]) -> tuple[Value, int]:
        """See `scope.Names`."""
        assert isinstance(expression, tree.Name)
        first = steps[0].name if steps and isinstance(steps[0], tree.GetAttr) else None
        if expression.name in ("var", "local") and first is not None:
            return self.module.named(expression.name, first), 1
        if expression.name == "module" and first is not None:
            return module_value(self.module, scope, first, steps)
        if expression.name in ("path", "terraform"):
            return _surrounding(self.module, expression.name, first), min(len(steps), 1)
        if expression.name in ("data", "ephemeral") and len(steps) > 1 and isinstance(steps[1], tree.GetAttr):
            return _resource_value(self.module, scope, f"{expression.name}.{first}.{steps[1].name}"), 2
        if first is not None and expression.name not in ("each", "count", "self"):
            return _resource_value(self.module, scope, f"{expression.name}.{first}"), 1
        return Unknown(f"{expression.name} has no value here", span=expression.span), 0

    def attribute(self, value: Value, name: str) -> Value:
        """`value.name`, where a resource's attribute also tells what the configuration says of it."""
        result = attribute_of(value, name)
        if (
            isinstance(value, Reference)
            and not value.attribute
            and isinstance(result, Reference)
            and result.value is None
        ):
            instance = self._unit.instances.get(value.resource)
            configured = instance.configured(name) if instance is not None else None
            if configured is not None:
                return replace(result, value=configured)
        return result

    def call(self, name: str, arguments: list[Value], expression: tree.Call) -> Value:
        """See `scope.Names`."""
        from awslint.terraform import functions

        root, disk = self._unit.root_directory, self._unit.reader.sources.disk
        surroundings = functions.Surroundings(self._unit.project, self.module.files.directory, root, disk, self.spend)
        if not self.spend(sum(self._unit.sizes.measured(argument)[0] for argument in arguments) // PARTS_A_STEP):
            return Unknown(TOO_MANY_STEPS, span=expression.span)
        try:
            result = functions.call(name, arguments, surroundings)
        except functions.FunctionError as error:
            return Failure(f"{name}: {error}", span=expression.span)
        return replace(result, span=expression.span) if not result.span.is_somewhere else result

    def template(self, text: str, variables: MapOf, expression: tree.Call) -> Value:
        """See `scope.Names`."""
        from awslint.syntax.hcl import parse_template

        if self._unit.is_rendering:
            return Failure(f"{expression.name} is not called inside of another template", span=expression.span)
        if expression.name == "templatefile":
            content = self.call("file", [Known(text)], expression)
            if not isinstance(content, Known) or not isinstance(content.scalar, str):
                return content
            text = content.scalar
        known = self._unit.templates
        if text not in known and not self.spend(1 + len(text) // CHARACTERS_A_STEP):
            return Unknown(TOO_MANY_STEPS, span=expression.span)
        self._unit.is_rendering = True
        try:
            parsed = known[text] = known.get(text) or parse_template(text, -1, 0)
            bound = {key: attribute_of(variables, key) for key in variables.items}
            return replace(evaluate(parsed, Scope(self, bound)), span=expression.span)
        except SyntaxProblem as problem:
            return Failure(problem.message, span=expression.span)
        finally:
            self._unit.is_rendering = False

    def spend(self, number: int) -> bool:
        """See `scope.Names`."""
        return self._unit.spend(number)

    def mentioned(self, expression: tree.Expression) -> frozenset[str]:
        """See `scope.Names`."""
        known = self._unit.mentioned.get(id(expression))
        if known is None:
            known = self._unit.mentioned[id(expression)] = (expression, names_in(expression))
        return known[1]

    def too_deep(self, span: Span) -> Value:
        """See `scope.Names`."""
        self._unit.too_deep = True
        return Unknown(TOO_DEEP, span=span)

    def subject(self, scope: Scope, expression: tree.Expression) -> str:
        """See `scope.Names`."""
        span = expression.span
        text = "an expression"
        if span.is_somewhere:
            text = " ".join(self._unit.reader.sources[span.file].text[span.start : span.end].split())
        used = names_in(expression).intersection(scope.bound)
        if used - {"each", "count", "self"}:
            self._unit.counter += 1
            text = f"{text} (for one element, {self._unit.counter})"
        elif used:
            text = f"{text} (of {scope.instance})"
        return f"{self.module.address}: {text}" if self.module.address else text

    def followed(self, scope: Scope, expression: tree.Expression) -> tuple[Scope, tree.Expression] | None:
        """See `scope.Names`."""
        if not isinstance(expression, tree.GetAttr):
            return None
        holder = expression.object
        if isinstance(holder, tree.Name) and holder.name == "local" and expression.name in self.module.files.locals:
            return replace(self.module.scope, world=scope.world), self.module.files.locals[expression.name].expression
        if isinstance(holder, tree.Name) and holder.name == "var" and self.module.caller is not None:
            argument = self.module.argument(expression.name)
            if argument is not None:
                return replace(self.module.caller_scope, world=scope.world), argument.expression
        if isinstance(holder, tree.GetAttr) and isinstance(holder.object, tree.Name) and holder.object.name == "module":
            children = self.module.children(holder.name) if holder.name in self.module.files.modules else None
            if children and len(children) == 1 and not children[0].expanded.keyed:
                block = children[0].files.outputs.get(expression.name)
                value = block.body.attributes.get("value") if block is not None else None
                if value is not None:
                    return replace(children[0].scope, world=scope.world), value.expression
        return None


def _surrounding(module: Module, kind: str, name: str | None) -> Value:
    if kind == "path" and name == "root":
        return Known(".")
    if kind == "path" and name == "module":
        real = module.unit.reader.sources.disk.real
        directory = Path(real(module.files.directory))
        if not directory.is_relative_to(real(module.unit.project)):
            return Unknown("path.module is outside of the project")
        return Known(Path(os.path.relpath(directory, real(module.unit.root_directory))).as_posix())
    workspace = module.unit.inputs.environment.get("TF_WORKSPACE")
    if kind == "terraform" and name == "workspace" and workspace:
        return Known(workspace)
    return Unknown(f"{kind}.{name} is known when Terraform runs", "string")


def _resource_value(module: Module, scope: Scope, key: str) -> Value:
    if key not in module.files.resources:
        return module.undeclared(key)
    expanded = [instance.expanded for instance in module.instances(key)]
    return under(instances_value(module.prefixed(key), module.files.resources[key].body, expanded), scope.world)
