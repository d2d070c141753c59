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
from wflint.facts.looks import NEAR, has_acts, is_actor, is_loud, is_sender, is_waiter, looks
from wflint.lean import dataclass
from wflint.parts import mapped
from wflint.regex import regex
from wflint.sources import LARGEST_FILE, Repository, Source, decode
from wflint.syntax.glance import glance

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from wflint.facts.looks import Looks

_CALL = regex(r"[.$]/(\.github/workflows/[^\s\"'#,}]+)")
_FOLDER = regex(
    r"working-directory:[ \t]*[\"']?([^\s\"'#,}]+)"
    r"|\b(?:cd|pushd|Set-Location|-C|--prefix|--cwd|--dir)[ \t]+[\"']?([^\s\"';&|),}]+)"
)
_TOKEN = regex(r"[\w@.+-]+(?:[/\\][\w@.+-]+)*")
_MANAGER = regex(r"\b(?:npm|yarn|pnpm|bun|node)\b")
_WORKFLOWS = ("./.github/workflows/", "$/.github/workflows/")
_MOST_FILES = 40
_DEEPEST = 10


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
        self.inside: dict[str, list[str] | None] = {}
        self.folders: dict[str, frozenset[str]] = {}

    def seen(self) -> Iterator[tuple[Source, Ordinary | None]]:
        workflows = self.repository.workflows
        for source, look in zip(workflows, mapped(looks, [each.text for each in workflows]), strict=True):
            yield source, self.one(source, look)

    def one(self, source: Source, look: Looks | None) -> Ordinary | None:
        """A workflow in its repository, by what its text tells on its own; `None` where it isn't ordinary."""
        if look is None or source.local in self.called:
            return None
        name, near, acts, is_partner, uploads = look
        below = self._below(source.text, near, 0)
        texts = [each.lower() for each in below or ()]
        if below is None or any(map(is_loud, texts)):
            return None
        return Ordinary(source, self.repository, name or source.local, acts or any(map(has_acts, texts)), is_partner, uploads)

    def _below(self, text: str, uses: Iterable[str], depth: int) -> list[str] | None:
        """The texts of all files of the repository that a workflow or an action may run; `None` where they can't be known."""
        texts: list[str] = []
        for each in uses:
            if each.startswith(_WORKFLOWS):
                if each[2:] in self.workflows:
                    return None
            elif each.startswith(NEAR):
                inner = self._action(each[2:].strip("/"), depth)
                if inner is None:
                    return None
                texts += inner
        scripts = self._scripts(text)
        return None if scripts is None else list(dict.fromkeys(texts + scripts))

    def _action(self, folder: str, depth: int) -> list[str] | None:
        """The texts of a local action and of what it uses, each once; `None` where it has to be read, or uses itself."""
        if folder not in self.inside:
            self.inside[folder] = None
            self.inside[folder] = self._action_read(folder, depth)
        return self.inside[folder]

    def _action_read(self, folder: str, depth: int) -> list[str] | None:
        read = (self.repository.read(posixpath.join(folder, name)) for name in ("action.yml", "action.yaml"))
        source = next((each for each in read if each is not None), None)
        if source is None:
            return []
        if not isinstance(source, Source) or depth >= _DEEPEST or "action_path" in source.text.lower():
            return None
        found = glance(source.text, "action")
        counting = (is_sender, is_actor, is_waiter)
        if found is None or not found.steps or any(counts(each) for each in found.uses for counts in counting):
            return None
        below = self._below(source.text, found.uses, depth + 1)
        return None if below is None else [source.text, *below]

    def _scripts(self, text: str) -> list[str] | None:
        """The files that a text may name, and those that these name; `None` where they are many, or where it can't be told."""
        if not self._names("") - {".git", ".github"} and self._names(".github") <= {"workflows", "wflint.yml", "actions"}:
            return []
        found: dict[str, str] = {}
        waiting = [text]
        while waiting:
            current = waiting.pop()
            bases = ["", *(posixpath.normpath(next(filter(None, match))) for match in _FOLDER.findall(current))]
            if any("$" in base for base in bases):
                return None
            tokens = {token.replace("\\", "/").removeprefix("./") for token in _TOKEN.findall(current)}
            tokens |= {token.replace(".", "/") + ending for token in tokens for ending in (".py", "/__main__.py") if "." in token}
            tokens |= {"package.json"} if _MANAGER.search(current) else set()
            for local in {posixpath.normpath(posixpath.join(base, token)) for base in bases for token in tokens}:
                if local in found or local.split("/")[0] not in self._names("") or local.startswith(".github/workflows/"):
                    continue
                if not witness.is_file(self.repository.root / local):
                    continue
                source = self.repository.read(local)
                if not isinstance(source, Source) or len(found) >= _MOST_FILES:
                    return None
                found[local] = source.text
                waiting.append(source.text)
        return list(found.values())

    def _names(self, folder: str) -> frozenset[str]:
        """What there is in a folder."""
        if folder not in self.folders:
            try:
                entries = witness.entries(self.repository.root / folder)
            except OSError:
                entries = []
            self.folders[folder] = frozenset(name for name, _ in entries)
        return self.folders[folder]
