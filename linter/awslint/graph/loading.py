"""The inputs of a front end, and what it returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Literal

from awslint.frozen import frozen
from awslint.graph.account import AccountFacts
from awslint.graph.deployment import Deployment
from awslint.graph.resource import Resource
from awslint.values import NOWHERE, Span, Value

__all__ = ["AccountFacts", "Inputs", "Loaded", "Located", "Problem"]

ProblemKind = Literal["syntax", "unreadable", "budget", "module", "internal"]


@frozen
class Problem:
    """An input that could not be analysed in full, in words that say what to do. `path` is shown as it stands.

    `is_read`: nothing is left out because of it; it is a note.
    """

    kind: ProblemKind
    message: str
    path: str
    span: Span = NOWHERE
    rule: str = ""
    is_read: bool = False


Exported = tuple[str | None, Value]
"""A region (None: not known), and what one template exports into it."""


@frozen
class Inputs:
    """What the user tells of a deployment beside its files. None and empty mean: nothing.

    Attributes:
        variables, parameters: by name, as texts on the command line (`-var`, `--param`).
        variable_files, parameter_files: in order, later ones win.
        files_before_variables: for a variable, how many of the files it counts more than; all, where nothing tells.
        exports: what other templates of the run export, by name.
        account_facts: what is known of the account.
        deployer: who deploys: a file with a policy document, `*.json`, or the address of a role.
    """

    region: str | None = None
    account: str | None = None
    partition: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    variable_files: tuple[Path, ...] = ()
    files_before_variables: Mapping[str, int] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    parameter_files: tuple[Path, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    exports: Mapping[str, Sequence[Exported]] = field(default_factory=dict)
    account_facts: AccountFacts | None = None
    deployer: str | None = None


@frozen
class Located:
    """Where the author wrote what a plan has: the attribute, its resource as the configuration has it, the file."""

    span: Span
    resource: Resource
    file: str


@frozen
class Loaded:
    """One unit, lowered to the graph.

    Attributes:
        files: the paths that were read for it, as they are shown.
        met: the problems that were met so far while values were found out, which is done when they are asked for.
        traces: where awslint itself failed meanwhile.
        located: for a plan, where the configuration beside it has an attribute of an address.
    """

    deployment: Deployment
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()
    met: Callable[[], tuple[Problem, ...]] = tuple
    traces: Callable[[], list[str]] = list
    located: Callable[[str, str], Located | None] | None = None
