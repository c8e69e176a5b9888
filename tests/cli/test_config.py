from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from awslint.project import configuration_keys

SHIPPED = Path(configuration_keys.__file__).with_name("configuration.schema.json")


def test_the_nearest_file_counts_for_each_unit(project: Any) -> None:
    for name in ("a", "b"):
        project.write(f"{name}/main.tf", project.ROTATED)
    project.write("awslint.toml", 'ignore = ["KMS085"]\n')
    project.write("b/awslint.toml", 'severity = "warning"\n')
    assert project.run(".", "--format", "concise")[1].split(":")[0] == "b/main.tf"
    assert project.rules("a") == []


def test_a_file_above_the_repository_does_not_count(project: Any) -> None:
    project.write("awslint.toml", 'ignore = ["KMS"]\n')
    project.write("inner/main.tf", project.ROTATED)
    (project.root / "inner" / ".git").mkdir()
    assert project.rules("inner") == ["KMS085"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("awslint.toml", 'ignore = ["KMS085"]\n'),
        (".awslint.toml", 'ignore = ["KMS085"]\n'),
        ("pyproject.toml", '[tool.awslint]\nignore = ["KMS085"]\n'),
    ],
)
def test_three_places_for_a_configuration(project: Any, name: str, text: str) -> None:
    project.write("main.tf", project.ROTATED)
    project.write(name, text)
    assert project.rules() == []
    assert project.rules("--no-config") == ["KMS085"]


def test_a_pyproject_without_a_section_is_none(project: Any) -> None:
    project.write("awslint.toml", 'ignore = ["KMS085"]\n')
    project.write("a/main.tf", project.ROTATED)
    project.write("a/pyproject.toml", '[project]\nname = "awslint-user"\n')
    assert project.rules() == []


def test_extended_files_count_less(project: Any) -> None:
    project.write("shared/x.tfvars", "")
    project.write("shared/base.toml", 'fail-on = "never"\nregion = "eu-west-1"\nvar-files = ["x.tfvars"]\n')
    project.write("awslint.toml", 'extends = "shared/base.toml"\nregion = "eu-central-1"\n')
    project.write("main.tf", project.ROTATED)
    shown = json.loads(project.run("config", "show", "--format", "json")[1])["settings"]
    assert shown["region"] == {"value": "eu-central-1", "origin": "awslint.toml"}
    assert shown["fail-on"] == {"value": "never", "origin": "shared/base.toml"}
    assert shown["var-files"] == {"value": ["shared/x.tfvars"], "origin": "shared/base.toml"}
    assert shown["severity"] == {"value": "warning", "origin": "default"}


