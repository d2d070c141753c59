"""Room for calls inside calls, asked for once.

CPython keeps what its functions work with in pieces of 16 KB, and gives a piece back as soon as no call is left in it.  Calls
that go to and fro at the end of one ask the system for memory each time (github.com/python/cpython/issues/142183; later releases
of 3.13 and 3.14 keep one piece): half a million times in a run over 232 workflows, which was a fifth of its time.  A function
that says that it needs a lot gets a piece of its own, up to twice as large; all that it calls has room there as well.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from collections.abc import Callable

_SLOTS = 600_000
"""Of eight bytes, which makes the piece one of 8 MB; memory that nobody touches isn't taken."""


def with_room(function: Callable[[], int]) -> int:
    """What the function gives; calls inside of it have nearly 4 MB to go on."""
    return function()


with_room.__code__ = with_room.__code__.replace(co_stacksize=_SLOTS)
