"""OpenTofu's own functions; Terraform has none of them to compare with."""

from __future__ import annotations

import base64
import gzip
from pathlib import Path

import pytest

from awslint.terraform.functions import FunctionError, Surroundings, call
from awslint.values import Known, Unknown

HERE = Surroundings(Path(), Path(), Path())


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("urldecode", ["hello%20w%C3%B6rld+x"], "hello wörld x"),
        ("base64gunzip", [base64.b64encode(gzip.compress(b"packed")).decode()], "packed"),
        ("cidrcontains", ["192.168.2.0/20", "192.168.2.1"], True),
        ("cidrcontains", ["192.168.2.0/20", "192.126.2.1"], False),
        ("cidrcontains", ["192.168.2.0/20", "192.168.2.0/22"], True),
        ("cidrcontains", ["192.168.2.0/22", "192.168.0.0/16"], False),
        ("cidrcontains", ["fe80::/48", "fe80::1"], True),
    ],
)
def test_values(name: str, arguments: list[str], result: object) -> None:
    value = call(name, [Known(argument) for argument in arguments], HERE)
    assert isinstance(value, Known)
    assert value.scalar == result


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("urldecode", ["50%"]), ("base64gunzip", ["bm90IGd6aXA="]), ("cidrcontains", ["nowhere", "10.0.0.1"])],
)
def test_refused(name: str, arguments: list[str]) -> None:
    with pytest.raises(FunctionError):
        call(name, [Known(argument) for argument in arguments], HERE)


def test_unknown_stays_unknown() -> None:
    assert isinstance(call("urldecode", [Unknown("x")], HERE), Unknown)
