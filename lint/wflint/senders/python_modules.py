"""`import` in Python: libraries, whose names stand for themselves, and files of the repository, which are walked.

Source: docs.python.org, "The import system", "sys.path".
"""

from __future__ import annotations

import ast
import posixpath

from wflint.senders.bash_state import State
from wflint.senders.paths import from_workspace
from wflint.senders.python_kinds import Frame, Module, named
from wflint.senders.python_names import store
from wflint.senders.python_source import parse
from wflint.senders.python_walk import ImportedTooMuchError, Walk
from wflint.senders.script import of_file
from wflint.values.value import Const, Value

_MOST_MODULES = 30


def imported(walk: Walk, node: ast.Import | ast.ImportFrom, state: State) -> None:
    """`import a.b`, `from a import b`."""
    if isinstance(node, ast.Import):
        for each in node.names:
            _import(walk, each, state)
        return
    outer = load(walk, node.module or "", node.level, state)
    path = node.module or ""
    if outer is None and not node.level:
        walk.libraries.add(path.partition(".")[0])
    for alias in node.names:
        if alias.name == "*":
            _everything(walk, outer, state)
            continue
        own = state.variables.get(outer.frame.key(alias.name)) if outer is not None else None
        inner = load(walk, f"{path}.{alias.name}" if path else alias.name, node.level, state) if own is None else None
        found: Value = own or inner or named(f"{path}.{alias.name}" if path else alias.name)
        store(walk.frame, alias.asname or alias.name, found, state)


def _import(walk: Walk, alias: ast.alias, state: State) -> None:
    top = alias.name.partition(".")[0]
    found = load(walk, alias.name, 0, state)
    if found is None:
        walk.libraries.add(top)
        store(walk.frame, alias.asname or top, named(alias.name if alias.asname else top), state)
    elif alias.asname or alias.name == top:
        store(walk.frame, alias.asname or top, found, state)
    else:
        walk.modules_by_name[alias.name] = found
        store(walk.frame, top, load(walk, top, 0, state) or named(top), state)


def _everything(walk: Walk, outer: Module | None, state: State) -> None:
    start = outer.frame.key("") if outer is not None else None
    for key, value in list(state.variables.items()):
        if start is not None and key.startswith(start) and not key[len(start) :].startswith("_"):
            store(walk.frame, key[len(start) :], value, state)


def load(walk: Walk, name: str, level: int, state: State) -> Module | None:
    """The module of that name in a file beside the script, above it, or from the root of the repository."""
    path = name.replace(".", "/")
    for folder in _folders(walk, level):
        for ending in (".py", "/__init__.py") if path else ("__init__.py",):
            local = posixpath.normpath(posixpath.join(folder, f"{path}{ending}"))
            found = _module(walk, local, state) if not local.startswith("..") else None
            if found is not None:
                return found
    return None


def _is_enough(walk: Walk) -> bool:
    return walk.has_imported_enough or sum(each is not None for each in walk.modules.values()) >= _MOST_MODULES


def _folders(walk: Walk, level: int) -> list[str]:
    here = posixpath.dirname(walk.source.script.path)
    if level:
        for _ in range(level - 1):
            here = posixpath.dirname(here)
        return [here]
    own = posixpath.dirname(walk.script.path)
    if not walk.script.path:
        own = from_workspace(walk.script.environment.get("PWD", Const("."))) or ""
    found = [own, *walk.folders]
    while own:
        own = posixpath.dirname(own)
        found.append(own)
    return list(dict.fromkeys([*found, "src", here]))


def _module(walk: Walk, local: str, state: State) -> Module | None:
    known = walk.modules.get(local)
    if known is not None and known.frame.key("__name__") in state.variables:
        return known
    if known is None and local in walk.modules:
        return None
    source = walk.script.open(Const(local)) if len(walk.modules) < _MOST_MODULES * 40 else None
    parsed = parse(of_file(source, local, walk.script)) if source is not None and not _is_enough(walk) else None
    if parsed is None or isinstance(parsed, str):
        walk.modules[local] = None
        return None
    frame = known.frame if known is not None else Frame(walk.number(), parsed, is_kept=True)
    found = walk.modules[local] = Module(f"module `{local}`", frame)
    # Before it is walked: it may import what imports it.
    state.variables[frame.key("__name__")] = Const(local)
    guard, attempts = state.guard, len(walk.raised)
    try:
        with walk.inside(frame), walk.apart(), walk.importing():
            walk.block(parsed.tree.body, state)
    except ImportedTooMuchError:
        if walk.is_importing:
            raise
        state.guard = guard  # whatever stands behind is unknown
        del walk.raised[attempts:]
    return found
