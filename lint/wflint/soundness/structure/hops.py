"""Where a task can get to when counters are left open: a graph whose size doesn't grow with any bound."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from wflint.graph import Edge, Site, System
from wflint.scenario import Event
from wflint.soundness.carried import COUNT
from wflint.soundness.cycles import counters_of, moved, stops
from wflint.soundness.explore import Exploration, Explorer, State
from wflint.soundness.lassos import passes_people
from wflint.soundness.structure.cut import Arc, Change, Direction
from wflint.soundness.structure.walk import walked
from wflint.soundness.summary import Message, Outcome, Start, Summary
from wflint.values.value import Const, Field, Object, Reference, Value, printed, references


class Hops(Explorer):
    """Follows messages like the explorer, but walks runs with all faults at once and takes every number of a counter for one."""

    def __init__(self, system: System) -> None:
        super().__init__(system)
        self._names = counters_of(system.edges)
        self.counters = frozenset(map(str.lower, self._names))

    def told(self, start: Start) -> Summary:
        """Everything that a run can come to."""
        return walked(self.system, start, self.limit)

    def ends(self, state: State, message: Message, outcome: Outcome) -> Iterator[State]:
        """The runs that a message starts, whatever their counters are by then."""
        for each in super().ends(state, message, outcome):
            yield replace(each, payload=self._opened(each.payload)) if each.payload is not None else each

    def _opened(self, payload: Object) -> Object:
        return replace(
            payload,
            fields=tuple(
                Field(each.name, _open(each.value, each.name), each.span) if each.name.lower() in self.counters else each
                for each in payload.fields
            ),
        )

    def arcs(self, exploration: Exploration, level: int, certain: bool) -> Iterator[Arc]:
        """The hops that go on by themselves at a fault level, and what each does to the counters; `certain`: only sure ones."""
        for state in exploration.stories(level):
            for outcome, message, end in exploration.successors(state, level):
                if (outcome.is_certain or not certain) and not passes_people(message):
                    yield Arc(state, end, self._changes(message), self._stops(message.site, state.event), message.place)

    def _changes(self, message: Message) -> dict[str, Change]:
        sent = {each.name.lower(): each.value for each in message.payload.fields}
        if message.site is None:
            return {}
        missing: Change = "unknown" if message.payload.open is not None else "lost"
        return {each: moved(sent[each], each) if each in sent else missing for each in self.counters}

    def _stops(self, site: Site | None, event: Event) -> frozenset[tuple[str, Direction]]:
        found: set[tuple[str, Direction]] = set()
        for edge in self._edges(site, event):
            found |= {(name.lower(), direction) for name, direction in stops(edge, self._names)}
        return frozenset(found)

    def _edges(self, site: Site | None, event: Event) -> Collection[Edge]:
        return [edge for edge in self.system.edges if edge.site is site and edge.source == event]


def _open(value: Value, name: str) -> Value:
    """Any number instead of one."""
    match value:
        case Const(content) if not isinstance(content, bool) and printed(content).strip().lstrip("-").isdecimal():
            return Reference((COUNT, name.lower()))
        case _ if any(reference.key[0] == COUNT for reference in references(value)):
            return Reference((COUNT, name.lower()))
        case _:
            return value
