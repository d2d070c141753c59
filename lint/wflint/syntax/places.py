"""Where expressions may stand, and what they may name there: `data/contexts.json`, a copy of GitHub's own table, as a tree."""

from __future__ import annotations

from functools import cache

from wflint.data import read_table
from wflint.lean import dataclass

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from typing import Any, Literal, TypeAlias

    FileKind: TypeAlias = Literal["workflow", "action"]


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A key of the table: its name, and what an expression may use there."""

    key: str
    contexts: tuple[str, ...]
    functions: tuple[str, ...]
    is_condition: bool


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """A node of the table as a tree of keys.  `place` holds there, by its own key or by one around it."""

    place: Place | None
    inner: dict[str, Branch]

    def below(self, key: str) -> Branch:
        """The branch for what stands under a key."""
        if key == "parallel" and self.place is None and "run" in self.inner:
            return self  # steps in steps
        return self.inner.get(key) or self.inner.get(_ANY) or _beyond(self.place)


_ANY = "*"
"""Stands for any key, `<…>` in the table."""


@cache
def table() -> dict[FileKind, Branch]:
    """For each kind of file the keys in which expressions may stand, as a tree."""
    data: dict[str, Any] = read_table("contexts")
    return {kind: _tree(data[kind]["keys"]) for kind in ("workflow", "action")}


def _tree(keys: dict[str, dict[str, list[str]]]) -> Branch:
    root: dict[str, Any] = {}
    for key in keys:
        tree = root
        for name in key.split("."):
            tree = tree.setdefault(_ANY if name.startswith("<") else name, {})
        tree[""] = key

    def branch(tree: dict[str, Any], around: Place | None) -> Branch:
        key = tree.pop("", None)
        place = _place(key, keys[key]) if key is not None else around
        return Branch(place, {name: branch(each, place) for name, each in tree.items()})

    return branch(root, None)


def _place(key: str, allowed: dict[str, list[str]]) -> Place:
    return Place(key, tuple(allowed["contexts"]), tuple(allowed["functions"]), key.endswith(".if"))


@cache
def _beyond(place: Place | None) -> Branch:
    """Where the table has no longer key."""
    return Branch(place, {})
