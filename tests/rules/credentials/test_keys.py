"""What counts as a key, as a placeholder, as a mock."""

from __future__ import annotations

import pytest
from tests.fixture_cases import FIXTURES, apart

from awslint.engine import Options, check
from awslint_rules.credentials._keys import KEY_IDS_IN_TEXT, is_blank, is_example, is_mock, is_placeholder

KEY = "AKIAQ4KL2QX7ZBHN3WTV"


@pytest.mark.parametrize(
    "text",
    [
        f"AWS_ACCESS_KEY_ID={KEY}",
        f'"{KEY}"',
        f"https://s3.amazonaws.com/b/k?X-Amz-Credential={KEY}%2F20240101",
        f"{KEY}/20240101/eu-west-1/s3/aws4_request",
    ],
)
def test_keys_in_text(text: str) -> None:
    assert KEY_IDS_IN_TEXT.findall(text) == [KEY]


@pytest.mark.parametrize("text", [f"x{KEY}", f"{KEY}A", f"ab/{KEY}", KEY.lower(), "AKIA0189ABCDEFGHIJKL", KEY[:-1]])
def test_no_keys_in_text(text: str) -> None:
    assert KEY_IDS_IN_TEXT.findall(text) == []


@pytest.mark.parametrize("text", ["AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "ASIAEXAMPLE"])
def test_examples(text: str) -> None:
    assert is_example(text)


@pytest.mark.parametrize(
    "text",
    [
        "YOUR_ACCESS_KEY",
        "YOUR_AWS_SECRET_ACCESS_KEY",
        "your-access-key-id",
        "<access key>",
        "my-secret-key",
        "AWS_ACCESS_KEY_ID",
        "changeme",
        "CHANGE_ME",
        "xxxxxxxxxxxxxxxxxxxx",
        "********",
        "TODO",
        "INSERT_ACCESS_KEY_HERE",
    ],
)
def test_blank_values(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["test", "mock_access_key", "fake", "anaccesskey", "localstack", "foo", "test-key"])
def test_mocks(text: str) -> None:
    assert is_mock(text)


@pytest.mark.parametrize(
    "text", [KEY, "", "orders", "0QN6K18RCHAZJV9D2M53", "q7Rb2LxV9tYkD4mZ0wHcN6sJ8fPgA3eUuKiT5oXy"]
)
def test_no_placeholders(text: str) -> None:
    assert not is_placeholder(text)


def test_no_finding_shows_a_key() -> None:
    secrets = (KEY[4:], "q7Rb2LxV9tYkD4mZ", "wJalrXUtnFEMI")
    report = check([apart(FIXTURES / "credentials")], Options())
    assert len(report.findings) > 20
    for finding in report.findings:
        shown = " ".join((finding.message, finding.help, *(place.label for place in finding.related)))
        assert not any(secret in shown for secret in secrets)
