"""Who starts whom, and which messages go back: the distance of a workflow from where tasks begin tells."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from wflint.facts.model import WorkflowFacts
from wflint.graph import Edge, System


def distances(system: System) -> Mapping[str, int]:
    """Hops from the nearest workflow that nothing in the system starts, by path; workflows out of reach are left out."""
    started = {edge.workflow.path for edge in system.edges if edge.workflow is not edge.site.workflow}
    after: dict[str, set[str]] = {}
    for edge in system.edges:
        after.setdefault(edge.site.workflow.path, set()).add(edge.workflow.path)
    found = {path: 0 for path in after if path not in started}
    waiting = deque(sorted(found))
    while waiting:
        path = waiting.popleft()
        for target in sorted(after.get(path, ())):
            if target not in found:
                found[target] = found[path] + 1
                waiting.append(target)
    return found


def is_callback(edge: Edge, far: Mapping[str, int]) -> bool:
    """Whether the message goes back towards where the task came from: from an executor to who started it, or before."""
    sender, receiver = edge.site.workflow.path, edge.workflow.path
    return sender in far and receiver in far and far[receiver] < far[sender] and edge.event.name == "repository_dispatch"


def starters(system: System, facts: WorkflowFacts, far: Mapping[str, int]) -> tuple[Edge, ...]:
    """The messages that start a workflow from nearer to where tasks begin."""
    return tuple(
        edge
        for edge in system.edges_into(facts)
        if far.get(edge.site.workflow.path, 0) < far.get(facts.path, 0) and edge.site.workflow is not facts
    )
