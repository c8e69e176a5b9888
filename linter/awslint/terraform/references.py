"""Which blocks an expression needs, as Terraform's own graph has it: by what it names, whatever its value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from awslint.syntax import hcl_tree as tree

if TYPE_CHECKING:
    from awslint.terraform.module import Module


def children(expression: tree.Expression) -> Iterator[tree.Expression]:
    """Yields the expressions directly inside an expression."""
    for name in _CHILDREN.get(expression.__class__, ()):
        found = getattr(expression, name)
        if isinstance(found, tuple):
            for part in found:
                if isinstance(part, tuple):
                    yield from part[:2]
                elif not isinstance(part, str):
                    yield part
        elif found is not None:
            yield found


_CHILDREN: dict[type, tuple[str, ...]] = {
    tree.Template: ("parts",),
    tree.TemplateIf: ("condition", "then", "otherwise"),
    tree.TemplateFor: ("collection", "body"),
    tree.GetAttr: ("object",),
    tree.Index: ("object", "key"),
    tree.Splat: ("object", "each"),
    tree.Call: ("arguments",),
    tree.Unary: ("operand",),
    tree.Binary: ("left", "right"),
    tree.Conditional: ("condition", "then", "otherwise"),
    tree.Parentheses: ("inner",),
    tree.Tuple: ("items",),
    tree.Object: ("items",),
    tree.For: ("collection", "key", "value", "condition"),
}


def names_in(expression: tree.Expression) -> frozenset[str]:
    """Returns all root names that an expression mentions."""
    found = set()
    stack = [expression]
    while stack:
        node = stack.pop()
        if isinstance(node, tree.Name):
            found.add(node.name)
        stack.extend(children(node))
    return frozenset(found)


def mentions(expression: tree.Expression) -> Iterator[tuple[str, ...]]:
    """Yields the beginnings of all traversals: `("var", "x")`, `("aws_kms_key", "k")`, `("data", "t", "n")`,
    `("module", "m", "out")`, the last one shorter where a whole module is meant."""
    stack = [expression]
    while stack:
        node = stack.pop()
        if isinstance(node, (tree.GetAttr, tree.Index)):
            path: list[str] = []
            root: tree.Expression = node
            while isinstance(root, (tree.GetAttr, tree.Index)):
                if isinstance(root, tree.GetAttr):
                    path.append(root.name)
                else:
                    stack.append(root.key)
                root = root.object
            if isinstance(root, tree.Name):
                yield (root.name, *reversed(path))
            else:
                stack.append(root)
        elif isinstance(node, tree.Splat) and _is_module(node.object):
            yield from _splat_names(node)
            stack.append(node.each)
        else:
            stack.extend(children(node))


def _is_module(expression: tree.Expression) -> bool:
    return (
        isinstance(expression, tree.GetAttr)
        and isinstance(expression.object, tree.Name)
        and expression.object.name == "module"
    )


def _splat_names(splat: tree.Splat) -> Iterator[tuple[str, ...]]:
    assert isinstance(splat.object, tree.GetAttr)
    each = splat.each
    first: str | None = None
    while isinstance(each, (tree.GetAttr, tree.Index)):
        first = each.name if isinstance(each, tree.GetAttr) else first
        each = each.object
    yield ("module", splat.object.name, *((first,) if first else ()))


def body_expressions(body: tree.Body) -> Iterator[tuple[str, tree.Expression]]:
    """Yields all expressions of a body and of the blocks in it, with the name of the attribute or block they stand
    in."""
    for name, attribute in body.attributes.items():
        yield name, attribute.expression
    for block in body.blocks:
        for _, expression in body_expressions(block.body):
            yield block.type, expression


class Needs:
    """Resolves mentions to the addresses of blocks, through locals, arguments and outputs."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], frozenset[str]] = {}

    def of(self, module: Module, expression: tree.Expression) -> frozenset[str]:
        """Returns the block addresses that an expression of a module needs."""
        found: set[str] = set()
        for mention in mentions(expression):
            found |= self._mention(module, mention)
        return frozenset(found)

    def _mention(self, module: Module, mention: tuple[str, ...]) -> frozenset[str]:
        kind = mention[0]
        if kind == "data" and len(mention) > 2:
            return self._block(module, f"data.{mention[1]}.{mention[2]}")
        if len(mention) < 2 or kind in ("each", "count", "self", "path", "terraform"):
            return frozenset()
        if kind in ("var", "local", "module"):
            key = (f"{module.block_address}|{kind}", ".".join(mention[1:3] if kind == "module" else mention[1:2]))
            if key not in self._known:
                self._known[key] = frozenset()
                try:
                    self._known[key] = self._named(module, kind, mention[1:])
                except RecursionError:
                    module.unit.too_deep = True
            return self._known[key]
        return self._block(module, f"{kind}.{mention[1]}")

    def _block(self, module: Module, key: str) -> frozenset[str]:
        return frozenset({module.prefixed(key, instance=False)}) if key in module.files.resources else frozenset()

    def _named(self, module: Module, kind: str, path: tuple[str, ...]) -> frozenset[str]:
        if kind == "local":
            attribute = module.files.locals.get(path[0])
            return self.of(module, attribute.expression) if attribute is not None else frozenset()
        if kind == "var":
            argument = module.argument(path[0]) if module.caller is not None else None
            if argument is None or module.caller is None:
                return frozenset()
            return self.of(module.caller, argument.expression)
        return self._outputs(module, path)

    def _outputs(self, module: Module, path: tuple[str, ...]) -> frozenset[str]:
        if path[0] not in module.files.modules:
            return frozenset()
        children_ = module.children(path[0])
        if children_ is None:
            return frozenset({module.prefixed(f"module.{path[0]}", instance=False)})
        if not children_:
            return frozenset()
        child = children_[0]
        selected = [path[1]] if len(path) > 1 and path[1] in child.files.outputs else list(child.files.outputs)
        found: set[str] = set()
        for name in selected:
            block = child.files.outputs[name]
            for _, expression in body_expressions(block.body):
                found |= self.of(child, expression)
        return frozenset(found)

    def everything_in(self, module: Module) -> frozenset[str]:
        """Returns all blocks of a module and of those it calls: what a `depends_on` on a module waits for."""
        found = {module.prefixed(key, instance=False) for key in module.files.resources}
        for name in module.files.modules:
            children_ = module.children(name)
            if children_ is None:
                found.add(module.prefixed(f"module.{name}", instance=False))
            for child in (children_ or ())[:1]:
                found |= self.everything_in(child)
        return frozenset(found)
