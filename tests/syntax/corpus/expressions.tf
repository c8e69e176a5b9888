locals {
  number   = 1.5e3 + -2 * (3 - 4) % 5 / 6
  logic    = !var.a && (var.b || var.c) == true != false
  compare  = 1 < 2 ? 3 >= 4 : 5 <= 6
  call     = merge(local.a, { b = c }, [for x in y : x]...)
  provider = provider::aws::arn_parse(var.arn).region
  index    = a[0].b["c"][d.e][count.index].0
  splats   = [a[*].b[0], a.*.b, one(a[*]).c]
  list     = [1, "two", [three], { four = 5 }, ]
  unary    = [-1, - 1, !a, !!a, -(-a)]
  across = (
    1
    +
    2
  )
  chosen = var.a == null ? null : (
    var.b
  )
  empty = [[], {}, "", f()]
}
