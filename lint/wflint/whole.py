"""A file that somebody has named is written whole, or keeps what it holds."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path


def write_whole(file: str, data: bytes) -> None:
    """A regular file keeps its old content until the new one is whole; a device, a pipe or a link is written to."""
    path = Path(file)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    if path.is_symlink() or (path.exists() and not path.is_file()) or not os.access(path.parent, os.W_OK):
        path.write_bytes(data)
        return
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
    if mode is not None and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    try:
        with open(beside, "xb") as target:
            target.write(data)
        if mode is not None:
            os.chmod(beside, mode)
        os.replace(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise
