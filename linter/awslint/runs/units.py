"""Units: found, lowered by their front ends, asked by the rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from awslint.cache.disk import FileReads, digest
from awslint.cache.entries import key_of
from awslint.front_ends import FRONT_ENDS, TERRAFORM, FrontEnd
from awslint.graph import Deployment
from awslint.graph.loading import Inputs, Loaded, Problem
from awslint.project import FileKind, Found, Unit, UnitKind, find_units
from awslint.rules import Rule
from awslint.runs.result_cache import ResultCache
from awslint.runs.unit_result import RuleFinder, UnitResult, name_of, result_of
from awslint.syntax.sources import Source, Sources


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
    """Returns the units of the paths, and of the modules as `find_units` takes them.

    Raises:
        UsageError: a path does not exist.
    """

    def file_kind(kind: UnitKind, front_end: FrontEnd) -> FileKind:
        def is_one(path: Path, text: str) -> bool:
            # Most YAML and JSON is none: a language, and its parser, are only imported for what may be one.
            if not any(hint in text for hint in front_end.hints):
                return False
            known, key = None, ""
            if cached is not None:
                key = key_of("recognises", front_end.hints, path.suffix, digest(text.encode("utf-8", "surrogatepass")))
                known = cached.value(key)
            if known is None:
                # It is not kept: there may be many, and further processes would begin with all of them.
                read = Source(0, path.as_posix(), text.replace("\r\n", "\n"), sources.tree_store)
                known = front_end.recognises(read)
                if cached is not None:
                    cached.store_value(key, known, FileReads({}, {}))
            return bool(known)

        return FileKind(
            kind,
            is_one,
            beginning=front_end.beginning,
            word=front_end.word,
            is_nested=front_end.is_template,
            is_whole=front_end.is_whole,
        )

    def called(directory: Path) -> frozenset[Path] | None:
        key = key_of("calls", directory.as_posix()) if cached is not None else ""
        known = cached.value(key) if cached is not None else None
        if known is not None:
            return frozenset(map(Path, known))
        try:
            with sources.recording() as reads:
                found = TERRAFORM.calls(directory, sources)
        except Exception:  # loading the unit meets the same failure, and reports it
            return None
        if cached is not None:
            cached.store_value(key, sorted(map(str, found)), reads)
        return found

    kinds = [file_kind(kind, front_end) for kind, front_end in FRONT_ENDS.items() if front_end.hints]
    return find_units(paths, kinds, called, texts, modules)


def built_in_rules(types: frozenset[str]) -> Sequence[Rule]:
    """Returns the built-in rules that ask about the types."""
    from awslint.rules.registry import rules_for

    return rules_for(types)


def load_unit(unit: Unit, front_end: FrontEnd, sources: Sources, inputs: Inputs, traces: list[str]) -> Loaded:
    """Returns the graph of a unit; an empty one with a problem, and a trace, where a front end fails."""
    import traceback

    try:
        loaded = front_end.load(unit, sources, inputs)
        loaded.deployment.account_facts = inputs.account_facts
        if inputs.deployer is None and not loaded.deployment.names_deployer:
            return loaded
        from awslint.runs.deployers import add_deployer

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
    """Returns all that one unit has to say, and its graph. Nothing is raised for bad input."""
    traces: list[str] = []
    loaded = load_unit(unit, front_end or FRONT_ENDS[unit.kind], sources, inputs, traces)
    if exists is not None:
        for resource in loaded.deployment.resources:
            resource.imported = resource.imported or exists(resource.address)
    result = result_of(loaded, sources, rules, selected, unit.path.as_posix())
    result.traces[:0] = traces
    return result, loaded.deployment
