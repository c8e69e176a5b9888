from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

SCHEMA = json.loads((Path(__file__).parents[1] / "contract" / "findings.schema.json").read_text(encoding="utf-8"))

HEAD = 'resource "aws_kms_key" "k" {\n  custom_key_store_id = "cks-1234567890abcdef0"\n'
LINE = "  enable_key_rotation = true"


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}{LINE} # awslint: ignore[KMS085] why\n}}\n",
        f"{HEAD}{LINE} // awslint: ignore[KMS085] why\n}}\n",
        f"{HEAD}{LINE} /* awslint: ignore[KMS085] why */\n}}\n",
        f"{HEAD}  # awslint: ignore[KMS085] why\n{LINE}\n}}\n",
        f"{HEAD}  # awslint: ignore[KMS085, IAM001] why\n  # and more\n{LINE}\n}}\n",
        f"{HEAD}  /* awslint: ignore[KMS085] why\n     and more */\n{LINE}\n}}\n",
        f"# awslint: ignore[KMS085] why\n{HEAD}{LINE}\n}}\n",
        f"{HEAD.replace('{', '{ # awslint: ignore[KMS085] why', 1)}{LINE}\n}}\n",
        f"\n\n# awslint: ignore-file[KMS085] why\n\nlocals {{}}\n{HEAD}{LINE}\n}}\n",
    ],
)
def test_a_comment_silences_what_it_stands_at(project: Any, text: str) -> None:
    project.write("main.tf", text)
    data = project.json("--ignore", "SUP001")
    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    (found,) = data["findings"]
    assert (found["rule"], found["suppressed"]) == ("KMS085", {"kind": "comment", "reason": "why"})
    assert (data["summary"]["errors"], data["summary"]["suppressed"]) == (0, 1)
    code, _, err = project.run("--ignore", "SUP001")
    assert code == 0
    assert "1 finding suppressed" in err
    assert project.rules("--no-suppressions") == ["KMS085"]


@pytest.mark.parametrize(
    "text",
    [
        f'{HEAD}  description = "# awslint: ignore[KMS085] why"\n{LINE}\n}}\n',
        f"{HEAD}  description = <<EOT\n# awslint: ignore-file[KMS085] why\nEOT\n{LINE}\n}}\n",
        f'{HEAD}  description = "${{var.x}} # awslint: ignore[KMS085]"\n{LINE}\n}}\nvariable "x" {{}}\n',
    ],
)
def test_a_string_is_no_comment(project: Any, text: str) -> None:
    project.write("main.tf", text)
    assert project.rules() == ["KMS085"]


@pytest.mark.parametrize(
    "text",
    [
        f"# awslint: ignore[KMS085] why\n\n{HEAD}{LINE}\n}}\n",
        f'{HEAD}  # awslint: ignore[KMS085] why\n  description = "x"\n{LINE}\n}}\n',
        f"{HEAD}{LINE}\n}} # awslint: ignore[KMS085] why\n",
    ],
)
def test_a_comment_elsewhere_silences_nothing_and_says_so(project: Any, text: str) -> None:
    project.write("main.tf", text)
    assert sorted(project.rules()) == ["KMS085", "SUP001"]


def test_a_comment_at_a_module_call_covers_everything_inside(project: Any) -> None:
    project.write("key/main.tf", project.ROTATED)
    project.write("main.tf", 'module "a" {\n  source = "./key"\n}\n')
    assert project.rules("main.tf", "key/main.tf") == ["KMS085"]
    call = '# awslint: ignore[KMS085] why\nmodule "a" {\n  source = "./key"\n}\n'
    project.write("main.tf", call)
    data = project.json("main.tf")
    assert [finding["suppressed"]["kind"] for finding in data["findings"]] == ["comment"]
    project.write("main.tf", call + 'module "b" {\n  source = "./key"\n}\n')
    assert project.rules("main.tf") == ["KMS085"]


YAML = {
    "line": ("      EnableKeyRotation: true\n", "      EnableKeyRotation: true # awslint: ignore[KMS086] why\n"),
    "above": ("      EnableKeyRotation", "      # awslint: ignore[KMS086] why\n      EnableKeyRotation"),
    "resource": ("  Key:\n", "  # awslint: ignore[KMS086] why\n  Key:\n"),
    "file": ("Resources:\n", "# awslint: ignore-file[KMS086] why\nResources:\n"),
}


@pytest.mark.parametrize(("old", "new"), YAML.values(), ids=YAML)
def test_comments_in_templates(project: Any, old: str, new: str) -> None:
    project.write("t.yaml", project.TEMPLATE.replace(old, new))
    assert project.rules() == []
    assert project.json()["findings"][0]["suppressed"] == {"kind": "comment", "reason": "why"}


def test_a_block_scalar_holds_no_comments(project: Any) -> None:
    text = project.TEMPLATE.replace(
        "      KeySpec", "      Description: |\n        # awslint: ignore-file[KMS086]\n      KeySpec"
    )
    project.write("t.yaml", text)
    assert project.rules() == ["KMS086"]


