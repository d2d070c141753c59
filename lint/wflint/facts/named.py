"""Which files of a repository texts may name, however they write it: the first look reads no script, only its words.

A script can put a path together in many ways: from variables, folders that it goes to, quotes, modules that it imports.  What all
of them have in common is that each part of the path stands somewhere as a word.  So texts may name a file when all parts of its
path are words of theirs, seen from the root, from the folder of one of the texts, or from one around that.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Collection, Iterable, Iterator

from wflint import witness
from wflint.lean import dataclass, field
from wflint.regex import regex
from wflint.sources import NOT_TEXT, Repository, Source

_WORD = regex(r"[\w.+-]+")
_GLUE = "\"'`\\^"
"""What a shell drops from the middle of a word."""
BLANK = regex(r"\\[nrt]")
"""What stands for a blank or the end of a line in a quoted text, where it would be a letter of the word behind it."""
_ENDINGS = "sh bash ps1 psm1 psd1 py js mjs cjs ts mts cts tsx jsx json bat cmd go rb pl php lua groovy kt swift dart"
_CODE = frozenset(_ENDINGS.split())
"""Endings that may be left away, or be written otherwise."""
_IMPLIED = frozenset(("__init__", "__main__", "index", "main.go"))
"""Files that are meant where only their folder is named."""
_MANAGERS = frozenset(("npm", "npx", "yarn", "pnpm", "pnpx", "bun", "bunx", "node", "deno"))
"""Programs that look for a `package.json`."""
_WORKFLOWS = ".github/workflows"
_BUNDLED = regex(r"(?:^|/)(?:dist|node_modules|vendor|vendored|third[_-]party|\.venv|venv|site-packages)/")
_LONGEST_LINE = 4_000
"""Characters: a text with a longer line was made by a machine."""
_MOST_FILES, _MOST_FOLDERS, _MOST_ODD, _MOST_CHARACTERS = 100, 300, 100, 3_000_000
"""Beyond that nobody asks what may be named."""


def is_bundled(local: str) -> bool:
    """Whether others wrote a file that was put in as it is: such files aren't read."""
    return _BUNDLED.search(local) is not None


def is_generated(text: str) -> bool:
    """Whether a machine wrote a text, which isn't read then."""
    return max(map(len, text.split("\n"))) > _LONGEST_LINE


def glued(text: str) -> str:
    """A text without what a shell drops from the middle of a word."""
    for each in _GLUE:  # `str.translate` takes ten times as long where a letter isn't ASCII
        text = text.replace(each, "")
    return text


def words(text: str) -> frozenset[str]:
    """The words of a text, also without what a shell drops, and their parts."""
    found = set(_WORD.findall(text))
    bare = glued(text)
    if len(bare) < len(text):
        found.update(_WORD.findall(bare))
    if "\\" in text:
        found.update(_WORD.findall(glued(BLANK.sub(" ", text))))
    for word in tuple(found):
        if "." in word:
            found.update(word.split("."))
            found.add(word.strip("."))
        if word.startswith("-"):
            found.update((word.lstrip("-"), word[2:]))  # `-Cfolder`
        elif word.startswith("dp0"):
            found.update((word[3:], word[3:].rpartition(".")[0]))  # `%~dp0send.bat`
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Named:
    """A file that texts may name: its text in lower case and the words in it, nothing where nobody reads it."""

    text: str = ""
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Folder:
    """What is in a folder: the names of files and of folders, by the words that name them.  Workflows are none of these files.

    `odd` are the names that are no words, by the text that names them; `subfolders` are those of folders, `links` those of links
    to folders.
    """

    files: dict[str, list[str]]
    folders: dict[str, list[str]]
    odd: dict[str, list[str]]
    subfolders: frozenset[str]
    links: frozenset[str]


