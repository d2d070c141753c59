"""Values of JavaScript: members, elements, `+`, truth, and what `context` of actions/github-script holds.

Source: actions/toolkit, packages/github/src/context.ts.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache

from wflint.senders.javascript_kinds import UNDEFINED, Class, Function, Length, Named, Rest, Some, plain
from wflint.senders.json_text import parse
from wflint.span import Span
from wflint.values.condition import ALWAYS, NEVER, Condition, Opaque, Test, all_of, any_of, negate
from wflint.values.value import (
    Array,
    Choice,
    Const,
    Decoded,
    Encoded,
    Fallback,
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
    text,
)
from wflint.values.value import Field as Member

_CONTEXT: dict[str, Value] = {
    "payload": Reference(("github", "event")),
    "eventName": Reference(("github", "event_name")),
    "ref": Reference(("github", "ref")),
    "sha": Reference(("github", "sha")),
    "actor": Reference(("github", "actor")),
    "workflow": Reference(("github", "workflow")),
    "action": Reference(("github", "action")),
    "job": Reference(("github", "job")),
    "runId": Reference(("github", "run_id")),
    "runNumber": Reference(("github", "run_number")),
    "runAttempt": Reference(("github", "run_attempt")),
    "apiUrl": Reference(("github", "api_url")),
    "serverUrl": Reference(("github", "server_url")),
    "graphqlUrl": Reference(("github", "graphql_url")),
}
_OWNER, _NAME = Reference(("github", "repository_owner")), Reference(("github", "event", "repository", "name"))
_REPOSITORY = (Member("owner", _OWNER), Member("repo", _NAME))
# `context.issue.number` is `(payload.issue || payload.pull_request || payload).number`.
_NUMBER = Member(
    "number",
    Fallback(
        Reference(("github", "event", "issue", "number")),
        Fallback(Reference(("github", "event", "pull_request", "number")), Reference(("github", "event", "number"))),
    ),
)


def context_member(name: str) -> Value:
    """A member of the object `context`."""
    if name == "repo":
        return Object(_REPOSITORY)
    if name == "issue":
        return Object((*_REPOSITORY, _NUMBER))
    return _CONTEXT.get(name, Unknown(f"`context.{name}`"))


def member(value: Value, name: str, written: str) -> Value:
    """`value.name`; `written` is how that reads, for the reason where it can't be known."""
    match value:
        case Named(path=("context",)):
            return context_member(name)
        case Named(path=("github",), token=None) if name == "context":
            return Named("`context`", ("context",))
        case Class(static=static, base=base):
            own = next((each.value for each in static if each.name == name), None)
            return own if own is not None else member(base, name, written) if isinstance(base, Class) else UNDEFINED
        case Named() if name == "default":
            return value
        case Named(path=path, token=token):
            return Named(value.reason, (*path, name), token)
        case Object(_, opened):
            found = value.get(name)
            return found.value if found else Unknown(f"`{written}`: {opened}") if opened else UNDEFINED
        case Reference(path):
            if path == ("github", "event") and name == "inputs":
                return Reference(("inputs",))
            return Unknown(f"`{written}`") if name == "length" else Reference((*path, name))
        case Array(items):
            if name == "length" and any(isinstance(each, Rest) for each in items):
                return Length(f"`{written}`", sum(not isinstance(each, Rest) for each in items))
            return Const(len(items)) if name == "length" else UNDEFINED
        case Const(str() as content):
            return Const(len(content)) if name == "length" else value if name == "href" else UNDEFINED
        case Const():
            return UNDEFINED
        case Text() if name == "href":
            return value
        case _:
            return _of_each(value, lambda each: member(each, name, written), written)


def index(value: Value, key: Value, written: str) -> Value:
    """`value[key]`."""
    match key:
        case OneOf(options):
            return one_of(index(value, option, written) for option in options)
        case Choice(condition, then, otherwise):
            first, second = index(value, then, written), index(value, otherwise, written)
            return first if first == second else Choice(condition, first, second)
    match value:
        case Array(items):
            if isinstance(key, Const) and printed(key.value).isdecimal():
                at = int(printed(key.value))
                return items[at] if at < len(items) else UNDEFINED
            return member(value, printed(key.value), written) if isinstance(key, Const) else element(value)
        case Object(fields, None) if not isinstance(key, Const) and fields:
            return one_of(each.value for each in fields)
        case _ if isinstance(key, Const):
            if isinstance(value, Choice | OneOf | Fallback):
                return _of_each(value, lambda each: index(each, key, written), written)
            return member(value, printed(key.value), written)
        case _:
            return Unknown(f"`{written}`")