def test_the_order_of_those_who_say_something(project: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write("awslint.toml", 'region = "eu-west-1"\n[[overrides]]\npaths = ["dev/**"]\nregion = "eu-west-2"\n')
    project.write("dev/x/main.tf", project.ROTATED)

    def region(*arguments: str) -> tuple[str, str]:
        shown = json.loads(project.run("config", "show", "dev/x", "--format", "json", *arguments)[1])
        setting = shown["settings"]["region"]
        return setting["value"], setting["origin"]

    assert region() == ("eu-west-2", "awslint.toml overrides[0]")
    monkeypatch.setenv("AWSLINT_REGION", "eu-west-3")
    assert region() == ("eu-west-3", "environment AWSLINT_REGION")
    assert region("--region", "eu-north-1") == ("eu-north-1", "command line")


def test_overrides_set_variables_and_rules_for_some_paths(project: Any) -> None:
    text = project.ROTATED.replace("= true", "= var.rotate") + 'variable "rotate" {}\n'
    for name in ("dev", "prod"):
        project.write(f"envs/{name}/main.tf", text)
    project.write("prod.tfvars", "rotate = true\n")
    project.write(
        "awslint.toml",
        '[[overrides]]\npaths = ["envs/prod"]\nvar-files = ["prod.tfvars"]\n'
        '[[overrides]]\npaths = ["envs/dev"]\nvars = { rotate = true }\nignore = ["KMS085"]\n',
    )
    assert project.run("--format", "concise")[1].startswith("envs/prod/main.tf:3:3: error[KMS085]")
    assert project.rules("--ignore", "IAM") == ["KMS085", "KMS085"]


def test_what_exists_already_is_not_created(project: Any) -> None:
    project.write("main.tf", project.STORE + project.KEY)
    assert project.rules() == ["KMS055"]
    project.write("awslint.toml", 'existing = ["aws_kms_custom_key_store.*"]\n')
    assert project.rules() == []


def test_severities_count_by_unit(project: Any) -> None:
    for name in ("a", "b"):
        project.write(f"{name}/main.tf", project.ROTATED)
    project.write("a/awslint.toml", 'fail-on = "never"\n')
    assert project.run("a")[0] == 0
    assert project.run(".")[0] == 1
    assert project.run("a", "--fail-on", "error")[0] == 1


def test_formats_come_from_the_configuration(project: Any) -> None:
    project.write("awslint.toml", 'format = ["concise", "json:out.json"]\n')
    project.write("a/main.tf", project.ROTATED)
    code, _, err = project.run("a")
    assert code == 2
    assert "--format json:out.json" in err
    assert not (project.root / "out.json").exists()
    _, out, _ = project.run("a", "--config", "awslint.toml")
    assert "KMS085" in out
    assert json.loads(project.read("out.json"))["findings"][0]["rule"] == "KMS085"


def test_excluded_paths_are_counted(project: Any) -> None:
    for name in ("a", "examples/b"):
        project.write(f"{name}/main.tf", project.ROTATED)
    project.write("awslint.toml", 'exclude = ["examples"]\n')
    code, out, err = project.run("--format", "concise")
    assert (code, out.count("KMS085")) == (1, 1)
    assert "1 unit left out (exclude)" in err
    assert project.run("examples/b/main.tf")[0] == 0
    assert project.run("a", "--exclude", "**/*.tf", "--exclude", "a")[0] == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('regoin = "eu-west-1"', "regoin: no such key. Did you mean region?"),
        ('fail_on = "error"', "Did you mean fail-on"),
        ('fail-on = "errors"', "Did you mean error?"),
        ("region = 1", "region: expected a string"),
        ('region = "mars"', "does not look right"),
        ('select = "KMS"', "select: expected a list"),
        ("require-reason = 1", "expected true or false"),
        ("[rules.KMS556]\nignorable = false", "there is no rule KMS556. Did you mean"),
        ("[rules.KMS055]\nignoreable = false", "Did you mean ignorable?"),
        ('ignore = ["KMS999"]', "awslint.toml: ignore: KMS999: no such rule"),
        ('[[overrides]]\nregion = "eu-west-1"', "overrides[0].paths: it is missing"),
        ('[[suppressions]]\nrules = ["KMS999"]', "there is no rule KMS999"),
        ('[[suppressions]]\nrules = ["KMS055"]\nuntil = "2026-02-30"', "there is no day 2026-02-30"),
        ('required-version = ">=99"', "it needs awslint >=99"),
        ('required-version = "new"', "expected one like"),
        ('extends = "nowhere.toml"', "nowhere.toml"),
        ('extends = "awslint.toml"', "it extends itself"),
        ('baseline = "nowhere.json"', "awslint baseline create"),
        ("a = ", "not TOML"),
    ],
)
def test_what_a_file_must_not_say(project: Any, text: str, message: str) -> None:
    project.write("main.tf", project.ROTATED)
    project.write("awslint.toml", text + "\n")
    code, out, err = project.run()
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


