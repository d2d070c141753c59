"""Expressions of Python: what each gives."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from wflint.senders.bash_state import State
from wflint.senders.python_comprehensions import comprehension
from wflint.senders.python_conditions import where
from wflint.senders.python_constants import constant_of_library
from wflint.senders.python_environment import variable, whole
from wflint.senders.python_kinds import Function, Held, Instance, Named, Some, named
from wflint.senders.python_members import attribute
from wflint.senders.python_memory import look, settle
from wflint.senders.python_names import find
from wflint.senders.python_text import cut, interpolated, percent, repeated
from wflint.senders.python_values import as_condition, as_text, decoded, is_whole, member, merged, minus, plus
from wflint.senders.python_walk import Walk
from wflint.values.choice import choose
from wflint.values.condition import NEVER, negate
from wflint.values.value import (
    Array,
    Choice,
    Const,
    Fallback,
    Field,
    Fresh,
    Object,
    Reference,
    Text,
    Unknown,
    Value,
    constant,
    fallback,
    text,
)

_MOST_OPERANDS = 400


def value(walk: Walk, node: ast.expr, state: State) -> Value:
    """What an expression gives."""
    with walk.deeper():
        return _value(walk, node, state)


def _value(walk: Walk, node: ast.expr, state: State) -> Value:
    match node:
        case ast.Constant():
            return _constant(walk, node)
        case ast.JoinedStr(parts):
            return text([_piece(walk, part, state) for part in parts])
        case ast.Name(name):
            return _name(walk, name, state)
        case ast.Attribute(owner, name):
            return attribute(walk, node, walk.value(owner, state), name, state)
        case ast.Call():
            return _call(walk, node, state)
        case ast.Await(inner) | ast.Starred(inner):
            return walk.value(inner, state)
        case ast.NamedExpr(target, inner):
            given = walk.value(inner, state)
            walk.assign(target, given, state)
            return given
        case ast.Dict(keys, values):
            return _dictionary(walk, node, keys, values, state)
        case ast.List(items) | ast.Set(items):
            return _list(walk, items, state)
        case ast.Tuple(items):
            found = _items(walk, items, state)
            return found if found is not None else Unknown(walk.source.quoted(node))
        case ast.Subscript(owner, key):
            return _item(walk, node, walk.value(owner, state), key, state)
        case ast.BinOp():
            return _operations(walk, node, state)
        case ast.BoolOp(sign, values):
            return _shortcut(walk, isinstance(sign, ast.And), values, state)
        case ast.IfExp(test, then, otherwise):
            return _either(walk, test, then, otherwise, state)
        case ast.Compare() | ast.UnaryOp(ast.Not()):
            return as_condition(walk.condition(node, state))
        case ast.UnaryOp(ast.USub(), operand):
            found_number = walk.value(operand, state)
            return Const(-found_number.value) if isinstance(found_number, Const) and _is_number(found_number) else Unknown("-")  # type: ignore[operator]
        case ast.Lambda():
            walk.frame.is_kept = True
            return Function("a function", node, walk.frame)
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            return comprehension(walk, node, state)
        case ast.Yield(inner):
            return _yielded(walk, walk.value(inner, state) if inner is not None else Const(None))
        case ast.YieldFrom(inner):
            return _yielded(walk, Unknown(walk.source.quoted(node)), walk.value(inner, state))
        case _:
            return Unknown(walk.source.quoted(node))


def _is_number(found: Const) -> bool:
    return isinstance(found.value, int | float)


def _constant(walk: Walk, node: ast.Constant) -> Value:
    match node.value:
        case str() as content:
            at = walk.source.content(node) if walk.is_own_text else None
            return walk.source.script.values_in(content, at) if walk.source.script.holes else Const(content, at)
        case bytes() as content:
            return Const(content.decode("utf-8", "replace"))
        case bool() | int() | float() | None as content:
            return Const(content)
        case _:
            return Unknown(walk.source.quoted(node))


def _piece(walk: Walk, part: ast.expr, state: State) -> Value:
    if not isinstance(part, ast.FormattedValue):
        return (
            walk.source.script.values_in(part.value)
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
            else (walk.value(part, state))
        )
    given = walk.value(part.value, state)
    rule = walk.value(part.format_spec, state) if part.format_spec is not None else Const("")
    printed = look(given, state)
    return interpolated(
        printed if isinstance(printed, Object | Array) else given, part.conversion, rule, _written(walk, part.value)
    )


def _written(walk: Walk, node: ast.expr) -> str:
    """How an expression reads; inside an f-string its place isn't always known, so its tree is written out."""
    try:
        return f"`{ast.unparse(node)[:60]}`"
    except (RecursionError, ValueError):
        return "an expression"


