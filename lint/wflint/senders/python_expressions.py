"""Expressions of Python: their value, and when they hold."""

from __future__ import annotations

import ast

from wflint.senders.bash_state import State, branch
from wflint.senders.python_kinds import Class, Function, Instance, Method, Named, named
from wflint.senders.python_library import called, member_of_library
from wflint.senders.python_values import (
    as_text,
    is_filled,
    member,
    merged,
    minus,
    percent,
    plus,
)
from wflint.senders.python_walk import Walk
from wflint.values.choice import choose
from wflint.values.condition import ALWAYS, NEVER, Comparison, Condition, Opaque, Test, all_of, any_of, negate
from wflint.values.value import Array, Choice, Const, Field, Object, Unknown, Value, fallback, text

_BUILTINS = frozenset(
    ("print", "open", "str", "int", "dict", "list", "len", "exit", "quit", "range", "enumerate", "zip", "sorted")
)
_SIGNS: dict[type[ast.cmpop], Comparison] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "==",
    ast.IsNot: "!=",
}


def evaluate(walk: Walk, node: ast.expr, state: State) -> Value:
    """What an expression gives."""
    walk.steps += 1
    source = walk.source
    match node:
        case ast.Constant(str() as content):
            return source.script.values_in(content) if source.script.holes else Const(content)
        case ast.Constant(bytes() as content):
            return Const(content.decode("utf-8", "replace"))
        case ast.Constant(bool() | int() | float() | None as content):
            return Const(content)
        case ast.JoinedStr(parts):
            return text(_piece(walk, part, state) for part in parts)
        case ast.Name(name):
            return _name(walk, name, state)
        case ast.Attribute(owner, name):
            return attribute(walk, node, evaluate(walk, owner, state), name)
        case ast.Call():
            return called(walk, node, evaluate(walk, node.func, state), state)
        case ast.Await(value) | ast.Starred(value):
            return evaluate(walk, value, state)
        case ast.NamedExpr(target, value):
            given = evaluate(walk, value, state)
            walk.assign(target, given, state)
            return given
        case ast.Dict(keys, values):
            return _dictionary(walk, node, keys, values, state)
        case ast.List(items) | ast.Tuple(items) | ast.Set(items):
            return _list(walk, items, state)
        case ast.Subscript(owner, key):
            return _item(walk, node, owner, key, state)
        case ast.BinOp(left, operator, right):
            return _operation(walk, node, evaluate(walk, left, state), operator, evaluate(walk, right, state))
        case ast.BoolOp(ast.Or(), values):
            found = [evaluate(walk, each, state) for each in values]
            result = found[-1]
            for each in reversed(found[:-1]):
                result = fallback(each, result)
            return result
        case ast.BoolOp(ast.And(), values):
            condition = all_of(ask(walk, each, state) for each in values[:-1])
            return choose(condition, evaluate(walk, values[-1], state), Const(False))
        case ast.IfExp(test, then, otherwise):
            condition = ask(walk, test, state)
            return choose(
                condition,
                evaluate(walk, then, branch(state, condition)),
                evaluate(walk, otherwise, branch(state, negate(condition))),
            )
        case ast.Compare() | ast.UnaryOp(ast.Not()):
            condition = ask(walk, node, state)
            return (
                Const(True)
                if condition == ALWAYS
                else Const(False)
                if condition == NEVER
                else Choice(condition, Const(True), Const(False))
            )
        case ast.UnaryOp(ast.USub(), ast.Constant(int() as number)):
            return Const(-number)
        case ast.Lambda():
            return Function("a function", node, walk.scope)
        case ast.ListComp(element, [ast.comprehension(target, iterated, conditions)]) | ast.GeneratorExp(
            element, [ast.comprehension(target, iterated, conditions)]
        ):
            return _comprehension(walk, node, element, target, iterated, conditions, state)
        case ast.DictComp(key, value, [ast.comprehension(target, iterated, conditions)]):
            return _dict_comprehension(walk, node, key, value, target, iterated, conditions, state)
        case _:
            return Unknown(source.quoted(node))


