"""Where files are, as PowerShell says it: `$PSScriptRoot`, `$PWD`, `Join-Path`, `Split-Path`, `Resolve-Path`.

Source: learn.microsoft.com, about_Automatic_Variables, and the pages of these cmdlets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from wflint.senders.bash_state import State
from wflint.senders.holed import holed
from wflint.senders.paths import WORKSPACE, joined, last_part, parent
from wflint.senders.powershell_values import as_text
from wflint.senders.script import Script
from wflint.values.value import Const, Field, Object, Unknown, Value, text

_FOLDER = "where the script is"
_BEFORE = "where the script was"
"""Names under which the state keeps folders; no variable has a blank in its name."""

_PLACES = ("pwd", "psscriptroot", "pscommandpath", "myinvocation")
ITSELF = frozenset(("path", "fullname", "providerpath", "definition", "source"))
"""Members of what stands for a file that give its path."""


def folder_of(script: Script, state: State) -> Value:
    """The folder that the script is in: the step's, unless the script has changed it."""
    return state.variables.get(_FOLDER) or script.environment.get("PWD", WORKSPACE)


def start(script: Script, state: State) -> None:
    """Begin where the step begins."""
    state.variables[_FOLDER] = folder_of(script, state)


def carry(inside: State, state: State) -> None:
    """A function that changes the folder changes it for its caller too."""
    for name in (_FOLDER, _BEFORE):
        if name in inside.variables:
            state.variables[name] = inside.variables[name]


def is_place(name: str) -> bool:
    """Whether a variable, in lower case, says where a file or folder is."""
    return name in _PLACES


def place_of(name: str, script: Script, state: State) -> Value:
    """What such a variable holds; a script in a step is a file in a folder of the runner's."""
    if name == "pwd":
        return folder_of(script, state)
    file: Value = Unknown("the file of a script in a step")
    if script.path:
        file = joined(WORKSPACE, Const(script.path))
    match name:
        case "psscriptroot":
            return parent(file) if script.path else Unknown("the folder of a script in a step")
        case "pscommandpath":
            return file
        case _:
            command = Object((*(Field(each.capitalize(), file) for each in sorted(ITSELF)), Field("Name", last_part(file))))
            return Object((Field("MyCommand", command), Field("PSCommandPath", file)), "a member of `$MyInvocation`")


def is_path(value: Value) -> bool:
    """Whether a value may be the path of a file, so that its member `Path` is itself."""
    return value == WORKSPACE or (holed(value).holes[:1] == (WORKSPACE,) and holed(value).shape[:1] != "")


def change(words: Sequence[Value], name: str, script: Script, state: State) -> None:
    """`Set-Location`, `Push-Location`, `Pop-Location`, with the folder that is asked for first among the words."""
    before = folder_of(script, state)
    if name in ("pop-location", "popd"):
        state.variables[_FOLDER] = state.variables.pop(_BEFORE, Unknown("the folder that `Pop-Location` goes to"))
        return
    if name in ("push-location", "pushd"):
        state.variables[_BEFORE] = before
    if words:
        state.variables[_FOLDER] = joined(before, slashed(words[0]))


def slashed(path: Value) -> Value:
    """A path with slashes only."""
    found = holed(as_text(path))
    return found.restore(found.shape.replace("\\", "/")) if "\\" in found.shape else as_text(path)


def put_together(words: Sequence[Value]) -> Value:
    """`Join-Path a b c`."""
    if not words:
        return Unknown("output of `Join-Path`")
    parts: list[Value] = [slashed(words[0])]
    for word in words[1:]:
        parts += [Const("/"), slashed(word)]
    whole = holed(text(parts))
    return whole.restore(re.sub(r"(?<=.)/{2,}", "/", whole.shape))


def resolved(path: Value, script: Script, state: State) -> Value:
    """A path from where the script is."""
    return joined(folder_of(script, state), slashed(path))


def cut(path: Value, part: str) -> Value:
    """`Split-Path`: the folder, or with `-Leaf` the last name."""
    given = slashed(path)
    match part:
        case "leaf":
            return last_part(given)
        case "leafbase":
            name = last_part(given)
            return Const(re.sub(r"\.[^.]*$", "", name.value)) if isinstance(name, Const) and isinstance(name.value, str) else name
        case "" | "parent":
            return parent(given)
        case _:
            return Unknown("output of `Split-Path`")
