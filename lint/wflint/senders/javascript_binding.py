"""Names given their values in JavaScript: declarations, patterns, assignments to names and to members of objects."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from wflint.lean import replace
from wflint.senders.bash_state import State
from wflint.senders.javascript_kinds import UNDEFINED, Class, Function, Named, plain
from wflint.senders.javascript_members import key_of, member_of
from wflint.senders.javascript_text import TYPED, field_of
from wflint.senders.javascript_values import alternative, as_number, as_text, index, minus, plus, with_member
from wflint.senders.javascript_walk import Walk
from wflint.senders.message import Exit
from wflint.values.value import Array, Const, Object, Unknown, Value, add, printed


def bind(walk: Walk, pattern: Node, value: Value, state: State) -> None:
    """Give the names of a pattern their values."""
    match pattern.type:
        case "identifier" | "shorthand_property_identifier_pattern":
            name = walk.source.of(pattern)
            walk.questions.give(name)
            state.assign(name, value)
        case "object_pattern":
            _bind_members(walk, pattern, value, state)
        case "array_pattern":
            for at, each in enumerate(_places(pattern)):
                if each is not None and each.type == "rest_pattern":
                    items = value.items[at:] if isinstance(value, Array) else None
                    bind_rest(walk, each, Array(items) if items is not None else Unknown("the rest of a list"), state)
                elif each is not None:
                    bind(walk, each, index(value, Const(at), walk.source.original(each)), state)
        case "assignment_pattern" | "object_assignment_pattern":
            left, right = field_of(pattern, "left"), field_of(pattern, "right")
            if left is not None and right is not None:
                bind(walk, left, _or_default(walk, value, right, state), state)
        case "member_expression" | "subscript_expression":
            _assign_member(walk, pattern, value, state)
        case "required_parameter" | "optional_parameter":
            inner, default = field_of(pattern, "pattern"), field_of(pattern, "value")
            if inner is not None:
                bind(walk, inner, _or_default(walk, value, default, state) if default is not None else value, state)
        case _ if pattern.type in TYPED or pattern.type == "parenthesized_expression":
            if pattern.named_children:
                bind(walk, pattern.named_children[0], value, state)
        case _:
            pass


def _bind_members(walk: Walk, pattern: Node, value: Value, state: State) -> None:
    """The names of `{a, b: c, ...rest}`."""
    used: set[str] = set()
    for each in pattern.named_children:
        match each.type:
            case "shorthand_property_identifier_pattern":
                name, target = walk.source.of(each), each
            case "object_assignment_pattern":
                target = each
                left = field_of(each, "left")
                name = walk.source.of(left) if left is not None else ""
            case "pair_pattern":
                key, inner = field_of(each, "key"), field_of(each, "value")
                if key is None or inner is None:
                    continue
                name, target = key_of(walk, key, state) or "", inner
            case "rest_pattern":
                kept = Unknown("the rest of an object")
                rest: Value = kept
                if isinstance(value, Object):
                    rest = replace(value, fields=tuple(one for one in value.fields if one.name not in used))
                bind_rest(walk, each, rest, state)
                continue
            case _:
                continue
        used.add(name)
        bind(walk, target, member_of(walk, value, name, walk.source.original(each), state), state)


def bind_rest(walk: Walk, node: Node, value: Value, state: State) -> None:
    """The name of `...rest`."""
    if node.named_children:
        bind(walk, node.named_children[0], value, state)


def _or_default(walk: Walk, value: Value, default: Node, state: State) -> Value:
    """A default counts where nothing is given."""
    if value == UNDEFINED:
        return walk.value(default, state)
    if isinstance(value, Const | Object | Array | Function | Class):
        return value
    return alternative(value, walk.value(default, state))


def assignment(walk: Walk, node: Node, state: State) -> Value:
    """`a = b`, `a += b`, `a++`."""
    target = field_of(node, "left", "argument")
    if target is None:
        return Unknown(f"`{walk.source.original(node)}`")
    if node.type == "update_expression":
        value = add(as_number(walk.value(target, state)), -1 if "--" in walk.source.of(node) else 1)
    else:
        value = _assigned(walk, node, target, state)
    bind(walk, target, value, state)
    return value


def _assigned(walk: Walk, node: Node, target: Node, state: State) -> Value:
    right, sign = field_of(node, "right"), field_of(node, "operator")
    given = walk.value(right, state) if right is not None else UNDEFINED
    if sign is None or right is None:
        return given
    before = walk.value(target, state)
    match walk.source.of(sign):
        case "+=":
            return plus(before, given, right.type in ("string", "template_string"))
        case "-=":
            return minus(before, given, walk.source.original(node))
        case "||=" | "??=":
            return alternative(before, given)
        case _:
            return Unknown(f"`{walk.source.original(node)}`")


def _assign_member(walk: Walk, node: Node, value: Value, state: State) -> None:
    """`a.b = value`: the object that the name holds gets the member."""
    owner, key = field_of(node, "object"), field_of(node, "property", "index")
    if owner is None or key is None:
        return
    before = walk.value(owner, state)
    if isinstance(before, Named) and before.path == ("process",) and walk.source.of(key) == "exitCode":
        walk.exits.append(Exit(as_text(value), walk.source.span(node), state.guard))
    name = _name_of(walk, node, key, state)
    if isinstance(before, Named) and before.path == ("process", "env") and name is not None:
        walk.environment[name] = plain(as_text(value))
    above = node.parent
    place = walk.source.span(above if above is not None and above.type == "assignment_expression" else node)
    replace_object(walk, owner, with_member(before, name, value, place, walk.source.original(key)), state)


def replace_object(walk: Walk, owner: Node, value: Value | None, state: State) -> None:
    """Let the name or member that holds an object hold another one."""
    while (owner.type in TYPED or owner.type == "parenthesized_expression") and owner.named_children:
        owner = owner.named_children[-1 if owner.type == "type_assertion" else 0]
    if value is None:
        return
    if owner.type in ("identifier", "this") and walk.source.of(owner) in state.variables:
        state.assign(walk.source.of(owner), value)
    elif owner.type in ("member_expression", "subscript_expression"):
        inner, key = field_of(owner, "object"), field_of(owner, "property", "index")
        name = _name_of(walk, owner, key, state) if key is not None else None
        if inner is not None and name is not None:
            before = walk.value(inner, state)
            place = next((each.span for each in getattr(before, "fields", ()) if each.name == name), None)
            replace_object(walk, inner, with_member(before, name, value, place), state)


def _name_of(walk: Walk, node: Node, key: Node, state: State) -> str | None:
    """The name of the member that `a.b` or `a[b]` means."""
    if node.type == "member_expression":
        return walk.source.of(key)
    at = walk.value(key, state)
    return printed(at.value) if isinstance(at, Const) else None


def _places(pattern: Node) -> Iterator[Node | None]:
    """The elements of an array pattern; `None` for one left out."""
    waiting = True
    for child in pattern.children[1:-1]:
        if child.type == ",":
            if waiting:
                yield None
            waiting = True
        elif child.type != "comment":
            yield child
            waiting = False
