"""Python text parsed, with places in characters.  The home of `ast`: Python's own parser knows its grammar best."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass

from wflint.senders.script import Script
from wflint.span import Span


@dataclass(frozen=True, slots=True, eq=False)
class PythonSource:
    """A module with its text.  Columns of `ast` count bytes of UTF-8; everything else here counts characters."""

    script: Script
    tree: ast.Module
    starts: tuple[int, ...]

    def offset(self, line: int, column: int) -> int:
        """The character at a line from 1 and a column in bytes."""
        start = self.starts[min(line, len(self.starts)) - 1]
        end = self.starts[line] if line < len(self.starts) else len(self.script.text)
        before = self.script.text[start:end].encode("utf-8", "surrogatepass")[:column]
        return start + len(before.decode("utf-8", "ignore"))

    def span(self, node: ast.expr | ast.stmt) -> Span:
        """Where a node stands in its file."""
        return self.script.locate(*self.range(node))

    def range(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        start = self.offset(node.lineno, node.col_offset)
        return start, self.offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)

    def quoted(self, node: ast.expr | ast.stmt) -> str:
        """A node's text for a message: on one line, not too long."""
        start, end = self.range(node)
        line = " ".join(self.script.original(self.script.text[start:end]).split())
        return f"`{line if len(line) <= 60 else line[:57] + '…'}`"


def parse(script: Script) -> PythonSource | str:
    """The module, or why it can't be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(script.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return f"not Python that can be read: {getattr(error, 'msg', None) or error}"
    starts = [0]
    for line in script.text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return PythonSource(script, tree, tuple(starts))
