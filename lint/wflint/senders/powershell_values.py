"""What PowerShell does with values: members of hashtables, `+`, `-f`, `-join`, and how a value is put into text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from wflint.lean import dataclass, replace
from wflint.senders.holed import holed
from wflint.span import Span
from wflint.values.choice import choose
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
    Unknown,
    Value,
    add,
    constant,
    fallback,
    one_of,
    text,
)

_COUNTS = ("length", "count", "longlength")
_MOST_ITEMS = 300


@dataclass(frozen=True, slots=True)
class Block(Unknown):
    """A `{ … }` given to a cmdlet; sent as a value it would be unknown.  `number` is its place among the walk's blocks."""

    number: int


@dataclass(frozen=True, slots=True)
class Instance(Object):
    """An object of a class that the script declares; `kind` is the name of the class in lower case."""

    kind: str = ""


def each(value: Value, change: Callable[[Value], Value]) -> Value:
    """`change` applied to every alternative."""
    match value:
        case Choice(condition, then, otherwise):
            first, second = each(then, change), each(otherwise, change)
            return first if first == second else Choice(condition, first, second)
        case OneOf(options):
            return one_of(each(option, change) for option in options)
        case _:
            return change(value)


def as_text(value: Value) -> Value:
    """A value as PowerShell puts it into text."""
    match value:
        case Choice() | OneOf():
            return each(value, as_text)
        case Const(bool() as content):
            return Const("True" if content else "False")
        case Const(content) if not isinstance(content, str):
            return Const("" if content is None else str(content))
        case Decoded(of) if not isinstance(of, Encoded):
            return of
        case Fallback(first, second):
            return Fallback(as_text(first), as_text(second))
        case Array(items) if not any(isinstance(item, Object | Array) for item in items):
            return joined(items, Const(" "))
        case Object() | Array():
            return Unknown("an object printed as text")
        case Block(reason):
            return Unknown(reason)
        case _:
            return value


def joined(items: tuple[Value, ...], separator: Value) -> Value:
    """`$items -join $separator`."""
    return text(part for at, item in enumerate(items) for part in ((separator,) if at else ()) + (as_text(item),))


def is_number(value: Value) -> bool:
    """Whether the value is a number rather than a text."""
    match value:
        case Const(content):
            return isinstance(content, int) and not isinstance(content, bool)
        case Fallback(first, second) | Choice(_, first, second):
            return is_number(first) and is_number(second)
        case Sum() | Decoded():
            return True
        case _:
            return False


def number_of(value: Value) -> Value:
    """`[int]$value`."""
    known = constant(value)
    if known is not None and re.fullmatch(r"\s*-?\d{1,15}\s*", known):
        return Const(int(known))
    match value:
        case Const("" | None | False):
            return Const(0)
        case Choice() | OneOf():
            return each(value, number_of)
        case Const() | Sum() | Decoded() | Unknown():
            return value if not isinstance(value, Const) else Unknown(f"`{known}` as a number")
        case _:
            return Decoded(value)


def bare(value: Value) -> Value:
    """A value without the mark that it was read as a number."""
    return value.of if isinstance(value, Decoded) and not isinstance(value.of, Encoded) else value


def plus(left: Value, right: Value) -> Value:
    """`+`: lists are joined, hashtables too, numbers added, anything else put together as text."""
    if isinstance(left, Array):
        return Array((*left.items, *(right.items if isinstance(right, Array) else (right,)))[:_MOST_ITEMS])
    if isinstance(left, Object) and isinstance(right, Choice):
        return each(right, lambda option: plus(left, option))
    if isinstance(left, Object) and right == Const(""):
        return left
    if isinstance(left, Object) and isinstance(right, Object):
        return Object((*left.fields, *right.fields), left.open or right.open)
    step = right.value if isinstance(right, Const) else None
    if isinstance(step, int) and not isinstance(step, bool) and is_number(left):
        return each(left, lambda option: add(bare(option), step))
    if isinstance(left, Unknown):
        return Unknown(left.reason)
    return text((as_text(left), as_text(right)))


def minus(left: Value, right: Value, written: str) -> Value:
    """`-` of a constant."""
    step = right.value if isinstance(right, Const) else None
    if isinstance(step, int) and not isinstance(step, bool):
        return add(bare(left), -step)
    return Unknown(written)