METADATA = {"awslint": {"ignore": [{"rules": ["KMS086"], "reason": "why", "until": "2030-01-31"}]}}


@pytest.mark.parametrize(
    ("whole", "path"),
    [
        (True, ""),
        (False, ""),
        (False, "Properties.EnableKeyRotation"),
        (False, "Properties.KeySpec"),
        (False, "Properties.Nothing"),
    ],
)
def test_metadata_of_templates_and_resources(project: Any, whole: bool, path: str) -> None:
    metadata = json.loads(json.dumps(METADATA))
    if path:
        metadata["awslint"]["ignore"][0]["path"] = path
    key = {"Type": "AWS::KMS::Key", "Properties": {"KeySpec": "RSA_2048", "EnableKeyRotation": True}}
    template: dict[str, Any] = {"Resources": {"Key": key}}
    (template if whole else key)["Metadata"] = metadata
    project.write("t.json", json.dumps(template, indent=1))
    found = project.json("--now", "2030-01-31")["findings"]
    hit = path in ("", "Properties.EnableKeyRotation")
    assert [finding["rule"] for finding in found if "suppressed" not in finding] == (
        [] if hit else ["KMS086", "SUP001"]
    )
    if hit:
        assert found[0]["suppressed"] == {"kind": "metadata", "reason": "why", "until": "2030-01-31"}
    assert "SUP003" in project.rules("--now", "2030-02-01")


def test_notes_in_terraform_json(project: Any) -> None:
    block = {"custom_key_store_id": "cks-1234567890abcdef0", "enable_key_rotation": True}
    noted = {"//": "awslint: ignore[KMS085] why", **block}
    project.write("a.tf.json", json.dumps({"resource": {"aws_kms_key": {"a": noted, "b": block}}}))
    found = project.json()["findings"]
    assert [(finding["resource"]["address"], "suppressed" in finding) for finding in found] == [
        ("aws_kms_key.a", True),
        ("aws_kms_key.b", False),
    ]


@pytest.mark.parametrize(
    ("comment", "rules"),
    [
        ("# awslint: ignore[KMS085] until=2026-01-31 why", ["KMS085", "SUP003"]),
        ("# awslint: ignore[KMS085] until=2026-02-01 why", []),
        ("# awslint: ignore[KMS085, KMS055]", ["SUP001"]),
        ("# awslint: ignore[KMS085, KMS958]", ["SUP002"]),
        ("# awslint: ignore", ["KMS085", "SUP004"]),
        ("# awslint: ignore[]", ["KMS085", "SUP004"]),
        ("# awslint: ignore[all]", ["KMS085", "SUP004"]),
        ("# awslint: ignore[KMS085] until=soon", ["KMS085", "SUP004"]),
        ("# awslint: ignroe[KMS085]", ["KMS085", "SUP004"]),
        ("# see awslint: ignore[KMS085]", ["KMS085"]),
    ],
)
def test_faults_of_suppressions_are_findings(project: Any, comment: str, rules: list[str]) -> None:
    project.write("main.tf", f"{HEAD}{LINE} {comment}\n}}\n")
    assert project.rules("--now", "2026-02-01") == rules
    data = project.json("--now", "2026-02-01")
    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    for finding in data["findings"]:
        if finding["rule"].startswith("SUP"):
            assert finding["exceptions"][0]["service"] == "awslint"


def test_an_unknown_id_comes_with_a_suggestion(project: Any) -> None:
    project.write("main.tf", f"{HEAD}{LINE} # awslint: ignore[KSM085]\n}}\n")
    (found,) = [finding for finding in project.json()["findings"] if finding["rule"] == "SUP002"]
    assert found["message"] == "There is no rule KSM085."
    assert "KMS085" in found["help"]


def test_nothing_is_unused_that_may_be_needed(project: Any) -> None:
    comment = "# awslint: ignore[KMS085]"
    project.write("main.tf", f'{HEAD}  enable_key_rotation = var.on {comment}\n}}\nvariable "on" {{}}\n')
    assert project.rules() == []
    assert project.rules("--var", "on=false") == ["SUP001"]
    assert project.rules("--var", "on=false", "--select", "KMS055,SUP") == []
    project.write("broken.tf", "resource {{{\n")
    assert project.rules("--var", "on=false") == []


def test_some_rules_must_not_be_suppressed(project: Any) -> None:
    project.write("main.tf", f"{HEAD}{LINE} # awslint: ignore[KMS085] why\n}}\n")
    project.write("awslint.toml", "[rules.KMS085]\nignorable = false\n")
    assert project.rules() == ["KMS085", "SUP006"]


