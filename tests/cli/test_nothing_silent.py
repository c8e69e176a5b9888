"""What is not analysed is reported in a sentence that helps; what means nothing is wrong usage."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

CONFLICT = """\
resource "aws_kms_key" "k" {
<<<<<<< HEAD
  description = "a"
=======
  description = "b"
>>>>>>> feature
}
"""


def test_conflict_markers_are_named(project) -> None:
    project.write("main.tf", CONFLICT)
    project.write("other.tf", 'variable "x" {\n  default = <<EOT\n<<<<<<< HEAD\n=======\n>>>>>>> b\nEOT\n}\n')
    code, _, errors = project.run(".")
    assert code == 4
    assert "main.tf:2:1: syntax: git's conflict markers" in errors
    assert "other.tf" not in errors


def test_a_broken_template_is_no_other_file(project) -> None:
    project.write("stack.yaml", "Resources:\n  Key:\n\tType: AWS::KMS::Key\n")
    code, _, errors = project.run("stack.yaml")
    assert code == 4
    assert "stack.yaml:3:1: syntax: not YAML" in errors


RESOURCE = "\n  Key:\n    Type: AWS::KMS::Key\n"
VERSION = "AWSTemplateFormatVersion: 2010-09-09\n"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.yaml", f"{VERSION}resources:{RESOURCE}", "a.yaml:2:1: syntax: a template has no section resources"),
        ("a.yaml", f"{VERSION}Resources:\n  - Type: AWS::KMS::Key\n", "a.yaml:2:1: syntax: Resources is a list"),
        ("a.yaml", "Resources:\nKey:\n  Type: AWS::KMS::Key\n", "a.yaml:2:1: syntax: the resource Key stands outside"),
        ("a.yaml", f"{VERSION}Resources:{RESOURCE}".replace("AWS::KMS", "\u201cAWS::KMS"), "characters that no"),
        ("a.yaml", f"Description: caf\u00e9\nResources:{RESOURCE}".encode("latin-1"), "a.yaml: unreadable: it is"),
        ("a.json", '{"Resources": {"K": {"Type": "AWS::KMS::Key"}}}'.encode("utf-16"), "a.json: unreadable: it is"),
        ("a.json", b'{"Resources": {"K": {"Type": "AWS::KMS::Key", "X": "\xed\xa0\x80"}}}', "a.json: unreadable:"),
        ("a.tf", 'resource "aws_kms_key" {}', 'this block has 1 label: write resource "type" "name"'),
        ("a.tf", "output {}", 'this block has no labels: write output "name"'),
        ("a.tf", 'resorce "aws_kms_key" "k" {}', "there is no block resorce: did you mean resource?"),
        ("a.tf", 'region = "eu-west-1"', "a.tf:1:1: syntax: region stands outside of every block"),
        ("a.tf", "\0GITCRYPT\0ab", "run `git-crypt unlock` first"),
        ("a.tf", "version https://git-lfs.github.com/spec/v1\noid sha256:ab\n", "run `git lfs pull`"),
    ],
)  # fmt: skip
def test_what_no_tool_deploys_is_named(project, name: str, content: str | bytes, expected: str) -> None:
    (project.root / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    code, _, errors = project.run(".")
    assert code == 4, errors
    assert expected in errors


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.yaml", f"{VERSION}Resources: {{}}\n", "a.yaml: note: the template has no resources"),
        ("a.yaml", f"Resources:{RESOURCE}{{% if x %}}\n    A: {{{{ b }}}}\n", "note: another tool puts"),
        ("a.tf", 'action "a" "b" {}\nmoved {\n  from = a.b\n  to = a.c\n}\n', ""),
    ],
)  # fmt: skip
def test_what_may_be_deployed_is_no_fault(project, name: str, content: str, expected: str) -> None:
    project.write(name, content)
    code, _, errors = project.run(".")
    assert code == 0, errors
    assert expected in errors


PLAN = json.dumps(
    {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {}},
        "resource_changes": [
            {
                "address": "aws_elasticache_user.u",
                "mode": "managed",
                "type": "aws_elasticache_user",
                "name": "u",
                "provider_name": "registry.terraform.io/hashicorp/aws",
                "change": {
                    "actions": ["create"],
                    "before": None,
                    "after": {
                        "user_id": "app",
                        "user_name": "app",
                        "engine": "redis",
                        "access_string": "on ~* +@all",
                        "passwords": ["short"],
                    },
                    "after_unknown": {},
                    "before_sensitive": False,
                    "after_sensitive": {},
                },
            }
        ],
        "configuration": {"root_module": {}},
    }
)


@pytest.mark.parametrize("arguments", [("-",), ("-", "--stdin-filename", "plan.json"), ("-", "--stdin-filename", "p")])
def test_a_plan_on_standard_input(project, monkeypatch, arguments: tuple[str, ...]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(PLAN.encode())))
    assert project.rules(*arguments) == ["EC001"]


@pytest.mark.parametrize("name", ["tfplan", "prod.tfplan", "plan.out", "plan.txt"])
def test_a_plan_needs_no_ending(project, name: str) -> None:
    project.write(name, PLAN)
    assert project.rules(name) == ["EC001"]
    assert project.rules(".") == ["EC001"]


def test_any_text_on_standard_input_is_still_to_be_named(project, monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"{}")))
    code, _, errors = project.run("-")
    assert code == 2
    assert "--stdin-filename" in errors


def test_a_saved_plan_gets_advice(project, monkeypatch) -> None:
    with zipfile.ZipFile(project.root / "tfplan", "w") as archive:
        archive.writestr("tfplan", "binary")
        archive.writestr("tfstate", "{}")
    code, _, errors = project.run("tfplan")
    assert code == 4
    assert "terraform show -json" in errors
    assert "skipped" not in errors
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO((project.root / "tfplan").read_bytes())))
    for arguments in (("-",), ("-", "--stdin-filename", "plan.json")):
        code, _, errors = project.run(*arguments)
        assert code == 2
        assert "terraform show -json" in errors
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO((project.root / "tfplan").read_bytes())))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("terragrunt.hcl", "terragrunt show -json"),
        ("serverless.yml", "serverless package"),
        ("Pulumi.yaml", "Pulumi"),
        ("sst.config.ts", "sst build"),
        ("cdk.json", "cdk synth"),
        ("cdktf.json", "cdktf synth"),
    ],
)
def test_projects_of_other_tools_get_a_sentence(project, name: str, words: str) -> None:
    project.write(f"a/{name}", "{}")
    project.write(f"b/{name}", "{}")
    code, _, errors = project.run(f"a/{name}")
    assert code == 0
    assert words in errors
    assert "skipped" not in errors
    code, _, errors = project.run(".")
    assert code == 3
    assert errors.count(f"a/{name}: note: ") == 1
    assert "(2 such files)" in errors
    assert "skipped" not in errors
    project.write("main.tf", "")
    assert project.run(".")[0] == 0


def test_an_assembly_beside_its_app_is_what_is_read(project) -> None:
    project.write("cdk.json", "{}")
    project.write("cdk.out/cdk.out", '{"version": "36.0.0"}')
    project.write("cdk.out/manifest.json", '{"version": "36.0.0", "artifacts": {}}')
    assert "cdk synth" not in project.run(".")[2]


def test_files_that_git_crypt_has_locked(project) -> None:
    locked = b"\0GITCRYPT\0" + bytes(range(128, 160))
    (project.root / "main.tf").write_bytes(locked)
    (project.root / "secrets.yaml").write_bytes(locked)
    code, _, errors = project.run(".")
    assert code == 4
    assert "main.tf: unreadable: the file cannot be read: is encrypted by git-crypt: run `git-crypt unlock`" in errors
    assert "secrets.yaml: note: it is encrypted by git-crypt" in errors
    (project.root / "main.tf").unlink()
    assert project.run("secrets.yaml")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--region", "eu-cental-1"), "--region eu-cental-1: there is no such region. Did you mean eu-central-1?"),
        (("--region", "ue-west-1"), "there is no such region. Did you mean"),
        (("--partition", "aws-cm"), "Did you mean aws-cn"),
        (("--partition", "aws-cn", "--region", "eu-west-1"), "the region is in the partition aws, not in aws-cn"),
        (("--var", "stge=x"), "--var stge: there is no such variable in prod. Did you mean stage?"),
        (("--var", "colour=x"), "--var colour: there is no such variable in prod."),
    ],
)
def test_what_means_nothing_is_wrong_usage(project, arguments: tuple[str, ...], words: str) -> None:
    project.write("prod/main.tf", 'variable "stage" {}\n')
    code, _, errors = project.run("prod", *arguments)
    assert code == 2
    assert words in errors


def test_the_configuration_names_regions_that_there_are(project) -> None:
    project.write("main.tf", "")
    project.write("awslint.toml", 'region = "eu-cental-1"\n')
    code, _, errors = project.run(".")
    assert code == 2
    assert "awslint.toml: region: eu-cental-1: there is no such region. Did you mean eu-central-1?" in errors


def test_a_region_may_be_newer_than_the_table(project) -> None:
    project.write("main.tf", 'variable "stage" {}\n')
    assert project.run(".", "--region", "ap-southeast-9", "--var", "stage=x", "--partition", "aws")[0] == 0


def test_a_parameter_that_no_template_has(project) -> None:
    project.write("stack.yaml", "Parameters: {Stage: {Type: String}}\n" + project.TEMPLATE)
    code, _, errors = project.run("stack.yaml", "--param", "Stgae=x")
    assert code == 2
    assert "Did you mean Stage?" in errors
    assert project.run(".", "--param", "Colour=x")[0] == 2
    assert project.run(".", "--param", "Stage=x")[0] != 2
    # A hook gives the same options whichever files are committed.
    assert project.run("stack.yaml", "--param", "Colour=x", "--var", "stage=x")[0] != 2


@pytest.mark.parametrize("word", ["chekc", "explian", "rulse"])
def test_a_mistyped_subcommand_suggests_one(project, word: str) -> None:
    for arguments in ((word,), (word, "."), (word, "KMS055"), (word, ".", "--format", "json")):
        code, _, errors = project.run(*arguments)
        assert code == 2
        assert "Did you mean" in errors


LOG = """\
aws_kms_key.cards: Creating...
│ Error: creating S3 Bucket (foo): operation error S3: CreateBucket, https response error StatusCode: 409, \
BucketAlreadyExists: not available
An error occurred (InvalidUserStateFault) when calling the UpdateUser operation: user is modifying
Resource handler returned message: "Invalid request provided: DefaultUserRequired" (Service: ElastiCache, Status Code: \
400, Request ID: x)" (RequestToken: y, HandlerErrorCode: InvalidRequest)
"""


def test_explain_takes_a_log_and_misses_no_exception(project) -> None:
    project.write("apply.log", LOG)
    code, out, _ = project.run("explain", "apply.log")
    assert code == 0
    assert out.splitlines()[:3] == ["BucketAlreadyExists", "InvalidUserStateFault", "DefaultUserRequired"]
    project.write("other.log", "all is well\n")
    assert project.run("explain", "other.log")[0] == 1
    assert project.run("explain", "missing.log")[0] == 2


def test_config_show_tells_the_region_and_why(project) -> None:
    project.write(
        "net/main.tf",
        'provider "aws" {\n  region = "eu-central-1"\n}\nprovider "aws" {\n  alias = "us"\n  region = var.region\n}\n'
        'variable "region" { default = "us-east-1" }\n'
        'resource "aws_kms_key" "a" {}\nresource "aws_kms_key" "b" {\n  provider = aws.us\n}\n'
        'resource "aws_kms_key" "c" {\n  region = "eu-west-1"\n}\n',
    )
    project.write("stack.yaml", project.TEMPLATE)
    _, out, _ = project.run("config", "show", "net")
    assert "# effective regions" in out
    assert "# net: eu-central-1 (net/main.tf:2): aws_kms_key.a" in out
    assert '# net: us-east-1 (net/main.tf:6, var.region = "us-east-1" (default)): aws_kms_key.b' in out
    assert "# net: eu-west-1 (net/main.tf:14): aws_kms_key.c" in out
    _, out, _ = project.run("config", "show", "stack.yaml")
    assert "# stack.yaml: not known" in out
    _, out, _ = project.run("config", "show", "stack.yaml", "--region", "eu-west-3")
    assert "# stack.yaml: eu-west-3 (command line)" in out
    found = json.loads(project.run("config", "show", "net", "--format", "json")[1])["regions"]
    assert {entry["region"] for entry in found} == {"eu-central-1", "us-east-1", "eu-west-1"}


def test_reports_of_earlier_runs_are_no_inputs(project) -> None:
    project.write("main.tf", project.STORE + project.KEY)
    for _ in range(2):
        forms = ("json:report.json", "sarif:report.sarif.json", "gitlab:gl-code-quality-report.json")
        project.run(".", *(word for form in forms for word in ("--format", form)))
        project.run("baseline", "create")
        project.write("graph.json", project.run("graph", "--format", "json")[1])
        project.write("needed.json", project.run("permissions", "--format", "json")[1])
        assert "skipped" not in project.run(".")[2]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("lint",), "Did you mean `awslint check`?"),
        (("--no-cache", "rules"), "The command comes before the options: `awslint rules`."),
        (("init",), "Did you mean `awslint config init`?"),
        (("--region", "EU-WEST-1", "."), "Did you mean eu-west-1"),
        (("--region", "us-east-1a", "."), "Did you mean us-east-1"),
        (("--region", "", "."), "--region (empty): expected a region"),
        (("--partition", "AWS-CN", "."), "Did you mean aws-cn"),
    ],
)
def test_words_that_other_tools_use_are_suggested_in_ours(project, arguments: tuple[str, ...], expected: str) -> None:
    project.write("main.tf", "")
    code, _, errors = project.run(*arguments)
    assert code == 2
    assert expected in errors


@pytest.mark.parametrize(
    ("declared", "value", "reason"),
    [
        ("number", "soon", "a number required"),
        ("bool", "maybe", "a bool required"),
        ("list(string)", '["a"', "it cannot be parsed"),
        ("object({ a = string })", '{ b = "x" }', "does not fit its type"),
    ],
)
def test_a_variable_of_another_type_is_named(project, declared: str, value: str, reason: str) -> None:
    project.write("main.tf", f'variable "x" {{\n  type = {declared}\n}}\n')
    code, _, errors = project.run("--var", f"x={value}", ".")
    assert code == 4, errors
    assert "main.tf:1:1: syntax: the value that is given for var.x does not fit its type" in errors
    assert reason in errors


def test_a_parameter_that_is_no_number_is_found(project) -> None:
    project.write("t.yaml", "Parameters:\n  Size: {Type: Number}\nResources:\n  Key: {Type: AWS::KMS::Key}\n")
    assert project.rules("--param", "Size=large", ".") == ["CFN002"]
    assert project.rules("--param", "Size=3", ".") == []


ROLE = """
Parameters:
  Bucket: {Type: String}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: worker
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Action: "sts:AssumeRole", Principal: {Service: !Sub "ec2.${AWS::URLSuffix}"}}]
      Policies:
        - PolicyName: read
          PolicyDocument:
            Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: !Sub "arn:${AWS::Partition}:s3:::${Bucket}"}]
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement: [{Effect: Allow, Action: "kms:*", Resource: "*", Principal: {AWS: !GetAtt Role.Arn}}]
"""


def test_every_undecided_check_has_its_reason(project) -> None:
    project.write("role.yaml", ROLE)
    _, output, errors = project.run("--show-undecided", ".")
    lines = [line for line in (output + errors).splitlines() if "undecided[" in line]
    assert lines
    assert not [line for line in lines if "do not say enough" in line or ".Ref " in line]
    assert not [line for line in lines if "undecided[IAM95" in line], "what hangs on facts about the account"


def test_a_slip_of_a_name_in_a_variables_file_is_noted(project) -> None:
    project.write("main.tf", 'variable "retention" {}\nvariable "name" {}\n')
    project.write("terraform.tfvars", 'retension = 3\nnames = ["a"]\nname = "a"\nother = 1\n')
    code, _, errors = project.run(".")
    assert code == 0
    assert "terraform.tfvars:1:1: note: the module declares no variable retension: did you mean retention?" in errors
    assert errors.count(": note: ") == 1
