"""Python text parsed, with places in characters.  The home of parsing by `ast`: Python's own parser knows its grammar best."""

from __future__ import annotations

import ast
import warnings

from wflint.lean import dataclass, field
from wflint.regex import regex
from wflint.senders.kept import keeping
from wflint.senders.script import Script
from wflint.span import Span

_LONGEST = 600_000
"""Characters: what is longer was made by a machine."""
_LINE = regex(r"\r\n|\r|\n")
_STRING = regex(r"[bBuU]?(\"\"\"|'''|\"|')|[rR][bB]?(\"\"\"|'''|\"|')|[bB][rR](\"\"\"|'''|\"|')")

Placed = ast.expr | ast.stmt | ast.keyword


@dataclass(frozen=True, slots=True, eq=False)
class PythonSource:
    """A module with its text.  Columns of `ast` count bytes of UTF-8; everything else here counts characters."""

    script: Script
    tree: ast.Module
    starts: tuple[int, ...]
    quotes: dict[int, str] = field(default_factory=dict, repr=False)

    def offset(self, line: int, column: int) -> int:
        """The character at a line from 1 and a column in bytes."""
        start = self.starts[min(line, len(self.starts)) - 1]
        end = self.starts[line] if line < len(self.starts) else len(self.script.text)
        if self.script.text.isascii():  # it knows that of itself
            return min(start + column, end)
        piece = self.script.text[start:end]
        before = piece.encode("utf-8", "surrogatepass")[:column]
        return start + len(before.decode("utf-8", "ignore"))

    def range(self, node: Placed) -> tuple[int, int]:
        """The characters from which to which a node reaches."""
        start = self.offset(node.lineno, node.col_offset)
        end = node.end_col_offset if node.end_col_offset is not None else node.col_offset
        return start, self.offset(node.end_lineno or node.lineno, end)

    def span(self, node: Placed) -> Span:
        """Where a node stands in its file."""
        return self.script.locate(*self.range(node))

    def between(self, first: Placed, last: Placed) -> Span:
        """Where two nodes stand with all between them."""
        return self.script.locate(self.range(first)[0], self.range(last)[1])

    def text(self, node: Placed) -> str:
        """A node as it reads in the file."""
        start, end = self.range(node)
        return self.script.original(self.script.text[start:end])

    def quoted(self, node: Placed) -> str:
        """A node's text for a message: on one line, not too long; made once for each node."""
        known = self.quotes.get(id(node))
        if known is None:
            line = " ".join(self.text(node).split())
            known = self.quotes[id(node)] = f"`{line if len(line) <= 60 else line[:57] + '…'}`"
        return known

    def content(self, node: ast.Constant) -> int | None:
        """Where the content of a string begins, `None` where it doesn't stand in the text as it is."""
        start, end = self.range(node)
        match = _STRING.match(self.script.text, start, end)
        if match is None or not isinstance(node.value, str):
            return None
        inside = match.end()
        return inside if self.script.text[inside : inside + len(node.value)] == node.value else None


def parse(script: Script) -> PythonSource | str:
    """The module, or why it can't be read."""
    if len(script.text) > _LONGEST:
        return "the script is too long to be read"
    text = script.text.replace("\ufeff", " ", 1) if script.text.startswith("\ufeff") else script.text
    try:
        tree = _tree(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return f"not Python that can be read: {getattr(error, 'msg', None) or error or 'nested too deeply'}"
    starts = (0, *(match.end() for match in _LINE.finditer(text)))
    return PythonSource(script, tree, starts)


@keeping(720_000)
def _tree(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)
