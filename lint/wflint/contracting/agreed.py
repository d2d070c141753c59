"""The event types of a system, each with its contract, its messages and its listeners."""

from __future__ import annotations

from wflint.facts.contracts import Contract
from wflint.graph import Listener, Site, System
from wflint.lean import dataclass
from wflint.sources import Repository


@dataclass(frozen=True, slots=True, eq=False)
class EventType:
    """A type of `repository_dispatch` events that a repository gets: everything that is known of it here."""

    name: str
    repository: Repository
    contract: Contract | None
    sent: tuple[Site, ...]
    heard: tuple[Listener, ...]


def event_types(system: System) -> tuple[EventType, ...]:
    """Every type that is sent to, heard in, or described by a repository, by repository and name."""
    sent: dict[tuple[int, str], list[Site]] = {}
    for site in sorted(system.messages, key=lambda each: each.span):
        for name in system.types(site) or ():
            owner = system.receiver(site)
            if owner is None and system.contract_of(site, name) is not None:
                owner = site.workflow.repository  # which says what it sends elsewhere
            if owner is not None:
                sent.setdefault((id(owner), name), []).append(site)
    found = []
    for repository in system.repositories:
        names = {name for owner, name in sent if owner == id(repository)}
        names |= {each.type.text for each in system.listeners_in(repository) if each.type is not None}
        names |= {each.type for each in system.contracts if each.repository is repository}
        names |= {each.type for each in system.contracts if each.repository is None and repository is system.repositories[0]}
        for name in sorted(names):
            sites = {site.span: site for site in sent.get((id(repository), name), ())}
            contract, heard = system.contract(repository, name), system.heard_by(repository, name)
            found.append(EventType(name, repository, contract, tuple(sites.values()), heard))
    return tuple(found)
