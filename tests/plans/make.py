"""Makes the plans in `data/`: the fixtures' Terraform projects as Terraform and the real AWS provider plan them.

    AWSLINT_TERRAFORM_PLUGINS=DIRECTORY python tests/plans/make.py [--new | WORD ...]

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
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DATA = HERE / "data"
sys.path[:0] = [] if __package__ else [str(ROOT), str(ROOT / "linter"), str(ROOT / "rules")]

from tests.fixture_cases import FIXTURES, cases  # noqa: E402

SKIP = (
    'access_key = "mock"\n  secret_key = "mock"\n  skip_credentials_validation = true\n'
    "  skip_requesting_account_id = true\n  skip_metadata_api_check = true\n  skip_region_validation = true\n"
)
"""What makes the AWS provider plan offline."""

CERTIFICATE = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"

BY_NAME = (
    (r"password|secret|token", "Example-Passw0rd-1234"),
    (r"role.*arn|arn.*role|principal", "arn:aws:iam::123456789012:role/example"),
    (r"key.*arn|arn.*key", "arn:aws:kms:eu-central-1:123456789012:key/12345678-1234-1234-1234-123456789012"),
    (r"arn", "arn:aws:sns:eu-central-1:123456789012:example"),
    (r"region", "eu-west-1"),
    (r"account", "123456789012"),
    (r"node_type|instance", "cache.t4g.small"),
    (r"type", "AWS_CLOUDHSM"),
    (r"hsm_cluster|cluster_id", "cluster-abcdefg2345"),
    (r"store", "cks-1234567890abcdef0"),
    (r"subnet", "subnet-0123456789abcdef0"),
    (r"vpc", "vpc-0123456789abcdef0"),
    (r"group", "sg-0123456789abcdef0"),
    (r"cidr", "10.0.0.0/16"),
    (r"version", "7.1"),
    (r"engine", "redis"),
    (r"certificate|anchor", CERTIFICATE),
    (r"", "example"),
)
"""Values for variables without a default, by what their names contain."""


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
    for file in set(DATA.rglob("*.json.gz")) - {stored_at(name) for name in there} - {DATA / "types.json.gz"}:
        file.unlink()
    refused = {name: why for name, why in refused.items() if name in there}
    digests = {name: stored for name, stored in sorted(digests.items()) if name in there}
    store_types(Path(plugins))
    about = {"versions": versions(Path(plugins)), "not_planned": dict(sorted(refused.items())), "digests": digests}
    index_file.write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def _is_chosen(name: str, words: list[str], digests: dict[str, str]) -> bool:
    if words == ["--new"]:
        return digests.get(name) != digest(project_of(name))
    return not words or any(word in name for word in words)


def store_types(plugins: Path) -> None:
    """Keeps, of the provider's schema, the types of the attributes of the resource types that the plans have."""
    used = {
        str(change["type"])
        for file in DATA.rglob("*.json.gz")
        if file.name != "types.json.gz"
        for change in json.loads(gzip.decompress(file.read_bytes())).get("resource_changes", ())
        if change["mode"] == "managed"
    }
    with tempfile.TemporaryDirectory() as temporary:
        (Path(temporary) / "main.tf").write_text('provider "aws" {}\n', encoding="utf-8")
        terraform(["init", f"-plugin-dir={plugins}"], Path(temporary))
        schema = json.loads(terraform(["providers", "schema", "-json"], Path(temporary)).stdout)
    resources = next(iter(schema["provider_schemas"].values()))["resource_schemas"]
    types = {name: _block(resources[name]["block"]) for name in sorted(used & resources.keys())}
    text = json.dumps(types, separators=(",", ":"), sort_keys=True)
    (DATA / "types.json.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _block(block: dict[str, Any]) -> dict[str, Any]:
    """A block's attributes by name: a type as the schema writes it, or for nested blocks `[nesting, attributes]`."""
    found = {name: attribute.get("type", "nested") for name, attribute in block.get("attributes", {}).items()}
    for name, block_type in block.get("block_types", {}).items():
        found[name] = [block_type["nesting_mode"], _block(block_type["block"])]
    return found


def terraform(words: list[str], directory: Path) -> subprocess.CompletedProcess[str]:
    """Runs terraform without an account and without the settings of whoever runs it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_"))}
    environment |= {"TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1", "AWS_REGION": "eu-central-1"}
    environment |= {"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": os.devnull}
    return subprocess.run(
        ["terraform", *words], cwd=directory, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


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
        commands = (
            ["init", "-no-color", "-input=false", f"-plugin-dir={plugins}"],
            ["plan", "-no-color", "-refresh=false", "-input=false", "-lock=false", "-out=plan.bin"],
            ["show", "-no-color", "-json", "plan.bin"],
        )
        output = ""
        for words in commands:
            try:
                done = terraform(words, directory)
            except subprocess.TimeoutExpired:
                return f"{words[0]}: it takes longer than two minutes"
            if done.returncode:
                return f"{words[0]}: {reason(done.stderr or done.stdout)}"
            output = done.stdout
        return compact(json.loads(output))


def prepare(directory: Path) -> None:
    """Makes the copy of a project plannable: `adapt`, the mock in every provider block, values for its variables."""
    adapt(directory)
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(directory.glob("*.tf")))
    (directory / "awslint_plan_override.tf").write_text(overrides(text), encoding="utf-8")
    if re.search(r'^provider\s+"aws"\s*\{(?![^}]*alias)', text, re.MULTILINE) is None:
        (directory / "awslint_plan.tf").write_text(f'provider "aws" {{\n  {SKIP}}}\n', encoding="utf-8")
    (directory / "awslint_plan.auto.tfvars.json").write_text(json.dumps(variable_values(text)), encoding="utf-8")


def adapt(copy: Path) -> None:
    """Makes a copy of a project plannable: steps of the null provider become the built-in terraform_data, and files
    that the project reads but does not have are there."""
    for file in sorted(copy.rglob("*.tf")):
        text = file.read_text(encoding="utf-8")
        for name in re.findall(r"\bfile\(\"(?:\$\{path\.module\}/)?([^\"$]+)\"\)", text):
            missing = file.parent / name
            if not missing.exists() and copy in missing.resolve().parents:
                missing.parent.mkdir(parents=True, exist_ok=True)
                missing.write_text(CERTIFICATE, encoding="utf-8")
        file.write_text(with_built_in_steps(text), encoding="utf-8")


def with_built_in_steps(text: str) -> str:
    """A configuration with `terraform_data` for every `null_resource`."""
    if "null_resource" not in text:
        return text
    return re.sub(r"\btriggers(?=\s*=)", "triggers_replace", text.replace("null_resource", "terraform_data"))


def overrides(text: str) -> str:
    """An override file that gives every provider block of a module the mock, and takes its backend away."""
    found = ""
    for match in re.finditer(r'^provider\s+"aws"\s*\{(.*?)^\}', text, re.MULTILINE | re.DOTALL):
        alias = re.search(r'^\s*alias\s*=\s*"([^"]+)"', match[1], re.MULTILINE)
        found += 'provider "aws" {\n' + (f'  alias = "{alias[1]}"\n' if alias else "") + f"  {SKIP}}}\n"
    if re.search(r'^\s*(backend\s+"|cloud\s*\{)', text, re.MULTILINE):
        found += 'terraform {\n  backend "local" {}\n}\n'
    return found


def variable_values(text: str) -> dict[str, Any]:
    """Values for the variables that have no default."""
    found: dict[str, Any] = {}
    for match in re.finditer(
        r'^variable\s+"([^"]+)"\s*\{(.*?)^\}|^variable\s+"([^"]+)"\s*\{(.*)\}$', text, re.M | re.S
    ):
        name, body = match[1] or match[3], match[2] or match[4] or ""
        if not re.search(r"^\s*default\s*=", body, re.MULTILINE):
            type_ = re.search(r"\btype\s*=\s*([a-z]+)(?:\(\s*([a-z]+))?", body)
            found[name] = example(name, *(type_[1], type_[2]) if type_ else ("string", None))
    return found


def example(name: str, kind: str, inner: str | None) -> Any:
    """A value of a type for a variable of that name."""
    if kind in ("list", "set"):
        return [example(name, inner or "string", None)]
    if kind == "map":
        return {"example": example(name, inner or "string", None)}
    if kind in ("number", "bool"):
        return 2 if kind == "number" else True
    return next(value for pattern, value in BY_NAME if re.search(pattern, name))


def reason(output: str) -> str:
    """The first error that Terraform tells, on one line."""
    found = re.search(
        r"Error: (.*?)(?:\n\s*\n\s*(?:with|on) .*?(?:\n\s*\n(.*?))?)?(?:\n\nError: |\Z)", output, re.DOTALL
    )
    text = " ".join(" ".join(group for group in found.groups() if group).split()) if found else " ".join(output.split())
    text = re.sub(r"\S*/case\b", ".", text)
    return re.sub(r"(?i)request ?id: \S+", "", text)[:300]


def compact(plan: dict[str, Any]) -> dict[str, Any]:
    """The plan without what is in it twice, and without what differs from run to run."""
    for name in ("timestamp", "relevant_attributes", "resource_drift"):
        plan.pop(name, None)
    plan["planned_values"] = {"outputs": plan.get("planned_values", {}).get("outputs", {}), "root_module": {}}
    return plan


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
