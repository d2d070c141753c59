"""How a process that is told to stop ends: as at any other end, without a word."""

from __future__ import annotations


class Terminated(SystemExit):
    """SIGTERM has come.  Whoever takes other exits for faults lets this one pass."""
