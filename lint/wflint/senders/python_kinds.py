"""What Python has besides data: functions, classes, objects, names of libraries, methods.

Each is unknown where data is asked for, so that a send that holds one says so.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from wflint.senders.python_source import PythonSource
from wflint.values.value import Unknown, Value


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """The names of a module and the text that it stands in."""

    source: PythonSource
    names: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Function(Unknown):
    """A function of the script, with the object that it is bound to."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    owner: Value | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Class(Unknown):
    """A class of the script."""

    node: ast.ClassDef
    scope: Scope


@dataclass(frozen=True, slots=True, eq=False)
class Instance(Unknown):
    """An object of a class of the script, or of a library: `kind` says what, `names` what it holds."""

    kind: str
    names: dict[str, Value] = field(default_factory=dict)
    made_of: Class | None = None


@dataclass(frozen=True, slots=True)
class Named(Unknown):
    """A name of a library: `requests.post`, `os.environ`."""

    path: str


@dataclass(frozen=True, slots=True, eq=False)
class Method(Unknown):
    """A method of a value, not called yet."""

    owner: Value
    name: str


def named(path: str) -> Named:
    """The name of a library's member."""
    return Named(f"`{path}`", path)
