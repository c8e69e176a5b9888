"""`awslint query`: tries an expression on a configuration."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from awslint.cli.app import FINDINGS, write
from awslint.cli.configured import Chosen, telling_usage
from awslint.cli.inputs import input_options


@click.command("query")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.argument("expression")
@click.option("--for", "types", multiple=True, metavar="TYPE", help="Only resources of this type. Repeatable.")
@input_options
def command(*, path: Path, expression: str, types: Sequence[str], **about_deployment: Any) -> int:
    """Evaluates EXPRESSION, of the policy language, for every resource of PATH: what `self` is.

    Prints the resources for which it is true, or the value; and those for which it is not known, with the reasons.
    Resources that lack an attribute that the expression needs are left out. Exit code 1 where it is true of none.
    """
    from awslint.engine import load_units
    from awslint.report.redaction import Redaction
    from awslint.report.sensitive import secret_texts
    from awslint.rules.cel.evaluation import compiled
    from awslint.rules.cel.operands import EvaluationError
    from awslint.rules.cel.parser import ExpressionError, parse
    from awslint.runs.query import answers
    from awslint.syntax.sources import Sources

    try:
        function = compiled(parse(expression))
    except (ExpressionError, EvaluationError) as error:
        raise click.UsageError(f"the expression is not valid: {error}.") from None
    true = 0
    with telling_usage():
        chosen = Chosen(**about_deployment)
        for _, loaded in load_units([path], lambda place: chosen.unit(place).inputs, Sources()):
            redact = Redaction(secret_texts(loaded.deployment))
            for resource in loaded.deployment.resources:
                if resource.mode != "managed" or (types and resource.type not in types):
                    continue
                try:
                    answer, is_true = answers(function, resource)
                except EvaluationError as error:
                    raise click.UsageError(f"{resource.address}: {error}.") from None
                true += is_true
                write(redact(f"{resource.address}: {answer}") + "\n" if answer else "")
    return 0 if true else FINDINGS
