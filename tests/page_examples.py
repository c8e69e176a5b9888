"""The examples on the pages of the rules that are functions.

They are a rule's first fixtures: what stands in `fixtures` are others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from awslint.rules import Rule
from awslint.rules.declaration import page_sections
from awslint.rules.registry import all_rules

FILES: Final = {"hcl": "main.tf", "yaml": "template.yaml", "json": "template.json"}
"""By the word behind a fence: what such an example is written as."""
BESIDE: Final = {"toml": "samconfig.toml"}
"""What an example may have beside its configuration."""
KINDS: Final = {"Example": "bad", "Use instead": "good"}
"""By the heading that it stands under."""

_FENCE: Final = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class PageExample:
    """One example. `beside` are the further files of its configuration, by name."""

    rule: Rule
    kind: str
    number: int
    fence: str
    text: str
    beside: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return f"{self.rule.id}-{self.kind}-{self.number}-{self.fence}"

    @property
    def language(self) -> str:
        """The language, by its name."""
        return "terraform" if self.fence == "hcl" else "cloudformation"

    def write(self, directory: Path) -> Path:
        """Writes the example into an empty directory and returns its file."""
        for name, text in self.beside:
            (directory / name).write_text(text, encoding="utf-8")
        file = directory / FILES[self.fence]
        file.write_text(self.text, encoding="utf-8")
        return file

    def unit(self, directory: Path) -> Path:
        """Writes the example into an empty directory and returns its root module, or its template."""
        file = self.write(directory)
        return directory if self.fence == "hcl" else file


def fences(rule: Rule, heading: str) -> list[tuple[str, str]]:
    """What stands in fences under a heading of the page as it is written: the word behind the fence, and the text."""
    return _FENCE.findall(page_sections(rule.source).get(heading, ""))


def page_examples() -> Iterator[PageExample]:
    """All examples, by rule."""
    for rule in all_rules():
        for heading, kind in KINDS.items() if not rule.file else ():
            found = fences(rule, heading)
            beside = tuple((BESIDE[fence], text) for fence, text in found if fence in BESIDE)
            for number, (fence, text) in enumerate(found):
                if fence in FILES:
                    yield PageExample(rule, kind, number, fence, text, beside)
