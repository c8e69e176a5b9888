"""Random expressions of Terraform's language, as awslint evaluates them, against what the real terraform makes of them.

    python -m bench.expressions [--seed SEED] [--number NUMBER]    # needs terraform on PATH, no provider, no network

Expressions are made by type, so that most of them mean something: functions, conditionals, for expressions, splats,
templates, conversions, with parts that are known after apply only. They are planned and applied. It prints each whose
value after apply is another than awslint knew, also where Terraform refuses what awslint evaluates, since `try` and
`can` see that; and why awslint does not know what Terraform knows while planning, the most frequent reasons first. It
ends with 1 where a value differs.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from awslint.graph.loading import Inputs
from awslint.syntax.sources import Sources
from awslint.terraform import lower
from awslint.terraform.files import FileReader
from awslint.terraform.module import root_module
from awslint.values import Value, plain
from bench.applied import holds
from bench.differences import Comparison, Shape
from bench.planning import terraform

REFUSED = "refused by terraform"

CONTEXT = """
variable "word" { default = "app" }
variable "two" { default = 2 }
variable "on" {
  type    = bool
  default = true
}
variable "off" { default = false }
variable "null_word" {
  type    = string
  default = null
}
variable "words" {
  type    = list(string)
  default = ["b", "a", "", "a"]
}
variable "any_list" {
  type    = list(any)
  default = [1, "x", true]
}
variable "numbers" {
  type    = list(number)
  default = [3, "1", 2.5]
}
variable "names" {
  type    = set(string)
  default = ["z", "b", "z"]
}
variable "tags" {
  type    = map(string)
  default = { Owner = "me", size = 2 }
}
variable "any_map" {
  type    = map(any)
  default = { a = 1, b = "x" }
}
variable "users" {
  type = list(object({ name = string, admin = optional(bool, false), ports = optional(list(number)) }))
  default = [{ name = "zoe", ports = [1, 2] }, { name = "amy", admin = true }]
}
variable "rules" {
  type    = set(object({ port = number, cidr = optional(string, "10.0.0.0/8") }))
  default = [{ port = 443 }, { port = "80", cidr = "0.0.0.0/0" }]
}
variable "null_list" {
  type    = list(string)
  default = null
}
locals {
  free  = { one = 1, two = "2", deep = { er = ["x", null] } }
  later = terraform_data.later.id
}
resource "terraform_data" "later" {}
resource "terraform_data" "each" {
  for_each = toset(["k", "l"])
  input    = each.key
}
resource "terraform_data" "none" {
  count = 0
}
"""


class Maker:
    """Makes expressions of a type, not deeper than it is asked."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.names: list[str] = []

    def _any_of(self, *texts: str) -> str:
        return self.random.choice(texts)

    def make(self, kind: str, depth: int) -> str:
        """An expression that mostly is of that kind: sometimes of another one, which Terraform converts or refuses."""
        if self.random.random() < 0.06:
            kind = self._any_of("string", "number", "bool", "list", "numbers", "set", "map", "object", "objects", "any")
        if kind == "any":
            kind = self._any_of("string", "number", "bool", "list", "map", "object")
        if depth > 0 and self.random.random() < 0.15:
            return self.conditional(kind, depth - 1)
        leaf, made = _KINDS[kind]
        if depth <= 0 or self.random.random() < 0.15:
            if self.names and self.random.random() < 0.3:
                return self.random.choice(self.names)
            return self._any_of(*leaf)
        return self.filled(self._any_of(*made), depth - 1)

    def conditional(self, kind: str, depth: int) -> str:
        """A conditional, or a call that takes the first of several."""
        parts = [self.make(kind, depth), self.make(kind, depth)]
        form = self._any_of("if", "if", "try", "coalesce")
        if form == "if":
            return f"({self.make('bool', depth)} ? {parts[0]} : {parts[1]})"
        return f"{form}({', '.join(parts)})"

    def filled(self, template: str, depth: int) -> str:
        """A template with expressions of these kinds in the place of its `«kind»`."""
        found, scopes = "", list[int]()
        while True:
            before, opening, rest = template.partition("«")
            found += before
            if not opening:
                return found
            kind, _, template = rest.partition("»")
            if kind.startswith("@"):
                names = kind[1:].split(",")
                scopes.append(len(self.names))
                self.names += names
            elif kind == "/":
                del self.names[scopes.pop() :]
            else:
                found += self.make(kind, depth)


