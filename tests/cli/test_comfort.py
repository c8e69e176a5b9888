"""What makes the command pleasant: standard input, progress, links, several formats, cfn-lint beside it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from awslint.cli.app import run
from awslint.cli.progress import BETWEEN, PATIENCE, WIDTH, Progress
from awslint.report.style import Style, wants_links

ROOT = Path(__file__).parents[2]
CONTRACT = ROOT / "tests" / "contract"

TEMPLATE = """\
Resources:
  Users:
    Type: AWS::ElastiCache::User
    Properties:
      UserId: a
      UserName: a
      Engine: redis
      AccessString: on ~* +@all
      NoSuchProperty: heron
      Passwords: kingfisher-kingfisher
"""
CLEAN = 'resource "aws_kms_key" "k" {\n  description = "fine"\n}\n'
BAD = 'resource "aws_elasticache_user" "u" {\n  user_id = "a"\n  user_name = "a"\n  engine = "redis"\n  \
access_string = "on ~* +@all"\n  passwords = ["short"]\n}\n'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "FORCE_HYPERLINK", "CI"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def lint(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))


def test_standard_input_stands_for_a_file_of_its_module(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "m").mkdir()
    (here / "m" / "main.tf").write_text(CLEAN, encoding="utf-8")
    (here / "m" / "variables.tf").write_text("", encoding="utf-8")
    typed(monkeypatch, BAD)
    code, out, _ = lint(capsys, "-", "--stdin-filename", "m/main.tf")
    assert code == 1
    assert out.startswith("m/main.tf:6:16: error[EC001]")
    assert (here / "m" / "main.tf").read_text(encoding="utf-8") == CLEAN
    (here / "m" / "main.tf").write_text(BAD, encoding="utf-8")
    typed(monkeypatch, CLEAN)
    assert lint(capsys, "-", "--stdin-filename", str(here / "m" / "main.tf"))[0] == 0


def test_a_template_on_standard_input_need_not_exist(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, TEMPLATE.replace("kingfisher-kingfisher", "[short]"))
    code, out, _ = lint(capsys, "-", "--stdin-filename", "new/template.yaml")
    assert code == 1
    assert out.startswith("new/template.yaml:10:")
    typed(monkeypatch, "services: {}\n")
    assert lint(capsys, "-", "--stdin-filename", "compose.yaml")[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("-",),
        ("--stdin-filename", "a.tf", "."),
        ("-", "--stdin-filename", "nowhere/main.tf"),
        ("-", "--stdin-filename", "a.yaml", "--fix"),
        ("--with-cfn-lint", "--diff", "."),
    ],
)
def test_what_standard_input_cannot_be(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    typed(monkeypatch, "")
    assert lint(capsys, *arguments)[0] == 2


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_progress_waits_and_leaves_no_trace() -> None:
    terminal, clock = Terminal(), Clock()
    progress = Progress(terminal, True, clock)
    progress(0, 9, "a")
    progress.end()
    assert terminal.getvalue() == ""
    clock.now = PATIENCE
    progress(1, 9, "b" * 200)
    assert f"1 of 9 units: {'b' * (WIDTH - 15)}…" in terminal.getvalue()
    shown = terminal.getvalue()
    progress(2, 9, "c")
    assert terminal.getvalue() == shown, "no more than ten lines a second"
    clock.now += BETWEEN
    progress(3, 9, "a\x1b[31mred")
    assert "3 of 9 units: a�[31mred" in terminal.getvalue()
    progress.end()
    assert terminal.getvalue().endswith("\r\x1b[2K")


@pytest.mark.parametrize(("stream", "selected"), [(io.StringIO(), True), (Terminal(), False)])
def test_no_progress_without_a_terminal_or_when_quiet(stream: io.StringIO, selected: bool) -> None:
    clock = Clock()
    progress = Progress(stream, selected, clock)
    clock.now = 100
    progress(1, 2, "a")
    progress.end()
    assert stream.getvalue() == ""


def test_every_unit_is_announced_before_it_is_linted(here: Path) -> None:
    from awslint.engine import Options, check

    for name in ("a", "b"):
        (here / name).mkdir()
        (here / name / "main.tf").write_text(CLEAN, encoding="utf-8")
    announced: list[tuple[int, int, str]] = []
    check([Path()], Options(progress=lambda *key: announced.append(key)))
    assert announced == [(0, 2, "a"), (1, 2, "b")]


@pytest.mark.parametrize(
    ("stream", "environment", "selected"),
    [
        (Terminal(), {"TERM": "xterm"}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (Terminal(), {}, False),
        (Terminal(), {"TERM": "xterm", "CI": "true"}, False),
        (Terminal(), {"TERM": "xterm", "FORCE_HYPERLINK": "0"}, False),
        (io.StringIO(), {"TERM": "xterm"}, False),
        (io.StringIO(), {"FORCE_HYPERLINK": "1"}, True),
    ],
)
def test_when_places_are_links(stream: io.StringIO, environment: dict[str, str], selected: bool) -> None:
    assert wants_links(stream, environment) is selected


def test_a_link_leads_to_the_file(here: Path) -> None:
    assert Style(links=True).link("a b.tf:1:1", "a b.tf") == (
        f"\x1b]8;;{(here / 'a b.tf').as_uri()}\x1b\\a b.tf:1:1\x1b]8;;\x1b\\"
    )
    assert Style().link("a.tf", "a.tf") == "a.tf"


@pytest.mark.parametrize("format_", ["full", "concise"])
def test_links_change_nothing_else(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, format_: str
) -> None:
    (here / "main.tf").write_text(BAD, encoding="utf-8")
    plain = lint(capsys, "--format", format_)[1]
    monkeypatch.setenv("FORCE_HYPERLINK", "1")
    linked = lint(capsys, "--format", format_)[1]
    address = (here / "main.tf").as_uri()
    assert f"\x1b]8;;{address}\x1b\\" in linked
    assert linked.replace(f"\x1b]8;;{address}\x1b\\", "").replace("\x1b]8;;\x1b\\", "") == plain
    assert lint(capsys, "--format", format_, "--color", "never")[1] == plain


def test_every_format_goes_to_its_file_in_one_run(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from awslint.report.formats import FORMATS

    (here / "m").mkdir()
    (here / "m" / "main.tf").write_text(BAD, encoding="utf-8")
    asked = [word for name in FORMATS for word in ("--format", f"{name}:out.{name}")]
    code, out, err = lint(capsys, "m", *asked)
    assert (code, out) == (1, "")
    assert "1 error, 1 info in 1 unit" in err
    for name in FORMATS:
        shown = (here / f"out.{name}").read_text(encoding="utf-8")
        assert "EC001" in shown
        assert lint(capsys, "m", "--format", name)[1] == shown, "the same bytes on standard output"


def test_every_format_has_the_same_bytes_on_every_run(here: Path) -> None:
    from awslint.report.formats import FORMATS

    written = set()
    for seed in ("0", "1"):
        out = here / seed
        out.mkdir()
        arguments = [str(ROOT / "fixtures" / "showcase"), "-q", *(f"--format={name}:{out / name}" for name in FORMATS)]
        program = (
            f"import sys; sys.path[:0] = {[str(ROOT / 'linter'), str(ROOT / 'rules')]!r}\n"
            f"from awslint.cli.app import run\nsys.exit(run({arguments!r}))\n"
        )
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", program], cwd=here, env=environment, check=False)
        assert done.returncode == 1
        written.add(tuple((out / name).read_bytes() for name in FORMATS))
    assert len(written) == 1


def test_two_formats_do_not_go_to_one_place(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "main.tf").write_text(BAD, encoding="utf-8")
    assert lint(capsys, "--format", "json", "--format", "sarif")[0] == 2
    assert lint(capsys, "--format", "json:a", "--format", "sarif:a")[0] == 2
    assert "Did you mean sarif?" in lint(capsys, "--format", "sarrif")[2]


def test_cfn_lint_is_merged_into_every_format(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from awslint.report.formats import FORMATS

    (here / "m").mkdir()
    (here / "m" / "t.yaml").write_text(TEMPLATE, encoding="utf-8")
    (here / "m" / "main.tf").write_text(CLEAN, encoding="utf-8")
    asked = [word for name in FORMATS for word in ("--format", f"{name}:out.{name}")]
    code, _, err = lint(capsys, "--with-cfn-lint", *asked, "m")
    assert code == 1
    for name in FORMATS:
        shown = (here / f"out.{name}").read_text(encoding="utf-8")
        assert "E3002" in shown
        assert "kingfisher" not in shown + err, "cfn-lint quotes values, and passwords are values"
    schema = json.loads((CONTRACT / "findings.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads((here / "out.json").read_text(encoding="utf-8")), schema)
    assert "E3002" not in lint(capsys, "m")[1]


def test_cfn_lint_is_asked_about_named_templates_only(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "a.yaml").write_text(TEMPLATE, encoding="utf-8")
    (here / "b.yaml").write_text(TEMPLATE, encoding="utf-8")
    out = lint(capsys, "--with-cfn-lint", "a.yaml")[1]
    assert "a.yaml:9:7: error[E3002]" in out
    assert "b.yaml" not in out


def test_cfn_lint_does_not_run_rules_of_the_scanned_project(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "t.yaml").write_text(TEMPLATE, encoding="utf-8")
    (here / "mine").mkdir()
    (here / "mine" / "evil.py").write_text("open('ran', 'w').close()\n", encoding="utf-8")
    (here / ".cfnlintrc").write_text("append_rules: [mine]\nignore_checks: [E3012]\n", encoding="utf-8")
    out = lint(capsys, "--with-cfn-lint", "t.yaml")[1]
    assert "E3002" in out
    assert "E3012" in out, "a file that lies about does not count"
    out = lint(capsys, "--with-cfn-lint", "--cfn-lint-config", ".cfnlintrc", "t.yaml")[1]
    assert "E3002" in out, "the rest of the file counts"
    assert "E3012" not in out
    assert not (here / "ran").exists()


@pytest.mark.parametrize("settings", ["no-such-key: 1\n", "[", "format: nonsense\n", "regions: [mars-1]\n"])
def test_what_cfn_lint_stumbles_over_costs_nothing_else(
    here: Path, capsys: pytest.CaptureFixture[str], settings: str
) -> None:
    (here / "t.yaml").write_text(TEMPLATE.replace("kingfisher-kingfisher", "[short]"), encoding="utf-8")
    (here / ".cfnlintrc").write_text(settings, encoding="utf-8")
    code, out, err = lint(capsys, "--with-cfn-lint", "--cfn-lint-config", ".cfnlintrc", "t.yaml")
    assert code == 1
    assert "EC001" in out
    if "E3002" not in out:
        assert "t.yaml: unreadable: cfn-lint gave up on it" in err
        assert "incomplete: 1 problem" in err


@pytest.mark.parametrize(("option", "loaded"), [((), "False"), (("--with-cfn-lint",), "True")])
def test_cfn_lint_costs_nothing_when_it_is_not_asked_for(here: Path, option: tuple[str, ...], loaded: str) -> None:
    (here / "t.yaml").write_text(TEMPLATE, encoding="utf-8")
    program = (
        f"import sys; sys.path[:0] = {[str(ROOT / 'linter'), str(ROOT / 'rules')]!r}\n"
        f"from awslint.cli.app import run\nrun({['t.yaml', '-q', *option]!r})\nprint('cfnlint' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=here, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == loaded


def test_the_summary_counts_what_is_not_shown(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    two = (
        BAD.replace('"u"', '"v"')
        .replace('user_id = "a"', 'user_id = "b"')
        .replace('user_name = "a"', 'user_name = "b"')
    )
    (here / "a.tf").write_text(BAD, encoding="utf-8")
    (here / "b.tf").write_text(f"# awslint: ignore[EC001] test data\n{two}", encoding="utf-8")
    (here / "c.tf").write_text('output "x" {\n  value = 1\n}\n', encoding="utf-8")
    (here / "left").mkdir()
    (here / "left" / "main.tf").write_text(CLEAN, encoding="utf-8")
    code, out, err = lint(capsys, "--exclude", "left")
    assert (code, out.count("EC001")) == (1, 1)
    assert "1 finding suppressed" in err
    assert "1 unit left out" in err
    code, out, err = lint(capsys, "c.tf")
    assert (code, out) == (0, "")
    assert "no findings" in err
    assert "1 finding in files that were not named" in err


def test_completions_name_the_options(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for shell in ("bash", "zsh", "fish"):
        code, out, _ = lint(capsys, "completions", shell)
        assert code == 0
        assert "_AWSLINT_COMPLETE" in out
