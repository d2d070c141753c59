"""Whether a file can concern the event system at all: most scripts only build and test, and reading them is wasted time.

The test may err on the side of reading: it looks for words that no send, output or exported value can do without, in the file
and in every file whose name stands in it.
"""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache

from wflint.facts.workspace import Files
from wflint.lean import dataclass
from wflint.regex import regex
from wflint.sources import Source

_WORDS = regex(
    r"dispatch|GITHUB_OUTPUT|GITHUB_ENV|set-output|set-env|setOutput|exportVariable"
    r"|\bgit\b[^\n]{0,200}\bpush\b|\bgh\b\W{1,9}(?:api|pr|release|issue|label)\b|api\.github\.com|GITHUB_API_URL|octokit|github\.rest",
    re.IGNORECASE,
)
_GH = regex(r"(?<![A-Za-z])(?:gh(?![a-z])|GH(?![A-Z]))")
_WORKFLOW_RUN = regex(r"\bworkflow\b\W{1,80}\brun\b")
_ENDING = regex(r"\.(?<=\w\.)(?:sh|bash|py|js|mjs|cjs|ts|mts|cts|ps1|psm1|bat|cmd)\b")
_IN_PATHS = frozenset("_.@/\\-")
"""Characters of paths besides letters and digits."""
_IMPORT = regex(r"(?m)^\s*(?:from|import)\s+([\w.]+)|(?:require|import)\s*\(\s*[\"'`]([^\"'`\n]+)|\bfrom\s+[\"']([^\"'\n]+)")
_MODULES = (".py", "/__init__.py", ".js", ".ts", ".mjs", ".cjs", "/index.js", "/index.ts")
_MOST_FILES = 40
_SHORT = 4_000
"""Characters: what is shorter is read for its output alone."""
_ALWAYS_SEEN = regex(r"GITHUB_\w+|GH_\w+|PWD|PATH|INPUT_.+")


@dataclass(frozen=True, slots=True)
class Concern:
    """The text of a file with all the files that it names, and whether it is worth reading."""

    text: str
    is_given: bool

    def names(self, variable: str) -> bool:
        """Whether a variable of the environment may be looked up in these files."""
        return is_always_seen(variable) or variable.lower() in self.text


def concern_of(source: Source, files: Files) -> Concern:
    """What a file is about."""
    found = {source.local: source}
    waiting = [source]
    while waiting and len(found) < _MOST_FILES:
        current = waiting.pop()
        for local in _named(current.text, posixpath.dirname(current.local)):
            other = files.at(local) if local not in found else None
            if other is not None:
                found[local] = other
                waiting.append(other)
    whole = "\n".join(each.text for each in found.values())
    return Concern(whole.lower(), len(whole) < _SHORT or len(found) >= _MOST_FILES or is_about_events(whole))


@lru_cache(4096)
def is_always_seen(variable: str) -> bool:
    """Whether programs look up a variable by themselves, or by a prefix and a name that are put together."""
    return _ALWAYS_SEEN.fullmatch(variable) is not None


def is_about_events(text: str) -> bool:
    """Whether a text may send something, or put something out: `gh workflow run`, in whatever form, holds its words."""
    return _WORDS.search(text) is not None or (_WORKFLOW_RUN.search(text) is not None and _GH.search(text) is not None)


def names_file(text: str, files: Files) -> bool:
    """Whether a text that a command is given names a file of the repository, which may do what the text itself doesn't."""
    return any(files.at(local) is not None for local in _named(text, ""))


@lru_cache(1000)
def _named(text: str, folder: str) -> tuple[str, ...]:
    """Paths of files that a text in that folder may name, by their ends; many scripts import the same modules."""
    ends = {_with_head(text, match).replace("\\", "/").lstrip("/"): None for match in _ENDING.finditer(text)}
    for match in _IMPORT.finditer(text):
        module = match[1].replace(".", "/") if match[1] else match[2] or match[3]
        ends.update((module.lstrip("/") + ending, None) for ending in ("", *_MODULES))
    return tuple(
        dict.fromkeys(posixpath.normpath(posixpath.join(base, end)) for end in ends for base in dict.fromkeys(("", folder)))
    )


def _with_head(text: str, ending: re.Match[str]) -> str:
    """The path that ends there."""
    begin = ending.start()
    while begin and (text[begin - 1] in _IN_PATHS or text[begin - 1].isalnum()):
        begin -= 1
    return text[begin : ending.end()]
