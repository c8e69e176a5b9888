"""Further processes: the same answers for any number of them, and for whatever else does the work."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tests.fixture_cases import FIXTURES, apart

from awslint.cli.app import run
from awslint.engine import Options, check
from awslint.report.as_json import as_json
from awslint.runs import workers

from .project import PROJECT

ROOT = Path(__file__).parents[2]
PROJECTS = [apart(FIXTURES / name) for name in ("cloudformation/CFN001", "memorydb", "kms/KMS085")]


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Processes are started for anything; tells for how many jobs."""
    started: list[int] = []

    def processes(jobs: int) -> Executor:
        started.append(jobs)
        return real(jobs)

    real = workers.processes
    monkeypatch.setattr(workers, "ENOUGH", 0)
    monkeypatch.setattr(workers, "processes", processes)
    return started


def _json(paths: list[Path], **options: Any) -> str:
    report = check(paths, Options(**options))
    return as_json(report, report.shown())


def test_the_output_is_the_same_for_any_number_of_jobs(eager: list[int]) -> None:
    alone = _json(PROJECTS)
    assert not eager
    assert _json(PROJECTS, jobs=2) == alone
    assert _json(PROJECTS, jobs=3) == alone
    assert eager == [2, 3]


def test_the_trees_of_further_processes_are_kept(
    eager: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = _json(PROJECTS, jobs=2, cache=True)
    (tree_store,) = (tmp_path / "awslint" / "trees").iterdir()
    (run_store,) = (tmp_path / "awslint" / "runs").iterdir()
    alone = _trees(tree_store)
    run_store.unlink()
    tree_store.unlink()
    assert _json(PROJECTS, jobs=1, cache=True) == first
    assert eager == [2]
    assert _trees(tree_store) == alone


def _trees(file: Path) -> set[str]:
    content = file.read_bytes()
    return set(json.loads(content[40 : 40 + int.from_bytes(content[32:40], "big")])["entries"])


def test_what_is_small_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_: int) -> Executor:
        raise AssertionError

    monkeypatch.setattr(workers, "processes", never)
    assert check(PROJECTS, Options(jobs=8)).units


def test_any_executor_will_do() -> None:
    asked = []

    def make(jobs: int) -> Executor:
        asked.append(jobs)
        return ThreadPoolExecutor(jobs)

    assert _json(PROJECTS, jobs=2, executor=make) == _json(PROJECTS)
    assert asked == [2]


def test_long_lived_workers_see_what_has_changed(tmp_path: Path) -> None:
    executor = ThreadPoolExecutor(1)
    executor.shutdown = lambda *_, **__: None  # type: ignore[method-assign, assignment]
    for number, name in enumerate(("a", "b", "a")):
        for unit in ("x", "y"):
            (tmp_path / unit).mkdir(exist_ok=True)
            body = 'custom_key_store_id = "cks-1"\n  enable_key_rotation = true\n'
            text = f'resource "aws_kms_key" "{name}" {{\n  {body}}}\n'
            (tmp_path / unit / "main.tf").write_text(text, encoding="utf-8")
        found = check([tmp_path], Options(jobs=1, executor=lambda _: executor)).findings
        assert {resource.address for resource in found} == {f"aws_kms_key.{name}"}, number


def test_exports_have_their_places_in_every_process(tmp_path: Path) -> None:
    for name, text in PROJECT.items():
        if name.startswith("stacks/"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text.replace("long-enough-for-a-password", "short"), encoding="utf-8")
    for number in range(4):
        template = (tmp_path / "stacks" / "importing.yaml").read_text(encoding="utf-8")
        (tmp_path / "stacks" / f"importing{number}.yaml").write_text(template, encoding="utf-8")
    alone = _json([tmp_path])
    assert "exporting.yaml" in alone
    assert _json([tmp_path], jobs=2, executor=ThreadPoolExecutor) == alone


class _Failing(Executor):
    """Loses every batch."""

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(RuntimeError("the worker died"))
        return future


def test_what_a_worker_loses_is_done_here() -> None:
    assert _json(PROJECTS, jobs=2, executor=lambda _: _Failing()) == _json(PROJECTS)


def test_what_cannot_be_sent_is_done_here(eager: list[int]) -> None:
    assert _json(PROJECTS, jobs=2, selected=lambda _: True) == _json(PROJECTS)
    assert not eager


def test_options_of_the_command_can_be_sent(
    eager: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "awslint.toml").write_text('existing = ["aws_kms_*"]\nignore = ["KMS085"]\n', encoding="utf-8")
    outputs = []
    for jobs in ("1", "2"):
        run(["check", *map(str, PROJECTS), "--format", "json", "--no-cache", "--select", "KMS", "--jobs", jobs])
        outputs.append(capsys.readouterr().out)
    assert outputs[0] == outputs[1]
    assert eager == [2]


def interruptible() -> None:
    """A shell that runs something in the background has it ignore Ctrl-C, and so would what the test starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_ends_all_of_it(tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(
        "import sys, time\n"
        "from awslint.cli import app\n"
        "from awslint.runs import units, workers\n"
        "def slow(*a, **k):\n"
        "    open(sys.argv[1], 'a').write('x')\n"
        "    time.sleep(60)\n"
        "workers.answered = slow\n"
        "workers.ENOUGH = 0\n"
        "sys.exit(app.run(['check', *sys.argv[2:], '--no-cache', '--jobs', '2']))\n",
        encoding="utf-8",
    )
    started = tmp_path / "started"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(str(ROOT / folder) for folder in ("linter", "rules"))}
    command = [sys.executable, str(script), str(started), *map(str, PROJECTS)]
    process = subprocess.Popen(
        command,
        env=environment,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=interruptible,  # noqa: PLW1509 - nothing else runs in the test
    )
    for _ in range(600):
        if started.exists():
            break
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, error = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in error
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
