"""What the documentation has from the rules: `python -m awslint.cli.pages docs` writes it anew.

That is the list of all rules, and in the pages of exceptions the table below a comment
`<!-- rules of SERVICE:EXCEPTION -->`, up to `<!-- end of rules -->`. With `--site` it is a page for each rule too, for
a documentation site: what `awslint explain` prints is not committed a second time.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from awslint.explain.answers import answer
from awslint.explain.services import titles
from awslint.report.wording import WHEN, raised
from awslint.rules import Rule, suppression_rules
from awslint.rules.declaration import split_id
from awslint.rules.registry import all_rules

INDEX: Final = "rules.md"


def pages(docs: Path, *, site: bool = False) -> dict[str, str]:
    """Returns every page that is made, or has a part that is made, by its path in the documentation's directory."""
    rules = [*all_rules(), *suppression_rules.SUPPRESSION_RULES.values()]
    made = {INDEX: _index(rules)}
    if site:
        made |= {f"rules/{rule.id}.md": _page(rule) for rule in rules}
    for path in sorted(docs.glob("exceptions/*.md")):
        text = path.read_text(encoding="utf-8")
        made[f"exceptions/{path.name}"] = _MARKED.sub(lambda match: _marked(match, rules), text)
    return made


_MARKED: Final = re.compile(
    r"(?P<begin><!-- rules of (?P<subject>\S+) -->\n).*?(?P<end><!-- end of rules -->)", re.DOTALL
)


def _marked(match: re.Match[str], rules: Sequence[Rule]) -> str:
    found = answer(match["subject"], rules)
    if found is None:
        raise ValueError(f"{match['subject']} is no exception")
    lines = ["| Rule | Severity | What it finds |\n|---|---|---|"]
    listed: dict[str, Rule] = {}
    for page in found.exceptions:
        checked = [name for cause in page.causes for name in cause.checked]
        some = [*page.rules, *page.related, *(rule for rule in rules if rule.id in checked)]
        listed |= {rule.id: rule for rule in some if rule.id not in listed}
    for rule in listed.values():
        lines.append(f"| `{rule.id}` | {rule.severity.value} | {_cell(rule.title)} |")
    return match["begin"] + "\n".join(lines) + "\n" + match["end"]


def _page(rule: Rule) -> str:
    facts = [("Severity", rule.severity.value)]
    if rule.raises[0].service != suppression_rules.SERVICE:
        facts += [("Exception", f"`{raised(exception)}`") for exception in rule.raises]
        facts += [("Met together with", f"`{raised(exception)}`") for exception in rule.related]
        facts.append(("When", WHEN[rule.phase]))
    types = [type_name for type_name in rule.types if type_name != "*"]
    if types:
        facts.append(("Asks about", ", ".join(f"`{type_name}`" for type_name in types)))
    table = "".join(f"| {name} | {_cell(text)} |\n" for name, text in facts)
    evidence = "".join(f"- {source if source.startswith('https://') else f'`{source}`'}\n" for source in rule.evidence)
    parts = [f"# {rule.id}: {rule.title}\n", f"| | |\n|---|---|\n{table}", f"{rule.page.strip()}\n"]
    if evidence:
        parts.append(f"## Evidence\n\n{evidence}")
    parts.append(f"[All rules](../{INDEX}). In a terminal: `awslint explain {rule.id}`.\n")
    return "\n".join(parts)


def _index(rules: Sequence[Rule]) -> str:
    lines = [
        "# Rules\n",
        "Every rule is certain or silent; what the severities promise is in the [README](../README.md).",
        "`awslint explain ID` prints a rule's page. This list is made by `python -m awslint.cli.pages docs`.\n",
    ]
    names = {**titles(), suppression_rules.PREFIX: "awslint's own comments"}
    families: dict[str, list[Rule]] = {}
    for rule in rules:
        families.setdefault(split_id(rule.id)[0], []).append(rule)
    for family, members in sorted(families.items(), key=lambda row: (row[0] == "SUP", row[0])):
        lines += [
            f"## {names.get(family, family)}\n",
            "| Rule | Severity | Exception | What it finds |\n|---|---|---|---|",
        ]
        for rule in sorted(members, key=lambda each: each.id):
            codes = dict.fromkeys(
                exception.code for exception in rule.raises if exception.service != suppression_rules.SERVICE
            )
            shown = ", ".join(f"`{code}`" for code in codes)
            lines.append(f"| `{rule.id}` | {rule.severity.value} | {shown} | {_cell(rule.title)} |")
        lines.append("")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


def main(arguments: Sequence[str]) -> int:
    """Writes the pages below the directory."""
    directories = [argument for argument in arguments if argument != "--site"]
    if len(directories) != 1:
        sys.stderr.write("usage: python -m awslint.cli.pages [--site] DIRECTORY\n")
        return 2
    docs = Path(directories[0])
    for name, text in pages(docs, site="--site" in arguments).items():
        (docs / name).parent.mkdir(parents=True, exist_ok=True)
        (docs / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
