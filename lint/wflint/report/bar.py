"""A bar on the terminal that shows how far a long run has come, and is gone when it ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO, TypeVar

from wflint.progress import shown_by

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

Result = TypeVar("Result")

_PATIENCE = 1.0
"""Seconds without a bar: most runs end before."""


class Bar:
    """Shows progress on a stream from the second second on.  The caller ends it."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.begin = time.monotonic()
        self.progress: Progress | None = None
        self.task: TaskID | None = None

    def __call__(self, what: str, done: int, total: int) -> None:
        if time.monotonic() - self.begin < _PATIENCE:
            return
        if self.progress is None or self.task is None:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
            self.progress = Progress(*columns, console=Console(file=self.stream), transient=True)
            self.task = self.progress.add_task(what)
            self.progress.start()
        self.progress.update(self.task, description=what, completed=done, total=total)

    def end(self) -> None:
        """Take the bar away."""
        if self.progress is not None:
            self.progress.stop()


def with_bar(run: Callable[[], Result]) -> Result:
    """The result of `run`, with a bar on standard error where that is a terminal."""
    stream = sys.__stderr__  # whoever listens to `sys.stderr` is to hear nothing of it
    if stream is None or not stream.isatty() or os.environ.get("TERM") == "dumb":
        return run()
    bar = Bar(stream)
    try:
        return shown_by(bar, run)
    finally:
        bar.end()
