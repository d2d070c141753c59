"""Script blocks of PowerShell that a variable holds: `& $block`, `. $block`, `$block.Invoke()`; it may be one of several."""

from __future__ import annotations

from collections.abc import Callable

from wflint.senders.bash_state import State
from wflint.senders.powershell_functions import Call, call, may_call, run_block
from wflint.senders.powershell_values import Block
from wflint.senders.powershell_walk import Walk
from wflint.values.condition import Opaque
from wflint.values.value import Choice, Const, OneOf, Unknown, Value, one_of, parts_of


def holds_block(value: Value) -> bool:
    """Whether it is a script block, or may be one."""
    return any(isinstance(part, Block) for part in parts_of(value))


def run_blocks(walk: Walk, block: Value, given: Call, sign: str, state: State) -> Value:
    """Run a script block, or whichever of several it is; `.` runs it among the variables around it."""

    def one(each: Value) -> Callable[[State], Value]:
        return lambda inside: run_blocks(walk, each, given, sign, inside)

    match block:
        case Choice(condition, then, otherwise):
            return walk.fork(condition, state, one(then), one(otherwise))
        case OneOf(options):
            several = Opaque(walk.questions.words("one of several script blocks", block))
            return one_of(walk.fork(several, state, one(each), lambda _: Const("")) for each in options)
        case Block(number=number) if may_call(walk, walk.blocks[number].name):
            body = walk.blocks[number]
            return run_block(walk, body, given, state) if sign == "." else call(walk, body, given, state)
        case _:
            return Unknown("output of a script block")
