"""Symbolic values: what is known of a value before anything runs.

A value is a constant, a text with holes, a reference to something that GitHub or an earlier step supplies, a choice, or
unknown *with the reason*.  Nothing here guesses: an operation that can't be carried out gives `Unknown`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from wflint.lean import dataclass, field, replace
from wflint.span import Span
from wflint.values.remembered import Remembers, remembered

if TYPE_CHECKING:
    from wflint.values.condition import Condition

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Const:
    """A constant JSON scalar.  Shells only know strings; `1` and `"1"` differ, as they do in JSON.

    `offset` is where the text stands in the script that it was read from, when it stands there as it is.
    """

    value: Scalar
    offset: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Reference:
    """Something supplied from outside: `("inputs", "task_id")`, `("github", "event", "client_payload", "task_id")`, …

    The first element is a context name in lower case; the others keep the spelling of the file, and GitHub compares them
    without case.  `offset` is where it stands in the script, when it does.
    """

    path: tuple[str, ...]
    offset: int | None = field(default=None, compare=False, repr=False)

    @property
    def key(self) -> tuple[str, ...]:
        """The path for comparisons: GitHub looks names up without case."""
        return tuple(part.lower() for part in self.path)


@remembered
@dataclass(frozen=True, slots=True)
class Text(Remembers):
    """A string made of parts, one behind the other.  Build it with `text()`, which joins constants."""

    parts: tuple[Value, ...]


@remembered
@dataclass(frozen=True, slots=True)
class Fallback(Remembers):
    """`first`, or `second` where `first` is empty: `a || b`, `${a:-b}`, `a ?? b`."""

    first: Value
    second: Value


@remembered
@dataclass(frozen=True, slots=True)
class Choice(Remembers):
    """`then` where the condition holds, otherwise `otherwise`."""

    condition: Condition
    then: Value
    otherwise: Value


@remembered
@dataclass(frozen=True, slots=True)
class OneOf(Remembers):
    """One of finitely many values: a matrix, a loop over literals.  Build it with `one_of()`."""

    options: tuple[Value, ...]


@remembered
@dataclass(frozen=True, slots=True)
class Sum(Remembers):
    """`of` plus a constant, by integer arithmetic: how a retry counter rises."""

    of: Value
    amount: int


@dataclass(frozen=True, slots=True)
class Fresh:
    """A value that is new at each run and equals nothing else: `date +%s`, `uuidgen`, `$RANDOM`.  Never empty."""

    what: str


@dataclass(frozen=True, slots=True)
class Field:
    """One member of an object, with the place of its name and value together, where that is known.

    `quoted`: it is surely a text, whatever its value looks like, because it stands in quotes or is given as one (`-f`, `--arg`).
    `pasted`: what it is made of was put between the quotes of a JSON text as it is, where a quote ends the string.
    """

    name: str
    value: Value
    span: Span | None = field(default=None, compare=False)
    quoted: bool = field(default=False, compare=False)
    pasted: bool = field(default=False, compare=False)


@remembered
@dataclass(frozen=True, slots=True)
class Object(Remembers):
    """A JSON object.  `open` says why there may be further members that can't be seen; `None` means that there are none."""

    fields: tuple[Field, ...]
    open: str | None = None

    def get(self, name: str) -> Field | None:
        """The last member of that name, compared as JSON does: by case."""
        return next((member for member in reversed(self.fields) if member.name == name), None)

    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(member.name for member in self.fields))


@remembered
@dataclass(frozen=True, slots=True)
class Array(Remembers):
    """A JSON array."""

    items: tuple[Value, ...]


@remembered
@dataclass(frozen=True, slots=True)
class Encoded(Remembers):
    """The JSON text of a value: what `toJSON()`, `jq`, `ConvertTo-Json` or `JSON.stringify` give."""

    of: Value


