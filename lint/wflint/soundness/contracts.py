"""Contracts against what is sent and what is read: every message of a type, every listener for it."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.facts.contracts import Contract
from wflint.facts.model import WorkflowFacts
from wflint.graph import Site, System
from wflint.lean import dataclass
from wflint.scenario import Event, Scenario, settle
from wflint.soundness.declared import declared, declares
from wflint.soundness.fitting import Breach, breaches
from wflint.soundness.readers import readings
from wflint.soundness.sending import can_happen
from wflint.sources import Repository
from wflint.span import Span


@dataclass(frozen=True, slots=True)
class Violation:
    """A message whose payload isn't what its type's contract asks for.  `heard` are places that listen for it."""

    site: Site
    type: str
    contract: Contract
    breach: Breach
    heard: tuple[Span, ...]

    @property
    def place(self) -> Span:
        """The field, or the dispatch where the field's place isn't known."""
        return self.breach.span or self.site.span


def violations(system: System) -> Iterator[Violation]:
    """Every breach of a contract by a message, each place once."""
    seen: set[tuple[Span, str, str]] = set()
    for site in system.messages if system.contracts else ():
        for event_type in system.types(site) or () if _counts(site) else ():
            contract = system.contract_of(site, event_type)
            if contract is None:
                continue
            payload = settle(site.dispatch.payload, site.way.scope, Scenario())
            for breach in breaches(contract, payload):
                found = Violation(site, event_type, contract, breach, _heard(system, site, event_type))
                key = (found.place, event_type, breach.words)
                if key not in seen:
                    seen.add(key)
                    yield found


def _counts(site: Site) -> bool:
    """Whether the message can be sent, and its body isn't so wrong that another rule speaks of it."""
    odd = ("invalid-payload", "double-encoded-payload", "dead-interpolation")
    is_loose = not site.workflow.workflow.triggers  # a script that nothing here runs, but someone may
    return not any(each.rule in odd for each in site.dispatch.defects) and (is_loose or can_happen(site))


def _heard(system: System, site: Site, event_type: str) -> tuple[Span, ...]:
    receiver = system.receiver(site)
    return tuple(each.place for each in system.heard_by(receiver, event_type)) if receiver is not None else ()


# -- readers ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stray:
    """A place that reads a payload field which no contract of the types that get there declares.

    `forbidden`: none of them allows it either, so that it is always empty.
    """

    workflow: WorkflowFacts
    span: Span
    name: str
    types: tuple[str, ...]
    contract: Contract
    forbidden: bool


def strays(system: System) -> Iterator[Stray]:
    """Every reading of a field that the contracts don't know, each field once in a workflow.

    A contract that names no field at all says nothing of what may be read.
    """
    for facts in system.workflows if system.contracts else ():
        trigger = facts.workflow.trigger("repository_dispatch")
        types = tuple(dict.fromkeys(each.text for each in trigger.types)) if trigger is not None else ()
        reached: dict[tuple[Span, str], list[str]] = {}
        for event_type in types:
            for reading in readings(facts, Event("repository_dispatch", event_type)):
                if reading.name:
                    reached.setdefault((reading.span, reading.name), []).append(event_type)
        told: set[str] = set()
        for (span, name), getting in sorted(reached.items()):
            contracts = [system.contract(facts.repository, each) for each in getting]
            known = [each for each in contracts if each is not None]
            answers = {declares(each, name) for each in known}
            says = len(known) == len(contracts) and (answers == {False} or all(map(declared, known)))
            if says and True not in answers and name.lower() not in told:
                told.add(name.lower())
                yield Stray(facts, span, name, tuple(getting), known[0], answers == {False})


# -- types without a contract -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Undocumented:
    """An event type without a contract in a repository that has some, and the first place that sends or hears it."""

    type: str
    place: Span
    repository: Repository


def undocumented(system: System) -> Iterator[Undocumented]:
    """Every type that is sent to, or heard in, a repository with contracts and has none, once."""
    places: dict[tuple[int, str], tuple[Span, Repository]] = {}
    for listener in system.listeners:
        if listener.type is not None:
            owner = listener.workflow.repository
            places.setdefault((id(owner), listener.type.text), (listener.place, owner))
    for site in system.messages:
        receiver = system.receiver(site)
        for event_type in system.types(site) or () if receiver is not None else ():
            places.setdefault((id(receiver), event_type), (site.dispatch.target_span, receiver))  # type: ignore[arg-type]  # there
    documented = {id(each.repository) for each in system.contracts if each.repository is not None}
    for (owned, event_type), (place, repository) in places.items():
        in_use = owned in documented or any(each.repository is None for each in system.contracts)
        if in_use and system.contract(repository, event_type) is None:
            yield Undocumented(event_type, place, repository)
