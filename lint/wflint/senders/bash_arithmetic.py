"""Integer arithmetic of the shell: `$((x + 1))`, `((x++))`, `let`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from wflint.senders.bash_state import State
from wflint.senders.bash_tree import Node
from wflint.values.condition import Condition, Opaque, Test, all_of, any_of, negate
from wflint.values.value import Choice, Const, Unknown, Value, add, printed

if TYPE_CHECKING:
    from wflint.senders.bash_words import Reader

Variable = Callable[["Reader", str, State], Value]
ValueOf = Callable[["Reader", Node, State], Value]
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


def arithmetic(reader: Reader, node: Node, state: State, variable: Variable, value_of: ValueOf) -> Value:
    """The value of an arithmetic expression; assignments in it are carried out."""
    source = reader.source

    def again(inner: Node) -> Value:
        return arithmetic(reader, inner, state, variable, value_of)

    match node.type:
        case "number":
            return _number(source.text(node))
        case "variable_name" | "word":
            name = source.text(node)
            return as_number(
                variable(reader, name, state) if re.fullmatch(r"[A-Za-z_]\w*", name) else value_of(reader, node, state)
            )
        case "parenthesized_expression":
            return again(node.named_children[0]) if node.named_children else Unknown("arithmetic that can't be read")
        case "postfix_expression" | "unary_expression":
            return _single(reader, node, state, again)
        case "binary_expression":
            return _pair(reader, node, state, again)
        case "ternary_expression":
            condition, then, otherwise = (node.child_by_field_name(each) for each in ("condition", "consequence", "alternative"))
            if condition is None or then is None or otherwise is None:
                return Unknown("arithmetic that can't be read")
            return Choice(arithmetic_condition(reader, condition, state, variable, value_of), again(then), again(otherwise))
        case _:
            return as_number(value_of(reader, node, state))


def _number(written: str) -> Value:
    return Const(str(int(written))) if re.fullmatch(r"[+-]?(0|[1-9]\d{0,17})", written) else Unknown(f"the number `{written}`")


def as_number(value: Value) -> Value:
    """A value as the shell's arithmetic takes it: the empty text counts as 0."""
    if isinstance(value, Const):
        content = printed(value.value).strip()
        return _number(content or "0")
    return value


def _single(reader: Reader, node: Node, state: State, again: Callable[[Node], Value]) -> Value:
    operator = node.child_by_field_name("operator")
    operand = next((child for child in node.children if child != operator and child.is_named), None)
    sign = reader.source.text(operator) if operator is not None else ""
    if operand is None:
        return Unknown("arithmetic that can't be read")
    value = again(operand)
    name = reader.source.text(operand).lstrip("$")
    match sign:
        case "++" | "--":
            changed = plus(value, 1 if sign == "++" else -1)
            state.assign(name, changed)
            return value if node.type == "postfix_expression" else changed
        case "-":
            return (
                Const(str(-int(printed(value.value)))) if isinstance(value, Const) else Unknown("`-` of a value that isn't known")
            )
        case "+":
            return value
        case _:
            return Unknown(f"`{sign}` in arithmetic")


def _pair(reader: Reader, node: Node, state: State, again: Callable[[Node], Value]) -> Value:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = node.child_by_field_name("operator")
    if left is None or right is None or operator is None:
        return Unknown("arithmetic that can't be read")
    sign = reader.source.text(operator)
    if sign.endswith("=") and sign not in _COMPARISONS:
        value = again(right)
        name = reader.source.text(left).lstrip("$")
        changed = value if sign == "=" else calculated(sign[:-1], again(left), value)
        state.assign(name, changed)
        return changed
    return calculated(sign, again(left), again(right))


def plus(value: Value, amount: int) -> Value:
    """`value + amount`, printed as the shell prints numbers."""
    added = add(value, amount)
    return Const(printed(added.value)) if isinstance(added, Const) else added


def calculated(sign: str, left: Value, right: Value) -> Value:
    """The result of one operation; anything but adding a constant needs constants on both sides."""
    if isinstance(left, Choice):
        return Choice(left.condition, calculated(sign, left.then, right), calculated(sign, left.otherwise, right))
    if isinstance(left, Const) and isinstance(right, Const):
        return _of_constants(sign, printed(left.value).strip() or "0", printed(right.value).strip() or "0")
    if sign == "+" and isinstance(right, Const) and _whole(right):
        return plus(left, int(printed(right.value)))
    if sign == "+" and isinstance(left, Const) and _whole(left):
        return plus(right, int(printed(left.value)))
    if sign == "-" and isinstance(right, Const) and _whole(right):
        return plus(left, -int(printed(right.value)))
    for each in (left, right):
        if isinstance(each, Unknown):
            return each
    return Unknown(f"`{sign}` in arithmetic")


def _whole(value: Const) -> bool:
    return bool(re.fullmatch(r"[+-]?\d{1,18}", printed(value.value).strip()))


def _of_constants(sign: str, left: str, right: str) -> Value:
    if not (_whole(Const(left)) and _whole(Const(right))):
        return Unknown(f"`{left} {sign} {right}` in arithmetic")
    one, other = int(left), int(right)
    match sign:
        case "+":
            return Const(str(one + other))
        case "-":
            return Const(str(one - other))
        case "*":
            return Const(str(one * other))
        case "/" | "%" if other != 0:
            quotient = abs(one) // abs(other) * (1 if (one < 0) == (other < 0) else -1)
            return Const(str(quotient if sign == "/" else one - quotient * other))
        case _:
            return Unknown(f"`{sign}` in arithmetic")


def arithmetic_condition(reader: Reader, node: Node, state: State, variable: Variable, value_of: ValueOf) -> Condition:
    """Whether an arithmetic expression is other than 0."""

    def again(inner: Node) -> Condition:
        return arithmetic_condition(reader, inner, state, variable, value_of)

    operator = node.child_by_field_name("operator")
    sign = reader.source.text(operator) if operator is not None else ""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if node.type == "parenthesized_expression" and node.named_children:
        return again(node.named_children[0])
    if node.type == "unary_expression" and sign == "!":
        operand = next((child for child in node.children if child != operator and child.is_named), None)
        return negate(again(operand)) if operand is not None else Opaque("arithmetic that can't be read")
    if node.type == "binary_expression" and left is not None and right is not None:
        if sign == "&&":
            return all_of((again(left), again(right)))
        if sign == "||":
            return any_of((again(left), again(right)))
        if sign in _COMPARISONS:
            one = arithmetic(reader, left, state, variable, value_of)
            other = arithmetic(reader, right, state, variable, value_of)
            return Test(one, sign, other, "number")  # type: ignore[arg-type]  # one of the six comparisons
    value = arithmetic(reader, node, state, variable, value_of)
    return Test(value, "!=", Const("0"), "number")
