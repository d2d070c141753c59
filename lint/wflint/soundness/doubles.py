"""Two workflows that hear one event and send the same message for it, so that it is sent twice."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.graph import Edge, System
from wflint.lean import dataclass
from wflint.scenario import Event
from wflint.values.condition import Condition
from wflint.values.value import Const, Object


@dataclass(frozen=True, slots=True)
class Double:
    """The messages of two workflows that one event starts."""

    event: Event
    first: Edge
    second: Edge


def doubles(system: System) -> Iterator[Double]:
    """Each pair of workflows that surely send on for the same event type, once, in the order of the files."""
    seen: set[tuple[str, str, Event]] = set()
    known: dict[tuple[Event, tuple[str, Event]], list[Edge]] = {}
    for edge in system.edges:
        if edge.source.name == "repository_dispatch" and edge.source.type and not edge.site.way.is_called:
            known.setdefault((edge.source, edge.end), []).append(edge)
    for (event, _), edges in known.items():
        for index, first in enumerate(edges):
            for second in edges[index + 1 :]:
                pair = (first.site.workflow.path, second.site.workflow.path, event)
                if pair[0] != pair[1] and pair not in seen and _are_one(first, second):
                    seen.add(pair)
                    yield Double(event, first, second)


def _are_one(one: Edge, other: Edge) -> bool:
    """Whether both are sent at once, with nothing in them that is surely different."""
    if one.site.workflow.repository is not other.site.workflow.repository:
        return False
    scenario = one.known
    certain = one.site.happens(scenario) is True and other.site.happens(scenario) is True
    return (certain or guards(one) == guards(other)) and are_alike(one, other)


def guards(edge: Edge) -> tuple[Condition, ...]:
    """The conditions of the jobs and steps around a message, outermost first, and of the message itself."""
    way = edge.site.way
    return (*(each.guard for each in way.jobs), *(each.guard for each in way.steps), edge.site.dispatch.guard)


def are_alike(one: Edge, other: Edge) -> bool:
    """Whether two messages have the same fields, with nothing in them that is surely different."""
    mine, its = one.site.dispatch.payload, other.site.dispatch.payload
    if not isinstance(mine, Object) or not isinstance(its, Object):
        return False
    if set(mine.names()) != set(its.names()):
        return False
    pairs = ((each.value, found.value) for each in mine.fields if (found := its.get(each.name)) is not None)
    return all(isinstance(a, Const) == isinstance(b, Const) and (not isinstance(a, Const) or a == b) for a, b in pairs)
