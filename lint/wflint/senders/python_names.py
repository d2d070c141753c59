"""Names of Python: which of them belong to a function, and where one is found."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache

from wflint.senders.bash_state import State, bounded
from wflint.senders.python_kinds import Frame
from wflint.values.value import Value

Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def find(frame: Frame, name: str, state: State) -> Value | None:
    """What a name stands for, from the inside out; `None` where it isn't set."""
    around: Frame | None = frame
    while around is not None:
        if around.names is None or name in around.names:
            found = state.variables.get(around.key(name))
            if found is not None:
                return found
        around = around.outer
    return None


def store(frame: Frame, name: str, value: Value, state: State) -> None:
    """Set a name where it belongs."""
    around = frame
    while around.names is not None and name not in around.names and around.outer is not None:
        around = around.outer
    state.variables[around.key(name)] = bounded(value)


@lru_cache(maxsize=256)
def names_of(node: Scope) -> frozenset[str]:
    """The names of a function: its parameters, and what is set inside without `global` or `nonlocal`."""
    arguments = node.args
    parameters = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    parameters += [each for each in (arguments.vararg, arguments.kwarg) if each is not None]
    body: Iterable[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else node.body
    found: set[str] = {each.arg for each in parameters}
    foreign: set[str] = set()
    for each in below(body):
        match each:
            case ast.Global(names) | ast.Nonlocal(names):
                foreign.update(names)
            case _:
                found.update(set_by(each))
    return frozenset(found - foreign)


def set_by(node: ast.AST) -> Iterator[str]:
    """The names that one node sets by itself."""
    match node:
        case ast.Name(name, ast.Store() | ast.Del()) | ast.ExceptHandler(name=str(name)):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names) | ast.ImportFrom(names=names):
            for alias in names:
                yield alias.asname or alias.name.partition(".")[0]
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            yield name
        case _:
            return


def below(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The nodes and all that is in them, but not what is in functions, classes and comprehensions."""
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (*_SCOPES, *_COMPREHENSIONS)):
            waiting.extend(ast.iter_child_nodes(node))
