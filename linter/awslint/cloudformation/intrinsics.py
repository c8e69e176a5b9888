"""The intrinsic functions. Each takes its argument as a node, and answers with what is known of its result."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from awslint.cloudformation.scope import Evaluation
from awslint.cloudformation.texts import LONGEST, MOST_BRANCHING, MOST_PARTS, joined, opened, too_long
from awslint.syntax.tree import Mapping, Node, Scalar, Sequence
from awslint.values import (
    Known,
    ListOf,
    MapOf,
    Missing,
    OneOf,
    Origin,
    Reference,
    Span,
    Text,
    Unknown,
    Value,
    agreed,
    assuming,
    at,
    distribute,
    leaves,
    plain,
    revealed,
    wrap,
)
from awslint.values.questions import as_text

Function = Callable[[Evaluation, Node, Span], Value]

ZONES: Final = "Fn::GetAZs"
"""The resource that a Reference names for an availability zone of the stack's region; its attribute is the index."""

_WORDS: Final = frozenset({"true", "false", "yes", "no", "on", "off"})

HOLE = re.compile(r"\$\{([^{}]*)\}")


def resting(value: Value, other: Value) -> Value:
    """Returns the value, resting on the assumptions of another one too."""
    return assuming(value, *other.assumes) if other.assumes else value


def _malformed(name: str, span: Span) -> Unknown:
    return Unknown(f"{name} is not written as it must be", span=span)


def _operands(node: Node, low: int, high: int) -> list[Node] | None:
    if isinstance(node, Sequence) and low <= len(node.items) <= high:
        return node.items
    return None


def ref(evaluator: Evaluation, node: Node, span: Span) -> Value:
    """Ref."""
    name = evaluator.text(node)
    return evaluator.scope.ref(name, span) if name is not None else _malformed("Ref", span)


def get_att(evaluator: Evaluation, node: Node, span: Span) -> Value:
    """Fn::GetAtt, with a text `Id.Attribute` or a list."""
    if isinstance(node, Scalar):
        name, _, path = node.text.partition(".")
        return evaluator.scope.attribute(name, path, span)
    operands = _operands(node, 2, 2)
    texts = [evaluator.text(operand) for operand in operands or ()]
    if len(texts) != 2 or texts[0] is None:
        return _malformed("Fn::GetAtt", span)
    if texts[1] is None:
        return Unknown(f"which attribute of {texts[0]} it is, is known after deployment", span=span)
    return evaluator.scope.attribute(texts[0], texts[1], span)


def sub(evaluator: Evaluation, node: Node, span: Span) -> Value:
    """Fn::Sub, with or without variables; `${!x}` is the text `${x}`."""
    variables: dict[str, Value] = {}
    template = node
    operands = _operands(node, 1, 2)
    if operands is not None:
        template = operands[0]
        if len(operands) == 2:
            if not isinstance(operands[1], Mapping):
                return _malformed("Fn::Sub", span)
            variables = {key.text: evaluator.value(value) for key, value in operands[1].entries}
    if not isinstance(template, Scalar):
        return _malformed("Fn::Sub", span)
    pieces: list[str | Value] = []
    place = 0
    for hole in HOLE.finditer(template.text):
        pieces.append(template.text[place : hole.start()])
        place = hole.end()
        name = hole[1].strip()
        if name.startswith("!"):
            pieces.append("${" + name[1:] + "}")
        elif name in variables:
            pieces.append(variables[name])
        elif "." in name:
            resource, _, path = name.partition(".")
            pieces.append(evaluator.scope.attribute(resource, path, span))
        else:
            pieces.append(evaluator.scope.ref(name, span))
    if place == 0:
        return at(evaluator.scalar(Scalar(template.text, False, template.file, template.start, template.end)), span)
    pieces.append(template.text[place:])
    return joined(pieces, span)


