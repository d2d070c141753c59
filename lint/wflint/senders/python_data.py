"""Methods of dictionaries and lists in Python, of the event, and of the environment.

Source: docs.python.org, "Mapping Types — dict", "Mutable Sequence Types", `os.environ`.
"""

from __future__ import annotations

from collections.abc import Callable

from wflint.senders.python_comprehensions import elements
from wflint.senders.python_conditions import like
from wflint.senders.python_environment import set_variable, variable, whole
from wflint.senders.python_kinds import NOTHING, Held, Named, Some
from wflint.senders.python_memory import change, is_empty_default, look, settle
from wflint.senders.python_site import Site
from wflint.senders.python_values import as_condition, as_text, is_whole, member, merged, with_member
from wflint.values.value import (
    Array,
    Choice,
    Const,
    Decoded,
    Fallback,
    Field,
    Object,
    OneOf,
    Reference,
    Unknown,
    Value,
    constant,
    fallback,
    one_of,
)

_PATTERNS = {"startswith": "{}*", "endswith": "*{}"}
_MOST_ITEMS = 300
_CHANGED = Unknown("a list that is changed at run time")


def of_data(site: Site, owner: Value, held: Value, name: str) -> Value | None:
    """What a method of a dictionary, list or text gives that isn't about text alone; `None` for any other."""
    if isinstance(owner, Named):
        return None
    if name in _PATTERNS and site.given:
        return as_condition(like(site.walk, held, look(site.given[0], site.state), _PATTERNS[name], site.written))
    if name in ("get", "pop", "setdefault") and site.given and not _is_text(held):
        return _member(site, owner, held, name)
    if name in ("items", "keys", "values"):
        return _parts(site, held, name)
    if name in ("pop", "popleft") and isinstance(held, Array) and held.items:
        taken, left = (held.items[-1], held.items[:-1]) if name == "pop" else (held.items[0], held.items[1:])
        change(owner, site.state, lambda each: Array(left) if each == held else _CHANGED)
        return taken
    if name in ("pop", "popleft", "popitem"):
        change(owner, site.state, lambda each: _CHANGED)
        return Unknown(site.written)
    match name:
        case "copy" | "deepcopy" if isinstance(held, Object | Array | Choice):
            return _copied(site, held)
        case "update" | "append" | "extend" | "insert" | "remove" | "clear" | "add" | "appendleft" | "sort" | "reverse":
            return _changed(site, owner, held, name)
        case "index" | "count" if isinstance(held, Array):
            return Unknown(site.written)
        case _:
            return None


def _is_text(held: Value) -> bool:
    return isinstance(held, Const) and isinstance(held.value, str)


def _copied(site: Site, held: Value) -> Value:
    if isinstance(held, Object | Array):
        return site.walk.hold(held, site.state)
    copy = site.walk.hold(Object(()), site.state)
    site.state.variables[f"@{copy.at}"] = held
    return copy


def _member(site: Site, owner: Value, held: Value, name: str) -> Value:
    """`d.get(key, default)`, `d.pop(…)`, `d.setdefault(…)`."""
    key = settle(site.given[0], site.state)
    default = site.get(1, "default") or NOTHING
    found = _found(site, held, key, default)
    known = constant(key)
    if name == "pop" and known is not None and isinstance(held, Object | Choice):
        change(owner, site.state, lambda each: without(each, known))
    elif name == "pop":
        change(owner, site.state, lambda each: _CHANGED)
    elif name == "setdefault" and known is not None:
        change(
            owner,
            site.state,
            lambda each: each if isinstance(each, Object) and each.get(known) else with_member(each, known, default),
        )
    return found


def _found(site: Site, held: Value, key: Value, default: Value) -> Value:
    known = constant(key)
    match key:
        case OneOf(options):
            return one_of(_found(site, held, each, default) for each in options)
        case Choice(condition, then, otherwise):
            return Choice(condition, _found(site, held, then, default), _found(site, held, otherwise, default))
    match held:
        case Object(_, opened) if known is not None:
            found = held.get(known)
            if found is not None:
                return found.value
            return default if opened is None else Unknown(opened)
        case Object(fields, None) if fields:
            known_ones = member(held, key, site.written)
            return known_ones if isinstance(known_ones, Unknown) or default == NOTHING else one_of((known_ones, default))
        case Choice(condition, then, otherwise):
            return Choice(condition, _found(site, then, key, default), _found(site, otherwise, key, default))
        case Reference() | Decoded() | Fallback():
            reached = member(held, key, site.written)
            if isinstance(reached, Unknown) or is_empty_default(default, site.state):
                return reached
            return fallback(reached, default)
        case OneOf() | Object():
            reached = member(held, key, site.written)
            return reached if isinstance(reached, Unknown) or default == NOTHING else one_of((reached, default))
        case _:
            return Unknown(site.written)


