"""Questions to the file system, and who takes them down: the only door to the tree that is checked.

A report rests on nothing but the answers to these questions.  Whoever wants to know whether a stored report still holds lets a
`Witness` take down questions and answers, and puts the same questions again later.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable
from contextvars import ContextVar

try:
    from _blake2 import blake2b  # without OpenSSL, which hashlib takes longer to load than all else takes here
except ImportError:
    from hashlib import blake2b

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from typing import TypeVar

    _Result = TypeVar("_Result")

NOT_REGULAR = "it isn't a regular file"

Path = str | os.PathLike[str]
Kind = str
"""What stands in a folder: `folder`, `file`, `link`, which may lead anywhere, or `other`."""

_WINDOWS = os.name == "nt"
_MOUNT_POINT = 0xA0000003
"""The tag of a junction (learn.microsoft.com, "Reparse Point Tags", `IO_REPARSE_TAG_MOUNT_POINT`)."""

_SETTLED = 2_000_000_000
"""Nanoseconds.  A file that was changed just before it was read may change again without a new time: file systems keep times in
steps of up to two seconds (FAT), so the time of a younger file proves nothing."""

About = Callable[[str, bytes], str | None]
"""Tells what counts of a file of which not all does; `None` where all of it may."""

Signature = tuple[int, int, int, int]
"""Size, time of change of the content and of the file itself in nanoseconds, and number of the file."""


class Witness:
    """What was asked, with the answers, in the order of the first asking, and whether the run did more than ask."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], tuple[str, Signature | None]] = {}
        self.written: dict[str, bytes] = {}
        self.acted = False

    def note(self, question: str, path: Path, answer: str, signature: Signature | None = None) -> None:
        self.answers[question, os.fspath(path)] = answer, signature


_listening: ContextVar[Witness | None] = ContextVar("_listening", default=None)


def heard_by(witness: Witness, run: Callable[[], _Result]) -> _Result:
    """The result of `run`; everything that it asks is taken down by `witness`."""
    token = _listening.set(witness)
    try:
        return run()
    finally:
        _listening.reset(token)


# -- questions ------------------------------------------------------------------------------------------------------------


def content(path: Path, at_most: int | None = None) -> bytes | None:
    """What a file holds; `None` where that is more than `at_most` bytes.  Raises `OSError`.

    With a limit it must be a regular file: from a pipe nothing may ever come, and a device may never end.
    """
    witness = _listening.get()
    try:
        data, signature = _read(path, at_most, at_most is not None)
    except OSError as error:
        if witness is not None:
            witness.note("content", path, _error(error))
        raise
    if witness is not None:
        witness.note("content" if data is not None else "size", path, _said(data, signature), signature)
    return data


def entries(folder: Path) -> list[tuple[str, Kind]]:
    """Everything in a folder by name, in order, with what it is; raises `OSError`."""
    witness = _listening.get()
    try:
        found, signature = _list(folder)
    except OSError as error:
        if witness is not None:
            witness.note("entries", folder, _error(error))
        raise
    if witness is not None:
        witness.note("entries", folder, _listed(found), signature)
    return found


def packages(folder: Path) -> list[str]:
    """The packages installed in a folder, in order, by the names of the folders that tell of them; raises `OSError`."""
    found = _packages(folder)
    witness = _listening.get()
    if witness is not None:
        witness.note("packages", folder, digest("\0".join(found).encode("utf-8", "surrogatepass")))
    return found


def is_file(path: Path) -> bool:
    """Whether there is a regular file, links followed."""
    return _noted("is file", path)


def is_folder(path: Path) -> bool:
    """Whether there is a folder, links followed."""
    return _noted("is folder", path)


def is_link(path: Path) -> bool:
    """Whether there is a symbolic link."""
    return _noted("is link", path)


def exists(path: Path) -> bool:
    """Whether there is anything, links followed."""
    return _noted("exists", path)


def real(path: Path) -> str:
    """The path with all links followed."""
    found = os.path.realpath(path)
    witness = _listening.get()
    if witness is not None:
        witness.note("real", path, found)
    return found


def wrote(path: str, data: bytes) -> None:
    """Take down that a file was written: whoever gives a stored report writes it again."""
    witness = _listening.get()
    if witness is not None:
        witness.written[path] = data


def is_heard() -> bool:
    """Whether anybody takes anything down."""
    return _listening.get() is not None


def stands_for(path: Path, about: str) -> None:
    """Take down that of a file's content only `about` counted, which `facts/ordinary.py` can tell again of another content."""
    witness = _listening.get()
    key = "content", os.fspath(path)
    if witness is not None and key in witness.answers:
        answer, signature = witness.answers.pop(key)
        witness.note("ordinary", path, f"{answer} {about}", signature)


def acted() -> None:
    """Take down that the tree itself is changed: no stored report can stand for that."""
    witness = _listening.get()
    if witness is not None:
        witness.acted = True


