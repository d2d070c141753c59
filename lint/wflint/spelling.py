"""Which of several known names a misspelt one is surely meant to be."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SHORTEST, _SHORTEST_WITH_ANOTHER = 4, 6
"""Letters of a word in which a missing or swapped letter, or another one in its place, is a slip; fewer make another word."""


def meant_by(word: str, known: Iterable[str]) -> str | None:
    """The one known name that `word` spells otherwise; `None` where there is none, or more than one.

    Names are spelt otherwise when they are the same but for case and for what stands between their words, or when one letter of
    one word is wrong, missing, too much, or has changed places with its neighbour.  A number is never misspelt.
    """
    names = [each for each in dict.fromkeys(known) if each != word]
    same = [each for each in names if _words(each) == _words(word) or _run_together(each) == _run_together(word)]
    near = same or [each for each in names if _is_slip(_words(word), _words(each))]
    return near[0] if len(near) == 1 else None


def _words(name: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return re.findall(r"[^\W\d_]+|\d+", spaced.lower())


def _run_together(name: str) -> str:
    return "".join(_words(name))


def _is_slip(one: list[str], other: list[str]) -> bool:
    differing = [(mine, its) for mine, its in zip(one, other, strict=False) if mine != its]
    return len(one) == len(other) and len(differing) == 1 and _is_one_letter_off(*differing[0])


def _is_one_letter_off(one: str, other: str) -> bool:
    if one.isdecimal() or other.isdecimal() or min(len(one), len(other)) < _SHORTEST or abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    at = next((number for number, letter in enumerate(short) if letter != long[number]), len(short))
    if len(short) != len(long):
        return short[at:] == long[at + 1 :]
    if short == long[:at] + long[at + 1 : at + 2] + long[at : at + 1] + long[at + 2 :]:
        return True
    return len(short) >= _SHORTEST_WITH_ANOTHER and short[at + 1 :] == long[at + 1 :]
