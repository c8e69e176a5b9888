"""What a deployment is given beside its template: parameter values on the command line and in files.

A file may be

- CloudFormation's: a list of ParameterKey and ParameterValue (or UsePreviousValue);
- a list of `Name=Value`, as `aws cloudformation deploy --parameter-overrides file://` takes it;
- CodePipeline's template configuration, which that command takes too: an object with Parameters (Tags, StackPolicy);
- a deployment file for git sync: `template-file-path`, `parameters`, `tags`;
- the input of `aws cloudformation create-stack`, `update-stack` or `create-change-set` (`--cli-input-json`,
  `--cli-input-yaml`): an object with StackName, Parameters as CloudFormation's list, and Capabilities;
- a plain object of names and values, or one such object for each stack of the CDK.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import PurePath, PurePosixPath
from typing import Final

from awslint.cloudformation.template import tree
from awslint.frozen import frozen
from awslint.graph.loading import Inputs, Problem
from awslint.syntax.sources import Sources, SyntaxProblem
from awslint.syntax.tree import Mapping as MappingNode
from awslint.syntax.tree import Node, Scalar, Sequence, data
from awslint.values import Known, ListOf, Span

_GIT_SYNC: Final = frozenset({"template-file-path", "parameters", "tags"})
_CODE_PIPELINE: Final = frozenset({"Parameters", "Tags", "StackPolicy"})
_CLI_INPUT: Final = frozenset({
    "Capabilities", "ChangeSetName", "ChangeSetType", "ClientRequestToken", "ClientToken", "DeploymentConfig",
    "DeploymentMode", "Description", "DisableRollback", "DisableValidation", "EnableTerminationProtection",
    "ImportExistingResources", "IncludeNestedStacks", "NotificationARNs", "OnFailure", "OnStackFailure", "Parameters",
    "ResourceTypes", "ResourcesToImport", "RetainExceptOnCreate", "RoleARN", "RollbackConfiguration", "StackName",
    "StackPolicyBody", "StackPolicyDuringUpdateBody", "StackPolicyDuringUpdateURL", "StackPolicyURL", "Tags",
    "TemplateBody", "TemplateURL", "TimeoutInMinutes", "UsePreviousTemplate",
})  # fmt: skip
"""The members of the three operations' input."""

_TOLD_BY: Final = frozenset({"Capabilities", "ChangeSetName", "Parameters", "TemplateBody", "TemplateURL", "Tags"})
"""An object with StackName is such an input if it has one of these too: else StackName may be a parameter."""

_FORM: Final = '{"ParameterKey": "Name", "ParameterValue": "..."}'


@frozen
class Input:
    """The input of an operation that deploys, as far as it is not parameters.

    Attributes:
        capabilities: what it acknowledges.
        template: the last part of the template's URL; empty where the file does not say which template it is.
        parameters: the names that it gives values, which the template must have.
    """

    capabilities: ListOf
    template: str
    parameters: frozenset[str]

    def is_for(self, path: PurePath, parameters: Mapping[str, object]) -> bool:
        """Returns whether it surely belongs to the template at a path with these parameters."""
        if self.template:
            return self.template == path.name
        return bool(self.parameters) and self.parameters <= parameters.keys()


