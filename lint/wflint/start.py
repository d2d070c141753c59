"""Where wflint starts: a stored report is given before anything else is loaded."""

from __future__ import annotations

import gc
import os
import sys

from wflint import store, stored
from wflint.commands import COMMANDS, INTERRUPTED, TERMINATED
from wflint.ending import Terminated

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from typing import NoReturn

STORED = ("check", "prove", "trace", "graph", "events", "explain", "link")
"""Commands whose answers are stored: they only ask, and take their time."""
_SELDOM = 400_000, 1, 3
"""Objects made between two looks for circles of them.  Nearly all that wflint makes it keeps to the end, and at the usual number
an eighth of its time is spent on such looks.  What stories leave behind lives just long enough to survive the first look, so that
every second one goes further.
"""
_ELSEWHERE = ("-h", "--help", "-V", "--version")


def main() -> int:
    """Run the command line; the exit status is the result."""
    gc.set_threshold(*_SELDOM)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started wflint
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115 - until the end
    try:
        if "--no-cache" in sys.argv:
            return _run()
        return store.used_by(lambda: _asked(sys.argv[1:]))
    except KeyboardInterrupt:
        return INTERRUPTED


def _asked(arguments: list[str]) -> int:
    if not _is_stored(arguments):
        return _run()
    try:
        file = stored.place(arguments)
    except OSError:  # a working directory that is gone
        return _run()
    status = stored.give(file, arguments, _about)
    return status if status is not None else stored.keep(file, _run)


def _is_stored(arguments: list[str]) -> bool:
    """Whether the answer may be stored: in a log of GitHub Actions each report has a secret word, never to be given twice."""
    if os.environ.get("GITHUB_ACTIONS") == "true" or any(each in arguments for each in _ELSEWHERE):
        return False
    return not arguments or arguments[0] not in COMMANDS or arguments[0] in STORED


def _about(path: str, data: bytes) -> str | None:
    """All that counts of an ordinary workflow's content, asked only where it has changed."""
    from wflint.facts.ordinary import about_file

    return about_file(path, data)


def _run() -> int:
    import signal

    from wflint.cli import main
    from wflint.room import with_room

    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _terminated)
    return with_room(main)


def _terminated(number: int, frame: object) -> NoReturn:
    """Stop as at any other end: what is half written goes, and nothing is said."""
    raise Terminated(TERMINATED)


if __name__ == "__main__":
    sys.exit(main())
