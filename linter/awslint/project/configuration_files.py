"""Configuration files: where they are, what they say, and what is wrong with them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from awslint import __version__
from awslint.files import is_below, read_file
from awslint.frozen import frozen
from awslint.graph.loading import Problem
from awslint.project.calls import repository, simplified
from awslint.project.configuration_keys import BY_NAME, KEYS, POLICY_FILE, Key
from awslint.project.found import UsageError
from awslint.project.walk import relative

NAMES: Final = ("awslint.toml", ".awslint.toml", "pyproject.toml")
"""The files that may hold a configuration, the first that does counts."""

_LONGEST_CHAIN: Final = 16


class ConfigurationError(UsageError):
    """A configuration that cannot be: what is wrong, in which file, and what may have been meant."""


@frozen
class ConfigurationFile:
    """One file that was read and found in order: plain data by key. Lists are tuples, paths are relative to it."""

    path: Path
    values: Mapping[str, Any]

    @property
    def directory(self) -> Path:
        """What its paths are relative to."""
        return self.path.parent


def nearest_file(directory: Path, problems: list[Problem], strange: list[Path]) -> Path | None:
    """Returns the nearest file with a configuration from a directory upwards, to the one that holds `.git`.

    Args:
        problems: takes what cannot be read, so that it is not known whether it holds one.
        strange: takes what is another user's, above all that was asked for, without a repository around: it does not
            count.

    Raises:
        ConfigurationError: a section of pyproject.toml is no table.
    """
    start, root, here_and_below = simplified(directory), repository(directory), Path.cwd()
    for here in (start, *start.parents):
        for name in NAMES:
            path = here / name
            if not os.path.lexists(path) or path.is_dir():
                continue
            shown = relative(path)
            if root is None and here != start and not here.is_relative_to(here_and_below) and _is_anothers(path):
                strange.append(shown)
            elif name != NAMES[2] or _has_section(shown, problems):
                return shown
        if root is not None and here == simplified(root):
            return None
    return None


def _is_anothers(path: Path) -> bool:
    try:
        return hasattr(os, "geteuid") and path.lstat().st_uid != os.geteuid()
    except OSError:
        return True


def _has_section(path: Path, problems: list[Problem]) -> bool:
    try:
        return _section(path) is not None
    except OSError as error:
        message = f"{error.strerror or error}: whether it configures awslint is not known; make it readable"
        problems.append(Problem("unreadable", message, path.as_posix()))
        return False


def read_chain(path: Path, *, is_named: bool = True) -> list[ConfigurationFile]:
    """Returns a file and those that it extends, what counts more before what counts less.

    Args:
        is_named: the user named it. One that was found is part of what is linted: it names no files to write, and
            none to read outside of the repository that it is in.

    Raises:
        ConfigurationError: one of them is missing, no TOML, or says what it must not; or they extend each other.
    """
    found: dict[Path, ConfigurationFile] = {}
    _follow(path, (), found, None if is_named else root_of(path.parent))
    return list(found.values())


def root_of(directory: Path) -> Path:
    """Returns what belongs together with a directory: its repository; without one what was started in, if it is
    there."""
    root = repository(directory)
    if root is not None:
        return root
    return Path() if is_below(directory, Path()) else directory


def _follow(path: Path, above: tuple[Path, ...], found: dict[Path, ConfigurationFile], root: Path | None) -> None:
    resolved = Path(os.path.realpath(path))
    if resolved in above:
        raise ConfigurationError(f"{path.as_posix()}: it extends itself, directly or through others")
    if len(above) >= _LONGEST_CHAIN:
        raise ConfigurationError(f"{path.as_posix()}: more than {_LONGEST_CHAIN} files extend each other")
    if resolved in found:
        return  # what it says counts already, and counts more there
    file = read_configuration(path)
    if root is not None:
        _confine(file, root)
    found[resolved] = file
    # Of several extended files the last one counts most.
    for name in reversed(file.values.get("extends", ())):
        _follow(relative(file.directory / name), (*above, resolved), found, root)


def _confine(file: ConfigurationFile, root: Path) -> None:
    """Refuses what a configuration that is part of the linted tree must not say."""
    shown = file.path.as_posix()
    for word in file.values.get("format", ()):
        if ":" in word:
            raise ConfigurationError(
                f"{shown}: format: {word!r}: a configuration that was found names no file to write: "
                f"write --format {word}, or name this file by --config"
            )
    tables = [("", file.values)]
    tables += [(f"overrides[{index}].", table) for index, table in enumerate(file.values.get("overrides", ()))]
    for prefix, table in tables:
        for name, value in table.items():
            kind = BY_NAME[name].kind if name in BY_NAME else ""
            is_file = kind == "path" or (name == "deployer" and value.endswith(POLICY_FILE))
            paths = value if kind == "paths" or name == "extends" else (value,) if is_file else ()
            for path in paths:
                if not is_below(file.directory / path, root):
                    raise ConfigurationError(
                        f"{shown}: {prefix}{name}: {path!r} lies outside of the repository: a configuration that was "
                        f"found reads nothing there; name this file by --config"
                    )


def _section(path: Path) -> Mapping[str, Any] | None:
    """`[tool.awslint]` of a pyproject.toml; None without one. Who does not mention awslint is not even parsed.

    Raises:
        ConfigurationError: it is no table, or the file is no TOML.
        OSError: the file cannot be read.
    """
    if b"awslint" not in read_file(path):
        return None
    tool = _toml(path).get("tool")
    section = tool.get("awslint") if isinstance(tool, dict) else None
    if section is not None and not isinstance(section, dict):
        raise ConfigurationError(f"{path.as_posix()}: tool.awslint must be a table")
    return section


def _toml(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(read_file(path).decode("utf-8-sig"))
    except OSError as error:
        raise ConfigurationError(f"{path.as_posix()}: {error.strerror or 'it cannot be read'}") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path.as_posix()}: it is not UTF-8") from None
    except (ValueError, RecursionError) as error:
        # Numbers that are too long, and nesting that is too deep, are errors of their own.
        raise ConfigurationError(f"{path.as_posix()}: not TOML: {error}") from None


def read_configuration(path: Path) -> ConfigurationFile:
    """Returns one file, checked against the declaration.

    Raises:
        ConfigurationError: see there.
    """
    try:
        table = (_section(path) or {}) if path.name == NAMES[2] else _toml(path)
    except OSError as error:
        raise ConfigurationError(f"{path.as_posix()}: {error.strerror or 'it cannot be read'}") from None
    _check_version(path, table.get("required-version"))
    return ConfigurationFile(path, _Reader(path).table(table, KEYS, ""))


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
        left, right = (version + (0,) * (length - len(version)) for version in (mine, other))
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
        from awslint.project.configuration_lines import line_of

        try:
            line = line_of(self.path.read_text(encoding="utf-8"), name)
        except (OSError, UnicodeDecodeError):
            line = None
        place = self.path.as_posix() if line is None else f"{self.path.as_posix()}:{line}"
        return ConfigurationError(f"{place}: {name}: {message}")

    def table(self, values: Mapping[str, Any], keys: Sequence[Key], prefix: str) -> dict[str, Any]:
        known = {key.name: key for key in keys}
        for name in values:
            if name not in known:
                raise self.fail(f"{prefix}{name}", f"no such key.{_meant(name, known)}")
        for key in keys:
            if key.required and key.name not in values:
                raise self.fail(f"{prefix}{key.name}", "it is missing")
        return {name: self.value(known[name], value, f"{prefix}{name}") for name, value in values.items()}

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
                raise self.fail(name, "expected a list of strings")
            if key.required and not value:
                raise self.fail(name, "it is empty: name at least one")
            return tuple(self.text(key, element, name) for element in value)
        if key.kind == "named":
            return {
                member: self.scalar(setting, f"{name}.{member}")
                for member, setting in self.mapping(value, name).items()
            }
        if key.kind == "ids":
            tables = self.mapping(value, name)
            return {
                member: self.table(self.mapping(table, f"{name}.{member}"), key.members, f"{name}.{member}.")
                for member, table in tables.items()
            }
        if not isinstance(value, list):
            raise self.fail(name, f"expected [[{name}]]")
        return tuple(
            self.table(self.mapping(element, f"{name}[{index}]"), key.members, f"{name}[{index}].")
            for index, element in enumerate(value)
        )

    def text(self, key: Key, value: Any, name: str) -> str:
        # TOML has dates of its own: until = 2027-01-31 need not be quoted.
        if not isinstance(value, str) and key.name == "until" and hasattr(value, "isoformat"):
            value = value.isoformat()
        if not isinstance(value, str):
            raise self.fail(name, "expected a string")
        if "\0" in value:
            raise self.fail(name, "there is a NUL character in it")
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
        """Returns a value as the command line would have it."""
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
    import difflib

    near = difflib.get_close_matches(word.lower().replace("_", "-"), list(known), n=2, cutoff=0.5)
    return f" Did you mean {' or '.join(near)}?" if near else ""
