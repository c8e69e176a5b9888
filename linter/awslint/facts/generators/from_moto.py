"""The documents of AWS managed policies, from moto's copy of them.

Policies of service-linked roles are left out: nobody can attach them.
"""

from __future__ import annotations

import ast
import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

_NOT_ATTACHABLE: Final = "/aws-service-role/"


def managed_policies() -> dict[str, Any]:
    """Returns the statements, without Sids, by name with path (`service-role/AWSLambdaBasicExecutionRole`)."""
    found: dict[str, Any] = {}
    for name, row in _policies().items():
        if row["Path"] == _NOT_ATTACHABLE:
            continue
        statements = row["Document"]["Statement"]
        if isinstance(statements, dict):
            statements = [statements]
        unnamed = [{key: value for key, value in statement.items() if key != "Sid"} for statement in statements]
        found[f"{row['Path'].strip('/')}/{name}".lstrip("/")] = unnamed
    return found


def date() -> str:
    """Returns the day of the newest version among the policies."""
    return max(str(row["UpdateDate"])[:10] for row in _policies().values())


@cache
def _policies() -> dict[str, Any]:
    """moto's table, read without importing moto: it would bring boto3 along."""
    spec = find_spec("moto")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    path = Path(spec.submodule_search_locations[0]) / "iam" / "aws_managed_policies.py"
    for node in ast.parse(path.read_bytes()).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            text = node.value.value.strip()
            if text.startswith("{"):
                found: dict[str, Any] = json.loads(text)
                return found
    raise ValueError(f"{path} holds no table of policies")
