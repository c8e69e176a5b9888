"""Module calls: which files a call reads, and how often it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from awslint.graph.loading import Problem
from awslint.syntax import hcl_tree as tree
from awslint.terraform.expansion import Expanded, expand
from awslint.terraform.files import ModuleFiles, literal_text
from awslint.terraform.unit_state import DEPTH, TEXT
from awslint.values import Span

if TYPE_CHECKING:
    from awslint.terraform.module import Module


def called(module: Module, name: str, block: tree.Block) -> tuple[ModuleFiles, list[Expanded]] | None:
    """Returns the files of a called module and the instances of the call; None where it cannot be loaded."""
    attribute = block.body.attributes.get("source")
    source = literal_text(attribute.expression) if attribute is not None else None
    path = f"{module.call_path}.{name}".lstrip(".")
    if source is not None and source.startswith(("./", "../")):
        directory = module.files.directory / source
    elif path in module.unit.downloaded:
        directory = module.unit.downloaded[path]
    else:
        return None
    if sum(module.unit.texts.values()) > TEXT:
        module.unit.is_cut = True
        return None
    files = module.unit.reader.module(directory)
    module.unit.allow(files.directory, files.size)
    is_there = module.unit.reader.sources.disk.is_directory(directory)
    if not is_there or module.depth >= DEPTH or _is_within(module, files):
        reason = "the directory does not exist" if not is_there else "it contains itself or is too deep"
        span = attribute.span if attribute is not None else block.header
        problem = Problem("module", f"module {path} is not analysed: {reason}", _shown(module, span), span)
        if problem not in module.unit.problems:
            module.unit.problems.append(problem)
        return None
    unit, each = module.unit, 1 + len(files.resources) + len(files.modules) + len(files.variables) // 4
    instances = expand(block.body, module.scope, unit.blocks // each)
    if instances is None:
        unit.is_cut = True
        return None
    unit.blocks -= each * len(instances)
    return files, instances


def _shown(module: Module, span: Span) -> str:
    return module.unit.reader.sources[span.file].path if span.file >= 0 else module.files.directory.as_posix()


def _is_within(module: Module, files: ModuleFiles) -> bool:
    above: Module | None = module
    while above is not None:
        if above.files is files:
            return True
        above = above.caller
    return False
