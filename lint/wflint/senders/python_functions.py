"""Functions of Python: bodies are walked where they are called, with the names that they can see."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from wflint.senders.bash_state import State, bounded, bounded_condition, is_dead, relative
from wflint.senders.python_kinds import NOTHING, Frame, Function, Some
from wflint.senders.python_memory import either_guard, lay_over
from wflint.senders.python_names import names_of
from wflint.senders.python_walk import Call, Walk
from wflint.span import Span
from wflint.values.choice import choose
from wflint.values.condition import NEVER, Condition, all_of, conjuncts, negate
from wflint.values.value import Array, Field, Object, Unknown, Value

_MOST_CALLS = 14


def called(
    walk: Walk, function: Function, node: ast.expr, given: Sequence[Value], names: Mapping[str, Value], state: State
) -> Value:
    """Walk a function's body; what it gives."""
    body = function.node
    walk.called.add(id(body))
    if len(walk.calls) >= _MOST_CALLS or any(each.function.node is body for each in walk.calls):
        return Unknown("what a function gives that calls itself, or too many that call each other")
    frame = Frame(walk.number(), function.frame.source, names_of(body), function.frame)
    call = Call(function, is_used=id(node) not in walk.unused)
    loops, walk.loops = walk.loops, []
    base, ended = state.guard, len(walk.ended)
    keywords = node.keywords if isinstance(node, ast.Call) else []
    places = {each.arg: walk.source.span(each) for each in keywords if each.arg is not None}
    owner = (function.owner,) if function.owner is not None else ()
    with walk.inside(frame):
        _bind(walk, function, (*owner, *given), names, places, state)
        walk.calls.append(call)
        try:
            if isinstance(body, ast.Lambda):
                call.given.append((state.copy(), walk.value(body.body, state)))
                state.guard = NEVER
            else:
                walk.block(body.body, state)
        finally:
            walk.calls.pop()
            walk.loops = loops
    if not is_dead(state):
        call.given.append((state.copy(), NOTHING))
    found = _result(call, base, state)
    _continue(state, call, base, len(walk.ended) == ended)
    if not frame.is_kept:
        for name in frame.names or ():
            state.variables.pop(frame.key(name), None)
    return _yields(call, body, found)


def _result(call: Call, base: Condition, state: State) -> Value:
    """Put the ways together in which a function gives something back: one value, and the state behind the call.

    What is given whatever happens comes last, as that which isn't given in another case: what a `try` gives but for its `except`.
    """
    if not call.given:
        return NOTHING
    ways = sorted(call.given, key=lambda each: each[0].guard == base)
    guard = state.guard
    conditions: list[Condition] = []
    excluded: set[Condition] = set()
    for each, _ in ways:
        asked = [one for one in conjuncts(relative(each.guard, base)) if one not in excluded]
        conditions.append(bounded_condition(all_of(asked)))
        excluded.update(conjuncts(negate(conditions[-1])))
    last, result = ways[-1]
    state.take(last)
    for (each, value), condition in zip(reversed(ways[:-1]), reversed(conditions[:-1]), strict=True):
        lay_over(state, condition, each)
        result = choose(condition, value, result)
    state.guard = guard
    return bounded(result)


def _continue(state: State, call: Call, base: Condition, all_return: bool) -> None:
    """Under what the script goes on behind the call."""
    ways = [each.guard for each, _ in call.given]
    if not ways:
        state.guard = NEVER
    elif all_return:
        state.guard = base
    else:
        state.guard = ways[0]
        for each in ways[1:]:
            state.guard = either_guard(state.guard, each)


def _yields(call: Call, body: ast.AST, found: Value) -> Value:
    """What a generator gives one after the other."""
    if not call.yielded:
        return found
    if isinstance(body, ast.FunctionDef | ast.AsyncFunctionDef) and _is_context(body):
        return call.yielded[0]
    return Some(f"what `{getattr(body, 'name', 'a function')}` gives one after the other", tuple(dict.fromkeys(call.yielded)))


def _is_context(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    words = ("contextmanager", "asynccontextmanager", "fixture")
    return any(
        (isinstance(each, ast.Name) and each.id in words) or (isinstance(each, ast.Attribute) and each.attr in words)
        for each in node.decorator_list
    )


def _bind(
    walk: Walk,
    function: Function,
    given: Sequence[Value],
    names: Mapping[str, Value],
    places: Mapping[str, Span],
    state: State,
) -> None:
    """Give the parameters their values; the frame of the function is that of the walk already."""
    arguments = function.node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    rest = dict(names)
    defaults = dict(zip([each.arg for each in reversed(positional)], reversed(arguments.defaults), strict=False))
    defaults |= {
        each.arg: value for each, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if value is not None
    }
    key = walk.frame.key
    for at, each in enumerate([*positional, *arguments.kwonlyargs]):
        if at < len(given) and at < len(positional):
            state.variables[key(each.arg)] = given[at]
        elif each.arg in rest:
            state.variables[key(each.arg)] = rest.pop(each.arg)
        elif each.arg in defaults:
            with walk.inside(function.frame):
                state.variables[key(each.arg)] = walk.value(defaults[each.arg], state)
        else:
            state.variables[key(each.arg)] = Unknown(f"the argument `{each.arg}`")
    if arguments.vararg is not None:
        state.variables[key(arguments.vararg.arg)] = Array(tuple(given[len(positional) :]))
    if arguments.kwarg is not None:
        held = walk.hold(Object(tuple(Field(name, value, places.get(name)) for name, value in rest.items())), state)
        state.variables[key(arguments.kwarg.arg)] = held


def tried(walk: Walk, function: Function, state: State) -> None:
    """Call a function with arguments that nobody knows."""
    arguments = function.node.args
    names = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
    given = [Unknown(f"the argument `{name}`") for name in names[1 if function.owner is not None else 0 :]]
    called(walk, function, ast.copy_location(ast.Constant(None), function.node), given, {}, state)
