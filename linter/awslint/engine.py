"""From paths to a report: finds the units, loads each with its front end, and asks the rules.

Nothing is lost: what fails costs its own unit or its own rule, and is reported as a problem.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from awslint.cfn_lint import CfnLint
from awslint.front_ends import FRONT_ENDS, FrontEnd
from awslint.graph import Deployment
from awslint.graph.loading import Inputs, Loaded, Problem
from awslint.project import Unit, UnitKind
from awslint.report.outcome import Report
from awslint.report.sensitive import sensitive_spans
from awslint.rules import Finding
from awslint.runs.collected import Collected
from awslint.runs.exports import Exports, exporting
from awslint.runs.memory import collect_garbage
from awslint.runs.options import Options, UnitOptions
from awslint.runs.result_cache import ResultCache, key_of_unit, open_result_cache
from awslint.runs.unit_result import RuleFinder, UnitResult, Unusable, name_of, unpacked
from awslint.runs.units import (
    answered,
    built_in_rules,
    find,
    load_unit,
)
from awslint.runs.unknown_names import refuse_unknown_names
from awslint.syntax.sources import Sources

if TYPE_CHECKING:
    from awslint.runs.workers import Done

__all__ = ["Options", "UnitOptions", "check", "load_units"]


def check(
    paths: Sequence[Path],
    options: Options,
    *,
    front_ends: Mapping[UnitKind, FrontEnd] | None = None,
    rules: RuleFinder | None = None,
) -> Report:
    """Lints what the paths stand for.

    Args:
        paths: files and directories as the user wrote them.
        options: what is given beside the files, and which rules.
        front_ends, rules: others than the built-in ones.

    Raises:
        UsageError: a path does not exist.
    """
    run = _Run(options, rules if rules is not None else built_in_rules, front_ends or FRONT_ENDS)
    run.is_plain = front_ends is None and rules is None and not options.texts and not options.with_cfn_lint
    run.cached = open_result_cache(run.sources) if options.cache and run.is_plain else None
    run.sources.trees = tuple(path for path in paths if os.path.isdir(path))  # noqa: PTH112 - long names are no error
    found = find(paths, run.sources, options.texts, run.cached, options.modules)
    run.collected.problems += found.problems
    selected = tuple(unit for unit in found.units if not options.unit(unit.path).excluded)
    excluded = len(found.units) - len(selected)
    refuse_unknown_names(selected, options.inputs, run.sources, run.front_ends)
    found = replace(found, units=selected)
    if front_ends is None:
        run.exports = Exports(*exporting(found, lambda path: options.unit(path).inputs), run.sources, run.cached)
    run.lint(found.units, found.filters)
    if run.cached is not None:
        run.cached.save()
    return replace(run.collected.report(found), excluded=excluded)


def load_units(
    paths: Sequence[Path],
    inputs: Inputs | Callable[[Path], Inputs],
    sources: Sources,
    front_ends: Mapping[UnitKind, FrontEnd] | None = None,
) -> Iterator[tuple[Unit, Loaded]]:
    """Yields the units of the paths, each as the graph that rules see. A unit that fails has an empty graph and a
    problem.

    `inputs` may be a function of the unit's path.

    Raises:
        UsageError: a path does not exist.
    """
    sources.trees = tuple(path for path in paths if os.path.isdir(path))  # noqa: PTH112 - long names are no error
    found = find(paths, sources)
    ends = front_ends or FRONT_ENDS
    of_unit = inputs if callable(inputs) else lambda _: inputs
    exports = Exports(*exporting(found, of_unit), sources)
    for unit in found.units:
        yield unit, load_unit(unit, ends[unit.kind], sources, replace(of_unit(unit.path), exports=exports), [])


class _Run:
    """Finds out what each unit answers: from the cache, from another process, or here."""

    def __init__(self, options: Options, rules: RuleFinder, front_ends: Mapping[UnitKind, FrontEnd]) -> None:
        self.options = options
        self.rules = rules
        self.front_ends = front_ends
        self.sources = Sources(options.texts)
        self.collected = Collected(options, self.sources)
        self.cfn_lint: CfnLint | None = CfnLint(options.cfn_lint_settings) if options.with_cfn_lint else None
        self.cached: ResultCache | None = None
        self.is_plain = False
        self.exports = Exports((), Inputs(), self.sources)

    def lint(self, units: Sequence[Unit], filters: frozenset[str]) -> None:
        """Adds everything that the units have to say."""
        cached = {unit.path: self.cached_result(unit) for unit in units}
        missing = [unit for unit in units if cached[unit.path] is None]
        elsewhere = self.elsewhere_done(missing)
        for done, unit in enumerate(units):
            if self.options.progress is not None:
                self.options.progress(done, len(units), unit.path.as_posix())
            result = cached.pop(unit.path)
            further: list[Finding] = []
            if result is None:
                result, further = self.result(unit, filters, next(elsewhere, None))
            nested = self.front_ends[unit.kind].nested(unit, result.files)
            self.collected.add(unit, result, further, filters, nested)
            collect_garbage()

    def cached_result(self, unit: Unit) -> UnitResult | None:
        """Returns what was found at an earlier run, where that still holds."""
        key = self.key(unit)
        return self.cached.result(key) if self.cached is not None and key is not None else None

    def key(self, unit: Unit) -> str | None:
        """Returns the key of a unit's answers; None where it cannot be determined what they depend on."""
        options = self.options.unit(unit.path)
        if self.cached is None or options.cache_key is None:
            return None
        return key_of_unit(unit, options.inputs, options.cache_key)

    def elsewhere_done(self, units: Sequence[Unit]) -> Iterator[Done | None]:
        """Yields what further processes find."""
        if (min(self.options.jobs, len(units)) < 2 and self.options.executor is None) or not self.is_plain:
            return
        from awslint.runs.workers import Task, done_elsewhere

        tasks = []
        for unit in units:
            options = self.options.unit(unit.path)
            tasks.append(Task(unit, options.inputs, options.selected, options.exists, options.rules))
        exporting = (tuple(self.exports.templates), self.exports.inputs)
        yield from done_elsewhere(tasks, self.options.jobs, self.options.executor, exporting, self.sources.tree_store)

    def result(self, unit: Unit, filters: frozenset[str], done: Done | None) -> tuple[UnitResult, list[Finding]]:
        """Returns what a unit answers now, and what cfn-lint has to say."""
        options, key = self.options.unit(unit.path), self.key(unit)
        if done is not None:
            cache_key, content, reads, is_cacheable = done
            try:
                result = unpacked(content, cache_key, reads, self.sources)
            except Unusable:
                return self.result(unit, filters, None)
            if self.cached is not None and key is not None and is_cacheable:
                self.cached.store_result(key, result, reads)
            return result, []
        inputs = replace(options.inputs, exports=self.exports)
        rules = options.rules if options.rules is not None else self.rules
        with self.sources.recording() as reads:
            result, deployment = answered(
                unit, self.sources, inputs, options.selected, options.exists, self.front_ends[unit.kind], rules
            )
        if self.cached is not None and key is not None:
            self.cached.store_result(key, result, reads)
        further = list(self.ask_cfn_lint(unit, deployment, inputs, filters))
        deployment.release()
        return result, further

    def ask_cfn_lint(
        self, unit: Unit, deployment: Deployment, inputs: Inputs, filters: frozenset[str]
    ) -> Iterator[Finding]:
        """Yields what cfn-lint says of a template, where it is asked for."""
        import traceback

        path = unit.path.as_posix()
        if self.cfn_lint is None or not self.front_ends[unit.kind].is_template or not (unit.whole or path in filters):
            return
        secrets, text = sensitive_spans(deployment), self.options.texts.get(path)
        try:
            yield from self.cfn_lint.findings(
                unit.path, self.sources.known(path), deployment, secrets, region=inputs.region, text=text
            )
        except (Exception, SystemExit) as error:
            # Mostly its own configuration, or a region that it does not know: no fault of awslint.
            self.collected.traces.append(traceback.format_exc())
            self.collected.problems.append(Problem("unreadable", f"cfn-lint gave up on it ({name_of(error)})", path))
