"""The budgets, and whether measured medians keep them.

A budget in seconds is for a machine like the one that it was set on; where a peer ran in turn with awslint, the ratio
to that peer says the same of any machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

COLD: Final = "awslint, cold"
WARM: Final = "awslint, warm"
VERSION: Final = "awslint --version"
MEMORY: Final = 250
"""MiB of the largest process."""


@dataclass(frozen=True, slots=True)
class Budget:
    """At most so many seconds for a contender on a directory; `peer` took `peers` when the budget was set."""

    directory: str
    contender: str
    seconds: float
    peer: str = ""
    peers: float = 0.0


BUDGETS: Final = (
    Budget("", VERSION, 0.10),
    Budget("terraform-10", COLD, 0.30),
    Budget("cloudformation-10", COLD, 0.30),
    Budget("aws-cloudformation-templates", COLD, 1.4, "cloudformation-validate", 1.42),
    Budget("aws-cloudformation-templates", COLD, 1.4, "cfn-lint", 26.0),
    Budget("terraform-aws-vpc", COLD, 3.0, "checkov", 46.0),
    Budget("terraform-aws-vpc", WARM, 0.5),
    Budget("terraform-aws-eks", COLD, 4.0, "checkov", 74.0),
    Budget("terraform-aws-eks", WARM, 0.6),
)
"""For directories whose names end so; without a name for all."""


def verdicts(directory: str, seconds: Mapping[str, float], memory: Mapping[str, float]) -> Iterator[str]:
    """A line for every budget that medians say something about: met, or missed by how much."""
    for budget in BUDGETS:
        took = seconds.get(budget.contender)
        if took is None or not directory.endswith(budget.directory):
            continue
        if budget.peer:
            other = seconds.get(budget.peer)
            if other is not None:
                allowed = budget.seconds / budget.peers
                line = f"{budget.contender}: {took / other:.3f} of {budget.peer}'s time, at most {allowed:.3f}"
                yield f"{line}: {_verdict(took / other, allowed)}"
        else:
            yield f"{budget.contender}: {took:.2f} s, at most {budget.seconds:.2f} s: {_verdict(took, budget.seconds)}"
    absolute = {
        (budget.contender, budget.seconds) for budget in BUDGETS if budget.peer and directory.endswith(budget.directory)
    }
    for contender, allowed in sorted(absolute):
        if contender in seconds:
            took = seconds[contender]
            yield f"{contender}: {took:.2f} s, at most {allowed:.2f} s: {_verdict(took, allowed)}"
    if COLD in memory:
        yield f"{COLD}: {memory[COLD]:.0f} MiB, at most {MEMORY} MiB: {_verdict(memory[COLD], MEMORY)}"


def _verdict(measured: float, allowed: float) -> str:
    return "met" if measured <= allowed else f"missed by {measured / allowed - 1:.0%}"
