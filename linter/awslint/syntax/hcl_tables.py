"""python-hcl2's LALR parser, driven by a loop of our own.

python-hcl2 brings the grammar of HCL; lark turns it into parse tables. The loop here walks exactly those tables and
gives exactly lark's trees, several times faster, as plain tuples. The tables stay between runs
(`awslint.cache.parse_tables`), so that neither lark nor python-hcl2 need be imported again. Where lark's inner
structure is not the one known here, python-hcl2's own parser does the work and its trees are rewritten into the same
tuples.

A tree node is `(rule name, [children])`; a token is `(terminal name, text, offset)`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from awslint.cache import parse_tables

Node = tuple[Any, ...]
_Rule = tuple[int, str, str, bool, bool, tuple[tuple[int, bool], ...], bool, bool]
_Action = int | _Rule

END: Final = "$END"
_FORMAT: Final = 2


class UnexpectedText(Exception):
    """The grammar has no place for the token (END at the end) at that offset; `expected` are terminal names."""

    def __init__(self, offset: int, found: str, expected: tuple[str, ...]) -> None:
        super().__init__(found)
        self.offset = offset
        self.found = found
        self.expected = expected


class _TablesLookDifferent(Exception):
    """lark's inner structure is not the one that this module knows."""


class Tables:
    """The parse tables: what to do in each state for each terminal, and how each state reads its next token.

    Actions are a state to shift to, or the rule to reduce by: number of symbols, nonterminal, name of the node,
    whether a single child stands for the node, whether the children go into the parent's list, which children are
    kept (and whether they are spliced), whether all are kept, whether none is spliced.
    """

    def __init__(self, tables: dict[str, Any]) -> None:
        self.actions: list[dict[str, _Action]] = tables["actions"]
        self.start: int = tables["start"]
        self.end: int = tables["end"]
        self.ignored: frozenset[str] = frozenset(tables["ignored"])
        self.continuing: frozenset[str] = frozenset(tables["continuing"])
        self._patterns: list[tuple[str, dict[str, str]]] = tables["patterns"]
        self._pattern_of: list[int] = tables["pattern_of"]
        self._compiled: dict[int, tuple[Callable[[str, int], re.Match[str] | None], dict[str, str]]] = {}
        self._chains: dict[tuple[int, int, str], int] = {}

    def _reader(self, state: int) -> tuple[Callable[[str, int], re.Match[str] | None], dict[str, str]]:
        number = self._pattern_of[state]
        if number not in self._compiled:
            pattern, keywords = self._patterns[number]
            self._compiled[number] = (re.compile(pattern).match, keywords)
        return self._compiled[number]

    def parse(self, text: str) -> Node:
        """Returns the tree of a text.

        Raises:
            UnexpectedText: the grammar refuses it.
        """
        states: list[int] = [self.start]
        values: list[Any] = []
        readers: dict[int, tuple[Callable[[str, int], re.Match[str] | None], dict[str, str]]] = {}
        ignored, continuing, feed = self.ignored, self.continuing, self._feed
        offset, length = 0, len(text)
        line_break: tuple[str, int] | None = None
        while offset < length:
            state = states[-1]
            reader = readers.get(state)
            if reader is None:
                reader = readers[state] = self._reader(state)
            match = reader[0](text, offset)
            if match is None:
                raise UnexpectedText(offset, text[offset], tuple(self.actions[state]))
            kind, value, start = str(match.lastgroup), match.group(), offset
            offset = match.end()
            if kind in ignored:
                continue
            kind = reader[1].get(value, kind) if kind == "NAME" else kind
            if value[0] == "-" and kind in ("INT_LITERAL", "FLOAT_LITERAL"):
                kind, value, offset = "MINUS", "-", start + 1
            if kind == "NL_OR_COMMENT":
                if line_break is not None:
                    feed(states, values, kind, line_break)
                line_break = (value, start)
                continue
            if line_break is not None:
                if kind in continuing:
                    value, start = line_break[0] + value, line_break[1]
                else:
                    feed(states, values, "NL_OR_COMMENT", line_break)
                line_break = None
            feed(states, values, kind, (value, start))
        if line_break is not None:
            feed(states, values, "NL_OR_COMMENT", line_break)
        feed(states, values, END, ("", length))
        result: Node = values[0]
        return result

    def _feed(self, states: list[int], values: list[Any], kind: str, token: tuple[str, int]) -> None:
        """Reduces as far as the token demands, then shifts it."""
        actions = self.actions
        while True:
            top = states[-1]
            action = actions[top].get(kind)
            if action is None:
                raise UnexpectedText(token[1], END if kind == END else token[0], tuple(actions[top]))
            if isinstance(action, int):
                states.append(action)
                values.append((kind, *token))
                return
            size, nonterminal, name, collapses, splices, selection, keeps_all, splices_none = action
            if size == 1 and collapses and keeps_all:
                states[-1] = self._end_of_chain(states[-2], top, kind)
                continue
            children = values[-size:] if size else []
            if size:
                del states[-size:], values[-size:]
            if not keeps_all:
                children = _children(children, selection, splices_none)
            value: Any = children if splices else (name, children)
            if collapses and not splices and len(children) == 1:
                value = children[0]
            target = actions[states[-1]][nonterminal]
            states.append(target)  # type: ignore[arg-type]
            values.append(value)
            if kind == END and target == self.end:
                return

    def _end_of_chain(self, below: int, top: int, kind: str) -> int:
        """The state after all reductions that merely rename one symbol (the ladder of operator precedence)."""
        key = (below, top, kind)
        state = self._chains.get(key)
        if state is None:
            state = top
            while True:
                action = self.actions[state].get(kind)
                if action is None or isinstance(action, int) or not (action[0] == 1 and action[3] and action[6]):
                    break
                target = self.actions[below][action[1]]
                assert isinstance(target, int)
                state = target
            self._chains[key] = state
        return state