def named(value: Object, name: str) -> Field | None:
    """The member of a hashtable; names are compared without case."""
    return next((member for member in reversed(value.fields) if member.name.lower() == name.lower()), None)


def member_of(owner: Value, name: str, written: str) -> Value:
    """`$owner.name`, or `$owner['name']`; `written` is how that reads, for the reason where it can't be known."""
    match owner:
        case Choice() | OneOf():
            return each(owner, lambda option: member_of(option, name, written))
        case Fallback(first, second):
            return fallback(member_of(first, name, written), member_of(second, name, written))
        case Object(_, opened):
            found = named(owner, name)
            return found.value if found is not None else Unknown(f"{written}: {opened}") if opened else Const("")
        case Array(items):
            if name.lower() in _COUNTS:
                return Const(len(items)) if not is_open(items) else Unknown(written)
            return items[int(name)] if re.fullmatch(r"\d{1,4}", name) and int(name) < len(items) else Unknown(written)
        case Reference(path) if name.lower() not in _COUNTS and not name.lstrip("-").isdecimal():
            return Reference((*path, name))
        case Fresh():
            return owner
        case _:
            return Unknown(written)


def is_open(items: Iterable[Value]) -> bool:
    """Whether there may be more or fewer elements than that: what a command gives may be any number of them."""
    return any(type(item) is Unknown for item in items)


def with_member(owner: Value, names: tuple[str | None, ...], content: Value, span: Span) -> Value:
    """The hashtable after `$owner.a.b = content`; `None` stands for a name that isn't known."""
    if not names:
        return content
    name, *rest = names
    match owner:
        case Choice() | OneOf():
            return each(owner, lambda option: with_member(option, names, content, span))
        case Object(fields, opened):
            if name is None:
                return replace(owner, open=opened or "a member whose name is made at run time")
            old = named(owner, name)
            inner = with_member(old.value if old is not None else Const(""), tuple(rest), content, span)
            if old is None:
                return replace(owner, fields=(*fields, Field(name, inner, span)))
            new = replace(old, value=inner, span=span if not rest else old.span)
            return replace(owner, fields=tuple(new if member is old else member for member in fields))
        case _:
            return owner


def merged(value: Value) -> Value:
    """Hashtables that depend on a condition as one whose members do; a member that one of them lacks is empty there."""
    if not isinstance(value, Choice):
        return value
    then, otherwise = merged(value.then), merged(value.otherwise)
    then, otherwise = (Object(()) if side == Const("") else side for side in (then, otherwise))
    if not isinstance(then, Object) or not isinstance(otherwise, Object):
        return value
    members: dict[str, Field] = {}
    for member in (*then.fields, *otherwise.fields):
        one, other = named(then, member.name), named(otherwise, member.name)
        given = choose(value.condition, one.value if one else Const(""), other.value if other else Const(""))
        members.setdefault(member.name.lower(), replace(member, value=merged(given)))
    return Object(tuple(members.values()), then.open or otherwise.open)


def element(values: Value) -> Value:
    """Any element of a list."""
    if isinstance(values, Array):
        return one_of(values.items) if values.items else Unknown("an element of an empty list")
    if isinstance(values, Const):
        return values
    return Unknown("an element of a list made at run time")


def formatted(pattern: Value, arguments: Value, written: str) -> Value:
    """`'{0}-{1}' -f $a, $b`."""
    given = arguments.items if isinstance(arguments, Array) else (arguments,)
    found = holed(pattern)
    pieces = re.split(r"\{(\d{1,2})\}", found.shape)
    if re.search(r"[{}]", "".join(pieces[::2])):
        return Unknown(written)
    parts: list[Value] = []
    for at, piece in enumerate(pieces):
        if at % 2 == 0:
            parts.append(found.restore(piece))
        elif int(piece) >= len(given):
            return Unknown(written)
        else:
            parts.append(as_text(given[int(piece)]))
    return text(parts)


def printed_code(value: Value) -> Value:
    """An exit status as text."""
    return Const(str(value.value)) if isinstance(value, Const) and not isinstance(value.value, str) else value
