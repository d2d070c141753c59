"""Dictionaries, lists and objects while a script in Python is read: kept by number, so that two names can hold the same one.

What they hold stands among the variables of a state, and so is copied and joined with it at every branch.
"""

from __future__ import annotations

from collections.abc import Callable

from wflint.lean import replace
from wflint.senders.bash_state import State, bounded, bounded_condition, differing, overlay
from wflint.senders.bash_state import join as join_states
from wflint.senders.holed import each_option
from wflint.senders.python_kinds import Class, Function, Held, Instance, Partial, Some, plain
from wflint.values.choice import choose
from wflint.values.condition import Condition, any_of, conjuncts
from wflint.values.value import Array, Choice, Const, Encoded, Fallback, Field, Object, OneOf, Unknown, Value, one_of

_DEEPEST = 24
_LOST = "a value that isn't set in one branch"


def cell(at: int) -> str:
    """Under what the content of a dictionary or list is kept."""
    return f"@{at}"


def member_key(at: int, name: str) -> str:
    """Under what a member of an object or class is kept."""
    return f"@{at}.{name}"


def members_of(at: int, state: State) -> dict[str, Value]:
    """All members of an object by their names."""
    start = f"@{at}."
    return {key[len(start) :]: value for key, value in state.variables.items() if key.startswith(start)}


def look(value: Value, state: State) -> Value:
    """What a value holds on its first level: a dictionary as an object, a list as an array."""
    match value:
        case Held(at=at):
            return state.variables.get(cell(at), Unknown(value.reason))
        case Choice(condition, then, otherwise):
            return choose(condition, look(then, state), look(otherwise, state))
        case OneOf(options):
            return one_of(look(each, state) for each in options)
        case Fallback(first, second):
            return Fallback(look(first, state), look(second, state))
        case _:
            return value


def settle(value: Value, state: State) -> Value:
    """What a value holds on all levels, as data that doesn't change any more."""
    return bounded(plain(_settled(value, state, 0)))


def _settled(value: Value, state: State, depth: int) -> Value:
    if depth > _DEEPEST:
        return Unknown("data that is nested too deeply")

    def again(each: Value) -> Value:
        return _settled(each, state, depth + 1)

    match value:
        case Held():
            return again(look(value, state))
        case Object(fields, opened):
            return Object(tuple(replace(each, value=again(each.value)) for each in fields), opened)
        case Array(items):
            return Array(tuple(map(again, items)))
        case Choice(condition, then, otherwise):
            return choose(condition, again(then), again(otherwise))
        case OneOf(options):
            return one_of(map(again, options))
        case Fallback(first, second):
            return Fallback(again(first), again(second))
        case Encoded(of):
            return Encoded(again(of))
        case Instance(at=at, kind="dataclass"):
            return Object(tuple(Field(name, again(each)) for name, each in members_of(at, state).items()))
        case _:
            return value


def change(value: Value, state: State, make: Callable[[Value], Value]) -> bool:
    """Change what a dictionary or list holds; false where the value is none that can be changed in place."""
    match value:
        case Held(at=at):
            before = state.variables.get(cell(at), Unknown(value.reason))
            state.variables[cell(at)] = _small(each_option(before, make))
            return True
        case Choice(condition, then, otherwise):
            first = change(then, state, lambda each: choose(condition, make(each), each))
            return change(otherwise, state, lambda each: choose(condition, each, make(each))) or first
        case _:
            return False


def join(before: State, condition: Condition, then: State, otherwise: State) -> None:
    """Put the two branches of a condition together, into `before`."""
    _level(condition, then.variables, otherwise.variables)
    join_states(before, condition, then, otherwise, lambda _: Unknown(_LOST))


def lay_over(state: State, condition: Condition, other: State) -> None:
    """Let `state` know what `other` knows where the condition holds."""
    _level(condition, other.variables, state.variables)
    overlay(state, condition, other, lambda _: Unknown(_LOST))


def _level(condition: Condition, then: dict[str, Value], otherwise: dict[str, Value]) -> None:
    """Make the two ways alike where no choice is needed: a name that one of them doesn't have is an error to use there."""
    for name in differing(then, otherwise):
        first, second = then.get(name), otherwise.get(name)
        if first is None or second is None:
            then[name] = otherwise[name] = first or second  # type: ignore[assignment]  # one of the two has it
        elif name.startswith(("@", "#")) and first != second:
            then[name] = otherwise[name] = _either(condition, first, second)


def _either(condition: Condition, first: Value, second: Value) -> Value:
    """One content or the other; what both have in common is kept where the whole would be too large."""
    if isinstance(first, Object) and isinstance(second, Object) and first.open == second.open:
        names = [each.name for each in first.fields]
        if names == [each.name for each in second.fields]:
            pairs = zip(first.fields, second.fields, strict=True)
            fields = (replace(one, value=choose(condition, one.value, other.value)) for one, other in pairs)
            return Object(tuple(fields), first.open)
    chosen = bounded(choose(condition, first, second))
    return chosen if not isinstance(chosen, Unknown) else _common(first, second)


def _small(value: Value) -> Value:
    """The content, or what is known of it in any case where there are too many ways."""
    kept = bounded(value)
    return kept if not isinstance(kept, Unknown) or isinstance(value, Unknown) else _any(value)


def _any(value: Value) -> Value:
    match value:
        case Choice(_, then, otherwise):
            return _common(_any(then), _any(otherwise))
        case Array(items):
            return Array((*items[:100], Unknown("too many elements to follow")))
        case Object(fields):
            return Object(fields[:100], "too many members to follow")
        case _:
            return value


def _common(first: Value, second: Value) -> Value:
    """What two contents have in common, and that there is more."""
    first, second = _any(first), _any(second)
    if isinstance(first, Object) and isinstance(second, Object):
        same = tuple(each for each in first.fields if (other := second.get(each.name)) and other.value == each.value)
        return Object(same, "members that depend on too many conditions")
    if isinstance(first, Array) and isinstance(second, Array):
        count = 0
        while count < min(len(first.items), len(second.items)) and first.items[count] == second.items[count]:
            count += 1
        return Array((*first.items[:count], Unknown("elements that depend on too many conditions")))
    return Unknown("a value too large to follow")


def grown(before: Value, once: Value, twice: Value, name: str) -> Value:
    """What a loop leaves of a variable that each of its turns may change."""
    if isinstance(before, Array) and isinstance(once, Array) and once.items[: len(before.items)] == before.items:
        added = once.items[len(before.items) :]
        return Array((*before.items, *(Unknown("an element that is added in a loop") for _ in added[:8])))
    if isinstance(before, Object) and isinstance(once, Object):
        same = tuple(each for each in before.fields if (other := once.get(each.name)) and other.value == each.value)
        return Object(same, "members that are set in a loop")
    if once == twice or isinstance(once, Function | Class | Instance | Held | Partial | Some):
        return bounded(one_of((before, once)))
    shown = name.partition(":")[2] or "a value"
    return Unknown(f"`{shown}` changes in a loop")


def either_guard(one: Condition, other: Condition) -> Condition:
    """The condition where two ways come together: the weaker one where it holds whenever the other does."""
    first, second = set(conjuncts(one)), set(conjuncts(other))
    if first <= second:
        return one
    return other if second <= first else bounded_condition(any_of((one, other)))


def is_empty_default(value: Value, state: State) -> bool:
    """Whether a default stands for nothing: `None`, an empty text, list or dictionary."""
    held = look(value, state)
    return held in (Const(None), Const(""), Object(()), Array(()))
