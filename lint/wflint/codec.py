"""Trees of frozen dataclasses to JSON and back: equal parts are written once, and what is read is checked against its types.

Nothing is executed on the way: only classes of a closed table are made, field by field, from values of the annotated types.
"""

from __future__ import annotations

import dataclasses
import enum
import json
import sys
import types
import typing
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path, PurePath
from typing import Any, Literal

_REFERENCE, _TUPLE, _MAPPING, _SET, _MEMBER, _PATH = range(6)
"""Tags of what JSON has no word for; plain values stand as they are."""

Check = Callable[[object], bool]
Rename = Callable[[str], str]


class CodecError(Exception):
    """The text isn't what `Codec.encode` writes."""


class Codec:
    """Writes and reads objects of the given dataclasses and enumerations.

    `names` resolves annotations made for types only.  `paths` are the classes whose field `path` is renamed on the way.
    """

    def __init__(self, classes: Iterable[type], names: Mapping[str, object], paths: Collection[type] = ()) -> None:
        self.classes = {f"{each.__module__.removeprefix('wflint.')}.{each.__qualname__}": each for each in classes}
        self.names = {each: name for name, each in self.classes.items()}
        self.fields: dict[type, tuple[str, ...]] = {
            each: tuple(field.name for field in dataclasses.fields(each)) for each in self.names if dataclasses.is_dataclass(each)
        }
        self.paths = frozenset(paths)
        self._namespace = dict(names)
        self._checks: dict[type, tuple[Check, ...]] = {}

    def encode(self, root: object, rename: Rename) -> dict[str, Any]:
        """Plain JSON data: the objects in an order in which each stands behind those that it holds."""
        writer = _Writer(self, rename)
        found = writer.value(root)
        return {"types": writer.types, "objects": writer.objects, "root": found}

    def decode(self, data: object, rename: Rename) -> object:
        """The object that was written; raises `CodecError` for anything else."""
        try:
            return _Reader(self, data, rename).root()
        except (TypeError, ValueError, KeyError, IndexError, AttributeError, RecursionError) as error:
            raise CodecError(f"not what wflint writes ({type(error).__name__}: {error})") from error

    def checks(self, made: type) -> tuple[Check, ...]:
        """For each field of a class, whether a value is of its type."""
        if made not in self._checks:
            hints = typing.get_type_hints(made, globalns=self._namespace | vars(sys.modules[made.__module__]))
            self._checks[made] = tuple(_check(hints[name]) for name in self.fields[made])
        return self._checks[made]


class _Writer:
    """Numbers objects from the leaves up, so that equal ones are found by what they hold."""

    def __init__(self, codec: Codec, rename: Rename) -> None:
        self.codec = codec
        self.rename = rename
        self.types: list[str] = []
        self.objects: list[list[Any]] = []
        self.numbers: dict[type, int] = {}
        self.same: dict[int, int] = {}
        self.equal: dict[str, int] = {}
        self.kept: list[object] = []

    def value(self, value: object) -> Any:
        match value:
            case enum.Enum():
                return [_MEMBER, self.codec.names[type(value)], value.name]
            case None | bool() | int() | float() | str():
                return value
            case PurePath():
                return [_PATH, value.as_posix()]
            case tuple():
                return [_TUPLE, *map(self.value, value)]
            case frozenset():
                return [_SET, *map(self.value, sorted(value))]
            case Mapping():
                return [_MAPPING, *(self.value(part) for pair in value.items() for part in pair)]
            case _:
                return [_REFERENCE, self._object(value)]

    def _object(self, value: object) -> int:
        known = self.same.get(id(value))
        if known is not None:
            return known
        kind = type(value)
        fields = [self.value(self._field(value, name)) for name in self.codec.fields[kind]]
        number = self.numbers.setdefault(kind, len(self.types))
        if number == len(self.types):
            self.types.append(self.codec.names[kind])
        written = [number, *fields]
        by_identity = kind.__eq__ is object.__eq__
        key = f"{len(self.objects)} itself" if by_identity else json.dumps(written)
        index = self.equal.setdefault(key, len(self.objects))
        if index == len(self.objects):
            self.objects.append(written)
        self.same[id(value)] = index
        self.kept.append(value)  # so that no other object gets its address
        return index

    def _field(self, value: object, name: str) -> object:
        held = getattr(value, name)
        return self.rename(held) if name == "path" and type(value) in self.codec.paths else held


