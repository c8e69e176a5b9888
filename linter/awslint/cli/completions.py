"""`awslint completions`: the script that teaches a shell the command's words."""

from __future__ import annotations

import click

from awslint.cli.app import app, write


@click.command("completions")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(*, shell: str) -> int:
    """Prints the completion script of a shell, to be sourced: `source <(awslint completions bash)`."""
    from click.shell_completion import get_completion_class

    completion = get_completion_class(shell)
    if completion is None:
        raise click.UsageError(f"no completions for {shell}.")
    # The script alone is printed: asking the shell for its version, as click's own command does, runs a program.
    script = completion(app, {}, "awslint", "_AWSLINT_COMPLETE")
    write(script.source_template % script.source_vars())
    return 0
