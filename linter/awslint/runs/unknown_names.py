"""Variables and parameters on the command line that nothing declares: wrong usage, as Terraform and CloudFormation
say too (`-var` of an undeclared variable; ParameterKey that is not in the template)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from awslint.front_ends import FrontEnd
from awslint.graph.loading import Inputs
from awslint.project import Unit, UnitKind, UsageError
from awslint.syntax.sources import Sources


def refuse_unknown_names(
    units: Sequence[Unit], inputs: Inputs, sources: Sources, front_ends: Mapping[UnitKind, FrontEnd]
) -> None:
    """Makes sure that every `--var` and `--param` is one of some unit.

    Where only some files are asked for, as hooks do, other modules may have it: then only what looks like a slip of a
    name is refused. Units whose names cannot all be determined have any name.

    Raises:
        UsageError: nothing declares a name.
    """
    for option, values in (("--var", inputs.variables), ("--param", inputs.parameters)):
        taking = [unit for unit in units if values and front_ends[unit.kind].option == option and not unit.called]
        if taking:
            _refuse(option, values, taking, sources, front_ends)


def _refuse(
    option: str,
    values: Iterable[str],
    units: Sequence[Unit],
    sources: Sources,
    front_ends: Mapping[UnitKind, FrontEnd],
) -> None:
    import difflib

    declared: set[str] = set()
    for unit in units:
        found = front_ends[unit.kind].names(unit, sources)
        if found is None:
            return
        declared |= found
    every = all(unit.whole for unit in units)
    noun = front_ends[units[0].kind].noun
    for name in values:
        near = difflib.get_close_matches(name, sorted(declared), n=3, cutoff=0.6)
        if name not in declared and (every or near):
            hint = f". Did you mean {' or '.join(near)}?" if near else ""
            where = units[0].path.as_posix() if len(units) == 1 else f"any of the {len(units)} units"
            raise UsageError(f"{option} {name}: there is no such {noun} in {where}{hint}")
