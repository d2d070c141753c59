"""The commands that change what a script is about: `exit`, `set`, `read`, `source`, `eval`, `bash -c`, `tee`, …"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from wflint.lean import replace
from wflint.regex import regex
from wflint.senders.bash_conditions import arithmetic_test
from wflint.senders.bash_functions import leave_function
from wflint.senders.bash_loops import leave_loop
from wflint.senders.bash_outputs import printf
from wflint.senders.bash_state import Several, State
from wflint.senders.bash_tree import parse
from wflint.senders.bash_walk import Walk
from wflint.senders.bash_words import place_of
from wflint.senders.holed import HOLE, file_name, holed
from wflint.senders.message import Exit, Invocation, Word
from wflint.senders.paths import WORKSPACE, from_workspace, joined
from wflint.senders.script import Hole, Script, of_file
from wflint.span import Span
from wflint.values.condition import NEVER, any_of
from wflint.values.value import EMPTY, Const, Unknown, Value, constant, parts_of, piece, text

Builtin = Callable[[Walk, Invocation, State], Value | None]
"""Carries a command out; its output, or `None` where it is a program like any other as far as output goes."""

_MOST_INCLUDED = 8
_OF_A_STEP = Const("/home/runner/work/_temp/step.sh")
"""`$0` in a step's own script: a file that the runner writes, with a name made anew."""


def script_of(value: Value, outer: Script, span: Span) -> Script:
    """A text that a script runs as a script: its holes stay holes, and everything in it stands at `span`."""
    return _script(value, outer, lambda _start, _end: span)


def script_in(value: Value, outer: Script, span: Span) -> Script:
    """The same, with the places of what stands in the outer script as it is: a heredoc, words in quotes."""
    pieces: list[tuple[int, int, int]] = []
    at = 0
    for part in parts_of(value):
        if isinstance(part, Const):
            length = len(part.value if isinstance(part.value, str) else holed(part).shape)
            if part.offset is not None:
                pieces.append((at, at + length, part.offset))
            at += length
        else:
            at += len(_FILLER)

    def locate(start: int, end: int) -> Span:
        for first, last, offset in pieces:
            if first <= start <= last:
                return outer.locate(offset + start - first, offset + min(end, last) - first)
        return span

    return _script(value, outer, locate)


_FILLER = "${{ hole }}"


def _script(value: Value, outer: Script, locate: Callable[[int, int], Span]) -> Script:
    found = holed(value)
    pieces = re.split(f"({HOLE})", found.shape)
    holes: list[Hole] = []
    at = 0
    for each in pieces:
        if re.fullmatch(HOLE, each):
            holes.append(Hole(at, at + len(_FILLER), found.restore(each)))
            at += len(_FILLER)
        else:
            at += len(each)
    written = "".join(_FILLER if re.fullmatch(HOLE, each) else each for each in pieces)
    return Script(
        written,
        locate,
        tuple(holes),
        outer.environment,
        open=outer.open,
        call=outer.call,
        read=outer.read,
    )


def _exit(walk: Walk, invocation: Invocation, state: State) -> Value:
    code = invocation.words[1].value if len(invocation.words) > 1 else state.status
    if not walk.silent and walk.subshells == 0:
        walk.record.exits.append(Exit(code, invocation.span, state.guard))
    state.exited = any_of((state.exited, state.guard))
    state.guard = NEVER
    return EMPTY


def _return(walk: Walk, invocation: Invocation, state: State) -> Value:
    if not walk.active:
        return _exit(walk, invocation, state)
    leave_function(walk, state)
    return EMPTY


def _leave_loop(walk: Walk, invocation: Invocation, state: State) -> Value:
    leave_loop(walk, state)
    return EMPTY


def _set(walk: Walk, invocation: Invocation, state: State) -> Value:
    words = [constant(word.value) for word in invocation.words[1:]]
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if word == "--":
            state.arguments = invocation.words[at + 1 :]
            break
        match = re.fullmatch(r"([-+])([A-Za-z]+)", word or "")
        if match is None:
            break
        on = match[1] == "-"
        if "e" in match[2]:
            state.stops_on_error = on
        if match[2].endswith("o") and at < len(words):
            option = words[at]
            at += 1
            if option == "pipefail":
                state.pipefail = on
            elif option == "errexit":
                state.stops_on_error = on
    return EMPTY


