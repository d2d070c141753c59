"""Payload fields that a listener needs and that a message never carries: where they are missed, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from wflint.facts.model import WorkflowFacts
from wflint.graph import Edge, Site, System, Way, arriving
from wflint.lean import dataclass, replace
from wflint.scenario import ALL_WELL, Event, Scenario, holds, settle
from wflint.senders.message import Invocation
from wflint.soundness.optional import asks_for, environment_names, optional_fields, variables
from wflint.soundness.readers import readings, reads
from wflint.soundness.received import as_received
from wflint.soundness.routes import branches
from wflint.soundness.terminal import terminal
from wflint.span import Span
from wflint.syntax.node import Scalar, scalars
from wflint.syntax.workflow import Job
from wflint.values.of_expression import of_text
from wflint.values.value import Choice, Fallback, Field, Object, Reference, Unknown, Value, constant, parts_of

_NO_INPUT = frozenset(["-n", "--null-input", "-nc", "-cn"])


@dataclass(frozen=True, slots=True)
class Want:
    """A message without a field that its listener reads without a default.

    `place` is where it is missed and `effect` what comes of it; `certain`: that surely comes to pass when the message arrives.
    `others` are dispatches of the same type that carry the field.
    """

    edge: Edge
    name: str
    place: Span
    effect: str
    certain: bool
    others: tuple[Site, ...]


def wants(system: System) -> Iterator[Want]:
    """Every field that a listener needs and some dispatch of its type never sends."""
    optional: dict[str, frozenset[str]] = {}
    for edge in system.edges:
        payload = arriving(edge)
        if edge.event.name != "repository_dispatch" or payload is None or payload.open is not None:
            continue
        if edge.workflow.path not in optional:
            optional[edge.workflow.path] = optional_fields(edge.workflow)
        for name in _unsent(edge, payload) if not _is_odd(edge.site) else ():
            if name.lower() not in optional[edge.workflow.path]:
                yield from _missed(system, edge, name)


def _is_odd(site: Site) -> bool:
    """Whether the body is so wrong that another rule speaks of it."""
    return any(each.rule in ("invalid-payload", "double-encoded-payload") for each in site.dispatch.defects)


def _unsent(edge: Edge, payload: Object) -> Iterator[str]:
    sent = {name.lower() for name in payload.names()}
    found = {each.name.lower(): each.name for each in readings(edge.workflow, edge.event) if each.name}
    yield from (name for lowered, name in found.items() if lowered not in sent)


def _missed(system: System, edge: Edge, name: str) -> Iterator[Want]:
    if any(_asks(way, name) for way in system.ways_in(edge.workflow)):
        return
    scenario = Scenario(edge.event, as_received(edge), ALL_WELL)
    others = tuple(_carriers(system, edge, name))
    for place, effect, certain in (*_in_runs(system, edge, scenario, name), *_without_route(system, edge, scenario, name)):
        yield Want(edge, name, place, effect, certain, others)
        return


def _asks(way: Way, name: str) -> bool:
    """Whether the step's script asks if the field is there."""
    step = way.step.step
    scripts = [each for each in (step.run, *(one.value for one in step.inputs if one.name.text == "script")) if each is not None]
    names = environment_names(way.workflow, way.job.job, step, name)
    return any(asks_for(each.text, names | variables(each.text, name)) for each in scripts)


def _carriers(system: System, edge: Edge, name: str) -> Iterator[Site]:
    seen: set[Span] = set()
    for other in system.edges_before(edge.end):
        if other.site.span not in seen:
            payload = arriving(other)
            if payload is not None and any(each.lower() == name.lower() for each in payload.names()):
                seen.add(other.site.span)
                yield other.site


# -- where an empty value does harm -----------------------------------------------------------------------------------------


Miss = tuple[Span, str, bool]


def _in_runs(system: System, edge: Edge, scenario: Scenario, name: str) -> Iterator[Miss]:
    """Commands and actions that get an empty text; sure ones first."""
    read = _read_in(scenario)
    found = [miss for way in system.ways_in(edge.workflow) for miss in _in_step(way, scenario, read, name)]
    yield from sorted(dict.fromkeys(found), key=lambda each: not each[2])


def _read_in(scenario: Scenario) -> Scenario:
    """The same run, in which a field that isn't sent stays the name that is read."""
    payload = scenario.payload
    return scenario if payload is None else replace(scenario, payload=replace(payload, open="what isn't sent"))