def _parts(site: Site, held: Value, name: str) -> Value:
    """`d.items()`, `d.keys()`, `d.values()`."""
    if isinstance(held, Object) and held.open is None:
        names = held.names()
        pairs = [(Const(each), (held.get(each) or Field(each, NOTHING)).value) for each in names]
        match name:
            case "items":
                return Array(tuple(Array(pair) for pair in pairs))
            case "keys":
                return Array(tuple(key for key, _ in pairs))
            case _:
                return Array(tuple(value for _, value in pairs))
    return Unknown(site.written)


def _changed(site: Site, owner: Value, held: Value, name: str) -> Value | None:
    """Methods that change a list or dictionary in place."""
    if not isinstance(owner, Held | Choice | Array | Object | OneOf):
        return None
    first = site.get(0)
    more = look(first, site.state) if first is not None else None
    if isinstance(first, Named) and first.path == "os.environ":
        more = whole(site.walk, site.state)
    make = _maker(site, name, first, more)
    if make is None:
        return None
    if not change(owner, site.state, make):
        return NOTHING if isinstance(held, Object | Array) else None
    return NOTHING


def _maker(site: Site, name: str, first: Value | None, more: Value | None) -> Callable[[Value], Value] | None:
    match name:
        case "update":
            named = Object(tuple(Field(key, value, site.place(-1, key)) for key, value in site.names.items()))
            given = as_pairs(more)
            return lambda each: (
                merged(merged(each, given) if given is not None else each, named)
                if site.names
                else (merged(each, given) if given is not None else each)
            )
        case "append" | "add" if first is not None:
            return lambda each: _with(each, (first,))
        case "extend" if first is not None:
            over = elements(site.walk, first, site.state)
            return lambda each: _with(each, over.items if over is not None else (Unknown(site.written),), isinstance(over, Some))
        case "insert" if len(site.given) > 1:
            at, item = site.given[0], site.given[1]
            return lambda each: _inserted(each, at, item)
        case "clear":
            return lambda each: Object(()) if isinstance(each, Object) else Array(())
        case "appendleft" if first is not None:
            return lambda each: _inserted(each, Const(0), first)
        case _:
            return lambda each: each if name in ("sort", "reverse") else Unknown("a list that is changed at run time")


def as_pairs(more: Value | None) -> Value | None:
    """A dictionary, or a list of pairs, as a dictionary."""
    if isinstance(more, Array) and all(isinstance(each, Array) and len(each.items) == 2 for each in more.items):
        pairs = [each.items for each in more.items if isinstance(each, Array)]
        if all(isinstance(key, Const) for key, _ in pairs):
            return Object(tuple(Field(constant(key) or "", value) for key, value in pairs))
        return Unknown("members under computed names")
    return more


def _with(value: Value, items: tuple[Value, ...], perhaps: bool = False) -> Value:
    if isinstance(value, Array) and perhaps:
        return Array((*value.items, *(Unknown("an element that is added at run time") for _ in items[:4])))
    if isinstance(value, Array):
        return Array((*value.items, *items)[:_MOST_ITEMS])
    return Some(value.reason, (*value.items, *items)) if isinstance(value, Some) else value


def _inserted(value: Value, at: Value, item: Value) -> Value:
    if not isinstance(value, Array) or not is_whole(at):
        return _CHANGED
    items = list(value.items)
    items.insert(int(constant(at) or 0), item)
    return Array(tuple(items))


def without(value: Value, name: str) -> Value:
    """A dictionary without a member."""
    if isinstance(value, Object):
        return Object(tuple(each for each in value.fields if each.name != name), value.open)
    return _CHANGED


def of_environment(site: Site, name: str) -> Value | None:
    """`os.environ.get(…)` and its like."""
    walk, state = site.walk, site.state
    key = site.known(0, "key")
    match name:
        case "get":
            return variable(walk, key, site.get(1, "default") or NOTHING, state) if key is not None else Unknown(site.written)
        case "setdefault" if key is not None:
            found = variable(walk, key, site.get(1), state)
            set_variable(key, found, state)
            return found
        case "pop" if key is not None:
            found = variable(walk, key, site.get(1) or NOTHING, state)
            set_variable(key, Const(""), state)
            return found
        case "update":
            more = look(site.given[0], state) if site.given else Object(())
            fields = more.fields if isinstance(more, Object) else ()
            for field_name, value in [*((each.name, each.value) for each in fields), *site.names.items()]:
                set_variable(field_name, as_text(value), state)
            return NOTHING
        case "copy":
            return walk.hold(whole(walk, state), state)
        case "items" | "keys" | "values":
            return Unknown(site.written)
        case _:
            return None
