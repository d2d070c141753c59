"""A script as a reader gets it: its text, with each `${{ }}` put out of the grammar's way, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from wflint.lean import dataclass, field, replace
from wflint.regex import regex
from wflint.senders.message import Invocation, ScriptFacts
from wflint.sources import Source
from wflint.span import Span
from wflint.values.value import EMPTY, Const, Value, text, unplaced

_MARK = regex(r"WQ([0-9A-Za-z]{2})Q*Q")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPRSTUVWXYZ"  # without Q


Call = Callable[[Invocation], ScriptFacts | None]
"""What a command does when its program is a file that can be read, `None` where it isn't."""


Open = Callable[[Value], Source | None]
"""The repository's file at a path, `None` where there is none; a relative path counts from the workspace."""


Read = Callable[["Script", str], ScriptFacts | None]
"""What a text does that a command is given to run, in that language; `None` where it isn't worth reading, or can't be."""


def opens_nothing(path: Value) -> Source | None:
    """For scripts that stand alone: no path leads to a file."""
    return None


def calls_nothing(invocation: Invocation) -> ScriptFacts | None:
    """For scripts that stand alone: no command leads to a file."""
    return None


def reads_nothing(script: Script, language: str) -> ScriptFacts | None:
    """For scripts that stand alone: no command runs a text in another language."""
    return None


@dataclass(frozen=True, slots=True)
class Hole:
    """A `${{ }}` in the script: its range in characters, braces included, and what it stands for."""

    start: int
    end: int
    value: Value


@dataclass(frozen=True, slots=True)
class Script:
    """One script to read.

    `source` is the text as it stands in the file.  `text` is the same with every `${{ }}` replaced by a word of the same
    length, so that offsets stay valid and any shell's grammar takes it for part of a word; `values_in()` puts the values back.
    `locate(start, end)` gives the place in the file of a range of characters.  `environment` is what the step's `env:` (three
    levels), GitHub's default variables and earlier `GITHUB_ENV` writes give.  `arguments` are `$1`, `$2`, ….

    `alone` is one that nothing in sight runs: that it has no `arguments` then says nothing.

    A script that stands in a file of its own has its `path` from the workspace (`scripts/send.sh`), and one that is sourced tells
    what was `started`: that is `$0` there.  `open(path)` gives a file
    that it sources or imports.  `call(invocation)` reads the file that a command runs, if it is one of the repository's; what
    that gives holds under the guard of the command and has its error handling already.
    `read(script, language)` reads a text that a command is given: `python -c TEXT`.
    """

    source: str
    locate: Callable[[int, int], Span]
    holes: tuple[Hole, ...] = ()
    environment: Mapping[str, Value] = field(default_factory=dict)
    stops_on_error: bool = True
    pipefail: bool = False
    arguments: tuple[Value, ...] = ()
    path: str = ""
    started: Value | None = None
    alone: bool = False
    open: Open = opens_nothing
    call: Call = calls_nothing
    read: Read = reads_nothing
    text: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", _masked(self.source, self.holes))

    def values_in(self, piece: str, offset: int | None = None) -> Value:
        """The value of a piece of `text`: constants, and for each masked `${{ }}` what it stands for.

        `offset` is where the piece begins in the script, when it stands there as it is.
        """
        if not self.holes:
            return Const(piece, offset) if piece else EMPTY
        parts: list[Value] = []
        done = 0
        for match in _MARK.finditer(piece):
            index = _DIGITS.index(match[1][0]) * len(_DIGITS) + _DIGITS.index(match[1][1])
            if index >= len(self.holes):
                continue
            parts.append(Const(piece[done : match.start()], None if offset is None else offset + done))
            parts.append(self.holes[index].value)
            done = match.end()
        parts.append(Const(piece[done:], None if offset is None else offset + done))
        return text(parts)

    def original(self, piece: str) -> str:
        """A piece of `text` as it reads in the file."""

        def written(match: re.Match[str]) -> str:
            index = _DIGITS.index(match[1][0]) * len(_DIGITS) + _DIGITS.index(match[1][1])
            if index >= len(self.holes):
                return match[0]
            hole = self.holes[index]
            return self.source[hole.start : hole.end]

        return _MARK.sub(written, piece)


def without_offsets(script: Script) -> Script:
    """The script with what it is given from outside as it is seen in it: it stands nowhere in its text."""
    return replace(
        script,
        environment={name: unplaced(value) for name, value in script.environment.items()},
        holes=tuple(replace(hole, value=unplaced(hole.value)) for hole in script.holes),
        arguments=tuple(map(unplaced, script.arguments)),
    )


def of_file(source: Source, path: str, outer: Script, environment: Mapping[str, Value] | None = None) -> Script:
    """A script in a file of its own, read from `outer`: by `source`, `require`, `import`, or as a program.

    A file has no `${{ }}`: what looks like one is text.
    """
    seen = outer.environment if environment is None else environment
    return Script(
        source.text,
        source.locator(),
        (),
        seen,
        False,
        path=path,
        open=outer.open,
        call=outer.call,
        read=outer.read,
    )


def _masked(source: str, holes: tuple[Hole, ...]) -> str:
    pieces: list[str] = []
    done = 0
    for index, hole in enumerate(holes[: len(_DIGITS) ** 2]):
        pieces.append(source[done : hole.start])
        pieces.append(f"WQ{_DIGITS[index // len(_DIGITS)]}{_DIGITS[index % len(_DIGITS)]}".ljust(hole.end - hole.start, "Q"))
        done = hole.end
    pieces.append(source[done:])
    return "".join(pieces)
