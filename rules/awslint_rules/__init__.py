"""The built-in policies: one package a service, one file a rule."""
