"""Policies as data: YAML files whose conditions are expressions of the Common Expression Language."""
