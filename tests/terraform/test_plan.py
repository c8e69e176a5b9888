"""Plans as input: what no committed plan has, and what only plans have."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from awslint import terraform
from awslint.engine import Options, check
from awslint.graph import Deployment, EvaluationContext
from awslint.graph.loading import Inputs, Loaded
from awslint.syntax.sources import Sources
from awslint.values import Known, ListOf, Reference, Truth, Unknown, revealed

AWS = {"name": "aws", "full_name": "registry.terraform.io/hashicorp/aws"}


def change(address: str, after: Any, *actions: str, **more: Any) -> dict[str, Any]:
    """An entry of resource_changes; `unknown`, `before`, `module` and `index` as words."""
    local = address.rpartition("module.")[2].partition(".")[2] if "module." in address else address
    type_, _, name = local.partition(".")
    entry = {"address": address, "mode": "managed", "type": type_, "name": name.partition("[")[0]}
    if "index" in more:
        entry["index"] = more["index"]
    entry["change"] = {
        "actions": list(actions or ("create",)),
        "before": more.get("before"),
        "after": after,
        "after_unknown": more.get("unknown", {}),
        "after_sensitive": more.get("sensitive", {}),
        "before_sensitive": {},
        **more.get("change", {}),
    }
    return entry


def block(address: str, expressions: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A resource block of the configuration."""
    type_, _, name = address.partition(".")
    return {
        "address": address,
        "mode": "managed",
        "type": type_,
        "name": name,
        "provider_config_key": "aws",
        "expressions": expressions,
        **more,
    }


def constant(value: Any) -> dict[str, Any]:
    return {"constant_value": value}


def refers(*names: str) -> dict[str, Any]:
    return {"references": list(names)}


def document(changes: list[dict[str, Any]], blocks: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    root = {"resources": blocks, **more.pop("root", {})}
    providers = more.pop("providers", {"aws": {**AWS, "expressions": {"region": constant("eu-west-1")}}})
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "resource_changes": changes,
        "configuration": {"provider_config": providers, "root_module": root},
        **more,
    }


def load(data: Any, directory: Path, **inputs: Any) -> Loaded:
    path = directory / "plan.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return terraform.load_plan(path, Sources(), Inputs(**inputs), shown="plan.json")


def graph(data: Any, directory: Path, **inputs: Any) -> Deployment:
    loaded = load(data, directory, **inputs)
    assert loaded.problems == ()
    assert loaded.deployment.kind == "plan"
    return loaded.deployment


KEY = "aws_kms_key.k"


@pytest.mark.parametrize(
    ("actions", "word", "new"),
    [
        (("create",), "create", Truth.YES),
        (("delete", "create"), "replace", Truth.YES),
        (("create", "delete"), "replace", Truth.YES),
        (("update",), "update", Truth.NO),
        (("no-op",), "no-op", Truth.NO),
    ],
)
def test_a_plan_says_what_is_new(actions: tuple[str, ...], word: str, new: Truth, tmp_path: Path) -> None:
    before = None if actions == ("create",) else {"description": "old", "id": "1"}
    data = document([change(KEY, {"description": "new"}, *actions, before=before)], [block(KEY, {})])
    key = graph(data, tmp_path).find(KEY)
    assert key is not None
    key.deployment.context = EvaluationContext()
    assert (key.change, key.is_new) == (word, new)
    assert key.deployment.context.assumptions == {}
    assert (key.before is None) == (before is None)
    if key.before is not None:
        assert key.before.items["Description"] == Known(
            "old", key.header, origin=key.before.items["Description"].origin
        )


def test_what_is_imported_is_not_new(tmp_path: Path) -> None:
    data = document([change(KEY, {}, "update", change={"importing": {"id": "1"}})], [block(KEY, {})])
    key = graph(data, tmp_path).find(KEY)
    assert key is not None
    assert key.imported
    assert key.is_new is Truth.NO


def test_what_is_deleted_is_beside_the_graph(tmp_path: Path) -> None:
    gone = change(KEY, None, "delete", before={"description": "old", "id": "1"})
    deployment = graph(document([gone, change("aws_kms_key.b", {})], [block("aws_kms_key.b", {})]), tmp_path)
    assert [resource.address for resource in deployment.resources if resource.mode == "managed"] == ["aws_kms_key.b"]
    (deleted,) = deployment.deleted
    assert (deleted.address, deleted.change, deleted.existence) == (KEY, "delete", Truth.NO)
    assert deleted.get("Description").text == "old"


