"""Local actions in JavaScript: their sources are read with the inputs that a step gives, as the runner hands them over.

Source: docs.github.com, "Metadata syntax for GitHub Actions", `runs.main`, `runs.pre`, `runs.post` and `inputs`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from wflint.facts.called import Caller
from wflint.facts.memory import exact
from wflint.regex import regex
from wflint.senders.called import together
from wflint.senders.message import ScriptFacts
from wflint.senders.reading import read_script
from wflint.sources import Source
from wflint.syntax.workflow import Action
from wflint.values.value import Unknown, Value

_BUILT = regex(r"(?:^|/)(?:dist|lib|out|build)/")
_ENDINGS = ("ts", "js", "mjs", "cjs", "mts")
_TOKEN = Unknown("the token of an action's script")


def read_action(
    action: Action, inputs: Mapping[str, Value], environment: Mapping[str, Value], caller: Caller
) -> ScriptFacts | None:
    """What an action does: `main`, and before and after it `pre` and `post`; `None` where none of them can be read."""
    given = {f"INPUT_{name.replace(' ', '_').upper()}": value for name, value in inputs.items()}
    seen = {**environment, **given}
    folder = posixpath.dirname(action.source.local)
    read: dict[str, ScriptFacts] = {}
    for written in (action.pre, action.main, action.post):
        source = _source(folder, written, caller) if written is not None else None
        if source is not None and source.local not in read:
            read[source.local] = _read(source, seen, caller)
    return together(tuple(read.values())) if read else None


def _source(folder: str, written: str, caller: Caller) -> Source | None:
    """The file that people write: `main` itself, or what it was built from."""
    files = caller.workspace.files
    return next(filter(None, (files.at(local) for local in _candidates(folder, written))), None)


def _candidates(folder: str, written: str) -> Iterator[str]:
    main = posixpath.normpath(posixpath.join(folder, written))
    built = _BUILT.search(main)
    if built is None:
        yield main
        return
    # `dist/index.js` stands in the folder that it was built in, which may lie above the action's own.
    root = main[: built.start()]
    name = posixpath.basename(main).rpartition(".")[0]
    above = posixpath.basename(posixpath.dirname(main))
    for stem in dict.fromkeys((f"src/{name}", f"src/{above}", "src/index", "src/main", name, above, "index")):
        for ending in _ENDINGS:
            yield posixpath.join(root, f"{stem}.{ending}")
    yield main


def _read(source: Source, environment: Mapping[str, Value], caller: Caller) -> ScriptFacts:
    concern = caller.memory.concern(source)
    if not concern.is_given:
        return ScriptFacts()
    seen = {name: value for name, value in environment.items() if concern.names(name)}
    key = ("action", tuple(seen), exact(tuple(seen.values())), caller.workspace.folders)

    def read() -> ScriptFacts:
        return read_script("javascript", caller.script(source, source.local, seen), _TOKEN)

    return caller.memory.recalled(source, key, read, caller.active)
