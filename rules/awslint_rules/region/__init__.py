"""Rules about region."""
