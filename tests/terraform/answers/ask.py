"""Asks the real terraform for the answers: `python tests/terraform/answers/ask.py` writes answers.json.

Every expression stands inside `try`: what Terraform refuses is REFUSED, what it knows after apply only is left out.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
REFUSED = "refused by Terraform"


def project(folder: Path) -> list[str]:
    """Writes the module with one output an expression; the expressions."""
    texts = (HERE / "expressions.txt").read_text(encoding="utf-8").splitlines()
    outputs = [f'output "o{number}" {{\n  value = try({text}, "{REFUSED}")\n}}\n' for number, text in enumerate(texts)]
    (folder / "main.tf").write_text((HERE / "main.tf").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "outputs.tf").write_text("".join(outputs), encoding="utf-8")
    return texts


def main() -> None:
    """Plans the module and writes what the plan says."""
    environment = {**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"}
    with tempfile.TemporaryDirectory() as name:
        texts = project(Path(name))

        def run(*words: str) -> str:
            return subprocess.run(
                ["terraform", *words], cwd=name, env=environment, check=True, capture_output=True, text=True
            ).stdout

        run("init", "-no-color")
        run("plan", "-input=false", "-no-color", "-out=plan")
        shown = json.loads(run("show", "-json", "plan"))
        version = json.loads(run("version", "-json"))["terraform_version"]
    outputs = shown["planned_values"]["outputs"]
    answers = {
        text: outputs[f"o{number}"]["value"] for number, text in enumerate(texts) if "value" in outputs[f"o{number}"]
    }
    document = {"terraform": version, "answers": answers}
    (HERE / "answers.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
