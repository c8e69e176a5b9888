"""Whether a replication group is created without encryption in transit."""

from __future__ import annotations

from awslint.graph import Attribute, Resource
from awslint.values import Known, Missing, Truth


def is_not_given(resource: Resource, name: str) -> Truth:
    """Whether the attribute is not given; a native type that lacks it cannot give it."""
    return resource.get(name).is_missing if resource.names.has((name,)) else Truth.YES


def is_unencrypted_in_transit(cache: Resource) -> Truth:
    """Whether the group is created with encryption in transit off: said, or not said for engine Redis.

    Members of a global datastore take the setting of its primary, and groups made of an existing cluster that of the
    cluster. What the API assumes for Valkey where nothing is said is not documented well enough to rely on.
    """
    setting = cache.get("TransitEncryptionEnabled")
    engine = cache.get("Engine")
    is_redis = engine.is_missing | engine.equals_text("redis", ignoring_case=True)
    stands_alone = is_not_given(cache, "GlobalReplicationGroupId") & is_not_given(cache, "PrimaryClusterId")
    is_off = setting.is_false
    if setting.is_set is not Truth.YES:
        is_off = is_off | (is_redis & setting.is_defaulted)
    return is_off & stands_alone


def has_text(attribute: Attribute) -> Truth:
    """Whether the attribute is given and not the empty string, which modules pass for "none"."""
    return attribute.is_set & ~attribute.equals_text("")


def names_a_group(ids: Attribute) -> Truth:
    """Whether the list of user groups surely has an element that is not null or empty."""
    answer = Truth.NO if isinstance(ids.content, Missing) or ids.count.high == 0 else Truth.MAYBE
    for one in ids.elements():
        content = one.content
        is_empty = isinstance(content, Known) and content.scalar in (None, "")
        if not is_empty:
            target = one.target()
            exists = Truth.YES if target is None else target.existence
            answer = answer | (one.is_set & exists)
    return answer


def switch_help(setting: Attribute) -> str:
    """How encryption in transit is switched on, in the language at hand."""
    return f"Set {setting.set_to('true')} (clients then have to connect with TLS)"
