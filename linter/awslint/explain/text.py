"""Answers for people."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from awslint.explain.answers import Answer, ExceptionAnswer, OperationAnswer, phase_of
from awslint.rules import Rule

WIDTH = 100
FEW = 3
"""Up to so many services are shown in full; more are listed."""
MANY = 20
"""Above so many services only their names are listed."""

_PHASES = {
    "create": "on create",
    "update": "on update",
    "delete": "on delete",
    "read": "on plan, and after each step",
    "run": "at run time, by programs",
}


def as_text(answer: Answer) -> str:
    """Returns an answer as text of at most a hundred columns, commands apart."""
    if answer.operation is not None:
        lines = list(_operation(answer.operation))
    else:
        known = [page for page in answer.exceptions if page.causes or page.rules or page.related]
        full = answer.exceptions if len(answer.exceptions) <= FEW else known if len(known) <= FEW else []
        lines = []
        for page in full:
            lines += ["", *_page(page)] if lines else _page(page)
        others = [page.service for page in answer.exceptions if page not in full]
        if full and others:
            lines += ["", *_wrapped(f"Other services have {answer.subject} too: {', '.join(others)}", "  ", "")]
        elif others:
            lines = list(_many(answer))
    if answer.protocols and any(page.service != "*" for page in answer.exceptions):
        shown = " and ".join(answer.protocols)
        lines += ["", *_wrapped(f"Every operation of services with the protocol {shown} can raise it too.", "")]
    return "\n".join(lines).rstrip() + "\n"


def _page(page: ExceptionAnswer) -> Iterator[str]:
    where = "any service" if page.service == "*" else page.service
    others = [name for name in page.names if name != page.code]
    yield f"{page.code} ({where})" + (f", also written {' and '.join(others)}" if others else "")
    yield from _wrapped(page.meaning, "  ")
    yield ""
    yield from _raised(page)
    yield ""
    if page.rules:
        yield f"Rules that predict {page.code}:"
        yield from map(_line, page.rules)
    else:
        yield f"No rule predicts {page.code}" + (" yet." if page.coverage is not None and page.coverage.rows else ".")
    if page.coverage is not None and page.coverage.rows and not page.rules:
        yield from _wrapped(f"Planned checks: {', '.join(page.coverage.rows)}", "  ")
    if page.coverage is not None and page.coverage.reason:
        yield from _wrapped(f"What no configuration shows: {page.coverage.reason}.", "  ")
    if page.related:
        yield "Rules about what people meet in the same situation:"
        yield from map(_line, page.related)
    yield ""
    yield from _causes(page)
    yield f"Sources: {', '.join(page.sources)} ({page.evidence})"


def _raised(page: ExceptionAnswer) -> Iterator[str]:
    if page.named_operation:
        yield f"Here from {page.named_operation}, called {_PHASES[phase_of(page.named_operation)]}"
    if page.evidence.startswith("documented"):
        yield "Raised by: operations that the service's model does not name"
        return
    if not page.operations:
        yield f"Raised by: {page.evidence}; when a deployment first calls the service, mostly on plan"
        return
    for phase, operations in page.operations.items():
        shown = [f"{page.service}:{operation}" for operation in operations[:8]]
        more = f" and {len(operations) - 8} more" if len(operations) > 8 else ""
        yield from _wrapped(f"{_PHASES[phase]}: {', '.join(shown)}{more}", "  ", "Raised " if phase else "")


def _causes(page: ExceptionAnswer) -> Iterator[str]:
    for cause in page.causes:
        yield from _wrapped(cause.what, "  ", "- ")
        if cause.checked:
            yield f"    awslint checks: {', '.join(cause.checked)}"
        if cause.hint:
            yield from _wrapped(f"awslint only hints: {cause.hint}", "      ", "    ")
        yield from (f"    run: {command}" for command in cause.run)
    if page.causes:
        yield ""
    yield f"What no linter can see ({page.kind.name}):"
    for reason in page.kind.unseen:
        yield from _wrapped(reason, "  ", "- ")
    yield from (f"    run: {command}" for command in commands(page))
    if page.kind.families and not page.rules:
        yield f"    rules of this kind: awslint rules, those that begin with {' or '.join(page.kind.families)}"
    yield ""


def commands(page: ExceptionAnswer) -> list[str]:
    """Returns the commands of its kind with the names filled in; those that need a name that is not known are left
    out."""
    operation = page.named_operation or next((name for some in page.operations.values() for name in some), "")
    words = {"service": "" if page.service == "*" else page.service, "operation": operation}
    found = []
    for command in page.kind.run:
        if all(words[name] for name in words if f"{{{name}}}" in command):
            shown = _dashed(operation) if command.endswith("help") else operation
            found.append(command.replace("{service}", words["service"]).replace("{operation}", shown))
    return found


def _dashed(operation: str) -> str:
    """CreateCustomKeyStore as the command line has it."""
    dashed = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in operation)
    return dashed.lstrip("-")


def _many(answer: Answer) -> Iterator[str]:
    pages = answer.exceptions
    yield f"{answer.subject}: {len(pages)} services have it"
    yield from _wrapped(pages[0].meaning, "  ")
    yield ""
    ruled = list({rule.id: rule for page in pages for rule in page.rules}.values())
    related = list({rule.id: rule for page in pages for rule in page.related if rule not in ruled}.values())
    if ruled:
        yield f"Rules that predict {answer.subject}:"
        yield from map(_line, ruled)
    else:
        yield f"No rule predicts {answer.subject}."
    if related:
        yield "Rules about what people meet in the same situation:"
        yield from map(_line, related)
    yield ""
    for page in pages if len(pages) <= MANY else ():
        operations = [operation for some in page.operations.values() for operation in some]
        more = f" and {len(operations) - 3} more" if len(operations) > 3 else ""
        yield f"  {page.service}: {', '.join(operations[:3]) or page.evidence}{more}"
    if len(pages) > MANY:
        yield from _wrapped(", ".join(page.service for page in pages), "  ", "  ")
    yield ""
    yield f"One of them in full: awslint explain {pages[0].service}:{answer.subject}"


def _operation(known: OperationAnswer) -> Iterator[str]:
    yield f"{known.service}:{known.name}, called {_PHASES[known.phase]}"
    yield ""
    if known.rules:
        yield f"Rules that predict its failure ({known.service}:{known.name}):"
        yield from map(_line, known.rules)
    else:
        yield "No rule predicts its failure."
    yield ""
    yield from _wrapped(f"raises {', '.join(known.codes) or 'no modelled exception'}", "  ", f"{known.name} ")
    yield "  and the errors that every operation has: access denied, throttling, validation, credentials"
    yield f"Sources: botocore:{known.service}:{known.name}"


def _line(rule: Rule) -> str:
    return f"  {rule.id:<8} {rule.severity.value:<8} {rule.title}"


def _wrapped(text: str, indent: str, first: str = "") -> Sequence[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first or indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
