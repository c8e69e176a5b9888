"""Writes an example in both languages: from properties of resources, a template and a Terraform configuration."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from awslint.facts.attachments import Attachment, attachments_to
from awslint.facts.names import (
    Container,
    Element,
    Form,
    Names,
    Nested,
    Placed,
    cloud_control_type,
    name_of,
    snake_case,
    terraform_names,
)
from awslint.facts.properties import native_types
from awslint.frozen import frozen

_WRITTEN = (Form.SAME, Form.DOCUMENT, Form.KEYED, Form.EACH, Form.PAIRS, Form.LIST)
"""The forms that an example is written in; what has another is left to `awscc`."""

LOGICAL_ID = "Example"
"""Names the resource of an example that has one."""


class NoNativeType(ValueError):
    """Terraform has no such type, or no such properties of it."""


def as_cloudformation(resources: Mapping[str, Any]) -> str:
    """Returns a template with the resources, each written as templates write it: `{Queue: {Type: ..., Properties:
    ...}}`."""
    import yaml

    written = {}
    for logical_id, resource in resources.items():
        written[logical_id] = {name: part for name, part in resource.items() if name != "Properties" and part}
        written[logical_id]["Properties"] = nested(resource.get("Properties") or {})
    return str(yaml.safe_dump({"Resources": written}, sort_keys=False, allow_unicode=True, width=110))


def as_terraform(resources: Mapping[str, Any]) -> str:
    """Returns a configuration with the resources, of the AWS provider where it has all of the properties, else of AWS's
    own (`awscc`).

    `{Ref: Queue}` becomes the id of the Terraform resource, `{Fn::GetAtt: [Queue, Arn]}` its attribute `arn`.

    Raises:
        NoNativeType: neither has them.
    """
    resources = _with_attachments(resources)
    natives = {
        logical_id: _native_type(resource["Type"], nested(resource.get("Properties") or {}))
        for logical_id, resource in resources.items()
    }
    blocks = []
    for logical_id, resource in resources.items():
        native = natives[logical_id]
        attributes = terraform_names(native).attributes
        properties = _referring(nested(resource.get("Properties") or {}), natives)
        body = list(_body(attributes, properties, native.startswith("aws_"), 1))
        needs = resource.get("DependsOn") or []
        if needs:
            addresses = [_address(need, natives) for need in ([needs] if isinstance(needs, str) else needs)]
            body.append(f"  depends_on = [{', '.join(addresses)}]")
        blocks.append("\n".join([f'resource "{native}" "{snake_case(logical_id)}" {{', *body, "}"]))
    return "\n\n".join(blocks) + "\n"


def _with_attachments(resources: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same with resources of their own for what the AWS provider attaches: targets, lifecycles."""
    found: dict[str, Any] = {}
    for logical_id, resource in resources.items():
        type_, properties = resource["Type"], nested(resource.get("Properties") or {})
        attached: dict[str, Any] = {}
        for name in [] if _is_native(type_, properties) else list(properties):
            kind = next((kind for kind in attachments_to(type_) if kind.property == name and kind.only is None), None)
            if kind is None or not any(native.startswith("aws_") for native in native_types(kind.type)):
                continue
            apart = dict(_attached(logical_id, kind, properties[name]))
            if apart and all(_is_native(kind.type, element["Properties"]) for element in apart.values()):
                del properties[name]
                attached |= apart
        found[logical_id] = {**resource, "Properties": properties} if attached else resource
        found |= attached
    return found


def _attached(logical_id: str, kind: Attachment, written: Any) -> Iterator[tuple[str, Any]]:
    parent: Any = {"Fn::GetAtt": [logical_id, "Arn"]} if kind.names.endswith("Arn") else {"Ref": logical_id}
    for number, element in enumerate(written if kind.an_element and isinstance(written, list) else [written], 1):
        content = nested({".".join(kind.content): element}) if kind.content else element
        if isinstance(content, dict):
            properties = {kind.names: [parent] if kind.names.endswith("s") else parent, **content}
            yield f"{logical_id}{kind.property}{number}", {"Type": kind.type, "Properties": properties}


