"""What is kept from run to run: it makes runs quick, and never an answer different from that of a run without it."""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from awslint.cache import store as stores
from awslint.cli.app import run
from awslint.cloudformation import template
from awslint.engine import Options, check
from awslint.graph.loading import Inputs
from awslint.project import Unit
from awslint.report.as_json import as_json
from awslint.runs.units import answered
from awslint.terraform import files

from .project import PROJECT

Change = Callable[[Path], object]


def _write(name: str, text: str) -> Change:
    def change(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")

    return change


def _replace(name: str, old: str, new: str) -> Change:
    def change(root: Path) -> None:
        text = (root / name).read_text(encoding="utf-8")
        assert old in text
        (root / name).write_text(text.replace(old, new), encoding="utf-8")

    return change


def _remove(name: str) -> Change:
    return lambda root: (root / name).unlink()


def _download(root: Path) -> None:
    shutil.copytree(root / "inner", root / ".terraform" / "modules" / "outer")
    manifest = {"Modules": [{"Key": "outer", "Source": "x", "Dir": ".terraform/modules/outer"}]}
    (root / ".terraform" / "modules" / "modules.json").write_text(json.dumps(manifest), encoding="utf-8")
    _replace(".terraform/modules/outer/main.tf", "var.rotation", "true")(root)


def _link(root: Path) -> None:
    (root / "other").mkdir()
    (root / "other" / "main.tf").write_text(PROJECT["inner/main.tf"].replace("var.rotation", "true"), encoding="utf-8")
    (root / "inner" / "main.tf").unlink()
    (root / "inner" / "main.tf").symlink_to(root / "other" / "main.tf")


CHANGES: dict[str, Change] = {
    "a file": _replace("main.tf", "default = false", "default = true"),
    "a file, of the same size": _replace("inner/main.tf", "= var.rotation", "= true        "),
    "a new file": _write("more.tf", PROJECT["inner/main.tf"].replace("var.rotation", "true").partition("}\n")[2]),
    "a new override file": _write("override.tf", 'resource "aws_kms_key" "a" {\n  enable_key_rotation = true\n}\n'),
    "a deleted file": _remove("inner/main.tf"),
    "a file that cannot be parsed": _write("inner/main.tf", "resource {{{"),
    "a new variables file": _write("terraform.tfvars", "rotation = true\n"),
    "a new automatic variables file": _write("x.auto.tfvars", "rotation = true\n"),
    "a file that was not there": _write("rotate", ""),
    "a file that a function lists": _write("keys/two.key", ""),
    "a listed file that is gone": _remove("keys/one.key"),
    "a file that a function reads": _write("policy.json", '{"Statement": [{"Effect": "Allow", "Action": "kmz:*"}]}'),
    "a read file that is gone": _remove("policy.json"),
    "downloaded modules": _download,
    "a link": _link,
    "a module that is no module any more": lambda root: shutil.rmtree(root / "inner"),
    "the lock file": _remove(".terraform.lock.hcl"),
    "a nested template": _replace("stacks/child.yaml", "short", "long-enough-to-be-a-password"),
    "a nested template that is gone": _remove("stacks/child.yaml"),
    "an exporting template": _replace("stacks/exporting.yaml", "long-enough-for-a-password", "short"),
    "an exporting template that is gone": _remove("stacks/exporting.yaml"),
    "another exporting template": _write("stacks/again.yaml", PROJECT["stacks/exporting.yaml"]),
    "a template that is none any more": _write("stacks/parent.yaml", "a: b\n"),
    "a SAM configuration": _write("stacks/samconfig.toml", "[default.deploy.parameters]\nregion = 'eu-west-1'\n"),
    "a configuration file": _write("awslint.toml", 'ignore = ["KMS085"]\n'),
    "what exists, in a configuration file": _write("awslint.toml", 'existing = ["aws_kms_key.*"]\n'),
    "variables in a configuration file": _write("awslint.toml", "[vars]\nrotation = true\n"),
    "a suppression": _replace("main.tf", "  for_each", "  # awslint: ignore[KMS085] known\n  for_each"),
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "project"
    for name, text in PROJECT.items():
        _write(name, text)(root)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(root)
    return root


def lint(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    run(["check", ".", "--format", "json", "--severity", "info", "--jobs", "1", *arguments])
    captured = capsys.readouterr()
    return captured.out + captured.err


def entries() -> dict[str, bytes]:
    """The files of the cache, without what is known of awslint itself."""
    place = stores.directory()
    assert place is not None
    return {file.name: file.read_bytes() for file, _ in stores.files(place) if file.parent.name == "runs"}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_is_seen(change: Change, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = lint(capsys)
    assert lint(capsys) == first
    change(project)
    again = lint(capsys)
    assert again == lint(capsys, "--no-cache")
    assert lint(capsys) == again


def test_most_changes_change_what_is_found(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """So that the test above is one."""
    first = lint(capsys)
    contents = {name: (project / name).read_bytes() for name in PROJECT}
    same = set()
    for name, change in CHANGES.items():
        change(project)
        if lint(capsys, "--no-cache") == first:
            same.add(name)
        for path in project.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        for path, content in contents.items():
            (project / path).parent.mkdir(parents=True, exist_ok=True)
            (project / path).write_bytes(content)
    assert len(same) <= 8, sorted(same)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--var", "rotation=true"),
        ("--var", "name=x"),
        ("--region", "eu-west-1"),
        ("--param", "Rotation=true"),
        ("--select", "KMS"),
        ("--ignore", "KMS085"),
        ("--severity", "error"),
        ("inner",),
        ("main.tf",),
    ],
    ids=" ".join,
)
def test_an_option_is_heeded(arguments: tuple[str, ...], project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lint(capsys)
    assert lint(capsys, *arguments) == lint(capsys, *arguments, "--no-cache")


def test_files_that_options_name_are_heeded(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, option, texts in (
        ("v.tfvars", "--var-file", ("rotation = false", "rotation = true")),
        ("p.json", "--param-file", ('["Rotation=false"]', '["Rotation=true"]')),
    ):
        for text in texts:
            _write(name, text)(project)
            assert lint(capsys, option, name) == lint(capsys, option, name, "--no-cache")


def test_the_environment_is_heeded(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = lint(capsys)
    monkeypatch.setenv("TF_VAR_rotation", "true")
    again = lint(capsys)
    assert again != first
    assert again == lint(capsys, "--no-cache")
    _download(project)
    (project / ".terraform").rename(project / "data")
    monkeypatch.setenv("TF_DATA_DIR", "data")
    assert lint(capsys) == lint(capsys, "--no-cache")


def test_another_working_directory_is_heeded(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lint(capsys)
    monkeypatch.chdir(project / "stacks")
    assert lint(capsys) == lint(capsys, "--no-cache")


def test_what_is_kept_is_used(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = lint(capsys)

    def never(*_: object, **__: object) -> None:
        raise AssertionError("something was lowered again")

    monkeypatch.setattr("awslint.engine.answered", never)
    monkeypatch.setattr("awslint.terraform.called_directories", never)
    monkeypatch.setattr("awslint.cloudformation.recognise", never)
    assert lint(capsys) == first
    _replace("stacks/child.yaml", "short", "shorter")(project)
    with pytest.raises(AssertionError):
        check([Path()], Options(cache=True))


def test_what_has_not_changed_is_not_parsed_again(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lint(capsys)
    parsed: list[str] = []
    hcl, templates = files._parse_hcl, template._parse
    monkeypatch.setattr(files, "_parse_hcl", lambda source: parsed.append(source.path) or hcl(source))
    monkeypatch.setattr(template, "_parse", lambda source: parsed.append(source.path) or templates(source))
    _replace("main.tf", "default = false", "default = true")(project)
    _replace("stacks/child.yaml", "short", "shorter")(project)
    again = lint(capsys)
    assert sorted(set(parsed)) == ["main.tf", "stacks/child.yaml"]
    assert again == lint(capsys, "--no-cache")


def test_only_those_that_import_what_has_changed_are_linted_again(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lint(capsys)
    linted: list[str] = []

    def counted(unit: Unit, *inputs: object) -> object:
        linted.append(unit.path.as_posix())
        return answered(unit, *inputs)  # type: ignore[arg-type]

    monkeypatch.setattr("awslint.engine.answered", counted)
    exporting, text = "stacks/exporting.yaml", PROJECT["stacks/exporting.yaml"]
    _write(exporting, text + "# a remark that moves nothing\n")(project)
    lint(capsys)
    assert linted == [exporting]
    linted.clear()
    _write(exporting, text.replace("long-enough-for-a-password", "short"))(project)
    lint(capsys)
    assert linted == [exporting, "stacks/importing.yaml"]


def test_another_version_of_awslint_starts_anew(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = lint(capsys)
    asked: list[object] = []
    monkeypatch.setattr("awslint.engine.answered", lambda *inputs: asked.append(inputs) or answered(*inputs))
    assert lint(capsys) == first
    assert not asked
    monkeypatch.setattr(stores, "code", lambda _: "another")
    assert lint(capsys) == first
    assert asked


def test_a_changed_rule_is_another_awslint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import awslint_rules

    rules = tmp_path / "awslint_rules"
    rules.mkdir()
    (rules / "__init__.py").write_text("A = 1\n", encoding="utf-8")
    monkeypatch.setattr(awslint_rules.__spec__, "origin", str(rules / "__init__.py"))
    find = stores.code.__wrapped__
    first = find(tmp_path)
    assert find(tmp_path) == first
    (rules / "__init__.py").write_text("A = 2\n", encoding="utf-8")
    second = find(tmp_path)
    (rules / "_further.py").write_text("", encoding="utf-8")
    assert len({first, second, find(tmp_path)}) == 3
    monkeypatch.setattr(stores, "__version__", "0.0.0")
    assert find(tmp_path) not in {first, second}


@pytest.mark.parametrize("damage", [b"", b"x" * 200, None])
def test_a_damaged_cache_costs_time_only(
    damage: bytes | None, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = lint(capsys)
    (name,) = entries()
    place = stores.directory()
    assert place is not None
    file = place / "runs" / name
    content = file.read_bytes()
    file.write_bytes(content[:-5] + b"zzzzz" if damage is None else damage)
    assert lint(capsys) == first
    assert len(file.read_bytes()) > 200


def test_a_cache_that_somebody_else_wrote_runs_nothing(project: Path) -> None:
    import pickle

    from awslint.cache.disk import FileReads
    from awslint.runs.unit_result import Unusable, unpacked
    from awslint.syntax.sources import Sources

    for thing in (os.getcwd, Path("a"), print):
        with pytest.raises(Unusable):
            unpacked(pickle.dumps(thing), [], FileReads({}, {}), Sources())


def test_the_cache_is_private(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lint(capsys)
    place = stores.directory()
    assert place is not None
    assert stat.S_IMODE((place / "runs").stat().st_mode) == 0o700
    files = [file for file in stores.files(place) if file[0].parent.name in stores.FOLDERS]
    assert {file.parent.name for file, _ in files} == set(stores.FOLDERS)
    assert all(stat.S_IMODE(found.st_mode) == 0o600 for _, found in files)


def test_without_a_place_for_a_cache_there_is_none(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = lint(capsys, "--no-cache")
    (project.parent / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(project.parent / "file"))
    assert lint(capsys) == expected


def test_no_cache_writes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lint(capsys, "--no-cache")
    assert entries() == {}


def test_runs_beside_each_other_do_not_take_each_others_entries(tmp_path: Path) -> None:
    first, other = (stores.Store(tmp_path / "x", "code") for _ in range(2))
    first.put("a", b"1")
    other.put("b", b"2")
    first.save()
    other.save()
    both = stores.Store(tmp_path / "x", "code")
    assert (both.get("a"), both.get("b")) == (b"1", b"2")


def test_it_does_not_grow_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "MOST_BYTES", 1000)
    for number in range(5):
        store = stores.Store(tmp_path / "x", "code")
        store.put(f"k{number}", b"x" * 400)
        store.save()
    reopened = stores.Store(tmp_path / "x", "code")
    assert reopened.get("k4") is not None
    assert sum(reopened.get(f"k{number}") is not None for number in range(5)) == 2
    monkeypatch.setattr(stores, "MOST_BYTES_OF_ALL", 1000)
    (tmp_path / "runs").mkdir()
    (tmp_path / "trees").mkdir()
    (tmp_path / "trees" / "old").write_bytes(b"x" * 900)
    os.utime(tmp_path / "trees" / "old", (1, 1))
    store = stores.Store(tmp_path / "runs" / "x", "code")
    store.put("k9", b"x" * 200)
    store.save()
    assert (tmp_path / "runs" / "x").exists()
    assert not (tmp_path / "trees" / "old").exists()


def test_the_command_shows_and_clears(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lint(capsys)
    assert run(["cache", "show"]) == 0
    shown = capsys.readouterr().out
    assert str(stores.directory()) in shown
    assert run(["cache", "clear"]) == 0
    capsys.readouterr()
    assert entries() == {}
    assert run(["cache", "show"]) == 0
    assert "0 files" in capsys.readouterr().out


def test_a_file_that_changes_meanwhile_is_not_kept(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from awslint.syntax.sources import Sources

    sources = Sources()
    with sources.recording() as notes:
        sources.read(Path("policy.json"))
        (project / "policy.json").write_text("{}", encoding="utf-8")
        sources.disk.read(Path("policy.json"))
    assert "changed" in notes.asked.values()


def test_the_library_keeps_nothing_unless_asked(project: Path) -> None:
    report = check([Path()], Options(Inputs(variables={"rotation": "true"})))
    assert report.findings
    assert entries() == {}
    cached = check([Path()], Options(Inputs(variables={"rotation": "true"}), cache=True))
    again = check([Path()], Options(Inputs(variables={"rotation": "true"}), cache=True))
    assert as_json(cached, cached.shown()) == as_json(again, again.shown()) == as_json(report, report.shown())
