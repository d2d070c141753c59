"""Artifacts at a glance: whether each one that a workflow fetches from its own run is surely there, or nothing like it anywhere.

`artifact-of-other-run` speaks of what nothing before has kept and something else keeps, `state-not-saved-on-failure` of what is
kept once more behind that (`soundness/artifacts.py`, `soundness/kept.py`).  What is fetched from other runs has to be read.
"""

from __future__ import annotations

from bisect import bisect_left

from wflint.facts.near import is_path
from wflint.lean import dataclass
from wflint.regex import regex
from wflint.syntax.glance import jobs_of

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator
    from typing import TypeAlias

    from wflint.syntax.plain import Tree

    Hung: TypeAlias = "tuple[str, bool, tuple[str, ...]]"
    """A name, or a pattern, that is fetched and that nothing in the file keeps; whether it is a pattern; and the workflows that
    are called by jobs that may be over by then.
    """

_ACTIONS = {"upload-artifact": "artifact", "upload-artifact/merge": "merged-artifacts", "download-artifact": None}
"""The name under which each keeps an artifact that is given none."""
_FROM_ELSEWHERE = ("run-id", "github-token", "repository")
_SPECIAL = regex(r"[?*\[{(!+@]")
_SAME_IN_A_RUN = regex(r"\$\{\{\s*(?:github|inputs)\.[\w-]+\s*\}\}")
"""What means the same in each job of a run."""

OPEN = "${{ }}"
"""A name of which nothing is known."""
ANY_HUNG: tuple[Hung, ...] = ((OPEN, True, ()),)
"""Whatever there is may be fetched."""


@dataclass(frozen=True, slots=True)
class _Job:
    """A job: its id in lower case, those that it needs, its steps, whether it has a matrix, and the workflow that it calls."""

    name: str
    needs: frozenset[str]
    steps: list[Tree]
    in_matrix: bool
    calls: str


@dataclass(frozen=True, slots=True)
class _Place:
    """A step that keeps or fetches an artifact: its job, its number in it, whether the job has a matrix, and its inputs."""

    job: str
    number: int
    in_matrix: bool
    given: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Name:
    """A name, or a pattern, as far as it is known: how it begins and ends, and what it is where nothing is left open."""

    head: str
    tail: str
    whole: str | None


def kept_and_hung(root: dict[str, Tree], uses: Iterable[str]) -> tuple[tuple[str, ...], tuple[Hung, ...] | None]:
    """The names under which artifacts are kept, and what is fetched that only others may keep in the same run.

    `None` where it isn't sure that all that is fetched is there.  `uses` are all actions, wherever they stand.
    """
    kept: list[_Place] = []
    fetched: list[_Place] = []
    jobs = list(_jobs(root))
    for job in jobs:
        for number, step in enumerate(job.steps):
            action = _action(step)
            if action in _ACTIONS:
                given = _given(step)
                if given is None:
                    return (OPEN,), None
                default = _ACTIONS[action]
                if default is not None:
                    given["name"] = OPEN if given.get("archive") else given.get("name") or default
                (kept if default is not None else fetched).append(_Place(job.name, number, job.in_matrix, given))
    names = tuple(str(each.given["name"]) for each in kept)
    if len(kept) + len(fetched) < sum(_name(each) in _ACTIONS for each in uses):
        return (*names, OPEN), None
    needs = {job.name: job.needs for job in jobs}
    hung: list[Hung] = []
    for place in fetched:
        if any(place.given.get(each) for each in _FROM_ELSEWHERE) and not place.given.get("artifact-ids"):
            return names, None
        wanted = place.given.get("name") or place.given.get("pattern")
        if not wanted or place.given.get("artifact-ids"):
            continue
        before = [each for each in kept if _is_before(each.job, place.job, needs, each.in_matrix or each.number < place.number)]
        alike = [each for each in kept if not is_unlike(each.given["name"], wanted)]
        is_pattern = not place.given.get("name")
        if "${{" in wanted and any(each not in before for each in alike):
            return names, None
        if not any(is_same(each.given["name"], wanted, is_pattern, _SAME_IN_A_RUN) for each in before):
            if alike:
                return names, None
            calls = (job.calls for job in jobs if job.calls and _is_before(job.name, place.job, needs, False))
            hung.append((str(wanted), is_pattern, tuple(map(str, calls))))
    return names, tuple(hung)


