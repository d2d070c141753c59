"""Commands of PowerShell: functions, blocks, files, cmdlets that make and keep texts, and programs."""

from __future__ import annotations

import re

from tree_sitter import Node

from wflint.senders.bash_runner_files import old_outputs
from wflint.senders.bash_state import State
from wflint.senders.flags import program_name
from wflint.senders.message import Word
from wflint.senders.powershell_blocks import holds_block, run_blocks
from wflint.senders.powershell_classes import new_object
from wflint.senders.powershell_files import import_module, source_in
from wflint.senders.powershell_functions import Call, call, may_call, run_block
from wflint.senders.powershell_handed import handed_by_reference
from wflint.senders.powershell_loops import each_of
from wflint.senders.powershell_paths import change, cut, folder_of, put_together, resolved
from wflint.senders.powershell_pipes import to_file
from wflint.senders.powershell_programs import expression, note, program, run_text, shell, started, web
from wflint.senders.powershell_text import children
from wflint.senders.powershell_values import Block, as_text
from wflint.senders.powershell_walk import Walk
from wflint.senders.powershell_words import first_of, is_parameter, named_parameters, words_of
from wflint.values.value import Array, Const, Decoded, Encoded, Fresh, Object, Text, Unknown, Value, constant, text

_WEB = ("invoke-restmethod", "invoke-webrequest", "irm", "iwr")
_SHELLS = {"cmd": ("/c", "/k"), "bash": ("-c", "-lc", "-ec"), "sh": ("-c", "-ec")}
_OWN_SHELLS = ("pwsh", "powershell")
_MOVES = ("set-location", "push-location", "pop-location", "cd", "chdir", "sl", "pushd", "popd")
_STAGES = ("begin", "process", "end")
_SHOWN = ("write-output", "echo", "write-host")


def execute(walk: Walk, node: Node, given: Value | None, state: State) -> Value:
    """Run one command; what it gives.  `given` is what the pipe brings."""
    words = words_of(walk, node, state)
    if not words:
        return Const("")
    values = tuple(word.value for word in words[1:])
    sign = next((walk.source.of(child).strip() for child in children(node) if child.type == "command_invocation_operator"), "")
    if holds_block(words[0].value):
        return run_blocks(walk, words[0].value, Call(values, given), sign, state)
    name = (program_name(words[0].value) or "").strip()
    function = walk.functions.get(name)
    if function is not None and may_call(walk, name):
        output = call(walk, function, Call(values, given), state)
        handed_by_reference(walk, node, state)
        return output
    if sign == "." and source_in(walk, words[0].value, values, state):
        return Const("")
    if name in _STAGES and values and isinstance(values[0], Block):
        return _stages(walk, words, given, state)
    return _cmdlet(walk, node, name, words, given, state)


def _stages(walk: Walk, words: tuple[Word, ...], given: Value | None, state: State) -> Value:
    """`begin { … } process { … } end { … }` of a file, which the grammar takes for a command."""
    output: Value = Const("")
    for word in words:
        if isinstance(word.value, Block):
            output = run_block(walk, walk.blocks[word.value.number], Call((), given), state)
    return output


def _cmdlet(walk: Walk, node: Node, name: str, words: tuple[Word, ...], given: Value | None, state: State) -> Value:
    if name in _SHOWN and not walk.silent:
        for word in words[1:]:
            walk.written["GITHUB_OUTPUT"].extend(old_outputs(as_text(word.value), walk.source.span(node), state.guard))
    match name:
        case "convertto-json":
            found = named_parameters(words, "json")
            return Encoded(found.get("inputobject", given if given is not None else first_of(words, found)))
        case "convertfrom-json":
            text_given = given if given is not None else named_parameters(words, "json").get("inputobject", first_of(words, {}))
            return text_given.of if isinstance(text_given, Encoded) else Decoded(as_text(text_given))
        case "out-file" | "add-content" | "set-content" | "tee-object":
            return _to_file(walk, node, name, words, given, state)
        case "get-content" | "cat" | "gc":
            return state.files.get(_file_name(first_of(words, {})), Unknown(f"output of `{name}`"))
        case "write-output" | "echo":
            values = [word.value for word in words[1:]]
            return given if given is not None and not values else values[0] if len(values) == 1 else Array(tuple(values))
        case "get-date" | "new-guid" | "get-random":
            return Fresh(constant(words[0].value) or name)
        case "out-string" | "out-default" | "sort-object":
            return given if given is not None else Unknown(f"output of `{name}`")
        case "foreach-object" | "foreach" | "%" | "where-object" | "where" | "?":
            return _each(walk, name, words, given, state)
        case "set-variable" | "sv":
            return _set_variable(walk, words, state)
        case "start-process":
            return started(walk, node, words, state)
        case "invoke-expression" | "iex":
            return expression(walk, node, words, given, state)
        case "new-object":
            return new_object(walk, node, [word.value for word in words[1:]], state)
        case "invoke-command" | "icm" | "start-job" | "start-threadjob" | "measure-command" if block := next(
            (each.value for each in words if holds_block(each.value)), None
        ):
            return run_blocks(walk, block, Call((), given), "&", state)
        case _ if name in _WEB:
            return web(walk, node, words, given, state)
        case _ if name in _SHELLS and len(words) > 2 and constant(words[1].value) in _SHELLS[name]:
            note(walk, node, words, given, state)
            shell(walk, node, words[2].value, state)
            return Unknown(f"output of `{name}`")
        case _ if name in _OWN_SHELLS and (body := _text_for_shell(words)) is not None:
            note(walk, node, words, given, state)
            inside = state.copy()
            return run_text(walk, node, body, inside)
        case _:
            found_place = _of_place(walk, name, words, state)
            return found_place if found_place is not None else program(walk, node, name, words, given, state)


