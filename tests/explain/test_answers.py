import re

import pytest

from awslint.explain.answers import answer, by_phase, nearest, phase_of
from awslint.explain.causes import KINDS, kind_of
from awslint.explain.data import as_data
from awslint.explain.services import explained
from awslint.explain.text import as_text
from awslint.facts import exceptions
from awslint.facts.exceptions import ModelledError
from awslint.rules.registry import all_rules


def errors_of(name: str) -> tuple[ModelledError, ...]:
    known = exceptions.service(name)
    assert known is not None
    return known.errors


RULES = all_rules()
OURS = [(name, error.code) for name in explained() for error in errors_of(name)]


@pytest.mark.parametrize(("service", "code"), OURS)
def test_every_exception_of_the_four_services_is_explained(service: str, code: str) -> None:
    found = answer(f"{service}:{code}", RULES)
    assert found is not None
    assert {page.service for page in found.exceptions} == {service}
    text = as_text(found)
    assert code in text
    assert "What no linter can see" in text
    assert as_data(found)["exceptions"][0]["meaning"]


def test_every_modelled_exception_of_every_service_has_a_kind_and_an_answer() -> None:
    for name in exceptions.services()[::40]:
        for error in errors_of(name):
            assert kind_of(error.code) in KINDS.values()
            found = answer(f"{name}:{error.code}", RULES)
            assert found is not None
            assert name in {page.service for page in found.exceptions}


@pytest.mark.parametrize(
    ("subject", "rules"),
    [
        ("CustomKeyStoreInvalidStateException", {"KMS055", "KMS056", "KMS001"}),
        ("InvalidUserState", {"EC042"}),
        ("memorydb:InvalidCredentialsException", {"CRED002", "IAM012", "REG003"}),
    ],
)
def test_the_first_exceptions_say_what_is_checked_hinted_and_to_be_run(subject: str, rules: set[str]) -> None:
    found = answer(subject, RULES)
    assert found is not None
    (page,) = found.exceptions
    assert {rule_id for cause in page.causes for rule_id in cause.checked} >= rules
    assert any(cause.hint for cause in page.causes)
    commands = [command for cause in page.causes for command in cause.run]
    assert commands
    assert all(command.startswith("aws ") for command in commands)
    assert not [command for command in commands if "{" in command.replace("{service}", "{")]
    for cause in page.causes:
        assert cause.what in " ".join(as_text(found).replace("\n ", " ").split())


def test_knowledge_is_of_modelled_exceptions() -> None:
    named = [(name, shape) for name, service in explained().items() for shape in service.knowledge]
    assert len(named) == 4
    for name, shape in named:
        known = exceptions.service(name)
        assert known is not None
        assert known.error(shape) is not None


def test_rules_named_in_causes_are_rows_that_exist_or_are_planned() -> None:
    for own in (entry for service in explained().values() for entry in service.knowledge.values()):
        for cause in own.causes:
            assert all(re.fullmatch(r"(KMS|EC|MDB|IAM|REG|CRED)\d{3}", rule_id) for rule_id in cause.checked)


def test_a_common_error_gathers_the_rules_of_all_services() -> None:
    found = answer("AccessDeniedException", RULES)
    assert found is not None
    assert "IAM012" in {rule.id for page in found.exceptions for rule in page.rules}
    assert found.exceptions[0].rules
    assert "services have it" in as_text(found)
    assert "json" in found.protocols


def test_a_message_with_an_operation_is_about_that_operation() -> None:
    found = answer("An error occurred (InvalidParameterCombination) when calling the CreateUser operation: x", RULES)
    assert found is not None
    assert "elasticache" in {page.service for page in found.exceptions}
    assert "Here from CreateUser, called on create" in as_text(found)


def test_operations_list_their_exceptions_and_rules() -> None:
    found = answer("kms:CreateKey", RULES)
    assert found is not None
    assert found.operation is not None
    assert "CustomKeyStoreInvalidStateException" in found.operation.codes
    assert "KMS055" in {rule.id for rule in found.operation.rules}
    assert "called on create" in as_text(found)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("CustomKeyStoreInvalidStatException", "CustomKeyStoreInvalidStateException"),
        ("kms:CreatKey", "kms:CreateKey"),
        ("ksm:CreateKey", "kms:CreateKey"),
        ("memorydb:ACLNotFoundFalt", "memorydb:ACLNotFoundFault"),
        ("ExpiredTokenExeption", "ExpiredTokenException"),
    ],
)
def test_misspellings(written: str, meant: str) -> None:
    assert answer(written, RULES) is None
    assert meant in nearest(written, RULES)


def test_phases() -> None:
    assert phase_of("CreateKey") == "create"
    assert phase_of("DescribeUsers") == "read"
    assert phase_of("GenerateRandom") == "run"
    assert list(by_phase(["DeleteKey", "CreateKey"])) == ["create", "delete"]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("ThrottlingException", "throttling"),
        ("APICallRateForCustomerExceeded", "throttling"),
        ("UserQuotaExceeded", "quota"),
        ("InsufficientCacheClusterCapacity", "no capacity"),
        ("AccessDeniedException", "access denied"),
        ("ExpiredToken", "expired credentials"),
        ("UnrecognizedClientException", "unknown credentials"),
        ("SignatureDoesNotMatch", "wrong signature"),
        ("MalformedPolicyDocumentException", "malformed policy"),
        ("UserAlreadyExists", "already exists"),
        ("UserNotFound", "not found"),
        ("InvalidUserState", "wrong state"),
        ("ValidationException", "validation"),
        ("InternalFailure", "an error inside AWS"),
    ],
)
def test_kinds(code: str, kind: str) -> None:
    assert kind_of(code).name == kind
