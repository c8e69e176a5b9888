"""Data sources that are pure functions of their arguments and of what the user said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from awslint.facts.regions import partition
from awslint.syntax import hcl_tree as tree
from awslint.terraform.evaluate import evaluate
from awslint.terraform.policy_document import rendered
from awslint.terraform.providers import partition_of_provider, provider_of, resource_region
from awslint.values import Known, Unknown, Value

if TYPE_CHECKING:
    from awslint.terraform.instance import Instance


def attribute(instance: Instance, name: str) -> Value | None:
    """Returns the value of a data source's computed attribute; None where it is read at deployment."""
    evaluator = _EVALUATED.get(instance.native_type)
    return evaluator(instance, name) if evaluator is not None else None


def _region(instance: Instance, name: str) -> Value | None:
    if name not in ("name", "id", "region") or "endpoint" in instance.block.body.attributes:
        return None
    if name == "region" or "name" not in instance.block.body.attributes:
        value = resource_region(instance, provider_of(instance))[0]
        return None if isinstance(value, Unknown) else value
    return None


def _partition(instance: Instance, name: str) -> Value | None:
    if name not in ("partition", "id", "dns_suffix", "reverse_dns_prefix"):
        return None
    value = partition_of_provider(instance, provider_of(instance))
    if not isinstance(value, Known) or name in ("partition", "id"):
        return None if isinstance(value, Unknown) else value
    found = partition(str(value.scalar))
    if found is None:
        return None
    suffix = found.dns_suffix
    return replace(value, scalar=suffix if name == "dns_suffix" else ".".join(reversed(suffix.split("."))))


def _caller(instance: Instance, name: str) -> Value | None:
    account = instance.module.unit.inputs.account
    return Known(account) if name in ("account_id", "id") and account is not None else None


def _policy_document(instance: Instance, name: str) -> Value | None:
    return rendered(instance, minified=name == "minified_json") if name in ("json", "minified_json") else None


_FILE_READERS = {
    "content": "file",
    "content_base64": "filebase64",
    "content_md5": "filemd5",
    "content_sha256": "filesha256",
}


def _local_file(instance: Instance, name: str) -> Value | None:
    attribute = instance.block.body.attributes.get("filename")
    if name not in _FILE_READERS or attribute is None or "depends_on" in instance.block.body.attributes:
        return None  # what the file waits for may write it
    call = tree.Call(_FILE_READERS[name], (attribute.expression,), expand=False, span=attribute.expression.span)
    value = evaluate(call, instance.scope)
    return None if isinstance(value, Unknown) else value


_EVALUATED: dict[str, Callable[[Instance, str], Value | None]] = {
    "data.aws_region": _region,
    "data.aws_partition": _partition,
    "data.aws_caller_identity": _caller,
    "data.aws_iam_policy_document": _policy_document,
    "data.local_file": _local_file,
}
