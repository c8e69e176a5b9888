"""`awslint explain`: the page of a rule, or the rules that foretell an exception."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

import click

from awslint.cli.app import nearest, write
from awslint.cli.selection import bare, rule_id, vocabulary
from awslint.rules import Raises, Rule


@click.command("explain")
@click.argument("subject", metavar="RULE|EXCEPTION|SERVICE:OPERATION")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
def command(*, subject: str, format_: str) -> int:
    """Explains a rule, or lists the rules that foretell an exception or the failure of an operation.

    \b
    awslint explain KMS055
    awslint explain CustomKeyStoreInvalidStateException
    awslint explain kms:CreateKey
    """
    from awslint.rules.registry import all_rules

    rules = all_rules()
    exact = next((rule for rule in rules if rule.id == rule_id(subject)), None)
    if exact is not None:
        write(_json(rule_data(exact)) if format_ == "json" else _page(exact))
        return 0
    foretelling = [rule for rule in rules if any(_is_about(raises, subject) for raises in rule.raises)]
    related = [
        rule for rule in rules if rule not in foretelling and any(_is_about(raises, subject) for raises in rule.related)
    ]
    models = _models(subject)
    if not foretelling and not related and not models:
        words = [*vocabulary(rules), *_modelled(subject, {one.service for rule in rules for one in rule.raises})]
        raise click.UsageError(f"{subject}: no such rule, exception or operation.{nearest(subject, words)}")
    if format_ == "json":
        listed = [rule_data(rule, page=False) for rule in foretelling]
        write(_json({"subject": subject, "rules": listed, "related": [rule.id for rule in related]}))
    else:
        write(_listed(subject, foretelling, related, models))
    return 0


def rule_data(rule: Rule, page: bool = True) -> dict[str, Any]:
    """A rule as JSON data."""

    def exceptions(some: Sequence[Raises]) -> list[dict[str, str | None]]:
        return [{"service": one.service, "code": one.code, "operation": one.on} for one in some]

    data: dict[str, Any] = {
        "id": rule.id,
        "title": rule.title,
        "severity": rule.severity.value,
        "phase": rule.phase.value,
        "types": list(rule.types),
        "exceptions": exceptions(rule.raises),
        "related": exceptions(rule.related),
        "evidence": list(rule.evidence),
    }
    return {**data, "page": rule.page} if page else data


def _json(data: object) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _page(rule: Rule) -> str:
    from awslint.report.text import raised

    lines = [f"{rule.id}: {rule.title}", "", f"severity:   {rule.severity.value}", f"phase:      {rule.phase.value}"]
    lines += [f"exception:  {raised(one)}" for one in rule.raises]
    lines += [f"related:    {raised(one)}" for one in rule.related]
    lines += [f"asks about: {', '.join('everything' if one == '*' else one for one in rule.types)}"]
    if rule.page:
        lines += ["", rule.page]
    if rule.evidence:
        lines += ["", "## Evidence", *(f"- {one}" for one in rule.evidence)]
    return "\n".join(lines) + "\n"


def _is_about(raises: Raises, subject: str) -> bool:
    wanted = subject.lower()
    if ":" in subject:
        return raises.on is not None and f"{raises.service}:{raises.on}".lower() == wanted
    names = [raises.code, bare(raises.code), raises.on or ""]
    return wanted in (name.lower() for name in names) or bare(subject).lower() == bare(raises.code).lower()


def _models(subject: str) -> list[str]:
    """The operations that AWS models to raise an exception of that name, in words."""
    from awslint.facts import exceptions

    found = []
    for spelled in dict.fromkeys((subject, bare(subject), f"{bare(subject)}Exception", f"{bare(subject)}Fault")):
        for name in exceptions.services_with(spelled):
            known = exceptions.service(name)
            operations = known.raises(spelled) if known is not None else ()
            shown = ", ".join(operations[:8]) + (f" and {len(operations) - 8} more" if len(operations) > 8 else "")
            found.append(f"{name}: {shown or 'no operation is modelled to raise it'}")
    service, colon, operation = subject.partition(":")
    known = exceptions.service(service.lower()) if colon else None
    if known is not None:
        exact = next((one for one in known.operations if one.lower() == operation.lower()), None)
        if exact is not None:
            codes = [error.code for error in known.raised_by(exact)]
            found.append(f"{service.lower()}:{exact} raises {', '.join(codes) or 'no modelled exception'}")
    return list(dict.fromkeys(found))


def _modelled(subject: str, services: Collection[str]) -> list[str]:
    """Words of AWS's own models that a misspelled subject may mean: of the service it names, or of the services."""
    from awslint.facts import exceptions

    service, colon, _ = subject.partition(":")
    if colon:
        known = exceptions.service(service.lower())
        names = [f"{service}:{one}" for one in known.operations] if known is not None else []
        return names or [f"{one}:" for one in exceptions.services()]
    found = (exceptions.service(name) for name in sorted(services))
    return [name for known in found if known is not None for error in known.errors for name in sorted(error.names)]


def _listed(subject: str, foretelling: Sequence[Rule], related: Sequence[Rule], models: Sequence[str]) -> str:
    lines = []
    if foretelling:
        lines += [f"Rules that foretell {subject}:", *map(_line, foretelling)]
    if related:
        lines += ["", "Rules about what people meet in the same situation:", *map(_line, related)]
    if not foretelling and not related:
        lines.append(f"No rule foretells {subject} yet.")
    if models:
        lines += ["", "What AWS's models say:", *(f"  {one}" for one in models)]
    return "\n".join(lines).lstrip("\n") + "\n"


def _line(rule: Rule) -> str:
    return f"  {rule.id:<8} {rule.severity.value:<8} {rule.title}"
