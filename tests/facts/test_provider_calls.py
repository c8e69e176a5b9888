from pathlib import Path

from awslint.facts.actions import Level, action
from awslint.facts.handlers import PHASES
from awslint.facts.names import terraform_names
from awslint.facts.operations import authorising_actions
from awslint.facts.provider_calls import NOT_RECORDED, provider_calls, types_with_calls

_CREATES = ("Create", "Put", "Add", "Allocate", "Associate", "Attach", "Authorize", "Modify", "Register", "Set", "Sub")


def test_every_action_exists_and_every_type_is_known() -> None:
    for native in types_with_calls():
        names = terraform_names(native)
        assert names.type.startswith("AWS::"), native
        for phase, calls in (provider_calls(native) or {}).items():
            assert phase in PHASES
            for call in calls:
                known = action(call.action)
                assert known is not None, call.action
                assert str(known) == call.action
                assert not known.retired
                assert not call.only_with or names.has((call.only_with,)), (native, call.only_with)


def test_every_type_is_created_by_what_writes_and_read_by_what_reads() -> None:
    for native in types_with_calls():
        calls = provider_calls(native) or {}
        first = calls["create"][0].action.partition(":")[2]
        assert first.startswith(_CREATES), native
        for call in calls["read"]:
            known = action(call.action)
            assert known is not None
            assert known.level in (Level.READ, Level.LIST), call.action


def test_what_reads_is_called_after_creating_and_updating() -> None:
    calls = provider_calls("aws_sqs_queue") or {}
    assert [call.action for call in calls["create"]] == [
        "sqs:CreateQueue",
        "sqs:GetQueueAttributes",
        "sqs:ListQueueTags",
    ]
    assert calls["update"][0].action == "sqs:SetQueueAttributes"
    assert set(calls["read"]) < set(calls["update"])


def test_a_type_without_a_row_has_no_calls() -> None:
    assert provider_calls("aws_worklink_fleet") is None


RECORD = Path(__file__).with_name("calls_of_the_provider.txt")


def recorded() -> dict[tuple[str, str], set[str]]:
    """By type and phase: the actions that authorise the calls that the provider made."""
    found: dict[tuple[str, str], set[str]] = {}
    for line in RECORD.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        native, phase, *operations = line.split()
        actions: set[str] = set()
        for operation in operations:
            names = authorising_actions(operation) or (str(action(operation) or operation),)
            actions.update(names)
        found[native, phase.rstrip(":")] = actions
    return found


def test_what_is_listed_as_called_was_called() -> None:
    record = recorded()
    wrong = []
    for native in types_with_calls():
        for phase, calls in (provider_calls(native) or {}).items():
            made = record.get((native, phase), set()) | record.get((native, "read"), set())
            if (native, phase) not in record:
                continue
            core = {call.action for call in calls if not call.only_with}
            wrong += [(native, phase, name) for name in sorted(core - made)]
    assert wrong == []


def test_what_changed_something_is_listed() -> None:
    """Calls that create or delete: tags, and what only some settings need, apart."""
    missing = []
    for (native, phase), made in recorded().items():
        if phase not in ("create", "delete"):
            continue
        listed = {call.action for call in (provider_calls(native) or {}).get(phase, ())}  # type: ignore[call-overload]
        for name in sorted(made - listed):
            known = action(name)
            if known is None or known.level in (Level.WRITE, Level.PERMISSIONS):
                missing.append((native, phase, name))
    assert missing == SOMETIMES


SOMETIMES = [
    ("aws_eip", "delete", "ec2:DisassociateAddress"),
    ("aws_iam_policy", "delete", "iam:DeletePolicyVersion"),
    ("aws_s3_bucket_versioning", "delete", "s3:PutBucketVersioning"),
    ("aws_sns_topic", "create", "sns:SetTopicAttributes"),
]
"""What was called because of what the resource had been through, or of a setting that is no single property: an address
in use, a policy of several versions, versioning that was on, a topic with a name to show."""


def test_every_type_is_recorded_or_named() -> None:
    whole = {native for native, phase in recorded() if phase == "read"}
    assert set(types_with_calls()) - whole <= NOT_RECORDED
