"""Permissions that a called workflow asks for and its caller doesn't have to give.

Source: docs.github.com, "Reuse workflows" (permissions can only be kept or taken away on the way down); GitHub refuses the file
of the caller: "The nested job … is requesting …, but is only allowed …".
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.facts.model import JobFacts, WorkflowFacts
from wflint.graph import System
from wflint.lean import dataclass
from wflint.syntax.workflow import Permissions

_LEVELS = ("none", "read", "write")


@dataclass(frozen=True, slots=True)
class Excess:
    """A call, the job in what it calls that asks for too much, and what is asked for and granted: scopes with their levels."""

    call: JobFacts
    called: WorkflowFacts
    job: JobFacts
    wanted: tuple[tuple[str, str, str], ...]
    asked: Permissions
    granted: Permissions


def excesses(system: System) -> Iterator[Excess]:
    """The first job of each call that asks for more than the call grants; nothing where no file says what is granted."""
    for facts in system.workflows:
        for job in facts.jobs:
            granted = job.job.permissions or facts.workflow.permissions
            if job.called is not None and granted is not None:
                found = next(_excesses(job.called, granted), None)
                if found is not None:
                    yield Excess(job, *found, granted)


def _excesses(
    facts: WorkflowFacts, granted: Permissions
) -> Iterator[tuple[WorkflowFacts, JobFacts, tuple[tuple[str, str, str], ...], Permissions]]:
    for job in facts.jobs:
        asked = job.job.permissions or facts.workflow.permissions
        wanted = tuple(_beyond(asked, granted)) if asked is not None else ()
        if asked is not None and wanted:
            yield facts, job, wanted, asked
        elif asked is None and job.called is not None:
            yield from _excesses(job.called, granted)


def _beyond(asked: Permissions, granted: Permissions) -> Iterator[tuple[str, str, str]]:
    """Each scope of which more is asked for than is granted, with both levels; the name of all others together is empty."""
    named = dict.fromkeys(name for name, _ in (*asked.scopes, *granted.scopes))
    pairs = [(name, asked.level(name), granted.level(name)) for name in named]
    for name, wanted, given in (*pairs, ("", asked.everything, granted.everything)):
        if wanted in _LEVELS and given in _LEVELS and _LEVELS.index(wanted) > _LEVELS.index(given):
            yield name, wanted, given
