"""What is known of each service beside its rules: `service.toml` in the folder of its policies.

`title` is what the service is called; `prefixes` has what rules are about, by the prefix of their ids. Where `service`,
botocore's name, is there, `exceptions` has every exception that botocore models for it, by shape: the `rows` of the
project's catalogue that predict it, or the `reason` why no configuration shows it (a word of `reasons`, or a sentence).
`knowledge` tells what people read about an exception, and which of it is true.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, Final

from awslint.frozen import frozen
from awslint.rules.registry import built_in_directory

NAME: Final = "service.toml"


@frozen
class Coverage:
    """What can be said of one exception before deployment.

    `rows`: checks of the catalogue that predict it, in whole or in part. `reason`: why no configuration shows it;
    beside rows it says what they cannot see.
    """

    rows: tuple[str, ...] = ()
    reason: str = ""


@frozen
class Cause:
    """One cause. `checked`: ids of rules; `hint`: what awslint can say without being sure; `run`: commands."""

    what: str
    checked: tuple[str, ...] = ()
    hint: str = ""
    run: tuple[str, ...] = ()


@frozen
class Knowledge:
    """What is known of one exception beyond its model.

    Every cause that people find when they search is among the causes, with the rules that check it, what awslint can
    only hint at, and the commands that show the rest. Of rules only those that exist are shown.
    """

    meaning: str
    causes: tuple[Cause, ...]
    sources: tuple[str, ...]


@frozen
class Service:
    """One folder of policies."""

    folder: str
    title: str
    prefixes: Mapping[str, str]
    name: str = ""
    exceptions: Mapping[str, Coverage] = field(default_factory=dict)
    knowledge: Mapping[str, Knowledge] = field(default_factory=dict)


@functools.cache
def services() -> Mapping[str, Service]:
    """Returns every service that has built-in policies, by folder."""
    read = {path.parent.name: _read(path) for path in sorted(built_in_directory().glob(f"*/{NAME}"))}
    return {folder: _service(folder, table, read) for folder, table in read.items()}


def titles() -> Mapping[str, str]:
    """Returns what rules are about, by the prefix of their ids."""
    return {prefix: title for service in services().values() for prefix, title in service.prefixes.items()}


def explained() -> Mapping[str, Service]:
    """Returns the services of which every modelled exception is covered or explained, by botocore's name."""
    return {service.name: service for service in services().values() if service.name}


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _service(folder: str, table: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]]) -> Service:
    reasons = table.get("reasons", {})
    return Service(
        folder,
        table["title"],
        table["prefixes"],
        table.get("service", ""),
        {shape: _coverage(row, reasons) for shape, row in table.get("exceptions", {}).items()},
        {shape: _knowledge(row, others) for shape, row in table.get("knowledge", {}).items()},
    )


def _coverage(table: Mapping[str, Any], reasons: Mapping[str, str]) -> Coverage:
    reason = table.get("reason", "")
    return Coverage(tuple(table.get("rows", ())), reasons.get(reason, reason))


def _knowledge(table: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]]) -> Knowledge:
    """`causes_of` names the folder whose `causes` these are; `words` fill what is in braces in them."""
    written = others[table["causes_of"]]["causes"] if "causes_of" in table else table["causes"]
    words = table.get("words")
    return Knowledge(table["meaning"], tuple(_cause(row, words) for row in written), tuple(table["sources"]))


def _cause(table: Mapping[str, Any], words: Mapping[str, str] | None) -> Cause:
    def filled(text: str) -> str:
        return text.format(**words) if words is not None else text

    return Cause(
        filled(table["what"]),
        tuple(table.get("checked", ())),
        table.get("hint", ""),
        tuple(map(filled, table.get("run", ()))),
    )
