"""Values in batch scripts: what `%X%`, `!X!`, `%1` and `%%f` stand for, and how a program takes its words apart.

Source: learn.microsoft.com, `set`, `call` and `for`; "Parsing C command-line arguments" for the words.
"""

from __future__ import annotations

import ntpath
import re
from collections.abc import Iterable, Sequence

from wflint.lean import dataclass
from wflint.regex import regex
from wflint.senders.holed import each_option
from wflint.senders.message import Word
from wflint.senders.script import Script
from wflint.values.value import Const, Text, Unknown, Value, constant, text

_SET = regex(r"\bset\s+(?:/[aApP]\s+)?\"?([\w.\-]+)\s*[-+*/%&|^]?=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """One character of a command once everything is put in, or a value that isn't known in letters.

    `end` is the offset behind it; both offsets are those of what is written, also for a character that a variable brings.
    `plain`: the character stands in the script itself.
    """

    text: str
    value: Value | None
    start: int
    end: int
    plain: bool = True


Pieces = tuple[Piece, ...]


def pieces_of(value: Value, start: int, end: int) -> Iterable[Piece]:
    """A value that is put in: its letters one by one where they are known."""
    for part in value.parts if isinstance(value, Text) else (value,):
        known = constant(part)
        if known is None:
            yield Piece("", part, start, end, False)
        else:
            yield from (Piece(character, None, start, end, False) for character in known)


def value_of(pieces: Sequence[Piece], script: Script) -> Value:
    """Pieces as one text, offsets kept for what stands in the script as it is."""
    parts: list[Value] = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        behind = at + 1
        if piece.value is not None:
            parts.append(piece.value)
        elif piece.plain:
            while behind < len(pieces) and _follows(pieces[behind - 1], pieces[behind]):
                behind += 1
            parts.append(script.values_in("".join(each.text for each in pieces[at:behind]), piece.start))
        else:
            parts.append(Const(piece.text))
        at = behind
    return text(parts)


def _follows(one: Piece, other: Piece) -> bool:
    return other.value is None and other.plain and other.start == one.end


def words_of(pieces: Sequence[Piece], script: Script) -> tuple[Word, ...]:
    """The words that a program gets: split at white space outside of quotes, `\\"` and `""` being a quote."""
    words: list[Word] = []
    current: list[Piece] = []
    begin: int | None = None
    last = 0
    quoted = False
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if piece.value is None and piece.text in (" ", "\t") and not quoted:
            if begin is not None:
                words.append(_word(current, script, begin, last))
            current, begin = [], None
            at += 1
            continue
        begin = piece.start if begin is None else begin
        slashes = 0
        while at + slashes < len(pieces) and pieces[at + slashes].text == "\\":
            slashes += 1
        if slashes and at + slashes < len(pieces) and pieces[at + slashes].text == '"':
            current.extend(pieces[at : at + slashes // 2])
            at += slashes
            if slashes % 2:
                current.append(pieces[at])
                at += 1
            last = pieces[at - 1].end
            continue
        if piece.text == '"':
            if quoted and at + 1 < len(pieces) and pieces[at + 1].text == '"':
                current.append(pieces[at + 1])
                at += 1
            else:
                quoted = not quoted
        else:
            current.append(piece)
        last = pieces[at].end
        at += 1
    if begin is not None:
        words.append(_word(current, script, begin, last))
    return tuple(words)


def _word(pieces: Sequence[Piece], script: Script, start: int, end: int) -> Word:
    return Word(value_of(pieces, script), script.locate(start, end))


def unquoted(pieces: Sequence[Piece]) -> Pieces:
    """Pieces without the quotes around and in them, as file names are read."""
    return tuple(each for each in pieces if each.text != '"')


def stripped(pieces: Sequence[Piece]) -> Pieces:
    """Pieces without white space around them."""
    first, last = 0, len(pieces)
    while first < last and pieces[first].value is None and pieces[first].text.isspace():
        first += 1
    while last > first and pieces[last - 1].value is None and pieces[last - 1].text.isspace():
        last -= 1
    return tuple(pieces[first:last])


def modified(value: Value, modifier: str, written: str) -> Value:
    """`%X:~1,3%` and `%X:a=b%`."""

    def change(each: Value) -> Value:
        known = constant(each)
        if known is None:
            return Unknown(f"`{written}`: a piece of a text that is known only at run time")
        if modifier.startswith("~"):
            return _cut(known, modifier[1:], written)
        old, equals, new = modifier.partition("=")
        if not equals or not old or old.startswith("*"):
            return Unknown(f"`{written}` can't be read")
        return Const(re.sub(re.escape(old), lambda _: new, known, flags=re.IGNORECASE))

    return each_option(value, change)


def _cut(known: str, numbers: str, written: str) -> Value:
    match = re.fullmatch(r"\s*(-?\d{1,6})\s*(?:,\s*(-?\d{1,6})\s*)?", numbers)
    if match is None:
        return Unknown(f"`{written}` can't be read")
    behind = known[int(match[1]) :] if int(match[1]) >= -len(known) else known
    return Const(behind if match[2] is None else behind[: int(match[2])])


def shortened(value: Value, modifier: str, written: str) -> Value:
    """`%~1`, `%~nx1`, `%%~nf`: without quotes, or a part of a path."""

    def change(each: Value) -> Value:
        known = constant(each)
        letters = modifier.lower()
        if known is None:
            return each if not letters else Unknown(f"`{written}`: a piece of a path that is known only at run time")
        bare = known[1:-1] if len(known) > 1 and known[0] == known[-1] == '"' else known
        stem, ending = ntpath.splitext(ntpath.basename(bare))
        match letters:
            case "":
                return Const(bare)
            case "n":
                return Const(stem)
            case "x":
                return Const(ending)
            case "nx":
                return Const(stem + ending)
            case _:
                return Unknown(f"`{written}` depends on the folder at run time")

    return each_option(value, change)


def assigned_in(written: str) -> set[str]:
    """The variables that a piece of a script sets, in capitals."""
    return {match[1].upper() for match in _SET.finditer(written)}
