"""What a shell completes: ids of rules, formats and regions. Called while somebody types, so it is quick."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from click import Context, Parameter

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def rule_words(_: Context, __: Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of rules, with their titles, and their prefixes: what --select and --ignore take."""
    from click.shell_completion import CompletionItem

    from awslint.rules.registry import all_rules

    begun = incomplete.upper()
    rules = [rule for rule in all_rules() if rule.id.startswith(begun)]
    prefixes = {rule.id.rstrip("0123456789") for rule in rules}
    items = [
        CompletionItem(prefix, help=f"all rules {prefix}...") for prefix in sorted(prefixes) if prefix.startswith(begun)
    ]
    return [*items, *(CompletionItem(rule.id, help=rule.title) for rule in rules)]


def formats(_: Context, __: Parameter, incomplete: str) -> list[CompletionItem]:
    """Returns names of output formats."""
    from awslint.report.formats import FORMATS

    return _beginning(FORMATS, incomplete)


def regions(_: Context, __: Parameter, incomplete: str) -> list[CompletionItem]:
    """Returns regions of all partitions."""
    from awslint.facts.regions import regions as known

    return _beginning(known(), incomplete)


def _beginning(words: Iterable[str], incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(word) for word in sorted(words) if word.startswith(incomplete)]
