"""The ways in which a run can end, and which messages each of them still sends.

One fault at a time: a step fails, the run is cancelled in a step, or the job reaches its timeout there.  A job that times out is
cancelled, too, and the run isn't: what the conditions of the jobs behind it see then is documented nowhere, so it is unknown.
Sources: docs.github.com, "Evaluate expressions" (status functions), "Using jobs" (`needs`), "Workflow cancellation" (a job whose
`if` still holds isn't cancelled);
actions/runner `StepsRunner.cs` (what `success()` and `failure()` look at, `continue-on-error`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.scenario import Scenario, holds
from wflint.senders.message import Dispatch
from wflint.values.value import Const, Value, constant

Outcome = Literal["success", "failure", "cancelled", "skipped"]
FaultKind = Literal["failure", "cancelled", "timeout"]

_HARMLESS_WORDS = """
echo printf cat : true export set [ [[ test exit date sleep local declare readonly read tee shift unset
write-host write-output out-file add-content set-content get-date
"""
_HARMLESS = frozenset(_HARMLESS_WORDS.split())
"""Commands that don't fail in practice: a step made of them alone isn't counted as one that can."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The one thing that goes wrong: in `step` of `job`."""

    kind: FaultKind
    job: JobFacts
    step: StepFacts


@dataclass(frozen=True, slots=True)
class Ending:
    """One way in which a run can end: the fault, each job's result, and for each dispatch whether it is sent."""

    fault: Fault | None
    results: Mapping[str, Outcome | None]
    sent: Mapping[int, bool | None]

    def sends(self, dispatch: Dispatch) -> bool | None:
        """Whether the dispatch is sent in this ending; `None` where that isn't known."""
        return self.sent.get(id(dispatch), False)


def endings(facts: WorkflowFacts, scenario: Scenario) -> Iterator[Ending]:
    """Every ending with one fault or none, in the order of the file."""
    yield _Run(facts, scenario, None).ending()
    for job, step in _steps_that_can_fail(facts, scenario):
        for kind in _kinds(job, scenario):
            yield _Run(facts, scenario, Fault(kind, job, step)).ending()


def _kinds(job: JobFacts, scenario: Scenario) -> Iterator[FaultKind]:
    yield "failure"
    status = {"always": True, "success": False, "failure": False, "cancelled": True}
    if holds(job.guard, job.scope, replace(scenario, status=status)) is not True:
        yield "cancelled"
    yield "timeout"


def _steps_that_can_fail(facts: WorkflowFacts, scenario: Scenario) -> Iterator[tuple[JobFacts, StepFacts]]:
    for job in facts.jobs:
        if holds(job.guard, job.scope, scenario) is False:
            continue
        if job.called is not None:
            yield from _steps_that_can_fail(job.called, scenario)
        for step in job.steps:
            if can_fail(step) and holds(step.guard, step.scope, scenario) is not False:
                yield job, step


def can_fail(step: StepFacts) -> bool:
    """Whether a step does something that can go wrong; one that sends a message is taken to be able to send it."""
    if step.dispatches or any(inner.dispatches for inner in step.inner):
        return False
    if step.language is None:
        return step.step.kind == "uses"
    if step.script.problem is not None or step.language == "javascript":
        return True
    if any(constant(leave.code) not in ("0", "", None) for leave in step.script.exits):
        return True
    programs = [constant(each.words[0].value) if each.words else None for each in step.script.invocations]
    return any(program is None or program.lower() not in _HARMLESS for program in programs)


class _Run:
    """One run under one fault: jobs in the order of their needs, steps in the order of the file."""

    def __init__(self, facts: WorkflowFacts, scenario: Scenario, fault: Fault | None) -> None:
        self.scenario = scenario
        self.fault = fault
        self.cancelled = False
        self.sent: dict[int, bool | None] = {}
        self.results: dict[str, Outcome | None] = {}
        self.workflow(facts, True)

    def ending(self) -> Ending:
        return Ending(self.fault, self.results, self.sent)

    def workflow(self, facts: WorkflowFacts, runs: bool | None) -> Outcome | None:
        """Go through all jobs; the outcome as a calling job sees it."""
        done: dict[str, Outcome | None] = {}
        waiting = list(facts.jobs)
        while waiting:
            ready = [job for job in waiting if all(need.text.lower() in done for need in job.job.needs)] or waiting[:1]
            for job in ready:
                done[job.id.lower()] = self.job(job, facts, done, runs)
                waiting.remove(job)
        self.results.update(done)
        outcomes = set(done.values())
        if "failure" in outcomes:
            return "failure"
        if "cancelled" in outcomes:
            return "cancelled"
        return None if None in outcomes else "success"

    def job(self, job: JobFacts, facts: WorkflowFacts, done: Mapping[str, Outcome | None], outer: bool | None) -> Outcome | None:
        above = list(_ancestors(job, facts, done))
        scenario = self._at_job(above, done)
        runs = holds(job.guard, job.scope, scenario)
        if self.fault is not None and self._holds_fault(job):
            runs = runs is not False
        runs = _both(runs, outer)
        if job.called is not None:
            outcome = self.workflow(job.called, runs)
        else:
            outcome = self.steps(job, scenario, runs)
        if runs is False:
            return "skipped"
        if outcome == "failure" and _is_true(job.job.continue_on_error):
            return "success"
        return outcome if runs else None

    def _holds_fault(self, job: JobFacts) -> bool:
        assert self.fault is not None
        if job is self.fault.job:
            return True
        return job.called is not None and any(self._holds_fault(each) for each in job.called.jobs)

    def _at_job(self, above: list[Outcome | None], done: Mapping[str, Outcome | None]) -> Scenario:
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
        return Scenario(self.scenario.event, self.scenario.payload, status, {**self.scenario.results, **results})

    def steps(self, job: JobFacts, scenario: Scenario, runs: bool | None) -> Outcome | None:
        state: Outcome = "success"
        for step in job.steps:
            here = _at_step(scenario, state)
            happens = _both(holds(step.guard, step.scope, here), runs)
            faulty = self.fault is not None and step is self.fault.step and happens is not False
            self._note(step, here, happens)
            if faulty and self.fault is not None:
                if self.fault.kind != "failure":
                    state = "cancelled"
                    self.cancelled = self.fault.kind == "cancelled"
                elif not _is_true(step.step.continue_on_error):
                    state = "failure"
        return state

    def _note(self, step: StepFacts, scenario: Scenario, happens: bool | None) -> None:
        for dispatch in step.dispatches:
            sent = _both(holds(dispatch.guard, step.scope, scenario), happens)
            before = self.sent.get(id(dispatch), False)
            self.sent[id(dispatch)] = True if True in (sent, before) else None if None in (sent, before) else False
        own = _inside_action(scenario)
        for inner in step.inner:
            self._note(inner, own, _both(holds(inner.guard, inner.scope, own), happens))


def _at_step(scenario: Scenario, state: Outcome) -> Scenario:
    status = {
        "always": True,
        "success": state == "success",
        "failure": state == "failure",
        "cancelled": state == "cancelled",
    }
    return Scenario(scenario.event, scenario.payload, status, {**scenario.results, ("job", "status"): Const(state)})


def _inside_action(scenario: Scenario) -> Scenario:
    """What a composite action's steps see: `success()` and `failure()` ask how the action itself has gone so far, not the job.

    Source: actions/runner, `CompositeActionHandler.cs` (`action_status`) and `SuccessFunction.cs`; `cancelled()` asks the job.
    """
    return replace(scenario, status={**scenario.status, "success": True, "failure": False})


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


def _is_true(scalar: object) -> bool:
    return getattr(scalar, "value", None) is True
