"""The options that say what is linted and how, put together with the configuration files and the environment."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from awslint.cli.app import nearest
from awslint.cli.completion import rule_words
from awslint.cli.inputs import input_options, inputs
from awslint.cli.selection import selected, words

if TYPE_CHECKING:
    from awslint.engine import Options, UnitOptions
    from awslint.graph.loading import AccountFacts
    from awslint.project.configuration import Configuration, Settings
    from awslint.report.baseline import Baseline
    from awslint.report.outcome import Report
    from awslint.rules import Rule
    from awslint.rules.policies.own import RuleFinder

SEVERITIES: Final = ("error", "warning", "info")

C = TypeVar("C", bound=Callable[..., Any])

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_DAY: Final = click.DateTime(["%Y-%m-%d"])


def scope_options(command: C) -> C:
    """Adds the options that say what is linted; `Chosen` takes their values."""
    for option in reversed(
        (
            click.option("--config", "config", type=_FILE, help="The configuration, instead of the nearest file."),
            click.option("--no-config", is_flag=True, help="Read no configuration file."),
            click.option(
                "--select",
                multiple=True,
                metavar="WORD",
                shell_complete=rule_words,
                help="Only rules of that id, service, exception.",
            ),
            click.option(
                "--ignore",
                multiple=True,
                metavar="WORD",
                shell_complete=rule_words,
                help="All rules but these; words as for --select.",
            ),
            click.option("--severity", type=click.Choice(SEVERITIES), help="The lowest severity shown [warning]."),
            click.option(
                "--fail-on", type=click.Choice([*SEVERITIES, "never"]), help="The lowest severity that fails [warning]."
            ),
            click.option("--exclude", multiple=True, metavar="GLOB", help="Leave these paths out: 'examples/**'."),
            click.option("--baseline", type=click.Path(dir_okay=False, path_type=Path), help="Old findings, by file."),
            click.option("--no-suppressions", is_flag=True, help="Show what comments, files and baselines silence."),
            click.option("--with-cfn-lint", is_flag=True, help="Ask cfn-lint about the templates as well."),
            click.option("--cfn-lint-config", type=_FILE, help="The .cfnlintrc to use; without it none is used."),
            click.option(
                "--jobs", "-j", type=click.IntRange(1, 64), help="The number of processes at most [one per processor]."
            ),
            click.option("--no-cache", is_flag=True, help="Neither read nor write the cache of earlier runs."),
            click.option("--now", type=_DAY, metavar="DATE", help="The day that suppressions expire by [today]."),
        )
    ):
        command = option(command)
    return input_options(command)


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
        from awslint.graph.loading import Inputs
        from awslint.project.globs import matches_any
        from awslint.report.outcome import Limits
        from awslint.report.suppression import Policy
        from awslint.rules import Severity
        from awslint.rules.policies.own import RuleFinder

        finder = RuleFinder(tuple(settings["policies"]), tuple(settings["packs"]))
        check_ids(settings)
        check_deployment(settings)
        existing: tuple[str, ...] = settings["existing"]
        baseline = self._baseline(settings["baseline"])
        policy = Policy(
            settings.may_be_suppressed,
            settings["require-reason"],
            settings.suppressions,
            baseline.holds if baseline is not None else None,
        )
        fails = settings["fail-on"]
        return UnitOptions(
            inputs=Inputs(
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
            ),
            rules=finder if finder.policies or finder.packs else None,
            selected=self._asked(settings, finder),
            exists=partial(matches_any, existing) if existing else None,
            limits=Limits(Severity(settings["severity"]), None if fails == "never" else Severity(fails)),
            policy=None if self.no_suppressions else policy,
            severities={rule: Severity(word) for rule, word in settings.severities().items()},
            configuration=settings.file.as_posix() if settings.file is not None else "",
            cache_key=repr((settings["select"], settings["ignore"], existing, self._digest(finder))),
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
            options = tuple(_configured_value(settings, name) for name in ("select", "ignore"))
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


def _configured_value(settings: Settings, name: str) -> str:
    origin = settings.origin(name)
    return f"--{name}" if origin == "command line" else f"{origin}: {name}:"


def check_deployment(settings: Settings) -> None:
    """Makes sure that the region, the partition and the files that a deployment is given exist.

    A region that is newer than the table, with a name as AWS forms them, passes.

    Raises:
        click.UsageError: one does not, or the region lies in another partition.
    """
    for name in ("var-files", "param-files"):
        missing = next((path for path in settings[name] if not os.path.lexists(path)), None)
        if missing is not None:
            raise click.UsageError(f"{_configured_value(settings, name)}: there is no file {missing}.")
    _check_deployer(settings)
    region, partition = settings["region"], settings["partition"]
    if region is None and partition is None:
        return
    from awslint.facts import regions as facts

    names = [candidate.name for candidate in facts.partitions()]
    if partition is not None and partition not in names:
        option = _configured_value(settings, "partition")
        raise click.UsageError(f"{option} {partition}: expected one of {', '.join(names)}.{nearest(partition, names)}")
    if region is None:
        return
    option = f"{_configured_value(settings, 'region')} {region}"
    if not facts.is_region(region) and not facts.may_be_new_region(region):
        meant = facts.nearest_region(region)
        hint = f" Did you mean {meant}?" if meant else nearest(region, sorted(facts.regions()))
        raise click.UsageError(f"{option}: there is no such region.{hint}")
    home = facts.partition_of(region)
    if partition is not None and home is not None and home.name != partition:
        other = _configured_value(settings, "partition")
        raise click.UsageError(f"{option}: the region is in the partition {home.name}, not in {partition} ({other}).")


def _check_deployer(settings: Settings) -> None:
    """Makes sure that the policy document of the deployer can be read.

    Raises:
        click.UsageError: it cannot.
    """
    from awslint.project.configuration_keys import POLICY_FILE

    deployer = settings["deployer"]
    if deployer is None or not deployer.endswith(POLICY_FILE):
        return
    from awslint.files import read_file
    from awslint.iam.documents import NotAPolicy, read_policy

    option = _configured_value(settings, "deployer")
    try:
        read_policy(read_file(Path(deployer)).decode("utf-8-sig"))
    except NotAPolicy as error:
        raise click.UsageError(f"{option} {error.of_file(deployer)}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{option} {deployer}: {getattr(error, 'strerror', None) or error}.") from None


def check_ids(settings: Settings) -> None:
    """Makes sure that the rules that a configuration names exist.

    Raises:
        click.UsageError: one does not.
    """
    named = [(name, setting.origin) for name, setting in settings["rules"].items()]
    named += [
        (name, f"{suppression.origin.as_posix()} suppressions")
        for suppression in settings.suppressions
        for name in suppression.rules
    ]
    if not named:
        return
    from awslint.rules.registry import all_rules
    from awslint.rules.suppression_rules import SUPPRESSION_RULES

    known = [*(rule.id for rule in all_rules()), *SUPPRESSION_RULES]
    for name, origin in named:
        if name not in known:
            raise click.UsageError(f"{origin}: rules: there is no rule {name}.{nearest(name, known)}")


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