@dataclass(slots=True)
class Names:
    """Finds the files that texts may name in one repository; looks at each folder and file once."""

    repository: Repository
    _folders: dict[str, _Folder] = field(default_factory=dict)
    _files: dict[str, Named | None] = field(default_factory=dict)
    _nothing: bool | None = None

    def reached(self, texts: Collection[tuple[str, str]]) -> Iterator[Named | None]:
        """The files that texts may name, and those that these may; `None`, as the last, where that can't be told.

        `texts` are in lower case, each with the folder that its file is in.
        """
        if self._has_nothing():
            return
        said = [reading for _, text in texts for reading in _readings(text)]
        length = sum(len(text) for _, text in texts)
        spoken = {word for _, text in texts for word in words(text)}
        starts = {above for folder, _ in texts for above in _around(folder)}
        found: set[str] = set()
        while True:
            named = self._matching(spoken, said, starts)
            if named is None or len(named) > _MOST_FILES or length > _MOST_CHARACTERS:
                yield None
                return
            fresh = sorted(named - found)
            if not fresh:
                return
            for local in fresh:
                file = self._file(local)
                yield file
                if file is None:
                    return
                if file.text:
                    spoken |= file.words
                    said += _readings(file.text)
                    length += len(file.text)
                    starts.update(_around(posixpath.dirname(local)))
            found.update(fresh)

    def _has_nothing(self) -> bool:
        """Whether there is nothing but workflows, and settings beside them."""
        if self._nothing is None:
            self._nothing = (
                self._holds_only("", {".github", ".git"}, files=False)
                and self._holds_only(".github", {"workflows"})
                and self._holds_only(_WORKFLOWS, ())
            )
        return self._nothing

    def _holds_only(self, folder: str, subfolders: Collection[str], files: bool = True) -> bool:
        """Whether a folder holds nothing but some folders, and YAML files."""
        inside = self._folder(folder)
        known = all(files and _is_yaml(name) for names in inside.files.values() for name in names)
        return known and not inside.odd and not inside.links and inside.subfolders <= set(subfolders)

    def _matching(self, spoken: set[str], said: list[str], starts: Collection[str]) -> set[str] | None:
        """The files of which all parts are named; `None` where a link is, or where they are in many folders."""
        managed = () if spoken.isdisjoint(_MANAGERS) else ("package.json",)
        found: set[str] = set()
        waiting = list(starts)
        seen = set(waiting)
        while waiting:
            folder = waiting.pop()
            inside = self._folder(folder)
            if len(seen) > _MOST_FOLDERS or len(inside.odd) > _MOST_ODD:
                return None
            implied = (*managed, *(_IMPLIED if folder or len(starts) > 1 else ()))
            names = {
                *_of(inside.folders, spoken),
                *_of(inside.files, spoken),
                *_of(inside.files, implied),
                *_odd(inside.odd, said),
            }
            if not inside.links.isdisjoint(names):
                return None
            for name in names:
                local = posixpath.join(folder, name)
                if name not in inside.subfolders:
                    found.add(local)
                elif local not in seen and local != ".git" and not is_bundled(f"{local}/"):
                    seen.add(local)
                    waiting.append(local)
        return found

    def _folder(self, local: str) -> _Folder:
        if local not in self._folders:
            self._folders[local] = self._listed(local)
        return self._folders[local]

    def _listed(self, local: str) -> _Folder:
        files: dict[str, list[str]] = {}
        folders: dict[str, list[str]] = {}
        odd: dict[str, list[str]] = {}
        subfolders: set[str] = set()
        links: set[str] = set()
        for name, kind in self._entries(local):
            low = name.lower()
            if kind == "folder" or (kind == "link" and witness.is_folder(self.repository.root / local / name)):
                (subfolders if kind == "folder" else links).add(name)
                keys, named = [low], folders
            elif local == _WORKFLOWS and _is_yaml(name):
                continue
            else:
                stem, _, ending = low.rpartition(".")
                keys, named = ([low, stem] if stem and ending in _CODE else [low]), files
            if _WORD.fullmatch(low):
                for key in keys:
                    named.setdefault(key, []).append(name)
            else:
                odd.setdefault(keys[-1], []).append(name)
        return _Folder(files, folders, odd, frozenset(subfolders | links), frozenset(links))

    def _entries(self, local: str) -> Iterable[tuple[str, str]]:
        if self.repository.files is not None:
            above = f"{local}/" if local else ""
            below = [each.removeprefix(above) for each in self.repository.files if each.startswith(above)]
            return sorted({(each.partition("/")[0], "folder" if "/" in each else "file") for each in below})
        try:
            return witness.entries(os.path.join(self.repository.root, local))
        except OSError:
            return ()

    def _file(self, local: str) -> Named | None:
        if local not in self._files:
            self._files[local] = self._read(local)
        return self._files[local]

    def _read(self, local: str) -> Named | None:
        source = self.repository.read(local)
        if isinstance(source, Source):
            text = "" if is_generated(source.text) else source.text.lower()
            return Named(text, words(text))
        return Named() if source is None or source.message == NOT_TEXT else None


def _of(known: dict[str, list[str]], spoken: Collection[str]) -> Iterator[str]:
    few, many = (known, spoken) if len(known) < len(spoken) else (spoken, known)
    for key in few:
        if key in many:
            yield from known[key]


def _odd(known: dict[str, list[str]], said: list[str]) -> Iterator[str]:
    for key, names in known.items():
        if any(key in text for text in said):
            yield from names


def _readings(text: str) -> tuple[str, ...]:
    """A text as it stands, and without what a shell drops where that changes it."""
    bare = glued(text)
    return (text,) if len(bare) == len(text) else (text, bare)


def _around(folder: str) -> Iterator[str]:
    """A folder and those around it, to the root."""
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""


def _is_yaml(name: str) -> bool:
    return name.endswith((".yml", ".yaml"))
