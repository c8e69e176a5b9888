"""Rules about cloudformation: what it refuses before any service is asked."""