@remembered
@dataclass(frozen=True, slots=True)
class Decoded(Remembers):
    """The value that a JSON text stands for: `fromJSON()`, `ConvertFrom-Json`, `JSON.parse`, `--argjson`, `-F`."""

    of: Value


@remembered
@dataclass(frozen=True, slots=True)
class Piece(Remembers):
    """The `index`-th piece, from 0, of a text that is taken apart at a separator (`""`: at white space), with `rest` also all
    that follows it: what `read a b c` leaves in its variables.  Build it with `piece()`.
    """

    of: Value
    separator: str
    index: int
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that can't be known, and why: "`$FOO` is set nowhere in sight", "output of `curl`"."""

    reason: str


Value = Const | Reference | Text | Fallback | Choice | OneOf | Sum | Fresh | Object | Array | Encoded | Decoded | Piece | Unknown

EMPTY = Const("")
COMMIT = Unknown("a commit that `git` names")
_LEAVES = frozenset((Const, Reference, Fresh, Unknown))
"""What isn't made of other values."""
CHOSEN = "task"
"""The context of values that people choose when they start a task, where stories of tasks are told."""

BLANK = "blank"
"""The context of values that are known and left out, where a run that only hands them on stands for many."""

_MOST_OPTIONS = 64
_WORDS = frozenset({("github", "run_id"), ("github", "run_number"), ("github", "run_attempt"), ("github", "sha")})
"""What is surely a single word."""


def text(parts: Iterable[Value]) -> Value:
    """The concatenation of `parts`: nested texts are flattened, neighbouring constants joined, a lone part stays itself.

    A part that isn't a string constant is printed as a shell would: `True` as `true`, `None` as nothing.
    """
    flat: list[Value] = []
    for given in parts:
        for part in given.parts if type(given) is Text else (given,):
            if type(part) is not Const:
                flat.append(part)
                continue
            written = printed(part.value)
            last = flat[-1] if flat else None
            if written and type(last) is Const:
                flat[-1] = Const(f"{last.value}{written}", last.offset)
            elif written:
                flat.append(part if part.value is written else Const(written, part.offset))
    if not flat:
        return EMPTY
    return flat[0] if len(flat) == 1 else Text(tuple(flat))


def printed(value: Scalar) -> str:
    """A JSON scalar as GitHub prints it into text."""
    if type(value) is str:
        return value
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case _:
            return str(value)


def one_of(options: Iterable[Value]) -> Value:
    """A set of options, flattened and without repeats; a single option is itself; too many are unknown."""
    flat: dict[Value, None] = {}
    for option in options:
        for single in option.options if isinstance(option, OneOf) else (option,):
            flat[single] = None
    if len(flat) > _MOST_OPTIONS:
        return Unknown(f"one of more than {_MOST_OPTIONS} values")
    if not flat:
        return Unknown("no possible value")
    return next(iter(flat)) if len(flat) == 1 else OneOf(tuple(flat))


def constant(value: Value) -> str | None:
    """The text of a value that is one constant; `None` where it isn't."""
    return printed(value.value) if isinstance(value, Const) else None


def possible_texts(value: Value) -> tuple[str, ...] | None:
    """Every text that the value can be, without repeats, or `None` where they can't be listed."""
    match value:
        case Const():
            return (printed(value.value),)
        case OneOf(options):
            return _union(map(possible_texts, options))
        case Choice(_, then, otherwise):
            return _union((possible_texts(then), possible_texts(otherwise)))
        case Fallback(first, second):
            heads = possible_texts(first)
            if heads is None:
                return None
            kept = tuple(head for head in heads if head)
            return kept if len(kept) == len(heads) else _union((kept, possible_texts(second)))
        case Text(parts):
            texts: tuple[str, ...] = ("",)
            for part in parts:
                ends = possible_texts(part)
                if ends is None or len(texts) * len(ends) > _MOST_OPTIONS:
                    return None
                texts = tuple(head + end for head in texts for end in ends)
            return tuple(dict.fromkeys(texts))
        case _:
            return None


