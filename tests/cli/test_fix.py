from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

SCHEMA = json.loads((Path(__file__).parents[1] / "contract" / "findings.schema.json").read_text(encoding="utf-8"))
POLICY = """\
resource "aws_iam_policy" "p" {
  policy = jsonencode({ # kept
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["cloudhsmv2:DescribeClusters"], Resource = "*" }]
  })
}
"""


def test_fixes_leave_everything_else_alone(project: Any) -> None:
    project.write("main.tf", project.ROTATED.replace("= true", "= true   # keep"))
    project.write("t.yaml", project.TEMPLATE)
    key = {"Type": "AWS::KMS::Key", "Properties": {"KeySpec": "RSA_2048", "EnableKeyRotation": True}}
    project.write("t.json", json.dumps({"Resources": {"Key": key}}, indent=3))
    before = {name: project.read(name) for name in ("main.tf", "t.yaml", "t.json")}
    code, out, err = project.run("--fix", "--format", "concise")
    assert (code, out) == (0, "")
    assert "3 findings fixed in 3 files" in err
    for name, text in before.items():
        assert project.read(name) == text.replace("true", "false")
    assert project.run("--fix")[2].endswith("nothing fixed\n")


def test_a_difference_is_shown_and_nothing_written(project: Any) -> None:
    project.write("main.tf", project.ROTATED)
    code, out, err = project.run("--diff")
    assert code == 1
    assert out.splitlines() == [
        "--- a/main.tf",
        "+++ b/main.tf",
        "@@ -1,4 +1,4 @@",
        ' resource "aws_kms_key" "k" {',
        '   custom_key_store_id = "cks-1234567890abcdef0"',
        "-  enable_key_rotation = true",
        "+  enable_key_rotation = false",
        " }",
    ]
    assert "1 finding would be fixed in 1 file" in err
    assert project.read("main.tf") == project.ROTATED


def test_what_somebody_should_look_at_waits_for_its_own_option(project: Any) -> None:
    project.write("main.tf", POLICY)
    assert project.run("--fix")[0] == 1
    assert project.read("main.tf") == POLICY
    assert project.run("--fix", "--unsafe-fixes")[0] == 0
    assert project.read("main.tf") == POLICY.replace("cloudhsmv2:", "cloudhsm:")


@pytest.mark.parametrize(
    "action",
    [
        '"memorydb:DescribeCluster"',
        '"memorydb:${local.verb}Cluster"',
    ],
)
def test_a_policy_in_a_heredoc(project: Any, action: str) -> None:
    text = (
        'locals {\n  verb = "Describe"\n}\nresource "aws_iam_policy" "p" {\n  policy = <<EOT\n'
        f'{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Action": [{action}], "Resource": "*"}}]}}\n'
        "EOT\n}\n"
    )
    project.write("main.tf", text)
    project.run("--fix", "--unsafe-fixes")
    literal = "local.verb" not in action
    assert project.read("main.tf") == (text.replace('DescribeCluster"', 'DescribeClusters"') if literal else text)


def test_a_literal_that_serves_others_is_not_changed_without_asking(project: Any) -> None:
    text = project.ROTATED.replace("= true", "= local.rotate") + "locals {\n  rotate = true\n}\n"
    project.write("main.tf", text)
    assert project.run("--fix")[0] == 1
    assert project.read("main.tf") == text


def test_a_default_is_not_changed(project: Any) -> None:
    text = project.ROTATED.replace("= true", "= var.rotate") + 'variable "rotate" {\n  default = true\n}\n'
    project.write("main.tf", text)
    assert project.run("--fix", "--unsafe-fixes")[0] == 1
    assert project.read("main.tf") == text


def test_line_ends_and_byte_order_marks_stay(project: Any) -> None:
    text = "\ufeff" + project.TEMPLATE.replace("\n", "\r\n").replace("KeySpec: RSA_2048\r\n", "KeySpec: RSA_2048\n")
    project.write("t.yaml", text)
    assert project.run("--fix")[0] == 0
    assert project.read("t.yaml") == text.replace("true", "false")


