"""`awslint permissions`: the IAM actions that deploying a configuration needs, and which a policy does not allow."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from awslint.cli.app import FINDINGS, NOTHING, note, write
from awslint.cli.configured import Chosen, telling_usage
from awslint.cli.inputs import as_paths, input_options
from awslint.cli.outputs import note_problems

if TYPE_CHECKING:
    from awslint.graph import Deployment
    from awslint.graph.permissions import Answer, Decide, Needed
    from awslint.iam import Statement
    from awslint.iam.documents import Document


@click.command("permissions")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@click.option("--format", "format_", type=click.Choice(["text", "json", "policy"]), default="text")
@click.option(
    "--policy",
    metavar="FILE|ADDRESS",
    help="A policy document, or the address of a role of the configuration: what it does not allow is reported.",
)
@input_options
def command(*, paths: Sequence[str], format_: str, policy: str | None, **about_deployment: Any) -> int:
    """Shows the IAM actions that creating, reading, updating and deleting the resources needs.

    Core actions are called whatever is set, gated ones because of something that is set; of the others it is only
    known that they may be called. Exit code 1 where --policy does not allow a core or gated action.
    """
    from awslint.engine import load_units
    from awslint.graph.loading import Problem
    from awslint.graph.permissions import modules_not_here, needed, ordered, policy_for, types_not_known
    from awslint.report.redaction import Redaction
    from awslint.report.sensitive import secret_texts
    from awslint.report.style import as_json_text, harmless
    from awslint.syntax.sources import Sources

    sources, problems = Sources(), list[Problem]()
    found: dict[str, Needed] = {}
    deployments: list[Deployment] = []
    missing_tables: set[str] = set()
    modules: set[str] = set()
    secrets: set[str] = set()
    with telling_usage():
        chosen = Chosen(**about_deployment)
        for _, loaded in load_units(as_paths(paths), lambda path: chosen.unit(path).inputs, sources):
            deployments.append(loaded.deployment)
            secrets.update(secret_texts(loaded.deployment))
            for name, need in needed(loaded.deployment).items():
                if name in found:
                    found[name].merge(need)
                else:
                    found[name] = need
            missing_tables.update(types_not_known(loaded.deployment))
            modules.update(modules_not_here(loaded.deployment))
            problems += (*loaded.problems, *loaded.met())
    found = ordered(found)
    redact = Redaction(frozenset(secrets)).data
    answers = _answers(found, policy, deployments) if policy is not None else None
    answer = redact(_data(found, answers, policy_for(found.values())))
    shown = answer["policy"] if format_ == "policy" else answer
    write(harmless(_text(answer)) if format_ == "text" else as_json_text(shown) + "\n")
    for type_ in sorted(missing_tables):
        note(f"{type_}: what deploying it needs is not known; its actions are not listed\n")
    for address in sorted(modules):
        note(f"{address}: what it makes is not here; the actions that its resources need are not listed\n")
    report = note_problems(problems, sources)
    if not deployments:
        note("nothing to deploy: no Terraform configuration and no CloudFormation template\n")
        return NOTHING
    return FINDINGS if answer.get("missing") else report.exit_code(None)


def _answers(found: dict[str, Needed], policy: str, deployments: Sequence[Deployment]) -> dict[str, Answer]:
    from awslint.graph.permissions import answer

    decide, statements = _decider(policy, deployments)
    return {name: answer(need, decide, statements) for name, need in found.items()}


def _decider(policy: str, deployments: Sequence[Deployment]) -> tuple[Decide, Sequence[Statement]]:
    """What decides, and the statements that it numbers.

    Raises:
        click.UsageError: the word is neither a policy document nor a role of the configuration.
    """
    from awslint.graph.permissions import by_documents, by_role

    path = Path(policy)
    if path.is_file():
        document = _read(path)
        return by_documents([document]), document.statements
    for deployment in deployments:
        role = deployment.find(policy)
        if role is not None and role.type == "AWS::IAM::Role":
            return by_role(role), ()
    raise click.UsageError(f"--policy {policy}: there is no such file, and no such role in the configuration.")


def _read(path: Path) -> Document:
    from awslint.iam.documents import NotAPolicy, read_policy

    try:
        return read_policy(path.read_text(encoding="utf-8-sig"))
    except NotAPolicy as error:
        raise click.UsageError(f"--policy {error.of_file(str(path))}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"--policy {path}: it cannot be read: {error}.") from None


def _data(found: dict[str, Needed], answers: dict[str, Answer] | None, policy: dict[str, Any]) -> dict[str, Any]:
    from awslint.graph.permissions import PHASES
    from awslint.values import Truth

    words = {Truth.YES: "allowed", Truth.NO: "denied", Truth.MAYBE: "unknown"}
    listed: list[dict[str, Any]] = []
    for name, need in found.items():
        row: dict[str, Any] = {
            "action": name,
            "phases": [phase for phase in PHASES if phase in need.phases],
            "tier": need.tier.value,
            "resources": sorted(need.on),
            "because": list(need.because),
        }
        if answers is not None:
            row["answer"] = words[answers[name].truth]
            if answers[name].statement:
                row["deciding_statement"] = answers[name].statement
        listed.append(row)
    result: dict[str, Any] = {"schema_version": 1, "needed": listed, "policy": policy}
    if answers is not None:
        result["missing"] = [name for name, need in found.items() if need.is_sure and answers[name].truth is Truth.NO]
    return result


_TITLES = {
    "core": "needed whatever is set",
    "gated": "needed because of what is set",
    "maybe": "possibly needed",
}


def _text(answer: dict[str, Any]) -> str:
    from awslint.report.style import clean

    lines: list[str] = []
    for tier, title in _TITLES.items():
        entries = [row for row in answer["needed"] if row["tier"] == tier]
        if not entries:
            continue
        lines += [*([""] if lines else []), f"{tier}: {title}"]
        for row in entries:
            answered = f"  {row['answer']}" if "answer" in row else ""
            by = f" by {row['deciding_statement']}" if "deciding_statement" in row else ""
            lines.append(f"  {row['action']}  ({', '.join(row['phases'])}){answered}{by}")
            if tier != "maybe":
                lines += [f"    on {arn}" for arn in row["resources"]]
                lines.append(f"    for {_some(row['because'])}")
    if "missing" in answer:
        lines += ["", f"not allowed: {', '.join(answer['missing']) or 'nothing that is surely needed'}"]
    return clean("\n".join(lines)) + "\n" if lines else "no action is needed\n"


def _some(addresses: Sequence[str]) -> str:
    more = f" and {len(addresses) - 3} more" if len(addresses) > 3 else ""
    return ", ".join(addresses[:3]) + more