def _of_each(value: Value, get: Callable[[Value], Value], written: str) -> Value:
    match value:
        case Choice(condition, then, otherwise):
            first, second = get(then), get(otherwise)
            return first if first == second else Choice(condition, first, second)
        case OneOf(options):
            return one_of(get(option) for option in options)
        case Fallback(first, second):
            return alternative(get(first), get(second))
        case _:
            return Unknown(f"`{written}`")


def possible_items(value: Value) -> tuple[Value, ...] | None:
    """Every element that a list may have, `None` where they can't be listed."""
    match value:
        case Array(items) | Some(items=items):
            return items
        case Choice(_, then, otherwise) | Fallback(then, otherwise):
            sides: tuple[Value, ...] = (then, otherwise)
        case OneOf(options):
            sides = options
        case _:
            return None
    found: list[Value] = []
    for part in map(possible_items, sides):
        if part is None:
            return None
        found.extend(part)
    return tuple(dict.fromkeys(found))


def element(value: Value) -> Value:
    """Any element of a list."""
    items = possible_items(value)
    return one_of(items) if items else Unknown("an element of a list made at run time")


def without_nothing(value: Value) -> Value:
    """The value without the alternatives that are `null` or `undefined`, where there are others."""
    match value:
        case Choice(condition, then, otherwise):
            first, second = without_nothing(then), without_nothing(otherwise)
            if UNDEFINED in (first, second):
                return second if first == UNDEFINED else first
            return first if first == second else Choice(condition, first, second)
        case OneOf(options) if any(option != UNDEFINED for option in options):
            return one_of(option for option in options if option != UNDEFINED)
        case _:
            return value


def alternative(first: Value, second: Value) -> Value:
    """`first || second`, `first ?? second`."""
    match first:
        case Choice(condition, then, otherwise):
            one, other = alternative(then, second), alternative(otherwise, second)
            return one if one == other else Choice(condition, one, other)
        case _:
            return fallback(first, second)


def as_text(value: Value) -> Value:
    """A value as `String(x)` and templates print it."""
    match value:
        case Const(None):
            return Const("")
        case Const(content) if not isinstance(content, str):
            return Const(printed(content))
        case Decoded(of) if not isinstance(of, Encoded):
            return of
        case Fallback(first, second):
            return alternative(as_text(first), as_text(second))
        case Choice(condition, then, otherwise):
            return Choice(condition, as_text(then), as_text(otherwise))
        case OneOf(options):
            return one_of(map(as_text, options))
        case Array(items):
            return text(part for at, item in enumerate(items) for part in ((Const(","),) if at else ()) + (as_text(item),))
        case Object():
            return Unknown("an object printed as text")
        case _:
            return plain(value)


def as_number(value: Value) -> Value:
    """`Number(x)`, `parseInt(x, 10)`, `+x`: the number stays apart from the text that it was read from."""
    match value:
        case Const(str() as content) if content.strip().lstrip("+-").isdecimal():
            return Const(int(content))
        case Const(bool() as content):
            return Const(int(content))
        case Const() | Sum() | Decoded() | Unknown():
            return value
        case _:
            return Decoded(value)


def plus(left: Value, right: Value, joins_text: bool) -> Value:
    """`left + right`; `joins_text` where one of them is written as a string."""
    if isinstance(right, Const) and _is_whole(right) and not joins_text and _is_number(left):
        return add(_counted(left), int(str(right.value)))
    if isinstance(left, Const) and _is_whole(left) and not joins_text and _is_number(right):
        return add(_counted(right), int(str(left.value)))
    return text((as_text(left), as_text(right)))


def minus(left: Value, right: Value, written: str) -> Value:
    """`left - right`, which always counts."""
    if isinstance(right, Const) and _is_whole(right):
        return add(_counted(left), -int(str(right.value)))
    return Unknown(f"`{written}`")


def _is_whole(value: Const) -> bool:
    return isinstance(value.value, int) and not isinstance(value.value, bool)


