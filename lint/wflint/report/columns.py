"""Rows set in columns for a terminal: cells are wrapped, so that a page is as wide as it should be whatever stands in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import zip_longest

from wflint.report.text import cells

WIDTH = 100
_GAP = 2

Cell = Sequence[str]
"""The entries of a cell, each of which begins on a line of its own."""


def columns(rows: Sequence[Sequence[Cell]], indent: int, width: int = WIDTH) -> Iterator[str]:
    """The lines of a table without rules.  Where there isn't room for all, the narrow columns get theirs first."""
    if not rows:
        return
    needed = [max((cells(entry) for row in rows for entry in row[index]), default=0) for index in range(len(rows[0]))]
    widths, room = dict.fromkeys(range(len(needed)), 0), width - indent - _GAP * (len(needed) - 1)
    for rank, index in enumerate(sorted(widths, key=needed.__getitem__)):
        widths[index] = min(needed[index], max((room - sum(widths.values())) // (len(needed) - rank), 8))
    sizes = tuple(widths.values())
    for row in rows:
        wrapped = [[line for entry in cell for line in wrap(entry, size)] for cell, size in zip(row, sizes, strict=True)]
        for line in zip_longest(*wrapped, fillvalue=""):
            padded = (piece + " " * (size - cells(piece)) for piece, size in zip(line, sizes, strict=True))
            yield (" " * indent + (" " * _GAP).join(padded)).rstrip()


def wrap(text: str, width: int) -> list[str]:
    """The text in lines, broken at blanks or else behind a sign where there is one; further lines are set in by two."""
    lines: list[str] = []
    rest, limit = text, max(width, 4)
    while cells(rest) > limit:
        end = _fitting(rest, limit)
        blank = rest.rfind(" ", limit // 3, end + 1)
        sign = max(rest.rfind(each, limit // 3, end) for each in "/._-:") + 1
        cut = blank if blank > 0 else sign or end
        lines.append(rest[:cut].rstrip())
        rest = "  " + rest[cut:].lstrip()
    return [*lines, rest]


def _fitting(text: str, limit: int) -> int:
    """How many characters fit."""
    if text.isascii():
        return limit
    used = 0
    for index, character in enumerate(text):
        used += cells(character)
        if used > limit:
            return max(index, 3)
    return len(text)


def clipped(text: str, most: int = 400) -> str:
    """The text, or its beginning where it is much too long to be read."""
    return text if len(text) <= most else text[: most - 1] + "…"


def common_folder(paths: Iterable[str]) -> str:
    """The folder, with a slash behind it, in which all the files lie; empty where there is none."""
    folders = [path.split("/")[:-1] for path in dict.fromkeys(paths)]
    if not folders:
        return ""
    shared = reduce(_shared, folders)
    return "/".join(shared) + "/" if shared and shared != [""] else ""


def _shared(one: list[str], other: list[str]) -> list[str]:
    length = next((number for number, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[:length]
