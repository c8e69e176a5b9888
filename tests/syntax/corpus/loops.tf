locals {
  tuple   = [for x in var.list : upper(x) if x != ""]
  pairs   = [for i, x in var.list : "${i}=${x}"]
  object  = { for k, v in var.map : k => v }
  groups  = { for x in var.list : x.kind => x... if x.on }
  nested  = [for x in y : [for z in x : { a = z }]]
  lines = {
    for x in var.list :
    x.name => {
      value = x
    }
  }
  words = { "for" = 1, if = 2, in = 3, true = 5, else = 6, endif = 7 }
  names = [a.for, b.if, c.in]
}
