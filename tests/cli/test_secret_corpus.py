"""Every place of `secret_corpus`, every output: none holds a secret, in plain text or in base64."""

from __future__ import annotations

import base64
import re
import zlib
from pathlib import Path
from typing import Any

import pytest

from awslint.report.formats import FORMATS

from .secret_corpus import corpus, secret

CORPUS = corpus()
SECRETS = tuple(secret(number) for number in range(len(CORPUS)))
ENCODED = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}")


@pytest.fixture
def leaky(project: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("XDG_CACHE_HOME", str(project.root / "cache"))
    for directory, files in CORPUS.items():
        for name, text in files.items():
            project.write(f"{directory}/{name}", text)
    return project


def leaks_in(text: str) -> list[str]:
    decoded = []
    for word in set(ENCODED.findall(text)):
        decoded.append(base64.b64decode(word[: len(word) // 4 * 4]).decode("latin-1"))
    everything = "\n".join((text, *decoded))
    return [word for word in SECRETS if word in everything]


def test_the_corpus_holds_the_secrets() -> None:
    assert len(CORPUS) >= 40
    for word, files in zip(SECRETS, CORPUS.values(), strict=True):
        assert word in "".join(files.values())


def test_leaks_are_found() -> None:
    assert leaks_in(base64.b64encode(f"password={SECRETS[3]}".encode()).decode()) == [SECRETS[3]]
    assert leaks_in(f"password={SECRETS[3]}") == [SECRETS[3]]


@pytest.mark.parametrize("name", FORMATS)
def test_no_format(leaky: Any, name: str) -> None:
    code, out, err = leaky.run(
        "--region", "us-east-1", "--format", name, "--severity", "info", "--show-undecided", "-v"
    )
    assert code == 1
    assert "REG006" in out
    assert leaks_in(out + err) == []


@pytest.mark.parametrize(
    "arguments",
    [
        *(("graph", ".", "--format", name) for name in ("text", "json", "mermaid", "dot")),
        ("query", ".", "self"),
        ("query", ".", "self.MasterUserPassword"),
        ("query", ".", "self.ContainerDefinitions"),
        ("query", ".", "self.Tags"),
        ("permissions", "."),
        ("permissions", ".", "--format", "json"),
        ("--region", "us-east-1", "--diff", "--fix", "--unsafe-fixes"),
        ("--region", "us-east-1", "--fix", "--unsafe-fixes", "-v"),
        ("--add-ignore", "later", "--region", "us-east-1"),
        ("config", "show", "."),
        ("--statistics",),
        ("--param-file", "s44/input.json", "s44"),
        ("graph", "--param-file", "s44/input.json", "s44"),
    ],
    ids=" ".join,
)
def test_no_command(leaky: Any, arguments: tuple[str, ...]) -> None:
    _, out, err = leaky.run(*arguments)
    assert out + err
    assert leaks_in(out + err) == []


def test_no_baseline_and_no_cache(leaky: Any) -> None:
    leaky.run("baseline", "create", ".", "--region", "us-east-1")
    assert leaks_in(leaky.read("awslint-baseline.json")) == []
    leaky.run(".", "--region", "us-east-1")
    files = [file for file in Path(leaky.root, "cache").rglob("*") if file.is_file()]
    assert files
    for file in files:
        content = file.read_bytes()
        assert leaks_in(content.decode("latin-1")) == []
        for match in re.finditer(b"\x78[\x01\x5e\x9c\xda]", content):
            try:
                text = zlib.decompressobj().decompress(content[match.start() :]).decode("latin-1")
            except zlib.error:
                continue
            assert leaks_in(text) == [], file