def test_an_unknown_identity_is_a_reference_to_its_resource(tmp_path: Path) -> None:
    changes = [
        change("aws_kms_custom_key_store.s", {}, unknown={"id": True}),
        change(KEY, {}, unknown={"id": True, "custom_key_store_id": True, "description": True}),
    ]
    store = refers("aws_kms_custom_key_store.s.id", "aws_kms_custom_key_store.s")
    blocks = [
        block("aws_kms_custom_key_store.s", {}),
        block(KEY, {"custom_key_store_id": store, "description": store}),
    ]
    deployment = graph(document(changes, blocks), tmp_path)
    key = deployment.find(KEY)
    assert key is not None
    assert key.get("CustomKeyStoreId").target() is deployment.find("aws_kms_custom_key_store.s")
    assert isinstance(key.get("Description").value, Unknown)
    assert deployment.depends(key, deployment.resources[0])


@pytest.mark.parametrize(
    "expression",
    [
        refers("aws_kms_custom_key_store.s.id", "aws_kms_custom_key_store.s", "var.other"),
        refers("local.store"),
        refers("aws_kms_custom_key_store.s.id", "aws_kms_custom_key_store.s", "aws_vpc.v.id", "aws_vpc.v"),
        refers("aws_kms_custom_key_store.s"),
        refers("each.value"),
    ],
)
def test_an_expression_of_more_than_one_thing_is_unknown(expression: dict[str, Any], tmp_path: Path) -> None:
    changes = [
        change("aws_kms_custom_key_store.s", {}, unknown={"id": True}),
        change("aws_vpc.v", {}, unknown={"id": True}),
        change(KEY, {}, unknown={"custom_key_store_id": True}),
    ]
    blocks = [block("aws_kms_custom_key_store.s", {}), block(KEY, {"custom_key_store_id": expression})]
    key = graph(document(changes, blocks), tmp_path).find(KEY)
    assert key is not None
    assert isinstance(key.get("CustomKeyStoreId").value, Unknown)


def test_references_are_followed_through_modules(tmp_path: Path) -> None:
    store = {
        "resources": [block("aws_kms_custom_key_store.s", {})],
        "outputs": {"id": {"expression": refers("aws_kms_custom_key_store.s.id", "aws_kms_custom_key_store.s")}},
    }
    keys = {
        "resources": [block(KEY, {"custom_key_store_id": refers("var.store")}, for_each_expression=refers("var.n"))],
        "variables": {"store": {}, "n": {}},
    }
    argument = refers('module.store["x"].id', 'module.store["x"]', "module.store")
    calls = {
        "store": {"module": store, "for_each_expression": constant(["x", "y"])},
        "keys": {"module": keys, "expressions": {"store": argument}},
    }
    changes = [
        change(f'module.store["{name}"].aws_kms_custom_key_store.s', {}, unknown={"id": True}) for name in ("x", "y")
    ]
    changes += [
        change(f'module.keys.{KEY}["{name}"]', {}, unknown={"custom_key_store_id": True}, index=name) for name in "ab"
    ]
    deployment = graph(document(changes, [], root={"module_calls": calls}), tmp_path)
    for name in "ab":
        key = deployment.find(f'module.keys.{KEY}["{name}"]')
        assert key is not None
        assert [call.address for call in key.chain] == ["module.keys"]
        target = key.get("CustomKeyStoreId").target("AWS::KMS::CustomKeyStore")
        assert target is not None
        assert target.address == 'module.store["x"].aws_kms_custom_key_store.s'
        assert deployment.depends(key, target)


def test_a_known_value_refers_to_what_has_that_very_value(tmp_path: Path) -> None:
    group = "aws_elasticache_user_group.g"
    changes = [
        change('aws_elasticache_user.u["a"]', {"user_id": "a"}, index="a"),
        change('aws_elasticache_user.u["b"]', {"user_id": "b"}, index="b"),
        change(group, {"user_ids": ["b", "default"]}),
    ]
    user = refers('aws_elasticache_user.u["b"].user_id', 'aws_elasticache_user.u["b"]', "aws_elasticache_user.u")
    blocks = [block("aws_elasticache_user.u", {"user_id": refers("each.key")}), block(group, {"user_ids": user})]
    found = graph(document(changes, blocks), tmp_path).find(group)
    assert found is not None
    value = found.get("UserIds").value
    assert isinstance(value, ListOf)
    first, second = value.items
    assert isinstance(first, Reference)
    assert first.resource == 'aws_elasticache_user.u["b"]'
    assert isinstance(revealed(first), Known)
    assert isinstance(second, Known)


