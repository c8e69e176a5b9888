"""What a configuration file may say: the one declaration that reading, `config show`, `init` and the schema share."""

from __future__ import annotations

from typing import Any, Final, Literal

from awslint.frozen import frozen

Kind = Literal["text", "texts", "flag", "path", "paths", "named", "ids", "entries"]
"""`named`: a table of values by name. `ids`: a table of tables by rule id. `entries`: an array of tables."""

SEVERITIES: Final = ("error", "warning", "info")


@frozen
class Key:
    """One key.

    Attributes:
        about: what it means, for the schema and for `config init`.
        default: what counts where nobody says anything; None where that is nothing.
        example: as it is written in TOML.
        choices: the only texts allowed.
        pattern: what the texts look like.
        lone: a list of one may be written as a text.
        override: it may also stand in [[overrides]].
        environment: it may also come from AWSLINT_NAME; lists are separated by commas there.
        members: the keys of the inner tables of `ids` and `entries`.
        required: it must be there (for members).
    """

    name: str
    kind: Kind
    about: str
    default: Any = None
    example: str = ""
    choices: tuple[str, ...] = ()
    pattern: str = ""
    lone: bool = False
    override: bool = False
    environment: bool = True
    members: tuple[Key, ...] = ()
    required: bool = False

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"AWSLINT_{self.name.upper().replace('-', '_')}"


POLICY_FILE: Final = ".json"
"""How a `deployer` ends that is a file; every other one is the address of a role."""

_DATE: Final = r"\d{4}-\d{2}-\d{2}"

_DEPLOYMENT: Final = (
    Key("region", "text", "The region, where the configuration does not set one.", None, '"eu-central-1"', (),
        r"[a-z]{2,}(-[a-z]+)+-\d+", override=True),
    Key("account", "text", "The account, twelve digits.", None, '"111122223333"', (), r"\d{12}", override=True),
    Key("partition", "text", "The partition: aws, aws-cn, aws-us-gov, ...", None, '"aws"', (), r"aws(-[a-z]+)*",
        override=True),
    Key("var-files", "paths", "Terraform variables files, relative to this file; later ones win.", (),
        '["prod.tfvars"]', override=True),
    Key("param-files", "paths", "CloudFormation parameter files, relative to this file.", (), '["prod.json"]',
        override=True),
    Key("vars", "named", "Terraform variables by name.", {}, '{ stage = "prod" }', override=True, environment=False),
    Key("params", "named", "Template parameters by name.", {}, '{ Stage = "prod" }', override=True, environment=False),
    Key("account-facts", "path", "A file with quotas, zones and taken names of the account, relative to this one.",
        None, '"account.yaml"', override=True),
    Key("deployer", "text", "Who deploys: a file with a policy document, NAME.json, relative to this file, or the "
        "address of a role of the configuration.", None, '"deployer.json"', override=True),
    Key("existing", "texts", "Addresses, with * for any characters, of resources that exist already.", (),
        '["aws_kms_custom_key_store.*"]', override=True),
)  # fmt: skip

_RULES: Final = (
    Key("select", "texts", "Only these rules: ids, beginnings of ids, services, exceptions.", (), '["KMS"]',
        override=True),
    Key("ignore", "texts", "None of these rules; words as for select.", (), '["IAM001"]', override=True),
    Key("severity", "text", "The lowest severity shown.", "warning", '"warning"', SEVERITIES, override=True),
    Key("fail-on", "text", "The lowest severity that makes the command fail.", "warning", '"error"',
        (*SEVERITIES, "never"), override=True),
    Key("require-reason", "flag", "Comments that suppress a finding must give a reason.", False, "true",
        override=True),
)  # fmt: skip

SUPPRESSION: Final = (
    Key("rules", "texts", "The ids of the rules.", required=True),
    Key("paths", "texts", "Only in files that match, relative to this file; ** for any directories."),
    Key("resources", "texts", "Only for resources with such addresses, * for any characters."),
    Key("reason", "text", "Why."),
    Key("until", "text", "The last day on which it counts, YYYY-MM-DD.", pattern=_DATE),
)

KEYS: Final = (
    Key("required-version", "text", "The versions of awslint that may read this file, as in >=0.1,<2.", None,
        '">=0.1"', environment=False),
    Key("extends", "texts", "Configuration files, relative to this one, whose values count where it says nothing.",
        (), '"../awslint.toml"', lone=True, environment=False),
    *_DEPLOYMENT,
    *_RULES,
    Key("format", "texts", "Formats of the report: NAME; also NAME:FILE in a file that --config names.", (),
        '["full"]', lone=True),
    Key("baseline", "path", "The file of old findings that do not count.", None, '"awslint-baseline.json"'),
    Key("exclude", "texts", "Paths that are not linted, relative to this file; ** for any directories.", (),
        '["examples/**"]'),
    Key("policies", "paths", "Policy files, or directories of them, relative to this file: rules of your own.", (),
        '["policies/"]'),
    Key("packs", "texts", "Installed packs of rules, by the name of their entry point awslint.rules.", (),
        '["acme"]'),
    Key("rules", "ids", "Settings of single rules.", {}, environment=False, members=(
        Key("ignorable", "flag", "Whether the rule may be suppressed at all.", True, required=False),
        Key("severity", "text", "The severity that its findings are reported with.", choices=SEVERITIES),
    )),
    Key("overrides", "entries", "Other values for some paths; later entries win.", (), environment=False, members=(
        Key("paths", "texts", "Where they count, relative to this file; ** for any directories.", required=True),
        *_DEPLOYMENT,
        *_RULES,
    )),
    Key("suppressions", "entries", "Findings that do not count.", (), environment=False, members=SUPPRESSION),
)  # fmt: skip

BY_NAME: Final = {key.name: key for key in KEYS}


def schema() -> dict[str, Any]:
    """Returns the JSON Schema of a configuration file (of the table `tool.awslint` in pyproject.toml)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:awslint:schema:configuration:1",
        "title": "awslint.toml",
        "description": "Configuration of awslint.",
        **_table(KEYS),
    }


def _table(keys: tuple[Key, ...]) -> dict[str, Any]:
    table: dict[str, Any] = {
        "type": "object",
        "properties": {key.name: _property(key) for key in keys},
        "additionalProperties": False,
    }
    required = [key.name for key in keys if key.required]
    return {**table, "required": required} if required else table


def _property(key: Key) -> dict[str, Any]:
    described: dict[str, Any] = {"description": key.about}
    text: dict[str, Any] = {"type": "string"}
    if key.choices:
        text = {"enum": list(key.choices)}
    elif key.pattern:
        text["pattern"] = f"^{key.pattern}$"
    if key.default not in (None, (), {}):
        described["default"] = key.default
    if key.kind in ("text", "path"):
        return {**text, **described}
    if key.kind == "flag":
        return {"type": "boolean", **described}
    if key.kind in ("texts", "paths"):
        listed = {"type": "array", "items": text}
        return {"anyOf": [text, listed], **described} if key.lone else {**listed, **described}
    if key.kind == "named":
        return {"type": "object", **described}
    if key.kind == "ids":
        names = {"pattern": "^(?:EC2|R53|S3|[A-Z]+)[0-9]{3}$"}
        return {"type": "object", "propertyNames": names, "additionalProperties": _table(key.members), **described}
    return {"type": "array", "items": _table(key.members), **described}
