"""Conditions on a value that conditions have chosen: `route == 'retry'` is whatever made the route `retry`.

A job that decides and hands its decision to others as an output is as good a guard as the comparison that it has made.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from itertools import islice

from wflint.facts.scope import Scope
from wflint.scenario import Scenario, holds, settle, settle_expression
from wflint.syntax.expression import Compare, Expression
from wflint.syntax.expression import Not as NotExpression
from wflint.values.condition import (
    ALWAYS,
    NEVER,
    All,
    Any,
    Condition,
    Holds,
    Not,
    Test,
    all_of,
    any_of,
    are_apart,
    conjuncts,
    negate,
    truth,
    words_of,
)
from wflint.values.value import Choice, Const, Value

_DEEPEST = 8
_MOST_WAYS = 64


def opened(condition: Condition, scope: Scope, scenario: Scenario, depth: int = 0) -> Condition:
    """The condition, or what it comes to where it compares a value that other conditions have chosen with a constant."""
    if depth >= _DEEPEST:
        return condition
    match condition:
        case Not(of):
            return _negated(condition, of, opened(of, scope, scenario, depth))
        case Holds(NotExpression(operand)):
            of = Holds(operand)
            return _negated(condition, of, opened(of, scope, scenario, depth))
        case _:
            asked = _asked(condition, scope, scenario)
            found = tuple(islice(_ways(asked.left, asked), _MOST_WAYS + 1)) if asked is not None else ()
            if not found or len(found) > _MOST_WAYS or None in found:
                return condition
            ways = (_open_parts(way, scope, scenario, depth) for way in found if way is not None)
            return _any_of_all([way for way in ways if way != (NEVER,)]) or condition


def picked(value: Value, known: Set[Condition]) -> Value:
    """The value where these conditions hold: its branches down to the first choice that they don't decide."""
    while isinstance(value, Choice):
        if all(part in known for part in conjuncts(value.condition)):
            value = value.then
        elif any(part in known for part in _opposites(value.condition)) or _is_ruled_out(value.condition, known):
            value = value.otherwise
        else:
            break
    return value


def _opposites(condition: Condition) -> Iterator[Condition]:
    """Conditions each of which rules the condition out."""
    yield negate(condition)
    yield from (negate(part) for part in conjuncts(condition))


def _is_ruled_out(condition: Condition, known: Set[Condition]) -> bool:
    """Whether a part of the condition asks of a text for a word, where it is known to be another one."""
    asked = {each.left: each for part in conjuncts(condition) for each in words_of(part)[:1] if len(words_of(part)) == 1}
    said = (words for each in known if (words := words_of(each)) and words[0].left in asked)
    return any(all(each.kind == asked[each.left].kind and are_apart(each, asked[each.left]) for each in words) for words in said)


def _negated(condition: Condition, of: Condition, inner: Condition) -> Condition:
    return condition if inner is of else negate(inner)


def _asked(condition: Condition, scope: Scope, scenario: Scenario) -> Test | None:
    """The comparison with the chosen value on the left and the constant on the right, or `None` where it isn't one."""
    sides: tuple[Value | None, ...]
    match condition:
        case Test(left, "==" | "!=" as comparison, right, kind):
            sides = settle(left, scope, scenario), settle(right, scope, scenario)
        case Holds(Compare("==" | "!=" as comparison, one, other)):
            sides, kind = (_side(one, scope, scenario), _side(other, scope, scenario)), "string-ignoring-case"
        case _:
            return None
    chosen, wanted = sides if isinstance(sides[0], Choice) else sides[::-1]
    return Test(chosen, comparison, wanted, kind) if isinstance(chosen, Choice) and isinstance(wanted, Const) else None


def _side(expression: Expression, scope: Scope, scenario: Scenario) -> Value | None:
    """What stands on one side; a number is left alone, for GitHub compares it with a text by another rule."""
    value = settle_expression(expression, scope, scenario)
    return None if isinstance(value, Const) and not isinstance(value.value, str) else value


def _ways(value: Value, asked: Test) -> Iterator[Condition | None]:
    """For each branch that gives the right answer when it is taken; `None` for one of which the answer isn't known."""
    if isinstance(value, Choice):
        for condition, branch in ((value.condition, value.then), (negate(value.condition), value.otherwise)):
            for way in _ways(branch, asked):
                yield None if way is None else all_of((condition, way))
        return
    answer = truth(Test(value, asked.comparison, asked.right, asked.kind))
    if answer is not False:
        yield ALWAYS if answer else None


def _open_parts(way: Condition, scope: Scope, scenario: Scenario, depth: int) -> tuple[Condition, ...]:
    """What must hold for a way to be taken, apart from what the scenario decides; `(NEVER,)` where it rules the way out."""
    parts = conjuncts(_undecided(way, scope, scenario))
    return conjuncts(all_of(opened(part, scope, scenario, depth + 1) for part in parts))


def _undecided(condition: Condition, scope: Scope, scenario: Scenario) -> Condition:
    answer = holds(condition, scope, scenario)
    if answer is not None:
        return ALWAYS if answer else NEVER
    match condition:
        case All(of):
            return all_of(_undecided(part, scope, scenario) for part in of)
        case Any(of):
            return any_of(_undecided(part, scope, scenario) for part in of)
        case _:
            return condition


def _any_of_all(ways: list[tuple[Condition, ...]]) -> Condition | None:
    """The disjunction, with what all ways have in common in front; `None` where there is no way."""
    if not ways:
        return None
    common = tuple(part for part in ways[0] if all(part in way for way in ways))
    return all_of((*common, any_of(all_of(part for part in way if part not in common) for way in ways)))
