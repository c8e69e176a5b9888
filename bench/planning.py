"""Plans of configurations, made by Terraform and the real AWS provider, without network and account.

The credentials are a mock, and the provider is set to skip what it would ask AWS.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.answers import answering

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


def terraform(
    words: list[str], directory: Path, endpoints: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs terraform without an account and without the settings of whoever runs it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_"))}
    environment |= {"TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1", "AWS_REGION": "eu-central-1"}
    environment |= {"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": os.devnull}
    environment |= endpoints or {}
    return subprocess.run(
        ["terraform", *words], cwd=directory, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


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


def example(name: str, kind: str, element: str | None) -> Any:
    """A value of a type for a variable of that name."""
    if kind in ("list", "set"):
        return [example(name, element or "string", None)]
    if kind == "map":
        return {"example": example(name, element or "string", None)}
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


def plan_of(directory: Path, plugins: str, endpoints: Mapping[str, str] | None = None) -> dict[str, Any] | str:
    """The plan of a prepared root module, or why there is none.

    `endpoints` is the environment that makes the provider ask elsewhere than AWS.
    """
    commands = (
        ["init", "-no-color", "-input=false", f"-plugin-dir={plugins}"],
        ["plan", "-no-color", "-refresh=false", "-input=false", "-lock=false", "-out=plan.bin"],
        ["show", "-no-color", "-json", "plan.bin"],
    )
    output = ""
    for words in commands:
        try:
            done = terraform(words, directory, endpoints)
        except subprocess.TimeoutExpired:
            return f"{words[0]}: it takes longer than two minutes"
        if done.returncode:
            return f"{words[0]}: {reason(done.stderr or done.stdout)}"
        output = done.stdout
    found: dict[str, Any] = json.loads(output)
    return found


@contextlib.contextmanager
def planned_copy(
    directory: Path, plugins: str, modules: Path | None = None
) -> Iterator[tuple[Path, dict[str, Any] | str]]:
    """A plannable copy of a root module with the repository around it, and its plan or why there is none.

    `modules` holds the repositories of modules of the registry, `terraform-aws-NAME`, whatever their names begin with:
    with the namespace, as `cloudposse+terraform-null-label`, where it matters.
    """
    directory = directory.resolve()
    base = next((parent for parent in directory.parents if (parent / ".git").exists()), directory)
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / "repository"
        shutil.copytree(base, copy, ignore=shutil.ignore_patterns(".terraform*", ".git"), symlinks=True)
        there = copy / directory.relative_to(base)
        if modules is not None:
            copy_called(there, modules, Path(temporary))
        for file in sorted(Path(temporary).rglob("*.tf")):
            file.write_text(for_this_provider(file.read_text(encoding="utf-8")), encoding="utf-8")
        prepare(there)
        with answering() as endpoints:
            drop_unsupported(there, plugins, endpoints)
            plan = plan_of(there, plugins, endpoints)
        yield there, plan


_REGISTRY = re.compile(
    r'source(\s*)=(\s*)"([a-z0-9-]+)/([a-z0-9-]+)/([a-z]+)(?://([a-z0-9/_-]+))?"(?:\s*\n\s*version\s*=\s*"[^"]*")?'
)


def copy_called(root: Path, modules: Path, base: Path) -> None:
    """Copies the modules of the registry that a root module calls, and has it call the copies."""
    waiting, seen = [root], set()
    while waiting:
        here = waiting.pop()
        for file in sorted(here.glob("*.tf")):
            text = file.read_text(encoding="utf-8")
            for match in list(_REGISTRY.finditer(text)):
                repository = f"terraform-{match[5]}-{match[4]}"
                own = sorted(modules.glob(f"{match[3]}?{repository}"))
                source = next(iter(own or sorted(modules.glob(f"*{repository}"))), None)
                if source is None:
                    continue
                target = base / source.name
                if not target.exists():
                    shutil.copytree(
                        source, target, ignore=shutil.ignore_patterns(".git", "examples", "tests", ".terraform*")
                    )
                called = target / (match[6] or "")
                path = os.path.relpath(called, here)
                text = text.replace(match[0], f'source{match[1]}={match[2]}"{path}"')
                if called not in seen:
                    seen.add(called)
                    waiting.append(called)
            for module in re.findall(r'source\s*=\s*"(\.\.?/[^"]*)"', text):
                called = (here / module).resolve()
                if called not in seen and base.resolve() in called.parents:
                    seen.add(called)
                    waiting.append(called)
            file.write_text(text, encoding="utf-8")


_RANDOM = r"random_[a-z]+|null_resource|time_[a-z]+"

_OTHERS = (
    (re.compile(r'^[ ]*(?:required_)?version\s*=\s*"[^"$\n]*[<>=~][^"$\n]*"', re.MULTILINE), ""),
    (re.compile(r"^[ ]*region\s*=[^\n]*\b(?:var|value)\.region[ ]*$", re.MULTILINE), ""),
    (re.compile(r'^  provider_meta "aws" \{.*?^  \}', re.MULTILINE | re.DOTALL), ""),
    (re.compile(r"^    (?:random|null|time|tls|local|http)\s*=\s*\{[^}]*\}\n", re.MULTILINE), ""),
    (re.compile(rf"\b({_RANDOM})\.([a-z0-9_-]+)(\[[^\]]*\])?\.[a-z0-9_]+\b"), r"terraform_data.\1_\2\3.id"),
    (re.compile(r"(?<!data\.)\baws_[a-z0-9_]+\.[a-z0-9_]+(\[[^\]]*\])?\.region\b"), "null"),
    (re.compile(r"\bdata\.aws_region\.([a-z0-9_]+)(\[0\])?\.region\b"), r"data.aws_region.\1\2.name"),
)

_OTHER_RESOURCE = re.compile(rf'^resource "({_RANDOM})" "([^"]+)" \{{(?:\s*\}}|\n(.*?)^\}})', re.MULTILINE | re.DOTALL)


def for_this_provider(text: str) -> str:
    """A configuration for the one provider that there is: no versions are asked for, and what others make is made by
    the built-in terraform_data, known when it is applied, as theirs."""
    for pattern, replacement in _OTHERS:
        text = pattern.sub(replacement, text)
    return _OTHER_RESOURCE.sub(_built_in, text)


def _built_in(match: re.Match[str]) -> str:
    kept = re.findall(r"^\s*(?:count|for_each)\s*=.*\n", match[3] or "", re.MULTILINE)
    return f'resource "terraform_data" "{match[1]}_{match[2]}" {{\n{"".join(kept)}}}'


_LATER = ("Unsupported argument", "Unsupported block type", "Value for unconfigurable attribute")


def drop_unsupported(directory: Path, plugins: str, endpoints: Mapping[str, str]) -> None:
    """Takes away the arguments that a later version of the provider has, and this one does not."""
    terraform(["init", "-input=false", f"-plugin-dir={plugins}"], directory)
    for _ in range(12):
        found = json.loads(terraform(["validate", "-json"], directory).stdout or "{}").get("diagnostics", [])
        places = dict(_places(directory, found))
        if not places:
            words = ["plan", "-json", "-refresh=false", "-input=false", "-lock=false"]
            lines = terraform(words, directory, endpoints).stdout.splitlines()
            places = dict(_places(directory, [json.loads(line).get("diagnostic") for line in lines]))
        if not places:
            return
        for file, lines_of_file in places.items():
            file.write_text(_without(file.read_text(encoding="utf-8"), lines_of_file), encoding="utf-8")


def _places(directory: Path, diagnostics: list[Any]) -> Iterator[tuple[Path, set[int]]]:
    found: dict[Path, set[int]] = {}
    for each in diagnostics:
        if each and each["summary"] in _LATER and "range" in each:
            file = (directory / each["range"]["filename"]).resolve()
            found.setdefault(file, set()).add(each["range"]["start"]["line"])
    yield from found.items()


def _without(text: str, lines: set[int]) -> str:
    """A text without the arguments and blocks that begin in these lines, counted from 1."""
    found, depth = [], 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        if number in lines or depth > 0:
            depth += sum(line.count(each) for each in "([{") - sum(line.count(each) for each in ")]}")
        else:
            found.append(line)
    return "".join(found)
