"""Command-line flags as `gh` and `curl` understand them: anywhere, joined or apart, short ones in a bundle."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from wflint.lean import dataclass
from wflint.senders.holed import holed
from wflint.senders.message import Word
from wflint.span import Span
from wflint.values.value import Value, constant


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag as it was given: its name without dashes, its value where it takes one, and the place of the value."""

    name: str
    value: Value | None
    span: Span


@dataclass(frozen=True, slots=True)
class CommandLine:
    """The words of a command, sorted into flags and the rest."""

    flags: tuple[Flag, ...]
    rest: tuple[Word, ...]

    def last(self, *names: str) -> Flag | None:
        return next((flag for flag in reversed(self.flags) if flag.name in names), None)

    def every(self, *names: str) -> tuple[Flag, ...]:
        return tuple(flag for flag in self.flags if flag.name in names)

    def has(self, *names: str) -> bool:
        return any(flag.name in names for flag in self.flags)


def read_flags(words: Sequence[Word], with_value: frozenset[str]) -> CommandLine:
    """Sort the words; `with_value` are the names of flags (`X`, `method`) that take a value."""
    flags: list[Flag] = []
    rest: list[Word] = []
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        found = holed(word.value)
        following = words[at] if at < len(words) else None
        if found.shape == "--":
            rest.extend(words[at:])
            break
        if found.shape.startswith("--"):
            name, equals, behind = found.shape[2:].partition("=")
            if equals:
                flags.append(Flag(name, found.restore(behind), word.span))
            elif name in with_value:
                flags.append(Flag(name, following.value if following else None, following.span if following else word.span))
                at += 1
            else:
                flags.append(Flag(name, None, word.span))
        elif found.shape.startswith("-") and len(found.shape) > 1:
            at += _bundle(found.shape[1:], word, following, with_value, flags)
        else:
            rest.append(word)
    return CommandLine(tuple(flags), tuple(rest))


def _bundle(letters: str, word: Word, following: Word | None, with_value: frozenset[str], flags: list[Flag]) -> int:
    """Short flags behind one dash (`-sSfXPOST`); says how many further words were used."""
    found = holed(word.value)
    for index, letter in enumerate(letters):
        if letter not in with_value:
            flags.append(Flag(letter, None, word.span))
            continue
        behind = letters[index + 1 :]
        if behind:
            flags.append(Flag(letter, found.restore(behind.removeprefix("=")), word.span))
            return 0
        flags.append(Flag(letter, following.value if following else None, following.span if following else word.span))
        return 1
    return 0


def pair_of(value: Value) -> tuple[Value, Value | None]:
    """`name=value` cut at the first `=`; the value is `None` where there is no `=`."""
    found = holed(value)
    name, equals, behind = found.shape.partition("=")
    return found.restore(name), found.restore(behind) if equals else None


def program_name(value: Value) -> str | None:
    """The bare name of a program: without folder and `.exe`."""
    known = constant(value)
    return _bare(known) if known is not None else None


@lru_cache(10_000)
def _bare(name: str) -> str | None:
    return name.replace("\\", "/").rpartition("/")[2].lower().removesuffix(".exe") or None
