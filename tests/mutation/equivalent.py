"""Mutants that change nothing that matters, each with the reason; decided by hand, never by wflint's own verdict."""

from __future__ import annotations

from dataclasses import dataclass

from mutation.mutant import Mutant


@dataclass(frozen=True, slots=True)
class Equivalent:
    """Mutants of an operator on a system, by the end of their file's path, a part of what was done, and a text that is gone."""

    operator: str
    base: str
    file: str
    what: str
    reason: str
    gone: str = ""

    def covers(self, mutant: Mutant) -> bool:
        change = mutant.change
        return (
            (self.operator, self.base) == (mutant.operator.name, mutant.base)
            and change.path.endswith(self.file)
            and self.what in change.what
            and (not self.gone or self.gone not in change.files.get(change.path, ""))
        )


KNOWN: tuple[Equivalent, ...] = (
    Equivalent(
        "LS9",
        "task-system",
        "orchestrator.yml",
        "the job `task-failed` is deleted",
        "every route that can't go on ends in `exit 1`, so the run is red and seen without the issue",
    ),
    Equivalent(
        "LS9",
        "task-system",
        "orchestrator.yml",
        "the job `task-done` is deleted",
        "the end of the task is told by the route itself; this job only mends the launcher's circuit breaker",
    ),
    Equivalent(
        "LS9",
        "github-script",
        "orchestrator.yml",
        "(status === 'success')` is a TODO",
        "in the job `reviewed` the branch loses its `return` too, so the next one comments and fails",
        gone="is translated and reviewed",
    ),
    Equivalent(
        "LS11",
        "task-system",
        "orchestrator.yml",
        "the `default` branch is gone",
        "the step is a choice of two and a job that needs nothing is never skipped, so every value has a route of its own",
    ),
    Equivalent(
        "TM2",
        "task-system",
        ".yml",
        "outlives",
        "this watchdog looks at completed runs only, so a run that is slow isn't taken for one that is lost",
    ),
)


def reason(mutant: Mutant) -> str | None:
    """Why a mutant is no fault; `None` for one that is."""
    return next((each.reason for each in KNOWN if each.covers(mutant)), None)
