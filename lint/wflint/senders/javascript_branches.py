"""Branches and loops of JavaScript: both ways of a branch are walked and joined, a loop's body is walked once.

A list of objects is gone through one by one: what belongs together in one of them stays together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeGuard

from tree_sitter import Node

from wflint.senders.bash_state import State, bounded_condition, branch, effort, is_dead, join, relative
from wflint.senders.javascript_binding import bind
from wflint.senders.javascript_conditions import equal
from wflint.senders.javascript_kinds import UNDEFINED, Rest
from wflint.senders.javascript_polls import is_endless
from wflint.senders.javascript_text import GROWS, below, field_of
from wflint.senders.javascript_values import element, keys_of, with_member
from wflint.senders.javascript_walk import Walk
from wflint.senders.message import MOST_MESSAGES, Wait
from wflint.senders.polls import head_of
from wflint.span import Span
from wflint.values.condition import ALWAYS, NEVER, Condition, Opaque, Test, all_of, any_of, negate
from wflint.values.value import Array, Const, Fallback, Object, Unknown, Value, one_of

_MAY_RUN = "a loop that may run or not"
_MORE = Rest("elements that turns of a loop add")
_MOST_TURNS = 24
_TIRED = 15_000
"""Steps behind which loops are no longer gone through one by one: the rest of the script needs some too."""
_ENOUGH = MOST_MESSAGES // 2
"""Messages behind which they aren't either."""


def either(condition: Condition, state: State, then: Callable[[State], None], otherwise: Callable[[State], None]) -> None:
    """Walk one way under the condition and the other under its opposite, and join them."""
    taken, passed = branch(state, condition), branch(state, negate(condition))
    if not is_dead(taken):
        then(taken)
    if not is_dead(passed):
        otherwise(passed)
    before = dict(state.variables)
    join(state, condition, taken, passed, lambda name: before.get(name, UNDEFINED))
    match condition:
        # `if (!x) x = y` gives `x` a fallback
        case Test(left, "==", Const("")) if not is_dead(taken) and not is_dead(passed):
            for name, value in taken.variables.items():
                if before.get(name) == left and passed.variables.get(name) == left and value != left:
                    state.variables[name] = Fallback(left, value)
        case _:
            pass


def branching(walk: Walk, node: Node, state: State) -> None:
    """`if`."""
    tested, then, otherwise = (field_of(node, name) for name in ("condition", "consequence", "alternative"))
    condition = walk.condition(tested, state) if tested is not None else ALWAYS
    either(
        condition,
        state,
        lambda inside: walk.statement(then, inside) if then is not None else None,
        lambda inside: walk.statement(otherwise, inside) if otherwise is not None else None,
    )


def switch(walk: Walk, node: Node, state: State) -> None:
    """`switch`: a case is entered by its label, or from the one above that doesn't end."""
    tested, body = field_of(node, "value"), field_of(node, "body")
    if tested is None or body is None:
        return
    subject = walk.value(tested, state)
    written = walk.source.original(tested)
    base = state.guard
    remaining: Condition = ALWAYS
    falling: Condition = NEVER
    cases = [each for each in body.named_children if each.type in ("switch_case", "switch_default")]
    entered: list[Condition] = []
    for each in cases:
        label = field_of(each, "value")
        if label is None:
            others = [_matches(walk, subject, one, written, state) for one in cases if one.type == "switch_case"]
            entered.append(all_of(negate(one) for one in others))
            continue
        walk.step(effort(remaining))
        matches = _matches(walk, subject, each, written, state)
        entered.append(all_of((remaining, matches)))
        remaining = bounded_condition(all_of((remaining, negate(matches))))
    thrown, gave = walk.thrown, walk.given()
    name = _inner_name(walk, tested)
    labels: list[Value] = []
    for each, condition in zip(cases, entered, strict=True):
        arriving = any_of((condition, falling))
        label = field_of(each, "value")
        labels.append(walk.value(label, state) if label is not None else Unknown("any other value"))
        known = one_of(labels) if name in state.variables and all(isinstance(one, Const) for one in labels) else None
        statements = [child for at, child in enumerate(each.children) if each.field_name_for_child(at) == "body"]
        ends = _ends_case(statements)
        falling = NEVER if ends else arriving

        def arrive(inside: State, statements: list[Node] = statements, known: Value | None = known) -> None:
            before = inside.variables.get(name)
            if known is not None and not isinstance(before, Const):
                inside.variables[name] = known
            for child in statements:
                if is_dead(inside) or child.type == "break_statement":
                    break
                walk.statement(child, inside)
            if before is not None and inside.variables.get(name) == known:
                inside.variables[name] = before

        if statements:
            _case(walk, arriving, state, arrive)
        if ends:
            labels = []
    if (thrown, gave) == (walk.thrown, walk.given()):
        state.guard = base