def _shift(walk: Walk, invocation: Invocation, state: State) -> Value:
    count = constant(invocation.words[1].value) if len(invocation.words) > 1 else "1"
    state.arguments = state.arguments[int(count) if count and count.isdecimal() and len(count) < 5 else 1 :]
    return EMPTY


def _read(walk: Walk, invocation: Invocation, state: State) -> Value:
    names = [known for word in invocation.words[1:] if (known := constant(word.value)) and re.fullmatch(r"[A-Za-z_]\w*", known)]
    line = invocation.stdin
    shape = holed(line).shape.rstrip("\n") if line is not None else "\n"
    for index, name in enumerate(names):
        value: Value = Unknown("a line that `read` reads")
        if line is not None and "\n" not in shape and not walk.loops:
            if len(names) == 1:
                value = holed(line).restore(shape)
            elif (separator := _separator(invocation)) is not None:
                value = piece(line, separator, index, rest=index == len(names) - 1)
        state.assign(name, value)
    return EMPTY


def _separator(invocation: Invocation) -> str | None:
    """Where `read` takes a line apart, `""` for white space; `None` where that isn't one known character."""
    fields = invocation.variable("IFS")
    if fields is None:
        return ""
    known = constant(fields)
    return known if known is not None and len(known) == 1 and not known.isspace() else None


def _read_list(walk: Walk, invocation: Invocation, state: State) -> Value:
    name = constant(invocation.words[-1].value) if len(invocation.words) > 1 else None
    if name and re.fullmatch(r"[A-Za-z_]\w*", name):
        known = constant(invocation.stdin) if invocation.stdin is not None else None
        state.arrays[name] = (
            tuple(Word(Const(each), invocation.span) for each in known.splitlines()[:300])
            if known is not None
            else (Several(Unknown("lines that are read"), invocation.span),)
        )
        state.variables.pop(name, None)
    return EMPTY


def _eval(walk: Walk, invocation: Invocation, state: State) -> Value:
    body = text(part for word in invocation.words[1:] for part in (word.value, Const(" ")))
    return _include(walk, script_of(body, walk.source.script, invocation.span), "eval", state)


def _include(walk: Walk, script: Script, name: str, state: State) -> Value:
    if len(walk.active) >= _MOST_INCLUDED:
        return EMPTY
    walk.active.append(name)
    output = walk.include(parse(script), state)
    walk.active.pop()
    return output


_SETS = regex(r"\benv|_env\b|\bvars?\b|variables|settings|config|\bexports?\b", re.IGNORECASE)
"""Names of files that are there to set variables: `.env`, `build.env`, `vars.sh`."""
_TOOLS = regex(r"activate|cargo/|conda|^/etc/|sdk|nvm|oneapi|rc$|profile", re.IGNORECASE)
"""Files of tools, which set variables of their own."""


def _source(walk: Walk, invocation: Invocation, state: State) -> Value:
    if len(invocation.words) < 2:
        return EMPTY
    path = invocation.words[1].value
    given = walk.source.script
    written = state.files.get(file_name(path))
    if written is not None:
        return _include(walk, script_of(written, given, invocation.span), "source", state)
    place = joined(_folder(walk, state), path)
    found = given.open(place)
    if found is None:
        if _SETS.search(holed(path).shape) and not _TOOLS.search(holed(path).shape):
            state.may_set("a file out of sight")
        return EMPTY
    arguments = state.arguments
    state.arguments = invocation.words[2:] or arguments
    script = replace(
        of_file(found, from_workspace(place) or found.local, given), started=given.started or place_of(given) or _OF_A_STEP
    )
    output = _include(walk, script, f"source {found.local}", state)
    state.arguments = arguments
    return output


def _folder(walk: Walk, state: State) -> Value:
    """The folder that the script is in: the step's, unless the script has changed it."""
    return state.variables.get("PWD") or walk.source.script.environment.get("PWD", WORKSPACE)


def _change_folder(walk: Walk, invocation: Invocation, state: State) -> Value:
    words = [word.value for word in invocation.words[1:] if not (constant(word.value) or "").startswith("-")]
    state.variables["PWD"] = joined(_folder(walk, state), words[0]) if words else Unknown("the folder that `cd` goes to")
    return EMPTY


def _print_folder(walk: Walk, invocation: Invocation, state: State) -> Value:
    return text([_folder(walk, state), Const("\n")])


