"""Who is who in a system: callbacks, routers, executors, loops, ids and counters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from mutation.subject import Subject
from wflint.api import distances
from wflint.facts.model import WorkflowFacts
from wflint.graph import Edge, Site
from wflint.span import Span
from wflint.syntax.node import Scalar
from wflint.values.value import Field, Object, Sum, constant, parts_of

STATUS_FUNCTION = re.compile(r"\b(always|cancelled|failure|success)\(\)")
COUNTER = re.compile(r"retr(y|ies)|attempt|tries|rounds?\b|next|count", re.IGNORECASE)
"""What people call a retry count and the number that follows it."""


def unique(sites: Iterable[Site]) -> Iterator[Site]:
    """Each place once, though several runs lead there."""
    seen = set()
    for site in sites:
        if site.span not in seen:
            seen.add(site.span)
            yield site


def sites(subject: Subject) -> Iterator[Site]:
    """Every dispatch in the system, each place once."""
    return unique(subject.system.sites)


def callback_edges(subject: Subject) -> Iterator[Edge]:
    """Messages that go back towards where the task came from; what a called workflow sends to its caller is one too."""
    far = distances(subject.system)
    for edge in subject.system.edges:
        sender, receiver = edge.site.workflow.path, edge.workflow.path
        back = sender in far and receiver in far and far[receiver] < far[sender]
        if back or (edge.site.way.is_called and sender == receiver):
            yield edge


def callbacks(subject: Subject) -> tuple[Site, ...]:
    """The dispatches by which executors report."""
    return tuple(unique(edge.site for edge in callback_edges(subject)))


def routers(subject: Subject) -> tuple[WorkflowFacts, ...]:
    """The workflows to which callbacks go."""
    found = {edge.workflow.path: edge.workflow for edge in callback_edges(subject)}
    found |= {edge.site.workflow.path: edge.site.workflow for edge in subject.system.edges if _ends_here(edge)}
    return tuple(found.values())


def executors(subject: Subject) -> tuple[WorkflowFacts, ...]:
    """The workflows that report."""
    found = {edge.site.workflow.path: edge.site.workflow for edge in callback_edges(subject)}
    return tuple(each for path, each in found.items() if path not in {router.path for router in routers(subject)})


def started(subject: Subject) -> dict[str, WorkflowFacts]:
    """The workflows that some message of the system starts."""
    return {edge.workflow.path: edge.workflow for edge in subject.system.edges}


def on_loops(subject: Subject) -> tuple[Edge, ...]:
    """The messages that lie on loops, those included that a `workflow_run` closes."""
    known = tuple(edge for group in subject.system.cycles() for edge in group)
    return (*known, *(edge for edge in subject.system.edges if edge not in known and _ends_here(edge)))


def _ends_here(edge: Edge) -> bool:
    """Whether the sender hears by `workflow_run` how what it starts ends, and sends when it does."""
    trigger = edge.site.workflow.workflow.trigger("workflow_run")
    names = {each.text for each in trigger.workflows} if trigger is not None else set()
    return edge.source.name == "workflow_run" and edge.workflow.workflow.display_name in names


def loop_workflows(subject: Subject) -> tuple[WorkflowFacts, ...]:
    """The workflows that send along loops."""
    return tuple({edge.site.workflow.path: edge.site.workflow for edge in on_loops(subject)}.values())


def retries(subject: Subject) -> tuple[Site, ...]:
    """The dispatches on loops whose counter rises on the way: the value under a counter's name isn't what came in."""
    raising = [edge.site for edge in on_loops(subject) if (field := counter(subject, edge.site)) is not None and rises(field)]
    return tuple(unique(raising))


def rises(field: Field) -> bool:
    """Whether a field's value is something plus a number, on some way."""
    return any(isinstance(part, Sum) for part in parts_of(field.value))


def fields(site: Site) -> tuple[Field, ...]:
    """The fields of a message whose places are known, or can be found in an action's input that holds JSON."""
    payload = site.dispatch.payload
    if not isinstance(payload, Object):
        return ()
    step = site.way.step.step
    texts = [each.value for each in step.inputs if each.value.text.lstrip().startswith("{")] if step.run is None else []
    placed = [
        each if each.span is not None or not texts else replace(each, span=_entry(texts[0], each.name)) for each in payload.fields
    ]
    return tuple(each for each in placed if each.span is not None)


def _entry(scalar: Scalar, name: str) -> Span | None:
    """The place of an entry in the text of a JSON object; values that are objects themselves aren't looked for."""
    masked = re.sub(r"\$\{\{.*?\}\}", lambda match: "x" * len(match[0]), scalar.text, flags=re.DOTALL)
    found = re.search(rf'"{re.escape(name)}"\s*:\s*("[^"]*"|[^",{{}}\[\]]+)', masked)
    if found is None:
        return None
    return scalar.locate(found.start(), found.start() + len(found[0].rstrip()))


def is_id(subject: Subject, name: str) -> bool:
    """Whether a field of that name is a correlation id."""
    return name in subject.system.config.correlation


def is_counter(subject: Subject, name: str) -> bool:
    """Whether a field of that name is a retry count."""
    return name in subject.system.config.counters or re.search(r"retr(y|ies)|attempt", name) is not None


def counter(subject: Subject, site: Site) -> Field | None:
    """The field of a message under which the retry count travels."""
    return next((each for each in fields(site) if is_counter(subject, each.name)), None)


def identity(subject: Subject, site: Site) -> Field | None:
    """The field of a message under which the task's id travels."""
    return next((each for each in fields(site) if is_id(subject, each.name)), None)


def target_name(site: Site) -> str | None:
    """The event type or workflow that a dispatch names, where it is one constant."""
    return constant(site.dispatch.target)
