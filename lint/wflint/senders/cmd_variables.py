"""What `%X%`, `!X!`, `%1`, `%~dp0` and `%%f` stand for at one point of an abstract run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.senders.bash_state import State
from wflint.senders.cmd_tree import Item
from wflint.senders.cmd_values import modified, shortened
from wflint.values.value import EMPTY, Const, Fresh, Reference, Unknown, Value, text

if TYPE_CHECKING:
    from wflint.senders.cmd_walk import Walk

SINKS = ("GITHUB_OUTPUT", "GITHUB_ENV")


def value_of_item(walk: Walk, item: Item, state: State) -> Value:
    """What `%X%`, `!X!`, `%1` or `%%f` stands for."""
    match item.kind:
        case "argument":
            return _argument(walk, item, state)
        case "loop":
            found = state.variables.get(f"%{item.name}")
            if found is None:
                return Const(item.text[1:])
            return found if item.modifier is None else shortened(found, item.modifier, item.text)
        case _:
            value = variable(walk, item.name, item.text, state if item.kind == "delayed" else None, state)
            return value if item.modifier is None else modified(value, item.modifier, item.text)


def variable(walk: Walk, name: str, written: str, now: State | None, state: State) -> Value:
    """What a variable holds: as it was when the line was read, or as it is `now`."""
    upper = name.upper()
    variables = now.variables if now is not None else walk.percent
    if upper in SINKS:
        return Reference(("env", upper))
    if upper in variables:
        return variables[upper]
    found = next(((key, value) for key, value in walk.script.environment.items() if key.upper() == upper), None)
    walk.names.add(found[0] if found is not None else name)
    if found is not None:
        return found[1]
    match upper:
        case "ERRORLEVEL":
            walk.settle(None, state)
            return Unknown(f"the exit status of {walk.last}") if walk.last else Const("0")
        case "RANDOM" | "TIME" | "DATE":
            return Fresh(f"%{upper}%")
        case "CD":
            return variables.get("PWD", next((v for k, v in walk.script.environment.items() if k == "PWD"), Unknown("`%CD%`")))
        case _:
            return Unknown(f"`{written.partition(':')[0].rstrip('%!')}{written[-1]}` is set nowhere in sight")


def _argument(walk: Walk, item: Item, state: State) -> Value:
    own = state.variables.get(f"%{item.name}")
    if item.name == "0" and own is None:
        if item.modifier is None or not set(item.modifier.lower()) & set("dp"):
            return Unknown("the script's own name")
        folder, slash, _ = walk.script.path.replace("\\", "/").rpartition("/")
        if not walk.script.path:
            return Unknown("the folder of the runner's temporary script")
        return text((Reference(("github", "workspace")), Const(f"/{folder}{slash}")))
    if own is not None:
        value = own
    elif item.name == "*" and walk.script.alone:
        value = Unknown("the arguments of a script that nothing in sight runs")
    elif item.name == "*":
        given = walk.script.arguments
        value = text(part for index, each in enumerate(given) for part in ((Const(" "),) if index else ()) + (each,))
    else:
        number = int(item.name) - 1
        missing = Unknown(f"`%{item.name}` of a script that nothing in sight runs") if walk.script.alone else EMPTY
        value = walk.script.arguments[number] if number < len(walk.script.arguments) else missing
    return value if item.modifier is None else shortened(value, item.modifier, item.text)


def value_of_argument(walk: Walk, number: int, state: State) -> Value:
    """`%1` to `%9`."""
    return _argument(walk, Item(f"%{number}", 0, 0, "argument", str(number)), state)
