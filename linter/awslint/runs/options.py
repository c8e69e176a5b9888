"""What a check is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from awslint.frozen import frozen
from awslint.graph.loading import Inputs
from awslint.report.outcome import USUAL, Limits
from awslint.report.suppression import Policy
from awslint.rules import Rule, Severity
from awslint.runs.unit_result import RuleFinder
from awslint.runs.units import every_rule

if TYPE_CHECKING:
    from awslint.runs.workers import MakeExecutor


@frozen
class UnitOptions:
    """What counts for one unit.

    Attributes:
        inputs: what the deployment is given beside the files.
        rules: finds the rules for types; None for the built-in ones.
        selected: which rules are asked at all.
        exists: whether the resource with an address is there before the deployment.
        limits: which severities are shown and fail.
        policy: which findings do not count; None where all do, whatever is written.
        excluded: nothing of it is to be linted.
        configuration: the file that these are written in, as it is shown.
        cache_key: tells `rules`, `selected` and `exists` from all others; None where nothing is to be kept.
        severities: the severities that rules are given instead of their own, by id.
    """

    inputs: Inputs = field(default_factory=Inputs)
    rules: RuleFinder | None = None
    selected: Callable[[Rule], bool] = every_rule
    exists: Callable[[str], bool] | None = None
    limits: Limits = USUAL
    policy: Policy | None = field(default_factory=Policy)
    excluded: bool = False
    configuration: str = ""
    severities: Mapping[str, Severity] = field(default_factory=dict)
    cache_key: str | None = None


@frozen
class Options:
    """What a check is asked for.

    Attributes:
        inputs, selected: as for a unit, where nothing else is said.
        of_unit: what counts for the unit with a path.
        now: the day that suppressions expire by; None for today.
        texts: by path as it is shown: what stands in the place of a file's content.
        progress: called before every unit with how many are done, how many there are, and which one is next.
        with_cfn_lint: cfn-lint is asked about the templates too.
        cfn_lint_settings: the file that configures it, if the user names one.
        cache: what was found is kept for the next run, in the user's cache directory.
        jobs: how many processes there may be, where there is enough work for them.
        modules: module directories that are linted beside the paths, as a whole.
        executor: makes what works on units, in the place of further processes of this machine.
    """

    inputs: Inputs = field(default_factory=Inputs)
    selected: Callable[[Rule], bool] = every_rule
    of_unit: Callable[[Path], UnitOptions] | None = None
    now: date | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    progress: Callable[[int, int, str], None] | None = None
    with_cfn_lint: bool = False
    cfn_lint_settings: Path | None = None
    cache: bool = False
    jobs: int = 1
    modules: Sequence[Path] = ()
    executor: MakeExecutor | None = None

    def unit(self, path: Path) -> UnitOptions:
        """Returns what counts for a unit."""
        return self.of_unit(path) if self.of_unit is not None else self._everywhere()

    def _everywhere(self) -> UnitOptions:
        return UnitOptions(self.inputs, selected=self.selected, cache_key="" if self.selected is every_rule else None)
