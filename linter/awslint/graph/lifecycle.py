"""What of a configuration reaches AWS: not all that is written does, once a resource exists.

Every attribute that is read passes here, so that no rule has to think of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from awslint.values import Known, ListOf, MapOf, Missing, Truth, Unknown, Value, any_true, revealed, same

if TYPE_CHECKING:
    from awslint.graph.resource import Resource

ALL: Final = "all"
UNKNOWN: Final = "?"
"""What `ignore_changes` names where it is not known what it names."""

Path = tuple[str | int, ...]


def in_force(resource: Resource, path: Path, value: Value) -> Value:
    """Returns what an attribute is once the deployment is done, of what is written for it in this world.

    - What a plan lists is what will be: it has left out what is ignored.
    - A resource that exists keeps what `ignore_changes` names, whatever is written. One that may exist is taken to be
      new, which the context notes as an assumption.
    - Terraform's provider takes over what a resource that exists has and the configuration leaves out.
    """
    if resource.change:
        if _changes(resource, path, value):
            resource.deployment.context.changes = True
        return value
    if resource.imported and _is_left_out(value) and resource.native_type.startswith("aws_"):
        why = f"{resource.address} exists already, with a {resource.names.native_path(path)} that is not known"
        return Unknown(why, span=value.span, sensitive=value.sensitive)
    if len(path) == 1 and "IgnoreChanges" in resource.lifecycle and ignores_changes(resource, path):
        if resource.is_new is Truth.YES:
            return value
        why = f"{resource.address} exists already and ignores changes to {resource.names.native_path(path)}"
        return Unknown(why, span=value.span, sensitive=value.sensitive)
    return value


def is_as_written(resource: Resource) -> bool:
    """Returns whether `in_force` leaves all attributes of a resource as they are written."""
    return not resource.change and not resource.imported and "IgnoreChanges" not in resource.lifecycle


def ignores_changes(resource: Resource, path: Path) -> bool:
    """Returns whether `ignore_changes` names, or may name, the attribute at a path or a part of it."""
    setting = resource.lifecycle.get("IgnoreChanges")
    if setting is None:
        return False
    ignored = resource.deployment.context.settle(setting)
    if not isinstance(ignored, ListOf):
        return not isinstance(ignored, Missing)
    names = [element.scalar for element in ignored.items if isinstance(element, Known)]
    if names == [ALL] or UNKNOWN in names or not ignored.complete or len(names) < len(ignored.items):
        return True
    return resource.names.native_path(path[:1]) in names


def before(resource: Resource, path: Path) -> Value:
    """Returns what an attribute is before the deployment, as a plan lists it: Missing of what is created."""
    if resource.change in ("create", "replace"):
        return Missing()
    value: Value = resource.before if resource.before is not None else Unknown("what is there already is not known")
    for step in path:
        if isinstance(value, MapOf) and isinstance(step, str):
            missing: Value = Missing() if value.complete else Unknown("what is there already is not known")
            value = value.items.get(step, missing)
        elif isinstance(value, ListOf) and isinstance(step, int):
            value = value.items[step] if step < len(value.items) else Missing()
        elif not isinstance(value, Unknown):
            return Missing()
    return value


def _changes(resource: Resource, path: Path, value: Value) -> bool:
    """Whether the deployment surely sets the attribute to something that it is not."""
    if resource.change in ("create", "replace"):
        return True
    if resource.change != "update" or len(path) != 1:
        return False
    return is_changed(before(resource, path), value) is Truth.YES


def is_changed(was: Value, becomes: Value) -> Truth:
    """Returns whether two values of an attribute, before and after, differ. What is empty is not written."""
    if _is_empty(was) or _is_empty(becomes):
        other = becomes if _is_empty(was) else was
        return Truth.MAYBE if isinstance(other, Unknown) else Truth.of(not _is_empty(other))
    was, becomes = revealed(was), revealed(becomes)
    if isinstance(was, MapOf) and isinstance(becomes, MapOf) and was.complete and becomes.complete:
        keys = dict.fromkeys((*was.items, *becomes.items))
        return any_true(is_changed(was.items.get(key, Missing()), becomes.items.get(key, Missing())) for key in keys)
    if isinstance(was, ListOf) and isinstance(becomes, ListOf) and was.complete and becomes.complete:
        scalars = [_scalars(items) for items in (was, becomes)]
        if scalars[0] is not None and scalars[1] is not None and (was.is_set or becomes.is_set):
            return Truth.of(set(scalars[0]) != set(scalars[1]))
        if len(was.items) == len(becomes.items) and not (was.is_set or becomes.is_set):
            return any_true(is_changed(value, other) for value, other in zip(was.items, becomes.items, strict=True))
    return ~same(was, becomes)


def _scalars(value: ListOf) -> list[str] | None:
    """The texts of a list's elements, if all of them are known."""
    items = [revealed(element) for element in value.items]
    return [str(element.scalar) for element in items if isinstance(element, Known)] if _are_known(items) else None


def _are_known(items: list[Value]) -> bool:
    return all(isinstance(element, Known) for element in items)


def _is_empty(value: Value) -> bool:
    return _is_left_out(value) or (isinstance(value, ListOf) and value.complete and not value.items)


def _is_left_out(value: Value) -> bool:
    return isinstance(value, Missing) or (isinstance(value, Known) and value.scalar is None)
