"""Puts the index of the compiled policies into the wheel, so that an installed awslint never compiles them."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PolicyIndexHook(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles every policy file; one that is not valid fails the build."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Adds the index to a wheel that holds files; an editable one reads the sources."""
        if version == "editable" or self.target_name != "wheel":
            return
        root = Path(self.root)
        sys.path[:0] = [str(root / "linter"), str(root / "rules")]
        from awslint.facts.packs import packed
        from awslint.rules.policies.index import NAME, blocks_of, policy_files
        from awslint.rules.registry import modules_by_type

        policies = root / "rules" / "awslint_rules"
        with tempfile.NamedTemporaryFile(suffix=".pack", delete=False) as file:
            file.write(packed(blocks_of(policies, policy_files(policies), modules_by_type)))
        build_data["force_include"][file.name] = f"awslint_rules/{NAME}"
