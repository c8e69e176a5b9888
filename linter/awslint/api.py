"""awslint for programs: checks paths and returns the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from pathlib import Path

from awslint.engine import Options
from awslint.engine import check as check_paths
from awslint.graph.loading import Inputs
from awslint.report.outcome import Report
from awslint.rules import Rule
from awslint.rules.policies.own import RuleFinder
from awslint.runs.options import UnitOptions, every_rule

AnyPath = str | PathLike[str]


def check(
    *paths: AnyPath,
    region: str | None = None,
    account: str | None = None,
    partition: str | None = None,
    variables: Mapping[str, str] | None = None,
    variable_files: Sequence[AnyPath] = (),
    parameters: Mapping[str, str] | None = None,
    parameter_files: Sequence[AnyPath] = (),
    policies: Sequence[AnyPath] = (),
    selected: Callable[[Rule], bool] | None = None,
    jobs: int = 1,
) -> Report:
    """Checks configurations before they are deployed. Neither configuration files nor the environment count.

    Args:
        paths: files and directories: Terraform modules, templates, plans, cloud assemblies.
        region, account, partition: where the deployment goes, where the configuration does not tell.
        variables, parameters: values of Terraform variables and of template parameters, written as on the command
            line (`["a"]` for a list).
        variable_files, parameter_files: files with such values; later ones win.
        policies: policy files in YAML, or directories of them, that are asked beside the built-in rules.
        selected: whether a rule is asked; all are, if it is not given.
        jobs: how many processes there may be, where there is enough work for them.

    Raises:
        UsageError: a path does not exist.
        PolicyError: one of the policies is not valid.
    """
    inputs = Inputs(
        region=region,
        account=account,
        partition=partition,
        variables=dict(variables or {}),
        variable_files=tuple(map(Path, variable_files)),
        parameters=dict(parameters or {}),
        parameter_files=tuple(map(Path, parameter_files)),
    )
    finder = RuleFinder(tuple(map(Path, policies)), ()) if policies else None
    options = UnitOptions(inputs, rules=finder, selected=selected or every_rule)
    return check_paths([Path(path) for path in paths], Options(inputs, of_unit=lambda _: options, jobs=jobs))
