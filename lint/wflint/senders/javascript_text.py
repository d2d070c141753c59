"""A JavaScript or TypeScript text with its syntax tree; tree-sitter counts bytes, wflint counts characters.

The two grammars share the names of their nodes; what only TypeScript has stands around what JavaScript has too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from tree_sitter import Language, Node, Parser

from wflint.lean import dataclass, field
from wflint.senders.grammar import grammar
from wflint.senders.kept import keeping
from wflint.senders.script import Script
from wflint.span import Span
from wflint.values.value import Const, Value, text

_JAVASCRIPT = grammar("tree_sitter_javascript")
_TYPESCRIPT = grammar("tree_sitter_typescript", "language_typescript")
_TSX = grammar("tree_sitter_typescript", "language_tsx")
_BY_ENDING = {"ts": _TYPESCRIPT, "mts": _TYPESCRIPT, "cts": _TYPESCRIPT, "tsx": _TSX}
GROWS = "[]"
_GROWING = frozenset(("push", "unshift", "add"))
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "f": "\f", "v": "\v"}
FUNCTIONS = frozenset(
    (
        "arrow_function",
        "function_declaration",
        "function_expression",
        "method_definition",
        "generator_function",
        "generator_function_declaration",
    )
)
CLASSES = frozenset(("class", "class_declaration", "abstract_class_declaration"))
TYPED = frozenset(("as_expression", "satisfies_expression", "non_null_expression", "type_assertion", "instantiation_expression"))
"""Expressions of TypeScript that are worth what stands in them."""


@dataclass(slots=True, eq=False)
class _Known:
    """The tree of a text, and what was found in it, whoever runs it; nodes stand for themselves by their `id`."""

    root: Node
    characters: list[int] | None
    locals: dict[int, frozenset[str]] = field(default_factory=dict)
    assigned: dict[int, frozenset[str]] = field(default_factory=dict)
    members: dict[int, tuple[tuple[str, str | None], ...]] = field(default_factory=dict)
    functions: dict[str, Node] | None = None
    declared: dict[str, list[Node]] | None = None


@cache
def _known(language: Language) -> Callable[[str], _Known]:
    """What gives the tree of a text in a language: many steps run the same script."""

    @keeping(720_000)
    def known(text: str) -> _Known:
        root = Parser(language).parse(text.encode("utf-8", errors="surrogatepass")).root_node
        return _Known(root, None if text.isascii() else _characters(text))

    return known


def _characters(text: str) -> list[int]:
    """For each byte of a text in UTF-8 the character that it belongs to."""
    counts: list[int] = []
    for index, character in enumerate(text):
        counts.extend([index] * len(character.encode("utf-8", errors="surrogatepass")))
    return [*counts, len(text)]


@dataclass(slots=True, eq=False)
class Source:
    """A text with its tree.

    `is_step`: the text is the script that was asked for, so that values may say where in it they stand.
    """

    script: Script
    is_step: bool = True
    text: str = field(init=False)
    root: Node = field(init=False)
    _characters: list[int] | None = field(init=False)
    _known: _Known = field(init=False)

    def __post_init__(self) -> None:
        self.text = self.script.text
        language = _BY_ENDING.get(self.script.path.rpartition(".")[2].lower(), _JAVASCRIPT)
        self._known = _known(language)(self.text)
        self.root = self._known.root
        self._characters = self._known.characters

    def start(self, node: Node) -> int:
        return node.start_byte if self._characters is None else self._characters[node.start_byte]

    def end(self, node: Node) -> int:
        return node.end_byte if self._characters is None else self._characters[node.end_byte]

    def of(self, node: Node) -> str:
        """The text of a node, `${{ }}` still masked."""
        return self.text[self.start(node) : self.end(node)]

    def original(self, node: Node) -> str:
        """How a node reads in the file, short enough for a message."""
        return " ".join(self.script.original(self.of(node)).split())[:60]

    def span(self, node: Node) -> Span:
        return self.script.locate(self.start(node), max(self.end(node), self.start(node) + 1))

    def literal(self, node: Node) -> Value:
        """What stands in a piece of a string or template: a fragment or an escape."""
        written = self.of(node)
        if node.type == "escape_sequence":
            return Const(unescaped(written))
        return self.script.values_in(written, self.start(node) if self.is_step else None)

    def string(self, node: Node) -> Value:
        """The value of a string in quotes."""
        return text(self.literal(child) for child in node.named_children)

    def local_names(self, function: Node) -> frozenset[str]:
        """The parameters of a function and the names declared in its body."""
        if function.id not in self._known.locals:
            self._known.locals[function.id] = _local_names(self, function)
        return self._known.locals[function.id]

    def named_functions(self) -> Mapping[str, Node]:
        """The functions of the text that have a name, by declaration or as the value of a variable; the last of a name."""
        if self._known.functions is None:
            self._known.functions = {}
            for node in below(self.root):
                name = field_of(node, "name")
                value = field_of(node, "value") if node.type == "variable_declarator" else node
                if name is not None and value is not None and value.type in FUNCTIONS:
                    self._known.functions[self.of(name)] = value
        return self._known.functions

    def declarations(self, name: str) -> list[Node]:
        """The nodes that give a name its first value: declarations, and the parameters of functions."""
        if self._known.declared is None:
            self._known.declared = {}
            for node in below(self.root):
                pattern = _pattern(node)
                for each in dict.fromkeys(bound_names(self, pattern)) if pattern is not None else ():
                    self._known.declared.setdefault(each, []).append(node)
        return self._known.declared.get(name, [])

    def assigned_names(self, body: Node) -> frozenset[str]:
        """Names that are given another value in a text without being declared there."""
        if body.id not in self._known.assigned:
            self._known.assigned[body.id] = _assigned_names(self, body)
        return self._known.assigned[body.id]

    def changed_members(self, body: Node) -> tuple[tuple[str, str | None], ...]:
        """Members of named objects that a text gives another value, `GROWS` for the elements of a list, `None` for any member."""
        if body.id not in self._known.members:
            self._known.members[body.id] = tuple(dict.fromkeys(_changed_members(self, body)))
        return self._known.members[body.id]


def unescaped(written: str) -> str:
    """What an escape sequence stands for."""
    match = re.fullmatch(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]+)\})", written)
    if match:
        number = int(match[1] or match[2] or match[3], 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    behind = written[1:]
    return "" if behind in ("\n", "\r\n") else _SIMPLE.get(behind, behind)


def _pattern(node: Node) -> Node | None:
    """Where a node that declares names has them."""
    match node.type:
        case "variable_declarator":
            return field_of(node, "name")
        case "formal_parameters":
            return node
        case "arrow_function":
            return field_of(node, "parameter")
        case "for_in_statement" | "catch_clause":
            return field_of(node, "left", "parameter")
        case _:
            return None


def below(node: Node, into_functions: bool = True) -> Iterator[Node]:
    """Every node below this one, in the order of the text, without recursion."""
    waiting = list(reversed(node.children))
    while waiting:
        each = waiting.pop()
        yield each
        if into_functions or each.type not in FUNCTIONS:
            waiting.extend(reversed(each.children))


def field_of(node: Node, *names: str) -> Node | None:
    """The first child that has one of these field names."""
    return next((child for name in names if (child := node.child_by_field_name(name)) is not None), None)


def named(node: Node) -> list[Node]:
    """The named children of a node, without comments."""
    return [child for child in node.named_children if child.type != "comment"]


def bound_names(source: Source, pattern: Node) -> Iterator[str]:
    """The names that a pattern (`x`, `{a, b: c}`, `[d = 1]`, `e: string`) gives values to."""
    return map(source.of, bound(pattern))


def bound(pattern: Node) -> Iterator[Node]:
    """The same as they stand there."""
    match pattern.type:
        case "identifier" | "shorthand_property_identifier_pattern":
            yield pattern
        case "assignment_pattern" | "object_assignment_pattern":
            inner = field_of(pattern, "left")
            yield from bound(inner) if inner is not None else ()
        case "pair_pattern":
            inner = field_of(pattern, "value")
            yield from bound(inner) if inner is not None else ()
        case "required_parameter" | "optional_parameter":
            inner = field_of(pattern, "pattern")
            yield from bound(inner) if inner is not None else ()
        case "object_pattern" | "array_pattern" | "rest_pattern" | "formal_parameters":
            for child in pattern.named_children:
                yield from bound(child)
        case _:
            return


def _assigned_names(source: Source, body: Node) -> frozenset[str]:
    declared: set[str] = set()
    assigned: set[str] = set()
    for each in below(body):
        if each.type == "variable_declarator" and (name := field_of(each, "name")) is not None:
            declared.update(bound_names(source, name))
        elif each.type in ("assignment_expression", "augmented_assignment_expression", "for_in_statement"):
            left = field_of(each, "left") if field_of(each, "kind") is None else None
            if left is not None and left.type == "identifier":
                assigned.add(source.of(left))
        elif each.type == "update_expression":
            argument = field_of(each, "argument")
            if argument is not None and argument.type == "identifier":
                assigned.add(source.of(argument))
    return frozenset(assigned - declared)


def _changed_members(source: Source, body: Node) -> Iterator[tuple[str, str | None]]:
    for each in below(body):
        match each.type:
            case "assignment_expression" | "augmented_assignment_expression" | "update_expression":
                target, grows = field_of(each, "left", "argument"), False
            case "call_expression":
                target, grows = field_of(each, "function"), True
            case _:
                continue
        owner = field_of(target, "object") if target is not None else None
        if target is None or owner is None or owner.type != "identifier":
            continue
        member = field_of(target, "property")
        name = source.of(member) if member is not None else None
        if not grows:
            yield source.of(owner), name
        elif name in _GROWING:
            yield source.of(owner), GROWS


def _local_names(source: Source, function: Node) -> frozenset[str]:
    found: set[str] = set()
    parameters = field_of(function, "parameters", "parameter")
    if parameters is not None:
        found.update(bound_names(source, parameters))
    if function.type != "arrow_function":
        found.add("this")
    body = field_of(function, "body")
    for each in below(body, into_functions=False) if body is not None else ():
        if each.type in ("variable_declarator", "function_declaration", *CLASSES):
            name = field_of(each, "name")
            found.update(bound_names(source, name) if name is not None else ())
        elif each.type == "for_in_statement" and (left := field_of(each, "left")) is not None and field_of(each, "kind"):
            found.update(bound_names(source, left))
    return frozenset(found)
