"""What a run can come to: for an event with its payload, the set of outcomes over all faults up to a level.

An outcome is what the rest of the system can tell from another one: the messages with what they carry, and whether anybody can
see that the run has ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import count, islice

from wflint.facts.model import WorkflowFacts
from wflint.graph import Site, System
from wflint.lean import dataclass, replace
from wflint.scenario import Event, Scenario
from wflint.soundness.assume import Assuming
from wflint.soundness.carried import Sender, carried
from wflint.soundness.cases import Case, UndecidedError
from wflint.soundness.ended import ENDED, told_of
from wflint.soundness.faults import Fault, FaultKind
from wflint.soundness.injection import faults
from wflint.soundness.runs import Run
from wflint.soundness.seeing import Views, Visit
from wflint.soundness.terminal import terminal
from wflint.soundness.together import Assumption, NoRoomError
from wflint.soundness.visible import deeds_at, not_understood, openings_at, said_at
from wflint.soundness.vocabulary import vocabulary
from wflint.span import Span
from wflint.syntax.node import Scalar
from wflint.syntax.workflow import Input
from wflint.values.remembered import Remembers, remembered
from wflint.values.value import Const, Object, Unknown, Value, possible_texts, rebuild

_COSTS: dict[FaultKind, int] = {
    "failure": 10,
    "fail-fast": 10,
    "timeout": 11,
    "cancelled": 12,
    "lost": 13,
    "killed": 14,
    "unsent": 20,
}
"""What a fault costs in the search for the shortest story: the likelier, the less.  An author's own `run` is cheaper by five."""
_ACTIVITY: Mapping[tuple[str, ...], Value] = {("github", "event", "action"): Const("completed")}
MOST_CASES = 400
"""Cases of one run beyond which it isn't followed."""


@remembered
@dataclass(frozen=True, slots=True)
class Message(Remembers):
    """A dispatch as it goes out, or the end of the run itself as those hear it who wait for that: `site` is `None` then.

    `target` is the event type or the workflow's name, `None` where it can't be known; for an end, the name of the file.
    """

    site: Site | None
    target: str | None
    payload: Object
    place: Span


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way in which a run comes out.

    `deeds` is a first place that does something which can be seen, or may be; `opened` one that publishes a branch with nothing
    on it; `said` one that at least prints something which is said only for this event; `left` the places where a script gives
    up on purpose.  `assumed` is what had to be assumed, `alike` what could be assumed instead, with nothing going wrong.
    `unseen` says why there may be messages that can't be seen.  `result` is the run's conclusion, where it is known.
    """

    messages: tuple[Message, ...]
    end: Message | None
    deeds: tuple[Span, ...]
    opened: tuple[Span, ...]
    said: tuple[Span, ...]
    left: tuple[Span, ...]
    fault: Fault | None
    assumed: tuple[Assumption, ...]
    unseen: str | None
    result: str | None
    alike: tuple[tuple[Assumption, ...], ...] = ()

    @property
    def key(self) -> object:
        """What tells it from others: the messages; without any, whether somebody sees the end.  The sure ones count apart."""
        if self.messages:
            return self.messages, self.end, self.unseen, self.is_certain
        return self.seen, self.end, self.unseen, self.result, self.is_certain

    @property
    def seen(self) -> tuple[bool, ...]:
        """What can be seen of it besides messages, whatever the place is; beside a deed it doesn't matter what else was done."""
        return bool(self.deeds), bool(self.opened and not self.deeds), bool(self.said and not self.deeds), bool(self.left)

    @property
    def heard(self) -> tuple[Message, ...]:
        """Everything that others may hear: the messages, and the end where somebody waits for it."""
        return self.messages if self.end is None else (*self.messages, self.end)

    @property
    def level(self) -> int:
        """The fault level at which it can occur; 0 without a fault."""
        return self.fault.level if self.fault is not None else 0

    @property
    def cost(self) -> int:
        """How far-fetched it is."""
        return cost(self.fault)

    @property
    def is_certain(self) -> bool:
        """Whether it surely can come out like this."""
        return all(each.free for each in self.assumed)


def cost(fault: Fault | None) -> int:
    """How far-fetched a fault is."""
    if fault is None:
        return 0
    own = fault.step.step.run is not None
    return _COSTS[fault.kind] - (5 if own else 0)


