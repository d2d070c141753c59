"""Conditions of batch scripts: `if "%X%"=="y"`, `if %N% gtr 3`, `if exist`, `if defined`, `if errorlevel 1`.

Source: learn.microsoft.com, `if`: texts are compared with their quotes and by case unless `/i` is given, and as numbers by
`equ`, `neq`, `lss`, `leq`, `gtr` and `geq` where both are numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from wflint.senders.bash_state import State
from wflint.senders.cmd_tree import Asked, Item
from wflint.senders.cmd_values import Pieces, value_of
from wflint.senders.cmd_variables import variable
from wflint.values.condition import ALWAYS, Comparison, Condition, Kind, Opaque, Succeeds, Test, negate
from wflint.values.value import Const, Unknown, Value, constant

if TYPE_CHECKING:
    from wflint.senders.cmd_walk import Walk

_SIGNS: dict[str, Comparison] = {
    "==": "==",
    "equ": "==",
    "neq": "!=",
    "lss": "<",
    "leq": "<=",
    "gtr": ">",
    "geq": ">=",
}


def condition_of(walk: Walk, asked: Asked, state: State) -> Condition:
    """When what an `if` asks holds."""
    found = _asked(walk, asked, state)
    return negate(found) if asked.negated else found


def _asked(walk: Walk, asked: Asked, state: State) -> Condition:
    written = walk.quoted(asked.start, asked.end)
    match asked.operator:
        case "errorlevel":
            walk.settle(None, state)
            return _status(walk, "geq", constant(value_of(walk.pieces(asked.left, state), walk.script)), written)
        case "exist":
            return Succeeds(f"test {written}")
        case "defined":
            name = constant(value_of(walk.pieces(asked.left, state), walk.script))
            value = variable(walk, name, f"%{name}%", state, state) if name else Unknown("a name")
            return Opaque(written) if isinstance(value, Unknown) else Test(value, "!=", Const(""))
        case sign if sign in _SIGNS:
            return _compared(walk, asked, sign, state, written)
        case _:
            return Opaque(written)


def _compared(walk: Walk, asked: Asked, sign: str, state: State, written: str) -> Condition:
    one, other = walk.pieces(asked.left, state), walk.pieces(asked.right, state)
    if _bare(one) is not None and _bare(other) is not None:
        one, other = _bare(one) or (), _bare(other) or ()
    left, right = value_of(one, walk.script), value_of(other, walk.script)
    for items, value in ((asked.left, right), (asked.right, left)):
        if _is_status(items):
            return (
                _status(walk, "equ" if sign == "==" else sign, constant(value), written)
                if items is asked.left
                else Opaque(written)
            )
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return Opaque(written)
    numbers = sign != "==" and (_is_number(left) or _is_number(right))
    kind: Kind = "number" if numbers else "string-ignoring-case" if asked.ignores_case else "string"
    return Test(left, _SIGNS[sign], right, kind)


def _status(walk: Walk, sign: str, number: str | None, written: str) -> Condition:
    """What is asked of the status of the last program."""
    if sign == "geq" and number == "0":
        return ALWAYS
    if walk.last is None:
        return Opaque(written)
    worked = Succeeds(walk.last)
    match sign, number:
        case ("equ" | "leq", "0") | ("lss", "1"):
            return worked
        case ("neq" | "gtr", "0") | ("geq", "1"):
            return negate(worked)
        case _:
            return Opaque(written)


def _is_status(items: Sequence[Item]) -> bool:
    return [item.name.lower() for item in items if item.kind or item.text != '"'] == ["errorlevel"]


def _bare(pieces: Pieces) -> Pieces | None:
    """What stands between quotes around the whole; `None` where there are none."""
    if len(pieces) < 2 or pieces[0].text != '"' or pieces[-1].text != '"':
        return None
    return pieces[1:-1]


def _is_number(value: Value) -> bool:
    return re.fullmatch(r"-?\d+", constant(value) or "") is not None
