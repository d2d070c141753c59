"""The environment of a Python script: what variables hold, what the script makes of them, and the paths of the runner's files.

Source: docs.github.com, "Variables reference", default environment variables.
"""

from __future__ import annotations

from collections.abc import Collection

from wflint.senders.bash_state import State
from wflint.senders.python_kinds import NOTHING
from wflint.senders.python_walk import Walk
from wflint.values.value import Const, Fallback, Field, Object, Reference, Unknown, Value

RUNNER_FILES = frozenset(
    ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_STEP_SUMMARY", "GITHUB_STATE", "GITHUB_PATH", "GITHUB_EVENT_PATH")
)
"""Variables that hold the path of a file of the runner's."""
_OTHERS = "variables that aren't set in sight"


def is_environment(value: Value, names: Collection[str]) -> bool:
    """Whether a value is the path of one of the runner's files."""
    return runner_file(value) in names


def runner_file(value: Value) -> str:
    """The variable by which a file of the runner is known, empty for any other value."""
    if not isinstance(value, Reference) or value.key[0] not in ("env", "github") or len(value.key) != 2:
        return ""
    name = value.key[1].upper().removeprefix("GITHUB_")
    short = {"OUTPUT", "ENV", "STEP_SUMMARY", "STATE", "PATH", "EVENT_PATH"}
    return f"GITHUB_{name}" if name in short else ""


def variable(walk: Walk, name: str, default: Value | None, state: State) -> Value:
    """`os.environ[name]`, or with a default `os.environ.get(name, default)`."""
    walk.read.add(name)
    found = state.variables.get(f"${name}")
    if found is None:
        found = walk.script.environment.get(name)
    if found is None and name in RUNNER_FILES:
        return Reference(("env", name))
    if found is not None:
        return found
    missing = Unknown(f"`${name}` is set nowhere in sight")
    if default is None or default == NOTHING:
        return missing
    return Fallback(missing, default) if walk.script.alone else default


def set_variable(name: str, value: Value, state: State) -> None:
    """`os.environ[name] = value`."""
    state.variables[f"${name}"] = value


def whole(walk: Walk, state: State) -> Object:
    """The environment as a dictionary."""
    known = dict(walk.script.environment)
    known.update((key[1:], value) for key, value in state.variables.items() if key.startswith("$"))
    return Object(tuple(Field(name, value) for name, value in known.items()), _OTHERS)


def seen_by_program(walk: Walk, given: Value | None, state: State) -> dict[str, Value]:
    """What a program sees: all, or the dictionary that it is given."""
    mine = whole(walk, state)
    if isinstance(given, Object) and given.open is None:
        return {each.name: each.value for each in given.fields}
    found = {each.name: each.value for each in mine.fields}
    if isinstance(given, Object):
        found.update((each.name, each.value) for each in given.fields)
    elif given is not None and given != Const(None):
        return {name: Unknown("an environment made at run time") for name in found}
    return found
