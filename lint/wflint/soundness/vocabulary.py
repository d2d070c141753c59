"""The words with which a workflow compares what it is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wflint.facts.model import WorkflowFacts
from wflint.scenario import Scenario, settle
from wflint.soundness.conditions import conditions
from wflint.syntax.expression import Compare, walk
from wflint.syntax.expression import Literal as LiteralNode
from wflint.values.condition import All, Any, Condition, Holds, Not, Test
from wflint.values.of_expression import of_expression
from wflint.values.value import Const, Fallback, Scalar, Text, Value, parts_of, printed, references


def vocabulary(facts: WorkflowFacts, scenario: Scenario) -> Mapping[tuple[str, ...], tuple[Scalar, ...]]:
    """For everything that conditions of the workflow ask: the constants that it is compared with."""
    found: dict[tuple[str, ...], dict[Scalar, None]] = {}
    for condition, scope in conditions(facts):
        for left, right in _comparisons(condition):
            sides = settle(left, scope, scenario), settle(right, scope, scenario)
            for one, other in (sides, sides[::-1]):
                if not isinstance(other, Const) or _is_pattern(other):
                    continue
                for reference in references(one):
                    words = found.setdefault(reference.key, {})
                    words[_inside(one, other.value)] = None
                    if any(isinstance(part, Fallback) for part in parts_of(one)):
                        words[""] = None
    return {key: tuple(words) for key, words in found.items()}


def _inside(value: Value, word: Scalar) -> Scalar:
    """What a part that isn't known has to be for the whole to be a word: what stands around it is taken off."""
    match value:
        case Text((Const(str() as before), middle, *rest)) if isinstance(word, str) and word.startswith(before):
            return _inside(Text((middle, *rest)), word.removeprefix(before))
        case Text((first, Const(str() as after))) if isinstance(word, str) and word.endswith(after):
            return _inside(first, word.removesuffix(after))
        case _:
            return word


def _is_pattern(word: Const) -> bool:
    return isinstance(word.value, str) and any(sign in word.value for sign in "*?[")


def _comparisons(condition: Condition) -> Iterator[tuple[Value, Value]]:
    match condition:
        case Not(of):
            yield from _comparisons(of)
        case All(of) | Any(of):
            for part in of:
                yield from _comparisons(part)
        case Test(left, "==" | "!=" | "matches", right, kind) if kind != "number" or _is_word(right):
            yield left, right
        case Holds(expression):
            for node in walk(expression):
                if isinstance(node, Compare) and node.operator in ("==", "!="):
                    yield side_of(node.left), side_of(node.right)
        case _:
            return


def _is_word(value: Value) -> bool:
    return isinstance(value, Const) and not printed(value.value).strip().lstrip("-").isdecimal()


def side_of(node: object) -> Value:
    return Const(node.value) if isinstance(node, LiteralNode) else of_expression(node)  # type: ignore[arg-type]
