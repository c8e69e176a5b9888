"""The compiled policies by resource type, so that a thousand policies cost nothing where their types do not occur.

A built wheel holds the index, `policies.pack`. A checkout makes it when a policy file has changed, as Python does with
its own compiled files, and beside them: in `__pycache__`.
"""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from awslint.facts.packs import Pack, packed
from awslint.rules.declaration import Rule

FORMAT: Final = 6
"""Changes with what is compiled, so that an index of another version is not read."""
NAME: Final = "policies.pack"
MODULES: Final = "modules"
"""The block that tells, by type, which modules of rules in Python to import."""
_NOT_TYPES: Final = ("ids", "stamp", MODULES)


ModulesByType = Callable[[], Mapping[str, Sequence[str]]]
"""Finds the modules of rules in Python beside the policies, by the types that they ask about."""


@functools.cache
def index_of(root: Path, modules: ModulesByType = dict) -> Mapping[str, Any]:
    """Returns the compiled policies below a directory, by type. `*` stands for every type."""
    shipped = root / NAME
    if shipped.is_file():
        return Pack(shipped)
    files = policy_files(root)
    stamp = _stamp([*files, *sorted(_files(root, (".py",), "."))])
    path = root / "__pycache__" / NAME
    with contextlib.suppress(OSError, ValueError):
        index = Pack(path)
        if index["stamp"] == stamp:
            return index
    blocks = blocks_of(root, files, modules)
    blocks["stamp"] = stamp
    with contextlib.suppress(OSError):
        _write(path, packed(blocks))
    return blocks


def blocks_of(root: Path, files: Iterable[Path], modules: ModulesByType = dict) -> dict[str, Any]:
    """Returns what the index holds: for every type its policies, for every id a type, and the modules.

    Raises:
        PolicyError: a file is not valid.
    """
    from awslint.rules.policies.document import compiled_policies
    from awslint.rules.policies.errors import PolicyError

    blocks: dict[str, Any] = {}
    ids: dict[str, str] = {}
    for file in files:
        for policy in compiled_policies(file, file.read_text(encoding="utf-8")):
            policy["file"] = file.relative_to(root).as_posix()
            if policy["id"] in ids:
                raise PolicyError(file, f"{policy['id']} is declared twice")
            ids[policy["id"]] = policy["types"][0]
            for type_ in policy["types"]:
                blocks.setdefault(type_, []).append(policy)
    blocks["ids"] = ids
    blocks[MODULES] = modules()
    return blocks


def policy_files(root: Path) -> list[Path]:
    """Returns the policy files below a directory, in order; what begins with a dot or an underscore is left out."""
    return sorted(_files(root, (".yaml", ".yml"), (".", "_")))


def _files(directory: Path, endings: tuple[str, ...], hidden: str | tuple[str, ...]) -> Iterator[Path]:
    with os.scandir(directory) as entries:
        for entry in entries:
            if entry.name.startswith(hidden) or entry.name == "__pycache__":
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _files(Path(entry.path), endings, hidden)
            elif entry.name.endswith(endings):
                yield Path(entry.path)


def _stamp(files: Iterable[Path]) -> str:
    import hashlib

    digest = hashlib.sha256(str(FORMAT).encode())
    for file in files:
        found = file.stat()
        digest.update(f"{file}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _write(path: Path, content: bytes) -> None:
    """Writes a file as a whole or not at all; runs beside each other write the same."""
    import tempfile

    path.parent.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)


class PolicyIndex:
    """The rules of a directory of policies, made when their types occur."""

    def __init__(self, root: Path, modules: ModulesByType = dict) -> None:
        self.root = root
        self.modules = modules
        self._rules: dict[str, Rule] = {}
        self._by_type: dict[str, dict[str, Rule]] = {}

    @property
    def ids(self) -> Mapping[str, str]:
        """The ids of all policies, each with one of its types."""
        found: Mapping[str, str] = index_of(self.root, self.modules)["ids"]
        return found

    def rules_for(self, types: Iterable[str]) -> Iterator[Rule]:
        """Yields the rules about at least one of the types, each once."""
        found: dict[str, Rule] = {}
        index = index_of(self.root, self.modules)
        for type_ in (*types, "*"):
            if type_ not in index:
                continue
            if type_ not in self._by_type:
                self._by_type[type_] = self._made(index[type_])
            found.update(self._by_type[type_])
        yield from found.values()

    def rule(self, id_: str) -> Rule | None:
        """Returns the rule with that id."""
        type_ = self.ids.get(id_)
        return next((rule for rule in self.rules_for([type_]) if rule.id == id_), None) if type_ is not None else None

    def all(self) -> Iterator[Rule]:
        """Yields every rule."""
        index = index_of(self.root, self.modules)
        yield from self.rules_for([name for name in index if name not in _NOT_TYPES])

    def _made(self, policies: list[dict[str, Any]]) -> dict[str, Rule]:
        from awslint.rules.policies.rule import rule_of

        for policy in policies:
            if policy["id"] not in self._rules:
                self._rules[policy["id"]] = rule_of({**policy, "file": str(self.root / policy["file"])})
        return {policy["id"]: self._rules[policy["id"]] for policy in policies}
