"""Stories that never end: a way to a run, and a way round that comes back to the very same run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from wflint.soundness.explore import Exploration, Hop, State
from wflint.soundness.summary import Message


def lasso(
    exploration: Exploration, level: int, stories: Mapping[State, tuple[Hop, ...]]
) -> tuple[tuple[Hop, ...], tuple[Hop, ...]] | None:
    """The cheapest way into a round and the shortest round there; one of certain hops where there is one.

    A round in which people have to approve something isn't one that goes on by itself.
    """
    import networkx

    for certain in (True, False):
        graph: networkx.DiGraph[State] = networkx.DiGraph()
        hops: dict[tuple[State, State], Hop] = {}
        for state in stories:
            for hop, end in _hops(exploration, state, level, certain):
                before = hops.get((state, end))
                if before is None or hop.outcome.cost < before.outcome.cost:
                    hops[state, end] = hop
                    graph.add_edge(state, end, cost=1 + hop.outcome.cost)
        parts = [part for part in networkx.strongly_connected_components(graph) if len(part) > 1 or _circles(graph, part)]
        if not parts:
            continue
        inside = [state for state in stories if any(state in part for part in parts)]
        entrance = min(inside, key=lambda state: (_cost(stories[state]), len(stories[state])))
        part = next(part for part in parts if entrance in part)
        circle = min(
            (
                (entrance, *networkx.shortest_path(graph, end, entrance, weight="cost"))
                for end in graph.successors(entrance)
                if end in part
            ),
            key=len,
        )
        return stories[entrance], tuple(hops[one, other] for one, other in pairwise(circle))
    return None


def _circles(graph: object, part: set[State]) -> bool:
    (only,) = part
    return bool(graph.has_edge(only, only))  # type: ignore[attr-defined]  # a networkx graph


def _cost(story: tuple[Hop, ...]) -> int:
    return sum(hop.outcome.cost for hop in story)


def _hops(exploration: Exploration, state: State, level: int, certain: bool) -> Iterator[tuple[Hop, State]]:
    for outcome, message, end in exploration.successors(state, level):
        if (outcome.is_certain or not certain) and not _passes_people(message):
            yield Hop(state, outcome, message), end


def _passes_people(message: Message) -> bool:
    return message.site is not None and any(job.job.deployment is not None for job in message.site.way.jobs)
