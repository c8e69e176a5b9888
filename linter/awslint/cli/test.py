"""`awslint test`: runs the examples of policies."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from awslint.cli.app import FINDINGS, write


@click.command("test")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]...")
@click.option("--coverage", is_flag=True, help="List how many examples each policy has, by language.")
def command(*, paths: tuple[Path, ...], coverage: bool) -> int:
    """Runs the examples of policy files: bad ones must be found, good and accepted ones must not.

    PATH is a policy file or a directory of them, by default `policies`. Each value of a bad example is also made
    unknown, one after the other: that must add no finding. What other rules find in a team's examples does not count.
    """
    from awslint.report.style import counted
    from awslint.rules.policies.document import examples, rows, schema_faults
    from awslint.rules.policies.errors import PolicyError
    from awslint.rules.policies.index import policy_files
    from awslint.rules.policies.own import policies_in
    from awslint.rules.registry import all_rules, built_in_directory
    from awslint.runs.policy_tests import failures

    named = paths or (Path("policies"),)
    missing = [path for path in named if not path.exists()]
    if missing:
        raise click.UsageError(f"there is no {missing[0]}: name a policy file or a directory of them.")
    files = [file for path in named for file in (policy_files(path) if path.is_dir() else [path])]
    if not files:
        raise click.UsageError(f"{', '.join(map(str, named))}: no policy file (.yaml) is there.")
    failed = policies = 0
    built_in = built_in_directory().resolve()
    for file in files:
        try:
            rules = {rule.id: rule for rule in policies_in(file)}
            own = built_in not in file.resolve().parents
            taken = [id_ for id_ in rules if own and id_ in {rule.id for rule in all_rules()}]
            if taken:
                raise PolicyError(file, f"{taken[0]} is a rule of awslint: give yours a prefix of your own")
            with tempfile.TemporaryDirectory() as directory:
                found = [
                    *schema_faults(file.read_text("utf-8")),
                    *failures(file, rules, Path(directory), others=not own),
                ]
            written = rows(file, file.read_text(encoding="utf-8"))
        except PolicyError as error:
            found, rules, written = [], {}, []
            failed += 1
            write(f"{error}\n\n")
        failed += len(found)
        policies += len(rules)
        write("".join(f"{file.as_posix()}: {message}\n\n" for message in found))
        for policy in written if coverage else ():
            kinds = [language for name in ("examples", "accepted") for language, _, _ in examples(policy, name)]
            counts = ", ".join(f"{kinds.count(kind)} in {kind}" for kind in dict.fromkeys(kinds)) or "none"
            write(f"{policy['id']}: examples: {counts}\n")
    result = counted(failed, "failure") if failed else "all examples are right"
    write(f"{counted(policies, 'policy', 'policies')} in {counted(len(files), 'file')}: {result}\n")
    return FINDINGS if failed else 0
