"""Finding rules by the types that occur."""

from __future__ import annotations

import subprocess
import sys

import awslint
import awslint_rules
from awslint.rules.registry import all_rules, rules_for


def test_all_rules_are_sorted_and_unique() -> None:
    ids = [rule.id for rule in all_rules()]
    assert ids == sorted(set(ids))
    assert ids


def test_rules_for_a_type_ask_about_it() -> None:
    rules = rules_for(["AWS::KMS::Key"])
    assert rules
    assert all("*" in rule.types or "AWS::KMS::Key" in rule.types for rule in rules)
    every = {rule.id for rule in all_rules() if "*" in rule.types or "AWS::KMS::Key" in rule.types}
    assert {rule.id for rule in rules} == every


def test_no_type_no_rule_but_those_for_everything() -> None:
    assert all("*" in rule.types for rule in rules_for([]))
    assert all("*" in rule.types for rule in rules_for(["AWS::Nothing::AtAll"]))


def test_every_type_that_a_rule_asks_about_brings_its_module_in() -> None:
    for rule in all_rules():
        for type_ in rule.types:
            if type_ != "*":
                assert rule.id in {found.id for found in rules_for([type_])}, (rule.id, type_)


def test_only_what_is_needed_is_imported() -> None:
    roots = [str(next(iter(package.__path__))).rpartition("/")[0] for package in (awslint, awslint_rules)]
    program = (
        f"import sys; sys.path[:0] = {roots!r}\n"
        "from awslint.rules.registry import rules_for\n"
        "rules_for(['AWS::KMS::Key'])\n"
        "loaded = [name for name in sys.modules if name.startswith('awslint_rules.')]\n"
        "assert any(name.startswith('awslint_rules.kms.') for name in loaded), loaded\n"
        "assert not any(name.startswith('awslint_rules.elasticache.') for name in loaded), loaded\n"
        "rules_for(['AWS::ElastiCache::UserGroup'])\n"
        "assert 'awslint_rules.elasticache.default_user_missing' in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_rules_are_imported_by_the_module_that_declares_them() -> None:
    """A function of one service's module declares rules of another service: that service's module must be imported."""
    modules = {rule.id: rule.module for rule in all_rules()}
    assert modules["MDB008"] == "awslint_rules.memorydb.access_string"
    assert modules["EC017"].startswith("awslint_rules.elasticache.")
