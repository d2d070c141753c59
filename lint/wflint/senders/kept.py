"""Trees of texts that are read again and again, each time with other values."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

Tree = TypeVar("Tree")

_LONGEST = 30_000
"""Characters of a text whose tree is kept; a longer one is rare, and large."""


def keeping(most: int) -> Callable[[Callable[[str], Tree]], Callable[[str], Tree]]:
    """Let what makes the tree of a text keep those of the last texts, so many of them."""

    def keep(make: Callable[[str], Tree]) -> Callable[[str], Tree]:
        known = lru_cache(most)(make)
        return lambda text: make(text) if len(text) > _LONGEST else known(text)

    return keep
