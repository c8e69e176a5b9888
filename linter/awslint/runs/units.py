"""Units: found, lowered by their front ends, asked by the rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from awslint.cache.disk import Notes, digest
from awslint.cache.entries import key_of
from awslint.graph import Deployment
from awslint.graph.loading import Inputs, Loaded, Problem
from awslint.project import Found, Unit, find_units
from awslint.rules import Rule
from awslint.runs.deployers import add_deployer
from awslint.runs.result_cache import ResultCache
from awslint.runs.unit_result import RuleFinder, UnitResult, name_of, result_of
from awslint.syntax.sources import Source, Sources


class FrontEnd(Protocol):
    """Lowers one unit to the graph. It may raise anything; that costs the unit."""

    def __call__(self, unit: Unit, sources: Sources, inputs: Inputs) -> Loaded: ...


def every_rule(_: Rule) -> bool:
    """Wants them all."""
    return True


def find(
    paths: Sequence[Path],
    sources: Sources,
    texts: Mapping[str, str] | None = None,
    cached: ResultCache | None = None,
    modules: Sequence[Path] = (),
) -> Found:
    """The units of the paths, and of the modules as `find_units` takes them.

    Raises:
        UsageError: a path does not exist.
    """

    def answer(kind: str, path: Path, text: str, ask: Callable[[Source], bool]) -> bool:
        key = key_of(kind, path.suffix, digest(text.encode("utf-8", "surrogatepass"))) if cached is not None else ""
        known = cached.value(key) if cached is not None else None
        if known is None:
            known = ask(sources.add(path.as_posix(), text.replace("\r\n", "\n")))
            if cached is not None:
                cached.store_value(key, known, Notes({}, {}))
        return bool(known)

    def is_template(path: Path, text: str) -> bool:
        # Most YAML and JSON is none: the front end, and its parser, are only imported for what may be one.
        if "Resources" not in text and "AWSTemplateFormatVersion" not in text:
            return False

        def ask(source: Source) -> bool:
            from awslint.cloudformation import recognise

            return recognise(source)

        return answer("template", path, text, ask)

    def called(directory: Path) -> frozenset[Path] | None:
        key = key_of("calls", directory.as_posix()) if cached is not None else ""
        known = cached.value(key) if cached is not None else None
        if known is not None:
            return frozenset(map(Path, known))
        from awslint.terraform import called_directories

        try:
            with sources.recording() as notes:
                found = called_directories(directory, sources)
        except Exception:  # loading the unit meets the same failure, and reports it
            return None
        if cached is not None:
            cached.store_value(key, sorted(map(str, found)), notes)
        return found

    def is_plan(path: Path, text: str) -> bool:
        if '"format_version"' not in text:
            return False

        def ask(source: Source) -> bool:
            from awslint.terraform import is_plan as found

            return found(source)

        return answer("plan", path, text, ask)

    return find_units(paths, is_template, called, is_plan, texts, modules)


def _terraform(unit: Unit, sources: Sources, inputs: Inputs) -> Loaded:
    from awslint.terraform import load

    return load(unit.path, sources, inputs, called=unit.called)


def _cloudformation(unit: Unit, sources: Sources, inputs: Inputs) -> Loaded:
    from awslint.cloudformation import load

    return load(unit.path, sources, inputs)


def _assembly(unit: Unit, sources: Sources, inputs: Inputs) -> Loaded:
    from awslint.cloudformation import load_assembly

    return load_assembly(unit.path, sources, inputs)


def _plan(unit: Unit, sources: Sources, inputs: Inputs) -> Loaded:
    from awslint.terraform import load_plan

    return load_plan(unit.path, sources, inputs)


FRONT_ENDS: Mapping[str, FrontEnd] = {
    "terraform": _terraform,
    "cloudformation": _cloudformation,
    "cdk": _assembly,
    "plan": _plan,
}


def built_in_rules(types: frozenset[str]) -> Sequence[Rule]:
    """The built-in rules that ask about the types."""
    from awslint.rules.registry import rules_for

    return rules_for(types)


def load_unit(unit: Unit, front_end: FrontEnd, sources: Sources, inputs: Inputs, traces: list[str]) -> Loaded:
    """The graph of a unit; an empty one with a problem, and a trace, where a front end fails."""
    import traceback

    try:
        loaded = front_end(unit, sources, inputs)
        loaded.deployment.account_facts = inputs.account_facts
        problem = add_deployer(loaded.deployment, inputs.deployer, unit, sources)
        return replace(loaded, problems=(*loaded.problems, problem)) if problem is not None else loaded
    except Exception as error:
        traces.append(traceback.format_exc())
        path = unit.path.as_posix()
        message = f"awslint failed on this {unit.kind} unit ({name_of(error)}); nothing in it was checked"
        return Loaded(Deployment((), path=path, kind=unit.kind), (Problem("internal", message, path),))


def answered(
    unit: Unit,
    sources: Sources,
    inputs: Inputs,
    selected: Callable[[Rule], bool] = every_rule,
    exists: Callable[[str], bool] | None = None,
    front_end: FrontEnd | None = None,
    rules: RuleFinder = built_in_rules,
) -> tuple[UnitResult, Deployment]:
    """All that one unit has to say, and its graph. Nothing is raised for bad input."""
    traces: list[str] = []
    loaded = load_unit(unit, front_end or FRONT_ENDS[unit.kind], sources, inputs, traces)
    if exists is not None:
        for resource in loaded.deployment.resources:
            resource.imported = resource.imported or exists(resource.address)
    result = result_of(loaded, sources, rules, selected, unit.path.as_posix())
    result.traces[:0] = traces
    return result, loaded.deployment
