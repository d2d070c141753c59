"""What is known at one point of a bash script: variables, arrays, functions, files, and the condition to get there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import compress, count, islice
from operator import is_not

from wflint.lean import dataclass, field
from wflint.senders.bash_tree import Node, Source
from wflint.senders.message import Word
from wflint.span import Span
from wflint.values.choice import choose
from wflint.values.condition import (
    ALWAYS,
    NEVER,
    All,
    Any,
    Condition,
    Never,
    Opaque,
    all_of,
    any_of,
    conjuncts,
    negate,
)
from wflint.values.size import size
from wflint.values.value import EMPTY, Const, Unknown, Value, one_of, text

_SUCCESS = Const("0")
_LARGEST = 400
_DEEPEST = 40
TOO_LARGE = Unknown("a value too large to follow")
_LONGEST = 1_000
_SMALL = 40
_TOO_MANY = "words that depend on too many conditions"
_WEIGHT = 40
"""By how much larger a condition makes a statement under it count for a step more."""


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Words that depend on a condition: an array that grew in one branch only, a variable that holds flags or nothing."""

    options: tuple[tuple[Condition, tuple[Item, ...]], ...]


@dataclass(frozen=True, slots=True)
class Several:
    """Any number of words of which nothing more is known, none included; where a command is given them, they count as one."""

    value: Value
    span: Span


Item = Word | Alternatives | Several


@dataclass(frozen=True, slots=True)
class Function:
    """A shell function: its body, and the text in which it stands."""

    name: str
    body: Node
    source: Source


@dataclass(frozen=True, slots=True)
class Pending:
    """A value in `name<<END` form whose end hasn't been written yet."""

    name: str
    end: str
    lines: tuple[Value, ...]
    span: Span
    guard: Condition


@dataclass(slots=True)
class State:
    """The state of an abstract run.  `copy()` before a branch, `join()` after it.

    `exited` is the condition under which the script has ended by now; `sink` is the runner's file (`GITHUB_OUTPUT`) that
    standard output goes to.
    """

    variables: dict[str, Value] = field(default_factory=dict)
    arrays: dict[str, tuple[Item, ...]] = field(default_factory=dict)
    exported: dict[str, None] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    files: dict[str, Value] = field(default_factory=dict)
    pending: dict[str, Pending] = field(default_factory=dict)
    arguments: tuple[Item, ...] = ()
    guard: Condition = ALWAYS
    exited: Condition = NEVER
    stdin: Value | None = None
    sink: str | None = None
    discarded: str | None = None
    stops_on_error: bool = True
    pipefail: bool = False
    status: Value = _SUCCESS

    def copy(self) -> State:
        return State(
            self.variables.copy(),
            self.arrays.copy(),
            self.exported.copy(),
            self.functions.copy(),
            self.files.copy(),
            self.pending.copy(),
            self.arguments,
            self.guard,
            self.exited,
            self.stdin,
            self.sink,
            self.discarded,
            self.stops_on_error,
            self.pipefail,
            self.status,
        )

    def assign(self, name: str, value: Value) -> None:
        self.arrays.pop(name, None)
        self.variables[name] = bounded(value)

    def may_hold(self, variables: Mapping[str, Value]) -> None:
        """Variables may hold these values as well; one that holds nothing yet holds that."""
        for name, value in variables.items():
            before = self.variables.get(name)
            if before != value:
                self.variables[name] = value if before is None else bounded(one_of((before, value)))

    def may_set(self, by: str) -> None:
        """Something out of sight may give any variable another value."""
        for name, value in self.variables.items():
            self.variables[name] = bounded(one_of((value, Unknown(f"what {by} may set"))))

    def take(self, other: State) -> None:
        """Become what `other` is, but for where input and output go."""
        for name in ("variables", "arrays", "exported", "functions", "files", "pending", "guard", "exited", "status"):
            setattr(self, name, getattr(other, name))
        self.stops_on_error, self.pipefail, self.arguments = other.stops_on_error, other.pipefail, other.arguments


def is_dead(state: State) -> bool:
    """Whether this point can't be reached."""
    return isinstance(state.guard, Never)


def effort(guard: Condition) -> int:
    """How many steps a statement under a condition counts for: one, and more under a large one, for which all in it pays."""
    return 1 + size(guard)[0] // _WEIGHT


def branch(state: State, condition: Condition) -> State:
    """The state where the condition holds."""
    inside = state.copy()
    inside.guard = bounded_condition(all_of((state.guard, condition)))
    return inside


def join(before: State, condition: Condition, then: State, otherwise: State, unset: Callable[[str], Value]) -> None:
    """Put the two branches of a condition together, into `before`; `unset` gives what a name holds that a branch doesn't set."""
    base = before.guard
    exited = bounded_condition(any_of((then.exited, otherwise.exited)))
    if is_dead(then) != is_dead(otherwise):
        alive = otherwise if is_dead(then) else then
        before.take(alive)
        before.exited = exited
        return
    merged = then.copy()
    merged.variables = _join_values(condition, then.variables, otherwise.variables, unset)
    merged.files = _join_values(condition, then.files, otherwise.files, lambda _: Const(""))
    merged.arrays = _join_arrays(condition, then.arrays, otherwise.arrays)
    merged.exported = {**then.exported, **otherwise.exported}
    merged.functions = {**otherwise.functions, **then.functions}
    merged.pending = {**otherwise.pending, **then.pending}
    entered = (bounded_condition(all_of((base, condition))), bounded_condition(all_of((base, negate(condition)))))
    merged.guard = base if (then.guard, otherwise.guard) == entered else bounded_condition(any_of((then.guard, otherwise.guard)))
    merged.exited = exited
    merged.stops_on_error = then.stops_on_error and otherwise.stops_on_error
    merged.pipefail = then.pipefail and otherwise.pipefail
    if then.status != otherwise.status:
        merged.status = Unknown("the exit status of one branch or the other")
    before.take(merged)


