"""JSON in symbolic texts: `{"id": "⟨hole⟩"}` read by JSON's grammar, holes and all.

A hole inside a string is part of that string; a hole where a value stands is the value that its text decodes to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from wflint.lean import dataclass
from wflint.regex import regex
from wflint.span import Span
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
    one_of,
    printed,
    text,
)

Places = Callable[[int, str], Span | None]
"""Where the member of that name stands, name and value together, at or closely behind an offset of the script."""

_LONGEST = 70_000
_DEEPEST = 40
_MOST_SPLITS = 4
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_NUMBER = regex(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
_ENDS = frozenset(",}] \t\r\n")
_PLAIN_TEXTS = frozenset(
    ("github", name)
    for name in ("sha", "ref", "repository", "event_name", "server_url", "api_url", "workflow_ref", "workflow_sha")
)
_PLAIN_ENDS = frozenset(["sha", "html_url", "full_name", "head_sha", "clone_url"])
_OPEN = (("client_payload",), ("inputs",))
"""Members of an event that hold whatever the sender wrote."""
_OBJECTS = ("client_payload", "inputs")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a text can't be JSON, whatever its holes are: the rule it breaks, the words, and the offset in the script."""

    rule: str
    message: str
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class Json:
    """What a text says as JSON; where `problems` are severe the value is `Unknown`."""

    value: Value
    problems: tuple[Problem, ...] = ()


class _NotJsonError(Exception):
    def __init__(self, message: str, offset: int | None, split: int | None = None) -> None:
        super().__init__(message)
        self.message, self.offset, self.split = message, offset, split


def parse(value: Value, places: Places | None = None, splits: int = 0) -> Json:
    """The value that a JSON text stands for."""
    match value:
        case Encoded(of):
            return Json(of)
        case Unknown():
            return Json(value)
        case Choice(condition, then, otherwise):
            first, second = parse(then, places, splits), parse(otherwise, places, splits)
            return Json(either(condition, first.value, second.value), _merged(first.problems, second.problems))
        case OneOf(options):
            read = [parse(option, places, splits) for option in options]
            return Json(one_of(each.value for each in read), _merged(*(each.problems for each in read)))
        case Const() | Text():
            return _parse_text(value, places, splits)
        case Sum() | Fresh():
            return Json(value)
        case Object() | Array():
            return Json(Unknown("a structure where JSON text is expected"))
        case _:
            return Json(Decoded(value))


def either(condition: object, then: Value, otherwise: Value) -> Value:
    """A choice of two values; of two objects with the same names it is one object whose members are choices."""
    if then == otherwise:
        return then
    if isinstance(then, Object) and isinstance(otherwise, Object) and _same_names(then, otherwise):
        pairs = zip(then.fields, otherwise.fields, strict=True)
        members = tuple(
            Field(a.name, either(condition, a.value, b.value), a.span, a.quoted and b.quoted, a.pasted or b.pasted)
            for a, b in pairs
        )
        return Object(members, then.open)
    return Choice(condition, then, otherwise)  # type: ignore[arg-type]  # a condition, kept opaque here


def _same_names(one: Object, other: Object) -> bool:
    return one.open == other.open and [each.name for each in one.fields] == [each.name for each in other.fields]


def _merged(*groups: tuple[Problem, ...]) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys(problem for group in groups for problem in group))


def _parse_text(value: Const | Text, places: Places | None, splits: int) -> Json:
    parts = value.parts if isinstance(value, Text) else (value,)
    if sum(len(printed(part.value)) for part in parts if isinstance(part, Const)) > _LONGEST:
        return Json(Unknown("a JSON text too long to read"))
    reader = _Reader(parts, places)
    try:
        found = reader.document()
    except _NotJsonError as error:
        if error.split is not None:
            return _split(parts, error.split, places, splits)
        problem = Problem("invalid-payload", error.message, error.offset)
        return Json(Unknown("the text isn't JSON"), _merged(tuple(reader.problems), (problem,)))
    return Json(found, _merged(tuple(reader.problems)))


def _split(parts: tuple[Value, ...], index: int, places: Places | None, splits: int) -> Json:
    """Read the text once for each alternative of a hole that stands where punctuation is due."""
    hole = parts[index]

    def put(option: Value) -> Value:
        return text((*parts[:index], option, *parts[index + 1 :]))

    if splits < _MOST_SPLITS:
        match hole:
            case Choice(condition, then, otherwise):
                return parse(Choice(condition, put(then), put(otherwise)), places, splits + 1)
            case OneOf(options):
                return parse(OneOf(tuple(map(put, options))), places, splits + 1)
            case _:
                pass
    reason = hole.reason if isinstance(hole, Unknown) else "a value that is pasted into JSON text as a piece of its structure"
    last = parts[index - 1] if index else Const("")
    ended = Const(printed(last.value).rstrip().removesuffix(",") + "}", last.offset) if isinstance(last, Const) else Const("}")
    head = parse(text((*parts[: index - 1], ended)), places, _MOST_SPLITS).value if index else Object(())
    return Json(Object(head.fields, reason) if isinstance(head, Object) else Object((), reason))


