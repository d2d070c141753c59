"""Values of expressions while they are evaluated, and how GitHub turns one type into another.

Null, booleans, numbers and strings are Python's own; a number is always a `float`.  The rules are those of
actions/runner (EvaluationResult.cs and ExpressionUtility.cs), checked against actions/languageservices.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from wflint.lean import dataclass, field
from wflint.regex import regex

Primitive: TypeAlias = bool | float | str | None


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that can't be known before the workflow runs; `reason` says why, to a reader.

    `truth` tells how the value counts in a condition where that much is certain.
    """

    reason: str
    truth: bool | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Array:
    """A list of values, equal only to itself, as GitHub has it.

    An array that came out of a `*` is filtered: a look-up in it is a look-up in each of its items.
    """

    items: tuple[Value, ...] = ()
    is_filtered: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Object:
    """Named values in order, equal only to itself; keys that differ only in case are one key, the last value stays.

    `rest` stands for all keys that are not named: none of them exist when it is None, and with an Unknown they might.
    """

    pairs: tuple[tuple[str, Value], ...] = ()
    rest: Unknown | None = None
    _places: Mapping[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        places: dict[str, int] = {}
        kept: list[tuple[str, Value]] = []
        for key, value in self.pairs:
            place = places.setdefault(fold(key), len(kept))
            if place == len(kept):
                kept.append((key, value))
            else:
                kept[place] = (kept[place][0], value)
        object.__setattr__(self, "pairs", tuple(kept))
        object.__setattr__(self, "_places", places)

    def __contains__(self, key: str) -> bool:
        return fold(key) in self._places

    def get(self, key: str) -> Value:
        """The key's value, or what stands for a key that is not named: `rest`, or null."""
        place = self._places.get(fold(key))
        return self.rest if place is None else self.pairs[place][1]

    def values(self) -> Iterator[Value]:
        return (value for _, value in self.pairs)


Value: TypeAlias = Primitive | Array | Object | Unknown


def from_python(data: object) -> Value:
    """The value for JSON-like Python data; an int becomes a number, and values in it stay as they are."""
    match data:
        case None | bool() | float() | str() | Array() | Object() | Unknown():
            return data
        case int():
            return float(data)
        case Mapping():
            return Object(tuple((str(key), from_python(value)) for key, value in data.items()))
        case Sequence():
            return Array(tuple(from_python(item) for item in data))
        case _:
            raise TypeError(f"no expression value for {type(data).__name__}")


def kind(value: Value) -> str:
    """GitHub's name for the value's type: Null, Boolean, Number, String, Array or Object; or Unknown."""
    match value:
        case None:
            return "Null"
        case bool():
            return "Boolean"
        case float():
            return "Number"
        case str():
            return "String"
        case Array():
            return "Array"
        case Object():
            return "Object"
        case Unknown():
            return "Unknown"


def is_primitive(value: Value) -> bool:
    """Whether the value is null, a boolean, a number or a string."""
    return value is None or isinstance(value, bool | float | str)


def unknown_within(value: Value) -> Unknown | None:
    """The first Unknown that the value is or has anywhere inside."""
    match value:
        case Unknown():
            return value
        case Array():
            return _first_unknown(value.items)
        case Object():
            return value.rest or _first_unknown(value.values())
        case _:
            return None


def is_truthy(value: Value) -> bool | None:
    """How the value counts in a condition: null, false, 0, NaN and '' are false, even `'false'` and `[]` are true."""
    match value:
        case Unknown():
            return value.truth
        case None:
            return False
        case float():
            return value != 0 and not math.isnan(value)
        case bool() | str():
            return bool(value)
        case Array() | Object():
            return True


def to_number(value: Value) -> float:
    """The number that GitHub takes the value for in comparisons; NaN where there is none."""
    match value:
        case None:
            return 0.0
        case bool() | float():
            return float(value)
        case str():
            return parse_number(value)
        case _:
            return math.nan


def to_text(value: Value) -> str:
    """The text that GitHub puts in place of the value; `Array` or `Object` for those."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return number_text(value)
        case str():
            return value
        case _:
            return kind(value)


_DECIMAL = regex(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_HEXADECIMAL = regex(r"0x([0-9a-fA-F]+)")
_OCTAL = regex(r"0o([0-7]+)")
_NAMED_NUMBERS = {"infinity": math.inf, "+infinity": math.inf, "-infinity": -math.inf}


def parse_number(text: str) -> float:
    """The number that a string spells, 0 for a blank one and NaN for anything else.

    Hexadecimal and octal numbers are of 32 bits and may come out negative, as in actions/runner ExpressionUtility.cs.
    """
    text = trim(text)
    if not text:
        return 0.0
    if _DECIMAL.fullmatch(text):
        return float(text)
    if match := _HEXADECIMAL.fullmatch(text):
        return _signed(int(match[1], 16))
    if match := _OCTAL.fullmatch(text):
        return _signed(int(match[1], 8))
    return _NAMED_NUMBERS.get(text.lower(), math.nan)


def number_text(number: float) -> str:
    """The number with at most 15 significant digits, like .NET's G15 format which actions/runner uses."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return "0" if number == 0 else format(number, ".15G")


def fold(text: str) -> str:
    """The text in the form in which GitHub compares it: upper case, character by character (.NET OrdinalIgnoreCase)."""
    return text.upper() if text.isascii() else "".join(map(_upper, text))


def is_space(character: str) -> bool:
    """Whether .NET counts the character as white space; Python counts four control characters more."""
    return character.isspace() and not "\x1c" <= character <= "\x1f"


def trim(text: str) -> str:
    """The text without white space at either end."""
    start, end = 0, len(text)
    while start < end and is_space(text[start]):
        start += 1
    while end > start and is_space(text[end - 1]):
        end -= 1
    return text[start:end]


def _first_unknown(values: Iterable[Value]) -> Unknown | None:
    return next((found for value in values if (found := unknown_within(value))), None)


def _signed(number: int) -> float:
    if number > 0xFFFF_FFFF:
        return math.nan
    return float(number - (1 << 32) if number > 0x7FFF_FFFF else number)


def _upper(character: str) -> str:
    upper = character.upper()
    # No letter from outside of ASCII may become one of ASCII (the dotless i, the long s), and none becomes two.
    return character if len(upper) != 1 or (upper.isascii() and not character.isascii()) else upper
