"""Events and tasks of which a run leaves no trace by which people find it."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.facts.model import WorkflowFacts
from wflint.graph import Edge, System, arriving
from wflint.lean import dataclass
from wflint.scenario import ALL_WELL, Scenario
from wflint.soundness.correlation import names, received
from wflint.soundness.roles import orchestrators
from wflint.soundness.statuses import is_status
from wflint.soundness.traces import Trace, carries, names_type, traces
from wflint.values.value import Const, Field, Object


@dataclass(frozen=True, slots=True)
class Untraced:
    """Runs of a workflow that nothing leads to: `edges` start them, one for each event; `ids` are the names of their ids."""

    workflow: WorkflowFacts
    edges: tuple[Edge, ...]
    ids: tuple[str, ...]


def unlogged(system: System) -> Iterator[Untraced]:
    """Each orchestrator, with the events of which no workflow that hears them tells type and id."""
    known = names(system)
    for facts in orchestrators(system):
        events = {edge.event: edge for edge in system.edges_into(facts) if edge.event.name == "repository_dispatch"}
        missing = tuple(edge for edge in events.values() if not _is_logged(system, edge, tuple(received(system, edge, known))))
        if missing:
            yield Untraced(
                facts, missing, tuple(dict.fromkeys(name for edge in missing for name in received(system, edge, known)))
            )


def untraceable(system: System) -> Iterator[Untraced]:
    """Each workflow that gets an id, and whose runs show it nowhere; what orchestrators say is another question."""
    known = names(system)
    deciding = orchestrators(system)
    for facts in system.workflows:
        if facts in deciding:
            continue
        for edge in system.edges_into(facts):
            ids = tuple(received(system, edge, known))
            if ids and edge.site.workflow is not facts and not any(carries(each, ids) for each in _shown(system, facts, edge)):
                yield Untraced(facts, (edge,), ids)
                break


def _shown(system: System, facts: WorkflowFacts, edge: Edge) -> Iterator[Trace]:
    return traces(system, facts, system.plain(edge.event))


def _is_logged(system: System, edge: Edge, ids: tuple[str, ...]) -> bool:
    """Whether type and id are told in every run that the event starts, whatever status it brings; by whoever hears it."""
    hearing = {each.workflow.path: each.workflow for each in system.edges if each.event == edge.event}
    scenarios = tuple(_scenarios(edge))
    return any(all(_tells(system, facts, edge, ids, scenario) for scenario in scenarios) for facts in hearing.values())


def _scenarios(edge: Edge) -> Iterator[Scenario]:
    payload = arriving(edge)
    status = next((name for name in payload.names() if is_status(name)), None) if payload is not None else None
    if status is None:
        yield Scenario(edge.event, status=ALL_WELL)
        return
    for value in ("success", "failure"):
        yield Scenario(edge.event, Object((Field(status, Const(value)),), open="other fields"), ALL_WELL)


def _tells(system: System, facts: WorkflowFacts, edge: Edge, ids: tuple[str, ...], scenario: Scenario) -> bool:
    found = tuple(traces(system, facts, scenario))
    shown = [each for each in found if carries(each, ids)] if ids else list(found)
    return _surely(shown) and _surely([each for each in found if names_type(each, edge.event)])


def _surely(found: list[Trace]) -> bool:
    """Whether one of the traces is left in any case; of two that only may be, one is taken to be left when the other isn't."""
    return any(each.happens for each in found) or len({each.guard for each in found}) > 1
