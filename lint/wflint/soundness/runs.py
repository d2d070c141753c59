"""One run, played: jobs in the order of their needs, steps in the order of the file, with GitHub's rules of status.

A job that times out is cancelled, and the run isn't: what the status functions of the jobs behind it say then is documented
nowhere, so it is unknown.  A background step that fails is noticed where the job waits for it, at its end if nowhere else.
Sources: docs.github.com, "Evaluate expressions" (status functions), "Using jobs" (`needs`), "Workflow cancellation" (a job whose
`if` still holds isn't cancelled);
actions/runner `StepsRunner.cs` (what `success()` and `failure()` look at, `continue-on-error`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.facts.scope import Scope
from wflint.scenario import Scenario, holds, settle
from wflint.senders.message import Exit
from wflint.soundness.faults import Fault
from wflint.syntax.expression.values import Object, Unknown
from wflint.syntax.node import Scalar
from wflint.values.condition import Condition
from wflint.values.of_expression import of_text
from wflint.values.value import Const, Value, constant

Outcome = Literal["success", "failure", "cancelled", "skipped"]
Weight = Literal["none", "exit", "message"]
Answer = Callable[[Condition, Scope, Scenario, Weight], bool | None]
"""Whether a condition holds; `None` where that isn't known.  The last argument says what hangs on it."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A step that the run comes by: the jobs and steps around it, and what it sees.

    `happens` is `None` where it may be skipped, or where nothing hangs on it, so that nobody has asked.
    """

    jobs: tuple[JobFacts, ...]
    steps: tuple[StepFacts, ...]
    scenario: Scenario
    happens: bool | None

    @property
    def step(self) -> StepFacts:
        return self.steps[-1]


def plainly(condition: Condition, scope: Scope, scenario: Scenario, weight: Weight) -> bool | None:
    """What the scenario says, and nothing else."""
    return holds(condition, scope, scenario)


_Played = tuple[Outcome | None, tuple[Visit, ...], tuple[tuple[Exit, StepFacts], ...]]


class Views:
    """What runs of one workflow see, each view once: most runs see the same until the fault, and so work nothing out again.

    `played` holds what jobs have done: by who answers, the job and those around it, what it sees, and whether it runs.  Those who
    answer must live as long as the views.
    """

    def __init__(self) -> None:
        self.played: dict[tuple[int, tuple[int, ...], int, bool | None], _Played] = {}
        self._known: dict[object, Scenario] = {}
        self._needs: dict[object, Object] = {}

    def same(self, scenario: Scenario) -> Scenario:
        """The scenario as it was first seen."""
        key = (
            id(scenario.payload),
            tuple(sorted(scenario.status.items())),
            frozenset((key, *_told_apart(value)) for key, value in scenario.results.items()),
            tuple((name, id(context)) for name, context in scenario.contexts.items()),
        )
        return self._known.setdefault(key, scenario)

    def needs(self, job: JobFacts, done: Mapping[str, Outcome | None]) -> Object:
        """The `needs` context, as far as it is known: outputs aren't."""
        results = tuple((need.text, done.get(need.text.lower())) for need in job.job.needs)
        if results not in self._needs:
            outputs = Unknown("what jobs put out")
            self._needs[results] = Object(
                tuple((name, Object((("result", result),) if result is not None else (), outputs)) for name, result in results)
            )
        return self._needs[results]


def _told_apart(value: Value) -> tuple[object, object]:
    """Equal constants may be of different types, and equal values stand in different places."""
    return (type(value.value), value.value) if isinstance(value, Const) else (None, id(value))


