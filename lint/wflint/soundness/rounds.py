"""Rounds without end, found by playing the stories of a task: also those that `cycles` takes for bounded."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.circles import grouped, strongly_connected
from wflint.finding import Label
from wflint.graph import Edge, Site, System
from wflint.lean import dataclass
from wflint.soundness.cycles import bounds, counters_of
from wflint.soundness.explored import explored
from wflint.soundness.lassos import Lasso, lassos, through
from wflint.soundness.telling import trace
from wflint.soundness.verdicts import USUAL
from wflint.values.value import Object, Sum, possible_texts


@dataclass(frozen=True, slots=True)
class Round:
    """A way round that a task can take for ever, if only its executors fail each time.

    `edges` are the messages of the round; `counters` the payload fields that some hop compares with a bound.
    """

    edges: tuple[Edge, ...]
    counters: tuple[str, ...]
    trace: tuple[Label, ...]

    def step(self, counter: str) -> int | None:
        """By how much the counter rises in a round, where that is one constant; `None` elsewhere."""
        sums = [each.amount for edge in self.edges if isinstance(each := _sent(edge, counter), Sum)]
        return sums[0] if len(sums) == 1 else None

    def passes_by(self, counter: str) -> bool:
        """Whether the counter is only asked for being another number than the bound, and jumps over that."""
        asked = [atom.operator for edge in self.edges for atom in bounds(edge, counter)]
        step = self.step(counter)
        return bool(asked) and set(asked) == {"!="} and step is not None and step > 1


def rounds(system: System) -> Iterator[Round]:
    """Every round that rests on faults alone, and on nothing that may be otherwise the next time."""
    if not _may_go_round(system):
        return
    found = explored(system)
    seen: set[frozenset[int]] = set()
    for exploration in found.explorations:
        stories = exploration.stories(USUAL)
        for lasso in lassos(exploration, USUAL, stories, certain=True):
            if any(each.words for hop in lasso.circle for each in hop.outcome.assumed):
                continue
            sites = [hop.message.site for hop in lasso.circle if hop.message is not None and hop.message.site is not None]
            key = frozenset(map(id, sites))
            if key not in seen:
                seen.add(key)
                edges = tuple(_edges(system, sites, lasso))
                yield Round(edges, counters_of(edges), trace((*lasso.way, *lasso.circle)))


def _may_go_round(system: System) -> bool:
    """Whether some workflow can start itself again at all, whatever is sent: telling all stories takes its time."""
    if any(possible_texts(site.dispatch.target) is None for site in system.sites):
        return True
    arcs = [(edge.site.workflow.path, edge.workflow.path) for edge in system.edges]
    arcs += [(facts.path, each.path) for facts in system.workflows for each in system.followers(facts)]
    part = strongly_connected(grouped(arcs))
    return any(part[start] == part[end] for start, end in arcs)


def _edges(system: System, sites: list[Site], lasso: Lasso) -> Iterator[Edge]:
    """The messages of a round, as edges of the graph."""
    states = {(hop.state.workflow.path, hop.state.event) for hop in lasso.circle}
    for site in sites:
        yield from (edge for edge in system.edges if edge.site is site and edge.start in states and edge.end in states)


def story(system: System, site: Site) -> tuple[Label, ...]:
    """How a task comes to a round that begins with a message, and once round; empty where no sure story leads there."""
    for exploration in explored(system).explorations:
        lasso = through(exploration, USUAL, exploration.stories(USUAL), site)
        if lasso is not None:
            return trace((*lasso.way, *lasso.circle))
    return ()


def _sent(edge: Edge, counter: str) -> object:
    payload = edge.site.dispatch.payload
    field = payload.get(counter) if isinstance(payload, Object) else None
    return field.value if field is not None else None
