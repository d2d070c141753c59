"""Why a counter doesn't bound its loop: the clause that fails, and the hop at which it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from wflint.graph import Edge, strongly_connected
from wflint.soundness.cycles import Loop, change, is_guarded

Kind = Literal["reset", "lost", "not-raised", "unguarded"]


@dataclass(frozen=True, slots=True)
class Flaw:
    """One failing clause: `edge` is the hop where the counter goes wrong, or where the test is missing."""

    kind: Kind
    counter: str
    edge: Edge

    @property
    def is_about_the_value(self) -> bool:
        """Whether the value that is sent is to blame, rather than that it is sent."""
        return self.kind in ("reset", "not-raised")


def flaws(loop: Loop) -> Iterator[Flaw]:
    """Everything that keeps the counters of a loop from bounding it, in the order of the files."""
    found = [flaw for counter in loop.counters for flaw in _flaws(loop, counter)]
    yield from sorted(found, key=lambda flaw: (flaw.edge.site.span, flaw.kind))


def _flaws(loop: Loop, counter: str) -> Iterator[Flaw]:
    changes = {edge: change(edge, counter) for edge in loop.edges}
    guarded = [edge for edge in loop.edges if is_guarded(edge, counter)]
    for edge, what in changes.items():
        if what == "reset" or what == "lost":
            yield Flaw(what, counter, edge)
    if not any(what in ("raised", "unknown") for what in changes.values()):
        yield from (Flaw("not-raised", counter, edge) for edge in guarded if changes[edge] == "kept")
    unguarded = tuple(edge for edge in loop.edges if edge not in guarded)
    testing = {edge.site.workflow.path for edge in guarded}
    for part in strongly_connected(unguarded):
        inside = [edge for edge in part if edge.site.workflow.path in testing] or _raising(part, changes)
        yield from (Flaw("unguarded", counter, edge) for edge in inside)


def _raising(part: tuple[Edge, ...], changes: Mapping[Edge, str]) -> list[Edge]:
    """Where no hop is guarded: the hops that raise the counter, or else the first one."""
    return [edge for edge in part if changes[edge] == "raised"] or [min(part, key=lambda edge: edge.site.span)]
