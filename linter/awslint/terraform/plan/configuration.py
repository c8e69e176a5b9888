"""A plan's `configuration`: its modules, and what their expressions refer to.

The plan lists for an expression which names it mentions, not what it makes of them; locals are not in it at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from awslint.frozen import frozen
from awslint.terraform.plan.document import listed, mapping

_STEP: Final = re.compile(r'\.?([^\W\d][\w-]*)|(\[(?:"(?:[^"\\]|\\.)*"|\d+)\])')
DEPTH: Final = 40
"""The deepest chain of arguments and outputs that is followed."""

LOCAL: Final = "local"


@frozen
class Leaf:
    """An attribute of a block that an expression mentions.

    `module` is the address of the block's module with its keys, where the expression tells it; `key` is the
    instance key that it names.
    """

    block: str
    attribute: tuple[str, ...]
    module: str | None
    key: str


@frozen
class Mentions:
    """What an expression mentions. `direct`: nothing but one attribute, of variables none, all the way through.

    `hidden`: it mentions locals, so that it may need more than `leaves`.
    """

    leaves: tuple[Leaf, ...] = ()
    direct: bool = False
    hidden: bool = False


@frozen
class Module:
    """One module call's configuration; `address` is without instance keys, `within` the module that calls it."""

    address: str
    body: Mapping[str, Any]
    within: Module | None = None
    call: Mapping[str, Any] | None = None

    def prefixed(self, local: str) -> str:
        """Returns an address inside this module as seen from the root, without instance keys."""
        return f"{self.address}.{local}" if self.address else local

    def child(self, name: str) -> Module | None:
        """Returns the module that the call of that name makes."""
        call = mapping(mapping(self.body.get("module_calls")).get(name))
        body = call.get("module")
        return Module(self.prefixed(f"module.{name}"), body, self, call) if isinstance(body, dict) else None

    def children(self) -> Iterator[Module]:
        """Yields the modules that it calls."""
        for name in mapping(self.body.get("module_calls")):
            found = self.child(name)
            if found is not None:
                yield found

    def tree(self) -> Iterator[Module]:
        """Yields the module and all below it."""
        yield self
        for child in self.children():
            yield from child.tree()

    def blocks(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Its resource and data blocks by address without keys."""
        for resource in listed(self.body.get("resources")):
            if isinstance(resource, dict) and isinstance(resource.get("address"), str):
                yield self.prefixed(resource["address"]), resource


def references_in(expression: Any) -> Iterator[list[str]]:
    """Yields the lists of references of an expression, of the blocks in it too."""
    if isinstance(expression, list):
        for member in expression:
            yield from references_in(member)
    elif isinstance(expression, dict):
        found = expression.get("references")
        if isinstance(found, list) and all(isinstance(element, str) for element in found):
            yield found
        else:
            for member in expression.values():
                yield from references_in(member)


def specific(references: Sequence[str]) -> list[str]:
    """Returns the references without those that only say the beginning of the one before them."""
    found: list[str] = []
    for reference in references:
        if not found or not (found[-1].startswith((f"{reference}.", f"{reference}["))):
            found.append(reference)
    return list(dict.fromkeys(found))


def steps_of(reference: str) -> list[str]:
    """Returns the names and, in brackets, the keys of a reference."""
    return [name or key for name, key in _STEP.findall(reference)]


def mentions(module: Module, address: str | None, references: Sequence[str], depth: int = 0) -> Mentions:
    """Returns what references in a module, of which `address` is the instance where it is known, come to in the end."""
    every = specific(references)
    found = [_mention(module, address, name, depth) for name in every]
    leaves = tuple(dict.fromkeys(leaf for mention in found for leaf in mention.leaves))
    direct = len(found) == 1 and found[0].direct
    return Mentions(leaves, direct, any(mention.hidden for mention in found))


def _mention(module: Module, address: str | None, reference: str, depth: int) -> Mentions:
    steps = steps_of(reference)
    if len(steps) < 2 or depth > DEPTH:
        return Mentions(hidden=depth > DEPTH)
    root, name, *rest = steps
    if root in ("each", "count", "path", "terraform", "self"):
        return Mentions()
    if root == LOCAL:
        return Mentions(hidden=True)
    if root == "var":
        return _argument(module, address, name, rest, depth)
    if root == "module":
        return _output(module, address, name, rest, depth)
    if root in ("data", "ephemeral") and rest:
        name, rest = f"{name}.{rest[0]}", rest[1:]
    key = rest.pop(0) if rest and rest[0].startswith("[") else ""
    names = tuple(part.strip('[]"') for part in rest)
    return Mentions((Leaf(module.prefixed(f"{root}.{name}"), names, address, key),), direct=bool(names))


def _argument(module: Module, address: str | None, name: str, rest: list[str], depth: int) -> Mentions:
    if module.within is None or module.call is None:
        return Mentions()
    expression = mapping(mapping(module.call.get("expressions")).get(name))
    references = expression.get("references")
    if not isinstance(references, list):
        return Mentions()
    above = _without_last(address) if address is not None else None
    found = mentions(module.within, above, references, depth + 1)
    return Mentions(found.leaves, found.direct and not rest, found.hidden)


def _without_last(address: str) -> str:
    """The address of the module instance that calls this one."""
    matches = list(re.finditer(r'(?:^|\.)module\.[^\W\d][\w-]*(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?$', address))
    return address[: matches[-1].start()] if matches else ""


def _output(module: Module, address: str | None, name: str, rest: list[str], depth: int) -> Mentions:
    child = module.child(name)
    if child is None:
        return Mentions(hidden=True)
    key = rest.pop(0) if rest and rest[0].startswith("[") else ""
    keyed = bool({"count_expression", "for_each_expression"} & mapping(child.call).keys())
    within = None
    if address is not None and bool(key) == keyed:
        within = f"{address}.module.{name}{key}".lstrip(".")
    outputs = mapping(child.body.get("outputs"))
    if rest and rest[0] in outputs:
        expression = mapping(mapping(outputs[rest[0]]).get("expression"))
        references = expression.get("references")
        if not isinstance(references, list):
            return Mentions()
        found = mentions(child, within, references, depth + 1)
        return Mentions(found.leaves, found.direct and len(rest) == 1, found.hidden)
    every = [mentions(child, within, reference, depth + 1) for reference in references_in(dict(outputs))]
    return Mentions(
        tuple(leaf for mention in every for leaf in mention.leaves), hidden=any(mention.hidden for mention in every)
    )