def _children(symbols: list[Any], selection: tuple[tuple[int, bool], ...], splices_none: bool) -> list[Any]:
    if splices_none:
        return [symbols[index] for index, _ in selection]
    children: list[Any] | None = None
    for index, spliced in selection:
        if not spliced:
            children = [] if children is None else children
            children.append(symbols[index])
        elif children is None:
            # A list that grows item by item: nobody else holds it, and a copy for each item would be quadratic.
            children = symbols[index]
        else:
            children.extend(symbols[index])
    return [] if children is None else children


def parse(text: str) -> Node:
    """Returns python-hcl2's tree of a text that ends in a line break, as tuples.

    Raises:
        UnexpectedText: the grammar refuses it.
    """
    tables = _tables()
    return tables.parse(text) if tables is not None else parse_with_lark(text)


@functools.cache
def _tables() -> Tables | None:
    name = parse_tables.name_for(_FORMAT)
    grammar = parse_tables.read(name) if name is not None else None
    if grammar is None:
        try:
            grammar = extract()
        except (_TablesLookDifferent, AttributeError, TypeError, KeyError, LookupError):
            return None
        if name is not None:
            parse_tables.write(name, grammar)
    return Tables(grammar)


@functools.cache
def _lark() -> Any:
    """python-hcl2's parser as python-hcl2 builds it, but without a cache beside its source."""
    from hcl2 import parser as hcl2_parser
    from hcl2.postlexer import PostLexer
    from lark import Lark

    grammar = Path(hcl2_parser.__file__).parent / "hcl2.lark"
    return Lark.open(str(grammar), parser="lalr", propagate_positions=True, postlex=PostLexer())


