"""Members of objects, classes, modules and libraries in Python."""

from __future__ import annotations

import ast

from wflint.senders.bash_state import State
from wflint.senders.python_constants import constant_of_library
from wflint.senders.python_kinds import Class, Function, Instance, Method, Module, Named, named
from wflint.senders.python_memory import member_key, members_of
from wflint.senders.python_names import find
from wflint.senders.python_walk import Walk
from wflint.values.choice import choose
from wflint.values.value import (
    Choice,
    Const,
    Fallback,
    Field,
    Fresh,
    Object,
    OneOf,
    Unknown,
    Value,
    fallback,
    one_of,
    text,
)

_ENUMS = ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag")
_WATCHING = frozenset(
    (
        "status_code",
        "ok",
        "status",
        "reason",
        "is_success",
        "is_error",
        "is_client_error",
        "code",
        "getcode",
        "raise_for_status",
        "returncode",
        "check_returncode",
        "wait",
        "poll",
    )
)
_MOST_BASES = 12


def attribute(walk: Walk, node: ast.expr, owner: Value, name: str, state: State) -> Value:
    """`owner.name`."""
    match owner:
        case Instance():
            return _of_instance(walk, node, owner, name, state)
        case Class():
            return _of_class(walk, node, owner, name, state)
        case Module(frame=frame):
            return find(frame, name, state) or _submodule(walk, frame.source.script.path, name) or named(name)
        case Named(path=path):
            return (
                walk.modules_by_name.get(f"{path}.{name}")
                or constant_of_library(walk, f"{path}.{name}")
                or (named(f"{path}.{name}"))
            )
        case Choice(condition, then, otherwise):
            first, second = (attribute(walk, node, each, name, state) for each in (then, otherwise))
            if Const(None) in (then, otherwise):
                return second if then == Const(None) else first
            return choose(condition, first, second)
        case OneOf(options) if any(isinstance(each, Unknown) for each in options):
            return one_of(attribute(walk, node, each, name, state) for each in options if each != Const(None))
        case Fallback(first, second) if isinstance(second, Unknown):
            return fallback(attribute(walk, node, first, name, state), attribute(walk, node, second, name, state))
        case Const() if name == "value":
            return owner  # a member of an `Enum`, which is kept as its value
        case Fresh():
            return owner
        case _:
            return Method(walk.source.quoted(node), owner, name)


def _submodule(walk: Walk, path: str, name: str) -> Value | None:
    folder = path.removesuffix("__init__.py").rstrip("/").replace("/", ".")
    return walk.modules_by_name.get(f"{folder}.{name}") if path.endswith("__init__.py") else None


def _of_instance(walk: Walk, node: ast.expr, owner: Instance, name: str, state: State) -> Value:
    if name in _WATCHING:
        walk.watched.add(owner.at)
    own = state.variables.get(member_key(owner.at, name)) if owner.kind != "super" else None
    if own is not None:
        return own
    if name == "__dict__":
        return Object(tuple(Field(key, value) for key, value in members_of(owner.at, state).items()))
    made_of = owner.made_of
    if made_of is not None:
        if name == "__class__":
            return made_of
        bases = made_of.bases if owner.kind == "super" else (made_of,)
        found = next((each for base in bases if (each := in_class(base, name, state)) is not None), None)
        if found is not None:
            target = Instance(owner.reason, owner.at, "object", made_of) if owner.kind == "super" else owner
            return _bound(walk, node, found, target, made_of, state)
    made = _made_address(owner, name, state)
    if made is not None:
        return made
    return Method(walk.source.quoted(node), owner, name)


def _made_address(owner: Instance, name: str, state: State) -> Value | None:
    """The address of an object of PyGithub."""
    full = state.variables.get(member_key(owner.at, "full_name"))
    if name != "url" or full is None or owner.kind not in ("repository", "workflow"):
        return None
    behind: tuple[Value, ...] = ()
    if owner.kind == "workflow":
        behind = (Const("/actions/workflows/"), state.variables.get(member_key(owner.at, "id"), Unknown("a workflow")))
    return text([Const("https://api.github.com/repos/"), full, *behind])


def _of_class(walk: Walk, node: ast.expr, owner: Class, name: str, state: State) -> Value:
    if name == "__members__":
        return Unknown(walk.source.quoted(node))
    found = in_class(owner, name, state)
    if found is None:
        return Const(owner.node.name) if name == "__name__" else Method(walk.source.quoted(node), owner, name)
    if isinstance(found, Function) and decorated(found, "classmethod"):
        return Function(found.reason, found.node, found.frame, owner, owner)
    return found


def _bound(walk: Walk, node: ast.expr, found: Value, owner: Instance, above: Class, state: State) -> Value:
    """A member of a class, seen from an object of it."""
    if not isinstance(found, Function) or found.owner is not None or found.above is None:
        return found
    if decorated(found, "staticmethod"):
        return found
    method = Function(found.reason, found.node, found.frame, owner, found.above)
    if decorated(found, "classmethod"):
        return Function(found.reason, found.node, found.frame, above, found.above)
    if decorated(found, "property") or decorated(found, "cached_property"):
        return walk.call(method, node, (), state)
    return method


def decorated(function: Function, name: str) -> bool:
    """Whether a function has a decorator of that name."""
    nodes = [] if isinstance(function.node, ast.Lambda) else function.node.decorator_list
    return name in [each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in nodes]


def in_class(made: Value, name: str, state: State, depth: int = 0) -> Value | None:
    """A member of a class or of one that it extends."""
    if not isinstance(made, Class) or depth > _MOST_BASES:
        return None
    own = state.variables.get(member_key(made.at, name))
    if own is not None:
        return own
    return next((found for base in made.bases if (found := in_class(base, name, state, depth + 1)) is not None), None)


def library_bases(made: Value, depth: int = 0) -> list[str]:
    """The classes of libraries that a class extends."""
    if isinstance(made, Named):
        return [made.path]
    if not isinstance(made, Class) or depth > _MOST_BASES:
        return []
    return [path for base in made.bases for path in library_bases(base, depth + 1)]


def is_enum(made: Value) -> bool:
    """Whether the members of a class are constants."""
    return any(path.rpartition(".")[2] in _ENUMS for path in library_bases(made))
