"""Methods of texts, lists, objects and functions in JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

from tree_sitter import Node

from wflint.senders.bash_state import State
from wflint.senders.holed import each_option, trimmed
from wflint.senders.javascript_binding import replace_object
from wflint.senders.javascript_branches import repeated
from wflint.senders.javascript_kinds import UNDEFINED, Function, Position, Some
from wflint.senders.javascript_site import Site
from wflint.senders.javascript_text import FUNCTIONS, below, field_of
from wflint.senders.javascript_values import as_text, element, index, keys_of, member, possible_items
from wflint.values.condition import ALWAYS, NEVER, Condition, Opaque, Test, any_of
from wflint.values.value import Array, Choice, Const, Encoded, Fresh, Object, Reference, Unknown, Value, constant, printed, text
from wflint.values.value import Field as Member

_CALLBACKS = frozenset(("forEach", "map", "filter", "find", "some", "every", "flatMap", "reduce", "findLast", "sort"))


def of_value(site: Site, held: Value, owner: Node, name: str) -> Value:
    """A method of a value that isn't one of GitHub's objects."""
    own = member(held, name, site.written) if isinstance(held, Object) else None
    if name in _CALLBACKS and own in (None, UNDEFINED):
        return _callback(site, held, name)
    arguments = site.arguments()
    if isinstance(own, Function):
        given, left = site.walk.call_on(own, arguments, site.state, held)
        if left != held:
            replace_object(site.walk, owner, left, site.state)
        return given
    first = arguments[0] if arguments else UNDEFINED
    match name:
        case "toString" | "trim" | "trimEnd" | "trimStart" | "toLowerCase" | "toUpperCase":
            return _of_text(held, name, arguments)
        case "includes" | "has" | "startsWith" | "endsWith" | "indexOf" | "hasOwnProperty":
            return _predicate(site, held, name, first)
        case "push" | "add":
            return _pushed(site, held, owner, arguments)
        case "set" if isinstance(held, Object) and len(arguments) > 1 and isinstance(first, Const):
            fields = (*held.fields, Member(printed(first.value), arguments[1], site.span))
            replace_object(site.walk, owner, Object(fields, held.open), site.state)
            return held
        case "get":
            return index(held, first, site.written)
        case "at" | "pop" | "shift":
            return element(held) if name != "at" else index(held, first, site.written)
        case "slice" | "splice" if isinstance(held, Array) and len(arguments) == 1 and isinstance(first, Const):
            at = int(printed(first.value)) if printed(first.value).lstrip("-").isdecimal() else 0
            return Array(held.items[at:])
        case "join" if isinstance(held, Array):
            sign = as_text(first) if arguments else Const(",")
            return text(part for at, item in enumerate(held.items) for part in ((sign,) if at else ()) + (as_text(item),))
        case "concat" if isinstance(held, Array) and all(isinstance(each, Array) for each in arguments):
            return Array((*held.items, *(item for each in arguments if isinstance(each, Array) for item in each.items)))
        case "split":
            return _split(held, first)
        case "substring" | "slice" | "substr" | "replace" | "replaceAll":
            return _of_text(held, name, arguments)
        case "keys":
            return keys_of(held)
        case "values" if isinstance(held, Array):
            return held
        case "entries" if isinstance(held, Array):
            return Array(tuple(Array((Const(at), item)) for at, item in enumerate(held.items)))
        case "toISOString" | "getTime" | "toJSON" if isinstance(held, Fresh):
            return held
        case _ if isinstance(held, Fresh):
            return held
        case "call" | "apply" if isinstance(held, Function):
            return site.walk.call(held, arguments[1:], site.state)
        case _:
            return site.handed_on(arguments)


def _pushed(site: Site, held: Value, owner: Node, arguments: list[Value]) -> Value:
    """`list.push(x)`: the list grows."""
    grown: Value = Unknown(f"`{site.source.original(owner)}`, which grows at run time")
    items = possible_items(held)
    if isinstance(held, Array):
        grown = Array((*held.items, *arguments))
    elif items is not None:
        grown = Some(grown.reason, (*items, *arguments)) if isinstance(grown, Unknown) else grown
    replace_object(site.walk, owner, grown, site.state)
    return Unknown("a number of elements")


def _predicate(site: Site, held: Value, name: str, sought: Value) -> Value:
    """`list.includes(x)` and its like."""
    if name == "indexOf":
        start = _contains(held, "startsWith", sought, site.written)
        return Position(f"`{site.written}`", start, _contains(held, "includes", sought, site.written))
    condition = _contains(held, name, sought, site.written)
    if condition in (ALWAYS, NEVER):
        return Const(condition == ALWAYS)
    return Choice(condition, Const(True), Const(False))


def _callback(site: Site, held: Value, name: str) -> Value:
    """`list.map(x => …)` and its like: the function is walked for any element."""
    nodes = site.argument_nodes
    functions = [site.walk.value(node, site.state) for node in nodes]
    function = functions[0] if functions else None
    if not isinstance(function, Function) or function.node is None:
        return Unknown(f"`{site.written}`")
    if isinstance(held, Array) and name == "map" and _is_pure(function.node):
        return Array(tuple(site.walk.call(function, [item, Const(at)], site.state) for at, item in enumerate(held.items)))
    given: list[Value] = []
    arguments: list[Value] = [element(held), Unknown("the place in a list")]
    if name == "reduce":
        arguments = [Unknown("what `reduce` has gathered"), *arguments]

    def body(_: Node, inside: State) -> None:
        given.append(site.walk.call(function, arguments, inside))

    repeated(site.walk, function.node, held, site.state, lambda _: None, body)
    items = possible_items(held)
    match name:
        case "filter" | "sort" if items is not None:
            return Some(f"`{site.written}`", items)
        case "find" | "findLast" if items:
            return element(held)
        case "map" | "flatMap" if given:
            return Some(f"`{site.written}`", (given[0],))
        case _:
            return Unknown(f"`{site.written}`")


def _same(sought: Value, item: Value, opaque: Condition) -> Condition:
    if isinstance(sought, Const) and isinstance(item, Const):
        return ALWAYS if as_text(sought) == as_text(item) else NEVER
    return opaque if isinstance(item, Unknown | Object | Array) else Test(as_text(sought), "==", as_text(item))


def _contains(held: Value, name: str, sought: Value, written: str) -> Condition:
    """When a list, an object or a text holds what is sought."""
    opaque = Opaque(f"`{written}`")
    simple = not isinstance(sought, Unknown | Object | Array)
    match held:
        case Array(items) if simple:
            places = items[:1] if name == "startsWith" else items
            return any_of(_same(sought, item, opaque) for item in places)
        case Object(_, None) if name in ("has", "hasOwnProperty") and simple:
            return any_of(_same(sought, Const(each), opaque) for each in held.names())
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


def _split(held: Value, sign: Value) -> Value:
    known, separator = constant(held), constant(sign)
    if isinstance(held, Reference) and held.key == ("github", "repository") and separator == "/":
        return Array((Reference(("github", "repository_owner")), Reference(("github", "event", "repository", "name"))))
    if known is None or separator is None or not isinstance(held, Const):
        return Unknown("the pieces of a text that is made at run time")
    return Array(tuple(Const(piece) for piece in (known.split(separator) if separator else list(known))[:200]))


def _of_text(held: Value, name: str, arguments: list[Value]) -> Value:
    """Methods that give a text."""
    if name == "toString":
        return as_text(held)
    if name == "trim":
        return trimmed(as_text(held))
    change: Callable[[str], str | None]
    numbers = [each.value for each in arguments if isinstance(each, Const) and isinstance(each.value, int)]
    texts = [each.value for each in arguments if isinstance(each, Const) and isinstance(each.value, str)]
    whole = len(numbers) == len(arguments)

    def changed(content: str) -> str | None:
        match name:
            case "toLowerCase":
                return content.lower()
            case "toUpperCase":
                return content.upper()
            case "trimStart":
                return content.lstrip()
            case "trimEnd":
                return content.rstrip()
            case "substring" | "slice" if whole and numbers and all(number >= 0 for number in numbers):
                return content[numbers[0] : numbers[1] if len(numbers) > 1 else None]
            case "replace" | "replaceAll" if len(texts) == 2 and len(arguments) == 2:
                return content.replace(texts[0], texts[1], 1 if name == "replace" else -1)
            case _:
                return None

    change = changed

    def each(value: Value) -> Value:
        known = change(printed(value.value)) if isinstance(value, Const) else None
        return Const(known) if known is not None else Unknown(f"a text changed by `{name}`")

    return each_option(held, each)
