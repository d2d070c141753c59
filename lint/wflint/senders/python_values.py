"""Operations of Python on data: members, `+`, numbers, JSON, and how a value reads as text."""

from __future__ import annotations

import json
import re

from wflint.senders.json_text import parse as parse_json
from wflint.senders.python_kinds import Cased, Class, Function, Instance, Module, Named, Partial, Some, plain
from wflint.values.choice import choose
from wflint.values.condition import ALWAYS, NEVER, Condition
from wflint.values.value import (
    Array,
    Choice,
    Const,
    Decoded,
    Encoded,
    Fallback,
    Field,
    Fresh,
    Object,
    OneOf,
    Reference,
    Sum,
    Text,
    Unknown,
    Value,
    add,
    constant,
    fallback,
    one_of,
    printed,
    text,
)

_MOST_ITEMS = 300
_REPOSITORY_PARTS = (Reference(("github", "repository_owner")), Reference(("github", "event", "repository", "name")))


def as_text(value: Value) -> Value:
    """What `str()` gives."""
    match value:
        case Const(bool() as content):
            return Const(str(content))
        case Const(None):
            return Const("None")
        case Const(float() as content):
            return Const(repr(content))
        case Const(content) if not isinstance(content, str):
            return Const(printed(content))
        case Decoded(of) if not isinstance(of, Encoded):
            return of
        case Choice(condition, then, otherwise):
            return choose(condition, as_text(then), as_text(otherwise))
        case Fallback(first, second):
            return fallback(as_text(first), as_text(second))
        case OneOf(options):
            return one_of(map(as_text, options))
        case Object() | Array():
            return Unknown("a list or dictionary printed as text")
        case _:
            return plain(value) if isinstance(value, Unknown) else value


def as_condition(condition: Condition) -> Value:
    """A condition as `True` or `False`."""
    if condition == ALWAYS:
        return Const(True)
    return Const(False) if condition == NEVER else Choice(condition, Const(True), Const(False))


def is_whole(value: Value) -> bool:
    """Whether the value is a constant whole number."""
    return isinstance(value, Const) and isinstance(value.value, int) and not isinstance(value.value, bool)


def plus(left: Value, right: Value, written: str) -> Value:
    """`left + right`: of texts, lists or numbers."""
    if isinstance(left, Array) and isinstance(right, Array):
        return Array((*left.items, *right.items)[:_MOST_ITEMS])
    if isinstance(left, Array | Some) and isinstance(right, Array | Some):
        return Some(written, (*left.items, *right.items)[:_MOST_ITEMS])
    if isinstance(left, Array) and isinstance(right, Unknown):
        return Array((*left.items, Unknown(right.reason)))
    for one, other in ((left, right), (right, left)):
        if is_whole(other) and isinstance(one, Const | Sum | Decoded | Fallback | Reference | Choice | OneOf):
            return _sum(one, int(str(other.value)), written)  # type: ignore[union-attr]  # a whole number is a constant
        if isinstance(one, Choice) and (isinstance(one.then, Array) or isinstance(one.otherwise, Array)):
            return Choice(one.condition, *(_in_order(each, other, one is left, written) for each in (one.then, one.otherwise)))
    if any(isinstance(each, Instance | Named | Function | Class | Module | Partial | Array | Object) for each in (left, right)):
        return Unknown(written)
    if isinstance(left, Fresh) and isinstance(right, Fresh):
        return left
    both = (left, right)
    if any(isinstance(each, Const) and not isinstance(each.value, str) for each in both):
        return Unknown(written)
    return text(map(as_text, both))


def _in_order(one: Value, other: Value, is_left: bool, written: str) -> Value:
    return plus(one, other, written) if is_left else plus(other, one, written)


def _sum(value: Value, amount: int, written: str) -> Value:
    match value:
        case Decoded(of):
            return add(of, amount)
        case Const(str()):
            return Unknown(written)
        case Choice(condition, then, otherwise):
            return choose(condition, _sum(then, amount, written), _sum(otherwise, amount, written))
        case OneOf(options):
            return one_of(_sum(each, amount, written) for each in options)
        case Fallback(first, second):
            return add(Fallback(_counted(first), _counted(second)), amount)
        case _:
            return add(value, amount)


