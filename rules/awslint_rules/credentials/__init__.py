"""Rules about credentials."""

TYPES = ("AWS::", "Terraform::")
