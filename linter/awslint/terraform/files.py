"""Reads the files of one module directory into its declarations."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from awslint.cache.disk import Disk, FileReads
from awslint.graph.loading import Problem
from awslint.syntax.hcl_tree import Attribute, Block, Body, Expression
from awslint.syntax.sources import Source, Sources, SyntaxProblem, unfinished_in, why_unreadable
from awslint.values import Span


@dataclass(slots=True)
class ModuleFiles:
    """The declarations of one module directory.

    Attributes:
        resources: by `type.name`, data sources by `data.type.name` (also the scoped ones of check blocks).
        incomplete: a file could not be parsed: what it declared is unknown.
        size: how many characters its files have.
    """

    directory: Path
    variables: dict[str, Block] = field(default_factory=dict)
    locals: dict[str, Attribute] = field(default_factory=dict)
    outputs: dict[str, Block] = field(default_factory=dict)
    resources: dict[str, Block] = field(default_factory=dict)
    modules: dict[str, Block] = field(default_factory=dict)
    providers: dict[str, Block] = field(default_factory=dict)
    settings: list[Block] = field(default_factory=list)
    imports: list[Block] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    incomplete: bool = False
    size: int = 0


SUFFIXES = (".tf", ".tofu", ".tf.json", ".tofu.json")


def configuration_files(directory: Path, disk: Disk | None = None) -> list[Path]:
    """Returns the configuration files of a module, ordinary ones first, then overrides, each in the order of their
    names.

    A `.tofu` file takes the place of the `.tf` file of the same name, as OpenTofu has it.
    """
    disk = disk if disk is not None else Disk()
    try:
        listed = disk.names(directory)
    except OSError:
        return []
    names = [name for name in listed if name.endswith(SUFFIXES) and not disk.is_directory(directory / name)]
    present = frozenset(names)
    found = []
    for name in names:
        if name.startswith((".", "#")) or name.endswith("~"):
            continue
        stem = next(
            name[: -len(suffix)] for suffix in (".tf.json", ".tofu.json", ".tofu", ".tf") if name.endswith(suffix)
        )
        if (
            name.endswith((".tf", ".tf.json"))
            and f"{stem}.{'tofu.json' if name.endswith('json') else 'tofu'}" in present
        ):
            continue
        found.append((stem == "override" or stem.endswith("_override"), name))
    return [directory / name for _, name in sorted(found)]


HELD: Final = 1_000_000
"""The most characters of modules that are held for further units; their trees take some twenty bytes for each."""


LARGEST_MODULE: Final = 3_000_000
"""The most characters of one module that are read; their trees take a hundred times as much memory."""


def project_directory(root: Path, sources: Sources) -> Path:
    """Returns the directory that a root module's functions may read files in: the repository around it, else the
    directory that the user named, else its own."""
    real = Path(sources.disk.real(root))
    for directory in (real, *real.parents):
        if sources.disk.is_there(directory / ".git"):
            return directory
    named = (Path(sources.disk.real(tree)) for tree in sources.trees)
    return next((path for path in named if real.is_relative_to(path)), root)


class FileReader:
    """Reads each file and each module directory once for many units. `shown` turns a path into what the user sees."""

    def __init__(self, sources: Sources, base: Path | None = None) -> None:
        self.sources = sources
        self._real_base = os.path.realpath(base if base is not None else Path.cwd())
        self._modules: dict[str, ModuleFiles] = {}
        self._held = 0
        self._rests_on: dict[str, FileReads] = {}
        self._keys: dict[Path, str] = {}

    def shown(self, path: Path) -> str:
        """Returns the path relative to the working directory where it is near it."""
        return Path(os.path.relpath(self.sources.disk.real(path), self._real_base)).as_posix()

    def module(self, directory: Path) -> ModuleFiles:
        """Returns the declarations of a directory; never raises: what cannot be read is a problem of the result."""
        key = self._keys.get(directory)
        if key is None:
            key = self._keys[directory] = self.sources.disk.real(directory)
        found = self._modules.pop(key, None)
        if found is None:
            with self.sources.recording() as self._rests_on[key]:
                found = self._read(directory)
            self._held += found.size
        self._modules[key] = found  # the last one is the one used last
        self.sources.note(self._rests_on[key])
        return found

    def let_go(self) -> None:
        """Forgets the modules that were not used for longest. Not while one of them is being evaluated."""
        while self._held > HELD:
            oldest = next(iter(self._modules))
            self._held -= self._modules.pop(oldest).size
            del self._rests_on[oldest]

    def body(self, path: Path) -> Body:
        """Returns one parsed file.

        Raises:
            OSError, UnicodeDecodeError: it cannot be read.
            SyntaxProblem: it cannot be parsed.
        """
        return parse_source(self.sources.read(path, self.shown(path)))

    def _read(self, directory: Path) -> ModuleFiles:
        module = ModuleFiles(directory)
        if not self.sources.disk.may_list(directory):
            module.problems.append(Problem("unreadable", "the directory cannot be read", self.shown(directory)))
            module.incomplete = True
        for path in configuration_files(directory, self.sources.disk):
            name = path.name
            override = name.split(".")[0] == "override" or name.split(".")[0].endswith("_override")
            shown = self.shown(path)
            module.files.append(shown)
            if module.size > LARGEST_MODULE:
                message = f"its module has more than {LARGEST_MODULE:,} characters: this file is not read"
                module.problems.append(Problem("budget", message, shown))
                module.incomplete = True
                continue
            try:
                source = self.sources.read(path, shown)
                module.size += len(source.text)
                body = parse_source(source)
            except SyntaxProblem as problem:
                module.problems.append(Problem("syntax", problem.message, shown, problem.span))
                module.incomplete = True
                continue
            except (OSError, UnicodeDecodeError) as error:
                reason = f"the file cannot be read: {why_unreadable(error)}"
                module.problems.append(Problem("unreadable", reason, shown))
                module.incomplete = True
                continue
            for argument in body.attributes.values():
                message = f"{argument.name} stands outside of every block, where no argument can"
                module.problems.append(Problem("syntax", message, shown, argument.span))
            for block in body.blocks:
                _declare(module, block, override, shown)
        return module


def parse_source(source: Source) -> Body:
    """Returns the body of a configuration or variables file, HCL or JSON by its name.

    Raises:
        SyntaxProblem: it is neither.
    """
    from awslint.syntax.cached_trees import cached_tree

    kind, parse = ("tf.json", _parse_json) if source.path.endswith(".json") else ("hcl", _parse_hcl)
    try:
        return cached_tree(kind, source, parse)
    except SyntaxProblem as problem:
        raise unfinished_in(source) or problem from None


def _parse_json(source: Source) -> Body:
    from awslint.terraform.json_syntax import parse_json

    return parse_json(source)


def _parse_hcl(source: Source) -> Body:
    from awslint.syntax.hcl import parse

    return parse(source)


def _declare(module: ModuleFiles, block: Block, override: bool, shown: str) -> None:
    labels = block.labels
    if block.type == "locals":
        module.locals.update(block.body.attributes)
    elif block.type == "terraform":
        module.settings.append(block)
    elif block.type == "import":
        module.imports.append(block)
    elif block.type == "check":
        for nested in block.body.blocks:
            if nested.type == "data" and len(nested.labels) == 2:
                module.resources.setdefault(f"data.{nested.labels[0]}.{nested.labels[1]}", nested)
    elif block.type in _TABLES and len(labels) == _TABLES[block.type][1]:
        table: dict[str, Block] = getattr(module, _TABLES[block.type][0])
        key = _key(block)
        if key in table and override:
            table[key] = _overridden(table[key], block)
        elif key in table and block.type != "provider":
            message = f"{block.type} {' '.join(labels)} is declared twice in this module; keep one of them"
            module.problems.append(Problem("syntax", message, shown, block.header))
        elif override and key not in table:
            _note_no_base(module, block, shown)
        else:
            table[key] = block
    elif (reason := _misdeclared(block)) is not None:
        module.problems.append(Problem("syntax", reason, shown, block.header))
        module.incomplete = True


def _note_no_base(module: ModuleFiles, block: Block, shown: str) -> None:
    """Notes that an override file overrides what is not there, once a file: Terraform refuses it. Such files are
    patches, which somebody copies into a module."""
    if not any(problem.kind == "module" and problem.path == shown for problem in module.problems):
        declared = " ".join((block.type, *block.labels))
        message = f"{declared} overrides nothing: no other file of the module declares it, so it is not analysed"
        module.problems.append(Problem("module", message, shown, block.header))


def _misdeclared(block: Block) -> str | None:
    """Returns what is wrong with a block that declares nothing; None of blocks that only newer versions may know."""
    if block.type in _TABLES:
        labels = '"type" "name"' if _TABLES[block.type][1] == 2 else '"name"'
        count = f"{len(block.labels) or 'no'} label{'s' if len(block.labels) != 1 else ''}"
        return f"this block has {count}: write {block.type} {labels}"
    if block.type in _OTHER_BLOCKS:
        return None
    from difflib import get_close_matches

    near = get_close_matches(block.type, (*_TABLES, *_OTHER_BLOCKS), 1, 0.8)
    return f"there is no block {block.type}: did you mean {near[0]}?" if near else None


_OTHER_BLOCKS: Final = ("locals", "terraform", "import", "check", "moved", "removed", "action", "list", "language")
_TABLES = {
    "variable": ("variables", 1),
    "output": ("outputs", 1),
    "resource": ("resources", 2),
    "data": ("resources", 2),
    "ephemeral": ("resources", 2),
    "module": ("modules", 1),
    "provider": ("providers", 1),
}


def _key(block: Block) -> str:
    if block.type in ("data", "ephemeral"):
        return f"{block.type}.{'.'.join(block.labels)}"
    if block.type == "provider":
        alias = block.body.attributes.get("alias")
        name = literal_text(alias.expression) if alias is not None else None
        return f"{block.labels[0]}.{name}" if name else block.labels[0]
    return ".".join(block.labels)


def _overridden(original: Block, override: Block) -> Block:
    """Terraform's merge: attributes one by one, nested blocks by type."""
    types = {block.type for block in override.body.blocks}
    remaining = tuple(block for block in original.body.blocks if block.type not in types)
    attributes = {**original.body.attributes, **override.body.attributes}
    return replace(
        original, body=replace(original.body, attributes=attributes, blocks=remaining + override.body.blocks)
    )


