"""Which faults to try: one for each place where it makes a difference to the messages of a run.

In a job that sends nothing a fault is a fault, wherever it strikes; in one that does, what counts is which messages lie before
and which behind it, and whether anybody asks how the step has ended.
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.scenario import Scenario, holds
from wflint.soundness.endings import can_be_cancelled
from wflint.soundness.faults import Fault, senders, steps_that_can_fail
from wflint.soundness.seeing import forgives, gives_up, is_beside, weighs
from wflint.values.value import Const


def faults(
    facts: WorkflowFacts, scenario: Scenario, is_followed: bool = False, within: frozenset[int] | None = None
) -> Iterator[Fault]:
    """Every fault of the ladder that can make a difference; none in a workflow that sends nothing and whose end nobody hears.

    `within`: only in these jobs, by identity; of the run around them somebody asks what it has done by then, so that each step
    counts.
    """
    if not is_followed and not any(senders(facts, Scenario())):
        return
    places = _representatives(facts, scenario) if within is None else steps_that_can_fail(facts, scenario)
    for job, step in places:
        if within is not None and id(job) not in within:
            continue
        yield Fault("failure", job, step)
        if forgives(step.step.continue_on_error, step.scope, scenario) is None or may_be_forgiven(job, scenario):
            yield Fault("failure", job, step, forgiven=True)
        if has_siblings(job):
            yield Fault("fail-fast", job, step)
        yield Fault("timeout", job, step)
        if is_asked(facts, is_followed):
            yield Fault("timeout", job, step, reported="failure")
        if can_be_cancelled(job, scenario):
            yield Fault("cancelled", job, step)
        yield Fault("lost", job, step)
        yield Fault("killed", job, step)
    for job, step in senders(facts, scenario):
        if within is None or id(job) in within:
            yield Fault("unsent", job, step)


def is_asked(facts: WorkflowFacts, is_followed: bool) -> bool:
    """Whether anybody can ask what a job of the workflow came to."""
    return is_followed or len(facts.jobs) > 1 or any(job.called is not None for job in facts.jobs)


def may_be_forgiven(job: JobFacts, scenario: Scenario) -> bool:
    return forgives(job.job.continue_on_error, job.scope, scenario) is None


def has_siblings(job: JobFacts) -> bool:
    """Whether there are other jobs of one matrix whose failure cancels this one."""
    written = job.job.fail_fast
    if written is not None and written.value is False:
        return False
    if job.job.continue_on_error is not None and job.job.continue_on_error.value is True:
        return False
    return any(not isinstance(each, Const) for each in job.scope.matrix.values())


def _representatives(facts: WorkflowFacts, scenario: Scenario) -> Iterator[tuple[JobFacts, StepFacts]]:
    found: dict[tuple[int, int, int], tuple[JobFacts, StepFacts]] = {}
    for job, step in steps_that_can_fail(facts, scenario):
        key = (id(job), _segment(job, step), _kind(job, step))
        if key not in found or _rank(step, scenario) < _rank(found[key][1], scenario):
            found[key] = (job, step)
    return iter(found.values())


def _segment(job: JobFacts, step: StepFacts) -> int:
    """How many steps that send or give up stand before the step."""
    before = 0
    for each in job.steps:
        if each is step:
            break
        before += weighs(each) or gives_up(each)
    return before


def _kind(job: JobFacts, step: StepFacts) -> int:
    """What tells steps of one segment apart: whether the job forgives them or waits for them, and, where it sends, an id that can
    be asked for.
    """
    if is_beside(step) or (step.step.id is not None and any(map(weighs, job.steps))):
        return step.step.index + 2
    return int(step.step.continue_on_error is not None)


def _rank(step: StepFacts, scenario: Scenario) -> tuple[bool, bool]:
    """The step to name: one that surely runs, of the author's own."""
    return holds(step.guard, step.scope, scenario) is None, step.step.run is None
