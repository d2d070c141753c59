"""Facts as plain JSON values and back, with the identity of what is shared.

What is written is a table: each row is an object or a container, and refers only to rows above it.  A field is a JSON scalar, or
the number of a row in brackets.  Facts are compared by identity, so that an object that two others share has one row, and two
that are equal have two.  Values, conditions, expressions and places have no identity: equal ones have one row.

Nothing that is read is run or looked up by name: rows name classes of a closed table, made of the annotations.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from operator import attrgetter
from pathlib import Path, PurePath
from typing import Any

from wflint.facts.schema import Checked, Record, name_of, records
from wflint.lean import dataclass, field

VERSION = 1
"""Of the table's form.  A change of the classes needs no new version: their fields are written with them and compared."""

DEEPEST = 250
"""Levels of objects in objects; whoever walks over facts calls itself for each.  Real ones have about thirty."""

LARGEST = 100_000
"""Parts of one value, condition or expression, shared ones counted each time: whoever walks over it meets them each time."""

MOST_SHARED = 1_000
"""Times that a row is met on such a walk, on the average of all rows.  Real facts come to forty."""

_SCALARS = frozenset((str, int, float, bool, type(None)))
_CONTAINERS = ("tuple", "frozenset", "mapping", "path")
_BY_VALUE = ("span.", "values.", "syntax.expression.", "senders.message.Word")
_NOT_WALKED = ("facts.scope.",)
"""Asked for one name at a time."""

_NOT_FINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}

Hook = Callable[[Any], Any]
"""What stands in for an object: when it is written, or when it has been read."""


class CodecError(Exception):
    """What was given is no table of facts of this version."""


def itself(value: Any) -> Any:
    """The hook that changes nothing."""
    return value


# -- writing --------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Writer:
    prepare: Hook
    known: Mapping[str, Record]
    kinds: dict[str, int] = field(default_factory=dict)
    classes: list[list[str]] = field(default_factory=list)
    rows: list[list[Any]] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    equal: dict[str, int] = field(default_factory=dict)
    alike: dict[tuple[tuple[str, int], ...], int] = field(default_factory=dict)
    kept: list[Any] = field(default_factory=list)
    shapes: dict[type[Any], tuple[str, Callable[[Any], tuple[Any, ...]]]] = field(default_factory=dict)

    def write(self, root: Any) -> None:
        """Add rows for everything that `root` holds, what is held before what holds it."""
        waiting: list[tuple[Any, tuple[str, tuple[Any, ...]] | None]] = [(root, None)]
        while waiting:
            value, opened = waiting.pop()
            if id(value) in self.numbers:
                continue
            if opened is None:
                first = self.first_like(value)
                if first in self.numbers:
                    self.numbers[id(value)] = self.numbers[first]
                    continue
                opened = self.opened(value)
                known = self.numbers
                unknown = [(part, None) for part in reversed(opened[1]) if type(part) not in _SCALARS and id(part) not in known]
                if unknown:
                    waiting.append((value, opened))
                    waiting += unknown
                    continue
            self.numbers[id(value)] = self.number(*opened)

    def first_like(self, value: Any) -> int:
        """The first tuple, by its identity, that holds the same names with the same values: each command has an environment."""
        if type(value) is not tuple or not all(type(part) is tuple and len(part) == 2 for part in value):
            return id(value)
        if not all(type(name) is str and type(given) not in _SCALARS for name, given in value):
            return id(value)
        return self.alike.setdefault(tuple([(name, id(given)) for name, given in value]), id(value))

    def opened(self, value: Any) -> tuple[str, tuple[Any, ...]]:
        """The name of the value's class, and its parts."""
        if type(value) is tuple:
            return "tuple", value
        match value:
            case frozenset():
                return "frozenset", tuple(sorted(value))
            case Mapping():
                return "mapping", tuple(part for pair in value.items() for part in pair)
            case PurePath():
                return "path", (value.as_posix(),)
        shown = self.prepare(value)
        if shown is not value:
            self.kept.append(shown)  # rows are known by identity, which a value that is gone would hand on
        name, fields = self.shapes.get(type(shown)) or self.shape(type(shown))
        return name, fields(shown)

    def shape(self, kind: type[Any]) -> tuple[str, Callable[[Any], tuple[Any, ...]]]:
        """The name as which a class is written, and what gives its fields.

        Readers of scripts have kinds of values of their own, which are to everyone else what they are derived from.
        """
        record = next((self.known[name] for name in map(name_of, kind.__mro__) if name in self.known), None)
        if record is None:
            raise TypeError(f"facts can't hold a {kind.__name__}")
        self.shapes[kind] = shape = record.name, _fields(record.fields)
        return shape

    def number(self, name: str, parts: tuple[Any, ...]) -> int:
        """The number of a row with these parts."""
        if name not in self.kinds:
            self.kinds[name] = len(self.classes)
            self.classes.append([name])
        numbers = self.numbers
        row = [self.kinds[name], *[[numbers[id(each)]] if type(each) not in _SCALARS else _token(each) for each in parts]]
        if name in _CONTAINERS or name.startswith(_BY_VALUE):
            key = repr(row)  # which tells 1 from 1.0 and from True
            known = self.equal.setdefault(key, len(self.rows))
            if known < len(self.rows):
                return known
        self.rows.append(row)
        return len(self.rows) - 1


