"""From text to tokens.  A token is legal or not by the one before it, as in actions/runner LexicalAnalyzer.cs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from enum import Enum, auto

from wflint.lean import dataclass
from wflint.regex import regex
from wflint.syntax.expression.values import Primitive, parse_number


class Kind(Enum):
    """What a token is."""

    START_GROUP = auto()
    END_GROUP = auto()
    START_ARGUMENTS = auto()
    END_ARGUMENTS = auto()
    START_INDEX = auto()
    END_INDEX = auto()
    COMMA = auto()
    DOT = auto()
    STAR = auto()
    STAR_INDEX = auto()
    OPERATOR = auto()
    LITERAL = auto()
    PROPERTY = auto()
    FUNCTION = auto()
    NAME = auto()
    UNEXPECTED = auto()

    __hash__ = object.__hash__  # members are singletons, and Enum's own hash is a slow call


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an expression's text; `value` is what a literal stands for.

    The star of `x.*` is a STAR, that of `x[*]` a STAR_INDEX.
    """

    kind: Kind
    text: str
    start: int
    end: int
    value: Primitive = None


OPENERS = {Kind.START_GROUP: Kind.END_GROUP, Kind.START_ARGUMENTS: Kind.END_ARGUMENTS, Kind.START_INDEX: Kind.END_INDEX}
_BEFORE_OPERAND = frozenset({None, Kind.COMMA, Kind.OPERATOR, *OPENERS})
_LOOKED_INTO = frozenset({*OPENERS.values(), Kind.STAR, Kind.PROPERTY, Kind.NAME})
_AFTER_OPERAND = _LOOKED_INTO | {Kind.LITERAL}
_LEGAL_AFTER: dict[Kind, frozenset[Kind | None]] = {
    Kind.START_GROUP: _BEFORE_OPERAND,
    Kind.END_GROUP: _AFTER_OPERAND,
    Kind.START_ARGUMENTS: frozenset({Kind.FUNCTION}),
    Kind.END_ARGUMENTS: _AFTER_OPERAND | {Kind.START_ARGUMENTS},
    Kind.START_INDEX: _LOOKED_INTO,
    Kind.END_INDEX: _AFTER_OPERAND | {Kind.STAR_INDEX},
    Kind.COMMA: _AFTER_OPERAND,
    Kind.DOT: _LOOKED_INTO,
    Kind.STAR: frozenset({Kind.DOT}),
    Kind.STAR_INDEX: frozenset({Kind.START_INDEX}),
    Kind.OPERATOR: _AFTER_OPERAND,
    Kind.LITERAL: _BEFORE_OPERAND,
    Kind.PROPERTY: frozenset({Kind.DOT}),
    Kind.FUNCTION: _BEFORE_OPERAND,
    Kind.NAME: _BEFORE_OPERAND,
    Kind.UNEXPECTED: frozenset(),
}
_SIGNS = {"[": Kind.START_INDEX, "]": Kind.END_INDEX, ",": Kind.COMMA}
_TWO_CHARACTERS = frozenset({"!=", ">=", "<=", "==", "&&", "||"})
_WORDS: dict[str, Primitive] = {"null": None, "true": True, "false": False, "NaN": math.nan, "Infinity": math.inf}
_SPACE = regex(r"[^\S\x1c-\x1f]+")
_BOUNDARY = regex(r"[(\[)\],.!><=&|]|[^\S\x1c-\x1f]")
"""White space is that of `is_space`."""
_KEYWORD = regex(r"[A-Za-z_][A-Za-z0-9_-]*")


def tokens(text: str, start: int, end: int) -> Iterator[Token]:
    """The tokens of a part of the text; the first illegal one has the kind UNEXPECTED and is the last."""
    before: Kind | None = None
    unclosed: list[Kind] = []
    place = start
    while (place := _skip_space(text, place, end)) < end:
        token = _read(text, place, end, before, unclosed[-1] if unclosed else None)
        if not _is_legal(token, before, unclosed):
            yield Token(Kind.UNEXPECTED, token.text, token.start, token.end)
            return
        if token.kind in OPENERS:
            unclosed.append(token.kind)
        elif token.kind in OPENERS.values():
            unclosed.pop()
        yield token
        before, place = token.kind, token.end


