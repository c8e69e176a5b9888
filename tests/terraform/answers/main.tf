variable "env" {
  type    = map(any)
  default = { PORT = 8080, DEBUG = true, NAME = "x" }
}
variable "mixed" {
  type    = list(any)
  default = [1.5, "a", null]
}
variable "pairs" {
  type    = map(any)
  default = { a = ["1", 2], b = [2, 3] }
}
variable "objects" {
  type    = list(any)
  default = [{ port = 1, to = "x" }, { port = "2", to = 3 }]
}
variable "unset" {
  type    = string
  default = null
}
variable "count_of" {
  type    = number
  default = null
}
variable "no_list" {
  type    = list(string)
  default = null
}
variable "texts" {
  type    = map(string)
  default = {}
}
variable "numbers" {
  type    = map(number)
  default = { a = 1 }
}
variable "on" {
  default = true
}
variable "rules" {
  type    = set(object({ port = number, cidr = string, note = optional(string) }))
  default = [{ port = 443, cidr = "10.0.0.0/8" }, { port = 80, cidr = "0.0.0.0/0" }, { port = 80, cidr = "0.0.0.0/0" }]
}
variable "groups" {
  type    = set(list(string))
  default = [["b", "a"], ["a", "z"], ["a"], ["b", "a"]]
}
variable "none" {
  type    = map(string)
  default = {}
}
resource "terraform_data" "u" {}
resource "terraform_data" "each" {
  for_each = var.none
}
resource "terraform_data" "counted" {
  count = 0
}
locals {
  id = terraform_data.u.id
}
