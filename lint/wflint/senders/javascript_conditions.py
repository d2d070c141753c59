"""Conditions of JavaScript: what an expression asks where it is taken for true or false, and what comparisons give."""

from __future__ import annotations

import operator
from collections.abc import Callable

from tree_sitter import Node

from wflint.senders.bash_state import State
from wflint.senders.javascript_kinds import counted_test
from wflint.senders.javascript_text import field_of
from wflint.senders.javascript_values import as_text, truthy
from wflint.senders.javascript_walk import Walk
from wflint.values.condition import ALWAYS, NEVER, Comparison, Condition, Opaque, Test, all_of, any_of, negate
from wflint.values.value import Array, Choice, Const, Object, Unknown, Value

_COMPARE: dict[str, Callable[[float, float], bool]] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def condition(walk: Walk, node: Node, state: State) -> Condition:
    """When an expression counts as true."""
    if node.type == "parenthesized_expression" and node.named_children:
        return walk.condition(node.named_children[-1], state)
    sign = field_of(node, "operator")
    if node.type == "binary_expression" and sign is not None and walk.source.of(sign) in ("&&", "||"):
        left, right = field_of(node, "left"), field_of(node, "right")
        if left is not None and right is not None:
            conditions = (walk.condition(left, state), walk.condition(right, state))
            return all_of(conditions) if walk.source.of(sign) == "&&" else any_of(conditions)
    return truthy(walk.value(node, state), walk.words(node, state))


def as_value(condition: Condition) -> Value:
    """A condition as `true` or `false`."""
    if condition == ALWAYS:
        return Const(True)
    return Const(False) if condition == NEVER else Choice(condition, Const(True), Const(False))


def equal(left: Value, right: Value, written: str) -> Condition:
    """`left === right`; `written` is how that reads."""
    if (known := counted_test(left, "==", right)) is not None:
        return known
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Choice) and isinstance(other, Const):
            then, otherwise = equal(one.then, other, written), equal(one.otherwise, other, written)
            return any_of((all_of((one.condition, then)), all_of((negate(one.condition), otherwise))))
    if isinstance(left, Const) and isinstance(right, Const):
        return ALWAYS if as_text(left) == as_text(right) else NEVER
    if any(isinstance(each, Unknown | Object | Array) for each in (left, right)):
        return Opaque(written)
    return Test(as_text(left), "==", as_text(right))


def ordered(left: Value, comparison: Comparison, right: Value, written: str, of_texts: bool = False) -> Condition:
    """`left < right` and its like; `of_texts` where both are texts, which are compared letter by letter."""
    if (known := counted_test(left, comparison, right)) is not None:
        return known
    if isinstance(left, Const) and isinstance(right, Const):
        first, second = left.value, right.value
        if isinstance(first, int | float) and isinstance(second, int | float):
            return ALWAYS if _COMPARE[comparison](first, second) else NEVER
    if any(isinstance(each, Unknown | Object | Array) for each in (left, right)):
        return Opaque(written)
    return Test(as_text(left), comparison, as_text(right), "string" if of_texts else "number")