def _name(walk: Walk, name: str, state: State) -> Value:
    found = find(walk.frame, name, state)
    if found is not None:
        return found
    if walk.source.script.holes and "WQ" in name:
        pasted = walk.source.script.values_in(name)
        return decoded(pasted, f"`{walk.source.script.original(name)}`")
    return constant_of_library(walk, name) or named(name)


def _call(walk: Walk, node: ast.Call, state: State) -> Value:
    function = walk.value(node.func, state)
    given: list[Value] = []
    for each in node.args:
        found = walk.value(each, state)
        if isinstance(each, ast.Starred):
            held = look(found, state)
            given.extend(held.items if isinstance(held, Array) else (Unknown("arguments that aren't known"),))
        else:
            given.append(found)
    names: dict[str, Value] = {}
    for keyword in node.keywords:
        found = walk.value(keyword.value, state)
        if keyword.arg is not None:
            names[keyword.arg] = found
            continue
        held = look(found, state)
        if isinstance(held, Object):
            names.update((each.name, each.value) for each in held.fields)
    return walk.call(function, node, given, state, names)


def _dictionary(walk: Walk, node: ast.Dict, keys: Sequence[ast.expr | None], values: Sequence[ast.expr], state: State) -> Value:
    found: Value = Object(())
    fields: dict[str, Field] = {}
    for key, inner in zip(keys, values, strict=True):
        name = walk.value(key, state) if key is not None else None
        given = walk.value(inner, state)
        if key is None:
            more = whole(walk, state) if isinstance(given, Named) and given.path == "os.environ" else look(given, state)
            found = merged(merged(found, Object(tuple(fields.values()))), more)
            fields = {}
        elif isinstance(name, Const):
            known = constant(name) or ""
            fields.pop(known, None)
            quoted = isinstance(inner, ast.JoinedStr) or ast.unparse(inner).startswith("os.environ[")
            fields[known] = Field(known, given, walk.source.between(key, inner), quoted)
        else:
            found = merged(merged(found, Object(tuple(fields.values()))), Unknown("a member under a computed name"))
            fields = {}
    found = merged(found, Object(tuple(fields.values()))) if fields else found
    if not isinstance(found, Object):
        at = walk.hold(Object(()), state)
        state.variables[f"@{at.at}"] = found
        return at
    return walk.hold(found, state)


def _items(walk: Walk, items: Sequence[ast.expr], state: State) -> Array | Some | None:
    found: list[Value] = []
    is_complete = True
    for each in items:
        given = walk.value(each, state)
        if not isinstance(each, ast.Starred):
            found.append(given)
            continue
        held = look(given, state)
        if isinstance(held, Array):
            found.extend(held.items)
        elif isinstance(held, Some):
            found.extend(held.items)
            is_complete = False
        else:
            found.append(Unknown(walk.source.quoted(each)))
    return Array(tuple(found)) if is_complete else Some("a list made at run time", tuple(found))


def _list(walk: Walk, items: Sequence[ast.expr], state: State) -> Value:
    found = _items(walk, items, state)
    is_plain = not any(isinstance(each, ast.Starred) for each in items)
    return walk.hold(found, state, items if is_plain else ()) if isinstance(found, Array) else found or Unknown("a list")


