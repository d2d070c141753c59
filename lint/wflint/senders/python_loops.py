"""Loops of Python.

A list that is known is gone through one by one; of any other loop one turn is walked, which stands for all.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence

from wflint.senders.bash_state import State, branch, is_dead, relative
from wflint.senders.message import Wait
from wflint.senders.python_comprehensions import element, elements
from wflint.senders.python_memory import either_guard, grown, join, lay_over
from wflint.senders.python_names import below
from wflint.senders.python_polls import is_endless
from wflint.senders.python_walk import STDOUT, Loop, Walk
from wflint.values.condition import ALWAYS, NEVER, Condition, negate
from wflint.values.value import EMPTY, Array, Unknown, Value, text

_MOST_TURNS = 24
_DEEPEST = 2


def for_each(walk: Walk, node: ast.For | ast.AsyncFor, state: State) -> None:
    """`for x in y`."""
    value = walk.value(node.iter, state)
    over = elements(walk, value, state)
    written = walk.source.quoted(node.iter)
    counts = _counts(node.iter)
    if isinstance(over, Array) and len(over.items) <= _MOST_TURNS and not (counts and _leaves(node.body)):
        _one_by_one(walk, node, over.items, state)
        return
    given = element(over, written) if not counts else Unknown(f"each of {written}")

    def enter(inside: State) -> None:
        walk.assign(node.target, given, inside)

    condition = ALWAYS if isinstance(over, Array) else walk.opaque(f"each of {written}", over or value)
    _foresee(walk, enter, node.body, state)
    _once(walk, node, condition, enter, state, counts)


def while_loop(walk: Walk, node: ast.While, state: State) -> None:
    """`while x`."""
    if "sleep" in walk.source.script.text and is_endless(node, walk.source.tree):
        test = walk.source.range(node.test)[1]
        place = walk.source.script.locate(walk.source.range(node)[0], test)
        walk.add(Wait(f"`while {walk.source.quoted(node.test)[1:-1]}`", place, state.guard))
    _foresee(walk, lambda inside: _only_where(walk, node.test, inside), node.body, state)
    condition = walk.condition(node.test, state)
    if not is_dead(state):
        _once(walk, node, condition, lambda _: None, state, True)


def leave_turn(walk: Walk, again: bool, state: State) -> None:
    """`break`, `continue`."""
    if walk.loops:
        (walk.loops[-1].again if again else walk.loops[-1].left).append(state.copy())
    state.guard = NEVER


def _only_where(walk: Walk, test: ast.expr, state: State) -> None:
    state.guard = branch(state, walk.condition(test, state)).guard


def _counts(node: ast.expr) -> bool:
    """Whether a loop counts rather than go through what somebody listed."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """Whether a turn of a loop may be the last one, or a failing one may be followed by another."""
    return any(isinstance(each, ast.Break | ast.Return | ast.Try) for each in below(body))


def _one_by_one(walk: Walk, node: ast.For | ast.AsyncFor, items: Sequence[Value], state: State) -> None:
    base, ended = state.guard, _ends(walk)
    left: list[State] = []
    for item in items:
        if is_dead(state):
            break
        before, ends = state.guard, _ends(walk)
        loop = _turn(walk, lambda inside, item=item: walk.assign(node.target, item, inside), node.body, state)  # type: ignore[misc]  # bound at once
        if not loop.left and ends == _ends(walk):
            state.guard = before
        left += loop.left
    if node.orelse and not is_dead(state):
        walk.block(node.orelse, state)
    _meet(state, left)
    if not is_dead(state) and ended == _ends(walk):
        state.guard = base


def _once(
    walk: Walk,
    node: ast.For | ast.AsyncFor | ast.While,
    condition: Condition,
    enter: Callable[[State], None],
    state: State,
    is_retry: bool,
) -> None:
    """Walk a loop's body once; what it sets may be set behind it, or not."""
    base, ended = state.guard, _ends(walk)
    inside, passed = branch(state, condition), branch(state, negate(condition))
    endless = isinstance(node, ast.While) and isinstance(node.test, ast.Constant) and condition == ALWAYS
    left: list[State] = []
    if not is_dead(inside):
        loop = _turn(walk, enter, node.body, inside, is_retry)
        left = loop.left
        if not left and ended == _ends(walk):
            inside.guard = branch(state, condition).guard
    if endless:
        state.guard = NEVER
    else:
        join(state, condition, inside, passed)
    if node.orelse and not is_dead(state):
        walk.block(node.orelse, state)
    _meet(state, left)
    if not is_dead(state) and ended == _ends(walk):
        state.guard = base


def _turn(walk: Walk, enter: Callable[[State], None], body: Sequence[ast.stmt], state: State, is_retry: bool = False) -> Loop:
    """Walk the body; the loop with the ways that leave it."""
    loop = Loop(is_retry=is_retry)
    walk.loops.append(loop)
    enter(state)
    if not is_dead(state):
        walk.block(body, state)
    walk.loops.pop()
    _meet(state, loop.again)
    return loop


def _meet(state: State, others: Sequence[State]) -> None:
    """Let ways come together that were apart."""
    for other in others:
        if is_dead(state):
            state.take(other)
            continue
        guard = either_guard(state.guard, other.guard)
        asked = relative(other.guard, state.guard)
        if asked != ALWAYS:
            lay_over(state, asked, other)
        else:
            mine, both = state.copy(), other.copy()
            lay_over(both, relative(mine.guard, other.guard), mine)
            state.take(both)
        state.guard = guard


def _ends(walk: Walk) -> tuple[int, int, int]:
    """Something that stays the same while nothing leaves the script, a function or what is tried."""
    returned = sum(len(each.given) for each in walk.calls)
    return len(walk.ended), returned, sum(map(len, walk.raised))


def _foresee(walk: Walk, enter: Callable[[State], None], body: Sequence[ast.stmt], state: State) -> None:
    """Try the body out, twice where it changes a variable: that has more than one value when it begins."""
    if sum(each.is_trial for each in walk.loops) >= _DEEPEST:
        _forget(walk, body, state)
        return
    once = state.copy()
    with walk.on_trial():
        given = [len(each.given) for each in walk.calls]
        walk.loops.append(Loop(is_trial=True))
        _turn(walk, enter, body, once)
        changed = {name: before for name, before in state.variables.items() if once.variables.get(name, before) != before}
        once.guard = state.guard
        twice = once.copy()
        if changed:
            _turn(walk, enter, body, twice)
        walk.loops.pop()
        for each, count in zip(walk.calls, given, strict=True):
            del each.given[count:]
    for name, before in changed.items():
        value = once.variables[name]
        state.variables[name] = grown(before, value, twice.variables.get(name, value), name)
    if STDOUT in once.variables and STDOUT not in state.variables:
        state.variables[STDOUT] = text([EMPTY, Unknown("what is printed in a loop")])


def _forget(walk: Walk, body: Sequence[ast.stmt], state: State) -> None:
    """The cheap way for loops deep inside of others: what a loop sets isn't known."""
    for name in _stored(body):
        key = walk.frame.key(name)
        if key in state.variables:
            state.variables[key] = Unknown(f"`{name}` changes in a loop")


def _stored(body: Sequence[ast.stmt]) -> Iterator[str]:
    for each in below(body):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            yield each.id