class _Reader:
    def __init__(self, codec: Codec, data: object, rename: Rename) -> None:
        if not isinstance(data, dict) or not isinstance(data.get("objects"), list) or not isinstance(data.get("types"), list):
            raise CodecError("not what wflint writes (it has no objects)")
        self.codec = codec
        self.data = data
        self.rename = rename
        self.made: list[object] = []

    def root(self) -> object:
        kinds = [self.codec.classes[name] for name in self.data["types"]]
        for number, *fields in self.data["objects"]:
            self.made.append(self._object(kinds[number], [self.value(field) for field in fields]))
        return self.value(self.data["root"])

    def _object(self, kind: type, values: list[object]) -> object:
        names = self.codec.fields[kind]
        if len(values) != len(names):
            raise CodecError(f"a {self.codec.names[kind]} has {len(values)} fields in place of {len(names)}")
        made: object = object.__new__(kind)
        for name, value, check in zip(names, values, self.codec.checks(kind), strict=True):
            if not check(value):
                raise CodecError(f"the field {name} of a {self.codec.names[kind]} is of a wrong type")
            is_path = name == "path" and kind in self.codec.paths and isinstance(value, str)
            object.__setattr__(made, name, self.rename(str(value)) if is_path else value)
        return made

    def value(self, data: object) -> object:
        match data:
            case None | bool() | int() | float() | str():
                return data
            case [0, int(number)] if 0 <= number < len(self.made):
                return self.made[number]
            case [1, *items]:
                return tuple(map(self.value, items))
            case [2, *items] if len(items) % 2 == 0:
                parts = list(map(self.value, items))
                return dict(zip(parts[::2], parts[1::2], strict=True))
            case [3, *items]:
                return frozenset(map(self.value, items))
            case [5, str(path)]:
                return Path(path)
            case [4, str(name), str(member)]:
                kind = self.codec.classes[name]
                if not issubclass(kind, enum.Enum):
                    raise CodecError(f"{name} isn't an enumeration")
                return kind[member]
            case _:
                raise CodecError("not what wflint writes (a value of no known form)")


def _check(hint: Any) -> Check:
    """Whether a value is of an annotated type."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any or hint is object:
        return lambda value: True
    if hint is None or hint is type(None):
        return lambda value: value is None
    if origin in (typing.Union, types.UnionType):
        return _any_of([_check(each) for each in arguments])
    if origin is Literal:
        return _is_among(arguments)
    if origin is tuple:
        return _is_tuple(arguments)
    if origin in (frozenset, Collection):
        inner = _check(arguments[0])
        return lambda value: isinstance(value, frozenset) and all(map(inner, value))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        key, content = map(_check, arguments)
        return lambda value: isinstance(value, dict) and all(key(one) and content(two) for one, two in value.items())
    if hint is float:
        return lambda value: isinstance(value, int | float) and not isinstance(value, bool)
    if hint is int:
        return lambda value: isinstance(value, int) and not isinstance(value, bool)
    if isinstance(hint, type):
        return lambda value: isinstance(value, hint)
    raise TypeError(f"a field can't have the type {hint}")


def _any_of(checks: list[Check]) -> Check:
    return lambda value: any(check(value) for check in checks)


def _is_among(options: tuple[object, ...]) -> Check:
    return lambda value: value in options


def _is_tuple(arguments: tuple[Any, ...]) -> Check:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        inner = _check(arguments[0])
        return lambda value: isinstance(value, tuple) and all(map(inner, value))
    each = [_check(argument) for argument in arguments]
    return lambda value: (
        isinstance(value, tuple) and len(value) == len(each) and all(check(part) for check, part in zip(each, value, strict=True))
    )