@frozen
class Supplied:
    """Parameter values that the user gives, as texts, and the names whose value is not known: a stack keeps it.

    `input` is what the last input of an operation among the files says beside.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    input: Input | None = None


def read_supplied(inputs: Inputs, sources: Sources, stack: str = "") -> tuple[Supplied, list[Problem]]:
    """Returns the parameters on the command line and in parameter files, the later ones winning.

    On the command line `Stack:Name=Value` is for the stack of that name only, where there are several: `stack` is its
    name.
    """
    values: dict[str, str] = {}
    kept: set[str] = set()
    problems: list[Problem] = []
    deployed: Input | None = None
    for path in inputs.parameter_files:
        shown = path.as_posix()
        try:
            source = sources.read(path)
            node = tree(source)
        except SyntaxProblem as problem:
            problems.append(Problem("syntax", problem.message, shown, problem.span))
            continue
        except (OSError, UnicodeDecodeError) as problem:
            problems.append(Problem("unreadable", _cause(problem), shown))
            continue
        file = _File(shown, Span(source.number, 0, 0))
        for name, text in file.entries(node):
            kept.discard(name)
            if text is None:
                kept.add(name)
                values.pop(name, None)
            else:
                values[name] = text
        problems += file.problems
        deployed = _input(node) or deployed
    for name, text in inputs.parameters.items():
        # CDK's command line names the stack too: Stack:Parameter.
        owner, _, own = name.rpartition(":")
        if not owner or not stack or owner in (stack, "*"):
            values[own] = text
            kept.discard(own)
    return Supplied(values, frozenset(kept), deployed), problems


def _cause(problem: Exception) -> str:
    if isinstance(problem, OSError):
        return problem.strerror or "cannot be read"
    return "is not UTF-8"


class _File:
    """One parameter file: reads its entries, and notes what cannot be understood."""

    def __init__(self, shown: str, start: Span) -> None:
        self.shown = shown
        self.start = start
        self.problems: list[Problem] = []

    def problem(self, message: str, span: Span | None = None) -> None:
        self.problems.append(Problem("syntax", message, self.shown, span or self.start))

    def entries(self, node: Node | None) -> Iterator[tuple[str, str | None]]:
        """Yields names and texts; None for a value that is not known."""
        if isinstance(node, Sequence):
            yield from self.listed(node)
        elif isinstance(node, MappingNode):
            name = _section_of(node)
            if name is None:
                yield from self.plain(node)
            else:
                yield from self.section(name, node.get(name))
        else:
            words = "it is empty" if node is None else "it is a string"
            span = node.span if node is not None else None
            self.problem(f"{words}: write a list of {_FORM}, or an object of names and values", span)

    def section(self, name: str, node: Node | None) -> Iterator[tuple[str, str | None]]:
        """Yields what stands below Parameters or parameters."""
        if isinstance(node, Sequence):
            yield from self.listed(node)
        elif isinstance(node, MappingNode):
            yield from (self.named(key.text, value) for key, value in node.entries)
        elif node is not None and not _is_nothing(node):
            self.problem(f"{name} is a string: write an object of names and values", node.span)

    def plain(self, node: MappingNode) -> Iterator[tuple[str, str | None]]:
        for key, value in node.entries:
            if isinstance(value, MappingNode):
                # An object for every stack.
                yield from (self.named(name.text, member) for name, member in value.entries)
            else:
                yield key.text, as_parameter(value)

    def listed(self, node: Sequence) -> Iterator[tuple[str, str | None]]:
        for element in node.items:
            if isinstance(element, Scalar) and "=" in element.text:
                name, _, text = element.text.partition("=")
                yield name, text
            elif isinstance(element, MappingNode) and element.text("ParameterKey") is not None:
                name = str(element.text("ParameterKey"))
                if (element.text("UsePreviousValue") or "").lower() == "true":
                    yield name, None
                elif element.get("ParameterValue") is None:
                    self.problem(f"{name} has no ParameterValue: add it, or UsePreviousValue: true", element.span)
                    yield name, None
                else:
                    yield self.named(name, element.get("ParameterValue"))
            else:
                self.problem(f'this is no parameter: write {_FORM}, or "Name=Value"', element.span)

    def named(self, name: str, value: Node | None) -> tuple[str, str | None]:
        if isinstance(value, MappingNode):
            self.problem(f"the value of {name} is an object: write it as a string", value.span)
            return name, None
        return name, as_parameter(value)


def _is_nothing(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_plain and node.text in ("", "null", "~")


def _section_of(root: MappingNode) -> str | None:
    """The key below which a file has its parameters; None for a plain object."""
    keys = {key.text for key, _ in root.entries}
    if keys & {"Parameters", "parameters"} and not isinstance(root.get("Parameters"), Scalar):
        return "Parameters" if "Parameters" in keys else "parameters"
    if "template-file-path" in keys and keys <= _GIT_SYNC:
        return "parameters"
    is_pipeline = keys <= _CODE_PIPELINE and any(isinstance(root.get(key), MappingNode) for key in keys)
    return "Parameters" if is_pipeline or _is_cli_input(keys) else None


def _is_cli_input(keys: set[str]) -> bool:
    return "StackName" in keys and keys <= _CLI_INPUT and bool(keys & _TOLD_BY)


def _input(root: Node | None) -> Input | None:
    """What the input of an operation acknowledges, where it says so."""
    if not isinstance(root, MappingNode) or not _is_cli_input({key.text for key, _ in root.entries}):
        return None
    written, listed = root.get("Capabilities"), root.get("Parameters")
    if not isinstance(written, Sequence) or not written.items:
        return None
    if root.text("TemplateBody") or (root.text("UsePreviousTemplate") or "").lower() == "true":
        # The template that is deployed is another one.
        return None
    if not all(isinstance(element, Scalar) and element.text for element in written.items):
        return None
    words = tuple(Known(element.text, element.span) for element in written.items if isinstance(element, Scalar))
    items = listed.items if isinstance(listed, Sequence) else []
    names = (element.text("ParameterKey") for element in items if isinstance(element, MappingNode))
    url = (root.text("TemplateURL") or "").partition("?")[0]
    return Input(ListOf(words, span=written.span), PurePosixPath(url).name, frozenset(filter(None, names)))


def as_parameter(node: Node | None) -> str:
    """Returns a value as CloudFormation is sent it."""
    if isinstance(node, Sequence):
        return ",".join(as_parameter(element) for element in node.items)
    if isinstance(node, Scalar):
        # A file's number is sent as it is written.
        return node.text if not node.is_plain or node.text not in ("true", "false") else node.text.lower()
    return "" if node is None else str(data(node))