def _is_number(value: Value) -> bool:
    """Whether a value is a number rather than a text: members of the event keep their type, all else are texts."""
    match value:
        case Const():
            return _is_whole(value)
        case Sum() | Decoded():
            return True
        case Reference(path):
            return path[:2] == ("github", "event")
        case Fallback(first, second):
            return _is_number(first) or _is_number(second)
        case Choice(_, then, otherwise):
            return _is_number(then) and _is_number(otherwise)
        case OneOf(options):
            return all(map(_is_number, options))
        case _:
            return False


def _counted(value: Value) -> Value:
    return value.of if isinstance(value, Decoded) else as_text(value) if not isinstance(value, Const | Sum) else value


def decoded(value: Value) -> Value:
    """`JSON.parse(value)`, and source text pasted by `${{ }}`."""
    match value:
        case Encoded(of):
            return of
        case Const(str() as content):
            try:
                return of_json(content)
            except (ValueError, RecursionError):
                return Unknown("text that isn't JSON")
        case Const() | Unknown():
            return value
        case Text():
            # A text that is no JSON at all makes the call fail; what can't be cut stays as it is.
            found = parse(value)
            return Decoded(value) if found.problems or isinstance(found.value, Unknown) else found.value
        case Choice(condition, then, otherwise):
            return Choice(condition, decoded(then), decoded(otherwise))
        case OneOf(options):
            return one_of(map(decoded, options))
        case Fallback(first, second) if isinstance(first, Encoded) or isinstance(second, Const):
            return alternative(decoded(first), decoded(second))
        case _:
            return Decoded(value)


@lru_cache(16)
def of_json(content: str) -> Value:
    """The value of a text in JSON, `package.json` for most; raises `ValueError` for any other text."""
    return from_json(json.loads(content))


def from_json(content: object) -> Value:
    match content:
        case dict():
            return Object(tuple(Member(str(name), from_json(each)) for name, each in content.items()))
        case list():
            return Array(tuple(map(from_json, content)))
        case str() | int() | float() | bool() | None:
            return Const(content)
        case _:
            return Unknown("text that isn't JSON")


def truthy(value: Value, written: str) -> Condition:
    """When a value counts as true; `written` is how it reads."""
    match value:
        case Const(content):
            return ALWAYS if content else NEVER
        case Choice(condition, then, otherwise):
            holds = all_of((condition, truthy(then, written)))
            return any_of((holds, all_of((negate(condition), truthy(otherwise, written)))))
        case Object() | Array() | Encoded() | Fresh() | Function() | Class():
            return ALWAYS
        case Length(least=least) if least:
            return ALWAYS
        case Named(path=(name,)) if name.startswith("GITHUB_"):
            return ALWAYS
        case Text(parts) if any(isinstance(part, Fresh) or (isinstance(part, Const) and part.value) for part in parts):
            return ALWAYS
        case Fallback(first, second):
            return any_of((truthy(first, written), truthy(second, written)))
        case Decoded(of):
            return all_of((Test(plain(of), "!=", Const("")), Test(plain(of), "!=", Const("false"))))
        case Sum():
            return Test(plain(value), "!=", Const("0"), "number")
        case Reference() | Text():
            return Test(value, "!=", Const(""))
        case _:
            return Opaque(written)


def with_member(before: Value, name: str | None, value: Value, place: Span | None = None, written: str = "") -> Value | None:
    """The object with a member set, `None` for what is no object; `name` is `None` where it is made at run time."""
    match before:
        case Object(fields, opened) if name is None:
            return Object(fields, opened or f"the name `{written}` is made at run time")
        case Object(fields, opened):
            assert name is not None
            return Object((*(each for each in fields if each.name != name), Member(name, value, place)), opened)
        case Array(items) if name is not None and name.isdecimal() and int(name) <= len(items):
            return Array((*items[: int(name)], value, *items[int(name) + 1 :]))
        case Array(items) | Some(items=items):
            return Some("a list whose elements are set at run time", (*items, value))
        case _:
            return None


def keys_of(value: Value) -> Value:
    """`Object.keys(value)`."""
    match value:
        case Object(_, None):
            return Array(tuple(Const(name) for name in value.names()))
        case Array(items):
            return Array(tuple(Const(str(at)) for at in range(len(items))))
        case _:
            return Unknown("the names of an object made at run time")
