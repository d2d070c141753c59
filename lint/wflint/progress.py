"""How far a run has come, for whoever wants to show it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextvars import ContextVar
from typing import TypeVar

Item = TypeVar("Item")

Show = Callable[[str, int, int], None]
"""Is told what is being done, how many are done, and of how many."""

_shown: ContextVar[Show | None] = ContextVar("_shown", default=None)


def shown_by(show: Show, run: Callable[[], Item]) -> Item:
    """The result of `run`; `show` is told how far it has come."""
    token = _shown.set(show)
    try:
        return run()
    finally:
        _shown.reset(token)


def told(what: str, items: Collection[Item]) -> Iterator[Item]:
    """The items one by one; whoever shows the progress is told before each."""
    show = _shown.get()
    for number, item in enumerate(items):
        if show is not None:
            show(what, number, len(items))
        yield item
