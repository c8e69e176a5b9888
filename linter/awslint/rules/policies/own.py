"""The policies of a team: YAML files that a configuration names, and packs that installed packages bring."""

from __future__ import annotations

import functools
import hashlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Final

from awslint.frozen import frozen
from awslint.rules.declaration import Rule
from awslint.rules.policies.errors import PolicyError
from awslint.rules.policies.index import policy_files

GROUP: Final = "awslint.rules"
"""The entry points of packs: a module that declares rules when it is imported, or has `POLICIES`, a directory."""


def policies_in(path: Path) -> tuple[Rule, ...]:
    """Returns the rules of a policy file, or of all policy files below a directory.

    Raises:
        PolicyError: there is no such file, or one of them is not valid.
    """
    # A process may live long and work in several directories: the name of a file is not enough.
    return _compiled(Path.cwd(), tuple((file, _version(file)) for file in _files(path)))


def _version(file: Path) -> tuple[int, ...]:
    try:
        found = file.stat()
    except OSError as error:
        raise PolicyError(file, f"it cannot be read: {error}") from None
    return found.st_ino, found.st_size, found.st_mtime_ns


@functools.lru_cache(maxsize=64)
def _compiled(directory: Path, files: tuple[tuple[Path, tuple[int, ...]], ...]) -> tuple[Rule, ...]:
    from awslint.rules.policies.checking import faults
    from awslint.rules.policies.document import compiled_policy, rows
    from awslint.rules.policies.own_checks import line_of, malformed
    from awslint.rules.policies.rule import rule_of
    from awslint.rules.registry import built_in_directory

    rules: dict[str, Rule] = {}
    for file, _ in files:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PolicyError(file, f"it cannot be read: {error}") from None
        is_built_in = file.resolve().is_relative_to(built_in_directory().resolve())
        for row in rows(file, text):
            id_ = str(row.get("id", "a policy"))
            for fault in () if is_built_in else malformed(row):
                raise PolicyError(file, f"{id_}: {fault}", line_of(text, id_, fault))
            try:
                policy = compiled_policy(row, file)
            except PolicyError as error:
                raise PolicyError(file, error.message, line_of(text, id_, error.message)) from None
            for fault in faults(policy):
                raise PolicyError(file, f"{id_}: {fault}", line_of(text, id_, fault))
            if id_ in rules:
                raise PolicyError(file, f"{id_} is in {rules[id_].file} already", line_of(text, id_, "`id`"))
            rules[id_] = rule_of({**policy, "file": file.as_posix()})
    return tuple(rules.values())


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return policy_files(path)
    if not path.is_file():
        raise PolicyError(path, "there is no such policy file or directory")
    return [path]


def _digest_of(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        digest.update(f"{file}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


@frozen
class RuleFinder:
    """The built-in rules and a team's own, by the types that they ask about. It can be sent to another process.

    Attributes:
        policies: policy files and directories of them.
        packs: names of installed packs.
    """

    policies: tuple[Path, ...] = ()
    packs: tuple[str, ...] = ()

    def __call__(self, types: frozenset[str]) -> Sequence[Rule]:
        from awslint.rules.registry import rules_for

        for pack in self.packs:
            load_pack(pack)
        found = rules_for(types)
        own = [rule for rule in self.rules() if "*" in rule.types or types.intersection(rule.types)]
        return [*found, *own] if own else found

    def rules(self) -> Iterator[Rule]:
        """Yields the team's own rules.

        Raises:
            PolicyError: a policy file is not valid.
        """
        for path in self._directories():
            yield from policies_in(path)

    def _directories(self) -> Iterator[Path]:
        yield from self.policies
        for pack in self.packs:
            yield from load_pack(pack).policies

    def digest(self) -> str:
        """Returns what changes with a rule of the team, for cache keys: the policy files, and the code of the packs.

        Raises:
            PolicyError: a pack cannot be imported, or there is no such policy file.
        """
        if not self.policies and not self.packs:
            return ""
        code = (file for pack in self.packs for file in load_pack(pack).code())
        return _digest_of((*(file for path in self._directories() for file in _files(path)), *code))


@frozen
class Pack:
    """An installed pack that is imported. `policies` are its directories of policy files."""

    module: ModuleType
    policies: tuple[Path, ...]

    def code(self) -> Iterator[Path]:
        """Yields the source files of its package, in order; of a module that is in no package its own."""
        name = self.module.__name__.partition(".")[0]
        for directory in map(Path, getattr(sys.modules[name], "__path__", ())):
            yield from sorted(directory.rglob("*.py"))
        if self.module.__file__ is not None:
            yield Path(self.module.__file__)


@functools.cache
def load_pack(name: str) -> Pack:
    """Imports an installed pack, which declares its Python rules, and returns it.

    Raises:
        PolicyError: no such pack is installed, or it cannot be imported.
    """
    import importlib.metadata

    points = [entry_point for entry_point in importlib.metadata.entry_points(group=GROUP) if entry_point.name == name]
    if not points:
        raise PolicyError(name, f"no installed package has a pack of this name (entry point {GROUP})")
    try:
        module = points[0].load()
    except Exception as error:
        raise PolicyError(name, f"the pack cannot be imported: {error}") from None
    place = getattr(module, "POLICIES", None)
    return Pack(module, (Path(place),) if place is not None else ())
