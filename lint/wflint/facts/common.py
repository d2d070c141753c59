"""What many runs of one file have in common: a file that is run again and again with other values isn't read for each of them.

A hundred workflows may run one script, each with values of its own, and read with each of them it would take as long as a
hundred scripts.
"""

from __future__ import annotations

from collections.abc import Iterable

from wflint.lean import dataclass, field
from wflint.values.value import Unknown, Value

MOST = 1_000_000
"""Characters that are read again for other values in one repository, beyond a second reading of each file."""
_OPEN = Unknown("one of the many values with which the file is run")
_FREE = 2

Environment = tuple[tuple[str, Value], ...]


@dataclass(slots=True)
class Readings:
    """The readings of all files of a repository, and what is the same in all environments that each has been run with."""

    spent: int = 0
    times: dict[str, int] = field(default_factory=dict)
    same: dict[str, dict[str, Value]] = field(default_factory=dict)

    def environment(self, file: str, given: Iterable[tuple[str, Value]]) -> Environment:
        """With what a file is read: what it is given, or what all who run it give where too much was read already."""
        known = tuple(given)
        same = self.same.setdefault(file, dict(known))
        for name, value in known:
            if same.setdefault(name, value) != value:
                same[name] = _OPEN
        if self.spent < MOST or self.times.get(file, 0) < _FREE:
            return known
        return tuple((name, same[name]) for name, _ in known)

    def count(self, file: str, characters: int) -> None:
        """Note that a file of so many characters, with all that it names, is read."""
        self.times[file] = self.times.get(file, 0) + 1
        self.spent += characters if self.times[file] > _FREE else 0