def test_downloaded_modules_are_not_changed(project: Any) -> None:
    project.write(".terraform/modules/m/main.tf", project.ROTATED)
    entry = {"Key": "m", "Source": "registry.terraform.io/a/b/aws", "Version": "1.0.0", "Dir": ".terraform/modules/m"}
    project.write(".terraform/modules/modules.json", json.dumps({"Modules": [entry]}))
    project.write("main.tf", 'module "m" {\n  source  = "a/b/aws"\n  version = "1.0.0"\n}\n')
    assert project.run("--fix")[0] == 1
    assert project.read(".terraform/modules/m/main.tf") == project.ROTATED


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        ("  # awslint: ignore[KMS055] why\n", ""),
        ("  # awslint: ignore[KMS085, KMS055] why\n", "  # awslint: ignore[KMS085] why\n"),
        ("  // awslint: ignore[KMS055]\n", ""),
        ("  /* awslint: ignore[KMS055] */\n", ""),
    ],
)
def test_unused_suppressions_are_removed(project: Any, comment: str, left: str) -> None:
    rotation = "  enable_key_rotation = true\n"
    text = project.ROTATED.replace(rotation, f"{comment}{rotation}")
    project.write("main.tf", text)
    project.run("--fix", "--ignore", "KMS086")
    expected = rotation if left else rotation.replace("true", "false")
    assert project.read("main.tf") == text.replace(comment, left).replace(rotation, expected)


def test_an_unused_suppression_at_the_end_of_a_line(project: Any) -> None:
    project.write("t.yaml", "Resources:\n  T:\n    Type: AWS::SNS::Topic   # awslint: ignore[KMS085] why\n")
    assert project.rules() == ["SUP001"]
    assert project.run("--fix")[0] == 0
    assert project.read("t.yaml") == "Resources:\n  T:\n    Type: AWS::SNS::Topic\n"


def test_fixes_are_listed(project: Any) -> None:
    project.write("main.tf", project.ROTATED)
    data = project.json()
    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    fix = data["findings"][0]["fix"]
    assert fix["applicability"] == "safe"
    assert [edit["text"] for edit in fix["edits"]] == ["false"]
    assert fix["edits"][0]["location"]["start"] == {"line": 3, "column": 25}


