"""`awslint config`: what counts where and who said it, a first configuration file, and its schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from awslint.cli.app import note, write
from awslint.cli.configured import Chosen, telling_usage
from awslint.cli.regions import effective_regions
from awslint.cli.scope_options import scope_options
from awslint.cli.setting_checks import check_ids

if TYPE_CHECKING:
    from awslint.project.configuration import Settings
    from awslint.project.configuration_keys import Key

_NO_VALUES: Final = ("required-version", "extends", "overrides", "suppressions")


@click.group("config")
def command() -> None:
    """Shows, begins and describes configuration files."""


@command.command("show")
@click.argument("path", type=click.Path(), default=".")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@scope_options
def show(*, path: str, format_: str, **scope: Any) -> int:
    """Shows everything that counts for a module or template, each value with its origin."""
    from awslint.report.style import clean

    with telling_usage():
        unit = Path(path)
        if not unit.exists():
            raise click.UsageError(f"{path}: no such file or directory.")
        chosen = Chosen(**scope)
        settings = chosen.configuration.of(unit)
        check_ids(settings)
        chosen.unit(unit)
        regions = effective_regions(unit, chosen)
    rows = list(_rows(settings))
    if format_ == "json":
        shown = {
            "path": unit.as_posix(),
            "file": settings.file.as_posix() if settings.file is not None else None,
            "settings": {name: {"value": _data(value), "origin": origin} for name, value, origin in rows},
            "regions": [asdict(region) for region in regions],
        }
        write(json.dumps(shown, indent=2, ensure_ascii=False) + "\n")
        return 0
    head = f"# {unit.as_posix()}: " + (
        settings.file.as_posix() if settings.file is not None else "no configuration file"
    )
    lines = [
        (f"{name} = {_toml(value)}" if value is not None else f"# {name} =", origin) for name, value, origin in rows
    ]
    width = min(max((len(line) for line, _ in lines), default=0), 60)
    write("".join(f"{line}\n" for line in (head, *(f"{line:<{width}}  # {origin}" for line, origin in lines))))
    if regions:
        write("\n# effective regions\n" + "".join(f"# {clean(region.line)}\n" for region in regions))
    return 0


def _rows(settings: Settings) -> Iterator[tuple[str, Any, str]]:
    from awslint.project.configuration_keys import KEYS

    for key in KEYS:
        if key.name in _NO_VALUES:
            continue
        if key.kind == "named":
            for name, setting in settings[key.name].items():
                yield f"{key.name}.{_bare(name)}", setting.value, setting.origin
        elif key.kind == "ids":
            for name, setting in settings[key.name].items():
                for member, value in setting.value.items():
                    yield f"{key.name}.{name}.{member}", value, setting.origin
        else:
            yield key.name, settings[key.name], settings.origin(key.name)
    for number, suppression in enumerate(settings.suppressions):
        conditions = {
            "rules": suppression.rules,
            "paths": suppression.paths,
            "resources": suppression.resources,
            "reason": suppression.reason,
            "until": suppression.until.isoformat() if suppression.until is not None else "",
        }
        for name, value in conditions.items():
            if value:
                yield f"suppressions[{number}].{name}", value, suppression.origin.as_posix()


def _bare(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() and name.isascii() else json.dumps(name)


def _data(value: Any) -> Any:
    if isinstance(value, Path):
        return value.as_posix()
    if isinstance(value, (list, tuple)):
        return [_data(element) for element in value]
    return value


def _toml(value: Any) -> str:
    # For texts, lists of texts and truths TOML and JSON are written the same.
    return json.dumps(_data(value), ensure_ascii=False)


@command.command("schema")
def schema() -> int:
    """Prints the JSON Schema of awslint.toml."""
    from awslint.project import configuration_keys

    write(json.dumps(configuration_keys.schema(), indent=2, ensure_ascii=False) + "\n")
    return 0


@command.command("init")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
def init(*, directory: Path) -> int:
    """Writes an awslint.toml in which every key is explained and none is set."""
    from awslint import __version__
    from awslint.project.configuration_keys import KEYS

    file = directory / "awslint.toml"
    release = ".".join(__version__.split(".")[:2])
    lines = ["# Configuration of awslint: `awslint config show` says what counts, and why.", ""]
    lines += [f'required-version = ">={release}"', ""]
    for key in KEYS:
        if key.name != "required-version":
            lines += [*_explained(key), ""]
    try:
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write("\n".join(lines))
    except FileExistsError:
        raise click.UsageError(f"{file.as_posix()} exists already.") from None
    except OSError as error:
        raise click.UsageError(f"{file.as_posix()} cannot be written: {error.strerror}.") from None
    note(f"wrote {file.as_posix()}\n")
    return 0


_EXAMPLES: Final = {
    "rules": ["[rules.KMS055]", "ignorable = false"],
    "overrides": ["[[overrides]]", 'paths = ["envs/dev/**"]', 'region = "eu-west-1"', 'var-files = ["dev.tfvars"]'],
    "suppressions": [
        "[[suppressions]]",
        'rules = ["KMS055"]',
        'resources = ["module.legacy.*"]',
        'reason = "the store is connected by hand"',
        'until = "2027-01-31"',
    ],
}


def _explained(key: Key) -> list[str]:
    return [f"# {key.about}", *(f"# {line}" for line in _EXAMPLES.get(key.name, [f"{key.name} = {key.example}"]))]
