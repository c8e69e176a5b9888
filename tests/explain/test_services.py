"""What the folders of policies tell of their services."""

from __future__ import annotations

import re
from pathlib import Path

import awslint_rules
from awslint.explain.services import explained, services, titles
from awslint.rules.declaration import split_id
from awslint.rules.registry import all_rules

ROOT = Path(awslint_rules.__path__[0])


def test_every_folder_with_policies_says_what_its_service_is_called() -> None:
    folders = {path.parent.name for kind in ("py", "yaml") for path in ROOT.glob(f"*/*.{kind}")}
    # The tables in order/ are about consumers of all services.
    assert folders - services().keys() == {"order"}


def test_every_prefix_has_one_title() -> None:
    prefixes = [prefix for service in services().values() for prefix in service.prefixes]
    assert sorted(prefix for prefix in prefixes if prefixes.count(prefix) > 1) == []
    assert {split_id(rule.id)[0] for rule in all_rules()} - set(prefixes) == set()
    assert titles()["MDB"] == "MemoryDB"


def test_words_are_filled_in_and_reasons_written_out() -> None:
    known = explained()["memorydb"]
    causes = known.knowledge["InvalidCredentialsException"].causes
    assert "memorydb:DescribeClusters" in causes[3].what
    assert not [cause for cause in causes for text in (cause.what, *cause.run) if re.search(r"\{\w+\}", text)]
    assert all(exception.rows or " " in exception.reason for exception in known.exceptions.values())
