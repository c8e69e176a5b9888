"""The examples of every policy file, and what every policy has to bring."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import awslint_rules
from awslint.rules.policies.checking import faults
from awslint.rules.policies.document import compiled_policies, examples, rows, schema_faults
from awslint.rules.policies.index import policy_files
from awslint.rules.registry import built_in_policies
from awslint.runs.policy_tests import failures

ROOT = Path(awslint_rules.__path__[0])
FILES = policy_files(ROOT)
RULES = {rule.id: rule for rule in built_in_policies().all()}
EVERY_FILE = pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())


@EVERY_FILE
def test_examples(path: Path, tmp_path: Path) -> None:
    """The rows of a table differ in their data alone: of long ones every eighth row runs here.

    AWSLINT_WHOLE=1, as well as `awslint test rules`, runs all of them.
    """
    every = 1 if os.environ.get("AWSLINT_WHOLE") else 8
    assert "\n\n".join(failures(path, RULES, tmp_path, every=every)) == ""


@EVERY_FILE
def test_brings_evidence_and_examples_of_both_kinds(path: Path) -> None:
    for policy in rows(path, path.read_text(encoding="utf-8")):
        assert policy.get("evidence"), policy["id"]
        assert policy.get("raises"), policy["id"]
        assert policy.get("help"), policy["id"]
        assert list(examples(policy, "accepted")), f"{policy['id']}: no accepted configuration that comes near"
        languages = {"terraform" if language == "plan" else language for language, _, _ in examples(policy, "examples")}
        assert languages == set(policy.get("languages") or ("terraform", "cloudformation")), policy["id"]


def test_every_file_is_in_the_index() -> None:
    ids = [policy["id"] for path in FILES for policy in rows(path, path.read_text(encoding="utf-8"))]
    assert len(ids) == len(set(ids)), sorted(name for name in ids if ids.count(name) > 1)
    assert set(ids) == RULES.keys()


@EVERY_FILE
def test_fits_the_schema(path: Path) -> None:
    assert list(schema_faults(path.read_text(encoding="utf-8"))) == []


@EVERY_FILE
def test_names_exist(path: Path) -> None:
    compiled = compiled_policies(path, path.read_text(encoding="utf-8"))
    assert [f"{policy['id']}: {fault}" for policy in compiled for fault in faults(policy)] == []
