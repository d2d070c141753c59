"""Functions of JavaScript: bodies are walked where they are called, with the names that they could see."""

from __future__ import annotations

from tree_sitter import Node

from wflint.senders.bash_state import State, bounded, is_dead, relative
from wflint.senders.javascript_binding import bind, bind_rest
from wflint.senders.javascript_kinds import UNDEFINED, Function, Scope
from wflint.senders.javascript_text import field_of, named
from wflint.senders.javascript_values import with_member
from wflint.senders.javascript_walk import Frame, Walk
from wflint.values.condition import any_of
from wflint.values.value import Array, Choice, Object, Unknown, Value

_DEEPEST_CALL = 12


def called(walk: Walk, function: Value, arguments: list[Value], state: State, this: Value | None) -> tuple[Value, Value | None]:
    """Walk a function's body; what it gives, and what is left of `this`."""
    walk.left = ()
    if not isinstance(function, Function) or function.node is None:
        return Unknown("what a function gives"), None
    node = function.node
    walk.walked.add(node.id)
    if len(walk.running) >= _DEEPEST_CALL or node.id in walk.running:
        return Unknown("what a function gives that calls itself"), None
    walk.running.append(node.id)
    with walk.reading(function.source or walk.source, state):
        found = _in_its_text(walk, function, node, arguments, state, this)
    walk.running.pop()
    return found


def _in_its_text(
    walk: Walk, function: Function, node: Node, arguments: list[Value], state: State, this: Value | None
) -> tuple[Value, Value | None]:
    captured = function.scope.visible() if function.scope is not None else {}
    locals_ = walk.source.local_names(node)
    names = (*locals_, *(name for name in captured if name not in locals_))
    outside = _hide(walk, function, state)
    scope = Scope(parent=function.scope)
    frame = Frame(state.guard, scope, walk.source, names)
    frame.shadowed = _taken(state, names)
    state.variables.update({name: value for name, value in captured.items() if name not in locals_})
    if this is not None and "this" in locals_:
        state.variables["this"] = this
    if function.above is not None:
        state.variables["super"] = function.above
    thrown = walk.thrown
    walk.frames.append(frame)
    bind_parameters(walk, node, arguments, state)
    given = _body(walk, node, frame, state)
    walk.frames.pop()
    ends = [guard for guard, _ in frame.given]
    state.guard = frame.base if thrown == walk.thrown else any_of((*ends, state.guard))
    left = state.variables.get("this") if this is not None else None
    walk.left = _left_of_parameters(walk, node, state)
    mine = _taken(state, names)
    scope.values = {name: value for name, value in mine.items() if name in locals_}
    if function.scope is not None:
        function.scope.keep({name: mine[name] for name in captured if name in mine})
    state.variables.update(frame.shadowed)
    for around, hidden in reversed(outside):
        around.shadowed = _taken(state, around.names)
        state.variables.update(hidden)
    return given, left


def _taken(state: State, names: tuple[str, ...]) -> dict[str, Value]:
    """The values of names, which are forgotten for now."""
    return {name: state.variables.pop(name) for name in names if name in state.variables}


def _hide(walk: Walk, function: Function, state: State) -> list[tuple[Frame, dict[str, Value]]]:
    """Put away the names of calls that last, but in which the function wasn't made: it can't see them."""
    seen: list[Scope] = []
    scope = function.scope
    while scope is not None:
        seen.append(scope)
        scope = scope.parent
    found: list[tuple[Frame, dict[str, Value]]] = []
    for frame in reversed(walk.frames):
        if frame.source is walk.source and frame.scope not in seen:
            found.append((frame, _taken(state, frame.names)))
            state.variables.update(frame.shadowed)
    return found


def bind_parameters(walk: Walk, node: Node, arguments: list[Value], state: State) -> None:
    """Give the parameters their values; in TypeScript a parameter may be a member of `this` at the same time."""
    single, several = field_of(node, "parameter"), field_of(node, "parameters")
    patterns = [single] if single is not None else named(several) if several is not None else []
    typed = [field_of(each, "pattern") for each in patterns]
    patterns = [each for each, inner in zip(patterns, typed, strict=True) if inner is None or inner.type != "this"]
    for at, pattern in enumerate(patterns):
        inner = field_of(pattern, "pattern") or pattern
        given = arguments[at] if at < len(arguments) else UNDEFINED
        if inner.type == "rest_pattern":
            bind_rest(walk, inner, Array(tuple(arguments[at:])), state)
        else:
            bind(walk, pattern, given, state)
        if any(child.type in ("accessibility_modifier", "readonly") for child in pattern.children):
            name = walk.source.of(inner)
            held = with_member(state.variables.get("this", Object(())), name, state.variables.get(name, given))
            state.variables["this"] = held if held is not None else Unknown("`this`")


def _left_of_parameters(walk: Walk, node: Node, state: State) -> tuple[Value | None, ...]:
    """What the parameters hold in the end, `None` for those that may hold another object than the caller's."""
    several, body = field_of(node, "parameters"), field_of(node, "body")
    if several is None or body is None:
        return ()
    others = walk.source.assigned_names(body)
    names = [field_of(each, "pattern", "left") or each for each in named(several)]
    plain = [walk.source.of(each) if each.type == "identifier" else "" for each in names]
    return tuple(state.variables.get(name) if name and name not in others else None for name in plain)


def _body(walk: Walk, node: Node, frame: Frame, state: State) -> Value:
    body = field_of(node, "body")
    if body is None:
        return UNDEFINED
    if body.type != "statement_block":
        return walk.value(body, state)
    walk.statement(body, state)
    result: Value | None = None if is_dead(state) else UNDEFINED
    for guard, value in reversed(frame.given):
        condition = relative(guard, frame.base)
        result = value if result is None or result == value else Choice(condition, value, result)
    return bounded(result) if result is not None else UNDEFINED
