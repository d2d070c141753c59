"""The six promises of an event-driven system, each proved, refuted with a story, or left open with a reason.

P1 every started task reaches an end that someone can see; P2 every executor calls back on every ending; P3 the correlation id at
every hop is the launcher's; P4 no task goes round for ever; P5 there are no dead routes or listeners; P6 no message is sent that
nobody hears, or that GitHub refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal

from wflint.facts.model import WorkflowFacts
from wflint.graph import System
from wflint.implicit import implicit_edges
from wflint.lean import dataclass, replace
from wflint.scenario import Event
from wflint.soundness.callbacks import is_awaited, mutes
from wflint.soundness.carried import TASK_ID, is_the_id
from wflint.soundness.correlation import wanted
from wflint.soundness.ended import ENDED
from wflint.soundness.explore import MOST_STATES, Exploration, Explorer, Hop, State, leaves_sight
from wflint.soundness.lassos import lassos
from wflint.soundness.passing import refused
from wflint.soundness.roles import is_callback
from wflint.soundness.status_words import STATUS, WELL
from wflint.soundness.summary import Message, Outcome
from wflint.soundness.terminal import terminal
from wflint.span import Span
from wflint.values.value import Const, Field, Object, Piece, Reference, constant, parts_of, shown

Property = Literal["P1", "P2", "P3", "P4", "P5", "P6"]
Answer = Literal["proved", "refuted", "not proved"]

TITLES: Mapping[Property, str] = {
    "P1": "every task reaches an end that someone can see",
    "P2": "every executor calls back, however it ends",
    "P3": "the correlation id is the launcher's at every hop",
    "P4": "no task goes round for ever",
    "P5": "every route and every listener can be reached",
    "P6": "every message is heard",
}
USUAL = 4
"""The fault level up to which a design can hold without anything that watches it from outside."""


@dataclass(frozen=True, slots=True)
class Story:
    """What goes wrong, hop by hop: `why` in words, at `place`; `round` is the part that is gone through again and again.

    `doubt` is what would have to be so besides.
    """

    hops: tuple[Hop, ...]
    why: str
    place: Span
    level: int
    round: tuple[Hop, ...] = ()
    doubt: str = ""

    @property
    def is_certain(self) -> bool:
        """Whether nothing was assumed that may be impossible."""
        return not self.doubt and all(hop.outcome.is_certain for hop in (*self.hops, *self.round))

    @property
    def assumed(self) -> tuple[str, ...]:
        """What was assumed and may be impossible."""
        found = (each.words for hop in (*self.hops, *self.round) for each in hop.outcome.assumed if not each.free)
        return tuple(dict.fromkeys((*found, *((self.doubt,) if self.doubt else ()))))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of one promise from one launcher.

    `level`: proved up to this fault level, or refuted from it on.  `stories`: the cheapest one for each place that fails.
    `reasons`: why it isn't proved, or why there is nothing that could break it.
    """

    property: Property
    answer: Answer
    level: int
    stories: tuple[Story, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """Everything about one launcher: the verdicts, and how large its world is.

    `longest` counts the runs of the longest story; `runs` those that one task can cost; `None` where they are without end.
    """

    root: State
    verdicts: tuple[Verdict, ...]
    states: int
    longest: int | None
    runs: int | None
    problem: str | None


def proofs(
    system: System, level: int = USUAL, most_states: int = MOST_STATES, most_seconds: float | None = None
) -> tuple[Proof, ...]:
    """The proof, or what stands in its way, for each launcher, with faults up to a level of the ladder (1 to 6).

    `most_states`, `most_seconds`: what the search from each launcher may take.
    """
    explorer = Explorer(system, most_states, most_seconds=most_seconds)
    explored = [explorer.explore(root) for root in explorer.roots()]
    unreached = tuple(dead(explorer, explored, level))
    return tuple(_proof(explorer, each, level, unreached) for each in explored)


def _proof(explorer: Explorer, exploration: Exploration, level: int, dead: tuple[Story, ...]) -> Proof:
    check = Checks(explorer, exploration)
    unknown = tuple(dict.fromkeys(check.unknown(level)))
    verdicts: list[Verdict] = []
    finders: tuple[tuple[Property, Callable[[int], Iterator[Story]]], ...] = (
        ("P1", check.losses),
        ("P2", check.silences),
        ("P3", check.breaks),
        ("P4", check.rounds),
        ("P5", lambda _: iter(dead)),
        ("P6", check.unheard),
    )
    for name, find in finders:
        verdict = _verdict(name, find, level, unknown)
        verdicts.append(replace(verdict, reasons=tuple(check.idle(name))) if verdict.answer == "proved" else verdict)
    longest, runs = _lengths(exploration, level)
    return Proof(exploration.root, tuple(verdicts), len(exploration.summaries), longest, runs, exploration.problem)


def _verdict(name: Property, find: Callable[[int], Iterator[Story]], highest: int, unknown: tuple[str, ...]) -> Verdict:
    possible: tuple[Story, ...] = ()
    broken = any(True for _ in find(highest))  # what breaks a promise at some level breaks it at all those above
    for level in range(1, highest + 1) if broken else ():
        stories = _one_for_each_place(find(level))
        certain = tuple(each for each in stories if each.is_certain)
        if certain:
            return Verdict(name, "refuted", level, certain, ())
        possible = possible or stories
    if possible:
        reasons = (f"{each.why}, if {' and '.join(each.assumed)}" for each in possible)
        return Verdict(name, "not proved", highest, possible, tuple(dict.fromkeys((*reasons, *unknown))))
    if unknown:
        return Verdict(name, "not proved", highest, (), unknown)
    return Verdict(name, "proved", highest)


def _one_for_each_place(stories: Iterator[Story]) -> tuple[Story, ...]:
    """The cheapest story for each place that fails: several losses at one place are one fault."""
    found: dict[tuple[Span, bool], Story] = {}
    for story in stories:
        key = (story.place, story.is_certain)
        if key not in found or _cost(story) < _cost(found[key]):
            found[key] = story
    return tuple(sorted(found.values(), key=lambda each: (_cost(each), each.place)))


def _cost(story: Story) -> tuple[int, int, int]:
    hops = (*story.hops, *story.round)
    return sum(hop.outcome.cost for hop in hops), len(hops), len(story.assumed)


class Checks:
    """The checks on what was explored from one launcher."""

    def __init__(self, explorer: Explorer, exploration: Exploration) -> None:
        self.explorer = explorer
        self.exploration = exploration
        self.system = explorer.system
        self.terminal = terminal(explorer.system.config.terminal)
        self.stories = exploration.stories
        self.mute = {mute.workflow.path for mute in mutes(self.system)}
        self.callbacks = {id(edge.site) for edge in self.system.edges if is_callback(edge, explorer.far)}
        self.calling_back = {edge.site.workflow.path for edge in self.system.edges if id(edge.site) in self.callbacks}

    def _ends(self, level: int) -> Iterator[tuple[State, Outcome]]:
        """Every run that can happen at a level, and each way in which it comes out."""
        for state in self.stories(level):
            for outcome in self.exploration.outcomes(state, level):
                yield state, outcome

    def _story(self, last: Hop, why: str, place: Span, level: int, doubt: str = "") -> Story:
        """The cheapest way to a run, and what goes wrong with it."""
        return Story((*self.stories(level)[last.state], last), why, place, level, doubt=doubt)

    def unknown(self, level: int) -> Iterator[str]:
        """Why there may be more than was explored."""
        if self.exploration.problem is not None:
            yield self.exploration.problem
        for state in self.stories(level):
            for each in self.system.followers(state.workflow):
                if not state.quiet and _minds_branches(each):
                    name = state.workflow.workflow.source.name
                    yield f"`{each.workflow.source.name}` hears the end of `{name}` on certain branches, which aren't followed"
        for state, outcome in self._ends(level):
            if outcome.unseen is not None:
                yield f"{state.workflow.workflow.source.name}: {outcome.unseen}"
            for message in outcome.messages:
                if message.target is None and not self._leaves_sight(message):
                    yield f"{state.workflow.workflow.source.name}: the target of a message isn't known"

    def idle(self, name: Property) -> Iterator[str]:
        """Why a promise holds that nothing here has to keep."""
        if name == "P2" and not any(map(self._owes_a_callback, self.exploration.summaries)):
            yield "no run here is expected to report its end"
        if name == "P3" and not any(any(self._carried(state)) for state in self.exploration.summaries):
            yield "no correlation id travels with these messages"

    def _owes_a_callback(self, state: State) -> bool:
        owes = self._has_callback(state) or state.workflow.path in self.mute or is_awaited(self.system, state.workflow)
        return bool(self.explorer.called[state.workflow.path]) or (owes and self.explorer.is_executor(state))

    # -- P1, P2 -------------------------------------------------------------------------------------------------------

    def losses(self, level: int) -> Iterator[Story]:
        """Runs after which nothing of the task goes on, and nobody can see that."""
        for state, outcome in self._ends(level):
            why = self.loss(state, outcome)
            if why is not None:
                last = outcome.messages[0] if outcome.messages else None
                yield self._story(Hop(state, outcome, last), why[0], why[1], level)

    def loss(self, state: State, outcome: Outcome) -> tuple[str, Span] | None:
        """Why the task is lost with this run, and where one would have to change that; `None` where it isn't."""
        if outcome.unseen or any(self._arrives(state, each) for each in outcome.messages) or not state.alone:
            return None
        if self.terminal.is_end(state.event.type):
            return None
        name = state.workflow.workflow.source.name
        if outcome.messages:
            return f"nobody hears what `{name}` sends", outcome.messages[0].place
        if state is self.exploration.root or (outcome.end is not None and self._is_told_by(state, outcome.end)):
            return None
        if state.event == ENDED and (went_well(state) or status_of(state) is None):
            return None  # that somebody has heard of a success is no task
        if self.explorer.is_executor(state):
            if self._has_callback(state) or state.workflow.path in self.mute:
                return f"`{name}` ends without a word", self._place(state)
            return None
        if outcome.deeds or outcome.left or (outcome.said and went_well(state)):
            return None
        if not outcome.opened:
            return f"`{name}` does nothing with it that anyone can see", self._heard_at(state)
        if self._hears_branches or state.node not in self._going_on:
            return None
        return f"`{name}` opens a branch for it, on which nobody works", self._heard_at(state)

    @cached_property
    def _hears_branches(self) -> bool:
        """Whether a new branch may start a workflow."""
        starts = any(edge.site.act.opens and edge.outcome != "suppressed" for edge in implicit_edges(self.system))
        return starts or any(each.workflow.trigger("create") is not None for each in self.system.workflows)

    @cached_property
    def _going_on(self) -> frozenset[tuple[str, Event]]:
        """Where there are tasks with which something goes on."""
        summaries = self.exploration.summaries.items()
        return frozenset(state.node for state, each in summaries if any(found.messages for found in each.outcomes))

    def _is_told_by(self, state: State, end: Message) -> bool:
        """Whether the end of the run is what tells of it: that of an executor, or of whatever has gone wrong."""
        has_failed = not _is_well(end.payload)
        return has_failed or (self.explorer.is_executor(state) and not self._has_callback(state))

    def silences(self, level: int) -> Iterator[Story]:
        """Runs of executors that don't call back."""
        for state, outcome in self._ends(level):
            if outcome.unseen:
                continue
            if not self.explorer.is_executor(state):
                yield from self._called_silence(state, outcome, level)
                continue
            expected = self._has_callback(state) or state.workflow.path in self.mute
            if expected and not any(id(each.site) in self.callbacks for each in outcome.messages):
                why = f"`{state.workflow.workflow.source.name}` doesn't call back"
                yield self._story(Hop(state, outcome, None), why, self._place(state), level)
            elif state.quiet and not outcome.messages and is_awaited(self.system, state.workflow):
                why = f"the end of `{state.workflow.workflow.source.name}` starts nothing: it was started with GITHUB_TOKEN"
                yield self._story(Hop(state, outcome, None), why, self._heard_at(state), level)

    def _called_silence(self, state: State, outcome: Outcome, level: int) -> Iterator[Story]:
        """A run whose called executor goes wrong, and doesn't call back."""
        for each in self.explorer.called[state.workflow.path]:
            sites = {edge.site for edge in each.callbacks}
            called = each.caller.called
            if outcome.fault is None or id(outcome.fault.job) not in each.jobs or called is None:
                continue
            if not any(message.site in sites for message in outcome.messages):
                why = f"`{called.workflow.source.name}` doesn't call back"
                yield self._story(Hop(state, outcome, None), why, each.callbacks[-1].site.span, level)

    def _has_callback(self, state: State) -> bool:
        return state.workflow.path in self.calling_back

    def _arrives(self, state: State, message: Message) -> bool:
        return message.target is None or self._leaves_sight(message) or any(self.explorer.receivers(state, message))

    def _leaves_sight(self, message: Message) -> bool:
        return message.site is not None and leaves_sight(self.system, message.site)

    def _place(self, state: State) -> Span:
        """Where a callback would have to be: the last one that the workflow sends, or where it begins."""
        sites = [edge.site for edge in self.system.edges_from(state.workflow) if id(edge.site) in self.callbacks]
        return sites[-1].span if sites else self._heard_at(state)

    def _heard_at(self, state: State) -> Span:
        edge = next((each for each in self.system.edges_into(state.workflow) if each.event == state.event), None)
        return edge.heard_at if edge is not None else state.workflow.workflow.triggers[0].place

    # -- P3 -----------------------------------------------------------------------------------------------------------

    def breaks(self, level: int) -> Iterator[Story]:
        """Hops that have received the task's id and send another one on, or none."""
        for state, outcome in self._ends(level):
            holds_id = state.event != ENDED or _holds_id(state)
            for name in self._ids(state):
                for message in outcome.messages:
                    found = self._break(state, name, message)
                    if found is not None and (found[1] or holds_id):
                        yield self._story(Hop(state, outcome, message), found[0], message.place, level, found[1])

    def _ids(self, state: State) -> Iterator[str]:
        yield from self._carried(state)
        if state.event == ENDED and state is not self.exploration.root:
            yield from sorted(self.explorer.ids)

    def _carried(self, state: State) -> Iterator[str]:
        """The names under which a run gets the task's id."""
        for each in state.payload.fields if state.payload is not None else ():
            if each.name in self.explorer.ids and each.value == TASK_ID:
                yield each.name

    def _break(self, state: State, name: str, message: Message) -> tuple[str, str] | None:
        """What becomes of the id in a message, and what would have to be so besides; `None` where it is kept or not wanted."""
        wanting = [end for end in self.explorer.receivers(state, message) if name.lower() in self.explorer.wants(*end)]
        if state.event == ENDED:  # the end of a run says nothing of the name under which the id travels
            wanting = [end for end in wanting if name in wanted(*end)]
        value = next((each.value for each in message.payload.fields if each.name.lower() == name.lower()), None)
        is_told = any(each.value == TASK_ID for each in message.payload.fields)  # under whatever name
        if not wanting or is_told or (value is not None and is_the_id(value)):
            return None
        if value is None:
            return f"`{name}` isn't sent on", message.payload.open or ""
        if value in (Const(""), Const(None)):
            return f"`{name}` is sent empty", ""
        unknown = next((part for part in parts_of(value) if isinstance(part, Reference | Piece)), None)
        return f"another `{name}` is sent on", f"{shown(unknown)} isn't the task's" if unknown is not None else ""

    # -- P4 -----------------------------------------------------------------------------------------------------------

    def rounds(self, level: int) -> Iterator[Story]:
        """Runs that come round to themselves."""
        stories = self.stories(level)
        certain = tuple(lassos(self.exploration, level, stories, certain=True))
        for found in certain or lassos(self.exploration, level, stories, certain=False):
            last = found.circle[-1].message
            assert last is not None  # a round is made of messages
            yield Story(found.way, "the task comes round to where it was", last.place, level, found.circle)

    # -- P6 -----------------------------------------------------------------------------------------------------------

    def unheard(self, level: int) -> Iterator[Story]:
        """Messages that start nothing."""
        for state, outcome in self._ends(level):
            for message in outcome.messages:
                why = self._unheard(state, message)
                if why is not None:
                    yield self._story(Hop(state, outcome, message), why, message.place, level)

    @cached_property
    def _refused(self) -> Mapping[Span, str]:
        return refused(self.system)

    def _unheard(self, state: State, message: Message) -> str | None:
        if message.site is None:
            return None
        defects = [each for each in message.site.dispatch.defects if each.rule in ("invalid-payload", "double-encoded-payload")]
        if defects:
            return defects[0].message
        if message.site.span in self._refused:
            return f"GitHub refuses it: {self._refused[message.site.span]}"
        if message.target is None or self._arrives(state, message) or not message.target:
            return None
        receiver = self.system.receiver(message.site)
        if receiver is not None and self.system.is_unread(receiver):
            return None
        return f"nobody hears `{message.target}`"


def status_of(state: State) -> Field | None:
    """The field that says how what is reported has ended; `None` where there is none."""
    return _status(state.payload) if state.payload is not None else None


def went_well(state: State) -> bool:
    """Whether the payload says that what is reported has succeeded."""
    return state.payload is not None and _is_well(state.payload)


def _is_well(payload: Object) -> bool:
    status = _status(payload)
    return status is not None and (constant(status.value) or "").lower() in WELL


def _status(payload: Object) -> Field | None:
    return next((each for each in payload.fields if each.name.lower() in STATUS), None)


def _holds_id(state: State) -> bool:
    return state.payload is not None and any(is_the_id(each.value) for each in state.payload.fields)


def _minds_branches(facts: WorkflowFacts) -> bool:
    trigger = facts.workflow.trigger("workflow_run")
    settings = trigger.settings if trigger is not None else None
    return settings is not None and any(settings.get(name) is not None for name in ("branches", "branches-ignore"))


# -- P5 ---------------------------------------------------------------------------------------------------------------------


def dead(explorer: Explorer, explored: Sequence[Exploration], level: int) -> Iterator[Story]:
    """Listeners and messages of the system that no story comes to, from whatever launcher."""
    if not explored or any(each.problem for each in explored):
        return
    system = explorer.system
    reached = {state.node: (each, state) for each in explored for state in each.stories(level)}
    for listener in system.listeners:
        event_type = listener.type.text if listener.type is not None else None
        if event_type is None or event_type in system.config.external_sent:
            continue
        if all(event.type != event_type or path != listener.workflow.path for path, event in reached):
            yield Story((), f"nothing sends `{event_type}`", listener.place, 0)
    sent = {
        id(message.site)
        for each in explored
        for state in each.stories(level)
        for outcome in each.outcomes(state, level)
        for message in outcome.messages
    }
    open_ends = any(
        outcome.unseen for each in explored for state in each.stories(level) for outcome in each.outcomes(state, level)
    )
    seen: set[Span] = set()
    for edge in system.edges:
        if id(edge.site) in sent or open_ends or edge.site.span in seen:
            continue
        if edge.start in reached and not any(
            id(other.site) in sent for other in system.edges if other.site.span == edge.site.span
        ):
            seen.add(edge.site.span)
            yield Story((), f"no story comes to where `{edge.event}` is sent", edge.site.span, 0)


def _lengths(exploration: Exploration, level: int) -> tuple[int | None, int | None]:
    """The longest story and the most runs of one task; `None` where there is no end."""
    done: dict[State, tuple[int, int]] = {}
    path: set[State] = set()

    order: list[tuple[State, bool]] = [(exploration.root, False)]
    while order:
        state, leaving = order.pop()
        if leaving:
            path.discard(state)
            chains, costs = [0], [0]
            for outcome in exploration.outcomes(state, level):
                ends = [
                    done[end] for message in outcome.heard for end in exploration.after.get((state, message), ()) if end in done
                ]
                chains.append(max((each[0] for each in ends), default=0))
                costs.append(sum(each[1] for each in ends))
            done[state] = (1 + max(chains), 1 + max(costs))
            continue
        if state in done or state not in exploration.summaries:
            continue
        path.add(state)
        order.append((state, True))
        for _, _, end in exploration.successors(state, level):
            if end in path:
                return None, None
            if end not in done:
                order.append((end, False))
    return done[exploration.root]
