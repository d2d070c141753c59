"""Calls in Python: of functions and classes of the script, of methods, and of what libraries offer."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from wflint.regex import regex
from wflint.senders.bash_state import State, branch, is_dead
from wflint.senders.message import FunctionCall
from wflint.senders.python_blind import is_blind, is_of_blind_library
from wflint.senders.python_callbacks import give_to_functions
from wflint.senders.python_changes import open_what_is_given
from wflint.senders.python_classes import made
from wflint.senders.python_conditions import where
from wflint.senders.python_data import of_data
from wflint.senders.python_files import of_files, path_method
from wflint.senders.python_functions import called
from wflint.senders.python_github import of_client, unknown_client
from wflint.senders.python_kinds import (
    NOTHING,
    OUTPUT,
    Class,
    Function,
    Held,
    Instance,
    Method,
    Named,
    Partial,
    is_callable,
    plain,
)
from wflint.senders.python_library import of_library
from wflint.senders.python_members import in_class
from wflint.senders.python_memory import join, look
from wflint.senders.python_objects import of_object
from wflint.senders.python_options import of_options, parsed_by, run_command
from wflint.senders.python_programs import of_programs
from wflint.senders.python_requests import of_requests
from wflint.senders.python_site import Site
from wflint.senders.python_text import text_method
from wflint.senders.python_walk import Walk
from wflint.values.choice import choose
from wflint.values.condition import negate
from wflint.values.value import Array, Choice, Const, Fallback, Fresh, Object, OneOf, Unknown, Value, one_of

_MOST_WAYS = 12
_ANEW = regex(r"\.(?:hex|isoformat|timestamp)$")
"""Methods that give another form of what was made anew."""


def call(walk: Walk, function: Value, node: ast.expr, given: Sequence[Value], names: Mapping[str, Value], state: State) -> Value:
    """What a call of a value gives, and what it does."""
    if is_dead(state):
        return Unknown("what a call gives that isn't reached")
    known = len(walk.record.found)
    site = Site(walk, node, state, tuple(given), dict(names))
    guard = state.guard
    with walk.deeper():
        found = _call(walk, function, site)
    name = _name(function)
    if name is not None and len(walk.record.found) == known and not is_blind(name):
        walk.add(FunctionCall(name.lstrip("."), site.span, guard))
    return found


def _name(function: Value) -> str | None:
    """What a function is called that isn't read, with its library or the kind of its object; `None` for one of the script."""
    match function:
        case Named(path=path):
            return path.removeprefix("builtins.")
        case Method(owner=Instance(kind=kind, made_of=None), name=name):
            return f"{kind}.{name}"
        case Method(name=name):
            return f".{name}"
        case Unknown() if type(function) is Unknown:
            return ""
        case _:
            return None


def _call(walk: Walk, function: Value, site: Site) -> Value:
    match function:
        case Function(options=int() as parser) if not site.given:
            found = called(walk, function, site.node, (), parsed_by(site, parser), site.state)
            return run_command(site, parser) if walk.parsers[parser].commands else found
        case Instance(kind="typer", at=at):
            return run_command(site, at)
        case Function():
            return called(walk, function, site.node, site.given, site.names, site.state)
        case Class():
            return made(walk, function, site.node, site.given, site.names, site.state)
        case Partial(of=of, given=before, names=names):
            return walk.call(of, site.node, (*before, *site.given), site.state, {**dict(names), **site.names})
        case Method(owner=owner, name=name):
            return _method(site, owner, name)
        case Named(path=path):
            return _of_library(site, path.removeprefix("builtins."))
        case Instance(made_of=Class() as of) if isinstance(in_class(of, "__call__", site.state), Function):
            bound = in_class(of, "__call__", site.state)
            assert isinstance(bound, Function)
            method = Function(bound.reason, bound.node, bound.frame, function, bound.above)
            return called(walk, method, site.node, site.given, site.names, site.state)
        case Fresh() if isinstance(site.node, ast.Call) and _ANEW.search(ast.unparse(site.node.func)):
            return function
        case Choice(condition, then, otherwise):
            return _either(walk, condition, then, otherwise, site)
        case OneOf(options) if len(options) <= _MOST_WAYS and any(map(is_callable, options)):
            return _any(walk, options, site)
        case Fallback(Unknown(), Method(owner=Held()) as second):
            return one_of((Unknown(site.written), _call(walk, second, site)))
        case Fallback(_, second) if is_callable(second):
            return _call(walk, second, site)
        case _:
            return unknown_client(site, "") or _out_of_sight(site)


