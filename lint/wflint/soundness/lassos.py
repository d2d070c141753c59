"""Stories that never end: a way to a run, and a way round that comes back to the very same run."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING

from wflint.graph import Site
from wflint.lean import dataclass, field
from wflint.soundness.explore import Exploration, Hop, State, Stories
from wflint.soundness.summary import Message

if TYPE_CHECKING:
    import networkx


@dataclass(frozen=True, slots=True)
class Lasso:
    """The cheapest way into a round, and the shortest round there."""

    way: tuple[Hop, ...]
    circle: tuple[Hop, ...]


def lassos(exploration: Exploration, level: int, stories: Stories, certain: bool) -> Iterator[Lasso]:
    """One for each part of the system in which stories go round; of certain hops alone, or of all.

    A round in which people have to approve something isn't one that goes on by itself.
    """
    if not _goes_round(exploration, level, stories):
        return
    rounds = _Rounds(exploration, level, stories, certain)
    for part in rounds.parts():
        inside = [state for state in stories if state in part]
        entrance = min(inside, key=lambda state: (_cost(stories[state]), len(stories[state])))
        yield rounds.lasso(entrance, part, tuple(rounds.graph.successors(entrance)))


def _goes_round(exploration: Exploration, level: int, stories: Stories) -> bool:
    """Whether any way comes back to where it was, sure or not: that is soon known, and mostly it doesn't."""
    order = TopologicalSorter({state: {end for _, _, end in exploration.successors(state, level)} for state in stories})
    try:
        order.prepare()
    except CycleError:
        return True
    return False


def through(exploration: Exploration, level: int, stories: Stories, site: Site) -> Lasso | None:
    """The cheapest lasso of certain hops whose round begins with a message."""
    rounds = _Rounds(exploration, level, stories, True)
    found = [
        rounds.lasso(start, part, (end,))
        for part in rounds.parts()
        for (start, end), hop in rounds.hops.items()
        if start in part and end in part and hop.message is not None and hop.message.site is site
    ]
    return min(found, key=lambda each: (_cost(each.way) + _cost(each.circle), len(each.way) + len(each.circle)), default=None)


@dataclass(slots=True)
class _Rounds:
    """The hops that can be taken again and again, as a graph: the cheapest between any two states."""

    exploration: Exploration
    level: int
    stories: Stories
    certain: bool
    graph: networkx.DiGraph[State] = field(init=False)
    hops: dict[tuple[State, State], Hop] = field(default_factory=dict)

    def __post_init__(self) -> None:
        import networkx

        self.graph = networkx.DiGraph()
        for state in self.stories:
            for hop, end in self._follow(state):
                before = self.hops.get((state, end))
                if before is None or hop.outcome.cost < before.outcome.cost:
                    self.hops[state, end] = hop
                    self.graph.add_edge(state, end, cost=1 + hop.outcome.cost)

    def _follow(self, state: State) -> Iterator[tuple[Hop, State]]:
        for outcome, message, end in self.exploration.successors(state, self.level):
            if (outcome.is_certain or not self.certain) and not passes_people(message):
                yield Hop(state, outcome, message), end

    def parts(self) -> list[set[State]]:
        """The sets of states that lead round to each other, in the order of the stories."""
        import networkx

        order = {state: index for index, state in enumerate(self.stories)}
        parts = networkx.strongly_connected_components(self.graph)
        return sorted(
            (each for each in parts if len(each) > 1 or self._circles(each)),
            key=lambda each: min(order[state] for state in each),
        )

    def _circles(self, part: set[State]) -> bool:
        return all(self.graph.has_edge(only, only) for only in part)

    def lasso(self, start: State, part: set[State], ends: tuple[State, ...]) -> Lasso:
        """The shortest round from a state by way of one of several next ones."""
        import networkx

        ways = ((start, *networkx.shortest_path(self.graph, end, start, weight="cost")) for end in ends if end in part)
        circle = min(ways, key=len)
        return Lasso(self.stories[start], tuple(self.hops[one, other] for one, other in pairwise(circle)))


def _cost(story: tuple[Hop, ...]) -> int:
    return sum(hop.outcome.cost for hop in story)


def passes_people(message: Message) -> bool:
    """Whether somebody has to approve the job that sends the message."""
    return message.site is not None and any(job.job.deployment is not None for job in message.site.way.jobs)
