"""Readings that took their time are kept on disk, for runs after a change elsewhere.

Where nothing has changed, a whole report is given from store (`stored`).  Where a workflow or a script has, the others haven't,
and what they do needn't be found out again: each reading is kept under everything that it was given, with the files that it
asked for and what these held.  One that rests on anything else than it did is done anew.

A shelf is one file for each repository.  It holds for the code that wrote it, whenever and wherever that was installed.  Writing
takes a tenth of a run, so the first run only puts an empty shelf up: many a machine is gone behind it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from functools import cache

from wflint import installed, store, witness
from wflint.facts.workspace import Files, Notes
from wflint.lean import dataclass, field
from wflint.senders.message import ScriptFacts
from wflint.witness import digest

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from wflint.facts.schema import Record

SLOW = 0.005
"""Seconds: what was read in less is read again."""
_WORTH = 100_000
"""Objects of a reading for each second that it took, at most: they are written in a third of the time, and read in less."""
_PATIENCE = 20
"""Runs that write the shelf and don't need a reading, after which it goes."""
_MOST = 200
"""Shelves that are kept."""
_FORM = b"wflint readings 1\n"


@dataclass(slots=True)
class _Reading:
    """One reading: what it rests on, files that it asked for by their number; its facts as a table in JSON; and how long nobody
    needed it.
    """

    asked: list[int]
    entered: list[str]
    levels: int
    table: str
    unneeded: int = 0


@dataclass(slots=True)
class Shelf:
    """The readings of one repository, by the place of what was read and by what it was given."""

    file: str
    files: Files
    held: list[tuple[str, str]] = field(default_factory=list)
    known: dict[str, dict[str, _Reading]] = field(default_factory=dict)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=dict)
    is_new: bool = False

    def found(self, place: str, given: Callable[[], object], active: tuple[str, ...] = (), name: str = "") -> ScriptFacts | None:
        """What was read there when it was `given` the same, and the files were the same; they are asked for again.

        `active` are the files that are being read, `name` is the one at hand, if it is one.
        """
        here = self.known.get(place)
        reading = here.get(_key(given()) or "") if here is not None else None
        if reading is None or not all(self._content(local) == held for local, held in map(self.held.__getitem__, reading.asked)):
            return None
        notes = Notes(entered=set(reading.entered), levels=reading.levels)
        if not notes.fits(active, name):
            return None
        from wflint.facts.codec import CodecError, decode  # late: most runs keep nothing, and take nothing

        try:
            facts: ScriptFacts = decode(json.loads(reading.table), ScriptFacts, known=_classes())
        except (ValueError, CodecError):
            return None
        reading.unneeded = 0
        self.files.notes.add(notes)
        return facts

    def _content(self, local: str) -> str:
        """What tells what a file holds; "" where there is none.  It counts as asked for, each time."""
        source = self.files.at(local)
        if local not in self.contents:
            self.contents[local] = digest(source.text.encode("utf-8", "surrogatepass")) if source is not None else ""
        return self.contents[local]

    def put(self, place: str, given: object, facts: ScriptFacts, notes: Notes, took: float) -> None:
        """Keep a reading that took so many seconds, if it is small enough for that."""
        key = _key(given) if _objects(facts) <= took * _WORTH else None
        if key is not None:
            from wflint.facts.codec import encode  # late, as above

            table = encode(facts, known=_classes())
            asked = list(map(self._number, notes.asked))
            text = json.dumps(table, separators=(",", ":"))
            self.known.setdefault(place, {})[key] = _Reading(asked, sorted(notes.entered), notes.levels, text)
            self.is_new = True

    def _number(self, local: str) -> int:
        about = local, self._content(local)
        if about not in self.numbers:
            self.numbers[about] = len(self.held)
            self.held.append(about)
        return self.numbers[about]

    def save(self) -> None:
        """Write the shelf where it holds something new."""
        if not self.is_new:
            return
        kept = {
            place: {key: each for key, each in here.items() if each.unneeded < _PATIENCE} for place, here in self.known.items()
        }
        used = sorted({number for here in kept.values() for each in here.values() for number in each.asked})
        new = {number: at for at, number in enumerate(used)}
        readings = [
            [place, key, [new[number] for number in each.asked], each.entered, each.levels, each.table, each.unneeded + 1]
            for place, here in kept.items()
            for key, each in here.items()
        ]
        body = json.dumps([_code(), [self.held[number] for number in used], readings])
        store.put(self.file, store.sealed(_FORM, body.encode()), _MOST)
        self.is_new = False


def shelf_of(files: Files) -> Shelf | None:
    """The shelf of a repository with what stands on it; `None` where nothing is kept."""
    repository = files.repository
    if not store.is_used() or repository.files is not None or repository.edited is not None:
        return None
    about = (os.path.abspath(repository.root), repository.shown_root, repository.uri_root, repository.name or "")
    shelf = Shelf(os.path.join(store.folder(), "readings", digest("\0".join(about).encode("utf-8", "surrogatepass"))), files)
    if store.begin(shelf.file, b"", _MOST):
        return None
    try:
        code, held, readings = _opened(store.taken(shelf.file))
    except (OSError, ValueError):
        return shelf
    if code == _code():
        shelf.held = held
        shelf.numbers = {about: number for number, about in enumerate(held)}
        for place, key, reading in readings:
            shelf.known.setdefault(place, {})[key] = reading
    return shelf


def _opened(data: bytes) -> tuple[str, list[tuple[str, str]], list[tuple[str, str, _Reading]]]:
    """The code, the files and the readings of a shelf, with places and keys; raises `ValueError` for what isn't one."""
    try:
        code, given, readings = json.loads(store.unsealed(_FORM, data))
        held = [(str(local), str(content)) for local, content in given]
        found = [(str(place), str(key), _reading(len(held), *parts)) for place, key, *parts in readings]
    except TypeError as error:
        raise ValueError("not a shelf") from error
    return str(code), held, found


def _reading(files: int, asked: list[int], entered: list[str], levels: int, table: str, unneeded: int) -> _Reading:
    if not all(type(at) is int and 0 <= at < files for at in asked):
        raise ValueError("a file that isn't there")
    return _Reading(asked, list(map(str, entered)), int(levels), str(table), int(unneeded))


def _key(given: object) -> str | None:
    """What tells apart what readings are given; `None` for what holds something that is never the same again."""
    shown = repr(given)
    return digest(shown.encode("utf-8", "surrogatepass")) if " at 0x" not in shown else None


def _objects(facts: ScriptFacts) -> int:
    """How many objects the facts of a script are made of, roughly."""
    words = sum(len(each.words) for each in facts.invocations)
    others = (facts.dispatches, facts.unresolved, facts.outputs, facts.exported, facts.exits, facts.acts, facts.calls or ())
    return 4 * len(facts.invocations) + 5 * words + 8 * sum(map(len, others))


@cache
def _classes() -> Mapping[str, Record]:
    """The classes that facts of scripts are made of."""
    from wflint import span
    from wflint.facts.schema import unchecked
    from wflint.senders import message
    from wflint.syntax.expression import tree
    from wflint.values import condition, value

    return unchecked((message, condition, value, tree, span))


@cache
def _code() -> str:
    """The code that reads: wflint's own by its content, the parsers by the names of their packages, which hold the version."""
    packages = {name for folder in installed.folders() for name in witness.packages(folder)}
    parsers = sorted(name for name in packages if name.startswith("tree_sitter"))
    return digest("\0".join([sys.version, *parsers, *store.code()]).encode("utf-8", "surrogatepass"))