def join(evaluator: Evaluation, node: Node, span: Span) -> Value:
    """Fn::Join."""
    operands = _operands(node, 2, 2)
    if operands is None or not isinstance(operands[0], Scalar):
        return _malformed("Fn::Join", span)
    delimiter = operands[0].text
    items = revealed(evaluator.value(operands[1]))

    def pieces(*elements: Value) -> Value:
        parts: list[str | Value] = []
        for element in elements:
            if not isinstance(element, Missing):
                parts.extend((delimiter, element) if parts else (element,))
        return joined(parts, span)

    def chosen(whole: Value) -> Value:
        whole = revealed(whole)
        if not isinstance(whole, ListOf) or not whole.complete:
            why = whole.why if isinstance(whole, Unknown) else "the list that it joins is known after deployment"
            return resting(Unknown(why, "string", span, whole.sensitive), whole)
        elements = [opened(element) for element in whole.items]
        if sum(isinstance(element, OneOf) for element in elements) > MOST_BRANCHING:
            return Unknown(f"more than {MOST_BRANCHING} parts depend on conditions", "string", span)
        return resting(distribute(pieces, *elements), whole)

    return distribute(chosen, items)


def split(evaluator: Evaluation, node: Node, span: Span) -> Value:
    """Fn::Split."""
    operands = _operands(node, 2, 2)
    if operands is None or not isinstance(operands[0], Scalar):
        return _malformed("Fn::Split", span)
    delimiter = operands[0].text

    def chosen(text: Value) -> Value:
        if isinstance(text, Known) and isinstance(text.scalar, str) and delimiter:
            if text.scalar.count(delimiter) >= MOST_PARTS:
                return Unknown(f"it is split into more than {MOST_PARTS} elements", None, span, text.sensitive)
            items = [replace(text, scalar=piece, origin=Origin.COMPUTED) for piece in text.scalar.split(delimiter)]
            return ListOf(tuple(items), span=span, sensitive=text.sensitive, assumes=text.assumes)
        return resting(Unknown("the string that it splits is known after deployment", None, span, text.sensitive), text)

    return distribute(chosen, opened(evaluator.value(operands[1])))


def select(evaluator: Evaluation, node: Node, span: Span) -> Value:
    """Fn::Select. Availability zones by number are references, so that the same number is the same zone, and
    another number another zone."""
    operands = _operands(node, 2, 2)
    if operands is None:
        return _malformed("Fn::Select", span)
    index = opened(evaluator.value(operands[0]))
    if _own_zones(operands[1], evaluator) and isinstance(index, Known) and as_text(index.scalar).isdecimal():
        return Reference(ZONES, (as_text(int(as_text(index.scalar)[:9])),), span, assumes=index.assumes)

    def chosen(number: Value, items: Value) -> Value:
        items = revealed(items)
        unknown = Unknown("which element it is, is known after deployment", span=span, sensitive=items.sensitive)
        if not isinstance(number, Known) or not as_text(number.scalar).isdecimal():
            return unknown
        place = int(as_text(number.scalar)[:9])
        if not isinstance(items, ListOf) or not items.complete or place >= len(items.items):
            return resting(unknown, items)
        if any(isinstance(leaf, Missing) for element in items.items[: place + 1] for leaf in leaves(element)):
            return unknown
        return resting(resting(at(items.items[place], span), number), items)

    return distribute(chosen, index, revealed(evaluator.value(operands[1])))


def _own_zones(node: Node, evaluator: Evaluation) -> bool:
    argument = node.get("Fn::GetAZs") if isinstance(node, Mapping) and len(node.entries) == 1 else None
    if argument is None:
        return False
    if isinstance(argument, Scalar):
        return argument.text == ""
    return isinstance(argument, Mapping) and argument.text("Ref") == "AWS::Region"


def get_azs(evaluator: Evaluation, node: Node, span: Span) -> Value:
    """Fn::GetAZs: the zones depend on the account."""
    return Unknown("the availability zones are read at deployment", span=span)


def if_(evaluator: Evaluation, node: Node, span: Span) -> Value:
    """Fn::If. A branch that is surely not taken is not evaluated."""
    operands = _operands(node, 3, 3)
    if operands is None or not isinstance(operands[0], Scalar):
        return _malformed("Fn::If", span)
    name = operands[0].text
    taken = evaluator.scope.taken(name)
    then = Missing() if taken is False else evaluator.value(operands[1])
    otherwise = Missing() if taken is True else evaluator.value(operands[2])
    return evaluator.scope.choose(name, then, otherwise)


