"""What the names in a deployment stand for: which resources an attribute means, or may mean."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.frozen import frozen
from awslint.graph.attribute import Attribute
from awslint.graph.deployment_places import DeploymentPlaces
from awslint.graph.naming import Index, Key, Names, PossibleMatches, index_of, keys, keys_of, written
from awslint.graph.resource import Resource
from awslint.values import Known, Missing, Reference, Text, Truth, Value


@frozen
class Resolution:
    """What a name or reference stands for: a resource here, or something outside; neither when it is not known.

    `text` is the known name, where it is one.
    """

    resource: Resource | None = None
    external: bool = False
    text: str | None = None


class DeploymentNames(DeploymentPlaces):
    """Finds resources by the names that attributes hold: references, ids, ARNs and texts."""

    def naming(self, target: Resource, type_: str, attribute: str, *identifier: str) -> list[Resource]:
        """Returns existing or maybe existing resources of a type whose attribute may mean `target` in some world: by a
        reference, or by one of the target's identifying attributes.

        The cheap question before the exact one. See `naming_any` for those that may mean it because they may mean any.
        """
        index = self._naming(type_, attribute, target.type)
        found = [index[place] for place in index.places(keys_of(target, *identifier))]
        return [resource for resource in found if resource.existence is not Truth.NO]

    def naming_any(self, target: str, type_: str, attribute: str) -> Iterator[Resource]:
        """Yields resources of a type that exist in some world and whose attribute is not wholly known, so that it may
        mean any resource of the type `target`.

        Which of them exist in this world is not asked: nothing is certain of the target where one may exist at all,
        and each condition of a resource that has nothing to do with it would double the worlds to look at.
        """
        index = self._naming(type_, attribute, target)
        for place in index.unsure():
            if index[place].may_exist:
                yield index[place]

    def _naming(self, type_: str, attribute: str, target: str) -> Index[Resource]:
        return self.cached(
            ("naming", type_, attribute, target),
            lambda: index_of(self.every(type_), attribute, lambda candidate: self._is_one(candidate, target)),
        )

    def alike(self, resource: Resource, attribute: str, type_: str = "", *identifier: str) -> PossibleMatches:
        """Returns the resources of the same type whose attribute may be the same as that of this one in this world.

        Where the attribute names a resource of `type_`, its identifying attributes as texts mean the same as a
        reference to it.
        """

        def index() -> Index[Resource]:
            found: Index[Resource] = Index()
            for each in self.every(resource.type):
                found.add(each, names(written(each, attribute)))
            return found

        def names(value: Value) -> frozenset[Key]:
            return frozenset(name for key in keys(value) for name in meant(key))

        def meant(key: Key) -> Iterator[Key]:
            yield key
            target = self.find(key[1]) if key[0] == "@" else None
            if target is not None:
                yield "@", target.address
            if key[0] == "=" and type_:
                yield from (("@", named.address) for named, _ in self._names(type_, identifier, True).with_text(key[1]))

        return PossibleMatches(
            self.cached(("alike", resource.type, attribute), index), resource, names(resource.get(attribute).value)
        )

    def _is_one(self, reference: Reference, type_: str) -> bool:
        found = self.find(reference.resource)
        return found is not None and found.type == type_

    def referrers(self, target: Resource, type_: str, *path: str) -> list[Resource]:
        """Returns existing or maybe existing resources of a type whose attribute at `path`, or a part of it, refers to
        it."""
        found = []
        for resource in self.naming(target, type_, path[0]) if path else self.of_type(type_):
            if _refers(resource.get(*path), target):
                found.append(resource)
        return found

    def resolve(self, attribute: Attribute, type_: str, *identifier: str, ignoring_case: bool = False) -> Resolution:
        """Returns what an attribute that holds an id or a name of a `type_` stands for.

        `identifier` names the attributes of that type that such a string may equal. A known string that no resource
        here has, while some resource's identifier is unknown, is not resolved.
        """
        target = attribute.target(type_)
        if target is not None:
            return Resolution(target, text=attribute.text)
        content = attribute.content
        if not isinstance(content, Known) or not isinstance(content.scalar, str):
            return Resolution()
        text = content.scalar.lower() if ignoring_case else content.scalar
        names = self._names(type_, identifier, ignoring_case)
        asking = attribute.resource
        doubtful = False
        # The same name may be used in several regions: the one beside the resource that asks is meant.
        for resource, name in sorted(names.with_text(text), key=lambda pair: pair[0].provider != asking.provider):
            if resource.existence is Truth.NO:
                continue
            if self._accounts_differ(asking, resource) is not Truth.NO:
                doubtful = True
                continue
            known = resource.get(name).text
            if known is not None and (known.lower() if ignoring_case else known) == text:
                return Resolution(resource, text=content.scalar)
        return Resolution(external=not doubtful and not any(map(_may_be_any, names.doubtful)), text=content.scalar)

    def composed_like(self, attribute: Attribute, type_: str, *identifier: str) -> Resource | None:
        """Returns the resource whose identifier is composed of the same parts as an attribute:
        `${AWS::StackName}-users`."""
        text = attribute.content
        if not isinstance(text, Text):
            return None
        for resource, name in self._names(type_, identifier, False).composed_like(text):
            differs = self._accounts_differ(attribute.resource, resource)
            if (
                resource.existence is not Truth.NO
                and differs is Truth.NO
                and attribute.same(resource.get(name)) is Truth.YES
            ):
                return resource
        return None

    def named(self, type_: str, attribute: str, text: str) -> list[Resource]:
        """Returns the resources of a type whose attribute is that text."""
        names = self._names(type_, (attribute,), False)
        return [resource for resource, _ in names.with_text(text) if resource.get(attribute).text == text]

    def _names(self, type_: str, identifier: tuple[str, ...], ignoring_case: bool) -> Names:
        return self.cached(
            ("names", type_, identifier, ignoring_case), lambda: Names(self.every(type_), identifier, ignoring_case)
        )


def _refers(attribute: Attribute, target: Resource) -> bool:
    """Whether an attribute, or a part of it, refers to a resource."""
    if attribute.target() is target:
        return True
    parts = [*attribute.elements(), *map(attribute.get, attribute.keys())]
    return any(_refers(each, target) for each in parts if each.path != attribute.path)


def _may_be_any(named: tuple[Resource, str]) -> bool:
    """Whether the identifying attribute of a resource that may exist is no known text, and so may be any."""
    resource, name = named
    if resource.existence is Truth.NO:
        return False
    mine = resource.get(name)
    return mine.text is None and not isinstance(mine.content, Missing)
