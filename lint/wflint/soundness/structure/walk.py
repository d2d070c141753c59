"""All ways through a run at once: what can have been sent by the time it ends.

The graph has a node for each step and for everything that what follows can tell from something else: how the job stands, what
the jobs before it came to, whether something has gone wrong already, what has been sent.  Ways that meet in a node are one way
from there on.  A message goes out however the run ends if and only if it lies on every way to an end: if it post-dominates the
beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.given import Jobs
from wflint.graph import System
from wflint.lean import dataclass, replace
from wflint.scenario import Scenario
from wflint.soundness.assume import Assuming
from wflint.soundness.cases import Case, UndecidedError
from wflint.soundness.endings import can_be_cancelled
from wflint.soundness.faults import Fault, senders, steps_that_can_fail
from wflint.soundness.injection import has_siblings, is_asked, may_be_forgiven
from wflint.soundness.runs import Run
from wflint.soundness.seeing import Outcome as Result
from wflint.soundness.seeing import (
    Seen,
    Views,
    after_step,
    at_condition,
    at_job,
    at_step,
    both,
    come_by,
    forgives,
    is_beside,
    joins,
    told_by,
    weighs,
    weight_of,
    weighty_jobs,
)
from wflint.soundness.summary import (
    MOST_CASES,
    Message,
    Outcome,
    Play,
    Start,
    Summary,
    cost,
    doubts,
    rank,
)
from wflint.soundness.together import Assumption
from wflint.soundness.visible import deeds_at, not_understood, openings_at, said_at
from wflint.span import Span

Of = TypeVar("Of")
Found = dict[object, Outcome]
"""Ways in which a run comes out, by what others can tell of them and whether they are sure: the best example of each."""


def walked(system: System, start: Start, limit: int) -> Summary:
    """Everything that a run can come to, over all faults; the same as `summary` says.  `limit`: see `carried`."""
    walk = _Walk(system, start, limit)
    found = walk.cases(Case())
    problem = f"a run of `{start.workflow.workflow.source.name}` has more than {MOST_CASES} cases" if walk.left < 0 else None
    return Summary(tuple(sorted(found.values(), key=rank)), problem)


def told_apart(outcome: Outcome) -> object:
    """What others can tell of an outcome: what is sent, in whatever order; without that whether anybody sees the end."""
    seen = None if outcome.messages else (outcome.seen, outcome.result)
    return frozenset(outcome.messages), outcome.end, outcome.unseen, seen


@dataclass(frozen=True, slots=True)
class _Way:
    """What is known of the ways that have come to a place: the fault on the likeliest of them, and what they have done."""

    fault: Fault | None = None
    cancelled: bool = False
    killed: bool = False
    sent: tuple[Message, ...] = ()
    deed: Span | None = None
    opened: Span | None = None
    said: Span | None = None
    left: Span | None = None
    unseen: str | None = None

    @property
    def timed_out(self) -> bool:
        return self.fault is not None and self.fault.kind == "timeout"

    @property
    def key(self) -> object:
        """What tells it from others in whatever follows."""
        fault = self.fault is not None, self.timed_out, bool(doubts(self.fault)), self.fault is not None and self.fault.forgiven
        done = tuple(place is not None for place in (self.deed, self.opened, self.said, self.left))
        return fault, self.cancelled, self.killed, self.sent, done, self.unseen

    @property
    def cost(self) -> tuple[int, int]:
        """How far-fetched it is; of ways that meet the nearest stands for all."""
        return (self.fault.level if self.fault is not None else 0, cost(self.fault))


@dataclass(frozen=True, slots=True)
class _Point:
    """A way inside a job: how the job stands, what its next step sees, and the background steps that have failed unnoticed."""

    way: _Way
    state: Result
    scenario: Scenario
    beside: tuple[StepFacts, ...] = ()

    @property
    def key(self) -> object:
        return self.way.key, self.state, id(self.scenario), tuple(map(id, self.beside))


class _Walk:
    def __init__(self, system: System, start: Start, limit: int) -> None:
        self.play = Play(system, start, limit, apart=True)
        self.facts = start.workflow
        self.left = MOST_CASES
        self.weighty = weighty_jobs(self.facts)
        matters = self.play.is_followed or any(senders(self.facts, Scenario()))
        self.breaking = frozenset(_ids(steps_that_can_fail(self.facts, self.play.scenario)) if matters else ())
        self.sending = frozenset(_ids(senders(self.facts, self.play.scenario)))
        self.within = None if start.faulty else start.called
        self.base: Scenario
        self.answer: Assuming

    def cases(self, case: Case) -> Found:
        """The outcomes in a case, and in those that it falls into."""
        self.left -= 1
        if self.left < 0:
            return {}
        try:
            return self._outcomes(case)
        except UndecidedError as undecided:
            parts = [(each.told[-1], self.cases(each)) for each in undecided.cases]
        return _joined(parts)

    def _outcomes(self, case: Case) -> Found:
        self.base, self.answer = self.play.under(case)
        self.base = self.play.views.same(self.base)
        found: Found = {}
        for way, result in self._workflow(self.facts, (), _Way(unseen=self.play.unseen), True):
            end = None
            if self.play.is_followed:
                end = self.play.end(result, way.timed_out, self.answer, self.base)
            _keep(found, _outcome(way, end, result, doubts(way.fault)))
        return found

    # -- jobs ---------------------------------------------------------------------------------------------------------

    def _workflow(
        self, facts: WorkflowFacts, around: tuple[JobFacts, ...], way: _Way, runs: bool | None
    ) -> list[tuple[_Way, Result | None]]:
        """The ways through all jobs, each with the result that a calling job sees."""
        jobs = self.play.given.jobs(facts)
        ways: list[tuple[_Way, dict[str, Result | None]]] = [(way, {})]
        for job in _in_order(jobs):
            met: dict[object, tuple[_Way, dict[str, Result | None]]] = {}
            for before, done in ways:
                for after, result in self._job(job, facts, around, before, {**jobs.skipped, **done}, runs):
                    results = {**done, job.id.lower(): result}
                    _meet(met, (after.key, tuple(results.items())), after, results)
            ways = list(met.values())
        ends: dict[object, tuple[_Way, Result | None]] = {}
        for each, results in ways:
            result = _result(results.values())
            _meet(ends, (each.key, result), each, result)
        return list(ends.values())

    def _job(
        self,
        job: JobFacts,
        facts: WorkflowFacts,
        around: tuple[JobFacts, ...],
        way: _Way,
        done: Mapping[str, Result | None],
        outer: bool | None,
    ) -> Iterator[tuple[_Way, Result | None]]:
        if way.killed:
            yield way, "cancelled"
            return
        scenario = at_job(self.base, job, facts, done, way.cancelled, way.timed_out, self.play.views)
        weight = weight_of(id(job) in self.weighty)
        asked = at_condition(scenario, job, facts, done, self.play.views)
        runs = self.answer(job.guard, job.scope, asked, weight) if outer is not False else False
        tried = [(runs, True)]
        if runs is None and way.fault is None:
            tried = [(None, False), (True, True)]  # what goes wrong in a job goes wrong in one that runs
        for happens, faulty in tried:
            for after, result in self._inside(job, around, way, scenario, both(happens, outer), faulty):
                struck = after.fault is not way.fault
                if len(tried) > 1 and faulty and not struck:
                    continue
                if happens is False:
                    yield after, "skipped"
                    continue
                if struck and after.fault is not None and job is after.fault.job and result == "cancelled":
                    result = told_by(after.fault)
                if result == "failure" and _forgives(job, after, scenario):
                    result = "success"
                yield after, result if happens else None

    def _inside(
        self, job: JobFacts, around: tuple[JobFacts, ...], way: _Way, scenario: Scenario, runs: bool | None, faulty: bool
    ) -> list[tuple[_Way, Result | None]]:
        if job.called is not None:
            return self._workflow(job.called, (*around, job), way, runs)
        return self._steps(job, (*around, job), way, scenario, runs, faulty)

    # -- steps --------------------------------------------------------------------------------------------------------

    def _steps(
        self, job: JobFacts, jobs: tuple[JobFacts, ...], way: _Way, scenario: Scenario, runs: bool | None, faulty: bool
    ) -> list[tuple[_Way, Result | None]]:
        points = [_Point(way, "success", scenario)]
        ends: dict[object, tuple[_Way, Result | None]] = {}
        for step in job.steps:
            met: dict[object, _Point] = {}
            for point in points:
                here = _noticed(point, step, self.play.views)
                for each, result in self._step(job, jobs, step, here, runs, faulty):
                    if result is not None:
                        _meet(ends, (each.way.key, result), each.way, result)
                    elif each.key not in met or each.way.cost < met[each.key].way.cost:
                        met[each.key] = each
            points = list(met.values())
        for each in points:
            last: Result = "failure" if each.beside and each.state == "success" else each.state
            _meet(ends, (each.way.key, last), each.way, last)
        return list(ends.values())

    def _step(
        self,
        job: JobFacts,
        jobs: tuple[JobFacts, ...],
        step: StepFacts,
        point: _Point,
        runs: bool | None,
        faulty: bool,
    ) -> Iterator[tuple[_Point, Result | None]]:
        """Where the ways go on from a step, and those on which the job ends there, each with its result."""
        way, views = point.way, self.play.views
        here = at_step(point.scenario, point.state, views)
        happens: bool | None = False
        if runs is not False:
            happens = both(self.answer(step.guard, step.scope, here, weight_of(weighs(step))), runs)
        forgiven = way.fault is not None and way.fault.forgiven
        seen = come_by(jobs, (step,), here, happens, self.answer, views, forgiven)
        after = self._noting(way, seen)
        outcome: Result | None = "skipped" if happens is False else "failure" if seen.failed else "success" if happens else None
        yield self._on(point, step, after, outcome, here), None
        if way.fault is not None or not faulty or happens is False:
            return
        for fault in self._faults(job, step):
            match fault.kind:
                case "failure":
                    yield self._on(point, step, replace(after, fault=fault), "failure", here), None
                case "unsent":
                    yield self._on(point, step, replace(way, fault=fault), "failure", here), None
                case "lost":
                    yield replace(point, way=replace(after, fault=fault)), "failure"
                case "killed":
                    yield replace(point, way=replace(after, fault=fault, killed=True)), "cancelled"
                case "timeout" | "cancelled" | "fail-fast":
                    struck = replace(after, fault=fault, cancelled=fault.kind == "cancelled")
                    if fault.kind == "fail-fast":
                        struck = self._with_sibling(struck, fault)
                    yield self._on(replace(point, state="cancelled"), step, struck, "cancelled", here), None

    def _on(self, point: _Point, step: StepFacts, way: _Way, outcome: Result | None, here: Scenario) -> _Point:
        """Where a way comes to behind a step."""
        forgiven = outcome == "failure" and _forgives(step, way, here)
        if outcome == "failure" and not forgiven and is_beside(step):
            return replace(point, way=way, beside=(*point.beside, step))
        state = "failure" if outcome == "failure" and not forgiven and point.state == "success" else point.state
        scenario = after_step(point.scenario, step, outcome, "success" if forgiven else outcome, self.play.views)
        return replace(point, way=way, state=state, scenario=scenario)

    def _noting(self, way: _Way, seen: Seen) -> _Way:
        """A way with what a step has done."""
        sent, unseen = dict.fromkeys(way.sent), way.unseen
        deed, opened, said = way.deed, way.opened, way.said
        for visit in seen.visits:
            sent |= dict.fromkeys(self.play.messages(visit, self.answer))
            unseen = not_understood(visit, self.play.given) or unseen
            deed = deed or next(deeds_at(visit, self.answer, self.play.terminal, self.play.given), None)
            opened = opened or next(openings_at(visit, self.answer, self.play.given), None)
            said = said or next(said_at(visit, self.answer, self.play.given), None)
        left = way.left or next((leave.span for leave, _ in seen.left), None)
        return replace(way, sent=tuple(sent), unseen=unseen, deed=deed, opened=opened, said=said, left=left)

    def _with_sibling(self, way: _Way, fault: Fault) -> _Way:
        """What the job of the matrix that has failed first tells of it."""
        run = Run(self.facts, self.base, replace(fault, kind="failure"), self.answer, self.play.views)
        told = (message for visit in run.visits for message in self.play.messages(visit, self.answer))
        return replace(way, sent=tuple(dict.fromkeys((*way.sent, *told))))

    def _faults(self, job: JobFacts, step: StepFacts) -> Iterator[Fault]:
        """Everything that can go wrong at a step."""
        if self.within is not None and id(job) not in self.within:
            return
        if (id(job), id(step)) in self.breaking:
            yield Fault("failure", job, step)
            open_ended = forgives(step.step.continue_on_error, step.scope, self.play.scenario) is None
            if open_ended or may_be_forgiven(job, self.play.scenario):
                yield Fault("failure", job, step, forgiven=True)
            if has_siblings(job):
                yield Fault("fail-fast", job, step)
            yield Fault("timeout", job, step)
            if is_asked(self.facts, self.play.is_followed):
                yield Fault("timeout", job, step, reported="failure")
            if can_be_cancelled(job, self.play.scenario):
                yield Fault("cancelled", job, step)
            yield Fault("lost", job, step)
            yield Fault("killed", job, step)
        if (id(job), id(step)) in self.sending:
            yield Fault("unsent", job, step)


def _ids(places: Iterable[tuple[JobFacts, StepFacts]]) -> Iterator[tuple[int, int]]:
    return ((id(job), id(step)) for job, step in places)


def _in_order(jobs: Jobs) -> Iterator[JobFacts]:
    """Jobs behind those that they need; the first of those that need each other, which GitHub refuses."""
    done: set[str] = set(jobs.skipped)
    waiting = list(jobs.left)
    while waiting:
        for job in [job for job in waiting if all(need.text.lower() in done for need in job.job.needs)] or waiting[:1]:
            done.add(job.id.lower())
            waiting.remove(job)
            yield job


def _result(results: Iterable[Result | None]) -> Result | None:
    found = set(results)
    if "failure" in found:
        return "failure"
    if "cancelled" in found:
        return "cancelled"
    return None if None in found else "success"


def _forgives(of: JobFacts | StepFacts, way: _Way, scenario: Scenario) -> bool:
    written = of.job.continue_on_error if isinstance(of, JobFacts) else of.step.continue_on_error
    known = forgives(written, of.scope, scenario)
    return known if known is not None else way.fault is not None and way.fault.forgiven


def _noticed(point: _Point, step: StepFacts, views: Views) -> _Point:
    """The point before a step: failures of background steps show where it waits for them."""
    shown = [each for each in point.beside if joins(step, each)]
    if not shown:
        return point
    scenario = point.scenario
    for each in shown:
        scenario = after_step(scenario, each, "failure", "failure", views)
    state = "failure" if point.state == "success" else point.state
    return _Point(point.way, state, scenario, tuple(each for each in point.beside if each not in shown))


def _meet(met: dict[object, tuple[_Way, Of]], key: object, way: _Way, of: Of) -> None:
    before = met.get(key)
    if before is None or way.cost < before[0].cost:
        met[key] = way, of


def _outcome(way: _Way, end: Message | None, result: Result | None, assumed: tuple[Assumption, ...]) -> Outcome:
    def kept(place: Span | None) -> tuple[Span, ...]:
        return () if place is None or (way.sent and place is not way.left) else (place,)

    seen = kept(way.deed), kept(way.opened), kept(way.said), kept(way.left)
    return Outcome(way.sent, end, *seen, way.fault, assumed, way.unseen, result)


def _keep(found: Found, outcome: Outcome) -> None:
    key = told_apart(outcome), outcome.is_certain
    before = found.get(key)
    if before is None or rank(outcome) < rank(before):
        found[key] = outcome


def _joined(parts: list[tuple[Assumption, Found]]) -> Found:
    """What a run can come to that falls into cases; what comes out in each of them doesn't rest on which it is."""
    found: Found = {}
    for assumption, part in parts:
        for outcome in part.values():
            _keep(found, replace(outcome, assumed=(assumption, *outcome.assumed)))
    for key in parts[0][1].keys() & set.intersection(*(set(part) for _, part in parts)):
        _keep(found, max((part[key] for _, part in parts), key=rank))
    return found
