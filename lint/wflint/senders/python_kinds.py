"""What only exists inside a script in Python: modules, functions, classes, objects that can be changed, open files."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from wflint.senders.python_tree import Source
from wflint.values.value import Const, Unknown, Value

NONE = Const(None)


@dataclass(frozen=True, slots=True)
class Named(Unknown):
    """Something that a name leads to and that only acts: `os.environ`, `requests.post`, a client of the API.

    `path` is its dotted name; `token` the token of a client; `details` what else the client was made with.
    """

    path: tuple[str, ...] = ()
    token: Value | None = None
    details: tuple[tuple[str, Value], ...] = ()

    def detail(self, name: str) -> Value | None:
        """What the client was made with under that name."""
        return dict(self.details).get(name)


@dataclass(frozen=True, slots=True)
class Held(Unknown):
    """A list, a dictionary or an object of a class, which many names may lead to; its content stands in the state as `key`.

    `kind` is the class of an object, `None` for lists and dictionaries.
    """

    at: int = 0
    kind: Class | None = None

    @property
    def key(self) -> str:
        """The name of its content in the state."""
        return f"#{self.at}"


@dataclass(frozen=True, slots=True)
class Function(Unknown):
    """A function: its node, the text in which it stands, the scopes around it, and for a method its object.

    `way` is how a method is called: as `staticmethod`, `classmethod`, `property`, or as a method.
    """

    name: str = ""
    node: Node | None = None
    source: Source | None = None
    scopes: tuple[int, ...] = ()
    this: Value | None = None
    way: str = ""
    above: Class | None = None
    given: tuple[Value, ...] = ()
    named: tuple[tuple[str, Value], ...] = ()

    def __hash__(self) -> int:
        return hash(self.node)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Function):
            return False
        mine, theirs = (self.node, self.scopes, self.this), (other.node, other.scopes, other.this)
        return mine == theirs and (self.given, self.named) == (other.given, other.named)


@dataclass(frozen=True, slots=True)
class Class(Unknown):
    """A class: its node, the text in which it stands, the scopes around it, its own scope, and the classes above."""

    name: str = ""
    node: Node | None = None
    source: Source | None = None
    scopes: tuple[int, ...] = ()
    scope: int = 0
    bases: tuple[Value, ...] = ()

    def __hash__(self) -> int:
        return hash((self.node, self.scope))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Class) and (self.node, self.scope) == (other.node, other.scope)


@dataclass(frozen=True, slots=True)
class Some(Unknown):
    """A list of which only the possible elements are known."""

    items: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class File(Unknown):
    """An open file, by its path; `runner` is the variable that holds the path of one of the runner's files."""

    path: Value = NONE
    mode: str = "r"
    runner: str | None = None


@dataclass(frozen=True, slots=True)
class Answer(Unknown):
    """The answer to a request, or what a program gave: only what it printed may be known."""

    printed: Value | None = None


@dataclass(frozen=True, slots=True)
class Parser(Unknown):
    """A parser of the command line: its number among those of the walk, and which of its commands."""

    at: int = 0
    command: str | None = None
