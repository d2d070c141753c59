"""Payload fields and inputs that are sent and that no listener looks at."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.facts.model import WorkflowFacts
from wflint.graph import Edge, Site, System
from wflint.lean import dataclass
from wflint.senders.slash_commands import PAYLOAD
from wflint.soundness.readers import readings
from wflint.values.value import Field, Object


@dataclass(frozen=True, slots=True, eq=False)
class Unread:
    """A field of a message that none of the workflows which the message starts reads."""

    site: Site
    field: Field
    edges: tuple[Edge, ...]


def unread(system: System) -> Iterator[Unread]:
    """Every field that is sent for nothing, as far as all who hear the message are known, each place once.

    What a program has written nobody can change, and its own runtime may read it; nor can anybody keep an action from
    what it sends in any case.
    """
    reached: dict[Site, list[Edge]] = {}
    for edge in system.edges:
        if edge.site.workflow.workflow.is_compiled:
            continue
        reached.setdefault(edge.site, []).append(edge)
    seen = set()
    for site, edges in reached.items():
        payload = site.dispatch.payload
        if not isinstance(payload, Object) or payload == PAYLOAD or not _all_known(system, site):
            continue
        read = _read(edges)
        for field in payload.fields if read is not None else ():
            place = (field.span or site.span, field.name.lower())
            if read is not None and place[1] not in read and place not in seen and _is_declared(edges, field.name):
                seen.add(place)
                yield Unread(site, field, tuple(edges))


def _is_declared(edges: list[Edge], name: str) -> bool:
    """Whether the message may carry the field: GitHub refuses inputs that aren't declared."""
    triggers = [edge.workflow.workflow.trigger("workflow_dispatch") for edge in edges if edge.event.name == "workflow_dispatch"]
    return not triggers or any(trigger is not None and trigger.input(name) is not None for trigger in triggers)


def _all_known(system: System, site: Site) -> bool:
    """Whether all that hear the message are in sight: nothing outside waits for its type, no file is unread."""
    repository = system.receiver(site)
    if repository is None or system.is_unread(repository):
        return False
    types, targets = system.types(site), system.targets(site)
    if site.dispatch.kind == "workflow_dispatch":
        return targets is not None and all(each.workflow is not None for each in targets)
    return types is not None and not set(types) & set(system.config.external_heard)


def _read(edges: list[Edge]) -> frozenset[str] | None:
    """The names that any of the started workflows reads, in lower case; `None` where one may read all of them."""
    found: set[str] = set()
    for facts, event in dict.fromkeys((edge.workflow, edge.event) for edge in edges):
        read = readings(facts, event)
        if any(not each.name for each in read) or _calls_away(facts):
            return None
        found |= {each.name.lower() for each in read}
    return frozenset(found)


def _calls_away(facts: WorkflowFacts) -> bool:
    """Whether a job calls a workflow that isn't in sight, which sees the same event; GitHub lets calls be ten deep."""
    called = [job.called for job in facts.jobs if job.called is not None]
    return any(job.job.calls is not None and job.called is None for job in facts.jobs) or any(map(_calls_away, called))
