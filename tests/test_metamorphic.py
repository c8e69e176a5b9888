"""Knowing less never finds more: a literal that becomes a variable without a value only takes findings away.

Exempt are literals that decide what exists (count, for_each, conditions) and what a step runs: another finding may
take the place of the one that is lost. At most `MOST` literals of a root module or template are tried, spread evenly
over it, always the same ones. Every eighth case is tried; all of them with AWSLINT_WHOLE=1 in the environment.
"""

from __future__ import annotations

import os
import re
import shutil
import zlib
from pathlib import Path

import pytest

from awslint.rules import Finding

from .fixture_cases import Case, cases, check, checked
from .mutations import Mutation, mutations

MOST = 6
EACH = 1 if os.environ.get("AWSLINT_WHOLE") else 8

Key = tuple[str, str, str]
_REGION = re.compile(r"\[[^\]]*\]/")


def _keys(findings: list[Finding]) -> dict[Key, str]:
    # The stack of a stack set is called by its region, also where that is not known: it is the same stack.
    # The variable that the test adds has no value, which a module's call lacks then.
    # Nor does the parameter that it adds hide its value.
    own = [finding for finding in findings if finding.attribute != "IsMissing" and finding.rule.id != "CRED017"]
    return {
        (finding.rule.id, _REGION.sub("[]/", finding.address), finding.attribute): finding.message for finding in own
    }


def _sample(unit: Path) -> list[Mutation]:
    found = list(mutations(unit))
    step = -(-len(found) // MOST) or 1
    return found[::step]


TRIED = [case for case in cases() if zlib.crc32(str(case).encode()) % EACH == 0]


@pytest.mark.parametrize("case", TRIED, ids=str)
def test_less_is_known_less_is_found(case: Case, tmp_path: Path) -> None:
    surplus = []
    for number, unit in enumerate(case.units):
        allowed = _keys(checked(unit).findings)
        base = unit if unit.is_dir() else unit.parent
        copy = tmp_path / str(number)
        if unit.is_dir():
            shutil.copytree(unit, copy)
        else:
            copy.mkdir()
        for mutation in _sample(unit):
            changed = copy / mutation.path.relative_to(base)
            changed.write_text(mutation.text, encoding="utf-8")
            result = check(copy if case.language == "terraform" else changed)
            place = f"{mutation.path}:{mutation.line} without {mutation.literal}"
            surplus += [f"{place}: {problem}" for problem in result.problems]
            new = _keys(result.findings)
            surplus += [f"{place}: {key} {new[key]}" for key in sorted(new.keys() - allowed.keys())]
            shutil.copy(mutation.path, changed)
    assert not surplus, "\n".join(surplus)
