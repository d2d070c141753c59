"""One story, played from an event on: what it starts, how each run comes out, and what follows, until nothing does.

Runs come out as they do when nothing goes wrong, but for executors: those end as the one who asks wants them to, one after the
other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from wflint.facts.model import WorkflowFacts
from wflint.graph import System, events
from wflint.lean import dataclass, replace
from wflint.scenario import Event
from wflint.soundness.explore import Exploration, Explorer, State, leaves_sight
from wflint.soundness.faults import FaultKind
from wflint.soundness.status_words import STATUS, WELL
from wflint.soundness.summary import Message, Outcome
from wflint.soundness.verdicts import Checks, status_of, went_well
from wflint.span import Span
from wflint.values.value import Const, Field, Object, constant

MOST_RUNS = 200
"""Runs after which a story is told no further."""

_FAULTS: Mapping[str, FaultKind] = {
    "failure": "failure",
    "failed": "failure",
    "error": "failure",
    "timeout": "timeout",
    "timed_out": "timeout",
    "cancelled": "cancelled",
    "canceled": "cancelled",
    "lost": "lost",
    "killed": "killed",
    "unsent": "unsent",
}


class UnknownEventError(Exception):
    """Nothing starts with the event that is asked for; the reason in words."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One run of the story.

    `sends` are the messages that others may hear, each with the runs that it starts; `others` the ways in which it could have
    come out instead.  `end` says in words why nothing follows it, empty where something does; `lost` that nobody would notice.
    `place` is where it ends.
    """

    state: State
    outcome: Outcome
    others: tuple[Outcome, ...]
    sends: tuple[tuple[Message, tuple[Scene, ...]], ...] = ()
    end: str = ""
    lost: bool = False
    place: Span | None = None


Start = tuple[WorkflowFacts, Event]


def play(system: System, name: str, statuses: Sequence[str], fields: Mapping[str, str]) -> tuple[Scene, ...]:
    """The story of each run that an event starts.

    `name`: an event type, the name or path of a workflow that is started by hand, or another event (`schedule`).  `statuses`: how
    the executors end, in their order, the last for all that follow; a first event that tells of an end itself carries the first.
    `fields` of the first payload by name; what else is in it is what the shortest story brings.  Raises `UnknownEventError`.
    """
    return _Player(system, list(statuses)).begin(name, fields)


class _Player:
    def __init__(self, system: System, statuses: list[str]) -> None:
        self.system = system
        self.explorer = Explorer(system, by_fault=True)
        self.explorations = [self.explorer.explore(root) for root in self.explorer.roots()]
        self.statuses = statuses
        self.runs = 0

    def begin(self, name: str, fields: Mapping[str, str]) -> tuple[Scene, ...]:
        starts = self._starts(name)
        if not starts:
            raise UnknownEventError(self._unknown(name))
        scenes = []
        for facts, event in starts:
            state, exploration = self._first(facts, event, fields)
            scenes.append(self._scene(state, Checks(self.explorer, exploration), ()))
        return tuple(scenes)

    def _starts(self, name: str) -> list[Start]:
        """The runs that begin."""
        heard = {
            listener.workflow.path: (listener.workflow, Event("repository_dispatch", name))
            for repository in self.system.repositories
            for listener in self.system.heard_by(repository, name)
        }
        if heard:
            return list(heard.values())
        all_starts = [(facts, event) for facts in self.system.workflows for event in events(facts)]
        named = [
            (facts, event)
            for facts, event in all_starts
            if event.name == "workflow_dispatch" and (name == facts.workflow.source.name or f"/{facts.path}".endswith(f"/{name}"))
        ]
        outside = [(facts, event) for facts, event in all_starts if event.name == name and event.name != "repository_dispatch"]
        return named or [start for start in outside if self.explorer.sends(*start)] or outside

    def _unknown(self, name: str) -> str:
        for site in self.system.sites:
            if name in (self.system.types(site) or ()):
                return f"nobody hears `{name}`, which is sent at {site.span}"
        known = {event.type or event.name for facts in self.system.workflows for event in events(facts)}
        known |= {facts.workflow.source.name for facts in self.system.workflows}
        near = get_close_matches(name, sorted(known), n=1)
        return f"nothing here starts with `{name}`" + (f"; did you mean `{near[0]}`?" if near else "")

    def _first(self, facts: WorkflowFacts, event: Event, fields: Mapping[str, str]) -> tuple[State, Exploration]:
        """The first run, as it is in the shortest story that comes to it; where none does, with a payload that isn't known."""
        reached = [
            (not _is_well(state), len(story), number, state, exploration)
            for number, exploration in enumerate(self.explorations)
            for state, story in exploration.stories(1).items()
            if state.node == (facts.path, event)
        ]
        given = dict(fields)
        if event.name == "repository_dispatch" and self.statuses and not STATUS & {each.lower() for each in given}:
            told = [found.name for *_, state, _ in reached if (found := status_of(state)) is not None]
            told += [] if reached else sorted(STATUS & self.explorer.wants(facts, event))
            if told:
                given[told[0]] = self._next_status()
        if reached:
            fitting = [each for each in reached if _holds(each[3], given)]
            *_, state, exploration = min(fitting or reached, key=lambda each: each[:3])
        else:
            state = State(facts, event, None)
            exploration = Exploration(_nobody(state) if event.name == "repository_dispatch" else state)
        return (_with(state, given, event) if given else state), exploration

    def _next_status(self) -> str:
        if not self.statuses:
            return "success"
        return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]

    # -- runs -----------------------------------------------------------------------------------------------------------

    def _scene(self, state: State, checks: Checks, before: tuple[object, ...]) -> Scene:
        self.runs += 1
        told = self.explorer.summary(state, checks.exploration.root)
        outcome, *others = self._wanted(told.outcomes, state)
        here = (state, tuple(self.statuses))
        if here in before:
            return Scene(state, outcome, tuple(others), end="the task comes round to where it was", lost=True)
        if self.runs >= MOST_RUNS:
            return Scene(state, outcome, tuple(others), end=f"the story is longer than {MOST_RUNS} runs")
        loss = checks.loss(state, outcome)
        sends: list[tuple[Message, tuple[Scene, ...]]] = []
        for message in outcome.heard:
            ends = self.explorer.ends(state, message, outcome)
            sends.append((message, tuple(self._scene(end, checks, (*before, here)) for end in ends)))
        followed = any(ends for _, ends in sends)
        end, place = ("", None) if followed else self._end(state, outcome, loss)
        return Scene(state, outcome, tuple(others), tuple(sends), end, loss is not None and not followed, place)

    def _wanted(self, outcomes: tuple[Outcome, ...], state: State) -> list[Outcome]:
        """The outcomes that fit, the one that the story goes on with first."""
        status = self._next_status().lower() if self.explorer.is_executor(state) else "success"
        fitting = [each for each in outcomes if _says(each, status) or _ends_so(each, status)]
        plain = [each for each in outcomes if each.fault is None]
        found = fitting or plain or list(outcomes)
        return sorted(found, key=lambda each: (not each.is_certain, not each.messages and status not in _FAULTS, each.cost))

    def _end(self, state: State, outcome: Outcome, loss: tuple[str, Span] | None) -> tuple[str, Span | None]:
        """Why nothing follows, and where that is."""
        if outcome.unseen:
            return f"what follows isn't known: {outcome.unseen}", None
        if loss is not None:
            return loss
        for message in outcome.messages:
            if message.target is None:
                return "where it goes isn't known", message.place
            if message.site is not None and leaves_sight(self.system, message.site):
                return f"`{message.target}` goes where nothing is read", message.place
        if outcome.left:
            return "it gives up, and ends red", outcome.left[0]
        if outcome.fault is not None:
            return "it ends red", None
        if outcome.deeds:
            return "it ends with something that can be seen", outcome.deeds[0]
        if outcome.opened:
            return "it ends with a new branch that has nothing on it", outcome.opened[0]
        if outcome.said:
            return "it ends, and says so in its log", outcome.said[0]
        return "it ends", None


