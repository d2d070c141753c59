"""`dataclass`, `field` and `replace` as in `dataclasses`, made quickly: wflint has some three hundred such classes.

`dataclasses` writes the text of up to eight functions for each class and compiles it, a millisecond each time, whether or not the
class is used in the run; importing it loads `inspect` and half a compiler.  Here only `__init__` is compiled, of classes
that are often called; the other methods are shared, and work on what `operator.attrgetter` gives.

Everything that asks `dataclasses` about such a class gets the same answers (`tests/unit/test_lean.py`).  Left out is what nothing
here needs: `ClassVar`, `InitVar`, `kw_only`, and bases that were made by `dataclasses`.
"""

from __future__ import annotations

from operator import attrgetter

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass, field, replace
    from typing import Any

__all__ = ["dataclass", "field", "replace"]

_NONE = type("NONE", (), {"__repr__": lambda self: "<nothing>"})()
"""Where no default is given."""
_SLOT = type(type("_", (), {"__slots__": ("slot",)}).slot)  # type: ignore[attr-defined]
_FEW = 50
"""Calls of a class that don't pay for compiling."""


class Field:
    """What `field` says of one field."""

    __slots__ = ("compare", "default", "default_factory", "hash", "init", "metadata", "repr")

    def __init__(
        self,
        default: Any = _NONE,
        default_factory: Any = _NONE,
        init: bool = True,
        repr: bool = True,
        hash: bool | None = None,
        compare: bool = True,
        metadata: Any = None,
    ) -> None:
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.hash = compare if hash is None else hash
        self.compare = compare
        self.metadata = metadata

    @property
    def is_optional(self) -> bool:
        return self.default is not _NONE or self.default_factory is not _NONE


def _made(cls: type, frozen: bool, slots: bool, eq: bool, order: bool) -> type:
    """The class with the methods of a data class."""
    fields: dict[str, Field] = {}
    for base in cls.__mro__[-1:0:-1]:
        fields.update(base.__dict__.get("_fields_", {}))
    for name in cls.__annotations__:
        given = cls.__dict__.get(name, _NONE)
        fields[name] = given if isinstance(given, Field) else Field(given)
        if isinstance(given, Field) and not slots:
            delattr(cls, name) if given.default is _NONE else setattr(cls, name, given.default)
    if slots:
        cls = _with_slots(cls, fields, frozen)
    methods = _methods(fields, frozen, eq, order)
    methods |= {"__init__": _init_later(cls, fields, frozen), "__dataclass_fields__": _Fields(fields)}
    methods |= {"_fields_": fields, "__dataclass_params__": _Parameters(eq, order, frozen)}
    for name, value in methods.items():
        if name not in cls.__dict__ or (name == "__hash__" and cls.__dict__[name] is None):
            setattr(cls, name, value)
    return cls


def _with_slots(cls: type, fields: dict[str, Field], frozen: bool) -> type:
    """The class anew, as slots can't be added later."""
    inherited = {name for base in cls.__mro__[1:] for name in getattr(base, "__slots__", ())}
    content = {name: value for name, value in cls.__dict__.items() if name not in (*fields, "__dict__", "__weakref__")}
    content["__slots__"] = tuple(name for name in fields if name not in inherited)
    if frozen:
        content = {"__getstate__": _state, "__setstate__": _set_state, **content}
    made = type(cls)(cls.__name__, cls.__bases__, content)
    made.__qualname__ = cls.__qualname__
    return made


def _methods(fields: dict[str, Field], frozen: bool, eq: bool, order: bool) -> dict[str, Any]:
    methods: dict[str, Any] = {
        "__match_args__": tuple(name for name, each in fields.items() if each.init),
        "__repr__": _representation(tuple(name for name, each in fields.items() if each.repr)),
    }
    if frozen:
        methods |= {"__setattr__": _refuse, "__delattr__": _refuse}
    if eq:
        compared = _values(tuple(name for name, each in fields.items() if each.compare))
        methods["__eq__"] = _equality(compared)
        methods["__hash__"] = _hash(_values(tuple(name for name, each in fields.items() if each.hash))) if frozen else None
        if order:
            methods |= _order(compared)
    return methods


