variable "name" {
  type     = string
  nullable = false
}

variable "size" {
  type    = number
  default = 5
}

variable "labels" {
  default = { a = "1" }
}

resource "terraform_data" "inner" {
  input = "${var.name}/${var.size}"
}

output "label" {
  value = "${var.name}:${var.size}"
}

output "inner" {
  value = terraform_data.inner.output
}

output "where" {
  value = path.module
}

output "labels" {
  value = merge(var.labels, { name = var.name })
}
