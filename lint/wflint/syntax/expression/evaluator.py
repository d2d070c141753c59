"""The value of an expression where the contexts are known, and what is certain about it where they are not."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial

from wflint.lean import dataclass, field
from wflint.syntax.expression.compare import compare
from wflint.syntax.expression.functions import FUNCTIONS
from wflint.syntax.expression.memory import Memory
from wflint.syntax.expression.problems import EvaluationError
from wflint.syntax.expression.tree import (
    STATUS_FUNCTIONS,
    And,
    Call,
    Compare,
    Expression,
    Index,
    Literal,
    Name,
    Not,
    Or,
    Star,
)
from wflint.syntax.expression.values import (
    Array,
    Object,
    Unknown,
    Value,
    is_primitive,
    is_truthy,
    to_number,
    to_text,
)


def evaluate(expression: Expression, contexts: Mapping[str, Value], status: Mapping[str, Value] | None = None) -> Value:
    """What GitHub would compute; Unknown where that hangs on a context that is not in `contexts`.

    `contexts` has names in lower case.  `status` holds the answers of `success`, `failure` and `cancelled`, which are
    unknown otherwise; `always` is true.  Raises EvaluationError where GitHub would stop for certain.
    """
    return _Evaluation(contexts, status or {}).value(expression, 0)


def truth(expression: Expression, contexts: Mapping[str, Value], status: Mapping[str, Value] | None = None) -> bool | None:
    """How the expression counts as a condition, None where that is not certain.

    An unknown part leaves an answer certain where every value of it gives that answer: `x && false` is false.
    """
    return is_truthy(evaluate(expression, contexts, status))


@dataclass(frozen=True, slots=True)
class _Evaluation:
    contexts: Mapping[str, Value]
    status: Mapping[str, Value]
    memory: Memory = field(default_factory=Memory)

    def value(self, node: Expression, depth: int) -> Value:
        value = self._value(node, depth)
        self.memory.add(depth, value)
        return value

    def _value(self, node: Expression, depth: int) -> Value:
        match node:
            case Literal():
                return node.value
            case Name():
                return self._context(node.name)
            case Index():
                return self._look_up(node, depth)
            case Star():
                return _all_of(self.value(node.object, depth + 1))
            case Call():
                return self._call(node, depth)
            case Not():
                operand = self.value(node.operand, depth + 1)
                answer = is_truthy(operand)
                return not answer if answer is not None else _unknown(operand)
            case Compare():
                left, right = self.value(node.left, depth + 1), self.value(node.right, depth + 1)
                answer = compare(node.operator, left, right)
                return answer if answer is not None else _unknown(left, right)
            case And():
                return self._chain(node.operands, depth, decisive=False)
            case Or():
                return self._chain(node.operands, depth, decisive=True)

    def _context(self, name: str) -> Value:
        if name in self.contexts:
            return self.contexts[name]
        lower = name.lower()
        for known, value in self.contexts.items():
            if known.lower() == lower:
                return value
        return Unknown(f"the {lower} context is not known")

    def _chain(self, operands: Sequence[Expression], depth: int, *, decisive: bool) -> Value:
        """The first operand that counts as `decisive`, or else the last one."""
        undecided: Unknown | None = None
        value: Value = None
        for operand in operands:
            try:
                value = self.value(operand, depth + 1)
            except EvaluationError:
                if undecided:
                    return undecided
                raise
            answer = is_truthy(value)
            if answer is decisive:
                return Unknown(undecided.reason, truth=decisive) if undecided else value
            if answer is None:
                undecided = undecided or _unknown(value)
        return undecided or value

    def _call(self, node: Call, depth: int) -> Value:
        name = node.name.lower()
        if name in STATUS_FUNCTIONS:
            if node.arguments or name not in self.status:
                return True if name == "always" else Unknown(f"the answer of {name}() is not known")
            return self.status[name]
        return FUNCTIONS[name]([partial(self.value, argument, depth + 1) for argument in node.arguments])

    def _look_up(self, node: Index, depth: int) -> Value:
        below = self.value(node.object, depth + 1)
        if isinstance(below, Unknown):
            return Unknown(below.reason)
        if is_primitive(below):
            return None
        key = self.value(node.key, depth + 1)
        if isinstance(key, Unknown):
            return Unknown(key.reason)
        if isinstance(below, Array) and below.is_filtered:
            return _filter(below, key)
        return next(iter(_entries(below, key)), None)


def _filter(array: Array, key: Value) -> Value:
    """What each item has under the key; an item without it adds nothing."""
    found: list[Value] = []
    for item in array.items:
        if isinstance(item, Unknown):
            return Unknown(item.reason, truth=True)
        if isinstance(item, Object) and item.rest and to_text(key) not in item:
            return Unknown(item.rest.reason, truth=True)
        found.extend(_entries(item, key))
    return Array(tuple(found), is_filtered=True)


def _entries(value: Value, key: Value) -> Sequence[Value]:
    """The entry with this key, if there is one."""
    match value:
        case Object() if is_primitive(key) and (value.rest or to_text(key) in value):
            return (value.get(to_text(key)),)
        case Array():
            place = to_number(key)
            return (value.items[math.floor(place)],) if 0 <= place < len(value.items) else ()
        case _:
            return ()


def _all_of(value: Value) -> Value:
    """What `.*` gives: a filtered array, empty for a value that has nothing inside."""
    match value:
        case Array(is_filtered=True):
            spread = [_all_of(item) for item in value.items if not is_primitive(item)]
        case Array():
            return Array(value.items, is_filtered=True)
        case Object(rest=None):
            return Array(tuple(value.values()), is_filtered=True)
        case Object() | Unknown():
            return _unknown(value.rest if isinstance(value, Object) else value, truth=True)
        case _:
            return Array(is_filtered=True)
    unknown = next((inner for inner in spread if isinstance(inner, Unknown)), None)
    return unknown or Array(tuple(item for inner in spread if isinstance(inner, Array) for item in inner.items), is_filtered=True)


def _unknown(*values: Value, truth: bool | None = None) -> Unknown:
    """An Unknown for the reason of the first of these that is one."""
    return Unknown(next((value.reason for value in values if isinstance(value, Unknown)), ""), truth)
