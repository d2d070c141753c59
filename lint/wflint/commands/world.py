"""What commands read from files and write to files and terminals."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

from wflint import witness
from wflint.commands.usage import UsageError
from wflint.streams import is_unheard
from wflint.visible import json_text, visible
from wflint.whole import write_whole

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


def wants_colour(choice: str) -> bool:
    """As no-color.org, force-color.org and the habits of other tools have it."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0") or os.environ.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