def _counted(value: Value) -> Value:
    return value.of if isinstance(value, Decoded) else value


def minus(left: Value, right: Value, written: str) -> Value:
    """`left - right` of whole numbers."""
    if is_whole(right) and not isinstance(left, Unknown):
        return _sum(left, -int(str(right.value)), written)  # type: ignore[union-attr]  # a whole number is a constant
    return Unknown(written)


def number(value: Value, written: str) -> Value:
    """What `int()` gives: the number stays apart from the text that it was read from."""
    match value:
        case Const(str() as content):
            return Const(int(content)) if re.fullmatch(r"\s*[-+]?\d{1,18}\s*", content) else Unknown(written)
        case Const(bool() as content):
            return Const(int(content))
        case Const(float() as content):
            return Const(int(content)) if abs(content) < 1e18 else Unknown(written)
        case Const(None):
            return Unknown(written)
        case Const() | Sum() | Decoded() | Fresh():
            return value
        case Choice(condition, then, otherwise):
            return choose(condition, number(then, written), number(otherwise, written))
        case Fallback(first, second):
            return fallback(number(first, written), number(second, written))
        case OneOf(options):
            return one_of(number(each, written) for each in options)
        case Unknown():
            return plain(value)
        case Reference() | Text():
            return Decoded(value)
        case _:
            return Unknown(written)


def member(value: Value, key: Value, written: str) -> Value:
    """`value[key]`; a key of several that isn't there ends the program, so the others are what counts."""
    name, known = constant(key), key.value if isinstance(key, Const) else None
    missing = Unknown(f"{written} isn't there")
    match key:
        case OneOf(options):
            found_ones = [member(value, each, written) for each in options]
            return one_of([each for each in found_ones if each != missing] or [missing])
        case Choice(condition, then, otherwise):
            first, second = member(value, then, written), member(value, otherwise, written)
            return second if first == missing else first if second == missing else choose(condition, first, second)
    match value:
        case Object(fields, opened) if name is not None:
            found = value.get(name)
            return found.value if found is not None else Unknown(opened) if opened else missing
        case Object(fields, None) if fields:
            return one_of(each.value for each in fields)
        case Array(items) if isinstance(known, int) and -len(items) <= known < len(items):
            return items[known]
        case Array(items) | Some(items=items) if items and (known is None or isinstance(value, Some)):
            return one_of(items)
        case Reference(path) if isinstance(known, str):
            if path == ("github", "event") and known == "inputs":
                return Reference(("inputs",))
            return Reference((*path, known)) if _has_members(path) else Unknown(written)
        case Decoded(Reference() as inner) if isinstance(known, str) and _has_members(inner.path):
            return Reference((*inner.path, known))
        case Choice(condition, then, otherwise):
            return choose(condition, member(then, key, written), member(otherwise, key, written))
        case OneOf(options):
            return one_of(member(each, key, written) for each in options)
        case Fallback(first, second):
            return _either(member(first, key, written), member(second, key, written))
        case _:
            return Unknown(written)


def _has_members(path: tuple[str, ...]) -> bool:
    """Whether a reference may be a dictionary: the event and what is in it, and all inputs together."""
    return path[:2] == ("github", "event") or path in (("github",), ("inputs",))


def _either(first: Value, second: Value) -> Value:
    """What is found in one place or else in the other."""
    return first if isinstance(second, Unknown) else fallback(first, second)


def with_member(value: Value, name: str, given: Value, place: Field | None = None) -> Value:
    """A dictionary in which a member has been set, in its old place where it had one."""
    if not isinstance(value, Object):
        return value
    made = place or Field(name, given)
    if value.get(name) is not None:
        return Object(tuple(made if each.name == name else each for each in value.fields), value.open)
    return Object((*value.fields, made), value.open)


