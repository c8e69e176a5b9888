"""A project with everything that answers can rest on."""

from __future__ import annotations

PROJECT = {
    "main.tf": """\
variable "rotation" { default = false }
variable "name" {}
variable "listed" { default = [] }
module "inner" {
  source   = "./inner"
  rotation = var.rotation
}
module "outer" { source = "registry.example/keys/aws" }
resource "aws_kms_key" "a" {
  custom_key_store_id = "cks-1234567890abcdef0"
  enable_key_rotation = fileexists("rotate") ? true : var.rotation
  description         = var.name
  policy              = file("policy.json")
}
resource "aws_kms_key" "each" {
  for_each            = fileset(path.module, "keys/*.key")
  custom_key_store_id = "cks-1234567890abcdef0"
  enable_key_rotation = true
}
""",
    "keys/one.key": "",
    "policy.json": '{"Version": "2012-10-17", "Statement": []}',
    "inner/main.tf": """\
variable "rotation" {}
resource "aws_kms_key" "b" {
  custom_key_store_id = "cks-1234567890abcdef0"
  enable_key_rotation = var.rotation
}
""",
    ".terraform.lock.hcl": 'provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.50.0"\n}\n',
    "stacks/parent.yaml": """\
Parameters: {Rotation: {Type: String, Default: "false"}}
Resources:
  Child:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: child.yaml}
  Key:
    Type: AWS::KMS::Key
    Properties:
      Origin: EXTERNAL
      KeyPolicy: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: "*", Action: "kms:*", Resource: "*"}]}
      EnableKeyRotation: !Ref Rotation
""",
    "stacks/child.yaml": """\
Resources:
  User:
    Type: AWS::ElastiCache::User
    Properties:
      UserId: u
      UserName: u
      Engine: redis
      AuthenticationMode: {Type: password, Passwords: ["short"]}
""",
    "stacks/exporting.yaml": """\
Resources: {T: {Type: AWS::SNS::Topic}}
Outputs: {P: {Value: long-enough-for-a-password, Export: {Name: the-password}}}
""",
    "stacks/importing.yaml": """\
Resources:
  User:
    Type: AWS::ElastiCache::User
    Properties:
      UserId: v
      UserName: v
      Engine: redis
      AuthenticationMode: {Type: password, Passwords: [!ImportValue the-password]}
""",
}
