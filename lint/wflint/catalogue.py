"""Every event of a system: who sends it, who hears it, and for each field of its payload what it holds and who reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wflint.entries import EventEntry, FieldEntry, Hearer, Kind, Origin, Sender
from wflint.facts.model import WorkflowFacts
from wflint.graph import Site, System, Way
from wflint.lean import dataclass
from wflint.permissions import token_at
from wflint.scenario import Event, Scenario, settle
from wflint.senders.message import OWN_REPOSITORY
from wflint.soundness.readers import Reading, readings, reads
from wflint.sources import Repository
from wflint.syntax.workflow import Input
from wflint.values.condition import Always, Condition, Holds, described
from wflint.values.value import Const, Object, Value, constant, shown

_KINDS: tuple[Kind, ...] = ("repository_dispatch", "workflow_dispatch", "workflow_run")


@dataclass(frozen=True, slots=True)
class _Draft:
    """An event while its senders and listeners are gathered."""

    kind: Kind
    name: str
    where: str
    known: bool


def catalogue(system: System) -> tuple[EventEntry, ...]:
    """The events of a system by kind and name: types of `repository_dispatch`, workflows that are started, `workflow_run`."""
    sent: dict[_Draft, list[Site]] = {}
    for site in sorted(system.messages, key=lambda each: each.span):
        for draft in _drafts(system, site):
            sent.setdefault(draft, []).append(site)
    for listener in system.listeners:
        if listener.type is not None:
            sent.setdefault(
                _Draft("repository_dispatch", listener.type.text, _where(system, listener.workflow.repository), True), []
            )
        elif not any(
            each.kind == "repository_dispatch" and each.where == _where(system, listener.workflow.repository) for each in sent
        ):
            sent.setdefault(_Draft("repository_dispatch", "", _where(system, listener.workflow.repository), True), [])
    entries = [_entry(system, draft, sites) for draft, sites in sent.items()]
    entries += _completions(system)
    return tuple(sorted(entries, key=lambda each: (_KINDS.index(each.kind), each.repository, each.name)))


def _where(system: System, repository: Repository) -> str:
    return (repository.name or repository.shown_root) if len(system.repositories) > 1 else ""


def _drafts(system: System, site: Site) -> Iterator[_Draft]:
    """The events that a message can be."""
    kind, receiver = site.dispatch.kind, system.receiver(site)
    where = _where(system, receiver) if receiver is not None else _named(site)
    target = settle(site.dispatch.target, site.way.scope, Scenario())
    if kind == "workflow_dispatch" and receiver is not None:
        for found in system.targets(site) or ():
            name = found.workflow.workflow.source.name if found.workflow is not None else found.name
            yield _Draft(kind, name, where, True)
        if system.targets(site) is None:
            yield _Draft(kind, shown(target), where, False)
        return
    types = system.types(site) if kind == "repository_dispatch" else None
    for name in types or ():
        yield _Draft(kind, name, where, receiver is not None)
    if not types:
        yield _Draft(kind, constant(target) or shown(target), where, False)


def _named(site: Site) -> str:
    """A repository that isn't analysed, in words."""
    value = settle(site.dispatch.repository, site.way.scope, Scenario())
    return "the caller's repository" if value == OWN_REPOSITORY else constant(value) or shown(value)


def _entry(system: System, draft: _Draft, sites: list[Site]) -> EventEntry:
    heard = tuple(_heard(system, draft))
    found = sorted({each for facts, _ in heard for each in readings(facts, Event(draft.kind, _type(draft)))})
    senders = tuple(dict.fromkeys(sender(system, site) for site in sites))
    return EventEntry(
        draft.kind,
        draft.name,
        draft.where,
        senders,
        tuple(dict.fromkeys(each for _, each in heard)),
        tuple(
            _fields(senders, tuple(_declared(facts) for facts, _ in heard) if draft.kind == "workflow_dispatch" else (), found)
        ),
        tuple(dict.fromkeys(each.span for each in found if not each.name)),
        tuple(_notes(system, draft, senders, bool(heard))),
    )


def _type(draft: _Draft) -> str:
    return draft.name if draft.kind == "repository_dispatch" else ""


def _heard(system: System, draft: _Draft) -> Iterator[tuple[WorkflowFacts, Hearer]]:
    if not draft.known:
        return
    for repository in system.repositories:
        if _where(system, repository) != draft.where:
            continue
        if draft.kind == "repository_dispatch":
            for listener in system.heard_by(repository, draft.name):
                yield listener.workflow, Hearer(listener.workflow.path, listener.place)
        else:
            facts = system.workflow_named(repository, draft.name)
            trigger = facts.workflow.trigger("workflow_dispatch") if facts is not None else None
            if facts is not None and trigger is not None:
                yield facts, Hearer(facts.path, trigger.place)


