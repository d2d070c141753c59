"""One way in which a run can come about, and what that decides: conditions and values under an assumed event.

Sources: docs.github.com, "Events that trigger workflows" and "Contexts reference": `inputs` is empty but for `workflow_dispatch`
and `workflow_call`; `github.event.client_payload` is there only after `repository_dispatch`; `github.event.action` is the
event type there, and the activity type after other events.  What else an event carries is a table, `payloads.py`.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from functools import lru_cache

from wflint.facts.scope import Scope
from wflint.lean import dataclass, field, replace
from wflint.payloads import is_object, lacks
from wflint.syntax.expression import And, Call, Compare, EvaluationError, Expression, Index, Literal, Name, Not, Or, Star, path
from wflint.syntax.expression import truth as expression_truth
from wflint.syntax.expression.values import Value as Context
from wflint.values.condition import ALWAYS, Condition, given_others, truth
from wflint.values.of_expression import normal_path
from wflint.values.value import (
    Array,
    Choice,
    Const,
    Decoded,
    Encoded,
    Fallback,
    Fresh,
    Object,
    OneOf,
    Piece,
    Reference,
    Scalar,
    Sum,
    Text,
    Value,
    add,
    decoded,
    fallback,
    one_of,
    piece,
    possible_texts,
    printed,
    rebuild,
    text,
    with_each,
)

_ACTIVITY = frozenset({"push", "schedule", "workflow_dispatch", "create", "delete", "fork", "gollum", "public"})
"""Events without `github.event.action`."""
_OBJECT = "Object"
"""What an object becomes as a text."""
ALL_WELL: Mapping[str, bool] = {"always": True, "success": True, "failure": False, "cancelled": False}
"""What the status functions say in a run in which nothing fails."""


@dataclass(frozen=True, slots=True)
class Event:
    """What starts a run: the event's name and, for `repository_dispatch`, the event type."""

    name: str
    type: str = ""

    def __str__(self) -> str:
        return self.type or self.name


@dataclass(frozen=True, slots=True)
class Scenario:
    """An event, with the payload as far as it is assumed, and the results of jobs and steps as far as they are.

    `payload` is the `client_payload` or the inputs; `None` where nothing is assumed of it.  `status` answers the status
    functions by name; `results` gives values of references such as `needs.build.result`, and `contexts` whole contexts, for what
    looks at all of their members, such as `needs.*.result`.  `needs` are the jobs (in lower case) that have a result here, `None`
    where that isn't known.  `picked` is a value that can be several, and the one of them that it is taken to be; `given` are
    conditions that are taken to hold, such as those under which it is that one.
    `memory` keeps what has been worked out, by scope.
    """

    event: Event | None = None
    payload: Object | None = None
    status: Mapping[str, bool] = field(default_factory=dict, hash=False)
    results: Mapping[tuple[str, ...], Value] = field(default_factory=dict, hash=False)
    contexts: Mapping[str, Context] = field(default_factory=dict, hash=False)
    needs: frozenset[str] | None = None
    picked: tuple[Value, Value] | None = field(default=None, hash=False)
    given: frozenset[Condition] = frozenset()
    memory: dict[int, _Seen] = field(default_factory=dict, init=False, repr=False, compare=False)

    def value(self, reference: Reference) -> Value:
        """What the scenario says of a reference; itself where it says nothing."""
        key = reference.key
        if key in self.results:
            return self.results[key]
        match key:
            case ("needs", name, "result") if self.needs is not None and name not in self.needs:
                return Const(None)
            case ("github", "event_name"):
                return Const(self.event.name) if self.event is not None and self.event.name != "workflow_call" else reference
            case ("github", "event", "action"):
                return self._action(reference)
            case ("github", "event", "client_payload", *_):
                return self._payload(reference, "repository_dispatch", reference.path[3:])
            case ("github", "event", "workflow_run", *_) if key[3:]:
                return self._payload(reference, "workflow_run", reference.path[3:])
            case ("inputs", *_) if key[1:]:
                return self._payload(reference, "workflow_dispatch", reference.path[1:])
            case ("github", *_) if self.event is not None and lacks(self.event.name, key):
                return Const(None)
            case _:
                return reference

    def is_object(self, value: Value) -> bool:
        """Whether it is an object that the event surely carries."""
        return isinstance(value, Reference) and self.event is not None and is_object(self.event.name, value.key)

    def _action(self, reference: Reference) -> Value:
        if self.event is None or self.event.name == "workflow_call":  # a called workflow sees its caller's event
            return reference
        if self.event.name == "repository_dispatch" and self.event.type:
            return Const(self.event.type)
        return Const(None) if self.event.name in _ACTIVITY else reference

    def _payload(self, reference: Reference, event: str, names: tuple[str, ...]) -> Value:
        if self.event is None or self.event.name == "workflow_call":
            return reference
        if self.event.name != event:
            return Const(None)
        if self.payload is None or not names:
            return reference
        found = next((each for each in self.payload.fields if each.name.lower() == names[0].lower()), None)
        if found is None:
            return reference if self.payload.open or event == "workflow_dispatch" else Const(None)
        return found.value if len(names) == 1 else reference

    def assuming(self, results: Mapping[tuple[str, ...], Value]) -> Scenario:
        return replace(self, results={**self.results, **results})


