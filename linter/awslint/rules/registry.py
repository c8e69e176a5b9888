"""Finds rules: the built-in ones are imported by the types that occur, all of them only where all are asked for."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Final

from awslint.rules.declaration import DECLARED, Rule
from awslint.rules.policies.index import PolicyIndex

BUILT_IN: Final = "awslint_rules"
"""The package of the built-in rules. Each of its packages says in `TYPES` which types, by prefix, it is about."""


def rules_for(types: Iterable[str]) -> list[Rule]:
    """The rules that ask about at least one of the types, by id."""
    present = frozenset(types)
    for type_ in present:
        _import_rules_about(type_)
    applicable = [rule for rule in DECLARED.values() if "*" in rule.types or present.intersection(rule.types)]
    return sorted([*applicable, *built_in_policies().rules_for(present)], key=lambda rule: rule.id)


@functools.cache
def _import_rules_about(type_: str) -> None:
    for package in _packages():
        if type_.startswith(tuple(package.TYPES)):
            _import_all(package.__name__, package.__path__)


def all_rules() -> list[Rule]:
    """Every rule, by id."""
    for package in _packages():
        _import_all(package.__name__, package.__path__)
    return sorted([*DECLARED.values(), *built_in_policies().all()], key=lambda rule: rule.id)


def built_in_directory() -> Path:
    """Where the built-in policies are, a folder for each service."""
    return Path(importlib.import_module(BUILT_IN).__path__[0])


@functools.cache
def built_in_policies() -> PolicyIndex:
    """The built-in policies that are data."""
    return PolicyIndex(built_in_directory())


@functools.cache
def _packages() -> list[ModuleType]:
    root = importlib.import_module(BUILT_IN)
    names = sorted(module.name for module in pkgutil.iter_modules(root.__path__) if module.ispkg)
    return [importlib.import_module(f"{BUILT_IN}.{name}") for name in names]


_imported: set[str] = set()


def _import_all(package: str, path: Iterable[str]) -> None:
    if package in _imported:
        return
    for module in sorted(pkgutil.iter_modules(path), key=lambda module: module.name):
        importlib.import_module(f"{package}.{module.name}")
    _imported.add(package)