def _jobs(root: dict[str, Tree]) -> Iterator[_Job]:
    for name, job in jobs_of(root):
        needs, steps, strategy, uses = (job.get(each) for each in ("needs", "steps", "strategy", "uses"))
        listed = needs if isinstance(needs, list) else [needs]
        yield _Job(
            name.lower(),
            frozenset(each.lower() for each in listed if isinstance(each, str)),
            steps if isinstance(steps, list) else [],
            isinstance(strategy, dict) and "matrix" in strategy,
            uses[2:] if isinstance(uses, str) and is_path(uses) else "",
        )


def _action(step: Tree) -> str:
    uses = step.get("uses") if isinstance(step, dict) else None
    return _name(uses) if isinstance(uses, str) else ""


def _name(uses: str) -> str:
    owner, _, name = uses.partition("@")[0].lower().partition("/")
    return name if owner == "actions" else ""


def _given(step: Tree) -> dict[str, str] | None:
    given = step.get("with", {}) if isinstance(step, dict) else {}
    if not isinstance(given, dict):
        return {} if given == "" else None
    if not all(isinstance(value, str) for value in given.values()):
        return None
    return {name.lower(): value for name, value in given.items() if isinstance(value, str)}


def _is_before(one: str, other: str, needs: dict[str, frozenset[str]], within: bool) -> bool:
    """Whether something in one job may be over when something in another begins, in the same run; `within` one, it is known."""
    if one == other:
        return within
    waiting, seen = [one], set()
    while waiting:
        job = waiting.pop()
        if job == other:
            return False
        if job not in seen:
            seen.add(job)
            waiting.extend(needs.get(job, ()))
    return True


def is_same(name: str, wanted: str, is_pattern: bool, equal: re.Pattern[str] | None = None) -> bool:
    """Whether what is kept under a name surely is what is wanted; `equal` are expressions that mean the same for both."""
    if name == wanted and "${{" not in (equal.sub("", name) if equal is not None else name):
        return True
    if not is_pattern or "${{" in wanted:
        return False
    known, pattern = _known(name, special=False), _known(wanted, special=True)
    if known.whole is not None and len(known.whole) < len(pattern.head) + len(pattern.tail):
        return False
    return known.head.startswith(pattern.head) and known.tail.endswith(pattern.tail)


def is_unlike(name: str, wanted: str) -> bool:
    """Whether nobody would take the one for the other: they surely begin with other characters, or are other texts."""
    one, other = _known(name, special=True), _known(wanted, special=True)
    if one.whole is not None and other.whole is not None:
        return one.whole != other.whole
    return not (one.head.startswith(other.head) or other.head.startswith(one.head))


class Keepers:
    """Which workflows keep artifacts under which names, for many questions: an answer doesn't go through all of them."""

    def __init__(self, kept: Iterable[tuple[str, str]]) -> None:
        """`kept` are names, each with the path of a workflow."""
        self._whole: dict[str, set[str]] = {}
        self._open: dict[str, set[str]] = {}
        for name, path in kept:
            known = _known(name, special=True)
            (self._whole if known.whole is not None else self._open).setdefault(known.head, set()).add(path)
        self._whole_heads, self._open_heads = sorted(self._whole), sorted(self._open)

    def has_alike(self, wanted: str, but: str) -> bool:
        """Whether a workflow other than that one keeps something that isn't unlike what is wanted (`is_unlike`)."""
        known = _known(wanted, special=True)
        around = [known.head[:end] for end in range(len(known.head) + 1)]
        found = [self._open.get(head) for head in around] + [self._whole.get(wanted)]
        if known.whole is None:
            found += [self._whole.get(head) for head in around]
        if any(paths is not None and paths != {but} for paths in found):
            return True
        inside = [(self._open_heads, self._open)] + ([(self._whole_heads, self._whole)] if known.whole is None else [])
        return any(self._begin(heads, kept, known.head, but) for heads, kept in inside)

    def _begin(self, heads: list[str], kept: dict[str, set[str]], head: str, but: str) -> bool:
        for at in range(bisect_left(heads, head), len(heads)):
            if not heads[at].startswith(head):
                return False
            if kept[heads[at]] != {but}:
                return True
        return False


def _known(text: str, special: bool) -> _Name:
    """What of a text is sure, where `special` with what has a meaning in patterns left open."""
    head, hole, rest = text.partition("${{")
    tail = rest.rpartition("}}")[2] if hole else text
    is_open = bool(hole)
    found = _SPECIAL.search(head) if special else None
    if found is not None:
        head, is_open = head[: found.start()], True
    if special:
        tail = tail[max((tail.rfind(each) for each in "?*]})[{(!+@"), default=-1) + 1 :]
    return _Name(head, tail, None if is_open else text)
