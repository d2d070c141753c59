"""Which workflows can't have a part in anything that wflint says: most only build and test, and reading them is wasted time.

A workflow is ordinary when its text shows that nothing in it can send, hear or raise an event that another one hears, and that no
rule for single files has anything to say of it.  The test may err on the side of reading: it looks for words that no such thing
can do without.  `docs/speed.md` goes through the rules and says of each why it is silent about ordinary workflows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from wflint import witness
from wflint.facts.calls import fits, hands_on
from wflint.facts.claimed import may_clash_together
from wflint.facts.fetched import Keepers, is_same
from wflint.facts.granted import may_ask_too_much
from wflint.facts.inside import DEEPEST, MOST, Weight
from wflint.facts.looks import Looks, looks, send_together
from wflint.facts.raised import OPENED, TAG
from wflint.facts.survey import Seen, Survey
from wflint.lean import dataclass
from wflint.parts import mapped
from wflint.sources import LARGEST_FILE, Repository, Source, decode

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from wflint.facts.fetched import Hung
    from wflint.facts.raised import Wanted


@dataclass(frozen=True, slots=True)
class Ordinary:
    """An ordinary workflow: the file, and its display name, or its path where it has none.

    `look` is how it looks together with all that it runs.  `tied` is the path of the first one of those that call one another, of
    which it is one, and empty where there are no others.
    """

    source: Source
    repository: Repository
    name: str
    look: Looks
    tied: str = ""

    @property
    def about(self) -> str:
        """All that counts of it for others, in one line: another text of which the same is true changes nothing."""
        look = self.look
        return (
            f"{self.name!a} raises:{sorted(look.raises)} meant:{sorted(set(look.meant))} "
            f"keeps:{sorted(set(look.kept))!a} hung:{sorted(set(look.hung))!a}"
        )

    @property
    def opens(self) -> bool:
        """Whether it may open a branch, or be started by that."""
        return OPENED in self.look.raises or (OPENED, "") in self.look.meant


def ordinary(repositories: Iterable[Repository]) -> tuple[Ordinary, ...]:
    """The ordinary workflows of repositories that are linked together, in their order."""
    seen = [each for repository in repositories for each in _seen(repository)]
    read = _read(seen)
    if read is None:
        return ()
    seen.reverse()
    found: list[Ordinary] = []
    while seen:  # there may be a hundred thousand: one goes as the other comes
        each = seen.pop()
        if each.source.path not in read:
            found.append(_ordinary(each))
    return tuple(found)


def _read(seen: list[Seen]) -> set[str] | None:
    """The paths of the workflows that have to be read; `None` for all."""
    heard: set[str] = set()
    for each in seen:
        if each.look.after is None:
            return None
        heard.update(each.look.after)
    tied = {id(each.group): {one.source.local: one for one in each.group} for each in seen if each.group is not None}
    loud = {key for key, group in tied.items() if _is_loud_together(group)}
    read = {each.source.path for each in seen if _is_loud(each) or id(each.group) in loud}
    quiet = [each for each in seen if each.source.path not in read]
    wanting = [each for each in seen if each.hung] if any(each.look.kept for each in seen) else []
    keepers = _keepers(seen if wanting else ())
    missed = {each.source.path for each in wanting if _misses(each, tied.get(id(each.group)), keepers)}
    fetched = any(each.look.kept for each in quiet) and (bool(missed) or any(each.fetches for each in seen))
    read.update(each.source.path for each in quiet if (each.look.kept and fetched) or each.name.lower() in heard)
    read.update(missed)
    read.update(_partners(seen, read))
    read.update(one.source.path for each in seen if each.group and each.source.path in read for one in each.group)
    return read


def _partners(seen: list[Seen], read: Collection[str]) -> Iterator[str]:
    """The paths of the workflows that may raise what another one is there for, and of these others.

    Of two that are read anyway nobody asks.
    """
    quiet = [each for each in seen if each.source.path not in read]
    of_quiet = _wanted(quiet)
    of_all = _wanted(seen) if any(each.look.raises or each.group for each in quiet) else of_quiet
    for one in seen:
        others, wanted = (quiet, of_quiet) if one.source.path in read else (seen, of_all)
        found = one.raises(wanted) if wanted else wanted
        for other in others if found else ():
            if not found.isdisjoint(other.meant) and (other is not one or any(kind == TAG for kind, _ in found)):
                yield one.source.path
                yield other.source.path


def _wanted(seen: Iterable[Seen]) -> frozenset[Wanted]:
    """What workflows are there for, but for what may start any of them."""
    return frozenset(each for one in seen for each in one.meant if each[0] != OPENED)


def _ordinary(seen: Seen) -> Ordinary:
    return Ordinary(seen.source, seen.survey.repository, seen.name, seen.look, seen.group[0].source.path if seen.group else "")


def taken_down(left_out: Iterable[Ordinary]) -> None:
    """Lets the witness know of which files no more counted than what makes them ordinary."""
    for each in left_out if witness.is_heard() else ():
        if not each.tied:
            witness.stands_for(each.repository.root / each.source.local, each.about)


def about_file(path: str, data: bytes) -> str | None:
    """What counts of a workflow that was ordinary on its own, with another content; `None` where it isn't that any more."""
    root, folder, name = path.rpartition("/.github/workflows/")
    text = decode(data)
    if not folder or text is None or len(data) > LARGEST_FILE:
        return None
    try:
        names = [each for each, _ in witness.entries(f"{root}{folder}") if each.endswith((".yml", ".yaml"))]
    except OSError:
        return None
    others = tuple(Source(each, f"{folder[1:]}{each}", each, "") for each in names if each != name)
    source = Source(name, f"{folder[1:]}{name}", name, text)
    found = Survey(Repository(Path(root), "", "", None, (source, *others))).one(source, looks(text))
    return _ordinary(found).about if not found.look.calls and not _is_loud(found) else None