def _either(walk: Walk, condition: object, then: Value, otherwise: Value, site: Site) -> Value:
    """A call of one function or the other."""
    if not is_callable(otherwise) and not isinstance(otherwise, Choice | OneOf):
        return _call(walk, then, site)
    if not is_callable(then) and not isinstance(then, Choice | OneOf):
        return _call(walk, otherwise, site)

    def on(function: Value, inside: State) -> Value:
        return _call(walk, function, Site(walk, site.node, inside, site.given, site.names))

    first = where(condition, site.state, lambda inside: on(then, inside))  # type: ignore[arg-type]  # conditions are a union
    second = where(negate(condition), site.state, lambda inside: on(otherwise, inside))  # type: ignore[arg-type]
    if first is None or second is None:
        return first or second or NOTHING
    return choose(condition, first, second)  # type: ignore[arg-type]


def _any(walk: Walk, options: Sequence[Value], site: Site) -> Value:
    """A call of one of several functions, nobody knows which."""
    found: list[Value] = []
    for each in filter(is_callable, options):
        condition = walk.opaque(f"{site.written} calls {plain(each).reason}", each)  # type: ignore[union-attr]  # what can be called is no data
        inside, passed = branch(site.state, condition), branch(site.state, negate(condition))
        found.append(_call(walk, each, Site(walk, site.node, inside, site.given, site.names)))
        inside.guard = site.state.guard if not is_dead(inside) else inside.guard
        guard = site.state.guard
        join(site.state, condition, inside, passed)
        site.state.guard = guard
    return found[0] if len(found) == 1 else Unknown(site.written)


def _of_library(site: Site, path: str) -> Value:
    if path == "super":
        return _super(site)
    if path == "functools.partial" and site.given:
        return Partial("a function with some of its arguments", site.given[0], site.given[1:], tuple(site.names.items()))
    for meaning in (of_programs, of_requests, of_client, of_files, of_options, of_library):
        found = meaning(site, path)
        if found is not None:
            return found
    last = path.rpartition(".")[2]
    sent = unknown_client(site, last)
    if sent is not None:
        return sent
    give_to_functions(site, last)
    if not is_of_blind_library(path):
        open_what_is_given(site, is_method=False)
    return site.walk.make(f"{OUTPUT}{site.written}", path, {}, site.state)


def _super(site: Site) -> Value:
    """`super()`: the same object, seen as one of the classes that its class extends."""
    function = site.walk.calls[-1].function if site.walk.calls else None
    owner = function.owner if function is not None else None
    if function is None or not isinstance(owner, Instance) or function.above is None:
        return Unknown("`super()`")
    return Instance("`super()`", owner.at, "super", function.above)


def _method(site: Site, owner: Value, name: str) -> Value:
    held = look(owner, site.state) if isinstance(owner, Held | Choice | OneOf | Fallback) else owner
    if isinstance(owner, Instance):
        found = of_object(site, owner, name)
        if found is not None:
            return found
    elif isinstance(owner, Function | Class | Partial):
        return _of_function(site, owner, name)
    else:
        found = of_data(site, owner, held, name) or path_method(site, held, name)
        if found is not None:
            return found
        if not isinstance(held, Object | Array):
            found = text_method(held, name, [look(each, site.state) for each in site.given], site.names, site.written)
            if found is not None:
                return site.walk.hold(found, site.state) if isinstance(found, Array) and name != "partition" else found
    sent = unknown_client(site, name, owner)
    if sent is not None:
        return sent
    give_to_functions(site, name)
    open_what_is_given(site, is_method=True)
    reason = f"{OUTPUT}{site.written}"
    return site.walk.make(reason, f"{owner.kind}.{name}()", {}, site.state) if isinstance(owner, Instance) else Unknown(reason)


def _of_function(site: Site, owner: Value, name: str) -> Value:
    """`task.delay(…)`, `command.callback()`, `Model.model_validate(…)`: what libraries put on functions and classes."""
    if name in ("delay", "callback", "__call__", "__wrapped__", "submit", "run", "fn") and isinstance(owner, Function):
        return site.walk.call(owner, site.node, site.given, site.state, site.names)
    if name in ("command", "group") and isinstance(owner, Function) and owner.options is not None:
        word = site.get(0, "name") or Const("")
        return site.walk.make("a command", "click.subcommand", {"app": owner, "name": word}, site.state)
    if name == "__init__" and isinstance(owner, Class) and site.given:
        return NOTHING
    give_to_functions(site, "")
    open_what_is_given(site, is_method=True)
    return Unknown(f"{OUTPUT}{site.written}")


def _out_of_sight(site: Site) -> Value:
    give_to_functions(site, "")
    open_what_is_given(site, is_method=isinstance(site.node, ast.Call) and isinstance(site.node.func, ast.Attribute))
    return Unknown(f"{OUTPUT}{site.written}")
