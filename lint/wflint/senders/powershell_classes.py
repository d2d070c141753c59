"""Classes of PowerShell: `[Api]::new(…)`, `New-Object Api`, methods that read and change `$this`.

Source: learn.microsoft.com, about_Classes and about_Classes_Inheritance: which method is meant is told by the name, without
case, and here by the number of arguments; only `return` gives a method's value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from wflint.lean import replace
from wflint.senders.bash_state import State
from wflint.senders.powershell_functions import Call, call_method, may_call
from wflint.senders.powershell_parameters import declared
from wflint.senders.powershell_text import below, children
from wflint.senders.powershell_values import Instance
from wflint.senders.powershell_walk import Function, Walk
from wflint.values.value import Choice, Const, Fallback, Field, Object, OneOf, Unknown, Value, constant

_DEEPEST = 8


def class_statement(walk: Walk, node: Node, state: State) -> Value:
    """`class Api { … }`: it is known from here on."""
    name = next((child for child in children(node) if child.type == "simple_name"), None)
    if name is not None:
        known = walk.source.of(name).strip().lower()
        walk.classes[known] = Function(known, node, walk.source)
    return Const("")


def class_named(walk: Walk, written: str) -> Function | None:
    """The declared class behind `[Api]` or `Api`."""
    return walk.classes.get(written.strip().strip("[]").strip().lower())


def made(walk: Walk, kind: Function, arguments: Sequence[Value], node: Node, state: State) -> Value:
    """A new object: its members with their first values, then its constructor."""
    members: list[Field] = []
    for each in reversed(list(_line(walk, kind))):
        with walk.reading(each.source):
            for member in below(each.node, ("class_property_definition",)):
                members.extend(_property(walk, member, state))
    this: Value = Instance(tuple(members), None, kind.name)
    return _construct(walk, kind, arguments, this, state, 0)


def of_instance(value: Value) -> Instance | None:
    """The object that a value is, wherever it is one."""
    match value:
        case Instance():
            return value
        case Choice(_, first, second) | Fallback(first, second):
            return of_instance(first) or of_instance(second)
        case OneOf(options):
            return next((found for each in options if (found := of_instance(each)) is not None), None)
        case _:
            return None


def called_method(walk: Walk, this: Instance, name: str, arguments: Sequence[Value], state: State) -> tuple[Value, Value] | None:
    """What a method of a declared class gives, and the object after it; `None` where there is no such method."""
    kind = walk.classes.get(this.kind)
    found = _method(walk, kind, name, len(arguments)) if kind is not None else None
    if found is None or not may_call(walk, found.name):
        return None
    return call_method(walk, found, Call(tuple(arguments), this=this), state)


def called_static(walk: Walk, kind: Function, name: str, arguments: Sequence[Value], state: State) -> Value | None:
    """What a static method gives; `None` where there is no such method."""
    found = _method(walk, kind, name, len(arguments))
    if found is None or not may_call(walk, found.name):
        return None
    return call_method(walk, found, Call(tuple(arguments), this=Const("")), state)[0]


def static_member(walk: Walk, kind: Function, name: str, state: State) -> Value:
    """`[Api]::Token`."""
    with walk.reading(kind.source):
        for member in below(kind.node, ("class_property_definition",)):
            for found in _property(walk, member, state):
                if found.name.lower() == name.lower():
                    return found.value
    return Unknown(f"`[{kind.name}]::{name}`")


def new_object(walk: Walk, node: Node, words: Sequence[Value], state: State) -> Value:
    """`New-Object Api $a, $b`, `New-Object -TypeName Api -ArgumentList $a`, `New-Object psobject -Property @{…}`."""
    found: dict[str, Value] = {}
    plain: list[Value] = []
    waiting = ""
    for word in words:
        known = constant(word)
        if waiting:
            found[waiting], waiting = word, ""
        elif known is not None and known[:1] == "-" and known[1:].isalpha():
            waiting = next((each for each in ("typename", "argumentlist", "property") if each.startswith(known[1:].lower())), "-")
        else:
            plain.append(word)
    name = found.get("typename") or (plain.pop(0) if plain else Const(""))
    kind = class_named(walk, constant(name) or "")
    if kind is None:
        given = found.get("property")
        return given if isinstance(given, Object) else Unknown(walk.source.quoted(node))
    listed = found.get("argumentlist")
    given_list = [listed] if listed is not None else plain
    arguments = [item for each in given_list for item in (each.items if hasattr(each, "items") else (each,))]
    return made(walk, kind, arguments, node, state)


def _line(walk: Walk, kind: Function) -> Iterator[Function]:
    """A class and those that it inherits from."""
    each: Function | None = kind
    for _ in range(_DEEPEST):
        if each is None:
            return
        yield each
        base = next((child for child in children(each.node) if child.type == "type_spec"), None)
        each = class_named(walk, each.source.of(base)) if base is not None else None


def _property(walk: Walk, node: Node, state: State) -> Iterator[Field]:
    parts = children(node)
    name = next((at for at, child in enumerate(parts) if child.type == "variable"), None)
    if name is not None:
        default = parts[name + 1] if name + 1 < len(parts) else None
        value = walk.value(default, state) if default is not None else Const("")
        yield Field(walk.source.of(parts[name]).strip().lstrip("$"), value, walk.source.span(node))


def _method(walk: Walk, kind: Function, name: str, count: int) -> Function | None:
    for each in _line(walk, kind):
        same = [node for node in below(each.node, ("class_method_definition",)) if _name(each, node) == name.lower()]
        fitting = [node for node in same if len(declared(each.source, node)) == count]
        if same:
            return Function(f"{each.name}.{name.lower()}", (fitting or same)[0], each.source)
    return None


def _construct(walk: Walk, kind: Function, arguments: Sequence[Value], this: Value, state: State, depth: int) -> Value:
    own = [node for node in below(kind.node, ("class_method_definition",)) if _name(kind, node) == kind.name]
    fitting = [node for node in own if len(declared(kind.source, node)) == len(arguments)]
    function = Function(f"{kind.name}.new", fitting[0], kind.source) if fitting else None
    base = next(iter(list(_line(walk, kind))[1:]), None)
    if base is not None and depth < _DEEPEST:
        this = _construct(walk, base, _for_base(walk, function, arguments, this, state), this, state, depth + 1)
    if function is None or not may_call(walk, function.name):
        return this
    after = call_method(walk, function, Call(tuple(arguments), this=this), state)[1]
    return after if of_instance(after) is not None else this


def _for_base(walk: Walk, function: Function | None, arguments: Sequence[Value], this: Value, state: State) -> list[Value]:
    """The arguments of `: base(…)`."""
    handed = next(iter(below(function.node, ("class_method_base_ctor",))), None) if function is not None else None
    if handed is None or function is None:
        return []
    inside = state.copy()
    names = [each.name for each in declared(function.source, function.node)]
    inside.variables.update(zip(names, arguments, strict=False))
    inside.variables["this"] = this
    with walk.reading(function.source):
        return [walk.value(each, inside) for each in below(handed, ("argument_expression",))]


def _name(kind: Function, node: Node) -> str:
    name = next((child for child in children(node) if child.type == "simple_name"), None)
    return kind.source.of(name).strip().lower() if name is not None else ""


def with_kind(value: Object, kind: Function) -> Instance:
    """`[Api]@{ … }`: an object of the class with these members."""
    return Instance(value.fields, value.open, kind.name)


def written_back(before: Value, this: Value) -> Value:
    """The value of a variable after a method has changed the object that it may hold."""
    match before:
        case Instance():
            return this
        case Choice(_, first, second):
            return replace(before, then=written_back(first, this), otherwise=written_back(second, this))
        case _:
            return before
