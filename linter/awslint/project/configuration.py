"""The settings of a unit and their origins: command line, environment, the nearest file, what it extends, defaults."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from awslint.frozen import frozen
from awslint.graph.loading import Problem
from awslint.project.configuration_files import ConfigurationError, ConfigurationFile, nearest_file, read_chain
from awslint.project.configuration_keys import BY_NAME, KEYS, POLICY_FILE, Key
from awslint.project.globs import address_matches, path_matches
from awslint.project.walk import relative

COMMAND_LINE: Final = "command line"
DEFAULT: Final = "default"
_OVERRIDES: Final = " overrides["
ENVIRONMENT: Final = "environment"

TAKING_AWAY: Final = ("select", "ignore", "existing", "severity", "fail-on")
"""The keys by which a file may keep findings from counting; suppressions and `exclude` are counted where they act."""


@frozen
class Setting:
    """A value and its origin, in words."""

    value: Any
    origin: str


@frozen
class ConfiguredSuppression:
    """One entry of [[suppressions]]: rules that do not count in some paths, for some resources."""

    rules: tuple[str, ...]
    origin: Path
    paths: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    reason: str = ""
    until: date | None = None

    def speaks_of(self, path: str, address: str) -> bool:
        """Returns whether it speaks of a resource with this address in this file."""
        base = self.origin.parent
        return (not self.paths or any(path_matches(Path(path), glob, base) for glob in self.paths)) and (
            not self.resources or any(address_matches(address, glob) for glob in self.resources)
        )


@frozen
class Settings:
    """Everything that counts for one unit. `file` is the nearest configuration file, if there is one."""

    settings: Mapping[str, Setting]
    file: Path | None = None
    excludes: tuple[tuple[str, Path], ...] = ()
    suppressions: tuple[ConfiguredSuppression, ...] = ()

    def __getitem__(self, name: str) -> Any:
        return self.settings[name].value

    def origin(self, name: str) -> str:
        """Returns where a value comes from."""
        return self.settings[name].origin

    def excludes_path(self, path: Path) -> bool:
        """Returns whether a path is not to be linted."""
        return any(path_matches(path, glob, base) for glob, base in self.excludes)

    def severities(self) -> dict[str, str]:
        """Returns the severities that rules are given, by id."""
        return {rule: table.value["severity"] for rule, table in self["rules"].items() if "severity" in table.value}

    def may_be_suppressed(self, rule: str) -> bool:
        """Returns whether comments, baselines and configurations may silence a rule."""
        return bool(self["rules"].get(rule, Setting({}, DEFAULT)).value.get("ignorable", True))


@dataclass(slots=True)
class Configuration:
    """The configuration of one run.

    Attributes:
        command_line: what was given there, by key; empty where nothing was.
        environment: the process's.
        file: a file that counts for all units instead of the nearest one.
        isolated: no file counts at all.
        problems: files that may hold a configuration and cannot be read.
        strange: configurations of other users, which do not count.
    """

    command_line: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    file: Path | None = None
    isolated: bool = False
    problems: list[Problem] = field(default_factory=list)
    strange: list[Path] = field(default_factory=list)
    _nearest: dict[Path, list[ConfigurationFile]] = field(default_factory=dict)
    _chains: dict[Path, list[ConfigurationFile]] = field(default_factory=dict)
    _settings: dict[Path, Settings] = field(default_factory=dict)
    _by_layers: dict[tuple[str, ...], Settings] = field(default_factory=dict)

    def of(self, path: Path) -> Settings:
        """Returns what counts for a unit: a module's directory, or a template.

        Raises:
            ConfigurationError: a file, or the environment, says what cannot be.
        """
        if path not in self._settings:
            files = self._files(path if path.is_dir() else path.parent)
            overrides = {file.path: _overrides(path, file) for file in files}
            # Most units share everything that counts for them.
            key = tuple(f"{file.path} {overrides[file.path]}" for file in files)
            if key not in self._by_layers:
                self._by_layers[key] = self._merged(files, overrides)
            self._settings[path] = self._by_layers[key]
        return self._settings[path]

    def is_users_own(self, origin: str) -> bool:
        """Returns whether a value comes from the user: directly, or by a file that the user named."""
        return self.file is not None or _is_set_by_the_user(origin)

    def restrictions(self) -> list[tuple[str, str, Any]]:
        """Returns what files, and not the user, take away from the report: which file, by which key, with which
        value."""
        found: dict[tuple[str, str, Any], None] = {}
        for settings in self._settings.values():
            for name in TAKING_AWAY:
                setting = settings.settings[name]
                if setting.value and not _is_set_by_the_user(setting.origin):
                    found[setting.origin, name, setting.value] = None
        return list(found)

    def _files(self, directory: Path) -> list[ConfigurationFile]:
        if self.isolated:
            return []
        if self.file is not None:
            return self._chain(self.file)
        if directory not in self._nearest:
            nearest = nearest_file(directory, self.problems, self.strange)
            self._nearest[directory] = self._chain(nearest, is_named=False) if nearest is not None else []
        return self._nearest[directory]

    def _chain(self, path: Path, *, is_named: bool = True) -> list[ConfigurationFile]:
        if path not in self._chains:
            self._chains[path] = read_chain(path, is_named=is_named)
        return self._chains[path]

    def _merged(self, files: Sequence[ConfigurationFile], overrides: Mapping[Path, Sequence[int]]) -> Settings:
        layers = [(self.command_line, COMMAND_LINE), *self._from_environment(), *_layers(files, overrides)]
        settings: dict[str, Setting] = {}
        for key in KEYS:
            if key.kind in ("named", "ids"):
                # Tables are put together name by name, everything else is taken from who counts most.
                merged: dict[str, Setting] = {}
                for values, origin in reversed(layers):
                    merged |= {name: Setting(value, origin) for name, value in (values.get(key.name) or {}).items()}
                settings[key.name] = Setting(dict(sorted(merged.items())), "")
                continue
            setting = _value_of(key.name, layers)
            settings[key.name] = setting or Setting(key.default, DEFAULT)
        return Settings(
            settings,
            files[0].path if files else None,
            _excludes(settings["exclude"], files),
            tuple(_standing(files)),
        )

    def _from_environment(self) -> Iterator[tuple[Mapping[str, Any], str]]:
        for key in KEYS:
            text = self.environment.get(key.variable) if key.environment else None
            if text:
                origin = f"{ENVIRONMENT} {key.variable}"
                yield {key.name: _from_text(key, text, origin)}, origin


def _value_of(name: str, layers: Sequence[tuple[Mapping[str, Any], str]]) -> Setting | None:
    """The value of the layer that counts most. What overrides ignore comes on top of what their file ignores."""
    found: Setting | None = None
    for values, origin in layers:
        value = values.get(name)
        if value is None:
            continue
        if found is None:
            found = Setting(value, origin)
        else:
            found = Setting(tuple(dict.fromkeys((*found.value, *value))), found.origin)
        if name != "ignore" or _OVERRIDES not in origin:
            break
    return found


def _is_set_by_the_user(origin: str) -> bool:
    return origin in (DEFAULT, COMMAND_LINE) or origin.startswith(f"{ENVIRONMENT} ")


def _from_text(key: Key, text: str, origin: str) -> Any:
    values = [part.strip() for part in text.split(",") if part.strip()]
    if key.kind == "flag":
        words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
        if text.lower() not in words:
            raise ConfigurationError(f"{origin}: {text!r}: expected true or false")
        return words[text.lower()]
    for value in values if key.kind in ("texts", "paths") else [text]:
        if (key.choices and value not in key.choices) or (
            key.pattern and not re.fullmatch(key.pattern, value, re.ASCII)
        ):
            allowed = f": none of {', '.join(key.choices)}" if key.choices else f": {key.about}"
            raise ConfigurationError(f"{origin}: {value!r}{allowed}")
    if key.kind == "paths":
        return tuple(Path(value) for value in values)
    if key.kind == "path":
        return Path(text)
    return tuple(values) if key.kind == "texts" else text


def _overrides(unit: Path, file: ConfigurationFile) -> list[int]:
    """Which overrides of a file count for a unit, by their numbers."""
    overrides = enumerate(file.values.get("overrides", ()))
    return [
        number
        for number, override in overrides
        if any(path_matches(unit, glob, file.directory) for glob in override["paths"])
    ]


def _layers(
    files: Sequence[ConfigurationFile], overrides: Mapping[Path, Sequence[int]]
) -> Iterator[tuple[Mapping[str, Any], str]]:
    for file in files:
        origin = file.path.as_posix()
        for number in reversed(overrides[file.path]):
            override = file.values["overrides"][number]
            yield _placed(override, file.directory), f"{origin}{_OVERRIDES}{number}]"
        yield _placed(file.values, file.directory), origin


def _placed(values: Mapping[str, Any], base: Path) -> Mapping[str, Any]:
    """The values with paths as they are from the working directory."""
    placed: dict[str, Any] = {}
    for name, value in values.items():
        key = BY_NAME.get(name)
        if key is not None and key.kind == "paths":
            placed[name] = tuple(relative(base / pattern) for pattern in value)
        elif key is not None and key.kind == "path":
            placed[name] = relative(base / value)
        elif name == "deployer" and value.endswith(POLICY_FILE):
            placed[name] = relative(base / value).as_posix()
        elif name == "format":
            placed[name] = tuple(_placed_format(pattern, base) for pattern in value)
        else:
            placed[name] = value
    return placed


def _placed_format(text: str, base: Path) -> str:
    name, colon, file = text.partition(":")
    return f"{name}:{relative(base / file).as_posix()}" if colon and file else text


def _excludes(setting: Setting, files: Sequence[ConfigurationFile]) -> tuple[tuple[str, Path], ...]:
    base = next((file.directory for file in files if file.path.as_posix() == setting.origin), Path())
    return tuple((glob, base) for glob in setting.value)


def _standing(files: Sequence[ConfigurationFile]) -> Iterator[ConfiguredSuppression]:
    for file in files:
        for index, table in enumerate(file.values.get("suppressions", ())):
            until = table.get("until")
            try:
                day = date.fromisoformat(until) if until else None
            except ValueError:
                message = f"suppressions[{index}].until: there is no day {until}"
                raise ConfigurationError(f"{file.path.as_posix()}: {message}") from None
            yield ConfiguredSuppression(
                table["rules"],
                file.path,
                table.get("paths", ()),
                table.get("resources", ()),
                table.get("reason", ""),
                day,
            )