def _of_place(walk: Walk, name: str, words: tuple[Word, ...], state: State) -> Value | None:
    """Cmdlets about files and folders, `None` where it is none of them."""
    script = walk.source.script
    flags = [(constant(word.value) or "").lower() for word in words[1:] if is_parameter(word)]
    paths = [word.value for word in words[1:] if not is_parameter(word)]
    match name:
        case _ if name in _MOVES:
            change(paths, {"cd": "set-location", "sl": "set-location"}.get(name, name), script, state)
            return Const("")
        case "get-location" | "gl" | "pwd":
            return folder_of(script, state)
        case "join-path":
            return put_together(paths)
        case "split-path" if paths:
            part = next((flag[1:] for flag in flags if flag.startswith(("-l", "-e", "-q", "-n", "-par"))), "")
            return cut(paths[0], "leaf" if part == "l" else part)
        case "resolve-path" | "convert-path" | "get-item" | "gi" if paths:
            return resolved(paths[0], script, state)
        case "import-module" | "ipmo" if paths:
            for each in paths[0].items if isinstance(paths[0], Array) else (paths[0],):
                import_module(walk, each, state)
            return None
        case _:
            return None


def _text_for_shell(words: tuple[Word, ...]) -> Value | None:
    """The text behind `pwsh -Command`."""
    for at, word in enumerate(words[:-1]):
        if (constant(word.value) or "").lower() in ("-c", "-command"):
            return text(part for each in words[at + 1 :] for part in (as_text(each.value), Const(" ")))
    return None


def _to_file(walk: Walk, node: Node, name: str, words: tuple[Word, ...], given: Value | None, state: State) -> Value:
    found = named_parameters(words, "file")
    content = found.get("value", found.get("inputobject", given))
    path = found.get("filepath", found.get("path", found.get("literalpath")))
    rest = [word.value for word in words[1:] if not is_parameter(word)]
    rest = [value for value in rest if not any(value is each for each in found.values())]
    if path is None:
        path = rest.pop(0) if rest else Unknown("a file")
    if content is None:
        content = rest.pop(0) if rest else Unknown("what is written")
    known = _file_name(path)
    if name == "add-content" and known in state.files:
        content = text((state.files[known], Const("\n"), as_text(content)))
    to_file(walk, path, content, node, state)
    return content if name == "tee-object" else Const("")


def _file_name(path: Value) -> str:
    return re.sub(r"^\.[/\\]", "", constant(path) or "")


def _each(walk: Walk, name: str, words: tuple[Word, ...], given: Value | None, state: State) -> Value:
    """`| ForEach-Object { … $_ … }`, with `-Begin` and `-End`; what `Where-Object` leaves isn't followed."""
    blocks = [word.value for word in words[1:] if isinstance(word.value, Block)]
    if name in ("where-object", "where", "?") or not blocks:
        return Unknown(f"output of `{name}`")
    named = [(constant(words[at - 1].value) or "").lower() for at, word in enumerate(words) if isinstance(word.value, Block)]
    values: Value = given if given is not None else Unknown("what the pipe brings")
    if isinstance(values, Const | Text | Object):
        values = Array((values,))
    before = state.variables.get("_")
    output: Value = Const("")
    for order in ("-begin", "", "-end"):
        for block, label in zip(blocks, named, strict=True):
            if (label if label in ("-begin", "-end") else "") != order:
                continue
            body = walk.blocks[block.number]
            if order:
                run_block(walk, body, Call(()), state)
            else:
                output = each_of(walk, values, "_", lambda inside, each=body: run_block(walk, each, Call(()), inside), state)  # type: ignore[misc]
    if before is not None:
        state.variables["_"] = before
    return output


def _set_variable(walk: Walk, words: tuple[Word, ...], state: State) -> Value:
    found = named_parameters(words, "file")
    rest = [word.value for word in words[1:] if not is_parameter(word)]
    name = constant(found["name"] if "name" in found else rest[0]) if rest else None
    if name is not None and rest:
        state.variables[name.lower()] = found.get("value", rest[-1])
    return Const("")
