"""Counts of what was seen, and of how much of it was understood."""

from __future__ import annotations

from wflint.lean import dataclass


@dataclass(frozen=True, slots=True)
class Statistics:
    """What `--statistics` prints.  Dispatches are counted once for each place in a file, however many runs reach it."""

    repositories: int = 0
    workflows: int = 0
    jobs: int = 0
    listeners: int = 0
    dispatches_understood: int = 0
    dispatches_unresolved: int = 0
    targets_resolved: int = 0
    conditions: int = 0
    conditions_resolved: int = 0

    @property
    def dispatches_seen(self) -> int:
        return self.dispatches_understood + self.dispatches_unresolved