def _is_native(type_: str, properties: Mapping[str, Any]) -> bool:
    try:
        return _native_type(type_, properties).startswith("aws_")
    except NoNativeType:
        return False


def _native_type(type_: str, properties: Mapping[str, Any]) -> str:
    newest_first = sorted(native_types(type_), key=lambda native: native.startswith("aws_alb"))
    for native in (*newest_first, cloud_control_type(type_)):
        names = terraform_names(native) if native else None
        if names is not None and names.type == type_ and _has_all(names.attributes, properties):
            return native
    raise NoNativeType(f"no Terraform type of {type_} has {', '.join(properties)}")


def _address(logical_id: str, natives: Mapping[str, str]) -> str:
    return f"{natives[logical_id]}.{snake_case(logical_id)}"


def _referring(part: Any, natives: Mapping[str, str]) -> Any:
    """Properties with Terraform's references in the place of intrinsics."""
    if isinstance(part, list):
        return [_referring(element, natives) for element in part]
    if not isinstance(part, dict):
        return part
    if part.keys() == {"Ref"} and part["Ref"] in natives:
        return _Expression(f"{_address(part['Ref'], natives)}.id")
    if part.keys() == {"Fn::GetAtt"} and part["Fn::GetAtt"][0] in natives:
        logical_id, attribute = part["Fn::GetAtt"]
        names = _canonical(terraform_names(natives[logical_id]).attributes)
        native = names[attribute][0] if attribute in names else snake_case(attribute)
        return _Expression(f"{_address(logical_id, natives)}.{native}")
    return {name: _referring(value, natives) for name, value in part.items()}


