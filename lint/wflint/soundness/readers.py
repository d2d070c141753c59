"""Who reads what a message carries: the places of a workflow that look at a payload field or an input."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.lean import dataclass
from wflint.scenario import Event, Scenario, holds
from wflint.soundness.script_readings import in_script
from wflint.span import Span
from wflint.syntax.expression import Expression, Index, Name, Star, SyntaxProblem, parse, split_template
from wflint.syntax.expression import path as expression_path
from wflint.syntax.expression import references as expression_references
from wflint.syntax.node import Node, Scalar, scalars
from wflint.syntax.workflow import Concurrency, Job, Step, Workflow
from wflint.values.condition import Condition
from wflint.values.value import Value, references

_DEEPEST = 10
"""Workflows that call workflows; GitHub allows no more."""


@dataclass(frozen=True, slots=True, order=True)
class Reading:
    """One place that reads a field of the payload, or an input.  `name` is empty where the payload is read as a whole."""

    span: Span
    name: str


@lru_cache(maxsize=4096)
def readings(facts: WorkflowFacts, event: Event) -> tuple[Reading, ...]:
    """Every place of the workflow, and of what it calls, that reads the payload in a run started by `event`.

    Jobs and steps that the event rules out read nothing.  A reading of the whole payload may be one of any field.  A script in
    a file of its own may read the event's file unseen.
    """
    scenario = Scenario(event)
    found = list(_in_workflow(facts, event, scenario, 0))
    found += _in_values(facts, event, scenario, {each.name.lower() for each in found})
    return tuple(sorted(dict.fromkeys(found)))


def reads(reading: Reading, name: str) -> bool:
    """Whether a field of that name is read there by its name; GitHub compares names without case."""
    return reading.name.lower() == name.lower()


# -- places where expressions stand ---------------------------------------------------------------------------------------


def workflow_texts(workflow: Workflow) -> Iterator[Scalar]:
    """The scalars outside of jobs in which an expression can stand."""
    yield from _given(workflow.run_name, *(each.value for each in workflow.environment))
    yield from _concurrency(workflow.concurrency)


def job_texts(job: Job) -> Iterator[Scalar]:
    """The scalars of a job outside of its `if` and its steps."""
    named = (*job.environment, *job.inputs, *job.outputs, *job.secrets)
    yield from _given(job.name, job.timeout, job.fail_fast, job.continue_on_error, job.default_shell, job.default_folder)
    yield from _given(*(each.value for each in named))
    yield from _concurrency(job.concurrency)
    nodes: tuple[Node | None, ...] = (job.runs_on, job.deployment, job.matrix)
    yield from chain.from_iterable(scalars(node) for node in nodes if node is not None)


def step_texts(step: Step) -> Iterator[Scalar]:
    """The scalars of a step outside of its `if`."""
    yield from _given(step.name, step.run, step.timeout, step.continue_on_error, step.environment_expression)
    yield from _given(step.shell, step.working_directory, *(each.value for each in (*step.environment, *step.inputs)))


def _given(*found: Scalar | None) -> Iterator[Scalar]:
    return (each for each in found if each is not None)


def _concurrency(concurrency: Concurrency | None) -> Iterator[Scalar]:
    if concurrency is not None:
        yield from _given(concurrency.group, concurrency.cancel_in_progress)


# -- a walk over a run ----------------------------------------------------------------------------------------------------


def _in_workflow(facts: WorkflowFacts, event: Event, scenario: Scenario, depth: int) -> Iterator[Reading]:
    """`depth` counts the calls: `inputs` of a called workflow are those of its caller's `with`."""
    own = depth == 0
    typed = list(workflow_texts(facts.workflow))
    yield from _in_texts(typed, event, own)
    for job in facts.jobs:
        yield from _in_job(job, event, scenario, own)
        if job.called is not None and depth < _DEEPEST and holds(job.guard, job.scope, scenario) is not False:
            yield from _in_workflow(job.called, event, scenario, depth + 1)
    yield from _elsewhere(facts.workflow, event, own)


def _in_job(facts: JobFacts, event: Event, scenario: Scenario, own: bool) -> Iterator[Reading]:
    if holds(facts.guard, facts.scope, scenario) is False:
        return  # whatever the payload holds, so that it isn't read in the `if` either
    yield from _in_condition(facts.job.condition, event, own)
    yield from _in_texts(job_texts(facts.job), event, own)
    for step in facts.steps:
        yield from _in_step(step, event, scenario, own)


