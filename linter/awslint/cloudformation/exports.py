"""What stacks of one deployment import: from each other, and from the other templates of a run."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Names
from collections.abc import Sequence as Several
from dataclasses import dataclass, field

from awslint.graph.loading import Exported
from awslint.values import Value

Region = str | None


@dataclass(slots=True)
class Exports:
    """What can be imported, by name: `inputs` from other templates, and what stacks of the deployment `add`."""

    inputs: Names[str, Several[Exported]] = field(default_factory=dict)
    _own: dict[str, list[tuple[Region, Callable[[], Value]]]] = field(default_factory=dict)
    _following: list[str] = field(default_factory=list)

    def add(self, name: str, region: Region, value: Callable[[], Value]) -> None:
        """Makes an export of one stack known to the others of the deployment."""
        self._own.setdefault(name, []).append((region, value))

    def release(self) -> None:
        """Lets go of the stacks that export, which are used up."""
        self._own.clear()

    def find(self, name: str, region: Region) -> Value | None:
        """Returns the value that exactly one stack exports under the name into the region."""
        found = [evaluate for where, evaluate in self._own.get(name, ()) if _may_be_same(where, region)]
        if len(found) == 1 and name not in self._following:
            self._following.append(name)
            value = found[0]()
            self._following.pop()
            return value
        if self._own.get(name):
            return None
        values = [value for where, value in self.inputs.get(name, ()) if _may_be_same(where, region)]
        return values[0] if len(values) == 1 else None


def _may_be_same(name: Region, other: Region) -> bool:
    return name is None or other is None or name == other
