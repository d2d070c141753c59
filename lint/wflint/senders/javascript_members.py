"""Members of objects in JavaScript, and the few that belong to the file and the process around: `process.env`, `import.meta`."""

from __future__ import annotations

from tree_sitter import Node

from wflint.senders.bash_state import State
from wflint.senders.javascript_kinds import UNDEFINED, Getter, Named
from wflint.senders.javascript_text import field_of
from wflint.senders.javascript_values import index, member
from wflint.senders.javascript_walk import Walk
from wflint.senders.paths import WORKSPACE, joined, parent
from wflint.values.value import Array, Const, Field, Object, Unknown, Value, printed, text

RUNNER_FILES = frozenset(
    ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_STEP_SUMMARY", "GITHUB_STATE", "GITHUB_PATH", "GITHUB_EVENT_PATH")
)
"""Variables that hold the path of a file of the runner's; such a file is known by the variable's name."""


def key_of(walk: Walk, node: Node, state: State) -> str | None:
    """The name of a member as it is written in an object, `None` where it isn't known."""
    match node.type:
        case "string":
            value = walk.source.string(node)
        case "computed_property_name" if node.named_children:
            value = walk.value(node.named_children[0], state)
        case _:
            value = walk.source.script.values_in(walk.source.of(node))
    return printed(value.value) if isinstance(value, Const) else None


def member_of(walk: Walk, value: Value, name: str, written: str, state: State) -> Value:
    """`value.name`, with what only the process knows."""
    if isinstance(value, Named):
        match value.path, name:
            case ("process", "env"), _:
                return environment(walk, name)
            case ("process",), "argv" if walk.source.script.alone:
                return Unknown("the arguments of a script that nothing in sight runs")
            case ("process",), "argv":
                return Array((Const("node"), file_of(walk), *walk.source.script.arguments))
    found = member(value, name, written)
    return walk.call(found, [], state, this=value) if isinstance(found, Getter) else found


def environment(walk: Walk, name: str) -> Value:
    """`process.env.NAME`."""
    walk.names.add(name)
    found = walk.environment.get(name) or walk.source.script.environment.get(name)
    if found is None and name in RUNNER_FILES:
        return Named(f"`process.env.{name}`", (name,))
    return found if found is not None else Unknown(f"`process.env.{name}` is set nowhere in sight")


def everything(walk: Walk) -> dict[str, Value]:
    """What a program sees that the script runs."""
    return {**walk.source.script.environment, **walk.environment}


def folder_of(walk: Walk) -> Value:
    """The folder that the process is in."""
    return walk.source.script.environment.get("PWD", WORKSPACE)


def file_of(walk: Walk) -> Value:
    """The path of the file that is being read."""
    path = walk.source.script.path
    return joined(WORKSPACE, Const(path)) if path else Unknown("the file of a script in a step")


def place_of(walk: Walk, name: str) -> Value | None:
    """`__filename`, `__dirname`, `import.meta`; `None` for any other name."""
    match name:
        case "__filename":
            return file_of(walk)
        case "__dirname":
            return parent(file_of(walk)) if walk.source.script.path else Unknown("the folder of a script in a step")
        case "import.meta":
            file = file_of(walk)
            members = {
                "url": text([Const("file://"), file]),
                "filename": file,
                "dirname": parent(file),
                "main": Const(walk.source.is_step),
            }
            return Object(tuple(Field(key, value) for key, value in members.items()))
        case _:
            return None


def member_expression(walk: Walk, node: Node, state: State) -> Value:
    """`a.b`."""
    owner, name = field_of(node, "object"), field_of(node, "property")
    if owner is None or name is None:
        return Unknown(f"`{walk.source.original(node)}`")
    if owner.type == "import":
        return place_of(walk, "import.meta") or UNDEFINED
    return member_of(walk, walk.value(owner, state), walk.source.of(name), walk.source.original(node), state)


def subscript(walk: Walk, node: Node, state: State) -> Value:
    """`a[b]`."""
    owner, key = field_of(node, "object"), field_of(node, "index")
    if owner is None or key is None:
        return Unknown(f"`{walk.source.original(node)}`")
    value, at = walk.value(owner, state), walk.value(key, state)
    if isinstance(value, Named) and isinstance(at, Const):
        return member_of(walk, value, printed(at.value), walk.source.original(node), state)
    return index(value, at, walk.source.original(node))