def literal_text(expression: Expression) -> str | None:
    """Returns the text of a literal string expression, else None."""
    from awslint.syntax.hcl_tree import Literal

    if isinstance(expression, Literal) and isinstance(expression.scalar, str):
        return expression.scalar
    return None


def module_sources(module: ModuleFiles) -> Iterator[tuple[str, str, Span]]:
    """Yields name, literal source and place of every module call."""
    for name, block in module.modules.items():
        attribute = block.body.attributes.get("source")
        text = literal_text(attribute.expression) if attribute is not None else None
        if text is not None and attribute is not None:
            yield name, text, attribute.span


def downloaded_modules(root: Path, environment: Mapping[str, str], disk: Disk) -> Mapping[str, Path]:
    """Returns where `terraform init` put modules: directory by call path (`a.b`). Empty where it has not run."""
    import json

    manifest = root / environment.get("TF_DATA_DIR", ".terraform") / "modules" / "modules.json"
    try:
        entries = json.loads(disk.read(manifest).decode())["Modules"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    listed = entries if isinstance(entries, list) else []
    return {module["Key"]: root / module["Dir"] for module in listed if _is_downloaded(module)}


def _is_downloaded(module: object) -> bool:
    """Whether an entry of the manifest names a call and a path that there can be."""
    if not isinstance(module, dict):
        return False
    key, directory = module.get("Key"), module.get("Dir")
    if not isinstance(key, str) or not isinstance(directory, str):
        return False
    return bool(key) and directory.isprintable()
