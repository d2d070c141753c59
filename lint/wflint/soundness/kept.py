"""The state of a task between its runs: whether a run that fails keeps it, and whether its name tells whose it is."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.graph import System
from wflint.lean import dataclass
from wflint.scenario import Scenario, holds
from wflint.soundness.artifacts import Download, Upload, downloads, is_kept_before, is_named_alike, uploads, words_of
from wflint.soundness.correlation import names, received
from wflint.soundness.faults import can_fail
from wflint.span import Span
from wflint.values.value import Value, references

_STARTER = ("github", "event", "workflow_run", "id")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A state that a run loads, works with and keeps on success only."""

    upload: Upload
    download: Download


def forgotten(system: System) -> Iterator[Forgotten]:
    """Each artifact that a workflow fetches, and keeps again under its name in no run in which a step before has failed."""
    seen: set[Span] = set()
    known = names(system)
    fetched = [each for each in downloads(system) if not _is_handed_on(system, each)]
    fetched = [each for each in fetched if not each.is_of_own_run or any(_names(each.name, name) for name in known)]
    for upload in uploads(system):
        download = next((each for each in fetched if _is_loaded(each, upload)), None)
        failed = Scenario(status={"success": False, "failure": True, "cancelled": False, "always": True})
        works = any(can_fail(step) for step in upload.way.job.steps if step.step.index < upload.way.steps[0].step.index)
        if download is not None and works and upload.place not in seen and not _happens(upload, failed):
            if any(_saves_after_failure(each, upload, failed) for each in uploads(system)):
                continue
            seen.add(upload.place)
            yield Forgotten(upload, download)


def _is_handed_on(system: System, download: Download) -> bool:
    """Whether it comes from the run whose end has started this one, of another workflow: a retry finds it there again."""
    facts = download.way.workflow
    of_starter = download.run is not None and any(each.key == _STARTER for each in references(download.run))
    return of_starter and facts not in system.followers(facts)


def _saves_after_failure(other: Upload, upload: Upload, failed: Scenario) -> bool:
    return other.way.workflow is upload.way.workflow and is_named_alike(other.name, upload.name) and _happens(other, failed)


def _happens(upload: Upload, scenario: Scenario) -> bool:
    """Whether the step can run once its job has begun."""
    return all(holds(step.guard, step.scope, scenario) is not False for step in upload.way.steps)


def _is_loaded(download: Download, upload: Upload) -> bool:
    wanted = download.name
    return (
        wanted is not None
        and download.way.workflow is upload.way.workflow
        and is_named_alike(upload.name, wanted)
        and not is_kept_before(upload, download)
    )


@dataclass(frozen=True, slots=True)
class Unkeyed:
    """An artifact without the id `name` that its run was given, though other runs look for one with it."""

    upload: Upload
    download: Download
    name: str


def unkeyed(system: System) -> Iterator[Unkeyed]:
    """Each artifact of a task that another run is to fetch, and whose name says nothing of the task.

    One beside that which the other run fetches is for somebody else.
    """
    known = names(system)
    wanted = [each for each in downloads(system) if each.run is not None and not each.is_of_own_run]
    keyed = [(each, name) for each in wanted for name in known if _names(each.name or each.pattern, name)]
    seen: set[Span] = set()
    kept = uploads(system)
    for upload in kept:
        if upload.place in seen or any(_names(upload.name, each) for each in known) or not keyed:
            continue
        given = {name for edge in system.edges_into(upload.way.workflow) for name in received(system, edge, known)}
        sought = ((each, name) for each, name in keyed if name in given and _is_meant(upload, each, kept))
        found = next(sought, None)
        if found is not None:
            seen.add(upload.place)
            yield Unkeyed(upload, *found)


def _is_meant(upload: Upload, download: Download, kept: tuple[Upload, ...]) -> bool:
    """Whether the one may be what the other is to fetch.

    It isn't where its own workflow keeps that as well, or where another one does and this one's name has other words.
    """
    wanted = download.name or download.pattern
    if wanted is None or download.way.workflow.repository is not upload.way.workflow.repository:
        return False
    others = [each.way.workflow for each in kept if each is not upload and is_named_alike(each.name, wanted)]
    words, its_words = words_of(upload.name), words_of(wanted)
    is_strange = bool(words and its_words and not words & its_words)
    return upload.way.workflow not in others and not (others and is_strange)


def _names(value: Value | None, name: str) -> bool:
    return value is not None and any(each.path[-1].lower() == name.lower() for each in references(value))
