"""How large a value or condition is: what has grown too large isn't worth following.

Sizes are counted from those of the parts, which remember theirs, so that a value that grows step by step is never walked over.
"""

from __future__ import annotations

from wflint.values.condition import All, Any, Condition, Not, Test
from wflint.values.remembered import Remembers
from wflint.values.value import Array, Choice, Const, Decoded, Encoded, Fallback, Object, OneOf, Piece, Sum, Text, Value

Size = tuple[int, int, int]
"""How many values and conditions it is made of, through how many levels, and how many its largest part is made of."""

LONGEST_TEXT = 60_000
"""Characters of a constant; a longer one counts as `ENDLESS` levels."""

ENDLESS = 1_000
"""No count goes beyond this: equal parts are counted each time, which would grow without end."""

_LEAF = (1, 0, 0)
_TOO_LONG = (1, ENDLESS, 0)


def size(part: Value | Condition) -> Size:
    """The size of a value or condition."""
    known = _known(part)
    if known is not None:
        return known
    waiting = [part]  # no call for each level: what is too deep is measured here as well
    while waiting:
        inner = _parts(waiting[-1])
        sizes = [found for each in inner if (found := _known(each)) is not None]
        if len(sizes) == len(inner):
            object.__setattr__(waiting.pop(), "_measure", _sum(sizes))
        else:
            waiting.extend(each for each in inner if _known(each) is None)
    return part._measure  # type: ignore[union-attr]  # only what remembers waits to be measured


def _known(part: Value | Condition) -> Size | None:
    """The size of what has no parts or was measured before."""
    if isinstance(part, Remembers):
        try:
            return part._measure
        except AttributeError:
            return None
    too_long = isinstance(part, Const) and isinstance(part.value, str) and len(part.value) >= LONGEST_TEXT
    return _TOO_LONG if too_long else _LEAF


def _parts(part: Value | Condition) -> tuple[Value | Condition, ...]:
    match part:
        case Text(parts) | OneOf(parts) | Array(parts):
            return parts
        case Fallback(first, second) | Test(first, _, second):
            return first, second
        case Choice(condition, then, otherwise):
            return condition, then, otherwise
        case Sum(of, _) | Encoded(of) | Decoded(of) | Piece(of):
            return (of,)
        case Object(fields):
            return tuple(each.value for each in fields)
        case All(conditions) | Any(conditions):
            return conditions
        case Not(negated):
            return (negated,)
        case _:
            return ()


def _sum(parts: list[Size]) -> Size:
    if not parts:
        return _LEAF
    count, height, widest = 1, 0, 0
    for inner, levels, _ in parts:
        count += inner
        if levels > height:
            height = levels
        if inner > widest:
            widest = inner
    return min(count, ENDLESS), min(height + 1, ENDLESS), widest
