"""A scalar's text cut into plain text and `${{ }}`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import TypeAlias

from wflint.lean import dataclass
from wflint.regex import regex
from wflint.syntax.expression.parser import MAX_LENGTH, SyntaxProblem, parse
from wflint.syntax.expression.tree import Expression

OPEN = "${{"
CLOSE = "}}"

_QUOTE_OR_CLOSE = regex(r"'|\}\}")


@dataclass(frozen=True, slots=True)
class Text:
    """Text outside of any `${{ }}`, from offset `start` up to `end` of the scalar's text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hole:
    """One `${{ … }}` of a scalar's text.

    `start` and `end` are around the whole of it, `inner_start` and `inner_end` around what is between the braces.  All
    offsets, and those in the tree and the problem, count from the beginning of the scalar's text.
    """

    expression: Expression | SyntaxProblem
    start: int
    end: int
    inner_start: int
    inner_end: int


Part: TypeAlias = Text | Hole


@dataclass(frozen=True, slots=True)
class Template:
    """The parts of a scalar's text in order, without empty ones; together they are the whole text."""

    text: str
    parts: tuple[Part, ...]

    @property
    def holes(self) -> tuple[Hole, ...]:
        return tuple(part for part in self.parts if isinstance(part, Hole))

    @property
    def is_single_hole(self) -> bool:
        """Whether there is a `${{ }}` and nothing around it, so that GitHub keeps the type of its value."""
        return len(self.parts) == 1 and isinstance(self.parts[0], Hole)

    @property
    def problems(self) -> tuple[SyntaxProblem, ...]:
        """What is wrong in any of the expressions."""
        return tuple(hole.expression for hole in self.holes if isinstance(hole.expression, SyntaxProblem))


def split_template(text: str, contexts: Collection[str] | None = None, functions: Collection[str] | None = None) -> Template:
    """The parts of a scalar's text; `contexts` and `functions` are those that `parse` takes.

    A `}}` inside a string of the expression doesn't close it (actions/runner TemplateReader.cs, `ParseScalar`).
    """
    if contexts is None and functions is None:
        return _split_anywhere(text)
    return Template(text, tuple(_parts(text, contexts, functions)))


@lru_cache(maxsize=4096)
def _split_anywhere(text: str) -> Template:
    return Template(text, tuple(_parts(text, None, None)))


def _parts(text: str, contexts: Collection[str] | None, functions: Collection[str] | None) -> Iterator[Part]:
    if len(text) > MAX_LENGTH // 2 and _is_too_long(text):
        first = text.find(OPEN)
        if first:
            yield Text(text[:first], 0, first)
        problem = SyntaxProblem(f"Exceeded max expression length {MAX_LENGTH}", first, first + len(OPEN))
        yield Hole(problem, first, len(text), first + len(OPEN), len(text))
        return
    place = 0
    while place < len(text):
        start = text.find(OPEN, place)
        if start < 0:
            yield Text(text[place:], place, len(text))
            return
        if start > place:
            yield Text(text[place:start], place, start)
        inner = start + len(OPEN)
        close = _find_close(text, inner)
        if close is None:
            unclosed = SyntaxProblem(f"The expression is not closed: no {CLOSE} behind {OPEN}", start, len(text))
            yield Hole(unclosed, start, len(text), inner, len(text))
            return
        place = close + len(CLOSE)
        yield Hole(parse(text, contexts, functions, start=inner, end=close), start, place, inner, close)


def _is_too_long(text: str) -> bool:
    """Whether a text with expressions in it is more than GitHub takes: it makes one expression of it all, `format('…', …)`.

    Source: actions/runner `TemplateReader.cs`, `ParseScalar`, and `ExpressionConstants.cs`, `MaxLength`.
    """
    length, place, holes = len("format('')"), 0, 0
    while (start := text.find(OPEN, place)) >= 0:
        close = _find_close(text, start + len(OPEN))
        if close is None:
            return False  # that is what is wrong with it
        between = text[place:start]
        length += len(between) + sum(map(between.count, "'{}"))
        length += len(f"{{{holes}}}, ") + len(text[start + len(OPEN) : close].strip())
        place, holes = close + len(CLOSE), holes + 1
    rest = text[place:]
    length += len(rest) + sum(map(rest.count, "'{}"))
    is_alone = holes == 1 and text.startswith(OPEN) and text.endswith(CLOSE)
    return holes > 0 and not is_alone and length > MAX_LENGTH


def _find_close(text: str, place: int) -> int | None:
    in_string = False
    for found in _QUOTE_OR_CLOSE.finditer(text, place):
        if found[0] == "'":
            # A doubled quote inside a string ends it and begins it again, which is the same.
            in_string = not in_string
        elif not in_string:
            return found.start()
    return None
