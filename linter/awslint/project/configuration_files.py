"""Configuration files: where they are, what they say, and what is wrong with them."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from awslint import __version__
from awslint.project.configuration_keys import KEYS, Key
from awslint.project.found import UsageError
from awslint.project.walk import relative

NAMES: Final = ("awslint.toml", ".awslint.toml", "pyproject.toml")
"""The files that may hold a configuration, the first that does counts."""

_LONGEST_CHAIN: Final = 16


class ConfigurationError(UsageError):
    """A configuration that cannot be: what is wrong, in which file, and what may have been meant."""


@dataclass(frozen=True, slots=True)
class ConfigurationFile:
    """One file that was read and found in order: plain data by key. Lists are tuples, paths are relative to it."""

    path: Path
    values: Mapping[str, Any]

    @property
    def directory(self) -> Path:
        """What its paths are relative to."""
        return self.path.parent


def nearest_file(directory: Path) -> Path | None:
    """The nearest file with a configuration from a directory upwards, to the one that holds `.git`."""
    start = directory.absolute()
    for here in (start, *start.parents):
        for name in NAMES:
            path = here / name
            if path.is_file() and (name != NAMES[2] or _section(path) is not None):
                return relative(path)
        if (here / ".git").exists():
            return None
    return None


def read_chain(path: Path) -> list[ConfigurationFile]:
    """A file and those that it extends, what counts more before what counts less.

    Raises:
        ConfigurationError: one of them is missing, no TOML, or says what it must not; or they extend each other.
    """
    found: list[ConfigurationFile] = []
    _follow(path, (), found)
    return found


def _follow(path: Path, above: tuple[Path, ...], found: list[ConfigurationFile]) -> None:
    resolved = path.resolve()
    if resolved in above:
        raise ConfigurationError(f"{path.as_posix()}: it extends itself, directly or through others")
    if len(above) >= _LONGEST_CHAIN:
        raise ConfigurationError(f"{path.as_posix()}: more than {_LONGEST_CHAIN} files extend each other")
    one = read_file(path)
    found.append(one)
    # Of several extended files the last one counts most.
    for name in reversed(one.values.get("extends", ())):
        _follow(relative(one.directory / name), (*above, resolved), found)


def _section(path: Path) -> Mapping[str, Any] | None:
    """`[tool.awslint]` of a pyproject.toml; None without one. Who does not mention awslint is not even parsed."""
    try:
        if b"awslint" not in path.read_bytes():
            return None
    except OSError:
        return None
    tool = _toml(path).get("tool")
    section = tool.get("awslint") if isinstance(tool, dict) else None
    if section is not None and not isinstance(section, dict):
        raise ConfigurationError(f"{path.as_posix()}: tool.awslint must be a table")
    return section


def _toml(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise ConfigurationError(f"{path.as_posix()}: {error.strerror or 'it cannot be read'}") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path.as_posix()}: it is not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path.as_posix()}: not TOML: {error}") from None


def read_file(path: Path) -> ConfigurationFile:
    """One file, checked against the declaration.

    Raises:
        ConfigurationError: see there.
    """
    data = (_section(path) or {}) if path.name == NAMES[2] else _toml(path)
    _check_version(path, data.get("required-version"))
    return ConfigurationFile(path, _Reader(path).table(data, KEYS, ""))


def _check_version(path: Path, selected: object) -> None:
    """Before all else: what a newer version may say, this one does not know."""
    if not isinstance(selected, str):
        return
    mine = _release(__version__)
    for part in selected.split(","):
        match = re.fullmatch(r"\s*(==|>=|<=|>|<|!=)?\s*v?(\d+(?:\.\d+)*)\s*", part)
        if match is None:
            raise ConfigurationError(f"{path.as_posix()}: required-version {selected!r}: expected one like >=0.1,<2")
        other = _release(match[2])
        length = max(len(mine), len(other))
        left, right = (one + (0,) * (length - len(one)) for one in (mine, other))
        holds = {"==": left == right, ">=": left >= right, "<=": left <= right, ">": left > right, "<": left < right}
        holds["!="] = left != right
        if not holds[match[1] or "=="]:
            raise ConfigurationError(f"{path.as_posix()}: it needs awslint {selected.strip()}, this is {__version__}")


def _release(version: str) -> tuple[int, ...]:
    match = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(int(part) for part in match[0].split(".")) if match else (0,)


class _Reader:
    """Checks the data of one file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fail(self, name: str, message: str) -> ConfigurationError:
        return ConfigurationError(f"{self.path.as_posix()}: {name}: {message}")

    def table(self, data: Mapping[str, Any], keys: Sequence[Key], prefix: str) -> dict[str, Any]:
        known = {key.name: key for key in keys}
        for name in data:
            if name not in known:
                raise self.fail(f"{prefix}{name}", f"no such key.{_meant(name, known)}")
        for key in keys:
            if key.required and key.name not in data:
                raise self.fail(f"{prefix}{key.name}", "it is missing")
        return {name: self.value(known[name], value, f"{prefix}{name}") for name, value in data.items()}

    def value(self, key: Key, value: Any, name: str) -> Any:
        if key.kind in ("text", "path"):
            return self.text(key, value, name)
        if key.kind == "flag":
            if not isinstance(value, bool):
                raise self.fail(name, "expected true or false")
            return value
        if key.kind in ("texts", "paths"):
            if key.lone and isinstance(value, str):
                value = [value]
            if not isinstance(value, list):
                raise self.fail(name, "expected a list of texts")
            return tuple(self.text(key, one, name) for one in value)
        if key.kind == "named":
            return {one: self.scalar(inner, f"{name}.{one}") for one, inner in self.mapping(value, name).items()}
        if key.kind == "ids":
            tables = self.mapping(value, name)
            return {
                one: self.table(self.mapping(inner, f"{name}.{one}"), key.members, f"{name}.{one}.")
                for one, inner in tables.items()
            }
        if not isinstance(value, list):
            raise self.fail(name, f"expected [[{name}]]")
        return tuple(
            self.table(self.mapping(one, f"{name}[{index}]"), key.members, f"{name}[{index}].")
            for index, one in enumerate(value)
        )

    def text(self, key: Key, value: Any, name: str) -> str:
        # TOML has dates of its own: until = 2027-01-31 need not be quoted.
        if not isinstance(value, str) and key.name == "until" and hasattr(value, "isoformat"):
            value = value.isoformat()
        if not isinstance(value, str):
            raise self.fail(name, "expected a text")
        if key.choices and value not in key.choices:
            raise self.fail(name, f"{value!r} is none of {', '.join(key.choices)}.{_meant(value, key.choices)}")
        if key.pattern and not re.fullmatch(key.pattern, value, re.ASCII):
            raise self.fail(name, f"{value!r} does not look right: {key.about}")
        return value

    def mapping(self, value: Any, name: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.fail(name, "expected a table")
        return value

    def scalar(self, value: Any, name: str) -> str:
        """A value as the command line would have it."""
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (int, float)):
            return str(value)
        try:
            return json.dumps(value)
        except TypeError:
            raise self.fail(name, "dates and times must be quoted") from None


def _meant(word: str, known: Mapping[str, object] | Sequence[str]) -> str:
    near = difflib.get_close_matches(word.lower().replace("_", "-"), list(known), n=2, cutoff=0.5)
    return f" Did you mean {' or '.join(near)}?" if near else ""
