"""A stack: one template with the values of its parameters, and what the names in it stand for."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from collections.abc import Mapping as Names
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from awslint.cloudformation.assertions import restriction
from awslint.cloudformation.conditions import Conditions, Decision
from awslint.cloudformation.evaluate import Evaluator
from awslint.cloudformation.exports import Exports, region_of
from awslint.cloudformation.identity import repeated_property
from awslint.cloudformation.include import ELSEWHERE, included
from awslint.cloudformation.parameters import declared
from awslint.cloudformation.pseudo import nested, placed
from awslint.cloudformation.sam.globals import with_globals
from awslint.cloudformation.supplied import Supplied
from awslint.cloudformation.template import Template, open_template, rewriting
from awslint.cloudformation.texts import opened
from awslint.graph.loading import Problem
from awslint.graph.resource import ModuleCall
from awslint.syntax.sources import Source, Sources, SyntaxProblem
from awslint.syntax.tree import Mapping, Node, Scalar
from awslint.values import (
    ALWAYS,
    NEVER,
    Known,
    MapOf,
    Missing,
    OneOf,
    Reference,
    Span,
    Unknown,
    Value,
    all_of,
    assuming,
    choose,
    leaves,
)

MOST_REPEATED: Final = 1000
"""How many resources templates may make that are nested more than once, so that few lines do not nest thousands."""

MOST_TEMPLATES: Final = 200
"""The most templates that one deployment may be made of."""

DEEPEST_NESTING: Final = 8
NESTED_TYPES: Final = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}
"""Types that are stacks themselves, and the property that says where the template is."""

_LONGEST_CHAIN: Final = 12
_MODULE: Final = "Rain::Module"


@dataclass
class Run:
    """What all stacks of one deployment share."""

    sources: Sources
    pseudo: Names[str, Value]
    provider: str
    problems: list[Problem] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    exports: Exports = field(default_factory=Exports)
    repeated: list[int] = field(default_factory=list)
    """How many resources each nested template has that had been met before."""
    instances: list[str] = field(default_factory=list)
    """The addresses of the stacks that stack sets make."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One resource as it is written (or made by a loop)."""

    name: str
    key: Scalar
    type: str
    node: Mapping
    assumes: tuple[str, ...] = ()

    @property
    def properties(self) -> Mapping | None:
        """Its Properties, if they are written as a mapping."""
        return self.node.mapping("Properties")


