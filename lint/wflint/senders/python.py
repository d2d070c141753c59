"""The front end for Python: what a script sends, sets, runs and how it ends, by an abstract run over its syntax tree.

Python's own parser reads the text; nothing of it is executed.
"""

from __future__ import annotations

import ast
import posixpath
from dataclasses import replace

from wflint.senders.bash_runner_files import finish
from wflint.senders.bash_state import State, unplaced
from wflint.senders.message import Dispatch, ScriptFacts, Unresolved
from wflint.senders.python_expressions import ask, evaluate
from wflint.senders.python_kinds import Instance, Named, Scope, named
from wflint.senders.python_source import parse
from wflint.senders.python_walk import SINKS, TooLongError, Walk
from wflint.senders.script import Script
from wflint.values.condition import ALWAYS
from wflint.values.value import Const


def read(script: Script) -> ScriptFacts:
    """Everything that a script in Python does and that wflint has a use for.  Reads any text; never fails."""
    given = replace(
        script,
        environment={name: unplaced(value) for name, value in script.environment.items()},
        holes=tuple(replace(hole, value=unplaced(hole.value)) for hole in script.holes),
    )
    source = parse(given)
    if isinstance(source, str):
        return ScriptFacts(problem=source)
    walk = Walk(Scope(source), evaluate, ask, imports)
    state = State(variables={"__name__": Const("__main__")})
    problem = None
    try:
        walk.block(source.tree.body, state)
        _try_uncalled(walk, source.tree, state)
    except (TooLongError, RecursionError):
        problem = "the script is too long or nested too deeply to be read"
    record = walk.record
    for sink in SINKS:
        record.written[sink].extend(finish(state, sink))
    return ScriptFacts(
        tuple(dict.fromkeys(record.dispatches)),
        tuple(dict.fromkeys(record.unresolved)),
        tuple(record.written["GITHUB_OUTPUT"]),
        tuple(record.written["GITHUB_ENV"]),
        tuple(record.exits),
        tuple(record.invocations),
        frozenset(record.read),
        problem,
        acts=tuple(record.acts),
    )


def imports(walk: Walk, node: ast.Import | ast.ImportFrom, state: State) -> None:
    """`import` of libraries, whose names stand for themselves, and of files of the repository, which are read."""
    if isinstance(node, ast.Import):
        for each in node.names:
            path = each.name if each.asname else each.name.partition(".")[0]
            scope = _local(walk, each.name, 0)
            state.variables[each.asname or path] = _as_value(scope, path) if scope is not None else named(path)
        return
    scope = _local(walk, node.module or "", node.level)
    for each in node.names:
        name = each.asname or each.name
        if scope is not None and each.name == "*":
            state.variables.update(scope.names)
        elif scope is not None and each.name in scope.names:
            state.variables[name] = scope.names[each.name]
        else:
            inner = _local(walk, f"{node.module}.{each.name}" if node.module else each.name, node.level)
            known = Named(f"`{each.name}`", f"{node.module}.{each.name}" if node.module else each.name)
            state.variables[name] = _as_value(inner, each.name) if inner is not None else known


def _as_value(scope: Scope, name: str) -> Instance:
    return Instance(f"module `{name}`", "module", scope.names)


def _local(walk: Walk, module: str, level: int) -> Scope | None:
    """The module of that name in a file beside the script, or from the root of the repository."""
    here = posixpath.dirname(walk.source.script.path)
    for _ in range(level - 1):
        here = posixpath.dirname(here)
    path = module.replace(".", "/")
    for folder in (here,) if level else dict.fromkeys((here, "", "src")):
        for ending in (".py", "/__init__.py"):
            found = walk.module(posixpath.normpath(posixpath.join(folder, path + ending)), imports) if path else None
            if found is not None:
                return found
    return None


def _try_uncalled(walk: Walk, tree: ast.Module, state: State) -> None:
    """A function that is never called sends nothing here; who may call it isn't in sight, so it is said."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or id(node) in walk.called:
            continue
        trial = Walk(walk.scope, evaluate, ask, imports, modules=walk.modules, called=set(walk.called))
        inside = replace(state.copy(), guard=ALWAYS)
        trial.returned.append([])
        for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            inside.variables.pop(argument.arg, None)
            inside.variables[argument.arg] = named(f"{node.name}.{argument.arg}")
        trial.block(node.body, inside)
        reason = f"it stands in function `{node.name}`, which nothing in sight calls"
        sends: list[Dispatch | Unresolved] = [*trial.record.dispatches, *trial.record.unresolved]
        for found in sends:
            walk.record.unresolved.append(Unresolved(found.mechanism, reason, found.span, found.guard))
