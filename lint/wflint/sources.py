"""Paths to texts: the only part of wflint that reads the tree that it checks.

A repository is found from a folder, a file, or its root.  Workflows are the `.yml` and `.yaml` files directly in
`.github/workflows`; files in subfolders aren't workflows to GitHub (docs.github.com, "Workflow syntax"), nor here.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from wflint import witness
from wflint.lean import dataclass, field, replace
from wflint.regex import regex
from wflint.span import Span, whole_file

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from wflint.problem import Problem

SETTINGS = ".github/wflint.yml"
"""The configuration of a repository."""

LARGEST_FILE = 3_000_000
"""Bytes."""
LARGEST_WORKFLOW = 1 << 20
"""Characters of a workflow that GitHub takes (actions/runner, `ParseOptions.cs`, `MaxFileSize`)."""

_ENDINGS = (".yml", ".yaml")
LED_OUT = "the link leads out of the repository; it isn't followed"
NOT_TEXT = "file isn't UTF-8 text"
_LARGEST_OF_GIT = 1_000_000
"""Bytes of a file of git's own."""
_REMOTE = regex(r"github\.com[:/]+([\w.-]+)/([\w.-]+?)(?:\.git)?/?$")


@dataclass(frozen=True, slots=True)
class Source:
    """One file's text.

    `path` is what the reader is shown and is unique in one run; `local` is the path from the repository's root, with slashes;
    `uri` is the path from the root of the git checkout, for SARIF.
    """

    path: str
    local: str
    uri: str
    text: str

    @property
    def name(self) -> str:
        """The file's name without folders."""
        return self.local.rpartition("/")[2]

    @property
    def lines(self) -> tuple[str, ...]:
        """The text's lines without their ends; a carriage return stays."""
        return _lines(self.text)

    def locator(self) -> Callable[[int, int], Span]:
        """Gives the place of a range of characters."""
        starts = [0, *(match.end() for match in re.finditer("\n", self.text))]

        def locate(start: int, end: int) -> Span:
            line, end_line = bisect_right(starts, start), bisect_right(starts, end)
            return Span(self.path, line, start - starts[line - 1] + 1, end_line, end - starts[end_line - 1] + 1)

        return locate


@dataclass(frozen=True, slots=True)
class Repository:
    """The files of one repository that concern wflint.

    `name` is `owner/name` where a git remote or the user says so.  `workflows` are in the order of their paths.  `others` are
    files that only have a name so far: everything in `.github/workflows` that isn't a workflow (subfolders, `.disabled`).
    `files` are all that there is to read, by their local path, where the tree itself isn't at hand.  `edited` are files that
    are looked at as they would be, not as they are in the tree.
    """

    root: Path
    shown_root: str
    uri_root: str
    name: str | None
    workflows: tuple[Source, ...] = ()
    others: tuple[str, ...] = ()
    default_branch: str | None = None
    problems: tuple[Problem, ...] = field(default=())
    files: Mapping[str, Source] | None = field(default=None, compare=False, repr=False)
    edited: Mapping[str, Source] | None = field(default=None, compare=False, repr=False)

    def shown(self, local: str) -> str:
        """The path of a file as the reader is shown it."""
        return local if self.shown_root in ("", ".") else f"{self.shown_root}/{local}"

    def holds(self, source: Source) -> bool:
        """Whether a file that was read is one of this repository."""
        return self.shown(source.local) == source.path

    def with_edited(self, sources: Iterable[Source]) -> Repository:
        """The repository with other texts of files that it has."""
        edited = {**(self.edited or {}), **{each.local: each for each in sources}}
        return replace(self, edited=edited, workflows=tuple(edited.get(each.local, each) for each in self.workflows))

    def read(self, local: str) -> Source | Problem | None:
        """The text of one more file of the repository; `None` where there is none.

        A path that leads out of the repository is treated as missing, a link that does so is a problem.
        """
        clean = os.path.normpath(local).replace(os.sep, "/")
        if self.edited is not None and clean in self.edited:
            return self.edited[clean]
        if self.files is not None:
            return self.files.get(clean)
        if clean.startswith(("../", "/")) or clean == "..":
            return None
        try:
            return self.led_out(clean) or _read(self, clean) if witness.is_file(self.root / clean) else None
        except ValueError:  # a name that can't be one
            return None

    def led_out(self, local: str) -> Problem | None:
        """What is wrong with a path that leads out of the repository by a link, its own or one of a folder above."""
        if Path(witness.real(self.root / local)).is_relative_to(witness.real(self.root)):
            return None
        return _unreadable(self.shown(local), LED_OUT)

    def within(self, folder: str) -> tuple[str, ...] | Problem:
        """The local paths of the files directly in a folder, in their order."""
        if self.files is not None:
            return tuple(sorted(local for local in self.files if local.rpartition("/")[0] == folder))
        try:
            if witness.is_folder(self.root / folder) and (problem := self.led_out(folder)) is not None:
                return problem
            found = witness.entries(self.root / folder)
        except OSError:
            return ()
        files = (name for name, kind in found if kind == "file" or witness.is_file(self.root / folder / name))
        return tuple(f"{folder}/{name}" for name in files)