class Run:
    """One run under one fault, or none.

    `visits` are the steps that it comes by, in order; `results` the results of the jobs by id in lower case; `result` the run's;
    `left` the places where scripts give up, each with what it sees.
    """

    def __init__(
        self,
        facts: WorkflowFacts,
        scenario: Scenario,
        fault: Fault | None,
        answer: Answer = plainly,
        views: Views | None = None,
    ) -> None:
        self.views = views or Views()
        self.scenario = self.views.same(scenario)
        self.fault = fault
        self.answer = answer
        self.cancelled = False
        self.killed = False
        self.visits: list[Visit] = []
        self.results: dict[str, Outcome | None] = {}
        self.left: list[tuple[Exit, StepFacts]] = []
        self._weighty = _weighty_jobs(facts)
        self.result = self._workflow(facts, (), True)

    # -- jobs ---------------------------------------------------------------------------------------------------------

    def _workflow(self, facts: WorkflowFacts, around: tuple[JobFacts, ...], runs: bool | None) -> Outcome | None:
        """Go through all jobs; the outcome as a calling job sees it."""
        done: dict[str, Outcome | None] = {}
        waiting = list(facts.jobs)
        while waiting:
            ready = [job for job in waiting if all(need.text.lower() in done for need in job.job.needs)] or waiting[:1]
            for job in ready:
                done[job.id.lower()] = self._job(job, facts, around, done, runs)
                waiting.remove(job)
        self.results.update(done)
        outcomes = set(done.values())
        if "failure" in outcomes:
            return "failure"
        if "cancelled" in outcomes:
            return "cancelled"
        return None if None in outcomes else "success"

    def _job(
        self,
        job: JobFacts,
        facts: WorkflowFacts,
        around: tuple[JobFacts, ...],
        done: Mapping[str, Outcome | None],
        outer: bool | None,
    ) -> Outcome | None:
        if self.killed:
            return "cancelled"
        scenario = self._at_job(job, list(_ancestors(job, facts, done)), done)
        runs = self.answer(job.guard, job.scope, scenario, _weight(id(job) in self._weighty)) if outer is not False else False
        if self.fault is not None and self._holds_fault(job):
            runs = runs is not False
        runs = _both(runs, outer)
        if job.called is not None:
            outcome = self._workflow(job.called, (*around, job), runs)
        else:
            outcome = self._played(job, (*around, job), scenario, runs)
        if runs is False:
            return "skipped"
        if self.fault is not None and job is self.fault.job and outcome == "cancelled":
            outcome = _told(self.fault)
        if outcome == "failure" and self._forgives(job.job.continue_on_error, job.scope, scenario):
            return "success"
        return outcome if runs else None

    def _forgives(self, written: Scalar | None, scope: Scope, scenario: Scenario) -> bool:
        """Whether a `continue-on-error` is true; of one that only a run can tell the fault says it."""
        known = forgives(written, scope, scenario)
        return known if known is not None else self.fault is not None and self.fault.forgiven

    def _holds_fault(self, job: JobFacts) -> bool:
        assert self.fault is not None
        if job is self.fault.job:
            return True
        return job.called is not None and any(self._holds_fault(each) for each in job.called.jobs)

    def _at_job(self, job: JobFacts, above: list[Outcome | None], done: Mapping[str, Outcome | None]) -> Scenario:
        status: dict[str, bool] = {"always": True, "cancelled": self.cancelled}
        if "failure" in above:
            status |= {"failure": True, "success": False}
        elif None not in above:
            status |= {"failure": False, "success": all(each == "success" for each in above) and not self.cancelled}
        elif any(each in ("skipped", "cancelled") for each in above) or self.cancelled:
            status["success"] = False
        if self.fault is not None and self.fault.kind == "timeout" and "cancelled" in above:
            status = {"always": True, "success": False}
        known = {name: outcome for name, outcome in done.items() if outcome is not None}
        results: dict[tuple[str, ...], Value] = {("needs", name, "result"): Const(each) for name, each in known.items()}
        return self.views.same(
            replace(
                self.scenario,
                status=status,
                results={**self.scenario.results, **results},
                contexts={"needs": self.views.needs(job, done)},
            )
        )

    def _played(self, job: JobFacts, jobs: tuple[JobFacts, ...], scenario: Scenario, runs: bool | None) -> Outcome | None:
        """Go through the steps; a job without the fault that saw the same before does the same again."""
        if self.fault is not None and job is self.fault.job:
            return self._steps(job, jobs, scenario, runs)
        same = id(self.answer), tuple(map(id, jobs)), id(scenario), runs
        if same not in self.views.played:
            visits, left = len(self.visits), len(self.left)
            outcome = self._steps(job, jobs, scenario, runs)
            self.views.played[same] = outcome, tuple(self.visits[visits:]), tuple(self.left[left:])
            return outcome
        outcome, visited, gave_up = self.views.played[same]
        self.visits += visited
        self.left += gave_up
        return outcome

    # -- steps --------------------------------------------------------------------------------------------------------

    def _steps(self, job: JobFacts, jobs: tuple[JobFacts, ...], scenario: Scenario, runs: bool | None) -> Outcome | None:
        state: Outcome = "success"
        beside: list[StepFacts] = []  # background steps that have failed, which only shows where they are waited for
        for step in job.steps:
            shown = [each for each in beside if _joins(step, each)]
            for each in shown:
                state = "failure" if state == "success" else state
                scenario = _after_step(scenario, each, "failure", "failure")
                beside.remove(each)
            here = self.views.same(_at_step(scenario, state))
            happens = _both(
                self.answer(step.guard, step.scope, here, _weight(weighs(step))) if runs is not False else False, runs
            )
            faulty = self.fault is not None and step is self.fault.step and happens is not False
            unsent = faulty and self.fault is not None and self.fault.kind == "unsent"
            failed = False if unsent else self._come_by(jobs, (step,), here, happens)
            outcome: Outcome | None = "skipped" if happens is False else "failure" if failed else "success" if happens else None
            if faulty and self.fault is not None:
                match self.fault.kind:
                    case "failure" | "unsent":
                        outcome = "failure"
                    case "lost":
                        return "failure"
                    case "killed":
                        self.killed = True
                        return "cancelled"
                    case "timeout" | "cancelled" | "fail-fast":
                        outcome = "cancelled"
                        state = "cancelled"
                        self.cancelled = self.fault.kind == "cancelled"
            forgiven = outcome == "failure" and self._forgives(step.step.continue_on_error, step.scope, here)
            if outcome == "failure" and not forgiven and is_beside(step):
                beside.append(step)
                continue
            if outcome == "failure" and not forgiven and state == "success":
                state = "failure"
            scenario = _after_step(scenario, step, outcome, "success" if forgiven else outcome)
        return "failure" if beside and state == "success" else state

    def _come_by(
        self, jobs: tuple[JobFacts, ...], steps: tuple[StepFacts, ...], scenario: Scenario, happens: bool | None
    ) -> bool | None:
        """Note a step and those inside it; whether it gives up by itself."""
        step = steps[-1]
        if happens is False:
            return False
        self.visits.append(Visit(jobs, steps, scenario, happens))
        failed: bool | None = False
        for leave in step.script.exits:
            if constant(leave.code) in ("0", "", None):
                continue
            left = _both(self.answer(leave.guard, step.scope, scenario, "exit" if happens else "none"), happens)
            if left:
                self.left.append((leave, step))
            failed = True if True in (left, failed) else None if None in (left, failed) else False
        own = self.views.same(_inside_action(scenario)) if step.inner else scenario
        for inner in step.inner:
            weight = _weight(bool(happens) and weighs(inner))
            here = _both(self.answer(inner.guard, inner.scope, own, weight), happens)
            below = self._come_by(jobs, (*steps, inner), own, here)
            if below and not self._forgives(inner.step.continue_on_error, inner.scope, own):
                own = self.views.same(replace(own, status={**own.status, "success": False, "failure": True}))
                failed = True
        return failed


