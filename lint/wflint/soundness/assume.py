"""What a run can be assumed to see: where a condition isn't decided, the cases that there are.

A case gives a value to something that isn't known (one of those that it is compared with anywhere in the workflow, or any other),
or an answer to a condition about which nothing can be said.  A free case is one that really occurs: a person chooses an input, a
program ends well or badly.  The others may be impossible, and whatever rests on them is possible, not proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, reduce
from operator import and_, or_

from wflint.facts.scope import Scope
from wflint.given import Given
from wflint.lean import replace
from wflint.scenario import Scenario, compared, holds, settle
from wflint.soundness.carried import COUNT, UNKNOWN
from wflint.soundness.cases import Case, Cases, UndecidedError, told
from wflint.soundness.leaves import excludes, key_of, open_references, values_of
from wflint.soundness.open_numbers import is_held, is_no_number, outgrown
from wflint.soundness.seeing import Weight
from wflint.soundness.status_words import STATUS
from wflint.soundness.together import Assumption, Question, Together
from wflint.soundness.vocabulary import side_of
from wflint.syntax.expression import STATUS_FUNCTIONS, Call, Compare, Index, Name, path
from wflint.syntax.workflow import Input
from wflint.values.condition import All, Any, Condition, Holds, Not, Test, all_of, any_of, described, negate, truth
from wflint.values.of_expression import normal_path
from wflint.values.replaced import replaced
from wflint.values.value import (
    CHOSEN,
    Choice,
    Const,
    Fresh,
    OneOf,
    Reference,
    Scalar,
    Value,
    parts_of,
    references,
    shown,
)

_RESULTS = STATUS | {"exit_code", "exitcode"}
"""Names under which steps say how their work went: every value that is asked for occurs."""


_GIVEN = frozenset(("github", "inputs", "vars", "secrets", CHOSEN, UNKNOWN))
"""Contexts of what a run is given, and doesn't work out itself."""


Words = Callable[[], Mapping[tuple[str, ...], tuple[Scalar, ...]]]


