"""Makes rules of compiled policies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from awslint.graph import Attribute, Deployment, Resource
from awslint.rules.cel.evaluation import compiled
from awslint.rules.cel.fields import language_of
from awslint.rules.cel.operands import ABSENT, Optional, elements_of, shown, truth_of
from awslint.rules.cel.scope import Evaluate, OutOfSteps, Scope
from awslint.rules.claims import Phase, Raises, Severity
from awslint.rules.declaration import Rule
from awslint.rules.fix import Applicability, Fix, replacing
from awslint.rules.own_values import with_own_zone
from awslint.rules.region_fixes import created_in, in_own_account, in_own_region
from awslint.rules.verdict import Related, Verdict
from awslint.values import Truth
from awslint.values.questions import as_text


def rule_of(policy: Mapping[str, Any]) -> Rule:
    """Returns the rule that asks what a compiled policy says. Its page is read from the policy's file when it is asked
    for."""
    severities = [Severity(name) for name in policy["severity"].values()]
    return Rule(
        id=policy["id"],
        title=policy["title"],
        severity=min(severities, key=lambda severity: severity.rank),
        types=tuple(policy["types"]),
        raises=tuple(Raises(*exception) for exception in policy["raises"]),
        evidence=tuple(policy["evidence"]),
        check=check_of(policy),
        phase=Phase(policy["phase"]),
        related=tuple(Raises(*exception) for exception in policy["related_exceptions"]),
        text=_page(policy["file"], policy["id"]),
        tags=tuple(policy["tags"]),
        file=policy["file"],
        languages=tuple(policy["languages"]),
        requires=tuple(policy["requires"]),
    )


def _page(file: str, rule: str) -> Callable[[], str]:
    def load() -> str:
        from awslint.rules.policies.page import page_of

        return page_of(Path(file), rule)

    return load


def check_of(policy: Mapping[str, Any]) -> Callable[[Resource, Deployment], Sequence[Verdict]]:
    """Returns the function that a rule calls. Expressions are compiled when the first resource is asked about."""
    made: list[_Check] = []

    def check(resource: Resource, deployment: Deployment) -> Sequence[Verdict]:
        if not made:
            made.append(_Check(policy))
        try:
            return made[0].verdicts(resource, deployment)
        except OutOfSteps:
            reason = f"{resource.address} has more elements than a policy compares with each other"
            deployment.context.doubts[reason] = None
            return [_undecided(resource)]

    return check


class _Check:
    """One policy with its expressions compiled."""

    def __init__(self, policy: Mapping[str, Any]) -> None:
        self.definitions = {name: compiled(tree) for name, tree in policy["let"].items()}
        self.bindings = [(name, compiled(tree)) for name, tree in policy["foreach"]]
        self.refuse = compiled(policy["refuse"])
        self.at = compiled(policy["at"])
        self.related = [(compiled(tree), _template(label)) for tree, label in policy["related"]]
        self.message = _template(policy["message"])
        self.help = _template(policy["help"])
        self.severities = {language: Severity(name) for language, name in policy["severity"].items()}
        fix = policy["fix"]
        self.fix = None if fix is None else (compiled(fix[0]), _template(fix[1]), *fix[2:])

    def verdicts(self, resource: Resource, deployment: Deployment) -> Sequence[Verdict]:
        scope = Scope(deployment, {"self": resource}, self.definitions)
        if not self.bindings:
            return self.judged(resource, scope, Truth.YES)
        found: list[Verdict] = []
        for bound_scope, exists in self.bound(scope, self.bindings):
            found += [_undecided(resource)] if bound_scope is None else self.judged(resource, bound_scope, exists)
        return found

    def judged(self, resource: Resource, scope: Scope, exists: Truth) -> Sequence[Verdict]:
        """Returns the verdict on a resource with what the bindings stand for, which exists or not."""
        holds = truth_of(self.refuse(scope))
        if holds is ABSENT or holds is Truth.NO or exists is Truth.NO:
            return ()
        if holds is Truth.MAYBE or exists is Truth.MAYBE:
            return (_undecided(resource),)
        return (self.verdict(resource, scope, self.severities.get(language_of(resource))),)

    def bound(self, scope: Scope, bindings: list[tuple[str, Evaluate]]) -> Iterator[tuple[Scope | None, Truth]]:
        """Yields a scope for every combination of the elements, and whether these exist; None for elements not
        known."""
        if not bindings:
            yield scope, Truth.YES
            return
        (name, function), *others = bindings
        items = elements_of(function(scope))
        if items is ABSENT:
            return
        for element in items.items:
            # What is defined may depend on the element: it is evaluated anew for each.
            bound_scope = scope.with_values({name: element}, self.definitions)
            exists = element.existence if isinstance(element, Resource) and element.change != "delete" else Truth.YES
            for further, truth in self.bound(bound_scope, others):
                yield further, truth & exists
        if not items.complete:
            yield None, Truth.MAYBE

    def verdict(self, resource: Resource, scope: Scope, severity: Severity | None) -> Verdict:
        at = _place(self.at(scope), resource)
        words = resource.names.native_words if language_of(resource) == "terraform" else {}
        related = []
        for function, label in self.related:
            place = _place(function(scope), None)
            if place is not None and not (isinstance(place, Attribute) and place.is_set is Truth.NO):
                related.append(Related(place, label(scope)))
        return Verdict(
            holds=Truth.YES,
            at=at if at is not None else resource,
            message=self.message(scope, words),
            help=self.help(scope, words),
            related=related,
            severity=severity,
            fix=self.fix_of(scope),
        )

    def fix_of(self, scope: Scope) -> Fix | None:
        if self.fix is None:
            return None
        function, new, safe, kind = self.fix
        attribute = _place(function(scope), None)
        if kind == "create":
            return created_in(attribute, new(scope)) if attribute is not None else None
        if not isinstance(attribute, Attribute):
            return None
        if kind in _OF_OWN:
            return _OF_OWN[kind](attribute)
        if attribute.scalar is None:
            return None
        old = as_text(attribute.scalar)
        return replacing(attribute, old, new(scope), Applicability.SAFE if safe else Applicability.UNSAFE)


_OF_OWN: Final = {"region": in_own_region, "account": in_own_account, "zone": with_own_zone}
"""Fixes that need nothing but the attribute, by their name in policies."""


def _undecided(resource: Resource) -> Verdict:
    return Verdict(holds=Truth.MAYBE, at=resource, message="")


def _place(operand: Any, otherwise: Resource | None) -> Attribute | Resource | None:
    if isinstance(operand, Optional):
        operand = operand.operand
    return operand if isinstance(operand, (Attribute, Resource)) else otherwise


_PROPERTY: Final = re.compile(r"(?<![\w:./`-])[A-Z][a-z0-9]+[A-Z]\w*(?![\w(]|::)", re.ASCII)
"""A property in the words of a message: several capitals, so that no word at the beginning of a sentence is one."""


def _template(parts: list[Any]) -> Callable[..., str]:
    """A text with what its expressions give. Properties that its own words name are put into the user's language."""
    functions = [part if isinstance(part, str) else compiled(part) for part in parts]

    def text(scope: Scope, words: Mapping[str, str] | None = None) -> str:
        def named(match: re.Match[str]) -> str:
            return words.get(match[0], match[0]) if words else match[0]

        return "".join(
            (_PROPERTY.sub(named, part) if words else part) if isinstance(part, str) else shown(part(scope))
            for part in functions
        )

    return text
