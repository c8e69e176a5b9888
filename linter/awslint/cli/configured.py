"""The options that say what is linted and how, put together with the configuration files and the environment."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from awslint.cli.inputs import inputs
from awslint.cli.selection import selected, words
from awslint.cli.setting_checks import check_deployment, check_ids, written_as

if TYPE_CHECKING:
    from awslint.engine import Options, UnitOptions
    from awslint.graph.loading import AccountFacts, Inputs
    from awslint.project.configuration import Configuration, Settings
    from awslint.report.baseline import Baseline
    from awslint.report.outcome import Report
    from awslint.report.suppression import Policy
    from awslint.rules import Rule
    from awslint.rules.policies.own import RuleFinder


class Chosen:
    """What was chosen for a run, on the command line and elsewhere.

    Raises:
        click.UsageError: an option means nothing.
    """

    def __init__(
        self,
        *,
        config: Path | None = None,
        no_config: bool = False,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        severity: str | None = None,
        fail_on: str | None = None,
        exclude: Sequence[str] = (),
        baseline: Path | None = None,
        no_suppressions: bool = False,
        now: Any = None,
        with_cfn_lint: bool = False,
        cfn_lint_config: Path | None = None,
        jobs: int | None = None,
        no_cache: bool = False,
        formats: Sequence[str] = (),
        reads_baseline: bool = True,
        account_facts: Path | None = None,
        **about_deployment: Any,
    ) -> None:
        from awslint.project.configuration import Configuration

        self.base = inputs(**about_deployment)
        self._facts: dict[Path, AccountFacts] = {}
        self.no_suppressions = no_suppressions
        self.with_cfn_lint = with_cfn_lint
        self.cfn_lint_settings = cfn_lint_config
        self.jobs = jobs
        self.cache = not no_cache
        self.reads_baseline = reads_baseline
        self.now: date | None = now.date() if now is not None else None
        options = {
            "region": self.base.region,
            "account": self.base.account,
            "account-facts": account_facts,
            "partition": self.base.partition,
            "vars": self.base.variables,
            "params": self.base.parameters,
            "var-files": self.base.variable_files or None,
            "param-files": self.base.parameter_files or None,
            "select": tuple(words(select)) or None,
            "ignore": tuple(words(ignore)) or None,
            "severity": severity,
            "fail-on": fail_on,
            "exclude": tuple(exclude) or None,
            "baseline": baseline,
            "format": tuple(formats) or None,
        }
        self.configuration: Configuration = Configuration(
            {name: value for name, value in options.items() if value is not None}, os.environ, config, no_config
        )
        self._units: dict[Path, UnitOptions] = {}
        self._by_settings: dict[int, UnitOptions] = {}
        self._selections: dict[tuple[Any, ...], Any] = {}
        self._digests: dict[RuleFinder, str] = {}
        self._baselines: dict[Path, Baseline] = {}

    def settings(self, paths: Sequence[Path]) -> Settings:
        """Returns the settings of the run as a whole: those of the first path."""
        first = next((path for path in paths if os.path.exists(path)), Path())  # noqa: PTH110 - long names are no error
        return self.configuration.of(first)

    def completed(self, report: Report) -> Report:
        """Adds to the report what comes from configuration files: what they leave out, and what cannot be read."""
        strange = ", ".join(dict.fromkeys(path.as_posix() for path in self.configuration.strange))
        restrictions = [_restriction(*restriction) for restriction in self.configuration.restrictions()]
        if strange:
            restrictions.append(f"another user's configuration does not count ({strange}; --config names it)")
        problems = dict.fromkeys((*report.problems, *self.configuration.problems))
        return replace(report, problems=tuple(problems), restrictions=tuple(restrictions))

    def options(self) -> Options:
        """Returns the options of the engine."""
        from awslint.engine import Options
        from awslint.runs import default_jobs

        return Options(
            self.base,
            of_unit=self.unit,
            now=self.now,
            with_cfn_lint=self.with_cfn_lint,
            cfn_lint_settings=self.cfn_lint_settings,
            cache=self.cache,
            jobs=self.jobs if self.jobs is not None else default_jobs(),
        )

    def unit(self, path: Path) -> UnitOptions:
        """Returns the settings of a unit."""
        if path not in self._units:
            settings = self.configuration.of(path)
            if id(settings) not in self._by_settings:
                self._by_settings[id(settings)] = self._unit(settings)
            options = self._by_settings[id(settings)]
            self._units[path] = replace(options, excluded=True) if settings.excludes_path(path) else options
        return self._units[path]

    def _unit(self, settings: Settings) -> UnitOptions:
        from awslint.engine import UnitOptions
        from awslint.project.globs import matches_any
        from awslint.report.outcome import Limits
        from awslint.rules import Severity
        from awslint.rules.policies.own import RuleFinder

        finder = RuleFinder(tuple(settings["policies"]), tuple(settings["packs"]))
        check_ids(settings)
        check_deployment(settings)
        existing: tuple[str, ...] = settings["existing"]
        fails = settings["fail-on"]
        policy = self._policy(settings)
        return UnitOptions(
            inputs=self._inputs(settings),
            rules=finder if finder.policies or finder.packs else None,
            selected=self._asked(settings, finder),
            exists=partial(matches_any, existing) if existing else None,
            limits=Limits(Severity(settings["severity"]), None if fails == "never" else Severity(fails)),
            policy=None if self.no_suppressions else policy,
            severities={rule: Severity(word) for rule, word in settings.severities().items()},
            configuration=settings.file.as_posix() if settings.file is not None else "",
            cache_key=repr((settings["select"], settings["ignore"], existing, self._digest(finder))),
        )

    def _inputs(self, settings: Settings) -> Inputs:
        from awslint.graph.loading import Inputs

        return Inputs(
            region=settings["region"],
            account=settings["account"],
            account_facts=self._account_facts(settings["account-facts"]),
            partition=settings["partition"],
            variables=_plain(settings["vars"]),
            variable_files=settings["var-files"],
            files_before_variables=self.base.files_before_variables if self.base.variable_files else {},
            parameters=_plain(settings["params"]),
            parameter_files=settings["param-files"],
            environment=self.base.environment,
            deployer=settings["deployer"],
        )

    def _policy(self, settings: Settings) -> Policy:
        from awslint.report.suppression import Policy

        baseline = self._baseline(settings["baseline"])
        return Policy(
            settings.may_be_suppressed,
            settings["require-reason"],
            settings.suppressions,
            baseline.holds if baseline is not None else None,
        )

    def _digest(self, finder: RuleFinder) -> str:
        if finder not in self._digests:
            self._digests[finder] = finder.digest()
        return self._digests[finder]

    def _account_facts(self, path: Path | None) -> AccountFacts | None:
        if path is None:
            return None
        from awslint.project.account_facts import read_account_facts

        if path not in self._facts:
            self._facts[path] = read_account_facts(path)
        return self._facts[path]

    def _asked(self, settings: Settings, finder: RuleFinder) -> Any:
        key = (settings["select"], settings["ignore"], finder)
        if key not in self._selections:
            options = tuple(written_as(settings, name) for name in ("select", "ignore"))
            self._selections[key] = selected(*key[:2], options=(options[0], options[1]), own=_rules_of(finder))
        return self._selections[key]

    def _baseline(self, path: Path | None) -> Baseline | None:
        if path is None or not self.reads_baseline:
            return None
        from awslint.report.baseline import BaselineError, read

        if path not in self._baselines:
            try:
                self._baselines[path] = read(path)
            except BaselineError as error:
                raise click.UsageError(f"{error}.") from None
        return self._baselines[path]


def _rules_of(finder: RuleFinder) -> list[Rule]:
    """A team's own rules.

    Raises:
        click.UsageError: a policy file is not valid.
    """
    from awslint.rules.policies.errors import PolicyError

    try:
        return list(finder.rules())
    except PolicyError as error:
        raise click.UsageError(f"{error}.") from None


def every_rule_here() -> list[Rule]:
    """Returns all built-in rules, and those of the configuration of the working directory.

    Raises:
        click.UsageError: the configuration or a policy file is not valid.
    """
    from awslint.project.configuration import Configuration
    from awslint.rules.policies.own import RuleFinder
    from awslint.rules.registry import all_rules

    with telling_usage():
        settings = Configuration({}, os.environ, None, False).of(Path())
        own = _rules_of(RuleFinder(tuple(settings["policies"]), tuple(settings["packs"])))
    return [*all_rules(), *own]


def _restriction(origin: str, name: str, value: Any) -> str:
    from awslint.report.style import counted

    if name in ("select", "ignore"):
        from awslint.rules.registry import all_rules

        asked = selected(value if name == "select" else (), value if name == "ignore" else ())
        number = sum(not asked(rule) for rule in all_rules())
        return f"{counted(number, 'rule')} switched off ({name} in {origin})"
    if name == "existing":
        return f"resources taken to be there already ({name} in {origin})"
    return f"{name} = {value} ({origin})"


def _plain(values: Mapping[str, Any]) -> Mapping[str, str]:
    return {name: setting.value for name, setting in values.items()}


@contextmanager
def telling_usage(hint: Callable[[], str] = str) -> Iterator[None]:
    """Turns what is wrong with paths and configuration files into wrong usage."""
    from awslint.project import UsageError
    from awslint.project.configuration_files import ConfigurationError

    try:
        yield
    except ConfigurationError as error:
        text = str(error)
        raise click.UsageError(text if text.endswith(("?", ".")) else f"{text}.") from None
    except UsageError as error:
        text = str(error)
        raise click.UsageError(text if text.endswith("?") else f"{text}.{hint()}") from None
