"""What a shell completes, asked as bash asks."""

from __future__ import annotations

import pytest

from awslint.cli.app import run


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("awslint ex", ["plain,explain", "file,ex"]),
        ("awslint --diff --sh", ["plain,--show-undecided"]),
        ("awslint --form", ["plain,--format"]),
        ("awslint check --select KMS055", ["plain,KMS055"]),
        ("awslint --ignore kms055", ["plain,KMS055"]),
        ("awslint --format j", ["plain,json", "plain,junit"]),
        ("awslint --region eu-c", ["plain,eu-central-1", "plain,eu-central-2"]),
        ("awslint explain KMS055", ["plain,KMS055"]),
    ],
)
def test_completions(
    words: str, expected: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_AWSLINT_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    run([])
    assert capsys.readouterr().out.splitlines() == expected
