"""What an operator is, and what it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, cast

from mutation.subject import Edit, Subject

Property = Literal["P1", "P2", "P3", "P4", "P5", "P6", "DUP"]
"""P1 every task comes to an end that someone sees, P2 every path has its callback, P3 one id from first to last hop,
P4 every loop is bounded, P5 no dead route, P6 no message unheard, DUP nothing twice."""


@dataclass(frozen=True, slots=True)
class Change:
    """One place of a system changed: `path` and `line` say where, `what` in a few words how, `files` are all files after it.

    `expected` narrows the operator's rules for this place, where it is of a kind of its own.
    """

    path: str
    line: int
    what: str
    files: Mapping[str, str] = field(repr=False)
    expected: frozenset[str] | None = None


Changes = Callable[[Subject], Iterable[Change]]


@dataclass(frozen=True, slots=True)
class Operator:
    """One kind of fault, or of rewriting that is none.

    `expected` are the rules any of which names the fault as what it is; none where no rule of the catalogue does.  `properties`
    are what the fault breaks, from fault level `level` on (F1 a step fails, F2 a job times out, F4 a runner is lost, F5 a run is
    killed, F6 sending fails).  A neutral operator must change no finding but those of rules in `tolerated`,
    and no message where it `keeps_messages`.
    """

    name: str
    summary: str
    family: str
    changes: Changes
    expected: frozenset[str] = frozenset()
    properties: tuple[Property, ...] = ()
    level: str = "F1"
    neutral: bool = False
    tolerated: frozenset[str] = frozenset()
    keeps_messages: bool = True

    def mutants(self, subject: Subject) -> Iterator[Mutant]:
        """One mutant for each place that the operator fits."""
        for change in self.changes(subject):
            yield Mutant(self, subject.name, change)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A system with one fault: what was done to it, and which rules should say so."""

    operator: Operator
    base: str
    change: Change

    @property
    def expected(self) -> frozenset[str]:
        return self.operator.expected if self.change.expected is None else self.change.expected

    @property
    def place(self) -> str:
        return f"{self.change.path}:{self.change.line}"


def fault(
    name: str, summary: str, family: str, changes: Changes, expected: str, properties: str = "", level: str = "F1"
) -> Operator:
    """An operator that makes a fault; rules and properties are given as words."""
    marks = cast("tuple[Property, ...]", tuple(properties.split()))
    return Operator(name, summary, family, changes, frozenset(expected.split()), marks, level)


def neutral(name: str, summary: str, changes: Changes, tolerated: str = "", keeps_messages: bool = True) -> Operator:
    """An operator that changes nothing of what the system does."""
    known = frozenset(tolerated.split())
    return Operator(name, summary, "neutral", changes, neutral=True, tolerated=known, keeps_messages=keeps_messages)


def changed(subject: Subject, edits: Iterable[Edit], what: str, expected: str | None = None) -> Iterator[Change]:
    """The change that edits make, at the place of the first; nothing where there is nothing to edit or nothing changes."""
    known = tuple(edits)
    if not known:
        return
    files = subject.edited(known)
    if files != dict(subject.files):
        first = known[0]
        line = subject.files[first.path].count("\n", 0, first.start) + 1
        yield Change(first.path, line, what, files, None if expected is None else frozenset(expected.split()))
