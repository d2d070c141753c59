"""Many conditions sorted by the words that they ask for, so that which of them may hold is looked up and not tried one by one.

A router asks of each event type whether it is this one or that one; an index finds the few that a type answers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from wflint.facts.scope import Scope
from wflint.lean import dataclass, field
from wflint.syntax.expression import And, Compare, Expression, path
from wflint.syntax.expression import Literal as LiteralNode
from wflint.values.condition import Condition, Holds, beginning, conjuncts, words_of
from wflint.values.of_expression import normal_path
from wflint.values.value import Const, Reference, Text, Value, printed

Kind = Literal["string", "string-ignoring-case", "expression"]
Place = tuple[Value, Kind]
"""A text as the scope holds it, and how it is compared."""


@dataclass(frozen=True, slots=True)
class _Question:
    """That a text is one of some words, or begins like one of some patterns."""

    place: Place
    words: tuple[str, ...]
    patterns: tuple[str, ...] = ()


@dataclass(slots=True)
class _Group:
    """The conditions that ask the same text for words, by their numbers."""

    words: dict[str, list[int]] = field(default_factory=dict)
    patterns: list[tuple[str, int]] = field(default_factory=list)
    numbers: set[int] = field(default_factory=set)
    order: list[str] = field(default_factory=list)

    def add(self, number: int, question: _Question) -> None:
        self.numbers.add(number)
        for word in question.words:
            self.words.setdefault(word, []).append(number)
        self.patterns += ((beginning(pattern), number) for pattern in question.patterns)

    def like(self, value: Value, kind: Kind) -> Iterable[int]:
        """Those that a value may answer."""
        match value:
            case Const(content) if isinstance(content, str) or kind != "expression":
                word = _plain(printed(content), kind)
                return (*self.words.get(word, ()), *(number for head, number in self.patterns if word.startswith(head)))
            case Text((Const() as first, *_)) if kind != "expression":
                return self._beginning(_plain(printed(first.value), kind), kind)
            case _:
                return self.numbers

    def _beginning(self, head: str, kind: Kind) -> Iterator[int]:
        order = self.order = self.order or sorted(self.words)
        at = bisect_left(order, head)
        while at < len(order) and order[at].startswith(head):
            yield from self.words[order[at]]
            at += 1
        for other, number in self.patterns:
            if kind != "string" or other.startswith(head) or head.startswith(other):
                yield number


class Index:
    """Conditions, each with the scope in which it is asked."""

    def __init__(self, conditions: Iterable[tuple[Condition, Scope]]) -> None:
        asked = [tuple(_questions(condition, scope)) for condition, scope in conditions]
        different: dict[Place, set[str]] = {}
        for each in asked:
            for question in each:
                different.setdefault(question.place, set()).update(question.words, question.patterns)
        self._groups: dict[Place, _Group] = {}
        self._others: list[int] = []
        for number, each in enumerate(asked):
            if not each:
                self._others.append(number)
                continue
            telling = max(each, key=lambda question: len(different[question.place]))
            self._groups.setdefault(telling.place, _Group()).add(number, telling)

    def possible(self, settle: Callable[[Value], Value]) -> list[int]:
        """The numbers of the conditions that may hold: all others surely don't.  `settle` says what is known of a text."""
        found = set(self._others)
        for (text, kind), group in self._groups.items():
            found.update(group.like(settle(text), kind))
        return sorted(found)


def _questions(condition: Condition, scope: Scope) -> Iterator[_Question]:
    for part in conjuncts(condition):
        tests = words_of(part)
        if tests and tests[0].kind != "number":
            kind: Kind = tests[0].kind
            words = tuple(_plain(_text_of(each.right), kind) for each in tests if each.comparison == "==")
            patterns = tuple(_plain(_text_of(each.right), kind) for each in tests if each.comparison == "matches")
            yield _Question((scope.resolve(tests[0].left), kind), words, patterns)
        elif isinstance(part, Holds):
            for operand in part.expression.operands if isinstance(part.expression, And) else (part.expression,):
                yield from _of_expression(operand, scope)


def _of_expression(expression: Expression, scope: Scope) -> Iterator[_Question]:
    if not isinstance(expression, Compare) or expression.operator != "==":
        return
    for side, other in ((expression.left, expression.right), (expression.right, expression.left)):
        found = path(side)
        if found is not None and isinstance(other, LiteralNode) and isinstance(other.value, str):
            place: Place = scope.resolve(Reference(normal_path(found))), "expression"
            yield _Question(place, (_plain(other.value, "expression"),))


def _text_of(value: Value) -> str:
    return printed(value.value) if isinstance(value, Const) else ""


def _plain(word: str, kind: Kind) -> str:
    """The word as it is compared."""
    return word if kind == "string" else word.casefold()
