"""Every story that a task can have: from its launcher, message by message, under faults up to a level.

A state is a run that a message starts: the workflow, the event, and the payload as far as anybody reads it.  One task is followed
at a time, and of several messages that one run sends each for itself, so that the number of states grows with the system and not
with the number of its paths.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from time import monotonic

from wflint.facts.model import WorkflowFacts
from wflint.graph import Site, System, events
from wflint.lean import dataclass, field, replace
from wflint.scenario import Event
from wflint.soundness.carried import TASK_ID, arrived, largest_bound
from wflint.soundness.correlation import names
from wflint.soundness.decisive import decisive
from wflint.soundness.ended import ENDED, ends_quietly
from wflint.soundness.outline import asked, filled, outlined
from wflint.soundness.roles import called_executors, distances
from wflint.soundness.summary import Message, Outcome, Start, Summary, summary
from wflint.syntax.workflow import Input
from wflint.values.remembered import Remembers, remembered
from wflint.values.value import Const, Field, Object, Reference

MOST_STATES = 20_000
"""Runs that are told apart before the search gives up."""


@remembered
@dataclass(frozen=True, slots=True)
class State(Remembers):
    """A run that is about to begin.  `payload` is `None` where nothing is known of it: at the start.

    `alone`: nothing else of the task is on its way.  `quiet`: nobody can hear how it ends.
    """

    workflow: WorkflowFacts
    event: Event
    payload: Object | None
    alone: bool = True
    quiet: bool = False

    @property
    def node(self) -> tuple[str, Event]:
        """Where it stands in the graph of the system."""
        return (self.workflow.path, self.event)


@dataclass(frozen=True, slots=True)
class Hop:
    """One run in a story: what starts, how it comes out, and the message that goes on, `None` at the end of the story."""

    state: State
    outcome: Outcome
    message: Message | None


class Stories(Mapping[State, tuple[Hop, ...]]):
    """For each state that can be reached the cheapest way to it, hop by hop, put together when somebody asks for it.

    States come in the order in which they are reached, the cheapest first.
    """

    def __init__(self) -> None:
        self._last: dict[State, Hop | None] = {}
        self._sure: set[State] = set()

    def add(self, state: State, last: Hop | None) -> None:
        """Note the last hop on the way to a state, `None` where stories begin; the state before it has been noted."""
        self._last[state] = last
        if last is None or (last.outcome.is_certain and last.state in self._sure):
            self._sure.add(state)

    def is_certain(self, state: State) -> bool:
        """Whether nothing was assumed on the way that may be impossible."""
        return state in self._sure

    def __getitem__(self, state: State) -> tuple[Hop, ...]:
        found: list[Hop] = []
        last = self._last[state]
        while last is not None:
            found.append(last)
            last = self._last[last.state]
        return tuple(reversed(found))

    def __contains__(self, state: object) -> bool:
        return state in self._last

    def __iter__(self) -> Iterator[State]:
        return iter(self._last)

    def __len__(self) -> int:
        return len(self._last)


@dataclass(slots=True)
class Exploration:
    """Everything that was found from one launcher.

    `summaries` hold the outcomes of each state; `after` the states that each message leads to; `problem` says why there may be
    more, `None` where this is all.
    """

    root: State
    summaries: dict[State, Summary] = field(default_factory=dict)
    after: dict[tuple[State, Message], tuple[State, ...]] = field(default_factory=dict)
    problem: str | None = None
    _stories: dict[int, Stories] = field(default_factory=dict, init=False, repr=False)

    def successors(self, state: State, level: int) -> Iterator[tuple[Outcome, Message, State]]:
        """Every hop that can follow at a fault level."""
        for outcome in self.outcomes(state, level):
            for message in outcome.heard:
                for end in self.after.get((state, message), ()):
                    yield outcome, message, end

    def outcomes(self, state: State, level: int) -> Iterator[Outcome]:
        """How a run can come out at a fault level."""
        return (each for each in self.summaries[state].outcomes if each.level <= level)

    def stories(self, level: int) -> Stories:
        """For each state that can be reached at a fault level the cheapest way to it; to be asked when all is explored."""
        if level not in self._stories:
            self._stories[level] = self._cheapest(level)
        return self._stories[level]

    def _cheapest(self, level: int) -> Stories:
        best = Stories()
        waiting: list[tuple[int, int, int, State, Hop | None]] = [(0, 0, 0, self.root, None)]
        count = 0
        while waiting:
            cost, length, _, state, last = heapq.heappop(waiting)
            if state in best:
                continue
            best.add(state, last)
            for outcome, message, end in self.successors(state, level):
                if end not in best:
                    count += 1
                    more = cost + outcome.cost + 100 * (not outcome.is_certain)
                    heapq.heappush(waiting, (more, length + 1, count, end, Hop(state, outcome, message)))
        return best


class Explorer:
    """Explores one system; what a run can come to is worked out once.

    `most_states` and `most_seconds` (no end, where it is `None`) are what the search from one root may take.  `by_fault`: endings
    that look alike are told apart by the kind of the fault that leads to them.
    """

    def __init__(
        self, system: System, most_states: int = MOST_STATES, by_fault: bool = False, most_seconds: float | None = None
    ) -> None:
        self.by_fault = by_fault
        self.most_seconds = most_seconds
        self.system = system
        self.most_states = most_states
        self.limit = largest_bound(system)
        self.ids = names(system)
        self.far = distances(system)
        self.fed = {edge.end for edge in system.edges}
        self._fed_paths = {path for path, _ in self.fed}
        self._starts = {edge.start for edge in system.edges}
        self.called = {facts.path: tuple(called_executors(system, facts, self.far)) for facts in system.workflows}
        self._decisive = decisive(system)
        self._wants = {node: names | {each.lower() for each in self.ids} for node, names in self._decisive.items()}
        self._summaries: dict[tuple[object, ...], Summary] = {}
        self._receivers: dict[tuple[int, str | None], tuple[tuple[WorkflowFacts, Event], ...]] = {}
        self._executors: dict[tuple[str, Event], bool] = {}
        self._asked: dict[tuple[str, Event], frozenset[str]] = {}
        self._outlines: dict[tuple[object, ...], Summary] = {}

    def roots(self) -> tuple[State, ...]:
        """Where tasks begin: at events from outside that send a message into the system.

        An event type that nobody sends, heard by a workflow that others start, is a dead listener and no beginning, unless the
        configuration says that it comes from outside.
        """
        return tuple(
            State(facts, event, None)
            for facts in self.system.workflows
            for event in events(facts)
            if (facts.path, event) not in self.fed and self.sends(facts, event) and self._comes_from_outside(facts, event)
        )

    def _comes_from_outside(self, facts: WorkflowFacts, event: Event) -> bool:
        if event.name == "repository_dispatch" and event.type not in self.system.config.external_sent:
            return facts.path not in self._fed_paths
        if event == ENDED:
            return all(facts not in self.system.followers(each) or each.path not in self.far for each in self.system.workflows)
        return event.name != "workflow_call"

    def sends(self, facts: WorkflowFacts, event: Event) -> bool:
        """Whether a run that the event starts sends a message into the system."""
        return (facts.path, event) in self._starts

    def explore(self, root: State) -> Exploration:
        """Everything that can follow from a root, at all fault levels."""
        found = Exploration(root)
        waiting = [root]
        begun = monotonic()
        while waiting:
            state = waiting.pop()
            if state in found.summaries:
                continue
            late = self.most_seconds is not None and monotonic() - begun > self.most_seconds
            if late or len(found.summaries) >= self.most_states:
                most = f"{self.most_seconds:g} seconds" if late else f"{self.most_states} states"
                found.problem = f"the search takes more than {most}"
                found.after = {hop: tuple(end for end in ends if end in found.summaries) for hop, ends in found.after.items()}
                break
            told = self.summary(state, root)
            found.summaries[state] = told
            found.problem = found.problem or told.problem
            for outcome in told.outcomes:
                for message in outcome.heard:
                    if (state, message) in found.after:
                        continue
                    ends = tuple(self.ends(state, message, outcome))
                    found.after[state, message] = ends
                    waiting.extend(ends)
        return found

    def summary(self, state: State, root: State) -> Summary:
        """All ways in which a run can come out, in a story that begins with `root`."""
        first, chosen = state is root, _chosen(root)
        key = (state.workflow.path, state.event, state.payload, state.quiet, first, tuple(map(id, chosen)))
        if key not in self._summaries:
            told = self.told(self.start(state, root))
            self._summaries[key] = self.with_id(told) if first else told
        return self._summaries[key]

    def start(self, state: State, root: State) -> Start:
        """A run as it begins, in a story that begins with `root`."""
        return Start(
            state.workflow,
            state.event,
            state.payload,
            root=state is root,
            faulty=self.is_executor(state),
            called=self._called(state),
            quiet=state.quiet,
            chosen=_chosen(root),
        )

    def told(self, start: Start) -> Summary:
        """Everything that a run can come to; one that differs from another only in what it hands on isn't played again."""
        if start.payload is None:
            return summary(self.system, start, self.limit, self.by_fault)
        outline = outlined(start.payload, self._asked_by(start.workflow, start.event))
        key = (start.workflow.path, start.event, outline, start.quiet, start.root, tuple(map(id, start.chosen)))
        if key not in self._outlines:
            with_blanks = replace(start, payload=outline, outlined=True)
            self._outlines[key] = summary(self.system, with_blanks, self.limit, self.by_fault)
        return filled(self._outlines[key], start.payload, self.limit, self.by_fault)

    def _asked_by(self, facts: WorkflowFacts, event: Event) -> frozenset[str]:
        node = facts.path, event
        if node not in self._asked:
            self._asked[node] = asked(facts, self.system.given(event), bool(self.system.followers(facts)))
        return self._asked[node]

    def _called(self, state: State) -> frozenset[int]:
        return frozenset(job for each in self.called.get(state.workflow.path, ()) for job in each.jobs)

    def is_executor(self, state: State) -> bool:
        """Whether the run works, and so can go wrong: it is started by a message, and sends none on but back."""
        if state.node not in self._executors:
            self._executors[state.node] = self._works(state.workflow, state.event)
        return self._executors[state.node]

    def _works(self, facts: WorkflowFacts, event: Event) -> bool:
        role = self.system.role(facts)
        if role is not None:
            return role == "executor"
        here = self.far.get(facts.path)
        if not here:
            return False
        edges = self.system.edges_from(facts)
        own = [edge for edge in edges if edge.source == event]
        return all(self.far.get(edge.workflow.path, here) < here for edge in own or edges)

    def with_id(self, told: Summary) -> Summary:
        """The launcher's outcomes with its id as the one that the task keeps."""
        return Summary(
            tuple(replace(each, messages=tuple(map(self._identified, each.messages))) for each in told.outcomes), told.problem
        )

    def _identified(self, message: Message) -> Message:
        fields = tuple(
            Field(each.name, TASK_ID, each.span) if each.name in self.ids and each.value not in (Const(""), Const(None)) else each
            for each in message.payload.fields
        )
        return replace(message, payload=replace(message.payload, fields=fields))

    # -- where messages go ----------------------------------------------------------------------------------------------

    def ends(self, state: State, message: Message, outcome: Outcome) -> Iterator[State]:
        """The runs that a message starts."""
        others = outcome.messages if message.site is not None else outcome.heard
        receivers = self.receivers(state, message)
        alone = state.alone and len(others) == 1 and len(receivers) == 1
        quiet = message.site is not None and ends_quietly(message.site)
        for facts, event in receivers:
            yield State(facts, event, arrived(message.payload, facts, event, self.wants(facts, event)), alone, quiet)

    def receivers(self, state: State, message: Message) -> tuple[tuple[WorkflowFacts, Event], ...]:
        """The workflows that a message of a run starts, each with the event."""
        if message.site is None:
            return tuple((facts, ENDED) for facts in self.system.followers(state.workflow))
        key = id(message.site), message.target
        if key not in self._receivers:
            self._receivers[key] = tuple(self._hearing(message.site, message.target))
        return self._receivers[key]

    def _hearing(self, site: Site, target: str | None) -> Iterator[tuple[WorkflowFacts, Event]]:
        repository = self.system.receiver(site)
        if repository is None or target is None:
            return
        if site.dispatch.kind == "repository_dispatch":
            for listener in self.system.heard_by(repository, target):
                yield listener.workflow, Event("repository_dispatch", target)
            return
        facts = self.system.workflow_named(repository, target)
        if facts is not None and facts.workflow.trigger("workflow_dispatch") is not None:
            yield facts, Event("workflow_dispatch")

    def wants(self, facts: WorkflowFacts, event: Event) -> frozenset[str]:
        """The names of the payload fields on which something hangs, in lower case; those of ids always."""
        found = self._wants.get((facts.path, event))
        return found if found is not None else frozenset(each.lower() for each in self.ids)


def _chosen(root: State) -> tuple[Input, ...]:
    trigger = root.workflow.workflow.trigger("workflow_dispatch") if root.event.name == "workflow_dispatch" else None
    return trigger.inputs if trigger is not None else ()


def leaves_sight(system: System, site: Site) -> bool:
    """Whether a message goes where nothing is read: to another repository, or to a listener outside."""
    if system.receiver(site) is None:
        return True
    types = system.types(site) or ()
    return bool(types) and all(each in system.config.external_heard for each in types)


def is_open(payload: Object | None) -> bool:
    """Whether a payload may hold more than can be seen."""
    return payload is not None and (payload.open is not None or any(isinstance(each.value, Reference) for each in payload.fields))
