"""Every condition on which something hangs in a workflow: jobs, steps, messages, exits, commands, and choices between values."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.facts.scope import Scope
from wflint.scenario import Scenario, holds, settle
from wflint.senders.message import Act, Exit, FunctionCall, Invocation
from wflint.syntax.expression import references as look_ups
from wflint.values.condition import All, Any, Condition, Holds, Not, Test
from wflint.values.of_expression import of_expression
from wflint.values.value import Choice, Value, parts_of, references, why_unknown

Placed = tuple[Condition, Scope]

_OF_EVENT = frozenset(("github", "inputs", "secrets", "vars"))
"""Contexts that are the same in the whole run."""


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
    script = step.script
    placed: tuple[Exit | Invocation | FunctionCall | Act, ...] = (*script.exits, *script.invocations, *script.doings, *step.acts)
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


def hangs_on_event(condition: Condition, scope: Scope, scenario: Scenario) -> bool:
    """Whether a condition is decided by what is known and by what the event brings, and by nothing that happens in the run."""
    if holds(condition, scope, scenario) is not None:
        return True
    match condition:
        case Not(of):
            return hangs_on_event(of, scope, scenario)
        case All(of) | Any(of):
            return all(hangs_on_event(part, scope, scenario) for part in of)
        case Test(left, _, right):
            return all(_comes_with_event(settle(each, scope, scenario)) for each in (left, right))
        case Holds(expression):
            asked = (of_expression(each) for each in look_ups(expression))
            return all(_comes_with_event(settle(each, scope, scenario)) for each in asked)
        case _:
            return False


def _comes_with_event(value: Value) -> bool:
    return why_unknown(value) is None and all(each.key[0] in _OF_EVENT for each in references(value))
