from __future__ import annotations

import json
from typing import Any

import pytest


def test_old_findings_do_not_count(project: Any) -> None:
    project.write("a/main.tf", project.ROTATED)
    code, _, err = project.run("baseline", "create")
    assert code == 0
    assert "1 finding in awslint-baseline.json" in err
    assert project.rules("--baseline", "awslint-baseline.json") == []
    # Lines may move; the finding stays the same one.
    project.write("a/main.tf", "# more\n\n" + project.ROTATED)
    (found,) = project.json("--baseline", "awslint-baseline.json")["findings"]
    assert found["suppressed"] == {"kind": "baseline"}
    project.write("a/new.tf", project.ROTATED.replace('"k"', '"new"'))
    code, out, err = project.run("--baseline", "awslint-baseline.json", "--format", "concise")
    assert (code, out.count("KMS085")) == (1, 1)
    assert "aws_kms_key.new" in out
    assert "1 finding suppressed" in err
    assert project.rules("--baseline", "awslint-baseline.json", "--no-suppressions") == ["KMS085", "KMS085"]


def test_a_baseline_means_the_same_from_everywhere(project: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write("a/main.tf", project.ROTATED)
    project.write("awslint.toml", 'baseline = "old/findings.json"\n')
    (project.root / "old").mkdir()
    code, _, err = project.run("baseline", "create")
    assert code == 2
    assert "--baseline old/findings.json" in err
    assert not (project.root / "old/findings.json").exists()
    assert project.run("baseline", "create", "--baseline", "old/findings.json")[0] == 0
    assert project.rules() == []
    monkeypatch.chdir(project.root / "a")
    assert project.rules() == []
    assert project.rules("main.tf") == []


def test_what_is_repaired_is_removed_from_the_baseline(project: Any) -> None:
    for name in ("a", "b"):
        project.write(f"{name}/main.tf", project.ROTATED)
    project.run("baseline", "create")
    project.write("a/main.tf", project.ROTATED.replace("true", "false"))
    untouched = project.read("awslint-baseline.json")
    assert project.run("baseline", "prune", "b")[2].startswith("0 findings removed from the baseline, 2 left")
    assert project.read("awslint-baseline.json") == untouched
    assert project.run("baseline", "prune")[2].startswith("1 finding removed from the baseline, 1 left")
    (entry,) = json.loads(project.read("awslint-baseline.json"))["findings"]
    assert (entry["rule"], entry["unit"], entry["address"]) == ("KMS085", "b", "aws_kms_key.k")
    project.write("b/main.tf", "resource {{{")
    assert project.run("baseline", "prune")[0] == 4
    assert len(json.loads(project.read("awslint-baseline.json"))["findings"]) == 1


def test_the_file_is_the_same_on_every_run(project: Any) -> None:
    for name in ("b", "a", "c"):
        project.write(f"{name}/main.tf", project.ROTATED)
    project.run("baseline", "create")
    first = project.read("awslint-baseline.json")
    project.run("baseline", "create", "c", "b", "a")
    assert project.read("awslint-baseline.json") == first


@pytest.mark.parametrize("text", [None, "", "[]", '{"version": 2, "findings": []}', '{"version": 1, "findings": [{}]}'])
def test_what_is_no_baseline(project: Any, text: str | None) -> None:
    project.write("main.tf", project.ROTATED)
    if text is not None:
        project.write("old.json", text)
    code, out, err = project.run("--baseline", "old.json")
    assert (code, out) == (2, "")
    assert "baseline old.json: " in err


POLICY = """\
Resources:
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: [{actions}]
            Resource: "*"
"""


@pytest.mark.parametrize(
    ("actions", "left"),
    [
        ("memorydb:DescribeUsr, memorydb:DescribeFoo", []),
        ("memorydb:DescribeUsers, memorydb:DescribeUsr, memorydb:DescribeFoo", []),
        ("memorydb:DescribeFoo, memorydb:DescribeUsr", []),
        ("memorydb:DescribeBar, memorydb:DescribeFoo", ["IAM001"]),
    ],
    ids=["same", "one more before", "other order", "another fault in the same place"],
)
def test_elements_of_lists_are_known_by_content(project: Any, actions: str, left: list[str]) -> None:
    project.write("t.yaml", POLICY.format(actions="memorydb:DescribeUsr, memorydb:DescribeFoo"))
    assert project.run("baseline", "create", "--severity", "info")[0] == 0
    project.write("t.yaml", POLICY.format(actions=actions))
    shown = project.json("--baseline", "awslint-baseline.json", "--severity", "info")["findings"]
    assert [finding["rule"] for finding in shown if "suppressed" not in finding] == left


USERS = """
resource "aws_elasticache_user" "u" {
  for_each      = toset([%s])
  user_id       = each.key
  user_name     = each.key
  engine        = "redis"
  access_string = "on ~* +@all"
  passwords     = ["short"]
}
"""


def test_every_instance_of_a_text_at_fault_is_an_old_finding(project: Any) -> None:
    project.write("main.tf", USERS % '"a", "b"')
    code, _, err = project.run("baseline", "create")
    assert (code, err) == (0, "1 finding, 2 with every instance, in awslint-baseline.json\n")
    assert project.rules("--baseline", "awslint-baseline.json") == []
    project.write("main.tf", USERS % '"a", "b", "c"')
    (new,) = project.json("--baseline", "awslint-baseline.json", "--no-suppressions")["findings"][:1]
    assert new["rule"] == "EC001"
    assert project.rules("--baseline", "awslint-baseline.json") == ["EC001"]


def test_old_findings_of_what_is_renamed_stay_old(project: Any) -> None:
    project.write("t.yaml", POLICY.format(actions="memorydb:DescribeUsr"))
    project.write("users/main.tf", USERS % '"a"')
    assert project.run("baseline", "create")[0] == 0
    (project.root / "t.yaml").rename(project.root / "policy.yaml")
    (project.root / "users").rename(project.root / "people")
    assert project.rules("--baseline", "awslint-baseline.json") == []
    assert (
        project.run("baseline", "prune")[2] == "0 findings removed from the baseline, 2 left in awslint-baseline.json\n"
    )
    assert "people" in project.read("awslint-baseline.json")
    assert project.rules("--baseline", "awslint-baseline.json") == []
    project.write("policy.yaml", POLICY.format(actions="memorydb:DescribeUsers"))
    assert project.run("baseline", "prune")[2].startswith("1 finding removed")
