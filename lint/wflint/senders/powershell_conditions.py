"""Conditions of PowerShell: `-eq`, `-like`, `-match`, `-and`, and when a value counts as true.

Source: learn.microsoft.com, about_Comparison_Operators and about_Booleans: texts are compared without case unless the operator
begins with `c`, and as numbers where the left side is one.
"""

from __future__ import annotations

import re

from wflint.regex import regex
from wflint.senders.bash_conditions import binary
from wflint.senders.powershell_values import Block, as_text, bare, is_number
from wflint.values.condition import (
    ALWAYS,
    NEVER,
    All,
    Any,
    Comparison,
    Condition,
    Kind,
    Not,
    Opaque,
    Test,
    all_of,
    any_of,
    negate,
    truth,
)
from wflint.values.value import Array, Choice, Const, Encoded, Fallback, Fresh, Object, OneOf, Text, Unknown, Value, constant

COMPARISONS = regex(
    r"-([ci]?)(eq|ne|lt|le|gt|ge|like|notlike|match|notmatch|in|notin|contains|notcontains|is|isnot)\b", re.IGNORECASE
)
_SIGNS: dict[str, Comparison] = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


def truthy(value: Value, written: str) -> Condition:
    """When a value counts as true; `written` is how it reads."""
    match value:
        case Const(str() as content):
            return ALWAYS if content else NEVER
        case Const(content):
            return ALWAYS if content else NEVER
        case Choice(condition, then, otherwise):
            holds = all_of((condition, truthy(then, written)))
            return any_of((holds, all_of((negate(condition), truthy(otherwise, written)))))
        case Array(items):
            return NEVER if not items else ALWAYS if not all(type(item) is Unknown for item in items) else Opaque(written)
        case Object() | Encoded() | Fresh() | Block():
            return ALWAYS
        case Text(parts) if any(isinstance(part, Fresh) or (isinstance(part, Const) and part.value) for part in parts):
            return ALWAYS
        case Fallback(first, second):
            return any_of((truthy(first, written), truthy(second, written)))
        case OneOf(options):
            answers = {truthy(option, written) for option in options}
            return answers.pop() if len(answers) == 1 else Opaque(written)
        case Unknown():
            return Opaque(written)
        case _:
            return Test(as_text(value), "!=", Const(""), "string-ignoring-case")


def compared(left: Value, sign: str, right: Value, written: str) -> Condition:
    """When `left -sign right` holds."""
    match = COMPARISONS.fullmatch(sign.strip())
    if match is None:
        return Opaque(written)
    kind: Kind = "string" if match[1].lower() == "c" else "string-ignoring-case"
    name = match[2].lower()
    if name.startswith("not") or name == "isnot":
        return negate(compared(left, f"-{match[1]}{name.removeprefix('not').removesuffix('not')}", right, written))
    if name in ("in", "contains"):
        one, many = (left, right) if name == "in" else (right, left)
        if not isinstance(many, Array):
            return Opaque(written)
        return any_of(_test(one, "==", item, kind, written) for item in many.items)
    if name == "like":
        return _test(left, "matches", right, kind, written)
    if name == "match":
        known = constant(right)
        found = binary(as_text(left), "=~", Const(known), True, written) if known is not None else Opaque(written)
        return Opaque(written) if isinstance(left, Unknown) or isinstance(found, Opaque) else _as_kind(found, kind)
    if name not in _SIGNS:
        return Opaque(written)
    return _test(left, _SIGNS[name], right, kind, written)


def _test(left: Value, comparison: Comparison, right: Value, kind: Kind, written: str) -> Condition:
    for one, other in ((left, right), (right, left)):
        literal = other.value if isinstance(other, Const) else None
        if isinstance(literal, bool) and comparison in ("==", "!="):
            holds = truthy(one, written)
            return holds if literal == (comparison == "==") else negate(holds)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return Opaque(written)
    if comparison != "matches" and (is_number(left) or is_number(right)):
        kind = "number"
    test = Test(as_text(bare(left)), comparison, as_text(bare(right)), kind)
    if isinstance(left, Const) and isinstance(right, Const):
        answer = truth(test)
        return test if answer is None else ALWAYS if answer else NEVER
    return test


def _as_kind(condition: Condition, kind: Kind) -> Condition:
    match condition:
        case Test(left, comparison, right):
            return Test(left, comparison, right, kind)
        case Not(of):
            return negate(_as_kind(of, kind))
        case All(of):
            return all_of(_as_kind(each, kind) for each in of)
        case Any(of):
            return any_of(_as_kind(each, kind) for each in of)
        case _:
            return condition
