"""Callbacks: who has to report, to whom, and which endings report nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from wflint.facts.model import WorkflowFacts
from wflint.graph import Edge, System, events
from wflint.lean import dataclass
from wflint.scenario import Event
from wflint.soundness.correlation import names, received
from wflint.soundness.endings import Ending, endings
from wflint.soundness.roles import called_executors, distances, is_callback, starters


@dataclass(frozen=True, slots=True, eq=False)
class Reporter:
    """A workflow that reports how its runs end, in runs that `event` starts: the messages by which it does, and each ending.

    `jobs` are those, by identity, of whose end it tells: the ones of a workflow that it calls, `None` where it tells of all.
    """

    workflow: WorkflowFacts
    event: Event
    callbacks: tuple[Edge, ...]
    started_by: tuple[Edge, ...]
    endings: tuple[Ending, ...]
    jobs: frozenset[int] | None = None

    def tells_of(self, ending: Ending) -> bool:
        """Whether what goes wrong is what this one has to tell of."""
        return self.jobs is None or (ending.fault is not None and id(ending.fault.job) in self.jobs)


@lru_cache(maxsize=1)
def reporters(system: System) -> tuple[Reporter, ...]:
    """Everyone who has to report, with each event that starts it."""
    far = distances(system)
    return tuple(reporter for facts in system.workflows for reporter in _reporters(system, facts, far))


def _reporters(system: System, facts: WorkflowFacts, far: Mapping[str, int]) -> Iterator[Reporter]:
    yield from _called_reporters(system, facts, far)
    begun = starters(system, facts, far)
    for event in events(facts):
        started = tuple(edge for edge in begun if edge.event == event)
        callbacks = tuple(edge for edge in system.edges_from(facts) if edge.source == event and is_callback(edge, far))
        if started and callbacks:
            yield Reporter(facts, event, callbacks, started, tuple(endings(facts, system.plain(event))))


def _called_reporters(system: System, facts: WorkflowFacts, far: Mapping[str, int]) -> Iterator[Reporter]:
    """The same for executors that a workflow calls: what happens in them is what they have to tell of."""
    for executor in called_executors(system, facts, far):
        for event in dict.fromkeys(edge.source for edge in executor.callbacks):
            callbacks = tuple(edge for edge in executor.callbacks if edge.source == event)
            started = tuple(edge for edge in system.edges_into(facts) if edge.event == event)
            if started:
                yield Reporter(facts, event, callbacks, started, tuple(endings(facts, system.plain(event))), executor.jobs)


@dataclass(frozen=True, slots=True)
class Silence:
    """Endings of a run, started by `event`, after which none of its callbacks is sent."""

    workflow: WorkflowFacts
    event: Event
    callbacks: tuple[Edge, ...]
    endings: tuple[Ending, ...]
    started_by: tuple[Edge, ...]


def silences(system: System) -> Iterator[Silence]:
    """Every workflow that reports, with the endings in which it surely doesn't."""
    for each in reporters(system):
        sent = [edge.site.dispatch for edge in each.callbacks]
        silent = tuple(
            ending
            for ending in each.endings
            if each.tells_of(ending) and all(ending.sends(dispatch) is False for dispatch in sent)
        )
        if silent:
            yield Silence(each.workflow, each.event, each.callbacks, silent, each.started_by)


@dataclass(frozen=True, slots=True)
class Mute:
    """A workflow that is started with an id by somebody who waits for completions, and that never reports any."""

    workflow: WorkflowFacts
    started_by: Edge
    name: str
    sibling: Edge


def mutes(system: System) -> Iterator[Mute]:
    """Every executor without a callback, beside one that has one."""
    far = distances(system)
    known = names(system)
    for facts in system.workflows:
        if not is_silent(system, facts):
            continue
        for edge in starters(system, facts, far):
            carried = next(received(system, edge, known), None)
            sibling = _reporting_sibling(system, edge, far)
            if carried is not None and sibling is not None and edge.event.name == "workflow_dispatch":
                yield Mute(facts, edge, carried, sibling)
                break


def is_silent(system: System, facts: WorkflowFacts) -> bool:
    """Whether nobody can hear how the workflow's runs end: it surely sends nothing, and no `workflow_run` waits for it."""
    return not system.edges_from(facts) and not may_send_unseen(system, facts) and not is_awaited(system, facts)


def may_send_unseen(system: System, facts: WorkflowFacts) -> bool:
    """Whether the workflow could report in a way that isn't seen: a send not understood, a remote workflow that it calls."""
    if any(way.workflow is facts for _, way in system.unresolved) or any(site.workflow is facts for site in system.sites):
        return True
    return any(job.job.calls is not None and job.called is None for job in facts.jobs)


def is_awaited(system: System, facts: WorkflowFacts) -> bool:
    """Whether a `workflow_run` listener hears the end of the workflow's runs."""
    name = facts.workflow.display_name.lower()
    for each in system.workflows:
        trigger = each.workflow.trigger("workflow_run")
        if trigger is not None and (not trigger.workflows or any(given.text.lower() == name for given in trigger.workflows)):
            return True
    return False


def _reporting_sibling(system: System, edge: Edge, far: Mapping[str, int]) -> Edge | None:
    """A callback to the same starter from another workflow that it starts."""
    starter = edge.site.workflow
    started = {each.workflow.path for each in system.edges_from(starter)} - {edge.workflow.path}
    return next(
        (each for each in system.edges_into(starter) if each.site.workflow.path in started and is_callback(each, far)), None
    )
