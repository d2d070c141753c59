"""Conditions over symbolic values, with three answers: yes, no, and not known.

Every dispatch carries the condition under which it happens.  `truth()` decides it as far as the values allow.
"""

from __future__ import annotations

import fnmatch
import operator
import re
from collections.abc import Callable, Iterable, Mapping, Set
from typing import TYPE_CHECKING, Literal

from wflint.lean import dataclass
from wflint.regex import regex
from wflint.values import likeness
from wflint.values.remembered import Remembers, remembered
from wflint.values.value import Choice, Const, Fresh, OneOf, Text, Unknown, Value, parts_of, printed, shown

if TYPE_CHECKING:
    from wflint.syntax.expression import Expression

Comparison = Literal["==", "!=", "<", "<=", ">", ">=", "matches"]
Kind = Literal["string", "number", "string-ignoring-case"]


@dataclass(frozen=True, slots=True)
class Always:
    """No condition."""


@dataclass(frozen=True, slots=True)
class Never:
    """A condition that can't hold."""


@remembered
@dataclass(frozen=True, slots=True)
class Test(Remembers):
    """A comparison in a script.  `kind` says how: shells compare strings by case and numbers as integers; PowerShell and
    GitHub's expressions ignore case.  `matches` is a shell pattern (`case`, `[[ == ]]`, `-like`) on the right-hand side."""

    __test__ = False  # pytest takes the name for a test class
    left: Value
    comparison: Comparison
    right: Value
    kind: Kind = "string"


@remembered
@dataclass(frozen=True, slots=True)
class Holds(Remembers):
    """A GitHub expression, as in `if:`; what it refers to is decided by who asks."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class Succeeds:
    """The exit status of a command or the success of an earlier act, which nobody can foresee."""

    what: str


@dataclass(frozen=True, slots=True)
class Opaque:
    """A condition that can't be read, and why."""

    reason: str


@remembered
@dataclass(frozen=True, slots=True)
class Not(Remembers):
    of: Condition


class _Joins(Remembers):
    """Room for the opposite of what is joined."""

    __slots__ = ("_opposite",)

    _opposite: Condition


@remembered
@dataclass(frozen=True, slots=True)
class All(_Joins):
    of: tuple[Condition, ...]


@remembered
@dataclass(frozen=True, slots=True)
class Any(_Joins):
    of: tuple[Condition, ...]


Condition = Always | Never | Test | Holds | Succeeds | Opaque | Not | All | Any

ALWAYS = Always()
NEVER = Never()


def all_of(conditions: Iterable[Condition]) -> Condition:
    """The conjunction, simplified: no repeats, no nested `All`, `Never` wins, and what follows from another part is left out."""
    flat: dict[Condition, None] = {}
    for condition in conditions:
        if isinstance(condition, Never):
            return NEVER
        if isinstance(condition, All):
            flat.update(dict.fromkeys(condition.of))
        elif not isinstance(condition, Always):
            flat[condition] = None
    for single in flat:
        if type(single) is Not and single.of in flat and not _is_of_unknown(single.of):
            return NEVER
    if not flat:
        return ALWAYS
    if len(flat) > 1:
        flat = _without_implied(flat)
    return next(iter(flat)) if len(flat) == 1 else All(tuple(flat))


def _is_of_unknown(condition: Condition) -> bool:
    """Whether a comparison may mean two values: what is unknown for one reason, as two outputs of a program, needn't be alike."""
    if not isinstance(condition, Test):
        return False
    return any(isinstance(part, Unknown) for side in (condition.left, condition.right) for part in parts_of(side))


def _without_implied(flat: dict[Condition, None]) -> dict[Condition, None]:
    """The parts without those that say of a text only that it isn't a word, where another part says which one it is.

    So the guard of one of many items of a `case` doesn't grow with the number of items before it.
    """
    said = {words[0].left: words for single in flat if type(single) in _WORDS and (words := words_of(single))}
    if not said:
        return flat
    return {single: None for single in flat if type(single) not in _DENIALS or not _is_implied(single, said)}


_WORDS, _DENIALS = (Test, Any), (Test, Not)
"""Kinds of conditions that may say which word a text is, and that it isn't a word."""


def words_of(condition: Condition) -> tuple[Test, ...]:
    """The words and patterns one of which a text must be like, as comparisons of that text; `()` for any other condition."""
    match condition:
        case Test(_, "==" | "matches", Const(), "string" | "string-ignoring-case"):
            return (condition,)
        case Any(of) if all(isinstance(each, Test) and words_of(each) for each in of):
            tests = tuple(each for each in of if isinstance(each, Test))
            return tests if len({(each.left, each.kind) for each in tests}) == 1 else ()
        case _:
            return ()


