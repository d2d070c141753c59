"""Trees of texts that are read again and again, each time with other values."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

Tree = TypeVar("Tree")

_EACH = 30_000
"""Characters that are kept for each text that may be: few long ones, or many short ones."""


def keeping(most: int) -> Callable[[Callable[[str], Tree]], Callable[[str], Tree]]:
    """Let what makes the tree of a text keep those of the last texts: so many of them, and no more than fills memory."""

    def keep(make: Callable[[str], Tree]) -> Callable[[str], Tree]:
        known: OrderedDict[str, Tree] = OrderedDict()
        held = 0

        def tree(text: str) -> Tree:
            nonlocal held
            if text in known:
                known.move_to_end(text)
                return known[text]
            made = make(text)
            if len(text) > most * _EACH:
                return made
            known[text] = made
            held += len(text)
            while len(known) > most or held > most * _EACH:
                oldest, _ = known.popitem(last=False)
                held -= len(oldest)
            return made

        return tree

    return keep
