"""Templates that are only pieces of one: the Serverless Framework puts several files together before it deploys."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from awslint.syntax.sources import Source, Sources

_VARIABLE: Final = re.compile(r"\$\{(?:self|opt|file|env|sls|param|cf|ssm|s3|git|strToBool)[:(](?![-=+?])")
"""What the framework replaces: `${self:provider.stage}`. No name in Fn::Sub has one colon."""

_SERVICES: Final = tuple(f"serverless.{ending}" for ending in ("yml", "yaml", "ts", "js", "json"))
_HIGHEST: Final = 3
"""In how many directories, the template's own and those above it, a service is looked for."""


def is_piece(path: Path, source: Source, sources: Sources) -> bool:
    """Returns whether a template has the framework's variables, or a service near it includes it
    (`${file(roles.yml)}`)."""
    if _VARIABLE.search(source.text):
        return True
    directory = path.absolute().parent
    for _ in range(_HIGHEST):
        if any(_includes(directory / name, path.name, sources) for name in _SERVICES):
            return True
        directory = directory.parent
    return False


def _includes(service: Path, name: str, sources: Sources) -> bool:
    if not sources.disk.is_file(service):
        return False
    try:
        text = sources.disk.read(service).decode("utf-8", "replace")
    except OSError:
        return False
    return "file(" in text and name in text
