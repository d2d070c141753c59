"""A counter that has outgrown every bound: also one that isn't written down, but stays the same while a task lasts.

What is carried from run to run is held at a number that no constant of the system reaches.  A bound that people set (a variable
of the repository, an input of the launcher) is some number, and the held one stands for all that are larger.
"""

from __future__ import annotations

from wflint.syntax.expression import Compare
from wflint.values.condition import Condition, Holds, Test
from wflint.values.value import CHOSEN, Const, Decoded, Encoded, Fallback, Reference, Text, Value, printed

_STEADY = frozenset(("vars", CHOSEN))
"""Contexts whose values stay the same in every run of a task."""

_SIGNS = {"<": -1, "<=": -1, ">": 1, ">=": 1}
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def outgrown(leaf: Condition, left: Value, right: Value, limit: int) -> bool | None:
    """What a comparison of numbers gives where one side is held at the limit and the other one is set by people.

    `left` and `right` are its sides, settled; `limit` is where numbers are held, see `carried`.  `None` where that decides
    nothing.
    """
    comparison = _numeric(leaf, left, right)
    if comparison is None:
        return None
    if (sign := _held(left, limit)) and _is_steady(right):
        return sign == _SIGNS[comparison]
    if (sign := _held(right, limit)) and _is_steady(left):
        return sign == _SIGNS[_FLIPPED[comparison]]
    return None


def _numeric(leaf: Condition, left: Value, right: Value) -> str | None:
    """The operator of a comparison of numbers by size; GitHub compares two texts as texts."""
    match leaf:
        case Test(_, operator, _, "number") if operator in _SIGNS:
            return operator
        case Holds(Compare(operator)) if operator in _SIGNS and (_is_number(left) or _is_number(right)):
            return operator
        case _:
            return None


def _is_number(value: Value) -> bool:
    match value:
        case Const(content):
            return isinstance(content, int | float) and not isinstance(content, bool)
        case _:
            return isinstance(value, Decoded)


def _held(value: Value, limit: int) -> int:
    """1 for the largest number, -1 for the smallest, 0 for any other value."""
    content = value.value if isinstance(value, Const) else None
    if content is None or isinstance(content, bool):
        return 0
    return {str(limit): 1, str(-limit): -1}.get(printed(content).strip(), 0)


def _is_steady(value: Value) -> bool:
    """Whether it is a number that people set, the same in every run of the task."""
    match value:
        case Reference():
            return value.key[0] in _STEADY
        case Fallback(first, second):
            return _is_steady(first) and (isinstance(second, Const) or _is_steady(second))
        case Encoded(of) | Decoded(of) | Text((of,)):
            return _is_steady(of)
        case _:
            return False
