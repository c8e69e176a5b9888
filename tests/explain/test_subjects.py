import pytest

from awslint.explain.subjects import Named, bare, clients, common, matches, named, operation, spellings

KEY_STORE = "CustomKeyStoreInvalidStateException"


@pytest.mark.parametrize(
    "written",
    [
        KEY_STORE,
        "CustomKeyStoreInvalidState",
        "customkeystoreinvalidstateexception",
        f"com.amazonaws.services.kms.model.{KEY_STORE}",
        f"software.amazon.awssdk.services.kms.model.{KEY_STORE}: The store is not connected. (Service: Kms)",
        f"botocore.errorfactory.{KEY_STORE}",
        f"kms:{KEY_STORE}",
        f"An error occurred ({KEY_STORE}) when calling the CreateKey operation: because",
        f"operation error KMS: CreateKey, https response error StatusCode: 400, RequestID: 1, api error {KEY_STORE}: x",
        f"Error: creating KMS Key: {KEY_STORE}: The request was rejected",
        f'"{KEY_STORE}"',
    ],
)
def test_an_exception_is_recognised_in_every_spelling(written: str) -> None:
    found = matches(named(written))
    assert [(match.service, match.code) for match in found] == [("kms", KEY_STORE)]


@pytest.mark.parametrize("written", ["InvalidUserStateFault", "InvalidUserState", "elasticache:InvalidUserState"])
def test_the_shape_and_the_code_of_a_query_service_are_one(written: str) -> None:
    found = {match.service: match for match in matches(named(written))}
    assert (found["elasticache"].code, found["elasticache"].shape) == ("InvalidUserState", "InvalidUserStateFault")


def test_the_operation_tells_the_service() -> None:
    text = "An error occurred (InvalidParameterCombination) when calling the CreateReplicationGroup operation: no"
    assert named(text) == Named("InvalidParameterCombination", None, "CreateReplicationGroup")
    assert [match.service for match in matches(named(text))] == ["elasticache"]


def test_the_service_is_recognised_in_any_spelling() -> None:
    assert clients("AmazonElastiCache") == ("elasticache",)
    assert clients("AWSKMS") == ("kms",)
    assert clients("Secrets Manager") == ("secretsmanager",)
    assert clients("cloudhsm")[0].startswith("cloudhsm")
    assert clients("nothing of the kind") == ()


def test_several_services_share_a_code() -> None:
    services = {match.service for match in matches(Named("InvalidCredentialsException"))}
    assert {"elasticache", "memorydb"} <= services
    assert {match.service for match in matches(Named("InvalidCredentialsException", "memorydb"))} == {"memorydb"}


def test_errors_that_no_model_lists_are_common() -> None:
    assert common("UnrecognizedClientException") == {"json": ["UnrecognizedClientException"]}
    assert common("InvalidSubnetID.NotFound") == {"service:ec2": ["InvalidSubnetID.NotFound"]}
    assert "query" in common("throttling")
    assert common("NoSuchThingEver") == {}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("UnauthorizedOperation: You are not authorized to perform this operation.", "UnauthorizedOperation"),
        ("User: arn:aws:iam::1:user/x is not authorized to perform: kms:CreateKey", "AccessDenied"),
        (
            '"User group needs to contain a user with the user name default. (Service: ElastiCache, Status Code: 400)" '
            "(HandlerErrorCode: InvalidRequest)",
            "DefaultUserRequired",
        ),
        (
            "(Service: AmazonMemoryDB; Status Code: 400; Error Code: ACLNotFoundFault; Request ID: 2)",
            "ACLNotFoundFault",
        ),
    ],
)
def test_a_message_names_its_code(text: str, code: str) -> None:
    assert named(text).code == code


def test_operations() -> None:
    found = operation("KMS:createkey")
    assert found is not None
    assert (found.service, found.name) == ("kms", "CreateKey")
    assert operation("kms:CreateKeys") is None
    assert operation("CreateKey") is None


def test_endings() -> None:
    assert bare("InvalidUserStateFault") == "InvalidUserState"
    assert bare("Exception") == "Exception"
    assert spellings("UserNotFound")[:1] == ("UserNotFound",)
    assert "UserNotFoundFault" in spellings("UserNotFoundException")