def test_what_the_environment_must_not_say(project: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write("main.tf", project.ROTATED)
    monkeypatch.setenv("AWSLINT_SEVERITY", "loud")
    code, _, err = project.run()
    assert code == 2
    assert "environment AWSLINT_SEVERITY: 'loud': none of error, warning, info" in err


def test_a_first_file_says_nothing_and_can_be_read(project: Any) -> None:
    assert project.run("config", "init")[0] == 0
    text = project.read("awslint.toml")
    assert set(tomllib.loads(text)) == {"required-version"}
    uncommented = "\n".join(
        line.removeprefix("# ") for line in text.splitlines() if not line.startswith("# ") or "=" in line or "[" in line
    )
    assert {key.name for key in configuration_keys.KEYS} <= {
        word.strip("[]").split(".")[0].split(" =")[0] for word in uncommented.splitlines()
    }
    project.write("main.tf", project.ROTATED)
    assert project.rules() == ["KMS085"]
    assert project.run("config", "init")[0] == 2


def test_what_is_shown_is_toml(project: Any) -> None:
    project.write(
        "awslint.toml", 'vars = { a = "x", "b c" = 1 }\nbaseline = "b.json"\n[rules.KMS055]\nignorable = false\n'
    )
    project.write("b.json", '{"version": 1, "findings": []}')
    code, out, _ = project.run("config", "show")
    assert code == 0
    data = tomllib.loads(out)
    assert data["vars"] == {"a": "x", "b c": "1"}
    assert data["baseline"] == "b.json"
    assert data["rules"]["KMS055"] == {"ignorable": False}


def test_the_schema_is_shipped_as_it_is_declared(project: Any) -> None:
    shipped = json.loads(SHIPPED.read_text(encoding="utf-8"))
    assert json.loads(project.run("config", "schema")[1]) == shipped
    jsonschema.Draft202012Validator.check_schema(shipped)
    validator = jsonschema.Draft202012Validator(shipped)
    good = {"region": "eu-west-1", "extends": "a.toml", "overrides": [{"paths": ["x"], "vars": {"a": 1}}]}
    assert validator.is_valid(good)
    for bad in ({"regoin": "x"}, {"overrides": [{}]}, {"severity": "loud"}, {"rules": {"KMS055": {"x": 1}}}):
        assert not validator.is_valid(bad)


def test_a_rule_is_given_another_severity(project: Any) -> None:
    project.write("main.tf", project.ROTATED)
    assert [finding["severity"] for finding in project.json()["findings"]] == ["error"]
    project.write("awslint.toml", '[rules.KMS085]\nseverity = "warning"\n')
    assert [finding["severity"] for finding in project.json()["findings"]] == ["warning"]
    assert project.run("--fail-on", "error")[0] == 0
    project.write("awslint.toml", '[rules.KMS085]\nseverity = "loud"\n')
    code, _, err = project.run()
    assert code == 2
    assert "none of error, warning, info" in err


def test_overrides_add_to_what_is_ignored(project: Any) -> None:
    project.write("a/main.tf", project.ROTATED)
    project.write("awslint.toml", 'ignore = ["KMS085"]\n[[overrides]]\npaths = ["a"]\nignore = ["EC051"]\n')
    assert project.rules() == []
    assert project.rules("--ignore", "EC051") == ["KMS085"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (".awslint.toml", '# first\nselct = ["KMS"]\n', ".awslint.toml:2: selct: no such key"),
        (
            ".awslint.toml",
            '[[overrides]]\npaths = ["x"]\n[[overrides]]\npaths = ["y"]\nignore = 3\n',
            ":5: overrides[1]",
        ),
        (
            ".awslint.toml",
            '[[suppressions]]\nrules = ["KMS055"]\npath = "x"\n',
            ".awslint.toml:3: suppressions[0].path",
        ),
        ("pyproject.toml", '[project]\nname = "x"\n[tool.awslint]\nseverity = "x"\n', "pyproject.toml:4: severity"),
    ],
)
def test_a_mistake_is_reported_with_its_line(project: Any, name: str, text: str, message: str) -> None:
    project.write(name, text)
    project.write("main.tf", 'resource "aws_kms_key" "k" {}\n')
    code, _, err = project.run(".")
    assert code == 2
    assert message in err


@pytest.mark.parametrize("key", ["var-files", "param-files"])
def test_a_file_of_values_that_is_not_there_is_wrong_usage(project: Any, key: str) -> None:
    project.write(".awslint.toml", f'{key} = ["nowhere.tfvars"]\n')
    project.write("main.tf", 'resource "aws_kms_key" "k" {}\n')
    code, _, err = project.run(".")
    assert code == 2
    assert "there is no file nowhere.tfvars" in err
