"""Paths and files in Python: `os.path`, `pathlib`, `open`, and lines written to the runner's files.

A path is kept as its text, also where Python has a `Path` for it.  Source: docs.python.org, "pathlib", "os.path", "open".
"""

from __future__ import annotations

import ast
import re

from wflint.senders.bash_state import State, grown
from wflint.senders.holed import HOLE, Holed, each_option, file_name, holed
from wflint.senders.message import FunctionCall
from wflint.senders.paths import WORKSPACE, from_workspace, joined, last_part, parent
from wflint.senders.python_environment import RUNNER_FILES, runner_file
from wflint.senders.python_kinds import NOTHING, Instance, plain
from wflint.senders.python_memory import member_key, settle
from wflint.senders.python_site import Site
from wflint.senders.python_text import text_method
from wflint.senders.python_values import as_text, decoded
from wflint.senders.python_walk import SINKS, STDOUT, Walk
from wflint.values.value import EMPTY, Array, Choice, Const, Encoded, Object, Reference, Text, Unknown, Value, text, unplaced

_EVENT = Reference(("github", "event"))
_JOINS = frozenset(
    ("os.path.join", "posixpath.join", "pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "pathlib.PurePosixPath")
)
_SAME = frozenset(("resolve", "absolute", "as_posix", "expanduser", "__str__", "__fspath__"))
_TEMPORARY = frozenset(
    f"tempfile.{name}" for name in ("NamedTemporaryFile", "TemporaryFile", "mkdtemp", "TemporaryDirectory", "mktemp")
)
_LARGEST = 60_000


def of_files(site: Site, path: str) -> Value | None:
    """What a call about paths and files gives; `None` for any other call."""
    first = site.get(0)
    given = plain(as_text(first)) if first is not None else EMPTY
    match path:
        case _ if path in _JOINS:
            return _put_together(site.given)
        case "os.path.dirname" | "posixpath.dirname":
            return parent(given)
        case "os.path.basename" | "posixpath.basename":
            return last_part(given)
        case "os.path.abspath" | "os.path.realpath" | "os.path.normpath" | "os.path.expanduser" | "os.fspath":
            return given
        case "os.getcwd" | "pathlib.Path.cwd" | "os.getcwdb":
            return folder_of(site.walk, site.state)
        case "os.chdir":
            site.state.variables["$PWD"] = joined(folder_of(site.walk, site.state), given)
            return NOTHING
        case "os.path.exists" | "os.path.isfile":
            return Const(True) if _is_there(site.walk, given, site.state) else Unknown(site.written)
        case "open" | "io.open" | "codecs.open" | "aiofiles.open":
            return opened(site, given, site.known(1, "mode") or "r")
        case "shutil.copy" | "shutil.copyfile" | "shutil.move" | "os.rename" | "os.replace" if len(site.given) > 1:
            name = file_name(given)
            if name in site.state.files:
                site.state.files[file_name(plain(as_text(site.given[1])))] = site.state.files[name]
            return NOTHING
        case _ if path in _TEMPORARY:
            span = site.span
            place = Const(f"/tmp/python.{span.line}.{span.column}")
            return opened(site, place, "w") if "File" in path else place
        case _:
            return None


def folder_of(walk: Walk, state: State) -> Value:
    """The folder that the script is in."""
    return state.variables.get("$PWD") or walk.script.environment.get("PWD", WORKSPACE)


def _put_together(parts: tuple[Value, ...]) -> Value:
    found: Value = plain(as_text(parts[0])) if parts else Const(".")
    for each in parts[1:]:
        found = joined(found, plain(as_text(each)))
    return found


def _is_there(walk: Walk, path: Value, state: State) -> bool:
    return runner_file(path) in RUNNER_FILES or file_name(path) in state.files or _repository_file(walk, path, state) is not None


def _repository_file(walk: Walk, path: Value, state: State) -> str | None:
    found = walk.script.open(unplaced(joined(folder_of(walk, state), path)))
    return found.text if found is not None and len(found.text) <= _LARGEST else None


def opened(site: Site, path: Value, mode: str) -> Value:
    """An open file; one that is opened for writing is empty from now on."""
    if "w" in mode and not runner_file(path):
        site.state.files[file_name(path)] = EMPTY
    return site.walk.make("an open file", "file", {"path": path, "name": path}, site.state)


def content_of(walk: Walk, path: Value, written: str, state: State) -> Value:
    """The content of a file: what the script has written there, the event, or a file of the repository."""
    if runner_file(path) == "GITHUB_EVENT_PATH":
        return Encoded(_EVENT)
    kept = state.files.get(file_name(path))
    if kept is not None:
        return kept
    found = _repository_file(walk, path, state) if not isinstance(path, Unknown) else None
    return Const(found) if found is not None else Unknown(written)


def write_to(walk: Walk, path: Value, content: Value, node: ast.expr, state: State) -> None:
    """Add something to a file."""
    name = runner_file(path)
    if name in SINKS:
        walk.write(name, with_fixed_ends(content), node, state)
    elif name not in RUNNER_FILES and not isinstance(path, Unknown):
        local = file_name(path)
        state.files[local] = text([state.files.get(local, EMPTY), plain(content)])


def with_fixed_ends(value: Value) -> Value:
    """A text for the runner in which an end marker that is made anew at each run is a word that doesn't change."""
    match value:
        case Choice():
            return each_option(value, with_fixed_ends)
        case Text():
            pass
        case _:
            return value
    found = holed(value)
    first = {each: chr(0xF0000 + found.holes.index(each)) for each in found.holes}
    shape = re.sub(HOLE, lambda match: first[found.holes[ord(match[0]) - 0xF0000]], found.shape)
    ends = [end for end in re.findall(r"(?m)^[^=<\n]+<<([^\n]*)$", shape) if re.search(HOLE, end)]
    if not ends:
        return value
    for at, end in enumerate(dict.fromkeys(ends)):
        shape = shape.replace(end, f"ghadelimiter_{at}")
    return Holed(shape, found.holes).restore(shape)


def file_method(site: Site, owner: Instance, name: str) -> Value | None:
    """A method of an open file."""
    path = site.state.variables.get(member_key(owner.at, "path"), Unknown("a file"))
    match name:
        case "write":
            write_to(site.walk, path, as_text(site.data(0) or EMPTY), site.node, site.state)
        case "writelines":
            held = site.data(0)
            if isinstance(held, Array):
                write_to(site.walk, path, text(map(as_text, held.items)), site.node, site.state)
        case "read":
            return content_of(site.walk, path, site.written, site.state)
        case "readlines" | "readline":
            content = content_of(site.walk, path, site.written, site.state)
            lines = text_method(content, "splitlines", (), {}, site.written) or Unknown(site.written)
            return Unknown(f"a line of {site.written}") if name == "readline" else lines
        case "close" | "flush" | "seek" | "__enter__":
            pass
        case _:
            return None
    return NOTHING


def path_method(site: Site, path: Value, name: str) -> Value | None:
    """A method of a path; `None` for any other."""
    if isinstance(path, Object | Array) or (isinstance(path, Unknown) and name not in ("open", "read_text", "write_text")):
        return None
    match name:
        case _ if name in _SAME and not site.given:
            return path
        case "joinpath":
            return _put_together((path, *site.given))
        case "open":
            return opened(site, plain(path), site.known(0, "mode") or "r")
        case "read_text" | "read_bytes":
            return content_of(site.walk, plain(path), site.written, site.state)
        case "write_text" | "write_bytes":
            if not runner_file(path):
                site.state.files[file_name(plain(path))] = EMPTY
            write_to(site.walk, plain(path), as_text(site.data(0, "data") or EMPTY), site.node, site.state)
            return NOTHING
        case "exists" | "is_file" if not site.given:
            return Const(True) if _is_there(site.walk, plain(path), site.state) else Unknown(site.written)
        case "mkdir" | "unlink" | "touch" | "chmod" | "rmdir":
            return NOTHING
        case "with_suffix" | "with_name" | "relative_to" | "glob" | "rglob" | "iterdir" | "stat" | "is_dir":
            return Unknown(site.written)
        case _:
            return None


def printed(site: Site) -> Value:
    """`print(…)`: to standard output, or to a file."""
    separator, end = (plain(as_text(site.names.get(name, Const(default)))) for name, default in (("sep", " "), ("end", "\n")))
    pieces = [settle(each, site.state) for each in site.given]
    line = text([part for at, each in enumerate(pieces) for part in ((separator,) if at else ()) + (as_text(each),)])
    line = text([line, end])
    target = site.names.get("file")
    if isinstance(target, Instance) and target.kind == "file":
        path = site.state.variables.get(member_key(target.at, "path"), Unknown("a file"))
        write_to(site.walk, path, line, site.node, site.state)
    elif target is None or target == NOTHING:
        site.walk.add(FunctionCall("print", site.span, site.state.guard, unplaced(plain(line))))
        to_stdout(site, line)
    return NOTHING


def to_stdout(site: Site, line: Value) -> None:
    """Print a text."""
    before = site.state.variables.get(STDOUT, EMPTY)
    site.state.variables[STDOUT] = grown(before, line)
    site.walk.old_output(line, site.node, site.state)


def workspace_path(site: Site, at: int) -> str | None:
    """An argument that is a folder, as seen from the root of the repository."""
    found = site.get(at)
    return from_workspace(joined(folder_of(site.walk, site.state), plain(as_text(found)))) if found is not None else None


def decoded_file(site: Site, file: Value) -> Value:
    """`json.load(file)`."""
    if not isinstance(file, Instance):
        return Unknown(site.written)
    path = site.state.variables.get(member_key(file.at, "path"))
    return (
        decoded(content_of(site.walk, path, site.written, site.state), site.written)
        if path is not None
        else Unknown(site.written)
    )
