"""What a text with holes is for certain, whatever its holes hold: `agent:complete/…` never is `task:start/`."""

from __future__ import annotations

import re
from functools import lru_cache

from wflint.values.value import EMPTY, Const, Fresh, Reference, Text, Unknown, Value, printed


def equals(one: Text, other: str, ignoring_case: bool = False) -> bool | None:
    """Whether the text can be the other one: never `True`, for a hole may hold anything; `None` where it can."""
    pieces = _pieces(one, ignoring_case)
    wanted = other.casefold() if ignoring_case else other
    head, tail = pieces[0], pieces[-1]
    if not wanted.startswith(head) or not wanted.endswith(tail) or len(wanted) < len(head) + len(tail):
        return False
    at, end = len(head), len(wanted) - len(tail)
    for piece in pieces[1:-1]:  # each as far to the left as it goes, which leaves most room for the next
        found = wanted.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    if at == end and any(isinstance(part, Fresh) for part in one.parts):
        return False  # what is made anew is never empty
    return None


def same(one: Text, other: Text) -> bool | None:
    """Whether two texts that begin with the same are the same to their ends; `None` where that depends on their holes."""
    begun = 0
    for here, there in zip(one.parts, other.parts, strict=False):
        if here != there or not isinstance(here, Const | Reference):
            break
        begun += 1
    ends = one.parts[begun:], other.parts[begun:]
    if begun == 0 or not all(isinstance(part, Const) for end in ends for part in end):
        return None
    first, second = ("".join(printed(part.value) for part in end if isinstance(part, Const)) for end in ends)
    return first == second


def matches(one: Text, pattern: str) -> bool | None:
    """Whether the text fits a shell pattern (`*`, `?`, `[…]`); `None` where that depends on its holes."""
    specials = [found.start() for found in re.finditer(r"[*?\[\]]", pattern)]
    if not specials:
        return equals(one, pattern)
    pieces = _pieces(one, False)
    head, tail = pattern[: specials[0]], pattern[specials[-1] + 1 :]
    if not _one_begins_the_other(pieces[0], head) or not _one_begins_the_other(pieces[-1][::-1], tail[::-1]):
        return False
    free = set(pattern[specials[0] : specials[-1] + 1]) == {"*"}
    return True if free and pieces[0].startswith(head) and pieces[-1].endswith(tail) else None


def _one_begins_the_other(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


@lru_cache(maxsize=4096)
def _pieces(value: Text, ignoring_case: bool) -> tuple[str, ...]:
    """The constants between the holes, in their order; the first and the last are empty where a hole stands there.

    The line break behind the output of a program isn't one of them: a program that prints nothing breaks no line.
    """
    pieces = [""]
    behind: Value = EMPTY
    for part in value.parts:
        if isinstance(part, Const):
            written = printed(part.value)
            pieces[-1] += written.removeprefix("\n") if isinstance(behind, Unknown) else written
        else:
            pieces.append("")
        behind = part
    return tuple(piece.casefold() if ignoring_case else piece for piece in pieces)
