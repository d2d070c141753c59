"""Paths and files in JavaScript: `path.join`, `new URL(…)`, `fs.readFileSync`, and lines written to the runner's files.

Source: nodejs.org, "Path", "File system", "URL".
"""

from __future__ import annotations

import posixpath
import re

from wflint.senders.bash_runner_files import Written, write
from wflint.senders.holed import HOLE, file_name, holed
from wflint.senders.javascript_kinds import UNDEFINED, Named, plain
from wflint.senders.javascript_members import folder_of
from wflint.senders.javascript_site import Site
from wflint.senders.javascript_values import as_text, decoded
from wflint.senders.paths import joined, last_part, parent
from wflint.values.condition import ALWAYS
from wflint.values.value import Choice, Const, Encoded, Reference, Unknown, Value, constant, text, unplaced

_FILES = frozenset(("fs", "fs/promises", "promises", "fs-extra", "fsPromises", "fse"))
_EVENT = Reference(("github", "event"))


def of_files(site: Site, path: tuple[str, ...], arguments: list[Value]) -> Value | None:
    """What a call about paths and files gives; `None` for any other call."""
    owner, last = path[0], path[-1]
    first = arguments[0] if arguments else UNDEFINED
    match owner, last:
        case ("path" | "path/posix", "join"):
            return _put_together(arguments)
        case ("path" | "path/posix", "resolve"):
            place = folder_of(site.walk)
            for each in arguments:
                place = joined(place, as_text(each))
            return place
        case ("path" | "path/posix", "dirname"):
            return parent(as_text(first))
        case ("path" | "path/posix", "basename"):
            return last_part(as_text(first), constant(arguments[1]) or "" if len(arguments) > 1 else "")
        case (_, "fileURLToPath"):
            return _without_scheme(as_text(first))
        case (_, "pathToFileURL"):
            return text([Const("file://"), as_text(first)])
        case ("URL", "URL") | ("url", "URL"):
            return _address(arguments)
        case ("process", "cwd"):
            return folder_of(site.walk)
        case _ if owner in _FILES and last in (
            "readFileSync",
            "readFile",
            "readJsonSync",
            "readJson",
            "readJSON",
            "readJSONSync",
        ):
            content = _read(site, first)
            return decoded(content) if "son" in last.lower() else content
        case _ if owner in _FILES and last in ("appendFileSync", "appendFile", "writeFileSync", "writeFile"):
            return _write(site, first, arguments[1] if len(arguments) > 1 else UNDEFINED, "append" in last)
        case _ if owner in _FILES and last == "existsSync":
            return Const(True) if isinstance(first, Named) or _opened(site, first) is not None else Unknown(f"`{site.written}`")
        case _:
            return None


def _put_together(parts: list[Value]) -> Value:
    whole = holed(text([each for part in parts for each in (as_text(part), Const("/"))]))
    return whole.restore(posixpath.normpath(whole.shape)) if whole.shape else Const(".")


def _without_scheme(path: Value) -> Value:
    found = holed(path)
    return found.restore(re.sub(r"^file://", "", found.shape))


def _address(arguments: list[Value]) -> Value:
    """`new URL(path, base)` as a text."""
    first = as_text(arguments[0]) if arguments else UNDEFINED
    if len(arguments) < 2:
        return first
    base, shape = holed(as_text(arguments[1])), holed(first).shape
    if base.shape.startswith("file://"):
        return text([Const("file://"), joined(parent(base.restore(base.shape[7:])), first)])
    host = re.match(rf"https?://[^/]+|{HOLE}", base.shape)
    if host and shape.startswith("/"):
        return text([base.restore(host[0]), first])
    return Unknown("an address that is put together")


def _opened(site: Site, path: Value) -> str | None:
    found = site.source.script.open(unplaced(joined(folder_of(site.walk), _without_scheme(as_text(path)))))
    return found.text if found is not None else None


def _read(site: Site, path: Value) -> Value:
    """The content of a file: what the script has written there, the event, or a file of the repository."""
    if isinstance(path, Named):
        return Encoded(_EVENT) if path.path == ("GITHUB_EVENT_PATH",) else Unknown(f"`{site.written}`")
    kept = site.walk.kept.get(file_name(as_text(path)))
    content = _opened(site, path) if kept is None else None
    return kept if kept is not None else Const(content) if content is not None else Unknown(f"`{site.written}`")


def _write(site: Site, path: Value, content: Value, appends: bool) -> Value:
    walk = site.walk
    written = plain(as_text(content))
    if isinstance(path, Named) and path.path in (("GITHUB_OUTPUT",), ("GITHUB_ENV",)):
        found = write(walk.runner, path.path[0], Written(unplaced(written), site.span, site.state.guard))
        (walk.outputs if path.path[0] == "GITHUB_OUTPUT" else walk.exported).extend(found)
        return UNDEFINED
    name = file_name(as_text(path))
    before = walk.kept.get(name, Const("")) if appends else Const("")
    whole = text([before, written])
    if site.state.guard != ALWAYS and name in walk.kept:
        whole = Choice(site.state.guard, whole, walk.kept[name])
    walk.kept[name] = whole
    return UNDEFINED
