"""Takes secrets out of sentences: by their form, by the name beside them, and by values known to be secret.

Every output goes through it, so that what one format hides no other shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from awslint.graph.loading import Problem
from awslint.report.secrets import FORMS, hide, hide_assigned, hide_quoted, secret_parts
from awslint.report.sensitive import DISTINCT
from awslint.rules import Finding, Place
from awslint.rules.finding import Doubt
from awslint.syntax.sources import Sources


def hide_forms(text: str) -> str:
    """Hides what is a secret by its form alone: access keys, private keys, tokens, passwords within addresses."""
    for form in FORMS:
        text = form.sub(lambda match: match[0].replace(match["secret"], hide(match["secret"])), text)
    return text


class Redaction:
    """Hides secrets in sentences.

    Args:
        secrets: values that flow into passwords, tokens and keys, or are marked as sensitive.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = sorted({secret for secret in secrets if secret}, key=lambda secret: (-len(secret), secret))
        anywhere = [secret for secret in known if len(secret) >= DISTINCT]
        quoted = [secret for secret in known if len(secret) < DISTINCT]
        self._anywhere = _pattern(anywhere, r"(?<![\w.-])", r"(?![\w-])")
        self._quoted = _pattern(quoted, r"(?<=[\"'`])", r"(?=[\"'`])")
        self._clean: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """Returns the sentence without secrets. Findings and doubts of one unit repeat many."""
        if text not in self._clean:
            self._clean[text] = self._cleaned(text)
        return self._clean[text]

    def _cleaned(self, text: str) -> str:
        for pattern in (self._anywhere, self._quoted):
            if pattern is not None:
                text = pattern.sub(lambda match: hide(match[0]), text)
        return hide_forms(hide_assigned(text))

    def finding(self, finding: Finding) -> Finding:
        """Returns the finding with clean sentences; places and edits stay."""
        clean = replace(
            finding,
            message=self(finding.message),
            help=self(finding.help),
            address=self(finding.address),
            world=self(finding.world),
            assumes=tuple(map(self, finding.assumes)),
            related=tuple(map(self._place, finding.related)),
            chain=tuple(map(self._place, finding.chain)),
        )
        return finding if clean == finding else clean

    def data(self, value: Any) -> Any:
        """Returns JSON data whose strings are clean; the names of members stay."""

        def cleaned(part: Any) -> Any:
            if isinstance(part, dict):
                return {name: cleaned(member) for name, member in part.items()}
            if isinstance(part, list):
                return [cleaned(element) for element in part]
            return self(part) if isinstance(part, str) else part

        return cleaned(value)

    def doubt(self, doubt: Doubt) -> Doubt:
        """Returns the doubt with clean sentences."""
        return replace(doubt, address=self(doubt.address), reasons=tuple(map(self, doubt.reasons)))

    def problem(self, problem: Problem, sources: Sources) -> Problem:
        """Returns the problem with a clean message: what a parser quotes may be the secret beside the fault."""
        message = self(problem.message)
        if problem.span.is_somewhere:
            source = sources[problem.span.file]
            line = source.position(problem.span.start).line
            if any(source.position(start).line == line for start, _ in secret_parts(source, ())):
                message = hide_quoted(message)
        return problem if message == problem.message else replace(problem, message=message)

    def _place(self, place: Place) -> Place:
        return Place(place.span, self(place.label))


def _pattern(texts: list[str], before: str, after: str) -> re.Pattern[str] | None:
    return re.compile(f"{before}(?:{'|'.join(map(re.escape, texts))}){after}") if texts else None
