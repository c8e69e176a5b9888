"""Rules about region."""

TYPES = ("AWS::",)
