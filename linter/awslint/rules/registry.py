"""Finds rules: the built-in ones are imported by the types that occur, all of them only where all are asked for."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from awslint.rules.declaration import DECLARED, Rule
from awslint.rules.policies.index import MODULES, PolicyIndex, index_of

BUILT_IN: Final = "awslint_rules"
"""The package of the built-in rules, with a package for each service."""


def rules_for(types: Iterable[str]) -> list[Rule]:
    """Returns the rules that ask about at least one of the types, by id."""
    present = frozenset(types)
    for type_ in (*sorted(present), "*"):
        _import_rules_about(type_)
    applicable = [rule for rule in DECLARED.values() if "*" in rule.types or present.intersection(rule.types)]
    return sorted([*applicable, *built_in_policies().rules_for(present)], key=lambda rule: rule.id)


@functools.cache
def _import_rules_about(type_: str) -> None:
    for module in _modules().get(type_, ()):
        importlib.import_module(module)


@functools.cache
def _modules() -> Mapping[str, Sequence[str]]:
    found: Mapping[str, Sequence[str]] = index_of(built_in_directory(), modules_by_type)[MODULES]
    return found


def modules_by_type() -> dict[str, list[str]]:
    """Returns the modules of the built-in rules that are written in Python, by the types that these ask about."""
    _import_all()
    found: dict[str, set[str]] = {}
    for rule in DECLARED.values():
        if rule.module.startswith(f"{BUILT_IN}."):
            for type_ in rule.types:
                found.setdefault(type_, set()).add(rule.module)
    return {type_: sorted(modules) for type_, modules in found.items()}


def all_rules() -> list[Rule]:
    """Returns every rule, by id."""
    _import_all()
    return sorted([*DECLARED.values(), *built_in_policies().all()], key=lambda rule: rule.id)


def built_in_directory() -> Path:
    """Returns where the built-in policies are, a folder for each service."""
    return Path(importlib.import_module(BUILT_IN).__path__[0])


@functools.cache
def built_in_policies() -> PolicyIndex:
    """Returns the built-in policies that are data."""
    return PolicyIndex(built_in_directory(), modules_by_type)


@functools.cache
def _import_all() -> None:
    root = importlib.import_module(BUILT_IN)
    for package in pkgutil.iter_modules(root.__path__, f"{BUILT_IN}."):
        if package.ispkg:
            for module in pkgutil.iter_modules(importlib.import_module(package.name).__path__, f"{package.name}."):
                importlib.import_module(module.name)
