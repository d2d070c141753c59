"""Paths through the system, told hop by hop."""

from __future__ import annotations

from collections.abc import Iterable

from wflint.finding import Label
from wflint.graph import Edge, System


def hop(edge: Edge, more: str = "") -> Label:
    """One hop: which run sends what to whom."""
    source = "" if edge.source.name in ("schedule", "push") else f", started by `{edge.source}`,"
    sent = f"`{edge.event.type}`" if edge.event.type else f"`{edge.workflow.workflow.source.name}`"
    verb = "sends" if edge.event.type else "starts"
    return Label(edge.site.span, f"`{edge.site.workflow.workflow.source.name}`{source} {verb} {sent}{more}")


def hops(edges: Iterable[Edge]) -> tuple[Label, ...]:
    return tuple(map(hop, edges))


def way_to(system: System, edge: Edge) -> tuple[Edge, ...]:
    """A shortest chain of messages that leads to the run which sends this one, the message itself left out."""
    best: dict[tuple[str, object], tuple[Edge, ...]] = {edge.start: ()}
    waiting = [edge.start]
    while waiting:
        node = waiting.pop(0)
        before = [each for each in system.edges if each.end == node and each.start not in best]
        for each in before:
            best[each.start] = (each, *best[node])
            waiting.append(each.start)
        roots = [each for each in before if not any(other.end == each.start for other in system.edges)]
        if roots:
            return best[roots[0].start]
    return ()
