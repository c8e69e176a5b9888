"""What lies beside infrastructure code and is not read: files of other tools, saved plans, encrypted files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from awslint.graph.loading import Problem

_TERRAGRUNT: Final = (
    "Terragrunt's files are not read: lint its plan (`terragrunt show -json FILE > plan.json`), or the module that it "
    "names with its inputs as --var-file"
)
_SERVERLESS: Final = (
    "a Serverless Framework project is not read: run `serverless package` and lint "
    ".serverless/cloudformation-template-update-stack.json"
)
_PULUMI: Final = "a Pulumi project is not read: it makes neither a template nor a Terraform plan"
_SST: Final = (
    "an SST project is not read: of SST 2 lint the cloud assembly that `sst build` writes; SST 3 makes neither a "
    "template nor a Terraform plan"
)
CDK: Final = "a CDK app is a program: run `cdk synth` and lint cdk.out"
_CDKTF: Final = "a CDK for Terraform app is a program: run `cdktf synth` and lint cdktf.out"

OTHER_TOOLS: Final[Mapping[str, str]] = {
    "terragrunt.hcl": _TERRAGRUNT,
    "terragrunt.stack.hcl": _TERRAGRUNT,
    "serverless.yml": _SERVERLESS,
    "serverless.yaml": _SERVERLESS,
    "serverless.json": _SERVERLESS,
    "serverless.ts": _SERVERLESS,
    "Pulumi.yaml": _PULUMI,
    "Pulumi.yml": _PULUMI,
    "sst.config.ts": _SST,
    "cdk.json": CDK,
    "cdktf.json": _CDKTF,
}
"""What to do about a project of another tool, by the name of the file that marks one."""


def note_on(path: Path) -> str | None:
    """Returns what to do about the project of another tool that a file marks; None of any other file.

    A project that is written in TypeScript has its package.json beside it: other sources have such names too.
    """
    if path.suffix == ".ts" and not (path.parent / "package.json").is_file():
        return None
    return OTHER_TOOLS.get(path.name)


SAVED_PLAN: Final = "it is a saved plan, which only Terraform reads: lint what `terraform show -json FILE` prints"
_ENCRYPTED: Final = "it is encrypted by git-crypt: run `git-crypt unlock` first if it is a template"


def notes(found: Mapping[str, Sequence[Path]]) -> list[Problem]:
    """Returns a note for each sentence, at the first of the files that it is about."""
    listed = []
    for sentence, paths in found.items():
        more = f" ({len(paths)} such files)" if len(paths) > 1 else ""
        listed.append(Problem("module", f"{sentence}{more}", min(paths).as_posix(), is_read=True))
    return listed


_OWN: Final = re.compile(
    r'"(?:tool|driver)"\s*:\s*\{\s*"name"\s*:\s*"awslint"'
    r'|\A\s*\[\s*\{\s*"type"\s*:\s*"issue"\s*,\s*"check_name"\s*:\s*"'
    r'|\A\s*\{\s*"schema_version"\s*:\s*1\s*,\s*"(?:units|needed)"'
    r'|\A\s*\{\s*"version"\s*:\s*1\s*,\s*"findings"\s*:\s*\['
)
"""How the reports in JSON, SARIF and GitLab's form, the graph, the permissions and a baseline begin."""


def is_own_output(text: str) -> bool:
    """Returns whether a text is something that awslint itself wrote."""
    return _OWN.search(text, 0, 500) is not None


def is_saved_plan(content: bytes) -> bool:
    """Returns whether content begins as the archives do that `terraform plan -out` writes: `tfplan` is their first
    entry."""
    return content.startswith(b"PK\x03\x04") and content[30:36] == b"tfplan"


def strange(content: bytes, path: Path) -> Problem | None:
    """Returns what to say of content that is neither YAML nor JSON because something was done to it; None of any
    other."""
    if is_saved_plan(content):
        return Problem("unreadable", SAVED_PLAN, path.as_posix())
    if content.startswith(b"\0GITCRYPT\0"):
        return Problem("module", _ENCRYPTED, path.as_posix(), is_read=True)
    return None
