"""Reports that were given before: whoever asks again, and finds everything as it was, gets the same bytes.

What is stored is the command line with all that it rests on: the answers of the file system, the code of wflint and of what it
uses, a few variables.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterator

from wflint import __version__, installed, store, witness
from wflint.streams import is_unheard
from wflint.witness import About, Signature, Witness, digest

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from typing import TextIO, TypeVar

    _Result = TypeVar("_Result")

_FORM = b"wflint report 1\n"
_MOST = 200
"""Reports that are kept; beyond that the older half goes."""

_VARIABLES = (
    *("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TERM", "COLORTERM", "COLUMNS"),
    *("WFLINT_CONFIG", "PYTHONPATH"),
)
_PACKAGES = ("wflint", "wflint_rules")
UNSAID = 3
"""The exit status where standard output can't be written, as in `wflint.commands`."""

_Answer = tuple[str, str, str, Signature | None, bool]
"""Question, path, answer, signature, and whether that proves something."""


def place(arguments: list[str]) -> str:
    """The file in which the report on a command line is stored."""
    variables = [f"{name}={os.environ[name]}" for name in _VARIABLES if name in os.environ]
    asked = [__version__, sys.version, sys.prefix, os.getcwd(), str(sys.stdout.isatty()), *variables, "", *arguments]
    key = digest("\0".join(asked).encode("utf-8", "surrogatepass"))
    return os.path.join(store.folder(), "reports", key)


# -- giving ---------------------------------------------------------------------------------------------------------------


def give(file: str, arguments: list[str], about: About) -> int | None:
    """Write a stored report as it was written the first time; its exit status.  `None` where there is none that holds.

    `about` tells what counts of a file of which not all does.
    No file is written but those that the command line names.
    """
    try:
        status, out, err, written, answers = _opened(store.taken(file))
    except (OSError, ValueError, IndexError):
        return None
    named = {given.partition("=")[2] or given for given in arguments}
    fresh = _confirmed(answers, about) if named.issuperset(written) else None
    if fresh is None:
        return None
    if written:
        from wflint.whole import write_whole  # late: there seldom are any

        try:
            for path, content in written.items():
                write_whole(path, content)
        except OSError:
            return None  # a proper run says what is the matter
    if fresh != answers:
        store.put(file, _closed(status, out, err, written, fresh), _MOST)
    return status if _print(out, err) else UNSAID


def _confirmed(answers: list[_Answer], about: About) -> list[_Answer] | None:
    """The same answers with today's signatures, and those to questions that are new; `None` where one is another today."""
    now, fresh, asked = witness.now(), [], Witness()

    def heard(path: str, data: bytes) -> str | None:
        return witness.heard_by(asked, lambda: about(path, data))

    for each in answers:
        question, path, answer, signature, settled = each
        today, new = witness.again(question, path, answer, signature, settled, heard)
        if today is None:
            fresh.append(each)
        elif today == answer or (question == "ordinary" and today.partition(" ")[2] == answer.partition(" ")[2]):
            fresh.append((question, path, today, new, witness.is_settled(new, now)))
        else:
            return None
    return [*fresh, *_taken_down(asked, now, {(question, path) for question, path, *_ in answers})]


def _taken_down(asked: Witness, now: int, known: Collection[tuple[str, str]] = ()) -> Iterator[_Answer]:
    """What a witness has heard, but for what is known already."""
    for (question, path), (answer, signature) in asked.answers.items():
        if (question, path) not in known:
            yield question, path, answer, signature, witness.is_settled(signature, now)


def _print(out: bytes, err: bytes) -> bool:
    """Whether it could be said, or nobody wanted to hear it any more."""
    for stream, data in ((sys.stderr, err), (sys.stdout, out)):
        try:
            stream.buffer.write(data)
            stream.flush()
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
            if stream is sys.stdout and not is_unheard(error):
                print(f"wflint: standard output can't be written: {error.strerror or error}", file=sys.stderr)
                return False
    return True


# -- keeping --------------------------------------------------------------------------------------------------------------


