"""Trees of texts that are read again and again, each time with other values."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

Tree = TypeVar("Tree")


def keeping(room: int) -> Callable[[Callable[[str], Tree]], Callable[[str], Tree]]:
    """Let what makes the tree of a text keep those of the last texts, up to so many characters of text.

    How many texts that are doesn't matter: a program of thirty modules, started again and again, would find none of the last
    twenty-four.
    """

    def keep(make: Callable[[str], Tree]) -> Callable[[str], Tree]:
        known: OrderedDict[str, Tree] = OrderedDict()
        held = 0

        def tree(text: str) -> Tree:
            nonlocal held
            if text in known:
                known.move_to_end(text)
                return known[text]
            made = make(text)
            if len(text) > room:
                return made
            known[text] = made
            held += len(text)
            while held > room:
                oldest, _ = known.popitem(last=False)
                held -= len(oldest)
            return made

        return tree

    return keep
