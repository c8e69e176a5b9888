"""awslint against its peers: whole processes, in turn, medians and ratios as a Markdown table.

    python -m bench.compare --install ENVIRONMENTS          # once: each peer in an environment of its own, from PyPI
    python -m bench.compare --environments ENVIRONMENTS DIRECTORY ... [--runs 5] [--timeout 300]
    python -m bench.compare                                 # awslint alone, on generated projects of 10 to 10,000

The tools take turns (A B C A B C ...), so that a machine whose speed drifts is unfair to nobody: read the ratios, not
the seconds. Time, processor time and peak memory are the operating system's own figures of each finished process.
awslint is measured three times: cold (no cache), warm (its second run), and as `--version`. A peer without an
environment is left out. The memory is that of the largest process. Below each table stand the budgets, met or missed
by how much: read those against a peer where it ran, seconds are for a machine like the one they were set on.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.budgets import COLD, VERSION, WARM, verdicts
from bench.generate import write

PEERS: Final = ("cfn-lint", "cloudformation-validate", "checkov", "c7n-left")

_TEMPLATES_WITH_VALIDATE: Final = """\
import sys
from cloudformation_validate import CompositeEngine
engine = CompositeEngine()
for path in sys.argv[1:]:
    try:
        engine.validate_template(path)
    except Exception as error:
        print(path, type(error).__name__)
"""
_POLICY: Final = """\
policies:
  - name: key-rotation
    resource: terraform.aws_kms_key
    filters: [{enable_key_rotation: absent}]
"""


@dataclass(slots=True)
class Contender:
    """One tool on one directory, and what its runs took: seconds, processor seconds, KiB."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    note: str = ""

    def run(self, timeout: float, counts: bool = True) -> None:
        """Runs once. One that takes too long, or ends by a signal, is not run again."""
        if self.note:
            return
        started = time.perf_counter()
        process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.perf_counter() - started > timeout:
                process.kill()
                os.wait4(process.pid, 0)
                process.returncode = -9
                self.note = f"more than {timeout:.0f} s"
                return
            time.sleep(0.001)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode < 0:
            self.note = f"ended by signal {-process.returncode}"
        elif counts:
            self.wall.append(wall)
            self.cpu.append(usage.ru_utime + usage.ru_stime)
            self.memory.append(usage.ru_maxrss)

    def row(self, first: Contender) -> str:
        """The medians as a row of a table, the ratio to the first contender last."""
        if not self.wall:
            return f"| {self.name} | {self.note or 'not run'} | | | |"
        wall = statistics.median(self.wall)
        ratios = [mine / other for mine, other in zip(self.wall, first.wall, strict=False)]
        spread = f"{min(self.wall):.2f}-{max(self.wall):.2f}"
        ratio = f"{statistics.median(ratios):.2f}" if ratios else ""
        memory = statistics.median(self.memory) / 1024
        cpu = statistics.median(self.cpu)
        return f"| {self.name} | {wall:.2f} ({spread}) | {cpu:.2f} | {memory:.0f} | {ratio} |"


def install(environments: Path) -> None:
    """Makes an environment for each peer, and installs the peer from PyPI."""
    for peer in PEERS:
        place = environments / peer
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        subprocess.run([str(place / "bin" / "pip"), "install", "--quiet", peer], check=True)


def awslint(path: Path, scratch: Path) -> list[Contender]:
    """awslint itself, cold and warm."""
    here = Path(__file__).resolve().parents[1]
    base = {
        "PYTHONPATH": os.pathsep.join((str(here / "linter"), str(here / "rules"))),
        "XDG_CACHE_HOME": str(scratch / "cache"),
        # Compiled modules, as an installed package has them.
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(scratch / "compiled"),
    }
    command = [sys.executable, "-m", "awslint.cli", "check", str(path), "--format", "json", "--no-config"]
    return [
        Contender(COLD, [*command, "--no-cache"], base),
        Contender("awslint, cold, one job", [*command, "--no-cache", "--jobs", "1"], base),
        Contender(WARM, command, base),
        Contender(VERSION, [*command[:3], "--version"], base),
    ]


