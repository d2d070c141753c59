"""What lies ahead in a script, of which each place is looked at once, however often somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from tree_sitter import Node

Fails = Callable[[Node], bool]
"""Whether a place can end with a failure; what it said first of a place holds."""


class Ahead:
    """The places of one script: `asked` are those that ask for something, by the words that stand there.

    What stands in a node of a type in `elsewhere` is no way on from what stands beside it.
    """

    def __init__(self, asking: Iterable[tuple[Iterable[str], Node]], elsewhere: Collection[str]) -> None:
        self._elsewhere = elsewhere
        self._failing: dict[int, bool] = {}
        self._last: dict[int, int] = {}
        self.asked: dict[str, list[Node]] = {}
        for words, node in asking:
            for word in dict.fromkeys(words):
                self.asked.setdefault(word, []).append(node)

    def fails(self, node: Node, fails: Fails) -> bool:
        """Whether a place can end with a failure."""
        if node.id not in self._failing:
            self._failing[node.id] = fails(node)
        return self._failing[node.id]

    def fails_behind(self, node: Node, ends: Collection[str], fails: Fails) -> bool:
        """Whether something can fail that comes behind a place, within the nearest node around it of a type in `ends`."""
        inside: Node | None = node
        while inside is not None and inside.type not in ends:
            around = inside.parent
            if around is not None and self._last_failing(around, fails) > inside.start_byte:
                return True
            inside = around
        return False

    def _last_failing(self, around: Node, fails: Fails) -> int:
        """Where the last statement directly inside something begins that can fail; -1 where there is none."""
        if around.id not in self._last:
            inner = (each for each in around.named_children if each.type not in self._elsewhere)
            self._last[around.id] = max((each.start_byte for each in inner if self.fails(each, fails)), default=-1)
        return self._last[around.id]
