"""The baseline: known findings, by fingerprint, which do not fail a run until they are repaired."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from awslint.files import read_file
from awslint.frozen import frozen
from awslint.rules import Finding

VERSION: Final = 1
LARGEST: Final = 64 * 1024 * 1024
"""Bytes; an entry takes some 200."""


class BaselineError(Exception):
    """A baseline that cannot be read."""


@frozen
class Baseline:
    """Old findings by fingerprint, each with what people read. Units are relative to the file's directory.

    So the file means the same from every working directory. `lost` are the units that are no longer there: renamed, or
    deleted.
    """

    path: Path
    entries: Mapping[str, Mapping[str, str]]
    lost: frozenset[str] = frozenset()

    def holds(self, finding: Finding) -> bool:
        """Returns whether a finding is an old one, also of a template or module that has another name since."""
        if self.fingerprint(finding) in self.entries:
            return True
        return any(replace(finding, unit=unit).fingerprint in self.entries for unit in self.lost)

    def fingerprint(self, finding: Finding) -> str:
        """Returns the finding's fingerprint as it is from the directory of the file."""
        return replace(finding, unit=self.unit(finding)).fingerprint

    def unit(self, finding: Finding) -> str:
        """Returns the finding's unit relative to the directory of the file."""
        return self.unit_of(finding.unit)

    def unit_of(self, path: str) -> str:
        """Returns a path from the working directory as it is from the directory of the file."""
        return Path(os.path.relpath(path or ".", self.path.parent)).as_posix()

    def of(self, findings: Iterable[Finding]) -> Baseline:
        """Returns a baseline of exactly these findings, in the same file."""
        entries = {
            self.fingerprint(finding): {
                "rule": finding.rule.id,
                "unit": self.unit(finding),
                "address": finding.address,
                **({"property": finding.attribute} if finding.attribute else {}),
            }
            for finding in findings
        }
        return Baseline(self.path, entries)

    def text(self) -> str:
        """Returns the file: an entry a line, in an order that makes for small differences."""
        rows: list[dict[str, Any]] = [{**row, "fingerprint": fingerprint} for fingerprint, row in self.entries.items()]
        rows.sort(key=lambda row: (row["unit"], row["address"], row["rule"], row.get("property", "")))
        lines = ",\n".join(f"    {json.dumps(row, ensure_ascii=False)}" for row in rows)
        listed = f"[\n{lines}\n  ]" if rows else "[]"
        return f'{{\n  "version": {VERSION},\n  "findings": {listed}\n}}\n'


def read(path: Path) -> Baseline:
    """Returns the baseline in a file.

    Raises:
        BaselineError: it cannot be read, or is none.
    """
    shown = path.as_posix()
    try:
        document = json.loads(read_file(path, LARGEST).decode("utf-8"))
    except OSError as error:
        hint = "; `awslint baseline create` writes it" if isinstance(error, FileNotFoundError) else ""
        raise BaselineError(f"baseline {shown}: {error.strerror or error}{hint}") from None
    except (ValueError, RecursionError):
        raise BaselineError(f"baseline {shown}: it is not valid JSON") from None
    if (
        not isinstance(document, dict)
        or document.get("version") != VERSION
        or not isinstance(document.get("findings"), list)
    ):
        raise BaselineError(f"baseline {shown}: it is no baseline of version {VERSION}")
    entries = {}
    for row in document["findings"]:
        if not isinstance(row, dict) or not all(isinstance(value, str) for value in row.values()):
            raise BaselineError(f"baseline {shown}: an entry is not understood")
        if not {"fingerprint", "rule", "unit", "address"} <= row.keys():
            raise BaselineError(f"baseline {shown}: an entry lacks its fingerprint, rule, unit or address")
        entries[row["fingerprint"]] = {name: value for name, value in row.items() if name != "fingerprint"}
    units = {entry["unit"] for entry in entries.values()}
    return Baseline(path, entries, frozenset(unit for unit in units if not os.path.lexists(path.parent / unit)))
