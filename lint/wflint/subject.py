"""What somebody asks about: an event, a file, or a line of a file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from difflib import get_close_matches

from wflint.entries import EventEntry, Sender
from wflint.graph import System
from wflint.lean import dataclass
from wflint.regex import regex
from wflint.senders.message import Unresolved
from wflint.span import Span


@dataclass(frozen=True, slots=True)
class EventSubject:
    """Every event of that name."""

    entries: tuple[EventEntry, ...]


@dataclass(frozen=True, slots=True)
class FileSubject:
    """A file, by its path as it is shown."""

    path: str


@dataclass(frozen=True, slots=True)
class LineSubject:
    """One line: what is sent there, what isn't understood there, which events are heard and which fields are read there."""

    path: str
    line: int
    sent: tuple[Sender, ...]
    unresolved: tuple[Unresolved, ...]
    heard: tuple[EventEntry, ...]
    read: tuple[tuple[EventEntry, str, Span], ...]


@dataclass(frozen=True, slots=True)
class NotFound:
    """Why nothing was found, and what may have been meant."""

    reason: str


Subject = EventSubject | FileSubject | LineSubject | NotFound

_LINE = regex(r"(.+?):([0-9]{1,9})(?::[0-9]{1,9})?")


def subject(system: System, entries: tuple[EventEntry, ...], word: str) -> Subject:
    """What a word means: an event's name first, then a file, then a file and a line."""
    known = paths(system, entries)
    named = tuple(each for each in entries if word in (each.name, f"{each.kind} {each.name}"))
    files = _files(word, known)
    if named and not files:
        return EventSubject(named)
    at = _LINE.fullmatch(word)
    lined = _files(at[1], known) if at is not None and not files else ()
    for found in (files, lined):
        if len(found) > 1:
            return NotFound(f"`{word}` can be {' or '.join(f'`{each}`' for each in found)}")
    if files:
        return FileSubject(files[0])
    if at is not None and lined:
        return _line(system, entries, lined[0], int(at[2]))
    names = {each.name: None for each in entries} | dict.fromkeys(known) | {path.rpartition("/")[2]: None for path in known}
    near = get_close_matches(at[1] if at is not None and "/" in word else word, [each for each in names if each], n=1)
    return NotFound(f"there is no event or file `{word}`" + (f"; did you mean `{near[0]}`?" if near else ""))


def paths(system: System, entries: tuple[EventEntry, ...]) -> tuple[str, ...]:
    """Every workflow, and every other file that sends something."""
    found = dict.fromkeys(facts.path for facts in system.workflows)
    found |= dict.fromkeys(each.span.path for entry in entries for each in entry.senders)
    found |= dict.fromkeys(each.span.path for each, _ in system.unresolved)
    return tuple(found)


def _files(word: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """The files that a word can mean: by the path, or by the end of it."""
    plain = os.path.normpath(word).replace(os.sep, "/")
    whole = tuple(path for path in known if plain in (path, os.path.abspath(path).replace(os.sep, "/")))
    return whole or tuple(path for path in known if path.endswith(f"/{plain}"))


def _line(system: System, entries: tuple[EventEntry, ...], path: str, line: int) -> Subject:
    def is_here(span: Span) -> bool:
        return span.path == path and span.line <= line <= max(span.end_line - (span.end_column == 1), span.line)

    senders = tuple(dict.fromkeys(each for entry in entries for each in entry.senders if each.span.path == path))
    unresolved = tuple(dict.fromkeys(each for each, _ in system.unresolved if each.span.path == path))
    sent = tuple(each for each in senders if is_here(each.span))
    sent = sent or tuple(each for each in senders if any(is_here(origin.span) for _, origin in each.fields))
    misread = tuple(each for each in unresolved if is_here(each.span))
    heard = tuple(entry for entry in entries if any(is_here(each.span) for each in entry.hearers))
    read = tuple(_read(entries, is_here))
    if not (sent or misread or heard or read):
        step = _step_at(system, path, line)
        sent = tuple(each for each in senders if each.step == step)
    if sent or misread or heard or read:
        return LineSubject(path, line, sent, misread, heard, read)
    lines = [each.span.line for each in senders] + [each.span.line for each in unresolved]
    nearest = min(lines, key=lambda each: abs(each - line), default=None)
    hint = f"; the nearest line that sends something is {nearest}" if nearest is not None else ""
    return NotFound(f"nothing is sent, heard or read at `{path}:{line}`{hint}")


def _read(entries: tuple[EventEntry, ...], is_here: Callable[[Span], bool]) -> Iterator[tuple[EventEntry, str, Span]]:
    for entry in entries:
        for field in entry.fields:
            for span in field.readers:
                if is_here(span):
                    yield entry, field.name, span
        for span in entry.whole:
            if is_here(span):
                yield entry, "", span


def _step_at(system: System, path: str, line: int) -> Span | None:
    """Where the step begins that a line stands in; `None` where it stands in none."""
    begins = {way.step.place: True for way in system.ways if way.step.place.path == path}
    begins |= {job.key.span: False for facts in system.workflows if facts.path == path for job in facts.workflow.jobs}
    before = [place for place in begins if place.line <= line]
    last = max(before, default=None)
    return last if last is not None and begins[last] else None
