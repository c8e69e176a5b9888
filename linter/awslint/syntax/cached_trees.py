"""Trees of texts that were parsed before, in this run or an earlier one: read back, they cost a tenth of parsing.

A tree is kept under the kind of its language and its text, so that it never speaks of another text. Its spans do not
say in which file they are; that is put in when the tree is read back.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import io
import pickle
from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import Any, Final, TypeVar, cast

from awslint.syntax import tree
from awslint.syntax.sources import Source
from awslint.values import Span

T = TypeVar("T")

_VALUES: Final = (".tfvars", ".tfvars.json")
"""Files of values alone, any of which may be a secret."""

LARGEST: Final = 4_000_000
"""Characters of a text whose tree is kept."""


def cached_tree(kind: str, source: Source, parse: Callable[[Source], T]) -> T:
    """Returns the tree of a source, parsed only where the source's tree store does not hold it.

    `kind` names the language, and what `parse` makes of it. What `parse` raises is not kept, nor the tree of a text
    that may hold a secret: it would stand in the cache as it is written.
    """
    tree_store = source.tree_store
    if tree_store is None or len(source.text) > LARGEST or source.path.endswith(_VALUES):
        return parse(source)
    key = hashlib.sha256(f"{kind}\0{source.text}".encode("utf-8", "surrogatepass")).hexdigest()
    content = tree_store.get(key)
    if content is not None:
        with contextlib.suppress(Exception):  # whatever is wrong with it, the text is still there
            return cast(T, _Unpacker(io.BytesIO(content), source.number).load())
    from awslint.syntax.secret_texts import may_hold_secret

    found = parse(source)
    if not may_hold_secret(source.text):
        with contextlib.suppress(RecursionError):  # what is nested too deep to be written down is parsed again
            tree_store.put(key, _packed(found))
    return found


class _ThisFile:
    """Stands for the number of the file that a tree is of."""


@functools.cache
def _makers() -> dict[type, Callable[[Any], tuple[type, tuple[Any, ...]]]]:
    """For every class of nodes what it is made of again: the class and the arguments of its constructor."""
    from awslint.syntax import hcl_tree

    def maker(made: type, names: tuple[str, ...]) -> Callable[[Any], tuple[type, tuple[Any, ...]]]:
        if names == ("span",):
            return lambda node: (made, (node.span,))
        read = attrgetter(*names)
        return lambda node: (made, read(node))

    classes = [
        member
        for member in vars(hcl_tree).values()
        if isinstance(member, type) and hasattr(member, "__dataclass_fields__")
    ]
    makers = {
        node_class: maker(node_class, tuple(each.name for each in fields(node_class)))
        for node_class in classes
        if node_class is not Span
    }
    makers[Span] = lambda span: (Span, (_ThisFile if span.file >= 0 else span.file, span.start, span.end))
    makers[tree.Scalar] = lambda node: (tree.Scalar, (node.text, node.is_plain, _ThisFile, node.start, node.end))
    makers[tree.Sequence] = lambda node: (tree.Sequence, (node.items, _ThisFile, node.start, node.end))
    makers[tree.Mapping] = lambda node: (tree.Mapping, (node.entries, _ThisFile, node.start, node.end, node.tag))
    return makers


@functools.cache
def _classes() -> dict[tuple[str, str], type]:
    return {(node_class.__module__, node_class.__qualname__): node_class for node_class in _makers()}


def _packed(found: object) -> bytes:
    stream = io.BytesIO()
    pickler = pickle.Pickler(stream, 5)
    pickler.dispatch_table = _makers()
    pickler.dump(found)
    return stream.getvalue()


class _Unpacker(pickle.Unpickler):
    """Makes nothing but nodes: a file that somebody else wrote cannot run anything."""

    def __init__(self, stream: io.BytesIO, number: int) -> None:
        super().__init__(stream)
        self._number = number

    def find_class(self, module: str, name: str) -> Any:
        if module == __name__ and name == _ThisFile.__name__:
            return self._number
        found = _classes().get((module, name))
        if found is None:
            raise pickle.UnpicklingError(name)
        return found
