"""What every format says of a finding beside its message, in the same words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from awslint.report.secrets import assumed, hide_assigned
from awslint.report.style import one_line
from awslint.rules import Finding, Phase, Raises, Rule, suppression_rules

WHEN: Final = {
    Phase.PLAN: "on plan",
    Phase.CREATE: "on create",
    Phase.UPDATE: "on update",
    Phase.DELETE: "on delete",
    Phase.RUNTIME: "at run time",
}

CFN_LINT: Final = "cfn-lint"
"""What stands in the place of an AWS service in the rules of cfn-lint, which name no exception."""


def raised(raises: Raises) -> str:
    """Returns `CustomKeyStoreInvalidStateException from kms:CreateKey`."""
    return f"{raises.code} from {raises.service}:{raises.on}" if raises.on else f"{raises.code} from {raises.service}"


def exceptions(finding: Finding) -> Sequence[Raises]:
    """Returns the exceptions of AWS that a finding predicts, the likeliest first.

    What is wrong with awslint's own comments predicts none, and what cfn-lint finds names none.
    """
    return [
        exception
        for exception in finding.raises or finding.rule.raises
        if exception.service not in (suppression_rules.SERVICE, CFN_LINT)
    ]


def is_from_cfn_lint(rule: Rule) -> bool:
    """Returns whether a rule is cfn-lint's."""
    return bool(rule.raises) and rule.raises[0].service == CFN_LINT


def more(rule: Rule) -> str:
    """Returns where there is more about a rule: a command, or an address."""
    if is_from_cfn_lint(rule):
        return next(
            (source for source in rule.evidence if source.startswith("https://")), f"{CFN_LINT}'s rule {rule.id}"
        )
    return f"awslint explain {rule.id}"


def facts(finding: Finding, notes: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """Yields name and text of everything there is to say of a finding, each on one line and without secrets."""
    for raises in exceptions(finding):
        yield "exception", f"{raised(raises)} ({WHEN[finding.phase]})"
    attribute = f", {finding.attribute}" if finding.attribute else ""
    construct = f" ({finding.construct})" if finding.construct else ""
    yield "resource", one_line(f"{finding.address}{construct}{attribute}")
    for note in notes:
        yield "also", one_line(note)
    if finding.world:
        yield "when", one_line(hide_assigned(finding.world))
    for assumption in assumed(finding):
        yield "assumes", one_line(assumption)
    if finding.help:
        yield "help", one_line(finding.help)
    yield "more", more(finding.rule)


def made_by(finding: Finding) -> str:
    """Returns what made the resource in a cloud assembly, in brackets after a message; empty for what nobody
    generated."""
    return f" [made by {one_line(finding.construct)}]" if finding.construct else ""


def justified(finding: Finding) -> str:
    """Returns why a finding is suppressed, in words; empty for one that is not."""
    if finding.suppressed is None:
        return ""
    until = f" until {finding.suppressed.until.isoformat()}" if finding.suppressed.until is not None else ""
    reason = f": {one_line(finding.suppressed.reason)}" if finding.suppressed.reason else ""
    return f"suppressed by {_BY[finding.suppressed.kind]}{until}{reason}"


_BY: Final[Mapping[str, str]] = {
    "comment": "a comment",
    "metadata": "metadata",
    "configuration": "the configuration",
    "baseline": "the baseline",
}