def _values(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """Gives the values of those fields."""
    if len(names) > 1:
        return attrgetter(*names)
    if not names:
        return lambda self: ()
    only = attrgetter(*names)
    return lambda self: (only(self),)


def _equality(values: Callable[[Any], tuple[Any, ...]]) -> Callable[[Any, Any], bool]:
    def equal(self: Any, other: Any) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return equal


def _hash(values: Callable[[Any], tuple[Any, ...]]) -> Callable[[Any], int]:
    def hashed(self: Any) -> int:
        return hash(values(self))

    return hashed


def _order(values: Callable[[Any], tuple[Any, ...]]) -> dict[str, Callable[[Any, Any], bool]]:
    def less(self: Any, other: Any) -> bool:
        return values(self) < values(other) if other.__class__ is self.__class__ else NotImplemented

    def at_most(self: Any, other: Any) -> bool:
        return values(self) <= values(other) if other.__class__ is self.__class__ else NotImplemented

    def more(self: Any, other: Any) -> bool:
        return values(self) > values(other) if other.__class__ is self.__class__ else NotImplemented

    def at_least(self: Any, other: Any) -> bool:
        return values(self) >= values(other) if other.__class__ is self.__class__ else NotImplemented

    return {"__lt__": less, "__le__": at_most, "__gt__": more, "__ge__": at_least}


def _representation(names: tuple[str, ...]) -> Callable[[Any], str]:
    def shown(self: Any) -> str:
        return f"{self.__class__.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    return shown


def _refuse(self: Any, name: str, *_: object) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}" if _ else f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self._fields_]


def _set_state(self: Any, state: list[Any]) -> None:
    for name, value in zip(self._fields_, state, strict=True):
        object.__setattr__(self, name, value)


def _init_later(cls: type, fields: dict[str, Field], frozen: bool) -> Callable[..., None]:
    """An `__init__` that makes the proper one when the class turns out to be used: compiling takes as long as a hundred calls."""
    names = tuple(name for name, each in fields.items() if each.init)
    left_out = tuple(name for name, each in fields.items() if not each.init)
    optional = frozenset(name for name in names if fields[name].is_optional)
    after = hasattr(cls, "__post_init__")
    put: dict[str, Callable[[Any, Any], None]] = {}
    calls = 0

    def first(self: Any, *values: Any, **named: Any) -> None:
        nonlocal calls
        calls += 1
        count = len(values)
        if (
            calls > _FEW
            or count > len(names)
            or not named.keys() <= set(names[count:])
            or not optional.issuperset(lacking := [name for name in names[count:] if name not in named])
        ):
            proper = _init(cls, fields, frozen)
            cls.__init__ = proper  # type: ignore[misc]
            proper(self, *values, **named)
            return
        if not put:
            put.update((name, _putter(cls, name, frozen)) for name in fields)
        for name, value in zip(names, values, strict=False):
            put[name](self, value)
        for name, value in named.items():
            put[name](self, value)
        for name in (*lacking, *left_out):
            each = fields[name]
            if each.default_factory is not _NONE:
                put[name](self, each.default_factory())
            elif each.default is not _NONE:
                put[name](self, each.default)
        if after:
            self.__post_init__()

    return first


def _putter(cls: type, name: str, frozen: bool) -> Callable[[Any, Any], None]:
    """What puts a value into a field of a new instance.  A slot's own method takes half the time of `object.__setattr__`."""
    slot = next((base.__dict__[name] for base in cls.__mro__ if name in base.__dict__), None)
    if type(slot) is _SLOT:
        return slot.__set__  # type: ignore[union-attr,no-any-return]
    put = object.__setattr__ if frozen else setattr
    return lambda self, value: put(self, name, value)


