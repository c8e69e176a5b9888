# a comment
// another
/* a third,
   on two lines */
terraform {
  required_version = ">= 1.5"
  required_providers { aws = { source = "hashicorp/aws", version = "~> 5.0" } }
}

provider "aws" { region = "eu-west-1" }

variable "keys" {
  type = map(object({
    name    = string
    enabled = optional(bool, true) # behind
  }))
  default = {}
}

resource "aws_kms_key" "this" {
  for_each = { for k, v in var.keys : k => v if v.enabled }

  description = each.value.name
  tags = {
    Name  = each.key,
    (var.tag) = "x"
    "a/b" : 1
  }

  dynamic "rule" {
    for_each = []
    content {}
  }

  lifecycle {
    ignore_changes = [tags["a"], description]
  }
}

resource aws_sns_topic unquoted {}