class _Reader:
    """One pass over a text; characters and holes are items of one list."""

    def __init__(self, parts: tuple[Value, ...], places: Places | None) -> None:
        self.items: list[str | int] = []
        self.offsets: list[int | None] = []
        self.parts = parts
        self.places = places
        self.at = 0
        self.problems: list[Problem] = []
        self.insertions = 0  # values between quotes, so far
        for index, part in enumerate(parts):
            if isinstance(part, Const):
                content = printed(part.value)
                self.items.extend(content)
                start = part.offset
                self.offsets.extend([None] * len(content) if start is None else range(start, start + len(content)))
            else:
                self.items.append(index)
                self.offsets.append(None)

    def document(self) -> Value:
        self.blank()
        if self.at >= len(self.items):
            raise _NotJsonError("the text is empty, which isn't JSON", None)
        value = self.value(0, "")
        self.blank()
        if self.at < len(self.items):
            raise self.fault("nothing may follow the JSON text")
        return value

    def peek(self) -> str | int | None:
        return self.items[self.at] if self.at < len(self.items) else None

    def blank(self) -> None:
        while self.at < len(self.items) and self.items[self.at] in (" ", "\t", "\r", "\n"):
            self.at += 1

    def fault(self, message: str) -> _NotJsonError:
        """A fault at this place; where a hole stands here, its alternatives may mend it."""
        item = self.peek()
        if isinstance(item, int):
            return _NotJsonError(message, self.offset(), item)
        near = "".join(_characters(self.items[self.at : self.at + 12])).split("\n")[0].strip()
        where = f" at `{near}`" if near else " at its end" if item is None else ""
        return _NotJsonError(f"the body isn't JSON: {message}{where}", self.offset())

    def offset(self) -> int | None:
        known = [each for each in self.offsets[max(0, self.at - 1) : self.at + 1] if each is not None]
        return known[-1] if known else None

    def value(self, depth: int, name: str) -> Value:
        self.blank()
        if depth > _DEEPEST:
            raise self.fault("nested too deeply to read")
        match self.peek():
            case "{":
                return self.object(depth)
            case "[":
                return self.array(depth)
            case '"':
                return self.string(name)
            case int() as hole if _is_begun(self.parts[hole]):
                raise self.fault("a structure begins that ends further on")
            case None:
                raise self.fault("a value is missing")
            case _:
                return self.bare()

    def object(self, depth: int) -> Value:
        self.at += 1
        members: list[Field] = []
        self.blank()
        if self.peek() == "}":
            self.at += 1
            return Object(())
        while True:
            self.blank()
            start = self.at
            if self.peek() != '"':
                raise self.fault("a name in double quotes is due")
            key = self.string("")
            self.blank()
            if self.peek() != ":":
                raise self.fault("`:` is due")
            self.at += 1
            if not isinstance(key, Const):
                self.value(depth + 1, "")
                members.append(Field("", Unknown("a name made at run time")))
            else:
                self.blank()
                quoted, before = self.peek() == '"', self.insertions
                value = self.value(depth + 1, str(key.value))
                pasted = self.insertions > before and not isinstance(value, Object)
                members.append(Field(str(key.value), value, self.place(start, str(key.value)), quoted, pasted))
            self.blank()
            match self.peek():
                case ",":
                    self.at += 1
                case "}":
                    self.at += 1
                    break
                case _:
                    raise self.fault("`,` or `}` is due")
        named = tuple(member for member in members if member.name)
        return Object(named, "a member whose name is made at run time" if len(named) < len(members) else None)

    def place(self, start: int, name: str) -> Span | None:
        offset = self.offsets[start] if start < len(self.offsets) else None
        return self.places(offset, name) if self.places is not None and offset is not None else None

    def array(self, depth: int) -> Value:
        self.at += 1
        found: list[Value] = []
        self.blank()
        if self.peek() == "]":
            self.at += 1
            return Array(())
        while True:
            found.append(self.value(depth + 1, ""))
            self.blank()
            match self.peek():
                case ",":
                    self.at += 1
                case "]":
                    self.at += 1
                    return Array(tuple(found))
                case _:
                    raise self.fault("`,` or `]` is due")

    def string(self, name: str) -> Value:
        opened = self.offset()
        self.at += 1
        pieces: list[Value] = []
        characters: list[str] = []
        while True:
            item = self.peek()
            if item is None:
                raise self.fault("a string isn't closed")
            self.at += 1
            if isinstance(item, int):
                pieces += [Const("".join(characters)), self.quoted(self.parts[item], opened)]
                characters = []
            elif item == '"':
                break
            elif item == "\\":
                characters.append(self.escape())
            elif item < " ":
                self.at -= 1
                raise self.fault("a line break inside a string" if item == "\n" else "a control character inside a string")
            else:
                characters.append(item)
        found = text((*pieces, Const("".join(characters))))
        if name in _OBJECTS and not isinstance(found, Text | Const):
            return Text((found,))  # keeps "in quotes" visible where an object is wanted
        return found

    def quoted(self, hole: Value, offset: int | None) -> Value:
        if isinstance(hole, Encoded) and (isinstance(hole.of, Object | Array) or not _is_scalar(hole.of)):
            message = "JSON text is put inside quotes; the reader gets a string or broken JSON, not the object"
            self.problems.append(Problem("double-encoded-payload", message, offset))
        self.insertions += not isinstance(hole, Encoded) and not _is_scalar(hole)
        return hole

    def escape(self) -> str:
        item = self.peek()
        self.at += 1
        if item == "u":
            digits = "".join(each for each in self.items[self.at : self.at + 4] if isinstance(each, str))
            if re.fullmatch(r"[0-9A-Fa-f]{4}", digits):
                self.at += 4
                return chr(int(digits, 16))
        if isinstance(item, str) and item in _ESCAPES:
            return _ESCAPES[item]
        self.at -= 2
        raise self.fault("a backslash sequence that JSON doesn't know")

    def bare(self) -> Value:
        """A number, a word, or holes where a value is due."""
        start = self.at
        pieces: list[Value] = []
        while (item := self.peek()) is not None and item not in _ENDS:
            if (isinstance(item, str) and item in '{["') or (isinstance(item, int) and _is_punctuation(self.parts[item])):
                break
            pieces.append(self.parts[item] if isinstance(item, int) else Const(item))
            self.at += 1
        found = text(pieces)
        if isinstance(found, Const):
            known = _literal(str(found.value))
            if known is not None:
                return known
            self.at = start
            raise self.fault("a value is due")
        if isinstance(found, Text) and _can_not_be_json(found):
            self.at = start
            raise self.fault("text without quotes where a value is due")
        if isinstance(found, Reference) and _is_plain_text(found.key):
            self.at = start
            raise _NotJsonError(
                f"the body isn't JSON: `{'.'.join(found.path)}` is text, and stands there without quotes", self.offset()
            )
        return decoded(found)


