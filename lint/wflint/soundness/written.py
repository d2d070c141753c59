"""Where in a file a look-up is written that a step uses: in the step, or in the variables around it."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.soundness.readers import step_texts
from wflint.span import Span
from wflint.syntax.expression import Condition as ReadCondition
from wflint.syntax.expression import SyntaxProblem, condition, references, split_template
from wflint.syntax.expression import path as expression_path
from wflint.syntax.node import Scalar
from wflint.values.of_expression import normal_path


def written_at(facts: WorkflowFacts, job: JobFacts, step: StepFacts, path: tuple[str, ...]) -> Span | None:
    """The nearest place where the path stands in an expression; `None` where a script reads it otherwise."""
    wanted = tuple(part.lower() for part in path)
    around = (*(each.value for each in job.job.environment), *(each.value for each in facts.workflow.environment))
    for scalar in (*step_texts(step.step), *around):
        place = written_in(scalar, path)
        if place is not None:
            return place
    for asked in (step.step.condition, job.job.condition):
        for found, place in _in_condition(asked):
            if found == wanted:
                return place
    return None


def written_in(scalar: Scalar, path: tuple[str, ...]) -> Span | None:
    """Where the path stands in one scalar."""
    wanted = tuple(part.lower() for part in path)
    return next((place for found, place in _in_braces(scalar) if found == wanted), None)


def _in_braces(scalar: Scalar) -> Iterator[tuple[tuple[str, ...], Span]]:
    for hole in split_template(scalar.text).holes if "${{" in scalar.text else ():
        for each in references(hole.expression) if not isinstance(hole.expression, SyntaxProblem) else ():
            found = expression_path(each)
            if found is not None:
                yield tuple(part.lower() for part in normal_path(found)), scalar.locate(each.start, each.end)


def _in_condition(scalar: Scalar | None) -> Iterator[tuple[tuple[str, ...], Span]]:
    read = condition(scalar.text) if scalar is not None else None
    if scalar is None or not isinstance(read, ReadCondition) or read.written is None:
        return
    for each in references(read.written):
        found = expression_path(each)
        if found is not None:
            yield tuple(part.lower() for part in normal_path(found)), scalar.locate(each.start, each.end)
