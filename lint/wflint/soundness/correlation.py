"""The correlation id: under which names it travels, and what becomes of it at a hop."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from wflint.facts.model import WorkflowFacts
from wflint.graph import Edge, System, Way, arriving
from wflint.lean import dataclass
from wflint.regex import regex
from wflint.scenario import Event
from wflint.soundness.ended import ENDED, title
from wflint.soundness.readers import readings
from wflint.span import Span
from wflint.syntax.expression import path as expression_path
from wflint.syntax.expression import references as expression_references
from wflint.syntax.expression import split_template
from wflint.syntax.expression.parser import SyntaxProblem
from wflint.values.value import (
    Choice,
    Const,
    Decoded,
    Encoded,
    Fallback,
    Fresh,
    Object,
    OneOf,
    Piece,
    Reference,
    Sum,
    Text,
    Unknown,
    Value,
    references,
)

_ID_NAME = regex(r"(?:^|[_-])(?:id|uuid|guid)$|(?<=[a-z])(?:Id|ID|Uuid|UUID)$")

Fate = Literal["kept", "dropped", "replaced", "unknown"]


@dataclass(frozen=True, slots=True)
class Passing:
    """What a hop does with an id that it has received under `name`: the message that goes out, and the id's fate in it."""

    name: str
    edge: Edge
    received: Event
    fate: Fate
    value: Value | None


def names(system: System) -> frozenset[str]:
    """The names under which ids travel: those of the configuration, and every `…_id` that two hops in a row hand on."""
    found = set(system.config.correlation)
    for edge in system.edges:
        payload = edge.site.dispatch.payload
        for each in payload.fields if isinstance(payload, Object) else ():
            if _ID_NAME.search(each.name) and _fate(each.value, each.name) == "kept":
                found.add(each.name)
    return frozenset(found)


def received(system: System, edge: Edge, known: frozenset[str]) -> Iterator[str]:
    """The names of the ids with which the workflow at the edge's end starts."""
    payload = arriving(edge)
    for name in payload.names() if payload is not None else ():
        if name in known:
            yield name


def wanted(facts: WorkflowFacts, event: Event) -> frozenset[str]:
    """The payload fields that a workflow declares or reads when that event starts it."""
    trigger = facts.workflow.trigger("workflow_dispatch")
    if event.name == "workflow_dispatch":
        return frozenset(each.name.text for each in trigger.inputs) if trigger is not None else frozenset()
    return frozenset(each.name for each in readings(facts, event) if each.name)


@lru_cache(maxsize=1)
def passings(system: System) -> tuple[Passing, ...]:
    """Each hop that receives an id and sends a message to somebody who wants one."""
    known = names(system)
    arrivals: dict[tuple[str, Event], set[str]] = {}
    for edge in system.edges:
        arrivals.setdefault(edge.end, set()).update(received(system, edge, known))
        arrivals.setdefault(edge.start, set()).update(_told_by_title(system, edge))
    hops = {edge.end: edge for edge in system.edges if arrivals.get(edge.start)}
    wants = {end: wanted(edge.workflow, edge.event) for end, edge in hops.items()}
    return tuple(
        _passing(edge, name) for edge in system.edges for name in sorted(arrivals.get(edge.start, ())) if name in wants[edge.end]
    )


def _told_by_title(system: System, edge: Edge) -> Iterator[str]:
    """The ids of the configuration that stand in the title of the run whose end starts the sender, which has started that run."""
    if edge.source != ENDED:
        return
    begun = (each for each in system.edges_from(edge.site.workflow) if edge.site.workflow in system.followers(each.workflow))
    for each in begun:
        shown = {reference.key for reference in references(title(each.workflow, each.event))}
        yield from (name for name in system.config.correlation if ("inputs", name.lower()) in shown)


def _passing(edge: Edge, name: str) -> Passing:
    payload = edge.site.payload(edge.known)
    if not isinstance(payload, Object):
        return Passing(name, edge, edge.source, "unknown", None)
    field = payload.get(name)
    if field is None:
        carried = any(not isinstance(each.value, Text) and _fate(each.value, name) == "kept" for each in payload.fields)
        fate: Fate = "unknown" if payload.open or carried else "dropped"
        return Passing(name, edge, edge.source, fate, None)
    return Passing(name, edge, edge.source, _fate(field.value, name), field.value)