def test_what_the_provider_adds_is_not_written(tmp_path: Path) -> None:
    after = {"description": "x", "is_enabled": True, "policy": None, "tags_all": {}}
    data = document(
        [change(KEY, after, unknown={"multi_region": True, "arn": True})],
        [block(KEY, {"description": constant("x"), "policy": constant(None)})],
    )
    key = graph(data, tmp_path).find(KEY)
    assert key is not None
    assert set(key.attributes.items) == {"Description"}
    assert key.get("Enabled").is_set is Truth.NO
    assert key.get("MultiRegion").is_set is Truth.NO


def test_without_a_configuration_nothing_is_surely_missing(tmp_path: Path) -> None:
    data = document([change(KEY, {"description": "x"}, unknown={"arn": True})], [])
    del data["configuration"]
    key = graph(data, tmp_path).find(KEY)
    assert key is not None
    assert key.get("Description").text == "x"
    assert key.get("MultiRegion").is_set is Truth.MAYBE


def test_sensitive_values_are_marked(tmp_path: Path) -> None:
    user = "aws_elasticache_user.u"
    after = {"passwords": ["a-secret-password"], "user_name": "u"}
    data = document(
        [change(user, after, sensitive={"passwords": True})],
        [block(user, {"passwords": constant(["a-secret-password"]), "user_name": constant("u")})],
    )
    found = graph(data, tmp_path).find(user)
    assert found is not None
    assert found.get("Passwords").value.sensitive
    assert not found.get("UserName").value.sensitive


def test_regions_come_from_the_provider_the_resource_or_the_options(tmp_path: Path) -> None:
    changes = [
        change(KEY, {}),
        change("aws_kms_key.west", {}),
        change("aws_kms_key.own", {"region": "sa-east-1"}),
        change("aws_kms_key.none", {}),
        change("aws_kms_key.made", {}),
    ]
    blocks = [
        block(KEY, {}, provider_config_key="aws.variable"),
        block("aws_kms_key.west", {}, provider_config_key="aws.west"),
        block("aws_kms_key.own", {"region": constant("sa-east-1")}, provider_config_key="aws.west"),
        block("aws_kms_key.none", {}, provider_config_key="aws"),
        block("aws_kms_key.made", {}, provider_config_key="aws.made"),
    ]
    providers = {
        "aws": AWS,
        "aws.west": {**AWS, "alias": "west", "expressions": {"region": constant("us-west-2")}},
        "aws.variable": {**AWS, "alias": "variable", "expressions": {"region": refers("var.region")}},
        "aws.made": {**AWS, "alias": "made", "expressions": {"region": refers("local.region")}},
    }
    variables = {"region": {"value": "eu-south-1"}}
    deployment = graph(
        document(changes, blocks, providers=providers, variables=variables), tmp_path, region="eu-north-1"
    )
    regions = {resource.address: resource.region for resource in deployment.of_type("AWS::KMS::Key")}
    assert isinstance(regions.pop("aws_kms_key.made"), Unknown)
    assert {name: getattr(value, "scalar", value) for name, value in regions.items()} == {
        KEY: "eu-south-1",
        "aws_kms_key.west": "us-west-2",
        "aws_kms_key.own": "sa-east-1",
        "aws_kms_key.none": "eu-north-1",
    }
    own = deployment.find("aws_kms_key.own")
    assert own is not None
    assert own.own_region


def test_a_step_behind_a_local_may_be_waited_for(tmp_path: Path) -> None:
    changes = [change("aws_kms_custom_key_store.s", {}), change("null_resource.connect", {}), change(KEY, {})]
    provisioners = [{"type": "local-exec", "expressions": {"command": constant("./connect.sh")}}]
    blocks = [
        block("aws_kms_custom_key_store.s", {}),
        block("null_resource.connect", {}, provisioners=provisioners),
        block(KEY, {"description": refers("local.text")}),
    ]
    deployment = graph(document(changes, blocks), tmp_path)
    key, step = deployment.find(KEY), deployment.find("null_resource.connect")
    assert key is not None
    assert step is not None
    assert step.opaque
    assert step.commands == (Known("./connect.sh", origin=step.commands[0].origin),)  # type: ignore[union-attr]
    assert deployment.steps_before(key) == [step]


