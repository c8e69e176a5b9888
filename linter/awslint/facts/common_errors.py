"""Errors that AWS raises and botocore does not model: written by hand, by the family of the service's protocol.

Sources: the pages "Common Errors" of the AWS API references (query and JSON services), "Error codes for the Amazon
EC2 API" and "Error responses" of Amazon S3.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_JSON: Final = frozenset(
    {
        "AccessDeniedException",
        "ExpiredTokenException",
        "IncompleteSignature",
        "IncompleteSignatureException",
        "InternalFailure",
        "InternalServerError",
        "InvalidSignatureException",
        "MissingAuthenticationTokenException",
        "NotAuthorized",
        "OptInRequired",
        "RequestEntityTooLargeException",
        "RequestExpired",
        "SerializationException",
        "ServiceUnavailable",
        "ServiceUnavailableException",
        "ThrottlingException",
        "UnknownOperationException",
        "UnrecognizedClientException",
        "ValidationError",
        "ValidationException",
    }
)

_QUERY: Final = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "ExpiredToken",
        "IncompleteSignature",
        "InternalFailure",
        "InvalidAction",
        "InvalidClientTokenId",
        "InvalidParameterCombination",
        "InvalidParameterValue",
        "InvalidQueryParameter",
        "MalformedQueryString",
        "MissingAction",
        "MissingAuthenticationToken",
        "MissingParameter",
        "NotAuthorized",
        "OptInRequired",
        "RequestExpired",
        "ServiceUnavailable",
        "SignatureDoesNotMatch",
        "Throttling",
        "ThrottlingException",
        "ValidationError",
    }
)

_XML: Final = frozenset(
    {
        "AccessDenied",
        "ExpiredToken",
        "IncompleteSignature",
        "InternalError",
        "InternalFailure",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidToken",
        "MalformedXML",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "OptInRequired",
        "RequestExpired",
        "RequestTimeTooSkewed",
        "ServiceUnavailable",
        "SignatureDoesNotMatch",
        "Throttling",
        "ValidationError",
    }
)

_EC2: Final = frozenset(
    {
        "AuthFailure",
        "Blocked",
        "DryRunOperation",
        "IdempotentParameterMismatch",
        "IncompleteSignature",
        "InternalError",
        "InternalFailure",
        "InvalidAction",
        "InvalidCharacter",
        "InvalidClientTokenId",
        "InvalidPaginationToken",
        "InvalidParameter",
        "InvalidParameterCombination",
        "InvalidParameterValue",
        "InvalidQueryParameter",
        "MalformedQueryString",
        "MissingAction",
        "MissingAuthenticationToken",
        "MissingParameter",
        "OptInRequired",
        "PendingVerification",
        "RequestExpired",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "SignatureDoesNotMatch",
        "UnauthorizedOperation",
        "Unavailable",
        "UnknownParameter",
        "UnsupportedOperation",
        "UnsupportedProtocol",
        "ValidationError",
        "VPCIdNotSpecified",
    }
)

BY_PROTOCOL: Final[Mapping[str, frozenset[str]]] = {"json": _JSON, "query": _QUERY, "xml": _XML, "ec2": _EC2}

# Documented by the service, absent from its model, raised by some of its operations only: which ones is not recorded.
BY_SERVICE: Final[Mapping[str, frozenset[str]]] = {
    # Recorded where an account may no longer create launch configurations.
    "autoscaling": frozenset({"UnsupportedOperation"}),
    # The code with which a task stops, see "Stopped task error codes" of the service's guide.
    "ecs": frozenset({"ResourceInitializationError"}),
    # Recorded for option settings (pulumi/pulumi-aws#3461).
    "elasticbeanstalk": frozenset({"ConfigurationValidationException"}),
    # Recorded where a cluster's parts are made before it (hashicorp/terraform-provider-aws#10934).
    # Beside it codes with which a node group or an add-on fails after the call (NodegroupIssueCode, AddonIssueCode).
    "eks": frozenset(
        {
            "ResourceNotFoundException",
            "Ec2LaunchTemplateInvalidConfiguration",
            "Ec2SubnetInvalidConfiguration",
            "InsufficientNumberOfReplicas",
            "NodeCreationFailure",
        }
    ),
    # Recorded for certificates that are not issued yet (hashicorp/terraform-provider-aws#26245).
    "elbv2": frozenset({"UnsupportedCertificate"}),
    "ec2": frozenset(
        {
            "AddressLimitExceeded",
            "CidrConflict",
            "DependencyViolation",
            "DuplicateSubnetsInSameZone",
            "DuplicateTransitGatewayAttachment",
            "Gateway.NotAttached",
            "GatewayLimitExceeded",
            "InstanceLimitExceeded",
            "InsufficientInstanceCapacity",
            "InvalidAMIID.Malformed",
            "InvalidAMIID.NotFound",
            "InvalidAMIID.Unavailable",
            "InvalidAllocationID.NotFound",
            "InvalidAvailabilityZone",
            "InvalidBlockDeviceMapping",
            "InvalidDhcpOptionID.NotFound",
            "InvalidGatewayID.NotFound",
            "InvalidGroup.Duplicate",
            "InvalidGroup.NotFound",
            "InvalidGroupId.Malformed",
            "InvalidID",
            "InvalidIPAddress.InUse",
            "InvalidInput",
            "InvalidInstanceID.Malformed",
            "InvalidInstanceID.NotFound",
            "InvalidInternetGatewayID.NotFound",
            "InvalidKey.Format",
            "InvalidKeyPair.Duplicate",
            "InvalidKeyPair.NotFound",
            "InvalidLaunchTemplateName.AlreadyExistsException",
            "InvalidNetworkInterfaceID.NotFound",
            "InvalidParameterDependency",
            "InvalidPermission.Duplicate",
            "InvalidPermission.Malformed",
            "InvalidRouteTableID.NotFound",
            "InvalidSecurityGroupID.NotFound",
            "InvalidServiceName",
            "InvalidSnapshot.NotFound",
            "InvalidSubnet.Conflict",
            "InvalidSubnet.Range",
            "InvalidSubnetID.NotFound",
            "InvalidTransitGatewayID.NotFound",
            "InvalidUserData.Malformed",
            "InvalidVolume.NotFound",
            "InvalidVolume.ZoneMismatch",
            "InvalidVpc.Range",
            "InvalidVpcEndpointId.NotFound",
            "InvalidVpcEndpointService.NotFound",
            "InvalidVpcID.NotFound",
            "InvalidVpcPeeringConnectionId.NotFound",
            "NetworkAclEntryAlreadyExists",
            "NetworkInterfaceLimitExceeded",
            "OperationNotPermitted",
            "Resource.AlreadyAssociated",
            "ResourceLimitExceeded",
            "RouteAlreadyExists",
            "RulesPerSecurityGroupLimitExceeded",
            "SecurityGroupLimitExceeded",
            "SubnetLimitExceeded",
            "Unsupported",
            "VolumeLimitExceeded",
            "VpcEndpointLimitExceeded",
            "VpcLimitExceeded",
        }
    ),
    # Documented in "Error responses" of Amazon S3, for access points and Storage Lens too.
    "s3control": frozenset({"InvalidRequest"}),
    "s3": frozenset(
        {
            "AccessControlListNotSupported",
            "AuthorizationHeaderMalformed",
            "BucketNotEmpty",
            "CrossLocationLoggingProhibitted",
            "IllegalLocationConstraintException",
            "InvalidArgument",
            "InvalidBucketAclWithBlockPublicAccessError",
            "InvalidBucketAclWithObjectOwnership",
            "InvalidBucketName",
            "InvalidBucketState",
            "InvalidLocationConstraint",
            "InvalidRequest",
            "InvalidS3DestinationBucket",
            "InvalidStorageClass",
            "InvalidTag",
            "InvalidTargetBucketForLogging",
            "KMS.DisabledException",
            "KMS.NotFoundException",
            "MalformedACLError",
            "MalformedPolicy",
            "MethodNotAllowed",
            "NoSuchBucketPolicy",
            "NotImplemented",
            "OperationAborted",
            "PermanentRedirect",
            "PreconditionFailed",
            "TooManyBuckets",
        }
    ),
    "sqs": frozenset({"InvalidAttributeName", "InvalidAttributeValue", "InvalidParameterValue", "MalformedPolicy"}),
}
