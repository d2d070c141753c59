"""Functions that come with JavaScript: `JSON`, `Object`, `String`, `Promise` and their like."""

from __future__ import annotations

from wflint.senders.filled import over_which
from wflint.senders.javascript_binding import replace_object
from wflint.senders.javascript_kinds import UNDEFINED, Named, plain
from wflint.senders.javascript_site import Site
from wflint.senders.javascript_values import as_number, as_text, decoded, keys_of
from wflint.values.value import Array, Const, Encoded, Object, Unknown, Value, printed
from wflint.values.value import Field as Member


def of_language(site: Site, dotted: str, arguments: list[Value]) -> Value:
    """Functions that come with JavaScript."""
    first = arguments[0] if arguments else UNDEFINED
    match dotted:
        case "String" | "encodeURIComponent" | "decodeURIComponent":
            return as_text(first)
        case "Number" | "parseInt" | "parseFloat" | "Number.parseInt" | "Number.parseFloat" | "Math.floor":
            return as_number(first)
        case "JSON.stringify":
            return Encoded(plain(first))
        case "JSON.parse":
            return decoded(first)
        case "Boolean" | "Promise.all" | "Promise.resolve" | "Array.from" | "Set" | "Object.freeze" | "structuredClone":
            return first
        case "Map" | "Object.fromEntries":
            return _from_entries(first)
        case "Object.keys":
            return keys_of(first)
        case "Object.values":
            return Array(tuple(each.value for each in _last_fields(first))) if _is_closed(first) else Unknown(f"`{site.written}`")
        case "Object.entries":
            if _is_closed(first):
                return Array(tuple(Array((Const(each.name), each.value)) for each in _last_fields(first)))
            return Unknown(f"`{site.written}`")
        case "Object.assign" if arguments and isinstance(first, Object):
            merged = _assigned(arguments)
            for node in site.argument_nodes[:1]:
                replace_object(site.walk, node, merged, site.state)
            return merged
        case "core" | "console.log" | "console.error" | "console.warn":
            return UNDEFINED
        case "Promise" if arguments:
            return _promise(site, first)
        case "Array.isArray":
            return Const(True) if isinstance(first, Array) else Unknown(f"`{site.written}`")
        case _:
            return site.handed_on(arguments)


def _from_entries(value: Value) -> Value:
    if not isinstance(value, Array):
        return Object((), "its members are made at run time")
    fields: list[Member] = []
    for each in value.items:
        match each:
            case Array((Const(name), content)):
                fields.append(Member(printed(name), content))
            case _:
                return Object((), "its members are made at run time")
    return Object(tuple(fields))


def _is_closed(value: Value) -> bool:
    return isinstance(value, Object) and value.open is None


def _last_fields(value: Value) -> list[Member]:
    """The members of an object, the last of each name."""
    return list({each.name: each for each in value.fields}.values()) if isinstance(value, Object) else []


def _assigned(values: list[Value]) -> Object:
    """An object with the members of all of them."""
    fields: list[Member] = []
    opened: str | None = None
    for each in values:
        if isinstance(each, Object):
            fields, opened = [*fields, *each.fields], opened or each.open
        elif not isinstance(each, Const):
            opened = opened or "members that `Object.assign` brings and that can't be seen"
            fields = over_which(fields, "`Object.assign`")
    return Object(tuple(fields), opened)


def _promise(site: Site, function: Value) -> Value:
    """`new Promise((resolve, reject) => …)`: what is handed to `resolve` isn't followed."""
    names = (Named("`resolve`", ("resolve",)), Named("`reject`", ("reject",)))
    site.walk.call(function, list(names), site.state)
    return Unknown(f"`{site.written}`")