@dataclass(frozen=True, slots=True)
class Summary:
    """All outcomes of a run; `problem` says why there may be more, `None` where these are all."""

    outcomes: tuple[Outcome, ...]
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """A run that begins: `payload` is `None` where nothing is known of it.

    `root`: a person or something outside starts it.  `faulty`: its steps can fail; `called`: those of these jobs can.
    `quiet`: nobody can hear its end.  `chosen` are the inputs that people choose when they start the task.  `outlined`: values
    that it only hands on are left blank, see `outline`.
    """

    workflow: WorkflowFacts
    event: Event
    payload: Object | None
    root: bool
    faulty: bool
    called: frozenset[int]
    quiet: bool
    chosen: tuple[Input, ...]
    outlined: bool = False


def summary(system: System, start: Start, limit: int, by_fault: bool = False) -> Summary:
    """Everything that a run can come to.  `limit`: see `carried`; `by_fault`: each kind of fault for itself.

    A run that asks more than one table can tell apart is played with a case for each part of a condition.
    """
    try:
        return _played(Play(system, start, limit), by_fault)
    except NoRoomError:
        return _played(Play(system, start, limit, apart=True), by_fault)


def _played(play: Play, by_fault: bool) -> Summary:
    start = play.start
    found: list[Outcome] = []
    waiting: list[tuple[Fault | None, Case]] = [(None, Case())]
    if start.faulty or start.called:
        within = None if start.faulty else start.called
        waiting += [(fault, Case()) for fault in faults(start.workflow, play.scenario, play.is_followed, within)]
    problem = None
    for tried in count(1):
        if not waiting:
            break
        if tried > MOST_CASES:
            problem = f"a run of `{start.workflow.workflow.source.name}` has more than {MOST_CASES} cases"
            break
        fault, case = waiting.pop(0)
        try:
            found.append(play.outcome(fault, case))
        except UndecidedError as undecided:
            waiting = [*((fault, each) for each in undecided.cases), *waiting]
    return Summary(best(found, by_fault), problem)


def best(outcomes: Iterable[Outcome], by_fault: bool = False) -> tuple[Outcome, ...]:
    """The best example of each outcome that others can tell from the rest, the best of all first."""
    found: dict[object, Outcome] = {}
    alike: dict[object, list[tuple[Assumption, ...]]] = {}
    for each in outcomes:
        key = (each.key, each.fault.kind if each.fault is not None and by_fault else None)
        before = found.get(key)
        if each.fault is None and not each.messages:
            alike.setdefault(key, []).append(each.assumed)
        if before is None or rank(each) < rank(before):
            found[key] = each
    for same, ways in alike.items():
        if len(ways) > 1:
            found[same] = replace(found[same], alike=tuple(each for each in ways if each != found[same].assumed))
    return tuple(sorted(found.values(), key=rank))


def rank(outcome: Outcome) -> tuple[object, ...]:
    """What makes one of two outcomes the better example: a lower level, no doubt, and the likelier fault."""
    return outcome.level, not outcome.is_certain, outcome.cost, len(outcome.assumed)


