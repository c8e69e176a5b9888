"""Whether a resource sets a property so that it means something to the calls that deploy it."""

from __future__ import annotations

from awslint.facts.references import Path
from awslint.graph.resource import Resource
from awslint.values import Known, ListOf, MapOf, Truth, Undecided, Unknown, Value


def is_set(resource: Resource, path: Path) -> Truth:
    """Returns whether the resource sets the property; an empty list, `false` and what a doubtful element has are not
    YES."""
    *above, last = path
    name, equals_text, text = last.partition("=")
    names = [step for step in (*above, name) if step != "*"]
    try:
        attribute = resource.get(names[0])
        if len(path) > 1 and attribute.is_set is not Truth.NO:
            if not (len(names) > 1 and isinstance(attribute.content, MapOf)):
                return Truth.MAYBE
            attribute = attribute.get(*names[1:])
        # Tags that are given may still be none.
        if path == ("Tags",) and isinstance(attribute.content, Unknown):
            return Truth.MAYBE
        is_it = attribute.matches_text(text.__eq__) if equals_text else Truth.YES
        return attribute.is_set & ~_stands_for_nothing(attribute.content) & is_it
    except Undecided:
        return Truth.MAYBE


def _stands_for_nothing(content: Value) -> Truth:
    """Whether a value that is written is the same as none: null, an empty text, list or map, `false`, and -1."""
    if isinstance(content, Known):
        scalar = content.scalar
        return Truth.of(scalar in (None, "", "false") or scalar is False or (isinstance(scalar, int) and scalar < 0))
    if isinstance(content, (ListOf, MapOf)) and not content.items:
        return Truth.YES if content.complete else Truth.MAYBE
    return Truth.NO