def settle(value: Value, scope: Scope, scenario: Scenario) -> Value:
    """The value under the scenario: references replaced, choices decided where their condition is."""
    return _seen(scope, scenario).settle(value)


def holds(condition: Condition, scope: Scope, scenario: Scenario) -> bool | None:
    """Whether the condition holds under the scenario; `None` where that isn't decided."""
    return True if condition is ALWAYS else _seen(scope, scenario).holds(condition)


def _seen(scope: Scope, scenario: Scenario) -> _Seen:
    seen = scenario.memory.get(id(scope))
    if seen is None:
        seen = scenario.memory[id(scope)] = _Seen(scope, scenario)
    return seen


class _Seen:
    """What a scope's values and conditions come to under a scenario, each worked out once.

    Choices hang on conditions whose sides are choices again: without a memory the work doubles with each.  Values are told apart
    by identity, because equal ones may differ in where they stand, and `1` equals `True`.
    """

    def __init__(self, scope: Scope, scenario: Scenario) -> None:
        self.scope = scope
        self.scenario = scenario
        self._values: dict[int, tuple[Value, Value]] = {}
        self._conditions: dict[int, tuple[Condition, bool | None]] = {}

    def settle(self, value: Value) -> Value:
        known = self._values.get(id(value))
        if known is None:
            found = self._decided(rebuild(self._picked(self.scope.resolve(value)), self._supplied))
            known = self._values[id(value)] = value, found
        return known[1]

    def holds(self, condition: Condition) -> bool | None:
        known = self._conditions.get(id(condition))
        if known is None:
            found = truth(condition, self._asked, self._decides)
            if found is None and self.scenario.given:
                found = given_others(condition, self.scenario.given)
            known = self._conditions[id(condition)] = condition, found
        return known[1]

    def _asked(self, value: Value) -> Value:
        """The value as the text with which a script compares it."""
        found = self.settle(value)
        return Const(_OBJECT) if self.scenario.is_object(found) else found

    def _decides(self, expression: Expression) -> bool | None:
        return decides(expression, self.scope, self.scenario)

    def _picked(self, value: Value) -> Value:
        """What the value is taken to be: choices that are alike hang on the same thing, lists that are alike needn't."""
        picked = self.scenario.picked
        if picked is None:
            return value
        return picked[1] if value is picked[0] or (type(value) is Choice and value == picked[0]) else value

    def _supplied(self, part: Value) -> Value:
        return self.scenario.value(part) if isinstance(part, Reference) else part

    def _decided(self, value: Value) -> Value:
        """The value with each choice decided whose condition is."""
        again = self._decided
        match value:
            case Choice(condition, then, otherwise):
                answer = self.holds(condition)
                if answer is not None:
                    return again(then if answer else otherwise)
                return Choice(condition, again(then), again(otherwise))
            case Text(parts):
                return text(map(again, parts))
            case Fallback(first, second):
                return fallback(again(first), again(second))
            case OneOf(options):
                return one_of(map(again, options))
            case Sum(of, amount):
                return add(again(of), amount)
            case Encoded(of):
                return Encoded(again(of))
            case Decoded(of):
                return decoded(again(of))
            case Piece(of, separator, index, rest):
                return piece(again(of), separator, index, rest)
            case Array(items):
                return Array(tuple(map(again, items)))
            case Object():
                return with_each(value, again)
            case _:
                return value


def decides(expression: Expression, scope: Scope, scenario: Scenario) -> bool | None:
    """Whether a GitHub expression is true under the scenario."""
    try:
        return expression_truth(_operand(expression, scope, scenario), scenario.contexts, scenario.status)
    except EvaluationError:
        return None  # GitHub fails the step then, which is neither yes nor no


