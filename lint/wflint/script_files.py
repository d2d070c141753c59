"""Scripts of a repository whose words may send an event, wherever they are kept: the part of `sources` that looks around."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from wflint import witness
from wflint.regex import regex
from wflint.sources import Repository, Source, walk

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from wflint.problem import Problem

_SHELL_ENDINGS = (".sh", ".bash", ".ps1", ".psm1", ".bat", ".cmd")
_CODE_ENDINGS = (".py", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts")
_SCRIPTS = """
script scripts tool tools ci .ci .github build dev hack bin util utils utilities release automation eng
worker workers lambda lambdas functions webhook webhooks
"""
_OTHERS = """
node_modules vendor vendored third_party third-party dist site-packages venv test tests __tests__ testdata fixtures spec
example examples sample samples template templates docs doc archive archived
"""
_SCRIPT_FOLDERS = frozenset(_SCRIPTS.split())
_OTHER_FOLDERS = frozenset(_OTHERS.split())
_SENDS = regex(rb"/dispatches\b|\bworkflow\b[^\n]{0,80}\brun\b|create_?(?:workflow|repository)?_?dispatch", re.IGNORECASE)
_TELLING = ("dispatch", "orchestrat", "relay", "trigger", "webhook")
"""What names of folders and files with code that sends events hold, wherever they are kept; of files also these."""
_TELLING_FILES = (*_TELLING, "github", "workflow")
_IS_TEST = regex(r"(?:^test_|[._-](?:test|spec)\.)")
_MOST_ENTRIES = 20_000
_MOST_SCRIPTS = 2_000
_LARGEST = 300_000
"""Entries of folders that are looked at, scripts that are opened, and bytes of one: a large tree costs no more than that."""


def script_files(repository: Repository) -> Iterator[Source]:
    """The scripts, in the order of their paths.

    Shell and PowerShell files, and other code where scripts are kept or whose name tells that it sends events; not what is
    bundled, vendored, a test or an example.  Links are never followed.
    """
    return (source for local in sorted(_paths(repository.root)) if isinstance(source := _candidate(repository, local), Source))


def _paths(root: Path) -> Iterator[str]:
    seen = found = 0
    for parent, folders, names in walk(root):
        folders[:] = sorted(each for each in folders if _is_entered(each))
        seen += len(folders) + len(names)
        within = Path(parent).relative_to(root)
        kept = not within.parts or any(_keeps_scripts(part.lower()) for part in within.parts)
        for name in sorted(names):
            if name.endswith(_SHELL_ENDINGS) or (name.endswith(_CODE_ENDINGS) and _may_send(name.lower(), kept)):
                found += 1
                yield (within / name).as_posix()
        if seen > _MOST_ENTRIES or found > _MOST_SCRIPTS:
            return


def _keeps_scripts(folder: str) -> bool:
    return folder in _SCRIPT_FOLDERS or any(word in folder for word in _TELLING)


def _may_send(name: str, kept: bool) -> bool:
    return (kept or any(word in name for word in _TELLING_FILES)) and _IS_TEST.search(name) is None


def _is_entered(folder: str) -> bool:
    return folder.lower() not in _OTHER_FOLDERS and (not folder.startswith(".") or folder in _SCRIPT_FOLDERS)


def _candidate(repository: Repository, local: str) -> Source | Problem | None:
    path = repository.root / local
    try:
        data = witness.content(path, _LARGEST) if not witness.is_link(path) and witness.is_file(path) else None
        if data is None or not _SENDS.search(data):
            return None
    except OSError:
        return None
    return repository.read(local)
