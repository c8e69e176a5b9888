"""Projects in which one kind of thing is numerous, the same text at every run.

`generate` writes what real projects look like; here is what they are seldom made of, and what a rule that compares all
with all, or a front end that begins anew at every block, would be slow with.
"""

from __future__ import annotations

from pathlib import Path

from bench.kinds import cloudformation, terraform
from bench.kinds.parts import Project

KINDS: dict[str, dict[str, Project]] = {
    "terraform": terraform.KINDS,
    "cloudformation": cloudformation.KINDS,
}
"""By language: what is numerous, and how a project with a number of it is written."""

WATCHED: dict[str, tuple[str, ...]] = {
    "terraform": (
        "key stores",
        "key stores, one unknown id",
        "key stores, heads of ids known",
        "HSMs of unknown clusters",
        "keys beside connect steps",
        "keys in a row",
        "activating steps",
        "users of one group",
        "users of unknown ids",
        "associations, written ids",
        "associations, one unknown group",
        "associations of one group in a row",
        "associations, unknown groups, and groups",
        "policies of one role",
        "attachments of unknown policies",
    ),
    "cloudformation": (
        "key stores",
        "keys beside connect steps",
        "caches, unknown groups",
        "managed policies of one role",
        "unknown managed policies",
        "statements of one policy",
    ),
}
"""What a test looks at on every change: the kinds that were slow once, or would be with the obvious way to do it."""


def write_kind(language: str, name: str, number: int, directory: Path) -> None:
    """Writes the project of that kind with that number of things."""
    directory.mkdir(parents=True, exist_ok=True)
    text = KINDS[language][name](number)
    if language == "terraform":
        main, *modules = text.split("\f")
        (directory / "main.tf").write_text(main, encoding="utf-8")
        for module in modules:
            (directory / "module").mkdir(exist_ok=True)
            (directory / "module" / "main.tf").write_text(module, encoding="utf-8")
    else:
        main, *nested = text.split("\f")
        (directory / "template.yaml").write_text(main, encoding="utf-8")
        for template in nested:
            (directory / "nested.yaml").write_text(template, encoding="utf-8")
