"""Makes the plans in `data/`: the fixtures' Terraform projects as Terraform and the real AWS provider plan them.

    AWSLINT_TERRAFORM_PLUGINS=DIRECTORY python -m tests.plans.make [--new | WORD ...]

DIRECTORY is what `terraform init -plugin-dir` takes; `terraform` is taken from PATH. Without arguments every plan is
made anew, which takes a quarter of an hour; with words only those of projects whose path contains one, with --new only
those of projects that have changed since, or are new. Tests pass over the plans of projects that have changed.

Planning needs no network and no account: the credentials are a mock, and the provider is set to skip what it would ask
AWS. What cannot be planned (providers that are not there, data sources that are read from AWS, arguments that the
provider itself refuses) is listed in `data/index.json` with the reason.

A stored plan lacks `planned_values` of resources (the same as `resource_changes` has), the time, and the state.
"""

from __future__ import annotations

import concurrent.futures
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.planning import compact, plan_of, prepare

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DATA = HERE / "data"
sys.path[:0] = [] if __package__ else [str(ROOT), str(ROOT / "linter"), str(ROOT / "rules")]

from tests.fixture_cases import FIXTURES, cases  # noqa: E402


def main(words: list[str]) -> int:
    """Plans the projects and stores what came of them."""
    plugins = os.environ.get("AWSLINT_TERRAFORM_PLUGINS")
    if not plugins:
        print("AWSLINT_TERRAFORM_PLUGINS is not set: see the head of this file", file=sys.stderr)
        return 2
    DATA.mkdir(exist_ok=True)
    index_file = DATA / "index.json"
    index = json.loads(index_file.read_text(encoding="utf-8")) if index_file.exists() and words else {}
    refused: dict[str, str] = dict(index.get("not_planned", {}))
    digests: dict[str, str] = dict(index.get("digests", {}))
    chosen = [project for project in projects() if _is_chosen(name_of(project), words, digests)]
    if not words:
        for old in DATA.rglob("*.json.gz"):
            old.unlink()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for project, outcome in zip(chosen, pool.map(lambda path: made(path, plugins), chosen), strict=True):
            name = name_of(project)
            refused.pop(name, None)
            digests[name] = digest(project)
            file = stored_at(name)
            if isinstance(outcome, str):
                refused[name] = outcome
                file.unlink(missing_ok=True)
                print(f"{name}: {outcome}")
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                text = json.dumps(outcome, separators=(",", ":"), ensure_ascii=False)
                file.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    there = {name_of(project) for project in projects()}
    for file in set(DATA.rglob("*.json.gz")) - {stored_at(name) for name in there}:
        file.unlink()
    refused = {name: why for name, why in refused.items() if name in there}
    digests = {name: stored for name, stored in sorted(digests.items()) if name in there}
    about = {"versions": versions(Path(plugins)), "not_planned": dict(sorted(refused.items())), "digests": digests}
    index_file.write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def _is_chosen(name: str, words: list[str], digests: dict[str, str]) -> bool:
    if words == ["--new"]:
        return digests.get(name) != digest(project_of(name))
    return not words or any(word in name for word in words)


def name_of(project: Path) -> str:
    """What a project is called: its path in fixtures/, without `.tf` if it is a file."""
    return project.relative_to(FIXTURES).as_posix().removesuffix(".tf")


def project_of(name: str) -> Path:
    """The project of that name: a directory, or a file."""
    return FIXTURES / name if (FIXTURES / name).is_dir() else FIXTURES / f"{name}.tf"


def stored_at(name: str) -> Path:
    """Where the plan of a project is kept."""
    return DATA / f"{name}.json.gz"


def digest(project: Path) -> str:
    """What tells whether a project, with the modules that it may use, is as it was when it was planned."""
    summary = hashlib.sha256()
    files = sorted(path for path in project.rglob("*") if path.is_file()) if project.is_dir() else [project]
    for file in files:
        place = file.relative_to(project if project.is_dir() else project.parent)
        if ".terraform" not in place.parts:
            summary.update(f"{place.as_posix()}\0".encode() + file.read_bytes().replace(b"\r\n", b"\n"))
    return summary.hexdigest()[:16]


def projects() -> Iterator[Path]:
    """The root modules: those that the fixture tests lint, those in fixtures/projects/, and the showcase."""
    for case in cases():
        if case.language == "terraform":
            yield from (unit for unit in case.units if unit.is_dir() or unit.name.endswith(".tf"))
    yield from sorted(path for path in FIXTURES.glob("projects/*") if any(path.glob("*.tf")))
    yield FIXTURES / "showcase/terraform"


def copied(project: Path, directory: Path) -> None:
    """Copies a project, which may be a file, to a directory, which must not exist."""
    if project.is_dir():
        shutil.copytree(project, directory, ignore=shutil.ignore_patterns(".terraform*"))
    else:
        directory.mkdir(parents=True)
        shutil.copy(project, directory / "main.tf")


def versions(plugins: Path) -> dict[str, str]:
    """What made the plans."""
    done = subprocess.run(["terraform", "version", "-json"], capture_output=True, text=True, check=True)
    found = {"terraform": str(json.loads(done.stdout)["terraform_version"])}
    for path in sorted(plugins.glob("*/*/*/*")):
        found["/".join(path.parts[-3:-1])] = path.name
    return found


def made(project: Path, plugins: str) -> dict[str, Any] | str:
    """The plan of a project, or why there is none."""
    with tempfile.TemporaryDirectory() as temporary:
        directory = Path(temporary) / "case"
        copied(project, directory)
        prepare(directory)
        found = plan_of(directory, plugins)
        return found if isinstance(found, str) else compact(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
