locals {
  plain    = "a\n\t\"\\\u00e9"
  quoted   = "a${b}c${"d${e}f"}g"
  escaped  = "$${a} %%{b} $ % {"
  strips   = "a ${~ b ~} c"
  choice   = "%{ if a }b%{ else }c%{ endif }"
  loop     = "%{ for k, v in m ~}${k}=${v},%{ endfor ~}"
  document = <<EOT
line ${one} $${two} "quoted" \n
  %{ if a ~}
  three
  %{ endif ~}
EOT
  flush = <<-EOT
    a
      ${b}
    EOT
  nested = jsonencode({
    text = <<-EOF
      x ${join(",", [for y in z : "${y}-1"])}
    EOF
    more = 1
  })
}
