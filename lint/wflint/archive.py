"""Facts kept for later: `wflint facts` writes what repositories say, `wflint link` joins what several such files hold.

What is written holds the texts of the files that were read, so that findings can quote them, and no path of the machine: places
are written from the root of their repository, and a repository goes by the folder that it was read from.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from wflint import __version__
from wflint.facts.codec import VERSION, CodecError, Hook, decode, encode
from wflint.facts.repository import RepositoryFacts
from wflint.lean import dataclass, replace
from wflint.sources import Repository, Source
from wflint.span import Span
from wflint.visible import harmless_json

_KEY = "wflint-facts"


class ArchiveError(Exception):
    """A file isn't one that this version of wflint can read; the message says why."""


@dataclass(frozen=True, slots=True)
class _Written:
    """What one file holds of one repository, its facts not yet read."""

    file: str
    root: str
    table: Mapping[str, Any]

    @property
    def other_name(self) -> str:
        """What the repository goes by where its folder has the name of another's: `owner/name`, or the file's name."""
        name = self.table.get("name")
        return name if isinstance(name, str) and name else PurePosixPath(self.file.replace("\\", "/")).name.partition(".")[0]


# -- writing --------------------------------------------------------------------------------------------------------------


def write(facts: Iterable[RepositoryFacts]) -> str:
    """The facts of repositories as JSON in ASCII, the same wherever they lie."""
    content = {_KEY: VERSION, "wflint": __version__, "repositories": [_table(each) for each in facts]}
    return harmless_json(json.dumps(content, separators=(",", ":"))) + "\n"


def _table(facts: RepositoryFacts) -> dict[str, Any]:
    shown = facts.repository.shown_root
    root = facts.repository.root.name if Path(shown).is_absolute() else "" if shown == "." else shown
    prefix = "" if shown in ("", ".") else f"{shown}/"
    files = {each.local: each for each in (*facts.sources, *((facts.settings,) if facts.settings is not None else ()))}

    def prepare(value: Any) -> Any:
        match value:
            case Span() | Source():
                return replace(value, path=value.path.removeprefix(prefix))
            case Repository():
                return replace(value, root=Path("."), shown_root="", files=files)
            case _:
                return value

    return {"root": root, "name": facts.repository.name, **encode(facts, prepare)}


# -- reading --------------------------------------------------------------------------------------------------------------


def read(texts: Mapping[str, str]) -> tuple[RepositoryFacts, ...]:
    """The facts that files of that name and text hold, in their order; raises `ArchiveError`.

    A repository is shown under the folder that it was read from, or under its `owner/name` where several come from folders of
    one name.
    """
    written = [each for file, text in texts.items() for each in _tables(file, text)]
    folders = Counter(each.root for each in written)
    found: dict[str, RepositoryFacts] = {}
    for each in written:
        root = each.root if folders[each.root] == 1 else each.other_name
        number = 2
        while root in found:
            root, number = f"{each.other_name}-{number}", number + 1
        found[root] = _facts(each, root)
    return tuple(found.values())


def _tables(file: str, text: str) -> Iterable[_Written]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ArchiveError(f"{file} isn't JSON: {error}") from error
    tables = content.get("repositories") if isinstance(content, dict) else None
    if not isinstance(content, dict) or _KEY not in content:
        raise ArchiveError(f"{file} isn't a file of `wflint facts`")
    if content[_KEY] != VERSION:
        raise ArchiveError(
            f"{file} is of version {json.dumps(content[_KEY])}, and this wflint reads version {VERSION}; write it anew"
        )
    if not isinstance(tables, list) or not tables:
        raise ArchiveError(f"{file} holds no repositories")
    for table in tables:
        if not isinstance(table, dict) or not isinstance(table.get("root"), str):
            raise ArchiveError(f"{file} holds a repository without a root")
        yield _Written(file, table["root"], {**table, "wflint": content.get("wflint")})


def _facts(written: _Written, root: str) -> RepositoryFacts:
    try:
        facts: RepositoryFacts = decode(written.table, RepositoryFacts, _restored(root))
    except (CodecError, RecursionError, ValueError, TypeError) as error:
        by = (
            f"; wflint {written.table['wflint']} wrote it, this is {__version__}"
            if written.table["wflint"] != __version__
            else ""
        )
        raise ArchiveError(f"{written.file} can't be read: {error}{by}") from error
    return facts


def _restored(root: str) -> Hook:
    """What makes places as they are shown of places from the root of a repository."""
    prefix = f"{root}/" if root else ""
    paths: dict[str, str] = {}

    def restore(value: Any) -> Any:
        match value:
            case Span(path, line, column, end_line, end_column):
                if min(line, column, end_line, end_column) < 1:
                    raise CodecError("a place that is in no file")
                return Span(paths.setdefault(path, f"{prefix}{path}"), line, column, end_line, end_column)
            case Source():
                return replace(value, path=f"{prefix}{value.path}")
            case Repository():
                return replace(value, root=Path(root), shown_root=root or ".")
            case _:
                return value

    return restore