def _shell(walk: Walk, invocation: Invocation, state: State) -> Value | None:
    """`bash -c TEXT`, and `bash` fed from its standard input."""
    words = invocation.words[1:]
    flags = ""
    while words and (known := constant(words[0].value)) is not None and re.fullmatch(r"-[A-Za-z]+", known):
        flags += known[1:]
        words = words[1:]
        if "o" in known and words:
            flags += "P" if constant(words[0].value) == "pipefail" else ""
            words = words[1:]
    body: Value | None = None
    if "c" in flags and words:
        body, words = words[0].value, words[2:]
    elif (not words or "s" in flags) and invocation.stdin is not None:
        body = invocation.stdin
    if body is None:
        return None
    given = walk.source.script
    environment = dict(invocation.environment)
    script = replace(script_of(body, given, invocation.span), environment=environment)

    def inner(inside: State) -> Value:
        inside.variables, inside.arrays, inside.arguments = {}, {}, words
        inside.stops_on_error, inside.pipefail, inside.stdin = "e" in flags, "P" in flags, None
        return _include(walk, script, "bash -c", inside)

    return walk.subshell(state, inner)


def _trap(walk: Walk, invocation: Invocation, state: State) -> Value:
    words = invocation.words[1:]
    if len(words) < 2 or walk.silent:
        return EMPTY
    for word in words[1:]:
        signal = (constant(word.value) or "").removeprefix("SIG")
        if constant(words[0].value) in ("-", ""):
            walk.traps.pop(signal, None)
        elif signal:
            walk.traps[signal] = (words[0].value, state.guard, words[0].span)
    return EMPTY


def _let(walk: Walk, invocation: Invocation, state: State) -> Value:
    for word in invocation.words[1:]:
        inner = parse(script_of(text([Const("(("), word.value, Const("))")]), walk.source.script, word.span))
        kept, walk.source = walk.source, inner
        for node in inner.root.named_children:
            arithmetic_test(walk, node.named_children, state)
        walk.source = kept
    return EMPTY


def _tee(walk: Walk, invocation: Invocation, state: State) -> Value | None:
    given = invocation.stdin if invocation.stdin is not None else Unknown("the input of `tee`")
    words = invocation.words[1:]
    appends = any(constant(word.value) in ("-a", "--append") for word in words)
    for word in words:
        if (constant(word.value) or "").startswith("-"):
            continue
        runner = walk.runner_file(word.value)
        if runner is not None:
            walk.emit(given, invocation.span, state, runner)
        else:
            name = file_name(word.value)
            state.files[name] = text([state.files.get(name, EMPTY) if appends else EMPTY, given])
    return None


def _move(walk: Walk, invocation: Invocation, state: State) -> Value | None:
    operands = [word.value for word in invocation.words[1:] if not (constant(word.value) or "").startswith("-")]
    if len(operands) == 2:
        content = state.files.get(file_name(operands[0]))
        if content is not None:
            state.files[file_name(operands[1])] = content
    return None


def _edit_in_place(walk: Walk, invocation: Invocation, state: State) -> Value | None:
    """`sed -i` and its like: what the file holds from here on isn't known."""
    words = [constant(word.value) or "" for word in invocation.words]
    if any(re.match(r"-[a-z]*i|--in-?place", word) for word in words[1:]):
        for word in invocation.words[1:]:
            name = file_name(word.value)
            if name in state.files:
                state.files[name] = Unknown(f"file `{name}` after `{words[0]}`")
    return None


def _printf(walk: Walk, invocation: Invocation, state: State) -> Value | None:
    values = [word.value for word in invocation.words[1:]]
    name = constant(values[1]) if len(values) > 2 and constant(values[0]) == "-v" else None
    if name is None:
        return None
    state.assign(name, printf(values[2:]))
    return EMPTY


BUILTINS: Mapping[str, Builtin] = {
    "exit": _exit,
    "return": _return,
    "break": _leave_loop,
    "continue": _leave_loop,
    "set": _set,
    "shift": _shift,
    "read": _read,
    "mapfile": _read_list,
    "readarray": _read_list,
    "eval": _eval,
    "source": _source,
    ".": _source,
    "bash": _shell,
    "sh": _shell,
    "dash": _shell,
    "zsh": _shell,
    "trap": _trap,
    "let": _let,
    "tee": _tee,
    "cd": _change_folder,
    "pushd": _change_folder,
    "pwd": _print_folder,
    "cp": _move,
    "mv": _move,
    "sed": _edit_in_place,
    "yq": _edit_in_place,
    "perl": _edit_in_place,
    "printf": _printf,
}
