"""What was read already isn't read again: who asks for the same gets the same, whoever asked first.

A reading rests on the files that it asked for, and it may be cut short by the files that were being read around it: no file is
read inside itself.  Both are kept with it, so that neither the order of workflows nor what else is read shows in what is found.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from wflint.facts.concern import Concern, concern_of
from wflint.facts.shelf import SLOW, Shelf
from wflint.facts.workspace import Files, Notes
from wflint.lean import dataclass, field
from wflint.senders.message import ScriptFacts
from wflint.sources import Source
from wflint.span import Span
from wflint.values.value import Const, Object, Reference, Unknown, Value, parts_of


@dataclass(slots=True)
class Memory:
    """The readings of one repository, by what was asked; which files are about events; and which texts a script reads in.

    `inside` are the seconds that the readings inside the one at hand took, which are kept on their own.
    """

    files: Files
    shelf: Shelf | None = None
    readings: dict[object, tuple[ScriptFacts, Notes]] = field(default_factory=dict)
    concerns: dict[str, tuple[Concern, Notes]] = field(default_factory=dict)
    read_in: dict[str, dict[str, None]] = field(default_factory=dict)
    inside: float = 0.0

    def recall(self, key: object, active: tuple[str, ...] = (), name: str = "") -> ScriptFacts | None:
        """What was found for `key`, or would have been while the files of `active` were being read; `None` where nobody asked.

        `name` is the file that would be gone into.
        """
        found = self.readings.get((key, active))
        if found is None:
            found = self.readings.get(key)
            if found is None or not found[1].fits(active, name):
                return None
        self.files.notes.add(found[1], name)
        return found[0]

    def keep(self, key: object, facts: ScriptFacts, notes: Notes, active: tuple[str, ...] = ()) -> None:
        """For `recall`; what was cut short counts for the same files around it only."""
        self.readings[(key, active) if notes.cut else key] = facts, notes

    def remembered(self, key: object, read: Callable[[], ScriptFacts]) -> ScriptFacts:
        """What `read` finds in the script of a step, or has found before in this run."""
        known = self.recall(key)
        if known is None:
            with self.files.noted() as notes:
                known = read()
            self.keep(key, known, notes)
        return known

    def recalled(
        self, source: Source, key: tuple[object, ...], read: Callable[[], ScriptFacts], active: tuple[str, ...] = ()
    ) -> ScriptFacts:
        """What `read` finds in a file when it is given `key`, or has found before, in this run or in an earlier one."""
        known = self.recall((source.local, key), active, source.local)
        if known is None:
            known, notes = self._read(source.path, lambda: (source.text, key), read, active, source.local)
            self.keep((source.local, key), known, notes, active)
        return known

    def shelved(self, place: Span, given: Callable[[], object], read: Callable[[], ScriptFacts]) -> ScriptFacts:
        """What `read` finds in the script of a step, or has found in an earlier run when it was `given` the same."""
        return self._read(str(place), given, read)[0]

    def _read(
        self,
        place: str,
        given: Callable[[], object],
        read: Callable[[], ScriptFacts],
        active: tuple[str, ...] = (),
        name: str = "",
    ) -> tuple[ScriptFacts, Notes]:
        with self.files.noted(name) as notes:
            known = self.shelf.found(place, given, active, name) if self.shelf is not None else None
            if known is not None:
                return known, notes
            around, self.inside, start = self.inside, 0.0, perf_counter()
            found = read()
            took = perf_counter() - start
            own, self.inside = took - self.inside, around + took
        if self.shelf is not None and own > SLOW and not notes.cut:
            self.shelf.put(place, given(), found, notes, own)
        return found, notes

    def concern(self, source: Source) -> Concern:
        """What a file is about."""
        found = self.concerns.get(source.local)
        if found is not None:
            self.files.notes.add(found[1])
            return found[0]
        with self.files.noted() as notes:
            concern = concern_of(source, self.files)
        self.concerns[source.local] = concern, notes
        return concern


def exact(values: tuple[Value, ...]) -> object:
    """For keys: what tells values apart that are equal but for the places and quotes of an object's members."""
    return values, tuple(
        (each.span, each.quoted, each.pasted)
        for value in values
        if not isinstance(value, Const | Reference | Unknown)
        for part in parts_of(value)
        if isinstance(part, Object)
        for each in part.fields
    )
