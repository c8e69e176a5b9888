"""Tables from botocore's service models, endpoints and partitions."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

Model = dict[str, Any]

# The families in which AWS answers errors alike; S3 and its relatives are distinguished by `common_errors`.
PROTOCOLS: Final[Mapping[str, str]] = {
    "json": "json",
    "rest-json": "json",
    "smithy-rpc-v2-cbor": "json",
    "query": "query",
    "rest-xml": "xml",
    "ec2": "ec2",
}


def models() -> dict[str, Model]:
    """Returns the newest service model of every client, by the client's name in botocore."""
    return {path.name: _newest(path) for path in sorted(_data().iterdir()) if any(path.glob("*/service-2.json*"))}


def exceptions(all_models: Mapping[str, Model]) -> dict[str, Any]:
    """Returns per client its protocol, operations and modelled errors; under "*" the clients of every code and shape
    name."""
    blocks: dict[str, Any] = {name: _errors(model) for name, model in all_models.items()}
    clients: dict[str, set[str]] = {}
    for name, block in blocks.items():
        for shape, (code, _) in block["errors"].items():
            clients.setdefault(shape, set()).add(name)
            clients.setdefault(code or shape, set()).add(name)
    return {**blocks, "*": {code: sorted(names) for code, names in clients.items()}}


def _errors(model: Model) -> dict[str, Any]:
    operations = sorted(model["operations"])
    raisers: dict[str, list[int]] = {}
    for number, name in enumerate(operations):
        for error in model["operations"][name].get("errors", ()):
            raisers.setdefault(error["shape"], []).append(number)
    errors: dict[str, list[Any]] = {}
    for shape, declared in model["shapes"].items():
        if declared.get("exception") or shape in raisers:
            code = declared.get("error", {}).get("code")
            errors[shape] = [code if code != shape else None, sorted(set(raisers.get(shape, ())))]
    return {"protocol": PROTOCOLS[model["metadata"]["protocol"]], "operations": operations, "errors": errors}


def regions(all_models: Mapping[str, Model]) -> dict[str, Any]:
    """Returns partitions with their regions, and per service the regions in which botocore knows an endpoint."""
    partitions = {}
    for partition in json.loads((_data() / "partitions.json").read_bytes())["partitions"]:
        partitions[partition["id"]] = {
            "pattern": partition["regionRegex"],
            "dns": partition["outputs"]["dnsSuffix"],
            "regions": sorted(name for name in partition["regions"] if not name.endswith("-global")),
        }
    every = sorted(name for partition in partitions.values() for name in partition["regions"])
    number = {name: index for index, name in enumerate(every)}
    endpoints: dict[str, set[int]] = {}
    everywhere: dict[str, set[str]] = {}
    for partition in json.loads((_data() / "endpoints.json").read_bytes())["partitions"]:
        for service, described in partition["services"].items():
            found = endpoints.setdefault(service, set())
            found |= {number[name] for name in described.get("endpoints", ()) if name in number}
            if not described.get("isRegionalized", True):
                everywhere.setdefault(service, set()).add(partition["partition"])
    by_client = {}
    for client, model in all_models.items():
        prefix = model["metadata"]["endpointPrefix"]
        if endpoints.get(prefix) or prefix in everywhere:
            by_client[client] = [sorted(endpoints[prefix]), sorted(everywhere.get(prefix, ()))]
    return {"partitions": partitions, "regions": every, "services": by_client}


def _newest(folder: Path) -> Model:
    path = max(folder.glob("*/service-2.json*"))
    content = path.read_bytes()
    model: Model = json.loads(gzip.decompress(content) if path.suffix == ".gz" else content)
    return model


def _data() -> Path:
    import botocore

    return Path(botocore.__file__).parent / "data"
