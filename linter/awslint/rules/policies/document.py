"""Reads policy files: each row becomes a compiled policy, plain data that JSON can hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from awslint.rules.cel.parser import ExpressionError, parse
from awslint.rules.cel.required import required_properties
from awslint.rules.policies.errors import PolicyError

FIELDS: Final = (
    "id",
    "title",
    "severity",
    "raises",
    "related_exceptions",
    "evidence",
    "for",
    "languages",
    "phase",
    "tags",
    "let",
    "foreach",
    "refuse",
    "at",
    "related",
    "message",
    "help",
    "fix",
    "page",
    "examples",
    "accepted",
    "account",
    "bad",
    "good",
    "near",
)
LANGUAGES: Final = ("terraform", "cloudformation")
_PLACEHOLDER: Final = re.compile(r"<<\s*([A-Za-z_]\w*)\s*>>")


def rows(path: Path, text: str) -> list[dict[str, Any]]:
    """Returns the policies of a file as they are written, one a row of `each`, placeholders filled in.

    A row's fields stand in the place of the file's own; all its other members are what placeholders are filled with.

    Raises:
        PolicyError: the text is no YAML mapping, or a placeholder names nothing.
    """
    document = _loaded(path, text)
    each = document.pop("each", None)
    if each is None:
        return [document]
    if not isinstance(each, list) or not all(isinstance(row, dict) for row in each):
        raise PolicyError(path, "`each` has to be a list of mappings")
    found = []
    for row in each:
        merged = {**document, **{name: value for name, value in row.items() if name in FIELDS}}
        values = {name: value for name, value in row.items() if name not in FIELDS}
        found.append(_filled(merged, {**values, "id": row.get("id", "")}, path))
    return found


def schema_faults(text: str) -> Iterator[str]:
    """Yields what the JSON Schema of policy files says of a text that is a YAML mapping: the place in it, and the
    fault."""
    import jsonschema
    import yaml

    schema = json.loads((Path(__file__).parent / "policy.schema.json").read_bytes())
    document = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for error in jsonschema.Draft202012Validator(schema).iter_errors(document):
        place = ".".join(map(str, error.absolute_path)) or "the file"
        yield f"{place}: {error.message[:300]}"


def _loaded(path: Path, text: str) -> dict[str, Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        document = yaml.load(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else 0
        raise PolicyError(path, f"not valid YAML: {error.problem}", line) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise PolicyError(path, f"not valid YAML: {error}") from None
    if not isinstance(document, dict):
        raise PolicyError(path, "a policy file has to be a mapping")
    return document


def _filled(part: Any, values: Mapping[str, Any], path: Path) -> Any:
    if isinstance(part, dict):
        return {_filled(key, values, path): _filled(value, values, path) for key, value in part.items()}
    if isinstance(part, list):
        return [_filled(element, values, path) for element in part]
    if not isinstance(part, str) or "<<" not in part:
        return part

    def value(match: re.Match[str]) -> str:
        if match[1] == "value":
            return match[0]  # what examples are filled with
        if match[1] not in values:
            raise PolicyError(path, f"<<{match[1]}>> stands for nothing: {values.get('id')} has no `{match[1]}`")
        found = values[match[1]]
        return _written(found)

    whole = _PLACEHOLDER.fullmatch(part)
    if whole is not None and whole[1] in values and whole[1] != "value":
        return values[whole[1]]
    return _PLACEHOLDER.sub(value, part)


def _written(value: Any) -> str:
    """A value as expressions and examples write it: strings as they are, lists as both languages write them."""
    if isinstance(value, str):
        return value
    return json.dumps(value)


def examples(policy: Mapping[str, Any], name: str) -> Iterator[tuple[str, str, str]]:
    """Yields the examples of a policy: the language, "bad" or "good", and the text.

    `examples` and `accepted` are lists of mappings by language. A text with `<<value>>` stands for several: `examples`
    for one with each of the policy's `bad` and of its `good` values, `accepted` for one with each of its `near` ones.
    `properties` in the place of a language are those of one resource, `resources` several as templates write them, in
    one mapping or a list of mappings: both are written in every language. `plan` is what resources are and become (see
    `awslint.rules.policies.plans`).

    Raises:
        NoNativeType: properties cannot be written in Terraform.
    """
    for row in policy.get(name) or ():
        for language, written in row.items():
            for kind, content in _variants(policy, name, written, language not in LANGUAGES):
                if language in ("properties", "resources"):
                    yield from ((label, kind, text) for label, text in _rendered(policy, language, content))
                elif language == "plan":
                    from awslint.rules.policies.plans import as_plan

                    yield language, kind, as_plan(content)
                else:
                    yield language, kind, content


def _variants(policy: Mapping[str, Any], name: str, written: Any, is_data: bool) -> Iterator[tuple[str, Any]]:
    if isinstance(written, dict) and written.keys() & {"bad", "good"} and written.keys() <= {"bad", "good"}:
        yield from written.items()
    elif "<<value>>" not in (written if isinstance(written, str) else json.dumps(written)):
        yield "good", written
    else:
        for kind in ("bad", "good") if name == "examples" else ("near",):
            for value in _as_list(policy.get(kind)):
                yield "bad" if kind == "bad" else "good", _with_value(written, value)


def _with_value(part: Any, value: Any) -> Any:
    if isinstance(part, dict):
        return {key: _with_value(member, value) for key, member in part.items()}
    if isinstance(part, list):
        return [_with_value(element, value) for element in part]
    if part == "<<value>>":
        return value
    return part.replace("<<value>>", _written(value)) if isinstance(part, str) else part


def _rendered(policy: Mapping[str, Any], written: str, content: Any) -> Iterator[tuple[str, str]]:
    from awslint.rules.policies.rendering import LOGICAL_ID, as_cloudformation, as_terraform

    type_ = policy["for"] if isinstance(policy["for"], str) else policy["for"][0]
    resources: dict[str, Any] = {}
    for part in _as_list(content if written == "resources" else {LOGICAL_ID: {"Type": type_, "Properties": content}}):
        resources.update(part)
    write = {"terraform": as_terraform, "cloudformation": as_cloudformation}
    for language in policy.get("languages") or LANGUAGES:
        yield language, write[language](resources)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def compiled_policies(path: Path, text: str) -> list[dict[str, Any]]:
    """Returns the policies of a file, compiled.

    Raises:
        PolicyError: one of them is not valid.
    """
    return [compiled_policy(row, path) for row in rows(path, text)]


def compiled_policy(policy: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """Returns one policy, compiled: what the engine needs of it, expressions as trees.

    Raises:
        PolicyError: it is not valid.
    """
    for name in ("id", "title", "for", "refuse", "message"):
        if not policy.get(name):
            raise PolicyError(path, f"{policy.get('id', 'a policy')} has no `{name}`")
    compiler = _Compiler(path, str(policy["id"]))
    types = policy["for"]
    severity = policy.get("severity", "error")
    compiled = {
        "id": policy["id"],
        "title": policy["title"],
        "severity": severity if isinstance(severity, dict) else dict.fromkeys(LANGUAGES, severity),
        "raises": [_exception(exception) for exception in policy.get("raises") or ()],
        "related_exceptions": [_exception(exception) for exception in policy.get("related_exceptions") or ()],
        "evidence": list(policy.get("evidence") or ()),
        "types": [types] if isinstance(types, str) else list(types),
        "languages": list(policy.get("languages") or LANGUAGES),
        "phase": policy.get("phase", "create"),
        "tags": list(policy.get("tags") or ()),
        "let": {name: compiler.expression(text, f"let.{name}") for name, text in (policy.get("let") or {}).items()},
        "foreach": [
            [name, compiler.expression(text, f"foreach.{name}")] for name, text in (policy.get("foreach") or {}).items()
        ],
        "refuse": compiler.expression(policy["refuse"], "refuse"),
        "at": compiler.expression(policy.get("at") or "self", "at"),
        "related": [
            [compiler.expression(text, "related"), compiler.template(label, "related")]
            for text, label in (policy.get("related") or {}).items()
        ],
        "message": compiler.template(policy["message"], "message"),
        "help": compiler.template(policy.get("help") or "", "help"),
        "fix": compiler.fix(policy.get("fix")),
        "file": path.as_posix(),
    }
    compiled["requires"] = required_properties(compiled)
    return compiled


def _exception(exception: Mapping[str, Any]) -> list[str | None]:
    return [exception["service"], exception["code"], exception.get("operation")]


class _Compiler:
    def __init__(self, path: Path, policy: str) -> None:
        self.path = path
        self.policy = policy

    def expression(self, text: Any, where: str) -> Any:
        """Returns the tree of an expression; numbers and booleans of YAML are literals."""
        if isinstance(text, bool):
            return ["literal", text]
        try:
            return parse(str(text))
        except ExpressionError as error:
            shown = str(text)[max(0, error.place - 20) : error.place + 20].replace("\n", " ")
            message = f"{self.policy}: `{where}` is not valid: {error.message} (near {shown!r})"
            raise PolicyError(self.path, message) from None

    def template(self, text: str, where: str) -> list[Any]:
        """Returns a text with expressions in braces, as a list of strings and trees. `{{` and `}}` are braces."""
        parts: list[Any] = [""]
        place = 0
        text = str(text)
        while place < len(text):
            sign = text[place]
            if text.startswith(("{{", "}}"), place):
                parts[-1] += sign
                place += 2
            elif sign == "{":
                end = _end_of_expression(text, place + 1)
                if end < 0:
                    raise PolicyError(self.path, f"{self.policy}: `{where}` has a brace that is not closed")
                parts += [self.expression(text[place + 1 : end], where), ""]
                place = end + 1
            else:
                parts[-1] += sign
                place += 1
        return [part for part in parts if part != ""]

    def fix(self, fix: Mapping[str, Any] | None) -> Any:
        if fix is None:
            return None
        for kind in ("region", "account", "zone"):
            if kind in fix:
                return [self.expression(fix[kind], f"fix.{kind}"), [], False, kind]
        if "create" in fix and "in" in fix:
            return [
                self.expression(fix["create"], "fix.create"),
                self.template(str(fix["in"]), "fix.in"),
                False,
                "create",
            ]
        if "replace" not in fix or "with" not in fix:
            raise PolicyError(self.path, f"{self.policy}: `fix` needs `replace` and `with`")
        replaced = self.expression(fix["replace"], "fix.replace")
        return [replaced, self.template(str(fix["with"]), "fix.with"), bool(fix.get("safe", False)), "replace"]


def _end_of_expression(text: str, start: int) -> int:
    """Where the brace that closes an expression is; -1 for nowhere."""
    depth, quote = 0, ""
    for place in range(start, len(text)):
        sign = text[place]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign == "{":
            depth += 1
        elif sign == "}":
            if depth == 0:
                return place
            depth -= 1
    return -1
