"""Data sources that awslint evaluates itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from awslint import terraform
from awslint.graph.loading import Inputs
from awslint.syntax.sources import Sources
from awslint.values import Known, revealed

FETCHED = """\
data "local_file" "ca" {{
  filename = "ca.crt"
{more}}}
output "o" {{
  value = data.local_file.ca.content
}}
resource "terraform_data" "fetch" {{
  provisioner "local-exec" {{
    command = "./fetch.sh"
  }}
}}
"""


@pytest.mark.parametrize(("more", "is_known"), [("", True), ("  depends_on = [terraform_data.fetch]\n", False)])
def test_a_file_that_a_step_may_write_is_not_known(tmp_path: Path, more: str, is_known: bool) -> None:
    (tmp_path / "ca.crt").write_text("# is replaced once the cluster is there\n", encoding="utf-8")
    (tmp_path / "main.tf").write_text(FETCHED.format(more=more), encoding="utf-8")
    loaded = terraform.load(tmp_path, Sources(), Inputs())
    assert isinstance(revealed(loaded.deployment.outputs["o"]), Known) is is_known
