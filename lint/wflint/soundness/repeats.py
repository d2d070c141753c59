"""Callbacks that one ending of a run sends more than once, so that whoever waits for one acts on it again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from wflint.facts.model import WorkflowFacts
from wflint.graph import Edge, System, events
from wflint.lean import dataclass
from wflint.scenario import Event
from wflint.soundness.doubles import are_alike, guards
from wflint.soundness.endings import Ending, endings
from wflint.soundness.lookups import looks_up
from wflint.soundness.roles import called_executors, distances, is_callback


@dataclass(frozen=True, slots=True)
class Repeat:
    """Two messages that tell the same, in one ending of a run that `event` starts; `second` is the later one."""

    workflow: WorkflowFacts
    event: Event
    first: Edge
    second: Edge
    ending: Ending


def repeats(system: System) -> Iterator[Repeat]:
    """Each place whose message repeats what an earlier one of the same run has told; an ending without a fault comes first."""
    far = distances(system)
    for facts in system.workflows:
        called = [edge for executor in called_executors(system, facts, far) for edge in executor.callbacks]
        for event in events(facts):
            own = [
                edge for edge in system.edges_from(facts) if edge.source == event and (is_callback(edge, far) or edge in called)
            ]
            alike = [
                (first, second)
                for first, second in combinations(own, 2)
                if first.end == second.end and first.site is not second.site and _tell_the_same(first, second)
            ]
            if not alike:
                continue
            known = list(endings(facts, system.plain(event)))
            seen: set[int] = set()
            for first, second in alike:
                ending = next((each for each in known if _both(each, first, second)), None)
                if ending is not None and id(second.site) not in seen and _acts_on(system, second):
                    seen.add(id(second.site))
                    yield Repeat(facts, event, first, second, ending)


def _tell_the_same(first: Edge, second: Edge) -> bool:
    """Whether nothing in the messages is surely different; what a matrix sends is one message for each of its jobs."""
    in_matrix = any(job.job.matrix is not None for edge in (first, second) for job in edge.site.way.jobs)
    return not in_matrix and are_alike(first, second)


def _both(ending: Ending, first: Edge, second: Edge) -> bool:
    """Whether the ending surely sends both, or sends both under one condition."""
    sent = ending.sends(first.site.dispatch), ending.sends(second.site.dispatch)
    return sent == (True, True) or (
        ending.fault is None and None in sent and sent[0] is sent[1] and guards(first) == guards(second)
    )


def _acts_on(system: System, callback: Edge) -> bool:
    """Whether the receiver sends something on for the callback without looking up first what has been done already."""
    sent = [edge for edge in system.edges_from(callback.workflow) if edge.source == callback.event]
    return any(not any(map(looks_up, guards(edge))) for edge in sent)
