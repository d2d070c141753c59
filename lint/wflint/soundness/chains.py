"""Chains of workflows each of which waits for the end of the one before.

Source: docs.github.com, "Events that trigger workflows", `workflow_run`: three levels are chained, so that after A, B, C
and D the workflows E and F aren't run; read in November 2026.
"""

from __future__ import annotations

from collections import deque

from wflint.facts.model import WorkflowFacts
from wflint.graph import System

LEVELS = 3
"""How many workflows GitHub starts one after the other by `workflow_run`."""


def too_deep(system: System) -> tuple[tuple[WorkflowFacts, WorkflowFacts], ...]:
    """Each workflow that is the first behind the limit on every way that leads to it, and the one that it waits for."""
    depth = {each.path: 0 for each in system.workflows if any(on.event != "workflow_run" for on in each.workflow.triggers)}
    waiting = deque(each for each in system.workflows if each.path in depth)
    found = []
    while waiting:
        facts = waiting.popleft()
        for follower in system.followers(facts):
            if follower.path not in depth:
                depth[follower.path] = depth[facts.path] + 1
                waiting.append(follower)
                if depth[follower.path] == LEVELS + 1:
                    found.append((follower, facts))
    return tuple(found)


def circles(system: System) -> tuple[tuple[WorkflowFacts, ...], ...]:
    """Workflows each of which hears the end of the one before, and the first that of the last, by the shortest way."""
    found: dict[frozenset[str], tuple[WorkflowFacts, ...]] = {}
    for first in system.workflows:
        around = _way_round(system, first)
        if around:
            found.setdefault(frozenset(each.path for each in around), around)
    return tuple(found.values())


def _way_round(system: System, first: WorkflowFacts) -> tuple[WorkflowFacts, ...]:
    ways: deque[tuple[WorkflowFacts, ...]] = deque([(first,)])
    seen: set[str] = set()
    while ways:
        way = ways.popleft()
        for follower in system.followers(way[-1]):
            if follower is first:
                return way
            if follower.path not in seen:
                seen.add(follower.path)
                ways.append((*way, follower))
    return ()