def _is_legal(token: Token, before: Kind | None, unclosed: list[Kind]) -> bool:
    if token.kind is Kind.OPERATOR and token.text == "!":
        return before in _BEFORE_OPERAND
    if before not in _LEGAL_AFTER[token.kind]:
        return False
    inside = unclosed[-1] if unclosed else None
    if token.kind is Kind.COMMA:
        return inside is Kind.START_ARGUMENTS
    if token.kind in OPENERS.values():
        return inside is not None and OPENERS[inside] is token.kind
    return True


def _read(text: str, start: int, end: int, before: Kind | None, inside: Kind | None) -> Token:
    character = text[start]
    match character:
        case "(":
            kind = Kind.START_ARGUMENTS if before is Kind.FUNCTION else Kind.START_GROUP
            return Token(kind, character, start, start + 1)
        case ")":
            kind = Kind.END_ARGUMENTS if inside is Kind.START_ARGUMENTS else Kind.END_GROUP
            return Token(kind, character, start, start + 1)
        case "*":
            kind = Kind.STAR_INDEX if before is Kind.START_INDEX else Kind.STAR
            return Token(kind, character, start, start + 1)
        case "[" | "]" | ",":
            return Token(_SIGNS[character], character, start, start + 1)
        case "'":
            return _read_string(text, start, end)
        case "!" | ">" | "<" | "=" | "&" | "|":
            return _read_operator(text, start, end)
        case "." if before not in _BEFORE_OPERAND:
            return Token(Kind.DOT, character, start, start + 1)
        case "." | "+" | "-" | "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9":
            return _read_number(text, start, end)
        case _:
            return _read_word(text, start, end, before)


def _read_string(text: str, start: int, end: int) -> Token:
    place = start + 1
    while (quote := text.find("'", place, end)) >= 0:
        if quote + 1 >= end or text[quote + 1] != "'":
            value = text[start + 1 : quote].replace("''", "'")
            return Token(Kind.LITERAL, text[start : quote + 1], start, quote + 1, value)
        place = quote + 2
    return Token(Kind.UNEXPECTED, text[start:end], start, end)


def _read_operator(text: str, start: int, end: int) -> Token:
    two = text[start : min(start + 2, end)]
    if two in _TWO_CHARACTERS:
        return Token(Kind.OPERATOR, two, start, start + 2)
    if two[0] in "!<>":
        return Token(Kind.OPERATOR, two[0], start, start + 1)
    stop = _next_boundary(text, start + 1, end)
    return Token(Kind.UNEXPECTED, text[start:stop], start, stop)


def _read_number(text: str, start: int, end: int) -> Token:
    stop = _next_boundary(text, start + 1, end)
    while stop < end and text[stop] == ".":
        stop = _next_boundary(text, stop + 1, end)
    number = parse_number(text[start:stop])
    kind = Kind.UNEXPECTED if math.isnan(number) else Kind.LITERAL
    return Token(kind, text[start:stop], start, stop, number)


def _read_word(text: str, start: int, end: int, before: Kind | None) -> Token:
    stop = _next_boundary(text, start + 1, end)
    word = text[start:stop]
    if not _KEYWORD.fullmatch(word):
        return Token(Kind.UNEXPECTED, word, start, stop)
    if before is Kind.DOT:
        return Token(Kind.PROPERTY, word, start, stop, word)
    if word in _WORDS:
        return Token(Kind.LITERAL, word, start, stop, _WORDS[word])
    following = _skip_space(text, stop, end)
    is_function = following < end and text[following] == "("
    return Token(Kind.FUNCTION if is_function else Kind.NAME, word, start, stop)


def _skip_space(text: str, place: int, end: int) -> int:
    found = _SPACE.match(text, place, end)
    return found.end() if found is not None else place


def _next_boundary(text: str, place: int, end: int) -> int:
    found = _BOUNDARY.search(text, place, end)
    return found.start() if found is not None else max(place, end)
