"""Documents that count together, and what they grant: every question is answered once, however often it is asked."""

from __future__ import annotations

from collections.abc import Iterable

from awslint.facts.actions import ResourceType
from awslint.iam.documents import Document, Statement
from awslint.iam.evaluation import could_allow, covers_resource_type, granting
from awslint.values import Truth, any_true


class Grants:
    """What some documents grant together."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = tuple(documents)
        self._could_allow: dict[str, Truth] = {}
        self._granting: dict[str, list[Statement]] = {}
        self._covers: dict[tuple[str, ResourceType], Truth] = {}

    def could_allow(self, action: str) -> Truth:
        """Returns whether an action could be allowed: see `awslint.iam.could_allow`."""
        if action not in self._could_allow:
            self._could_allow[action] = could_allow(self.documents, action)
        return self._could_allow[action]

    def covers_type(self, action: str, kind: ResourceType) -> Truth:
        """Returns whether a statement that may allow the action takes in some resource of that type."""
        key = action, kind
        if key not in self._covers:
            if action not in self._granting:
                self._granting[action] = granting(self.documents, action)
            self._covers[key] = any_true(covers_resource_type(statement, kind) for statement in self._granting[action])
        return self._covers[key]
