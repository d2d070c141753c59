"""Searches in texts and lists of JavaScript: `includes`, `startsWith`, `indexOf`, `find`, `filter`, `map`."""

from __future__ import annotations

import re

from tree_sitter import Node

from wflint.senders.bash_state import State
from wflint.senders.javascript_branches import is_table, repeated, turns
from wflint.senders.javascript_kinds import UNDEFINED, Function, Position, Some
from wflint.senders.javascript_site import Site
from wflint.senders.javascript_text import FUNCTIONS, below, field_of
from wflint.senders.javascript_values import as_text, element, possible_items, truthy
from wflint.values.condition import ALWAYS, NEVER, Condition, Opaque, Test, any_of
from wflint.values.value import Array, Choice, Const, Encoded, Object, Unknown, Value, printed

CALLBACKS = frozenset(("forEach", "map", "filter", "find", "findIndex", "some", "every", "flatMap", "reduce", "findLast", "sort"))
_SEARCHES = frozenset(("find", "findIndex", "filter", "some", "every"))


def predicate(site: Site, held: Value, name: str, sought: Value) -> Value:
    """`list.includes(x)` and its like."""
    if name == "indexOf" and isinstance(held, Array) and all(isinstance(each, Const) for each in (sought, *held.items)):
        return Const(held.items.index(sought) if sought in held.items else -1)
    asked = site.walk.questions.words(f"`{site.written}`", (held, sought))
    if name == "indexOf":
        start = _contains(held, "startsWith", sought, f"{asked} is 0")
        return Position(f"`{site.written}`", start, _contains(held, "includes", sought, asked))
    condition = _contains(held, name, sought, asked)
    if condition in (ALWAYS, NEVER):
        return Const(condition == ALWAYS)
    return Choice(condition, Const(True), Const(False))


def callback(site: Site, held: Value, name: str) -> Value:
    """`list.map(x => …)` and its like: the function is walked for any element."""
    nodes = site.argument_nodes
    functions = [site.walk.value(node, site.state) for node in nodes]
    function = functions[0] if functions else None
    if not isinstance(function, Function) or function.node is None:
        return Unknown(f"`{site.written}`")
    if isinstance(held, Array) and name == "map" and _is_pure(function.node):
        return Array(tuple(site.walk.call(function, [item, Const(at)], site.state) for at, item in enumerate(held.items)))
    if isinstance(held, Array) and name in _SEARCHES and _is_pure(function.node):
        sure = _search(site, function, held.items, name)
        if sure is not None:
            return sure
    given: list[Value] = []
    in_turn = name in ("forEach", "map")
    for each in turns(site.walk, held) if in_turn else (element(held),):
        arguments: list[Value] = [each, Unknown("the place in a list")]
        if name == "reduce":
            arguments = [Unknown("what `reduce` has gathered"), *arguments]

        def body(_: Node, inside: State, arguments: list[Value] = arguments) -> None:
            given.append(site.walk.call(function, arguments, inside))

        repeated(site.walk, function.node, held, site.state, lambda _: None, body, in_turn=in_turn and is_table(held))
    items = possible_items(held)
    match name:
        case "filter" | "sort" if items is not None:
            return Some(f"`{site.written}`", items)
        case "find" | "findLast" if items:
            return element(held)
        case "map" if is_table(held) and len(given) == len(held.items):
            return Array(tuple(given))
        case "map" | "flatMap" if given:
            return Some(f"`{site.written}`", (given[0],))
        case _:
            return Unknown(f"`{site.written}`")


def _search(site: Site, function: Function, items: tuple[Value, ...], name: str) -> Value | None:
    """What a search finds where each element surely is what is sought, or isn't."""
    kept: list[int] = []
    for at, item in enumerate(items):
        holds = truthy(site.walk.call(function, [item, Const(at)], site.state), f"`{site.written}`")
        if holds not in (ALWAYS, NEVER):
            return None
        if holds == ALWAYS:
            kept.append(at)
    match name:
        case "find":
            return items[kept[0]] if kept else UNDEFINED
        case "findIndex":
            return Const(kept[0] if kept else -1)
        case "filter":
            return Array(tuple(items[at] for at in kept))
        case "some":
            return Const(bool(kept))
        case _:
            return Const(len(kept) == len(items))


def _same(sought: Value, item: Value, opaque: Condition) -> Condition:
    if isinstance(sought, Const) and isinstance(item, Const):
        return ALWAYS if as_text(sought) == as_text(item) else NEVER
    return opaque if isinstance(item, Unknown | Object | Array) else Test(as_text(sought), "==", as_text(item))


def _contains(held: Value, name: str, sought: Value, written: str) -> Condition:
    """When a list, an object or a text holds what is sought."""
    opaque = Opaque(written)
    simple = not isinstance(sought, Unknown | Object | Array)
    match held:
        case Array(items) if simple:
            places = items[:1] if name == "startsWith" else items
            return any_of(_same(sought, item, opaque) for item in places)
        case Object(_, None) if name in ("has", "hasOwnProperty") and simple:
            return any_of(_same(sought, Const(each), opaque) for each in held.names())
        case Const(content) if name in ("startsWith", "endsWith", "includes") and isinstance(sought, Const):
            whole, part = printed(content), printed(sought.value)
            found = part in whole if name == "includes" else getattr(whole, name.lower())(part)
            return ALWAYS if found else NEVER
        case _ if name in ("startsWith", "endsWith", "includes") and isinstance(sought, Const) and _is_text(held):
            inner = re.sub(r"([*?[])", r"[\1]", printed(sought.value))
            pattern = f"{'' if name == 'startsWith' else '*'}{inner}{'' if name == 'endsWith' else '*'}"
            return Test(as_text(held), "matches", Const(pattern))
        case _:
            return opaque


def _is_text(value: Value) -> bool:
    return not isinstance(value, Unknown | Object | Array | Encoded)


def _is_pure(function: Node) -> bool:
    """Whether a function only makes a value: an expression without `await` and without a call that acts."""
    body = field_of(function, "body")
    if body is None or body.type == "statement_block":
        return False
    return not any(
        each.type in ("await_expression", "assignment_expression", *FUNCTIONS) for each in (body, *below(body))
    ) and not any(each.type == "call_expression" and b"github" in (each.text or b"") for each in (body, *below(body)))
