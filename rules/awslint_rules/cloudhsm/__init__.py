"""Rules about cloudhsm."""

TYPES = ("AWS::CloudHSM::",)
