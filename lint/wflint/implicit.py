"""Who hears what workflows do: from an act to the listeners for the event that GitHub raises for it.

Whether such an event starts anything is decided by the token.  Sources: docs.github.com, "Triggering a workflow from a workflow"
(events caused with GITHUB_TOKEN start no run, but for `workflow_dispatch` and `repository_dispatch`; since June 2026 the runs of
`pull_request` `opened`, `synchronize` and `reopened` are made and wait for approval), "Events that trigger workflows" (activity
types and filters), "Skipping workflow runs"; read in November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from wflint.facts.model import WorkflowFacts
from wflint.graph import System, Way, events
from wflint.lean import dataclass
from wflint.permissions import is_run_token, token_at
from wflint.regex import regex
from wflint.scenario import Scenario, holds
from wflint.senders.holed import holed
from wflint.senders.message import OWN_REPOSITORY, Act
from wflint.sources import Repository
from wflint.span import Span
from wflint.syntax.workflow import Trigger
from wflint.values.patterns import passes
from wflint.values.value import Reference, Value

Outcome = Literal["starts", "suppressed", "waits for approval", "unknown"]

_DEFAULT_PULL = ("opened", "synchronize", "reopened")
_PULL = ("pull_request", "pull_request_target")
_SKIPS = regex(r"\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]|^skip-checks: *true", re.MULTILINE)


@dataclass(frozen=True, slots=True, eq=False)
class ActSite:
    """One act in its place."""

    act: Act
    way: Way

    @property
    def workflow(self) -> WorkflowFacts:
        return self.way.workflow

    @property
    def span(self) -> Span:
        return self.act.span

    @property
    def token(self) -> Value | None:
        """The token that is used, followed to where it comes from; `None` where none is in sight."""
        return token_at(self.way, self.act.token) if self.act.token is not None else None

    @property
    def outcome(self) -> Outcome:
        """What becomes of the event that this raises, as far as the token decides."""
        token = self.token
        if token is None:
            return "unknown"
        if is_run_token(token):
            opened = self.act.event == "pull_request" and set(self.act.types or ()) & set(_DEFAULT_PULL)
            return "waits for approval" if opened else "suppressed"
        return "starts" if isinstance(token, Reference) and token.key[0] == "secrets" else "unknown"

    def can_happen(self) -> bool:
        """Whether no event that starts the workflow rules it out."""
        scenarios = [Scenario(event) for event in events(self.workflow)]
        return any(
            self.way.happens(each) is not False and holds(self.act.guard, self.way.scope, each) is not False for each in scenarios
        )


@dataclass(frozen=True, slots=True, eq=False)
class ImplicitEdge:
    """An act that another workflow listens for.  `sure` is false where filters or what is acted on leave it open."""

    site: ActSite
    workflow: WorkflowFacts
    trigger: Trigger
    sure: bool

    @property
    def outcome(self) -> Outcome:
        return self.site.outcome


def implicit_edges(system: System) -> tuple[ImplicitEdge, ...]:
    """From every act that can happen to the workflows of the repository that it is done in which listen for its event."""
    sites = (ActSite(act, way) for way in system.ways for act in way.step.acts)
    return tuple(edge for site in sites if (found := tuple(_edges(system, site))) and site.can_happen() for edge in found)


def _edges(system: System, site: ActSite) -> Iterator[ImplicitEdge]:
    repository = _place(system, site)
    if repository is None:
        return
    for facts in system.workflows:
        if facts.repository is not repository:
            continue
        for trigger in facts.workflow.triggers:
            answer = heard(site.act, trigger)
            if answer is not False:
                yield ImplicitEdge(site, facts, trigger, answer is True and site.act.certain)


def _place(system: System, site: ActSite) -> Repository | None:
    triggers = site.workflow.workflow.triggers
    if site.act.repository == OWN_REPOSITORY and all(each.event == "workflow_call" for each in triggers):
        return None
    return system.repository_named(site.act.repository, site.workflow.repository)


def heard(act: Act, trigger: Trigger) -> bool | None:
    """Whether a trigger listens for what the act raises; `None` where a filter can't be decided."""
    if trigger.event != act.event and not (act.event == "pull_request" and trigger.event in _PULL):
        return False
    wanted = tuple(each.text for each in trigger.types)
    if trigger.event in _PULL and not trigger.types_given:
        wanted = _DEFAULT_PULL
    if wanted and act.types is not None and not set(wanted) & set(act.types):
        return False
    known = None if wanted and act.types is None else True
    if act.event == "push":
        filtered = _push_passes(act, trigger)
    elif act.event == "pull_request":
        filtered = _filtered(trigger, "branches", act.base)
    else:
        filtered = True
    return False if filtered is False else known if filtered else None


def _push_passes(act: Act, trigger: Trigger) -> bool | None:
    """A push of a branch or a tag against `branches`, `tags` and `paths`."""
    if act.body is not None and _SKIPS.search(holed(act.body).shape):
        return False
    branches, tags = _has(trigger, "branches"), _has(trigger, "tags")
    if act.tag is not None:
        return _filtered(trigger, "tags", act.tag) if tags else not branches
    if tags and not branches:
        return False
    answer = _filtered(trigger, "branches", act.branch)
    return None if answer and _has(trigger, "paths") else answer


def _has(trigger: Trigger, name: str) -> bool:
    settings = trigger.settings
    return settings is not None and (settings.get(name) is not None or settings.get(f"{name}-ignore") is not None)


def _filtered(trigger: Trigger, name: str, value: Value | None) -> bool | None:
    """Whether a branch or tag passes `name` and `name-ignore`."""
    if not _has(trigger, name):
        return True
    if value is None:
        return None
    wanted, ignored = _patterns(trigger, name), _patterns(trigger, f"{name}-ignore")
    if ignored:
        answer = passes(ignored, value)
        return None if answer is None else not answer
    return passes(wanted, value)


def _patterns(trigger: Trigger, name: str) -> tuple[str, ...]:
    return tuple(each.text for each in trigger.listed(name))
