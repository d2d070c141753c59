"""Operations of Python on symbolic values: texts, numbers, lists and dictionaries."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wflint.senders.holed import each_option, holed
from wflint.senders.python_kinds import Instance, Named
from wflint.values.choice import choose
from wflint.values.condition import Condition, Test
from wflint.values.value import (
    Array,
    Choice,
    Const,
    Decoded,
    Encoded,
    Fallback,
    Field,
    Object,
    OneOf,
    Sum,
    Unknown,
    Value,
    add,
    constant,
    fallback,
    one_of,
    printed,
    text,
)

NOTHING = Const(None)
_PERCENT = re.compile(r"%(?:\((\w+)\))?[-+ #0]*\d*(?:\.\d+)?([sdrif%])")
_BRACES = re.compile(r"\{\{|\}\}|\{([\w.\[\]]*)(?:![rsa])?(?::[^{}]*)?\}")


def as_text(value: Value) -> Value:
    """What `str()` gives."""
    match value:
        case Const(bool() as content):
            return Const(str(content))
        case Const(None):
            return Const("None")
        case Const(content) if not isinstance(content, str):
            return Const(printed(content))
        case Choice(condition, then, otherwise):
            return choose(condition, as_text(then), as_text(otherwise))
        case OneOf(options):
            return one_of(map(as_text, options))
        case Object() | Array():
            return Unknown("the text of a list or dictionary")
        case _:
            return value


def plain(value: Value) -> Value:
    """The value as JSON can hold it: what is no data is unknown."""
    match value:
        case Object(fields, opened):
            return Object(tuple(Field(each.name, plain(each.value), each.span) for each in fields), opened)
        case Array(items):
            return Array(tuple(map(plain, items)))
        case Unknown(reason):
            return Unknown(reason)
        case _:
            return value


def plus(left: Value, right: Value, written: str) -> Value:
    """`left + right`: of texts, lists or numbers."""
    if isinstance(left, Array) and isinstance(right, Array):
        return Array((*left.items, *right.items))
    for one, other in ((left, right), (right, left)):
        if isinstance(other, Const) and isinstance(other.value, int) and not isinstance(other.value, bool):
            return add(one, other.value)
    if any(isinstance(each, Instance | Named) for each in (left, right)):
        return Unknown(written)
    return text([left, right])


def minus(left: Value, right: Value, written: str) -> Value:
    """`left - right` of whole numbers."""
    if isinstance(right, Const) and isinstance(right.value, int) and not isinstance(right.value, bool):
        return add(left, -right.value)
    return Unknown(written)


def number(value: Value, written: str) -> Value:
    """What `int()` gives: a decoded number."""
    match value:
        case Const(str() as content):
            return Const(int(content)) if re.fullmatch(r"\s*[-+]?\d{1,18}\s*", content) else Unknown(written)
        case Const() | Sum() | Decoded():
            return value
        case Choice(condition, then, otherwise):
            return choose(condition, number(then, written), number(otherwise, written))
        case Fallback(first, second):
            return fallback(number(first, written), number(second, written))
        case Unknown():
            return value
        case _:
            return Decoded(value)


def member(value: Value, key: Value, written: str) -> Value:
    """`value[key]`."""
    name, known = constant(key), key.value if isinstance(key, Const) else None
    match value:
        case Object(fields, opened) if name is not None:
            found = value.get(name)
            if found is not None:
                return found.value
            return Unknown(opened or f"{written} isn't there")
        case Object(fields) if fields:
            return one_of(each.value for each in fields)
        case Array(items) if isinstance(known, int) and -len(items) <= known < len(items):
            return items[known]
        case Array(items) if items and known is None:
            return one_of(items)
        case Decoded(Encoded(inner)):
            return member(inner, key, written)
        case Choice(condition, then, otherwise):
            return choose(condition, member(then, key, written), member(otherwise, key, written))
        case OneOf(options):
            return one_of(member(each, key, written) for each in options)
        case Decoded() if name is not None:
            return _reached(value, name, written)
        case _:
            return Unknown(written)


def _reached(value: Decoded, name: str, written: str) -> Value:
    """A member of a decoded text: known where the text is that of an event."""
    from wflint.values.value import Reference

    inner = value.of
    return Reference((*inner.path, name)) if isinstance(inner, Reference) else Unknown(written)


def with_member(value: Value, name: str, given: Value, place: Field | None = None) -> Value:
    """A dictionary in which a member has been set."""
    if not isinstance(value, Object):
        return value
    kept = tuple(each for each in value.fields if each.name != name)
    return Object((*kept, place or Field(name, given)), value.open)


def merged(first: Value, second: Value) -> Value:
    """`{**first, **second}`."""
    if not isinstance(first, Object) or not isinstance(second, Object):
        known = first if isinstance(first, Object) else second if isinstance(second, Object) else Object(())
        return Object(known.fields, "members of a dictionary that isn't known")
    names = {each.name for each in second.fields}
    return Object((*(each for each in first.fields if each.name not in names), *second.fields), first.open or second.open)


def formatted(template: Value, arguments: Sequence[Value], names: dict[str, Value], written: str) -> Value:
    """`template.format(…)`."""
    found = holed(template)
    parts: list[Value] = []
    done = count = 0
    for match in _BRACES.finditer(found.shape):
        parts.append(found.restore(found.shape[done : match.start()]))
        done = match.end()
        if match[0] in ("{{", "}}"):
            parts.append(Const(match[0][0]))
            continue
        key = match[1]
        if key == "":
            key, count = str(count), count + 1
        given = arguments[int(key)] if key.isdecimal() and int(key) < len(arguments) else names.get(key)
        parts.append(as_text(given) if given is not None else Unknown(written))
    parts.append(found.restore(found.shape[done:]))
    return text(parts)


def percent(template: Value, given: Value, written: str) -> Value:
    """`template % given`."""
    found = holed(template)
    rest = list(given.items) if isinstance(given, Array) else [given]
    parts: list[Value] = []
    done = 0
    for match in _PERCENT.finditer(found.shape):
        parts.append(found.restore(found.shape[done : match.start()]))
        done = match.end()
        if match[2] == "%":
            parts.append(Const("%"))
        elif match[1]:
            parts.append(as_text(member(given, Const(match[1]), written)))
        else:
            parts.append(as_text(rest.pop(0)) if rest else Unknown(written))
    parts.append(found.restore(found.shape[done:]))
    return text(parts)


def text_method(value: Value, name: str, arguments: Sequence[Value], written: str) -> Value | None:
    """A method of texts; `None` where it is none that is known."""
    known = [constant(each) for each in arguments]

    def change(each: Value) -> Value:
        content = each.value if isinstance(each, Const) else None
        if not isinstance(content, str):
            return _without_case(each, name, written)
        match name, known:
            case (("strip" | "lstrip" | "rstrip" | "lower" | "upper" | "title" | "capitalize"), []):
                return Const(getattr(content, name)())
            case (("removeprefix" | "removesuffix" | "strip" | "rstrip" | "lstrip"), [str(piece)]):
                return Const(getattr(content, name)(piece))
            case "replace", [str(old), str(new)] if len(content) < 10_000:
                return Const(content.replace(old, new))
            case (("split" | "splitlines"), ([] | [str()])) if len(content) < 10_000:
                pieces = (
                    content.split(known[0])
                    if known and known[0]
                    else content.splitlines()
                    if name != "split"
                    else content.split()
                )
                return Array(tuple(Const(piece) for piece in pieces[:500]))
            case (("encode" | "decode"), _):
                return each
            case "zfill", [str(width)] if width.isdecimal() and len(width) < 4:
                return Const(content.zfill(int(width)))
            case _:
                return Unknown(written)

    if name in ("encode", "decode"):
        return value
    if name == "join":
        return _joined(value, arguments, written)
    if name in _TEXT_METHODS:
        return each_option(value, change)
    return None


_TEXT_METHOD_NAMES = """
strip lstrip rstrip lower upper title capitalize removeprefix removesuffix replace split splitlines zfill
"""
_TEXT_METHODS = frozenset(_TEXT_METHOD_NAMES.split())


def _without_case(value: Value, name: str, written: str) -> Value:
    """What a method makes of a text that isn't known: trimming leaves a reference what it is."""
    if isinstance(value, Unknown) or name not in ("strip", "lstrip", "rstrip"):
        return value if isinstance(value, Unknown) else Unknown(written)
    return value


def _joined(separator: Value, arguments: Sequence[Value], written: str) -> Value:
    if len(arguments) == 1 and isinstance(arguments[0], Array):
        items = arguments[0].items
        return text(part for at, each in enumerate(items) for part in ((separator,) if at else ()) + (as_text(each),))
    return Unknown(written)


def is_filled(value: Value, opaque: Condition) -> Condition:
    """When a value counts as true."""
    from wflint.values.condition import ALWAYS, NEVER, all_of, any_of, negate

    match value:
        case Const(content):
            return ALWAYS if content else NEVER
        case Object(fields, opened):
            return ALWAYS if fields else opaque if opened else NEVER
        case Array(items):
            return ALWAYS if items else NEVER
        case Encoded() | Instance():
            return ALWAYS
        case Choice(condition, then, otherwise):
            holds = all_of((condition, is_filled(then, opaque)))
            return any_of((holds, all_of((negate(condition), is_filled(otherwise, opaque)))))
        case Fallback(first, second):
            return any_of((is_filled(first, opaque), is_filled(second, opaque)))
        case Unknown():
            return opaque
        case _:
            return Test(value, "!=", Const(""))
