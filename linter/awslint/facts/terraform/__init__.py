"""Canonical names of the `aws_*` types, one module for every group of services: `TYPES` by native type."""
