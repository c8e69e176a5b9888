"""A configuration and its plan have the same findings, but for what only one of them can know.

A finding that one of them lacks is one that it could not decide: the check is among its doubts. What else may differ is
listed here with the reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from awslint.engine import Options, check
from awslint.report.outcome import Report

from .make import projects
from .stored import Stored, index, stored

PLANS = list(stored())

COMPOSED = "of a value that is unknown as a whole a plan does not tell what it is made of"
LOCALS = "plans do not have locals, so they do not tell what an unknown value that comes from one refers to"
ORDER = "the first of several equals is named: plans are in the order of addresses, files in that of writing"

STEPS = ("KMS053", "KMS055", "KMS056", "KMS057", "KMS061")
"""Rules that read what provisioners run. A plan tells it only where nothing is filled in, so they are not compared in
projects that have provisioners."""

DIFFERENT = {
    ("credentials/CRED001/bad_workloads", "CRED001", "aws_instance.app"): "a hash stands for user data",
    ("elasticache/EC040/good", "EC040", "aws_elasticache_user_group_association.one"): ORDER,
    ("elasticache/EC040/good", "EC040", "aws_elasticache_user_group_association.two"): ORDER,
    ("elasticache/EC040/good", "EC040", "aws_elasticache_user_group_association.elsewhere"): ORDER,
    ("iam/IAM001/bad_document", "IAM001", "aws_iam_group_policy.operators"): "a document that two policies "
    "have is one mistake where it is written, and two in the plan, which has it twice",
    ("iam/IAM005/bad_cluster_only", "IAM005", "aws_iam_role_policy.connect"): COMPOSED,
    ("iam/IAM016/bad_ecs", "IAM016", "aws_ecs_task_definition.app"): COMPOSED,
    ("iam/IAM016/bad_lambda", "IAM016", "aws_lambda_function.app"): COMPOSED,
    ("kms/KMS042/bad_resource", "KMS042", "aws_kms_custom_key_store.main"): LOCALS,
    ("kms/KMS055/bad_through_functions", "KMS055", "aws_kms_key.by_one"): COMPOSED,
    ("memorydb/MDB004/good_to_be_called", "MDB004", "aws_memorydb_user.app"): "a plan of a module that is to "
    "be called shows its defaults as values",
    ("projects/caches", "EC035", "module.users.aws_elasticache_user_group.all"): "a plan has the members of the group "
    "by their ids, which refer to nothing",
    ("projects/memorydb_iam_first", "IAM005", "aws_iam_role_policy.connect"): COMPOSED,
    ("projects/keystore_first", "KMS042", "aws_kms_custom_key_store.main"): "a plan does not tell which element of a "
    "list that is known after apply is meant",
    ("projects/changes", "KMS052", "aws_kms_custom_key_store.main"): "only a plan deletes",
    ("projects/changes", "KMS055", "aws_kms_key.new"): "only the plan knows that the key store is there already",
    ("region/REG003/bad_aliases", "REG003", "aws_memorydb_subnet_group.app"): COMPOSED,
    ("region/REG003/bad_module", "REG003", "module.cache.aws_elasticache_subnet_group.this"): COMPOSED,
}
"""What differs although neither side has a doubt, by project, rule and address."""


@dataclass
class Findings:
    """What was found, by rule and resource, and the checks that were not decided."""

    found: set[tuple[str, str, str]] = field(default_factory=set)
    doubts: set[tuple[str, str]] = field(default_factory=set)


def findings(report: Report) -> Findings:
    """Of an attribute the first name: documents are texts in plans, and Terraform sorts the elements of sets.

    Instances of one block are one: they have one place in a configuration, and several in a plan. Plans do not have
    the backend.
    """
    return Findings(
        {
            (finding.rule.id, re.sub(r"\[[^]]*\]", "", finding.address), re.split(r"[.\[]", finding.attribute)[0])
            for finding in report.findings
            if not finding.address.startswith("backend.")
        },
        {(doubt.rule, re.sub(r"\[[^]]*\]", "", doubt.address)) for _, doubt in report.doubts},
    )


@pytest.mark.parametrize("stored_plan", PLANS, ids=str)
def test_a_configuration_and_its_plan_have_the_same_findings(stored_plan: Stored, tmp_path: Path) -> None:
    root = stored_plan.configuration(tmp_path)
    plan = tmp_path / "plan.json"
    plan.write_text(stored_plan.text(), encoding="utf-8")
    written, planned = check([root], Options()), check([plan], Options())
    assert not planned.problems
    assert len(planned.units) == 1
    mine, other = findings(written), findings(planned)
    surplus = [finding for finding in mine.found - other.found if finding[:2] not in other.doubts]
    surplus += [finding for finding in other.found - mine.found if finding[:2] not in mine.doubts]
    if "provisioner" in stored_plan.text():
        surplus = [each for each in surplus if each[0] not in STEPS]
    assert [each for each in sorted(surplus) if (stored_plan.name, *each[:2]) not in DIFFERENT] == []


def test_most_projects_are_as_they_were_when_they_were_planned() -> None:
    """Otherwise `make.py --new` is due: the comparisons pass over what has changed."""
    assert len(PLANS) + len(index()["not_planned"]) > 0.7 * len(list(projects()))
