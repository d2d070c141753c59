"""The `-f` and `-F` of `gh api`: `client_payload[id]=7` builds a nested object.  Source: cli/cli `pkg/cmd/api/fields.go`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from wflint.lean import dataclass, field
from wflint.regex import regex
from wflint.senders.flags import Flag, pair_of
from wflint.senders.message import Defect
from wflint.span import Span
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
    Reference,
    Unknown,
    Value,
    constant,
    one_of,
)

ReadFile = Callable[[str], Value]

_KEY = regex(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_INTEGER = regex(r"[+-]?\d{1,18}")
TYPED = ("F", "field")
RAW = ("f", "raw-field")


@dataclass(slots=True)
class _Branch:
    """An object or a list while it is being built."""

    members: dict[str, _Branch | _Leaf] = field(default_factory=dict)
    items: list[Value] | None = None
    opened: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class _Leaf:
    value: Value
    span: Span
    quoted: bool


def body_of_fields(flags: Sequence[Flag], read_file: ReadFile) -> tuple[Object, tuple[Defect, ...]]:
    """The body that the fields make, and what is wrong with them."""
    root = _Branch()
    defects: list[Defect] = []
    for flag in flags:
        if flag.value is None:
            continue
        key, given = pair_of(flag.value)
        name = constant(key)
        if name is None:
            _open(root, key)
            continue
        if given is None and not name.endswith("[]"):
            words = f"field `{name}` has no `=`; gh refuses it"
            defects.append(Defect("invalid-payload", words, flag.span))
            continue
        match = _KEY.fullmatch(name)
        if match is None:
            defects.append(Defect("invalid-payload", f"field name `{name}` can't be read by gh", flag.span))
            continue
        value = None if given is None else typed(given, read_file) if flag.name in TYPED else given
        problem = _put(root, [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])], value, flag)
        if problem:
            defects.append(Defect("invalid-payload", problem, flag.span))
    built = _built(root)
    return (built if isinstance(built, Object) else Object(())), tuple(defects)


def _open(root: _Branch, key: Value) -> None:
    """A name that isn't known opens the object in which it stands: that of its constant beginning, if it has one."""
    parts = getattr(key, "parts", ())
    head = parts[0] if parts and isinstance(parts[0], Const) else None
    match = re.match(r"([^\[\]]+)\[", str(head.value)) if head else None
    target = root
    if match:
        inner = root.members.setdefault(match[1], _Branch())
        target = inner if isinstance(inner, _Branch) else root
    target.opened = "a field whose name is made at run time"


def _put(branch: _Branch, path: list[str], value: Value | None, flag: Flag) -> str | None:
    name, *rest = path
    if not rest:
        if value is None:
            return None
        if name in branch.members:
            return f"field `{name}` is given twice; gh refuses it"
        branch.members[name] = _Leaf(value, flag.span, flag.name in RAW)
        return None
    inner = branch.members.setdefault(name, _Branch(span=flag.span))
    if isinstance(inner, _Leaf):
        return f"field `{name}` is given as text and as an object; gh refuses it"
    if rest[0] == "":
        inner.items = inner.items or []
        if value is not None:
            inner.items.append(value if len(rest) == 1 else Unknown("an object inside a list"))
        return None
    return _put(inner, rest, value, flag)


def _built(branch: _Branch) -> Value:
    if branch.items is not None:
        return Array(tuple(branch.items))
    fields = [
        Field(name, each.value, each.span, each.quoted) if isinstance(each, _Leaf) else Field(name, _built(each), each.span)
        for name, each in branch.members.items()
    ]
    return Object(tuple(fields), branch.opened)


def typed(value: Value, read_file: ReadFile) -> Value:
    """What `-F` makes of a value: `true`, `false`, `null` and whole numbers get their JSON type, `@file` is read."""
    match value:
        case Const(content):
            written = str(content)
            if written.startswith("@"):
                return read_file(written[1:])
            if written in ("true", "false"):
                return Const(written == "true", value.offset)
            if written == "null":
                return Const(None, value.offset)
            return Const(int(written), value.offset) if _INTEGER.fullmatch(written) and written.isascii() else value
        case Choice(condition, then, otherwise):
            return Choice(condition, typed(then, read_file), typed(otherwise, read_file))
        case OneOf(options):
            return one_of(typed(option, read_file) for option in options)
        case Reference() | Fallback():
            return Decoded(value)
        case Encoded():
            return value
        case _:
            return value
