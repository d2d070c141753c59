"""Methods of texts, lists, objects and functions in JavaScript."""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from wflint.senders.holed import each_option, holed, trimmed
from wflint.senders.javascript_binding import replace_object
from wflint.senders.javascript_kinds import UNDEFINED, Function, Rest, Some
from wflint.senders.javascript_searches import CALLBACKS, callback, predicate
from wflint.senders.javascript_site import Site
from wflint.senders.javascript_values import as_text, element, index, keys_of, member, possible_items
from wflint.values.value import Array, Const, Fresh, Object, Reference, Text, Unknown, Value, constant, printed, text
from wflint.values.value import Field as Member


def of_value(site: Site, held: Value, owner: Node, name: str) -> Value:
    """A method of a value that isn't one of GitHub's objects."""
    own = member(held, name, site.written) if isinstance(held, Object) else None
    if name in CALLBACKS and own in (None, UNDEFINED):
        return callback(site, held, name)
    arguments = site.arguments()
    if isinstance(own, Function):
        given, left = site.walk.call_on(own, arguments, site.state, held)
        site.changed(arguments)
        if left != held:
            replace_object(site.walk, owner, left, site.state)
        return given
    first = arguments[0] if arguments else UNDEFINED
    match name:
        case "toString" | "trim" | "trimEnd" | "trimStart" | "toLowerCase" | "toUpperCase":
            return _of_text(held, name, arguments)
        case "includes" | "has" | "startsWith" | "endsWith" | "indexOf" | "hasOwnProperty":
            return predicate(site, held, name, first)
        case "push" | "add" | "unshift":
            return _pushed(site, held, owner, arguments, name == "unshift")
        case "set" if isinstance(held, Object) and len(arguments) > 1 and isinstance(first, Const):
            fields = (*held.fields, Member(printed(first.value), arguments[1], site.span))
            replace_object(site.walk, owner, Object(fields, held.open), site.state)
            return held
        case "get":
            return index(held, first, site.written)
        case "at":
            return index(held, first, site.written)
        case "pop" | "shift":
            return _taken(site, held, owner)
        case "splice" if isinstance(held, Array) and len(arguments) > 1:
            _taken(site, held, owner)
            return Some(f"`{site.written}`", held.items)
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


def _pushed(site: Site, held: Value, owner: Node, arguments: list[Value], in_front: bool) -> Value:
    """`list.push(x)`: the list grows; by how much isn't known where a list that isn't known is spread out."""
    reason = f"`{site.source.original(owner)}`, which grows at run time"
    items = possible_items(held)
    grown: Value = Unknown(reason)
    if items is not None:
        rest = tuple(each for each in items if isinstance(each, Rest))
        known = tuple(each for each in items if not isinstance(each, Rest))
        all_items = (*arguments, *known, *rest) if in_front else (*known, *arguments, *rest)
        spread = {Unknown(f"`{site.source.original(each)}`") for each in site.argument_nodes if each.type == "spread_element"}
        grown = Array(all_items) if isinstance(held, Array) and spread.isdisjoint(arguments) else Some(reason, all_items)
    replace_object(site.walk, owner, grown, site.state)
    return Unknown("a number of elements")


def _taken(site: Site, held: Value, owner: Node) -> Value:
    """`list.pop()`, `list.shift()`: one of the elements; how many are left isn't known, since a loop may come by again."""
    items = possible_items(held)
    if items is not None:
        replace_object(site.walk, owner, Some(f"`{site.source.original(owner)}`, which shrinks at run time", items), site.state)
    return element(held)


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
        if isinstance(value, Text) and isinstance(value.parts[0], Const) and name in ("substring", "slice") and numbers and whole:
            # What is cut off the beginning stands before the first hole.
            first, shape = len(printed(value.parts[0].value)), holed(value)
            if len(numbers) == 1 and 0 <= numbers[0] <= first:
                return shape.restore(shape.shape[numbers[0] :])
        known = change(printed(value.value)) if isinstance(value, Const) else None
        return Const(known) if known is not None else Unknown(f"a text changed by `{name}`")

    return each_option(held, each)
