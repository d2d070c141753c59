"""Whether loops end, by cutting them: a counter that rises and is asked for a bound can't go round for ever.

Take a strongly connected part of the graph, and a counter that no arc in it resets.  If the part falls apart without the arcs
that ask for a bound, and it falls apart without those that move the counter, then no way goes round for ever: the arcs that are
taken for ever would hold one of each kind, and the counter would pass any bound while it is below one.  What is left after a cut
is looked at in the same way, with the other counters.  Which arc asks and which one moves doesn't matter.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from typing import Literal

from wflint.circles import grouped, strongly_connected
from wflint.lean import dataclass, field
from wflint.span import Span

Change = Literal["kept", "raised", "lowered", "reset", "lost", "unknown"]
Direction = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Arc:
    """One step of a walk.

    `changes` says what it does to each counter; `stops` the counters with the direction in which each is on its way when this
    arc is no longer taken at some point.  `place` is where it is written.
    """

    start: Hashable
    end: Hashable
    changes: Mapping[str, Change] = field(default_factory=dict, hash=False)
    stops: frozenset[tuple[str, Direction]] = frozenset()
    place: Span | None = None

    def change(self, counter: str) -> Change:
        return self.changes.get(counter, "unknown")


def endless(arcs: Collection[Arc], counters: Collection[str], trusting: bool = False) -> tuple[tuple[Arc, ...], ...]:
    """The strongly connected parts that no counter bounds.  `trusting`: a change that isn't known is taken to be a move."""
    return tuple(part for part in parts(arcs) if not any(_bounds(part, each, counters, trusting) for each in counters))


def _bounds(part: tuple[Arc, ...], counter: str, counters: Collection[str], trusting: bool) -> bool:
    changes = {arc.change(counter) for arc in part}
    if changes & {"reset", "lost"} or (not trusting and "unknown" in changes):
        return False
    rest = [each for each in counters if each != counter]
    steady = [arc for arc in part if arc.change(counter) == "kept"]
    return not endless(steady, rest, trusting) and any(
        not endless([arc for arc in part if (counter, direction) not in arc.stops], rest, trusting)
        for direction in _directions(changes)
    )


def _directions(changes: Collection[Change]) -> Iterator[Direction]:
    """Where the counter can be on its way to."""
    if "lowered" not in changes:
        yield "up"
    if "raised" not in changes:
        yield "down"


def parts(arcs: Collection[Arc]) -> Iterator[tuple[Arc, ...]]:
    """The strongly connected parts: the arcs inside each."""
    part = strongly_connected(grouped((arc.start, arc.end) for arc in arcs))
    inside: dict[int, list[Arc]] = {}
    for arc in arcs:
        if part[arc.start] == part[arc.end]:
            inside.setdefault(part[arc.start], []).append(arc)
    return map(tuple, inside.values())
