"""Checks settings that a table or a file decides on: regions, files, ids of rules."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from awslint.cli.app import nearest

if TYPE_CHECKING:
    from awslint.project.configuration import Settings


def written_as(settings: Settings, name: str) -> str:
    """Returns how a setting is written where it is set: the option, or the file and the key."""
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
            raise click.UsageError(f"{written_as(settings, name)}: there is no file {missing}.")
    _check_deployer(settings)
    region, partition = settings["region"], settings["partition"]
    if region is None and partition is None:
        return
    from awslint.facts import regions as facts

    names = [candidate.name for candidate in facts.partitions()]
    if partition is not None and partition not in names:
        option = written_as(settings, "partition")
        raise click.UsageError(f"{option} {partition}: expected one of {', '.join(names)}.{nearest(partition, names)}")
    if region is None:
        return
    option = f"{written_as(settings, 'region')} {region}"
    if not facts.is_region(region) and not facts.may_be_new_region(region):
        meant = facts.nearest_region(region)
        hint = f" Did you mean {meant}?" if meant else nearest(region, sorted(facts.regions()))
        raise click.UsageError(f"{option}: there is no such region.{hint}")
    home = facts.partition_of(region)
    if partition is not None and home is not None and home.name != partition:
        other = written_as(settings, "partition")
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

    option = written_as(settings, "deployer")
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
