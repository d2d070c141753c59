"""A workflow or an action at a glance: what tells whether it has to be read at all, without a typed value or a place.

A glance is quick because it says nothing of what is wrong: where anything is, it gives up, and the file has to be read.
"""

from __future__ import annotations

from functools import lru_cache

from wflint.lean import dataclass, field
from wflint.regex import regex
from wflint.syntax.places import table
from wflint.syntax.plain import DEEPEST, MOST_NODES, content
from wflint.syntax.usual import is_usual

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.syntax.places import Branch, FileKind, Place
    from wflint.syntax.plain import Tree

_NULLS = ("", "~", "null", "Null", "NULL")
_MINUTES = regex(r"[1-9][0-9]{0,2}")
_LONGEST = 360
_SHORT = 200
"""Characters of a text that may be met again."""
_PATTERN = frozenset("*?+[]!")
_STEPS = ("steps", "parallel")
_TELLING = frozenset((*_STEPS, "uses", "timeout-minutes"))


@dataclass(slots=True)
class Glance:
    """What a file is.

    `root` is the whole of it.  `name` is the display name, empty where there is none.  `triggers` are the events under `on`,
    `filters` the keys under `push`, `branches` what it says of branches.  `uses` are the actions and workflows that are used;
    `steps` tells an action of steps, `count` how many steps there are.  `after` are the names, in lower case, of the workflows
    whose ends it hears; `None` where that can be any.
    """

    root: dict[str, Tree]
    name: str = ""
    triggers: frozenset[str] = frozenset()
    filters: frozenset[str] = frozenset()
    branches: tuple[str, ...] = ()
    uses: list[str] = field(default_factory=list)
    steps: bool = False
    count: int = 0
    after: frozenset[str] | None = frozenset()


def glance(text: str, kind: FileKind) -> Glance | None:
    """A file at a glance, `None` where something is wrong in it, or may be."""
    root = content(text)
    if not isinstance(root, dict):
        return None
    try:
        walk = _Walk()
        walk.mapping(root, table()[kind], 0)
        return _workflow(walk, root) if kind == "workflow" else _action(walk, root)
    except _GiveUpError:
        return None


class _GiveUpError(Exception):
    """Something is wrong, or may be."""


class _Walk:
    """Looks at every node once more than GitHub does: none may be refused."""

    def __init__(self) -> None:
        self.uses: list[str] = []
        self.count = 0
        self.working = 0
        self.jobs: list[int] = []
        self.steps: list[int] = []
        self.calls: set[int] = set()
        self.limited: set[int] = set()

    def mapping(self, pairs: dict[str, Tree], branch: Branch, depth: int) -> None:
        """Look at a mapping, and at all below."""
        self.count += 2 * len(pairs) + 1
        if depth > DEEPEST or self.count > MOST_NODES:  # by aliases a short text may hold any number
            raise _GiveUpError
        inner, is_telling = _inner(branch, tuple(pairs))
        if is_telling:
            self._tell(pairs, depth)
        for at, value in enumerate(pairs.values()):
            if isinstance(value, str):
                place = inner[at].place
                if place is not None and ("${{" in value or place.is_condition):
                    _judge(value, place)
            elif isinstance(value, dict):
                self.mapping(value, inner[at], depth + 1)
            else:
                self._list(value, inner[at], depth + 1)

    def _tell(self, pairs: dict[str, Tree], depth: int) -> None:
        """Take down what a job, a step or whatever looks like one uses, and how long it may take."""
        if "timeout-minutes" in pairs:
            self._timeout(pairs["timeout-minutes"], depth, id(pairs))
        uses = pairs.get("uses")
        if isinstance(uses, str):
            self.uses.append(uses)
            if depth == 2:
                self.calls.add(id(pairs))
        for name in _STEPS:
            steps = pairs.get(name)
            if isinstance(steps, list):
                self.working += len(steps)

    def _list(self, items: list[Tree], branch: Branch, depth: int) -> None:
        self.count += len(items) + 1
        if depth > DEEPEST or self.count > MOST_NODES:
            raise _GiveUpError
        place = branch.place
        for item in items:
            if isinstance(item, dict):
                self.mapping(item, branch, depth + 1)
            elif isinstance(item, list):
                self._list(item, branch, depth + 1)
            elif place is not None and ("${{" in item or place.is_condition):
                _judge(item, place)

    def _timeout(self, value: Tree, depth: int, mapping: int) -> None:
        if type(value) is not str or not _MINUTES.fullmatch(value) or int(value) > _LONGEST:
            raise _GiveUpError
        (self.jobs if depth == 2 else self.steps).append(int(value))
        self.limited.add(mapping)