def _nobody(state: State) -> State:
    """A beginning that isn't the run itself: a message starts that, and nobody chooses its inputs."""
    return State(state.workflow, state.event, Object((), None))


def _is_well(state: State) -> bool:
    return status_of(state) is None or went_well(state)


def _holds(state: State, given: Mapping[str, str]) -> bool:
    """Whether the payload has these fields already."""
    held = {field.name.lower(): constant(field.value) for field in state.payload.fields} if state.payload is not None else {}
    return all(held.get(name.lower()) == value for name, value in given.items())


def _with(state: State, given: Mapping[str, str], event: Event) -> State:
    """The run with these fields in its payload."""
    before = state.payload if state.payload is not None else Object((), f"what else `{event}` carries")
    names = {name.lower() for name in given}
    fields = (
        *(each for each in before.fields if each.name.lower() not in names),
        *(Field(name, Const(value)) for name, value in given.items()),
    )
    return replace(state, payload=Object(tuple(sorted(fields, key=lambda each: each.name)), before.open))


def _ends_so(outcome: Outcome, status: str) -> bool:
    """Whether the run ends like that, whatever it says; where it says something of work that went well, that must be so."""
    kind = _FAULTS.get(status)
    if kind is not None:
        return outcome.fault is not None and outcome.fault.kind == kind
    said = set(_statuses(outcome))
    return outcome.fault is None and (status not in WELL or not said or bool(said & WELL))


def _says(outcome: Outcome, status: str) -> bool:
    """Whether a message carries the status."""
    return status in _statuses(outcome)


def _statuses(outcome: Outcome) -> Iterator[str]:
    for message in outcome.messages:
        found = status_of(State(message.site.workflow, Event(""), message.payload)) if message.site is not None else None
        if found is not None:
            yield (constant(found.value) or "").lower()
