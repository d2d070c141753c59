"""Many like things worked on by several processes at once: forks of this one, which end before it goes on.

No program is started.  What a fork doesn't bring back, whatever the reason, is done here; so the result is the same with
forks and without.
"""

from __future__ import annotations

import marshal
import os
import signal
import sys
from itertools import pairwise

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, NoReturn, TypeVar

    _Thing = TypeVar("_Thing")
    _Result = TypeVar("_Result")

FEWEST = 150
"""Things for one process: with less, a fork takes longer than it saves."""
_MOST = 8
"""Processes."""
_TOLD = (signal.SIGINT, signal.SIGTERM)
"""What tells a process to stop."""


def mapped(of: Callable[[_Thing], _Result], things: Sequence[_Thing]) -> list[_Result]:
    """What `of` gives for each thing, in their order: plain data, as `marshal` writes it.  It must do nothing else."""
    count = _processes(len(things))
    parts = [things[start:end] for start, end in pairwise(len(things) * n // count for n in range(count + 1))]
    forks: list[_Fork] = []
    try:
        _fork_all(forks, of, parts[1:])
        found = list(map(of, parts[0]))
        for fork, part in zip(forks, parts[1:], strict=True):
            brought: list[_Result] | None = fork.brought()
            found += brought if brought is not None else map(of, part)
    finally:
        for fork in forks:
            fork.end()
    return found


def _fork_all(forks: list[_Fork], of: Callable[[_Thing], _Result], parts: Sequence[Sequence[_Thing]]) -> None:
    """Nobody is told to stop before it is known who is who: a fork that took that for its own news would tidy up here."""
    if parts:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _TOLD)
        try:
            forks += [_Fork(of, part) for part in parts]
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _processes(things: int) -> int:
    """How many pay.  Where there are threads a fork could stop for ever."""
    threading = sys.modules.get("threading")
    if not hasattr(os, "fork") or (threading is not None and threading.active_count() > 1):
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(things // FEWEST, cores, _MOST))


class _Fork:
    """A process that works on some of the things; none where it can't be had."""

    def __init__(self, of: Callable[[_Thing], _Result], things: Sequence[_Thing]) -> None:
        self.process, self.pipe = 0, -1
        try:
            self.pipe, end = os.pipe()
        except OSError:
            return
        try:
            self.process = os.fork()
            if self.process == 0:
                _work(of, things, end)
        except OSError:
            pass
        os.close(end)

    def brought(self) -> list[Any] | None:
        """What it found, when it has done; `None` where it didn't come to its end."""
        if self.process == 0:
            return None
        with os.fdopen(self.pipe, "rb") as pipe:
            self.pipe = -1
            data = pipe.read()
        process, self.process = self.process, 0
        _, status = os.waitpid(process, 0)
        return marshal.loads(data) if status == 0 else None

    def end(self) -> None:
        """Nothing is left of it."""
        if self.pipe >= 0:
            os.close(self.pipe)
        if self.process:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)


def _work(of: Callable[[_Thing], _Result], things: Sequence[_Thing], pipe: int) -> NoReturn:
    """The life of a fork: it writes what it finds, and ends without a word, also when it is told to."""
    status = 1
    try:
        for told in _TOLD:
            signal.signal(told, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _TOLD)
        with os.fdopen(pipe, "wb") as end:
            end.write(marshal.dumps(list(map(of, things))))
        status = 0
    finally:
        os._exit(status)
