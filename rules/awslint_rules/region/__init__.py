"""Rules about region."""

TYPES = ("AWS::", "Terraform::")
