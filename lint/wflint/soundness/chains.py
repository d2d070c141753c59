"""Chains of workflows each of which waits for the end of the one before.

Source: docs.github.com, "Events that trigger workflows", `workflow_run`: three levels are chained, so that after A, B, C
and D the workflows E and F aren't run; read in November 2026.
"""

from __future__ import annotations

from collections import deque

from wflint.circles import shortest_way
from wflint.facts.model import WorkflowFacts
from wflint.graph import System
from wflint.values.patterns import passes
from wflint.values.value import Const

LEVELS = 3
"""How many workflows GitHub starts one after the other by `workflow_run`."""
_NOW_AND_THEN = frozenset(("workflow_dispatch", "workflow_call"))
_MAINS = ("main", "master")
"""What the default branch is called where git hasn't noted it."""


def too_deep(system: System) -> tuple[tuple[WorkflowFacts, WorkflowFacts], ...]:
    """Each workflow that is the first behind the limit on every way that leads to it, and the one that it waits for.

    That people can start a link of the chain by hand, or another workflow can call it, doesn't make it the first one.
    """
    depth = {each.path: 0 for each in system.workflows if _begins(system, each)}
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


def _begins(system: System, facts: WorkflowFacts) -> bool:
    """Whether something else than the end of a run starts a workflow, and not only now and then."""
    others = {trigger.event for trigger in facts.workflow.triggers} - {"workflow_run"}
    if facts.workflow.trigger("workflow_run") is None or others - _NOW_AND_THEN:
        return True
    return any(edge.event.name in others for edge in system.edges_into(facts))


def circles(system: System) -> tuple[tuple[WorkflowFacts, ...], ...]:
    """Workflows each of which hears the end of the one before, and the first that of the last, by the shortest way."""
    known = {each.path: each for each in system.workflows}
    hearing = {path for path, each in known.items() if _hears_default_branch(each)}
    follows = {path: [one.path for one in system.followers(each) if one.path in hearing] for path, each in known.items()}
    found: dict[frozenset[str], tuple[WorkflowFacts, ...]] = {}
    for first in known:
        back = [way for each in follows[first] if (way := shortest_way(follows, each, first)) is not None]
        if back:
            around = (first, *min(back, key=len)[:-1])
            found.setdefault(frozenset(around), tuple(known[path] for path in around))
    return tuple(found.values())


def _hears_default_branch(follower: WorkflowFacts) -> bool:
    """Whether a workflow hears the end of a run that `workflow_run` has started: that is on the default branch."""
    trigger = follower.workflow.trigger("workflow_run")
    if trigger is None:
        return False
    default = follower.repository.default_branch
    mains = [Const(each) for each in ((default,) if default is not None else _MAINS)]
    only, but = ([each.text for each in trigger.listed(name)] for name in ("branches", "branches-ignore"))
    heard = not only or any(passes(only, each) for each in mains)
    return heard and not any(passes(but, each) for each in mains)
