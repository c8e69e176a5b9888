"""Rules about what Terraform itself refuses before AWS is asked."""
