import shutil
from pathlib import Path

import pytest

from awslint.explain.proven import LIST, PAGE, Facts, Inconsistent, listed, main, page, problems, read
from awslint.rules import Rule
from awslint.rules.registry import all_rules

DOCS = Path(__file__).parents[2] / "docs"
UPDATE = "run python -m awslint.explain.proven docs"


def facts_of(directory: Path, text: str, rules: list[Rule], **refused: str) -> Facts:
    (directory / "refused").mkdir(exist_ok=True)
    reasons = "".join(f"pf-{fact}: {reason}\n" for fact, reason in refused.items())
    (directory / "refused" / "some.txt").write_text(f"SQS-7: a row\n{reasons}", encoding="utf-8")
    (directory / LIST).write_text(text, encoding="utf-8")
    return read(directory, rules)


@pytest.fixture
def dead_letters() -> Rule:
    """A rule with one proven fact as evidence."""
    (found,) = [rule for rule in all_rules() if "proven:pf-sqs-dlq-same-type" in rule.evidence]
    return found


def test_nothing_is_lost() -> None:
    facts = read(DOCS, all_rules())
    assert list(problems(facts)) == []
    assert len(facts.states) == 3361


def test_the_list_is_up_to_date() -> None:
    assert (DOCS / LIST).read_text(encoding="utf-8") == listed(read(DOCS, all_rules())), UPDATE


def test_the_page_is_up_to_date() -> None:
    assert (DOCS / PAGE).read_text(encoding="utf-8") == page(read(DOCS, all_rules())), UPDATE


def test_states_follow_from_rules_and_reasons(tmp_path: Path, dead_letters: Rule) -> None:
    facts = facts_of(tmp_path, "[sqs]\n- pf-sqs-dlq-same-type\n- pf-b\n- pf-a\n", [dead_letters], b="stale")
    assert list(problems(facts)) == []
    assert listed(facts).endswith("\n[sqs]\n- pf-a\nx pf-b\n+ pf-sqs-dlq-same-type\n")
    assert "\n| all | 3 | 1 | 1 | 0 | 0 | " in page(facts)
    assert page(facts).endswith(" | 1 | 1 | 1 |\n")


def test_a_fact_that_loses_its_rule_is_named(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, "[sqs]\n+ pf-sqs-dlq-same-type\nx pf-b\n- pf-c\n", [])
    assert list(problems(facts)) == [
        "pf-sqs-dlq-same-type was covered, and now nothing names it",
        "pf-b was refused, and now nothing names it",
    ]


def test_names_that_are_no_facts_and_doubts(tmp_path: Path, dead_letters: Rule) -> None:
    assert list(problems(facts_of(tmp_path, "[sqs]\n- pf-b\n", [dead_letters], b="", c="stale"))) == [
        f"{dead_letters.id} names pf-sqs-dlq-same-type as evidence, which is no fact of the list",
        "pf-b is refused without a reason",
        "pf-c is refused, which is no fact of the list",
    ]
    both = facts_of(tmp_path, "[sqs]\n+ pf-sqs-dlq-same-type\n", [dead_letters], **{"sqs-dlq-same-type": "stale"})
    assert list(problems(both)) == [f"pf-sqs-dlq-same-type is refused, and {dead_letters.id} covers it"]


@pytest.mark.parametrize("line", ["pf-a", "? pf-a", "- pf-b"])
def test_a_malformed_list(tmp_path: Path, line: str) -> None:
    with pytest.raises(Inconsistent, match=rf"proven\.txt:3: '.*{line[-4:]}'"):
        facts_of(tmp_path, f"[sqs]\n- pf-b\n{line}\n", [])


def test_the_command_writes_and_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 1
    shutil.copytree(DOCS / "refused", tmp_path / "refused")
    facts = (DOCS / LIST).read_text(encoding="utf-8")
    (tmp_path / LIST).write_text(facts.replace("\n+ ", "\n- "), encoding="utf-8")
    assert main([str(tmp_path), "--check"]) == 1
    assert main([str(tmp_path)]) == 0
    assert main([str(tmp_path), "--check"]) == 0
    assert "is up to date" in capsys.readouterr().out
    assert (tmp_path / LIST).read_text(encoding="utf-8") == facts


def test_the_command_writes_over_no_loss(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (DOCS / LIST).read_text(encoding="utf-8") + "+ pf-zzz-lost\n"
    (tmp_path / LIST).write_text(text, encoding="utf-8")
    assert main([str(tmp_path)]) == 1
    assert "pf-zzz-lost was covered, and now nothing names it" in capsys.readouterr().err
    assert (tmp_path / LIST).read_text(encoding="utf-8") == text
