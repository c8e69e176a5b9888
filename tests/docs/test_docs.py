"""Every command and every example in the documentation, run.

A block of shell commands (```sh) says in a comment above it what becomes of it:

    <!-- run -->              all of its commands end with 0
    <!-- run: 1 0 -->         one exit code for each command
    <!-- not run: reason -->  it needs what a test does not have; its `aws` commands are compared with AWS's models

`<!-- file: NAME -->` above any other block writes it to a file; `<!-- output -->` above a block says that the commands
before it print that. All blocks of a page share a directory, which begins with a copy of fixtures/showcase.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from awslint.cli.app import run
from awslint.cli.pages import main, pages
from awslint.rules.registry import all_rules
from awslint.rules.suppression_rules import SUPPRESSION_RULES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
WRITTEN = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]

_FENCE = re.compile(r"^(?P<indent> *)```(?P<language>[\w-]*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
_DIRECTIVE = re.compile(r"<!-- (?P<name>run|not run|file|output)(?:: (?P<argument>[^>]*?))? -->\s*\Z")
_LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
_SHELL = re.compile(r"[|&;<>$`]")


@dataclass(frozen=True)
class Block:
    language: str
    text: str
    directive: str
    argument: str
    line: int


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found = []
    for match in _FENCE.finditer(text):
        directive = _DIRECTIVE.search(text, 0, match.start())
        name, argument = (directive["name"], directive["argument"] or "") if directive else ("", "")
        indent = len(match["indent"])
        inner = "".join(line[indent:] if line[:indent].isspace() else line for line in match["text"].splitlines(True))
        found.append(Block(match["language"], inner, name, argument, text.count("\n", 0, match.start()) + 1))
    return found


def commands(block: Block) -> list[str]:
    joined = block.text.replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    tools, work = tmp_path / "tools", tmp_path / "work"
    tools.mkdir()
    shutil.copytree(ROOT / "fixtures" / "showcase", work / "fixtures" / "showcase")
    roots = os.pathsep.join((str(ROOT / "linter"), str(ROOT / "rules")))
    shim = tools / "awslint"
    shim.write_text(
        f'#!/bin/sh\nPYTHONPATH={shlex.quote(roots)} exec {shlex.quote(sys.executable)} -m awslint.cli "$@"\n',
        encoding="utf-8",
    )
    shim.chmod(0o755)
    python = tools / "python"
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    monkeypatch.setenv("PYTHONPATH", roots)
    monkeypatch.setenv("PATH", os.pathsep.join((str(tools), os.environ["PATH"])))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(work)
    return work


def executed(command: str) -> tuple[int, str]:
    """Exit code and output. What is nothing but awslint runs in this process, which is much quicker."""
    words = shlex.split(command, comments=True)
    if words[0] == "awslint" and not _SHELL.search(re.sub(r"'[^']*'", "", command.partition("#")[0])):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run(words[1:])
        return code, out.getvalue() + err.getvalue()
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("page", WRITTEN, ids=name_of)
def test_what_a_page_shows_is_so(page: Path, workspace: Path) -> None:
    output = ""
    for block in blocks(page):
        where = f"{name_of(page)}:{block.line}"
        if block.directive == "file":
            path = workspace / block.argument
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.directive == "output":
            assert block.text.strip() in output, f"{where}: it printed\n{output}"
        elif block.language == "sh" and block.directive == "run":
            lines = commands(block)
            codes = [int(count) for count in block.argument.split()] or [0] * len(lines)
            assert len(codes) == len(lines), f"{where}: an exit code for each command"
            output = ""
            for line, code in zip(lines, codes, strict=True):
                got, printed = executed(line)
                output += printed
                assert got == code, f"{where}: {line}: ended with {got} and printed\n{printed}"


@pytest.mark.parametrize("page", WRITTEN, ids=name_of)
def test_every_example_is_run_or_says_why_not(page: Path) -> None:
    for block in blocks(page):
        where = f"{name_of(page)}:{block.line}"
        assert block.language, f"{where}: say the language"
        if block.language == "sh":
            assert block.directive in ("run", "not run"), f"{where}: run it, or say why not"
        if block.directive == "not run":
            assert len(block.argument) > 10, f"{where}: say why"
        if block.language == "yaml":
            list(yaml.load_all(block.text, _Tagged))
        if block.language == "toml":
            tomllib.loads(block.text)


class _Tagged(yaml.SafeLoader):
    """YAML with the tags of CloudFormation."""


_Tagged.add_multi_constructor("!", lambda loader, suffix, node: suffix)


@pytest.mark.parametrize("page", WRITTEN, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    outside = _FENCE.sub("", page.read_text(encoding="utf-8"))
    for match in _LINK.finditer(outside):
        target = match["target"].partition("#")[0]
        if target and not target.startswith("https://"):
            assert (page.parent / target).exists(), f"{name_of(page)}: {target}"


def test_every_page_can_be_found_from_the_index() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    missing = [name_of(page) for page in WRITTEN[1:] if f"({page.relative_to(DOCS).as_posix()})" not in index]
    assert missing == ["docs/README.md"]


def aws_commands() -> list[tuple[str, list[str]]]:
    found = []
    for page in WRITTEN:
        for block in blocks(page):
            if block.language == "sh":
                found += [(name_of(page), shlex.split(line)) for line in commands(block) if line.startswith("aws ")]
    return found


_NOT_MODELLED = {"configure", "sso"}
"""Commands of the command line itself, that no service has."""
_GLOBAL = {"query", "output", "region", "profile", "max-results", "no-cli-pager"}


def test_the_aws_commands_exist() -> None:
    import botocore.session
    from botocore import xform_name

    session = botocore.session.get_session()
    seen = 0
    for page, words in aws_commands():
        service, operation, *rest = words[1:]
        if service in _NOT_MODELLED:
            continue
        model = session.get_service_model(service)
        names = {xform_name(api_name, "-"): api_name for api_name in model.operation_names}
        assert operation in names, f"{page}: aws {service} {operation}"
        shape = model.operation_model(names[operation]).input_shape
        members = {xform_name(member, "-") for member in shape.members} if shape is not None else set()
        options = {option[2:] for option in rest if option.startswith("--")}
        assert options <= members | _GLOBAL, f"{page}: {shlex.join(words)}"
        seen += 1
    assert seen > 10


@pytest.mark.parametrize("path", sorted(pages(DOCS)))
def test_generated_pages_are_up_to_date(path: str) -> None:
    assert (DOCS / path).read_text(encoding="utf-8") == pages(DOCS)[path], "run python -m awslint.cli.pages docs"


def test_a_site_has_a_page_for_every_rule(tmp_path: Path) -> None:
    assert main(["--site", str(tmp_path)]) == 0
    made = {path.stem for path in tmp_path.glob("rules/*.md")}
    assert made == {*(rule.id for rule in all_rules()), *SUPPRESSION_RULES}
