"""cfn-lint's findings as findings of the same report, under their own ids. cfn-lint is only imported here, when asked.

No `.cfnlintrc` counts but one that the user names: one that lies about may be a part of what is linted. Of a template's
own metadata counts what switches checks and chooses regions, nothing that names files. No rules are loaded from
elsewhere, as nothing of what is linted is ever executed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from awslint.graph import Deployment
from awslint.report.secrets import hide, secret_parts
from awslint.report.wording import CFN_LINT
from awslint.rules import Finding, Phase, Raises, Rule, Severity
from awslint.syntax.sources import Source
from awslint.values import NOWHERE, Span

_SEVERITY: Final = {"error": Severity.ERROR, "warning": Severity.WARNING, "informational": Severity.INFO}
_LONGEST: Final = 300
"""Characters of a message; cfn-lint lists every value that would do."""

Matches = Callable[[Path, str | None, str | None], Iterable[Any]]


class CfnLint:
    """Asks cfn-lint about templates. Its rules are loaded with the first one.

    Args:
        settings: the file that configures it; None for none.
    """

    def __init__(self, settings: Path | None = None) -> None:
        self._settings = settings
        self._matches: Matches | None = None
        self._rules: dict[str, Rule] = {}

    def findings(
        self,
        path: Path,
        source: Source | None,
        deployment: Deployment,
        sensitive: Iterable[Span],
        *,
        region: str | None = None,
        text: str | None = None,
    ) -> Iterator[Finding]:
        """Yields what cfn-lint says of a template.

        Args:
            path: the template's file.
            source: the same as it was read, for places; None where it could not be.
            deployment: what awslint made of it.
            sensitive: where secrets are written.
            region: the one region to check for; by default cfn-lint's own.
            text: what stands in the place of the file's content.

        Raises:
            Exception, SystemExit: whatever cfn-lint raises.
        """
        if self._matches is None:
            self._matches = _start(self._settings)
        secrets = sorted(_texts(source, sensitive), key=len, reverse=True)
        for match in self._matches(path, region, text):
            yield self._finding(match, source, deployment, secrets)

    def _finding(self, match: Any, source: Source | None, deployment: Deployment, secrets: list[str]) -> Finding:
        rule = self._rule(match.rule)
        where = [str(step) if isinstance(step, str) else step for step in getattr(match, "path", None) or ()]
        inside = len(where) > 1 and where[0] == "Resources"
        address = str(where[1]) if inside else ".".join(map(str, where[:2])) or deployment.path
        resource = deployment.find(address) if inside else None
        message = " ".join(str(match.message).split())
        for secret in secrets:
            message = message.replace(f"'{secret}'", f"'{hide(secret)}'")
            if len(secret) > 3:
                message = message.replace(secret, hide(secret))
        return Finding(
            rule=rule,
            severity=rule.severity,
            message=message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…",
            help="",
            raises=rule.raises,
            phase=rule.phase,
            address=address,
            type=resource.type if resource is not None else "",
            native_type=resource.native_type if resource is not None else "",
            attribute=_attribute(where[3:] if inside and where[2:3] == ["Properties"] else where[2:]),
            span=_span(match, source),
            unit=deployment.path,
        )

    def _rule(self, theirs: Any) -> Rule:
        if theirs.id not in self._rules:
            severity = _SEVERITY.get(str(theirs.severity), Severity.WARNING)
            self._rules[theirs.id] = Rule(
                id=theirs.id,
                title=str(theirs.shortdesc),
                severity=severity,
                types=(),
                raises=(Raises(CFN_LINT, theirs.id),),
                evidence=(theirs.source_url,) if theirs.source_url else (),
                check=lambda _, __: iter(()),
                phase=Phase.CREATE,
                text=str(theirs.description),
            )
        return self._rules[theirs.id]


_OF_METADATA: Final = frozenset(
    {"configure_rules", "ignore_bad_template", "ignore_checks", "include_checks", "include_experimental", "regions"}
)
"""What a template's metadata may say to cfn-lint."""


def _start(settings: Path | None) -> Matches:
    """Imports cfn-lint and loads its rules."""
    import os

    from cfnlint.config import ConfigMixIn
    from cfnlint.decode.decode import decode_str
    from cfnlint.runner import Runner, run_template_by_data
    from cfnlint.runner.template import run_template_by_file_path

    class Config(ConfigMixIn):  # type: ignore[misc]
        """Takes no files from a template."""

        def set_template_args(self, template: Any) -> None:
            super().set_template_args(template)
            metadata: dict[str, Any] = self.get_template_args()
            self._template_args = {name: member for name, member in metadata.items() if name in _OF_METADATA}

    def configuration(path: Path, region: str | None) -> Any:
        # Said on cfn-lint's command line, so that a project's file does not decide it.
        words = ["--template", str(path), *(["--regions", region] if region else [])]
        config = Config(["--config-file", str(settings) if settings is not None else os.devnull, *words])
        config.file_args.pop("append_rules", None)
        return config

    rules: list[Any] = []

    def matches(path: Path, region: str | None, text: str | None) -> Iterable[Any]:
        config = configuration(path, region)
        if not rules:
            rules.append(Runner(config).rules)
        if text is None:
            return list(run_template_by_file_path(str(path), config, rules[0], ignore_bad_template=False))
        template, errors = decode_str(text)
        return list(errors or run_template_by_data(template, config, rules[0]))

    return matches


def _texts(source: Source | None, sensitive: Iterable[Span]) -> set[str]:
    if source is None:
        return set()
    return {source.text[start:end] for start, end in secret_parts(source, sensitive)} - {""}


def _attribute(path: list[Any]) -> str:
    shown = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return shown.removeprefix(".")


def _span(match: Any, source: Source | None) -> Span:
    if source is None:
        return NOWHERE
    starts = source.line_starts

    def offset(line: int, column: int) -> int:
        line = min(max(line, 1), len(starts))
        return min(starts[line - 1] + max(column - 1, 0), starts[line - 1] + len(source.line(line)))

    start = offset(match.linenumber, match.columnnumber)
    return Span(source.number, start, max(start, offset(match.linenumberend, match.columnnumberend)))
