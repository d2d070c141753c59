"""Workflows that never report, while their starter seems to wait: for an event that bears their name and that nobody sends, or
for the ends of others that it starts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wflint.facts.model import JobFacts, WorkflowFacts
from wflint.graph import Edge, Listener, System
from wflint.lean import dataclass
from wflint.soundness.callbacks import is_silent, mutes
from wflint.soundness.correlation import names, received
from wflint.soundness.roles import distances, starters
from wflint.soundness.seeing import weighty_jobs
from wflint.syntax.workflow import Trigger

_ENDING_WORDS = """
complete completed done end ended failed failure finish finished ready result results success succeeded
"""
_ENDS = frozenset(_ENDING_WORDS.split())
"""Words by which a type says that something has ended."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A workflow that gets an id under `name` and sends nothing, and the type for which its starter seems to wait."""

    workflow: WorkflowFacts
    started_by: Edge
    name: str
    listener: Listener


def expected(system: System) -> Iterator[Expected]:
    """Each of them once; those that report beside others are `mutes`."""
    far, known = distances(system), names(system)
    told = {mute.workflow.path for mute in mutes(system)}
    for facts in system.workflows:
        if facts.path in told or not is_silent(system, facts):
            continue
        for edge in starters(system, facts, far):
            name = next(received(system, edge, known), None)
            is_start = edge.event.name == "workflow_dispatch"
            listener = _waiting(system, edge.site.workflow, edge.workflow) if is_start else None
            if name is not None and listener is not None:
                yield Expected(facts, edge, name, listener)
                break


@dataclass(frozen=True, slots=True)
class ExpectedCall:
    """A workflow that a job calls with an id under `name` and that sends nothing, and the type that its caller waits for."""

    workflow: WorkflowFacts
    caller: JobFacts
    name: str
    listener: Listener


def expected_calls(system: System) -> Iterator[ExpectedCall]:
    """Each called workflow once that neither sends anything nor is waited for by a job of its caller."""
    known = names(system)
    seen: set[str] = set()
    for facts in system.workflows:
        for job in facts.jobs:
            called = job.called
            name = next((each.name.text for each in job.job.inputs if each.name.text in known), None)
            if called is None or name is None or called.path in seen or _may_send(called) or _is_needed(job, facts):
                continue
            listener = _waiting(system, facts, called)
            if listener is not None:
                seen.add(called.path)
                yield ExpectedCall(called, job, name, listener)


def _may_send(called: WorkflowFacts) -> bool:
    return bool(weighty_jobs(called)) or any(job.job.calls is not None and job.called is None for job in called.jobs)


def _is_needed(job: JobFacts, facts: WorkflowFacts) -> bool:
    return any(need.text.lower() == job.id.lower() for each in facts.jobs for need in each.job.needs)


@dataclass(frozen=True, slots=True)
class Unfollowed:
    """A workflow that gets an id under `name` and sends nothing, while its starter hears by `workflow_run` how `sibling` ends."""

    workflow: WorkflowFacts
    started_by: Edge
    name: str
    sibling: WorkflowFacts
    trigger: Trigger


def unfollowed(system: System) -> Iterator[Unfollowed]:
    """Each workflow whose end nobody hears, beside one that the same starter starts and hears the end of."""
    far, known = distances(system), names(system)
    for facts in system.workflows:
        if not is_silent(system, facts):
            continue
        for edge in starters(system, facts, far):
            name = next(received(system, edge, known), None)
            starter = edge.site.workflow
            trigger = starter.workflow.trigger("workflow_run")
            heard = (each.workflow for each in system.edges_from(starter) if starter in system.followers(each.workflow))
            sibling = next((each for each in heard if each is not facts), None)
            if name is not None and trigger is not None and sibling is not None:
                yield Unfollowed(facts, edge, name, sibling, trigger)
                break


def _waiting(system: System, starter: WorkflowFacts, started: WorkflowFacts) -> Listener | None:
    """A type that the starter listens for, that tells of an end, bears the name of what is started, and that nobody sends."""
    fed = {each.event.type for each in system.edges} | set(system.config.external_sent)
    if any(system.types(site) is None and site.dispatch.kind == "repository_dispatch" for site in system.sites):
        return None
    own = _words(started.workflow.source.name.rpartition(".")[0]) | _words(started.workflow.display_name)
    for listener in system.listeners:
        if listener.workflow is starter and listener.type is not None and listener.type.text not in fed:
            words = _words(listener.type.text)
            if words & _ENDS and (words - _ENDS) & own:
                return listener
    return None


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.split(r"[\W_]+", text.lower()) if word)
