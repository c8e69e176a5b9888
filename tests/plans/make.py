"""Makes the plans in `data/`: the fixtures' Terraform projects as Terraform and the real AWS provider plan them.

    AWSLINT_TERRAFORM_PLUGINS=DIRECTORY python -m tests.plans.make [--new | WORD ...]

DIRECTORY is what `terraform init -plugin-dir` takes; `terraform` is taken from PATH. Without arguments every plan is
made anew, which takes a quarter of an hour; with words only those of projects whose path contains one, with --new only
those of projects that have changed since, or are new. Tests pass over the plans of projects that have changed.

Planning needs no network and no account: the credentials are a mock, and the provider is told to skip what it would ask
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
FIXTURES = ROOT / "fixtures"


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
    chosen = [one for one in projects() if _is_chosen(one.relative_to(FIXTURES).as_posix(), words, digests)]
    if not words:
        for old in DATA.rglob("*.json.gz"):
            old.unlink()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for project, outcome in zip(chosen, pool.map(lambda one: made(one, plugins), chosen), strict=True):
            name = project.relative_to(FIXTURES).as_posix()
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
    there = {one.relative_to(FIXTURES).as_posix() for one in projects()}
    for file in set(DATA.rglob("*.json.gz")) - {stored_at(name) for name in there}:
        file.unlink()
    refused = {name: why for name, why in refused.items() if name in there}
    digests = {name: one for name, one in sorted(digests.items()) if name in there}
    about = {"versions": versions(Path(plugins)), "not_planned": dict(sorted(refused.items())), "digests": digests}
    index_file.write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def _is_chosen(name: str, words: list[str], digests: dict[str, str]) -> bool:
    if words == ["--new"]:
        return digests.get(name) != digest(FIXTURES / name)
    return not words or any(word in name for word in words)


def stored_at(name: str) -> Path:
    """Where the plan of a project is kept; `name` is its path in fixtures/."""
    return DATA / f"{name.replace('/terraform/', '/')}.json.gz"


def digest(project: Path) -> str:
    """What tells whether a project, with the modules that it may use, is as it was when it was planned."""
    summary = hashlib.sha256()
    base = base_of(project)
    for file in sorted(one for one in base.rglob("*") if one.is_file() and ".terraform" not in one.parts):
        summary.update(f"{file.relative_to(base).as_posix()}\0".encode() + file.read_bytes().replace(b"\r\n", b"\n"))
    return summary.hexdigest()[:16]


def projects() -> Iterator[Path]:
    """The root modules: those that the fixture tests lint, and those in fixtures/projects/."""
    for case in sorted(
        [*FIXTURES.glob("*/*/terraform/*"), *FIXTURES.glob("projects/*"), FIXTURES / "showcase/terraform"]
    ):
        if case.is_dir():
            for one in (case, *sorted(inner for inner in case.iterdir() if inner.is_dir())):
                if any(one.glob("*.tf")) or any(one.glob("*.tf.json")):
                    if "projects" not in case.parts or one == case:
                        yield one


def versions(plugins: Path) -> dict[str, str]:
    """What made the plans."""
    done = subprocess.run(["terraform", "version", "-json"], capture_output=True, text=True, check=True)
    found = {"terraform": str(json.loads(done.stdout)["terraform_version"])}
    for one in sorted(plugins.glob("*/*/*/*")):
        found["/".join(one.parts[-3:-1])] = one.name
    return found


def made(project: Path, plugins: str) -> dict[str, Any] | str:
    """The plan of a project, or why there is none."""
    base = base_of(project)
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / "case"
        shutil.copytree(base, copy, ignore=shutil.ignore_patterns(".terraform*"))
        directory = copy / project.relative_to(base)
        prepare(copy, directory)
        found = plan_of(directory, plugins)
        return found if isinstance(found, str) else compact(found)


def base_of(project: Path) -> Path:
    """The directory that holds all that a root module may use: of a fixture the one named bad, good or unknown."""
    return next((one for one in (project, *project.parents) if one.parent.name == "terraform"), project)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
