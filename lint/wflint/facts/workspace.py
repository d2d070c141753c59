"""The files that a job finds in its workspace: those of the repository, where a checkout has put them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from wflint.facts.named import is_bundled, is_generated
from wflint.lean import dataclass, field
from wflint.problem import Problem
from wflint.regex import regex
from wflint.senders.paths import from_workspace
from wflint.sources import Repository, Source
from wflint.syntax.workflow import Step
from wflint.values.value import Value

_CHECKOUT = regex(r"actions/checkout(?:@|$)", re.IGNORECASE)


DEEPEST = 6
"""Files that call files; beyond that nobody reads along."""


@dataclass(slots=True)
class Notes:
    """What a reading rests on.

    `asked` are the paths of files that it looked for, `entered` the names of the files that it went into, which stand in one
    another in so many `levels`, and `cut` those that it left out because they were being read around it, or were too deep.
    """

    asked: dict[str, None] = field(default_factory=dict)
    entered: set[str] = field(default_factory=set)
    levels: int = 0
    cut: set[str] = field(default_factory=set)

    def add(self, other: Notes, name: str = "") -> None:
        """It rests on another reading as well, that of the file `name` if it went into one."""
        self.asked.update(other.asked)
        self.entered |= other.entered
        self.cut |= other.cut
        if name:
            self.entered.add(name)
        self.levels = max(self.levels, other.levels + bool(name))

    def fits(self, active: tuple[str, ...], name: str = "") -> bool:
        """Whether the same would be found while the files of `active` are being read; `name` is the file at hand, if any."""
        return self.entered.isdisjoint(active) and len(active) + bool(name) + self.levels <= DEEPEST


@dataclass(slots=True)
class Files:
    """The files of one repository, each read once.  What is bundled or vendored isn't read: others wrote it.

    `notes` are of the reading that is going on.
    """

    repository: Repository
    known: dict[str, Source | Problem | None] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)

    @contextmanager
    def noted(self, name: str = "") -> Iterator[Notes]:
        """What a reading rests on, and with it the reading that asked for it; `name` is the file that it goes into, if any."""
        around, self.notes = self.notes, Notes()
        try:
            yield self.notes
        finally:
            self.notes.cut.discard(name)
            around.add(self.notes, name)
            self.notes = around

    def at(self, local: str) -> Source | None:
        """The file at a path from the repository's root."""
        self.notes.asked[local] = None
        if local not in self.known:
            self.known[local] = None if is_bundled(local) else self.repository.read(local)
        found = self.known[local]
        return found if isinstance(found, Source) and not is_generated(found.text) else None

    @property
    def read(self) -> Iterable[Source]:
        """The files that were read so far."""
        return (each for each in self.known.values() if isinstance(each, Source))


@dataclass(frozen=True, slots=True)
class Workspace:
    """The workspace of a job.  `folders` are the places of checkouts, and whether the repository itself is there."""

    files: Files
    folders: tuple[tuple[str, bool], ...] = ()

    def open(self, path: Value) -> Source | None:
        """The repository's file at a path; `None` where it isn't known to be one."""
        inside = from_workspace(path)
        if inside is None:
            return None
        for folder, own in self.folders:
            if folder == "" or inside == folder or inside.startswith(f"{folder}/"):
                return self.files.at(inside[len(folder) :].lstrip("/")) if own else None
        return self.files.at(inside)


def checked_out(steps: Iterable[Step], name: str | None) -> tuple[tuple[str, bool], ...]:
    """Where the checkouts of a job put their files, the deepest folder first; the last one to a folder counts.

    `name` is the repository's own `owner/name`, where it is known.
    """
    found: dict[str, bool] = {}
    for step in steps:
        if step.uses is not None and _CHECKOUT.match(step.uses.text):
            path, repository = step.input("path"), step.input("repository")
            folder = posixpath.normpath(path.value.text.strip() or ".") if path is not None else "."
            given = re.sub(r"\s", "", repository.value.text).lower() if repository is not None else ""
            own = given in ("", "${{github.repository}}", (name or "").lower())
            found["" if folder == "." else folder] = own
    return tuple(sorted(found.items(), key=lambda each: -len(each[0])))
