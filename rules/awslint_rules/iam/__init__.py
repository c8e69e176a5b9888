"""Rules about iam."""

TYPES = ("AWS::",)