def _substituted(expression: Expression, scope: Scope, scenario: Scenario) -> Expression:
    """The expression with every look-up that the scenario decides replaced by its value; itself where it decides none."""
    match expression:
        case Literal():
            return expression
        case Name() | Index() if (value := settle_expression(expression, scope, scenario)) is not None:
            return _literal(value.value, expression) if isinstance(value, Const) else expression
        case Name():
            return expression
        case Index() | Star():
            inner = _substituted(expression.object, scope, scenario)
            return expression if inner is expression.object else replace(expression, object=inner)
        case Call(_, parts) | And(parts) | Or(parts):
            within = _substituted if isinstance(expression, Call) else _operand
            given = tuple(within(each, scope, scenario) for each in parts)
            return expression if all(map(operator.is_, given, parts)) else _with_parts(expression, given)
        case Not(operand):
            inner = _operand(operand, scope, scenario)
            return expression if inner is operand else Not(inner, expression.start, expression.end)
        case Compare(_, left, right):
            return _compared(
                Compare(
                    expression.operator,
                    _operand(left, scope, scenario),
                    _operand(right, scope, scenario),
                    expression.start,
                    expression.end,
                ),
                settle_expression(left, scope, scenario),
                settle_expression(right, scope, scenario),
            )


def _operand(expression: Expression, scope: Scope, scenario: Scenario) -> Expression:
    """The expression where it is asked whether it is true, or compared: an object counts like a text that is no number."""
    found = _substituted(expression, scope, scenario)
    if found is expression and isinstance(expression, Name | Index):
        value = settle_expression(expression, scope, scenario)
        return _literal(_OBJECT, expression) if value is not None and scenario.is_object(value) else expression
    return found


def _with_parts(expression: Call | And | Or, parts: tuple[Expression, ...]) -> Expression:
    if isinstance(expression, Call):
        return Call(expression.name, parts, expression.start, expression.end)
    return type(expression)(parts, expression.start, expression.end)


def _number_as_float(value: Scalar) -> str | float | bool | None:
    """Expressions know one kind of number."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def settle_expression(expression: Expression, scope: Scope, scenario: Scenario) -> Value | None:
    """The symbolic value of a look-up or literal under the scenario; `None` for anything else."""
    if isinstance(expression, Literal):
        return Const(expression.value)
    if isinstance(expression, Name | Index):
        found = path(expression)
        if found is None:
            return None
        value = settle(_reference(found), scope, scenario)
        return _as_text(value) if tuple(each.lower() for each in found[:3]) == ("github", "event", "inputs") else value
    return None


def _as_text(value: Value) -> Value:
    """What `github.event.inputs` holds of an input: there a boolean or a number is a text."""
    match value:
        case Const(bool() | int() | float() as content):
            return Const(printed(content))
        case OneOf(options):
            return one_of(map(_as_text, options))
        case _:
            return value


@lru_cache(10_000)
def _reference(found: tuple[str, ...]) -> Reference:
    """A look-up as a value, the same one each time: what it comes to is remembered by that."""
    return Reference(normal_path(found))


def _compared(compare: Compare, left: Value | None, right: Value | None) -> Expression:
    """A comparison of values of which each can be one of a few: decided where all of them give the same answer."""
    if compare.operator in ("==", "!=") and (_differ(left, right) or _differ(right, left)):
        return Literal(compare.operator == "!=", compare.start, compare.end)
    ones, others = _scalars(left), _scalars(right)
    if ones is None or others is None:
        return compare
    pairs = ((_literal(one, compare), _literal(other, compare)) for one in ones for other in others)
    answers = {expression_truth(Compare(compare.operator, *pair, compare.start, compare.end), {}) for pair in pairs}
    answer = answers.pop() if len(answers) == 1 else None
    return compare if answer is None else Literal(answer, compare.start, compare.end)


def compared(compare: Compare, left: Value, right: Value) -> bool | None:
    """What a comparison of two values gives; `None` where they don't decide it."""
    decided = _compared(compare, left, right)
    return bool(decided.value) if isinstance(decided, Literal) else None


def _differ(one: Value | None, other: Value | None) -> bool:
    """Whether a value that is made anew, or holds one, can't be what a constant is."""
    if not isinstance(other, Const):
        return False
    if isinstance(one, Fresh):
        return True
    return other.value in ("", None) and isinstance(one, Text) and any(isinstance(part, Fresh) for part in one.parts)


def _literal(value: Scalar, place: Expression) -> Literal:
    return Literal(_number_as_float(value), place.start, place.end)


def _scalars(value: Value | None) -> tuple[Scalar, ...] | None:
    """Everything that the value can be, each of its own type; `None` where that can't be listed."""
    match value:
        case None:
            return None
        case Const(content):
            return (content,)
        case OneOf(options):
            found = [_scalars(option) for option in options]
        case Choice(_, then, otherwise):
            found = [_scalars(then), _scalars(otherwise)]
        case _:
            return possible_texts(value)
    return None if None in found else tuple(each for group in found if group is not None for each in group)
