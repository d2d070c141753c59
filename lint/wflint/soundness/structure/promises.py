"""The six promises, judged without playing stories.

P1 by each hop after which the task is lost, P2 by the ways to an end that pass no callback, P3 by what each hop does with the id,
P4 by cutting loops, P5 and P6 by what can be reached.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from wflint.graph import System
from wflint.lean import dataclass
from wflint.scenario import Event
from wflint.soundness.carried import TASK_ID
from wflint.soundness.correlation import Passing, passings
from wflint.soundness.ended import ENDED
from wflint.soundness.explore import Exploration, State
from wflint.soundness.structure.cut import endless
from wflint.soundness.structure.hops import Hops, Kept, Occurring
from wflint.soundness.verdicts import Checks, Property, Story, dead
from wflint.span import Span
from wflint.values.value import parts_of


@dataclass(frozen=True, slots=True)
class Breach:
    """A promise that is broken at a place; not `certain` where it may be that it never is."""

    property: Property
    place: Span
    certain: bool


class Structure:
    """The structure of a system: what can be reached from its launchers.  The other arguments: see `Hops`."""

    def __init__(
        self, system: System, occurring: Occurring | None = None, apart_from: Collection[str] = (), kept: Kept = "none"
    ) -> None:
        self.system = system
        self.hops = Hops(system, occurring, apart_from, kept)
        self.passings = tuple(passings(system))
        self.explored = [self.hops.explore(root) for root in self.hops.roots()]
        self.checks = [Checks(self.hops, each) for each in self.explored]

    def breaches(self, level: int) -> frozenset[Breach]:
        """Everything that breaks a promise, whatever the launcher, with faults up to a level."""
        found: set[Breach] = set()
        for each, check in zip(self.explored, self.checks, strict=True):
            found |= {*_told("P1", check.losses(level)), *_told("P2", check.silences(level)), *_told("P6", check.unheard(level))}
            found |= set(_loops(self.hops, each, level))
        found |= set(_told("P5", dead(self.hops, self.explored, level)))
        return frozenset(found | set(_breaks(self.passings, self.explored, level)))


def _told(name: Property, stories: Iterator[Story]) -> Iterator[Breach]:
    return (Breach(name, story.place, story.is_certain) for story in stories)


def _loops(hops: Hops, exploration: Exploration, level: int) -> Iterator[Breach]:
    for certain in (True, False):
        for part in endless(tuple(hops.arcs(exploration, level, certain)), sorted(hops.counters)):
            places = [arc.place for arc in part if arc.place is not None]
            if places:
                yield Breach("P4", min(places), certain)


def _breaks(passings: Iterable[Passing], explored: list[Exploration], level: int) -> Iterator[Breach]:
    """Messages that can be sent, and that lose the id or carry another one in its place."""
    sent: dict[tuple[int, Event, str], bool] = {}
    for each in explored:
        stories = each.stories(level)
        for state in stories:
            sure = stories.is_certain(state)
            held = _held(state, passings)
            for outcome in each.outcomes(state, level):
                for message in outcome.messages:
                    aside = {each.name for each in message.payload.fields if each.value == TASK_ID}
                    for name in held:
                        if aside - {name}:  # a task of its own, which says whose it is
                            continue
                        key = id(message.site), state.event, name
                        sent[key] = (sure and outcome.is_certain) or sent.get(key, False)
    for passing in passings:
        key = id(passing.edge.site), passing.received, passing.name
        if key not in sent:
            continue
        if passing.fate in ("dropped", "replaced"):
            yield Breach("P3", passing.edge.site.span, sent[key])
        elif passing.fate == "unknown" and passing.value is not None:
            yield Breach("P3", passing.edge.site.span, False)


def _held(state: State, passings: Iterable[Passing]) -> Collection[str]:
    """The names under which a run has the id; one that another's end starts finds it in that one's title."""
    fields = state.payload.fields if state.payload is not None else ()
    held = {field.name for field in fields if field.value == TASK_ID}
    if state.event == ENDED and state.payload is not None:
        shown = any(part == TASK_ID for field in fields for part in parts_of(field.value))
        own = [each for each in passings if each.received == ENDED and each.edge.site.workflow is state.workflow]
        held |= {
            each.name for each in own if shown != (each.fate == "unknown")
        }  # what is taken from a title that shows the id is the id
    return held
