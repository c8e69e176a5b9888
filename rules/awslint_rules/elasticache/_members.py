"""Who is in a user group: the users that its list and the associations name."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.frozen import frozen
from awslint.graph import Attribute, Deployment, Resource
from awslint.values import Missing, Truth
from awslint_rules.elasticache._literals import quoted

USER = "AWS::ElastiCache::User"
GROUP = "AWS::ElastiCache::UserGroup"
ASSOCIATION = "AWS::ElastiCache::UserGroupAssociation"
DEFAULT = "default"
"""Id and name of the user that every account has, and the name that one member of a Redis group must have."""

_USER_IDS = frozenset({("id",), ("user_id",), ("Ref",), ("UserId",)})
_GROUP_IDS = frozenset({("id",), ("user_group_id",), ("Ref",), ("UserGroupId",)})


@frozen
class Member:
    """One user of a group, where it is named. Neither `user` nor `is_built_in` where it is not known who it is."""

    at: Attribute
    user: Resource | None = None
    is_built_in: bool = False

    @property
    def is_default(self) -> Truth:
        """Whether its user name is `default`."""
        if self.is_built_in:
            return Truth.YES
        if self.user is None:
            return Truth.MAYBE
        name = self.user.get("UserName")
        if name.equals_text(DEFAULT, ignoring_case=True) is not Truth.NO:
            # Whether AWS takes "Default" for the default user is not known.
            return name.equals_text(DEFAULT) | Truth.MAYBE
        return Truth.NO

    @property
    def shown_name(self) -> str:
        """Its user name in quotes, with a space before it, where that is known and no secret."""
        if self.is_built_in:
            return f' "{DEFAULT}"'
        return quoted(self.user.get("UserName")) if self.user is not None else ""

    @property
    def shown(self) -> str:
        """The user in words."""
        if self.is_built_in:
            return f'the built-in user "{DEFAULT}"'
        return self.user.address if self.user is not None else self.at.name

    def has_name_of(self, other: Member) -> Truth:
        """Returns whether both have the same user name."""
        if self.is_built_in or other.is_built_in:
            return self.is_default & other.is_default
        if self.user is None or other.user is None:
            return Truth.MAYBE
        return self.user.get("UserName").same(other.user.get("UserName"))

    def is_another_user_than(self, other: Member) -> Truth:
        """Returns whether they are surely two users, not one that is named twice."""
        if self.is_built_in and other.is_built_in:
            return Truth.NO
        if self.is_built_in or other.is_built_in:
            return Truth.YES
        if self.user is None or other.user is None:
            return Truth.MAYBE
        return Truth.NO if self.user is other.user else Truth.YES


def member(attribute: Attribute) -> Member:
    """Returns the user that an attribute with a user id stands for."""
    target = attribute.target(USER)
    if target is not None:
        known = attribute.target_attribute in _USER_IDS and not target.many and target.existence is not Truth.NO
        return Member(attribute, target if known else None)
    deployment = attribute.resource.deployment
    resolution = deployment.resolve(attribute, USER, "UserId", ignoring_case=True)
    user = resolution.resource
    if user is not None:
        if user.many or deployment.regions_differ(attribute.resource, user) is not Truth.NO:
            user = None
        return Member(attribute, user)
    return Member(attribute, is_built_in=resolution.text is not None and resolution.text.lower() == DEFAULT)


def listed_members(group: Resource, most: int | None = None) -> list[Member]:
    """Returns the members that the group's own list names, at most the first `most` of them."""
    return [member(element) for element in group.get("UserIds").elements()[:most]]


def list_is_complete(group: Resource) -> Truth:
    """Returns whether the group's own list is known to the last element; a list that is not written has none."""
    ids = group.get("UserIds")
    if ids.is_left_to_callers:
        return Truth.MAYBE
    if isinstance(ids.content, Missing):
        return Truth.YES
    return Truth.YES if ids.count.high is not None else Truth.MAYBE


def lacks_default(group: Resource) -> Truth:
    """Returns whether the group's own list surely has no user named `default`."""
    answer = list_is_complete(group)
    for element in group.get("UserIds").elements():
        answer = answer & ~member(element).is_default
        if answer is Truth.NO:
            break
    return answer


def associated_members(group: Resource) -> Iterator[tuple[Resource, Member, Truth]]:
    """Yields the associations that name the group, with the users they add, and whether they do."""
    for association in group.deployment.naming(group, ASSOCIATION, "UserGroupId", "UserGroupId"):
        named = association.get("UserGroupId")
        if group_of(named) is group:
            yield association, member(association.get("UserId")), association.existence
        elif named.target() is group:
            yield association, member(association.get("UserId")), Truth.MAYBE


def members_of_any(deployment: Deployment) -> list[Member]:
    """Returns the users that associations add to groups which are not known: any group may be meant."""
    return [
        member(association.get("UserId"))
        for association in deployment.naming_any(GROUP, ASSOCIATION, "UserGroupId")
        if association.get("UserGroupId").text is None and group_of(association.get("UserGroupId")) is None
    ]


def group_of(attribute: Attribute) -> Resource | None:
    """Returns the user group of this deployment that an attribute with a group id stands for, if it is surely one."""
    target = attribute.target(GROUP)
    if target is not None:
        return target if attribute.target_attribute in _GROUP_IDS and not target.many else None
    deployment = attribute.resource.deployment
    group = deployment.resolve(attribute, GROUP, "UserGroupId", ignoring_case=True).resource
    if group is None or group.many or deployment.regions_differ(attribute.resource, group) is not Truth.NO:
        return None
    return group
