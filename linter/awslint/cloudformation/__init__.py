"""CloudFormation: from a template to the resources of the graph."""

from awslint.cloudformation.loading import load
from awslint.cloudformation.template import recognise

__all__ = ["load", "recognise"]
