"""An expression as people write it, from its tree."""

from __future__ import annotations

from wflint.regex import regex
from wflint.syntax.expression.tree import And, Call, Compare, Expression, Index, Literal, Name, Not, Or, Star
from wflint.syntax.expression.values import to_text

_PLAIN_KEY = regex(r"[A-Za-z_][\w-]*")


def spelled(expression: Expression) -> str:
    """The expression in GitHub's syntax, with parentheses only where they are needed."""
    return _spelled(expression, 0)


def _spelled(expression: Expression, binding: int) -> str:
    """`binding` says how tightly what stands around it binds: 1 `||`, 2 `&&`, 3 a comparison, 4 `!`."""
    match expression:
        case Literal(str() as value):
            quoted = value.replace("'", "''")
            return f"'{quoted}'"
        case Literal(value):
            return "null" if value is None else to_text(value)
        case Name(name):
            return name
        case Index(object_, Literal(str() as key)) if _PLAIN_KEY.fullmatch(key):
            return f"{_spelled(object_, 5)}.{key}"
        case Index(object_, key_):
            return f"{_spelled(object_, 5)}[{_spelled(key_, 0)}]"
        case Star(object_):
            return f"{_spelled(object_, 5)}.*"
        case Call(name, arguments):
            return f"{name}({', '.join(_spelled(each, 0) for each in arguments)})"
        case Not(operand):
            return f"!{_spelled(operand, 4)}"
        case Compare(operator, left, right):
            return _bound(f"{_spelled(left, 3)} {operator} {_spelled(right, 4)}", 3, binding)
        case And(operands):
            return _bound(" && ".join(_spelled(each, 2) for each in operands), 2, binding)
        case Or(operands):
            return _bound(" || ".join(_spelled(each, 1) for each in operands), 1, binding)


def _bound(text: str, own: int, around: int) -> str:
    return f"({text})" if own < around or (own == 3 and around == 3) else text
