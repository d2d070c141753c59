"""Statements of Python: what each does to what is known."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from wflint.senders.bash_state import State, effort, is_dead
from wflint.senders.python_branches import branching, matching
from wflint.senders.python_classes import defined
from wflint.senders.python_data import without
from wflint.senders.python_environment import set_variable
from wflint.senders.python_exceptions import raising, trying, within
from wflint.senders.python_kinds import NOTHING, Function, Held, Instance, Named, Some, is_callable
from wflint.senders.python_loops import for_each, leave_turn, while_loop
from wflint.senders.python_memory import change, look, member_key, settle
from wflint.senders.python_modules import imported
from wflint.senders.python_names import store
from wflint.senders.python_values import is_whole, merged, minus, plus, with_member
from wflint.senders.python_walk import Walk
from wflint.values.condition import NEVER
from wflint.values.value import Array, Const, Field, Object, Unknown, Value, constant, one_of

_KEPT_DECORATORS = frozenset(
    ("staticmethod", "classmethod", "property", "cached_property", "contextmanager", "asynccontextmanager")
)


def block(walk: Walk, body: Sequence[ast.stmt], state: State) -> None:
    """Walk statements one behind the other."""
    for statement in body:
        if is_dead(state):
            return
        with walk.deeper(effort(state.guard)):
            _statement(walk, statement, state)


def _statement(walk: Walk, node: ast.stmt, state: State) -> None:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            _function(walk, node, state)
        case ast.ClassDef(name=name):
            store(walk.frame, name, defined(walk, node, state), state)
        case ast.Assign(targets, value):
            given = walk.value(value, state)
            for target in targets:
                walk.assign(target, given, state)
        case ast.AnnAssign(target, _, ast.expr() as value):
            walk.assign(target, walk.value(value, state), state)
        case ast.AugAssign():
            _augment(walk, node, state)
        case ast.Expr(value):
            inner = value.value if isinstance(value, ast.Await) else value
            if isinstance(inner, ast.Call):
                walk.unused.add(id(inner))
            walk.value(value, state)
        case ast.If():
            branching(walk, node, state)
        case ast.For() | ast.AsyncFor():
            for_each(walk, node, state)
        case ast.While():
            while_loop(walk, node, state)
        case ast.With() | ast.AsyncWith():
            within(walk, node, state)
        case ast.Try() | ast.TryStar():
            trying(walk, node, state)
        case ast.Match():
            matching(walk, node, state)
        case ast.Return(value):
            _give(walk, walk.value(value, state) if value is not None else NOTHING, state)
        case ast.Raise():
            raising(walk, node, state)
        case ast.Break() | ast.Continue():
            leave_turn(walk, isinstance(node, ast.Continue), state)
        case ast.Import() | ast.ImportFrom():
            imported(walk, node, state)
        case ast.Assert(test):
            walk.condition(test, state)
        case ast.Delete(targets):
            for target in targets:
                _delete(walk, target, state)
        case _:
            pass


def _give(walk: Walk, given: Value, state: State) -> None:
    """`return`."""
    if is_dead(state):
        return
    if walk.calls:
        walk.calls[-1].given.append((state.copy(), given))
    state.guard = NEVER


def _function(walk: Walk, node: ast.FunctionDef | ast.AsyncFunctionDef, state: State) -> None:
    walk.frame.is_kept = True
    made: Value = Function(f"function `{node.name}`", node, walk.frame)
    for each in reversed(node.decorator_list):
        if isinstance(each, ast.Name) and each.id in _KEPT_DECORATORS:
            continue
        made = _decorated(walk, each, made, state)
    store(walk.frame, node.name, made, state)


def _decorated(walk: Walk, node: ast.expr, function: Value, state: State) -> Value:
    """What a decorator makes of a function; one of a library leaves it what it is."""
    decorator = walk.value(node, state)
    if isinstance(decorator, Function):
        found = walk.call(decorator, node, (function,), state)
        return found if is_callable(found) else function
    if isinstance(decorator, Instance) and decorator.kind.partition(".")[0] in ("click", "typer"):
        return walk.meaning.option(walk, decorator, function, state)
    if isinstance(decorator, Named) and decorator.path.partition(".")[0] in ("click", "typer"):
        return walk.meaning.option(walk, decorator, function, state)
    return function


def assign(walk: Walk, target: ast.expr, value: Value, state: State) -> None:
    """`target = value`."""
    match target:
        case ast.Name(name):
            store(walk.frame, name, value, state)
        case ast.Tuple(parts) | ast.List(parts):
            _unpack(walk, parts, value, state)
        case ast.Starred(inner):
            assign(walk, inner, value, state)
        case ast.Attribute(owner, name):
            held = walk.value(owner, state)
            if isinstance(held, Instance):
                state.variables[member_key(held.at, name)] = value
        case ast.Subscript(owner, key):
            _set_item(walk, target, walk.value(owner, state), key, value, state)
        case _:
            pass


def _unpack(walk: Walk, parts: Sequence[ast.expr], value: Value, state: State) -> None:
    held = look(value, state)
    starred = next((at for at, each in enumerate(parts) if isinstance(each, ast.Starred)), None)
    if isinstance(held, Array) and starred is None and len(held.items) == len(parts):
        for part, item in zip(parts, held.items, strict=True):
            assign(walk, part, item, state)
    elif isinstance(held, Array) and starred is not None and len(held.items) >= len(parts) - 1:
        behind = len(parts) - starred - 1
        middle = held.items[starred : len(held.items) - behind]
        given = (*held.items[:starred], walk.hold(Array(middle), state), *held.items[len(held.items) - behind :])
        for part, item in zip(parts, given, strict=True):
            assign(walk, part, item, state)
    else:
        for at, part in enumerate(parts):
            assign(walk, part, _piece(held, at, walk.source.quoted(part)), state)


def _piece(held: Value, at: int, written: str) -> Value:
    """One part of something that is taken apart without being known."""
    options = getattr(held, "options", ())
    pieces = [each.items[at] for each in options if isinstance(each, Array) and at < len(each.items)]
    if options and len(pieces) == len(options):
        return one_of(pieces)
    reason = held.reason if type(held) is Unknown else f"{written} of a value that isn't known"
    return Unknown(reason)


def _set_item(walk: Walk, target: ast.Subscript, held: Value, key: ast.expr, value: Value, state: State) -> None:
    name = walk.value(key, state) if not isinstance(key, ast.Slice) else Unknown("a part of a list")
    known = constant(name)
    if isinstance(held, Named) and held.path == "os.environ":
        if known is not None:
            set_variable(known, value, state)
        return
    if isinstance(held, Instance):
        if known is not None:
            state.variables[member_key(held.at, known)] = value
        return
    span = walk.source.span(target)

    def changed(before: Value) -> Value:
        if isinstance(before, Array) and is_whole(name) and -len(before.items) <= int(known or 0) < len(before.items):
            items = list(before.items)
            items[int(known or 0)] = value
            return Array(tuple(items))
        if isinstance(before, Object) and known is not None:
            return with_member(before, known, value, Field(known, value, span))
        if isinstance(before, Object):
            return merged(before, Unknown("a member under a computed name"))
        return Unknown("a list that is changed at run time")

    if not change(held, state, changed) and isinstance(held, Object | Array):
        assign(walk, target.value, changed(held), state)


def _augment(walk: Walk, node: ast.AugAssign, state: State) -> None:
    load = _loaded(node.target)
    before, given = walk.value(load, state), walk.value(node.value, state)
    written = walk.source.quoted(node)
    held = look(given, state)
    match node.op:
        case ast.Add() if isinstance(before, Held) and isinstance(look(before, state), Array):
            change(before, state, lambda each: plus(each, held if isinstance(held, Array | Some) else Unknown(written), written))
        case ast.Add():
            walk.assign(node.target, plus(look(before, state), held, written), state)
        case ast.Sub():
            walk.assign(node.target, minus(before, given, written), state)
        case ast.BitOr() if isinstance(before, Held):
            change(before, state, lambda each: merged(each, held))
        case _:
            walk.assign(node.target, Unknown(written), state)


def _loaded(target: ast.Name | ast.Attribute | ast.Subscript) -> ast.expr:
    """The target as an expression that is read."""
    match target:
        case ast.Name(name):
            return ast.copy_location(ast.Name(name, ast.Load()), target)
        case ast.Attribute(owner, name):
            return ast.copy_location(ast.Attribute(owner, name, ast.Load()), target)
        case ast.Subscript(owner, key):
            return ast.copy_location(ast.Subscript(owner, key, ast.Load()), target)


def _delete(walk: Walk, target: ast.expr, state: State) -> None:
    """`del d["name"]`."""
    if not isinstance(target, ast.Subscript) or isinstance(target.slice, ast.Slice):
        return
    held, name = walk.value(target.value, state), constant(settle(walk.value(target.slice, state), state))
    if isinstance(held, Named) and held.path == "os.environ" and name is not None:
        set_variable(name, Const(""), state)
    elif name is not None:
        change(held, state, lambda each: without(each, name))
