"""Tests of a shell as conditions: `[ ]`, `[[ ]]`, `(( ))` and patterns of `case`."""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from wflint.senders.shell.text import Text
from wflint.values.condition import Comparison, Condition, Kind, Opaque, Test, all_of, any_of, negate
from wflint.values.value import Const, Unknown, Value, add, constant

Expand = Callable[[Node], Value]

_STRINGS: dict[str, Comparison] = {"=": "==", "==": "==", "!=": "!=", "<": "<", ">": ">"}
_NUMBERS: dict[str, Comparison] = {"-eq": "==", "-ne": "!=", "-lt": "<", "-le": "<=", "-gt": ">", "-ge": ">="}
_ARITHMETIC: dict[str, Comparison] = {"==": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def of_test(node: Node, text: Text, expand: Expand, arithmetic: bool = False) -> Condition:
    """The condition of what stands between the brackets."""
    match node.type:
        case "parenthesized_expression" | "test_command" | "compound_statement":
            inner = [child for child in node.children if child.is_named]
            return of_test(inner[0], text, expand, arithmetic) if len(inner) == 1 else _unread(node, text)
        case "negated_command":
            return negate(of_test(node.named_children[-1], text, expand, arithmetic))
        case "unary_expression":
            return _unary(node, text, expand, arithmetic)
        case "binary_expression":
            return _binary(node, text, expand, arithmetic)
        case _ if arithmetic:
            return Test(_number(node, text, expand), "!=", Const("0"), "number")
        case _:
            return Test(expand(node), "!=", Const(""))


def _unread(node: Node, text: Text) -> Condition:
    return Opaque(f"`{text.script.original(text.of(node))[:60]}`")


def _unary(node: Node, text: Text, expand: Expand, arithmetic: bool) -> Condition:
    operator = node.child_by_field_name("operator")
    operand = node.named_children[-1]
    match text.of(operator) if operator is not None else "":
        case "!":
            return negate(of_test(operand, text, expand, arithmetic))
        case "-z":
            return Test(expand(operand), "==", Const(""))
        case "-n":
            return Test(expand(operand), "!=", Const(""))
        case _:
            return _unread(node, text)


def _binary(node: Node, text: Text, expand: Expand, arithmetic: bool) -> Condition:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = node.child_by_field_name("operator")
    sign = text.of(operator) if operator is not None else ""
    if left is None or right is None:
        return _unread(node, text)
    if sign in ("&&", "-a"):
        return all_of((of_test(left, text, expand, arithmetic), of_test(right, text, expand, arithmetic)))
    if sign in ("||", "-o"):
        return any_of((of_test(left, text, expand, arithmetic), of_test(right, text, expand, arithmetic)))
    if arithmetic:
        if sign in _ARITHMETIC:
            return Test(_number(left, text, expand), _ARITHMETIC[sign], _number(right, text, expand), "number")
        return Test(_number(node, text, expand), "!=", Const("0"), "number")
    if sign in _NUMBERS:
        return Test(expand(left), _NUMBERS[sign], expand(right), "number")
    if sign in _STRINGS:
        return compared(expand(left), _STRINGS[sign], right, text, expand)
    return _unread(node, text)


def compared(left: Value, comparison: Comparison, pattern: Node, text: Text, expand: Expand) -> Condition:
    """A value against a word that may be a pattern: `[[ x == y* ]]`, `case x in y*)`."""
    right = expand(pattern)
    known = constant(right)
    bare = pattern.type in ("extglob_pattern", "word", "regex", "concatenation")
    kind: Kind = "string"
    if bare and known is not None and any(each in known for each in "*?["):
        matched = Test(left, "matches", right, kind)
        return negate(matched) if comparison == "!=" else matched
    return Test(left, comparison, right, kind)


def _number(node: Node, text: Text, expand: Expand) -> Value:
    return arithmetic_value(node, text, expand)


def arithmetic_value(node: Node, text: Text, expand: Expand) -> Value:
    """The value of an arithmetic expression: a variable plus or minus a constant, or a constant."""
    match node.type:
        case "number":
            return Const(text.of(node))
        case "parenthesized_expression" | "arithmetic_expansion":
            inner = [child for child in node.children if child.is_named]
            return arithmetic_value(inner[0], text, expand) if len(inner) == 1 else Unknown("an arithmetic expression")
        case "binary_expression":
            return _calculated(node, text, expand)
        case _:
            return expand(node)


def _calculated(node: Node, text: Text, expand: Expand) -> Value:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = node.child_by_field_name("operator")
    unnamed = [text.of(child) for child in node.children if not child.is_named]
    sign = text.of(operator) if operator is not None else (unnamed[0] if unnamed else "")
    if left is None or right is None:
        return Unknown("an arithmetic expression")
    one, other = arithmetic_value(left, text, expand), arithmetic_value(right, text, expand)
    if sign == "+" and (step := _whole(other)) is not None:
        return _as_text(add(one, step))
    if sign == "+" and (step := _whole(one)) is not None:
        return _as_text(add(other, step))
    if sign == "-" and (step := _whole(other)) is not None:
        return _as_text(add(one, -step))
    return Unknown(f"`{text.script.original(text.of(node))[:60]}`")


def _as_text(value: Value) -> Value:
    """Shells know strings only."""
    return Const(str(value.value)) if isinstance(value, Const) else value


def _whole(value: Value) -> int | None:
    known = constant(value)
    return int(known) if known is not None and known.strip().lstrip("-").isdecimal() else None
