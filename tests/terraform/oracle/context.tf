# What the expressions of expressions.txt may refer to. Plain Terraform: no provider is needed.
variable "name" {
  type    = string
  default = "app"
}

variable "count_of" {
  default = 3
}

variable "flag" {
  type    = bool
  default = true
}

variable "nothing" {
  type    = string
  default = null
}

variable "tags" {
  type    = map(string)
  default = { Owner = "me", Env = "dev" }
}

variable "ports" {
  type    = set(string)
  default = ["443", "80", "443"]
}

variable "settings" {
  type = object({
    engine  = string
    version = optional(string, "7.1")
    nodes   = optional(number)
    extra = optional(object({
      enabled = optional(bool, false)
      names   = optional(list(string), ["x", "y"])
    }), {})
  })
  default = { engine = "valkey" }
}

variable "users" {
  type = list(object({ id = string, admin = optional(bool, false), roles = list(string) }))
  default = [
    { id = "zoe", roles = ["a", "b"] },
    { id = "bob", admin = true, roles = [] },
    { id = "amy", roles = ["b"] },
  ]
}

locals {
  numbers = [3, 1, 2]
  words   = ["b", "a", "c"]
  mixed   = { one = 1, two = "2", three = [1, 2, 3], four = { deep = { er = "x" } } }
  chained = local.later
  later   = "${var.name}-later"
  empty   = []
  by_id   = { for user in var.users : user.id => user }
}

resource "terraform_data" "counted" {
  count = var.count_of
  input = { index = count.index, name = "${var.name}-${count.index}" }
}

resource "terraform_data" "keyed" {
  for_each = local.by_id
  input    = each.value.admin ? upper(each.key) : each.key
}

resource "terraform_data" "none" {
  count = var.flag ? 0 : 1
  input = "never"
}

resource "terraform_data" "single" {
  input = local.mixed
}

module "each" {
  source   = "./child"
  for_each = toset(["left", "right"])
  name     = each.key
  size     = length(each.value)
}

module "one" {
  source = "./child"
  name   = terraform_data.single.output.two
  size   = "12"
}

module "few" {
  source = "./child"
  count  = 2
  name   = "few-${count.index}"
}
