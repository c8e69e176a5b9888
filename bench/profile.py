"""Where awslint's time goes: start, search, read and parse, evaluate, graph, rules by id, report.

    python -m bench.profile DIRECTORY [--rules 15]

Shares of one run in this process, with a clock around each part; a part's own time is without that of the parts in it.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import gc
import io
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any


class Clock:
    """Adds up the own time of named parts."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self.calls: dict[str, int] = defaultdict(int)
        self._open: list[str] = []
        self._since = 0.0

    @contextlib.contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Counts what is done meanwhile for a part, and no longer for the one around it."""
        self._turn()
        self._open.append(name)
        self.calls[name] += 1
        try:
            yield
        finally:
            self._turn()
            self._open.pop()

    def _turn(self) -> None:
        now = time.perf_counter()
        if self._open:
            self.spent[self._open[-1]] += now - self._since
        self._since = now

    def around(self, module: Any, name: str, part: str | Callable[..., str]) -> None:
        """Counts a function of a module, or a method of a class, for a part, wherever it was imported to."""
        function = getattr(module, name)

        @functools.wraps(function)
        def counted(*arguments: Any, **named: Any) -> Any:
            with self.part(part if isinstance(part, str) else part(*arguments)):
                return function(*arguments, **named)

        setattr(module, name, counted)
        for other in [loaded for own, loaded in sys.modules.items() if own.startswith("awslint")]:
            for key in [key for key, value in vars(other).items() if value is function]:
                setattr(other, key, counted)


def measure(path: str) -> Clock:
    """Lints a path in this process, without caches."""
    gc.disable()
    clock = Clock()
    started = time.perf_counter()
    from awslint import engine
    from awslint.cli.app import run
    from awslint.report import as_json
    from awslint.runs import unit_result, units

    clock.spent["start"] = time.perf_counter() - started
    from awslint.cloudformation import loading, template
    from awslint.cloudformation.cdk import assembly
    from awslint.graph import deployment
    from awslint.terraform import files, loader

    clock.around(engine, "find", "search")
    for module, name in ((files, "_parse_hcl"), (files, "_parse_json"), (template, "_parse")):
        clock.around(module, name, "parse")
    for module, name in ((loader, "load_root"), (loading, "load"), (assembly, "load_assembly")):
        clock.around(module, name, "evaluate")
    clock.around(deployment.Deployment, "__init__", "graph")
    clock.around(loader, "edges", "graph")
    clock.around(units, "result_of", "rules: asking")
    clock.around(unit_result, "examine", lambda rule, *_: f"rule {rule.id}")
    clock.around(as_json, "as_json", "report")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()), clock.part("engine"):
        run(["check", path, "--no-cache", "--jobs", "1", "--format", "json"])
    return clock


def start() -> float:
    """Seconds that a process needs which does nothing but import the command, the median of five."""
    command = [sys.executable, "-c", "import awslint.cli.check, awslint.cli.configured, awslint.engine"]
    times = []
    for _ in range(5):
        before = time.perf_counter()
        subprocess.run(command, check=True, env=os.environ)
        times.append(time.perf_counter() - before)
    return sorted(times)[2]


def table(clock: Clock, rules: int) -> str:
    """The parts as a Markdown table, the rules that take longest below them."""
    total = sum(clock.spent.values())
    parts = {name: spent for name, spent in clock.spent.items() if not name.startswith("rule ")}
    by_rule = {name: spent for name, spent in clock.spent.items() if name.startswith("rule ")}
    parts["rules"] = sum(by_rule.values()) + parts.pop("rules: asking", 0.0)
    lines = ["| part | share |", "|---|---|"]
    lines += [f"| {name} | {spent / total:.1%} |" for name, spent in sorted(parts.items(), key=lambda entry: -entry[1])]
    lines += ["", "| rule | share | resources asked about |", "|---|---|---|"]
    for name, spent in sorted(by_rule.items(), key=lambda entry: -entry[1])[:rules]:
        lines.append(f"| {name.removeprefix('rule ')} | {spent / total:.1%} | {clock.calls[name]} |")
    return "\n".join(lines)


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path")
    parser.add_argument("--rules", type=int, default=15)
    arguments = parser.parse_args()
    clock = measure(arguments.path)
    clock.spent["start"] = start()
    print(table(clock, arguments.rules))


if __name__ == "__main__":
    _main()
