"""Configurations that look wrong and are not: no rule may be about them."""

from __future__ import annotations

from awslint.rules.registry import all_rules


def test_no_rule_is_about_what_is_legal() -> None:
    assert not {"EC029", "EC037", "MDB012"} & {rule.id for rule in all_rules()}


def test_no_rule_says_that_memorydb_wants_a_default_user() -> None:
    claims = {(exception.service, exception.code) for rule in all_rules() for exception in rule.raises}
    assert ("memorydb", "DefaultUserRequired") not in claims
    assert ("elasticache", "DefaultUserRequired") in claims


def test_no_rule_claims_invalid_credentials() -> None:
    # Both services model it, and no case is known in which AWS raises it: it may only be named as related.
    assert not [
        rule.id for rule in all_rules() for exception in rule.raises if exception.code == "InvalidCredentialsException"
    ]
