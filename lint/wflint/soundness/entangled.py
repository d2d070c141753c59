"""Callbacks that stand and fall with the work that they tell of: whoever loses the job's runner loses them as well."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.facts.model import JobFacts
from wflint.graph import Edge, System
from wflint.lean import dataclass
from wflint.scenario import Scenario
from wflint.soundness.around import place_of
from wflint.soundness.callbacks import Reporter, reporters
from wflint.soundness.endings import Ending, ending
from wflint.soundness.faults import Fault


@dataclass(frozen=True, slots=True)
class Entangled:
    """A callback that is sent when a step of its job fails, and not when the job loses its runner: `fault` is that.

    No other callback is sent then either.
    """

    callback: Edge
    fault: Fault


def entangled(system: System) -> Iterator[Entangled]:
    """Each job that works and reports at once, with its last callback; none of a workflow whose end somebody hears anyway."""
    seen: set[int] = set()
    for reporter in reporters(system):
        if system.followers(reporter.workflow):
            continue
        for edge in reversed(reporter.callbacks):
            fault = _fatal(reporter, edge) if id(edge.site.way.job) not in seen else None
            if fault is not None:
                seen.add(id(edge.site.way.job))
                yield Entangled(edge, fault)


def _fatal(reporter: Reporter, edge: Edge) -> Fault | None:
    """The loss of the runner in the first step of the callback's job that it would have told of."""
    job: JobFacts = edge.site.way.job
    for each in reporter.endings:
        fault = each.fault
        if fault is None or fault.kind != "failure" or fault.job is not job or not reporter.tells_of(each):
            continue
        if place_of(edge.site.way, fault) == "same" and each.sends(edge.site.dispatch) is not False:
            lost = Fault("lost", fault.job, fault.step)
            return lost if _is_silent(reporter, ending(reporter.workflow, Scenario(reporter.event), lost)) else None
    return None


def _is_silent(reporter: Reporter, found: Ending) -> bool:
    return all(found.sends(edge.site.dispatch) is False for edge in reporter.callbacks)
