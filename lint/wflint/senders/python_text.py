"""Texts in Python: f-strings, `%`, `.format()`, templates, and the methods of texts.

Source: docs.python.org, "String Methods", "Format String Syntax", "printf-style String Formatting", "Template strings".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from wflint.regex import regex
from wflint.senders.holed import HOLE, each_option, holed, trimmed
from wflint.senders.python_kinds import Cased, Some
from wflint.senders.python_values import as_text, cased, is_whole, member, split
from wflint.values.choice import choose
from wflint.values.value import (
    Array,
    Choice,
    Const,
    Encoded,
    Fallback,
    Fresh,
    OneOf,
    Reference,
    Text,
    Unknown,
    Value,
    constant,
    text,
)

_PERCENT = regex(r"%(?:\((\w+)\))?([-+ #0]*\d{0,3}(?:\.\d{1,2})?)([sdrifxX%])")
_BRACES = regex(r"\{\{|\}\}|\{([\w.\[\]]*)(?:!([rsa]))?(?::([^{}]*))?\}")
_TEMPLATE = regex(r"\$(?:(\$)|(\w+)|\{(\w+)\})")
_TRIM = frozenset(("strip", "lstrip", "rstrip"))
_PLAIN_METHODS = frozenset(("title", "capitalize", "swapcase", "expandtabs", "casefold"))
_LONGEST = 20_000
_BRANCH = ("github", "ref")
_KINDS_OF_REF = (["refs/heads/"], ["refs/tags/"])


def interpolated(value: Value, conversion: int, specification: Value, written: str) -> Value:
    """What `{value!r:specification}` puts into an f-string."""
    rule = constant(specification)
    if conversion == ord("r"):
        return Const(repr(value.value)) if isinstance(value, Const) else Unknown(f"`repr` of {written}")
    if not rule:
        return as_text(value)
    return each_option(value, lambda each: _by_rule(each, rule, written))


def _by_rule(value: Value, rule: str | None, written: str) -> Value:
    """`format(value, rule)` of a constant; what isn't known is no other for being padded."""
    if rule is None or not re.fullmatch(r"(?:.?[<>=^])?[-+ ]?#?0?\d{0,3},?(?:\.\d{1,2})?[sdfxXbeEgG%]?", rule, re.DOTALL):
        return Unknown(written)
    if not isinstance(value, Const):
        return as_text(value) if rule in ("s", "d", "") else Unknown(written)
    try:
        return Const(format(value.value, rule))
    except (ValueError, TypeError):
        return Unknown(written)


def formatted(template: Value, arguments: Sequence[Value], names: Mapping[str, Value], written: str) -> Value:
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
        value = _argument(key, arguments, names, written)
        parts.append(interpolated(value, ord(match[2] or "s"), Const(match[3] or ""), written))
    parts.append(found.restore(found.shape[done:]))
    return text(parts)


def _argument(key: str, arguments: Sequence[Value], names: Mapping[str, Value], written: str) -> Value:
    first, *rest = re.split(r"[.\[]", key)
    given = arguments[int(first)] if first.isdecimal() and int(first) < len(arguments) else names.get(first)
    value = given if given is not None else Unknown(written)
    for each in rest:
        value = member(value, Const(each.rstrip("]")), written)
    return value


def percent(template: Value, given: Value, written: str) -> Value:
    """`template % given`."""
    found = holed(template)
    rest = list(given.items) if isinstance(given, Array) else [given]
    parts: list[Value] = []
    done = 0
    for match in _PERCENT.finditer(found.shape):
        parts.append(found.restore(found.shape[done : match.start()]))
        done = match.end()
        if match[3] == "%":
            parts.append(Const("%"))
            continue
        value = member(given, Const(match[1]), written) if match[1] else rest.pop(0) if rest else Unknown(written)
        rule = match[2] if match[2] or match[3] not in "sdi" else ""
        if isinstance(value, Const) and (rule or match[3] == "r"):
            try:
                parts.append(Const(match[0].replace(f"({match[1]})", "") % value.value))
            except (ValueError, TypeError):
                parts.append(Unknown(written))
        else:
            parts.append(as_text(value) if not rule and match[3] != "r" else Unknown(written))
    parts.append(found.restore(found.shape[done:]))
    return text(parts)


def substituted(template: Value, names: Mapping[str, Value]) -> Value:
    """`Template(template).substitute(…)`."""
    found = holed(template)
    parts: list[Value] = []
    done = 0
    for match in _TEMPLATE.finditer(found.shape):
        parts.append(found.restore(found.shape[done : match.start()]))
        done = match.end()
        name = match[2] or match[3]
        parts.append(as_text(names.get(name, Const(match[0]))) if name else Const("$"))
    parts.append(found.restore(found.shape[done:]))
    return text(parts)


