"""Who starts whom, and which messages go back: the distance of a workflow from where tasks begin tells."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Set
from functools import lru_cache

from wflint.facts.model import JobFacts, WorkflowFacts
from wflint.graph import Edge, System
from wflint.lean import dataclass
from wflint.soundness.faults import can_fail


@lru_cache(maxsize=1)
def distances(system: System) -> Mapping[str, int]:
    """Hops from the nearest workflow at which tasks begin, by path; workflows out of reach are left out."""
    after: dict[str, set[str]] = {}
    for edge in system.edges:
        after.setdefault(edge.site.workflow.path, set()).add(edge.workflow.path)
    started = {edge.workflow.path for edge in system.edges if edge.workflow is not edge.site.workflow}
    found: dict[str, int] = {}
    _spread(found, after, {path for path in after if path not in started})
    _spread(found, after, _entrances(system, after.keys() - found.keys()))
    return found


def _spread(found: dict[str, int], after: Mapping[str, set[str]], roots: set[str]) -> None:
    waiting = deque(sorted(roots))
    found.update(dict.fromkeys(waiting, 0))
    while waiting:
        path = waiting.popleft()
        for target in sorted(after.get(path, ())):
            if target not in found:
                found[target] = found[path] + 1
                waiting.append(target)


def _entrances(system: System, paths: Set[str]) -> set[str]:
    """Where tasks begin among workflows that all start each other: at an event that none of them raises.

    An executor that can be started by hand as well is none: who starts it by `workflow_dispatch` is before it.  Nor is one that
    outside events let start itself again, where tasks begin elsewhere as well.
    """
    fed = {edge.end for edge in system.edges}
    open_edges = [edge for edge in system.edges if edge.start not in fed and edge.site.workflow.path in paths]
    to_others = {edge.site.workflow.path for edge in open_edges if edge.site.workflow is not edge.workflow}
    open_to_others = to_others or {edge.site.workflow.path for edge in open_edges}
    begins = {
        (edge.site.workflow.path, edge.workflow.path)
        for edge in system.edges
        if edge.event.name == "workflow_dispatch" and edge.site.workflow is not edge.workflow
    }
    return {
        path
        for path in open_to_others
        if not any((other, path) in begins and (path, other) not in begins for other in open_to_others)
    }


def is_callback(edge: Edge, far: Mapping[str, int]) -> bool:
    """Whether the message goes back towards where the task came from: from an executor to who started it, or before."""
    sender, receiver = edge.site.workflow.path, edge.workflow.path
    return sender in far and receiver in far and far[receiver] < far[sender] and edge.event.name == "repository_dispatch"


@dataclass(frozen=True, slots=True)
class CalledExecutor:
    """A workflow that a job calls, and that reports by an event as if it had been started by one.

    `jobs` are those of the called workflow, by identity; `callbacks` its messages to the caller, or to who is before it.
    """

    caller: JobFacts
    jobs: frozenset[int]
    callbacks: tuple[Edge, ...]


def called_executors(system: System, facts: WorkflowFacts, far: Mapping[str, int]) -> Iterator[CalledExecutor]:
    """The executors that a workflow calls; what only gets a message ready and sends it is none."""
    for job in facts.jobs:
        if job.called is None or not any(can_fail(step) for inner in job.called.jobs for step in inner.steps):
            continue
        back = tuple(edge for edge in system.edges_from(facts) if edge.site.way.jobs[0] is job and _goes_back(edge, far))
        if back:
            yield CalledExecutor(job, frozenset(map(id, job.called.jobs)), back)


def _goes_back(edge: Edge, far: Mapping[str, int]) -> bool:
    sender, receiver = edge.site.workflow.path, edge.workflow.path
    is_event = edge.event.name == "repository_dispatch" and edge.event != edge.source
    return is_event and sender in far and receiver in far and far[receiver] <= far[sender]


def starters(system: System, facts: WorkflowFacts, far: Mapping[str, int]) -> tuple[Edge, ...]:
    """The messages that start a workflow from nearer to where tasks begin."""
    return tuple(
        edge
        for edge in system.edges_into(facts)
        if far.get(edge.site.workflow.path, 0) < far.get(facts.path, 0) and edge.site.workflow is not facts
    )


def orchestrators(system: System) -> tuple[WorkflowFacts, ...]:
    """The workflows that decide: each hears how something ends that it or another one has started, and starts what comes next.

    A role that the configuration gives is taken as it is.
    """
    far = distances(system)
    told = {edge.workflow.path for edge in system.edges if is_callback(edge, far)}
    told |= {edge.site.workflow.path for edge in system.edges if hears_end_of(system, edge)}
    starting = {edge.site.workflow.path for edge in system.edges if not is_callback(edge, far)}

    def decides(facts: WorkflowFacts) -> bool:
        role = system.role(facts)
        return role == "orchestrator" if role is not None else facts.path in told and facts.path in starting

    return tuple(filter(decides, system.workflows))


def hears_end_of(system: System, edge: Edge) -> bool:
    """Whether the sender is started by the end of what its message starts."""
    return edge.source.name == "workflow_run" and edge.site.workflow in system.followers(edge.workflow)
