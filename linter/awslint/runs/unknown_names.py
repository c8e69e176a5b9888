"""Variables and parameters on the command line that nothing declares: wrong usage, as Terraform and CloudFormation
say too (`-var` of an undeclared variable; ParameterKey that is not in the template)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from awslint.graph.loading import Inputs
from awslint.project import Unit, UsageError
from awslint.syntax.sources import Sources

Names = Callable[[Path, Sources], frozenset[str] | None]


def refuse_unknown_names(units: Sequence[Unit], inputs: Inputs, sources: Sources) -> None:
    """Makes sure that every `--var` and `--param` is one of some unit.

    Where only some files are asked for, as hooks do, other modules may have it: then only what looks like a slip of a
    name is refused. Units whose names cannot all be told have any name.

    Raises:
        UsageError: nothing declares a name.
    """
    if inputs.variables:
        from awslint.terraform import variable_names

        roots = [unit for unit in units if unit.kind == "terraform" and not unit.called]
        _refuse("--var", "variable", inputs.variables, roots, variable_names, sources)
    if inputs.parameters:
        from awslint.cloudformation import parameter_names

        if any(unit.kind == "cdk" for unit in units):
            return
        templates = [unit for unit in units if unit.kind == "cloudformation"]
        _refuse("--param", "parameter", inputs.parameters, templates, parameter_names, sources)


def _refuse(
    option: str, noun: str, given: Iterable[str], units: Sequence[Unit], names: Names, sources: Sources
) -> None:
    import difflib

    if not units:
        return
    declared: set[str] = set()
    for unit in units:
        found = names(unit.path, sources)
        if found is None:
            return
        declared |= found
    every = all(unit.whole for unit in units)
    for name in given:
        near = difflib.get_close_matches(name, sorted(declared), n=3, cutoff=0.6)
        if name not in declared and (every or near):
            hint = f". Did you mean {' or '.join(near)}?" if near else ""
            where = units[0].path.as_posix() if len(units) == 1 else f"any of the {len(units)} units"
            raise UsageError(f"{option} {name}: there is no such {noun} in {where}{hint}")