def _piece(walk: Walk, part: ast.expr, state: State) -> Value:
    if isinstance(part, ast.FormattedValue):
        return as_text(evaluate(walk, part.value, state))
    return evaluate(walk, part, state)


def _name(walk: Walk, name: str, state: State) -> Value:
    if name in state.variables:
        return state.variables[name]
    if name in walk.scope.names:
        return walk.scope.names[name]
    if walk.source.script.holes and name.startswith("WQ"):
        return walk.source.script.values_in(name)
    if name == "__file__":
        return member_of_library(walk, "__file__")
    return named(name)


def attribute(walk: Walk, node: ast.expr, owner: Value, name: str) -> Value:
    """`owner.name`."""
    match owner:
        case Instance():
            if name in owner.names:
                return owner.names[name]
            function = _method_of(owner.made_of, name) if owner.made_of is not None else None
            if function is not None and owner.made_of is not None:
                bound = None if _is_static(function) else owner
                return Function(f"method `{name}`", function, owner.made_of.scope, bound)
            return Method(f"`{name}`", owner, name)
        case Class():
            found = _method_of(owner, name)
            return Function(f"method `{name}`", found, owner.scope) if found is not None else _class_value(walk, owner, name)
        case Named(path=path):
            return member_of_library(walk, f"{path}.{name}")
        case _:
            return Method(walk.source.quoted(node), owner, name)


def _method_of(made: Class, name: str) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    for each in made.node.body:
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and each.name == name:
            return each
    for base in made.node.bases:
        parent = made.scope.names.get(base.id) if isinstance(base, ast.Name) else None
        if isinstance(parent, Class) and parent is not made:
            return _method_of(parent, name)
    return None


