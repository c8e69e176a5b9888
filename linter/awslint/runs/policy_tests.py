"""Runs the examples of policies: bad ones must be found, good and accepted ones must not, and what is not known must
never become a finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from awslint.engine import load_units
from awslint.graph import Deployment
from awslint.graph.loading import AccountFacts, Inputs
from awslint.report.edits import apply, definite
from awslint.rules import Finding, Rule, Severity
from awslint.rules.examine import examine, subjects
from awslint.rules.policies.document import examples, rows
from awslint.rules.policies.rendering import NoNativeType
from awslint.runs.units import built_in_rules
from awslint.syntax.sources import Sources
from awslint.values import Known, ListOf, MapOf, Unknown, Value

FILES: Final = {"terraform": "main.tf", "cloudformation": "template.yaml", "plan": "plan.json"}
MOST_LEAVES: Final = 60
"""How many values of an example are made unknown one by one."""
LARGE: Final = 200
FEW_LEAVES: Final = 6
"""How many of an example with more than `LARGE` values, which is a long list mostly."""
FAULTS_OF_A_TEMPLATE: Final = "AWS::CloudFormation::Template"
"""A node that nobody writes: it holds what was found wrong with a template, which is always known."""
_EXPECT: Final = "# expect"


def failures(
    path: Path, rules: Mapping[str, Rule], directory: Path, *, others: bool = True, every: int = 1
) -> Iterator[str]:
    """Yields what is wrong with the examples of a policy file, in words.

    Args:
        path: the policy file.
        rules: the rules that it makes, by id.
        directory: an empty directory in which the examples are written.
        others: whether an accepted example must be without an error of any other rule too.
        every: of a table with more rows than that, which rows' examples are run: the first and every so many.

    Raises:
        PolicyError: the file cannot be used.
    """
    number = 0
    policies = rows(path, path.read_text(encoding="utf-8"))
    for policy in policies[:: every if len(policies) > every else 1]:
        rule = rules[policy["id"]]
        try:
            written = [*examples(policy, "examples"), *examples(policy, "accepted")]
        except NoNativeType as error:
            yield f"{rule.id}: {error}: restrict `languages`, or write the example by hand"
            continue
        if not any(kind == "bad" for _, kind, _ in written):
            yield f"{rule.id}: there is no bad example"
        if not any(kind == "good" for _, kind, _ in written):
            yield f"{rule.id}: there is no good example"
        proven = 0
        for language, kind, text in written:
            number += 1
            if language not in FILES:
                yield f"{rule.id}: an example is in {language}; write terraform, cloudformation or plan"
                continue
            place = directory / str(number)
            place.mkdir()
            (place / FILES[language]).write_text(text, encoding="utf-8")
            facts = AccountFacts.of(policy["account"]) if "account" in policy else None
            inputs = Inputs(account_facts=facts)
            for failure in example_failures(rule, kind, place / FILES[language], text, inputs, others):
                yield f"{rule.id}, {kind} example in {language}: {failure}\n{text.rstrip()}"
            if kind == "bad" and policy.get("fix"):
                is_mended = is_fixed(rule, place / FILES[language], inputs)
                proven += is_mended is True
                if is_mended is False:
                    yield f"{rule.id}, {kind} example in {language}: its fix does not end it\n{text.rstrip()}"
        if policy.get("fix") and not proven:
            yield f"{rule.id}: no bad example shows what its fix does"


def example_failures(
    rule: Rule, kind: str, file: Path, text: str, inputs: Inputs, others: bool = True
) -> Iterator[str]:
    """Yields what is wrong with one example, in words.

    Args:
        rule: the rule that it is an example of.
        kind: "bad", which must be found, or "good", which must not.
        file: where the text stands; what is beside it may be a part of the configuration.
        text: the example. Where it has a comment `# expect`, the finding must stand in that line.
        inputs: what is given beside the example.
        others: whether a good example must be without an error of any other rule too.
    """
    sources = Sources()
    unit = file.parent if file.suffix == ".tf" else file
    findings: list[Finding] = []
    deployments = []
    for _, loaded in load_units([unit], inputs, sources):
        deployments.append(loaded.deployment)
        findings += found(rule, loaded.deployment)
        yield from (f"it cannot be read: {problem.message}" for problem in (*loaded.problems, *loaded.met()))
    if not deployments:
        yield "it holds no configuration"
    if kind == "bad":
        yield from _missed(findings, sources, text)
        for deployment in deployments:
            yield from _surplus_when_unknown(rule, deployment)
        return
    yield from (f"it is found: {finding.message}" for finding in findings)
    if others:
        for deployment in deployments:
            for other in built_in_rules(deployment.types):
                errors = [finding for finding in found(other, deployment) if finding.severity is Severity.ERROR]
                yield from (
                    f"{other.id} finds an error in it: {error.message}" for error in errors if other.id != rule.id
                )


def is_fixed(rule: Rule, file: Path, inputs: Inputs) -> bool | None:
    """Returns whether the fixes of a rule, applied together, end what it finds in a file; None where it has no fix.

    The file is left as the fixes make it.
    """
    before, sources, troubles = _findings(rule, file, inputs)
    edits = [
        changed.fix.edits for changed in (definite(finding, sources) for finding in before) if changed.fix is not None
    ]
    if not edits:
        return None
    texts, applied = apply(sources, edits)
    for path, text in texts.items():
        Path(path).write_text(text, encoding="utf-8")
    after, _, left = _findings(rule, file, inputs)
    return len(after) == len(before) - len(applied) and left <= troubles


def _findings(rule: Rule, file: Path, inputs: Inputs) -> tuple[list[Finding], Sources, set[str]]:
    """What a rule finds in a file, and the messages of what is not understood in it."""
    sources = Sources()
    units = list(load_units([file.parent if file.suffix == ".tf" else file], inputs, sources))
    troubles = {problem.message for _, loaded in units for problem in (*loaded.problems, *loaded.met())}
    return [finding for _, loaded in units for finding in found(rule, loaded.deployment)], sources, troubles


def _missed(findings: Sequence[Finding], sources: Sources, text: str) -> Iterator[str]:
    if not findings:
        yield "it is not found"
        return
    lines = {number for number, line in enumerate(text.splitlines(), 1) if _EXPECT in line}
    there = {
        sources[finding.span.file].position(finding.span.start).line
        for finding in findings
        if finding.span.is_somewhere
    }
    if lines and lines != there:
        yield f"it is found in line {_numbers(there)}, not in line {_numbers(lines)}"
    for finding in findings:
        if "?" in finding.message.replace("??", "") and " ?" in finding.message:
            yield f"its message shows what is not known: {finding.message}"


def _numbers(lines: set[int]) -> str:
    return ", ".join(map(str, sorted(lines))) or "none"


def found(rule: Rule, deployment: Deployment) -> list[Finding]:
    """Returns the findings of one rule."""
    return [
        finding for resource in subjects(rule, deployment) for finding in examine(rule, resource, deployment).findings
    ]


def _surplus_when_unknown(rule: Rule, deployment: Deployment) -> Iterator[str]:
    """What is found only, or still, when values are not known."""
    known = {(finding.address, finding.attribute) for finding in found(rule, deployment)}
    written_down = [resource for resource in deployment.resources if resource.type != FAULTS_OF_A_TEMPLATE]
    leaves = [(resource, path) for resource in written_down for path in _leaves(resource.attributes, ())]
    most = MOST_LEAVES if len(leaves) <= LARGE else FEW_LEAVES
    for resource, path in leaves[:most]:
        written = resource.attributes
        resource.attributes = _without(written, path)
        blurred = _copy(deployment)
        surplus = [finding for finding in found(rule, blurred) if (finding.address, finding.attribute) not in known]
        resource.attributes = written
        if surplus:
            place = f"{resource.address} {'.'.join(map(str, path))}"
            yield f"a finding is added when {place} is not known: {surplus[0].message}"


def _copy(deployment: Deployment) -> Deployment:
    """The same resources and edges, with nothing remembered."""
    copied = Deployment(
        (replace(resource) for resource in deployment.resources),
        deployment.edges,
        deployment.outputs,
        path=deployment.path,
        kind=deployment.kind,
        provider_versions=deployment.provider_versions,
        deleted=deployment.deleted,
    )
    copied.account_facts = deployment.account_facts
    return copied


def _leaves(value: Value, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, MapOf):
        for key, element in value.items.items():
            yield from _leaves(element, (*path, key))
    elif isinstance(value, ListOf):
        for index, element in enumerate(value.items):
            yield from _leaves(element, (*path, index))
    elif isinstance(value, Known) and path:
        yield path


def _without(value: Any, path: tuple[Any, ...]) -> Any:
    if not path:
        return Unknown("made unknown by the test", span=value.span)
    first, *others = path
    if isinstance(value, MapOf):
        return replace(value, items={**value.items, first: _without(value.items[first], tuple(others))})
    items = list(value.items)
    items[first] = _without(items[first], tuple(others))
    return replace(value, items=tuple(items))
