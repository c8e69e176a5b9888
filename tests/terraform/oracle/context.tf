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

variable "defaulted" {
  type = object({
    name = optional(string)
    list = optional(list(object({ a = optional(number, 5), b = optional(string, "b") })), [{ a = 1 }, {}])
    nested = optional(object({
      deeper = optional(object({ value = optional(bool, true), other = optional(number) }), {})
    }), {})
    map = optional(map(string), { k = 1 })
  })
  default = {}
}

variable "converted" {
  type = object({
    number = number
    flag   = bool
    texts  = list(string)
    set    = set(number)
    map    = map(list(string))
    any    = any
  })
  default = {
    number = "12.50"
    flag   = "true"
    texts  = [1, true, "x"]
    set    = ["3", 1, 3]
    map    = { a = [1], b = [] }
    any    = { free = [1, "a"] }
  }
}

variable "tupled" {
  type    = tuple([string, number, bool])
  default = [1, "2", "false"]
}

variable "dropped" {
  type    = object({ kept = string })
  default = { kept = "x", dropped = "y" }
}

locals {
  heredoc         = <<EOT
first ${var.name}
  second
EOT
  indented        = <<-EOT
    one
      two $${kept}

    three
  EOT
  looped          = <<-EOT
    %{ for w in local.words ~}
    word ${w}
    %{ endfor ~}
    %{ if var.flag ~}
    flag
    %{ endif ~}
    end
  EOT
  quoted_key      = { "a b" = 1, "c" : 2, }
  unusual-name    = "dash"
  nulls           = { a = null, b = var.nothing, c = 1 }
  object_of_lists = { a = [{ b = { c = "deep" } }] }
  merged          = merge(var.tags, var.flag ? { Extra = "yes" } : {}, { for w in ["x"] : w => "y" })
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["kms:*"], Resource = "*" }]
  })
  template = "hi $${name}: %%{ for l in list }<$${l}>%%{ endfor }"
}

resource "terraform_data" "maybe" {
  count = var.flag ? 1 : 0
  input = "made"
}

resource "terraform_data" "nested" {
  for_each = { a = [1, 2], b = [] }
  input    = { ports = each.value, first = each.key == "a" }
}

module "deep" {
  source = "./deep"
  names  = { x = "ex", y = "why" }
}

module "off" {
  source = "./child"
  count  = var.flag ? 0 : 1
  name   = "off"
}
