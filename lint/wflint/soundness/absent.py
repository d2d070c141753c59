"""What a run reads and its trigger doesn't carry: the payload of another event, and names that no event has.

Each trigger of a workflow is looked at for itself, with what it decides: what a condition keeps from such a run, and what has a
fallback there, isn't missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.facts.scope import Scope
from wflint.graph import Edge, Site, System, events
from wflint.lean import dataclass
from wflint.payloads import is_known, is_nowhere, lacks
from wflint.regex import regex
from wflint.scenario import Event, Scenario, holds
from wflint.senders.message import Dispatch
from wflint.soundness.filtered import refs
from wflint.soundness.optional import optional_fields
from wflint.soundness.readers import readings, reads
from wflint.soundness.runs import Run
from wflint.soundness.seeing import Visit
from wflint.soundness.terminal import terminal
from wflint.soundness.written import written_at, written_in
from wflint.span import Span
from wflint.syntax.expression import path as expression_path
from wflint.syntax.expression import references as expression_references
from wflint.values.condition import All, Any, Condition, Holds, Not, Test
from wflint.values.of_expression import normal_path, of_text
from wflint.values.value import (
    Array,
    Choice,
    Const,
    Decoded,
    Encoded,
    Fallback,
    Object,
    OneOf,
    Piece,
    Reference,
    Sum,
    Text,
    Value,
    constant,
    parts_of,
    references,
)

_TELLS_APART = regex(r"event_?name", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Absence:
    """A look-up that is empty in a run started by `event`, and what comes of it.

    `in_all`: in runs started by any trigger of the workflow; `nowhere`: in all runs that there are.  `certain`: a run started by
    the event surely comes there.  `step` is where it matters, `sent` the field of a message that it fills.
    """

    workflow: WorkflowFacts
    event: Event
    path: tuple[str, ...]
    place: Span
    effect: str
    certain: bool
    in_all: bool
    step: Span
    sent: tuple[Dispatch, str] | None = None

    @property
    def name(self) -> str:
        return ".".join(self.path)

    @property
    def nowhere(self) -> bool:
        return is_nowhere(tuple(part.lower() for part in self.path))

    @property
    def root(self) -> str:
        """What the trigger lacks: `inputs`, `github.event.issue`, …"""
        return ".".join(self.path[: 1 if self.path[0] == "inputs" else 3])


def tells_events_apart(text: str) -> bool:
    """Whether a workflow or a script asks which event has started the run: what it reads may be meant for one of them only."""
    return _TELLS_APART.search(text) is not None


def absences(system: System, facts: WorkflowFacts) -> Iterator[Absence]:
    """What is missed in a workflow, and in what it calls, once for each step and place."""
    started = events(facts)
    if not all(is_known(event.name) for event in started):
        return
    seen: set[tuple[Span, tuple[str, ...], Span]] = set()
    for found in (*_read(system, facts, started), *_asked(system, facts, started), *_written(system, facts, started)):
        if (found.place, found.path, found.step) not in seen:
            seen.add((found.place, found.path, found.step))
            yield found


# -- what is empty where it is used ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Use:
    """A value on which something hangs, where it is given, and what happens when it is empty; `sent`: the field that it is."""

    value: Value
    place: Span
    effect: str
    guard: Condition
    sent: tuple[Dispatch, str] | None = None


def _read(system: System, facts: WorkflowFacts, started: tuple[Event, ...]) -> Iterator[Absence]:
    sites = {id(site.dispatch): site for site in system.sites_in(facts)}
    own = _own(facts)
    for event in started:
        uses = {id(step): kept for step in facts.steps() if (kept := [use for use in _uses(step) if _may_miss(use, event)])}
        if not uses:
            continue  # nothing has to be played to see that
        for visit in Run(facts, Scenario(event, results={**own, **refs(facts, event)}), None).visits:
            for use in uses.get(id(visit.step), ()):
                reached = holds(use.guard, visit.step.scope, visit.scenario)
                found = missed(use.value, event, visit) if reached is not False else None
                if found is None:
                    continue
                in_all = _in_all(found, started) and not _is_replaced(use.value, found, started)
                if use.sent is None and not in_all and not _is_required(facts, found):
                    continue
                if use.sent is not None and not in_all and not _is_wanted(system, sites.get(id(use.sent[0])), use.sent[1]):
                    continue
                where = written_at(facts, visit.jobs[-1], visit.step, found.path) or _put_out(visit, found)
                if where is None and not in_all and visit.step.language != "javascript":
                    continue  # it comes from another step, which may not have run
                certain = bool(reached and visit.happens)
                yield Absence(
                    facts, event, found.path, where or use.place, use.effect, certain, in_all, visit.step.place, use.sent
                )


def _may_miss(use: _Use, event: Event) -> bool:
    return any(lacks(event.name, each.key) or is_nowhere(each.key) for each in references(use.value))


def _put_out(visit: Visit, found: Reference) -> Span | None:
    """Where an earlier step of the job, which surely runs, puts out what it has looked up."""
    for step in visit.jobs[-1].steps:
        if step is visit.steps[0]:
            return None
        if holds(step.guard, step.scope, visit.scenario) is True:
            for each in (*step.script.outputs, *step.script.exported):
                if found.key in {other.key for other in references(each.value)}:
                    return each.span
    return None


def _is_required(facts: WorkflowFacts, found: Reference) -> bool:
    """Whether a program that gets the value surely needs it; an input that may be left out may be empty."""
    if found.key[0] != "inputs":
        return True
    declared = [each for trigger in facts.workflow.triggers if (each := trigger.input(found.key[1])) is not None]
    return any(each.required for each in declared)


def _own(facts: WorkflowFacts) -> Mapping[tuple[str, ...], Value]:
    """A workflow that asks for its own repository runs there."""
    name = facts.repository.name
    if name is None:
        return {}
    return {("github", "repository"): Const(name), ("github", "repository_owner"): Const(name.partition("/")[0])}


def _is_wanted(system: System, site: Site | None, name: str) -> bool:
    """Whether whoever gets the message can't do without the field; those who aren't known are taken to need it."""
    edges = [edge for edge in system.edges if site is not None and edge.site is site]
    return not edges or any(_wants(edge, name) for edge in edges)


def _wants(edge: Edge, name: str) -> bool:
    if edge.event.name == "workflow_dispatch":
        trigger = edge.workflow.workflow.trigger("workflow_dispatch")
        declared = trigger.input(name) if trigger is not None else None
        return declared is not None and declared.required
    read = any(reads(each, name) for each in readings(edge.workflow, edge.event))
    return read and name.lower() not in optional_fields(edge.workflow)


def _in_all(found: Reference, started: tuple[Event, ...]) -> bool:
    return is_nowhere(found.key) or all(lacks(event.name, found.key) for event in started)


def _is_replaced(value: Value, found: Reference, started: tuple[Event, ...]) -> bool:
    """Whether in a run started otherwise something that is there stands in for what never is."""
    return any(
        isinstance(part, Fallback)
        and found in references(part.first)
        and any(not _in_all(each, started) for each in references(part.second))
        for part in parts_of(value)
    )


def missed(value: Value, event: Event, visit: Visit) -> Reference | None:
    """The look-up that leaves a value empty, or leaves a hole in it; `None` where something stands in for it."""

    def again(part: Value) -> Reference | None:
        return missed(part, event, visit)

    match value:
        case Reference():
            return value if lacks(event.name, value.key) or is_nowhere(value.key) else None
        case Fallback(first, second):
            found = again(first)
            return found if found is not None and again(second) is not None else None
        case Choice(condition, then, otherwise):
            answer = holds(condition, visit.step.scope, visit.scenario)
            if answer is not None:
                return again(then if answer else otherwise)
            found = again(then)
            return found if found is not None and again(otherwise) is not None else None
        case OneOf(options):
            every = [again(each) for each in options]
            return every[0] if all(each is not None for each in every) else None
        case Text(parts) | Array(parts):
            return next((found for each in parts if (found := again(each)) is not None), None)
        case Object(fields):
            return next((found for each in fields if (found := again(each.value)) is not None), None)
        case Encoded(of) | Decoded(of) | Sum(of, _) | Piece(of):
            return again(of)
        case _:
            return None


def _uses(step: StepFacts) -> Iterator[_Use]:
    for dispatch in step.dispatches:
        for what, value in (("its target", dispatch.target), ("the repository", dispatch.repository), ("its ref", dispatch.ref)):
            if value is not None:
                yield _Use(value, dispatch.span, f"{_part_of(value)}{what} is empty", dispatch.guard)
        payload = dispatch.payload
        for field in payload.fields if isinstance(payload, Object) else ():
            effect = f"{_part_of(field.value)}`{field.name}` is sent empty"
            yield _Use(field.value, field.span or dispatch.span, effect, dispatch.guard, (dispatch, field.name))
    sending = {each.span for each in step.dispatches}
    for invocation in step.script.invocations:
        program = constant(invocation.words[0].value) if invocation.words else None
        if program is None or terminal().is_silent(invocation) or invocation.span in sending:
            continue
        for word in invocation.words[1:]:
            if not _is_prose(word.value):
                gets = "a text of which a part is empty" if isinstance(word.value, Text) else "an empty text"
                yield _Use(word.value, word.span, f"`{program}` gets {gets}", invocation.guard)
    for act in step.acts:
        if act.number is not None:
            yield _Use(act.number, act.span, f"`{act.mechanism}` isn't told where", act.guard)


def _part_of(value: Value) -> str:
    return "a part of " if isinstance(value, Text) else ""


def _is_prose(value: Value) -> bool:
    """Whether a text is made for people, so that a hole in it does no harm."""
    return isinstance(value, Text) and any(isinstance(part, Const) and " " in str(part.value) for part in value.parts)


# -- what decides, and is never there -------------------------------------------------------------------------------------


def _asked(system: System, facts: WorkflowFacts, started: tuple[Event, ...]) -> Iterator[Absence]:
    """Conditions on what no trigger carries, so that a message is never sent.

    A script that several workflows run, or that calls what sends from several places, sends it if one of them does.
    """
    for site in system.sites:
        if site.workflow is not facts or any(site.happens(system.plain(event)) is not False for event in started):
            continue
        if site.span in _sending_places(system):
            continue
        for guard, scope in _guards(site):
            found = next((each for each in _looked_up(guard, scope) if _in_all(each, started)), None)
            if found is not None and holds(guard, scope, Scenario()) is not False:
                where = written_at(facts, site.way.job, site.way.step, found.path) or site.span
                target = constant(site.dispatch.target)
                effect = f"{f'`{target}`' if target else 'the message'} is never sent"
                yield Absence(facts, started[0], found.path, where, effect, True, True, site.way.step.place)
                break


@lru_cache(maxsize=1)
def _sending_places(system: System) -> frozenset[Span]:
    """Where something is sent in a run that some event may start."""
    return frozenset(
        site.span
        for site in system.sites
        if any(site.happens(system.plain(event)) is not False for event in events(site.workflow))
    )


def _guards(site: Site) -> Iterator[tuple[Condition, Scope]]:
    yield from ((job.guard, job.scope) for job in site.way.jobs)
    yield from ((step.guard, step.scope) for step in site.way.steps)
    yield site.dispatch.guard, site.way.scope


def _looked_up(condition: Condition, scope: Scope) -> Iterator[Reference]:
    match condition:
        case Holds(expression):
            for each in expression_references(expression):
                found = expression_path(each)
                yield from references(scope.resolve(Reference(normal_path(found)))) if found is not None else ()
        case Test(left, _, right):
            yield from (*references(left), *references(right))
        case All(of) | Any(of):
            for part in of:
                yield from _looked_up(part, scope)
        case Not(of):
            yield from _looked_up(of, scope)
        case _:
            return


# -- what is written and never there --------------------------------------------------------------------------------------


def _written(system: System, facts: WorkflowFacts, started: tuple[Event, ...]) -> Iterator[Absence]:
    """What a step is given under a name and no trigger carries: in steps that send, and anywhere where no event has it."""
    sending = {id(site.way.step) for site in system.sites}
    for job in facts.jobs:
        for step in job.steps:
            if any(tells_events_apart(text) for text in _texts(step)):
                continue
            given = [*step.step.environment, *step.step.inputs, *job.job.environment]
            for each in given:
                found = _never(of_text(each.value.text), started) if "${{" in each.value.text else None
                sends = id(step) in sending and (each in step.step.environment or each in step.step.inputs)
                if found is None or not (is_nowhere(found.key) or sends):
                    continue
                if any(_may_run(job, step, system.plain(event)) for event in started):
                    where = written_in(each.value, found.path) or each.span
                    yield Absence(facts, started[0], found.path, where, f"`{each.name.text}` is empty", True, True, step.place)


def _texts(step: StepFacts) -> Iterator[str]:
    """The script of a step, and what it is given."""
    if step.step.run is not None:
        yield step.step.run.text
    yield from (each.value.text for each in (*step.step.environment, *step.step.inputs))


def _may_run(job: JobFacts, step: StepFacts, scenario: Scenario) -> bool:
    return holds(job.guard, job.scope, scenario) is not False and holds(step.guard, step.scope, scenario) is not False


def _never(value: Value, started: tuple[Event, ...]) -> Reference | None:
    """The look-up that leaves a value empty in every run."""
    match value:
        case Reference():
            return value if _in_all(value, started) else None
        case Text(parts):
            return next((found for each in parts if (found := _never(each, started)) is not None), None)
        case Encoded(of) | Decoded(of):
            return _never(of, started)
        case _:
            return None