def test_a_partial_plan_does_not_say_that_the_rest_is_not_there(tmp_path: Path) -> None:
    data = document([change(KEY, {})], [block(KEY, {}), block("aws_kms_alias.a", {})], complete=False)
    alias = graph(data, tmp_path).find("aws_kms_alias.a")
    assert alias is not None
    assert alias.existence is Truth.MAYBE
    assert alias.get("AliasName").is_set is Truth.MAYBE


def test_lifecycle_settings_are_not_known_to_be_absent(tmp_path: Path) -> None:
    key = graph(document([change(KEY, {}, "create", "delete", before={})], [block(KEY, {})]), tmp_path).find(KEY)
    assert key is not None
    assert key.policy("PreventDestroy").is_set is Truth.MAYBE
    assert key.policy("CreateBeforeDestroy").is_true is Truth.YES


def test_places_are_those_of_the_plan(tmp_path: Path) -> None:
    data = document([change(KEY, {"description": "x"})], [block(KEY, {"description": constant("x")})])
    text = json.dumps(data, indent=2)
    key = graph(text, tmp_path).find(KEY)
    assert key is not None
    assert text[key.header.start : key.header.end] == f'"address": "{KEY}"'
    span = key.get("Description").span
    assert text[span.start : span.end] == '"description": "x"'


@pytest.mark.parametrize(
    "text",
    ["", "[", "{", "null", "[]", '{"format_version": "1.2", "resource_changes": [{', "\x00", '{"a": ' + "[" * 100_000],
)
def test_what_is_broken_is_a_problem_and_nothing_more(text: str, tmp_path: Path) -> None:
    loaded = load(text, tmp_path)
    assert loaded.deployment.resources == ()
    assert {problem.kind for problem in loaded.problems} <= {"syntax"}


@pytest.mark.parametrize("strange", [None, 1, "x", [], {}, [None], [[]], {"a": None}])
def test_members_of_other_kinds_than_expected_are_passed_over(strange: Any, tmp_path: Path) -> None:
    base = document([change(KEY, {"description": "x"})], [block(KEY, {"description": constant("x")})])
    for name in ("resource_changes", "configuration", "variables", "planned_values", "prior_state", "output_changes"):
        load({**base, name: strange}, tmp_path)
    for name in ("provider_config", "root_module"):
        load({**base, "configuration": {**base["configuration"], name: strange}}, tmp_path)
    for name in ("change", "index", "address", "mode", "type", "name"):
        load({**base, "resource_changes": [{**base["resource_changes"][0], name: strange}]}, tmp_path)
    for name in ("actions", "before", "after", "after_unknown", "after_sensitive", "before_sensitive", "importing"):
        inner = {**base["resource_changes"][0]["change"], name: strange}
        load({**base, "resource_changes": [{**base["resource_changes"][0], "change": inner}]}, tmp_path)
    for name in ("expressions", "address", "provisioners", "depends_on", "provider_config_key", "count_expression"):
        changed = {**block(KEY, {"description": constant("x")}), name: strange}
        load(document([change(KEY, {"description": "x"})], [changed]), tmp_path)


def found_in(directory: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    monkeypatch.chdir(directory)
    return [(finding.rule.id, finding.address) for finding in check([Path()], Options()).findings]


USER = "aws_elasticache_user.u"


def user(*actions: str) -> dict[str, Any]:
    after = {"user_id": "u", "user_name": "u", "engine": "redis", "access_string": "on", "passwords": ["short"]}
    expressions = {name: constant(value) for name, value in after.items()}
    return document([change(USER, after, *actions, before=after)], [block(USER, expressions)])


def test_the_command_finds_plans_by_their_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "state.json").write_text('{"format_version": "1.0", "values": {}}', encoding="utf-8")
    (tmp_path / "package.json").write_text('{"format_version": "x"}', encoding="utf-8")
    (tmp_path / "plan.json").write_text(json.dumps(user("create"), sort_keys=True), encoding="utf-8")
    assert found_in(tmp_path, monkeypatch) == [("EC001", USER)]
    report = check([Path("plan.json")], Options())
    assert (report.units, len(report.findings)) == (("plan.json",), 1)


def test_of_what_is_left_as_it_is_no_call_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plan.json").write_text(json.dumps(user("no-op")), encoding="utf-8")
    assert found_in(tmp_path, monkeypatch) == []
