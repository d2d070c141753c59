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
        sizes = list(map(_known, inner))
        if None not in sizes:
            object.__setattr__(waiting.pop(), "_measure", _sum(sizes))  # type: ignore[arg-type]  # all are there
        else:
            waiting.extend(each for each, found in zip(inner, sizes, strict=True) if found is None)
    return part._measure  # type: ignore[union-attr]  # only what remembers waits to be measured


def _known(part: Value | Condition) -> Size | None:
    """The size of what has no parts or was measured before."""
    known: Size | None = getattr(part, "_measure", None)
    if known is not None:
        return known
    if isinstance(part, Remembers):
        return None
    too_long = type(part) is Const and isinstance(part.value, str) and len(part.value) >= LONGEST_TEXT
    return _TOO_LONG if too_long else _LEAF


def _parts(part: Value | Condition) -> tuple[Value | Condition, ...]:
    match part:
        case Test(first, _, second) | Fallback(first, second):
            return first, second
        case All(conditions) | Any(conditions):
            return conditions
        case Text(parts) | OneOf(parts) | Array(parts):
            return parts
        case Not(negated):
            return (negated,)
        case Choice(condition, then, otherwise):
            return condition, then, otherwise
        case Sum(of, _) | Encoded(of) | Decoded(of) | Piece(of):
            return (of,)
        case Object(fields):
            return tuple(each.value for each in fields)
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