def _union(groups: Iterable[tuple[str, ...] | None]) -> tuple[str, ...] | None:
    found: dict[str, None] = {}
    for group in groups:
        if group is None:
            return None
        found.update(dict.fromkeys(group))
    return tuple(found)


def parts_of(value: Value) -> Iterator[Value]:
    """The value itself and everything that it is made of."""
    yield value
    match value:
        case Text(parts) | OneOf(parts) | Array(parts):
            for part in parts:
                yield from parts_of(part)
        case Fallback(first, second):
            yield from parts_of(first)
            yield from parts_of(second)
        case Choice(_, then, otherwise):
            yield from parts_of(then)
            yield from parts_of(otherwise)
        case Sum(of, _) | Encoded(of) | Decoded(of) | Piece(of):
            yield from parts_of(of)
        case Object(fields):
            for member in fields:
                yield from parts_of(member.value)
        case _:
            pass


def references(value: Value) -> Iterator[Reference]:
    """Every reference that the value is made of."""
    return (part for part in parts_of(value) if isinstance(part, Reference))


def why_unknown(value: Value) -> str | None:
    """The first reason for which the value isn't wholly known, or `None`."""
    return next((part.reason for part in parts_of(value) if isinstance(part, Unknown)), None)


def with_each(value: Object, change: Callable[[Value], Value]) -> Object:
    """The object with the value of every member changed; an instance of a class stays one."""
    kept = tuple(Field(each.name, change(each.value), each.span, each.quoted, each.pasted) for each in value.fields)
    return Object(kept, value.open) if type(value) is Object else replace(value, fields=kept)


def rebuild(value: Value, replace_leaf: Callable[[Value], Value]) -> Value:
    """The value with each leaf (constant, reference, fresh, unknown) replaced; conditions are left as they are."""

    if type(value) in _LEAVES:
        return replace_leaf(value)

    def again(part: Value) -> Value:
        return rebuild(part, replace_leaf)

    match value:
        case Text(parts):
            return text(map(again, parts))
        case OneOf(options):
            return one_of(map(again, options))
        case Array(items):
            return Array(tuple(map(again, items)))
        case Fallback(first, second):
            return fallback(again(first), again(second))
        case Choice(condition, then, otherwise):
            return Choice(condition, again(then), again(otherwise))
        case Sum(of, amount):
            return add(again(of), amount)
        case Encoded(of):
            return Encoded(again(of))
        case Decoded(of):
            return decoded(again(of))
        case Piece(of, separator, index, rest):
            return piece(again(of), separator, index, rest)
        case Object():
            return with_each(value, again)
        case _:
            return replace_leaf(value)


def unplaced(value: Value) -> Value:
    """The value as another script gets it, in whose text it stands nowhere."""
    if isinstance(value, Const | Reference):
        return value if value.offset is None else replace(value, offset=None)
    is_placed = any(isinstance(part, Const | Reference) and part.offset is not None for part in parts_of(value))
    return rebuild(value, unplaced) if is_placed else value


def fallback(first: Value, second: Value) -> Value:
    """`first` unless it is empty: decided at once where `first` is a constant."""
    match first:
        case Const(value):
            return first if value not in ("", None, False, 0) else second
        case Fresh() | Object() | Array() | Encoded():
            return first
        case Text(parts) if any(isinstance(part, Fresh) or (isinstance(part, Const) and part.value) for part in parts):
            return first
        case _:
            return Fallback(first, second)


def add(of: Value, amount: int) -> Value:
    """`of + amount` in integer arithmetic."""
    match of:
        case Const(value) if not isinstance(value, bool):
            digits = printed(value).strip() or "0"
            return Const(int(digits) + amount) if digits.lstrip("-").isdecimal() else Unknown(f"`{digits}` isn't a number")
        case Sum(inner, already):
            return Sum(inner, already + amount)
        case Unknown():
            return of
        case _:
            return Sum(of, amount)


