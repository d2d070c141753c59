"""Concurrency groups: which runs wait for each other, and whether tasks that have nothing to do with each other share one.

Sources: docs.github.com, "Control the concurrency of workflows and jobs": one run of a group works and one waits; a newer one
cancels the one that waits, also without `cancel-in-progress`, unless `queue: max` lets up to a hundred wait (since May 2026).
"Events that trigger workflows": after `repository_dispatch` the ref is the default branch; read in November 2026.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from wflint.facts.model import JobFacts, WorkflowFacts
from wflint.facts.scope import Scope
from wflint.graph import Edge, System
from wflint.lean import dataclass, replace
from wflint.scenario import Scenario, holds, settle
from wflint.soundness.correlation import names, received
from wflint.soundness.received import as_received, with_defaults
from wflint.soundness.roles import distances, is_callback
from wflint.syntax.workflow import Concurrency
from wflint.values.of_expression import of_text
from wflint.values.value import (
    Choice,
    Const,
    Decoded,
    Encoded,
    Fallback,
    Reference,
    Text,
    Value,
    constant,
    rebuild,
    shown,
)

_SAME_FOR_ALL = frozenset(
    {"workflow", "repository", "repository_owner", "event_name", "job", "server_url", "workflow_ref", "repository_id"}
)
"""Members of `github` that are the same in all runs that one event starts."""

_REFS = frozenset({"ref", "ref_name", "ref_type", "base_ref", "head_ref"})

_EVERYWHERE = ("repository", "sender", "organization", "installation", "enterprise")
_IN_EVENT = {
    "repository_dispatch": frozenset(
        {"action", "branch", "client_payload", "repository", "sender", "organization", "installation"}
    ),
    "workflow_dispatch": frozenset({"inputs", "ref", "repository", "sender", "workflow", "organization", "installation"}),
}
"""What `github.event` holds after an event; anything else is null there."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """A concurrency group that all tasks share which come by one message.

    `job` is the job that waits, `None` where the whole run does.  `replaces`: a newer run cancels even the one that works.
    `name` is the id that a lost message carries; `answers`: whoever sent it waits for an answer, or the task goes on from here.
    `told`: the run reports all the same, since only one of its jobs is cancelled and another one calls back.
    """

    edge: Edge
    concurrency: Concurrency
    group: Value
    job: JobFacts | None
    replaces: bool
    name: str | None
    answers: bool
    told: bool


def crowds(system: System) -> Iterator[Crowd]:
    """Each group that loses tasks, once, with the first message that is lost."""
    known, far = names(system), distances(system)
    seen: set[int] = set()
    for edge in system.edges:
        name = next(iter(received(system, edge, known)), None)
        answers = _answers(system, edge, far)
        if name is None and not answers:
            continue
        for concurrency, scope, job in _groups(edge.workflow):
            group = shared(concurrency, scope, edge)
            if group is None or (job is not None and holds(job.guard, job.scope, _scenario(edge)) is False):
                continue
            if id(concurrency) not in seen:
                seen.add(id(concurrency))
                replaces = cancels(concurrency, scope, _scenario(edge))
                told = job is not None and _is_told(system, edge, job, far)
                yield Crowd(edge, concurrency, group, job, replaces, name, answers, told)
            if job is None:
                break  # no two runs of it are there whose jobs could wait for each other


def _is_told(system: System, edge: Edge, job: JobFacts, far: Mapping[str, int]) -> bool:
    """Whether the run calls back from another job when this one has been cancelled."""
    status = {"always": True, "cancelled": False, "success": False, "failure": False}
    scenario = replace(_scenario(edge), status=status)
    return any(
        is_callback(each, far)
        and each.source == edge.event
        and job not in each.site.way.jobs
        and holds(each.site.way.job.guard, each.site.way.job.scope, scenario) is not False
        for each in system.edges_from(edge.workflow)
    )


def _answers(system: System, edge: Edge, far: Mapping[str, int]) -> bool:
    """Whether the message starts an executor that calls back, or brings the task back to who decides what comes next."""
    if is_callback(edge, far):
        return True
    return any(is_callback(each, far) and each.source == edge.event for each in system.edges_from(edge.workflow))


def _groups(facts: WorkflowFacts) -> Iterator[tuple[Concurrency, Scope, JobFacts | None]]:
    """The groups of a run: its own, and those of its jobs, called workflows included."""
    if facts.workflow.concurrency is not None:
        yield facts.workflow.concurrency, Scope(), None
    for job in facts.jobs:
        if job.job.concurrency is not None:
            yield job.job.concurrency, job.scope, job
        if job.called is not None:
            if job.called.workflow.concurrency is not None:
                inputs = next((each.scope.inputs for each in job.called.jobs), None)
                yield job.called.workflow.concurrency, Scope(inputs=inputs), job
            yield from ((each, scope, job) for each, scope, inner in _groups(job.called) if inner is not None)


def shared(concurrency: Concurrency, scope: Scope, edge: Edge) -> Value | None:
    """The group, where it is the same for every task that the message starts and where only one run may wait."""
    if concurrency.group is None or (concurrency.queue is not None and concurrency.queue.text.strip() != "single"):
        return None
    group = _emptied(settle(of_text(concurrency.group.text), scope, _scenario(edge)), edge)
    return group if _is_same(group, edge) else None


@lru_cache(maxsize=256)
def _scenario(edge: Edge) -> Scenario:
    """The run that the message starts, with the inputs that it leaves out as their defaults are."""
    payload = as_received(edge)
    return Scenario(edge.event, with_defaults(edge, payload) if payload is not None else None)


def _emptied(value: Value, edge: Edge) -> Value:
    """The value without what the event doesn't hold."""

    def leaf(part: Value) -> Value:
        if isinstance(part, Reference) and part.key[:2] == ("github", "event") and len(part.key) > 2:
            return part if part.key[2] in _IN_EVENT.get(edge.event.name, {part.key[2]}) else Const("")
        if isinstance(part, Reference) and part.key in (("github", "head_ref"), ("github", "base_ref")):
            return Const("")
        return part

    return rebuild(value, leaf)


