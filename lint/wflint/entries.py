"""The catalogue's entries: an event with its senders, its listeners and its fields, in words and with places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from wflint.lean import dataclass
from wflint.span import Span

Kind = Literal["repository_dispatch", "workflow_dispatch", "workflow_run"]


@dataclass(frozen=True, slots=True)
class Origin:
    """What a field holds in one message: the value in words, and the place that puts it there."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class FieldEntry:
    """One field of the payload, or one input.

    `declared` says how an input is declared ("required", "optional, default 'main'"), with the place; `None` where it isn't, or
    needn't be.  `readers` read it by its name.
    """

    name: str
    origins: tuple[Origin, ...] = ()
    readers: tuple[Span, ...] = ()
    declared: Origin | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """One place that sends the event.  `conditions` must all hold; each is in words.  `caller` is the workflow whose run it is.
    `step` is where the step begins.

    `token` and `ref` are in words, empty where nothing is known of them.  `opened` says why there may be more fields than
    those that are seen.
    """

    span: Span
    step: Span
    caller: str
    mechanism: str
    target: str
    repository: str
    conditions: tuple[str, ...] = ()
    fields: tuple[tuple[str, Origin], ...] = ()
    opened: str = ""
    token: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Hearer:
    """One workflow that the event starts, with the place where it says so."""

    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class EventEntry:
    """One event of the system.

    `name` is the event type, or the workflow that is started or waited for.  `repository` is where it is sent, empty where the
    system has one repository only.  `notes` say what is odd about it.  `whole` are places that read the payload as a whole.
    """

    kind: Kind
    name: str
    repository: str = ""
    senders: tuple[Sender, ...] = ()
    hearers: tuple[Hearer, ...] = ()
    fields: tuple[FieldEntry, ...] = ()
    whole: tuple[Span, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def spans(self) -> Iterator[Span]:
        """Every place that the entry names."""
        yield from (each.span for each in self.senders)
        yield from (each.span for each in self.hearers)
        yield from self.whole
        for entry in self.fields:
            yield from (each.span for each in entry.origins)
            yield from entry.readers
            if entry.declared is not None:
                yield entry.declared.span
