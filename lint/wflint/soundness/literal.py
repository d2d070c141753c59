"""Outputs and variables that hold the name of a value in place of the value: `{{ inputs.x }}` without its `$`."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.facts.model import WorkflowFacts
from wflint.lean import dataclass
from wflint.senders.dead_text import braces
from wflint.span import Span
from wflint.syntax.workflow import NamedValue
from wflint.values.value import Const, Value, parts_of


@dataclass(frozen=True, slots=True)
class Literal:
    """A text that GitHub replaces nothing in: its place, the name that holds it, what is written, and what is meant."""

    place: Span
    name: str
    written: str
    meant: str


def literals(facts: WorkflowFacts) -> Iterator[Literal]:
    """What a workflow's steps put out, or find in their environment, and that is never what it should be."""
    yield from _in_environment(facts.workflow.environment)
    for job in facts.jobs:
        yield from _in_environment(job.job.environment)
        for step in job.steps:
            yield from _in_environment(step.step.environment)
            for each in step.script.outputs:
                yield from _in_value(each.name, each.value, each.span)


def _in_environment(named: tuple[NamedValue, ...]) -> Iterator[Literal]:
    for each in named:
        for written, meant in braces(each.value.text):
            yield Literal(each.span, each.name.text, written, meant)


def _in_value(name: str, value: Value, place: Span) -> Iterator[Literal]:
    for part in parts_of(value):
        for written, meant in braces(part.value) if isinstance(part, Const) and isinstance(part.value, str) else ():
            yield Literal(place, name, written, meant)
