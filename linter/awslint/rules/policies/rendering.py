"""Writes an example in both languages: from one resource's properties, a template and a Terraform configuration."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from awslint.facts.names import Container, Form, Names, Nested, Placed, cloud_control_type, name_of, terraform_names
from awslint.facts.properties import native_types

_WRITTEN = (Form.SAME, Form.DOCUMENT, Form.KEYED, Form.EACH, Form.PAIRS)
"""The forms that an example is written in; what has another is left to `awscc`."""

LOGICAL_ID = "Example"
NAME = "example"


class NoNativeType(ValueError):
    """Terraform has no such type, or no such properties of it."""


def as_cloudformation(type_: str, properties: Mapping[str, Any]) -> str:
    """A template with one resource."""
    import yaml

    resource = {"Type": type_, "Properties": nested(properties)}
    template = {"Resources": {LOGICAL_ID: resource}}
    return str(yaml.safe_dump(template, sort_keys=False, allow_unicode=True, width=110))


def as_terraform(type_: str, properties: Mapping[str, Any]) -> str:
    """A configuration with one resource, of the AWS provider where it has all of the properties, else of AWS's own
    (`awscc`).

    Raises:
        NoNativeType: neither has them.
    """
    properties = nested(properties)
    for native in (*native_types(type_), cloud_control_type(type_)):
        names = terraform_names(native) if native else None
        if names is not None and names.type == type_ and _has_all(names.attributes, properties):
            blocks = native.startswith("aws_")
            lines = [f'resource "{native}" "{NAME}" {{', *_body(names.attributes, properties, blocks, 1), "}"]
            return "\n".join(lines) + "\n"
    raise NoNativeType(f"no Terraform type of {type_} has {', '.join(properties)}")


def nested(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The properties with dotted names as objects: `{"A.B": 1}` is `{"A": {"B": 1}}`."""
    found: dict[str, Any] = {}
    for name, value in properties.items():
        first, _, rest = str(name).partition(".")
        if rest and isinstance(found.get(first), dict):
            found[first].update(nested({rest: value}))
        else:
            found[first] = nested({rest: value}) if rest else value
    return found


def _raised(
    attributes: Mapping[str, Names], properties: Mapping[str, Any]
) -> tuple[Mapping[str, Names], Mapping[str, Any]]:
    """The same where what Terraform writes outside of its container stands there, under its native name."""
    names, found = dict(attributes), dict(properties)
    plain = _canonical(attributes)
    for native, placed in attributes.items():
        if not isinstance(placed, Placed) or placed.form not in _WRITTEN:
            continue
        if not placed.containers and name_of(placed.target) in plain:
            continue  # a name that older versions of the provider have for the same
        path = (*placed.containers, name_of(placed.target))
        value = _taken(found, path)
        if value is None:
            continue
        if placed.form is Form.DOCUMENT:
            names[native] = native
            found[native] = value if isinstance(value, str) else _Encoded(_natively(value, placed.target))
            continue
        names[native] = native if isinstance(placed.target, str) else replace(placed.target, name=native)
        if placed.form is not Form.SAME:
            names[native], found[native] = _unformed(native, placed, value)
            continue
        found[native] = next((written for written, same in placed.scalars.items() if same == value), value)
    return names, found


def _unformed(native: str, placed: Placed, value: Any) -> tuple[Names, Any]:
    """What Terraform writes for a map of blocks or a list of objects; the names of what is in it."""
    if placed.form is Form.KEYED and isinstance(value, dict):
        key = placed.pair[0]
        inner = placed.target.attributes if isinstance(placed.target, Nested) else {}
        blocks = [{**item, key: name} for name, item in value.items() if isinstance(item, dict)]
        return Nested(native, {**inner, key: key}, single=False), blocks
    if placed.form is Form.EACH and isinstance(value, list):
        return native, [item.get(placed.pair[0]) if isinstance(item, dict) else item for item in value]
    if placed.form is Form.PAIRS and isinstance(value, list):
        key, member = placed.pair[:2]
        pairs = [item for item in value if isinstance(item, dict)]
        return native, {str(pair.get(key)): pair.get(member) for pair in pairs}
    return native, value


