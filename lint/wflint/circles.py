"""Which nodes of a graph lie on circles together, and the shortest way through it.

networkx has both, and takes 90 ms to import, which is more than wflint takes for all else in a small repository: it is left to
what asks for weights (`soundness/lassos.py`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def grouped(arcs: Iterable[tuple[Node, Node]]) -> dict[Node, list[Node]]:
    """Arcs by their start; every node is a key, in the order in which they come."""
    found: dict[Node, list[Node]] = {}
    for start, end in arcs:
        found.setdefault(start, []).append(end)
        found.setdefault(end, [])
    return found


def strongly_connected(follows: Mapping[Node, Iterable[Node]]) -> dict[Node, int]:
    """The number of each node's part: two nodes are of one part where a way leads from each to the other.

    Tarjan's algorithm (SIAM Journal on Computing 1, 1972, p. 146), without recursion; it takes time in nodes and arcs.
    """
    part: dict[Node, int] = {}
    lowest: dict[Node, int] = {}
    open_nodes: list[Node] = []
    for root in follows:
        if root in lowest:
            continue
        lowest[root] = len(lowest)
        open_nodes.append(root)
        way: list[tuple[Node, int, Iterator[Node]]] = [(root, lowest[root], iter(follows[root]))]
        while way:
            node, number, rest = way[-1]
            for following in rest:
                if following not in lowest:
                    lowest[following] = len(lowest)
                    open_nodes.append(following)
                    way.append((following, lowest[following], iter(follows[following])))
                    break
                if following not in part:
                    lowest[node] = min(lowest[node], lowest[following])
            else:
                way.pop()
                if way:
                    above = way[-1][0]
                    lowest[above] = min(lowest[above], lowest[node])
                while lowest[node] == number and node not in part:
                    part[open_nodes.pop()] = number
    return part


def shortest_way(follows: Mapping[Node, Iterable[Node]], start: Node, end: Node) -> tuple[Node, ...] | None:
    """The nodes of a way with the fewest arcs, both ends among them; `None` where there is none."""
    before: dict[Node, Node] = {}
    waiting = deque([start])
    seen = {start}
    while waiting and end not in seen:
        node = waiting.popleft()
        for following in follows.get(node, ()):
            if following not in seen:
                seen.add(following)
                before[following] = node
                waiting.append(following)
    if end not in seen:
        return None
    way = [end]
    while way[-1] != start:
        way.append(before[way[-1]])
    return tuple(reversed(way))
