"""Runs that differ only in what they hand on: one of them is played, with blanks, which are filled in for each.

An executor that is started for the tenth time does what it did at first and sends the number on.  A field is left blank where its
value is known and nothing in the run hangs on it.
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.facts.scope import Scope
from wflint.given import Given, taken_apart
from wflint.lean import replace
from wflint.scenario import settle
from wflint.soundness.carried import Sender, carried
from wflint.soundness.ended import told_of
from wflint.soundness.summary import Message, Outcome, Summary, best
from wflint.syntax.expression import references as look_ups
from wflint.syntax.node import Scalar
from wflint.values.condition import All, Any, Condition, Holds, Not, Test
from wflint.values.of_expression import of_expression, of_text
from wflint.values.value import BLANK, Choice, Const, Fallback, Fresh, Object, OneOf, Reference, Value, parts_of, rebuild

_NOBODY = Sender("", False)
"""Who sends is of no account any more when blanks are filled in."""


def outlined(payload: Object, asked: frozenset[str]) -> Object:
    """The payload with blanks for the known values of all fields but those that are `asked`, in lower case."""
    return replace(
        payload,
        fields=tuple(
            replace(each, value=Reference((BLANK, each.name.lower())))
            if isinstance(each.value, Const | Fresh) and each.name.lower() not in asked
            else each
            for each in payload.fields
        ),
    )


def filled(told: Summary, payload: Object, limit: int, by_fault: bool) -> Summary:
    """What the run comes to that starts with this payload, told from what it comes to with blanks.  `limit`: see `carried`."""
    values = {each.name.lower(): each.value for each in payload.fields}

    def leaf(part: Value) -> Value:
        return values[part.key[1]] if isinstance(part, Reference) and part.key[0] == BLANK else part

    def fill(message: Message) -> Message:
        done = carried(rebuild(message.payload, leaf), _NOBODY, limit)
        assert isinstance(done, Object)  # as it was
        return replace(message, payload=done)

    def complete(outcome: Outcome) -> Outcome:
        messages = tuple(dict.fromkeys(map(fill, outcome.messages)))
        return replace(outcome, messages=messages, end=fill(outcome.end) if outcome.end is not None else None)

    return Summary(best(map(complete, told.outcomes), by_fault), told.problem)


# -- what a run asks of its payload -----------------------------------------------------------------------------------------


def asked(facts: WorkflowFacts, given: Given, is_followed: bool) -> frozenset[str]:
    """The payload fields, in lower case, on which something hangs in a run itself.  `is_followed`: somebody hears its end."""
    found = set(_in_workflow(facts, given))
    if is_followed and facts.jobs and given.scenario.event is not None:
        told = told_of(facts, given.scenario.event, None, False)
        found.update(_decided_in(told, facts.jobs[0].scope, given))
    return frozenset(found)


def _in_workflow(facts: WorkflowFacts, given: Given) -> Iterator[str]:
    for job in given.jobs(facts).left:
        yield from _in_job(job, given)


def _in_job(job: JobFacts, given: Given) -> Iterator[str]:
    yield from _in_condition(job.guard, job.scope, given)
    yield from _in_text(job.job.continue_on_error, job.scope, given)
    for step in job.steps:
        yield from _in_step(step, given)
    if job.called is not None:
        yield from _in_workflow(job.called, given)


def _in_step(step: StepFacts, given: Given) -> Iterator[str]:
    if given.sure(step.guard, step.scope) is False:
        return
    yield from _in_text(step.step.continue_on_error, step.scope, given)
    acts = (step.script.exits, step.acts, step.unresolved, step.dispatches)
    guards = dict.fromkeys(each.guard for several in acts for each in given.left(several, step.scope))
    guards |= dict.fromkeys(each.guard for each in given.doings(step))
    for guard in (step.guard, *guards):
        yield from _in_condition(guard, step.scope, given)
    for dispatch in given.left(step.dispatches, step.scope):
        yield from _in_value(settle(dispatch.target, step.scope, given.scenario), step.scope, given)
        yield from _decided_in(dispatch.payload, step.scope, given)
    for inner in step.inner:
        yield from _in_step(inner, given)


def _in_condition(condition: Condition, scope: Scope, given: Given) -> Iterator[str]:
    if given.sure(condition, scope) is not None:
        return
    match taken_apart(condition):
        case Not(of):
            yield from _in_condition(of, scope, given)
        case All(of) | Any(of):
            for part in of:
                yield from _in_condition(part, scope, given)
        case Test(left, _, right):
            for side in (left, right):
                yield from _in_value(settle(side, scope, given.scenario), scope, given)
        case Holds(expression):
            for each in look_ups(expression):
                yield from _in_value(settle(of_expression(each), scope, given.scenario), scope, given)
        case _:
            return


def _in_text(written: Scalar | None, scope: Scope, given: Given) -> Iterator[str]:
    """The fields that stand in a text, such as a `continue-on-error`."""
    if written is not None and isinstance(written.value, str):
        yield from _in_value(settle(of_text(written.text), scope, given.scenario), scope, given)


def _in_value(value: Value, scope: Scope, given: Given) -> Iterator[str]:
    """The fields that a settled value is made of, and those that decide which value it is."""
    for part in parts_of(value):
        match part:
            case Reference(("inputs", name, *_)) | Reference(("github", "event", "client_payload" | "workflow_run", name, *_)):
                yield name.lower()
            case Choice(condition):
                yield from _in_condition(condition, scope, given)
            case _:
                pass


def _decided_in(value: Value, scope: Scope, given: Given) -> Iterator[str]:
    """The fields that decide which value it is: where it is one of several, also those that it is made of then."""
    for part in parts_of(settle(value, scope, given.scenario)):
        if isinstance(part, Choice | Fallback | OneOf):
            yield from _in_value(part, scope, given)
