"""Declaring rules."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from awslint.graph import Deployment, Resource
from awslint.rules.claims import Phase, Raises, Severity
from awslint.rules.declaration import DECLARED, page_sections, rule
from awslint.rules.verdict import Verdict


@pytest.fixture(autouse=True)
def _own_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("awslint.rules.declaration.DECLARED", dict(DECLARED))


def nothing(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """First.

    ## What it finds
    Text.

    ```hcl
    ## no heading
    ```

    ## Limits
    None.
    """
    yield from ()


def declare(id_: str, check: object = nothing, **more: object) -> None:
    arguments = {"title": "t", "severity": Severity.ERROR, "types": ["T"], "raises": [], "evidence": ["x"], **more}
    rule(id=id_, **arguments)(check)  # type: ignore[arg-type]


def test_a_rule_is_declared_with_its_page() -> None:
    from awslint.rules import declaration

    raises = Raises("kms", "NotFoundException", "CreateKey")
    declare("ZZZ001", raises=[raises], phase=Phase.DELETE, related=[raises])
    made = declaration.DECLARED["ZZZ001"]
    assert (made.types, made.raises, made.related, made.evidence) == (("T",), (raises,), (raises,), ("x",))
    assert made.check is nothing
    assert list(made.sections) == ["", "What it finds", "Limits"]
    assert made.sections[""] == "First."
    assert "## no heading" in made.sections["What it finds"]


def test_the_page_of_several_rules() -> None:
    from awslint.rules import declaration

    declare("ZZZ002", page="Own.\n\n## Limits\nx")
    assert declaration.DECLARED["ZZZ002"].sections == {"": "Own.", "Limits": "x"}


@pytest.mark.parametrize("id_", ["", "kms001", "KMS1", "KMS0001", "KMS-001", "001", "KMS001 "])
def test_malformed_ids(id_: str) -> None:
    with pytest.raises(ValueError, match="three digits"):
        declare(id_)


def test_an_id_is_taken_once() -> None:
    def other(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
        yield from ()

    declare("ZZZ003")
    declare("ZZZ003")
    with pytest.raises(ValueError, match="declared twice"):
        declare("ZZZ003", other)


def test_severities_are_ordered() -> None:
    assert sorted(Severity, key=lambda severity: severity.rank) == [Severity.ERROR, Severity.WARNING, Severity.INFO]


def test_sections_of_nothing() -> None:
    assert page_sections("") == {"": ""}
