"""Every `if` of the jobs and steps of a workflow, as it is written, and the parts that it is put together from."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.facts.scope import Scope
from wflint.lean import dataclass
from wflint.span import Span
from wflint.syntax.expression import (
    And,
    Call,
    Condition,
    Expression,
    LiteralTextCondition,
    Not,
    Or,
    calls_status_function,
    condition,
)
from wflint.syntax.node import Scalar


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """An `if`, with the job and, for a step's, the step that it belongs to.

    `expression` is `None` where GitHub makes a text of it, since something stands around its `${{ }}`; `effective` is what it
    evaluates then, or the expression with the `success()` that GitHub adds.
    """

    facts: WorkflowFacts
    job: JobFacts
    step: StepFacts | None
    scalar: Scalar
    expression: Expression | None
    effective: Expression

    @property
    def scope(self) -> Scope:
        return self.step.scope if self.step is not None else self.job.scope

    @property
    def is_plain(self) -> bool:
        """Whether GitHub adds `success()`."""
        return self.expression is not None and not calls_status_function(self.expression)

    @property
    def needs(self) -> frozenset[str]:
        """The jobs that `needs` holds: those that are named there, and in the condition of a job those that they need as well.

        Source: github.com/actions/runner/issues/2356.
        """
        if self.step is None:
            return frozenset(self.facts.named_above(self.job))
        return frozenset(need.text.lower() for need in self.job.job.needs)

    def place(self, part: Expression) -> Span:
        """Where a part of the expression stands in the file."""
        return self.scalar.locate(part.start, part.end)


def asked(facts: WorkflowFacts) -> Iterator[Asked]:
    """The conditions of a workflow's jobs and steps that can be read, in the order of the file."""
    for job in facts.jobs:
        yield from _asked(facts, job, None, job.job.condition)
        for step in job.steps:
            yield from _asked(facts, job, step, step.step.condition)


def _asked(facts: WorkflowFacts, job: JobFacts, step: StepFacts | None, scalar: Scalar | None) -> Iterator[Asked]:
    if scalar is None:
        return
    match condition(scalar.text):
        case Condition(written, effective) if written is not None:
            yield Asked(facts, job, step, scalar, written, effective)
        case LiteralTextCondition(_, effective):
            yield Asked(facts, job, step, scalar, None, effective)
        case _:
            return


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a condition that is asked for itself.  `wanted` is the answer for which the condition may hold.

    `is_alternative`: the condition can hold without it, by another part of an `||`.
    """

    expression: Expression
    wanted: bool
    is_alternative: bool


def parts(expression: Expression, wanted: bool = True, is_alternative: bool = False) -> Iterator[Part]:
    """What `&&`, `||` and `!` put together."""
    match expression:
        case And(operands) | Or(operands):
            several = is_alternative or isinstance(expression, Or) is wanted
            for operand in operands:
                yield from parts(operand, wanted, several)
        case Not(operand):
            yield from parts(operand, not wanted, is_alternative)
        case _:
            yield Part(expression, wanted, is_alternative)


def asks_for(expression: Expression, *functions: str) -> bool:
    """Whether a condition holds only where one of these status functions does."""
    return any(
        isinstance(part.expression, Call)
        and part.expression.name.lower() in functions
        and part.wanted
        and not part.is_alternative
        for part in parts(expression)
    )
