"""The values of root variables, in Terraform's order of precedence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from awslint.cache.disk import Disk
from awslint.graph.loading import Inputs, Problem
from awslint.syntax import hcl_tree as tree
from awslint.syntax.sources import SyntaxProblem
from awslint.terraform.evaluate import constant
from awslint.terraform.failure import Failure
from awslint.terraform.files import FileReader, ModuleFiles
from awslint.terraform.types import convert, parse_type
from awslint.terraform.unification import ANY, Type
from awslint.values import Known, ListOf, MapOf, Origin, Span, Unknown, Value, assuming, with_parts


class RootVariables:
    """What is supplied for the variables of a root module: files, environment, command line.

    `called` means that other modules call this one: its defaults then say nothing, its callers do.
    """

    def __init__(self, module: ModuleFiles, reader: FileReader, inputs: Inputs, *, called: bool) -> None:
        self._module = module
        self._reader = reader
        self._called = called
        self.problems: list[Problem] = []
        self.files: list[str] = []
        self._supplied: dict[str, Value | str] = {}
        self._in_files: dict[str, tuple[str, Span]] = {}
        self._unread = ""
        for name, text in inputs.environment.items():
            if name.startswith("TF_VAR_"):
                self._supplied[name.removeprefix("TF_VAR_")] = text
        if not called:
            for path in automatic_files(module.directory, reader.sources.disk):
                self._read(path)
        before = inputs.files_before_variables
        for number, path in enumerate(inputs.variable_files):
            early = {name: text for name, text in inputs.variables.items() if before.get(name, -1) == number}
            self._supplied.update(early)
            self._read(path)
        files = len(inputs.variable_files)
        late = {name: text for name, text in inputs.variables.items() if before.get(name, files) >= files}
        self._supplied.update(late)

    def _read(self, path: Path) -> None:
        shown = self._reader.shown(path)
        try:
            body = self._reader.body(path)
        except (SyntaxProblem, OSError, UnicodeDecodeError) as error:
            if isinstance(error, SyntaxProblem):
                self.problems.append(Problem("syntax", error.message, shown, error.span))
            else:
                self.problems.append(Problem("unreadable", f"the variables file cannot be read: {error}", shown))
            # It may have said anything, also in place of what was said before it.
            self._unread = shown
            self._supplied.clear()
            return
        self.files.append(shown)
        for name, attribute in body.attributes.items():
            self._supplied[name] = _of_origin(constant(attribute.expression), Origin.SUPPLIED)
            self._in_files[name] = (shown, attribute.span)

    def value(self, name: str) -> Value:
        """Returns the value of a variable of the root module, converted to its type."""
        block = self._module.variables[name]
        type_ = variable_type(block)
        sensitive = is_sensitive(block)
        inputs = self._given(name, block, type_)
        if inputs is not None:
            value = inputs
        elif self._called or self._unread:
            reason = "is set by the callers of this module" if self._called else f"may be set in {self._unread}"
            present = "" if "default" in block.body.attributes else _presence(name, type_)
            value = Unknown(f"var.{name} {reason}", _scalar_kind(type_), block.header, present=present)
        elif "default" in block.body.attributes:
            value = convert(constant(block.body.attributes["default"].expression), type_)
            value = assuming(_of_origin(value, Origin.DEFAULT), _assumption(name, value, sensitive))
        else:
            value = Unknown(
                f"var.{name} has no value", _scalar_kind(type_), block.header, present=_presence(name, type_)
            )
        return replace(value, sensitive=True) if sensitive and not value.sensitive else value

    def is_open(self, name: str) -> bool:
        """Returns whether a variable has to be set and is not."""
        return name not in self._supplied and "default" not in self._module.variables[name].body.attributes

    def misfits(self) -> Iterator[Problem]:
        """Yields a problem for each value that is supplied and that the type of its variable refuses, and a note for
        each name in a variables file that looks like a slip: Terraform warns of these, and passes over them."""
        declared = self._module.variables
        for name, (shown, span) in self._in_files.items() if not self._module.incomplete else ():
            if name not in declared:
                from difflib import get_close_matches

                near = get_close_matches(name, declared.keys() - self._supplied.keys(), 1, 0.8)
                if near:
                    message = f"the module declares no variable {name}: did you mean {near[0]}?"
                    yield Problem("module", message, shown, span, is_read=True)
        for name in self._supplied:
            block = self._module.variables.get(name)
            value = self._converted(name, block, variable_type(block)) if block is not None else None
            if block is not None and isinstance(value, Failure):
                message = f"the value that is given for var.{name} does not fit its type: {value.why}"
                yield Problem("syntax", message, self._reader.sources[block.header.file].path, block.header)

    def _given(self, name: str, block: tree.Block, type_: Type) -> Value | None:
        """What is supplied for a variable; None where its default stands."""
        value = self._converted(name, block, type_)
        if isinstance(value, Failure):
            return Unknown(f"var.{name} is given a value of another type", span=value.span)
        return value

    def _converted(self, name: str, block: tree.Block, type_: Type) -> Value | None:
        """The same, a Failure where it does not fit."""
        if name not in self._supplied:
            return None
        inputs = self._supplied[name]
        as_text = "type" not in block.body.attributes or type_.kind in ("string", "number", "bool")
        value = inputs if not isinstance(inputs, str) else _literal(inputs) if as_text else _from_text(inputs)
        if isinstance(value, Known) and value.scalar is None and _refuses_null(block):
            return None
        return convert(value, type_)


def _presence(name: str, type_: Type) -> str:
    """The assumption that a variable without a default is set. A collection may be set and empty."""
    return f"var.{name} is given a value" if type_.kind in ("string", "number", "bool", "any") else ""


_AUTOMATIC = (".auto.tfvars", ".auto.tfvars.json")


def automatic_files(directory: Path, disk: Disk) -> list[Path]:
    """Returns the variables files that Terraform reads by itself, in order; later ones win."""
    named = [directory / name for name in ("terraform.tfvars", "terraform.tfvars.json")]
    try:
        automatic = [directory / name for name in disk.names(directory) if name.endswith(_AUTOMATIC)]
    except OSError:
        return []
    return [path for path in (*named, *sorted(automatic)) if disk.is_file(path)]


def variable_type(block: tree.Block) -> Type:
    """Returns the type constraint of a variable block."""
    attribute = block.body.attributes.get("type")
    return parse_type(attribute.expression, constant) if attribute is not None else ANY


def is_sensitive(block: tree.Block) -> bool:
    """Returns whether a variable or output is marked sensitive or ephemeral."""
    for name in ("sensitive", "ephemeral"):
        attribute = block.body.attributes.get(name)
        if attribute is not None and constant(attribute.expression) == Known(True, attribute.expression.span):
            return True
    return False


def _of_origin(value: Value, origin: Origin) -> Value:
    """The value with its scalars marked as coming from there."""
    if isinstance(value, Known):
        return replace(value, origin=origin)
    return with_parts(value, lambda part: _of_origin(part, origin)) if isinstance(value, (ListOf, MapOf)) else value


def _assumption(name: str, value: Value, sensitive: bool) -> str:
    if isinstance(value, Known) and not sensitive:
        return f"var.{name} = {json.dumps(value.scalar, ensure_ascii=False)} (default)"
    if isinstance(value, (ListOf, MapOf)) and not value.items:
        return f"var.{name} = {'[]' if isinstance(value, ListOf) else '{}'} (default)"
    return f"var.{name} has its default"


def _scalar_kind(type_: Type) -> str | None:
    return type_.kind if type_.kind in ("string", "number", "bool") else None


def _literal(text: str) -> Value:
    return Known(text, origin=Origin.SUPPLIED)


def _refuses_null(block: tree.Block) -> bool:
    nullable = block.body.attributes.get("nullable")
    return nullable is not None and constant(nullable.expression) == Known(False, nullable.expression.span)


def _from_text(text: str) -> Value:
    """A collection or a value of any type from the command line or the environment, where it is an expression."""
    from awslint.syntax.hcl import parse_expression
    from awslint.values import NOWHERE

    try:
        return _of_origin(constant(parse_expression(text, NOWHERE)), Origin.SUPPLIED)
    except SyntaxProblem:
        return Failure("it cannot be parsed")


def child_variable(block: tree.Block, argument: Value | None, name: str) -> Value:
    """Returns the value of a child module's variable: the caller's argument, or the default, which is then exact."""
    type_ = variable_type(block)
    default = block.body.attributes.get("default")
    null = isinstance(argument, Known) and argument.scalar is None
    if argument is None or (null and _refuses_null(block)):
        if default is None:
            return Failure(f"the module needs a value for {name}", span=block.header)
        argument = constant(default.expression)
    value = convert(argument, type_)
    if isinstance(value, Failure) and not isinstance(argument, Failure):
        value = Unknown(f"var.{name} is given a value of another type", span=value.span)
    return replace(value, sensitive=True) if is_sensitive(block) and not value.sensitive else value


def undeclared(module: ModuleFiles, supplied_names: Mapping[str, object]) -> list[str]:
    """Returns names that are supplied but that the module does not declare."""
    return sorted(name for name in supplied_names if name not in module.variables)