def _in_step(facts: StepFacts, event: Event, scenario: Scenario, own: bool) -> Iterator[Reading]:
    if holds(facts.guard, facts.scope, scenario) is False:
        return
    yield from _in_condition(facts.step.condition, event, own)
    yield from _in_texts(step_texts(facts.step), event, own)
    for script in _given(facts.step.run, *(each.value for each in facts.step.inputs if each.name.text == "script")):
        for name, start, end in in_script(script.text, event.name):
            yield Reading(script.locate(start, end), name or "")
    for inner in facts.inner:
        yield from _in_step(inner, event, scenario, own=False)  # a composite action has inputs of its own


def _in_texts(found: Iterator[Scalar] | list[Scalar], event: Event, own: bool) -> Iterator[Reading]:
    for scalar in found:
        for hole in split_template(scalar.text).holes if "${{" in scalar.text else ():
            if not isinstance(hole.expression, SyntaxProblem):
                for name, start, end in _looked_up(hole.expression, event, own):
                    yield Reading(scalar.locate(start, end), name)


def _in_condition(scalar: Scalar | None, event: Event, own: bool) -> Iterator[Reading]:
    """An `if`, which needs no braces."""
    if scalar is None:
        return
    if "${{" in scalar.text:
        yield from _in_texts([scalar], event, own)
        return
    expression = parse(scalar.text)
    for name, start, end in _looked_up(expression, event, own) if not isinstance(expression, SyntaxProblem) else ():
        yield Reading(scalar.locate(start, end), name)


def _elsewhere(workflow: Workflow, event: Event, own: bool) -> Iterator[Reading]:
    """Expressions where no typed value keeps them, as under `container` and `services`: on lines that nothing above covers."""
    source = workflow.source
    if "${{" not in source.text:
        return
    typed = [*workflow_texts(workflow)]
    for job in workflow.jobs:
        typed += [*_given(job.condition), *job_texts(job)]
        for step in job.steps:
            typed += [*_given(step.condition), *step_texts(step)]
    covered = {line for each in typed for line in range(each.span.line, each.span.end_line + 1)}
    locate, lines = source.locator(), source.lines
    if all(number in covered for number, line in enumerate(lines, 1) if "${{" in line):
        return
    for hole in split_template(source.text).holes:
        line = locate(hole.start, hole.end).line
        if line in covered or isinstance(hole.expression, SyntaxProblem) or lines[line - 1].lstrip().startswith("#"):
            continue
        for name, start, end in _looked_up(hole.expression, event, own):
            yield Reading(locate(start, end), name)


# -- what is read ---------------------------------------------------------------------------------------------------------


def _looked_up(expression: Expression, event: Event, own: bool) -> Iterator[tuple[str, int, int]]:
    """The payload's fields that an expression looks up, with the range of the look-up."""
    for reference in expression_references(expression):
        name = _field(_known_path(reference), event, own)
        if name is not None:
            yield name, reference.start, reference.end


def _known_path(reference: Name | Index | Star) -> tuple[str, ...]:
    """The path up to the first key that is computed."""
    inner: Expression = reference
    while isinstance(inner, Index | Star):
        found = expression_path(inner) if isinstance(inner, Index) else None
        if found is not None:
            return found
        inner = inner.object
    return expression_path(inner) or ()


def _field(path: tuple[str, ...], event: Event, own: bool) -> str | None:
    """The field that a path leads to, `""` for the payload as a whole; `None` where it leads elsewhere."""
    lowered = tuple(part.lower() for part in path)
    if lowered in (("github",), ("github", "event")):
        return ""
    if event.name == "repository_dispatch" and lowered[:3] == ("github", "event", "client_payload"):
        return path[3] if len(path) > 3 else ""
    if event.name == "workflow_dispatch" and lowered[:3] == ("github", "event", "inputs"):
        return path[3] if len(path) > 3 else ""
    if event.name == "workflow_dispatch" and own and lowered[:1] == ("inputs",):
        return path[1] if len(path) > 1 else ""
    return None


def _in_values(facts: WorkflowFacts, event: Event, scenario: Scenario, known: set[str]) -> Iterator[Reading]:
    """Fields that only the values of a script show, such as `context.payload` handed from file to file."""
    if event.name != "repository_dispatch":
        return
    for job in facts.jobs:
        for way in job.ways() if holds(job.guard, job.scope, scenario) is not False else ():
            if any(holds(step.guard, step.scope, scenario) is False for step in way):
                continue
            for value, span, guard in _values(way[-1]):
                names = {_field(reference.path, event, own=True) for reference in references(value)}
                if holds(guard, way[-1].scope, scenario) is not False:
                    yield from (Reading(span, name) for name in names if name and name.lower() not in known)


def _values(facts: StepFacts) -> Iterator[tuple[Value, Span, Condition]]:
    for sent in facts.dispatches:
        yield from ((each, sent.span, sent.guard) for each in (sent.target, sent.payload, sent.repository))
    for assigned in (*facts.script.outputs, *facts.script.exported):
        yield assigned.value, assigned.span, assigned.guard
