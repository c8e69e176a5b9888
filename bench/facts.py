"""How long facts take to open in a fresh process: `python -m bench.facts`.

The budget of the exception index is 20 ms: finding the services of a code and reading one service's exceptions.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from typing import Final

QUESTIONS: Final = {
    "exception index": ("exceptions", "facts.services_with('InvalidUserState'); facts.service('elasticache').errors"),
    "names of a type": ("names", "facts.terraform_names('aws_autoscaling_group')"),
    "action": ("actions", "facts.action('kms:CreateKey')"),
}
RUNS: Final = 9


def milliseconds(question: str) -> float:
    """The median of several fresh processes (their own time), without the import of the module that is asked."""
    module, asked = QUESTIONS[question]
    lines = (
        "import time",
        f"from awslint.facts import {module} as facts",
        "start = time.process_time()",
        asked,
        "print(time.process_time() - start)",
    )
    command = [sys.executable, "-c", "\n".join(lines)]
    runs = (subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(RUNS))
    taken = [float(run.stdout) for run in runs]
    return statistics.median(taken) * 1000


if __name__ == "__main__":
    for question in QUESTIONS:
        print(f"{question:<20} {milliseconds(question):6.1f} ms")