def _is_plain_text(key: tuple[str, ...]) -> bool:
    """Whether a look-up gives a text that is never JSON: the name of a commit, a ref, a repository, an address."""
    return key in _PLAIN_TEXTS or (key[:2] == ("github", "event") and key[2:3] not in _OPEN and key[-1] in _PLAIN_ENDS)


def _characters(items: list[str | int]) -> Iterator[str]:
    """The characters before the first hole."""
    for item in items:
        if isinstance(item, int):
            return
        yield item


def _is_punctuation(hole: Value) -> bool:
    """Whether a hole can be a further member: `, "b": 2` on some condition, or nothing."""
    options = (hole.then, hole.otherwise) if isinstance(hole, Choice) else hole.options if isinstance(hole, OneOf) else ()
    return any(_begins_with_punctuation(option) for option in options)


def _is_begun(hole: Value) -> bool:
    """Whether a hole can be the beginning of an object, to which more is added on conditions before it is closed."""
    options = (hole.then, hole.otherwise) if isinstance(hole, Choice) else hole.options if isinstance(hole, OneOf) else ()
    return any(_is_begun(option) or (_begins(option) and bool(parse(option).problems)) for option in options)


def _begins(option: Value) -> bool:
    first = option.parts[0] if isinstance(option, Text) else option
    return isinstance(first, Const) and printed(first.value).lstrip()[:1] in ("{", "[")


def _begins_with_punctuation(option: Value) -> bool:
    first = option.parts[0] if isinstance(option, Text) else option
    return (
        isinstance(first, Const) and printed(first.value).lstrip()[:1] in (",", "}", "]") and printed(first.value).strip() != ""
    )


def _is_scalar(value: Value) -> bool:
    return isinstance(value, Const | Sum | Fresh)


def _can_not_be_json(value: Text) -> bool:
    """Whether the constant parts alone rule out any JSON value."""
    first = value.parts[0]
    return isinstance(first, Const) and not re.match(r"[-0-9]|t|f|n", str(first.value))


def _literal(word: str) -> Const | None:
    if word in ("true", "false"):
        return Const(word == "true")
    if word == "null":
        return Const(None)
    if len(word) < 300 and _NUMBER.fullmatch(word):
        number = json.loads(word)
        return Const(number)
    return None


def decoded(hole: Value) -> Value:
    """What the text of a hole means as a JSON value."""
    match hole:
        case Encoded(of):
            return of
        case Sum() | Fresh() | Unknown():
            return hole
        case Const(content):
            found = parse(Const(printed(content)))
            return found.value
        case Choice(condition, then, otherwise):
            return either(condition, decoded(then), decoded(otherwise))
        case OneOf(options):
            return one_of(map(decoded, options))
        case Fallback(first, second) if isinstance(first, Encoded):
            return Fallback(first.of, decoded(second))
        case Text((Const(str() as start), *_)) if start.lstrip().startswith(("{", "[")):
            read = parse(hole)
            return Decoded(hole) if read.problems or isinstance(read.value, Unknown) else read.value
        case _:
            return Decoded(hole)


def printed_json(value: Value) -> Value:
    """The JSON text of a value: written out where it is a constant scalar."""
    if isinstance(value, Const):
        return Const(json.dumps(value.value, ensure_ascii=False))
    return value if isinstance(value, Sum) else Encoded(value)