def _item(walk: Walk, node: ast.Subscript, owner: Value, key: ast.expr, state: State) -> Value:
    written = walk.source.quoted(node)
    if isinstance(key, ast.Slice):
        bounds = [walk.value(each, state) if each is not None else Const(None) for each in (key.lower, key.upper)]
        if key.step is not None or not all(each == Const(None) or is_whole(each) for each in bounds):
            held = look(owner, state)
            return Some(written, held.items) if isinstance(held, Array) and key.step is None else Unknown(written)
        lower, upper = (each.value if isinstance(each, Const) and isinstance(each.value, int) else None for each in bounds)
        found = cut(look(owner, state), lower, upper, written)
        return walk.hold(found, state) if isinstance(found, Array) and isinstance(owner, Held) else found
    name = walk.value(key, state)
    if isinstance(owner, Named) and owner.path == "os.environ":
        known = constant(name)
        return variable(walk, known, None, state) if known is not None else Unknown(written)
    if isinstance(owner, Instance):
        return attribute(walk, node, owner, constant(name) or "", state) if owner.kind != "answer" else Unknown(written)
    return owner if isinstance(owner, Named | Fresh) else member(look(owner, state), settle(name, state), written)


def _operations(walk: Walk, node: ast.BinOp, state: State) -> Value:
    """`a + b + c`, which is nested to the left as deep as it is long."""
    chain: list[ast.BinOp] = []
    first: ast.expr = node
    while isinstance(first, ast.BinOp) and len(chain) < _MOST_OPERANDS:
        chain.append(first)
        first = first.left
    found = walk.value(first, state)
    for each in reversed(chain):
        found = _operation(walk, each, found, each.op, walk.value(each.right, state), state)
    return found


def _operation(walk: Walk, node: ast.expr, left: Value, operator: ast.operator, right: Value, state: State) -> Value:
    written = walk.source.quoted(node)
    match operator:
        case ast.Add():
            found = plus(look(left, state), look(right, state), written)
            return walk.hold(found, state) if isinstance(found, Array) and isinstance(left, Held) else found
        case ast.Sub():
            return minus(left, right, written)
        case ast.Mod():
            return percent(left, settle(right, state), written)
        case ast.Mult():
            return repeated(left, right, written)
        case ast.BitOr():
            first = whole(walk, state) if isinstance(left, Named) and left.path == "os.environ" else look(left, state)
            found = merged(first, look(right, state))
            return walk.hold(found, state) if isinstance(found, Object) else found
        case ast.Div() if not any(isinstance(each, Const) and not isinstance(each.value, str) for each in (left, right)):
            return text([as_text(left), Const("/"), as_text(right)])
        case _:
            return Unknown(written)


def _shortcut(walk: Walk, is_and: bool, values: Sequence[ast.expr], state: State) -> Value:
    """`a and b`, `a or b`: what stands behind is only worked out where it counts."""
    found = walk.value(values[0], state)
    asked = walk.meaning.truth(walk, values[0], found, state)
    for each in values[1:]:
        taken = asked if is_and else negate(asked)
        more = where(taken, state, lambda inside, each=each: walk.value(each, inside))  # type: ignore[misc]  # bound at once
        if more is None:
            return found
        if is_and:
            found = choose(asked, more, _when_false(found))
        else:
            found = more if asked == NEVER else _alternative(found, more)
        asked = walk.meaning.truth(walk, each, found, state)
    return found


def _when_false(found: Value) -> Value:
    """What a value is where it counts as false."""
    if isinstance(found, Const):
        return found
    return Const("") if isinstance(found, Reference | Text | Fallback) else Const(False)


def _alternative(found: Value, more: Value) -> Value:
    """`a or b`."""
    match found:
        case Choice(condition, then, otherwise):
            return choose(condition, _alternative(then, more), _alternative(otherwise, more))
        case Object(fields) | Array(fields):
            return found if fields else more
        case _:
            return fallback(found, more)


def _either(walk: Walk, test: ast.expr, then: ast.expr, otherwise: ast.expr, state: State) -> Value:
    asked = walk.condition(test, state)
    first = where(asked, state, lambda inside: walk.value(then, inside))
    second = where(negate(asked), state, lambda inside: walk.value(otherwise, inside))
    if first is None or second is None:
        return first or second or Unknown("neither of two values")
    return choose(asked, first, second)


def _yielded(walk: Walk, given: Value, more: Value | None = None) -> Value:
    if walk.calls:
        walk.calls[-1].yielded.append(more if more is not None else given)
    return Unknown("what is sent to a generator")
