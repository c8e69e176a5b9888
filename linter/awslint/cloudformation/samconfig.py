"""samconfig.toml: what `sam deploy` takes from beside a template."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from awslint.cloudformation.template import Template
from awslint.graph.loading import Given, Problem
from awslint.syntax.disk import Disk

NAME: Final = "samconfig.toml"
_USUAL_TEMPLATES: Final = ("template.yaml", "template.yml", "template.json")
_PAIR = re.compile(r"ParameterKey=([^,\s]+),ParameterValue=(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Configured:
    """What the user gives together with the configuration beside the template. `parameters` are from the latter."""

    given: Given
    parameters: Mapping[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def configured(path: Path, template: Template, given: Given, disk: Disk) -> Configured:
    """What holds for a template: the user's words, else its samconfig.toml's `default` environment.

    The file counts for the template that it names (`template_file`), else for SAM's usual names.
    """
    file = path.parent / NAME
    if not template.is_sam or not disk.is_file(file):
        return Configured(given)
    import tomllib

    try:
        data = tomllib.loads(disk.read(file).decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        words = f"cannot be read: {problem}"
        return Configured(given, problems=[Problem("unreadable", words, file.as_posix())])
    settings = _settings(data)
    named = settings.get("template_file", settings.get("template"))
    if path.name != Path(named).name if isinstance(named, str) else path.name not in _USUAL_TEMPLATES:
        return Configured(given)
    region = settings.get("region")
    if given.region is None and isinstance(region, str):
        given = replace(given, region=region)
    return Configured(given, dict(_overrides(settings.get("parameter_overrides"))))


def _settings(data: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of `sam deploy` in the default environment, the command's own before those for all commands."""
    environment = data.get("default")
    found: dict[str, Any] = {}
    for command in ("global", "deploy"):
        section = environment.get(command) if isinstance(environment, dict) else None
        parameters = section.get("parameters") if isinstance(section, dict) else None
        found |= parameters if isinstance(parameters, dict) else {}
    return found


def _overrides(written: Any) -> Iterator[tuple[str, str]]:
    """`A=1 B="two words"`, the long form with ParameterKey, a list of these, or a table."""
    if isinstance(written, dict):
        yield from ((str(name), str(value)) for name, value in written.items() if isinstance(value, (str, int, float)))
        return
    texts = [one for one in written if isinstance(one, str)] if isinstance(written, list) else [written]
    for text in texts:
        if not isinstance(text, str):
            continue
        try:
            words = shlex.split(text)
        except ValueError:
            continue
        for word in words:
            pair = _PAIR.fullmatch(word)
            name, equals, value = (pair[1], "=", pair[2]) if pair else word.partition("=")
            if equals and name:
                yield name, value
