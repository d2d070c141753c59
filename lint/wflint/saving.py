"""The one place that writes to the tree that is checked: another text for a file of a repository, whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path, PurePosixPath

from wflint import witness
from wflint.sources import Repository, Source, decode, encode_like


def save(repository: Repository, before: Source, text: str) -> str | None:
    """Write `text` into the file that `before` was read from; why that isn't done, or `None` where it is.

    The file keeps its mode, encoding and byte order mark.  A file that is reached through a link, or that doesn't hold any
    more what was read, is left alone.
    """
    witness.acted()
    parts = PurePosixPath(before.local).parts
    if not parts or ".." in parts or PurePosixPath(before.local).is_absolute():
        return "it isn't in the repository"
    path = repository.root
    for part in parts:
        path = path / part
        if path.is_symlink():
            return "it is reached through a link"
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return "it is no regular file"
        if not os.access(path, os.W_OK):
            return "it is write-protected"
        data = path.read_bytes()
        if decode(data) != before.text:
            return "it has changed since it was read"
        _replace(path, encode_like(data, text))
    except OSError as error:
        return error.strerror or str(error)
    return None


def _replace(path: Path, data: bytes) -> None:
    """The new file stands beside the old one until it is whole, and then takes its place."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, stat.S_IMODE(path.stat().st_mode))
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
