"""One piece of memory for all calls, however deep."""

from __future__ import annotations

import sys
import tracemalloc

from wflint.room import with_room


def _deep(levels: int) -> int:
    return 1 + _deep(levels - 1) if levels else 0


def test_what_a_function_gives_is_given() -> None:
    assert with_room(lambda: _deep(500)) == 500


def test_memory_that_nobody_touches_isnt_taken() -> None:
    tracemalloc.start()
    with_room(lambda: _deep(10))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 1_000_000


def test_a_call_inside_knows_who_called_it() -> None:
    def caller() -> int:
        frame = sys._getframe(1)
        return int(frame.f_code is with_room.__code__)

    assert with_room(caller) == 1