def merged(first: Value, second: Value) -> Value:
    """`{**first, **second}`."""
    match first, second:
        case Choice(condition, then, otherwise), _:
            return choose(condition, merged(then, second), merged(otherwise, second))
        case _, Choice(condition, then, otherwise):
            return choose(condition, merged(first, then), merged(first, otherwise))
        case Object(), Object():
            names = {each.name for each in second.fields}
            kept = (each for each in first.fields if each.name not in names)
            return Object((*kept, *second.fields), first.open or second.open)
        case Object(fields), _:
            reason = second.reason if isinstance(second, Unknown) else "members of a dictionary that isn't known"
            return Object(tuple(_maybe(each) for each in fields), reason)
        case _, Object(fields):
            return Object(fields, first.reason if isinstance(first, Unknown) else "members of a dictionary that isn't known")
        case _:
            return Object((), "members of a dictionary that isn't known")


def _maybe(each: Field) -> Field:
    """A member that something unknown may have replaced."""
    return Field(each.name, Unknown(f"`{each.name}` of a dictionary that may be replaced"), each.span)


def decoded(value: Value, written: str) -> Value:
    """`json.loads(value)`, and source text pasted by `${{ }}`."""
    match value:
        case Encoded(of):
            return of
        case Const(str() as content):
            try:
                return from_json(json.loads(content), 0) if len(content) < 200_000 else Unknown(written)
            except (ValueError, RecursionError):
                return Unknown("text that isn't JSON")
        case Choice(condition, then, otherwise):
            return choose(condition, decoded(then, written), decoded(otherwise, written))
        case OneOf(options):
            return one_of(decoded(each, written) for each in options)
        case Fallback(first, second):
            return _either(decoded(first, written), decoded(second, written))
        case Text():
            found = parse_json(value)
            return Decoded(value) if found.problems or isinstance(found.value, Unknown) else found.value
        case Reference():
            return Decoded(value)
        case Unknown():
            return Unknown(written)
        case _:
            return value


def from_json(content: object, depth: int) -> Value:
    """What a text of JSON or a literal holds."""
    match content:
        case _ if depth > 20:
            return Unknown("data that is nested too deeply")
        case dict():
            fields = [Field(str(name), from_json(each, depth + 1)) for name, each in list(content.items())[:_MOST_ITEMS]]
            return Object(tuple(fields), "more members than are followed" if len(content) > _MOST_ITEMS else None)
        case list() | tuple() if len(content) <= _MOST_ITEMS:
            return Array(tuple(from_json(each, depth + 1) for each in content))
        case str() | int() | float() | bool() | None:
            return Const(content)
        case _:
            return Unknown("a value that isn't followed")


def split(value: Value, separator: str | None, most: int, from_right: bool, written: str) -> Value:
    """`value.split(separator, most)`, or `rsplit`."""
    match value:
        case Const(str() as content) if len(content) < 20_000:
            pieces = content.rsplit(separator, most) if from_right else content.split(separator, most)
            return Array(tuple(map(Const, pieces))) if len(pieces) <= _MOST_ITEMS else Unknown(written)
        case Reference() if value.key == ("github", "repository") and separator == "/":
            return Array(_REPOSITORY_PARTS)
        case Choice(condition, then, otherwise):
            first, second = (split(each, separator, most, from_right, written) for each in (then, otherwise))
            return choose(condition, first, second)
        case Fresh():
            return Array((value, value))
        case _:
            return Unknown(written)


def cased(value: Value, upper: bool, written: str) -> Value:
    """`value.lower()`, `value.upper()`."""
    match value:
        case Const(str() as content):
            return Const(content.upper() if upper else content.lower())
        case Choice(condition, then, otherwise):
            return choose(condition, cased(then, upper, written), cased(otherwise, upper, written))
        case OneOf(options):
            return one_of(cased(each, upper, written) for each in options)
        case Cased(of=of):
            return Cased(written, of, upper)
        case Fallback(first, Const(str()) as second):
            return Cased(written, Fallback(first, second), upper)
        case Unknown():
            return Unknown(written)
        case Fresh():
            return value
        case _:
            return Cased(written, value, upper)
