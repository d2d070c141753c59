"""What can go wrong in a run: one fault at a time, on a ladder from what happens every day to what hardly ever does.

Sources: docs.github.com, "Workflow cancellation" (what a cancelled run still does; after five minutes it is killed),
"Actions limits" (lost runners, time limits: a job that lasts too long "fails"), "Workflow syntax" (`timeout-minutes`: GitHub
"cancels" the job; `fail-fast`: the other jobs of a matrix are cancelled, unless the failed one may fail); actions/runner
`StepsRunner.cs` (a step that times out has failed).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.lean import dataclass
from wflint.scenario import Scenario, holds
from wflint.values.value import constant

FaultKind = Literal["failure", "fail-fast", "timeout", "cancelled", "lost", "killed", "unsent"]

LADDER: dict[FaultKind, int] = {
    "failure": 1,
    "fail-fast": 1,
    "timeout": 2,
    "cancelled": 3,
    "lost": 4,
    "killed": 5,
    "unsent": 6,
}
"""The fault level from which a fault is tried: F1 a step fails, and with it the other jobs of a matrix are cancelled; F2 a job
reaches its timeout, F3 somebody cancels the run, F4 a job loses its runner, F5 the whole run is killed, F6 the step that sends a
message fails itself."""

WORDS: dict[FaultKind, str] = {
    "failure": "fails",
    "fail-fast": "is cancelled because another job of the matrix has failed",
    "timeout": "runs into the job's timeout",
    "cancelled": "is cancelled with the run",
    "lost": "loses its runner",
    "killed": "is killed with the whole run",
    "unsent": "can't send and fails",
}
"""Each fault as something that a step does."""

_HARMLESS_WORDS = """
echo printf cat : true export set [ [[ test exit date sleep local declare readonly read tee shift unset
write-host write-output out-file add-content set-content get-date
"""
_FETCHING = ("actions/checkout@", "actions/setup-", "actions/create-github-app-token@")
"""Actions that get a script, its interpreter or a token ready."""
_HARMLESS = frozenset(_HARMLESS_WORDS.split())
"""Commands that don't fail in practice: a step made of them alone isn't counted as one that can."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The one thing that goes wrong: in `step` of `job`.

    `reported`: what other jobs see of a job that timed out; sources disagree.  `forgiven`: a `continue-on-error` that only a run
    can tell is true.
    """

    kind: FaultKind
    job: JobFacts
    step: StepFacts
    reported: Literal["cancelled", "failure"] = "cancelled"
    forgiven: bool = False

    @property
    def level(self) -> int:
        """Where it stands on the ladder, 1 to 6."""
        return LADDER[self.kind]

    @property
    def doubt(self) -> str:
        """What has to be so for it to have these consequences; empty where nothing has."""
        return "a job that times out is reported as failed" if self.kind == "timeout" and self.reported == "failure" else ""


def steps_that_can_fail(facts: WorkflowFacts, scenario: Scenario) -> Iterator[tuple[JobFacts, StepFacts]]:
    """Every step that does something which can go wrong in a run of that scenario, those of called workflows included."""
    for job in facts.jobs:
        if holds(job.guard, job.scope, scenario) is False:
            continue
        if job.called is not None:
            yield from steps_that_can_fail(job.called, scenario)
        sending = _only_sends(job)
        for step in job.steps:
            if can_fail(step) and not (sending and _fetches(step)) and holds(step.guard, step.scope, scenario) is not False:
                yield job, step


def _only_sends(job: JobFacts) -> bool:
    """Whether the job is there to send a message: whatever else it does only gets ready what sends it.

    That this fails is one way in which the message can't be sent, and no failure of work that the message should tell of.
    """
    return any(map(sends, job.steps)) and all(
        sends(step) or _fetches(step) or _keeps_logs(step) or not can_fail(step) for step in job.steps
    )


def _keeps_logs(step: StepFacts) -> bool:
    return step.step.uses is not None and step.step.uses.text.startswith("actions/upload-artifact@")


def _fetches(step: StepFacts) -> bool:
    return step.step.uses is not None and step.step.uses.text.startswith(_FETCHING)


def senders(facts: WorkflowFacts, scenario: Scenario) -> Iterator[tuple[JobFacts, StepFacts]]:
    """Every step that sends a message, those of called workflows included."""
    for job in facts.jobs:
        if holds(job.guard, job.scope, scenario) is False:
            continue
        if job.called is not None:
            yield from senders(job.called, scenario)
        yield from ((job, step) for step in job.steps if sends(step))


def can_fail(step: StepFacts) -> bool:
    """Whether a step does something that can go wrong; one that sends a message is taken to be able to send it."""
    if sends(step):
        return False
    if step.language is None:
        return step.step.kind == "uses"
    if step.script.problem is not None or step.language == "javascript":
        return True
    if any(constant(leave.code) not in ("0", "", None) for leave in step.script.exits):
        return True
    programs = [constant(each.words[0].value) if each.words else None for each in step.script.invocations]
    return any(program is None or program.lower() not in _HARMLESS for program in programs)


def sends(step: StepFacts) -> bool:
    """Whether the step, or one inside it, sends a message."""
    return bool(step.dispatches) or any(map(sends, step.inner))
