"""The ways in which a run can end, and which messages each of them still sends, whatever the payload is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wflint.facts.model import JobFacts, WorkflowFacts
from wflint.lean import dataclass, replace
from wflint.scenario import Scenario, holds
from wflint.senders.message import Dispatch
from wflint.soundness.faults import Fault, FaultKind, steps_that_can_fail
from wflint.soundness.runs import Run
from wflint.soundness.seeing import Outcome, Views


@dataclass(frozen=True, slots=True)
class Ending:
    """One way in which a run can end: the fault, the run's result and each job's, and for each dispatch whether it is sent.

    `seen` is what the step that sends sees, by dispatch; one that isn't come by has none.
    """

    fault: Fault | None
    result: Outcome | None
    results: Mapping[str, Outcome | None]
    sent: Mapping[int, bool | None]
    seen: Mapping[int, Scenario]

    def sends(self, dispatch: Dispatch) -> bool | None:
        """Whether the dispatch is sent in this ending; `None` where that isn't known."""
        return self.sent.get(id(dispatch), False)

    def sees(self, dispatch: Dispatch) -> Scenario | None:
        """What is known where the dispatch is made; `None` where the run doesn't come by."""
        return self.seen.get(id(dispatch))


def endings(facts: WorkflowFacts, scenario: Scenario) -> Iterator[Ending]:
    """Every ending with one fault of the lower levels (up to a cancelled run) or none, in the order of the file."""
    views = Views()
    yield ending(facts, scenario, None, views)
    for job, step in steps_that_can_fail(facts, scenario):
        for kind in _kinds(job, scenario):
            yield ending(facts, scenario, Fault(kind, job, step), views)


def _kinds(job: JobFacts, scenario: Scenario) -> Iterator[FaultKind]:
    yield "failure"
    if can_be_cancelled(job, scenario):
        yield "cancelled"
    yield "timeout"


def can_be_cancelled(job: JobFacts, scenario: Scenario) -> bool:
    """Whether cancelling the run stops the job: GitHub lets those go on whose `if` still holds."""
    status = {"always": True, "success": False, "failure": False, "cancelled": True}
    return holds(job.guard, job.scope, replace(scenario, status=status)) is not True


def ending(facts: WorkflowFacts, scenario: Scenario, fault: Fault | None, views: Views | None = None) -> Ending:
    """How a run ends under a fault, or none.  `views`: what other endings of the same workflow have seen."""
    run = Run(facts, scenario, fault, views=views)
    sent: dict[int, bool | None] = {}
    seen: dict[int, Scenario] = {}
    for visit in run.visits:
        for dispatch in visit.step.dispatches:
            inside = holds(dispatch.guard, visit.step.scope, visit.scenario)
            here = False if inside is False else None if None in (inside, visit.happens) else True
            before = sent.get(id(dispatch), False)
            seen[id(dispatch)] = visit.scenario
            sent[id(dispatch)] = True if True in (here, before) else None if None in (here, before) else False
    return Ending(fault, run.result, run.results, sent, seen)