class _Listener:
    """A stream that remembers what is written to it, and whether its reader has gone."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.heard: list[str] = []
        self.is_whole = True

    def write(self, text: str) -> int:
        self.heard.append(text)
        return self._done(lambda: self.stream.write(text))

    def flush(self) -> None:
        self._done(self.stream.flush)

    def _done(self, act: Callable[[], _Result]) -> _Result:
        try:
            return act()
        except OSError:
            self.is_whole = False
            raise

    def __getattr__(self, name: str) -> object:
        return getattr(self.stream, name)


def keep(file: str, run: Callable[[], int]) -> int:
    """The exit status of `run`; what it writes is stored, if it comes to a result."""
    asked, now = Witness(), witness.now()
    out, err = _Listener(sys.stdout), _Listener(sys.stderr)
    streams = sys.stdout, sys.stderr
    for stream in streams:  # as `cli.main` does with streams that aren't listened to
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    sys.stdout, sys.stderr = out, err
    try:
        witness.heard_by(asked, _installed)
        status = witness.heard_by(asked, run)
    finally:
        sys.stdout, sys.stderr = streams
    if status in (0, 1) and out.is_whole and err.is_whole and not asked.acted:
        code = (("code", path, witness.code(path), None, False) for path in _code())
        answers = [*_taken_down(asked, now), *code]
        store.put(file, _closed(status, _bytes(out), _bytes(err), asked.written, answers), _MOST)
    return status


def _bytes(listener: _Listener) -> bytes:
    return "".join(listener.heard).encode("utf-8", "backslashreplace")


def _installed() -> int:
    """Asks what packages are installed, any of which may bring rules; how many there are."""
    return sum(len(witness.packages(folder)) for folder in installed.folders())


def _code() -> list[str]:
    """The code that made the report: wflint's own packages whole, a rule more or less counts; of others what was loaded."""
    modules = list(sys.modules.values())
    own = [path for each in modules if each.__name__ in _PACKAGES for path in getattr(each, "__path__", ())]
    library = os.path.dirname(os.__file__)
    site = os.path.join(library, "site-packages")
    loaded = [path for each in modules if isinstance(path := getattr(each, "__file__", None), str)]
    inside = tuple(f"{path}{os.sep}" for path in own)
    others = [
        path
        for path in loaded
        if not path.startswith(inside) and (not path.startswith(library) or path.startswith(site)) and os.path.isfile(path)
    ]
    return sorted({*own, *others})


# -- the file -------------------------------------------------------------------------------------------------------------


def _closed(status: int, out: bytes, err: bytes, written: dict[str, bytes], answers: list[_Answer]) -> bytes:
    parts = [str(status).encode(), out, err, str(len(written)).encode()]
    for path, content in written.items():
        parts += [os.fsencode(path), content]
    fields = [
        field
        for question, path, answer, signature, settled in answers
        for field in (question, path, answer, " ".join(map(str, signature or ())), "1" if settled else "0")
    ]
    parts.append("\0".join(fields).encode("utf-8", "surrogateescape"))
    body = b"".join(b"%d:%b" % (len(part), part) for part in parts)
    return store.sealed(_FORM, body)


def _opened(data: bytes) -> tuple[int, bytes, bytes, dict[str, bytes], list[_Answer]]:
    """What `_closed` made a file of; raises `ValueError` or `IndexError` for anything else."""
    body = store.unsealed(_FORM, data)
    parts, at = [], 0
    while at < len(body):
        colon = body.index(b":", at)
        end = colon + 1 + int(body[at:colon])
        if end <= colon:
            raise ValueError("a part of less than nothing")
        parts.append(body[colon + 1 : end])
        at = end
    status, out, err, count = int(parts[0]), parts[1], parts[2], int(parts[3])
    files = parts[4 : 4 + 2 * count]
    written = dict(zip(map(os.fsdecode, files[::2]), files[1::2], strict=True))
    fields = iter(parts[4 + 2 * count].decode("utf-8", "surrogateescape").split("\0"))
    answers = [
        (question, path, answer, _signature(numbers), settled == "1")
        for question, path, answer, numbers, settled in zip(fields, fields, fields, fields, fields, strict=True)
    ]
    if any(question not in witness.QUESTIONS for question, *_ in answers):
        raise ValueError("a question that nobody asks")
    return status, out, err, written, answers


def _signature(numbers: str) -> Signature | None:
    if not numbers:
        return None
    size, changed, touched, number = map(int, numbers.split())
    return size, changed, touched, number