class Play:
    """One start, to be played: who answers in a case, and what others hear and see of a step."""

    def __init__(self, system: System, start: Start, limit: int, apart: bool = False) -> None:
        facts = start.workflow
        self.start = start
        self.limit = limit
        self.apart = apart
        self.held = None if start.outlined else limit
        self.terminal = terminal(system.config.terminal)
        self.scenario = Scenario(start.event, start.payload, results=_ACTIVITY if start.event == ENDED else {})
        self.given = system.given(start.event)
        self.views = Views(self.given)
        self._words = cache(lambda: vocabulary(facts, self.scenario))
        self._cases: dict[object, tuple[Scenario, Assuming]] = {}
        self._scenarios: dict[object, Scenario] = {}
        self.is_followed = not start.quiet and bool(system.followers(facts))
        self.system = system
        self.sender = Sender(facts.workflow.source.name, start.root)
        self.unseen = next((_not_followed(job.job.calls) for job in facts.jobs if job.job.calls and job.called is None), None)

    def outcome(self, fault: Fault | None, case: Case) -> Outcome:
        """How the run comes out under a fault in a case; raises `UndecidedError` where there are more cases."""
        scenario, answer = self.under(case)
        run = Run(self.start.workflow, scenario, fault, answer, self.views)
        messages = dict.fromkeys(self._sent(run, answer))
        if fault is not None and fault.kind == "fail-fast":  # the one that has failed may tell of it
            first = Run(self.start.workflow, scenario, replace(fault, kind="failure"), answer, self.views)
            messages |= dict.fromkeys(self._sent(first, answer))
        unseen = self.unseen
        for visit in run.visits:
            unseen = not_understood(visit, self.given) or unseen
        looked_at = run.visits if not messages else []  # otherwise the story goes on, and nobody asks what else was done
        deeds = _first(span for visit in looked_at for span in deeds_at(visit, answer, self.terminal, self.given))
        looked_at = looked_at if not deeds else []
        opened = _first(span for visit in looked_at for span in openings_at(visit, answer, self.given))
        said = _first(span for visit in looked_at for span in said_at(visit, answer, self.given))
        left = tuple(leave.span for leave, _ in run.left)
        timed_out = fault is not None and fault.kind == "timeout"
        end = self.end(run.result, timed_out, answer, run.scenario) if self.is_followed else None
        assumed = (*case.assumed, *doubts(fault))
        return Outcome(tuple(messages), end, deeds, opened, said, left, fault, assumed, unseen, run.result)

    def under(self, case: Case) -> tuple[Scenario, Assuming]:
        """The scenario with what the case assumes, also inside the payload, and who answers; the same ones for the same case."""
        key = case.key
        if key not in self._cases:
            start = self.start
            answer = Assuming(case, self._words, start.chosen, start.root, start.faulty, self.limit, self.given, self.apart)
            self._cases[key] = self._supposed(case), answer
        return self._cases[key]

    def _supposed(self, case: Case) -> Scenario:
        """The scenario with the values of the case: the same one where only other answers are assumed, with what it remembers."""
        values = case.value_key
        if values not in self._scenarios:
            self._scenarios[values] = self._with_values(case)
        return self._scenarios[values]

    def _with_values(self, case: Case) -> Scenario:
        payload = self.scenario.payload
        if not case.values:
            return self.scenario
        if payload is not None:
            swapped = rebuild(payload, lambda part: case.values.get(getattr(part, "key", ()), part))
            payload = swapped if isinstance(swapped, Object) and swapped != payload else payload
        return replace(self.scenario, payload=payload, results={**self.scenario.results, **case.values})

    def end(self, result: str | None, timed_out: bool, answer: Assuming, scenario: Scenario) -> Message:
        """What those hear who wait for the end of the run."""
        facts = self.start.workflow
        told = told_of(facts, self.start.event, result, timed_out and result != "success")
        scope = facts.jobs[0].scope
        fields = (replace(each, value=answer.value(each.value, scope, scenario)) for each in told.fields)
        payload = carried(replace(told, fields=tuple(fields)), self.sender, self.held)
        assert isinstance(payload, Object)  # as it was
        return Message(None, facts.workflow.source.name, payload, facts.workflow.triggers[0].place)

    def _sent(self, run: Run, answer: Assuming) -> Iterator[Message]:
        for visit in run.visits:
            if run.fault is None or run.fault.kind != "unsent" or visit.steps[0] is not run.fault.step:
                yield from self.messages(visit, answer)

    def messages(self, visit: Visit, answer: Assuming) -> Iterator[Message]:
        """What goes out at a step; raises `UndecidedError` where that hangs on a case."""
        for dispatch in self.given.left(visit.step.dispatches, visit.step.scope):
            if visit.happens is not False and answer(dispatch.guard, visit.step.scope, visit.scenario, "message"):
                site = self.system.site(dispatch, visit.jobs)
                if site is not None:
                    yield self._message(site, visit, answer)

    def _message(self, site: Site, visit: Visit, answer: Assuming) -> Message:
        def here(value: Value) -> Value:
            return answer.value(value, visit.step.scope, visit.scenario)

        targets = possible_texts(here(site.dispatch.target))
        payload = carried(here(site.dispatch.payload), self.sender, self.held)
        target = targets[0] if targets is not None and len(targets) == 1 else None
        return Message(site, target, payload if isinstance(payload, Object) else Object((), _why(payload)), site.span)


def _first(places: Iterator[Span]) -> tuple[Span, ...]:
    return tuple(islice(places, 1))


def doubts(fault: Fault | None) -> tuple[Assumption, ...]:
    """What has to be so for a fault to have its consequences."""
    return (Assumption(fault.doubt, False),) if fault is not None and fault.doubt else ()


def _not_followed(called: Scalar) -> str:
    return f"`{called.text}` can't be followed"


def _why(value: Value) -> str:
    return value.reason if isinstance(value, Unknown) else "the payload can't be read"
