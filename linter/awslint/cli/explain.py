"""`awslint explain`: the page of a rule, of an exception, of an operation; and what a failed apply's log means."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from awslint.cli.app import nearest as nearest_word
from awslint.cli.app import note, write
from awslint.cli.inputs import read_stdin
from awslint.cli.selection import vocabulary
from awslint.cli.shell_words import rule_words
from awslint.rules import Rule
from awslint.rules.declaration import rule_id

if TYPE_CHECKING:
    from awslint.explain.logs import Failure

LARGEST_LOG: Final = 32 * 1024 * 1024
"""Bytes of a log that is explained."""


@click.command("explain")
@click.argument("subject", metavar="RULE|EXCEPTION|SERVICE:OPERATION|LOG|-", shell_complete=rule_words)
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
def command(*, subject: str, path: Path | None, format_: str) -> int:
    """Explains a rule, an AWS exception as a log shows it, an operation, or a whole log: a file, or `-`.

    Of a log it names the exceptions, the resources and, where PATH is given, the places.

    \b
    awslint explain KMS055
    awslint explain CustomKeyStoreInvalidStateException
    awslint explain kms:CreateKey
    terraform apply 2>&1 | awslint explain - .
    """
    from awslint.cli.configured import every_rule_here
    from awslint.rules.suppression_rules import SUPPRESSION_RULES

    rules = every_rule_here()
    if subject == "-":
        return _log(read_stdin(LARGEST_LOG).decode(errors="replace"), path, rules, format_)
    exact = next((rule for rule in [*rules, *SUPPRESSION_RULES.values()] if rule.id == rule_id(subject)), None)
    if exact is not None:
        from awslint.explain.data import rule_data

        write(_json(rule_data(exact)) if format_ == "json" else _page(exact))
        return 0
    from awslint.explain.answers import answer, nearest
    from awslint.explain.data import as_data
    from awslint.explain.text import as_text

    found = answer(subject, rules)
    if found is None and Path(subject).is_file():
        return _log(_read(Path(subject)), path, rules, format_)
    if found is None:
        meant = nearest(subject, rules)
        hint = f" Did you mean {' or '.join(meant)}?" if meant else nearest_word(subject, vocabulary(rules))
        raise click.UsageError(f"{subject}: no such rule, exception or operation.{hint}")
    write(_json(as_data(found)) if format_ == "json" else as_text(found))
    return 0


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise click.UsageError(f"{file.as_posix()} cannot be read: {error.strerror}.") from None


def _log(log: str, path: Path | None, rules: Sequence[Rule], format_: str) -> int:
    from awslint.explain.answers import about
    from awslint.explain.data import as_data
    from awslint.explain.logs import failures
    from awslint.explain.text import as_text

    found = failures(log)
    if not found:
        note("no AWS exception in this text\n")
        return 1
    places = _places(path, [failure.resource for failure in found if failure.resource])

    def place(failure: Failure) -> str | None:
        line = f"{failure.file}:{failure.line}" if failure.file else None
        return places.get(failure.resource or "") or line

    explained = {failure.exception.code: about(failure.exception, rules) for failure in found}
    if format_ == "json":
        listed = [_failure_data(failure, place(failure)) for failure in found]
        pages = {code: as_data(page) for code, page in explained.items() if page is not None}
        write(_json({"failures": listed, "explained": pages}))
        return 0
    for failure in found:
        where = f" of {failure.resource}" if failure.resource else ""
        at = f" at {shown}" if (shown := place(failure)) else ""
        write(f"{failure.exception.code}{where}{at}\n")
    for page in explained.values():
        if page is not None:
            write("\n" + as_text(page))
    return 0


def _failure_data(failure: Failure, place: str | None) -> dict[str, Any]:
    return {
        "code": failure.exception.code,
        "service": failure.exception.service,
        "operation": failure.exception.operation,
        "resource": failure.resource,
        "type": failure.type,
        "place": place,
    }


def _places(path: Path | None, addresses: Sequence[str]) -> dict[str, str]:
    """Where under the path the resources are declared, by their addresses as a log has them."""
    if path is None or not addresses:
        return {}
    from awslint.engine import load_units
    from awslint.graph.loading import Inputs
    from awslint.report.places import located
    from awslint.syntax.sources import Sources

    sources = Sources()
    found: dict[str, str] = {}
    for unit, loaded in load_units([path], lambda _: Inputs(), sources):
        for resource in loaded.deployment.resources:
            for address in addresses:
                if resource.mode != "data" and address in (resource.address, resource.block):
                    file, line, _ = located(resource.header, sources, unit.path.as_posix())
                    found.setdefault(address, f"{file}:{line}")
    return found


def _json(answer: object) -> str:
    return json.dumps(answer, indent=2, ensure_ascii=False) + "\n"


def _page(rule: Rule) -> str:
    from awslint.report.wording import raised

    lines = [f"{rule.id}: {rule.title}", "", f"severity:   {rule.severity.value}", f"phase:      {rule.phase.value}"]
    lines += [f"exception:  {raised(exception)}" for exception in rule.raises]
    lines += [f"related:    {raised(exception)}" for exception in rule.related]
    lines += [f"asks about: {', '.join('everything' if type_name == '*' else type_name for type_name in rule.types)}"]
    if rule.page:
        lines += ["", rule.page]
    if rule.evidence:
        lines += ["", "## Evidence", *(f"- {source}" for source in rule.evidence)]
    return "\n".join(lines) + "\n"
