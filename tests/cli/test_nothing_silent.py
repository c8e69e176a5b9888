"""What is not analysed is told in a sentence that helps; what means nothing is wrong usage."""

from __future__ import annotations

CONFLICT = """\
resource "aws_kms_key" "k" {
<<<<<<< HEAD
  description = "a"
=======
  description = "b"
>>>>>>> feature
}
"""


def test_conflict_markers_are_named(project) -> None:
    project.write("main.tf", CONFLICT)
    project.write("other.tf", 'variable "x" {\n  default = <<EOT\n<<<<<<< HEAD\n=======\n>>>>>>> b\nEOT\n}\n')
    code, _, errors = project.run(".")
    assert code == 4
    assert "main.tf:2:1: syntax: git's conflict markers" in errors
    assert "other.tf" not in errors


def test_a_broken_template_is_no_other_file(project) -> None:
    project.write("stack.yaml", "Resources:\n  Key:\n\tType: AWS::KMS::Key\n")
    code, _, errors = project.run("stack.yaml")
    assert code == 4
    assert "stack.yaml:3:1: syntax: not YAML" in errors
