"""Which workflows can't have a part in anything that wflint says: most only build and test, and reading them is wasted time.

A workflow is ordinary when its text shows that nothing in it can send, hear or raise an event that another one hears, and that no
rule for single files has anything to say of it.  The test may err on the side of reading: it looks for words that no such thing
can do without.  `docs/speed.md` goes through the rules and says of each why it is silent about ordinary workflows.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from pathlib import Path

from wflint import witness
from wflint.facts.inside import DEEPEST, MOST, Weight
from wflint.facts.looks import NEAR, has_acts, is_actor, is_loud, is_sender, is_waiter, looks
from wflint.facts.named import Names
from wflint.lean import dataclass
from wflint.parts import mapped
from wflint.regex import regex
from wflint.sources import LARGEST_FILE, Repository, Source, decode
from wflint.syntax.glance import glance

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from wflint.facts.looks import Looks

_CALL = regex(r"[.$]/(\.github/workflows/[^\s\"'#,}]+)")
_WORKFLOWS = ("./.github/workflows/", "$/.github/workflows/")


@dataclass(frozen=True, slots=True)
class Ordinary:
    """An ordinary workflow: the file, and its display name, or its path where it has none.

    It acts or may act, it may be meant by an act, and it uploads.
    """

    source: Source
    repository: Repository
    name: str
    acts: bool
    is_partner: bool
    uploads: bool

    @property
    def about(self) -> str:
        """All that counts of it for others, in one line: another text of which the same is true changes nothing."""
        return f"{self.name!a} acts:{self.acts} partner:{self.is_partner} uploads:{self.uploads}"


@dataclass(frozen=True, slots=True)
class _Used:
    """The texts of actions, in lower case and each once, with their folders; `weight` counts each as often as it is used."""

    texts: tuple[tuple[str, str], ...] = ()
    weight: Weight = Weight()


def ordinary(repositories: Iterable[Repository]) -> tuple[Ordinary, ...]:
    """The ordinary workflows of repositories that are linked together, in their order."""
    seen: list[Ordinary] = []
    loud: list[Source] = []  # these may do anything
    for repository in repositories:
        for source, found in _Survey(repository).seen():
            if found is not None:
                seen.append(found)
            else:
                loud.append(source)
    acted, meant = loud or any(each.acts for each in seen), loud or any(each.is_partner for each in seen)
    heard: set[str] = set()
    for source in loud:
        after = _after(source.text)
        if after is None:
            return ()
        heard |= after
    return tuple(
        each
        for each in seen
        if not (each.acts and meant)
        and not (each.is_partner and acted)
        and not (each.uploads and loud)
        and each.name.lower() not in heard
    )


def taken_down(left_out: Iterable[Ordinary]) -> None:
    """Lets the witness know of which files no more counted than what makes them ordinary."""
    for each in left_out:
        witness.stands_for(each.repository.root / each.source.local, each.about)


def about_file(path: str, data: bytes) -> str | None:
    """What counts of a workflow that was ordinary, with another content; `None` where it isn't ordinary any more."""
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
    found = _Survey(Repository(Path(root), "", "", None, (source, *others))).one(source, looks(text))
    return found.about if found is not None else None


def _after(text: str) -> frozenset[str] | None:
    """The names of the workflows after which a workflow runs, in lower case; `None` where they can be any."""
    if "workflow_run" not in text:
        return frozenset()
    found = glance(text, "workflow")
    return found.after if found is not None else None


class _Survey:
    """Looks at the workflows of one repository, each on its own."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.workflows = frozenset(source.local for source in repository.workflows)
        self.called = {
            match[1] for each in repository.workflows if "/.github/workflows/" in each.text for match in _CALL.finditer(each.text)
        }
        self.names = Names(repository)
        self.actions: dict[str, _Used | None] = {}
        self.heard: dict[str, tuple[bool, bool]] = {}

    def seen(self) -> Iterator[tuple[Source, Ordinary | None]]:
        workflows = self.repository.workflows
        for source, look in zip(workflows, mapped(looks, [each.text for each in workflows]), strict=True):
            yield source, self.one(source, look)

    def one(self, source: Source, look: Looks | None) -> Ordinary | None:
        """A workflow in its repository, by what its text tells on its own; `None` where it isn't ordinary."""
        if look is None or source.local in self.called:
            return None
        name, near, acts, is_partner, uploads = look
        used = self._used(near, 0)
        if used is None or not used.weight <= MOST:
            return None
        acts = acts or any(has_acts(text) for _, text in used.texts)
        for file in self.names.reached((("", source.text.lower()), *used.texts)):
            loud, acting = self._heard(file.text) if file is not None else (True, True)
            if loud:
                return None
            acts = acts or acting
        return Ordinary(source, self.repository, name or source.local, acts, is_partner, uploads)

    def _heard(self, text: str) -> tuple[bool, bool]:
        """Whether a file has words of a message, and whether it has words of what raises events."""
        if text not in self.heard:
            self.heard[text] = is_loud(text), has_acts(text)
        return self.heard[text]

    def _used(self, uses: Iterable[str], depth: int) -> _Used | None:
        """The actions of the repository that are used; `None` where one has to be read, or a workflow is called."""
        texts: list[tuple[str, str]] = []
        weight = Weight()
        for each in uses:
            if each.startswith(_WORKFLOWS):
                if each[2:] in self.workflows:
                    return None
            elif each.startswith(NEAR):
                inner = self._action(each[2:].strip("/"), depth)
                if inner is None:
                    return None
                texts += inner.texts
                weight += inner.weight
        return _Used(tuple(dict.fromkeys(texts)), weight)

    def _action(self, folder: str, depth: int) -> _Used | None:
        """A local action with what it uses; `None` where it has to be read, or uses itself."""
        if folder not in self.actions:
            self.actions[folder] = None
            self.actions[folder] = self._action_read(folder, depth)
        return self.actions[folder]

    def _action_read(self, folder: str, depth: int) -> _Used | None:
        read = (self.repository.read(posixpath.join(folder, name)) for name in ("action.yml", "action.yaml"))
        source = next((each for each in read if each is not None), None)
        if source is None:
            return _Used()
        if not isinstance(source, Source) or depth >= DEEPEST or is_loud(source.text.lower()):
            return None
        found = glance(source.text, "action")
        counting = (is_sender, is_actor, is_waiter)
        if found is None or not found.steps or any(counts(each) for each in found.uses for counts in counting):
            return None
        inner = self._used(found.uses, depth + 1)
        if inner is None:
            return None
        own = Weight(1, source.text.count("-") + source.text.count("{"))  # no step can do without one of these
        return _Used(((posixpath.dirname(source.local), source.text.lower()), *inner.texts), inner.weight + own)
