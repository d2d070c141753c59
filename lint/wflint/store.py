"""The folder in which wflint keeps what it found: files that are read whole, if they are whole, and written whole or not at all.

Nothing in them is executed.  One that is damaged, of another version or of another user, or that can't be read or written is as
good as none.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextvars import ContextVar

from wflint import witness
from wflint.witness import digest

CACHE = "WFLINT_CACHE_DIR"
_LARGEST = 500_000_000
"""Bytes of one file."""
_SEAL = 33
"""Bytes of what tells that a file is whole, with the end of its line."""


_begun: ContextVar[set[str] | None] = ContextVar("_begun", default=None)
"""The files that the run at hand has begun, `None` where none may be used."""


def used_by(run: Callable[[], int]) -> int:
    """The exit status of `run`, which may take from the store and put into it."""
    token = _begun.set(set())
    try:
        return run()
    finally:
        _begun.reset(token)


def is_used() -> bool:
    """Whether the run at hand may use the store."""
    return _begun.get() is not None


def begin(file: str, data: bytes, most: int) -> bool:
    """Begin a file that isn't there; whether the run at hand has begun it, so that nobody has come back for it yet."""
    begun = _begun.get()
    if begun is not None and not os.path.lexists(file):
        begun.add(file)
        put(file, data, most)
    return begun is not None and file in begun


def folder() -> str:
    """Where things are stored: `WFLINT_CACHE_DIR`, or the folder for such things that the system has."""
    given = os.environ.get(CACHE)
    if given:
        return given
    if sys.platform == "win32":
        return os.path.join(os.environ.get("LOCALAPPDATA") or os.path.expanduser("~"), "wflint", "cache")
    if sys.platform == "darwin" and not os.environ.get("XDG_CACHE_HOME"):
        return os.path.expanduser("~/Library/Caches/wflint")
    return os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "wflint")


def code() -> Iterator[str]:
    """wflint's own code, without its rules: each file's name and content."""
    own = os.path.dirname(__file__)
    for folder, folders, names in os.walk(own):
        folders.sort()
        for name in sorted(each for each in names if not each.endswith(".pyc")):
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                yield f"{path.removeprefix(own)} {digest(file.read())}"


def taken(file: str) -> bytes:
    """What is stored in a file; raises `OSError` or `ValueError` where it isn't there, or isn't ours."""
    with open(file, "rb", opener=witness.at_once) as stored:
        about = os.fstat(stored.fileno())
        if not stat.S_ISREG(about.st_mode) or about.st_size > _LARGEST:
            raise ValueError("not a file of the store")
        if hasattr(os, "getuid") and about.st_uid != os.getuid():
            raise ValueError("a file of somebody else")
        return stored.read()


def sealed(form: bytes, body: bytes) -> bytes:
    """A file's content: `form`, a line that says what the body is, then what tells that it is whole, and the body."""
    return b"%b%b\n%b" % (form, digest(body).encode(), body)


def unsealed(form: bytes, data: bytes) -> bytes:
    """The body of what `sealed` made; raises `ValueError` for anything else."""
    body = data[len(form) + _SEAL :]
    if data != sealed(form, body):
        raise ValueError("not what was stored")
    return body


def put(file: str, data: bytes, most: int) -> None:
    """Store a file whole or not at all, whoever else stores there; of more than `most` files there the older half goes."""
    directory = os.path.dirname(file)
    temporary = f"{file}.{os.getpid()}"
    try:
        os.makedirs(directory, mode=0o700, exist_ok=True)
        try:
            with open(temporary, "xb") as target:
                target.write(data)
            os.replace(temporary, file)
        finally:
            if os.path.lexists(temporary):
                os.unlink(temporary)
        _tidy(directory, most)
    except OSError:
        pass


def _tidy(directory: str, most: int) -> None:
    names = os.listdir(directory)
    if len(names) > most:
        paths = sorted((os.path.join(directory, name) for name in names), key=os.path.getmtime)
        for path in paths[: most // 2]:
            os.unlink(path)
