"""The actions that deploying a resource needs: of what CloudFormation's handlers declare, what is surely called.

The handlers declare the most that they may ever call. An action is *core* when it is the very operation of the phase
on the type (`memorydb:CreateCluster` to create an AWS::MemoryDB::Cluster), when it is the only one of the phase that
changes anything, or when it reads that type back; it is *gated* when only a property that is set makes it necessary; of
all others it is only known that they may be called.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from awslint.facts.actions import Action, Level, action
from awslint.facts.calls import Call, Gate
from awslint.facts.handler_calls import handler_gates
from awslint.facts.handlers import Phase, permissions
from awslint.facts.references import Path, sites
from awslint.frozen import frozen
from awslint.values import Truth, all_true, any_true

IsSet = Callable[[Path], Truth]
"""Says of a property path (names, with `*` for elements) whether a resource sets it, to the text after a `=`."""

_VERBS: Final[dict[str, tuple[str, ...]]] = {
    "create": ("create",),
    "update": ("update", "modify"),
    "delete": ("delete",),
    "read": (),
    "list": (),
}
_READS: Final = ("describe", "get", "list")
_KEY_ACTIONS: Final = ("kms:DescribeKey", "kms:CreateGrant")


class Strength(enum.Enum):
    """How sure it is that a deployment calls an action."""

    CORE = "always"
    GATED = "because of a property that is set"
    POSSIBLE = "possibly"


@frozen
class PermissionNeed:
    """One action that a phase needs. `because` are the set properties that make it necessary (gated ones only)."""

    action: str
    strength: Strength
    because: tuple[Path, ...] = ()


def is_open(gate: Gate, is_set: IsSet) -> Truth:
    """Returns whether all that has to be set is set, and nothing that must not be."""
    return all_true((*map(is_set, gate.on), *(~is_set(path) for path in gate.off)))


def need_of_call(call: Call, is_set: IsSet) -> PermissionNeed | None:
    """Returns how sure a call is that something surely makes once its gate is open; None where it surely is not
    made."""
    if call.gate is None:
        return PermissionNeed(call.action, Strength.POSSIBLE)
    answer = is_open(call.gate, is_set)
    if answer is Truth.NO:
        return None
    if answer is Truth.MAYBE:
        return PermissionNeed(call.action, Strength.POSSIBLE)
    return PermissionNeed(call.action, Strength.GATED if call.gate.on else Strength.CORE, call.gate.on)


def needs(type_name: str, phase: Phase, is_set: IsSet) -> list[PermissionNeed]:
    """Returns the actions of a phase for one resource, by strength, then by name; empty for types without such a
    handler.

    A property that may be set makes an action possible; one that surely is not set leaves it out, but for tags.
    """
    found = [_need(name, type_name, phase, is_set) for name in permissions(type_name, phase) or ()]
    order = list(Strength)
    return sorted(
        (need for need in found if need is not None), key=lambda need: (order.index(need.strength), need.action)
    )


def _need(name: str, type_name: str, phase: Phase, is_set: IsSet) -> PermissionNeed | None:
    is_core, gates, is_tagging = _circumstances(name, type_name, phase)
    if not gates:
        return PermissionNeed(name, Strength.CORE if is_core else Strength.POSSIBLE)
    gates_set = {gate: is_open(gate, is_set) for gate in gates}
    is_gated = any_true(gates_set.values())
    if is_gated is Truth.NO and not is_tagging:
        return None
    # Tags of the stack or of the provider come to a resource that sets none.
    if is_gated is not Truth.YES:
        return PermissionNeed(name, Strength.POSSIBLE)
    because = tuple(path for gate, truth in gates_set.items() if truth is Truth.YES for path in gate.on)
    return PermissionNeed(name, Strength.CORE if is_core else Strength.GATED, because)


@cache
def properties_asked(type_name: str, phase: Phase) -> tuple[Path, ...]:
    """Returns the properties of a type that `needs` asks about in a phase."""
    gates = [gate for name in permissions(type_name, phase) or () for gate in _circumstances(name, type_name, phase)[1]]
    return tuple(dict.fromkeys(path for gate in gates for path in (*gate.on, *gate.off)))


@cache
def _circumstances(name: str, type_name: str, phase: Phase) -> tuple[bool, tuple[Gate, ...], bool]:
    """Whether an action is core for a type, the gates of which one has to be open, and whether it is there for tags."""
    known = action(name)
    if known is None:
        return False, (), False
    is_core = _is_core(known, type_name, phase) or _is_only_one(known, type_name, phase)
    gates = handler_gates(type_name).get(str(known), ()) if phase in ("create", "delete") else ()
    if not gates and not is_core:
        gates = tuple(Gate((path,)) for path in _gates(known, type_name, phase))
    return is_core, gates, known.level is Level.TAGGING


def _is_core(known: Action, type_name: str, phase: Phase) -> bool:
    noun = type_name.rsplit("::", 1)[-1].lower()
    name = known.name.lower()
    own = any(_is_on(own_action, _VERBS["create"], noun) for own_action in _names_of(type_name, known.prefix))
    if not own:
        return False
    if known.level in (Level.READ, Level.LIST):
        return phase != "delete" and _is_on(name, _READS, noun) and known.name in _read_back(type_name, known.prefix)
    return _is_on(name, _VERBS[phase], noun)


_BESIDES: Final = ("iam:passrole", "iam:createservicelinkedrole")


@cache
def _only_ones(type_name: str, phase: Phase) -> frozenset[str]:
    """The single action of a phase that changes anything, or the single one that it reads with.

    A handler that creates, changes or deletes calls something that does. What only goes with another call (tags,
    roles that are passed, keys that are used) does not count, and a handler that declares nothing else has none.
    """
    kinds = {Level.WRITE, Level.PERMISSIONS} if phase != "read" else {Level.READ, Level.LIST}
    found = [candidate for candidate in map(action, permissions(type_name, phase) or ()) if candidate is not None]
    own = [candidate for candidate in found if not _goes_with_another(candidate, type_name)]
    fitting = [str(candidate) for candidate in own if candidate.level in kinds]
    return frozenset(fitting) if len(fitting) == 1 else frozenset()


def _goes_with_another(candidate: Action, type_name: str) -> bool:
    name = str(candidate).lower()
    is_of_keys = candidate.prefix == "kms" and not type_name.startswith("AWS::KMS::")
    return candidate.level is Level.TAGGING or "tag" in candidate.name.lower() or name in _BESIDES or is_of_keys


def _is_only_one(known: Action, type_name: str, phase: Phase) -> bool:
    return phase != "list" and str(known) in _only_ones(type_name, phase)


def _is_on(name: str, verbs: tuple[str, ...], noun: str) -> bool:
    """Whether the name is one of the verbs with the noun, in either number, perhaps after a word of the service:
    `CreateCacheSubnetGroup` is on a SubnetGroup. The noun has to end the name.
    """
    for verb in verbs:
        if name.startswith(verb):
            rest = name[len(verb) :]
            if rest in (noun, noun + "s") or rest in (f"cache{noun}", f"cache{noun}s"):
                return True
    return False


def _names_of(type_name: str, prefix: str) -> Iterator[str]:
    for permission in permissions(type_name, "create") or ():
        before, _, after = permission.partition(":")
        if before == prefix:
            yield after.lower()


def _read_back(type_name: str, prefix: str) -> set[str]:
    listed = permissions(type_name, "read") or ()
    return {permission.partition(":")[2] for permission in listed if permission.startswith(f"{prefix}:")}


def _gates(known: Action, type_name: str, phase: Phase) -> Iterator[Path]:
    """The properties of which one has to be set for the action to be called; none where that is not known."""
    if known.level is Level.TAGGING and phase == "create":
        # Of two ways to tag it is not known which one is taken.
        if _tagging(type_name, known.prefix) == [known.name] and known.prefix in _own_prefixes(type_name):
            yield ("Tags",)
    elif str(known) == "iam:PassRole":
        yield from _sites_of(type_name, "AWS::IAM::Role")
    elif str(known) in _KEY_ACTIONS and phase == "create":
        yield from _sites_of(type_name, "AWS::KMS::Key")


def _tagging(type_name: str, prefix: str) -> list[str]:
    found = map(action, permissions(type_name, "create") or ())
    tagging = (
        candidate.name
        for candidate in found
        if candidate is not None and candidate.prefix == prefix and candidate.level is Level.TAGGING
    )
    return [name for name in tagging if not name.lower().startswith(("untag", "remove"))]


def _own_prefixes(type_name: str) -> set[str]:
    noun = type_name.rsplit("::", 1)[-1].lower()
    listed = (permission.lower().partition(":") for permission in permissions(type_name, "create") or ())
    return {before for before, _, after in listed if _is_on(after, _VERBS["create"], noun)}


def _sites_of(type_name: str, kind: str) -> Iterator[Path]:
    for path, kinds in sites(type_name).items():
        if any(element.type == kind for element in kinds):
            yield path
