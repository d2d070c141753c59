"""Words that are looked for in texts, and how a text is read for it."""

from __future__ import annotations

import re
from functools import lru_cache

from wflint.facts.named import BLANK, glued
from wflint.lean import dataclass
from wflint.regex import regex

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A word in lower case, and an expression that must match as well, if there is one.

    A plain word is found a hundred times faster than an expression, but for one that begins with a plain word: what must stand
    before the word is looked at behind it.  `end` matches where the line ends and what the expression asks for may stand in the
    next one; `None` where all of it stands in one line.
    """

    text: str
    expression: re.Pattern[str] | None = None
    end: re.Pattern[str] | None = None

    def stands_in(self, low: str) -> bool:
        """Whether it stands in a text in lower case."""
        return self.text in low and (self.expression is None or self.expression.search(low) is not None)


@dataclass(frozen=True, slots=True)
class Sought:
    """Some words."""

    words: tuple[Word, ...]

    def stands_in(self, low: str) -> bool:
        """Whether any of the words stands in a text in lower case."""
        return any(word.stands_in(low) for word in self.words)

    def is_among(self, found: frozenset[Word]) -> bool:
        """Whether any of the words was found."""
        return not found.isdisjoint(self.words)


def sought(*given: str | tuple[str, str] | tuple[str, str, str]) -> Sought:
    """Words, each with the expressions that a `Word` has."""
    return Sought(tuple(Word(each) if isinstance(each, str) else Word(each[0], *map(regex, each[1:])) for each in given))


def holds_any(text: str, words: Iterable[str]) -> bool:
    """Whether one of some words stands in a text."""
    return any(map(text.__contains__, words))


@lru_cache(4)  # asked for several times in a row
def readings(low: str) -> tuple[str, ...]:
    """A text as it stands, and as it is read where escapes stand for blanks, and quotes or backslashes in words."""
    spaced = BLANK.sub("\n", low) if "\\" in low else low
    bare = glued(spaced)
    return (low, bare) if len(bare) < len(low) else (low,)