def decoded(of: Value) -> Value:
    """What a JSON text stands for: at once where the text is known and stands for a scalar."""
    match of:
        case Encoded(inner):
            return inner
        case Const(str() as written):
            try:
                found = json.loads(written, parse_constant=_no_json)
            except (ValueError, RecursionError):
                return Decoded(of)
            return Const(found) if found is None or isinstance(found, str | int | float | bool) else Decoded(of)
        case Const():
            return of
        case _:
            return Decoded(of)


def piece(of: Value, separator: str, index: int, rest: bool = False) -> Value:
    """A piece of a text: at once where the text is written out, and nothing in its holes may be a separator.

    What people choose when they start a task is taken to hold none.
    """
    match of:
        case Text((first, Const(str() as last))) if not separator and last.isspace():
            return piece(first, separator, index, rest)
        case Unknown():
            return of
        case Const():
            found = _apart(printed(of.value), separator)
            wanted = found[index:] if rest else found[index : index + 1]
            return Const((separator or " ").join(wanted))
        case Text(parts) if all(map(_is_whole, parts)):
            pieces = _pieces(parts, separator)
            wanted_parts = pieces[index:] if rest else pieces[index : index + 1]
            between = Const(separator or " ")
            return text(part for at, each in enumerate(wanted_parts) for part in ((between, *each) if at else each))
        case _:
            return Piece(of, separator, index, rest)


def _is_whole(part: Value) -> bool:
    """Whether a part of a text is constant, or one word."""
    match part:
        case Reference():
            return part.key[0] == CHOSEN or part.key in _WORDS
        case Const() | Fresh() | Sum():
            return True
        case Text(parts) | OneOf(parts):
            return all(map(_is_whole, parts))
        case _:
            return False


def _apart(written: str, separator: str) -> list[str]:
    return written.split(separator) if separator else written.split()


def _pieces(parts: tuple[Value, ...], separator: str) -> list[list[Value]]:
    found: list[list[Value]] = [[]]
    for part in parts:
        if not isinstance(part, Const):
            found[-1].append(part)
            continue
        written = str(part.value)
        cut = written.split(separator) if separator else re.split(r"\s+", written)
        found[-1].append(Const(cut[0]))
        found.extend([Const(each)] for each in cut[1:])
    kept = [[each for each in one if each != EMPTY] for one in found]
    return kept if separator else [one for one in kept if one]


def _no_json(word: str) -> None:
    """`NaN` and `Infinity`, which Python takes for JSON."""
    raise ValueError(word)


def shown(value: Value) -> str:
    """The value for a reader, in the syntax of an expression where it has one."""
    match value:
        case Const(str() as content):
            return f"'{content}'"
        case Const(content):
            return "null" if content is None else printed(content)
        case Reference(path):
            return ".".join(path)
        case Text(parts):
            return "'" + "".join(str(p.value) if isinstance(p, Const) else f"${{{{ {shown(p)} }}}}" for p in parts) + "'"
        case Fallback(first, second):
            return f"{shown(first)} || {shown(second)}"
        case Choice(_, then, otherwise):
            return f"{shown(then)} or {shown(otherwise)}"
        case OneOf(options):
            return " or ".join(map(shown, options))
        case Sum(of, amount):
            return f"{shown(of)} {'+' if amount >= 0 else '-'} {abs(amount)}"
        case Fresh(what):
            return f"a new value (`{what}`)"
        case Object(fields):
            return "{" + ", ".join(f"{member.name}: {shown(member.value)}" for member in fields) + "}"
        case Array(items):
            return "[" + ", ".join(map(shown, items)) + "]"
        case Encoded(of):
            return f"toJSON({shown(of)})"
        case Decoded(of):
            return f"fromJSON({shown(of)})"
        case Piece(of, separator, index):
            return f"{'word' if not separator else 'piece'} {index + 1} of {shown(of)}"
        case Unknown(reason):
            return f"unknown ({reason})"
