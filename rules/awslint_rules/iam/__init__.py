"""Rules about iam."""
