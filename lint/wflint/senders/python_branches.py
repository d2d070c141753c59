"""Branches of Python: `if` and `match`; both ways are walked and joined."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from wflint.senders.bash_state import State, branch, is_dead
from wflint.senders.python_conditions import equal
from wflint.senders.python_memory import join
from wflint.senders.python_walk import Walk
from wflint.values.condition import ALWAYS, Condition, Test, all_of, any_of, negate
from wflint.values.value import EMPTY, Const, Fallback, Unknown, Value

_MOST_TURNS = 24


def fork(condition: Condition, state: State, then: Callable[[State], None], otherwise: Callable[[State], None]) -> None:
    """Walk one way under the condition and the other under its opposite, and join them."""
    taken, passed = branch(state, condition), branch(state, negate(condition))
    if not is_dead(taken):
        then(taken)
    if not is_dead(passed):
        otherwise(passed)
    _close(condition, state, taken, passed)


def _close(condition: Condition, state: State, taken: State, passed: State) -> None:
    before = dict(state.variables)
    join(state, condition, taken, passed)
    match condition:
        # `if not x: x = y` gives `x` a fallback
        case Test(left, "==", right) if right == EMPTY and not is_dead(taken) and not is_dead(passed):
            for name, value in taken.variables.items():
                if before.get(name) == left and passed.variables.get(name) == left and value != left:
                    state.variables[name] = Fallback(left, value)
        case _:
            pass


def branching(walk: Walk, node: ast.If, state: State) -> None:
    """`if`, with all its `elif`, which stand one inside the other in the tree."""
    chain: list[tuple[State, Condition, State, State]] = []
    current, asked = state, node
    while True:
        condition = walk.condition(asked.test, current)
        taken, passed = branch(current, condition), branch(current, negate(condition))
        if not is_dead(taken):
            walk.block(asked.body, taken)
        chain.append((current, condition, taken, passed))
        current = passed
        match asked.orelse:
            case [ast.If() as inner] if not is_dead(current):
                asked = inner
            case rest:
                if not is_dead(current):
                    walk.block(rest, current)
                break
    for before, condition, taken, passed in reversed(chain):
        _close(condition, before, taken, passed)


def matching(walk: Walk, node: ast.Match, state: State) -> None:
    """`match`: the cases one behind the other."""
    subject = walk.value(node.subject, state)
    written = walk.source.quoted(node.subject)
    _cases(walk, node.cases, subject, written, state)


def _cases(walk: Walk, cases: Sequence[ast.match_case], subject: Value, written: str, state: State) -> None:
    if not cases or is_dead(state):
        return
    first, rest = cases[0], cases[1:]
    condition = _matches(walk, first.pattern, subject, written, state)
    if first.guard is not None:
        condition = all_of((condition, walk.condition(first.guard, state)))
    with walk.deeper():
        fork(
            condition,
            state,
            lambda inside: walk.block(first.body, inside),
            lambda inside: _cases(walk, rest, subject, written, inside),
        )


def _matches(walk: Walk, pattern: ast.pattern, subject: Value, written: str, state: State) -> Condition:
    match pattern:
        case ast.MatchValue(value):
            asked = f"`{written.strip('`')} == {walk.source.text(value)}`"
            return equal(walk, subject, walk.value(value, state), asked, state)
        case ast.MatchSingleton(value):
            return equal(walk, subject, Const(value), f"`{written.strip('`')} is {value}`", state)
        case ast.MatchOr(patterns):
            return any_of([_matches(walk, each, subject, written, state) for each in patterns])
        case ast.MatchAs(inner, name):
            found = _matches(walk, inner, subject, written, state) if inner is not None else ALWAYS
            if name is not None:
                walk.assign(ast.copy_location(ast.Name(name, ast.Store()), pattern), subject, state)
            return found
        case _:
            for each in ast.walk(pattern):
                if isinstance(each, ast.MatchAs | ast.MatchStar) and each.name is not None:
                    unknown = Unknown(f"a part of {written}")
                    walk.assign(ast.copy_location(ast.Name(each.name, ast.Store()), pattern), unknown, state)
            return walk.opaque(f"a pattern of {written}", ast.dump(pattern)[:200])
