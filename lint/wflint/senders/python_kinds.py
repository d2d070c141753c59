"""What Python has besides data: functions, classes, objects, names of libraries, methods, lists that are only partly known.

Each is unknown where data is asked for, so that a send that holds one says so.
"""

from __future__ import annotations

import ast

from wflint.lean import dataclass
from wflint.senders.python_source import PythonSource
from wflint.values.value import Array, Const, Unknown, Value, rebuild

NOTHING = Const(None)
OUTPUT = "output of "
"""How the reason begins why what a function gives isn't known."""


@dataclass(slots=True, eq=False)
class Frame:
    """Where names live: a module, one call of a function, or the body of a class.

    `names` are those that belong here, all of them where it is `None`; others are looked up in `outer`.  `is_kept` tells that a
    function was made inside, which may look names up when the call is over.
    """

    number: int
    source: PythonSource
    names: frozenset[str] | None = None
    outer: Frame | None = None
    is_kept: bool = False

    def key(self, name: str) -> str:
        """Under what a name is kept among the variables of a state."""
        return f"{self.number}:{name}"


@dataclass(frozen=True, slots=True)
class Function(Unknown):
    """A function of the script: the frame that it was made in, the object that it is bound to, the class that it stands in.

    `options` is the parser of a command line that a decorator has made of its parameters.
    """

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    frame: Frame
    owner: Value | None = None
    above: Class | None = None
    options: int | None = None


@dataclass(frozen=True, slots=True)
class Partial(Unknown):
    """A function with some of its arguments: `functools.partial`."""

    of: Value
    given: tuple[Value, ...]
    names: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Class(Unknown):
    """A class of the script; its members are kept under `at`."""

    at: int
    node: ast.ClassDef
    frame: Frame
    bases: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Instance(Unknown):
    """An object of a class of the script, or of a library: `kind` says what; its members are kept under `at`."""

    at: int
    kind: str
    made_of: Class | None = None


@dataclass(frozen=True, slots=True)
class Held(Unknown):
    """A dictionary or list, which can be changed: what it holds is kept under `at`."""

    at: int


@dataclass(frozen=True, slots=True)
class Module(Unknown):
    """A module of the script."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class Named(Unknown):
    """A name of a library: `requests.post`, `os.environ`."""

    path: str


@dataclass(frozen=True, slots=True)
class Method(Unknown):
    """A method of a value, not called yet."""

    owner: Value
    name: str


@dataclass(frozen=True, slots=True)
class Some(Unknown):
    """A list of which only the possible elements are known."""

    items: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Cased(Unknown):
    """A text in lower or upper case, for comparisons with what is written so."""

    of: Value
    upper: bool = False


def named(path: str) -> Named:
    """The name of a library's member."""
    return Named(f"`{path}`", path)


def plain(value: Value) -> Value:
    """The value without what only matters inside the script."""
    return rebuild(value, lambda leaf: Unknown(leaf.reason) if isinstance(leaf, Unknown) and type(leaf) is not Unknown else leaf)


def may_be_nothing(value: Value) -> bool:
    """Whether it is what a function of a library gives, which may be `None` or empty; an object of a class isn't."""
    if not isinstance(value, Instance) or value.made_of is not None or not value.reason.startswith(OUTPUT):
        return False
    return not value.kind.removesuffix("()").rpartition(".")[2][:1].isupper()


def is_callable(value: Value) -> bool:
    """Whether a call of the value does something that is known."""
    return isinstance(value, Function | Class | Method | Named | Partial)


def possible_items(value: Value) -> tuple[Value, ...]:
    """Every element that a list may have, none where they aren't known."""
    return value.items if isinstance(value, Array | Some) else ()
