"""What a run can be assumed to see: where a condition isn't decided, the cases that there are.

A case gives a value to something that isn't known (one of those that it is compared with anywhere in the workflow, or any other),
or an answer to a condition about which nothing can be said.  A free case is one that really occurs: a person chooses an input, a
program ends well or badly.  The others may be impossible, and whatever rests on them is possible, not proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from wflint.facts.model import WorkflowFacts
from wflint.facts.scope import Scope
from wflint.given import Given
from wflint.lean import dataclass, field, replace
from wflint.scenario import Scenario, compared, holds, settle
from wflint.soundness.carried import COUNT, UNKNOWN
from wflint.soundness.conditions import conditions
from wflint.soundness.open_numbers import is_held, is_no_number, outgrown
from wflint.soundness.seeing import Weight
from wflint.soundness.status_words import STATUS
from wflint.syntax.expression import STATUS_FUNCTIONS, Call, Compare, Index, Name, path, walk
from wflint.syntax.expression import Literal as LiteralNode
from wflint.syntax.expression import references as look_ups
from wflint.syntax.expression.spelling import spelled
from wflint.syntax.workflow import Input
from wflint.values.condition import All, Any, Condition, Holds, Not, Test, described, truth
from wflint.values.of_expression import normal_path, of_expression
from wflint.values.replaced import replaced
from wflint.values.value import (
    CHOSEN,
    Choice,
    Const,
    Fallback,
    Fresh,
    OneOf,
    Reference,
    Scalar,
    Text,
    Value,
    parts_of,
    printed,
    references,
    shown,
)

_RESULTS = STATUS | {"exit_code", "exitcode"}
"""Names under which steps say how their work went: every value that is asked for occurs."""


_GIVEN = frozenset(("github", "inputs", "vars", "secrets", CHOSEN, UNKNOWN))
"""Contexts of what a run is given, and doesn't work out itself."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing assumed, in words; `free` where it surely can be so."""

    words: str
    free: bool


@dataclass(frozen=True, slots=True)
class Case:
    """Everything assumed of one run: values of references by key, answers to conditions, picks of one among several.

    `above` answers in the case that this one is part of, with all but the last assumption.
    """

    values: Mapping[tuple[str, ...], Value] = field(default_factory=dict)
    answers: Mapping[object, bool] = field(default_factory=dict)
    picks: Mapping[Value, Value] = field(default_factory=dict)
    assumed: tuple[Assumption, ...] = ()
    above: Assuming | None = field(default=None, repr=False, compare=False)

    @property
    def key(self) -> object:
        """What tells it from other cases."""
        return (
            self.value_key,
            frozenset(self.answers.items()),
            frozenset((of, exactly(picked)) for of, picked in self.picks.items()),
        )

    @property
    def value_key(self) -> object:
        """What tells the values that it assumes from those of other cases."""
        return frozenset((key, exactly(value)) for key, value in self.values.items())

    def with_value(self, key: tuple[str, ...], value: Value, assumption: Assumption) -> Case:
        return replace(self, values={**self.values, key: value}, assumed=(*self.assumed, assumption))

    def with_answer(self, key: object, answer: bool, assumption: Assumption) -> Case:
        return replace(self, answers={**self.answers, key: answer}, assumed=(*self.assumed, assumption))

    def with_pick(self, of: Value, picked: Value, assumption: Assumption) -> Case:
        return replace(self, picks={**self.picks, of: picked}, assumed=(*self.assumed, assumption))


class UndecidedError(Exception):
    """The run can go on in several ways: in each of these cases."""

    def __init__(self, cases: tuple[Case, ...]) -> None:
        super().__init__()
        self.cases = cases


def exactly(value: Value) -> object:
    """The value with its type: `1` equals `True`."""
    return (type(value.value), value) if isinstance(value, Const) else value


Words = Callable[[], Mapping[tuple[str, ...], tuple[Scalar, ...]]]


