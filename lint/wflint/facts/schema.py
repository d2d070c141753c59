"""What the classes of the facts look like, found from their annotations: which there are, and what fits a field."""

from __future__ import annotations

import dataclasses
import sys
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from wflint.lean import dataclass
from wflint.problem import Problem
from wflint.syntax.expression import Expression
from wflint.values.condition import Condition

Checked = set[tuple[int, int]]
"""Containers that were checked already, by the check and the container: a shared one is looked at once."""

Check = Callable[[object, Checked], bool]
"""Whether a value is what an annotation asks for."""

_NAMED_FOR_TYPES_ONLY = {"Condition": Condition, "Expression": Expression, "Problem": Problem}
"""Names that some module of the facts imports for its annotations only."""

_SCALARS = (str, int, float, bool, type(None))


@dataclass(frozen=True, slots=True)
class Record:
    """A dataclass: its name in files, its fields in their order, and what each of them takes; `None` where nobody looks."""

    name: str
    type: type[Any]
    fields: tuple[str, ...]
    checks: tuple[Check, ...] | None


def records(root: type[Any]) -> Mapping[str, Record]:
    """Every dataclass that a value of `root` can hold, itself included, by its name in files."""
    found: dict[str, Record] = {}
    waiting: list[type[Any]] = [root]
    while waiting:
        kind = waiting.pop()
        if name_of(kind) not in found:
            hints = _hints(kind)
            fields = fields_of(kind)
            checks = tuple(_check(hints[each]) for each in fields)
            found[name_of(kind)] = Record(name_of(kind), kind, fields, checks)
            waiting.extend(inner for each in fields for inner in _classes(hints[each]))
    return found


def unchecked(modules: Iterable[types.ModuleType]) -> Mapping[str, Record]:
    """The dataclasses of modules, for what wflint has written itself: finding out what fits a field takes its time."""
    kinds = [each for module in modules for each in vars(module).values() if isinstance(each, type)]
    return {name_of(kind): Record(name_of(kind), kind, fields_of(kind), None) for kind in kinds if dataclasses.is_dataclass(kind)}


def name_of(kind: type[Any]) -> str:
    """The class's name in files: its module inside of wflint, and its own name."""
    return f"{kind.__module__.removeprefix('wflint.')}.{kind.__qualname__}"


def fields_of(kind: type[Any]) -> tuple[str, ...]:
    """The fields that make the value; others follow from them."""
    return tuple(each.name for each in dataclasses.fields(kind) if each.init)


def _hints(kind: type[Any]) -> dict[str, Any]:
    return typing.get_type_hints(kind, {**_NAMED_FOR_TYPES_ONLY, **vars(sys.modules[kind.__module__])})


def _classes(hint: Any) -> Iterator[type[Any]]:
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        yield hint
    for each in typing.get_args(hint) if typing.get_origin(hint) is not typing.Literal else ():
        yield from _classes(each)


def _check(hint: Any) -> Check:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return _one_of(arguments)
    if origin in (typing.Union, types.UnionType):
        return _either(arguments)
    if origin is tuple:
        return _tuple(arguments)
    if origin is frozenset:
        return _items(frozenset, _check(arguments[0]))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(_check(arguments[0]), _check(arguments[1]))
    if hint is Path:
        return lambda value, checked: isinstance(value, Path)
    if isinstance(hint, type) and (hint in _SCALARS or dataclasses.is_dataclass(hint)):
        return _exactly(frozenset({hint}))
    raise TypeError(f"facts can't hold a value of the type {hint}")


def _one_of(choices: tuple[Any, ...]) -> Check:
    known = frozenset((type(each), each) for each in choices)
    return lambda value, checked: type(value) in _SCALARS and (type(value), value) in known


def _exactly(kinds: frozenset[type[Any]]) -> Check:
    return lambda value, checked: type(value) in kinds


def _either(arguments: tuple[Any, ...]) -> Check:
    plain = frozenset(
        each for each in arguments if isinstance(each, type) and typing.get_origin(each) is None and each is not Path
    )
    others = tuple(_check(each) for each in arguments if each not in plain)
    return lambda value, checked: type(value) in plain or any(check(value, checked) for check in others)


def _tuple(arguments: tuple[Any, ...]) -> Check:
    if arguments[-1:] == (Ellipsis,):
        return _items(tuple, _check(arguments[0]))
    checks = tuple(map(_check, arguments))

    def check(value: object, checked: Checked) -> bool:
        if not isinstance(value, tuple) or len(value) != len(checks):
            return False
        return all(each(item, checked) for each, item in zip(checks, value, strict=True))

    return check


def _items(kind: type[Any], item: Check) -> Check:
    def check(value: object, checked: Checked) -> bool:
        return isinstance(value, kind) and _once(check, value, checked, lambda: all(item(each, checked) for each in value))

    return check


def _mapping(key: Check, item: Check) -> Check:
    def check(value: object, checked: Checked) -> bool:
        return isinstance(value, dict) and _once(
            check, value, checked, lambda: all(key(name, checked) and item(each, checked) for name, each in value.items())
        )

    return check


def _once(check: Check, value: object, checked: Checked, answer: Callable[[], bool]) -> bool:
    mark = (id(check), id(value))
    if mark not in checked:
        if not answer():
            return False
        checked.add(mark)
    return True
