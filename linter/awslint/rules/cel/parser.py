"""Reads an expression of the Common Expression Language (https://cel.dev) into a tree.

The trees are nested lists of strings, numbers and lists, so that compiled policies can be kept as JSON. cel-python's
parser was tried: it knows neither optional selection (`a.?b`) nor places within an expression, needs a package that
nothing else of awslint needs, and takes longer to import than most runs of awslint last.

    ["literal", value]                 null, true, 1, 1.5, "text"
    ["name", name]
    ["select", operand, field, is_optional]
    ["index", operand, key, is_optional]
    ["call", name, [argument, ...]]
    ["method", operand, name, [argument, ...]]
    ["list", [item, ...]]              ["map", [[key, value], ...]]
    ["not", operand]                   ["negate", operand]
    ["and", left, right]               ["or", left, right]
    ["compare", operator, left, right] == != < <= > >= in
    ["arithmetic", operator, left, right]
    ["if", condition, then, otherwise]
    ["each", macro, operand, variable, body]
"""

from __future__ import annotations

import re
from typing import Any, Final

Tree = list[Any]

MACROS: Final = frozenset({"all", "exists", "exists_one", "filter", "map"})
LONGEST_NUMBER: Final = 400

LONGEST: Final = 10_000
"""Characters of an expression."""
DEEPEST: Final = 60
"""Levels of brackets."""
_RESERVED: Final = frozenset(
    [
        "as",
        "break",
        "const",
        "continue",
        "else",
        "false",
        "for",
        "function",
        "if",
        "import",
        "in",
        "let",
        "loop",
        "namespace",
        "null",
        "package",
        "return",
        "true",
        "var",
        "void",
        "while",
    ]
)
_TOKEN: Final = re.compile(
    r"""
    (?P<space>[ \t\r\n\f]+|//[^\n]*)
    |(?P<number>0[xX][0-9a-fA-F]+[uU]?|(?:\d+\.\d+|\.\d+|\d+)(?:[eE][+-]?\d+)?[uU]?)
    |(?P<string>[rR]?(?:\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<sign>\.\?|\[\?|&&|\|\||==|!=|<=|>=|[-+*/%!<>?:.,()\[\]{}])
    """,
    re.VERBOSE | re.DOTALL,
)
_RAW_STRING: Final = re.compile(r"[rR](\"\"\"|'''|\"|')(.*)\1", re.DOTALL)
_ESCAPE: Final = re.compile(
    r"\\(?:([abfnrtv\"'`?\\])|([0-3][0-7]{2})|[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL
)
_SIMPLE: Final = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_COMPARISONS: Final = frozenset({"==", "!=", "<", "<=", ">", ">=", "in"})


