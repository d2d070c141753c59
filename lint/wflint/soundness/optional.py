"""Which payload fields a workflow can do without: it gives them a default, or asks whether they are there.

Values tell most of it; variables of a script are looked for in its text as well, since every language has its own ways to ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.soundness.readers import job_texts, step_texts, workflow_texts
from wflint.syntax.expression import (
    And,
    Call,
    Compare,
    Expression,
    Literal,
    Not,
    Or,
    SyntaxProblem,
    children,
    parse,
    split_template,
)
from wflint.syntax.expression import path as expression_path
from wflint.syntax.node import Scalar
from wflint.syntax.workflow import Job, Step

_ASSIGNED = r"""(?:^|[\s;({{])(?:(?:const|let|var|local|export|readonly)\s+)?\$?(\w+)\s*=\s*["'`]?\$\{{\{{\s*{field}\s*\}}\}}"""
_ASKS = (
    r"\$\{{{name}:?[-+?=]",  # ${NAME:-default}
    r"\$\{{?(?:env:)?{name}\}}?[\"']?\s*(?:=|==|!=|-eq|-ne)\s*(?:''|\"\"|\$null)",
    r"\[?\s-[nz]\s+[\"']?\$\{{?{name}\b",  # test -n "$NAME"
    r"\bif\s*\(\s*(?:-not\s*|!\s*)*\(?\s*\$?(?:env:|process\.env\.)?{name}\s*\)",  # if (-not $NAME), if (!NAME)
    r"IsNullOr\w+\(\s*\$?\{{?(?:env:)?{name}\b",
    r"\b{name}[\"'\]\)]*\s*(?:\|\||\?\?|\?|===?\s*(?:''|\"\"|null|undefined)|!==?\s*(?:''|\"\"|null|undefined))",
    r"!\s*(?:process\.env\.)?{name}\b",
    r"\bif\s+(?:not\s+)?{name}\b",
    r"(?:environ\.get|getenv)\(\s*[\"']{name}[\"']",
    r"\b{name}[\"'\]\)]*\s+(?:or|and|if|is)\s",
    r"\[\[\s+(?:!\s+)?[\"']?\$\{{?{name}\}}?[\"']?\s+(?:\]\]|&&|\|\|)",
)
"""How scripts of all languages give a variable a default, or ask whether it is empty."""


def optional_fields(facts: WorkflowFacts) -> frozenset[str]:
    """The payload fields, in lower case, that the workflow is written to do without."""
    return frozenset(_in_workflow(facts, 0))


def _in_workflow(facts: WorkflowFacts, depth: int) -> Iterator[str]:
    yield from _in_texts(workflow_texts(facts.workflow))
    for job in facts.jobs:
        yield from _in_job(job, depth)


def _in_job(facts: JobFacts, depth: int) -> Iterator[str]:
    yield from _asked(facts.job.condition)
    yield from _in_texts(job_texts(facts.job))
    for step in facts.steps:
        yield from _in_step(step)
    if facts.called is not None and depth < 4:
        yield from _in_workflow(facts.called, depth + 1)


def _in_step(facts: StepFacts) -> Iterator[str]:
    yield from _asked(facts.step.condition)
    yield from _in_texts(step_texts(facts.step))
    for inner in facts.inner:
        yield from _in_step(inner)


def _in_texts(scalars: Iterator[Scalar]) -> Iterator[str]:
    for scalar in scalars:
        for hole in split_template(scalar.text).holes if "${{" in scalar.text else ():
            if not isinstance(hole.expression, SyntaxProblem):
                yield from defaulted(hole.expression)


def _asked(condition: Scalar | None) -> Iterator[str]:
    if condition is None:
        return
    if "${{" in condition.text:
        holes = [hole.expression for hole in split_template(condition.text).holes]
    else:
        holes = [parse(condition.text)]
    for expression in holes:
        if not isinstance(expression, SyntaxProblem):
            yield from _truths(expression)
            yield from defaulted(expression)


def _truths(expression: Expression) -> Iterator[str]:
    """Fields of which an expression asks whether they are there, as an operand of its own."""
    match expression:
        case And(operands) | Or(operands):
            for operand in operands:
                yield from _truths(operand)
        case Not(operand):
            yield from _truths(operand)
        case Compare() | Call():
            return
        case _:
            yield from _field(expression)


def defaulted(expression: Expression) -> Iterator[str]:
    """Fields that an expression gives a default, or of which it asks whether they are empty."""
    match expression:
        case And(operands) | Or(operands):
            for operand in operands[:-1]:
                yield from _truths(operand)
        case Not(operand):
            yield from _truths(operand)
        case Compare(_, left, right):
            for one, other in ((left, right), (right, left)):
                if isinstance(other, Literal) and other.value in ("", None, False, True):
                    yield from _field(one)
        case Call(name, arguments) if name.lower() in ("contains", "case"):
            for argument in arguments:
                yield from _field(argument)
        case _:
            pass
    for child in children(expression):
        yield from defaulted(child)


def _field(expression: Expression) -> Iterator[str]:
    found = expression_path(expression)
    if found is not None and tuple(part.lower() for part in found[:3]) == ("github", "event", "client_payload") and found[3:]:
        yield found[3].lower()


def asks_for(script: str, names: frozenset[str]) -> bool:
    """Whether a script asks if one of these variables is empty, or gives it a default."""
    return any(re.search(pattern.format(name=re.escape(name)), script, re.MULTILINE) for name in names for pattern in _ASKS)


def variables(script: str, field: str) -> frozenset[str]:
    """The script's own variables that are given the field as it is."""
    pattern = _ASSIGNED.format(field=rf"github\.event\.client_payload\.{re.escape(field)}")
    return frozenset(match[1] for match in re.finditer(pattern, script, re.MULTILINE | re.IGNORECASE))


def environment_names(facts: WorkflowFacts, job: Job, step: Step, field: str) -> frozenset[str]:
    """The variables of the step's environment whose value is the field, and nothing else."""
    found = {}
    for each in (*facts.workflow.environment, *job.environment, *step.environment):
        found[each.name.text] = each.value.text
    wanted = re.compile(rf"\s*\$\{{\{{\s*github\.event\.client_payload\.{re.escape(field)}\s*\}}\}}\s*", re.IGNORECASE)
    return frozenset(name for name, text in found.items() if wanted.fullmatch(text))
