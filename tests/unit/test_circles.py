"""Parts and ways of graphs, held against networkx."""

from itertools import pairwise

import networkx
from hypothesis import given
from hypothesis import strategies as st

from wflint.circles import grouped, shortest_way, strongly_connected

ARCS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30)


@given(ARCS)
def test_parts_are_those_of_networkx(arcs: list[tuple[int, int]]) -> None:
    part = strongly_connected(grouped(arcs))
    found: set[frozenset[int]] = {frozenset(node for node in part if part[node] == number) for number in part.values()}
    graph: networkx.DiGraph[int] = networkx.DiGraph(arcs)
    assert found == set(map(frozenset, networkx.strongly_connected_components(graph)))


@given(ARCS, st.integers(0, 9), st.integers(0, 9))
def test_ways_are_as_short_as_those_of_networkx(arcs: list[tuple[int, int]], start: int, end: int) -> None:
    graph: networkx.DiGraph[int] = networkx.DiGraph(arcs)
    graph.add_nodes_from((start, end))
    way = shortest_way(grouped(arcs), start, end)
    if way is None:
        assert not networkx.has_path(graph, start, end)
    else:
        assert len(way) == 1 + networkx.shortest_path_length(graph, start, end)
        assert (way[0], way[-1]) == (start, end)
        assert all(graph.has_edge(*hop) for hop in pairwise(way))


def test_a_chain_of_any_length() -> None:
    chain = grouped((each, each + 1) for each in range(100_000))
    assert len(set(strongly_connected(chain).values())) == 100_001
    assert strongly_connected({**chain, 100_000: [0]})[50_000] == strongly_connected({**chain, 100_000: [0]})[0]
