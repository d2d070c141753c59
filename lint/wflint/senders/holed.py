"""Texts with holes as plain strings: each hole is one character that no text uses, so that a regular expression can cut it."""

from __future__ import annotations

from collections.abc import Callable

from wflint.lean import dataclass
from wflint.regex import regex
from wflint.values.value import Choice, Const, OneOf, Text, Value, constant, one_of, printed, shown, text

_FIRST = 0xF0000  # the supplementary private use area: 65,534 characters that have no meaning anywhere
HOLE = "[\U000f0000-\U000ffffd]"
_HOLE = regex(f"({HOLE})")


@dataclass(frozen=True, slots=True)
class Holed:
    """`shape` is the text with one private character for each of `holes`."""

    shape: str
    holes: tuple[Value, ...]

    def restore(self, piece: str) -> Value:
        """The value of a piece of `shape`."""
        parts = [self._part(part) for part in _HOLE.split(piece)]
        return text(parts)

    def _part(self, piece: str) -> Value:
        index = ord(piece) - _FIRST if len(piece) == 1 else -1
        return self.holes[index] if 0 <= index < len(self.holes) else Const(piece)


def holed(value: Value) -> Holed:
    """The value as a string with holes; a value that isn't a text is one hole."""
    parts = value.parts if isinstance(value, Text) else (value,)
    holes: list[Value] = []
    shape: list[str] = []
    for part in parts:
        if isinstance(part, Const):
            written = printed(part.value)
            shape.append(written if written.isascii() else _HOLE.sub("", written))
        else:
            shape.append(chr(_FIRST + len(holes)) if len(holes) < 65_000 else "")
            holes.append(part)
    return Holed("".join(shape), tuple(holes))


def each_option(value: Value, change: Callable[[Value], Value]) -> Value:
    """`change` applied to every alternative that the value can be."""
    match value:
        case Choice(condition, then, otherwise):
            first, second = each_option(then, change), each_option(otherwise, change)
            return first if first == second else Choice(condition, first, second)
        case OneOf(options):
            return one_of(each_option(option, change) for option in options)
        case _:
            return change(value)


def trimmed(value: Value) -> Value:
    """The value without the white space around it."""
    return each_option(value, lambda each: _trim(each) if isinstance(each, Text | Const) else each)


def _trim(value: Value) -> Value:
    found = holed(value)
    stripped = found.shape.strip()
    return value if stripped == found.shape else found.restore(stripped)


def file_name(path: Value) -> str:
    """A name under which a file is remembered: its path, or how the path is written where it has holes."""
    known = constant(path)
    return (known if known is not None else shown(path)).removeprefix("./")
