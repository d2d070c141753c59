"""Wrong usage, and the nearest right one."""

from __future__ import annotations

from collections.abc import Iterable


class UsageError(Exception):
    """The command line asks for something that can't be done."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The end of a sentence about a misspelt word; empty when nothing known is like it."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), n=1)
    return f"; did you mean `{near[0]}`?" if near else ""
