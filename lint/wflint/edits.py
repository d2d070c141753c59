"""Text edits by place: what they make of a file's text, and which of them go together."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from wflint.finding import Edit, Fix
from wflint.span import Span


def offer(title: str, *edits: Edit | None, safe: bool = False) -> tuple[Fix, ...]:
    """A fix for a hit; none where one of its edits can't be made."""
    made = tuple(edit for edit in edits if edit is not None)
    return (Fix(title, made, safe),) if made and len(made) == len(edits) else ()


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text after all edits, which don't overlap; insertions at one place follow each other in the order given."""
    starts = _line_starts(text)
    ranges = sorted(
        ((*_offsets(starts, edit.span), edit.text) for edit in edits),
        key=lambda each: each[:2],
    )
    pieces, at = [], 0
    for start, end, new in ranges:
        pieces += [text[at:start], new]
        at = end
    return "".join((*pieces, text[at:]))


def within(text: str, span: Span) -> str:
    """The text of a place."""
    start, end = _offsets(_line_starts(text), span)
    return text[start:end]


def inside(text: str, span: Span, start: int, end: int) -> Span:
    """The place of some characters of a place, counted from its beginning."""
    starts = _line_starts(text)
    first = _offsets(starts, span)[0]
    lines = [bisect_right(starts, first + at) for at in (start, end)]
    columns = [first + at - starts[line - 1] + 1 for at, line in zip((start, end), lines, strict=True)]
    return Span(span.path, lines[0], columns[0], lines[1], columns[1])


def is_inside(text: str, span: Span) -> bool:
    """Whether the place lies in the text, from its first line to its last."""
    lines = text.split("\n")
    ends = ((span.line, span.column), (span.end_line, span.end_column))
    return ends[0] <= ends[1] and all(
        1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1 for line, column in ends
    )


def compatible(fixes: Iterable[Fix]) -> Iterator[int]:
    """The numbers of the fixes that can be made together: of those that touch one place the first."""
    taken: list[Span] = []
    for number, fix in enumerate(fixes):
        places = [edit.span for edit in fix.edits]
        if not any(_touch(one, other) for one in places for other in taken):
            taken += places
            yield number


def _touch(one: Span, other: Span) -> bool:
    """Whether two places share a character, or one is an insertion where the other begins or ends."""
    if one.path != other.path:
        return False
    (first, behind_first), (second, behind_second) = _ends(one), _ends(other)
    if first == behind_first or second == behind_second:
        return first <= behind_second and second <= behind_first
    return first < behind_second and second < behind_first


def _ends(span: Span) -> tuple[tuple[int, int], tuple[int, int]]:
    return (span.line, span.column), (span.end_line, span.end_column)


def _line_starts(text: str) -> Sequence[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


def _offsets(starts: Sequence[int], span: Span) -> tuple[int, int]:
    return starts[span.line - 1] + span.column - 1, starts[span.end_line - 1] + span.end_column - 1
