"""Templates are told from other YAML and JSON by their content."""

from __future__ import annotations

from textwrap import dedent

import pytest

from awslint.cloudformation import recognise
from awslint.syntax.sources import Source

TEMPLATES = {
    "with a version": "AWSTemplateFormatVersion: '2010-09-09'\nResources: {}\n",
    "with a type": "Resources:\n  Key:\n    Type: AWS::KMS::Key\n",
    "with a custom type": "Resources:\n  A: {Type: 'Custom::AWS'}\n",
    "serverless": "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n",
    "JSON": '{"Resources": {"Key": {"Type": "AWS::KMS::Key"}}}',
    "JSON with tabs": '{\n\t"Resources": {\n\t\t"Key": {"Type": "AWS::KMS::Key"}\n\t}\n}',
    "short forms": "Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: !Sub '${A}'\n",
    "third parties": "Resources:\n  M:\n    Type: MongoDB::Atlas::Cluster\n",
    "broken, but says so": "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  A: [\n",
}

OTHERS = {
    "kubernetes": "apiVersion: v1\nkind: List\nResources:\n- Type: x\n",
    "a workflow": "on: push\njobs:\n  a:\n    steps:\n    - run: deploy # Resources Type: AWS::S3::Bucket\n",
    "openapi": "openapi: 3.0.0\npaths: {}\ncomponents: {}\n",
    "compose": "services:\n  db:\n    image: x\n",
    "helm": "{{- if .Values.x }}\nResources:\n  Type: AWS::S3::Bucket\n{{ end }}\n",
    "serverless framework": "resources:\n  Resources:\n    B:\n      Type: AWS::S3::Bucket\n",
    "a template in a config map": "data:\n  t: |\n    AWSTemplateFormatVersion: '2010-09-09'\n    Resources: {}\n",
    "an event": '{"requestType": "Create", "Resources": "AWSTemplateFormatVersion"}',
    "a list": "- Resources:\n    A: {Type: AWS::S3::Bucket}\n",
    "several documents": "Resources: {A: {Type: AWS::S3::Bucket}}\n---\na: 1\n",
    "nothing": "",
    "bombs": "Resources: &a\n  Type: AWS::S3::Bucket\n  x: *a\n",
}


@pytest.mark.parametrize("text", TEMPLATES.values(), ids=TEMPLATES.keys())
def test_templates(text: str) -> None:
    assert recognise(Source(0, "a.yaml", dedent(text)))


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS.keys())
def test_other_files(text: str) -> None:
    assert not recognise(Source(0, "a.yaml", dedent(text)))
