"""A Python text with its syntax tree; tree-sitter counts bytes, wflint counts characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

import tree_sitter_python
from tree_sitter import Language, Node, Parser

from wflint.senders.script import Script
from wflint.span import Span
from wflint.values.value import Const, Value

_LANGUAGE = Language(tree_sitter_python.language())
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "f": "\f", "v": "\v", "a": "\a", "\n": "", "\r\n": ""}
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|N\{([^}]*)\}|([0-7]{1,3})|(.))", re.DOTALL)


@dataclass(slots=True)
class Source:
    """A text with its tree.

    `is_step`: the text is the script that was asked for, so that values may say where in it they stand.
    """

    script: Script
    is_step: bool = True
    text: str = field(init=False)
    root: Node = field(init=False)
    _characters: list[int] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.text = self.script.text
        data = self.text.encode("utf-8", errors="surrogatepass")
        self.root = Parser(_LANGUAGE).parse(data).root_node
        if len(data) != len(self.text):
            counts: list[int] = []
            for index, character in enumerate(self.text):
                counts.extend([index] * len(character.encode("utf-8", errors="surrogatepass")))
            self._characters = [*counts, len(self.text)]

    def start(self, node: Node) -> int:
        """The character at which a node begins."""
        return self._at(node.start_byte)

    def end(self, node: Node) -> int:
        """The character behind a node."""
        return self._at(node.end_byte)

    def _at(self, byte: int) -> int:
        return byte if self._characters is None else self._characters[min(byte, len(self._characters) - 1)]

    def of(self, node: Node) -> str:
        """The text of a node, `${{ }}` still masked."""
        return self.text[self.start(node) : self.end(node)]

    def original(self, node: Node) -> str:
        """How a node reads in the file, short enough for a message."""
        return " ".join(self.script.original(self.of(node)).split())[:60]

    def span(self, node: Node) -> Span:
        """Where a node stands in the file."""
        return self.script.locate(self.start(node), max(self.end(node), self.start(node) + 1))

    def piece(self, start: int, end: int) -> Value:
        """The value of a piece of a string between two characters, taken as it stands."""
        return self.script.values_in(self.text[start:end], start if self.is_step else None)

    def content(self, node: Node, is_raw: bool) -> Iterator[Value]:
        """The pieces of a string's content, with escapes resolved."""
        done = self.start(node)
        for child in node.children:
            if is_raw and child.type == "escape_sequence":
                continue
            yield self.piece(done, self.start(child))
            written = self.of(child)
            yield Const(unescaped(written) if child.type == "escape_sequence" else written[:1])
            done = self.end(child)
        yield self.piece(done, self.end(node))


def unescaped(written: str) -> str:
    """What an escape sequence stands for."""
    match = _ESCAPE.fullmatch(written)
    if match is None:
        return "" if written.startswith("\\") and written[1:].strip("\r\n") == "" else written
    code = match[1] or match[2] or match[3]
    if code or match[5]:
        number = int(code, 16) if code else int(match[5], 8)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    if match[4]:
        try:
            return unicodedata.lookup(match[4])
        except KeyError:
            return "\ufffd"
    return _SIMPLE.get(match[6], match[6] if match[6] in "\\'\"" else written)


def below(node: Node) -> Iterator[Node]:
    """Every node below this one, in the order of the text, without recursion."""
    waiting = list(reversed(node.children))
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(reversed(each.children))


def field_of(node: Node, *names: str) -> Node | None:
    """The first child that has one of these field names."""
    return next((child for name in names if (child := node.child_by_field_name(name)) is not None), None)


def named(node: Node) -> list[Node]:
    """The named children of a node, without comments."""
    return [child for child in node.named_children if child.type not in ("comment", "line_continuation")]


def around(node: Node, *kinds: str) -> Node | None:
    """The nearest node of these kinds that holds this one."""
    above = node.parent
    while above is not None and above.type not in kinds:
        above = above.parent
    return above
