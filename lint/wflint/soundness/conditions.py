"""Every condition on which something hangs in a workflow: jobs, steps, messages, exits, commands, and choices between values."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.facts.scope import Scope
from wflint.senders.message import Act, Exit, Invocation
from wflint.values.condition import Condition
from wflint.values.value import Choice, parts_of

Placed = tuple[Condition, Scope]


def conditions(facts: WorkflowFacts) -> Iterator[Placed]:
    """Each condition with the scope in which it is asked; those of called workflows and actions included."""
    for job in facts.jobs:
        yield from _of_job(job)


def _of_job(job: JobFacts) -> Iterator[Placed]:
    yield job.guard, job.scope
    for step in job.steps:
        yield from _of_step(step)
    if job.called is not None:
        yield from conditions(job.called)


def _of_step(step: StepFacts) -> Iterator[Placed]:
    placed: tuple[Exit | Invocation | Act, ...] = (*step.script.exits, *step.script.invocations, *step.acts)
    yield step.guard, step.scope
    for dispatch in step.dispatches:
        yield dispatch.guard, step.scope
        for part in (*parts_of(dispatch.payload), *parts_of(dispatch.target)):
            if isinstance(part, Choice):
                yield part.condition, step.scope
    for guard in dict.fromkeys(each.guard for each in placed):
        yield guard, step.scope
    for inner in step.inner:
        yield from _of_step(inner)