def _fate(value: Value, name: str) -> Fate:
    """What becomes of the received id when `value` is sent in its place."""
    match value:
        case Reference(path):
            if path[-1].lower() == name.lower() and path[0] in ("inputs", "github"):
                return "kept"
            return "replaced" if path[:2] in (("github", "run_id"), ("github", "run_number"), ("github", "sha")) else "unknown"
        case Const(content):
            return "dropped" if content in ("", None) else "replaced"
        case Fresh():
            return "replaced"
        case Fallback(first, second):
            return _kept_or(_fate(first, name), _fate(second, name))
        case Choice(_, then, otherwise):
            fates = {_fate(then, name), _fate(otherwise, name)}
            return fates.pop() if len(fates) == 1 else "kept" if "kept" in fates else "unknown"
        case OneOf(options):
            fates = {_fate(option, name) for option in options}
            return fates.pop() if len(fates) == 1 else "unknown"
        case Encoded(of) | Decoded(of):
            return _fate(of, name)
        case Text(parts):
            fates = {_fate(part, name) for part in parts if not isinstance(part, Const)}
            return "kept" if "kept" in fates else "unknown" if "unknown" in fates or not fates else "replaced"
        case Sum() | Unknown() | Object() | Piece():
            return "unknown"
        case _:
            return "unknown"


def _kept_or(first: Fate, second: Fate) -> Fate:
    """A fallback stands in only where the first is empty; after an id has been received it isn't."""
    if first == "kept":
        return "kept"
    if first == "dropped":
        return second
    return "kept" if second == "kept" else first


@dataclass(frozen=True, slots=True)
class Nameless:
    """A first message without the id that its listener hands on in the message `then`."""

    name: str
    edge: Edge
    then: Edge


def nameless(system: System) -> Iterator[Nameless]:
    """Messages that begin a task and give it no id.  Only names of the configuration: other ids may be optional."""
    for edge in system.edges:
        payload = arriving(edge)
        if payload is None or payload.open is not None:
            continue
        for name in system.config.correlation:
            if _is_given(edge, payload, name) or name not in wanted(edge.workflow, edge.event) or _has_id(system, edge, name):
                continue
            then = next((each for each in system.edges_after(edge.end) if _hands_on(each, name)), None)
            if then is not None:
                yield Nameless(name, edge, then)


def _is_given(edge: Edge, payload: Object, name: str) -> bool:
    """Whether the message carries the id, or the started workflow asks for it or makes one up."""
    field = payload.get(name)
    if field is not None and not (isinstance(field.value, Const) and field.value.value in ("", None)):
        return True
    trigger = edge.workflow.workflow.trigger(edge.event.name)
    declared = trigger.input(name) if trigger is not None and edge.event.name == "workflow_dispatch" else None
    return declared is not None and (declared.required or declared.default is not None)


def _has_id(system: System, edge: Edge, name: str) -> bool:
    """Whether the sender starts with an id itself: then losing it is the matter of `passings`."""
    return name in wanted(edge.site.workflow, edge.source) or any(
        name in received(system, each, frozenset([name])) for each in system.edges_before(edge.start)
    )


def _hands_on(edge: Edge, name: str) -> bool:
    """Whether the message carries the received id, with nothing in its place where there is none."""
    payload = edge.site.payload(edge.known)
    field = payload.get(name) if isinstance(payload, Object) else None
    return field is not None and isinstance(field.value, Reference) and _fate(field.value, name) == "kept"


def origin(system: System, passing: Passing) -> Edge | None:
    """A message that brings the id to this hop."""
    return next(
        (
            edge
            for edge in system.edges
            if edge.end == passing.edge.start and passing.name in received(system, edge, names(system))
        ),
        None,
    )


def empties(way: Way) -> Iterator[tuple[Span, str, str]]:
    """Everything that a step reads and that is surely empty: where, the last name of it, and why."""
    step = way.step.step
    scalars = [each.value for each in (*step.environment, *step.inputs)]
    for scalar in (*scalars, *((step.run,) if step.run is not None else ())):
        for hole in split_template(scalar.text).holes:
            if isinstance(hole.expression, SyntaxProblem):
                continue
            for reference in expression_references(hole.expression):
                found = expression_path(reference)
                reason = way.scope.why_empty(Reference(found)) if found is not None else None
                if found is not None and reason is not None:
                    yield scalar.locate(hole.start, hole.end), found[-1], reason
