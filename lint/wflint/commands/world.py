"""What commands read from files and write to files and terminals."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from wflint import witness
from wflint.commands.usage import UsageError
from wflint.streams import is_unheard
from wflint.visible import json_text, visible

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from typing import TextIO


class OutputError(Exception):
    """Standard output takes nothing: a disk is full."""


def complain(sentence: str) -> None:
    """Say something on standard error, whatever the sentence quotes; where nobody can hear it, nothing is said."""
    try:
        print(f"wflint: {visible(sentence)}", file=sys.stderr, flush=True)
    except OSError:
        _silence(sys.stderr)


@contextlib.contextmanager
def printing() -> Iterator[None]:
    """What is printed inside may find that its reader has gone, as behind `| head`: then nothing more is said.

    Raises `OutputError` where it can't be written for another reason.
    """
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        _silence(sys.stdout)
        if not is_unheard(error):
            raise OutputError(f"standard output can't be written: {error.strerror or error}") from error


def _silence(stream: TextIO) -> None:
    """Let what is left in the stream go nowhere, so that it doesn't fail once more when Python ends."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def say(text: str) -> None:
    """Print a whole text."""
    with printing():
        sys.stdout.write(text)


def say_json(content: object) -> None:
    """Print a value as JSON for people and programs."""
    say(json_text(content))


def read_text(file: str) -> str:
    """The text of a file that the command line names."""
    try:
        return (witness.content(file) or b"").decode().replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it isn't UTF-8 text"
        raise UsageError(f"{file} can't be read: {reason}") from error


def write_text(file: str, content: str) -> None:
    """Write a file that the command line names: whole, or not at all where it is a regular one."""
    try:
        data = content.encode("utf-8", "backslashreplace")
        write_whole(file, data)
        witness.wrote(file, data)
    except OSError as error:
        raise UsageError(f"{file} can't be written: {error.strerror or error}") from error


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


def wants_colour(choice: str) -> bool:
    """As no-color.org, force-color.org and the habits of other tools have it."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0") or os.environ.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
