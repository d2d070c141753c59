"""Comparisons of numbers that aren't known: a counter that has outgrown every bound, and one that is left open.

What is carried from run to run is held at a number that no constant of the system reaches.  A bound that people set (a variable
of the repository, an input of the launcher) is some number, and the held one stands for all that are larger.
"""

from __future__ import annotations

from wflint.soundness.carried import COUNT
from wflint.syntax.expression import Compare
from wflint.values.condition import Condition, Holds, Test
from wflint.values.value import CHOSEN, Const, Decoded, Encoded, Fallback, Reference, Sum, Text, Value, printed

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


def is_no_number(leaf: Condition, left: Value, right: Value) -> bool | None:
    """What a comparison of a counter that is left open with a text gives: whatever number it is, it is no word, and not empty."""
    match leaf:
        case Test(_, "==" | "!=" | "matches" as operator, _):
            pass
        case Holds(Compare("==" | "!=" as operator)):
            pass
        case _:
            return None
    for one, other in ((left, right), (right, left)):
        if is_count(one) and isinstance(other, Const) and not _is_decimal(other) and "*" not in printed(other.value):
            return operator == "!="
    return None


def is_count(value: Value) -> bool:
    """Whether the value is a counter that is left open, and nothing else."""
    match value:
        case Reference():
            return value.key[0] == COUNT
        case Fallback(first, Const()) | Sum(first, _) | Encoded(first) | Decoded(first) | Text((first,)):
            return is_count(first)
        case _:
            return False


def _is_decimal(value: Const) -> bool:
    return not isinstance(value.value, bool) and printed(value.value).strip().lstrip("-").isdecimal()


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


def is_held(value: Value, limit: int) -> bool:
    """Whether the value is the largest or the smallest number that is told apart, and stands for all beyond it."""
    return _held(value, limit) != 0


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
