"""One of two values, by a condition."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.values.condition import Always, Condition, Never, Test, conjuncts, negate
from wflint.values.value import EMPTY, Choice, Fallback, Value, fallback


def choose(condition: Condition, then: Value, otherwise: Value) -> Value:
    """`then` where the condition holds, else `otherwise`; where it asks whether one side is empty, the other is its fallback."""
    if then == otherwise:
        return then
    match condition:
        case Always():
            return then
        case Never():
            return otherwise
        case _ if _are_empty(condition, otherwise):
            return fallback(otherwise, then)
        case _ if _are_empty(negate(condition), then):
            return fallback(then, otherwise)
        case _:
            return Choice(condition, then, otherwise)


def _are_empty(condition: Condition, value: Value) -> bool:
    """Whether the condition says no more and no less than that a value, or each of its fallbacks, is empty."""
    asked = {
        each.left for each in conjuncts(condition) if isinstance(each, Test) and each.comparison == "==" and each.right == EMPTY
    }
    return bool(asked) and len(asked) == len(conjuncts(condition)) and asked == set(_links(value))


def _links(value: Value) -> Iterator[Value]:
    """The values of a chain of fallbacks."""
    if isinstance(value, Fallback):
        yield from _links(value.first)
        yield from _links(value.second)
    else:
        yield value
