variable "names" {
  type = map(string)
}

module "child" {
  source   = "../child"
  for_each = var.names
  name     = "${each.key}.${each.value}"
}

output "inner" {
  value = module.child
}

output "first" {
  value = module.child[keys(var.names)[0]].label
}

output "paths" {
  value = distinct([for k, m in module.child : m.where])
}
