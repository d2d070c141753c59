"""Places and texts of a PowerShell script's syntax tree; tree-sitter counts bytes, wflint counts characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node, Parser

from wflint.lean import dataclass, field
from wflint.regex import regex
from wflint.senders.grammar import grammar
from wflint.senders.kept import keeping
from wflint.senders.script import Script
from wflint.span import Span

_LANGUAGE = grammar("tree_sitter_pwsh")
_LONE_DASH = regex(r"(?<=[ \t])-(?=[ \t]*(?:$|[|;&)}]))", re.MULTILINE)
_NOT_A_CLAUSE = r"(?![ \t]*(?:else|elseif|catch|finally|while|until)\b)"
_CLAUSE = regex(r"(?<=[})])[ \t](?=[ \t]*(?:default\b|['\"\w$&]))" + _NOT_A_CLAUSE, re.IGNORECASE)
_LOOSE_BACKTICK = regex(r"(?<=[ \t])`(?=[ \t])")
_LONG_OPTION = regex(r"(?<=\s)--(?=[A-Za-z])")
"""Where `--name` begins: to PowerShell a text like any other, in which variables are put in, to the grammar a parameter.

A parameter begins with one dash and a letter, and nothing is put into it (github.com/PowerShell/PowerShell/issues/6467, 21460).
"""
_STAND_IN = "_"
"""What stands for an argument that is only `-` (`--input -`), which PowerShell allows and the grammar doesn't know."""
_WHOLE = frozenset({"expandable_string_literal", "expandable_here_string_literal", "command", "hash_literal_expression"})
_INNER = ("statement_block", "script_block", "script_block_expression", "sub_expression", "parenthesized_expression")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "`": "`", "\n": ""}


@dataclass(slots=True)
class Source:
    """A script with its tree."""

    script: Script
    text: str = field(init=False)
    root: Node = field(init=False)
    _dashes: frozenset[int] = field(init=False)
    _characters: list[int] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._dashes = frozenset(match.start() for match in _LONE_DASH.finditer(self.script.text))
        self.text = self._without_loose_backticks(_LONE_DASH.sub(_STAND_IN, self.script.text))
        data = self.text.encode("utf-8", errors="surrogatepass")
        self.root = _parsed(self.text)
        if self.root.has_error:
            self._retry()
        if len(data) != len(self.text):
            counts: list[int] = []
            for index, character in enumerate(self.text):
                counts.extend([index] * len(character.encode("utf-8", errors="surrogatepass")))
            self._characters = [*counts, len(self.text)]

    @staticmethod
    def _without_loose_backticks(text: str) -> str:
        """Between arguments a backtick before a blank is a blank, as where YAML has folded lines; in a string it stays."""
        if not _LOOSE_BACKTICK.search(text):
            return text
        data = bytearray(text.encode("utf-8", errors="surrogatepass"))
        waiting = [Parser(_LANGUAGE).parse(bytes(data)).root_node]
        while waiting:
            node = waiting.pop()
            if node.type == "escape_character" and node.parent is not None and node.parent.type == "command_elements":
                data[node.start_byte : node.start_byte + 1] = b" "
            waiting.extend(node.children)
        return data.decode("utf-8", errors="surrogatepass")

    def _retry(self) -> None:
        """The grammar wants a line break behind a clause of `switch` and behind `param( )`, PowerShell doesn't."""
        apart = _CLAUSE.sub("\n", self.text)
        root = _parsed(apart)
        if not root.has_error:
            self.text, self.root = apart, root

    def character(self, byte: int) -> int:
        return byte if self._characters is None else self._characters[byte]

    def start(self, node: Node) -> int:
        return self.character(node.start_byte)

    def end(self, node: Node) -> int:
        return self.character(node.end_byte)

    def range(self, node: Node) -> tuple[int, int]:
        return self.start(node), self.end(node)

    def of(self, node: Node) -> str:
        """The text of a node, `${{ }}` still masked."""
        start, end = node.start_byte, node.end_byte
        if end - start == 1 and self.character(start) in self._dashes:
            return "-"
        characters = self._characters
        return self.text[start:end] if characters is None else self.text[characters[start] : characters[end]]

    def original(self, node: Node) -> str:
        return self.script.original(self.of(node)).strip()[:60]

    def quoted(self, node: Node) -> str:
        """A node's text for a message."""
        line = " ".join(self.script.original(self.of(node)).split())
        return f"`{line if len(line) <= 60 else line[:57] + '…'}`"

    def span(self, node: Node) -> Span:
        return self.script.locate(self.start(node), self.start(node) + max(len(self.of(node).rstrip()), 1))

    def pieces(self, node: Node, start: int, end: int) -> Iterator[tuple[str, int] | Node]:
        """The text between two offsets cut at what is expanded below the node: pairs of text and offset, and the nodes."""
        done = start
        for child in _expanded(node):
            written = self.of(child)
            first = self.start(child) + len(written) - len(written.lstrip())  # the grammar counts blanks to the variable
            if first > done:
                yield self.text[done:first], done
            yield child
            done = self.end(child)
        if done < end:
            yield self.text[done:end], done


@keeping(1_200_000)
def _parsed(text: str) -> Node:
    data = _LONG_OPTION.sub(2 * _STAND_IN, text).encode("utf-8", errors="surrogatepass")
    return Parser(_LANGUAGE).parse(data).root_node


def _expanded(node: Node) -> Iterator[Node]:
    """Variables and `$( )` in a string, the outermost ones."""
    for child in node.children:
        if child.type in ("variable", "braced_variable", "sub_expression"):
            yield child
        else:
            yield from _expanded(child)


def children(node: Node) -> list[Node]:
    """The children that mean something."""
    return [child for child in node.named_children if child.type != "comment"]


def below(node: Node, types: tuple[str, ...]) -> Iterator[Node]:
    """The nearest nodes of these types below a node, in their order."""
    waiting = list(reversed(node.children))
    while waiting:
        each = waiting.pop()
        if each.type in types:
            yield each
        elif each.type not in _INNER or "param_block" in [part.type for part in each.children]:
            waiting.extend(reversed(each.children))


def block_in(node: Node) -> Node:
    """The block of a clause."""
    return next((child for child in node.named_children if child.type == "statement_block"), node)


def core(node: Node) -> Node:
    """The node without the grammar's layers around it that add nothing."""
    while node.child_count == 1 and node.type not in _WHOLE:
        child = node.children[0]
        if not child.is_named or child.byte_range != node.byte_range:
            break
        node = child
    return node


def unescaped(text: str) -> str:
    """A piece of a double-quoted string or a bare word without its backticks."""
    return re.sub(r"`(\r?\n|.)", lambda match: _ESCAPES.get(match[1].lstrip("\r"), match[1]), text, flags=re.DOTALL)
