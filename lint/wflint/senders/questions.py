"""Conditions that can't be known, told apart: the same words about other values are another condition.

`if (!found)` behind one search and behind another one are two questions, and the answer to one says nothing of the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import lru_cache

from wflint.regex import regex

_NAME = regex(r"[\w$]+")
"""A name as it is written in JavaScript (`$el`), or in PowerShell (`$x`)."""


class Questions:
    """The questions that a script asks, by their words, each with the values that it was asked of."""

    def __init__(self) -> None:
        self._values: dict[str, dict[object, int]] = {}
        self._given: Counter[str] = Counter()

    def words(self, written: str, about: object, calls: bool = False) -> str:
        """How a question is put, with a number behind it where the same words asked about something else before.

        `calls`: to answer it something is called that may answer otherwise each time.
        """
        known = self._values.setdefault(written, {})
        about = (about, len(known)) if calls else about
        index = known.setdefault(about, len(known))
        return written if index == 0 else f"{written} ({index + 1})"

    def of_expression(self, written: str, whole: str, held: Callable[[str], object], calls: bool = False) -> str:
        """The same of an expression, which asks about what the variables hold that it names; `whole` is all of its text."""
        names = _names(whole)
        return self.words(written, (whole, tuple(map(held, names)), tuple(self._given[_key(name)] for name in names)), calls)

    def give(self, name: str) -> None:
        """Take down that a variable is given a value: two values that aren't known may look alike."""
        self._given[_key(name)] += 1


def _key(name: str) -> str:
    """A name without what may stand around it, for languages that look it up without case too."""
    return name.rpartition(":")[2].lstrip("$").lower()


@lru_cache(2000)
def _names(whole: str) -> tuple[str, ...]:
    """What may be names of variables in an expression."""
    return tuple(dict.fromkeys(_NAME.findall(whole)))
