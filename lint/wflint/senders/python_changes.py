"""Dictionaries, lists and dataclasses that a Python script hands to a function which isn't read: it may change them."""

from __future__ import annotations

import ast

from wflint.senders.bash_state import State
from wflint.senders.filled import opened
from wflint.senders.handing_on import may_change
from wflint.senders.holed import each_option
from wflint.senders.python_kinds import Class, Held, Instance
from wflint.senders.python_memory import change, look, member_key, members_of
from wflint.senders.python_site import Site
from wflint.values.value import Array, Choice, Fallback, Object, OneOf, Unknown, Value, one_of

_MOST = 200


def open_what_is_given(site: Site, is_method: bool) -> None:
    """Let all that a function which isn't read is given hold more than what is known, where it may put something in."""
    called = site.node.func if isinstance(site.node, ast.Call) else None
    name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
    if not may_change(name, is_method):
        return
    waiting, seen = [*site.given, *site.names.values()], set[int]()
    while waiting and len(seen) < _MOST:
        value = waiting.pop()
        match value:
            case Held(at=at) if at not in seen:
                seen.add(at)
                waiting.extend(_within(look(value, site.state)))
                change(value, site.state, lambda each: each_option(each, lambda one: _opened(one, site.written)))
            case Instance(at=at, kind="dataclass") if at not in seen:
                seen.add(at)
                waiting.extend(members_of(at, site.state).values())
                _open_members(site.state, at, site.written)
            case Choice() | OneOf() | Fallback() | Array() | Object():
                waiting.extend(_within(value))
            case _:
                pass


def _within(value: Value) -> tuple[Value, ...]:
    match value:
        case Choice(_, then, otherwise):
            return (then, otherwise)
        case OneOf(options):
            return options
        case Fallback(first, second):
            return (first, second)
        case Array(items):
            return items
        case Object(fields):
            return tuple(each.value for each in fields)
        case _:
            return ()


def _opened(value: Value, by: str) -> Value:
    reason = f"what {by} may change"
    match value:
        case Array(items):
            return Array((*items, Unknown(reason)))
        case Object():
            return opened(value, by)
        case _:
            return value


def _open_members(state: State, at: int, by: str) -> None:
    for name, value in members_of(at, state).items():
        if not isinstance(value, Held | Instance | Class):
            state.variables[member_key(at, name)] = one_of((value, Unknown(f"what {by} may change")))