def _at_step(scenario: Scenario, state: Outcome) -> Scenario:
    status = {
        "always": True,
        "success": state == "success",
        "failure": state == "failure",
        "cancelled": state == "cancelled",
    }
    return replace(scenario, status=status, results={**scenario.results, ("job", "status"): Const(state)})


def _after_step(scenario: Scenario, step: StepFacts, outcome: Outcome | None, conclusion: Outcome | None) -> Scenario:
    """What later steps see of this one."""
    name = step.step.id.text.lower() if step.step.id is not None else None
    if name is None or outcome is None or conclusion is None:
        return scenario
    return scenario.assuming({("steps", name, "outcome"): Const(outcome), ("steps", name, "conclusion"): Const(conclusion)})


def _inside_action(scenario: Scenario) -> Scenario:
    """What a composite action's steps see: `success()` and `failure()` ask how the action itself has gone so far, not the job.

    Source: actions/runner, `CompositeActionHandler.cs` (`action_status`) and `SuccessFunction.cs`; `cancelled()` asks the job.
    """
    return replace(scenario, status={**scenario.status, "success": True, "failure": False})


def _weight(much: bool) -> Weight:
    return "message" if much else "none"


def weighs(step: StepFacts) -> bool:
    """Whether a message hangs on it that the step runs."""
    return bool(step.dispatches or step.unresolved) or any(map(weighs, step.inner))


