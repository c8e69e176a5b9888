"""The policy templates of the Serverless transform, from aws-sam-translator."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any


def policy_templates() -> dict[str, Any]:
    """Returns, by name of a policy template, the names of its parameters and its statements as data.

    What a statement leaves open is written as there: `{"Ref": PARAMETER}` and `{"Fn::Sub": ...}`.
    """
    found = importlib.util.find_spec("samtranslator")
    if found is None or found.origin is None:
        raise FileNotFoundError("aws-sam-translator is not installed")
    path = Path(found.origin).parent / "policy_templates_data" / "policy_templates.json"
    templates = json.loads(path.read_text(encoding="utf-8"))["Templates"]
    return {
        name: {"parameters": sorted(template["Parameters"]), "statements": template["Definition"]["Statement"]}
        for name, template in templates.items()
    }
