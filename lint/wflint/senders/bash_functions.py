"""Assignments, declarations and functions: what a script calls by a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.senders.bash_state import Function, Item, Several, State, bounded_condition, overlay, relative
from wflint.senders.bash_tree import Node
from wflint.senders.bash_words import items_of, value_of
from wflint.senders.holed import file_name, holed
from wflint.senders.message import Word
from wflint.values.condition import NEVER, all_of, any_of, negate
from wflint.values.value import EMPTY, Choice, Const, Fresh, OneOf, Unknown, Value, text

if TYPE_CHECKING:
    from wflint.senders.bash_walk import Walk

_PATTERN = frozenset("*?[")


def assign(walk: Walk, node: Node, state: State) -> str | None:
    """Carry out one `name=value`; the name."""
    name_node, value_node = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name_node is None:
        return None
    name = walk.source.text(name_node)
    adds = any(child.type == "+=" for child in node.children)
    if name_node.type == "subscript":
        name = _subscript(walk, name_node, state)
    if value_node is not None and value_node.type == "array":
        _assign_array(walk, name, value_node, adds, state)
        return name
    walk.assigning = True
    value = value_of(walk, value_node, state) if value_node is not None else EMPTY
    walk.assigning = False
    if value_node is not None and value_node.type == "command_substitution":
        state.status = Unknown(f"the exit status of {walk.source.quoted(value_node)}")
    if adds:
        value = text([state.variables.get(name, walk.unset(name)), value])
    state.assign(name, value)
    return name


def _subscript(walk: Walk, node: Node, state: State) -> str:
    name, index = node.child_by_field_name("name"), node.child_by_field_name("index")
    key = value_of(walk, index, state) if index is not None else EMPTY
    return f"{walk.source.text(name) if name is not None else ''}[{file_name(key)}]"


def _assign_array(walk: Walk, name: str, node: Node, adds: bool, state: State) -> None:
    items: list[Item] = []
    for child in node.named_children:
        written = walk.source.text(child)
        key, bracket, _ = written.partition("]=")
        if child.type == "concatenation" and written.startswith("[") and bracket:
            found = holed(value_of(walk, child, state))
            state.variables[f"{name}[{key[1:].strip(chr(34) + chr(39))}]"] = found.restore(found.shape.partition("]=")[2])
            continue
        items.extend(_open_ended(child, written, items_of(walk, child, state)))
    before = state.arrays.get(name, ()) if adds else ()
    state.arrays[name] = (*before, *items)[:300]
    state.variables.pop(name, None)


def _open_ended(node: Node, written: str, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The words of an array as they are; a value that isn't known is cut at its blanks, and a pattern may match many files."""
    if node.type in ("word", "concatenation") and not _PATTERN.isdisjoint(written):
        return tuple(Several(each.value, each.span) if isinstance(each, Word) else each for each in items)
    if node.type not in ("simple_expansion", "expansion", "command_substitution"):
        return items
    return tuple(Several(each.value, each.span) if isinstance(each, Word) and _is_open(each.value) else each for each in items)


def _is_open(value: Value) -> bool:
    match value:
        case Const() | Fresh():
            return False
        case Choice(_, then, otherwise):
            return _is_open(then) or _is_open(otherwise)
        case OneOf(options):
            return any(map(_is_open, options))
        case _:
            return True


def declare(walk: Walk, node: Node, state: State) -> Value:
    """Carry out `local`, `export`, `declare` and their like."""
    word = node.children[0].type
    hides, before = word in ("local", "export", "declare", "readonly", "typeset"), state.discarded
    for child in node.named_children:
        name: str | None
        if child.type == "variable_assignment":
            if word in ("local", "declare", "typeset") and walk.locals:
                _remember(walk, child, state)
            if hides:
                state.discarded = before or f"`{word} x=$(…)` hides the status"
            name = assign(walk, child, state)
            state.discarded = before
        elif child.type == "command_substitution" and not isinstance(value_of(walk, child, state), Const):
            name = None
            state.may_set(walk.source.quoted(child))
        else:
            name = walk.source.text(child) if child.type == "variable_name" else None
            if name and word == "local" and walk.locals:
                walk.locals[-1].setdefault(name, state.variables.get(name))
                state.variables[name] = EMPTY
        if name and (word == "export" or "-x" in walk.source.text(node).split()[1:2]):
            state.exported[name] = None
    return EMPTY


def _remember(walk: Walk, assignment: Node, state: State) -> None:
    node = assignment.child_by_field_name("name")
    if node is not None:
        name = walk.source.text(node)
        walk.locals[-1].setdefault(name, state.variables.get(name))


def define(walk: Walk, node: Node, state: State) -> Value:
    """Keep a function; it runs when it is called."""
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    if name is not None and body is not None:
        function = Function(walk.source.text(name), body, walk.source)
        state.functions[function.name] = function
        walk.functions[function.name] = function
    return EMPTY


def call_function(walk: Walk, function: Function, arguments: tuple[Item, ...], state: State) -> Value:
    """Run a function's body in place."""
    if not walk.silent:
        walk.called.add(function.name)
    kept = state.arguments, state.exited, state.guard, walk.source, walk.assigning
    loops, walk.loops = walk.loops, []
    walk.returned.append([])
    state.arguments, state.exited, walk.source, walk.assigning = arguments, NEVER, function.source, False
    foreign = function.source is not kept[3]
    walk.borrowed += foreign
    heeded, walk.heeded = walk.heeded, state.discarded is None
    walk.active.append(function.name)
    walk.locals.append({})
    output = walk.run(function.body, state)
    walk.loops = loops
    for left in walk.returned.pop():
        overlay(state, relative(left.guard, kept[2]), left, walk.unset)
    for name, value in walk.locals.pop().items():
        state.arrays.pop(name, None)
        if value is None:
            state.variables.pop(name, None)
        else:
            state.variables[name] = value
    walk.active.pop()
    walk.heeded = heeded
    walk.borrowed -= foreign
    ended = state.exited
    state.arguments, exited, guard, walk.source, walk.assigning = kept
    state.exited = bounded_condition(any_of((exited, ended)))
    state.guard = bounded_condition(all_of((guard, negate(relative(ended, guard))))) if ended != NEVER else guard
    return output


def leave_function(walk: Walk, state: State) -> None:
    """`return`."""
    if walk.returned:
        walk.returned[-1].append(state.copy())
    state.guard = NEVER
