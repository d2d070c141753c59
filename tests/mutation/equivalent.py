"""Mutants that change nothing that matters, each with the reason; decided by hand, never by wflint's own verdict."""

from __future__ import annotations

from dataclasses import dataclass

from mutation.mutant import Mutant


@dataclass(frozen=True, slots=True)
class Equivalent:
    """Mutants of an operator on a system, by the end of their file's path and a part of what was done."""

    operator: str
    base: str
    file: str
    what: str
    reason: str

    def covers(self, mutant: Mutant) -> bool:
        change = mutant.change
        return (
            (self.operator, self.base) == (mutant.operator.name, mutant.base)
            and change.path.endswith(self.file)
            and self.what in change.what
        )


KNOWN: tuple[Equivalent, ...] = (
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