class Assuming:
    """Answers conditions under a case, and asks for more cases where that isn't enough.

    `words` tells what each reference is compared with; `inputs` are the declared inputs from which people choose when they start
    the task; `root` says that they start this run.  `works`: what its programs come to is the run's business, so that each of
    them really ends well at times and badly at others.  `limit`: where numbers are held, see `carried`; `given`: what is
    settled whatever the payload is.
    """

    def __init__(
        self, case: Case, words: Words, inputs: tuple[Input, ...], root: bool, works: bool, limit: int, given: Given
    ) -> None:
        self.case = case
        self.given = given
        self.limit = limit
        self.words = words
        self.works = works
        context = "inputs" if root else CHOSEN
        self.inputs: Mapping[tuple[str, ...], Input] = {
            (context, f"{'' if root else 'inputs.'}{each.name.text.lower()}"): each for each in inputs
        }
        self._answers: dict[tuple[int, int, int], tuple[object, bool | None]] = case.above.settled() if case.above else {}
        self._parts = replace(case, above=self)
        self._asked: dict[tuple[int, int, int], tuple[object, tuple[Case, ...]]] = {}

    def __call__(self, condition: Condition, scope: Scope, scenario: Scenario, weight: Weight) -> bool | None:
        """Whether the condition holds; raises `UndecidedError` where a message hangs on it and it may be either.

        A script gives up where it is known to: that a command in it fails is a fault, which is tried for itself.
        """
        answer = self._truth(condition, scope, scenario)
        if answer is not None or weight == "none":
            return answer
        if weight == "exit" and self.works:
            return False
        asked = id(condition), id(scope), id(scenario)
        if asked not in self._asked:
            self._asked[asked] = condition, self._cases(condition, scope, scenario)
        _, cases = self._asked[asked]
        if weight == "message":
            raise UndecidedError(cases)
        if all(case.assumed[-1].free for case in cases):
            raise UndecidedError(cases)
        return False

    def value(self, value: Value, scope: Scope, scenario: Scenario) -> Value:
        """The value under the case, without open choices; raises `UndecidedError` where there is one."""
        settled = settle(value, scope, scenario)
        for part in parts_of(settled):
            match part:
                case Choice(condition, then, otherwise):
                    answer = self(condition, scope, scenario, "message")
                    return self.value(replaced(settled, part, then if answer else otherwise), scope, scenario)
                case OneOf(options):
                    picked = self.case.picks.get(part)
                    if picked is None:
                        raise UndecidedError(
                            tuple(self._parts.with_pick(part, each, Assumption(f"it is {shown(each)}", True)) for each in options)
                        )
                    return self.value(replaced(settled, part, picked), scope, scenario)
                case _:
                    pass
        return settled

    # -- answers ------------------------------------------------------------------------------------------------------

    def settled(self) -> dict[tuple[int, int, int], tuple[object, bool | None]]:
        """What has been answered yes or no: whatever else is assumed, it stays so."""
        return {asked: known for asked, known in self._answers.items() if known[1] is not None}

    def _truth(self, condition: Condition, scope: Scope, scenario: Scenario) -> bool | None:
        """Whether the condition holds; each is asked once."""
        asked = id(condition), id(scope), id(scenario)
        known = self._answers.get(asked)
        if known is None and (sure := self.given.sure(condition, scope)) is not None:
            return sure
        if known is None:  # what it is about is kept with the answer, so that no other one gets its identity
            known = self._answers[asked] = (condition, scope, scenario), self._asked_for(condition, scope, scenario)
        return known[1]

    def _asked_for(self, condition: Condition, scope: Scope, scenario: Scenario) -> bool | None:
        match self.given.open(condition, scope):
            case Not(of):
                answer = self._truth(of, scope, scenario)
                return None if answer is None else not answer
            case All(of):
                return self._all(of, scope, scenario, True)
            case Any(of):
                return self._all(of, scope, scenario, False)
            case Holds(Name() | Index() as look_up) if _is_fresh(look_up, scope, scenario):
                return True
            case leaf:
                answer = self._leaf(leaf, scope, scenario)
                if answer is not None:
                    return answer
                key, straight = _key(leaf, scope, scenario)
                assumed = self.case.answers.get(key)
                if assumed is None and any(answer and _excludes(other, key) for other, answer in self.case.answers.items()):
                    assumed = False
                return assumed if assumed is None or straight else not assumed

    def _all(self, of: tuple[Condition, ...], scope: Scope, scenario: Scenario, wanted: bool) -> bool | None:
        """Whether all parts of a condition are as wanted: `wanted` if so, the opposite where some part surely isn't."""
        answer: bool | None = wanted
        for part in of:
            found = self._truth(part, scope, scenario)
            if found is (not wanted):
                return found
            answer = None if found is None else answer
        return answer

    def _leaf(self, leaf: Condition, scope: Scope, scenario: Scenario) -> bool | None:
        """What the scenario says of a comparison, with the values that are assumed of those that could be several."""
        answer = holds(leaf, scope, scenario)
        if answer is not None:
            return answer if not self._is_held_as_text(leaf, scope, scenario) else None
        match leaf:
            case Test(left, comparison, right, kind):
                settled = settle(left, scope, scenario), settle(right, scope, scenario)
                sides = self._picked(settled[0], scope, scenario), self._picked(settled[1], scope, scenario)
                answer = truth(Test(sides[0], comparison, sides[1], kind)) if _differ(settled, sides) else None
            case Holds(Compare() as compare):
                settled = settle(_side(compare.left), scope, scenario), settle(_side(compare.right), scope, scenario)
                sides = self._picked(settled[0], scope, scenario), self._picked(settled[1], scope, scenario)
                answer = compared(compare, *sides) if _differ(settled, sides) else None
            case _:
                return None
        if answer is None:
            answer = outgrown(leaf, *sides, self.limit)
        return is_no_number(leaf, *sides) if answer is None else answer

    def _is_held_as_text(self, leaf: Condition, scope: Scope, scenario: Scenario) -> bool:
        """Whether a script compares the text of a number that is held, and stands for all that are larger."""
        match leaf:
            case Test(left, "<" | "<=" | ">" | ">=", right, kind) if kind != "number":
                sides = settle(left, scope, scenario), settle(right, scope, scenario)
                return any(is_held(each, self.limit) for each in sides)
            case _:
                return False

    def _picked(self, settled: Value, scope: Scope, scenario: Scenario) -> Value:
        """A settled value with what is assumed of its parts."""
        for part, pick in self.case.picks.items():
            settled = replaced(settled, part, pick)
        for part in parts_of(settled):
            answer = self._truth(part.condition, scope, scenario) if isinstance(part, Choice) else None
            if isinstance(part, Choice) and answer is not None:
                return self._picked(replaced(settled, part, part.then if answer else part.otherwise), scope, scenario)
        return settled

    def _open_leaf(self, condition: Condition, scope: Scope, scenario: Scenario) -> Condition | None:
        """The first part of a condition that isn't decided."""
        match self.given.open(condition, scope):
            case Not(of):
                return self._open_leaf(of, scope, scenario)
            case All(of) | Any(of):
                return next((found for part in of if (found := self._open_leaf(part, scope, scenario)) is not None), None)
            case leaf:
                return leaf if self._truth(leaf, scope, scenario) is None else None

    # -- cases --------------------------------------------------------------------------------------------------------

    def _cases(self, condition: Condition, scope: Scope, scenario: Scenario) -> tuple[Case, ...]:
        leaf = self._open_leaf(condition, scope, scenario)
        assert leaf is not None  # it is asked only where some part is open
        for value in _values(leaf, scope, scenario):
            for part in parts_of(value):
                if isinstance(part, Choice) and self._open_leaf(part.condition, scope, scenario) is not None:
                    return self._cases(part.condition, scope, scenario)
        for reference in _open_references(leaf, scope, scenario):
            options = self._options(reference)
            if options:
                return tuple(
                    self._parts.with_value(
                        reference.key, option, Assumption(_said(reference, option), self._is_free(reference, option))
                    )
                    for option in options
                )
        for several in self._several(leaf, scope, scenario):
            return tuple(
                self._parts.with_pick(several, each, Assumption(f"it is {shown(each)}", True)) for each in several.options
            )
        key, straight = _key(leaf, scope, scenario)
        words = described(leaf)
        usual = {answer: self._is_usual(leaf, answer, scope, scenario) for answer in (True, False)}
        return tuple(
            self._parts.with_answer(key, answer is straight, Assumption(words if answer else f"not ({words})", free))
            for answer, free in usual.items()
        )

    def _several(self, leaf: Condition, scope: Scope, scenario: Scenario) -> Iterator[OneOf]:
        for value in _values(leaf, scope, scenario):
            for part in parts_of(value):
                if isinstance(part, OneOf) and part not in self.case.picks:
                    yield part

    def _is_usual(self, leaf: Condition, answer: bool, scope: Scope, scenario: Scenario) -> bool:
        """Whether a condition without any known value surely turns out like that at times."""
        if any(reference.key[0] == COUNT for value in _values(leaf, scope, scenario) for reference in references(value)):
            return True
        match leaf:
            case Holds(Call(name)) if name.lower() in STATUS_FUNCTIONS:
                return answer and name.lower() == "success"
            case _:
                return self.works and not any(
                    reference.key[0] in _GIVEN for value in _values(leaf, scope, scenario) for reference in references(value)
                )

    def _is_free(self, reference: Reference, option: Value) -> bool:
        """Whether it surely can be that: somebody chooses it, or some work comes to it."""
        if isinstance(option, Fresh):
            return False
        context, *rest = reference.key
        if context == CHOSEN or reference.key in self.inputs:
            return True
        if self.works and context in ("steps", "needs"):
            return True
        return context in ("steps", "needs", UNKNOWN) and bool(rest) and rest[-1].rpartition(".")[2] in _RESULTS

    def _options(self, reference: Reference) -> tuple[Value, ...]:
        """What a reference can be: every word that it is compared with, and anything else; `()` where nothing is known."""
        if reference.key[0] == COUNT:
            return ()
        declared = self.inputs.get(reference.key)
        if declared is not None and declared.type == "choice" and declared.options:
            return tuple(Const(each.text) for each in declared.options)
        if declared is not None and declared.type == "boolean":
            chosen = (True, False) if reference.key[0] == "inputs" else ("true", "false")
            return tuple(map(Const, chosen))
        words = self.words().get(reference.key, ())
        if not words:
            return ()
        if all(isinstance(word, bool) for word in words):
            return (Const(True), Const(False))
        return (*map(Const, words), Fresh(f"any other {_name(reference)}"))


