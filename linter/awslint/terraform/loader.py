"""The entry of the Terraform front end."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from awslint.graph.deployment import Deployment
from awslint.graph.loading import Inputs, Loaded, Problem
from awslint.syntax.sources import Sources
from awslint.terraform import lower
from awslint.terraform.edges import edges
from awslint.terraform.files import FileReader, module_sources
from awslint.terraform.module import Module, root_module
from awslint.terraform.unit_state import UnitState
from awslint.terraform.variables import RootVariables
from awslint.terraform.versions import lowest_versions

_READERS: dict[int, tuple[Sources, FileReader]] = {}


def reader_for(sources: Sources) -> FileReader:
    """Returns one reader for all units of a run, so that shared modules are read once."""
    found = _READERS.get(id(sources))
    if found is None or found[0] is not sources:
        _READERS.clear()
        found = (sources, FileReader(sources))
        _READERS[id(sources)] = found
    return found[1]


def load_root(directory: Path, sources: Sources, inputs: Inputs, *, called: bool, shown: str | None) -> Loaded:
    """See `awslint.terraform.load`."""
    reader = reader_for(sources)
    reader.let_go()
    module, variables = root_module(directory, reader, inputs, called=called)
    nodes = tuple(lower.resources(module))
    needs_values = _open_variable(module, variables)
    deployment = Deployment(
        nodes,
        edges(module),
        lower.outputs(module),
        path=shown if shown is not None else reader.shown(directory),
        kind="terraform",
        # What calls a module decides on the provider too.
        provider_versions=({"aws": ()} if called else {}) | lowest_versions(module),
        needs_values=needs_values,
        is_library=bool(needs_values) and not module.files.providers,
    )
    files: dict[str, None] = {}
    problems: dict[Problem, None] = dict.fromkeys((*variables.problems, *variables.misfits(), *module.unit.problems))
    _collect(module, files, problems)
    files.update(dict.fromkeys(variables.files))
    unit = module.unit
    met, traces = partial(_met, unit, deployment.path), partial(_traces, unit)
    return Loaded(deployment, tuple(problems), tuple(files), met, traces)


def _open_variable(module: Module, variables: RootVariables) -> str:
    """A required variable without a value."""
    return next((f"var.{name}" for name in module.files.variables if variables.is_open(name)), "")


def _traces(unit: UnitState) -> list[str]:
    return [trace for _, trace in unit.failures]


def _met(unit: UnitState, path: str) -> tuple[Problem, ...]:
    """The limits that were reached, and what awslint failed on, while values were found out."""
    messages = []
    if unit.is_cut:
        messages.append("it has more instances, or more text in modules, than awslint takes; the rest is not analysed")
    if unit.steps < 0:
        messages.append("it takes more steps to evaluate than awslint takes; the rest is not analysed")
    if unit.too_deep:
        messages.append("its expressions are nested, or refer to each other, too deep; what they make is not analysed")
    return (*(Problem("budget", message, path) for message in messages), *(problem for problem, _ in unit.failures))


def _collect(module: Module, files: dict[str, None], problems: dict[Problem, None]) -> None:
    files.update(dict.fromkeys(module.files.files))
    problems.update(dict.fromkeys(module.files.problems))
    for name in module.files.modules:
        for child in (module.children(name) or ())[:1]:
            _collect(child, files, problems)


def called_by(directory: Path, sources: Sources) -> frozenset[Path]:
    """See `awslint.terraform.called_directories`."""
    reader = reader_for(sources)
    reader.let_go()
    module = reader.module(directory)
    return frozenset(
        Path(sources.disk.real(directory / source))
        for _, source, _ in module_sources(module)
        if source.startswith(("./", "../"))
    )
