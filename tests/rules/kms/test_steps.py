"""What is concluded from the commands of a step."""

from __future__ import annotations

import pytest

from awslint.facts.names import TypeNames
from awslint.graph import Deployment, Resource
from awslint.values import Known, MapOf, Text, Unknown, Value
from awslint_rules.kms._steps import connects, creates_no_hsm, waits_for_nothing

CONNECT = "aws kms connect-custom-key-store --custom-key-store-id cks-1"


def step(*commands: Value | str, calls: tuple[str, ...] = (), block: str = "null_resource.s") -> Resource:
    """An opaque step in a deployment of its own."""
    values = tuple(Known(command) if isinstance(command, str) else command for command in commands)
    made = Resource(
        block, "null_resource", "null_resource", MapOf({}), TypeNames("null_resource"), opaque=True, commands=values,
        calls=calls,
    )  # fmt: skip
    Deployment([made])
    return made


@pytest.mark.parametrize(
    "command",
    [
        CONNECT,
        f"set -e\n{CONNECT}\n",
        f"# connects\n{CONNECT} && echo done",
        "aws kms connect-custom-key-store \\\n  --custom-key-store-id cks-1",
        f"{CONNECT}; aws kms describe-custom-key-stores",
    ],
)
def test_plain_calls_do_not_wait(command: str) -> None:
    assert connects(step(command))
    assert waits_for_nothing(step(command))


@pytest.mark.parametrize(
    "command",
    [
        f"{CONNECT} && sleep 1800",
        f"{CONNECT}\n./wait.sh",
        f"{CONNECT}\nuntil [ x ]; do true; done",
        f"{CONNECT} && aws cloudformation wait stack-create-complete --stack-name s",
        f"{CONNECT} && echo $(./wait.sh)",
        f"{CONNECT} && echo `./wait.sh`",
        f"python connect.py && {CONNECT}",
    ],
)
def test_other_commands_may_wait(command: str) -> None:
    assert connects(step(command))
    assert not waits_for_nothing(step(command))


def test_unknown_pieces() -> None:
    hole = Unknown("var.x has no value")
    assert waits_for_nothing(step(Text((CONNECT, hole))))
    assert not waits_for_nothing(step(Text((CONNECT, "\n", hole))))
    assert not waits_for_nothing(step(CONNECT, hole))
    assert not connects(step(hole))
    assert not waits_for_nothing(step())


def test_disconnecting_is_not_connecting() -> None:
    assert not connects(step("aws kms disconnect-custom-key-store --custom-key-store-id cks-1"))
    assert connects(step("boto3.client('kms').connect_custom_key_store(CustomKeyStoreId=x)"))


def test_calls() -> None:
    assert connects(step(calls=("kms:ConnectCustomKeyStore",)))
    assert waits_for_nothing(step(calls=("kms:ConnectCustomKeyStore",)))
    assert not waits_for_nothing(step(calls=("lambda:Invoke",)))


def test_creates_no_hsm() -> None:
    assert creates_no_hsm(step("cloudhsm-cli cluster activate"))
    assert not creates_no_hsm(step("aws cloudhsmv2 create-hsm --cluster-id c"))
    assert not creates_no_hsm(step(Unknown("var.x has no value")))


@pytest.mark.parametrize(
    ("on", "of", "written"),
    [
        ("null_resource.a", "aws_kms_key.k", "null_resource.a"),
        ("module.m.null_resource.a", "aws_kms_key.k", "module.m"),
        ("module.m.module.n.null_resource.a", "module.m.aws_kms_key.k", "module.n"),
        ("module.m.null_resource.a", "module.m.aws_kms_key.k", "null_resource.a"),
        ("null_resource.a", "module.m.aws_kms_key.k", None),
        ("module.o.null_resource.a", "module.m.aws_kms_key.k", None),
    ],
)
def test_what_depends_on_must_name(on: str, of: str, written: str | None) -> None:
    assert step(block=of).dependency_on(step(block=on)) == written
