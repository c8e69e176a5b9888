import pytest

from awslint.facts import exceptions
from awslint.facts.common_errors import BY_PROTOCOL, BY_SERVICE
from awslint.facts.exceptions import Evidence, check_claim, evidence, is_common, service, services, services_with


@pytest.mark.parametrize(
    ("name", "code", "operation"),
    [
        ("elasticache", "InvalidUserState", "DeleteUser"),
        ("memorydb", "InvalidCredentialsException", "CreateCluster"),
        ("kms", "CustomKeyStoreInvalidStateException", "CreateKey"),
    ],
)
def test_the_three_first_exceptions_are_modelled(name: str, code: str, operation: str) -> None:
    assert evidence(name, code, operation) is Evidence.MODELLED


def test_a_query_service_puts_the_code_of_the_error_on_the_wire() -> None:
    elasticache = service("elasticache")
    assert elasticache is not None
    assert elasticache.protocol == "query"
    error = elasticache.error("UserNotFoundFault")
    assert error is not None
    assert error.code == "UserNotFound"
    assert elasticache.raises("UserNotFound") == elasticache.raises("UserNotFoundFault")
    assert "DeleteUser" in error.operations


def test_a_json_service_puts_the_name_of_the_shape_on_the_wire() -> None:
    kms = service("kms")
    assert kms is not None
    assert kms.protocol == "json"
    for error in kms.errors:
        assert error.code == error.shape


def test_an_exception_of_another_operation_is_no_evidence() -> None:
    memorydb = service("memorydb")
    assert memorydb is not None
    assert memorydb.raises("InvalidCredentialsException") == ("CreateCluster",)
    assert not check_claim("memorydb", "InvalidCredentialsException", "DescribeClusters")


def test_common_errors_differ_by_protocol() -> None:
    assert is_common("memorydb", "AccessDeniedException")
    assert not is_common("memorydb", "AccessDenied")
    assert is_common("elasticache", "AccessDenied")
    assert is_common("elasticache", "InvalidClientTokenId")
    assert is_common("kms", "UnrecognizedClientException")
    assert is_common("ec2", "UnauthorizedOperation")
    assert is_common("s3", "SignatureDoesNotMatch")
    assert not is_common("ec2", "AccessDeniedException")


def test_a_common_error_needs_an_operation_that_exists() -> None:
    assert check_claim("kms", "AccessDeniedException", "CreateKey")
    assert not check_claim("kms", "AccessDeniedException", "CreateKeys")
    assert not check_claim("no-such-service", "AccessDeniedException", "CreateKey")


def test_ec2_and_s3_have_errors_that_no_model_lists() -> None:
    assert evidence("ec2", "InvalidSubnetID.NotFound", "RunInstances") is Evidence.DOCUMENTED
    assert evidence("s3", "MalformedPolicy", "PutBucketPolicy") is Evidence.DOCUMENTED
    assert evidence("ec2", "InvalidSubnetID.NotFund", "RunInstances") is None


def test_unknown_services_are_none() -> None:
    assert service("nothing") is None
    assert service("*") is None


def test_every_service_opens() -> None:
    names = services()
    assert len(names) > 400
    for name in names:
        known = service(name)
        assert known is not None
        assert known.protocol in BY_PROTOCOL
        assert known.operations
        for error in known.errors:
            assert set(error.operations) <= set(known.operations)
    exceptions.service.cache_clear()


def test_services_are_found_by_code_and_by_shape() -> None:
    assert services_with("InvalidUserState") == ("elasticache",)
    assert "memorydb" in services_with("InvalidCredentialsException")
    assert services_with("NoSuchThingEver") == ()


def test_hand_written_services_exist_and_do_not_repeat_common_errors() -> None:
    for name, codes in BY_SERVICE.items():
        known = service(name)
        assert known is not None
        assert not codes & BY_PROTOCOL[known.protocol]
