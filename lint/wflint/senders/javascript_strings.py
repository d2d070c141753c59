"""Which expressions of JavaScript surely give a text: `'2' < '10'` compares letters, `2 < '10'` numbers."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from wflint.regex import regex
from wflint.senders.javascript_text import Source, field_of

_ENVIRONMENT = regex(r"process\s*\.\s*env")
_TO_TEXT = frozenset(("toString", "toFixed", "trim", "padStart", "padEnd", "toLowerCase", "toUpperCase"))
_DEEPEST = 20


def is_text(source: Source, node: Node, depth: int = 0) -> bool:
    """Whether an expression is a text whatever happens; a name counts where it is a constant with such a value."""
    if depth > _DEEPEST:
        return False

    def both(sides: tuple[Node | None, ...]) -> Iterator[bool]:
        return (side is not None and is_text(source, side, depth + 1) for side in sides)

    match node.type:
        case "string" | "template_string":
            return True
        case "parenthesized_expression":
            return all(both(tuple(node.named_children)))
        case "binary_expression":
            sides = (field_of(node, "left"), field_of(node, "right"))
            sign = field_of(node, "operator")
            operator = source.of(sign) if sign is not None else ""
            return any(both(sides)) if operator == "+" else operator in ("||", "??", "&&") and all(both(sides))
        case "ternary_expression":
            return all(both((field_of(node, "consequence"), field_of(node, "alternative"))))
        case "member_expression" | "subscript_expression":
            owner = field_of(node, "object")
            return owner is not None and _is_environment(source, owner)
        case "call_expression":
            return _gives_text(source, field_of(node, "function"))
        case "identifier":
            return _is_text_constant(source, source.of(node), depth)
        case _:
            return False


def _is_environment(source: Source, node: Node) -> bool:
    return _ENVIRONMENT.fullmatch(source.of(node)) is not None


def _gives_text(source: Source, called: Node | None) -> bool:
    if called is None or called.type != "member_expression":
        return called is not None and source.of(called) == "String"
    name = field_of(called, "property")
    return source.of(called) == "core.getInput" or (name is not None and source.of(name) in _TO_TEXT)


def _is_text_constant(source: Source, name: str, depth: int) -> bool:
    """Whether a name is declared once, as a constant, and stands for a text."""
    found = source.declarations(name)
    if len(found) != 1 or found[0].type != "variable_declarator":
        return False
    parent, pattern, value = found[0].parent, field_of(found[0], "name"), field_of(found[0], "value")
    if parent is None or pattern is None or value is None or not source.of(parent).startswith("const"):
        return False
    if pattern.type == "identifier":
        return is_text(source, value, depth + 1)
    return pattern.type == "object_pattern" and _is_environment(source, value)
