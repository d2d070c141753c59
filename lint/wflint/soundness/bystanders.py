"""Runs that do nothing, and cancel one that is at work: they take its concurrency group before any `if` is looked at.

Each comment, label and review starts a run of whoever listens for it, also where the conditions of all jobs then say no.  The
group of a run is taken when the run is made; that of a job only when the job isn't skipped.

Sources: docs.github.com, "Control the concurrency of workflows and jobs"; checkstyle/checkstyle#15573, bluerobotics/cockpit#2889;
read in November 2026.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wflint.facts.model import JobFacts, WorkflowFacts
from wflint.facts.scope import Scope
from wflint.graph import System
from wflint.lean import dataclass
from wflint.scenario import Event, Scenario, holds, settle
from wflint.soundness.behind import is_plain
from wflint.soundness.groups import cancels, is_made_of
from wflint.span import Span
from wflint.syntax.workflow import Trigger
from wflint.values.of_expression import of_text
from wflint.values.value import Const, Reference, Value

_ANY_TEXT = Const("\N{ZERO WIDTH SPACE}")
"""A text that nobody asks for."""

_Told = Mapping[tuple[str, ...], Value]

_COMMENT: _Told = {("github", "event", "comment", "body"): _ANY_TEXT}
_REVIEW: _Told = {("github", "event", "review", "body"): _ANY_TEXT, ("github", "event", "review", "state"): Const("commented")}
_LABEL: _Told = {("github", "event", "label", "name"): _ANY_TEXT}
_FAILED: _Told = {("github", "event", "workflow_run", "conclusion"): Const("failure")}
_BY_EVENT: Mapping[str, tuple[str, _Told]] = {
    "issue_comment": ("any other comment", _COMMENT),
    "pull_request_review_comment": ("any other comment", _COMMENT),
    "discussion_comment": ("any other comment", _COMMENT),
    "commit_comment": ("any other comment", _COMMENT),
    "pull_request_review": ("any other review", _REVIEW),
    "workflow_run": ("a run that has failed", _FAILED),
}
"""What starts a run as well, and what the run then sees."""
_LABELED = ("labeled", "unlabeled")

_SAME_AGAIN = frozenset(
    {"workflow", "workflow_ref", "repository", "repository_id", "repository_owner", "event_name", "ref", "ref_name", "ref_type"}
    | {"head_ref", "base_ref", "server_url"}
)
_OF_SUBJECT = frozenset({"issue", "pull_request", "discussion"})
_NAMES = frozenset({"number", "id", "node_id", "head_branch", "name", "workflow_id"})
_BRANCHES = frozenset({"ref", "label"})


@dataclass(frozen=True, slots=True, eq=False)
class Bystander:
    """A run that cancels the one at work and does nothing itself.

    `what` starts it, in words; `place` is the group, `asked` a condition that leaves the run with nothing to do.
    """

    facts: WorkflowFacts
    group: Value
    what: str
    place: Span
    asked: Span
    certain: bool


def bystanders(system: System) -> Iterator[Bystander]:
    """The first one of each workflow."""
    for facts in system.workflows:
        found = next(_of(facts), None)
        if found is not None:
            yield found


def _of(facts: WorkflowFacts) -> Iterator[Bystander]:
    concurrency = facts.workflow.concurrency
    if concurrency is None or concurrency.group is None:
        return
    for trigger in facts.workflow.triggers:
        for what, told in _others(trigger):
            scenario = Scenario(Event(trigger.event), results={key: value for key, value in told.items() if key[-1] == "action"})
            other = scenario.assuming(told)
            group = settle(of_text(concurrency.group.text), Scope(), scenario)
            asked = _idle(facts, other) if is_made_of(group, _is_of_subject) and cancels(concurrency, Scope(), other) else None
            if asked is not None and _idle(facts, scenario) is None:
                yield Bystander(facts, group, what, concurrency.group.span, asked, trigger.event != "workflow_run")


def _others(trigger: Trigger) -> Iterator[tuple[str, _Told]]:
    if trigger.event in _BY_EVENT:
        yield _BY_EVENT[trigger.event]
    for each in trigger.types:
        if each.text in _LABELED:
            yield "any other label", {**_LABEL, ("github", "event", "action"): Const(each.text)}


def _idle(facts: WorkflowFacts, scenario: Scenario) -> Span | None:
    """The condition of a job by which a run has nothing to do; `None` where it may do something."""
    skipped: dict[str, JobFacts] = {}
    waiting = list(facts.jobs)
    while waiting:
        still = [job for job in waiting if not _is_skipped(job, scenario, skipped)]
        if len(still) == len(waiting):
            return None
        skipped.update((job.id.lower(), job) for job in waiting if job not in still)
        waiting = still
    return next((job.job.condition.span for job in facts.jobs if job.job.condition is not None), None)


def _is_skipped(job: JobFacts, scenario: Scenario, skipped: Mapping[str, JobFacts]) -> bool:
    if holds(job.guard, job.scope, scenario) is False:
        return True
    return is_plain(job) and any(need.text.lower() in skipped for need in job.job.needs)


def _is_of_subject(reference: Reference) -> bool:
    """Whether it is the same for all that comes to one issue, pull request or branch."""
    match reference.key:
        case ("github", name):
            return name in _SAME_AGAIN
        case ("github", "event", "number"):
            return True
        case ("github", "event", subject, name) if subject in _OF_SUBJECT:
            return name in _NAMES
        case ("github", "event", "pull_request", "head" | "base", name):
            return name in _BRANCHES
        case ("github", "event", "workflow_run", "head_branch" | "name" | "workflow_id"):
            return True
        case _:
            return False