def _is_same(value: Value, edge: Edge) -> bool:
    """Whether the value is surely the same whatever the task."""
    match value:
        case Const():
            return True
        case Reference():
            return _is_same_reference(value.key, edge)
        case Text(parts):
            return all(_is_same(part, edge) for part in parts)
        case Fallback(first, second) | Choice(_, first, second):
            return _is_same(first, edge) and _is_same(second, edge)
        case Encoded(of) | Decoded(of):
            return _is_same(of, edge)
        case _:
            return False


def _is_same_reference(key: tuple[str, ...], edge: Edge) -> bool:
    if key[0] == "vars":
        return True
    if key[0] != "github" or len(key) < 2:
        return False
    if key[1] in _REFS:
        ref = edge.site.dispatch.ref
        return edge.event.name == "repository_dispatch" or ref is None or isinstance(ref, Const)
    return key[1] in _SAME_FOR_ALL or key == ("github", "event", "action")


def cancels(concurrency: Concurrency, scope: Scope, scenario: Scenario) -> bool:
    """Whether a newer run surely cancels the one at work: `cancel-in-progress` is true, or an expression that comes to that."""
    given = concurrency.cancel_in_progress
    if given is None:
        return False
    return given.value if isinstance(given.value, bool) else constant(settle(of_text(given.text), scope, scenario)) == "true"


def is_made_of(group: Value, fits: Callable[[Reference], bool]) -> bool:
    """Whether a group is made of texts and such references, and of nothing else."""
    match group:
        case Const():
            return True
        case Reference():
            return fits(group)
        case Text(parts):
            return all(is_made_of(part, fits) for part in parts)
        case Fallback(first, second):
            return is_made_of(first, fits) and is_made_of(second, fits)
        case _:
            return False


def shown_group(value: Value) -> str:
    """The name of a group for a reader."""
    return shown(value).strip("'")