def _is_implied(condition: Condition, said: Mapping[Value, tuple[Test, ...]]) -> bool:
    match condition:
        case Test(_, "!=", Const()):
            denied = condition
        case Not(Test(_, "matches", Const()) as denied):
            pass
        case _:
            return False
    words = said.get(denied.left, ())
    return bool(words) and all(each.kind == denied.kind and are_apart(each, denied) for each in words)


def are_apart(one: Test, other: Test) -> bool:
    """Whether no text is like the constants of two comparisons: a pattern (`matches`), or a word (any other comparison)."""
    first, second = _text_of(one), _text_of(other)
    if one.comparison != "matches":
        return first != second if other.comparison != "matches" else not re.fullmatch(shell_pattern(second), first, re.DOTALL)
    if other.comparison != "matches":
        return not re.fullmatch(shell_pattern(first), second, re.DOTALL)
    head, other_head = beginning(first), beginning(second)
    return not head.startswith(other_head) and not other_head.startswith(head)


def beginning(pattern: str) -> str:
    """What every text that fits a shell pattern begins with."""
    return re.split(r"[*?\[]", pattern, maxsplit=1)[0]


def _text_of(test: Test) -> str:
    written = printed(test.right.value) if isinstance(test.right, Const) else ""
    return written.casefold() if test.kind == "string-ignoring-case" else written


def any_of(conditions: Iterable[Condition]) -> Condition:
    """The disjunction, simplified: no repeats, no nested `Any`, `Always` wins."""
    flat: dict[Condition, None] = {}
    for condition in conditions:
        for single in condition.of if isinstance(condition, Any) else (condition,):
            if isinstance(single, Always):
                return ALWAYS
            if not isinstance(single, Never):
                flat[single] = None
    if any(isinstance(single, Not) and single.of in flat for single in flat):
        return ALWAYS
    if not flat:
        return NEVER
    return next(iter(flat)) if len(flat) == 1 else Any(tuple(flat))


_OPPOSITE: dict[Comparison, Comparison] = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def negate(condition: Condition) -> Condition:
    """The opposite.  Comparisons stay under `Not`: `<` and `>=` are both false for a value that isn't a number."""
    match condition:
        case Always():
            return NEVER
        case Never():
            return ALWAYS
        case Not(of):
            return of
        case Test(left, "==" | "!=" as comparison, right, kind) if kind != "number":
            return Test(left, _OPPOSITE[comparison], right, kind)
        case All() | Any():
            return _opposite(condition)
        case _:
            return Not(condition)


def _opposite(condition: All | Any) -> Condition:
    """The opposite of several: it is asked for at each branch behind them, and made once."""
    try:
        return condition._opposite
    except AttributeError:
        joined = any_of if isinstance(condition, All) else all_of
        found = joined(map(negate, condition.of))
        object.__setattr__(condition, "_opposite", found)
        return found


Resolve = Callable[[Value], Value]
Decide = Callable[["Expression"], bool | None]


def unresolved(value: Value) -> Value:
    """Resolve nothing: the value as it is."""
    return value


def undecided(expression: Expression) -> bool | None:
    """Decide no expression."""
    return None


def truth(condition: Condition, resolve: Resolve = unresolved, decide: Decide = undecided) -> bool | None:
    """Whether the condition holds; `None` where that isn't known.

    `resolve` replaces references by what is assumed of them; `decide` answers GitHub expressions.
    """
    match condition:
        case Always():
            return True
        case Never():
            return False
        case Not(of):
            answer = truth(of, resolve, decide)
            return None if answer is None else not answer
        case All(of):
            return _whether_all((truth(part, resolve, decide) for part in of), True)
        case Any(of):
            return _whether_all((truth(part, resolve, decide) for part in of), False)
        case Test():
            return _compare(condition, resolve, decide)
        case Holds(expression):
            return decide(expression)
        case Succeeds() | Opaque():
            return None


def given_others(condition: Condition, known: Set[Condition]) -> bool | None:
    """Whether the condition holds where all of others do; `None` where it doesn't follow from them, part by part."""
    if condition in known:
        return True
    if negate(condition) in known:
        return False
    match condition:
        case Not(of):
            answer = given_others(of, known)
            return None if answer is None else not answer
        case All(of):
            return _whether_all((given_others(part, known) for part in of), True)
        case Any(of):
            return _whether_all((given_others(part, known) for part in of), False)
        case _:
            return None


