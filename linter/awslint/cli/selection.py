"""Which rules `--select` and `--ignore` mean."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Sequence

import click

from awslint.cli.app import nearest
from awslint.rules import Rule
from awslint.rules.declaration import rule_id, split_id

Matcher = Callable[[Rule], bool]


def matcher(word: str) -> Matcher:
    """Returns whether a rule is meant by a word: its id, the beginning of its id, a service, or an exception.

    `svc:kms` means the service alone, `exc:InvalidUserState*` the exceptions of that pattern. The ending of an
    exception's name (Exception, Fault) may be left out.
    """
    kind, _, name = word.partition(":")
    if name and kind == "svc":
        return lambda rule: any(raises.service == name.lower() for raises in rule.raises)
    if name and kind == "exc":
        return lambda rule: any(_same_exception(raises.code, name) for raises in rule.raises)
    return lambda rule: (
        _begins_with(rule.id, rule_id(word) if "-" in word else word.upper())
        or any(raises.service == word.lower() or _same_exception(raises.code, word) for raises in rule.raises)
    )


def _begins_with(id_: str, word: str) -> bool:
    """Whether an id begins with a word, whose prefix is then the same: `EC` is ElastiCache's, and no rule of EC2's."""
    prefix, _ = split_id(id_)
    return id_.startswith(word) and (len(word) >= len(prefix) or not prefix.startswith(word))


def _same_exception(code: str, pattern: str) -> bool:
    return any(
        fnmatch.fnmatchcase(form.lower(), pattern.lower()) or form.lower() == bare(pattern).lower()
        for form in (code, bare(code))
    )


def bare(code: str) -> str:
    """Returns an exception's name without its ending."""
    for ending in ("Exception", "Fault"):
        if code.endswith(ending) and len(code) > len(ending):
            return code.removesuffix(ending)
    return code


def selected(
    select: Sequence[str],
    ignore: Sequence[str],
    options: tuple[str, str] = ("--select", "--ignore"),
    own: Sequence[Rule] = (),
) -> Matcher:
    """Returns whether a rule is asked at all: selected (all are, where nothing is) and not ignored.

    `options` are where the two were set, for messages.

    Raises:
        click.UsageError: a word means no rule.
    """
    for option, patterns in zip(options, (select, ignore), strict=True):
        for word in patterns:
            _checked(word, option, own)
    return RuleSelection(tuple(select), tuple(ignore))


class RuleSelection:
    """Whether a rule is asked at all, by words that are known to mean rules. It can be sent to another process."""

    def __init__(self, select: tuple[str, ...], ignore: tuple[str, ...]) -> None:
        self.select = select
        self.ignore = ignore
        self._chosen = [matcher(word) for word in select]
        self._left_out = [matcher(word) for word in ignore]

    def __call__(self, rule: Rule) -> bool:
        if self._chosen and not any(chooses(rule) for chooses in self._chosen):
            return False
        return not any(leaves_out(rule) for leaves_out in self._left_out)

    def __reduce__(self) -> tuple[type[RuleSelection], tuple[tuple[str, ...], tuple[str, ...]]]:
        return RuleSelection, (self.select, self.ignore)


def _checked(word: str, option: str, own: Sequence[Rule] = ()) -> Matcher:
    from awslint.rules.registry import all_rules
    from awslint.rules.suppression_rules import SUPPRESSION_RULES

    matches = matcher(word)
    rules = [*all_rules(), *own, *SUPPRESSION_RULES.values()]
    if not any(matches(rule) for rule in rules):
        raise click.UsageError(
            f"{option} {word}: no such rule, service or exception.{nearest(word, vocabulary(rules))}"
        )
    return matches


def vocabulary(rules: Sequence[Rule]) -> list[str]:
    """Returns every word that means a rule."""
    words: dict[str, None] = {}
    for rule in rules:
        words[rule.id] = None
        for raises in rule.raises:
            words |= dict.fromkeys((raises.service, raises.code))
            if raises.on:
                words[f"{raises.service}:{raises.on}"] = None
    return list(words)


def words(values: Sequence[str]) -> list[str]:
    """Returns the values of a repeatable option that also takes commas."""
    return [word.strip() for value in values for word in value.split(",") if word.strip()]
