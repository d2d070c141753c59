"""Streams of the process, and who reads them."""

from __future__ import annotations

import errno
import sys


def is_unheard(error: OSError) -> bool:
    """Whether the reader of a stream has gone: Windows has another error for a closed pipe (bugs.python.org/issue35754)."""
    return isinstance(error, BrokenPipeError) or (sys.platform == "win32" and error.errno == errno.EINVAL)