def nested(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the properties with dotted names as objects: `{"A.B": 1}` is `{"A": {"B": 1}}`."""
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
        if isinstance(placed, Nested) and not placed.name:
            inner_names, others = _raised(placed.attributes, found)
            inside = _canonical(inner_names).keys() & others.keys() - plain.keys()
            if inside:
                names[native] = Nested(native, inner_names)
                found = {name: value for name, value in others.items() if name not in inside}
                found[native] = {name: others[name] for name in inside}
            continue
        if not isinstance(placed, Placed) or placed.form not in _WRITTEN:
            continue
        if placed.form is Form.EACH and isinstance(placed.target, Nested):
            continue  # blocks of several kinds that are one list
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
        names = placed.target.attributes if isinstance(placed.target, Nested) else {}
        blocks = [{**element, key: name} for name, element in value.items() if isinstance(element, dict)]
        return Nested(native, {**names, key: key}, single=False), blocks
    if placed.form is Form.EACH and isinstance(value, list):
        return native, [element.get(placed.pair[0]) if isinstance(element, dict) else element for element in value]
    if placed.form is Form.PAIRS and isinstance(value, list):
        key, member = placed.pair[:2]
        pairs = [element for element in value if isinstance(element, dict)]
        return native, {str(pair.get(key)): pair.get(member) for pair in pairs}
    if placed.form is Form.LIST and isinstance(value, list) and len(value) == 1:
        return native, value[0]
    return native, value


@frozen
class _Expression:
    """What Terraform writes without quotes."""

    text: str


@frozen
class _Encoded:
    """A document that Terraform takes as JSON text."""

    document: Any


def _natively(value: Any, names: Names) -> Any:
    """A document with the native names of its members."""
    if isinstance(value, list):
        return [_natively(element, names) for element in value]
    if not isinstance(value, dict) or not isinstance(names, Nested):
        return value
    canonical = _canonical(names.attributes)
    return {
        (canonical[name][0] if name in canonical else name): _natively(member, canonical.get(name, ("", ""))[1])
        for name, member in value.items()
    }


def _taken(properties: dict[str, Any], path: tuple[Container, ...]) -> Any:
    """What stands at a path of names, taken away from there with containers that it leaves empty; None for nothing."""
    first, *others = path
    if isinstance(first, Element):
        return _taken_from_element(properties, first, tuple(others))
    if first not in properties:
        return None
    if not others:
        return properties.pop(first)
    if not isinstance(properties[first], dict):
        return None
    members = dict(properties[first])
    value = _taken(members, tuple(others))
    if value is not None:
        properties[first] = members
        if not members:
            del properties[first]
    return value


def _taken_from_element(properties: dict[str, Any], element: Element, path: tuple[Container, ...]) -> Any:
    """The same of the element of a list that has the members; it goes when nothing but them is left of it."""
    items = properties.get(element.name)
    if not isinstance(items, list):
        return None
    members = dict(element.members)
    fitting = [member for member in items if isinstance(member, dict) and members.items() <= member.items()]
    if len(fitting) != 1 or not (members or len(items) == 1):
        return None
    filled = dict(fitting[0])
    value = _taken(filled, path)
    if value is not None:
        left = [filled if member is fitting[0] else member for member in items]
        properties[element.name] = [member for member in left if member is not filled or filled.keys() - members.keys()]
        if not properties[element.name]:
            del properties[element.name]
    return value


def _canonical(attributes: Mapping[str, Names]) -> dict[str, tuple[str, Names]]:
    """Native names by canonical one. What Terraform writes in another form is left to `awscc`.

    The attribute `id` is read alone where another has the same name: `target_id` of a rule's target.
    """
    found: dict[str, tuple[str, Names]] = {}
    for native, names in sorted(attributes.items(), key=lambda attribute: attribute[0] == "id"):
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
        for element in value if isinstance(value, list) else [value]:
            if isinstance(found, Nested) and isinstance(element, dict) and not _has_all(found.attributes, element):
                return False
    return True


def _body(attributes: Mapping[str, Names], properties: Mapping[str, Any], blocks: bool, depth: int) -> Iterator[str]:
    raised, properties = _raised(attributes, properties)
    names = _canonical(raised)
    indent = "  " * depth
    for name, value in properties.items():
        native, found = names[name]
        if not isinstance(found, Nested):
            argument = _as_argument(name, native, value) if blocks and depth == 1 else value
            yield f"{indent}{native} = {_literal(argument, depth)}"
            continue
        items = value if isinstance(value, list) else [value]
        if not all(isinstance(element, dict) for element in items):
            yield f"{indent}{native} = {_literal(value, depth)}"
        elif blocks:
            for member in items:
                yield f"{indent}{native} {{"
                yield from _body(found.attributes, member, blocks, depth + 1)
                yield f"{indent}}}"
        elif isinstance(value, list):
            yield f"{indent}{native} = ["
            for member in items:
                yield f"{indent}  {{"
                yield from _body(found.attributes, member, blocks, depth + 2)
                yield f"{indent}  }},"
            yield f"{indent}]"
        else:
            yield f"{indent}{native} = {{"
            yield from _body(found.attributes, value, blocks, depth + 1)
            yield f"{indent}}}"


def _as_argument(name: str, native: str, value: Any) -> Any:
    """A value as an argument of the AWS provider takes it: policies as JSON text, alone what templates list."""
    if isinstance(value, dict) and name.endswith(("Document", "Policy", "Policies")):
        return _Encoded(value)
    if isinstance(value, list) and len(value) == 1 and name.endswith("s") and not native.endswith("s"):
        return value[0]
    return value


def _literal(value: Any, depth: int) -> str:
    if isinstance(value, _Expression):
        return value.text
    if isinstance(value, _Encoded):
        return f"jsonencode({_literal(value.document, depth)})"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
    if isinstance(value, list):
        return f"[{', '.join(_literal(element, depth) for element in value)}]"
    if isinstance(value, dict):
        indent = "  " * (depth + 1)
        lines = [f"{indent}{json.dumps(str(key))} = {_literal(member, depth + 1)}" for key, member in value.items()]
        return "\n".join(["{", *lines, "  " * depth + "}"])
    return json.dumps(value)