def _notes(system: System, draft: _Draft, senders: tuple[Sender, ...], heard: bool) -> Iterator[str]:
    if not draft.known:
        return
    if not heard and draft.kind == "workflow_dispatch":
        there = any(
            system.workflow_named(each, draft.name) for each in system.repositories if _where(system, each) == draft.where
        )
        yield "this workflow has no `workflow_dispatch`" if there else "there is no such workflow"
    if draft.kind == "repository_dispatch":
        if draft.name in system.config.external_heard:
            yield "heard from outside, as the configuration says"
        elif not heard:
            yield "nobody here hears it"
        if draft.name in system.config.external_sent:
            yield "sent from outside, as the configuration says"
        elif not senders:
            yield "nobody here sends it"


# -- senders --------------------------------------------------------------------------------------------------------------


def sender(system: System, site: Site) -> Sender:
    """One message, with its values followed to where they come from."""
    dispatch, scope = site.dispatch, site.way.scope
    payload = settle(dispatch.payload, scope, Scenario())
    members = payload.fields if isinstance(payload, Object) else ()
    opened = (payload.open or "") if isinstance(payload, Object) else shown(payload)
    repository = settle(dispatch.repository, scope, Scenario())
    return Sender(
        dispatch.span,
        site.way.step.place,
        site.workflow.path,
        dispatch.mechanism,
        shown(settle(dispatch.target, scope, Scenario())),
        "this repository" if repository == OWN_REPOSITORY else shown(repository),
        tuple(conditions(site.way, dispatch.guard)),
        tuple((each.name, Origin(shown(each.value), each.span or dispatch.span)) for each in members),
        opened,
        _token(site.way, dispatch.token),
        shown(settle(dispatch.ref, scope, Scenario())) if dispatch.ref is not None else "",
    )


def _token(way: Way, token: Value | None) -> str:
    return shown(token_at(way, token)) if token is not None else ""


def conditions(way: Way, guard: Condition) -> Iterator[str]:
    """Everything that must hold for a place to be reached, outermost first; that nothing before failed is left unsaid."""
    for job in way.jobs:
        if job.job.condition is not None and not isinstance(job.guard, Always):
            yield f"job `{job.id}`: {_condition(job.job.condition.text, job.guard)}"
    for step in way.steps:
        if step.step.condition is not None and not isinstance(step.guard, Always):
            yield f"step `{step.step.label}`: {_condition(step.step.condition.text, step.guard)}"
    if not isinstance(guard, Always):
        yield described(guard)


def _condition(written: str, guard: Condition) -> str:
    """An `if` as it is written, without the `success()` that GitHub adds."""
    words = " ".join(written.split()).removeprefix("${{").removesuffix("}}").strip()
    return words if isinstance(guard, Holds) else described(guard)


# -- fields ---------------------------------------------------------------------------------------------------------------


def _declared(facts: WorkflowFacts) -> tuple[Input, ...]:
    trigger = facts.workflow.trigger("workflow_dispatch")
    return trigger.inputs if trigger is not None else ()


def _fields(senders: Iterable[Sender], declared: Iterable[tuple[Input, ...]], found: list[Reading]) -> Iterator[FieldEntry]:
    """Fields that are sent, then those that are declared, then those that are only read; names are compared without case."""
    origins: dict[str, list[Origin]] = {}
    names: dict[str, str] = {}
    for each in senders:
        for name, origin in each.fields:
            origins.setdefault(names.setdefault(name.lower(), name), []).append(origin)
    inputs = {each.name.text.lower(): each for group in declared for each in group}
    for each_input in inputs.values():
        names.setdefault(each_input.name.text.lower(), each_input.name.text)
    for reading in found:
        if reading.name:
            names.setdefault(reading.name.lower(), reading.name)
    for key, name in names.items():
        yield FieldEntry(
            name,
            tuple(dict.fromkeys(origins.get(name, ()))),
            tuple(dict.fromkeys(each.span for each in found if reads(each, name))),
            _declaration(inputs[key]) if key in inputs else None,
        )


def _declaration(found: Input) -> Origin:
    words = "required" if found.must_be_given else "optional"
    if found.default is not None:
        words += f", default {shown(Const(found.default.value))}"
    return Origin(words, found.name.span)


# -- workflow_run ---------------------------------------------------------------------------------------------------------


def _completions(system: System) -> Iterator[EventEntry]:
    """For each workflow whose end starts another: which one that is."""
    waiting: dict[tuple[str, str], list[Hearer]] = {}
    ended: dict[tuple[str, str], WorkflowFacts | None] = {}
    for facts in system.workflows:
        trigger = facts.workflow.trigger("workflow_run")
        for upstream in trigger.workflows if trigger is not None else ():
            other = system.workflow_named(facts.repository, upstream.text)
            key = (_where(system, facts.repository), other.workflow.source.name if other is not None else upstream.text)
            ended[key] = other
            waiting.setdefault(key, []).append(Hearer(facts.path, upstream.span))
    for (where, name), hearers in waiting.items():
        notes = () if ended[where, name] is not None else ("there is no such workflow",)
        yield EventEntry("workflow_run", name, where, hearers=tuple(dict.fromkeys(hearers)), notes=notes)
