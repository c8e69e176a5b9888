"""Kept trees: the same as parsing again, for whichever file the text stands in now."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from awslint.cloudformation.template import _parse as parse_template
from awslint.syntax import hcl, tree
from awslint.syntax.cached_trees import cached_tree
from awslint.syntax.secret_texts import may_hold_secret
from awslint.syntax.sources import Source, Sources, SyntaxProblem
from awslint.terraform.json_syntax import parse_json

FIXTURES = Path(__file__).parents[2] / "fixtures"
PARSERS: dict[str, tuple[str, Callable[[Source], object]]] = {
    "hcl": ("*.tf", hcl.parse),
    "yaml": ("*.yaml", parse_template),
    "json": ("*.json", parse_template),
}


class TreeStore(dict[str, bytes]):
    """A tree store in memory."""

    def put(self, key: str, content: bytes) -> None:
        self[key] = content


def shown(node: object) -> object:
    """A tree as what can be compared: template nodes are equal to nothing but themselves."""
    if isinstance(node, tree.Scalar):
        return (node.text, node.is_plain, node.span)
    if isinstance(node, tree.Sequence):
        return ([shown(item) for item in node.items], node.span)
    if isinstance(node, tree.Mapping):
        return ([(shown(key), shown(value)) for key, value in node.entries], node.span, node.tag)
    return node


def never(source: Source) -> object:
    raise AssertionError("parsed again")


@pytest.mark.parametrize("kind", PARSERS)
def test_a_kept_tree_is_the_parsed_one_in_another_file(kind: str) -> None:
    pattern, parse = PARSERS[kind]
    tree_store = TreeStore()
    before, after = Sources(tree_store=tree_store), Sources(tree_store=tree_store)
    after.add("something else", "")
    found = 0
    for path in sorted(FIXTURES.rglob(pattern)):
        try:
            cached_tree(kind, before.read(path), parse)
        except SyntaxProblem:
            continue
        again = after.read(path)
        if may_hold_secret(again.text):
            continue
        assert shown(cached_tree(kind, again, never)) == shown(parse(Source(again.number, "", again.text)))
        found += 1
    assert found >= 2


@pytest.mark.parametrize(
    "line",
    [
        'password = "hunter22"',
        "  MasterUserPassword: hunter22",
        '"Passwords": ["hunter22"]',
        "export AWS_SECRET_ACCESS_KEY=x",
        'k = "AKIAT6MN4RY9KCJP5XUW"',
        'variable "secret" {}\nk = "kP7vR2mXq9LwZ4tB8nYc1Hd6Fs3Gj5Ka0UeTiOyW"',
        'u = "https://b.s3.amazonaws.com/k?X-Amz-Signature=ab"',
        'u = "redis://app:word@host"',
    ],
)
def test_what_may_hold_a_secret_is_not_kept(line: str) -> None:
    assert may_hold_secret(f"a:\n{line}\n")
    tree_store = TreeStore()
    cached_tree("x", Sources(tree_store=tree_store).add("x", line), lambda _: tree.Scalar("x", True, 0, 0, 1))
    assert not tree_store


def test_what_only_names_secrets_is_kept() -> None:
    for line in ("password = var.password", "Password: !Ref Word", 'token = "${var.token}"', "tags = { a = 1 }"):
        assert not may_hold_secret(line)


def test_terraform_in_json_is_kept_too() -> None:
    text = '{"resource": {"aws_kms_key": {"k": [{"description": "a ${var.x}", "enabled": true, "n": [1.5, null]}]}}}'
    sources = Sources(tree_store=TreeStore())
    source = sources.add("x.tf.json", text)
    assert cached_tree("tf.json", source, parse_json) == cached_tree("tf.json", source, never) == parse_json(source)


def test_what_cannot_be_parsed_is_not_kept() -> None:
    tree_store = TreeStore()
    source = Sources(tree_store=tree_store).add("x.tf", "a = {{{")
    for _ in range(2):
        with pytest.raises(SyntaxProblem):
            cached_tree("hcl", source, hcl.parse)
    assert not tree_store


def test_another_kind_or_text_is_another_tree() -> None:
    sources = Sources(tree_store=TreeStore())
    cached_tree("hcl", sources.add("x", "a = 1"), hcl.parse)
    for kind, source in (("yaml", sources.add("x", "a = 1")), ("hcl", sources.add("y", "a = 2"))):
        with pytest.raises(AssertionError, match="again"):
            cached_tree(kind, source, never)


@pytest.mark.parametrize("content", [b"", b"no pickle", pickle.dumps(os.getcwd), pickle.dumps(print), None])
def test_a_damaged_or_hostile_store_costs_time_only(content: bytes | None) -> None:
    tree_store = TreeStore()
    sources = Sources(tree_store=tree_store)
    source = sources.add("x.tf", 'a = "${b.c}"\n')
    expected = cached_tree("hcl", source, hcl.parse)
    (key,) = tree_store
    tree_store[key] = content if content is not None else tree_store[key][:-8]
    assert cached_tree("hcl", source, hcl.parse) == expected


def test_what_is_nested_deep_is_read_all_the_same() -> None:
    source = Sources(tree_store=TreeStore()).add("x.tf", "a = " + "[" * 90 + "]" * 90)
    assert cached_tree("hcl", source, hcl.parse) == cached_tree("hcl", source, hcl.parse) == hcl.parse(source)
