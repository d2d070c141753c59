"""YAML nodes as values, each with its exact place."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from wflint.lean import dataclass, field
from wflint.regex import regex
from wflint.span import Span

Style = Literal["plain", "single", "double", "literal", "folded"]
Parsed = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Scalar:
    """A string, number, boolean or null of the YAML 1.2 core schema.

    `text` is the content as GitHub reads it (folded, unescaped); `value` its typed form, which for a quoted or block scalar is
    the text itself.  `indent` is the column, from 1, at which the content of a block scalar begins.  `raw` is the piece of the
    file from the start of the scalar, kept where places inside it can't be counted off directly.
    """

    text: str
    value: Parsed
    style: Style
    span: Span
    indent: int = 0
    raw: str = field(default="", repr=False)

    @property
    def is_null(self) -> bool:
        return self.value is None

    def locate(self, start: int, end: int) -> Span:
        """The place in the file of `text[start:end]`."""
        line, column = self._place(start)
        if end <= start:
            return Span(self.span.path, line, column, line, column)
        last_line, last_column = self._place(end - 1)
        return Span(self.span.path, line, column, last_line, last_column + 1)

    def _place(self, offset: int) -> tuple[int, int]:
        if self.style == "literal":
            starts = _line_starts(self.text)
            line = bisect_right(starts, offset)
            return self.span.line + line, self.indent + offset - starts[line - 1]
        if not self.raw:
            skip = 0 if self.style == "plain" else 1
            return self.span.line, self.span.column + skip + offset
        return self._aligned(offset)

    def _aligned(self, offset: int) -> tuple[int, int]:
        """Walk content and file text side by side: for folded lines and escapes."""
        at = _aligned_index(self.raw, self.text, self.style)[min(offset, len(self.text))]
        starts = _line_starts(self.raw)
        line = bisect_right(starts, at)
        return self.span.line + line - 1, (self.span.column + at) if line == 1 else at - starts[line - 1] + 1


@lru_cache(maxsize=256)
def _line_starts(text: str) -> array[int]:
    return array("L", [0, *(match.end() for match in re.finditer("\n", text))])


_RUN = regex(r"[^\s\\'\"]+(?: [^\s\\'\"]+)*")
"""Characters that stand for themselves in every style, with single blanks between them."""
_ESCAPE = regex(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r?\n[ \t]*|.)", re.DOTALL)


@lru_cache(maxsize=256)
def _aligned_index(raw: str, text: str, style: Style) -> array[int]:
    """For each character of the content, and for its end, where it stands in the file's text."""
    at = 1 if style in ("single", "double") else 0
    if style == "folded":
        at = raw.find("\n") + 1
        at += len(raw[at:]) - len(raw[at:].lstrip(" \n"))
    last = max(len(raw) - 1, 0)
    found = array("L", [min(at, last)])
    position = tried = 0
    while position < len(text):
        run = _RUN.match(raw, at) if at == found[-1] and at >= tried else None
        tried = run.end() if run else tried
        if run and text.startswith(run[0], position) and len(run[0]) > 1:
            position += len(run[0]) - 1  # the last one may have blanks behind it
            found.extend(range(at + 1, run.end()))
            at = run.end() - 1
        at = _step(raw, at, text[position], style)
        upcoming = text[position + 1] if position + 1 < len(text) else ""
        if upcoming and not upcoming.isspace():
            while at < len(raw) and raw[at].isspace():
                at += 1
        found.append(min(at, last))
        position += 1
    return found


def _step(raw: str, at: int, character: str, style: Style) -> int:
    if at >= len(raw):
        return at
    if style == "double" and raw[at] == "\\":
        match = _ESCAPE.match(raw, at)
        return match.end() if match else at + 1
    if style == "single" and raw.startswith("''", at):
        return at + 2
    if character.isspace() != raw[at].isspace():
        return at
    return at + 1


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Pair:
    """One entry of a mapping."""

    key: Scalar
    value: Node

    @property
    def span(self) -> Span:
        """Key and value together."""
        start, end = self.key.span, self.value.span
        if (end.line, end.column) < (start.line, start.column):  # an alias stands where its anchor does
            return start
        return Span(start.path, start.line, start.column, end.end_line, end.end_column)


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping, in the order of the file.  A repeated key keeps its last value here, as a problem elsewhere."""

    pairs: tuple[Pair, ...]
    span: Span

    def pair(self, key: str) -> Pair | None:
        """The entry of that key; GitHub's own keys are compared as they are written."""
        return next((pair for pair in reversed(self.pairs) if pair.key.text == key), None)

    def get(self, key: str) -> Node | None:
        pair = self.pair(key)
        return pair.value if pair is not None else None


Node = Scalar | Sequence | Mapping


def scalars(node: Node) -> Iterator[Scalar]:
    """Every scalar value below the node, keys left out."""
    match node:
        case Scalar():
            yield node
        case Sequence(items):
            for item in items:
                yield from scalars(item)
        case Mapping(pairs):
            for pair in pairs:
                yield from scalars(pair.value)