_TESTS: dict[str, Callable[[Path], bool]] = {
    "is file": os.path.isfile,
    "is folder": os.path.isdir,
    "is link": os.path.islink,
    "exists": os.path.exists,
}


def _noted(question: str, path: Path) -> bool:
    answer = _TESTS[question](path)
    witness = _listening.get()
    if witness is not None:
        witness.note(question, path, "yes" if answer else "no")
    return answer


QUESTIONS = frozenset(("content", "entries", "ordinary", "packages", "size", "real", "code", *_TESTS))


# -- the same answers? ----------------------------------------------------------------------------------------------------


def again(
    question: str, path: str, answer: str, signature: Signature | None, settled: bool, about: About
) -> tuple[str | None, Signature | None]:
    """Today's answer to a question, and the signature for it; `None` in place of the answer where the file's signature is
    that of the first time and proves that nothing has changed."""
    try:
        match question:
            case "content" | "entries" | "ordinary":
                if signature is not None and settled and _signature(os.stat(path)) == signature:
                    return None, signature
                if question == "ordinary":
                    return _ordinary(path, answer, about)
                if question == "content":
                    data, new = _read(path, None, True)
                    return _said(data, new), new
                found, new = _list(path)
                return _listed(found), new
            case "packages":
                return digest("\0".join(_packages(path)).encode("utf-8", "surrogatepass")), None
            case "size":
                return str(os.stat(path).st_size), None
            case "real":
                return os.path.realpath(path), None
            case "code":
                return code(path), None
            case _:
                return "yes" if _TESTS[question](path) else "no", None
    except OSError as error:
        return _error(error), None


def _ordinary(path: str, answer: str, about: About) -> tuple[str, Signature]:
    data, signature = _read(path, None, True)
    known = answer.partition(" ")[0]
    if _said(data, signature) == known:
        return answer, signature
    counts = about(path, data or b"") or ""
    return f"{_said(data, signature) if counts else known} {counts}", signature


def is_settled(signature: Signature | None, now: int) -> bool:
    """Whether a file with that signature can't have changed since `now`, the time of reading, and look the same."""
    return signature is not None and now - max(signature[1], signature[2]) > _SETTLED


def now() -> int:
    return time.time_ns()


def code(path: str) -> str:
    """A folder of program code, or one file of it, by names, sizes and times."""
    found = blake2b(digest_size=16)
    waiting = [path]
    while waiting:
        current = waiting.pop()
        about = os.stat(current)
        if stat.S_ISDIR(about.st_mode):
            with os.scandir(current) as entries:
                waiting += sorted((each.path for each in entries if each.name != "__pycache__"), reverse=True)
        else:
            found.update(f"{current}\0{about.st_size}\0{about.st_mtime_ns}\0".encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def digest(data: bytes) -> str:
    """What tells one content from another, on purpose or by chance."""
    return blake2b(data, digest_size=16).hexdigest()


# -- the file system ------------------------------------------------------------------------------------------------------


def _read(path: Path, at_most: int | None, regular: bool) -> tuple[bytes | None, Signature]:
    """Content and signature; that is taken before the content, so that a change in between shows later."""
    with open(path, "rb", buffering=0, opener=at_once if regular else None) as file:
        about = os.fstat(file.fileno())
        if regular and not stat.S_ISREG(about.st_mode):
            raise OSError(errno.ENXIO, NOT_REGULAR)
        signature = _signature(about)
        if at_most is None:
            return file.readall(), signature
        if signature[0] > at_most:
            return None, signature
        data = file.read(signature[0] + 1)  # room for `at_most` bytes takes longer to get than a workflow to read
        if len(data) > signature[0]:
            data += file.read(at_most + 1 - len(data))
        return (data if len(data) <= at_most else None), signature


def at_once(path: str, flags: int) -> int:
    """For `open`: opened without waiting for whoever may write to a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _said(data: bytes | None, signature: Signature) -> str:
    return digest(data) if data is not None else str(signature[0])


def _list(folder: Path) -> tuple[list[tuple[str, Kind]], Signature]:
    signature = _signature(os.stat(folder))
    with os.scandir(folder) as found:
        return sorted((each.name, _kind(each)) for each in found), signature


def _packages(folder: Path) -> list[str]:
    return sorted(name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info")))


def _kind(entry: os.DirEntry[str]) -> Kind:
    if entry.is_symlink() or _is_junction(entry):
        return "link"
    return "folder" if entry.is_dir(follow_symlinks=False) else "file" if entry.is_file(follow_symlinks=False) else "other"


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Whether a folder of Windows is another one, perhaps outside or around this one, without being a link."""
    return _WINDOWS and getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0) == _MOUNT_POINT


def _listed(found: list[tuple[str, Kind]]) -> str:
    return digest("\0".join(part for entry in found for part in entry).encode("utf-8", "surrogatepass"))


def _signature(about: os.stat_result) -> Signature:
    return about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino


def _error(error: OSError) -> str:
    return f"error {error.errno}"
