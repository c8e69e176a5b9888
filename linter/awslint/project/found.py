"""What a search for units gives."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from awslint.frozen import frozen
from awslint.graph.loading import Problem

UnitKind = Literal["terraform", "cloudformation", "plan", "cdk"]


class UsageError(Exception):
    """The command was asked for something that cannot be: a path that does not exist, an option that means nothing."""


@frozen
class Unit:
    """One thing that is deployed as a whole.

    Attributes:
        path: a root module's or a cloud assembly's directory, a template's or a plan's file, relative to the working
            directory.
        called: other units of the run call it as a module; it is only half known by itself.
        whole: all its findings are asked for, not only those that touch the files that were named.
    """

    path: Path
    kind: UnitKind
    called: bool = False
    whole: bool = True


@frozen
class Found:
    """The units to analyse, the callers of a module before the module.

    Attributes:
        filters: the files, as they are shown, that a finding must touch unless its unit is `whole`.
        skipped: how many files were looked at, or named, that are no infrastructure code.
        named: files named by the user that are no infrastructure code.
        empty: directories named by the user that hold nothing to lint.
    """

    units: tuple[Unit, ...]
    filters: frozenset[str] = frozenset()
    skipped: int = 0
    problems: tuple[Problem, ...] = ()
    named: tuple[Path, ...] = ()
    empty: tuple[Path, ...] = ()
