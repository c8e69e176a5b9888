"""Files with facts about an account: YAML or JSON, in the form of account.schema.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from awslint.files import read_file
from awslint.graph.loading import AccountFacts
from awslint.project.configuration_files import ConfigurationError

LARGEST: Final = 8 * 1024 * 1024
"""Bytes."""


class AccountFactsError(ConfigurationError):
    """A file of facts that cannot be used: where, and what to do."""


def read_account_facts(path: Path) -> AccountFacts:
    """Returns the facts in a file.

    Raises:
        AccountFactsError: it cannot be read, is neither YAML nor JSON, or says what it must not.
    """
    import yaml

    shown = path.as_posix()
    try:
        content = read_file(path)
        if len(content) > LARGEST:
            raise AccountFactsError(f"{shown}: more than {LARGEST // 1024 // 1024} MiB")
        text = content.decode("utf-8-sig")
        node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        facts = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except OSError as error:
        raise AccountFactsError(f"{shown}: {error.strerror or 'it cannot be read'}") from None
    except UnicodeDecodeError:
        raise AccountFactsError(f"{shown}: it is not UTF-8") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else 1
        raise AccountFactsError(f"{shown}:{line}: neither YAML nor JSON: {error.problem}") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise AccountFactsError(f"{shown}: neither YAML nor JSON: {str(error)[:200]}") from None
    _check(shown, facts, node)
    return AccountFacts.of(facts or {})


def _check(shown: str, facts: Any, node: Any) -> None:
    import jsonschema

    schema = json.loads((Path(__file__).parent / "account.schema.json").read_bytes())
    if facts is None:
        return
    error = next(jsonschema.Draft202012Validator(schema).iter_errors(facts), None)
    if error is None:
        return
    steps = [str(step) for step in error.absolute_path]
    key = error.instance if error.validator in ("pattern", "additionalProperties") else None
    if error.validator == "additionalProperties":
        known = set(error.schema.get("properties", ()))
        key = next((name for name in error.instance if name not in known), None)
    line = _line(node, [*steps, str(key)] if isinstance(key, str) else steps)
    place = ".".join(steps) or "the file"
    raise AccountFactsError(f"{shown}:{line}: {place}: {error.message[:200]}")


def _line(node: Any, steps: list[str]) -> int:
    """The line of a member, or of the nearest thing around it."""
    import yaml

    for step in steps:
        if isinstance(node, yaml.MappingNode):
            key, value = next(
                ((key_node, value_node) for key_node, value_node in node.value if key_node.value == step), (None, None)
            )
            if key is None:
                break
            if step == steps[-1]:
                return int(key.start_mark.line) + 1
            node = value
        elif isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
            node = node.value[int(step)]
        else:
            break
    return int(node.start_mark.line) + 1 if node is not None else 1
