"""Places in files: what every claim of wflint points at."""

from __future__ import annotations

from wflint.lean import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of text in one file.

    `path` is the file's name as shown to the reader and unique in one run.  Lines and columns count from 1; a column counts
    Unicode characters, not bytes.  `end_column` is the column just behind the last character.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int

    def first_line(self, length: int) -> Span:
        """The part on the first line, `length` being that line's length in characters."""
        if self.end_line == self.line:
            return self
        return Span(self.path, self.line, self.column, self.line, max(length + 1, self.column + 1))

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


def whole_file(path: str) -> Span:
    """The place of a statement about a file as such: its first character."""
    return Span(path, 1, 1, 1, 1)
