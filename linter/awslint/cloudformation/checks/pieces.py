"""Templates that are only pieces of one, of several files that are put together before they are deployed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final

from awslint.cloudformation.checks.fault import NO_CONDITION, NO_MAPPING, UNRESOLVED, Fault
from awslint.syntax.sources import Source, Sources

_VARIABLE: Final = re.compile(r"\$\{(?:self|opt|file|env|sls|param|cf|ssm|s3|git|strToBool)[:(](?![-=+?])")
"""What the framework replaces: `${self:provider.stage}`. No name in Fn::Sub has one colon."""

_SERVICES: Final = tuple(f"serverless.{ending}" for ending in ("yml", "yaml", "ts", "js", "json"))
_HIGHEST: Final = 3
"""In how many directories at most, the template's own and those above it, the rest is looked for."""

_MOST: Final = 300
"""Files below a directory; with more of them they are not one template."""

_SECTION: Final = re.compile(r"""^[ \t]{0,4}["']?(?:Parameters|Conditions|Mappings)["']?[ \t]*:""", re.MULTILINE)
_ENTRY: Final = re.compile(r"""^[ \t]{1,8}["']?([A-Za-z0-9]+)["']?[ \t]*:""", re.MULTILINE)
"""The name of an entry of a section, as near to the margin as one stands."""


_MADE: Final = re.compile(r"(?:\..+|Role|Alias[a-z]\w*)$")
"""How the names end of what the Serverless transform makes of a function."""


def is_piece(
    path: Path, source: Source, sources: Sources, faults: Collection[Fault], conditions: Iterable[str]
) -> bool:
    """Returns whether a template is one of several files that another tool puts together.

    It has the Serverless Framework's variables, a service near it includes it (`${file(roles.yml)}`), or templates near
    it declare what it lacks (`rain merge` makes one of them); `conditions` are those that it declares itself.
    """
    if _VARIABLE.search(source.text):
        return True
    directory = path.absolute().parent
    lacking = {_MADE.sub("", fault.name) for fault in faults if fault.kind in (UNRESOLVED, NO_CONDITION, NO_MAPPING)}
    is_open = any(fault.kind in (NO_CONDITION, NO_MAPPING) for fault in faults) or not _SECTION.search(source.text)
    used = re.compile(rf"\b(?:{'|'.join(map(re.escape, conditions)) or '(?!)'})\b")
    for _ in range(_levels(source.path)):
        if any(_includes(directory / name, path.name, sources) for name in _SERVICES):
            return True
        if lacking and _is_merged(directory, path, lacking, sources, None if is_open else used):
            return True
        directory = directory.parent
    return False


def _levels(shown: str) -> int:
    """How many directories to look in: none above the one that the run began in, or above the paths it was given."""
    directories = [part for part in shown.split("/")[:-1] if part not in ("", ".", "..")]
    return min(_HIGHEST, len(directories) + 1)


def _is_merged(
    directory: Path, piece: Path, lacking: Collection[str], sources: Sources, used: re.Pattern[str] | None
) -> bool:
    """Whether the templates in and below the directory declare all names that one lacks.

    With sections of its own it is the main one, where another one uses a condition that it alone declares. Without
    them, one in the directory has to have some and to declare some of the names.
    """
    rest = set(lacking)
    is_together = False
    for text in _templates(directory, "*" if used is None else "**/*", piece, sources):
        names = _ENTRY.findall(text)
        if used is not None:
            is_together = is_together or any(name not in names for name in used.findall(text))
            rest.difference_update(names)
        elif _SECTION.search(text) and not rest.isdisjoint(names):
            is_together = True
            rest.difference_update(names)
    if not is_together:
        return False
    for text in _templates(directory, "**/*", piece, sources) if rest else ():
        rest.difference_update(_ENTRY.findall(text))
        if not rest:
            break
    return not rest


def _templates(directory: Path, pattern: str, piece: Path, sources: Sources) -> Iterator[str]:
    """The texts of the other templates that a pattern matches."""
    for ending in (".yaml", ".yml", ".json", ".template"):
        for name in sources.disk.matching(directory, pattern + ending, _MOST) or ():
            text = _read(directory / name, sources) if directory / name != piece.absolute() else ""
            if "Resources" in text:
                yield text


def _includes(service: Path, name: str, sources: Sources) -> bool:
    if not sources.disk.is_file(service):
        return False
    text = _read(service, sources)
    return "file(" in text and name in text


def _read(path: Path, sources: Sources) -> str:
    try:
        return sources.disk.read(path).decode("utf-8", "replace")
    except OSError:
        return ""
