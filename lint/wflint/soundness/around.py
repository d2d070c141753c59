"""Where something that goes wrong stands to a message: before it, beside it, or when it has long been sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from wflint.facts.model import JobFacts
from wflint.graph import Way
from wflint.soundness.faults import Fault
from wflint.soundness.work import works

Place = Literal["before", "same", "beside", "after"]


def place_of(way: Way, fault: Fault) -> Place:
    """Where a fault stands to the message that is sent at the end of a way.

    `before`: in a job that has ended by then; `same`: in an earlier step of its own job; `beside`: in a job that it doesn't wait
    for; `after`: later, or in a step that only gets the message ready.
    """
    if fault.job is way.job:
        return "same" if _is_earlier_work(way, fault) else "after"
    if id(fault.job) in awaited(way):
        return "before"
    return "after" if id(fault.job) in _waiting(way) else "beside"


def _is_earlier_work(way: Way, fault: Fault) -> bool:
    """Whether a step of the message's own job works, before the message is sent; where other jobs are awaited, work is theirs."""
    steps = way.job.steps
    if fault.step not in steps or steps.index(fault.step) >= steps.index(way.steps[0]):
        return False
    here = Way(way.workflow, way.jobs, (fault.step,))
    return not way.job.job.needs or any(True for _ in works(here))


def awaited(way: Way) -> frozenset[int]:
    """The jobs, by identity, that have ended when a place is reached; those of called workflows included."""
    return frozenset(each for jobs, own in _levels(way) for each in _closure(own, {job.id.lower(): job for job in jobs}))


def _waiting(way: Way) -> frozenset[int]:
    """The jobs that wait for the place's own."""
    return frozenset(
        each
        for jobs, own in _levels(way)
        for job in jobs
        if id(own) in _closure(job, {one.id.lower(): one for one in jobs})
        for each in _within(job)
    )


def _levels(way: Way) -> Iterator[tuple[tuple[JobFacts, ...], JobFacts]]:
    """Each job on the way, with those among which it stands."""
    jobs = way.workflow.jobs
    for own in way.jobs:
        yield jobs, own
        jobs = own.called.jobs if own.called is not None else ()


def _closure(job: JobFacts, jobs: Mapping[str, JobFacts]) -> frozenset[int]:
    """Everything that a job needs, directly or by others."""
    found: dict[str, JobFacts] = {}
    waiting = [job]
    while waiting:
        for need in waiting.pop().job.needs:
            other = jobs.get(need.text.lower())
            if other is not None and other.id not in found:
                found[other.id] = other
                waiting.append(other)
    return frozenset(each for other in found.values() for each in _within(other))


def _within(job: JobFacts) -> Iterable[int]:
    yield id(job)
    for inner in job.called.jobs if job.called is not None else ():
        yield from _within(inner)
