"""Loose comparison of values, as actions/runner EvaluationResult.cs defines it."""

from __future__ import annotations

import math

from wflint.syntax.expression.values import Array, Object, Unknown, Value, fold, kind, to_number


def equals(left: Value, right: Value) -> bool | None:
    """Whether GitHub takes the two for equal; None when either is unknown.

    Strings are compared without case, different types as numbers, arrays and objects by identity.
    """
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return None
    left, right = _to_one_type(left, right)
    match left, right:
        case str(), str():
            return fold(left) == fold(right)
        case Array() | Object(), _:
            return left is right
        case _:
            return kind(left) == kind(right) and left == right


def is_greater(left: Value, right: Value) -> bool | None:
    """Whether the left one is greater; false between types that have no order, None when either is unknown."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return None
    left, right = _to_one_type(left, right)
    match left, right:
        case str(), str():
            return _units(left) > _units(right)
        case float(), float():
            return left > right
        case bool(), bool():
            return left > right
        case _:
            return False


def compare(operator: str, left: Value, right: Value) -> bool | None:
    """The answer to `left operator right`; NaN makes `!=` true and everything else false."""
    match operator:
        case "==":
            return equals(left, right)
        case "!=":
            return _negated(equals(left, right))
        case ">":
            return is_greater(left, right)
        case "<":
            return is_greater(right, left)
        case ">=":
            return _either(equals(left, right), is_greater(left, right))
        case "<=":
            return _either(equals(left, right), is_greater(right, left))
        case _:
            raise ValueError(f"not a comparison: {operator}")


def _to_one_type(left: Value, right: Value) -> tuple[Value, Value]:
    """Null and booleans become numbers beside another type, and strings beside a number."""
    if kind(left) == kind(right):
        return left, right
    if left is None or isinstance(left, bool):
        return _to_one_type(to_number(left), right)
    if right is None or isinstance(right, bool):
        return _to_one_type(left, to_number(right))
    if isinstance(left, float) and isinstance(right, str):
        return left, to_number(right)
    if isinstance(left, str) and isinstance(right, float):
        return to_number(left), right
    return left, math.nan if isinstance(left, float) else right


def _units(text: str) -> bytes:
    """The folded text so that bytes sort as .NET sorts strings, by units of UTF-16."""
    return fold(text).encode("utf-16-be", "surrogatepass")


def _negated(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _either(left: bool | None, right: bool | None) -> bool | None:
    return None if left is None or right is None else left or right
