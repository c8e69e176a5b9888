"""What exists already, what is ignored, and what a plan updates: decided for all rules in one place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from awslint.engine import Options, UnitOptions, check
from awslint.graph.loading import Inputs
from awslint.rules import Finding, Phase

MDB015 = """
resource "aws_memorydb_cluster" "x" {
  name        = "shop"
  node_type   = "db.t4g.small"
  acl_name    = "shop"
  tls_enabled = false
  {lifecycle}
}
"""
EC051 = """
resource "aws_elasticache_replication_group" "x" {
  replication_group_id       = "shop"
  description                = "The shop's cache"
  engine                     = "redis"
  node_type                  = "cache.t4g.small"
  transit_encryption_enabled = false
  user_group_ids             = ["shop"]
  {lifecycle}
}
"""
EC053 = EC051.replace('user_group_ids             = ["shop"]', 'auth_token = "0123456789abcdef"')
EC056 = EC051.replace("= false", '= true\n  auth_token = "0123456789abcdef"')
EC025 = """
resource "aws_elasticache_user" "a" {
  user_id       = "shop-a"
  user_name     = "a"
  engine        = "redis"
  access_string = "on ~* +@all"
  passwords     = ["0123456789abcdef"]
}
resource "aws_elasticache_user_group" "x" {
  engine        = "redis"
  user_group_id = "shop"
  user_ids      = [aws_elasticache_user.a.user_id]
  {lifecycle}
}
"""
EC028 = EC025.replace("[aws_elasticache_user.a", '["default", aws_elasticache_user.a').replace(
    'user_name     = "a"', 'user_name     = "default"'
)
FAULTS = {
    "MDB015": (MDB015, "acl_name", "aws_memorydb_cluster.x"),
    "EC051": (EC051, "user_group_ids", "aws_elasticache_replication_group.x"),
    "EC053": (EC053, "auth_token", "aws_elasticache_replication_group.x"),
    "EC056": (EC056, "user_group_ids", "aws_elasticache_replication_group.x"),
    "EC025": (EC025, "user_ids", "aws_elasticache_user_group.x"),
    "EC028": (EC028, "user_ids", "aws_elasticache_user_group.x"),
}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def findings(text: str, id_: str, *existing: str) -> list[Finding]:
    Path("main.tf").write_text(text, encoding="utf-8")
    options = Options(of_unit=lambda _: UnitOptions(Inputs(), exists=lambda address: address in existing))
    return [finding for finding in check([Path()], options).findings if finding.rule.id == id_]


@pytest.mark.parametrize("id_", FAULTS)
def test_what_a_resource_that_exists_ignores_is_not_known(id_: str) -> None:
    text, ignored, address = FAULTS[id_]
    assert len(findings(text.replace("{lifecycle}", ""), id_)) == 1
    for names in (f"[{ignored}]", f"[tags, {ignored}]", "all"):
        ignoring = text.replace("{lifecycle}", f"lifecycle {{ ignore_changes = {names} }}")
        found = findings(ignoring, id_)
        assert [f"first deployment: {address} does not exist yet" in finding.assumes for finding in found] == [True]
        assert findings(ignoring, id_, address) == []
        brought_in = f'import {{\n  to = {address}\n  id = "shop"\n}}\n'
        assert findings(ignoring + brought_in, id_) == []
    other = findings(text.replace("{lifecycle}", "lifecycle { ignore_changes = [tags] }"), id_)
    assert [any("first deployment" in text for text in finding.assumes) for finding in other] == [False]


def test_the_call_is_the_one_that_is_made_of_what_exists() -> None:
    text = EC025.replace("{lifecycle}", "")
    (created,) = findings(text, "EC025")
    (modified,) = findings(text, "EC025", "aws_elasticache_user_group.x")
    assert [exception.on for exception in created.raises] == ["CreateUserGroup", "ModifyUserGroup"]
    assert [exception.on for exception in modified.raises] == ["ModifyUserGroup"]
    assert (created.phase, modified.phase) == (Phase.CREATE, Phase.UPDATE)


def test_an_existing_resource_keeps_what_is_not_written() -> None:
    text = EC051.replace("{lifecycle}", "").replace("  transit_encryption_enabled = false\n", "")
    (found,) = findings(text, "EC051")
    assert "first deployment: aws_elasticache_replication_group.x does not exist yet" in found.assumes
    assert findings(text, "EC051", "aws_elasticache_replication_group.x") == []


GROUP: dict[str, Any] = {
    "replication_group_id": "shop",
    "engine": "redis",
    "transit_encryption_enabled": False,
    "user_group_ids": [],
    "auth_token": None,
    "auth_token_update_strategy": None,
    "description": "The shop's cache",
    "global_replication_group_id": None,
    "primary_cluster_id": None,
}
USERS: dict[str, Any] = {"engine": "redis", "user_group_id": "shop", "user_ids": ["shop-default"]}
USER: dict[str, Any] = {
    "user_id": "shop-default",
    "user_name": "default",
    "engine": "redis",
    "access_string": "on ~* +@all",
    "passwords": ["0123456789abcdef"],
}
ADDED = {
    "EC051": ("aws_elasticache_replication_group", GROUP, {"user_group_ids": ["shop"]}),
    "EC053": ("aws_elasticache_replication_group", GROUP, {"auth_token": "0123456789abcdef"}),
    "EC056": (
        "aws_elasticache_replication_group",
        {**GROUP, "transit_encryption_enabled": True, "auth_token": "0123456789abcdef"},
        {"user_group_ids": ["shop"]},
    ),
    "EC025": ("aws_elasticache_user_group", USERS, {"user_ids": []}),
    "EC028": ("aws_elasticache_user_group", USERS, {"user_ids": ["default", "shop-default"]}),
}


def planned(id_: str, type_: str, before: dict[str, Any], after: dict[str, Any], action: str) -> list[Finding]:
    changes = [(type_, "x", before, after, action), ("aws_elasticache_user", "a", USER, USER, "no-op")]
    plan = {
        "format_version": "1.2",
        "planned_values": {},
        "resource_changes": [
            {
                "address": f"{type_}.{name}",
                "mode": "managed",
                "type": type_,
                "name": name,
                "provider_name": "registry.terraform.io/hashicorp/aws",
                "change": {
                    "actions": [action],
                    "before": None if action == "create" else before,
                    "after": after,
                    "after_unknown": {},
                },
            }
            for type_, name, before, after, action in changes
        ],
        "configuration": {
            "provider_config": {"aws": {"name": "aws", "full_name": "registry.terraform.io/hashicorp/aws"}},
            "root_module": {
                "resources": [
                    {
                        "address": f"{type_}.{name}",
                        "mode": "managed",
                        "type": type_,
                        "name": name,
                        "provider_config_key": "aws",
                        "expressions": {
                            key: {"constant_value": value} for key, value in after.items() if value is not None
                        },
                    }
                    for type_, name, _, after, _ in changes
                ]
            },
        },
    }
    Path("plan.json").write_text(json.dumps(plan), encoding="utf-8")
    return [finding for finding in check([Path("plan.json")], Options()).findings if finding.rule.id == id_]


@pytest.mark.parametrize("id_", ADDED)
def test_a_plan_that_updates_makes_the_calls_of_an_update(id_: str) -> None:
    type_, before, added = ADDED[id_]
    (created,) = planned(id_, type_, before, {**before, **added}, "create")
    (updated,) = planned(id_, type_, before, {**before, **added}, "update")
    assert {(exception.on or "")[:6] for exception in updated.raises} == {"Modify"}
    assert (created.phase, updated.phase) == (Phase.CREATE, Phase.UPDATE)
    assert updated.assumes == ()
    assert planned(id_, type_, before, {**before, **added}, "no-op") == []


@pytest.mark.parametrize("id_", ADDED)
def test_an_update_of_something_else_makes_no_call_about_it(id_: str) -> None:
    type_, before, added = ADDED[id_]
    both = {**before, **added}
    assert planned(id_, type_, {**both, "description": "Old"}, {**both, "description": "New"}, "update") == []


@pytest.mark.parametrize(
    ("attribute", "type_", "id_"),
    [
        ("custom_key_store_id", "aws_kms_key", "KMS055"),
        ("primary_key_arn", "aws_kms_replica_key", "KMS123"),
        ("kms_key_id", "aws_secretsmanager_secret", "REG001"),
        ("kms_key_id", "aws_secretsmanager_secret", "REG003"),
    ],
)
def test_a_resource_that_is_not_known_leaves_the_rule_undecided(attribute: str, type_: str, id_: str) -> None:
    provider = 'provider "aws" {\n  region = "eu-west-1"\n}\nvariable "it" {}\n'
    for value, undecided in (("var.it", True), ("null", False)):
        text = f'{provider}resource "{type_}" "x" {{\n  name = "x"\n  {attribute} = {value}\n}}\n'
        Path("main.tf").write_text(text, encoding="utf-8")
        report = check([Path()], Options())
        assert report.findings == () or not [finding for finding in report.findings if finding.rule.id == id_]
        assert (id_ in {doubt.rule for _, doubt in report.doubts}) is undecided