def _said(reference: Reference, option: Value) -> str:
    name = _name(reference)
    return f"{name} is another one" if isinstance(option, Fresh) else f"{name} is {shown(option)}"


def _name(reference: Reference) -> str:
    return reference.path[-1] if reference.path[0] in (CHOSEN, UNKNOWN) else ".".join(reference.path)


def _is_fresh(look_up: Name | Index, scope: Scope, scenario: Scenario) -> bool:
    found = path(look_up)
    return found is not None and isinstance(settle(Reference(normal_path(found)), scope, scenario), Fresh)


def _differ(ones: tuple[Value, Value], others: tuple[Value, Value]) -> bool:
    return ones[0] is not others[0] or ones[1] is not others[1]


_NEGATIVE = {">=": "<", ">": "<=", "!=": "=="}


def _key(leaf: Condition, scope: Scope, scenario: Scenario) -> tuple[object, bool]:
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


def _excludes(one: object, other: object) -> bool:
    """Whether what is one word, or begins with it, can't be another one; both are keys."""
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


def _values(leaf: Condition, scope: Scope, scenario: Scenario) -> Iterator[Value]:
    """The values that a condition asks about."""
    match leaf:
        case Test(left, _, right):
            yield from (settle(side, scope, scenario) for side in (left, right))
        case Holds():
            yield from _seen(leaf, scope, scenario)
        case _:
            return


def _open_references(leaf: Condition, scope: Scope, scenario: Scenario) -> Iterator[Reference]:
    return (reference for value in _values(leaf, scope, scenario) for reference in references(value))


# -- words that something is compared with ----------------------------------------------------------------------------------


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
                    yield _side(node.left), _side(node.right)
        case _:
            return


def _is_word(value: Value) -> bool:
    return isinstance(value, Const) and not printed(value.value).strip().lstrip("-").isdecimal()


def _side(node: object) -> Value:
    return Const(node.value) if isinstance(node, LiteralNode) else of_expression(node)  # type: ignore[arg-type]