def text_method(value: Value, name: str, given: Sequence[Value], names: Mapping[str, Value], written: str) -> Value | None:
    """A method of texts; `None` where it is none that is known."""
    known = [constant(each) for each in given]
    match name, known:
        case "format", _:
            return formatted(value, given, names, written)
        case (("encode" | "decode" | "isoformat"), _):
            return value
        case (("lower" | "casefold" | "upper"), []):
            return cased(value, name == "upper", written)
        case "join", [_] if isinstance(given[0], Array):
            items = given[0].items
            return text(part for at, each in enumerate(items) for part in ((value,) if at else ()) + (as_text(each),))
        case "join", [_]:
            return (
                each_option(given[0], lambda each: text_method(value, name, [each], names, written) or Unknown(written))
                if (isinstance(given[0], Choice))
                else Unknown(written)
            )
        case (("split" | "rsplit"), _):
            separator = names.get("sep", given[0] if given else None)
            most = names.get("maxsplit", given[1] if len(given) > 1 else Const(-1))
            sign = constant(separator) if separator is not None and separator != Const(None) else None
            if sign == "" or not is_whole(most):
                return Unknown(written)
            return split(value, sign, int(constant(most) or -1), name == "rsplit", written)
        case (("partition" | "rpartition"), [str() as sign]) if sign:
            return _partition(value, sign, name == "rpartition", written)
        case (("splitlines" | "strip" | "lstrip" | "rstrip" | "replace" | "removeprefix" | "removesuffix" | "zfill"), _):
            return each_option(value, lambda each: _changed(each, name, known, written))
        case _ if name in _PLAIN_METHODS:
            return each_option(value, lambda each: _changed(each, name, known, written))
        case _:
            return None


def _partition(value: Value, sign: str, from_right: bool, written: str) -> Value:
    if isinstance(value, Const) and isinstance(value.value, str):
        pieces = value.value.rpartition(sign) if from_right else value.value.partition(sign)
        return Array(tuple(map(Const, pieces)))
    found = split(value, sign, 1, from_right, written)
    if isinstance(found, Array) and len(found.items) == 2:
        return Array((found.items[0], Const(sign), found.items[1]))
    return Unknown(written)


def _changed(value: Value, name: str, known: Sequence[str | None], written: str) -> Value:
    if not isinstance(value, Const):
        return _changed_unknown(value, name, known, written)
    content = value.value
    if not isinstance(content, str) or len(content) > _LONGEST:
        return Unknown(written)
    match name, known:
        case _, [] if name in _TRIM or name in _PLAIN_METHODS:
            return Const(getattr(content, name)())
        case (("strip" | "lstrip" | "rstrip" | "removeprefix" | "removesuffix"), [str() as piece]):
            return Const(getattr(content, name)(piece))
        case "replace", [str() as old, str() as new, *_] if len(new) < 500 and (old or len(content) < 500):
            return Const(content.replace(old, new)[: 4 * _LONGEST])
        case "splitlines", _:
            lines = content.splitlines()
            return Array(tuple(map(Const, lines))) if len(lines) <= 300 else Unknown(written)
        case "zfill", [str() as width] if width.isdecimal() and len(width) < 3:
            return Const(content.zfill(int(width)))
        case _:
            return Unknown(written)


def _changed_unknown(value: Value, name: str, known: Sequence[str | None], written: str) -> Value:
    """What a method makes of a text that isn't known: trimming leaves it what it is."""
    match value:
        case Fresh():
            return value
        case Encoded() | Cased() if name in _TRIM:
            return value
        case Unknown():
            return Unknown(written)
        case Fallback(first, second) if name in _TRIM:
            return Fallback(_changed(first, name, known, written), _changed(second, name, known, written))
        case Reference() | Text() if name in _TRIM and not known:
            return trimmed(value)
        case Reference() if value.key == _BRANCH and name in ("removeprefix", "replace") and known[:1] in _KINDS_OF_REF:
            return Reference(("github", "ref_name"))
        case Text() if name in ("removeprefix", "removesuffix") and known and known[0]:
            return _cut(value, name == "removeprefix", known[0], written)
        case _:
            return Unknown(written)


def _cut(value: Text, at_start: bool, piece: str, written: str) -> Value:
    """A piece is cut where it surely stands, or surely doesn't; beside a hole that can't be told."""
    found = holed(value)
    shape = found.shape
    end = shape[: len(piece)] if at_start else shape[-len(piece) :]
    if end == piece:
        return found.restore(shape[len(piece) :] if at_start else shape[: -len(piece)])
    return value if not re.search(HOLE, end) else Unknown(written)


def repeated(value: Value, times: Value, written: str) -> Value:
    """`"-" * 40`."""
    if isinstance(value, Const) and isinstance(value.value, str) and isinstance(times, Const) and isinstance(times.value, int):
        return Const(value.value * times.value) if len(value.value) * max(times.value, 0) < 1_000 else Unknown(written)
    return Unknown(written)


def cut(value: Value, lower: int | None, upper: int | None, written: str) -> Value:
    """`value[lower:upper]`."""
    match value:
        case Const(str() as content):
            return Const(content[lower:upper])
        case Array(items):
            return Array(items[lower:upper])
        case Some(items=items):
            return Some(written, items)
        case Fresh():
            return value
        case Choice(condition, then, otherwise):
            return choose(condition, cut(then, lower, upper, written), cut(otherwise, lower, upper, written))
        case OneOf():
            return each_option(value, lambda each: cut(each, lower, upper, written))
        case Reference() if value.key == _BRANCH and lower in (10, 11) and upper is None:
            return Reference(("github", "ref_name"))
        case _:
            return Unknown(written)
