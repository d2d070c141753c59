"""Places and texts of a shell script's syntax tree; tree-sitter counts bytes, wflint counts characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tree_sitter import Language, Node, Parser
from tree_sitter_bash import language

from wflint.senders.script import Script
from wflint.span import Span

EXPANSIONS = frozenset({"simple_expansion", "expansion", "command_substitution", "arithmetic_expansion", "process_substitution"})
_LANGUAGE = Language(language())
_IN_DOUBLE_QUOTES = re.compile(r'\\(?:\n|([\\$`"]))')
_IN_WORD = re.compile(r"\\(?:\n|(.))", re.DOTALL)


@dataclass(slots=True)
class Text:
    """A script with its tree.  `within` is the place of a text that stands inside another script (`bash -c '…'`, `trap`)."""

    script: Script
    source: str
    within: Span | None = None
    root: Node = field(init=False)
    _characters: list[int] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        data = self.source.encode("utf-8", errors="surrogatepass")
        self.root = Parser(_LANGUAGE).parse(data).root_node
        if len(data) != len(self.source):
            counts: list[int] = []
            for index, character in enumerate(self.source):
                counts.extend([index] * len(character.encode("utf-8", errors="surrogatepass")))
            self._characters = [*counts, len(self.source)]

    def character(self, byte: int) -> int:
        return byte if self._characters is None else self._characters[byte]

    def of(self, node: Node) -> str:
        """The text of a node, `${{ }}` still masked."""
        return self.source[self.character(node.start_byte) : self.character(node.end_byte)]

    def start(self, node: Node) -> int:
        return self.character(node.start_byte)

    def span(self, node: Node) -> Span:
        if self.within is not None:
            return self.within
        start, end = self.character(node.start_byte), self.character(node.end_byte)
        trimmed = self.source[start:end].rstrip()
        return self.script.locate(start, start + len(trimmed) if trimmed else end)

    def pieces(self, node: Node, start: int, end: int) -> Iterator[tuple[str, int] | Node]:
        """The text between two offsets cut at the expansions below a node: pairs of text and offset, and the expansions."""
        done = start
        for child in node.children:
            if child.type in EXPANSIONS:
                if self.start(child) > done:
                    yield self.source[done : self.start(child)], done
                yield child
                done = self.character(child.end_byte)
        if done < end:
            yield self.source[done:end], done


def unescaped_in_quotes(text: str) -> str:
    """A piece of a double-quoted string or an open heredoc as the shell reads it."""
    return _IN_DOUBLE_QUOTES.sub(lambda match: match[1] or "", text)


def unescaped(text: str) -> str:
    """A bare word as the shell reads it."""
    return _IN_WORD.sub(lambda match: match[1] or "", text)


_ANSI = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"', "e": "\x1b", "0": "\0", "a": "\a"}


def unescaped_ansi(text: str) -> str:
    """The inside of `$'…'`, and what `echo -e` and `printf` make of backslashes."""
    return re.sub(r"\\(.)", lambda match: _ANSI.get(match[1], match[0]), text, flags=re.DOTALL)
