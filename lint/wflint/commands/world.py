"""What commands read from files and write to files and terminals."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from wflint import witness
from wflint.commands.usage import UsageError
from wflint.visible import visible


def complain(sentence: str) -> None:
    """Say something on standard error, whatever the sentence quotes."""
    print(f"wflint: {visible(sentence)}", file=sys.stderr)


@contextlib.contextmanager
def printing() -> Iterator[None]:
    """What is printed inside may find that its reader has gone, as behind `| head`: then nothing more is said."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(text: str) -> None:
    """Print a whole text."""
    with printing():
        sys.stdout.write(text)


def say_json(content: object) -> None:
    """Print a value as JSON for people and programs."""
    import json

    say(json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def read_text(file: str) -> str:
    """The text of a file that the command line names."""
    try:
        return (witness.content(file) or b"").decode().replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it isn't UTF-8 text"
        raise UsageError(f"{file} can't be read: {reason}") from error


def write_text(file: str, content: str) -> None:
    """Write a file that the command line names."""
    try:
        data = content.encode("utf-8", "backslashreplace")
        Path(file).write_bytes(data)
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
