"""What a run can come to: for an event with its payload, the set of outcomes over all faults up to a level.

An outcome is what the rest of the system can tell from another one: the messages with what they carry, and whether anybody can
see that the run has ended.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import count, islice

from wflint.facts.model import StepFacts, WorkflowFacts
from wflint.graph import Site, System
from wflint.lean import dataclass, replace
from wflint.scenario import Event, Scenario, holds
from wflint.senders.message import FunctionCall, Invocation
from wflint.soundness.assume import Assuming, Assumption, Case, UndecidedError, vocabulary
from wflint.soundness.carried import Sender, carried
from wflint.soundness.ended import ENDED, told_of
from wflint.soundness.faults import Fault, FaultKind
from wflint.soundness.injection import faults
from wflint.soundness.runs import Run
from wflint.soundness.seeing import Views, Visit
from wflint.soundness.terminal import Terminal, given, terminal
from wflint.span import Span
from wflint.syntax.node import Scalar
from wflint.syntax.workflow import Input
from wflint.values.condition import Always
from wflint.values.remembered import Remembers, remembered
from wflint.values.value import Const, Object, Unknown, Value, constant, parts_of, possible_texts, rebuild

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
_CALLS = re.compile(r"\b(?:rest|octokit|github)\s*\.\s*(\w+)\s*\.\s*(\w+)\s*\(|\b(graphql|fetch|request)\s*\(")
_TO_DO = re.compile(r"\b(?:TODO|FIXME|TBD|[Nn]ot (?:yet )?implemented)\b")
_SENDING_CALLS = frozenset(["createDispatchEvent", "createWorkflowDispatch"])


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

    `deeds` is a first place that does something which can be seen, or may be; `said` one that at least prints something which is
    said only for this event; `left` the places where a script gives up on purpose.  `assumed` is what had to be assumed.
    `unseen` says why there may be messages that can't be seen.  `result` is the run's conclusion, where it is known.
    """

    messages: tuple[Message, ...]
    end: Message | None
    deeds: tuple[Span, ...]
    said: tuple[Span, ...]
    left: tuple[Span, ...]
    fault: Fault | None
    assumed: tuple[Assumption, ...]
    unseen: str | None
    result: str | None

    @property
    def key(self) -> object:
        """What tells it from others: the messages; without any, whether somebody sees the end.  The sure ones count apart."""
        if self.messages:
            return self.messages, self.end, self.unseen, self.is_certain
        return bool(self.deeds), bool(self.said), bool(self.left), self.end, self.unseen, self.result, self.is_certain

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
    `quiet`: nobody can hear its end.  `chosen` are the inputs that people choose when they start the task.
    """

    workflow: WorkflowFacts
    event: Event
    payload: Object | None
    root: bool
    faulty: bool
    called: frozenset[int]
    quiet: bool
    chosen: tuple[Input, ...]


def summary(system: System, start: Start, limit: int, by_fault: bool = False) -> Summary:
    """Everything that a run can come to.  `limit`: see `carried`; `by_fault`: each kind of fault for itself."""
    play = Play(system, start, limit)
    found: dict[object, Outcome] = {}
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
            outcome = play.outcome(fault, case)
        except UndecidedError as undecided:
            waiting = [*((fault, each) for each in undecided.cases), *waiting]
            continue
        key = (outcome.key, fault.kind if fault is not None and by_fault else None)
        before = found.get(key)
        if before is None or rank(outcome) < rank(before):
            found[key] = outcome
    return Summary(tuple(sorted(found.values(), key=rank)), problem)


def rank(outcome: Outcome) -> tuple[object, ...]:
    """What makes one of two outcomes the better example: a lower level, no doubt, and the likelier fault."""
    return outcome.level, not outcome.is_certain, outcome.cost, len(outcome.assumed)


class Play:
    """One start, to be played: who answers in a case, and what others hear and see of a step."""

    def __init__(self, system: System, start: Start, limit: int) -> None:
        facts = start.workflow
        self.start = start
        self.limit = limit
        self.terminal = terminal(system.config.terminal)
        self.scenario = Scenario(start.event, start.payload, results=_ACTIVITY if start.event == ENDED else {})
        self.plain = system.plain(start.event)
        self.views = Views(self.plain)
        self._words = cache(lambda: vocabulary(facts, self.scenario))
        self._cases: dict[object, tuple[Scenario, Assuming]] = {}
        self.is_followed = not start.quiet and bool(system.followers(facts))
        self.sites = {(id(site.dispatch), tuple(map(id, site.way.jobs))): site for site in system.sites if site.workflow is facts}
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
        deeds: list[Span] = []
        said: list[Span] = []
        unseen = self.unseen
        for visit in run.visits:
            unseen = not_understood(visit) or unseen
        if not messages:  # otherwise the story goes on, and nobody asks what else was done
            deeds = list(islice((span for visit in run.visits for span in deeds_at(visit, answer, self.terminal)), 1))
            said = list(islice((span for visit in run.visits for span in said_at(visit, answer)), 1))
        left = tuple(leave.span for leave, _ in run.left)
        timed_out = fault is not None and fault.kind == "timeout"
        end = self.end(run.result, timed_out, answer, run.scenario) if self.is_followed else None
        assumed = (*case.assumed, *doubts(fault))
        return Outcome(tuple(messages), end, tuple(deeds), tuple(said), left, fault, assumed, unseen, run.result)

    def under(self, case: Case) -> tuple[Scenario, Assuming]:
        """The scenario with what the case assumes, also inside the payload, and who answers; the same ones for the same case."""
        if case.key not in self._cases:
            answer = Assuming(case, self._words, self.start.chosen, self.start.root, self.start.faulty, self.limit, self.plain)
            self._cases[case.key] = self._supposed(case), answer
        return self._cases[case.key]

    def _supposed(self, case: Case) -> Scenario:
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
        payload = carried(replace(told, fields=tuple(fields)), self.sender, self.limit)
        assert isinstance(payload, Object)  # as it was
        return Message(None, facts.workflow.source.name, payload, facts.workflow.triggers[0].place)

    def _sent(self, run: Run, answer: Assuming) -> Iterator[Message]:
        for visit in run.visits:
            if run.fault is None or run.fault.kind != "unsent" or visit.steps[0] is not run.fault.step:
                yield from self.messages(visit, answer)

    def messages(self, visit: Visit, answer: Assuming) -> Iterator[Message]:
        """What goes out at a step; raises `UndecidedError` where that hangs on a case."""
        for dispatch in visit.step.dispatches:
            if visit.happens is not False and answer(dispatch.guard, visit.step.scope, visit.scenario, "message"):
                site = self.sites.get((id(dispatch), tuple(map(id, visit.jobs))))
                if site is not None:
                    yield self._message(site, visit, answer)

    def _message(self, site: Site, visit: Visit, answer: Assuming) -> Message:
        def here(value: Value) -> Value:
            return answer.value(value, visit.step.scope, visit.scenario)

        targets = possible_texts(here(site.dispatch.target))
        payload = carried(here(site.dispatch.payload), self.sender, self.limit)
        target = targets[0] if targets is not None and len(targets) == 1 else None
        return Message(site, target, payload if isinstance(payload, Object) else Object((), _why(payload)), site.span)


def doubts(fault: Fault | None) -> tuple[Assumption, ...]:
    """What has to be so for a fault to have its consequences."""
    return (Assumption(fault.doubt, False),) if fault is not None and fault.doubt else ()


def _not_followed(called: Scalar) -> str:
    return f"`{called.text}` can't be followed"


def _why(value: Value) -> str:
    return value.reason if isinstance(value, Unknown) else "the payload can't be read"


# -- what can be seen of a run ----------------------------------------------------------------------------------------------


def not_understood(visit: Visit) -> str | None:
    """Why a step may send more than can be seen."""
    found = (each for each in visit.step.unresolved if holds(each.guard, visit.step.scope, visit.scenario) is not False)
    reasons = [each.reason for each in found]
    return f"a message isn't understood: {reasons[-1]}" if reasons else None


def deeds_at(visit: Visit, answer: Assuming, ends: Terminal) -> Iterator[Span]:
    """What a step does, as far as it isn't only looking at the event, or telling of it in the log."""
    step = visit.step
    if not _may_happen(visit, answer):
        return
    for act in step.acts:
        if answer(act.guard, step.scope, visit.scenario, "none") is not False:
            yield act.span
    if step.step.kind == "uses" and step.language is None and not step.inner:
        if not step.step.uses or ends.action_tells(step.step.uses.text):
            yield step.step.place
        return
    if step.script.problem is not None or (step.language == "javascript" and _calls_more(step)):
        yield step.step.place
    for doing in step.script.doings:
        if _is_dispatch(step, doing.span) or ((silent := ends.is_silent(doing)) and not ends.annotates(doing)):
            continue
        happens = answer(doing.guard, step.scope, visit.scenario, "none")
        if happens or (happens is None and not silent):  # an annotation stands where something is checked: only a sure one counts
            yield doing.span