def _kinds() -> dict[str, tuple[list[str], list[str]]]:
    """What is written in expressions.txt: of each type the expressions that have no part, and those that have."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            kind, _, text = line.partition("\t")
            found.setdefault(kind, ([], []))["«" in text].append(text)
    return found


_KINDS = _kinds()


def expressions(seed: int, number: int) -> list[str]:
    """Expressions, the same ones for the same seed."""
    maker = Maker(seed)
    found: dict[str, None] = {}
    while len(found) < number:
        maker.names = []
        found[maker.make("any" if maker.random.random() < 0.5 else maker.random.choice(list(_KINDS)), 3)] = None
    return list(found)


def project(texts: list[str]) -> str:
    """A module with one output an expression; what Terraform refuses is `REFUSED`."""
    outputs = (f'output "o{number}" {{\n  value = try({text}, "{REFUSED}")\n}}\n' for number, text in enumerate(texts))
    return CONTEXT + "".join(outputs)


@dataclass(frozen=True, slots=True)
class Made:
    """What Terraform makes of the outputs: the changes that it plans, and the values after apply."""

    changes: dict[str, Any]
    applied: dict[str, Any]


def made(directory: Path) -> Made:
    """Plans and applies the module.

    Raises:
        ValueError: Terraform refuses the module; the message is its own.
    """
    printed = {}
    for words in (
        ["init", "-no-color"],
        ["plan", "-input=false", "-no-color", "-out=plan"],
        ["show", "-json", "plan"],
        ["apply", "-input=false", "-no-color", "plan"],
        ["output", "-json"],
    ):
        done = terraform(words, directory)
        if done.returncode:
            raise ValueError(" ".join((done.stderr or done.stdout).split()))
        printed[words[0]] = done.stdout
    applied = {name: each["value"] for name, each in json.loads(printed["output"]).items()}
    return Made(json.loads(printed["show"])["output_changes"], applied)


def compared(texts: list[str]) -> tuple[Comparison, list[str]]:
    """What came of the comparison of expressions, and each that differs with both values.

    Raises:
        ValueError: Terraform refuses the module.
    """
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "main.tf").write_text(project(texts), encoding="utf-8")
        try:
            found = made(directory)
        except ValueError as fault:
            return _without_infinities(texts, fault)
        module, _ = root_module(directory, FileReader(Sources()), Inputs(), called=False)
        values = lower.outputs(module)
    total = Comparison()
    lines: list[str] = []
    for number, text in enumerate(texts):
        value, applied = values[f"o{number}"], found.applied.get(f"o{number}")
        if not holds(value, applied):
            total.different.append(text)
            lines.append(f"{text}\n    {value_shown(value)}, but after apply it is {json.dumps(applied)}")
            continue
        change = found.changes.get(f"o{number}", {})
        plan = Comparison()
        plan.value("", value, change.get("after"), change.get("after_unknown"), Shape("d"))
        total.equal += plan.equal
        total.unknown += plan.unknown
    return total, lines


def _without_infinities(texts: list[str], fault: ValueError) -> tuple[Comparison, list[str]]:
    """Compares without what Terraform cannot write down, or stops at."""
    infinite = {int(number) for number in re.findall(r'output value "o(\d+)": cannot serialize inf', fault.args[0])}
    if infinite:
        return compared(["null" if number in infinite else text for number, text in enumerate(texts)])
    if len(texts) < 2 or "CRASH" not in fault.args[0]:
        raise fault
    total, lines = Comparison(), list[str]()
    for part in (texts[: len(texts) // 2], texts[len(texts) // 2 :]):
        try:
            comparison, more = compared(part)
        except ValueError as problem:
            comparison, more = Comparison(), [f"{part[0]}\n    not compared: {problem.args[0][:200]}"]
        total.add(comparison)
        lines += more
    return total, lines


def value_shown(value: Value) -> str:
    """A value as it is printed where it is wrong: plainly where it is wholly known."""
    try:
        return json.dumps(plain(value))
    except ValueError:
        return str(value)


def main(words: list[str]) -> int:
    """Compares, and prints what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--number", type=int, default=1000)
    arguments = parser.parse_args(words)
    total, lines = compared(expressions(arguments.seed, arguments.number))
    print(*lines, sep="\n")
    print(f"{total.equal} equal, {total.faults} different, {sum(total.unknown.values())} known to Terraform only")
    reasons: Counter[str] = total.unknown
    print(*(f"{number:5} {why}" for why, number in reasons.most_common(30)), sep="\n")
    return int(bool(total.faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