def _inner_name(walk: Walk, tested: Node) -> str:
    """The name in parentheses, empty where there is more than a name."""
    inner = [child for child in tested.named_children if child.type != "comment"]
    return walk.source.of(inner[0]) if len(inner) == 1 and inner[0].type == "identifier" else ""


def _case(walk: Walk, condition: Condition, state: State, arrive: Callable[[State], None]) -> None:
    """One case; a `break` deep inside ends the case, not what stands behind the `switch`."""
    thrown, gave = walk.thrown, walk.given()

    def body(inside: State) -> None:
        guard = inside.guard
        arrive(inside)
        if is_dead(inside) and (thrown, gave) == (walk.thrown, walk.given()):
            inside.guard = guard

    either(condition, state, body, lambda _: None)


def _matches(walk: Walk, subject: Value, case: Node, written: str, state: State) -> Condition:
    """When a label is the one that is sought."""
    label = field_of(case, "value")
    if label is None:
        return ALWAYS
    if subject == Const(True):
        return walk.condition(label, state)
    asked = walk.questions.words(f"`{written} === {walk.source.original(label)}`", subject)
    return equal(subject, walk.value(label, state), asked)


def for_each(walk: Walk, node: Node, state: State) -> None:
    """`for (const x of list)`, `for (const name in object)`."""
    left, right, body = (field_of(node, name) for name in ("left", "right", "body"))
    if left is None or right is None or body is None:
        return
    values = walk.value(right, state)
    by_name = any(walk.source.of(child) == "in" for child in node.children if not child.is_named)
    if by_name:
        values = keys_of(values)
    in_turn = is_table(values) and not _leaves(body)
    for each in turns(walk, values) if in_turn else (element(values),):

        def enter(inside: State, each: Value = each) -> None:
            bind(walk, left, each, inside)

        repeated(walk, body, values, state, enter, body_of=walk.statement, in_turn=in_turn)


def turns(walk: Walk, values: Value) -> Iterator[Value]:
    """What a loop takes in its turns: one object after the other, as long as that isn't too much, or any element for all."""
    rest = values
    while is_table(rest) and walk.steps < _TIRED and len(walk.dispatches) < _ENOUGH:
        yield rest.items[0]
        if len(rest.items) == 1:
            return
        rest = Array(rest.items[1:])
    yield element(rest)


def is_table(values: Value) -> TypeGuard[Array]:
    """Whether it is a list of objects that a loop takes one after the other."""
    return (
        isinstance(values, Array)
        and 0 < len(values.items) <= _MOST_TURNS
        and all(isinstance(each, Object | Array) for each in values.items)
    )


def _leaves(body: Node) -> bool:
    """Whether a turn of the loop may be the last one."""
    return any(each.type in ("break_statement", "return_statement") for each in below(body, into_functions=False))


def loop(walk: Walk, node: Node, state: State) -> None:
    """`for (;;)`, `while`, `do`: the body is walked once."""
    start, tested, body = (field_of(node, name) for name in ("initializer", "condition", "body"))
    if is_endless(walk.source, node):
        walk.waits.append(Wait(head_of(walk.source.script.original(walk.source.of(node))), _head(walk, node, body), state.guard))
    if start is not None:
        walk.statement(start, state)
    if body is None:
        return
    for name in (*sorted(walk.source.assigned_names(node)), *_counters(walk, node)):
        state.variables[name] = Unknown(f"`{name}` changes in a loop")
    condition: Condition = ALWAYS
    if tested is not None and node.type == "while_statement":
        condition = walk.condition(tested, state)

    def once(inside: State) -> None:
        _widen(walk, node, inside)
        walk.statement(body, inside)

    _once(walk, body, state, condition, once)