def _may_happen(visit: Visit, answer: Assuming) -> bool:
    return visit.happens is not False and answer(visit.step.guard, visit.step.scope, visit.scenario, "none") is not False


def _is_dispatch(step: StepFacts, span: Span) -> bool:
    return any(each.span == span for each in step.dispatches)


def _calls_more(step: StepFacts) -> bool:
    """Whether a script calls the API otherwise than to send a message, in a way that isn't known to be an act."""
    script = step.step.input("script")
    if script is None:
        return True
    read = {str(constant(word.value)).rpartition(".")[2] for each in step.script.invocations for word in each.words[1:2]}
    acts = Counter(mechanism.rpartition(" ")[2] for mechanism, _ in {(each.mechanism, each.span) for each in step.acts})
    written = Counter(f"{match[1]}.{match[2]}" if match[1] else match[3] for match in _CALLS.finditer(script.value.text))
    return any(name.rpartition(".")[2] not in _SENDING_CALLS | read and count > acts[name] for name, count in written.items())


def said_at(visit: Visit, answer: Assuming) -> Iterator[Span]:
    """What a step prints for this event and not for every one.

    Where it surely says that something is left to do, what it prints of all events of its job tells of no end.
    """
    step = visit.step
    if not _may_happen(visit, answer):
        return
    own = any(job.job.condition is not None for job in visit.jobs) or any(each.step.condition is not None for each in visit.steps)
    reached = [
        (doing, happens)
        for doing in step.script.doings
        if (own or not isinstance(doing.guard, Always))
        and (happens := answer(doing.guard, step.scope, visit.scenario, "none")) is not False
    ]
    left_to_do = any(happens and _is_left_to_do(doing) for doing, happens in reached)
    for doing, _ in reached:
        if not _is_left_to_do(doing) and not (left_to_do and isinstance(doing.guard, Always)):
            yield doing.span
    if own and step.language == "javascript" and not left_to_do:
        yield step.step.place


def _is_left_to_do(doing: Invocation | FunctionCall) -> bool:
    """Whether a line is only a note that something is to be written here: that tells nobody of a task's end."""
    texts = (part.value for value in given(doing) for part in parts_of(value) if isinstance(part, Const))
    return any(isinstance(text, str) and _TO_DO.search(text) for text in texts)
