"""The six promises, judged without playing stories.

P1 by each hop after which the task is lost, P2 by the ways to an end that pass no callback, P3 by what each hop does with the id,
P4 by cutting loops, P5 and P6 by what can be reached.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wflint.graph import System
from wflint.scenario import Event
from wflint.soundness.correlation import passings
from wflint.soundness.explore import Exploration
from wflint.soundness.structure.cut import endless
from wflint.soundness.structure.hops import Hops
from wflint.soundness.verdicts import Checks, Property, Story, dead
from wflint.span import Span


@dataclass(frozen=True, slots=True)
class Breach:
    """A promise that is broken at a place; not `certain` where it may be that it never is."""

    property: Property
    place: Span
    certain: bool


def breaches(system: System, level: int) -> frozenset[Breach]:
    """Everything that breaks a promise, whatever the launcher, with faults up to a level."""
    hops = Hops(system)
    explored = [hops.explore(root) for root in hops.roots()]
    found = {
        breach
        for each in explored
        for check in [Checks(hops, each)]
        for breach in (
            *_told("P1", check.losses(level)),
            *_told("P2", check.silences(level)),
            *_told("P6", check.unheard(level)),
            *_loops(hops, each, level),
        )
    }
    return frozenset(found | set(_told("P5", dead(hops, explored, level))) | set(_breaks(system, explored, level)))


def _told(name: Property, stories: Iterator[Story]) -> Iterator[Breach]:
    return (Breach(name, story.place, story.is_certain) for story in stories)


def _loops(hops: Hops, exploration: Exploration, level: int) -> Iterator[Breach]:
    for certain in (True, False):
        for part in endless(tuple(hops.arcs(exploration, level, certain)), sorted(hops.counters)):
            places = [arc.place for arc in part if arc.place is not None]
            if places:
                yield Breach("P4", min(places), certain)


def _breaks(system: System, explored: list[Exploration], level: int) -> Iterator[Breach]:
    """Messages that can be sent, and that lose the id or carry another one in its place."""
    sent: dict[tuple[int, Event], bool] = {}
    for each in explored:
        for state in each.stories(level):
            for outcome in each.outcomes(state, level):
                for message in outcome.messages:
                    key = id(message.site), state.event
                    sent[key] = outcome.is_certain or sent.get(key, False)
    for passing in passings(system):
        key = id(passing.edge.site), passing.received
        if passing.fate in ("dropped", "replaced") and key in sent:
            yield Breach("P3", passing.edge.site.span, sent[key])
