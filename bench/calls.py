"""How much work small projects are, in function calls, against what stands in calls.json: no machine's speed matters.

    python -m bench.calls             # ends with 1 where the work has grown by more than a tenth
    python -m bench.calls --update    # writes the counts of this version of Python anew

A change that is worth more work updates the counts, and says in its commit why.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
from pathlib import Path
from typing import Final

from bench.generate import write
from bench.growth import calls

KNOWN: Final = Path(__file__).with_name("calls.json")
RESOURCES: Final = 60
MOST: Final = 1.1
"""How many times the known count it may be."""


def counted() -> dict[str, int]:
    """The calls by project. The first run of each does not count: it imports and builds tables."""
    found = {}
    for language in ("terraform", "cloudformation"):
        with tempfile.TemporaryDirectory() as directory:
            write(language, RESOURCES, Path(directory))
            calls(Path(directory))
            found[language] = calls(Path(directory))
    return found


def grown(found: dict[str, int], known: dict[str, dict[str, int]]) -> list[str]:
    """What has become too much work. A version of Python without counts is held against the highest of the others."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    lines = []
    for project, count in found.items():
        limit = known[version][project] if version in known else max(counts[project] for counts in known.values())
        if count > MOST * limit:
            lines.append(f"{project}: {count} calls, {count / limit:.2f} times as many as before ({limit})")
    return lines


def _main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    gc.disable()
    known = json.loads(KNOWN.read_text(encoding="utf-8")) if KNOWN.exists() else {}
    found = counted()
    if arguments.update:
        known[f"{sys.version_info.major}.{sys.version_info.minor}"] = found
        KNOWN.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    for project, count in found.items():
        print(f"{project}: {count} calls")
    lines = grown(found, known)
    print("\n".join(lines) or "no more work than before")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(_main())