def test_a_fix_that_does_not_do_what_it_should_is_not_written(project: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from awslint.rules import Applicability, Edit, Fix

    project.write("main.tf", project.ROTATED)
    assert project.rules() == ["KMS085"]

    for text in ("{{{", "local.nowhere", "true # no"):

        def wrong(attribute: Any, *_: Any, text: str = text) -> Fix:
            return Fix(Applicability.SAFE, (Edit(attribute.content.span, text),))

        monkeypatch.setattr("awslint.rules.policies.rule.replacing", wrong)
        code, _, err = project.run("--fix", "--no-cache")
        assert code == 1
        assert "1 change did not do what it should" in err
        assert project.read("main.tf") == project.ROTATED


def test_a_fix_that_is_left_out_keeps_back_no_other(project: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from awslint.rules import Applicability, Edit, Fix
    from awslint.rules.policies import rule

    replacing = rule.replacing

    def sometimes_wrong(attribute: Any, *rest: Any) -> Fix | None:
        if attribute.resource.address in ("aws_kms_key.k3", "aws_kms_key.k18"):
            return Fix(Applicability.SAFE, (Edit(attribute.content.span, "{{{"),))
        return replacing(attribute, *rest)

    monkeypatch.setattr("awslint.rules.policies.rule.replacing", sometimes_wrong)
    for number in range(24):
        project.write(f"{number}/main.tf", project.ROTATED.replace('"k"', f'"k{number}"'))
    code, _, err = project.run("--fix", "--no-cache")
    assert code == 1
    assert "22 findings fixed in 22 files; 2 changes did not do what they should and were left out" in err


@pytest.mark.parametrize(
    "arguments", [("--unsafe-fixes",), ("--fix", "--add-ignore", "x")], ids=["unsafe alone", "fix and ignore"]
)
def test_options_that_do_not_go_together(project: Any, arguments: tuple[str, ...]) -> None:
    project.write("main.tf", project.ROTATED)
    assert project.run(*arguments)[0] == 2
    assert project.read("main.tf") == project.ROTATED


def test_many_fixes_in_one_file(project: Any) -> None:
    rotated = project.ROTATED
    text = "".join(rotated.replace('"k"', f'"k{number}"') for number in range(20))
    project.write("main.tf", text)
    assert project.run("--fix")[0] == 0
    assert len(re.findall("= false", project.read("main.tf"))) == 20


BLOCK = """\
Resources:
  Key:
    Type: AWS::KMS::Key
    Metadata:
      awslint:
        ignore:
          - rules: [KMS055]
            reason: why
    Properties:
      Description: x
"""
FLOW = """\
{"Resources": {
  "Key": {
    "Type": "AWS::KMS::Key",
    "Metadata": {"team": "a", "awslint": {"ignore": [{"rules": ["KMS086"]}, {"rules": ["KMS055"], "reason": "why"}]}},
    "Properties": {"KeySpec": "RSA_2048", "EnableKeyRotation": "true"}
  }
}}
"""
NOTE = """\
{"resource": {"aws_kms_key": {"a": {
  "//": "awslint: ignore[KMS085, KMS055] why",
  "custom_key_store_id": "cks-1234567890abcdef0",
  "enable_key_rotation": true
}}}}
"""


@pytest.mark.parametrize(
    ("name", "text", "old", "new"),
    [
        ("t.yaml", BLOCK, BLOCK[BLOCK.index("    Metadata") : BLOCK.index("    Properties")], ""),
        ("t.json", FLOW, ', {"rules": ["KMS055"], "reason": "why"}', ""),
        (
            "t.json",
            FLOW.replace('{"rules": ["KMS086"]}, ', ""),
            FLOW[FLOW.index(', "awslint"') : FLOW.index("},\n")],
            "",
        ),
        ("a.tf.json", NOTE, "KMS085, KMS055", "KMS085"),
        ("a.tf.json", NOTE.replace("KMS085, ", ""), '"//": "awslint: ignore[KMS055] why",\n  ', ""),
    ],
)
def test_unused_metadata_is_removed(project: Any, name: str, text: str, old: str, new: str) -> None:
    old = old.replace('{"rules": ["KMS086"]}, ', "") if "KMS086" not in text else old
    project.write(name, text)
    assert "SUP001" in project.rules()
    project.run("--fix", "--ignore", "IAM")
    assert project.read(name).replace("false", "true") == text.replace(old, new)


SHARED = """\
variable "rotation" {
  type    = bool
  default = true
}
resource "aws_kms_key" "signing" {
  customer_master_key_spec = "RSA_2048"
  key_usage                = "SIGN_VERIFY"
  enable_key_rotation      = true
}
"""


@pytest.mark.parametrize(
    "calls", ['module "a" {\n  source = "./m"\n}\n', 'module "a" {\n  source   = "./m"\n  count = 1\n}\n']
)
def test_a_fix_in_a_module_with_one_caller_is_safe(project: Any, calls: str) -> None:
    project.write("m/main.tf", SHARED)
    project.write("main.tf", calls)
    project.run("--fix")
    assert "= false" in project.read("m/main.tf") or "enable_key_rotation" not in project.read("m/main.tf")


@pytest.mark.parametrize(
    ("calls", "other"),
    [
        ('module "a" {\n  source = "./m"\n}\nmodule "b" {\n  source = "./m"\n}\n', "module.b"),
        ('module "a" {\n  source   = "./m"\n  for_each = toset(["x", "y"])\n}\n', 'module.a["y"]'),
    ],
)
def test_a_fix_in_a_module_with_several_callers_waits_and_says_whom_it_touches(
    project: Any, calls: str, other: str
) -> None:
    project.write("m/main.tf", SHARED)
    project.write("main.tf", calls)
    assert f"also changes {other}." in " ".join(project.run("--format", "full")[1].split())
    project.run("--fix")
    assert project.read("m/main.tf") == SHARED
    project.run("--fix", "--unsafe-fixes")
    assert project.read("m/main.tf") != SHARED


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("t.yaml", "Pw: {Type: String}", "Pw: {NoEcho: true, Type: String}"),
        ("t.yaml", "Pw:  # of the cache\n    Type: String", "Pw:  # of the cache\n    NoEcho: true\n    Type: String"),
        ("t.yaml", 'Pw:\n    Default: "battery-staple"', 'Pw:\n    NoEcho: true\n    Default: "battery-staple"'),
        ("t.json", '"Pw": {"Type": "String"}', '"Pw": {"NoEcho": true, "Type": "String"}'),
        ("t.json", '"Pw": {\n    "Type": "String"\n  }', '"Pw": {\n    "NoEcho": true,\n    "Type": "String"\n  }'),
        ("t.json", '"Pw": {"Default": "battery-staple"}', '"Pw": {"NoEcho": true, "Default": "battery-staple"}'),
    ],
)
def test_a_parameter_that_carries_a_secret_hides_it(project: Any, name: str, before: str, after: str) -> None:
    text = {
        "t.yaml": "Parameters:\n  %s\nResources:\n  R:\n    Type: AWS::ElastiCache::User\n    Properties:\n"
        "      Passwords: [!Ref Pw]\n",
        "t.json": '{"Parameters": {%s},\n "Resources": {"R": {"Type": "AWS::ElastiCache::User",'
        ' "Properties": {"Passwords": [{"Ref": "Pw"}]}}}}\n',
    }[name]
    project.write(name, text % before)
    options = ("--select", "CRED017", "--severity", "info", "--fail-on", "info")
    assert project.run(*options)[0] == 1
    assert project.run(*options, "--fix")[0] == 0
    assert project.read(name) == text % after
