"""Which provider versions a configuration admits: required_providers and providers of all modules, the lock file."""

from __future__ import annotations

import re
from typing import Final

from awslint.syntax import hcl_tree as tree
from awslint.syntax.sources import SyntaxProblem
from awslint.terraform.evaluate import constant
from awslint.terraform.files import literal_text
from awslint.terraform.module import Module
from awslint.values import Known, MapOf

Version = tuple[int, ...]

_CONSTRAINT: Final = re.compile(r"\s*(=|!=|>=|>|<=|<|~>)?\s*v?([0-9]{1,9}(?:\.[0-9]{1,9})*)")


def lowest_versions(root: Module) -> dict[str, Version]:
    """For every provider, by its source's last part (`aws`), the lowest version that can be in use.

    The lock file decides where there is one; otherwise all constraints of all modules hold together.
    """
    found: dict[str, Version] = {}
    _constraints(root, found)
    found.update(_locked(root))
    return found


def _constraints(module: Module, found: dict[str, Version]) -> None:
    for settings in module.files.settings:
        for block in settings.body.blocks:
            if block.type == "required_providers":
                for name, attribute in block.body.attributes.items():
                    _constrain(found, name, attribute)
    for provider in module.files.providers.values():
        if "version" in provider.body.attributes:  # as Terraform up to 0.12 has it
            _constrain(found, provider.labels[0], provider.body.attributes["version"])
    for name in module.files.modules:
        for child in (module.children(name) or ())[:1]:
            _constraints(child, found)


def _constrain(found: dict[str, Version], name: str, constraint: tree.Attribute) -> None:
    low = lower_bound(_constraint_text(constraint.expression))
    if low is not None:
        found[name] = max(found.get(name, ()), low)


def _constraint_text(expression: tree.Expression) -> str:
    value = constant(expression)
    version = value.items.get("version") if isinstance(value, MapOf) else value
    return str(version.scalar) if isinstance(version, Known) and isinstance(version.scalar, str) else ""


def lower_bound(constraint: str) -> Version | None:
    """Returns the lowest version that a constraint admits; None where it sets no lower bound."""
    lowest: Version | None = None
    for part in constraint.split(","):
        match = _CONSTRAINT.match(part)
        if match is not None and match[1] in (None, "=", ">=", ">", "~>"):
            version = tuple(int(number) for number in match[2].split("."))
            lowest = version if lowest is None else max(lowest, version)
    return lowest


def _locked(root: Module) -> dict[str, Version]:
    path = root.files.directory / ".terraform.lock.hcl"
    if not root.unit.reader.sources.disk.is_file(path):
        return {}
    try:
        body = root.unit.reader.body(path)
    except (OSError, UnicodeDecodeError, SyntaxProblem):
        return {}
    found: dict[str, Version] = {}
    for block in body.blocks:
        attribute = block.body.attributes.get("version")
        version = literal_text(attribute.expression) if attribute is not None else None
        if block.type == "provider" and block.labels and version is not None:
            bound = lower_bound(version)
            if bound is not None:
                found[block.labels[0].rpartition("/")[2]] = bound
    return found
