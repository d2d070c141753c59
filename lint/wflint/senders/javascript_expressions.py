"""Expressions of JavaScript: what each gives, walked from the inside out."""

from __future__ import annotations

from tree_sitter import Node

from wflint.lean import replace
from wflint.regex import regex
from wflint.senders.bash_state import State
from wflint.senders.filled import over_which
from wflint.senders.javascript_binding import assignment
from wflint.senders.javascript_calls import called
from wflint.senders.javascript_classes import class_of, methods_of
from wflint.senders.javascript_kinds import UNDEFINED, Class, Named
from wflint.senders.javascript_members import key_of, member_expression, place_of, subscript
from wflint.senders.javascript_operators import binary, ternary, unary
from wflint.senders.javascript_site import Site
from wflint.senders.javascript_text import CLASSES, FUNCTIONS, TYPED, Source, field_of, named
from wflint.senders.javascript_values import as_text, decoded
from wflint.senders.javascript_walk import Walk
from wflint.values.value import Array, Choice, Const, Field, Object, Unknown, Value, text

_STRINGS = ("string", "template_string")
_ENVIRONMENT = regex(r"""process\.env(?:\.\w+|\[['"]\w+['"]\])""")
"""Variables of the environment, which are texts whatever their values look like."""


def value(walk: Walk, node: Node, state: State) -> Value:
    """What an expression gives."""
    walk.step()
    match node.type:
        case "string":
            return walk.source.string(node)
        case "template_string":
            return _template(walk, node, state)
        case "number":
            return _number(walk.source.of(node))
        case "true" | "false":
            return Const(node.type == "true")
        case "null" | "undefined":
            return UNDEFINED
        case "identifier" | "shorthand_property_identifier":
            return _variable(walk, walk.source.of(node), state)
        case "parenthesized_expression" | "await_expression" | "expression_statement":
            inner = named(node)
            return walk.value(inner[0], state) if inner else UNDEFINED
        case _ if node.type in TYPED:
            inner = named(node)
            return walk.value(inner[-1 if node.type == "type_assertion" else 0], state) if inner else UNDEFINED
        case "this":
            return state.variables.get("this", Unknown("`this`"))
        case "super":
            above = state.variables.get("super")
            return Object(methods_of(walk, above), "members of a class above") if isinstance(above, Class) else Unknown("`super`")
        case "meta_property":
            return place_of(walk, walk.source.of(node)) or Unknown(f"`{walk.source.original(node)}`")
        case "object":
            return _object(walk, node, state)
        case "array":
            return _array(walk, node, state)
        case "member_expression":
            return member_expression(walk, node, state)
        case "subscript_expression":
            return subscript(walk, node, state)
        case "call_expression" | "new_expression":
            return called(Site(walk, node, state))
        case "ternary_expression":
            return ternary(walk, node, state)
        case "binary_expression":
            return binary(walk, node, state)
        case "unary_expression":
            return unary(walk, node, state)
        case "assignment_expression" | "augmented_assignment_expression" | "update_expression":
            return assignment(walk, node, state)
        case "sequence_expression":
            return [walk.value(child, state) for child in node.named_children][-1]
        case _ if node.type in FUNCTIONS:
            return walk.function(node)
        case _ if node.type in CLASSES:
            return class_of(walk, node, state)
        case _:
            for child in named(node):
                walk.statement(child, state)
            return Unknown(f"`{walk.source.original(node)}`")


def _variable(walk: Walk, name: str, state: State) -> Value:
    if name in state.variables:
        return state.variables[name]
    if name == "undefined":
        return UNDEFINED
    pasted = walk.source.script.values_in(name)
    if pasted != Const(name):
        return decoded(pasted) if not name.strip("WQ") or _is_whole_hole(walk.source, name) else Unknown("source text")
    if name in ("github", "octokit"):
        return Named(f"`{name}`", (name,), walk.token)
    place = place_of(walk, name)
    if place is not None:
        return place
    return Named(f"`{name}` is set nowhere in sight", (name,))


def _template(walk: Walk, node: Node, state: State) -> Value:
    parts: list[Value] = []
    for child in node.named_children:
        if child.type == "template_substitution":
            parts += [as_text(walk.value(inner, state)) for inner in child.named_children if inner.type != "comment"]
        else:
            parts.append(walk.source.literal(child))
    return text(parts)


def _object(walk: Walk, node: Node, state: State) -> Value:
    fields: list[Field] = []
    opened: str | None = None
    for child in node.named_children:
        match child.type:
            case "pair":
                key, given = field_of(child, "key"), field_of(child, "value")
                if key is None or given is None:
                    continue
                name, value = key_of(walk, key, state), walk.value(given, state)
                if name is None:
                    opened = f"the name `{walk.source.original(key)}` is made at run time"
                else:
                    quoted = given.type in _STRINGS or _ENVIRONMENT.fullmatch(walk.source.of(given)) is not None
                    fields.append(Field(name, value, walk.source.span(child), quoted))
            case "shorthand_property_identifier":
                fields.append(Field(walk.source.of(child), walk.value(child, state), walk.source.span(child)))
            case "method_definition":
                method = field_of(child, "name")
                named_ = key_of(walk, method, state) if method is not None else None
                if named_ is not None:
                    fields.append(Field(named_, walk.function(child), walk.source.span(child)))
            case "spread_element" if child.named_children:
                spread = walk.value(child.named_children[0], state)
                more, reason = _spread(spread, walk.source.original(child))
                if reason is not None:
                    fields = over_which(fields, f"`{walk.source.original(child)}`")
                fields.extend(more)
                opened = opened or reason
            case "comment":
                pass
            case _:
                opened = f"`{walk.source.original(child)}`"
    return Object(tuple(fields), opened)


def _array(walk: Walk, node: Node, state: State) -> Value:
    items: list[Value] = []
    for child in node.named_children:
        if child.type == "spread_element" and child.named_children:
            spread = walk.value(child.named_children[0], state)
            if not isinstance(spread, Array):
                return Unknown(f"`{walk.source.original(node)}`")
            items.extend(spread.items)
        elif child.type != "comment":
            items.append(walk.value(child, state))
    return Array(tuple(items))


def _number(written: str) -> Value:
    try:
        return Const(int(written.replace("_", ""), 0))
    except ValueError:
        pass
    try:
        return Const(float(written.replace("_", "")))
    except ValueError:
        return Unknown(f"`{written}`")


def _spread(value: Value, written: str) -> tuple[tuple[Field, ...], str | None]:
    """The members that `...value` brings, and why there may be more."""
    match value:
        case Object(fields, opened):
            return fields, opened
        case Const():
            return (), None
        case Choice(condition, Object(fields, first), other) if not isinstance(other, Unknown):
            rest, second = _spread(other, written)
            known = {each.name: each.value for each in rest}
            merged = tuple(replace(each, value=Choice(condition, each.value, known.get(each.name, UNDEFINED))) for each in fields)
            names = {each.name for each in fields}
            more = tuple(replace(each, value=Choice(condition, UNDEFINED, each.value)) for each in rest if each.name not in names)
            return (*merged, *more), first or second
        case _:
            return (), f"`{written}` brings members that can't be seen"


def _is_whole_hole(source: Source, name: str) -> bool:
    """Whether a name is one masked `${{ }}` and nothing else."""
    return source.script.original(name).startswith("${{") and source.script.original(name).find("}}") == (
        len(source.script.original(name)) - 2
    )