def _token(part: Any) -> Any:
    return {"float": repr(part)} if type(part) is float and not math.isfinite(part) else part


def _fields(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """What gives the fields of those names."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple([getattr(value, name) for name in names])


def encode(root: Any, prepare: Hook = itself, known: Mapping[str, Record] | None = None) -> dict[str, Any]:
    """A dataclass with everything in it as a table; `prepare` says what is written in place of an object.

    `known` are the classes that it may hold, where annotations aren't asked.
    """
    known = records(type(root)) if known is None else known
    writer = _Writer(prepare, known)
    writer.write(root)
    classes = [[name, *known[name].fields] if name in known else [name] for (name,) in writer.classes]
    return {"classes": classes, "objects": writer.rows}


# -- reading --------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Reader:
    kinds: list[Record | str]
    restore: Hook
    most: int
    values: list[Any] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    checked: Checked = field(default_factory=set)

    def read(self, row: Any) -> None:
        """Add the value of one row."""
        if not isinstance(row, list) or not row or type(row[0]) is not int or not 0 <= row[0] < len(self.kinds):
            raise CodecError("a row that names no class")
        kind = self.kinds[row[0]]
        depth, size = 0, 1
        parts: list[Any] = []
        for token in row[1:]:
            if isinstance(token, list):
                at = self.at(token)
                depth, size = max(depth, self.depths[at]), size + self.sizes[at]
                parts.append(self.values[at])
            else:
                parts.append(_scalar(token))
        if depth >= DEEPEST:
            raise CodecError(f"objects are nested deeper than {DEEPEST} levels")
        name = kind if isinstance(kind, str) else kind.name
        if size > (LARGEST if name.startswith(_BY_VALUE) else self.most):
            raise CodecError("shared objects make it too large to be walked over")
        self.values.append(_container(kind, parts) if isinstance(kind, str) else self.made(kind, parts))
        self.depths.append(depth + 1)
        self.sizes.append(1 if name.startswith(_NOT_WALKED) else size)

    def at(self, token: list[Any]) -> int:
        if len(token) != 1 or type(token[0]) is not int or not 0 <= token[0] < len(self.values):
            raise CodecError("a reference to a row that isn't above")
        return token[0]

    def made(self, kind: Record, parts: list[Any]) -> Any:
        if len(parts) != len(kind.fields):
            raise CodecError(f"`{kind.name}` has {len(kind.fields)} fields, not {len(parts)}")
        for name, check, part in zip(kind.fields, kind.checks, parts, strict=True) if kind.checks is not None else ():
            if not check(part, self.checked):
                raise CodecError(f"field `{name}` of `{kind.name}` holds something else than it should")
        return self.restore(kind.type(**dict(zip(kind.fields, parts, strict=True))))


def _scalar(token: Any) -> Any:
    if isinstance(token, dict):
        name = token.get("float")
        if not isinstance(name, str) or name not in _NOT_FINITE:
            raise CodecError("a number that is none")
        return _NOT_FINITE[name]
    return token


def _container(kind: str, parts: list[Any]) -> Any:
    match kind:
        case "tuple":
            return tuple(parts)
        case "frozenset" if _are_texts(parts):
            return frozenset(parts)
        case "mapping" if len(parts) % 2 == 0 and _are_texts(parts[::2]):
            return dict(zip(parts[::2], parts[1::2], strict=True))
        case "path" if len(parts) == 1 and _are_texts(parts):
            return Path(parts[0])
        case _:
            raise CodecError(f"a row that is no {kind}")


def _are_texts(parts: list[Any]) -> bool:
    """Whether all are strings: names in mappings and sets are, and nothing else is cheap to compare whatever it holds."""
    return all(isinstance(each, str) for each in parts)


def decode(table: Any, root: type[Any], restore: Hook = itself, known: Mapping[str, Record] | None = None) -> Any:
    """The value of class `root` that a table holds; raises `CodecError`.  `known` are the classes that it may hold, as above."""
    classes, rows = (table.get("classes"), table.get("objects")) if isinstance(table, dict) else (None, None)
    if not isinstance(classes, list) or not isinstance(rows, list) or not rows:
        raise CodecError("a table of classes and objects is missing")
    known = records(root) if known is None else known
    reader = _Reader([_kind(each, known) for each in classes], restore, MOST_SHARED * (len(rows) + MOST_SHARED))
    for row in rows:
        reader.read(row)
    if type(reader.values[-1]) is not root:
        raise CodecError(f"the last row is no `{name_of(root)}`")
    return reader.values[-1]


def _kind(written: Any, known: Mapping[str, Record]) -> Record | str:
    if not isinstance(written, list) or not written or not all(isinstance(each, str) for each in written):
        raise CodecError("a class without a name")
    name, *fields = written
    if name in _CONTAINERS and not fields:
        return str(name)
    if name not in known:
        raise CodecError(f"there is no class `{name}` here")
    if tuple(fields) != known[name].fields:
        raise CodecError(f"class `{name}` has other fields here")
    return known[name]
