"""jq programs that build or pick: literals, paths, `$x`, `+`, `//`, `tonumber`, `if`; run over symbolic values.

Anything beyond that is refused with a reason.  Source: jqlang.org/manual.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from wflint.lean import dataclass
from wflint.regex import regex
from wflint.senders.json_text import decoded, either
from wflint.span import Span
from wflint.values.condition import ALWAYS, Condition, Not, Opaque, Test, all_of, any_of
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
    fallback,
    one_of,
    printed,
    shown,
    text,
)

_TOKEN = regex(
    r"""\s+|\#[^\n]*|(?P<string>@?"(?:[^"\\]|\\.)*")|(?P<number>\d+(?:\.\d+)?)|(?P<variable>\$__loc__|\$[A-Za-z_]\w*)
    |(?P<field>\.[A-Za-z_]\w*)|(?P<word>@?[A-Za-z_]\w*)|(?P<sign>//=|\|=|\+=|-=|\?//|//|==|!=|<=|>=|\.\.|[-+*/%<>|,:;?(){}\[\].=])""",
    re.VERBOSE | re.DOTALL,
)
_DEEPEST = 40
_STRING_PARTS = regex(r"\\\(|\\u[0-9A-Fa-f]{4}|\\.|[^\\]+", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


class BeyondError(Exception):
    """The program does more than is understood here; the message says what."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a program can name: `$x`, and the environment behind `env` and `$ENV`; `texts` are the `$x` that are strings."""

    variables: Mapping[str, Value]
    environment: Mapping[str, Value]
    texts: frozenset[str] = frozenset()


Place = Callable[[int, int], Span | None]
"""Where a range of the program stands in the file."""


def run_program(program: str, given: Value, names: Names, depth: int = 0, place: Place | None = None) -> Value:
    """The result of a program for one input; raises `BeyondError`."""
    if len(program) > 20_000 or depth > 4:
        raise BeyondError("a program too long to read")
    runner = _Runner(_tokens(program), names, depth, place)
    result = runner.pipe(given)
    if runner.at < len(runner.tokens):
        raise BeyondError(f"`{runner.tokens[runner.at][1]}`")
    return result


def _tokens(program: str) -> list[tuple[str, str, int]]:
    found: list[tuple[str, str, int]] = []
    at = 0
    while at < len(program):
        match = _TOKEN.match(program, at)
        if match is None or match.end() == at:
            raise BeyondError(f"`{program[at : at + 10]}`")
        if match.lastgroup:
            found.append((match.lastgroup, match[0], at))
        at = match.end()
    return found


class _Runner:
    """Reads a program once and evaluates while it reads."""

    def __init__(self, tokens: list[tuple[str, str, int]], names: Names, depth: int, place: Place | None) -> None:
        self.tokens = tokens
        self.names = names
        self.variables = dict(names.variables)
        self.depth = depth
        self.place = place
        self.at = 0
        self.level = 0

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def kind(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        taken = self.peek()
        self.at += 1
        return taken

    def accept(self, *signs: str) -> str | None:
        return self.take() if self.peek() in signs and self.kind() != "string" and self.peek() else None

    def expect(self, sign: str) -> None:
        if self.accept(sign) is None:
            raise BeyondError(f"`{self.peek()}`" if self.peek() else "a program that breaks off")

    def pipe(self, given: Value) -> Value:
        self.level += 1
        if self.level > _DEEPEST:
            raise BeyondError("a program nested too deeply")
        left = self.alternative(given)
        if self.accept("as"):
            name = self.take()
            self.expect("|")
            before = dict(self.variables)
            self.variables[name.removeprefix("$")] = left
            left = self.pipe(given)
            self.variables = before
        elif self.accept("|"):
            left = self.pipe(left)
        self.level -= 1
        return left

    def alternative(self, given: Value) -> Value:
        left = self.either_or(given)
        if self.accept("//"):
            right = self.alternative(given)
            return _otherwise(left, right)
        return left

    def either_or(self, given: Value) -> Value:
        left = self.both(given)
        while self.accept("or"):
            left = _truth_value(any_of([condition_of(left), condition_of(self.both(given))]))
        return left

    def both(self, given: Value) -> Value:
        left = self.comparison(given)
        while self.accept("and"):
            left = _truth_value(all_of([condition_of(left), condition_of(self.comparison(given))]))
        return left

    def comparison(self, given: Value) -> Value:
        left = self.sum(given)
        sign = self.accept("==", "!=", "<", "<=", ">", ">=")
        if sign is None:
            return left
        right = self.sum(given)
        numbers = any(isinstance(each, Sum) or _is_number(each) for each in (left, right))
        return _truth_value(Test(_plain(left), sign, _plain(right), "number" if numbers else "string"))  # type: ignore[arg-type]  # one of the six

    def sum(self, given: Value) -> Value:
        left = self.product(given)
        while sign := self.accept("+", "-"):
            right = self.product(given)
            left = plus(left, right) if sign == "+" else minus(left, right)
        return left

    def product(self, given: Value) -> Value:
        left = self.postfix(given)
        while sign := self.accept("*", "/", "%"):
            right = self.postfix(given)
            left = plus(left, right) if sign == "*" and isinstance(left, Object) else Unknown(f"`{sign}` in `jq`")
        return left

    def postfix(self, given: Value) -> Value:
        value = self.primary(given)
        while True:
            if self.kind() == "field":
                value = picked(value, self.take()[1:])
            elif self.peek() == "." and self.at + 1 < len(self.tokens) and self.tokens[self.at + 1][0] == "string":
                self.take()
                value = picked(value, self.key_text(given))
            elif self.accept("["):
                value = self.index(value, given)
            elif self.accept("?"):
                continue
            elif self.peek() == "." and self.at + 1 < len(self.tokens) and self.tokens[self.at + 1][1] == "[":
                self.take()
            else:
                return value

    def index(self, value: Value, given: Value) -> Value:
        if self.accept("]"):
            raise BeyondError("`.[]`")
        key = self.pipe(given)
        if self.accept(":"):
            raise BeyondError("a slice")
        self.expect("]")
        if isinstance(key, Const) and isinstance(key.value, str):
            return picked(value, key.value)
        if isinstance(key, Const) and isinstance(key.value, int) and isinstance(value, Array):
            inside = -len(value.items) <= key.value < len(value.items)
            return value.items[key.value] if inside else Const(None)
        return Unknown("an index that `jq` works out")

    def key_text(self, given: Value) -> str:
        value = self.string(self.take(), given)
        if not isinstance(value, Const):
            raise BeyondError("a name that is worked out")
        return printed(value.value)

    def primary(self, given: Value) -> Value:
        kind, token = self.kind(), self.take()
        match kind, token:
            case "string", _:
                return self.string(token, given)
            case "number", _:
                return Const(float(token) if "." in token else int(token[:300]))
            case "variable", "$ENV":
                return self.environment()
            case "variable", _:
                found = self.variables.get(token[1:])
                if found is None:
                    raise BeyondError(f"`{token}`, which isn't set")
                return found
            case "field", _:
                return picked(given, token[1:])
            case "sign", "." if self.kind() == "string":
                return picked(given, self.key_text(given))
            case "sign", ".":
                return given
            case "sign", "(":
                value = self.pipe(given)
                self.expect(")")
                return value
            case "sign", "{":
                return self.object(given)
            case "sign", "[":
                return self.list(given)
            case "sign", "-":
                value = self.postfix(given)
                return (
                    Const(-value.value) if isinstance(value, Const) and isinstance(value.value, int) else Unknown("`-` in `jq`")
                )
            case "word", _:
                return self.function(token, given)
            case _:
                raise BeyondError(f"`{token}`" if token else "a program that breaks off")

    def environment(self) -> Value:
        if self.kind() != "field":
            raise BeyondError("`env` as a whole")
        name = self.take()[1:]
        return self.names.environment.get(name, Const(None))

    def list(self, given: Value) -> Value:
        items: list[Value] = []
        if self.accept("]"):
            return Array(())
        while True:
            items.append(self.pipe(given))
            if self.accept("]"):
                return Array(tuple(items))
            self.expect(",")

    def object(self, given: Value) -> Value:
        members: list[Field] = []
        opened: str | None = None
        while not self.accept("}"):
            start = self.at
            kind, token = self.kind(), self.take()
            name: Value
            if kind == "variable":
                name = Const(token[1:])
            elif kind == "word" and not token.startswith("@"):
                name = Const(token)
            elif kind == "string":
                name = self.string(token, given)
            elif token == "(":
                name = self.pipe(given)
                self.expect(")")
            else:
                raise BeyondError(f"`{token}`" if token else "a program that breaks off")
            value = self.member_value(kind, token, name, given)
            if isinstance(name, Const):
                label = printed(name.value)
                members = [each for each in members if each.name != label]
                members.append(Field(label, value, self.placed(start), self.is_quoted(start)))
            else:
                opened = "a member whose name is worked out"
            if not self.accept(","):
                self.expect("}")
                break
        return Object(tuple(members), opened)

    def is_quoted(self, start: int) -> bool:
        """Whether the member whose name begins at that token is one string, or one variable that is one."""
        found = self.tokens[start : self.at]
        kind, token, _ = found[-1]
        if len(found) != 1 and (len(found) != 3 or found[1][1] != ":"):
            return False
        if kind == "variable":  # which the program may have bound again
            name = token[1:]
            return name in self.names.texts and self.variables.get(name) is self.names.variables[name]
        return kind == "string" and len(found) == 3

    def placed(self, start: int) -> Span | None:
        """The place from one token to the last that was taken."""
        if self.place is None or not 0 < self.at <= len(self.tokens):
            return None
        _, last, end = self.tokens[self.at - 1]
        return self.place(self.tokens[start][2], end + len(last))

    def member_value(self, kind: str, token: str, name: Value, given: Value) -> Value:
        if self.accept(":"):
            value = self.alternative(given)
            while self.accept("|"):
                value = self.alternative(value)
            whole = isinstance(name, Const) and name.value in ("client_payload", "inputs")
            return Text((value,)) if whole and isinstance(value, Reference) and self.is_argument(value) else value
        if kind == "variable":
            found = self.variables.get(token[1:])
            if found is None:
                raise BeyondError(f"`{token}`, which isn't set")
            return found
        return picked(given, printed(name.value)) if isinstance(name, Const) else Unknown("a member that is worked out")

    def is_argument(self, value: Value) -> bool:
        """Whether the value came by `--arg`, so that it is a string: `--argjson` would have made it `Decoded`."""
        return any(value is each for each in self.names.variables.values())

    def function(self, name: str, given: Value) -> Value:
        match name:
            case "true" | "false":
                return Const(name == "true")
            case "null":
                return Const(None)
            case "env":
                return self.environment()
            case "if":
                return self.condition(given)
            case "tonumber":
                return as_number(given)
            case "tostring":
                return as_text(given)
            case "tojson" | "@json":
                return Encoded(given)
            case "fromjson":
                return decoded(given)
            case "now":
                return Fresh("jq now")
            case "not":
                return _truth_value(Not(condition_of(given)))
            case "floor" | "round" | "todate" | "@text" | "ascii_downcase" | "strftime" if isinstance(given, Fresh):
                if name == "strftime" and self.accept("("):
                    self.pipe(given)
                    self.expect(")")
                return given
            case "@text":
                return as_text(given)
            case "empty" | "input" | "inputs":
                raise BeyondError(f"`{name}`")
            case _:
                raise BeyondError(f"`{name}`")

    def condition(self, given: Value) -> Value:
        condition = condition_of(self.pipe(given))
        self.expect("then")
        then = self.pipe(given)
        if self.accept("elif"):
            return either(condition, then, self.condition(given))
        otherwise = self.pipe(given) if self.accept("else") else given
        self.expect("end")
        return either(condition, then, otherwise)

    def string(self, token: str, given: Value) -> Value:
        """A string literal with its `\\(…)`."""
        body = token[token.index('"') + 1 : -1]
        parts: list[Value] = []
        at = 0
        while at < len(body):
            match = _STRING_PARTS.match(body, at)
            if match is None:
                break
            piece = match[0]
            at = match.end()
            if piece == "\\(":
                end = _closing(body, at)
                names = Names(self.variables, self.names.environment)
                parts.append(as_text(run_program(body[at:end], given, names, self.depth + 1)))
                at = end + 1
            elif piece.startswith("\\u") and len(piece) == 6:
                parts.append(Const(chr(int(piece[2:], 16))))
            elif piece.startswith("\\"):
                parts.append(Const(_ESCAPES.get(piece[1], piece[1])))
            else:
                parts.append(Const(piece))
        return text(parts)


def _closing(body: str, at: int) -> int:
    depth = 1
    for index in range(at, len(body)):
        depth += {"(": 1, ")": -1}.get(body[index], 0)
        if depth == 0:
            return index
    raise BeyondError("`\\(` without its end")


def _truth_value(condition: Condition) -> Value:
    return Choice(condition, Const(True), Const(False))


def condition_of(value: Value) -> Condition:
    """A value as jq's `if` sees it: everything holds but `false` and `null`."""
    match value:
        case Choice(condition, Const(True), Const(False)):
            return condition
        case Const(content):
            return Not(ALWAYS) if content is None or content is False else ALWAYS
        case _:
            return Opaque(f"{shown(value)} is neither false nor null")


def _is_number(value: Value) -> bool:
    return isinstance(value, Const) and isinstance(value.value, int | float) and not isinstance(value.value, bool)


def _plain(value: Value) -> Value:
    return value.of if isinstance(value, Decoded) else value


def _otherwise(left: Value, right: Value) -> Value:
    """`a // b`: `b` for null and false only, so an empty string stays."""
    if isinstance(left, Const):
        return right if left.value is None or left.value is False else left
    return fallback(left, right) if not isinstance(left, Unknown) else Fallback(left, right)


def plus(left: Value, right: Value) -> Value:
    """jq's `+`."""
    if isinstance(left, Const) and left.value is None:
        return right
    if isinstance(right, Const) and right.value is None:
        return left
    if isinstance(left, Object) or isinstance(right, Object):
        return _merge(left, right)
    if isinstance(left, Array) and isinstance(right, Array):
        return Array((*left.items, *right.items))
    if isinstance(left, Choice) and not _is_string(right):
        return Choice(left.condition, plus(left.then, right), plus(left.otherwise, right))
    for one, other in ((left, right), (right, left)):
        if isinstance(other, Const) and isinstance(other.value, int) and not isinstance(other.value, bool):
            return add(_plain(one), other.value)
    if _is_string(left) or _is_string(right):
        return text([left, right])
    if isinstance(left, Decoded | Sum | Unknown) or isinstance(right, Decoded | Sum | Unknown):
        return Unknown("a sum in `jq`")
    return text([left, right])


def _is_string(value: Value) -> bool:
    return isinstance(value, Text) or (isinstance(value, Const) and isinstance(value.value, str))


def minus(left: Value, right: Value) -> Value:
    """jq's `-` with a constant."""
    if isinstance(right, Const) and isinstance(right.value, int):
        return add(_plain(left), -right.value)
    return Unknown("`-` in `jq`")


def _merge(left: Value, right: Value) -> Value:
    """The members of both objects; those of the right win."""
    if isinstance(right, Choice):
        return Choice(right.condition, plus(left, right.then), plus(left, right.otherwise))
    if isinstance(left, Choice):
        return Choice(left.condition, plus(left.then, right), plus(left.otherwise, right))
    over = right.fields if isinstance(right, Object) else ()
    under = left.fields if isinstance(left, Object) else ()
    reasons = [
        each.open if isinstance(each, Object) else f"{shown(each)} is merged in"
        for each in (left, right)
        if not isinstance(each, Object) or each.open
    ]
    if not isinstance(right, Object):
        under = tuple(Field(each.name, Fallback(Unknown("it may be replaced"), each.value), each.span) for each in under)
    kept = tuple(each for each in under if all(each.name != other.name for other in over))
    return Object((*kept, *over), reasons[0] if reasons else None)


def picked(value: Value, name: str) -> Value:
    """`.name` of a value."""
    match value:
        case Object(_, opened):
            found = value.get(name)
            return found.value if found else Unknown(opened) if opened else Const(None)
        case Reference(path):
            return Reference((*path, name))
        case Decoded(Encoded(of)):
            return picked(of, name)
        case Const(None):
            return value
        case Choice(condition, then, otherwise):
            return Choice(condition, picked(then, name), picked(otherwise, name))
        case OneOf(options):
            return one_of(picked(option, name) for option in options)
        case Unknown():
            return value
        case _:
            return Unknown(f"member `{name}` of {shown(value)}")


def as_number(value: Value) -> Value:
    """`tonumber`."""
    match value:
        case Const(str() as content) if re.fullmatch(r"\s*-?\d{1,300}\s*", content):
            return Const(int(content))
        case Const() | Sum() | Decoded() | Fresh() | Unknown():
            return value
        case Choice(condition, then, otherwise):
            return Choice(condition, as_number(then), as_number(otherwise))
        case OneOf(options):
            return one_of(map(as_number, options))
        case _:
            return Decoded(value)


def as_text(value: Value) -> Value:
    """`tostring`, and what `\\(…)` prints."""
    match value:
        case Const(content):
            return Const("null" if content is None else printed(content))
        case Object() | Array():
            return Encoded(value)
        case Decoded(of):
            return of
        case Choice(condition, then, otherwise):
            return Choice(condition, as_text(then), as_text(otherwise))
        case _:
            return value