def _is_static(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(isinstance(each, ast.Name) and each.id == "staticmethod" for each in node.decorator_list)


def _class_value(walk: Walk, owner: Class, name: str) -> Value:
    for each in owner.node.body:
        if isinstance(each, ast.Assign) and any(isinstance(target, ast.Name) and target.id == name for target in each.targets):
            return evaluate(walk, each.value, State())
    return Unknown(f"`{owner.node.name}.{name}`")


def _dictionary(walk: Walk, node: ast.Dict, keys: list[ast.expr | None], values: list[ast.expr], state: State) -> Value:
    found: Value = Object(())
    for key, value in zip(keys, values, strict=True):
        given = evaluate(walk, value, state)
        name = evaluate(walk, key, state) if key is not None else None
        if key is None:
            found = merged(found, given)
        elif isinstance(name, Const):
            start, end = walk.source.range(key)[0], walk.source.range(value)[1]
            place = walk.source.script.locate(start, end)
            found = merged(found, Object((Field(str(name.value), given, place),)))
        else:
            found = merged(found, Unknown(walk.source.quoted(node)))
    return found


def _list(walk: Walk, items: list[ast.expr], state: State) -> Value:
    found: list[Value] = []
    for each in items:
        value = evaluate(walk, each, state)
        if isinstance(each, ast.Starred):
            if not isinstance(value, Array):
                return Unknown(walk.source.quoted(each))
            found.extend(value.items)
        else:
            found.append(value)
    return Array(tuple(found))


def _item(walk: Walk, node: ast.Subscript, owner: ast.expr, key: ast.expr, state: State) -> Value:
    held = evaluate(walk, owner, state)
    written = walk.source.quoted(node)
    if isinstance(key, ast.Slice):
        if isinstance(held, Array) and key.upper is None and key.step is None and isinstance(key.lower, ast.Constant):
            start = key.lower.value
            return Array(held.items[start:]) if isinstance(start, int) else Unknown(written)
        return Unknown(written)
    name = evaluate(walk, key, state)
    if isinstance(held, Instance) and held.kind == "os.environ":
        return member_of_library(walk, f"os.environ[{name.value}]", held) if isinstance(name, Const) else Unknown(written)
    return member(held, name, written)


def _operation(walk: Walk, node: ast.expr, left: Value, operator: ast.operator, right: Value) -> Value:
    written = walk.source.quoted(node)
    match operator:
        case ast.Add():
            return plus(left, right, written)
        case ast.Sub():
            return minus(left, right, written)
        case ast.Mod():
            return percent(left, right, written)
        case ast.BitOr():
            return merged(left, right)
        case ast.Div() if isinstance(left, Unknown | Const) or left is not None:
            return (
                text([left, Const("/"), right])
                if not isinstance(left, Const) or isinstance(left.value, str)
                else Unknown(written)
            )
        case _:
            return Unknown(written)


def _comprehension(
    walk: Walk, node: ast.expr, element: ast.expr, target: ast.expr, iterated: ast.expr, conditions: list[ast.expr], state: State
) -> Value:
    over = evaluate(walk, iterated, state)
    if not isinstance(over, Array) or len(over.items) > 200:
        return Unknown(walk.source.quoted(node))
    found: list[Value] = []
    for item in over.items:
        inside = state.copy()
        walk.assign(target, item, inside)
        holds = all_of(ask(walk, each, inside) for each in conditions)
        if holds == ALWAYS:
            found.append(evaluate(walk, element, inside))
        elif holds != NEVER:
            return Unknown(walk.source.quoted(node))
    return Array(tuple(found))


def _dict_comprehension(
    walk: Walk,
    node: ast.expr,
    key: ast.expr,
    value: ast.expr,
    target: ast.expr,
    iterated: ast.expr,
    conditions: list[ast.expr],
    state: State,
) -> Value:
    pair = ast.copy_location(ast.Tuple([key, value], ast.Load()), node)
    found = _comprehension(walk, node, pair, target, iterated, conditions, state)
    if not isinstance(found, Array):
        return Object((), walk.source.quoted(node))
    fields = []
    for each in found.items:
        if not isinstance(each, Array) or not isinstance(each.items[0], Const):
            return Object((), walk.source.quoted(node))
        fields.append(Field(str(each.items[0].value), each.items[1]))
    return Object(tuple(fields))


def ask(walk: Walk, node: ast.expr, state: State) -> Condition:
    """When an expression holds."""
    match node:
        case ast.BoolOp(ast.And(), values):
            return all_of(ask(walk, each, state) for each in values)
        case ast.BoolOp(ast.Or(), values):
            return any_of(ask(walk, each, state) for each in values)
        case ast.UnaryOp(ast.Not(), operand):
            return negate(ask(walk, operand, state))
        case ast.Compare(ast.Name("__name__"), [ast.Eq()], [ast.Constant("__main__")]):
            return ALWAYS if state.variables.get("__name__", Const("__main__")) == Const("__main__") else NEVER
        case ast.Compare(left, [operator], [right]):
            return _compared(walk, node, evaluate(walk, left, state), operator, evaluate(walk, right, state))
        case _:
            return is_filled(evaluate(walk, node, state), Opaque(walk.source.quoted(node)))


def _compared(walk: Walk, node: ast.expr, left: Value, operator: ast.cmpop, right: Value) -> Condition:
    opaque = Opaque(walk.source.quoted(node))
    if isinstance(operator, ast.In | ast.NotIn):
        if not isinstance(right, Array) or isinstance(left, Unknown):
            return opaque
        holds = any_of(_test(left, "==", item, opaque) for item in right.items)
        return holds if isinstance(operator, ast.In) else negate(holds)
    sign = _SIGNS.get(type(operator))
    return _test(left, sign, right, opaque) if sign is not None else opaque


def _test(left: Value, sign: Comparison, right: Value, opaque: Condition) -> Condition:
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return opaque
    if isinstance(left, Const) and isinstance(right, Const):
        same = left.value == right.value and isinstance(left.value, bool) == isinstance(right.value, bool)
        if sign in ("==", "!="):
            return ALWAYS if same == (sign == "==") else NEVER
    if right == Const(None) or left == Const(None):
        held = left if right == Const(None) else right
        filled = is_filled(held, opaque)
        return filled if sign == "!=" else negate(filled)
    both = (left, right)
    is_number = any(
        isinstance(each, Const) and isinstance(each.value, int | float) and not isinstance(each.value, bool) for each in both
    )
    return Test(left, sign, right, "number" if is_number or sign in ("<", "<=", ">", ">=") else "string")