def _in_step(way: Way, scenario: Scenario, read: Scenario, name: str) -> Iterator[Miss]:
    happens = way.happens(scenario)
    if happens is False:
        return
    job, step = way.job.job, way.step.step
    if way.step is way.job.steps[0] and any(_has(of_text(each.text), name) for each in _runner(job)):
        yield job.key.span, f"job `{job.id}` has no runner", way.jobs[0].job.condition is None
    if step.run is None and not way.step.dispatches and not way.step.inner and step.input("script") is None:
        for given in step.inputs:
            if _has(settle(of_text(given.value.text), way.scope, read), name):
                yield given.span, f"`{given.name.text}` of `{step.label}` is empty", False
    sending = {each.span for each in way.step.dispatches}
    for invocation in way.step.script.invocations:
        program = constant(invocation.words[0].value) if invocation.words else None
        if program is None or terminal().is_silent(invocation) or invocation.span in sending:
            continue
        reached = holds(invocation.guard, way.scope, scenario)
        if reached is not False and _is_given(invocation, way, read, name):
            yield invocation.span, f"`{program}` gets an empty text", bool(happens and reached)


def _runner(job: Job) -> Iterator[Scalar]:
    return scalars(job.runs_on) if job.runs_on is not None else iter(())


def _is_given(invocation: Invocation, way: Way, read: Scenario, name: str) -> bool:
    return any(_has(settle(word.value, way.scope, read), name) for word in invocation.words[1:])


def _has(value: Value, name: str) -> bool:
    """Whether the value is made from the field, and nothing stands in for it."""
    match value:
        case Reference():
            return value.key[:4] == ("github", "event", "client_payload", name.lower())
        case Fallback(_, second):
            return _has(second, name)
        case Choice(_, then, otherwise):
            return _has(then, name) or _has(otherwise, name)
        case _:
            return any(_has(part, name) for part in list(parts_of(value))[1:])


# -- where it decides -------------------------------------------------------------------------------------------------------


def _without_route(system: System, edge: Edge, scenario: Scenario, name: str) -> Iterator[Miss]:
    """Nothing is done with the event, and something would be if the field were there."""
    assert scenario.payload is not None
    guess = Field(name, Unknown("what would be sent"))
    given = replace(scenario, payload=Object((*scenario.payload.fields, guess)))
    known = [each for each in branches(system, edge.workflow) if each.acts]
    if any(each.reached(scenario) is not False for each in known):
        return
    missed = next((each for each in known if each.reached(given) is not False), None)
    if missed is not None:
        yield missed.place, "no route takes the event", True


def readers_of(facts: WorkflowFacts, event: Event, name: str) -> tuple[Span, ...]:
    """Where a workflow reads a field by its name."""
    return tuple(each.span for each in readings(facts, event) if reads(each, name))


# -- prepared, and not passed -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Prepared:
    """An input that a script makes ready with `jq`, that the started workflow declares, and that isn't passed to it."""

    site: Site
    name: str
    place: Span
    declared_at: Span
    target: str


def prepared(system: System) -> Iterator[Prepared]:
    """Inputs that are made ready in the same branch of the script as the dispatch that leaves them out."""
    for site in system.sites:
        payload = site.dispatch.payload
        targets = [each.workflow for each in system.targets(site) or ()]
        if len(targets) != 1 or targets[0] is None or not isinstance(payload, Object) or payload.open is not None:
            continue
        trigger = targets[0].workflow.trigger("workflow_dispatch")
        sent = {each.lower() for each in payload.names()}
        for name, place in _made_ready(site):
            declared = trigger.input(name) if trigger is not None else None
            if declared is not None and name.lower() not in sent:
                yield Prepared(site, name, place, declared.name.span, targets[0].workflow.source.name)


def _made_ready(site: Site) -> Iterator[tuple[str, Span]]:
    """Names that `jq` builds an object from in the branch that sends."""
    for invocation in site.way.step.script.invocations:
        if not invocation.words or constant(invocation.words[0].value) != "jq":
            continue
        words = [constant(word.value) for word in invocation.words]
        if invocation.guard != site.dispatch.guard or not _NO_INPUT & set(words):
            continue
        for flag, name in pairwise(words):
            if flag in ("--arg", "--argjson") and name is not None:
                yield name, invocation.span
