"""What a picture shows: workflows and events as nodes, who sends and who hears as arrows between them.

Events are nodes of their own, so that a type with many senders, one that nobody hears and one that nobody sends are seen at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from wflint.implicit import implicit_edges
from wflint.lean import dataclass
from wflint.senders.message import OWN_REPOSITORY
from wflint.values.condition import All, Always, Condition, described
from wflint.values.value import constant, shown

if TYPE_CHECKING:
    from wflint.facts.model import WorkflowFacts
    from wflint.graph import Site, System
    from wflint.sources import Repository

NodeKind = Literal["workflow", "event", "outside", "missing"]
ArrowKind = Literal["sends", "starts", "hears", "calls", "completes", "raises"]


@dataclass(frozen=True, slots=True)
class Node:
    """A workflow, an event type, another repository, or a workflow that is named and isn't there.

    `lonely` says what is odd about an event: "nobody hears it", "nobody here sends it".
    """

    id: str
    kind: NodeKind
    label: str
    path: str = ""
    lonely: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one node to another; `condition` is the one inside the script, in words, `line` where it is written.

    `event` is what an arrow of kind `raises` is about: "issues opened", with what the token makes of it where that matters.
    """

    source: str
    target: str
    kind: ArrowKind
    condition: str = ""
    path: str = ""
    line: int = 0
    event: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Nodes and arrows in a fixed order."""

    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]

    def node(self, node_id: str) -> Node:
        return next(each for each in self.nodes if each.id == node_id)


def drawing(system: System) -> Drawing:
    """The picture of a system: every workflow that takes part in it, every event, and other repositories."""
    arrows = tuple(dict.fromkeys(_arrows(system)))
    used = {end for arrow in arrows for end in (arrow.source, arrow.target)}
    nodes = {node.id: node for node in _nodes(system, arrows) if node.id in used}
    return Drawing(tuple(nodes[key] for key in sorted(nodes, key=lambda key: (key.split(":", 1)[0] != "workflow", key))), arrows)


def _nodes(system: System, arrows: tuple[Arrow, ...]) -> Iterator[Node]:
    known = [(repository, system.config) for repository in system.repositories]
    sent = {_event_id(system, repository, each) for repository, config in known for each in config.external_sent}
    heard = {_event_id(system, repository, each) for repository, config in known for each in config.external_heard}
    sent |= {arrow.target for arrow in arrows if arrow.kind == "sends"}
    heard |= {arrow.source for arrow in arrows if arrow.kind == "hears"}
    for facts in system.workflows:
        yield Node(_workflow_id(facts), "workflow", facts.workflow.source.name, facts.path)
    for end in dict.fromkeys(end for arrow in arrows for end in (arrow.source, arrow.target)):
        kind, _, name = end.partition(":")
        if kind == "event":
            lonely = "nobody hears it" if end not in heard else "" if end in sent else "nobody here sends it"
            yield Node(end, "event", name or "(empty)", lonely=lonely)
        elif kind == "outside":
            yield Node(end, "outside", name)
        elif kind == "missing":
            yield Node(end, "missing", name or "(empty)", lonely="there is no such workflow")


def _workflow_id(facts: WorkflowFacts) -> str:
    return f"workflow:{facts.path}"


def _event_id(system: System, repository: Repository, event_type: str) -> str:
    """Types belong to the repository that they are sent to: it is named where there are several."""
    where = f"{repository.name or repository.shown_root}: " if len(system.repositories) > 1 else ""
    return f"event:{where}{event_type}"


def _arrows(system: System) -> Iterator[Arrow]:
    for site in sorted(system.sites, key=lambda each: each.span):
        yield from _sent(system, site)
    yield from _raised(system)
    for listener in system.listeners:
        for name in (listener.type.text,) if listener.type is not None else _sent_to(system, listener.workflow.repository):
            event = _event_id(system, listener.workflow.repository, name)
            yield Arrow(event, _workflow_id(listener.workflow), "hears", "", listener.place.path, listener.place.line)
    for facts in system.workflows:
        for job in facts.jobs:
            if job.called is not None and job.job.calls is not None:
                place = job.job.calls.span
                yield Arrow(_workflow_id(facts), _workflow_id(job.called), "calls", "", place.path, place.line)
        trigger = facts.workflow.trigger("workflow_run")
        for upstream in trigger.workflows if trigger is not None else ():
            other = system.workflow_named(facts.repository, upstream.text)
            source = _workflow_id(other) if other is not None else f"missing:{upstream.text}"
            yield Arrow(source, _workflow_id(facts), "completes", "", upstream.span.path, upstream.span.line)


def _raised(system: System) -> Iterator[Arrow]:
    """Events that are no dispatch: only those that another workflow surely hears, and that the token doesn't hold back."""
    for edge in implicit_edges(system):
        if edge.sure and edge.outcome != "suppressed" and edge.workflow is not edge.site.workflow:
            act, place = edge.site.act, edge.site.span
            event = " ".join((act.event, *(act.types or ())[:1])) + (
                ", which waits for approval" if edge.outcome == "waits for approval" else ""
            )
            source, target = _workflow_id(edge.site.workflow), _workflow_id(edge.workflow)
            yield Arrow(source, target, "raises", _said(act.guard), place.path, place.line, event)


def _sent_to(system: System, repository: Repository) -> tuple[str, ...]:
    """What a listener without `types` hears."""
    types = (each for site in system.sites if system.receiver(site) is repository for each in _types(system, site))
    return tuple(dict.fromkeys(types)) or ("any type",)


def _types(system: System, site: Site) -> tuple[str, ...]:
    """The event types that a `repository_dispatch` can have, or the one that can't be known in words."""
    if site.dispatch.kind != "repository_dispatch":
        return ()
    return system.types(site) or (f"? {shown(site.dispatch.target)}",)


def _sent(system: System, site: Site) -> Iterator[Arrow]:
    source = _workflow_id(site.workflow)
    condition = _said(site.dispatch.guard)
    place = site.dispatch.target_span

    def arrow(target: str, kind: ArrowKind) -> Arrow:
        return Arrow(source, target, kind, condition, place.path, place.line)

    receiver = system.receiver(site)
    if receiver is None:
        repository = site.dispatch.repository
        where = constant(repository) or ("this repository" if repository == OWN_REPOSITORY else "a repository not known here")
        yield arrow(f"outside:{where} ({constant(site.dispatch.target) or shown(site.dispatch.target)})", "sends")
    elif site.dispatch.kind == "repository_dispatch":
        for event_type in _types(system, site):
            yield arrow(_event_id(system, receiver, event_type), "sends")
    else:
        for target in system.targets(site) or ():
            known = target.workflow
            yield arrow(_workflow_id(known) if known is not None else f"missing:{target.name}", "starts")


def _said(guard: Condition) -> str:
    if isinstance(guard, Always):
        return ""
    words = described(guard) if not isinstance(guard, All) else " and ".join(described(each) for each in guard.of)
    return words if len(words) <= 80 else words[:77] + "…"
