"""What only exists inside a script in JavaScript: functions, classes, names that act, lists known by their elements."""

from __future__ import annotations

from tree_sitter import Node

from wflint.lean import dataclass
from wflint.senders.javascript_text import Source
from wflint.values.condition import ALWAYS, NEVER, Condition, all_of, negate
from wflint.values.value import Const, Field, Unknown, Value, rebuild

UNDEFINED = Const(None)


@dataclass(frozen=True, slots=True)
class Named(Unknown):
    """Something that a name leads to and that only acts: `github.rest.actions`, `core`, `process.env`.

    `token` is the token of a client of the API.
    """

    path: tuple[str, ...] = ()
    token: Value | None = None


@dataclass(slots=True, eq=False)
class Scope:
    """The names of one call of a function, for the functions that are made in it; `None` while the call lasts."""

    values: dict[str, Value] | None = None
    parent: Scope | None = None

    def visible(self) -> dict[str, Value]:
        """The names of calls that are over, the innermost first to count."""
        found: dict[str, Value] = {}
        scope: Scope | None = self
        while scope is not None:
            found = {**(scope.values or {}), **found}
            scope = scope.parent
        return found

    def keep(self, changed: dict[str, Value]) -> None:
        """Remember what a function has made of the names that it found."""
        scope: Scope | None = self
        left = dict(changed)
        while scope is not None:
            if scope.values is not None:
                scope.values.update({name: left.pop(name) for name in list(left) if name in scope.values})
            scope = scope.parent


@dataclass(frozen=True, slots=True)
class Function(Unknown):
    """A function: its node, the text in which it stands, the names around it, and for a method the class `above` its own."""

    node: Node | None = None
    source: Source | None = None
    scope: Scope | None = None
    above: Class | None = None

    def __hash__(self) -> int:
        return hash(self.node)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Function) and self.node == other.node and self.scope is other.scope


@dataclass(frozen=True, slots=True, eq=False)
class Getter(Function):
    """A member that is worked out when it is asked for."""


@dataclass(frozen=True, slots=True)
class Class(Unknown):
    """A class: its node, the text in which it stands, the names around it, the class that it extends, its static members."""

    node: Node | None = None
    source: Source | None = None
    scope: Scope | None = None
    base: Value | None = None
    static: tuple[Field, ...] = ()

    def __hash__(self) -> int:
        return hash(self.node)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Class) and self.node == other.node and self.scope is other.scope


@dataclass(frozen=True, slots=True)
class Some(Unknown):
    """A list of which only the possible elements are known."""

    items: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Rest(Unknown):
    """Any number of elements at the end of a list, none included."""


@dataclass(frozen=True, slots=True)
class Position(Unknown):
    """What `indexOf` gives: when that is 0, and when it isn't -1."""

    first: Condition = NEVER
    anywhere: Condition = NEVER


@dataclass(frozen=True, slots=True)
class Length(Unknown):
    """How many elements a list has that may have more than what is seen: at least so many."""

    least: int = 0


@dataclass(frozen=True, slots=True)
class Opened(Unknown):
    """A request whose body is yet to be written; `at` is where it was opened."""

    at: int = 0


def counted_test(value: Value, comparison: str, number: Value) -> Condition | None:
    """When a comparison of a position or a length with a number holds, `None` where that isn't sure, or for any other value."""
    match value:
        case Position():
            return _position_test(value, comparison, number)
        case Length():
            return _length_test(value, comparison, number)
        case _:
            return None


def _position_test(value: Position, comparison: str, number: Value) -> Condition | None:
    """When a comparison of a position with 0 or -1 holds, `None` for other numbers."""
    match comparison, number:
        case "==", Const(0):
            return value.first
        case ("==", Const(-1)) | ("<", Const(0)) | ("<=", Const(-1)):
            return negate(value.anywhere)
        case (">=", Const(0)) | (">", Const(-1)):
            return value.anywhere
        case ">", Const(0):
            return all_of((value.anywhere, negate(value.first)))
        case _:
            return None


def _length_test(value: Length, comparison: str, number: Value) -> Condition | None:
    """When a comparison of a length with a number holds, `None` where that isn't sure."""
    known = number.value if isinstance(number, Const) else None
    if not isinstance(known, int) or isinstance(known, bool):
        return None
    match comparison:
        case ">" if value.least > known:
            return ALWAYS
        case ">=" if value.least >= known:
            return ALWAYS
        case "==" | "<=" if value.least > known:
            return NEVER
        case "<" if value.least >= known:
            return NEVER
        case _:
            return None


def plain(value: Value) -> Value:
    """The value without what only matters inside the script."""
    return rebuild(
        value,
        lambda leaf: (
            Unknown(leaf.reason)
            if isinstance(leaf, Named | Function | Class | Some | Position | Length | Rest | Opened)
            else leaf
        ),
    )
