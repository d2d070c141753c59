"""A value with a part of it exchanged."""

from __future__ import annotations

from wflint.values.value import (
    Array,
    Choice,
    Decoded,
    Encoded,
    Fallback,
    Object,
    OneOf,
    Piece,
    Sum,
    Text,
    Value,
    add,
    decoded,
    fallback,
    one_of,
    piece,
    text,
    with_each,
)


def replaced(value: Value, part: Value, by: Value) -> Value:
    """The value with every occurrence of a part exchanged for another; conditions are left as they are."""
    if value == part:
        return by

    def again(inner: Value) -> Value:
        return replaced(inner, part, by)

    match value:
        case Text(parts):
            return text(map(again, parts))
        case OneOf(options):
            return one_of(map(again, options))
        case Array(items):
            return Array(tuple(map(again, items)))
        case Fallback(first, second):
            return fallback(again(first), again(second))
        case Choice(condition, then, otherwise):
            return Choice(condition, again(then), again(otherwise))
        case Sum(of, amount):
            return add(again(of), amount)
        case Encoded(of):
            return Encoded(again(of))
        case Decoded(of):
            return decoded(again(of))
        case Piece(of, separator, index, rest):
            return piece(again(of), separator, index, rest)
        case Object():
            return with_each(value, again)
        case _:
            return value
