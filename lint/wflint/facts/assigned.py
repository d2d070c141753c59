"""Names and what they hold after assignments of which some depend on conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wflint.senders.message import Assignment
from wflint.values.condition import ALWAYS, NEVER, All, Always, Any, Condition, Never, Not, Test, all_of, any_of, negate
from wflint.values.value import EMPTY, Choice, Value

_MOST_QUESTIONS = 8


def assigned(assignments: Iterable[Assignment], before: Mapping[str, Value]) -> dict[str, Value]:
    """Names and values after some assignments, a guarded one being a choice between the new value and the old.

    Where one of the assignments happens in any case, as in both branches of an `if`, what was there before is gone.
    """
    by_name: dict[str, list[Assignment]] = {}
    for each in assignments:
        by_name.setdefault(each.name, []).append(each)
    return {name: _value(each, before.get(name, EMPTY)) for name, each in by_name.items()}


def _value(assignments: list[Assignment], before: Value) -> Value:
    first, *others = assignments
    happens = is_certain(any_of(each.guard for each in assignments))
    value = first.value if happens else Choice(first.guard, first.value, before)
    for each in others:
        value = each.value if isinstance(each.guard, Always) else Choice(each.guard, each.value, value)
    return value


def is_certain(condition: Condition, most: int = _MOST_QUESTIONS) -> bool:
    """Whether the condition holds whatever the answers to the questions in it are."""
    match condition:
        case Always():
            return True
        case Never():
            return False
        case _:
            pass
    question = _question(condition)
    return most > 0 and all(is_certain(_answered(condition, question, answer), most - 1) for answer in (True, False))


def _question(condition: Condition) -> Condition:
    """The first thing that is asked, as a question that isn't negated."""
    match condition:
        case All(of) | Any(of):
            return _question(of[0])
        case Not(of):
            return _question(of)
        case Test(_, "!=", _, kind) if kind != "number":
            return negate(condition)
        case _:
            return condition


def _answered(condition: Condition, question: Condition, answer: bool) -> Condition:
    """What is left of a condition when one question has its answer."""
    if condition == question:
        return ALWAYS if answer else NEVER
    match condition:
        case All(of):
            return all_of(_answered(each, question, answer) for each in of)
        case Any(of):
            return any_of(_answered(each, question, answer) for each in of)
        case Not(of):
            return negate(_answered(of, question, answer))
        case Test(_, "!=", _, kind) if kind != "number" and negate(condition) == question:
            return NEVER if answer else ALWAYS
        case _:
            return condition
