"""How a value comes into a message by outputs of steps and jobs, which are empty where what sets them wasn't reached."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.facts.model import JobFacts, StepFacts
from wflint.facts.scope import Scope
from wflint.graph import Site, Way
from wflint.soundness.endings import Ending
from wflint.soundness.readers import job_texts, step_texts, workflow_texts
from wflint.syntax.expression import STATUS_FUNCTIONS, split_template
from wflint.syntax.expression import path as expression_path
from wflint.syntax.expression import references as expression_references
from wflint.syntax.expression.parser import SyntaxProblem
from wflint.syntax.node import Scalar
from wflint.values.of_expression import normal_path, of_text
from wflint.values.value import Const, Decoded, Encoded, Fallback, Field, Fresh, Reference, Text, Value, parts_of, printed


def empty_reason(site: Site, value: Value) -> str | None:
    """Why a value is always empty, as far as something that surely is empty is looked up where the message is made."""
    while isinstance(value, Encoded | Decoded):
        value = value.of
    found = {reference.key: reason for reference, _, scope in _looked_up(site.way) if (reason := scope.why_empty(reference))}
    return found.get(value.key) if isinstance(value, Reference) else next(iter(found.values()), None)


def is_given_results(site: Site) -> bool:
    """Whether a message is sent in a called workflow to which its caller hands results: they aren't followed into it."""
    outer = (Way(site.way.workflow, site.way.jobs[: at + 1], ()) for at in range(len(site.way.jobs) - 1))
    given = (reference.key for way in outer for reference, _, _ in _looked_up(way))
    return any(key[0] == "job" or (key[0] in ("needs", "steps") and key[2:3] != ("outputs",)) for key in given)


def through_outputs(site: Site, value: str) -> bool:
    """Whether a constant may come from an output, so that something else is there when its step wasn't reached."""
    return any(
        isinstance(part, Const) and printed(part.value) == value
        for reference, _, scope in _looked_up(site.way)
        if reference.key[2:3] == ("outputs",)
        for part in parts_of(scope.resolve(reference))
    )


def hands_on_outputs(site: Site) -> bool:
    """Whether an output is looked up where a message is made that may hang on how the run goes.

    What a called workflow is given was there before it began.
    """
    way = site.way
    inner = Way(way.workflow, way.jobs[1:], way.steps) if way.is_called else way
    return any(_hangs_on_run(reference, scope) for reference, _, scope in _looked_up(inner))


def _hangs_on_run(reference: Reference, scope: Scope) -> bool:
    """An output that only hands on what the event has brought, or a new id, tells nothing."""
    if reference.key[2:3] != ("outputs",):
        return False
    made = scope.resolve(reference)
    leaves = [part for part in parts_of(made) if not isinstance(part, Text | Fallback | Encoded | Decoded | Fresh)]
    return not all(isinstance(part, Reference) and part.key[0] in ("github", "inputs", "vars") for part in leaves)


def unset(site: Site, field: Field, ending: Ending) -> str | None:
    """Why a field that holds an output is empty in an ending; `None` where it isn't known to be."""
    for reference, is_whole, scope in _looked_up(site.way):
        setter = _setter(site.way, reference) if is_whole and scope.resolve(reference) == field.value else None
        if setter is not None and _is_skipped(*setter, ending):
            return f"`{'.'.join(reference.path)}` is empty then, since step `{setter[1].step.label}` isn't reached"
    return None


def _looked_up(way: Way) -> Iterator[tuple[Reference, bool, Scope]]:
    """Everything that is looked up where a message is made, and whether it is the whole of an expression."""
    texts: list[tuple[Scalar, Scope]] = [(each, way.jobs[0].scope) for each in workflow_texts(way.workflow.workflow)]
    texts += [(each, job.scope) for job in way.jobs for each in job_texts(job.job)]
    texts += [(each, step.scope) for step in way.steps for each in step_texts(step.step)]
    for scalar, scope in texts:
        for hole in split_template(scalar.text).holes if "${{" in scalar.text else ():
            if isinstance(hole.expression, SyntaxProblem):
                continue
            for each in expression_references(hole.expression):
                found = expression_path(each)
                if found is not None:
                    yield Reference(normal_path(found)), each is hole.expression, scope


def _setter(way: Way, reference: Reference) -> tuple[JobFacts, StepFacts] | None:
    """The job and step that set an output."""
    match reference.key:
        case ("steps", name, "outputs", _):
            return _step_named(way.job, name)
        case ("needs", name, "outputs", output):
            around = way.jobs[-2].called if way.is_called else way.workflow
            job = around.job(name) if around is not None else None
            declared = next((each for each in job.job.outputs if each.name.text.lower() == output), None) if job else None
            made = of_text(declared.value.text) if declared is not None else None
            if job is None or not isinstance(made, Reference) or made.key[0] != "steps":
                return None
            return _step_named(job, made.key[1])
        case _:
            return None


def _step_named(job: JobFacts, name: str) -> tuple[JobFacts, StepFacts] | None:
    return next(((job, each) for each in job.steps if each.step.id is not None and each.step.id.text.lower() == name), None)


def _is_skipped(job: JobFacts, step: StepFacts, ending: Ending) -> bool:
    """Whether a step isn't reached: its job was skipped, or an earlier step has failed and it asks for nothing else."""
    if ending.results.get(job.id.lower()) == "skipped":
        return True
    fault = ending.fault
    if fault is None or fault.job is not job or fault.step not in job.steps:
        return False
    condition = step.step.condition.text.lower() if step.step.condition is not None else ""
    plain = not any(f"{name}(" in condition for name in STATUS_FUNCTIONS)
    return plain and job.steps.index(fault.step) < job.steps.index(step)