@lru_cache(1000)  # most mappings have the same keys as others
def _inner(branch: Branch, keys: tuple[str, ...]) -> tuple[tuple[Branch, ...], bool]:
    """The branches for what stands under some keys, no two of which may be the same without case; whether some tell more."""
    if len(set(map(str.lower, keys))) < len(keys):
        raise _GiveUpError
    return tuple(map(branch.below, keys)), not _TELLING.isdisjoint(keys)


def _judge(text: str, place: Place) -> None:
    """Look at a text that is an expression, or has one."""
    is_fine = _is_fine if len(text) <= _SHORT else _is_fine.__wrapped__
    if not is_fine(text, place):
        raise _GiveUpError


@lru_cache(512)
def _is_fine(text: str, place: Place) -> bool:
    """Whether GitHub takes a text with expressions."""
    if is_usual(text, place):
        return True
    from wflint.syntax.availability import problems_of  # late: it loads the parser of expressions

    return not problems_of(text, place)


def _workflow(walk: _Walk, root: dict[str, Tree]) -> Glance:
    on, name = root.get("on", ""), root.get("name")
    if is_null(on) or is_null(root.get("jobs", "")):
        raise _GiveUpError
    if walk.calls & walk.limited or (walk.steps and walk.jobs and max(walk.steps) > min(walk.jobs)):
        raise _GiveUpError
    events = texts(on) if not isinstance(on, dict) else tuple(on)
    if isinstance(on, list) and len(events) < len(on):
        raise _GiveUpError
    push = _under(on, "push")
    return Glance(
        root,
        name if isinstance(name, str) else "",
        frozenset(events),
        frozenset(push) if isinstance(push, dict) else frozenset(),
        texts(_under(push, "branches")),
        walk.uses,
        count=walk.working,
        after=_after(_under(_under(on, "workflow_run"), "workflows")) if "workflow_run" in events else frozenset(),
    )


def _after(names: Tree | None) -> frozenset[str] | None:
    """The names under `workflow_run.workflows`; `None` where there are none, or patterns."""
    known = texts(names)
    if not known or (isinstance(names, list) and len(known) < len(names)) or any(_PATTERN & set(name) for name in known):
        return None
    return frozenset(name.lower() for name in known)


def _action(walk: _Walk, root: dict[str, Tree]) -> Glance:
    return Glance(root, uses=walk.uses, steps=_under(root.get("runs"), "using") == "composite", count=walk.working)


def _under(tree: Tree | None, key: str) -> Tree | None:
    return tree.get(key) if isinstance(tree, dict) else None


def jobs_of(root: dict[str, Tree]) -> Iterator[tuple[str, dict[str, Tree]]]:
    """The jobs of a workflow by their ids, but for what is none."""
    jobs = root.get("jobs")
    for name, job in jobs.items() if isinstance(jobs, dict) else ():
        if isinstance(job, dict):
            yield name, job


def texts(tree: Tree | None) -> tuple[str, ...]:
    """A text, or the texts in a list."""
    if isinstance(tree, str):
        return (tree,)
    return tuple(item for item in tree if isinstance(item, str)) if isinstance(tree, list) else ()


def is_null(tree: Tree) -> bool:
    """Whether nothing stands there."""
    return type(tree) is str and tree in _NULLS
