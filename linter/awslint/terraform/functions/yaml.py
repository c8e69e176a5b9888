"""yamlencode and yamldecode."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from awslint.terraform.functions.encoding import json_text
from awslint.terraform.functions.registry import (
    LARGEST,
    FunctionError,
    NotKnown,
    number_in,
    number_of,
    on_scalars,
    on_values,
    python_of,
    wrapped,
)
from awslint.terraform.numbers import number_text
from awslint.values import Value

_DEEPEST: Final = 60
_TAG: Final = "tag:yaml.org,2002:"
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)", re.ASCII)
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?", re.ASCII)
_UNCLEAR = re.compile(r"[-+.]?[0-9.].*|[-+]?\.(inf|nan).*|=|<<", re.ASCII | re.IGNORECASE)
_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
_OLD_BOOLEANS: Final = frozenset({"y", "n", "yes", "no", "on", "off"})


@on_values("yamlencode", 1, 1, "string")
def _yamlencode(value: Value) -> Value:
    document = python_of(value)
    text = "\n".join(_lines(document)) + "\n"
    # The end of a document that is one plain scalar is marked.
    return wrapped(text if isinstance(document, (str, dict, list)) else text + "...\n")


def _lines(value: Any) -> list[str]:
    """The document's lines: block style, keys and strings in double quotes."""
    if isinstance(value, dict) and value:
        lines = []
        for key in sorted(value):
            nested = _lines(value[key])
            if isinstance(value[key], dict) and value[key]:
                lines += [f"{_string(key)}:", *("  " + line for line in nested)]
            elif isinstance(value[key], list) and value[key]:
                lines += [f"{_string(key)}:", *nested]
            else:
                lines.append(f"{_string(key)}: {nested[0]}")
                lines += nested[1:]
        return lines
    if isinstance(value, list) and value:
        lines = []
        for element in value:
            first, *rest = _lines(element)
            lines += [f"- {first}", *("  " + line for line in rest)]
        return lines
    return [_scalar(value)]


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, list):
        return "[]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return number_text(value)


def _string(text: str) -> str:
    if "\n" in text:
        raise NotKnown("yamlencode() of several lines is not modelled")
    if not text.isprintable() or any(ord(character) > 0xFFFF for character in text):
        raise NotKnown("yamlencode() of such characters is not modelled")
    return json_text(wrapped(text)).replace("\\u003c", "<").replace("\\u003e", ">").replace("\\u0026", "&")


@on_scalars("yamldecode", "string", result=None)
def _yamldecode(text: str) -> Any:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        # The composer recurses in C and ends the process where the text is nested too deep, so that is asked first.
        _refuse_deep(yaml.parse(text, Loader=loader))
        node = yaml.compose(text, Loader=loader)
    except yaml.YAMLError:
        raise FunctionError("the string is not valid YAML") from None
    if node is None:
        raise FunctionError("the string is empty")
    return _Reader().data(node, 0)


def _refuse_deep(events: Iterable[Any]) -> None:
    import yaml

    depth = 0
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                raise NotKnown("such a YAML document is not modelled")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Reader:
    """Makes data of nodes. Aliases write a node many times, so all are counted."""

    def __init__(self) -> None:
        self.left = 10 * LARGEST

    def data(self, node: Any, depth: int) -> Any:
        """Returns the data of a node.

        Raises:
            NotKnown: it is not modelled, or aliases make it too large.
        """
        self.left -= 1
        if self.left < 0:
            raise NotKnown(f"a YAML document of more than {10 * LARGEST:,} nodes is not computed")
        return _data(node, depth, self.data)


def _data(node: Any, depth: int, read: Callable[[Any, int], Any]) -> Any:
    import yaml

    if depth > _DEEPEST or not str(node.tag).startswith(_TAG):
        raise NotKnown("such a YAML document is not modelled")
    if isinstance(node, yaml.ScalarNode):
        return _plain(node)
    if isinstance(node, yaml.SequenceNode):
        return [read(element, depth + 1) for element in node.value]
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = read(key_node, depth + 1)
        if not isinstance(key, str):
            raise NotKnown("keys other than strings are not modelled")
        if key_node.tag == _TAG + "merge":
            raise NotKnown("such a YAML document is not modelled")
        result[key] = read(value_node, depth + 1)
    return result


def _plain(node: Any) -> Any:
    text = str(node.value)
    tag = str(node.tag).removeprefix(_TAG)
    if node.style in ("'", '"', "|", ">"):
        if tag not in ("str", "int"):
            raise NotKnown("such a YAML document is not modelled")
        return text
    if tag == "str" and node.end_mark.index - node.start_mark.index > len(text):
        # The tag is written out.
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text) or _FLOAT.fullmatch(text):
        return number_of(number_in(text))
    if text.lower() in _OLD_BOOLEANS or _UNCLEAR.fullmatch(text):
        if not re.fullmatch(r"[0-9]+[.:/a-zA-Z_-][^e]*", text) or node.tag != _TAG + "str":
            raise NotKnown("such a YAML document is not modelled")
    return text