def _seen(repository: Repository) -> list[Seen]:
    """The workflows of a repository in their order, each with those that it is tied to by calls."""
    survey = Survey(repository)
    plain = mapped(looks, [each.text for each in repository.workflows])
    seen = [survey.one(source, each) for source, each in zip(repository.workflows, plain, strict=True)]
    calling = [each for each in seen if each.look.calls]
    named = {each.source.local: each for each in seen} if calling else {}
    for each in calling:
        for target, *_ in each.look.calls:
            ours, theirs = (one.group or [one] for one in (each, named[target]))
            if ours is not theirs:
                ours += theirs if each is not named[target] else ()
                for one in ours:
                    one.group = ours
    return seen


def _is_loud(seen: Seen) -> bool:
    """Whether a workflow may do anything on its own, or more is inside of it than is gone into."""
    return seen.look.is_loud or not seen.weight <= MOST


def _is_loud_together(group: dict[str, Seen]) -> bool:
    """Whether workflows that call one another may do anything, a call may be wrong, or more is inside than is gone into."""
    if send_together(text for each in group.values() for text in each.texts):
        return True
    if may_clash_together(each.source.text for each in group.values() if each.look.declared is not None):
        return True
    callers = frozenset(path for path, each in group.items() if each.look.calls)
    if may_ask_too_much({path: each.source.text for path, each in group.items()}, callers):
        return True
    keepers = _keepers(group.values())
    return any(
        any(not _is_there(hung, group) and keepers.has_alike(hung[0], each.source.path) for hung in each.look.hung)
        or not all(
            fits(given, group[target].look.declared) and hands_on(group[target].source.text, secrets)
            for target, given, secrets in each.look.calls
        )
        or not _is_shallow(each, group)
        for each in group.values()
    )


def _keepers(seen: Iterable[Seen]) -> Keepers:
    return Keepers((name, each.source.path) for each in seen for name in each.look.kept)


def _misses(seen: Seen, group: dict[str, Seen] | None, keepers: Keepers) -> bool:
    """Whether a workflow may fetch from its own run what only another one keeps; who calls it from elsewhere isn't known."""
    if seen.look.declared is not None and group is None:
        return False
    return any(not _is_there(each, group or {}) and keepers.has_alike(each[0], seen.source.path) for each in seen.hung)


def _is_there(hung: Hung, group: dict[str, Seen]) -> bool:
    """Whether a workflow surely keeps what is fetched that was called before."""
    wanted, is_pattern, calls = hung
    return any(is_same(name, wanted, is_pattern) for each in calls if each in group for name in group[each].look.kept)


def _is_shallow(seen: Seen, group: dict[str, Seen]) -> bool:
    """Whether no more is inside of a workflow than is gone into, and it isn't inside itself."""
    whole = Weight()
    waiting = [(seen, 0)]
    while waiting:
        each, depth = waiting.pop()
        whole += each.weight + (Weight(1, each.look.steps) if depth else Weight())
        if depth >= DEEPEST or not whole <= MOST:
            return False
        waiting += ((group[target], depth + 1) for target, *_ in each.look.calls)
    return True
