"""Executors that are something else as well: they start others, begin tasks, or do two executors' work."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Literal

from wflint.facts.model import WorkflowFacts
from wflint.graph import Edge, System
from wflint.lean import dataclass
from wflint.soundness.roles import distances, is_callback, orchestrators, starters


@dataclass(frozen=True, slots=True)
class Mixture:
    """A second role of an executor.

    `starts`: it sends on what it should leave to who started it; `begins`: a task begins in it; `two`: it calls back for two
    pieces of work that have nothing to do with each other.  `callback` makes it an executor, `other` is the message too many.
    """

    kind: Literal["starts", "begins", "two"]
    workflow: WorkflowFacts
    callback: Edge
    other: Edge


def mixtures(system: System) -> Iterator[Mixture]:
    """Each executor that is more than that, with the first message that tells."""
    far = distances(system)
    deciding = orchestrators(system)
    for facts in system.workflows:
        if facts in deciding or system.role(facts) not in (None, "executor"):
            continue
        given = {edge.event for edge in starters(system, facts, far)}
        sent = system.edges_from(facts)
        callbacks = tuple(edge for edge in sent if edge.source in given and is_callback(edge, far))
        if not callbacks:
            continue
        types = {edge.event for edge in callbacks}
        for edge in sent:
            if system.role(edge.workflow) == "event-log":
                continue
            if edge.source in given and far.get(edge.workflow.path, 0) >= far[facts.path] and edge.workflow is not facts:
                yield Mixture("starts", facts, callbacks[0], edge)
                break
            if edge.source not in given and edge.event not in types and edge.workflow is not facts:
                yield Mixture("begins", facts, callbacks[0], edge)
                break
        else:
            pair = next((pair for pair in combinations(callbacks, 2) if _tell_of_different_work(*pair)), None)
            if pair is not None:
                yield Mixture("two", facts, *pair)


def _tell_of_different_work(one: Edge, other: Edge) -> bool:
    """Whether two callbacks have types of their own, and wait for jobs of which none is the other's."""
    mine, its = _awaited(one), _awaited(other)
    return one.event != other.event and bool(mine) and bool(its) and not mine & its


def _awaited(edge: Edge) -> frozenset[str]:
    """The jobs that have ended before the message is sent, by id."""
    facts = edge.site.workflow
    found: set[str] = set()
    waiting = list(edge.site.way.jobs[0].job.needs)
    while waiting:
        name = waiting.pop().text.lower()
        job = facts.job(name)
        if name not in found and job is not None:
            found.add(name)
            waiting += job.job.needs
    return frozenset(found)
