from pathlib import Path

from awslint.facts.actions import Level, action
from awslint.facts.calls import ALWAYS
from awslint.facts.handlers import PHASES
from awslint.facts.names import terraform_names
from awslint.facts.operations import authorising_actions
from awslint.facts.provider_calls import provider_calls, types_with_calls

_CREATES = (
    "Change",
    "Create",
    "Put",
    "Publish",
    "Replace",
    "Replicate",
    "Add",
    "Allocate",
    "Associate",
    "Attach",
    "Authorize",
    "Modify",
    "Import",
    "POST",
    "PUT",
    "Register",
    "Request",
    "Set",
    "Sub",
)


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
                gate = call.gate or ALWAYS
                for path in (*gate.on, *gate.off):
                    assert names.has((*path[:-1], path[-1].partition("=")[0])), (native, path)


def test_every_type_is_created_by_what_writes_and_read_by_what_reads() -> None:
    for native in types_with_calls():
        calls = provider_calls(native) or {}
        first = calls["create"][0]
        assert first.gate is None or first.action.partition(":")[2].startswith(_CREATES), native
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
SOURCE = Path(__file__).with_name("calls_in_the_source.txt")
"""How the types were compared: by what the provider was recorded to call, or by reading its source."""


def listed(*paths: Path, always: bool = False) -> dict[tuple[str, str], set[str]]:
    """By type and phase: the actions that authorise the calls; with `always`, without those of some circumstances."""
    found: dict[tuple[str, str], set[str]] = {}
    for line in (line for path in paths for line in path.read_text(encoding="utf-8").splitlines()):
        if line.startswith("#"):
            continue
        native, phase, *operations = line.split()
        actions = found.setdefault((native, phase.rstrip(":")), set())
        for operation in operations:
            if not (always and operation.startswith("?")):
                name = operation.removeprefix("?")
                actions.update(authorising_actions(name) or (str(action(name) or name),))
    return found


def test_what_is_listed_as_called_was_called() -> None:
    known = listed(RECORD, SOURCE, always=True)
    wrong = []
    for native in types_with_calls():
        for phase, calls in (provider_calls(native) or {}).items():
            if (native, phase) not in known:
                continue
            made = known[native, phase] | known.get((native, "read"), set())
            core = {call.action for call in calls if call.gate == ALWAYS}
            wrong += [(native, phase, name) for name in sorted(core - made)]
    assert wrong == []


def test_what_is_called_because_of_a_property_is_called_in_some_circumstances() -> None:
    known = listed(RECORD, SOURCE)
    wrong = []
    for native in types_with_calls():
        for phase, calls in (provider_calls(native) or {}).items():
            made = known.get((native, phase), set()) | known.get((native, "read"), set())
            gated = {call.action for call in calls if call.gate != ALWAYS} - CHECKED
            wrong += [(native, phase, name) for name in sorted(gated - made)]
    assert wrong == []


CHECKED = {
    "iam:PassRole",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "secretsmanager:CreateSecret",
    "secretsmanager:TagResource",
}
"""What AWS checks of the caller with another call: Lambda for functions in a network, EC2 for flow logs, RDS for the
secrets that it makes."""


def test_what_changed_something_is_listed() -> None:
    """Calls that create or delete, tags apart."""
    missing = []
    for (native, phase), made in listed(RECORD, SOURCE).items():
        if phase not in ("create", "delete"):
            continue
        calls = {call.action for call in (provider_calls(native) or {}).get(phase, ())}  # type: ignore[call-overload]
        for name in sorted(made - calls):
            known = action(name)
            if known is None or known.level in (Level.WRITE, Level.PERMISSIONS):
                missing.append((native, phase, name))
    assert missing == []


def test_every_type_was_compared() -> None:
    phases = listed(RECORD, SOURCE)
    assert [native for native in types_with_calls() if (native, "read") not in phases] == []
    assert [native for native in types_with_calls() if (native, "create") not in phases] == ["aws_sqs_queue"]
