"""A policy's page in Markdown: what `awslint explain` prints, and the documentation site shows."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from awslint.rules.policies.document import examples, rows

_FENCES: Final = {"terraform": "hcl", "cloudformation": "yaml", "plan": "json"}


def policy_of(path: Path, rule: str) -> Mapping[str, Any]:
    """Returns a policy as it is written.

    Raises:
        OSError, PolicyError: the file cannot be read.
        KeyError: it has no such policy.
    """
    return _by_id(path, path.read_text(encoding="utf-8"))[rule]


@functools.lru_cache(maxsize=1)
def _by_id(path: Path, text: str) -> Mapping[str, Mapping[str, Any]]:
    """Who asks for the page of one row of a table mostly asks for the next one's too."""
    return {str(row.get("id")): row for row in rows(path, text)}


def page_of(path: Path, rule: str) -> str:
    """Returns the page of a policy, with the headings that every rule's page has."""
    policy = policy_of(path, rule)
    page = policy.get("page") or {}
    good = [example for example in examples(policy, "examples") if example[1] == "good"]
    bad = [example for example in examples(policy, "examples") if example[1] == "bad"]
    codes = ", ".join(f"`{exception['code']}`" for exception in policy.get("raises") or ())
    why = page.get("why") or f"AWS answers {codes}."
    limits = page.get("limits") or "What is not known before deployment is not judged."
    return "\n\n".join(
        [
            f"{str(page.get('summary') or policy['title']).rstrip('.')}.",
            f"## What it finds\n\n{page.get('finds') or str(policy['title']).rstrip('.') + '.'}",
            f"## Why AWS refuses it\n\n{str(why).strip()}",
            f"## Example\n\n{_fenced(bad)}",
            f"## Use instead\n\n{_fenced(good)}",
            f"## Limits\n\n{str(limits).strip()}",
        ]
    )


def _fenced(texts: list[tuple[str, str, str]]) -> str:
    return "\n\n".join(f"```{_FENCES[language]}\n{text.strip()}\n```" for language, _, text in texts)