@dataclass(frozen=True, slots=True)
class NothingFound:
    """Places where wflint looked for workflows and found none."""

    searched: tuple[str, ...]


def discover(paths: Iterable[str], names: Mapping[str, str] | None = None) -> tuple[tuple[Repository, ...], NothingFound]:
    """Find the repositories behind `paths`: folders, files, repository roots; and where nothing was found.

    A path that doesn't exist is a problem of its repository, unless none of them does: then nothing was found at all.
    `names` gives `owner/name` by path as the user wrote it.  Files narrow a repository to themselves only where they aren't
    in a `.github/workflows` folder: rules need the whole system.
    """
    found: dict[Path, Repository] = {}
    searched: list[str] = []
    wanted = tuple(paths)
    if not any(witness.exists(given) for given in wanted):
        return (), NothingFound(tuple(f"{given}, which doesn't exist" for given in wanted))
    for given in wanted:
        root, files = _locate(Path(given))
        name = (names or {}).get(given)
        repository = _load(root, files, name)
        known = found.get(root)
        if known is not None and files is not None:
            repository = _merged(known, repository)
        if repository.workflows or repository.problems:
            found[root] = repository
        else:
            searched.append(shown_path(root / ".github" / "workflows"))
    return tuple(found.values()), NothingFound(tuple(searched))


def _merged(one: Repository, other: Repository) -> Repository:
    workflows = {source.path: source for source in (*one.workflows, *other.workflows)}
    return Repository(
        one.root,
        one.shown_root,
        one.uri_root,
        one.name,
        tuple(workflows[path] for path in sorted(workflows)),
        one.others,
        one.default_branch,
        tuple(dict.fromkeys((*one.problems, *other.problems))),
    )


def _locate(given: Path) -> tuple[Path, list[Path] | None]:
    """The repository's root and, where `given` names files outside `.github/workflows`, just these files."""
    path = Path(os.path.abspath(given))
    if witness.is_folder(path):
        if path.name == "workflows" and path.parent.name == ".github":
            return path.parent.parent, None
        if path.name == ".github":
            return path.parent, None
        if witness.is_folder(path / ".github" / "workflows"):
            return path, None
        return path, [path / name for name, _ in _workflows_in(path)] or None
    if path.parent.name == "workflows" and path.parent.parent.name == ".github":
        return path.parent.parent.parent, None if witness.exists(path) else [path]
    return path.parent, [path]


def _workflows_in(folder: Path) -> list[tuple[str, bool]]:
    """The names of what GitHub would take for workflow files directly in a folder; whether each is known to be a regular file.

    None where the folder can't be looked into.  Folders have such names too, and links may lead nowhere.
    """
    try:
        found = witness.entries(folder)
    except OSError:
        return []
    named = [(name, kind) for name, kind in found if kind != "folder" and os.path.splitext(name)[1] in _ENDINGS]
    return [(name, kind == "file") for name, kind in named if kind != "link" or not witness.is_folder(folder / name)]


def _why_not_read(path: str, root: Path) -> str | None:
    """What keeps a path in the tree from being opened at all: it would wait for ever, or read what isn't the repository's."""
    if witness.is_link(path):
        if not witness.exists(path):
            return "the link leads nowhere"
        if not Path(witness.real(path)).is_relative_to(witness.real(root)):
            return LED_OUT
    return witness.NOT_REGULAR if witness.exists(path) and not witness.is_file(path) else None


def _load(root: Path, files: list[Path] | None, name: str | None) -> Repository:
    folder = root / ".github" / "workflows"
    git = _git_folder(root)
    top = git.parent if git is not None else root
    uri_root = root.relative_to(top).as_posix() if root.is_relative_to(top) else ""
    bare = Repository(
        root=root,
        shown_root=shown_path(root),
        uri_root="" if uri_root == "." else uri_root,
        name=name or (_remote_name(git) if git is not None and git.parent == root else None),
        default_branch=_default_branch(git) if git is not None and git.parent == root else None,
    )
    sources: list[Source] = []
    problems: list[Problem] = []
    led_out = bare.led_out(".github/workflows") if files is None and witness.is_folder(folder) else None
    others = tuple(sorted(_others(folder, root))) if led_out is None else ()
    found: Iterable[tuple[str, bool]] = ()
    if led_out is not None:
        problems.append(led_out)
    elif files is None:
        found = ((f".github/workflows/{name}", is_plain) for name, is_plain in _workflows_in(folder))
    else:
        found = ((path.relative_to(root).as_posix(), False) for path in files)
    for local, is_plain in found:
        result = _read(bare, local, is_plain)
        if isinstance(result, Source) and len(result.text) > LARGEST_WORKFLOW:
            message = f"file is longer than {LARGEST_WORKFLOW:,} characters; GitHub wouldn't read it"
            problems.append(_unreadable(result.path, message))
        elif isinstance(result, Source):
            sources.append(result)
        else:
            problems.append(result)
    return Repository(
        bare.root,
        bare.shown_root,
        bare.uri_root,
        bare.name,
        tuple(sources),
        others,
        bare.default_branch,
        tuple(problems),
    )


