"""Operators of JavaScript: arithmetic, comparison, `&&`, `||`, `??`, `a ? b : c`."""

from __future__ import annotations

import re

from tree_sitter import Node

from wflint.senders.bash_state import State, bounded
from wflint.senders.javascript_binding import bind
from wflint.senders.javascript_branches import either
from wflint.senders.javascript_conditions import as_value, equal, ordered
from wflint.senders.javascript_kinds import UNDEFINED
from wflint.senders.javascript_strings import is_text
from wflint.senders.javascript_text import field_of
from wflint.senders.javascript_values import alternative, as_number, minus, plus, truthy
from wflint.senders.javascript_walk import Walk
from wflint.values.condition import ALWAYS, Comparison, negate
from wflint.values.value import Choice, Const, Fallback, Unknown, Value

_EQUAL = {"===": "==", "==": "==", "!==": "!=", "!=": "!="}
_ORDER: dict[str, Comparison] = {"<": "<", "<=": "<=", ">": ">", ">=": ">="}


def ternary(walk: Walk, node: Node, state: State) -> Value:
    """`a ? b : c`."""
    tested, then, otherwise = (field_of(node, name) for name in ("condition", "consequence", "alternative"))
    if tested is None or then is None or otherwise is None:
        return Unknown(f"`{walk.source.original(node)}`")
    condition = walk.condition(tested, state)
    found: dict[str, Value] = {}
    either(
        condition,
        state,
        lambda inside: found.update(then=walk.value(then, inside)),
        lambda inside: found.update(otherwise=walk.value(otherwise, inside)),
    )
    if len(found) == 1:
        return next(iter(found.values()))
    first, second = found.get("then", UNDEFINED), found.get("otherwise", UNDEFINED)
    return first if first == second else Choice(condition, first, second)


def binary(walk: Walk, node: Node, state: State) -> Value:
    """Two values and the sign between them."""
    left_node, right_node = field_of(node, "left"), field_of(node, "right")
    sign = field_of(node, "operator")
    if left_node is None or right_node is None or sign is None:
        return Unknown(f"`{walk.source.original(node)}`")
    operator, written = walk.source.of(sign), walk.source.original(node)
    if operator in ("&&", "||", "??"):
        return _shortcut(walk, operator, left_node, right_node, state)
    if operator in _EQUAL and _asks_for_main(walk.source.of(node)):
        return Const(walk.source.is_step == (_EQUAL[operator] == "=="))
    left, right = walk.value(left_node, state), walk.value(right_node, state)
    match operator:
        case "+":
            strings = ("string", "template_string")
            return bounded(plus(left, right, left_node.type in strings or right_node.type in strings))
        case "-":
            return minus(left, right, written)
        case _ if operator in _EQUAL:
            condition = equal(left, right, walk.words(node, state))
            return as_value(condition if _EQUAL[operator] == "==" else negate(condition))
        case _ if operator in _ORDER:
            of_texts = all(is_text(walk.source, each) for each in (left_node, right_node))
            return as_value(ordered(left, _ORDER[operator], right, walk.words(node, state), of_texts))
        case _:
            return Unknown(f"`{written}`")


def _shortcut(walk: Walk, operator: str, left_node: Node, right_node: Node, state: State) -> Value:
    """`a && b`, `a || b`, `a ?? b`: the right-hand side runs in one case only."""
    left = walk.value(left_node, state)
    holds = truthy(left, walk.words(left_node, state))
    runs = holds if operator == "&&" else negate(holds)
    found: list[Value] = []
    either(runs, state, lambda inside: found.append(walk.value(right_node, inside)), lambda _: None)
    if not found:
        return left
    if operator == "&&":
        if holds == ALWAYS:
            return found[0]
        return Choice(holds, found[0], Const(False))
    if isinstance(left, Unknown):
        return Fallback(left, found[0])
    return alternative(left, found[0])


def unary(walk: Walk, node: Node, state: State) -> Value:
    """`!a`, `-a`, `+a`, `void a`."""
    argument, sign = field_of(node, "argument"), field_of(node, "operator")
    if argument is None or sign is None:
        return Unknown(f"`{walk.source.original(node)}`")
    match walk.source.of(sign):
        case "!":
            return as_value(negate(walk.condition(argument, state)))
        case "+":
            return as_number(walk.value(argument, state))
        case "-" if isinstance(known := walk.value(argument, state), Const) and isinstance(known.value, int | float):
            return Const(-known.value)
        case "delete":
            bind(walk, argument, UNDEFINED, state)
            return Const(True)
        case "void":
            walk.value(argument, state)
            return UNDEFINED
        case _:
            walk.value(argument, state)
            return Unknown(f"`{walk.source.original(node)}`")


def _asks_for_main(written: str) -> bool:
    """Whether a comparison asks if the file is the program itself, and wasn't loaded by another."""
    if re.search(r"\bprocess\s*\.\s*argv\s*\[\s*1\s*\]", written):
        return "import.meta" in written or "__filename" in written
    return re.search(r"\brequire\s*\.\s*main\b", written) is not None and re.search(r"(?<!\.)\bmodule\b", written) is not None