def gives_up(step: StepFacts) -> bool:
    """Whether the step's script can fail on purpose."""
    return any(constant(leave.code) not in ("0", "", None) for leave in step.script.exits) or any(map(gives_up, step.inner))


def _weighty_jobs(facts: WorkflowFacts) -> frozenset[int]:
    """The jobs (by identity) that send a message; the results of the others are asked for where they matter."""
    found: set[int] = set()
    for job in facts.jobs:
        inside = _weighty_jobs(job.called) if job.called is not None else frozenset()
        found |= inside
        if inside or any(map(weighs, job.steps)):
            found.add(id(job))
    return frozenset(found)


def _both(one: bool | None, other: bool | None) -> bool | None:
    return False if False in (one, other) else None if None in (one, other) else True


def _ancestors(job: JobFacts, facts: WorkflowFacts, done: Mapping[str, Outcome | None]) -> Iterator[Outcome | None]:
    """The results of all jobs that this one needs, directly or by others."""
    seen: set[str] = set()
    waiting = [need.text.lower() for need in job.job.needs]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        yield done.get(name)
        above = facts.job(name)
        waiting.extend(need.text.lower() for need in above.job.needs) if above is not None else None


def forgives(written: Scalar | None, scope: Scope, scenario: Scenario) -> bool | None:
    """Whether a `continue-on-error` is true; `None` where only a run can tell."""
    if written is None or isinstance(written.value, bool):
        return written is not None and written.value is True
    value = settle(of_text(written.text), scope, scenario)
    return value.value is True if isinstance(value, Const) else None


def _told(fault: Fault) -> Outcome:
    """What other jobs see of a job whose steps were cancelled: of a matrix, that one of its jobs has failed."""
    return "failure" if fault.kind == "fail-fast" else fault.reported if fault.kind == "timeout" else "cancelled"


def is_beside(step: StepFacts) -> bool:
    """Whether the job doesn't wait for the step before it goes on."""
    return step.step.background or step.step.group is not None


def _joins(step: StepFacts, failed: StepFacts) -> bool:
    """Whether a step waits for a background step, or stands behind the `parallel` group of one.

    Source: docs.github.com, "Workflow syntax" (`wait`, `wait-all`, `parallel`); actions/runner, `BackgroundStepCoordinator`.
    """
    if failed.step.group is not None:
        return step.step.group != failed.step.group
    name = failed.step.id.text.lower() if failed.step.id is not None else None
    return step.step.kind == "wait-all" or any(each.text.lower() == name for each in step.step.waits_for)
