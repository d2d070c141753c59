"""Where a task can get to when counters are left open: a graph whose size doesn't grow with any bound."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Literal

from wflint.graph import Edge, Site, System
from wflint.lean import replace
from wflint.scenario import Event
from wflint.soundness.carried import COUNT
from wflint.soundness.cycles import change, counters_of, moved, stops
from wflint.soundness.explore import Exploration, Explorer, State
from wflint.soundness.lassos import passes_people
from wflint.soundness.structure.cut import Arc, Change, Direction
from wflint.soundness.structure.walk import walked
from wflint.soundness.summary import Message, Outcome, Start, Summary
from wflint.values.value import Const, Field, Object, Reference, Value, printed, references

Kept = Literal["none", "written", "all"]
Occurring = Mapping[object, frozenset[object]]
"""For runs, told apart by all but their counts, the ways in which they come out for the counts that do occur."""


class Hops(Explorer):
    """Follows messages like the explorer, but walks runs with all faults at once and takes every number of a counter for one.

    `occurring`: of what hangs on a count, only these ways are followed.  `apart_from`: operators and kinds of comparisons that
    are taken to stop no counter.  `kept`: the numbers that stay what they are: none, those that are written
    out until they are moved, or all.
    """

    def __init__(
        self, system: System, occurring: Occurring | None = None, apart_from: Collection[str] = (), kept: Kept = "none"
    ) -> None:
        super().__init__(system)
        self.kept = kept
        self.occurring = occurring
        self.apart_from = apart_from
        self._names = counters_of(system.edges)
        self.counters = frozenset(map(str.lower, self._names))
        self._stops = cache(self._stops_at)

    def told(self, start: Start) -> Summary:
        """Everything that a run can come to."""
        found = walked(self.system, start, self.limit)
        if self.occurring is None or start.root:
            return found
        ways = self.occurring.get(self.place(start), frozenset())
        return replace(found, outcomes=tuple(each for each in found.outcomes if not each.assumed or self.way(each) in ways))

    def place(self, run: Start | State) -> object:
        """What tells a run from others, whatever its counts are."""
        return run.workflow.path, run.event, self.opened(run.payload) if run.payload is not None else None

    def way(self, outcome: Outcome) -> object:
        """What tells an outcome from others, whatever the counts are."""
        messages = frozenset((id(each.site), each.target, self.opened(each.payload)) for each in outcome.messages)
        rest = outcome.seen if outcome.fault is None else ()
        return messages, None if messages else (rest, outcome.result), outcome.unseen

    def ends(self, state: State, message: Message, outcome: Outcome) -> Iterator[State]:
        """The runs that a message starts, whatever their counters are by then."""
        if self.kept == "all":
            yield from super().ends(state, message, outcome)
            return
        counters = self._moved(message.site, state.event) if self.kept == "written" else self.counters
        for each in super().ends(state, message, outcome):
            yield replace(each, payload=_opened(each.payload, counters)) if each.payload is not None else each

    def opened(self, payload: Object) -> Object:
        """A payload with its counts left open."""
        return _opened(payload, self.counters)

    def _moved(self, site: Site | None, event: Event) -> Collection[str]:
        """The counters that a message moves, in lower case."""
        edges = self._edges(site, event)
        return {
            name.lower() for name in self._names if any(change(edge, name) not in ("kept", "reset", "lost") for edge in edges)
        }

    def arcs(self, exploration: Exploration, level: int, certain: bool) -> Iterator[Arc]:
        """The hops that go on by themselves at a fault level, and what each does to the counters; `certain`: only sure ones."""
        stories = exploration.stories(level)
        for state in stories:
            if certain and not stories.is_certain(state):
                continue
            for outcome, message, end in exploration.successors(state, level):
                if (outcome.is_certain or not certain) and not passes_people(message):
                    yield Arc(state, end, self._changes(message), self._stops(message.site, state.event), message.place)

    def _changes(self, message: Message) -> dict[str, Change]:
        sent = {each.name.lower(): each.value for each in message.payload.fields}
        if message.site is None:
            return {}
        missing: Change = "unknown" if message.payload.open is not None else "lost"
        return {each: moved(sent[each], each) if each in sent else missing for each in self.counters}

    def _stops_at(self, site: Site | None, event: Event) -> frozenset[tuple[str, Direction]]:
        found: set[tuple[str, Direction]] = set()
        for edge in self._edges(site, event):
            found |= {(name.lower(), direction) for name, direction in stops(edge, self._names, self.apart_from)}
        return frozenset(found)

    def _edges(self, site: Site | None, event: Event) -> Collection[Edge]:
        return [edge for edge in self.system.edges if edge.site is site and edge.source == event]


def _opened(payload: Object, counters: Collection[str]) -> Object:
    fields = (
        Field(each.name, _open(each.value, each.name), each.span) if each.name.lower() in counters else each
        for each in payload.fields
    )
    return replace(payload, fields=tuple(fields))


def _open(value: Value, name: str) -> Value:
    """Any number instead of one."""
    match value:
        case Const(content) if not isinstance(content, bool) and printed(content).strip().lstrip("-").isdecimal():
            return Reference((COUNT, name.lower()))
        case _ if any(reference.key[0] == COUNT for reference in references(value)):
            return Reference((COUNT, name.lower()))
        case _:
            return value