def extract() -> dict[str, Any]:
    """Returns the tables inside python-hcl2's parser, as plain data."""
    from hcl2.postlexer import OPERATOR_TYPES
    from lark.parsers.lalr_analysis import Shift

    frontend = _lark().parser
    table, lexer = frontend.parser._parse_table, frontend.lexer.lexer
    rules: dict[Any, _Rule] = {}
    number = 1 + max(table.states)
    actions: list[dict[str, _Action]] = [{} for _ in range(number)]
    for state, row in table.states.items():
        for symbol, (action, target) in row.items():
            if action is Shift:
                actions[state][str(symbol)] = target
            else:
                actions[state][str(symbol)] = rules.setdefault(target, _rule(target))
    patterns: list[tuple[str, dict[str, str]]] = []
    places: dict[int, int] = {}
    pattern_of = [0] * number
    for state, state_lexer in lexer.lexers.items():
        if id(state_lexer) not in places:
            places[id(state_lexer)] = len(patterns)
            patterns.append(_pattern(state_lexer))
        pattern_of[state] = places[id(state_lexer)]
    return {
        "actions": actions,
        "start": table.start_states["start"],
        "end": table.end_states["start"],
        "ignored": tuple(str(name) for name in lexer.root_lexer.ignore_types),
        "continuing": tuple(str(name) for name in OPERATOR_TYPES),
        "patterns": patterns,
        "pattern_of": pattern_of,
    }


def _rule(rule: Any) -> _Rule:
    origin, symbols = str(rule.origin.name), rule.expansion
    selection = tuple(
        (index, not symbol.is_term and str(symbol.name).startswith("_"))
        for index, symbol in enumerate(symbols)
        if rule.options.keep_all_tokens or not (symbol.is_term and symbol.filter_out)
    )
    splices_none = not any(spliced for _, spliced in selection)
    return (
        len(symbols),
        origin,
        str(rule.alias or origin),
        bool(rule.options.expand1 and not rule.alias),
        origin.startswith("_"),
        selection,
        splices_none and len(selection) == len(symbols),
        splices_none,
    )


def _pattern(lexer: Any) -> tuple[str, dict[str, str]]:
    """The regular expression of a state's lexer, and the names that are keywords there."""
    from lark import Token
    from lark.lexer import UnlessCallback

    expressions = lexer.scanner._mres
    if len(expressions) != 1 or expressions[0].flags != re.UNICODE or set(lexer.callback) - {"NAME"}:
        raise _TablesLookDifferent
    keywords: dict[str, str] = {}
    callback = lexer.callback.get("NAME")
    if callback is not None:
        if not isinstance(callback, UnlessCallback):
            raise _TablesLookDifferent
        for word in ("if", "in", "for", "for_each", "else", "endif", "endfor", "null", "true", "false"):
            kind = str(callback(Token("NAME", word)).type)
            if kind != "NAME":
                keywords[word] = kind
    return expressions[0].pattern, keywords


def parse_with_lark(text: str) -> Node:
    """Returns the same as `parse`, by python-hcl2's own parser.

    Raises:
        UnexpectedText: the grammar refuses it.
    """
    from lark import Tree, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

    try:
        root = _lark().parse(text)
    except UnexpectedCharacters as error:
        place = error.pos_in_stream or 0
        raise UnexpectedText(place, text[place], tuple(map(str, error.allowed or ()))) from None
    except UnexpectedToken as error:
        ended = error.token.type == END
        found = END if ended else str(error.token)
        expected = tuple(map(str, error.expected or ()))
        raise UnexpectedText(len(text) if ended else error.pos_in_stream or 0, found, expected) from None
    except UnexpectedInput as error:
        raise UnexpectedText(error.pos_in_stream or 0, "", ()) from None
    result: Node = (str(root.data), [])
    waiting = [(root, result[1])]
    while waiting:
        tree, children = waiting.pop()
        for child in tree.children:
            if isinstance(child, Tree):
                node: Node = (str(child.data), [])
                children.append(node)
                waiting.append((child, node[1]))
            else:
                children.append((str(child.type), str(child), child.start_pos))
    return result
