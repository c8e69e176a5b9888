"""Rules about kms."""

TYPES = ("AWS::KMS::",)
