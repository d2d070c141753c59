"""What a repository sends, without the way in which it is written: the measure by which spellings are the same.

Nothing is made equal but what GitHub can't tell apart: the place in the text, the mechanism, the order of members, the own
repository by its name, and the token of a step.  A text isn't a number, a condition isn't none, a defect isn't none, and what is
left unresolved is part of the result.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

from spellings.frame import NAME
from wflint.facts.model import JobFacts, StepFacts
from wflint.facts.repository import RepositoryFacts
from wflint.senders.message import OWN_REPOSITORY, Dispatch
from wflint.values.condition import Condition, conjuncts
from wflint.values.of_expression import of_condition
from wflint.values.value import Const, Object, Value

Plain = tuple[object, ...]
"""A value written out: its kind, then its parts."""

UNCONDITIONAL = of_condition(None)
"""What stands for a missing `if`."""

PLACES = frozenset(("start", "end"))
"""Members of a node of an expression that say where it stands."""


@dataclass(frozen=True)
class Message:
    """What GitHub gets, and when."""

    kind: str
    target: Plain
    payload: Plain
    repository: Plain = ("Reference", ("github", "repository"))
    ref: Plain | None = None
    token: Plain | None = ("Reference", ("secrets", "BOT"))
    condition: frozenset[Plain] = frozenset()
    defects: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotUnderstood:
    """A send that is seen and not understood."""

    reason: str


def meaning(found: RepositoryFacts) -> tuple[Message | NotUnderstood, ...]:
    """Everything that is sent, in its order; scripts that nobody runs included."""
    jobs = [(job, ()) for facts in (*found.workflows, *found.scripts) if not _is_only_called(facts) for job in facts.jobs]
    return tuple(each for job, around in jobs for each in _of_job(job, around))


def _is_only_called(facts: object) -> bool:
    workflow = getattr(facts, "workflow")  # noqa: B009
    return bool(workflow.triggers) and all(trigger.event == "workflow_call" for trigger in workflow.triggers)


def _of_job(job: JobFacts, around: tuple[Condition, ...]) -> Iterator[Message | NotUnderstood]:
    inside = (*around, job.guard)
    for way in job.ways():
        yield from _of_step(way[-1], (*inside, *(step.guard for step in way)))
    for called in job.called.jobs if job.called is not None else ():
        yield from _of_job(called, inside)


def _of_step(step: StepFacts, around: tuple[Condition, ...]) -> Iterator[Message | NotUnderstood]:
    for dispatch in step.dispatches:
        yield _message(dispatch, around)
    for unresolved in step.unresolved:
        yield NotUnderstood(unresolved.reason)


def _message(dispatch: Dispatch, around: tuple[Condition, ...]) -> Message:
    conditions = (each for condition in (*around, dispatch.guard) for each in conjuncts(condition))
    own = isinstance(dispatch.repository, Const) and str(dispatch.repository.value).lower() == NAME
    return Message(
        dispatch.kind,
        plain(dispatch.target),
        plain(dispatch.payload),
        plain(OWN_REPOSITORY if own else dispatch.repository),
        plain(dispatch.ref) if dispatch.ref is not None else None,
        plain(dispatch.token) if dispatch.token is not None else None,
        frozenset(plain(each) for each in conditions if each != UNCONDITIONAL),
        tuple(defect.rule for defect in dispatch.defects),
    )


def plain(value: object) -> Plain:
    """A value or condition without places, so that only what is the same to GitHub is equal: `0`, `"0"` and `false` aren't."""
    match value:
        case Const(content):
            return ("Const", type(content).__name__, content)
        case Object(members, opened):
            last = {member.name: plain(member.value) for member in members}
            return ("Object", tuple(sorted(last.items())), opened)
        case tuple():
            return tuple(plain(each) if is_dataclass(each) else each for each in value)
        case _:
            assert is_dataclass(value)
            parts = (getattr(value, each.name) for each in fields(value) if each.compare and each.name not in PLACES)
            return (
                type(value).__name__,
                *(plain(part) if is_dataclass(part) or isinstance(part, tuple) else part for part in parts),
            )


def fields_of(**members: Value | str | int) -> Plain:
    """An object of exactly these members."""
    given = {name: Const(each) if isinstance(each, str | int) else each for name, each in members.items()}
    return ("Object", tuple(sorted((name, plain(each)) for name, each in given.items())), None)
