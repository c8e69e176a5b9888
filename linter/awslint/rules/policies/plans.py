"""Writes an example of a plan: what resources are and what they become, as `terraform show -json` prints it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_PROVIDERS = {
    "aws": {
        "name": "aws",
        "full_name": "registry.terraform.io/hashicorp/aws",
        "expressions": {"region": {"constant_value": "eu-central-1"}},
    }
}


def as_plan(resources: Mapping[str, Mapping[str, Any]]) -> str:
    """Returns a plan's JSON of resources by address.

    Each has `before`, its attributes as they are (none: it is created), and `after`, those that the plan sets (none:
    it is deleted; an empty mapping leaves it as it is). `actions` says in which order it is replaced, and `references`
    lists by attribute what the configuration takes it from.
    """
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "resource_changes": [_change(address, resource) for address, resource in resources.items()],
        "configuration": {
            "provider_config": _PROVIDERS,
            "root_module": {
                "resources": [
                    _block(address, resource) for address, resource in resources.items() if "after" in resource
                ]
            },
        },
    }
    return json.dumps(plan, indent=2) + "\n"


def _identity(address: str) -> dict[str, Any]:
    type_, _, name = address.partition(".")
    return {"address": address, "mode": "managed", "type": type_, "name": name}


def _change(address: str, resource: Mapping[str, Any]) -> dict[str, Any]:
    before = resource.get("before")
    after = {**(before or {}), **resource["after"]} if "after" in resource else None
    if "actions" in resource:
        actions = list(resource["actions"])
    elif before is None:
        actions = ["create"]
    elif after is None:
        actions = ["delete"]
    else:
        actions = ["update" if after != before else "no-op"]
    return {
        **_identity(address),
        "change": {"actions": actions, "before": before, "after": after, "after_unknown": {}, "after_sensitive": {}},
    }


def _block(address: str, resource: Mapping[str, Any]) -> dict[str, Any]:
    references = {name: {"references": list(names)} for name, names in resource.get("references", {}).items()}
    written = {**(resource.get("before") or {}), **resource["after"]}
    constants = {name: {"constant_value": value} for name, value in written.items() if name not in references}
    return {
        **_identity(address),
        "provider_config_key": "aws",
        "expressions": {**constants, **references},
        **({"depends_on": list(resource["depends_on"])} if "depends_on" in resource else {}),
    }