def _init(cls: type, fields: dict[str, Field], frozen: bool) -> Callable[..., None]:
    known: dict[str, Any] = {"_none": _NONE}
    parameters, lines = ["self"], []
    for name, each in fields.items():
        known[f"_default_{name}"] = each.default if each.default_factory is _NONE else each.default_factory
        value = name
        if each.default_factory is not _NONE:
            made = f"_default_{name}()"
            value = f"{made} if {name} is _none else {name}" if each.init else made
        elif not each.init and each.default is _NONE:
            continue
        elif not each.init:
            value = f"_default_{name}"
        if each.init:
            default = "_none" if each.default_factory is not _NONE else f"_default_{name}"
            parameters.append(f"{name}={default}" if each.is_optional else name)
        known[f"_put_{name}"] = _putter(cls, name, frozen)
        lines.append(f"_put_{name}(self, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    text = f"def __init__({', '.join(parameters)}):\n " + "\n ".join(lines or ["pass"])
    exec(text, known)
    made = known["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made  # type: ignore[no-any-return]


class _Parameters:
    """What `dataclasses` asks of a base."""

    __slots__ = ("eq", "frozen", "order")

    def __init__(self, eq: bool, order: bool, frozen: bool) -> None:
        self.eq = eq
        self.order = order
        self.frozen = frozen


class _Fields:
    """What `dataclasses` knows of a class, made when it asks."""

    def __init__(self, fields: dict[str, Field]) -> None:
        self.fields = fields

    def __get__(self, instance: object, owner: type) -> dict[str, Any]:
        import dataclasses

        hints: dict[str, Any] = {}
        for base in reversed(owner.__mro__[:-1]):
            hints |= base.__annotations__
        namespace: dict[str, Any] = {
            "__annotations__": {name: hints[name] for name in self.fields},
            "__module__": owner.__module__,
        }
        for name, each in self.fields.items():
            given = {"default": each.default, "default_factory": each.default_factory}
            namespace[name] = dataclasses.field(
                **{key: value for key, value in given.items() if value is not _NONE},
                init=each.init,
                repr=each.repr,
                hash=each.hash,
                compare=each.compare,
                metadata=each.metadata,
            )
        made: Any = dataclasses.dataclass(type(owner.__name__, (), namespace), init=False, repr=False, eq=False, match_args=False)
        return made.__dataclass_fields__  # type: ignore[no-any-return]


def _replaced(cls: Any) -> tuple[Callable[[Any], tuple[Any, ...]], dict[str, int]] | None:
    """What `replace` asks of a class, kept there: the values that it is made with, and the place of each; `None` of others."""
    if "_fields_" not in cls.__dict__:
        return None
    names = tuple(name for name, each in cls._fields_.items() if each.init)
    cls._replaced_ = _values(names), {name: at for at, name in enumerate(names)}
    return cls._replaced_  # type: ignore[no-any-return]


if not TYPE_CHECKING:

    def dataclass(cls=None, *, frozen=False, slots=False, eq=True, order=False):
        """A class with the methods of a data class; the arguments mean what they mean in `dataclasses`."""
        if cls is None:
            return lambda cls: _made(cls, frozen, slots, eq, order)
        return _made(cls, frozen, slots, eq, order)

    field = Field

    def replace(given, /, **changes):
        """The same value with other fields."""
        cls = given.__class__
        known = cls.__dict__.get("_replaced_") or _replaced(cls)
        if known is None:
            import dataclasses

            return dataclasses.replace(given, **changes)
        values, places = known
        kept = [*values(given)]
        for name, value in changes.items():
            if name not in places:
                if name in cls._fields_:
                    raise ValueError(f"field {name} is declared with init=False, it cannot be specified with replace()")
                raise TypeError(f"{cls.__qualname__} has no field {name}")
            kept[places[name]] = value
        return cls(*kept)