@dataclass(frozen=True, slots=True)
class _Encoded:
    """A document that Terraform takes as JSON text."""

    document: Any


def _natively(value: Any, names: Names) -> Any:
    """A document with the native names of its members."""
    if isinstance(value, list):
        return [_natively(item, names) for item in value]
    if not isinstance(value, dict) or not isinstance(names, Nested):
        return value
    canonical = _canonical(names.attributes)
    return {
        (canonical[name][0] if name in canonical else name): _natively(item, canonical.get(name, ("", ""))[1])
        for name, item in value.items()
    }


def _taken(properties: dict[str, Any], path: tuple[Container, ...]) -> Any:
    """What stands at a path of names, taken away from there with containers that it leaves empty; None for nothing."""
    first, *others = path
    if not isinstance(first, str) or first not in properties:
        return None
    if not others:
        return properties.pop(first)
    if not isinstance(properties[first], dict):
        return None
    inner = dict(properties[first])
    value = _taken(inner, tuple(others))
    if value is not None:
        properties[first] = inner
        if not inner:
            del properties[first]
    return value


def _canonical(attributes: Mapping[str, Names]) -> dict[str, tuple[str, Names]]:
    """Native names by canonical one. What Terraform writes in another form is left to `awscc`."""
    found: dict[str, tuple[str, Names]] = {}
    for native, names in attributes.items():
        if not isinstance(names, Placed):
            found.setdefault(name_of(names), (native, names))
    return found


def _has_all(attributes: Mapping[str, Names], properties: Mapping[str, Any]) -> bool:
    raised, properties = _raised(attributes, properties)
    names = _canonical(raised)
    for name, value in properties.items():
        if name not in names:
            return False
        found = names[name][1]
        for item in value if isinstance(value, list) else [value]:
            if isinstance(found, Nested) and isinstance(item, dict) and not _has_all(found.attributes, item):
                return False
    return True


def _body(attributes: Mapping[str, Names], properties: Mapping[str, Any], blocks: bool, depth: int) -> Iterator[str]:
    raised, properties = _raised(attributes, properties)
    names = _canonical(raised)
    indent = "  " * depth
    for name, value in properties.items():
        native, found = names[name]
        if not isinstance(found, Nested):
            yield f"{indent}{native} = {_literal(value, depth)}"
            continue
        items = value if isinstance(value, list) else [value]
        if not all(isinstance(item, dict) for item in items):
            yield f"{indent}{native} = {_literal(value, depth)}"
        elif blocks:
            for item in items:
                yield f"{indent}{native} {{"
                yield from _body(found.attributes, item, blocks, depth + 1)
                yield f"{indent}}}"
        elif isinstance(value, list):
            yield f"{indent}{native} = ["
            for item in items:
                yield f"{indent}  {{"
                yield from _body(found.attributes, item, blocks, depth + 2)
                yield f"{indent}  }},"
            yield f"{indent}]"
        else:
            yield f"{indent}{native} = {{"
            yield from _body(found.attributes, value, blocks, depth + 1)
            yield f"{indent}}}"


def _literal(value: Any, depth: int) -> str:
    if isinstance(value, _Encoded):
        return f"jsonencode({_literal(value.document, depth)})"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
    if isinstance(value, list):
        return f"[{', '.join(_literal(item, depth) for item in value)}]"
    if isinstance(value, dict):
        indent = "  " * (depth + 1)
        lines = [f"{indent}{json.dumps(str(key))} = {_literal(item, depth + 1)}" for key, item in value.items()]
        return "\n".join(["{", *lines, "  " * depth + "}"])
    return json.dumps(value)
