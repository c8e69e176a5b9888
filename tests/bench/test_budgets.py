"""What the harness says of the budgets."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest


def test_a_budget_is_met_or_missed_by_how_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    from bench.budgets import COLD, VERSION, WARM, verdicts

    seconds = {COLD: 2.1, WARM: 0.2, VERSION: 0.05, "cfn-lint": 21.0}
    found = list(verdicts("aws-cloudformation-templates", seconds, {COLD: 500.0}))
    assert found == [
        f"{VERSION}: 0.05 s, at most 0.10 s: met",
        f"{COLD}: 0.100 of cfn-lint's time, at most 0.054: missed by 86%",
        f"{COLD}: 2.10 s, at most 1.40 s: missed by 50%",
        f"{COLD}: 500 MiB, at most 250 MiB: missed by 100%",
    ]
    found = list(verdicts("my-terraform-aws-vpc", seconds, {}))
    assert found[1:] == [f"{WARM}: 0.20 s, at most 0.50 s: met", f"{COLD}: 2.10 s, at most 3.00 s: met"]
    assert len(list(verdicts("other", seconds, {}))) == 1


def test_the_profile_counts_each_part_in_both_languages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import subprocess
    import sys

    root = Path(__file__).parents[2]
    monkeypatch.syspath_prepend(str(root))
    from bench.generate import write

    write("terraform", 20, tmp_path / "t")
    write("cloudformation", 20, tmp_path / "c")
    code = (
        "import sys; from bench.profile import measure; clock = measure(sys.argv[1]); "
        "print(*(part for part in sorted(clock.spent) for _ in range(clock.calls[part]) if ' ' not in part))"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    parts = Counter(done.stdout.split())
    assert {"engine", "report", "search"} <= set(parts)
    assert (parts["evaluate"], parts["parse"]) == (2, 2)  # one unit, and one file, in each language
    assert parts["graph"] >= 2
