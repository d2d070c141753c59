"""What a single comparison asks, whoever asks it: by which key it is known again, and at what it looks."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.facts.scope import Scope
from wflint.scenario import Scenario, settle
from wflint.syntax.expression import Compare
from wflint.syntax.expression import references as look_ups
from wflint.syntax.expression.spelling import spelled
from wflint.values.condition import Condition, Holds, Test
from wflint.values.of_expression import of_expression
from wflint.values.value import Const, Reference, Value, references

_NEGATIVE = {">=": "<", ">": "<=", "!=": "=="}


def key_of(leaf: Condition, scope: Scope, scenario: Scenario) -> tuple[object, bool]:
    """What a condition asks, wherever it asks it, and whether it asks it straight on or the other way round."""
    match leaf:
        case Test(left, comparison, right, kind):
            plain = _NEGATIVE.get(comparison, comparison)
            sides = settle(left, scope, scenario), settle(right, scope, scenario)
            return (plain, *sides, kind), plain == comparison
        case Holds(Compare(operator, left, right)):
            plain = _NEGATIVE.get(operator, operator)
            return (plain, spelled(left), spelled(right), _seen(leaf, scope, scenario)), plain == operator
        case Holds(expression):
            return (spelled(expression), _seen(leaf, scope, scenario)), True
        case _:
            return leaf, True


def excludes(one: object, other: object) -> bool:
    """Whether what is one word, or begins with it, can't be another one; both are keys."""
    if not all(isinstance(key, tuple) and key[0] in ("==", "matches") for key in (one, other)):
        return False  # most are
    match one, other:
        case ("==", str() as left, str() as word, seen), ("==", str() as same, str() as another, others):
            return left == same and seen == others and word.lower() != another.lower() and word[:1] == another[:1] == "'"
        case ("==" | "matches", left, Const(str() as word), _), ("==" | "matches", same, Const(str() as another), _):
            return left == same and _are_apart(word.lower(), another.lower())
        case _:
            return False


def _are_apart(one: str, other: str) -> bool:
    """Whether no text is like both: each is a word, or the beginning of one with `*` behind it."""
    first, second = one.removesuffix("*"), other.removesuffix("*")
    if set("*?[") & set(first + second):
        return False
    if first != one and second != other:
        return not first.startswith(second) and not second.startswith(first)
    if first != one:
        return not second.startswith(first)
    return not first.startswith(second) if second != other else first != second


def _seen(leaf: Holds, scope: Scope, scenario: Scenario) -> tuple[Value, ...]:
    return tuple(settle(of_expression(each), scope, scenario) for each in look_ups(leaf.expression))


def values_of(leaf: Condition, scope: Scope, scenario: Scenario) -> Iterator[Value]:
    """The values that a condition asks about."""
    match leaf:
        case Test(left, _, right):
            yield from (settle(side, scope, scenario) for side in (left, right))
        case Holds():
            yield from _seen(leaf, scope, scenario)
        case _:
            return


def open_references(leaf: Condition, scope: Scope, scenario: Scenario) -> Iterator[Reference]:
    return (reference for value in values_of(leaf, scope, scenario) for reference in references(value))