def find_in_map(evaluator: Evaluation, node: Node, span: Span) -> Value:
    """Fn::FindInMap, with the default of the language extensions."""
    operands = _operands(node, 3, 4)
    if operands is None:
        return _malformed("Fn::FindInMap", span)
    default = operands[3].get("DefaultValue") if len(operands) == 4 and isinstance(operands[3], Mapping) else None
    otherwise = evaluator.value(default) if default is not None else None

    def chosen(*keys: Value) -> Value:
        texts = [as_text(key.scalar) for key in keys if isinstance(key, Known)]
        if len(texts) != 3:
            unsure = next(key for key in keys if not isinstance(key, Known))
            why = unsure.why if isinstance(unsure, Unknown) else "the mapping's key is known after deployment"
            unknown = Unknown(why, span=span)
            found = [evaluator.value(each) for each in _candidates(evaluator, keys)]
            every = agreed([*found, *([otherwise] if otherwise is not None else [])], unknown) if found else unknown
            return unknown if isinstance(every, Unknown) else every
        level: Node | None = evaluator.scope.mappings
        incomplete = False
        for text in texts:
            if isinstance(level, Mapping):
                incomplete = incomplete or level.get("Fn::Transform") is not None or text in level.repeated
                incomplete = incomplete or is_doubtful(level, text)
                level = level.get(text)
            else:
                level = None
        if level is None or incomplete:
            if otherwise is not None and not incomplete:
                return otherwise
            return Unknown(f"the mapping {texts[0]} has no {texts[1]}.{texts[2]}", span=span)
        reasons = [reason for key in keys for reason in key.assumes]
        return assuming(evaluator.value(level), *reasons)

    return distribute(chosen, *(mapping_key(evaluator, operand) for operand in operands[:3]))


def _candidates(evaluator: Evaluation, keys: Iterable[Value]) -> list[Node]:
    """What the mappings have under keys of which one is not known; nothing where they may have more."""
    levels: list[Node] = [evaluator.scope.mappings] if evaluator.scope.mappings is not None else []
    for depth, key in enumerate(keys):
        members = [each for each in levels if isinstance(each, Mapping)]
        if any(each.repeated or each.get("Fn::Transform") is not None for each in members):
            return []
        if isinstance(key, Known):
            found = [each.get(as_text(key.scalar)) for each in members]
            levels = [each for each in found if each is not None]
        else:
            levels = [each for member in members for _, each in member.entries] if depth else []
    return levels


def mapping_key(evaluator: Evaluation, node: Node) -> Value:
    """Returns a name or key in Fn::FindInMap. One that is written in place is compared as it is written, as mappings'
    keys are: `yes` and `1.10` are the same key on both sides, whatever YAML reads them as."""
    if isinstance(node, Scalar):
        return Known(node.text, node.span)
    return opened(evaluator.value(node))


def is_doubtful(level: Mapping, key: str) -> bool:
    """Returns whether a mapping lacks a key that it may have under another of YAML's words for true and false."""
    return level.get(key) is None and key.lower() in _WORDS


def cidr(evaluator: Evaluation, node: Node, span: Span) -> Value:
    """Fn::Cidr: the first blocks of a size in a block."""
    operands = _operands(node, 2, 3)
    if operands is None:
        return _malformed("Fn::Cidr", span)
    unknown = Unknown("the address blocks are computed at deployment", span=span)
    values = [opened(evaluator.value(operand)) for operand in operands]

    def chosen(*parts: Value) -> Value:
        if not all(isinstance(part, Known) for part in parts):
            return unknown
        texts = [as_text(part.scalar) for part in parts if isinstance(part, Known)]
        blocks = _blocks(texts[0], texts[1], texts[2] if len(texts) == 3 else "")
        reasons = tuple(dict.fromkeys(reason for part in parts for reason in part.assumes))
        return wrap(blocks, span, Origin.COMPUTED, reasons) if blocks is not None else unknown

    return distribute(chosen, *values)


def _blocks(block: str, number: str, bits: str) -> list[str] | None:
    import ipaddress
    import itertools

    try:
        network = ipaddress.ip_network(block)
        width = network.max_prefixlen
        subnets = network.subnets(new_prefix=width - int(bits or (8 if width == 32 else 64)))
        found = [str(subnet) for subnet in itertools.islice(subnets, min(int(number), 256))]
    except ValueError:
        return None
    return found if len(found) == int(number) else None


