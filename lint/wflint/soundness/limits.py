"""How much a message surely carries: its fields, the length of its type and of all of it as JSON text."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.values.value import Array, Choice, Const, Fallback, Field, Object, OneOf, Text, Value, printed


def surely_sent(payload: Value) -> tuple[Field, ...]:
    """The fields that the payload holds whatever is chosen in it, each name once.

    A field that may be `null` doesn't count: in JavaScript an `undefined` looks the same, and isn't sent.
    """
    groups = [_fields(each) for each in _alternatives(payload)]
    names = set.intersection(*(set(each) for each in groups)) if groups else set()
    return tuple(field for name, field in groups[0].items() if name in names) if groups else ()


def _fields(payload: Value) -> dict[str, Field]:
    members = payload.fields if isinstance(payload, Object) else ()
    return {each.name: each for each in members if not any(_is_null(one) for one in _alternatives(each.value))}


def _is_null(value: Value) -> bool:
    return isinstance(value, Const) and value.value is None


def _alternatives(value: Value) -> Iterator[Value]:
    match value:
        case Choice(_, then, otherwise):
            yield from _alternatives(then)
            yield from _alternatives(otherwise)
        case Fallback(first, second):
            yield from _alternatives(first)
            yield from _alternatives(second)
        case OneOf(options):
            for option in options:
                yield from _alternatives(option)
        case _:
            yield value


def least_length(value: Value) -> int:
    """The characters that the value's JSON text has at least, white space and punctuation between members left out."""
    match value:
        case Const(content):
            return len(printed(content))
        case Text(parts) | Array(parts):
            return sum(map(least_length, parts))
        case Object(fields):
            return sum(len(each.name) + least_length(each.value) for each in fields)
        case Choice() | Fallback() | OneOf():
            return min(map(least_length, _alternatives(value)))
        case _:
            return 0
