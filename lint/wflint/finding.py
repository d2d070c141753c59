"""Findings: what a rule says, where, and with which other places."""

from __future__ import annotations

import enum

from wflint.lean import dataclass, field
from wflint.span import Span


class Level(enum.IntEnum):
    """How bad it is; a larger number is worse."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Label:
    """A place with its own few words: the other end of a story, or one hop of a trace."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text in `span` by `text`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that remove the fault.  A safe fix can't change what a right workflow does."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule reports.  The engine adds the rule's name and level.

    `message`: lower case, one sentence, no full stop: what will go wrong.  `help`: what to do.  `related`: other ends of the
    story, each with its own words.  `trace`: the path, hop by hop, where the story is one.  `level` lowers or raises the
    rule's own level for this one place.  `subject` tells several hits at one place apart and goes into the fingerprint.
    """

    span: Span
    message: str
    help: str | None = None
    related: tuple[Label, ...] = ()
    trace: tuple[Label, ...] = ()
    fixes: tuple[Fix, ...] = ()
    level: Level | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A hit with its rule and level, ready for a report.

    `fingerprint` stays the same when lines are added elsewhere in the file.  `suppressed` holds the reason of the ignore that
    covers it (empty when the ignore gives none), `None` when nothing does.
    """

    rule: str
    level: Level
    span: Span
    message: str
    help: str | None = None
    related: tuple[Label, ...] = ()
    trace: tuple[Label, ...] = ()
    fixes: tuple[Fix, ...] = ()
    fingerprint: str = ""
    suppressed: str | None = field(default=None)