class Assuming:
    """Answers conditions under a case, and asks for more cases where that isn't enough.

    `words` tells what each reference is compared with; `inputs` are the declared inputs from which people choose when they start
    the task; `root` says that they start this run.  `works`: what its programs come to is the run's business, so that each of
    them really ends well at times and badly at others.  `limit`: where numbers are held, see `carried`; `given`: what is
    settled whatever the payload is.  `apart`: each part of a condition that is open makes cases of its own.
    """

    def __init__(
        self,
        case: Case,
        words: Words,
        inputs: tuple[Input, ...],
        root: bool,
        works: bool,
        limit: int,
        given: Given,
        apart: bool = False,
    ) -> None:
        self.case = case
        self.given = given
        self.limit = limit
        self.words = words
        self.works = works
        self.apart = apart
        context = "inputs" if root else CHOSEN
        self.inputs: Mapping[tuple[str, ...], Input] = {
            (context, f"{'' if root else 'inputs.'}{each.name.text.lower()}"): each for each in inputs
        }
        above = case.above
        self._answers: dict[tuple[int, int, int], tuple[object, bool | None]] = {}
        self._before: Mapping[tuple[int, int, int], tuple[object, bool | None]] = above.settled if above else {}
        self._ways_kept: dict[tuple[int, int, int], tuple[object, tuple[int, int]]] = {}
        self._asked: dict[tuple[int, int, int], tuple[object, Cases]] = {}
        self._keys: dict[tuple[int, int, int], tuple[object, tuple[object, bool]]] = above._keys if above else {}
        self._branches: dict[tuple[int, int, int], tuple[object, Condition]] = (
            above._branches if above and above.case.picks == case.picks else {}
        )

    @property
    def _parts(self) -> Case:
        """The case that cases which are more exact are parts of."""
        return replace(self.case, above=self)

    def __call__(self, condition: Condition, scope: Scope, scenario: Scenario, weight: Weight) -> bool | None:
        """Whether the condition holds; raises `UndecidedError` where a message hangs on it and it may be either.

        A script gives up where it is known to: that a command in it fails is a fault, which is tried for itself.
        """
        answer = self._truth(condition, scope, scenario)
        if answer is not None:
            return answer
        if weight == "none":
            return None
        self._divide(condition, scope, scenario, weight)
        if weight == "seen":
            return None
        if weight == "exit" and self.works:
            return False
        asked = id(condition), id(scope), id(scenario)
        if asked not in self._asked:
            self._asked[asked] = condition, self._cases(condition, scope, scenario)
        _, found = self._asked[asked]
        if weight == "message" or found.are_free:
            raise UndecidedError(found.cases)
        return False

    def _divide(self, condition: Condition, scope: Scope, scenario: Scenario, weight: Weight) -> None:
        """Raise `UndecidedError` where answers to what was asked before tell cases apart; of what is seen, whether it may be."""
        together = self.case.together
        surely, perhaps = self._ways(condition, scope, scenario, together)
        found = self._divided(perhaps if weight == "seen" else surely, perhaps, together)
        if len(found.cases) > 1:
            raise UndecidedError(found.cases)

    def value(self, value: Value, scope: Scope, scenario: Scenario) -> Value:
        """The value under the case, without open choices; raises `UndecidedError` where there is one."""
        settled = settle(value, scope, scenario)
        part = _open_part(settled)
        match part:
            case None:
                return settled
            case OneOf():
                picked = self.case.picks.get(part)
                if picked is None:
                    raise UndecidedError(self._picks(part).cases)
            case Choice(condition, then, otherwise):
                if not self.apart and self._truth(condition, scope, scenario) is None:
                    ends = self._ends(settled, scope, scenario)
                    if ends is not None:
                        return ends
                picked = then if self(condition, scope, scenario, "message") else otherwise
        return self.value(replaced(settled, part, picked), scope, scenario)

    def _ends(self, settled: Value, scope: Scope, scenario: Scenario) -> Value | None:
        """What a value comes to, whichever of its branches lead there; raises `UndecidedError` where that are several values.

        `None` where nothing is known of the first branch, or there are too many.
        """
        together = self.case.together
        for part in parts_of(settled):
            if isinstance(part, Choice):
                together = self._asking(part.condition, scope, scenario, together)
        found: dict[object, tuple[Value, int]] = {}
        waiting = [(settled, together.ways)]
        while waiting and len(found) + len(waiting) < _MOST_ENDS:
            value, ways = waiting.pop()
            branched = _open_part(value)
            if isinstance(branched, Choice):
                surely, perhaps = self._ways_of_part(branched.condition, scope, scenario, together)
                if not ways & perhaps & ~surely:
                    branches = (branched.then, ways & surely), (branched.otherwise, ways & ~surely)
                    waiting += [(replaced(value, branched, branch), some) for branch, some in branches if some]
                    continue
            key = value, tuple(type(each.value) for each in parts_of(value) if isinstance(each, Const))
            found[key] = value, ways | (found[key][1] if key in found else 0)
        if waiting:
            return None
        if len(found) > 1:
            raise UndecidedError(tuple(replace(self._parts, together=together.where(ways)) for _, ways in found.values()))
        value, _ = next(iter(found.values()))
        return value if _open_part(value) is None else None

    # -- answers ------------------------------------------------------------------------------------------------------

    @cached_property
    def settled(self) -> Mapping[tuple[int, int, int], tuple[object, bool | None]]:
        """What has been answered yes or no: whatever else is assumed, it stays so.

        Asked for once the case is given up for those that are parts of it: what else was worked out goes.
        """
        found = {**self._before, **{asked: known for asked, known in self._answers.items() if known[1] is not None}}
        self._before = found
        for kept in (self._answers, self._ways_kept, self._asked):
            kept.clear()
        return found

    def _truth(self, condition: Condition, scope: Scope, scenario: Scenario) -> bool | None:
        """Whether the condition holds; each is asked once."""
        asked = id(condition), id(scope), id(scenario)
        known = self._answers.get(asked) or self._before.get(asked)
        if known is None and (sure := self.given.sure(condition, scope)) is not None:
            return sure
        if known is None:  # what it is about is kept with the answer, so that no other one gets its identity
            answer = self._asked_for(condition, scope, scenario)
            if answer is None and self.case.together.questions:
                answer = self._sure(condition, scope, scenario)
            known = self._answers[asked] = (condition, scope, scenario), answer
        return known[1]

    def _asked_for(self, condition: Condition, scope: Scope, scenario: Scenario) -> bool | None:
        match self._opened(condition, scope, scenario):
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
                key, straight = self._key(leaf, scope, scenario)
                assumed = self.case.answers.get(key)
                if assumed is None and any(answer and excludes(other, key) for other, answer in self.case.answers.items()):
                    assumed = False
                return assumed if assumed is None or straight else not assumed

    def _opened(self, condition: Condition, scope: Scope, scenario: Scenario) -> Condition:
        """A condition without what is settled whatever the payload is; where it hangs on a branch, that is a part of it."""
        opened = self.given.open(condition, scope)
        if self.apart or not isinstance(opened, Test):
            return opened
        asked = id(opened), id(scope), id(scenario)
        if asked not in self._branches:
            self._branches[asked] = (opened, scope, scenario), self._branched(opened, scope, scenario)
        return self._branches[asked][1]

    def _branched(self, test: Test, scope: Scope, scenario: Scenario) -> Condition:
        left, right = (self._with_picks(settle(each, scope, scenario)) for each in (test.left, test.right))
        part = next((part for part in (*parts_of(left), *parts_of(right)) if isinstance(part, Choice)), None)
        if part is None or holds(test, scope, scenario) is not None or truth(replace(test, left=left, right=right)) is not None:
            return test

        def of(branch: Value) -> Test:
            return replace(test, left=replaced(left, part, branch), right=replaced(right, part, branch))

        return any_of((all_of((part.condition, of(part.then))), all_of((negate(part.condition), of(part.otherwise)))))

    def _key(self, leaf: Condition, scope: Scope, scenario: Scenario) -> tuple[object, bool]:
        """What a condition asks, see `key_of`; found once."""
        asked = id(leaf), id(scope), id(scenario)
        if asked not in self._keys:
            self._keys[asked] = (leaf, scope, scenario), key_of(leaf, scope, scenario)
        return self._keys[asked][1]

    # -- answers that go together ---------------------------------------------------------------------------------------

    def _sure(self, condition: Condition, scope: Scope, scenario: Scenario) -> bool | None:
        """What follows from the answers that go together."""
        together = self.case.together
        surely, perhaps = self._ways(condition, scope, scenario, together)
        return True if not together.ways & ~surely else False if not together.ways & perhaps else None

    def _ways(self, condition: Condition, scope: Scope, scenario: Scenario, together: Together) -> tuple[int, int]:
        """The ways to answer the questions with which an open condition surely holds, and those with which it may."""
        if together is not self.case.together:
            return self._found_ways(condition, scope, scenario, together)
        asked = id(condition), id(scope), id(scenario)
        if asked not in self._ways_kept:
            self._ways_kept[asked] = (condition, scope, scenario), self._found_ways(condition, scope, scenario, together)
        return self._ways_kept[asked][1]

    def _found_ways(self, condition: Condition, scope: Scope, scenario: Scenario, together: Together) -> tuple[int, int]:
        """The same, worked out."""
        match self._opened(condition, scope, scenario):
            case Not(of):
                surely, perhaps = self._ways_of_part(of, scope, scenario, together)
                return together.every & ~perhaps, together.every & ~surely
            case All(of) | Any(of) as joined:
                found = [self._ways_of_part(part, scope, scenario, together) for part in of]
                join = and_ if isinstance(joined, All) else or_
                return reduce(join, (surely for surely, _ in found)), reduce(join, (perhaps for _, perhaps in found))
            case leaf:
                key, straight = self._key(leaf, scope, scenario)
                yes = together.yes(key)
                surely, perhaps = (yes, yes) if yes is not None else (0, together.every & ~together.excluding(key, excludes))
                return (surely, perhaps) if straight else (together.every & ~perhaps, together.every & ~surely)

    def _ways_of_part(self, part: Condition, scope: Scope, scenario: Scenario, together: Together) -> tuple[int, int]:
        answer = self._truth(part, scope, scenario)
        if answer is not None:
            return (together.every, together.every) if answer else (0, 0)
        return self._ways(part, scope, scenario, together)

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
                settled = settle(side_of(compare.left), scope, scenario), settle(side_of(compare.right), scope, scenario)
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
        settled = self._with_picks(settled)
        for part in parts_of(settled):
            answer = self._truth(part.condition, scope, scenario) if isinstance(part, Choice) else None
            if isinstance(part, Choice) and answer is not None:
                return self._picked(replaced(settled, part, part.then if answer else part.otherwise), scope, scenario)
        return settled

    def _with_picks(self, settled: Value) -> Value:
        for part, pick in self.case.picks.items():
            settled = replaced(settled, part, pick)
        return settled

    def _open_leaves(self, condition: Condition, scope: Scope, scenario: Scenario) -> Iterator[Condition]:
        """The parts of a condition that aren't decided."""
        match self._opened(condition, scope, scenario):
            case Not(of):
                yield from self._open_leaves(of, scope, scenario)
            case All(of) | Any(of):
                for part in of:
                    if self._truth(part, scope, scenario) is None:
                        yield from self._open_leaves(part, scope, scenario)
            case leaf:
                if self._truth(leaf, scope, scenario) is None:
                    yield leaf

    # -- cases --------------------------------------------------------------------------------------------------------

    def _cases(self, condition: Condition, scope: Scope, scenario: Scenario) -> Cases:
        """The cases that an open condition falls into: by what it looks at, if that isn't known, otherwise by its answers."""
        leaves = self._open_leaves(condition, scope, scenario)
        leaf = next(leaves)  # it is asked only where some part is open
        found = self._by_value(leaf, scope, scenario)
        if found is None and self.apart:
            return self._by_answer(leaf, scope, scenario)
        if found is None:
            found = self._by_answers(condition, scope, scenario)
        return found or next(cases for each in leaves if (cases := self._by_value(each, scope, scenario)) is not None)

    def _by_value(self, leaf: Condition, scope: Scope, scenario: Scenario) -> Cases | None:
        """Cases by something that a part of a condition looks at; `None` where there is nothing of which more could be known."""
        for value in values_of(leaf, scope, scenario):
            for part in parts_of(value):
                if isinstance(part, Choice) and self._truth(part.condition, scope, scenario) is None:
                    return self._cases(part.condition, scope, scenario)
        for reference in open_references(leaf, scope, scenario):
            options = self._options(reference)
            if options:
                return told(
                    self._parts.with_value(
                        reference.key, option, Assumption(_said(reference, option), self._is_free(reference, option))
                    )
                    for option in options
                )
        for several in self._several(leaf, scope, scenario):
            return self._picks(several)
        return None

    def _by_answers(self, condition: Condition, scope: Scope, scenario: Scenario) -> Cases | None:
        """Cases by the answers to the open parts of a condition; `None` where it hangs on something else in any case.

        One case alone knows better: whatever the answers are, it holds, or it doesn't.
        """
        together = self._asking(condition, scope, scenario, self.case.together)
        surely, perhaps = self._ways(condition, scope, scenario, together)
        return self._divided(surely, perhaps, together) if together.ways & (surely | ~perhaps) else None

    def _divided(self, surely: int, perhaps: int, together: Together) -> Cases:
        """A case for a condition that holds, one for one that doesn't, and one where that hangs on something else."""
        parts = (together.where(each) for each in (surely, together.every & ~perhaps, perhaps & ~surely))
        ways = [each for each in parts if each.ways]
        return Cases(tuple(replace(self._parts, together=each) for each in ways), all(each.is_free(together) for each in ways))

    def _asking(self, condition: Condition, scope: Scope, scenario: Scenario, together: Together) -> Together:
        """The answers with those to the open parts of a condition that hang on nothing else; raises `NoRoomError`."""
        for leaf in self._open_leaves(condition, scope, scenario):
            key, _ = self._key(leaf, scope, scenario)
            if together.yes(key) is None and self._by_value(leaf, scope, scenario) is None:
                together = together.asking(self._question(leaf, scope, scenario), excludes)
        return together

    def _by_answer(self, leaf: Condition, scope: Scope, scenario: Scenario) -> Cases:
        """A case for each answer to one part of a condition."""
        question = self._question(leaf, scope, scenario)
        return told(self._parts.with_answer(question.key, answer, question.assumed(answer)) for answer in (True, False))

    def _question(self, leaf: Condition, scope: Scope, scenario: Scenario) -> Question:
        key, straight = self._key(leaf, scope, scenario)
        words = described(leaf)
        yes, no = (
            Assumption(words if answer else f"not ({words})", self._is_usual(leaf, answer, scope, scenario))
            for answer in (True, False)
        )
        return Question(key, no, yes) if straight else Question(key, yes, no)

    def _picks(self, several: OneOf) -> Cases:
        """A case for each of several values."""
        return told(self._parts.with_pick(several, each, Assumption(f"it is {shown(each)}", True)) for each in several.options)

    def _several(self, leaf: Condition, scope: Scope, scenario: Scenario) -> Iterator[OneOf]:
        for value in values_of(leaf, scope, scenario):
            for part in parts_of(value):
                if isinstance(part, OneOf) and part not in self.case.picks:
                    yield part

    def _is_usual(self, leaf: Condition, answer: bool, scope: Scope, scenario: Scenario) -> bool:
        """Whether a condition without any known value surely turns out like that at times."""
        if any(reference.key[0] == COUNT for value in values_of(leaf, scope, scenario) for reference in references(value)):
            return True
        match leaf:
            case Holds(Call(name)) if name.lower() in STATUS_FUNCTIONS:
                return answer and name.lower() == "success"
            case _:
                return self.works and not any(
                    reference.key[0] in _GIVEN for value in values_of(leaf, scope, scenario) for reference in references(value)
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


_MOST_ENDS = 100
"""Values that one may come to, branch by branch."""


def _open_part(value: Value) -> Choice | OneOf | None:
    """The first part of a value that may be several."""
    return next((part for part in parts_of(value) if isinstance(part, Choice | OneOf)), None)
