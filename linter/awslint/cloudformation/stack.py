"""A stack: one template with the values of its parameters, and what the names in it stand for."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Names
from dataclasses import replace
from pathlib import Path

from awslint.cloudformation.assertions import restriction
from awslint.cloudformation.conditions import Conditions, Decision
from awslint.cloudformation.evaluate import Evaluator
from awslint.cloudformation.exports import Region
from awslint.cloudformation.nesting import NESTED_TYPES, arguments, local_template, with_includes
from awslint.cloudformation.outputs import Outputs
from awslint.cloudformation.parameters import declared
from awslint.cloudformation.pseudo import nested, placed
from awslint.cloudformation.repeated import RepeatedProperties
from awslint.cloudformation.resources import Declared, Unseen, declared_resources
from awslint.cloudformation.run import Run, note_repeated, note_repeats
from awslint.cloudformation.sam.events import published
from awslint.cloudformation.supplied import Supplied
from awslint.cloudformation.template import Template, rewriting
from awslint.graph.resource import ModuleCall
from awslint.syntax.tree import Mapping, Node, Scalar
from awslint.values import (
    ALWAYS,
    NEVER,
    Known,
    Missing,
    Reference,
    Span,
    Unknown,
    Value,
    all_of,
    assuming,
    choose,
)


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
        self.template = template = with_includes(template, path, run)
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
        self._children: dict[str, Stack | None] = {}
        self.unseen: dict[str, Unseen] = {}
        self.generated: set[str] = set()
        self.resources: dict[str, Declared] = {}
        self.conditions = Conditions([], self.evaluator.value, self._subject, prefix)
        section = template.section("Conditions")
        # What a macro makes of the conditions beside it is open.
        readable = section is not None and rewriting(section) is None
        entries = self.evaluator.loops.expand(section.entries).entries if section is not None and readable else []
        self.conditions = Conditions(entries, self.evaluator.value, self._subject, prefix)
        self.exists = self._restricted(self.exists)
        self.resources, self.unseen = declared_resources(template, self.evaluator.loops, run)
        following: list[tuple[str, str]] = []
        self._repeated = RepeatedProperties(self.resources, bool(template.macros), self.evaluator, following)
        self.outputs = Outputs(
            template.section("Outputs"), prefix.rstrip("/"), self.evaluator, self.decision, following
        )
        note_repeats(run, template)

    def _restricted(self, exists: Decision) -> Decision:
        """The stack's existence, where the assertions of its Rules section hold."""
        if self.template.section("Rules") is None:
            return exists
        allowed = restriction(self.template.section("Rules"), self.conditions)
        return Decision(all_of((exists.condition, allowed.condition)), (*exists.assumes, *allowed.assumes))

    def note_repeated(self, node: Mapping, key: Scalar) -> None:
        """Notes a key that a mapping has more than once, at the last place."""
        note_repeated(self.run, self.template, node, key)

    def release(self) -> None:
        """Lets go of what refers back to this stack and to those nested in it, which are used up.

        What is left is freed at once, and need not be found by a search for circles.
        """
        for child in self._children.values():
            if child is not None:
                child.release()
        self._children = {}
        self.run.exports.release()
        del self.evaluator.loops, self.evaluator, self.conditions, self.outputs, self._repeated

    # --- what names stand for -----------------------------------------------------------------------------------

    def address(self, name: str) -> str:
        """Returns the address of a logical id of this stack."""
        return self.prefix + name

    @property
    def region(self) -> Region:
        """The region, where it is known."""
        region = self.run.pseudo["AWS::Region"]
        return str(region.scalar) if isinstance(region, Known) else None

    @property
    def open_parameter(self) -> str:
        """A parameter that has no value, as messages name it; empty where each has one."""
        supplied = {*self._supplied.values, *self._supplied.kept, *self._passed}
        return next(
            (
                parameter.subject
                for name, parameter in self.parameters.items()
                if name not in supplied and parameter.node.get("Default") is None
            ),
            "",
        )

    def ref(self, name: str, span: Span) -> Value:
        """Returns what Ref gives for a parameter, a pseudo parameter or a resource."""
        if name in self.parameters:
            value = self._values.get(name)
            if value is None:
                value = self.parameters[name].value(self._supplied, self._passed.get(name))
                self._values[name] = value
            return value
        if name in self.run.pseudo:
            return placed(self.run.pseudo[name], span)
        if name in self.resources:
            return Reference(self.address(name), ("Ref",), span, value=self._repeated.value(name, "Ref"))
        if (name := published(name, self.resources)) in self.generated or name in self.unseen:
            return Reference(self.address(name), ("Ref",), span)
        return Unknown(f"nothing in the template is called {name}", span=span)

    def attribute(self, name: str, path: str, span: Span) -> Value:
        """Returns what Fn::GetAtt gives for a resource, or for an output of a nested stack."""
        if (resource := self.resources.get(name)) is None and name not in self.generated and name not in self.unseen:
            return Unknown(f"no resource in the template is called {name}", span=span)
        if resource is not None and resource.type in NESTED_TYPES and path.startswith("Outputs."):
            child = self.child(name)
            if child is not None:
                return child.outputs.value(path.removeprefix("Outputs."), span)
        value = self._repeated.value(name, path) if resource is not None else None
        return Reference(self.address(name), tuple(path.split(".")), span, value=value)

    def imported(self, name: str, span: Span) -> Value:
        """Returns what Fn::ImportValue gives. The same export's name is the same value."""
        value = self.run.exports.find(name, self.region)
        if isinstance(value, (Missing, Unknown)):
            value = None
        return Reference("Fn::ImportValue", (name,), span, value=value)

    def choose(self, condition: str, then: Value, otherwise: Value) -> Value:
        """Returns the alternative that a named condition takes, or both."""
        decision = self.conditions.named(condition)
        return assuming(choose(decision.condition, then, otherwise), *decision.assumes)

    def taken(self, condition: str) -> bool | None:
        """Returns whether a named condition holds; None while that is open."""
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
        """Returns whether something with a Condition is created."""
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
        """Returns a decision as a boolean value."""
        value = choose(decision.condition, Known(True), Known(False))
        return assuming(value, *decision.assumes)

    # --- nested stacks ----------------------------------------------------------------------------------------

    def child(self, name: str) -> Stack | None:
        """Returns the stack that a resource is, where its template is a local file that can be read."""
        if name in self._children:
            return self._children[name]
        self._children[name] = None
        self._children[name] = self._open_child(self.resources[name])
        return self._children[name]

    def children(self) -> Iterator[tuple[str, Stack]]:
        """Yields the nested stacks that could be loaded, by logical id."""
        for name, resource in self.resources.items():
            if resource.type in NESTED_TYPES:
                child = self.child(name)
                if child is not None:
                    yield name, child

    def _open_child(self, resource: Declared) -> Stack | None:
        found = local_template(self, resource, NESTED_TYPES[resource.type])
        if found is None:
            return None
        template, path = found
        prefix = f"{self.address(resource.name)}/"
        return Stack(
            template,
            path,
            replace(self.run, pseudo=nested(self.run.pseudo, prefix)),
            Supplied(),
            passed=arguments(self, resource, template),
            prefix=prefix,
            chain=(*self.chain, ModuleCall(self.address(resource.name), resource.key.span)),
            exists=self.decision(resource.node, resource.assumes),
        )