class Stack:
    """One template in a deployment; a nested one knows its parent only through what it was passed.

    Attributes:
        prefix: the stack's address with a slash; empty for the root.
        exists: whether the stack is created at all.
        parameters: by name.
        resources: by logical id, in the order of writing.
        unseen: what makes resources that awslint cannot see (loops over what is unknown, macros), and resources that
            are not written as such; by key.
        generated: logical ids of resources that a transform adds.
    """

    def __init__(
        self,
        template: Template,
        path: Path,
        run: Run,
        supplied: Supplied,
        *,
        passed: Names[str, Value] | None = None,
        prefix: str = "",
        chain: tuple[ModuleCall, ...] = (),
        exists: Decision | None = None,
        is_nested: bool | None = None,
    ) -> None:
        self.path = path
        self.run = run
        self.template = template = self._with_includes(template)
        self.prefix = prefix
        self.chain = chain
        self.exists = exists or Decision(ALWAYS)
        self.mappings = template.section("Mappings")
        self.evaluator = Evaluator(self)
        self._supplied = supplied
        self._passed = passed or {}
        self.parameters = declared(
            template.section("Parameters"), prefix, bool(prefix) if is_nested is None else is_nested
        )
        self._values: dict[str, Value] = {}
        self._repeats: dict[tuple[str, str], Value | None] = {}
        self._following: list[tuple[str, str]] = []
        self._children: dict[str, Stack | None] = {}
        self.unseen: dict[str, tuple[Scalar, Node]] = {}
        self.generated: set[str] = set()
        self.resources: dict[str, Declared] = {}
        self.conditions = Conditions([], self.evaluator.value, self._subject, prefix)
        section = template.section("Conditions")
        # What a macro makes of the conditions beside it is open.
        readable = section is not None and rewriting(section) is None
        entries = self.evaluator.loops.expand(section.entries).entries if section is not None and readable else []
        self.conditions = Conditions(entries, self.evaluator.value, self._subject, prefix)
        self.exists = self._restricted(self.exists)
        self.resources = self._declared_resources()
        self._note_repeats()

    def _with_includes(self, template: Template) -> Template:
        """The template with the local files that it includes."""
        here = posixpath.dirname(template.source.path)
        shown = template.source.path

        def read(local: str, place: Scalar) -> Source | None:
            nonlocal shown
            path = self.path.parent / local
            if len(self.run.files) >= MOST_TEMPLATES or not self.run.sources.disk.is_file(path):
                return None
            shown = posixpath.normpath(posixpath.join(here, local))
            try:
                source = self.run.sources.read(path, shown)
            except (OSError, UnicodeDecodeError, ValueError):
                problem = Problem("unreadable", "the included file cannot be read", shown, place.span)
                self.run.problems.append(problem)
                return None
            self.run.files.append(shown)
            return source

        try:
            return included(template, read)
        except SyntaxProblem as problem:
            self.run.problems.append(Problem("syntax", problem.message, shown, problem.span))
            return template

    def _restricted(self, exists: Decision) -> Decision:
        """The stack's existence, where the assertions of its Rules section hold."""
        if self.template.section("Rules") is None:
            return exists
        allowed = restriction(self)
        return Decision(all_of((exists.condition, allowed.condition)), (*exists.assumes, *allowed.assumes))

    def problem(self, message: str, span: Span) -> None:
        """Notes something that is wrong with this template."""
        self.run.problems.append(Problem("syntax", message, self.template.source.path, span))

    def note_repeated(self, node: Mapping, key: Scalar) -> None:
        """Notes a key that a mapping has more than once, at the last place.

        CloudFormation takes the last one without a word, in YAML and in JSON: ValidateTemplate accepts it, and
        GetTemplateSummary answers with it (github.com/go-to-k/cdk-real-drift/issues/1074).
        """
        first, last = node.repeated[key.text]
        if key is last:
            line = self.run.sources[first.file].position(first.start).line
            message = f"{key.text} is written more than once: this one counts, not the one in line {line}; keep one"
            self.run.problems.append(Problem("module", message, self.template.source.path, key.span, is_read=True))

    def _note_repeats(self) -> None:
        """Notes what is declared more than once. What is said more than once of it is noted where it is evaluated."""
        sections = [node for _, node in self.template.root.entries if isinstance(node, Mapping)]
        declared = [node for section in sections for _, node in section.entries if isinstance(node, Mapping)]
        for node in (self.template.root, *sections, *declared):
            for _, last in node.repeated.values():
                self.note_repeated(node, last)

    def _declared_resources(self) -> dict[str, Declared]:
        section = self.template.section("Resources")
        found: dict[str, Declared] = {}
        if section is None:
            return found
        expansion = self.evaluator.loops.expand(section.entries)
        self.unseen.update((key.text, (key, section)) for key in expansion.leftover)
        modules: list[Scalar] = []
        common = self.template.section("Globals") if self.template.is_sam else None
        for key, node in expansion.entries:
            name = key.text
            fault = ""
            if section.get(name) not in (None, node):
                continue  # another one of that name follows, and counts
            if _is_rain_module(node):
                modules.append(key)
                self.unseen[name] = (key, node)
                continue
            if not isinstance(node, Mapping):
                fault = "is no mapping"
            elif not node.text("Type"):
                fault = "has no Type that is a name"
            if name.startswith("Fn::") or (isinstance(node, Mapping) and rewriting(node) is not None):
                self.unseen[name] = (key, node)
            elif fault or not isinstance(node, Mapping):
                self.unseen[name] = (key, node)
                self.problem(f"the resource {name} {fault}", key.span)
            else:
                reasons = expansion.assumes if section.get(name) is None else ()
                whole = with_globals(common, key, node)
                found[name] = Declared(name, key, str(node.text("Type")), whole, reasons)
        self._note_modules(modules)
        return found

    def _note_modules(self, modules: list[Scalar]) -> None:
        if modules:
            names = ", ".join(key.text for key in modules)
            message = f"Rain modules are not analysed ({names}): check the template that `rain pkg` makes"
            self.run.problems.append(Problem("module", message, self.template.source.path, modules[0].span))

    # --- what names stand for -----------------------------------------------------------------------------------

    def address(self, name: str) -> str:
        """The address of a logical id of this stack."""
        return self.prefix + name

    @property
    def open_parameter(self) -> str:
        """A parameter that has no value, as messages name it; empty where each has one."""
        supplied = {*self._supplied.values, *self._supplied.kept, *self._passed}
        return next(
            (
                one.subject
                for name, one in self.parameters.items()
                if name not in supplied and one.node.get("Default") is None
            ),
            "",
        )

    def ref(self, name: str, span: Span) -> Value:
        """What Ref gives for a parameter, a pseudo parameter or a resource."""
        if name in self.parameters:
            value = self._values.get(name)
            if value is None:
                value = self.parameters[name].value(self._supplied, self._passed.get(name))
                self._values[name] = value
            return value
        if name in self.run.pseudo:
            return placed(self.run.pseudo[name], span)
        if name in self.resources:
            return Reference(self.address(name), ("Ref",), span, value=self._repeated(name, "Ref"))
        if name in self.generated or name in self.unseen:
            return Reference(self.address(name), ("Ref",), span)
        return Unknown(f"nothing in the template is called {name}", span=span)

    def attribute(self, name: str, path: str, span: Span) -> Value:
        """What Fn::GetAtt gives for a resource, or for an output of a nested stack."""
        one = self.resources.get(name)
        if one is None and name not in self.generated and name not in self.unseen:
            return Unknown(f"no resource in the template is called {name}", span=span)
        if one is not None and one.type in NESTED_TYPES and path.startswith("Outputs."):
            child = self.child(name)
            if child is not None:
                return child.output(path.removeprefix("Outputs."), span)
        value = self._repeated(name, path) if one is not None else None
        return Reference(self.address(name), tuple(path.split(".")), span, value=value)

    def imported(self, name: str, span: Span) -> Value:
        """What Fn::ImportValue gives. The same export's name is the same value."""
        value = self.run.exports.find(name, region_of(self))
        if isinstance(value, (Missing, Unknown)):
            value = None
        return Reference("Fn::ImportValue", (name,), span, value=value)

    def _repeated(self, name: str, attribute: str) -> Value | None:
        """The value of the property that an attribute repeats, where it is written and tells anything."""
        key = (name, attribute)
        if key in self._repeats:
            return self._repeats[key]
        one = self.resources[name]
        selected = repeated_property(one.type, attribute)
        properties = one.properties
        node = properties.get(selected) if selected is not None and properties is not None else None
        if node is None or properties is None or selected in properties.repeated or self.template.macros:
            self._repeats[key] = None
            return None
        if key in self._following or len(self._following) > _LONGEST_CHAIN:
            return None
        self._following.append(key)
        value = self.evaluator.value(node)
        self._following.pop()
        tells = not any(isinstance(leaf, (Missing, Unknown)) for leaf in leaves(value))
        self._repeats[key] = value if tells else None
        return self._repeats[key]

    def choose(self, condition: str, then: Value, otherwise: Value) -> Value:
        """The alternative that a named condition takes, or both."""
        decision = self.conditions.named(condition)
        return assuming(choose(decision.condition, then, otherwise), *decision.assumes)

    def taken(self, condition: str) -> bool | None:
        """Whether a named condition holds; None while that is open."""
        decided = self.conditions.named(condition).condition
        return True if decided == ALWAYS else False if decided == NEVER else None

    def _subject(self, node: Node) -> str | None:
        name = node.text("Ref") if isinstance(node, Mapping) and len(node.entries) == 1 else None
        if name is None:
            return None
        if name in self.parameters:
            return self.parameters[name].subject
        value = self.run.pseudo.get(name)
        # In a stack of another region the same name is another thing.
        return value.resource if isinstance(value, Reference) else name if value is not None else None

    # --- existence ----------------------------------------------------------------------------------------------

    def decision(self, node: Mapping, assumes: tuple[str, ...] = ()) -> Decision:
        """Whether something with a Condition is created."""
        own = Decision(ALWAYS, assumes)
        name = node.text("Condition")
        if name:
            named = self.conditions.named(name)
            own = Decision(named.condition, (*assumes, *named.assumes))
        if self.exists.condition == NEVER:
            return self.exists
        reasons = tuple(dict.fromkeys((*self.exists.assumes, *own.assumes)))
        return Decision(all_of((self.exists.condition, own.condition)), reasons)

    @staticmethod
    def existence(decision: Decision) -> Value:
        """A decision as a boolean value."""
        value = choose(decision.condition, Known(True), Known(False))
        return assuming(value, *decision.assumes)

    # --- outputs and nested stacks ------------------------------------------------------------------------------

    def outputs(self) -> Iterator[tuple[str, Value]]:
        """The outputs by name; one under a condition may be missing."""
        section = self.template.section("Outputs")
        for key, node in self.evaluator.loops.expand(section.entries).entries if section is not None else ():
            inner = node.get("Value") if isinstance(node, Mapping) else None
            if inner is None or not isinstance(node, Mapping):
                continue
            value = self.evaluator.value(inner)
            name = node.text("Condition")
            yield key.text, self.choose(name, value, Missing(key.span)) if name else value

    def output(self, name: str, span: Span) -> Value:
        """One output, for the parent."""
        section = self.template.section("Outputs")
        node = section.mapping(name) if section is not None else None
        inner = node.get("Value") if node is not None else None
        key = (name, "Outputs")
        if inner is None or key in self._following:
            return Unknown(f"the nested stack {self.prefix.rstrip('/')} has no output {name}", span=span)
        self._following.append(key)
        value = self.evaluator.value(inner)
        self._following.pop()
        if isinstance(value, MapOf):
            # Handed on from stack to stack, it would double at every step.
            return Unknown(f"the output {name} of {self.prefix.rstrip('/')} is not a string", span=span)
        return value

    def child(self, name: str) -> Stack | None:
        """The stack that a resource is, where its template is a local file that can be read."""
        if name in self._children:
            return self._children[name]
        self._children[name] = None
        self._children[name] = self._open_child(self.resources[name])
        return self._children[name]

    def children(self) -> Iterator[tuple[str, Stack]]:
        """The nested stacks that could be loaded, by logical id."""
        for name, one in self.resources.items():
            if one.type in NESTED_TYPES:
                child = self.child(name)
                if child is not None:
                    yield name, child

    def _open_child(self, one: Declared) -> Stack | None:
        found = self.local_template(one, NESTED_TYPES[one.type])
        if found is None:
            return None
        template, path = found
        prefix = f"{self.address(one.name)}/"
        return Stack(
            template,
            path,
            replace(self.run, pseudo=nested(self.run.pseudo, prefix)),
            Supplied(),
            passed=self._arguments(one, template),
            prefix=prefix,
            chain=(*self.chain, ModuleCall(self.address(one.name), one.key.span)),
            exists=self.decision(one.node, one.assumes),
        )

    def local_template(self, one: Declared, selected: str) -> tuple[Template, Path] | None:
        """The template that the property `wanted` of a resource names, and its path, where it is a file here that can
        be read."""
        local = self._local_path(one, selected)
        if local is None or not self.may_nest(one):
            return None
        path = self.path.parent / local
        shown = posixpath.normpath(posixpath.join(posixpath.dirname(self.template.source.path), local))
        try:
            if not self.run.sources.disk.is_file(path) or not self.may_repeat(one, shown):
                return None
            source = self.run.sources.read(path, shown)
            template = open_template(source)
        except SyntaxProblem as problem:
            self.run.problems.append(Problem("syntax", problem.message, shown, problem.span))
            return None
        except (OSError, UnicodeDecodeError, ValueError):
            self.run.problems.append(Problem("unreadable", "the nested template cannot be read", shown, one.key.span))
            return None
        if shown in self.run.files:
            resources = template.section("Resources")
            self.run.repeated.append(len(resources.entries) if resources is not None else 0)
        self.run.files.append(shown)
        return template, path

    def may_repeat(self, one: Declared, shown: str) -> bool:
        """Whether a nested template is followed that may have been met before; a problem says so where it is not."""
        if shown not in self.run.files or sum(self.run.repeated) < MOST_REPEATED:
            return True
        message = f"templates that are nested again are followed up to {MOST_REPEATED} resources: {one.name} is not"
        self.run.problems.append(Problem("budget", message, self.template.source.path, one.key.span))
        return False

    def may_nest(self, one: Declared) -> bool:
        """Whether a further stack may be opened, as a resource wants; a problem says so where it may not."""
        if len(self.chain) < DEEPEST_NESTING and len(self.run.files) < MOST_TEMPLATES:
            return True
        limit = f"{DEEPEST_NESTING} deep and {MOST_TEMPLATES} in all"
        message = f"nested stacks are followed {limit}: {one.name} is not"
        self.run.problems.append(Problem("budget", message, self.template.source.path, one.key.span))
        return False

    def _local_path(self, one: Declared, selected: str) -> str | None:
        """The path of a nested template, relative to this one, if it is a file here."""
        properties, notes = one.properties, one.node.mapping("Metadata")
        if notes is not None and notes.text("aws:asset:property") == selected and notes.text("aws:asset:path"):
            # The CDK uploads the template, and says here which file of its output it was.
            where: str | None = notes.text("aws:asset:path")
        else:
            place = properties.get(selected) if properties is not None else None
            value = opened(self.evaluator.value(place)) if place is not None else Missing()
            where = value.scalar if isinstance(value, Known) and isinstance(value.scalar, str) else None
        if not where or ELSEWHERE.match(where):
            return None
        return posixpath.normpath(where)

    def _arguments(self, one: Declared, template: Template) -> dict[str, Value]:
        properties = one.properties
        node = properties.get("Parameters") if properties is not None else None
        inputs = self.evaluator.value(node) if node is not None else MapOf({})
        section = template.section("Parameters")
        names = [key.text for key, _ in section.entries] if section is not None else []
        if isinstance(inputs, MapOf):
            if inputs.complete:
                return dict(inputs.items)
            return {name: inputs.items.get(name, passed_unknown(one, name)) for name in names}
        if isinstance(inputs, (Missing, OneOf)) and all(isinstance(leaf, Missing) for leaf in leaves(inputs)):
            return {}
        return {name: passed_unknown(one, name) for name in names}


def _is_rain_module(node: Node) -> bool:
    """Whether a resource is one that Rain puts a module in the place of: `Type: !Rain::Module path`."""
    type_ = node.get("Type") if isinstance(node, Mapping) else None
    return isinstance(type_, Mapping) and [key.text.removeprefix("Fn::") for key, _ in type_.entries] == [_MODULE]


def passed_unknown(one: Declared, name: str) -> Unknown:
    """What a resource passes on to a stack that it makes, where that is not known."""
    return Unknown(f"what {one.name} passes as {name} is known at deployment", span=one.key.span)
