"""samconfig.toml: what `sam deploy` takes from beside a template."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import Any, Final

from awslint.cloudformation.template import Template
from awslint.frozen import frozen
from awslint.graph.loading import Inputs, Problem
from awslint.syntax.sources import Source, Sources
from awslint.values import Known, ListOf, Span

NAME: Final = "samconfig.toml"
_USUAL_TEMPLATES: Final = ("template.yaml", "template.yml", "template.json")
_WORD = re.compile(r"[^\s,]+")
_SECTION = re.compile(r"\s*\[([^\[\]]+)\]\s*(?:#.*)?")
_CAPABILITIES = re.compile(r"""\s*["']?capabilities["']?\s*=\s*""")
_SERVICE_ROLE = re.compile(r"""\s*["']?role_arn["']?\s*=\s*""")
_PAIR = re.compile(r"ParameterKey=([^,\s]+),ParameterValue=(.*)", re.DOTALL)


@frozen
class Configured:
    """What the user gives together with the configuration beside the template.

    `parameters` are from the latter, and so is `capabilities`: the texts that a deployment acknowledges, None where
    it does not say.
    """

    inputs: Inputs
    parameters: Mapping[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    capabilities: ListOf | None = None
    service_role: Known | None = None


def configured(path: Path, template: Template, inputs: Inputs, sources: Sources) -> Configured:
    """Returns what holds for a template: the user's words, else its samconfig.toml's `default` environment.

    The file counts for the template that it names (`template_file`), else for SAM's usual names.
    """
    file = path.parent / NAME
    if not template.is_sam or not sources.disk.is_file(file):
        return Configured(inputs)
    import tomllib

    shown = posixpath.join(posixpath.dirname(template.source.path), NAME)
    try:
        source = sources.read(file, shown)
        document = tomllib.loads(source.text)
    except (OSError, ValueError, RecursionError) as problem:
        words = f"cannot be read: {getattr(problem, 'strerror', None) or problem}"
        return Configured(inputs, problems=[Problem("unreadable", words, shown)])
    settings = _settings(document)
    named = settings.get("template_file", settings.get("template"))
    if path.name != Path(named).name if isinstance(named, str) else path.name not in _USUAL_TEMPLATES:
        return Configured(inputs)
    region = settings.get("region")
    if inputs.region is None and isinstance(region, str):
        inputs = replace(inputs, region=region)
    overrides = dict(_overrides(settings.get("parameter_overrides")))
    return Configured(
        inputs,
        overrides,
        capabilities=_capabilities(settings.get("capabilities"), source),
        service_role=_service_role(settings.get("role_arn"), source),
    )


def _service_role(written: Any, source: Source) -> Known | None:
    return Known(written, _place(source, _SERVICE_ROLE)) if isinstance(written, str) else None


def _capabilities(written: Any, source: Source) -> ListOf | None:
    """`"CAPABILITY_IAM CAPABILITY_AUTO_EXPAND"`, or a list of these; None for nothing."""
    texts = written if isinstance(written, list) else [written]
    if not all(isinstance(text, str) for text in texts):
        return None
    words = [word for text in texts for word in _WORD.findall(text)]
    span = _place(source, _CAPABILITIES)
    return ListOf(tuple(Known(word, span) for word in words), span=span) if words else None


def _place(source: Source, pattern: re.Pattern[str]) -> Span:
    """The line that sets something; of several in the default environment, the one of the command."""
    found = Span(source.number, 0, 0)
    section = ""
    start = 0
    for line in source.text.splitlines(keepends=True):
        header = _SECTION.fullmatch(line.rstrip("\n"))
        setting = pattern.match(line)
        if header:
            section = header[1].strip()
        elif setting and section in ("default.deploy.parameters", "default.global.parameters"):
            if found.end == 0 or section.startswith("default.deploy"):
                found = Span(source.number, start, start + len(line.rstrip()))
        start += len(line)
    return found


def _settings(document: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of `sam deploy` in the default environment, the command's own before those for all commands."""
    environment = document.get("default")
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
    texts = [element for element in written if isinstance(element, str)] if isinstance(written, list) else [written]
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