def peers(path: Path, environments: Path | None, scratch: Path) -> list[Contender]:
    """The peers that have an environment and something to say of what is there."""
    if environments is None:
        return []
    found = []
    templates = [
        str(entry) for entry in sorted(path.rglob("*")) if entry.suffix in (".yaml", ".yml", ".json", ".template")
    ]
    templates = [
        template for template in templates if "AWSTemplateFormatVersion" in Path(template).read_text("utf-8", "replace")
    ]
    terraform = any(path.rglob("*.tf"))
    (scratch / "policies").mkdir(exist_ok=True)
    (scratch / "policies" / "policy.yaml").write_text(_POLICY, encoding="utf-8")
    (scratch / "validate.py").write_text(_TEMPLATES_WITH_VALIDATE, encoding="utf-8")

    def tool(peer: str, name: str) -> str | None:
        place = environments / peer / "bin" / name
        return str(place) if place.exists() else None

    if templates and (binary := tool("cfn-lint", "cfn-lint")):
        found.append(Contender("cfn-lint", [binary, "--format", "json", *templates]))
    if templates and (binary := tool("cloudformation-validate", "python")):
        found.append(Contender("cloudformation-validate", [binary, str(scratch / "validate.py"), *templates]))
    if binary := tool("checkov", "checkov"):
        found.append(Contender("checkov", [binary, "-d", str(path), "--quiet", "--skip-download", "-o", "json"]))
    if terraform and any(path.glob("*.tf")) and (binary := tool("c7n-left", "c7n-left")):
        policies = str(scratch / "policies")
        command = [binary, "run", "-p", policies, "-d", str(path), "-o", "json", "--output-file", os.devnull]
        found.append(Contender("c7n-left, root module only, one policy", command))
    return found


def compare(path: Path, environments: Path | None, runs: int, timeout: float) -> str:
    """The table for one directory."""
    with tempfile.TemporaryDirectory() as directory:
        contenders = [*awslint(path, Path(directory)), *peers(path, environments, Path(directory))]
        for contender in contenders:
            contender.run(timeout, counts=False)
        for _ in range(runs):
            for contender in contenders:
                contender.run(timeout)
    lines = [
        f"### {path.name}",
        "",
        "| | seconds (range) | processor | MiB | time / awslint cold |",
        "|---|---|---|---|---|",
    ]
    rows = [contender.row(contenders[0]) for contender in contenders]
    measured = [contender for contender in contenders if contender.wall]
    seconds = {contender.name: statistics.median(contender.wall) for contender in measured}
    memory = {contender.name: statistics.median(contender.memory) / 1024 for contender in measured}
    verdict_lines = [f"- {line}" for line in verdicts(path.resolve().name, seconds, memory)]
    return "\n".join([*lines, *rows, "", *verdict_lines])


def generated(directory: Path) -> list[Path]:
    """Projects of 10 to 10,000 resources in both languages, and of 2,000 units."""
    made = []
    for language in ("terraform", "cloudformation"):
        for resources in (10, 100, 1000, 10_000):
            made.append(directory / f"{language}-{resources}")
            write(language, resources, made[-1])
        made.append(directory / f"{language}-2000-units")
        write(language, 20_000, made[-1], units=2000)
    return made


def machine() -> str:
    """What the figures were measured on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} processors, {platform.machine()}, {platform.system()}, Python {platform.python_version()}"


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--environments", type=Path)
    parser.add_argument("--install", type=Path, metavar="ENVIRONMENTS")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--timeout", type=float, default=300.0)
    arguments = parser.parse_args()
    if arguments.install is not None:
        install(arguments.install)
        return
    print(f"Measured on {machine()}; {arguments.runs} runs in turn after one that does not count.\n")
    with tempfile.TemporaryDirectory() as directory:
        for path in arguments.paths or generated(Path(directory)):
            print(compare(path, arguments.environments, arguments.runs, arguments.timeout), end="\n\n", flush=True)


if __name__ == "__main__":
    _main()
