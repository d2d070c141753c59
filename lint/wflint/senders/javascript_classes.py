"""Classes of JavaScript and `enum` of TypeScript: an object is its methods, its fields and what the constructor sets."""

from __future__ import annotations

from tree_sitter import Node

from wflint.lean import replace
from wflint.senders.bash_state import State
from wflint.senders.javascript_kinds import UNDEFINED, Class, Function
from wflint.senders.javascript_text import field_of, named
from wflint.senders.javascript_values import with_member
from wflint.senders.javascript_walk import Walk
from wflint.values.value import Const, Field, Object, Unknown, Value

_DEEPEST_CALL = 12


def class_of(walk: Walk, node: Node, state: State) -> Class:
    """A class with its static members."""
    base = _base(node)
    held = walk.value(base, state) if base is not None else None
    scope = walk.frames[-1].scope if walk.frames else None
    made = Class("a class", node, walk.source, scope, held)
    static = [
        Field(walk.source.of(name), walk.function(each) if each.type == "method_definition" else _initial(walk, each, state))
        for each in _members(node, static=True)
        if (name := field_of(each, "name", "property")) is not None
    ]
    return replace(made, static=tuple(static))


def parent_instance(walk: Walk, arguments: list[Value], state: State) -> Value:
    """`super(…)`: the constructor of the class above does its part."""
    above = state.variables.get("super")
    this = state.variables.get("this", Object(()))
    if isinstance(above, Class) and isinstance(this, Object):
        made = instance(walk, above, arguments, state, len(walk.running))
        if isinstance(made, Object):
            state.variables["this"] = Object((*made.fields, *this.fields), made.open)
    return UNDEFINED


def instance(walk: Walk, made: Class, arguments: list[Value], state: State, depth: int = 0) -> Value:
    """`new X(…)`: an object with the methods of the class, its fields, and what the constructor sets."""
    if made.node is None or depth > _DEEPEST_CALL or made.node.id in walk.running:
        return Unknown("an object of a class")
    walk.running.append(made.node.id)
    given = _made(walk, made, made.node, arguments, state, depth)
    walk.running.remove(made.node.id)
    return given


def _made(walk: Walk, made: Class, node: Node, arguments: list[Value], state: State, depth: int) -> Value:
    above = made.base if isinstance(made.base, Class) else None
    this: Value = Object(
        methods_of(walk, made), "members of a class that can't be seen" if made.base not in (None, above) else None
    )
    with walk.reading(made.source or walk.source, state):
        before = {name: state.variables.get(name) for name in ("this", "super")}
        state.variables["this"] = this
        for each in _members(node, static=False):
            name = field_of(each, "name", "property")
            if name is not None and each.type != "method_definition":
                this = with_member(this, walk.source.of(name), _initial(walk, each, state)) or this
                state.variables["this"] = this
        for key, value in before.items():
            if value is None:
                state.variables.pop(key, None)
            else:
                state.variables[key] = value
    constructor = next((each for each in _functions(walk, made) if each[0] == "constructor"), None)
    if constructor is not None:
        return walk.call_on(constructor[1], arguments, state, this)[1]
    if above is not None and isinstance(this, Object):
        inherited = instance(walk, above, arguments, state, depth + 1)
        if isinstance(inherited, Object):
            return Object((*inherited.fields, *this.fields), inherited.open)
    return this


def methods_of(walk: Walk, made: Class) -> tuple[Field, ...]:
    """The methods of a class itself."""
    return tuple(Field(name, function) for name, function in _functions(walk, made) if name != "constructor")


def _functions(walk: Walk, made: Class) -> list[tuple[str, Function]]:
    source = made.source or walk.source
    above = made.base if isinstance(made.base, Class) else None
    found: list[tuple[str, Function]] = []
    for each in _members(made.node, static=False) if made.node is not None else ():
        name = field_of(each, "name")
        if name is not None and each.type == "method_definition":
            function = replace(walk.function(each), source=source, scope=made.scope, above=above)
            found.append((source.of(name), function))
    return found


def _members(node: Node, static: bool) -> list[Node]:
    body = field_of(node, "body")
    kinds = ("method_definition", "field_definition", "public_field_definition")
    found = [each for each in named(body) if each.type in kinds] if body is not None else []
    return [each for each in found if any(child.type == "static" for child in each.children) == static]


def _initial(walk: Walk, node: Node, state: State) -> Value:
    given = field_of(node, "value")
    return walk.value(given, state) if given is not None else UNDEFINED


def _base(node: Node) -> Node | None:
    heritage = next((child for child in node.children if child.type == "class_heritage"), None)
    if heritage is None:
        return None
    first = next(iter(named(heritage)), None)
    if first is not None and first.type == "extends_clause":
        return field_of(first, "value")
    return first if first is not None and first.type != "implements_clause" else None


def enumeration(walk: Walk, node: Node, state: State) -> Value:
    """`enum X { A = 'a', B }`."""
    body = field_of(node, "body")
    fields: list[Field] = []
    following: Value = Const(0)
    for each in named(body) if body is not None else ():
        name = field_of(each, "name") or each
        given = field_of(each, "value")
        value = walk.value(given, state) if given is not None else following
        fields.append(Field(walk.source.of(name).strip("'\""), value, walk.source.span(each)))
        counts = isinstance(value, Const) and isinstance(value.value, int)
        following = Const(int(str(value.value)) + 1) if isinstance(value, Const) and counts else Unknown("a member of an `enum`")
    return Object(tuple(fields))
