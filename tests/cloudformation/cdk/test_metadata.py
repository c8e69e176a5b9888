"""Findings in a cloud assembly name the construct and the line of the application that made the resource."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from awslint.cli.app import run

TEMPLATE = {
    "Resources": {
        "AppVolume7A3": {
            "Type": "AWS::EC2::Volume",
            "Properties": {"AvailabilityZone": "eu-central-1a", "Size": 1},
        }
    }
}
FORMATS = ["full", "concise", "json", "sarif", "junit", "github", "gitlab", "markdown"]


def trace(*frames: str) -> list[dict[str, Any]]:
    return [{"type": "aws:cdk:logicalId", "data": "AppVolume7A3", "trace": list(frames)}]


def assembly(directory: Path, metadata: Any, beside: bool = False) -> Path:
    out = directory / "cdk.out"
    out.mkdir()
    (out / "cdk.out").write_text('{"version": "36.0.0"}')
    stack: dict[str, Any] = {
        "type": "aws:cloudformation:stack",
        "environment": "aws://111122223333/eu-west-1",
        "properties": {"templateFile": "App.template.json"},
    }
    if beside:
        stack["additionalMetadataFile"] = "App.metadata.json"
        (out / "App.metadata.json").write_text(json.dumps(metadata))
    else:
        stack["metadata"] = metadata
    (out / "manifest.json").write_text(json.dumps({"version": "36.0.0", "artifacts": {"App": stack}}))
    (out / "App.template.json").write_text(json.dumps(TEMPLATE))
    return out


def linted(out: Path, form: str) -> str:
    result = out.parent / "result"
    run(["check", str(out), "--format", f"{form}:{result}", "--no-cache", "--select", "REG006"])
    return result.read_text().replace("\\\\", "\\")


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("form", FORMATS)
def test_every_format_names_construct_and_line(tmp_path: Path, form: str, beside: bool) -> None:
    frames = [
        f"new CfnVolume ({tmp_path}/node_modules/aws-cdk-lib/aws-ec2/lib/ec2.generated.js:1:99)",
        f"new App ({tmp_path}/lib/app-stack.ts:12:5)",
        f"at Object.<anonymous> ({tmp_path}/bin/app.ts:7:1)",
    ]
    output = linted(assembly(tmp_path, {"/App/Volume/Resource": trace(*frames)}, beside), form)
    assert "App/Volume at lib/app-stack.ts:12" in output


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"/App/Volume": trace()}, "App/Volume]"),
        ({"/App/Volume": trace("node:internal/main:1:1", "/srv/app.py:3")}, "App/Volume at /srv/app.py:3]"),
        (
            {"/App/Volume": [*trace(), {"type": "aws:cdk:creationStack", "data": ["new App (C:\\app\\a.ts:9:1)"]}]},
            "App/Volume at C:\\app\\a.ts:9]",
        ),
        ({"/App/Volume": [{"type": "aws:cdk:logicalId", "data": ["x"], "trace": "y"}, None, 3]}, ""),
        ({"/App/Volume": "x"}, ""),
        ([1], ""),
        ({"/App/Volume": trace("x" * 10_000, "(" * 5_000 + ":" * 5_000)}, "App/Volume]"),
    ],
)
def test_what_an_assembly_records(tmp_path: Path, metadata: Any, expected: str) -> None:
    output = linted(assembly(tmp_path, metadata), "concise")
    assert "REG006" in output
    assert expected in output
    assert ("made by" in output) is bool(expected)


@pytest.mark.parametrize("name", ["../secret.json", "/etc/passwd", "missing.json", 7])
def test_only_files_of_the_assembly_are_read(tmp_path: Path, name: Any) -> None:
    (tmp_path / "secret.json").write_text(json.dumps({"/App/Volume": trace("/srv/secret.ts:1:1")}))
    out = assembly(tmp_path, {})
    manifest = json.loads((out / "manifest.json").read_text())
    manifest["artifacts"]["App"]["additionalMetadataFile"] = name
    (out / "manifest.json").write_text(json.dumps(manifest))
    output = linted(out, "concise")
    assert "REG006" in output
    assert "secret" not in output