def base64(evaluator: Evaluation, node: Node, span: Span) -> Value:
    """Fn::Base64: the encoded text where the whole text is known."""
    from base64 import b64encode

    def chosen(text: Value) -> Value:
        if isinstance(text, Known) and text.scalar is not None:
            encoded = b64encode(as_text(text.scalar).encode("utf-8", "replace")).decode()
            if len(encoded) > LONGEST:
                return too_long(span, text.sensitive)
            return replace(text, scalar=encoded, span=span, origin=Origin.COMPUTED, decoded=None)
        unknown = resting(Unknown("the encoded string is known after deployment", "string", span, text.sensitive), text)
        return Text((unknown,), span, text.sensitive, text.assumes, text) if isinstance(text, Text) else unknown

    return distribute(chosen, opened(evaluator.value(node)))


def import_value(evaluator: Evaluation, node: Node, span: Span) -> Value:
    """Fn::ImportValue: an output of another stack."""
    name = opened(evaluator.value(node))
    if isinstance(name, Known) and isinstance(name.scalar, str):
        return resting(evaluator.scope.imported(name.scalar, span), name)
    return Unknown("it is exported by another stack", span=span)


def transform(evaluator: Evaluation, node: Node, span: Span) -> Value:
    """Fn::Transform: whatever a macro makes."""
    name = node.text("Name") if isinstance(node, Mapping) else None
    return Unknown(f"the macro {name or ''} makes it at deployment".replace("  ", " "), span=span)


def length(evaluator: Evaluation, node: Node, span: Span) -> Value:
    """Fn::Length of a list."""

    def chosen(items: Value) -> Value:
        items = revealed(items)
        if isinstance(items, ListOf) and items.complete:
            if not any(isinstance(leaf, Missing) for element in items.items for leaf in leaves(element)):
                return Known(len(items.items), span, False, items.assumes, Origin.COMPUTED)
        return Unknown("the number of elements is known after deployment", span=span)

    return distribute(chosen, evaluator.value(node))


def to_json_string(evaluator: Evaluation, node: Node, span: Span) -> Value:
    """Fn::ToJsonString: the text, and the structure it stands for."""
    import json

    value = evaluator.value(node)
    try:
        text = json.dumps(plain(value), separators=(",", ":")) if _is_sure_in_json(value) else None
    except ValueError:
        text = None
    if text is None:
        hole = Unknown("a part of the JSON string is known after deployment", "string", span)
        return Text((hole,), span, value.sensitive, value.assumes, decoded=value)
    if len(text) > LONGEST:
        return too_long(span, _is_sensitive(value))
    return Known(text, span, _is_sensitive(value), value.assumes, Origin.COMPUTED, decoded=value)


def _is_sure_in_json(value: Value) -> bool:
    """Whether it is sure how a value is written. A number that a function gives may be a text, as parameters are."""
    value = revealed(value)
    if isinstance(value, Known):
        return isinstance(value.scalar, str) or value.origin is Origin.LITERAL
    parts = value.items if isinstance(value, ListOf) else value.items.values() if isinstance(value, MapOf) else ()
    return all(map(_is_sure_in_json, parts))


def _is_sensitive(value: Value) -> bool:
    if value.sensitive:
        return True
    if isinstance(value, ListOf):
        return any(map(_is_sensitive, value.items))
    if isinstance(value, OneOf):
        return any(_is_sensitive(choice) for _, choice in value.choices)
    if isinstance(value, MapOf):
        return any(map(_is_sensitive, value.items.values()))
    return False


FUNCTIONS: Final[dict[str, Function]] = {
    "Ref": ref,
    "Fn::GetAtt": get_att,
    "Fn::Sub": sub,
    "Fn::Join": join,
    "Fn::Split": split,
    "Fn::Select": select,
    "Fn::GetAZs": get_azs,
    "Fn::If": if_,
    "Fn::FindInMap": find_in_map,
    "Fn::Cidr": cidr,
    "Fn::Base64": base64,
    "Fn::ImportValue": import_value,
    "Fn::Transform": transform,
    "Fn::Length": length,
    "Fn::ToJsonString": to_json_string,
}