class ExpressionError(ValueError):
    """An expression that is not valid. `place` is the offset, in characters, of what is wrong."""

    def __init__(self, message: str, place: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.place = place


def parse(text: str) -> Tree:
    """Reads a whole expression.

    Raises:
        ExpressionError: it is not valid, or larger than an expression may be.
    """
    if len(text) > LONGEST:
        raise ExpressionError(f"an expression has at most {LONGEST} characters")
    parser = _Parser(text)
    tree = parser.expression()
    parser.expect_end()
    return tree


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str, int]] = []
        place = 0
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None:
                raise ExpressionError(f"unexpected {text[place]!r}", place)
            if match.lastgroup != "space":
                self.tokens.append((str(match.lastgroup), match[0], place))
            place = match.end()
        self.tokens.append(("end", "the end", len(text)))
        self.position = 0
        self.depth = 0

    @property
    def text(self) -> str:
        return self.tokens[self.position][1]

    @property
    def place(self) -> int:
        return self.tokens[self.position][2]

    def takes(self, *signs: str) -> str | None:
        """Returns the next token if it is one of the signs or words, which is then read."""
        kind, text, _ = self.tokens[self.position]
        if kind not in ("sign", "name") or text not in signs:
            return None
        self.position += 1
        return text

    def expect(self, sign: str) -> None:
        if self.takes(sign) is None:
            raise ExpressionError(f"expected {sign!r}, found {self.text}", self.place)

    def expect_end(self) -> None:
        if self.tokens[self.position][0] != "end":
            raise ExpressionError(f"unexpected {self.text}", self.place)

    def expression(self) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ExpressionError(f"more than {DEEPEST} levels", self.place)
        tree = self.disjunction()
        if self.takes("?"):
            then = self.disjunction()
            self.expect(":")
            tree = ["if", tree, then, self.expression()]
        self.depth -= 1
        return tree

    def disjunction(self) -> Tree:
        tree = self.conjunction()
        while self.takes("||"):
            tree = ["or", tree, self.conjunction()]
        return tree

    def conjunction(self) -> Tree:
        tree = self.relation()
        while self.takes("&&"):
            tree = ["and", tree, self.relation()]
        return tree

    def relation(self) -> Tree:
        tree = self.addition()
        while operator := self.takes(*_COMPARISONS):
            tree = ["compare", operator, tree, self.addition()]
        return tree

    def addition(self) -> Tree:
        tree = self.multiplication()
        while operator := self.takes("+", "-"):
            tree = ["arithmetic", operator, tree, self.multiplication()]
        return tree

    def multiplication(self) -> Tree:
        tree = self.unary()
        while operator := self.takes("*", "/", "%"):
            tree = ["arithmetic", operator, tree, self.unary()]
        return tree

    def unary(self) -> Tree:
        signs = []
        while sign := self.takes("!", "-"):
            signs.append(sign)
        tree = self.member()
        for sign in reversed(signs):
            tree = ["not" if sign == "!" else "negate", tree]
        return tree

    def member(self) -> Tree:
        tree = self.primary()
        while sign := self.takes(".", ".?", "[", "[?"):
            if sign in ("[", "[?"):
                tree = ["index", tree, self.expression(), sign == "[?"]
                self.expect("]")
                continue
            name = self.field()
            tree = self.method(tree, name) if sign == "." and self.takes("(") else ["select", tree, name, sign == ".?"]
        return tree

    def method(self, operand: Tree, name: str) -> Tree:
        place = self.place
        arguments = self.items(")")
        if name not in MACROS:
            return ["method", operand, name, arguments]
        if len(arguments) == 3 and name == "map":
            operand, arguments = ["each", "filter", operand, arguments[0][-1], arguments[1]], arguments[::2]
        if len(arguments) != 2 or arguments[0][0] != "name":
            raise ExpressionError(f"{name}() takes a variable and an expression", place)
        return ["each", name, operand, arguments[0][1], arguments[1]]

    def field(self) -> str:
        kind, text, place = self.tokens[self.position]
        if kind != "name":
            raise ExpressionError(f"expected a name, found {text}", place)
        self.position += 1
        return text

    def items(self, end: str) -> list[Tree]:
        found: list[Tree] = []
        while not self.takes(end):
            if found:
                self.expect(",")
                if self.takes(end):
                    break
            found.append(self.expression())
        return found

    def primary(self) -> Tree:
        kind, text, place = self.tokens[self.position]
        if self.takes("("):
            tree = self.expression()
            self.expect(")")
            return tree
        if self.takes("["):
            return ["list", self.items("]")]
        if self.takes("{"):
            return self.entries()
        self.position += 1
        if kind == "number":
            return ["literal", _number(text)]
        if kind == "string":
            return ["literal", _string(text, place)]
        if kind == "name" and text in ("true", "false", "null"):
            return ["literal", {"true": True, "false": False, "null": None}[text]]
        if kind != "name" or text in _RESERVED:
            raise ExpressionError(f"unexpected {text}", place)
        return ["call", text, self.items(")")] if self.takes("(") else ["name", text]

    def entries(self) -> Tree:
        found: list[list[Tree]] = []
        while not self.takes("}"):
            if found:
                self.expect(",")
                if self.takes("}"):
                    break
            key = self.expression()
            self.expect(":")
            found.append([key, self.expression()])
        return ["map", found]


def _number(text: str) -> int | float:
    digits = text.rstrip("uU")
    if digits.startswith(("0x", "0X")):
        return int(digits, 16)
    if len(digits) > LONGEST_NUMBER:
        raise ExpressionError(f"a number has at most {LONGEST_NUMBER} digits")
    return float(digits) if any(sign in digits for sign in ".eE") else int(digits)


def _string(text: str, place: int) -> str:
    raw = _RAW_STRING.fullmatch(text)
    if raw is not None:
        return raw[2]
    quotes = 3 if text.startswith(('"""', "'''")) else 1

    def replaced(match: re.Match[str]) -> str:
        simple, octal, short, middle, long, other = match.groups()
        if simple is not None:
            return _SIMPLE.get(simple, simple)
        if other is not None:
            raise ExpressionError(f"\\{other} is no escape sequence", place)
        number = int(octal, 8) if octal is not None else int(short or middle or long, 16)
        if number > 0x10FFFF or 0xD800 <= number < 0xE000:
            raise ExpressionError("no such character", place)
        return chr(number)

    return _ESCAPE.sub(replaced, text[quotes:-quotes])
