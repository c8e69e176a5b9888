from awslint.facts.actions import Level, action
from awslint.facts.handlers import PHASES
from awslint.facts.names import terraform_names
from awslint.facts.provider_calls import provider_calls, types_with_calls

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
    assert [one.action for one in calls["create"]] == ["sqs:CreateQueue", "sqs:GetQueueAttributes", "sqs:ListQueueTags"]
    assert calls["update"][0].action == "sqs:SetQueueAttributes"
    assert set(calls["read"]) < set(calls["update"])


def test_a_type_without_a_row_has_no_calls() -> None:
    assert provider_calls("aws_worklink_fleet") is None