def _whether_all(answers: Iterable[bool | None], wanted: bool) -> bool | None:
    """`wanted` if all answers are so, the opposite where one surely isn't."""
    answer: bool | None = wanted
    for found in answers:
        if found is (not wanted):
            return found
        answer = None if found is None else answer
    return answer


def _compare(test: Test, resolve: Resolve, decide: Decide) -> bool | None:
    one, other = resolve(test.left), resolve(test.right)
    if not isinstance(one, Choice | OneOf) and not isinstance(other, Choice | OneOf):
        return _compare_constants(one, test.comparison, other, test.kind)
    answers = {
        _compare_constants(left, test.comparison, right, test.kind)
        for left in _alternatives(one, resolve, decide)
        for right in _alternatives(other, resolve, decide)
    }
    return answers.pop() if len(answers) == 1 else None


def _alternatives(value: Value, resolve: Resolve, decide: Decide) -> Iterable[Value]:
    if not isinstance(value, Choice):
        return value.options if isinstance(value, OneOf) else (value,)
    answer = truth(value.condition, resolve, decide)
    branches = [value.then] if answer is True else [value.otherwise] if answer is False else [value.then, value.otherwise]
    return [each for branch in branches for each in _alternatives(resolve(branch), resolve, decide)]


_ORDER: dict[str, Callable[[float, float], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _compare_constants(left: Value, comparison: Comparison, right: Value, kind: Kind) -> bool | None:
    if not isinstance(left, Const) or not isinstance(right, Const):
        return _compare_likeness(left, comparison, right, kind)
    one, other = printed(left.value), printed(right.value)
    if kind == "string-ignoring-case":
        one, other = one.casefold(), other.casefold()
    if comparison == "matches":
        return bool(re.fullmatch(shell_pattern(other), one, re.DOTALL))
    if kind == "number":
        numbers = _integer(one), _integer(other)
        return None if None in numbers else _ORDER[comparison](*numbers)  # type: ignore[arg-type]
    return _compare_texts(one, comparison, other)


def _compare_texts(one: str, comparison: Comparison, other: str) -> bool:
    match comparison:
        case "==":
            return one == other
        case "!=":
            return one != other
        case "<":
            return one < other
        case ">":
            return one > other
        case "<=":
            return one <= other
        case _:
            return one >= other


def _compare_likeness(left: Value, comparison: Comparison, right: Value, kind: Kind) -> bool | None:
    """A value made anew is never empty and equals no constant; a text with holes only equals what is like it."""
    if comparison == "matches" and isinstance(left, Text) and isinstance(right, Const) and kind == "string":
        return likeness.matches(left, printed(right.value))
    if comparison not in ("==", "!="):
        return None
    if {type(left), type(right)} == {Fresh, Const}:
        return comparison == "!="
    if isinstance(left, Text) and isinstance(right, Text) and kind == "string":
        answer = likeness.same(left, right)
        return answer if answer is None or comparison == "==" else not answer
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Text) and isinstance(other, Const) and kind != "number":
            answer = likeness.equals(one, printed(other.value), kind == "string-ignoring-case")
            return answer if answer is None or comparison == "==" else not answer
    return None


def _integer(number: str) -> int | None:
    stripped = number.strip()
    return int(stripped) if stripped.lstrip("+-").isdecimal() else None


def shell_pattern(pattern: str) -> str:
    """A shell pattern (`*`, `?`, `[…]`) as a regular expression for `re.fullmatch`."""
    return fnmatch.translate(pattern)


def conjuncts(condition: Condition) -> tuple[Condition, ...]:
    """The conditions that must all hold."""
    match condition:
        case All(of):
            return of
        case Always():
            return ()
        case _:
            return (condition,)


_NUMBER = regex(r" \(\d+\)$")
"""What tells a question from the same words about something else (`senders/questions.py`); readers don't need it."""


def described(condition: Condition) -> str:
    """The condition in words, for a message."""
    match condition:
        case Always():
            return "always"
        case Never():
            return "never"
        case Test(left, comparison, right):
            return f"{shown(left)} {comparison} {shown(right)}"
        case Holds(expression):
            from wflint.syntax.expression.spelling import spelled

            return f"`{spelled(expression)}`"
        case Succeeds(what):
            return f"{what} succeeds"
        case Opaque(reason):
            return _NUMBER.sub("", reason)
        case Not(of):
            return f"not ({described(of)})"
        case All(of):
            return " and ".join(map(described, of))
        case Any(of):
            return " or ".join(f"({described(part)})" for part in of)
