"""The home of tree-sitter-bash: a script's syntax tree, with offsets in characters."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from functools import cache
from itertools import accumulate, islice

from tree_sitter import Node, Parser, Query, QueryCursor, Tree

from wflint.lean import dataclass
from wflint.regex import regex
from wflint.senders.grammar import grammar
from wflint.senders.script import Script
from wflint.span import Span

__all__ = ["Node", "Source", "descendants", "parse"]

_LANGUAGE = grammar("tree_sitter_bash")


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One text that was parsed, and how its bytes map to the characters of `script.text`."""

    script: Script
    data: bytes
    characters: array[int] | None
    root: Node

    def offset(self, byte: int) -> int:
        """The character that begins at a byte."""
        return byte if self.characters is None else self.characters[min(byte, len(self.characters) - 1)]

    def between(self, start: int, end: int) -> str:
        """The text of a range of bytes, which in broken scripts may begin or end within a character."""
        piece = self.data[start:end]
        try:
            return piece.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            return piece.decode("utf-8", "replace")

    def text(self, node: Node) -> str:
        """The text of a node, with `${{ }}` still masked."""
        return self.between(node.start_byte, node.end_byte)

    def begin(self, node: Node) -> int:
        """Where an expansion really begins: tree-sitter takes blanks before it into its node."""
        held = self.data[node.start_byte : node.end_byte]
        return node.start_byte + len(held) - len(held.lstrip())

    def span(self, node: Node) -> Span:
        """Where a node stands in the file."""
        return self.script.locate(self.offset(node.start_byte), self.offset(node.end_byte))

    def quoted(self, node: Node) -> str:
        """A node's text for a message: as it reads in the file, on one line, not too long."""
        line = " ".join(self.script.original(self.text(node)).replace("\\\n", " ").split())
        return f"`{line if len(line) <= 60 else line[:57] + '…'}`"


_NOT_ASCII = regex(rb"[\x80-\xff]")


def parse(script: Script) -> Source:
    """Parse a script; tree-sitter always gives a tree, with error nodes where the text isn't bash.

    The grammar sees a dot for each byte that isn't ASCII: bash takes such bytes for letters of words without a meaning, and
    tree-sitter-bash 0.25 ends the whole process at `{` before a character like U+1F680, which it gives to C's `isalpha`.
    """
    data = script.text.encode("utf-8", "surrogatepass")
    tree = _tree(data if data.isascii() else _NOT_ASCII.sub(b".", data))
    return Source(script, data, None if len(data) == len(script.text) else _characters(data), tree.root_node)


_ENTANGLED = regex(rb"[$`\"')}][^\s$`\"';|&<>()]*\$\w+[!*+,\-./\\^~]")
_RUN = regex(rb"[^\s`\"';|&<>()]*")
_NAME = regex(rb"(\$(?:[A-Za-z_]\w*|\d))[!*+,\-./\\^~]")
_MOST_ROUNDS = 8


_IN_BRACKETS = regex(
    rb"(?:^|[;&|(!{]|\b(?:if|elif|while|until|then|do|else))[ \t]*\[[ \t][^\n;]{0,500}?[ \t]\](?=[\s;&|)}]|$)", re.MULTILINE
)
_QUOTED_SIGN = regex(rb"(?<=[ \t])(?:\\([<>])|\"([<>])\"|'([<>])')(?=[ \t])")


def _bare_signs(data: bytes) -> bytes:
    r"""The text with `[ a \> b ]` as `[ a  > b ]`: at the sign in quotes tree-sitter-bash 0.25 gives the whole script up."""

    def bare(sign: re.Match[bytes]) -> bytes:
        return (sign[1] or sign[2] or sign[3]).rjust(2).ljust(len(sign[0]))

    if not _QUOTED_SIGN.search(data):
        return data
    return _IN_BRACKETS.sub(lambda test: _QUOTED_SIGN.sub(bare, test[0]), data)


def _tree(data: bytes) -> Tree:
    """The syntax tree, with words whole that have a variable behind another one: `repos/$OWNER/$NAME/dispatches`.

    tree-sitter-bash 0.25 ends such a word at the second `$`, where `/`, `.`, `-` or its like stands behind the name: the command
    gets words too many, an assignment becomes a command.  It goes on where a colon stands there, so that is what it sees.
    """
    parser = Parser(_LANGUAGE)
    data = _bare_signs(data)
    tree = parser.parse(data)
    if not _ENTANGLED.search(data):
        return tree
    for _ in range(_MOST_ROUNDS):
        healed = bytearray(data)
        for node in QueryCursor(_cut_off()).captures(tree.root_node).get("cut", ()):
            run = _RUN.match(data, node.start_byte)
            assert run is not None, "it matches the empty run"
            healed[run.start() : run.end()] = _NAME.sub(rb"\1:", run[0])
        if healed == data:
            break
        data = bytes(healed)
        tree = parser.parse(data)
    return tree


@cache
def _cut_off() -> Query:
    return Query(_LANGUAGE, '(concatenation "$" @cut .)')


_BEGINS = bytes(byte & 0xC0 != 0x80 for byte in range(256))
"""For each byte whether it begins a character of UTF-8."""


def _characters(data: bytes) -> array[int]:
    """The character that each byte belongs to; behind the last byte how many there are."""
    found = array("L", islice(accumulate(data.translate(_BEGINS), initial=-1), 1, None))
    found.append(found[-1] + 1)
    return found


def descendants(node: Node) -> Iterator[Node]:
    """The node and everything below it, in no order that matters; works on trees of any depth."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(current.children))
