"""A workflow or an action at a glance: what tells whether it has to be read at all, without a typed value or a place.

A glance is quick because it says nothing of what is wrong: where anything is, it gives up, and the file has to be read.
"""

from __future__ import annotations

import re
from typing import Any

from wflint.lean import dataclass, field
from wflint.syntax.availability import Branch, FileKind, Place, below, problems_of, table
from wflint.syntax.document import DEEPEST, MOST_NODES, glanced
from wflint.syntax.expression import MAX_LENGTH

_NULLS = ("", "~", "null", "Null", "NULL")
_PLAIN = re.compile(r"\$\{\{ ?([a-z]+)(?:\.[A-Za-z_][\w-]*)+ ?\}\}")
"""The usual expression: a context and names, without an operator or a function."""
_MINUTES = re.compile(r"[1-9][0-9]{0,2}")
_LONGEST = 360
_PATTERN = frozenset("*?+[]!")


@dataclass(slots=True)
class Glance:
    """What a file is.

    `name` is the display name, empty where there is none.  `triggers` are the events under `on`, `filters` the keys under
    `push`, `branches` what it says of branches.  `uses` are the actions and workflows that are used; `steps` tells an action of
    steps.  `after` are the names, in lower case, of the workflows whose ends it hears; `None` where that can be any.
    """

    name: str = ""
    triggers: frozenset[str] = frozenset()
    filters: frozenset[str] = frozenset()
    branches: tuple[str, ...] = ()
    uses: list[str] = field(default_factory=list)
    steps: bool = False
    after: frozenset[str] | None = frozenset()


def glance(text: str, kind: FileKind, known: dict[tuple[str, str], bool]) -> Glance | None:
    """A file at a glance, `None` where something is wrong in it, or may be; `known` keeps which expressions GitHub takes."""
    root = glanced(text)
    if root is None or type(root.value) is str:
        return None
    try:
        walk = _Walk(known)
        walk.node(root, table()[kind], None, 0)
        return _workflow(walk, root) if kind == "workflow" else _action(walk, root)
    except _GiveUpError:
        return None


class _GiveUpError(Exception):
    """Something is wrong, or may be."""


class _Walk:
    """Looks at every node once more than GitHub does: none may be refused."""

    def __init__(self, known: dict[tuple[str, str], bool]) -> None:
        self.known = known
        self.uses: list[str] = []
        self.count = 0
        self.jobs: list[int] = []
        self.steps: list[int] = []
        self.calls: set[int] = set()
        self.limited: set[int] = set()

    def node(self, node: Any, branch: Branch | None, place: Place | None, depth: int) -> None:
        """Look at a mapping or a list, and at all below."""
        value = node.value
        self.count += len(value) + 1
        if depth > DEEPEST or self.count > MOST_NODES or node.ctag.suffix:
            raise _GiveUpError
        if branch is not None and branch.place is not None:
            place = branch.place
        if not value:
            return
        if type(value[0]) is tuple:
            self._mapping(value, branch, place, depth)
            return
        for item in value:
            if type(item.value) is str:
                self._scalar(item, place)
            else:
                self.node(item, branch, place, depth + 1)

    def _mapping(self, pairs: Any, branch: Branch | None, place: Place | None, depth: int) -> None:
        seen = set()
        for key_node, node in pairs:
            key = key_node.value
            if type(key) is not str or key_node.ctag.suffix:
                raise _GiveUpError
            seen.add(key.lower())
            inner = below(branch, key, place) if branch is not None else None
            if type(node.value) is str:
                if key == "uses":
                    self.uses.append(node.value)
                    if depth == 2:
                        self.calls.add(id(pairs))
                elif key == "timeout-minutes":
                    self._timeout(node, depth, id(pairs))
                self._scalar(node, inner.place if inner is not None and inner.place is not None else place)
            elif key == "timeout-minutes":
                raise _GiveUpError
            else:
                self.node(node, inner, place, depth + 1)
        self.count += len(pairs)
        if len(seen) != len(pairs):
            raise _GiveUpError

    def _scalar(self, node: Any, place: Place | None) -> None:
        if node.ctag.suffix:
            raise _GiveUpError
        if place is not None:
            text = node.value
            if ("${{" in text or place.is_condition) and not self._is_taken(text, place):
                raise _GiveUpError

    def _timeout(self, node: Any, depth: int, mapping: int) -> None:
        if node.style or not _MINUTES.fullmatch(node.value) or int(node.value) > _LONGEST:
            raise _GiveUpError
        (self.jobs if depth == 2 else self.steps).append(int(node.value))
        self.limited.add(mapping)

    def _is_taken(self, text: str, place: Place) -> bool:
        key = place.key, text
        if key not in self.known:
            rest = text
            if not place.is_condition:
                rest = _PLAIN.sub(lambda match: "" if match[1] in place.contexts else match[0], text)
            is_plain = "${{" not in rest and rest is not text and len(text) <= MAX_LENGTH // 2
            self.known[key] = is_plain or not problems_of(text, place)
        return self.known[key]


def _workflow(walk: _Walk, root: Any) -> Glance:
    entries = _entries(root)
    on, jobs, name = entries.get("on"), entries.get("jobs"), entries.get("name")
    if on is None or _is_null(on) or jobs is None or _is_null(jobs):
        raise _GiveUpError
    if walk.calls & walk.limited or (walk.steps and walk.jobs and max(walk.steps) > min(walk.jobs)):
        raise _GiveUpError
    events = {on.value: None} if type(on.value) is str else _entries(on) or {item.value: None for item in on.value}
    if any(type(event) is not str for event in events):
        raise _GiveUpError
    push = events.get("push")
    return Glance(
        name.value if name is not None and type(name.value) is str else "",
        frozenset(events),
        frozenset(_entries(push)) if push is not None else frozenset(),
        tuple(_texts(_entries(push).get("branches"))) if push is not None else (),
        walk.uses,
        after=_after(events["workflow_run"]) if "workflow_run" in events else frozenset(),
    )


def _after(trigger: Any) -> frozenset[str] | None:
    """The names under `workflow_run.workflows`; `None` where there are none, or patterns."""
    given = _entries(trigger).get("workflows") if trigger is not None else None
    if given is None:
        return None
    names = [given.value] if type(given.value) is str else [item.value for item in given.value]
    if not names or any(type(name) is not str or _PATTERN & set(name) for name in names):
        return None
    return frozenset(name.lower() for name in names)


def _action(walk: _Walk, root: Any) -> Glance:
    runs = _entries(root).get("runs")
    using = _entries(runs).get("using") if runs is not None else None
    return Glance(uses=walk.uses, steps=using is not None and using.value == "composite")


def _entries(node: Any) -> dict[str, Any]:
    value = node.value
    return {key.value: each for key, each in value} if type(value) is not str and value and type(value[0]) is tuple else {}


def _texts(node: Any) -> list[str]:
    if node is None:
        return []
    return [node.value] if type(node.value) is str else [item.value for item in node.value if type(item.value) is str]


def _is_null(node: Any) -> bool:
    return type(node.value) is str and not node.style and node.value in _NULLS