def _head(walk: Walk, loop: Node, body: Node | None) -> Span:
    """Where the head of a loop stands; of `do … while` the whole."""
    start = walk.source.start(loop)
    before = body is not None and loop.type != "do_statement"
    end = walk.source.start(body) if before and body is not None else walk.source.end(loop)
    return walk.source.script.locate(start, max(start + len(walk.source.text[start:end].rstrip()), start + 1))


def _counters(walk: Walk, node: Node) -> Iterator[str]:
    """The names that the head of `for (let i = 0; …; i++)` changes."""
    head = field_of(node, "increment")
    for each in (head, *below(head)) if head is not None else ():
        name = field_of(each, "argument", "left")
        if name is not None and name.type == "identifier":
            yield walk.source.of(name)


def repeated(
    walk: Walk,
    body: Node,
    values: Value,
    state: State,
    enter: Callable[[State], None],
    body_of: Callable[[Node, State], object],
    in_turn: bool = False,
) -> None:
    """Walk the body for any element of a list, or `in_turn` for one after the other."""
    for name in sorted(walk.source.assigned_names(body)):
        if name in state.variables:
            state.variables[name] = Unknown(f"`{name}` changes in a loop")
    runs = isinstance(values, Array) and bool(values.items)
    if isinstance(values, Array) and not values.items:
        return

    def once(inside: State) -> None:
        if not in_turn:
            _widen(walk, body, inside)
        enter(inside)
        body_of(body, inside)

    _once(walk, values, state, ALWAYS if runs else None, once, in_turn)


def _once(
    walk: Walk, about: object, state: State, condition: Condition | None, run: Callable[[State], None], in_turn: bool = False
) -> None:
    """Walk a loop's body once; what it sets may be set behind it, or not.

    `about` is what it goes through, or the loop itself; `condition` when it runs, where that is known; `in_turn`: other turns are
    walked for themselves.
    """
    guard = state.guard
    calls = isinstance(about, Unknown) and about.reason.endswith(")`")
    may_run = Opaque(walk.questions.words(_MAY_RUN, about, calls))
    condition = may_run if condition is None else condition
    inside = branch(state, condition)
    if not is_dead(inside):
        exits = len(walk.exits)
        run(inside)
        for name, value in inside.variables.items() if not in_turn else ():
            inside.variables[name] = _grown(state.variables.get(name), value)
        inside.guard = guard
        if len(walk.exits) > exits:
            left = any_of(each.guard for each in walk.exits[exits:])
            guard = bounded_condition(all_of((guard, negate(relative(left, guard)))))
        before = state.copy()
        join(state, may_run, inside, before, lambda _: UNDEFINED)
    state.guard = guard


def _grown(before: Value | None, value: Value) -> Value:
    """A list to which one turn has added: other turns may add more."""
    if isinstance(before, Array) and isinstance(value, Array) and len(value.items) > len(before.items):
        return _with_rest(value)
    return value


def _widen(walk: Walk, body: Node, state: State) -> None:
    """Let lists and objects be at the beginning of a turn what turns before may have made of them."""
    for name, member in walk.source.changed_members(body):
        value = state.variables.get(name)
        if member == GROWS and isinstance(value, Array):
            state.variables[name] = _with_rest(value)
        elif member != GROWS and isinstance(value, Object):
            changed = with_member(value, member, Unknown(f"`{name}.{member}` changes in a loop"), written=name)
            state.variables[name] = changed or value


def _with_rest(value: Array) -> Array:
    """The list with whatever turns of a loop add."""
    known = tuple(each for each in value.items if each != _MORE)
    return Array((*known, _MORE))


def _ends_case(statements: list[Node]) -> bool:
    inner = [child for each in statements for child in (each.named_children if each.type == "statement_block" else (each,))]
    last = next((each for each in reversed(inner) if each.type != "comment"), None)
    return last is not None and last.type in ("break_statement", "return_statement", "throw_statement", "continue_statement")
