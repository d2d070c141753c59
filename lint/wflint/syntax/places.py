"""Where expressions may stand, and what they may name there: `data/contexts.json`, a copy of GitHub's own table, as a tree."""

from __future__ import annotations

from functools import cache

from wflint.data import read_table
from wflint.lean import dataclass

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from typing import Any, Literal, TypeAlias

    FileKind: TypeAlias = Literal["workflow", "action"]


@dataclass(frozen=True, slots=True)
class Place:
    """A key of the table: its name, and what an expression may use there."""

    key: str
    contexts: tuple[str, ...]
    functions: tuple[str, ...]
    is_condition: bool


@dataclass(slots=True)
class Branch:
    """A node of the table as a tree of keys; `<…>` stands for any key."""

    place: Place | None
    below: dict[str, Branch]


@cache
def table() -> dict[FileKind, Branch]:
    """For each kind of file the keys in which expressions may stand, as a tree."""
    data: dict[str, Any] = read_table("contexts")
    return {kind: _tree(data[kind]["keys"]) for kind in ("workflow", "action")}


def _tree(keys: dict[str, dict[str, list[str]]]) -> Branch:
    root = Branch(None, {})
    for key, allowed in keys.items():
        branch = root
        for name in key.split("."):
            branch = branch.below.setdefault("*" if name.startswith("<") else name, Branch(None, {}))
        branch.place = Place(key, tuple(allowed["contexts"]), tuple(allowed["functions"]), key.endswith(".if"))
    return root


def below(branch: Branch | None, key: str, here: Place | None) -> Branch | None:
    """The branch for what stands under a key; `here` is the place that holds around it."""
    if branch is None:
        return None
    if key == "parallel" and here is None and "run" in branch.below:
        return branch  # steps in steps
    return branch.below.get(key, branch.below.get("*"))
