"""Loops of bash scripts: `for`, `while`, `until`, and `for ((…))`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wflint.senders.bash_branches import run_condition
from wflint.senders.bash_conditions import arithmetic_test
from wflint.senders.bash_discard import UNHEEDED
from wflint.senders.bash_polls import is_endless
from wflint.senders.bash_state import Several, State, bounded, bounded_condition, joined_output, relative, variants
from wflint.senders.bash_tree import Node
from wflint.senders.bash_words import items_of
from wflint.senders.message import Wait, Word
from wflint.senders.polls import quoted
from wflint.values.condition import ALWAYS, NEVER, Condition, Opaque, all_of, any_of, negate
from wflint.values.value import EMPTY, Choice, Const, Unknown, Value, one_of, shown, text

if TYPE_CHECKING:
    from wflint.senders.bash_walk import Walk


def run_for(walk: Walk, node: Node, state: State) -> Value:
    """Run the body of `for` once, with its variable as one of its values."""
    name_node, body = node.child_by_field_name("variable"), node.child_by_field_name("body")
    if name_node is None or body is None:
        return walk.sequence(node.children, state)
    name = walk.source.text(name_node)
    given = node.children_by_field_name("value")
    values: list[Value] = []
    is_known = False
    for each in given:
        loose = each.type in ("simple_expansion", "expansion", "command_substitution")
        items = items_of(walk, each, state)
        is_known = is_known or any(isinstance(item, Word) and (not loose or isinstance(item.value, Const)) for item in items)
        for _, words in variants(items):
            values.extend(_element(word.value, loose) for word in words)
    if not given:
        values = [word.value for _, words in variants(state.arguments) for word in words]
    if given and not values:
        return EMPTY
    element = one_of(values) if values else Unknown(f"an argument, as `{name}`")

    def turn(inside: State) -> Value:
        inside.assign(name, element)
        return walk.sequence(body.children, inside)

    left_out = NEVER if is_known else Opaque(f"{walk.unique(node)} has nothing to go through")
    return _loop(walk, turn, state, left_out)


def run_while(walk: Walk, node: Node, state: State) -> Value:
    """Run the body of `while`, `until` or `for ((…))` once, where it is entered."""
    body = node.child_by_field_name("body")
    asked = [each for each in node.children_by_field_name("condition") if each.is_named]
    start = node.child_by_field_name("initializer")
    if start is not None:
        walk.run(start, state)
    until = bool(node.children) and node.children[0].type == "until"
    c_style = node.type == "c_style_for_statement"
    update = node.child_by_field_name("update")
    if not walk.silent and not walk.unwaited and is_endless(walk.source, node, walk.functions):
        head = walk.source.between(node.start_byte, body.start_byte if body is not None else node.end_byte).strip(" \n;")
        at = walk.source.offset(node.start_byte)
        place = walk.source.script.locate(at, at + len(head))
        walk.record.waits.append(Wait(quoted(walk.source.script.original(head)), place, state.guard))

    def turn(inside: State) -> Value:
        before, handled = inside.discarded, walk.handled
        if not until and not c_style:
            inside.discarded = before or "its failure only ends a `while`"
        elif before == UNHEEDED:
            inside.discarded = None  # `until` goes on only when it has succeeded
        first = EMPTY if c_style else walk.sequence(asked[:-1], inside)
        if c_style:
            found: Condition = arithmetic_test(walk, asked, inside)
        else:
            walk.tail = True  # its status is looked at
            found, _ = run_condition(walk, asked[-1], inside) if asked else (ALWAYS, EMPTY)
            walk.tail = False
        inside.discarded, walk.handled = before, handled
        inside.guard = bounded_condition(all_of((inside.guard, negate(found) if until else found)))
        output = walk.sequence(body.children, inside) if body is not None else EMPTY
        if update is not None:
            arithmetic_test(walk, [update], inside)
        return joined_output([first, output])

    return _loop(walk, turn, state)


def _loop(walk: Walk, turn: Callable[[State], Value], state: State, left_out: Condition = ALWAYS) -> Value:
    """Run the body for all its turns; `left_out`: when there is none, which counts where each of them ends the script."""
    tail, walk.tail = walk.tail, False
    if not walk.silent:
        _foresee(walk, turn, state)
    inside = state.copy()
    inside.exited = NEVER
    output = _turn(walk, turn, inside)
    walk.tail = tail
    state.may_hold(inside.variables)
    state.arrays.update(inside.arrays)
    state.files.update(inside.files)
    state.pending.update(inside.pending)
    state.functions.update(inside.functions)
    state.exported.update(inside.exported)
    left = relative(inside.exited, state.guard)
    ended = inside.exited if left != ALWAYS else all_of((inside.exited, negate(left_out)))
    state.exited = bounded_condition(any_of((state.exited, ended)))
    state.guard = bounded_condition(all_of((state.guard, negate(left) if left != ALWAYS else left_out)))
    return output if output == EMPTY else text([Unknown("output of a loop"), Const("\n")])


def _turn(walk: Walk, turn: Callable[[State], Value], inside: State) -> Value:
    """One turn of a loop; what was known where it was left early is known behind it too."""
    walk.loops.append([])
    output = turn(inside)
    for left in walk.loops.pop():
        inside.may_hold(left.variables)
        inside.files.update(left.files)
    return output


def leave_loop(walk: Walk, state: State) -> None:
    """`break` and `continue`."""
    if walk.loops:
        walk.loops[-1].append(state.copy())
        state.guard = NEVER


def _foresee(walk: Walk, turn: Callable[[State], Value], state: State) -> None:
    """Try the body out twice: a variable that it sets has more than one value when it begins."""
    walk.silent += 1
    once = state.copy()
    _turn(walk, turn, once)
    twice = once
    if once.variables != state.variables or once.arrays != state.arrays:
        once.guard = state.guard
        twice = once.copy()
        _turn(walk, turn, twice)
    walk.silent -= 1
    for name, value in once.variables.items():
        before = state.variables.get(name)
        if value == before:
            continue
        if twice.variables.get(name) != value:
            state.variables[name] = Unknown(f"`{name}` changes in a loop")
        elif before is not None:
            state.variables[name] = bounded(one_of((before, value)))
    for name, items in once.arrays.items():
        if twice.arrays.get(name) != items:
            span = walk.source.span(walk.source.root)
            state.arrays[name] = (*state.arrays.get(name, ()), Several(Unknown(f"words added to `{name}` in a loop"), span))


def _element(value: Value, loose: bool) -> Value:
    """One turn's value: an unquoted value that isn't known is cut into words that aren't either."""
    if loose and not isinstance(value, Const):
        return value if isinstance(value, Choice) else Unknown(f"a word of {shown(value)}")
    return value