def _others(folder: Path, root: Path) -> Iterator[str]:
    for parent, _, names in walk(folder):
        for each in names:
            if parent != os.fspath(folder) or os.path.splitext(each)[1] not in _ENDINGS:
                yield Path(parent, each).relative_to(root).as_posix()


def walk(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """Every folder below, itself first, with the names of its folders and of all else, as `os.walk` gives them.

    Links to folders aren't entered; nor is a folder that the caller takes out of the list.
    """
    waiting = [os.fspath(folder)]
    while waiting:
        current = waiting.pop()
        try:
            found = witness.entries(current)
        except OSError:
            continue
        real = {name for name, kind in found if kind == "folder"}
        linked = {name for name, kind in found if kind == "link" and witness.is_folder(os.path.join(current, name))}
        folders = [name for name, _ in found if name in real or name in linked]
        yield current, folders, [name for name, _ in found if name not in real and name not in linked]
        waiting += [os.path.join(current, name) for name in reversed(folders) if name in real]


def _read(repository: Repository, local: str, is_plain: bool = False) -> Source | Problem:
    """One file; `is_plain` where it is known to be a regular one."""
    path = os.path.join(repository.root, local)
    shown = repository.shown(local)
    try:
        refused = _why_not_read(path, repository.root) if not is_plain else None
        if refused is not None:
            return _unreadable(shown, refused)
        data = witness.content(path, LARGEST_FILE)
    except FileNotFoundError:
        return _unreadable(shown, "no such file")
    except OSError as error:
        return _unreadable(shown, f"file can't be read: {error.strerror or error}")
    if data is None:
        message = f"file is larger than {LARGEST_FILE:,} bytes; GitHub wouldn't read it"
        return _unreadable(shown, message)
    decoded = decode(data)
    if decoded is None:
        return _unreadable(shown, NOT_TEXT, "save it as UTF-8")
    uri = f"{repository.uri_root}/{local}" if repository.uri_root else local
    return Source(shown, local, uri, decoded)


def _unreadable(shown: str, message: str, hint: str | None = None) -> Problem:
    from wflint.problem import Problem  # late: it is seldom needed

    return Problem("unreadable", message, whole_file(shown), hint)


@lru_cache(maxsize=16)
def _lines(text: str) -> tuple[str, ...]:
    """Asked for once for each finding in a file."""
    return tuple(text.split("\n"))


_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\xef\xbb\xbf": "utf-8"}
"""Byte order marks, and how what follows is encoded."""
_BEGINNINGS = tuple(_MARKS)


def decode(data: bytes) -> str | None:
    """UTF-8 with or without a byte order mark, or UTF-16 with one; `None` for anything else."""
    mark, encoding = _mark(data)
    try:
        text = data.removeprefix(mark).decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def encode_like(data: bytes, text: str) -> bytes:
    """Another text for a file, with the byte order mark and the encoding of what it holds."""
    mark, encoding = _mark(data)
    return mark + text.encode(encoding)


def _mark(data: bytes) -> tuple[bytes, str]:
    if not data.startswith(_BEGINNINGS):
        return b"", "utf-8"
    return next(each for each in _MARKS.items() if data.startswith(each[0]))


def shown_path(path: Path) -> str:
    """A path for the reader: from the working directory where it lies below it, otherwise whole."""
    try:
        here = Path.cwd()
    except OSError:  # it is gone
        return path.as_posix()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()


def _git_folder(root: Path) -> Path | None:
    for folder in (root, *root.parents):
        candidate = folder / ".git"
        if witness.exists(candidate):
            return candidate
    return None


def _remote_name(git: Path) -> str | None:
    """`owner/name` from the remote called origin (or the only one), read from git's own config file; git isn't run."""
    try:
        text = (witness.content(git / "config", _LARGEST_OF_GIT) or b"").decode("utf-8", "replace")
    except OSError:
        return None
    if "github.com" not in text:
        return None
    import configparser

    parser = configparser.ConfigParser(strict=False, interpolation=None, allow_no_value=True)
    try:
        parser.read_string(text)
    except configparser.Error:
        return None
    urls = {section: parser.get(section, "url", fallback="") for section in parser.sections() if section.startswith("remote")}
    url = urls.get('remote "origin"') or (next(iter(urls.values())) if len(urls) == 1 else "")
    match = _REMOTE.search(url or "")
    return f"{match[1]}/{match[2]}" if match else None


def _default_branch(git: Path) -> str | None:
    """The remote's default branch, as git noted it at clone time; `None` where it isn't noted."""
    try:
        head = (witness.content(git / "refs" / "remotes" / "origin" / "HEAD", _LARGEST_OF_GIT) or b"").decode().strip()
    except (OSError, UnicodeDecodeError):
        return None
    return head.removeprefix("ref: refs/remotes/origin/") if head.startswith("ref: ") else None
