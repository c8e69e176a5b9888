"""Properties of CloudFormation types that hold an identifier of another resource, as the registry schemas say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from awslint.facts.packs import pack
from awslint.frozen import frozen


@frozen
class Kind:
    """One kind of identifier: a resource type and which of its attributes, `AWS::KMS::Key` and `Arn`."""

    type: str
    attribute: str

    def __str__(self) -> str:
        return f"{self.type}.{self.attribute}"


Path = tuple[str, ...]


@cache
def sites(type_name: str) -> Mapping[Path, tuple[Kind, ...]]:
    """Returns the writable property paths of a type that take an identifier, with the kinds they take (any one of
    them).

    A path is made of property names; `*` stands for every element of a list, and for every key of a map.
    Empty for a type that is not known.
    """
    block = _namespace("::".join(type_name.split("::")[:2]))
    return {
        tuple(path.split("/")): tuple(Kind(*kind.rsplit(".", 1)) for kind in kinds)
        for path, kinds in block.get(type_name, {}).items()
    }


@cache
def _namespace(name: str) -> Mapping[str, Any]:
    blocks = pack("references")
    found: Mapping[str, Any] = blocks.get(name, {})
    return found


def identifies(type_name: str, attribute: tuple[str, ...]) -> bool:
    """Returns whether an attribute, in the language's own name, is one by which a resource of a type is named
    elsewhere.

    `Ref`, `id`, `arn`, `name`, and those with the type's name before it: `VpcId`, `ListenerArn`, `function_name`.
    """
    if len(attribute) != 1:
        return False
    name = attribute[0].replace("_", "").lower()
    kind = type_name.rpartition("::")[2].lower()
    before = ("", kind, "group") if kind == "securitygroup" else ("", kind)
    return name == "ref" or any(name == f"{first}{last}" for first in before for last in ("id", "arn", "name"))
