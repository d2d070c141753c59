"""Loops of PowerShell: one turn stands for all, but lists of hashtables are gone through one by one."""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from wflint.senders.bash_state import State, bounded, bounded_condition, branch, is_dead, relative
from wflint.senders.message import Wait
from wflint.senders.polls import head_of
from wflint.senders.powershell_polls import is_endless
from wflint.senders.powershell_text import children, core
from wflint.senders.powershell_values import element
from wflint.senders.powershell_walk import Walk
from wflint.span import Span
from wflint.values.condition import ALWAYS, NEVER, Condition, Opaque, all_of, any_of, negate
from wflint.values.value import Array, Const, Object, Unknown, Value, one_of

_MOST_TURNS = 40


def foreach_statement(walk: Walk, node: Node, state: State) -> Value:
    """`foreach ($x in $list) { … }`."""
    parts = children(node)
    name = walk.name_of(core(parts[0])) if parts else None
    body = next((child for child in parts if child.type == "statement_block"), None)
    if body is None or len(parts) < 3:
        return Const("")
    values = walk.value(parts[1], state)
    return each_of(walk, values, name, lambda inside: walk.block(body, inside), state)


def each_of(walk: Walk, values: Value, name: str | None, turn: Callable[[State], Value], state: State) -> Value:
    """Run `turn` for each element: hashtables one by one, plain values in one turn with any of them."""
    if isinstance(values, Array) and not values.items:
        return Const("")
    if isinstance(values, Array) and len(values.items) <= _MOST_TURNS and all(isinstance(i, Object) for i in values.items):
        found: list[Value] = []
        for item in values.items:
            found.append(_turn(walk, name, item, turn, state))
        return Array(tuple(each for each in found if each != Const("")))
    _foresee(walk, name, element(values), turn, state)
    asked = walk.questions.words("the list has an element", values, calls=isinstance(values, Unknown))
    entered = ALWAYS if isinstance(values, Array | Const) else Opaque(asked)
    return _once(walk, name, element(values), turn, state, entered)


def _turn(walk: Walk, name: str | None, item: Value, turn: Callable[[State], Value], state: State) -> Value:
    if name is not None:
        state.variables[name] = item
    guard, exited = state.guard, state.exited
    state.exited = NEVER
    frame = walk.frames[-1] if walk.frames else None
    before = frame.left if frame is not None else NEVER
    if frame is not None:
        frame.left = NEVER
    with walk.loop(state):
        given = turn(state)
    gone = any_of((state.exited, frame.left)) if frame is not None else state.exited
    left = relative(bounded_condition(gone), guard)
    if frame is not None:
        frame.left = bounded_condition(any_of((before, frame.left)))
    state.guard = bounded_condition(all_of((guard, negate(left))))
    state.exited = bounded_condition(any_of((exited, state.exited)))
    return given


def _once(walk: Walk, name: str | None, item: Value, turn: Callable[[State], Value], state: State, entered: Condition) -> Value:
    """One turn that stands for all; what it sets may be set behind it, or not."""
    inside = branch(state, entered)
    if is_dead(inside):
        return Const("")
    guard = inside.guard
    given = _turn(walk, name, item, turn, inside)
    state.may_hold(inside.variables)
    state.files.update(inside.files)
    state.exported.update(inside.exported)
    lost = relative(inside.exited, state.guard)
    state.exited = bounded_condition(any_of((state.exited, inside.exited)))
    if inside.guard != guard:
        state.guard = bounded_condition(all_of((state.guard, negate(lost))))
    return given if given == Const("") else Unknown("what a loop gives")


def _foresee(walk: Walk, name: str | None, item: Value, turn: Callable[[State], Value], state: State) -> None:
    """Try the body out twice: a variable that it sets has more than one value when it begins.

    Inside a trial there is no other one: loops in loops would cost three to the power of their depth.
    """
    if walk.silent:
        return
    walk.silent += 1
    once = state.copy()
    _turn(walk, name, item, turn, once)
    once.guard = state.guard
    twice = once.copy()
    _turn(walk, name, item, turn, twice)
    walk.silent -= 1
    for each, value in once.variables.items():
        before = state.variables.get(each)
        if each == name or before is None or value == before:
            continue
        changing = twice.variables.get(each) != value
        state.variables[each] = Unknown(f"`${each}` changes in a loop") if changing else bounded(one_of((before, value)))


def loop_statement(walk: Walk, node: Node, state: State) -> Value:
    """`while`, `do` and `for`."""
    body = next((child for child in children(node) if child.type == "statement_block"), None)
    others = [child for child in children(node) if child.type != "statement_block"]
    if body is None:
        return Const("")
    start, condition, update = None, others[0] if others else None, None
    if node.type == "for_statement" and len(others) == 3:
        start, condition, update = others
    elif node.type == "for_statement":
        condition = None
    if start is not None:
        walk.statement(start, state)
    if not walk.silent and is_endless(walk.source, node, walk.functions):
        walk.waits.append(Wait(head_of(walk.source.script.original(walk.source.of(node))), _head(walk, node, body), state.guard))

    def turn(inside: State) -> Value:
        if condition is not None and node.type != "do_statement":
            asked = walk.ask(condition, inside)
            inside.guard = bounded_condition(all_of((inside.guard, asked)))
        given = walk.block(body, inside) if not is_dead(inside) else Const("")
        if update is not None and not is_dead(inside):
            walk.statement(update, inside)
        return given

    _foresee(walk, None, Const(""), turn, state)
    return _once(walk, None, Const(""), turn, state, ALWAYS)


def _head(walk: Walk, loop: Node, body: Node) -> Span:
    """Where the head of a loop stands; of `do … while` the whole."""
    start = walk.source.start(loop)
    head = walk.source.text[start : walk.source.start(body)].rstrip()
    return walk.source.span(loop) if loop.type == "do_statement" else walk.source.script.locate(start, start + len(head))
