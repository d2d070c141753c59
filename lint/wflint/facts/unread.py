"""Texts in languages that nobody reads: where they have the look of a send, that is said, and nothing more is known of it."""

from __future__ import annotations

import posixpath

from wflint.facts.workspace import Files
from wflint.regex import regex
from wflint.senders.message import ScriptFacts
from wflint.senders.unread import sends_in
from wflint.sources import Source
from wflint.syntax.workflow import Action

_STEP_OF_IMAGE = regex(r"(?im)^[ \t]*(?:COPY|ADD|RUN|ENTRYPOINT|CMD)\b(.*(?:\\\n.*)*)")
_FILE = regex(r"[\w@./-]*\w\.\w+|[\w@./-]+")
_MOST_FILES = 40


def read_program(source: Source) -> ScriptFacts | None:
    """A program in a language that isn't read; `None` where it doesn't look as if it sends."""
    reason = f"what `{source.name}` does isn't read"
    found = tuple(sends_in(source.text, source.locator(), "program", reason))
    return ScriptFacts(unresolved=found, problem=reason) if found else None


def read_docker_action(action: Action, files: Files) -> ScriptFacts | None:
    """A local action in a container: the files that its `Dockerfile` names; `None` where none of them looks as if it sends."""
    folder = posixpath.dirname(action.source.local)
    recipe = files.at(posixpath.join(folder, "Dockerfile"))
    if recipe is None:
        return None
    named = [each for step in _STEP_OF_IMAGE.findall(recipe.text) for each in _FILE.findall(step)]
    names = dict.fromkeys(each.lstrip("/") for each in named)
    paths = dict.fromkeys(posixpath.normpath(posixpath.join(folder, name)) for name in names if name)
    sources = [source for path in list(paths)[:_MOST_FILES] if (source := files.at(path)) is not None]
    found = tuple(
        each
        for source in sources
        for each in sends_in(source.text, source.locator(), "docker action", "what a container runs isn't read")
    )
    return ScriptFacts(unresolved=found) if found else None
