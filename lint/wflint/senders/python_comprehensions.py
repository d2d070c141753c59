"""Comprehensions of Python, and what a loop goes through."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from wflint.senders.bash_state import State
from wflint.senders.python_environment import whole
from wflint.senders.python_kinds import Frame, Instance, Named, Some
from wflint.senders.python_memory import look
from wflint.senders.python_names import set_by
from wflint.senders.python_walk import Walk
from wflint.values.condition import ALWAYS, NEVER, Test, all_of
from wflint.values.value import EMPTY, Array, Choice, Const, Fallback, Field, Object, OneOf, Unknown, Value, one_of

_MOST_ITEMS = 100


def elements(walk: Walk, value: Value, state: State) -> Array | Some | None:
    """What a loop over a value goes through: all of it, or what its elements can be; `None` where that isn't known."""
    held = whole(walk, state) if isinstance(value, Named) and value.path == "os.environ" else look(value, state)
    match held:
        case Array(items) if any(type(each) is Unknown for each in items):
            return Some("a list made at run time", items)
        case Array() | Some():
            return held
        case Object(_, None):
            return Array(tuple(Const(name) for name in held.names()))
        case Object(fields) if fields:
            return Some("the names of a dictionary that isn't known", (*(Const(each.name) for each in fields), Unknown("a name")))
        case Choice(_, then, otherwise) | Fallback(then, otherwise):
            return _any(walk, (then, otherwise), state)
        case OneOf(options):
            return _any(walk, options, state)
        case _:
            return None


def _any(walk: Walk, values: Sequence[Value], state: State) -> Some | None:
    found: list[Value] = []
    for each in values:
        inner = elements(walk, each, state)
        if inner is None and each != Const(None):
            return None
        found.extend(inner.items if inner is not None else ())
    return Some("a list made at run time", tuple(dict.fromkeys(found))) if found else None


def element(found: Array | Some | None, written: str) -> Value:
    """Any element of what a loop goes through."""
    if found is None or not found.items:
        return Unknown(f"each of {written}")
    if any(isinstance(each, Instance) for each in found.items) and len(found.items) == 1:
        return found.items[0]
    return one_of(found.items)


def comprehension(walk: Walk, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, state: State) -> Value:
    """`[x for y in z if w]` and its like."""
    names = frozenset(name for each in node.generators for inner in ast.walk(each.target) for name in set_by(inner))
    frame = Frame(walk.number(), walk.source, names, walk.frame)
    walk.frame.is_kept = True
    found: list[Value] = []
    with walk.inside(frame):
        is_complete = _generate(walk, node, list(node.generators), state, found)
    for name in names:
        state.variables.pop(frame.key(name), None)
    if isinstance(node, ast.DictComp):
        return _as_dictionary(walk, node, found, is_complete, state)
    if not is_complete:
        return Some(walk.source.quoted(node), tuple(dict.fromkeys(found)))
    made = Array(tuple(found))
    return walk.hold(made, state) if not isinstance(node, ast.GeneratorExp) else made


def _generate(
    walk: Walk,
    node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp,
    generators: list[ast.comprehension],
    state: State,
    found: list[Value],
) -> bool:
    """Work the elements out; false where there may be more or fewer of them."""
    if not generators:
        if isinstance(node, ast.DictComp):
            found.append(Array((walk.value(node.key, state), walk.value(node.value, state))))
        else:
            found.append(walk.value(node.elt, state))
        return True
    first, *rest = generators
    over = elements(walk, walk.value(first.iter, state), state)
    written = walk.source.quoted(first.iter)
    is_complete = isinstance(over, Array) and len(over.items) <= _MOST_ITEMS
    items = over.items if isinstance(over, Array) and is_complete else (element(over, written),)
    if len(found) + len(items) > _MOST_ITEMS:
        return False
    for item in items:
        walk.assign(first.target, item, state)
        holds = all_of([walk.condition(each, state) for each in first.ifs])
        if holds == NEVER:
            continue
        if holds != ALWAYS and not isinstance(node, ast.DictComp) and not _asks_if_filled(holds):
            is_complete = False
        is_complete = _generate(walk, node, rest, state, found) and is_complete
    return is_complete


def _asks_if_filled(condition: object) -> bool:
    """Whether an element is only left out where it is empty, which comes to the same for what is sent."""
    return isinstance(condition, Test) and condition.comparison == "!=" and condition.right == EMPTY


def _as_dictionary(walk: Walk, node: ast.DictComp, found: Sequence[Value], is_complete: bool, state: State) -> Value:
    fields: dict[str, Field] = {}
    opened = None if is_complete else walk.source.quoted(node)
    for each in found:
        key, value = each.items if isinstance(each, Array) else (Unknown(""), Unknown(""))
        if isinstance(key, Const):
            fields[str(key.value)] = Field(str(key.value), value)
        else:
            opened = walk.source.quoted(node)
    return walk.hold(Object(tuple(fields.values()), opened), state)
