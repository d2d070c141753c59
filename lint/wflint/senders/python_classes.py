"""Classes of Python: their bodies, and the objects that are made of them."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from wflint.senders.bash_state import State
from wflint.senders.python_kinds import NOTHING, Class, Frame, Function, Instance
from wflint.senders.python_members import in_class, is_enum, library_bases
from wflint.senders.python_memory import member_key, members_of
from wflint.senders.python_names import below, set_by
from wflint.senders.python_walk import Walk
from wflint.values.value import Const, Field, Object, Unknown, Value

_MODELS = frozenset(("BaseModel", "BaseSettings", "NamedTuple", "SQLModel", "Struct", "TypedDict"))
_MOST_BASES = 12
LIBRARY_KINDS = {
    "requests.Session": "session",
    "httpx.Client": "session",
    "httpx.AsyncClient": "session",
    "aiohttp.ClientSession": "session",
}
"""Classes of libraries whose objects act, also where a class of the script extends them."""


def defined(walk: Walk, node: ast.ClassDef, state: State) -> Class:
    """Walk the body of a class; the class."""
    at = walk.number()
    bases = tuple(walk.value(each, state) for each in node.bases)
    made = Class(f"class `{node.name}`", at, node, walk.frame, bases)
    names = frozenset(name for each in below(node.body) for name in set_by(each))
    frame = Frame(walk.number(), walk.source, names, walk.frame, is_kept=True)
    outer, walk.frame.is_kept = walk.frame, True
    with walk.inside(frame):
        for each in node.body:
            if not isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
                walk.block([each], state)
            elif not any(isinstance(one, ast.Attribute) and one.attr in ("setter", "deleter") for one in each.decorator_list):
                state.variables[frame.key(each.name)] = Function(f"method `{each.name}`", each, outer, above=made)
    for name in names:
        found = state.variables.pop(frame.key(name), None)
        if found is not None:
            state.variables[member_key(at, name)] = found
    return made


def made(walk: Walk, of: Class, node: ast.expr, given: Sequence[Value], names: Mapping[str, Value], state: State) -> Value:
    """An object of a class: `__init__` is walked, or the fields of a dataclass are filled."""
    if is_enum(of):
        return given[0] if given else Unknown(f"a member of `{of.node.name}`")
    is_model = _is_model(of)
    libraries = [LIBRARY_KINDS[path] for path in library_bases(of) if path in LIBRARY_KINDS]
    kind = libraries[0] if libraries else "dataclass" if is_model else "object"
    instance = Instance(f"an object of `{of.node.name}`", walk.number(), kind, of)
    if libraries:
        state.variables[member_key(instance.at, "headers")] = walk.hold(Object(()), state)
        state.variables[member_key(instance.at, "library")] = Const("requests")
    start = in_class(of, "__init__", state)
    if isinstance(start, Function):
        bound = Function(start.reason, start.node, start.frame, instance, start.above)
        walk.call(bound, node, given, state, names)
    elif is_model:
        _fill(walk, instance, of, node, given, names, state)
        if "TypedDict" in [path.rpartition(".")[2] for path in library_bases(of)]:
            members = members_of(instance.at, state).items()
            return walk.hold(Object(tuple(Field(name, value) for name, value in members)), state)
        behind = in_class(of, "__post_init__", state)
        if isinstance(behind, Function):
            walk.call(Function(behind.reason, behind.node, behind.frame, instance, behind.above), node, (), state)
    return instance


def _is_model(of: Class) -> bool:
    """Whether the fields of a class are the arguments with which its objects are made."""
    if any(path.rpartition(".")[2] in _MODELS for path in library_bases(of)):
        return True
    return any(_is_dataclass(each) for each in lineage(of))


def _is_dataclass(of: Class) -> bool:
    for each in of.node.decorator_list:
        name = each.func if isinstance(each, ast.Call) else each
        if (isinstance(name, ast.Name) and name.id in ("dataclass", "define", "frozen", "attrs")) or (
            isinstance(name, ast.Attribute) and name.attr in ("dataclass", "define", "frozen", "s", "attrs")
        ):
            return True
    return False


def lineage(of: Class) -> list[Class]:
    """A class with those that it extends, the most general first."""
    found: list[Class] = []
    waiting: list[Value] = [of]
    while waiting and len(found) < _MOST_BASES:
        each = waiting.pop(0)
        if isinstance(each, Class) and each not in found:
            found.append(each)
            waiting.extend(each.bases)
    return list(reversed(found))


def _fill(
    walk: Walk,
    instance: Instance,
    of: Class,
    node: ast.expr,
    given: Sequence[Value],
    names: Mapping[str, Value],
    state: State,
) -> None:
    fields: dict[str, ast.AnnAssign] = {}
    for each in lineage(of):
        for statement in each.node.body:
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                fields[statement.target.id] = statement
    for at, (name, statement) in enumerate(fields.items()):
        if at < len(given):
            value: Value = given[at]
        elif name in names:
            value = names[name]
        elif statement.value is None:
            value = Unknown(f"the field `{name}`")
        else:
            value = _default(walk, statement.value, in_class(of, name, state), state)
        state.variables[member_key(instance.at, name)] = value


def _default(walk: Walk, node: ast.expr, found: Value | None, state: State) -> Value:
    """The default of a field: a value, or what `default_factory` makes."""
    if isinstance(node, ast.Call):
        for keyword in node.keywords:
            if keyword.arg == "default":
                return walk.value(keyword.value, state)
            if keyword.arg == "default_factory":
                return walk.call(walk.value(keyword.value, state), node, (), state)
    return found if found is not None else NOTHING
