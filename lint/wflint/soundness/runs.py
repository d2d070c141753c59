"""One run, played: jobs in the order of their needs, steps in the order of the file, with GitHub's rules of status.

A job that times out is cancelled, and the run isn't: what the status functions of the jobs behind it say then is documented
nowhere, so it is unknown.  A background step that fails is noticed where the job waits for it, at its end if nowhere else.
Sources: docs.github.com, "Evaluate expressions" (status functions), "Using jobs" (`needs`), "Workflow cancellation" (a job whose
`if` still holds isn't cancelled);
actions/runner `StepsRunner.cs` (what `success()` and `failure()` look at, `continue-on-error`).
"""

from __future__ import annotations

from collections.abc import Mapping

from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.facts.scope import Scope
from wflint.scenario import Scenario
from wflint.senders.message import Exit
from wflint.soundness.faults import Fault
from wflint.soundness.seeing import (
    Answer,
    Outcome,
    Views,
    Visit,
    after_step,
    at_condition,
    at_job,
    at_step,
    both,
    come_by,
    forgives,
    is_beside,
    joins,
    plainly,
    told_by,
    weighs,
    weight_of,
    weighty_jobs,
)
from wflint.syntax.node import Scalar


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
        self._weighty = weighty_jobs(facts)
        self.result = self._workflow(facts, (), True)

    # -- jobs ---------------------------------------------------------------------------------------------------------

    def _workflow(self, facts: WorkflowFacts, around: tuple[JobFacts, ...], runs: bool | None) -> Outcome | None:
        """Go through all jobs; the outcome as a calling job sees it."""
        jobs = self.views.given.jobs(facts)
        done: dict[str, Outcome | None] = {**jobs.skipped}
        waiting = list(jobs.left)
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
        timed_out = self.fault is not None and self.fault.kind == "timeout"
        scenario = at_job(self.scenario, job, facts, done, self.cancelled, timed_out, self.views)
        asked = at_condition(scenario, job, facts, done, self.views)
        runs = self.answer(job.guard, job.scope, asked, weight_of(id(job) in self._weighty)) if outer is not False else False
        if self.fault is not None and self._holds_fault(job):
            runs = runs is not False
        runs = both(runs, outer)
        if job.called is not None:
            outcome = self._workflow(job.called, (*around, job), runs)
        else:
            outcome = self._played(job, (*around, job), scenario, runs)
        if runs is False:
            return "skipped"
        if self.fault is not None and job is self.fault.job and outcome == "cancelled":
            outcome = told_by(self.fault)
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
            shown = [each for each in beside if joins(step, each)]
            for each in shown:
                state = "failure" if state == "success" else state
                scenario = after_step(scenario, each, "failure", "failure", self.views)
                beside.remove(each)
            here = at_step(scenario, state, self.views)
            happens = both(
                self.answer(step.guard, step.scope, here, weight_of(weighs(step))) if runs is not False else False, runs
            )
            faulty = self.fault is not None and step is self.fault.step and happens is not False
            unsent = faulty and self.fault is not None and self.fault.kind == "unsent"
            failed = False if unsent else self._come_by(jobs, step, here, happens)
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
            scenario = after_step(scenario, step, outcome, "success" if forgiven else outcome, self.views)
        return "failure" if beside and state == "success" else state

    def _come_by(self, jobs: tuple[JobFacts, ...], step: StepFacts, scenario: Scenario, happens: bool | None) -> bool | None:
        """Note a step and those inside it; whether it gives up by itself."""
        forgiven = self.fault is not None and self.fault.forgiven
        seen = come_by(jobs, (step,), scenario, happens, self.answer, self.views, forgiven)
        self.visits += seen.visits
        self.left += seen.left
        return seen.failed