def test_reasons_may_be_required(project: Any) -> None:
    project.write("main.tf", f"{HEAD}{LINE} # awslint: ignore[KMS085]\n}}\n")
    project.write("awslint.toml", "require-reason = true\n")
    assert project.rules() == ["KMS085", "SUP005"]


@pytest.mark.parametrize(
    ("entry", "suppressed"),
    [
        ('rules = ["KMS085"]', True),
        ('rules = ["KMS085"]\npaths = ["a/**"]', True),
        ('rules = ["KMS085"]\npaths = ["b/**"]', False),
        ('rules = ["KMS085"]\nresources = ["aws_kms_key.*"]', True),
        ('rules = ["KMS085"]\nresources = ["module.x.*"]', False),
        ('rules = ["KMS055"]', False),
    ],
)
def test_suppressions_in_the_configuration(project: Any, entry: str, suppressed: bool) -> None:
    project.write("a/main.tf", project.ROTATED)
    project.write("awslint.toml", f'[[suppressions]]\n{entry}\nreason = "why"\nuntil = 2026-12-31\n')
    found = project.json("--now", "2026-12-31")["findings"][0]
    expected = {"kind": "configuration", "reason": "why", "until": "2026-12-31"} if suppressed else None
    assert found.get("suppressed") == expected
    assert project.rules("--now", "2027-01-01") == ["KMS085", "SUP003"]


def test_everything_is_suppressed_where_it_stands(project: Any) -> None:
    project.write("main.tf", project.ROTATED)
    project.write("t.yaml", project.TEMPLATE)
    key = {"Type": "AWS::KMS::Key", "Properties": {"KeySpec": "RSA_2048", "EnableKeyRotation": True}}
    project.write("t.json", json.dumps({"Resources": {"Key": key}}, indent=2) + "\n")
    block = {"custom_key_store_id": "cks-1234567890abcdef0", "enable_key_rotation": True}
    project.write("j/a.tf.json", json.dumps({"resource": {"aws_kms_key": {"a": block}}}, indent=2))
    allowed = '"Effect": "Allow",\n   "Action": "memorydb:DescribeCluster", "Resource": "*"'
    policy = f'{{"Version": "2012-10-17", "Statement": [{{{allowed}}}]}}'
    project.write("p/main.tf", f'resource "aws_iam_policy" "p" {{\r\n  policy = <<E\n{policy}\nE\n}}\n')
    before = {name: project.read(name) for name in ("main.tf", "t.yaml", "t.json", "j/a.tf.json", "p/main.tf")}
    code, out, err = project.run("--add-ignore", "old, until=never mind", "--format", "concise")
    assert (code, out) == (0, "")
    assert "5 findings suppressed in 5 files" in err
    for name, text in before.items():
        now = project.read(name)
        assert [line for line in text.splitlines(keepends=True) if line not in now] == []
        assert now.count("old, until=never mind") == 1
    assert project.run()[0] == 0
    assert project.read("main.tf").splitlines()[2] == "  # awslint: ignore[KMS085] old, until=never mind"
    assert "# awslint: ignore[IAM001] old, until=never mind\r\n  policy = <<E\n" in project.read("p/main.tf")
    assert project.run("--add-ignore", "again")[0] == 0
    assert project.read("main.tf").count("awslint") == 1


def test_modules_of_others_are_suppressed_at_their_call(project: Any) -> None:
    project.write(".terraform/modules/m/main.tf", project.ROTATED)
    entry = {"Key": "m", "Source": "registry.terraform.io/a/b/aws", "Version": "1.0.0", "Dir": ".terraform/modules/m"}
    project.write(".terraform/modules/modules.json", json.dumps({"Modules": [entry]}))
    project.write("main.tf", 'module "m" {\n  source  = "a/b/aws"\n  version = "1.0.0"\n}\n')
    assert project.run("--add-ignore", "theirs")[0] == 0
    assert project.read("main.tf").startswith('# awslint: ignore[KMS085] theirs\nmodule "m" {\n')
    assert project.read(".terraform/modules/m/main.tf") == project.ROTATED


@pytest.mark.parametrize("reason", ["", " ", "two\nlines"])
def test_a_reason_is_one_line(project: Any, reason: str) -> None:
    project.write("main.tf", project.ROTATED)
    assert project.run("--add-ignore", reason)[0] == 2
    assert project.read("main.tf") == project.ROTATED


@pytest.mark.parametrize("id_", ["kms085", "Kms085", "KMS-85", "KMS085"])
def test_ids_are_understood_in_any_case(project: Any, id_: str) -> None:
    project.write("main.tf", f"# awslint: ignore[{id_}] the key is imported\n{project.ROTATED}")
    assert project.rules() == []


def test_the_help_shows_what_the_user_meant(project: Any) -> None:
    project.write("main.tf", f"# awslint: ignore[kms085, everything] reason\n{project.ROTATED}")
    (found,) = [finding for finding in project.json()["findings"] if finding["rule"].startswith("SUP")]
    assert "ignore[KMS085]" in found["message"]