def overlay(state: State, condition: Condition, other: State, unset: Callable[[str], Value]) -> None:
    """Let `state` know what `other` knows where the condition holds; a point that can't be reached knows nothing."""
    if is_dead(state):
        exited = state.exited
        state.take(other)
        state.exited = exited
        return
    state.variables = _join_values(condition, other.variables, state.variables, unset)
    state.files = _join_values(condition, other.files, state.files, lambda _: Const(""))
    state.arrays = _join_arrays(condition, other.arrays, state.arrays)
    state.exported.update(other.exported)
    state.functions.update(other.functions)
    state.pending.update(other.pending)


def _join_values(
    condition: Condition, then: dict[str, Value], otherwise: dict[str, Value], unset: Callable[[str], Value]
) -> dict[str, Value]:
    found = {**then, **otherwise}
    for name in differing(then, otherwise):
        first, second = then.get(name) or unset(name), otherwise.get(name) or unset(name)
        found[name] = first if first == second else bounded(choose(condition, first, second))
    return found


def differing(then: Mapping[str, Value], otherwise: Mapping[str, Value]) -> list[str]:
    """The names that two branches hold different values under, or only one of them any.

    Both go back to one state, so that most names and values are the same, in the same order; these are passed over together.
    """
    same = next(compress(count(), map(is_not, then, otherwise)), min(len(then), len(otherwise)))
    alike = compress(islice(then, same), map(is_not, then.values(), otherwise.values()))
    rest = dict.fromkeys((*islice(then, same, None), *islice(otherwise, same, None)))
    return [*alike, *(name for name in rest if then.get(name) is not otherwise.get(name))]


def _join_arrays(
    condition: Condition, then: dict[str, tuple[Item, ...]], otherwise: dict[str, tuple[Item, ...]]
) -> dict[str, tuple[Item, ...]]:
    found: dict[str, tuple[Item, ...]] = {}
    for name in {**then, **otherwise}:
        first, second = then.get(name, ()), otherwise.get(name, ())
        same = 0
        while same < min(len(first), len(second)) and first[same] == second[same]:
            same += 1
        if first == second:
            found[name] = first
        else:
            options = ((condition, first[same:]), (negate(condition), second[same:]))
            found[name] = (*first[:same], Alternatives(options))
    return found


def variants(items: Sequence[Item], most: int = 8) -> list[tuple[Condition, tuple[Word, ...]]]:
    """Every list of words that the items can be, each with its condition; too many give one with an unknown word."""
    found: list[tuple[Condition, tuple[Word, ...]]] = [(ALWAYS, ())]
    for item in items:
        if not isinstance(item, Alternatives):
            word = item if isinstance(item, Word) else Word(item.value, item.span)
            found = [(condition, (*words, word)) for condition, words in found]
            continue
        grown: list[tuple[Condition, tuple[Word, ...]]] = []
        for condition, words in found:
            for given, inner in item.options:
                for nested, more in variants(inner, most):
                    both = all_of((condition, given, nested))
                    if not isinstance(both, Never):
                        grown.append((both, (*words, *more)))
        found = grown
        if len(found) > most:
            span = next((each.span for _, words in found for each in words), None)
            head = tuple(each for each in items if isinstance(each, Word))
            unknown = (Word(Unknown(_TOO_MANY), span),) if span else ()
            return [(ALWAYS, (*head, *unknown))]
    return found


def length(items: Sequence[Item], written: str) -> Value:
    """How many words the items are; `written` is how that is asked."""
    unknown = Unknown(f"`{written}`")
    if not all(isinstance(each, Word) for each in _all_items(items)):
        return unknown
    found = variants(items)
    if any(word.value == Unknown(_TOO_MANY) for _, words in found for word in words):
        return unknown
    if not found:
        return Const("0")
    value: Value = Const(str(len(found[-1][1])))
    for condition, words in found[-2::-1]:
        value = choose(condition, Const(str(len(words))), value)
    return value


def _all_items(items: Sequence[Item]) -> Iterator[Word | Several]:
    """Every item that isn't one of alternatives, those inside of them included."""
    for item in items:
        if isinstance(item, Alternatives):
            for _, inner in item.options:
                yield from _all_items(inner)
        else:
            yield item


def relative(condition: Condition, base: Condition) -> Condition:
    """What a condition asks for beyond `base`."""
    known = set(conjuncts(base))
    match condition:
        case Any(of):
            return any_of(relative(each, base) for each in of)
        case Never():
            return NEVER
        case _:
            return all_of(each for each in conjuncts(condition) if each not in known)


def bounded(value: Value) -> Value:
    """The value, unless it has grown beyond what is worth following."""
    count, levels, _ = size(value)
    return value if count < _LARGEST and levels <= _DEEPEST else TOO_LARGE


def grown(value: Value, rest: Value) -> Value:
    """`value` with `rest` behind it; what has grown too large stays so."""
    return value if value == TOO_LARGE else bounded(text([value, rest]))


def joined_output(found: Iterable[Value]) -> Value:
    """What several commands print, one behind the other."""
    return bounded(text(each for each in found if each != EMPTY))


def bounded_condition(condition: Condition) -> Condition:
    """The condition, unless it has grown beyond what is worth following; a long list of small ones, as of a `case`, hasn't."""
    count, levels, widest = size(condition)
    is_list = isinstance(condition, All | Any) and len(condition.of) <= _LONGEST and widest <= _SMALL
    return condition if levels <= _DEEPEST and (count < _LARGEST or is_list) else Opaque("a condition too large to follow")
