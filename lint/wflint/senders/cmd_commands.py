"""Commands of batch scripts: those that `cmd` carries out itself, and programs.

Source: learn.microsoft.com, "Windows commands"; actions/runner `ScriptHandler.cs` for how a step's script is called.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from wflint.senders.bash_runner_files import old_outputs
from wflint.senders.bash_state import State, bounded
from wflint.senders.cmd_programs import GOES_ON, environment_of, note, run_program
from wflint.senders.cmd_tree import Simple
from wflint.senders.cmd_values import Piece, Pieces, stripped, unquoted, value_of, words_of
from wflint.senders.cmd_variables import value_of_argument, variable
from wflint.senders.cmd_walk import NEUTRAL, Walk
from wflint.senders.holed import file_name, holed
from wflint.senders.message import Invocation, Word
from wflint.senders.paths import joined
from wflint.values.value import EMPTY, Const, Text, Unknown, Value, add, constant, text

_UNWATCHED = "nothing waits for what `start` runs"
_OWN_WORDS = """
echo set setlocal endlocal goto exit shift cd chdir pushd popd type pause title ver verify vol cls color copy move del erase ren
rename md mkdir rd rmdir start assoc path prompt date time break mklink dir call ftype
"""
_OWN = frozenset(_OWN_WORDS.split())


def execute(walk: Walk, node: Simple, pieces: Pieces, state: State) -> Value:
    """Run one command; what it prints."""
    head = _head(pieces)
    name = head.lower()
    if name not in _OWN:
        return run_program(walk, node, words_of(pieces, walk.script), state)
    rest = pieces[_start_of(pieces) + len(head) :]
    if name == "call":
        return _call(walk, node, rest, state)
    if name == "start":
        return _start(walk, node, rest, state)
    words = words_of(pieces, walk.script)
    if walk.script.path.lower().endswith(".bat") or name != "set":
        lost = None if name in NEUTRAL or name in ("exit", "set", "cd", "chdir", "pushd", "md", "mkdir") else GOES_ON
    else:
        lost = GOES_ON  # in a `.cmd` file, which a step's script is, `set` leaves 0
    if name not in ("goto", "exit", "shift"):
        note(walk, Invocation(words, walk.span(node), environment_of(walk, state), guard=state.guard, discarded=state.discarded))
    if lost is not None:
        walk.settle(lost, state)
    return _own(walk, node, name, rest, state)


def _own(walk: Walk, node: Simple, name: str, rest: Pieces, state: State) -> Value:
    match name:
        case "echo":
            return _echo(walk, node, rest, state)
        case "set":
            return _set(walk, node, rest, state)
        case "goto":
            walk.goto(value_of(stripped(rest), walk.script), node, state)
        case "exit":
            words = [word.value for word in words_of(rest, walk.script)]
            only_script = bool(words) and (constant(words[0]) or "").lower() == "/b"
            words = words[1:] if only_script else words
            walk.leave(walk.span(node), words[0] if words else None, state, not only_script)
        case "setlocal":
            walk.scopes.append(dict(state.variables))
        case "endlocal":
            if walk.scopes:
                state.variables = walk.scopes.pop()
        case "shift":
            _shift(walk, state)
        case "cd" | "chdir" | "pushd" | "popd":
            _folder(walk, name, rest, state)
        case "type":
            found = words_of(rest, walk.script)
            content = [state.files.get(file_name(each.value), Unknown(f"the content of file {_shown(each)}")) for each in found]
            return walk.emit(text(content), walk.span(node), state)
        case "copy" | "move" | "ren" | "rename":
            words = [word.value for word in words_of(rest, walk.script) if not holed(word.value).shape.startswith("/")]
            if len(words) == 2 and file_name(words[0]) in state.files:
                state.files[file_name(words[1])] = state.files[file_name(words[0])]
        case "del" | "erase":
            for word in words_of(rest, walk.script):
                state.files.pop(file_name(word.value), None)
        case "dir" | "ver" | "vol" | "date" | "time":
            return walk.emit(Unknown(f"output of `{name}`"), walk.span(node), state)
        case _:
            pass
    return EMPTY


def _head(pieces: Pieces) -> str:
    """The letters that a command begins with: `echo`, in `echo.x` as well."""
    letters = "".join(each.text if each.value is None else "\0" for each in pieces[_start_of(pieces) :][:20])
    match = re.match(r"[A-Za-z]+(?=$|[\s,;=/.(:+\[\]\\\"])", letters)
    own = match[0] if match else ""
    # `set.exe`, `path\to\x` and `start.bat` are programs; only `echo`, `cd` and their like take a dot or a backslash.
    following = letters[len(own) : len(own) + 1]
    return own if following not in (".", "\\", ":") or own.lower() in ("echo", "cd", "chdir", "goto", "call") else ""


def _start_of(pieces: Pieces) -> int:
    """Where the command begins, behind white space."""
    return next((at for at, each in enumerate(pieces) if each.value is not None or not each.text.isspace()), 0)


def _shown(word: Word) -> str:
    known = constant(word.value)
    return f"`{known}`" if known is not None else "known only at run time"


# --- what `cmd` does itself


def _echo(walk: Walk, node: Simple, rest: Pieces, state: State) -> Value:
    """The rest of the line as it stands, quotes and all; behind `echo.` or `echo:` it may be empty."""
    written = rest[1:]
    known = constant(value_of(stripped(written), walk.script))
    if rest and rest[0].text in (" ", "\t", ",", ";", "=") and known is not None and known.lower() in ("on", "off", ""):
        return EMPTY
    shown = value_of(written, walk.script)
    if state.sink is None:
        walk.written["GITHUB_OUTPUT"].extend(old_outputs(shown, walk.span(node), state.guard))
    return walk.emit(text((shown, Const("\n"))), walk.span(node), state)


def _set(walk: Walk, node: Simple, rest: Pieces, state: State) -> Value:
    given = list(rest)
    while given and given[0].text.isspace():
        given.pop(0)
    flag = "".join(each.text for each in given[:2]).lower()
    if flag in ("/a", "/p"):
        given = list(stripped(given[2:]))
    if given and given[0].text == '"':
        last = next((at for at in range(len(given) - 1, 0, -1) if given[at].text == '"'), len(given))
        given = given[1:last]
    if flag == "/a":
        for part in _expressions(given):
            _calculate(walk, node, part, state)
        return EMPTY
    sign = next((at for at, each in enumerate(given) if each.text == "="), None)
    name = constant(value_of(given[: sign or 0], walk.script)) if sign else None
    if sign is None or not name:
        return EMPTY
    value: Value = value_of(given[sign + 1 :], walk.script)
    if flag == "/p":
        value = _asked(state, walk.quoted(node.start, node.end))
    _assign(name, value, state)
    return EMPTY


def _assign(name: str, value: Value, state: State) -> None:
    state.variables[name.upper()] = bounded(value)
    state.exported[name.upper()] = None


def _asked(state: State, quoted: str) -> Value:
    """`set /p X=<file`: the first line of the file."""
    known = constant(state.stdin) if state.stdin is not None else None
    return Const(known.split("\n")[0]) if known is not None else Unknown(f"the line that {quoted} reads")


def _expressions(pieces: Sequence[Piece]) -> list[Pieces]:
    parts: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.text == ",":
            parts.append([])
        else:
            parts[-1].append(piece)
    return [stripped(part) for part in parts]


def _calculate(walk: Walk, node: Simple, pieces: Pieces, state: State) -> None:
    """`set /a n+=1`, `set /a n=m+1`; anything else that isn't a number is unknown."""
    found = holed(value_of(pieces, walk.script))
    match = re.fullmatch(r"\s*([\w.]+)\s*([-+*/%&|^]|<<|>>)?=(.*)", found.shape, re.DOTALL)
    if match is None:
        return
    name, sign, written = match[1], match[2], match[3].replace(" ", "")
    right = re.fullmatch(r"(.*?)([-+])(\d{1,9})", written)

    def operand(piece: str) -> Value:
        if re.fullmatch(r"-?\d{1,9}", piece):
            return Const(piece)
        if re.fullmatch(r"[A-Za-z_]\w*", piece):
            return variable(walk, piece, f"%{piece}%", state, state)
        value = found.restore(piece)
        return Unknown(walk.quoted(node.start, node.end)) if isinstance(value, Text | Const) else value

    if sign in ("+", "-") and re.fullmatch(r"\d{1,9}", written):
        value = _sum(operand(name), int(written) * (1 if sign == "+" else -1))
    elif sign is None and right and right[1]:
        value = _sum(operand(right[1]), int(right[3]) * (1 if right[2] == "+" else -1))
    elif sign is None:
        value = operand(written)
    else:
        value = Unknown(walk.quoted(node.start, node.end))
    _assign(name, value, state)


def _sum(value: Value, amount: int) -> Value:
    result = add(value, amount)
    return Const(str(result.value)) if isinstance(result, Const) else result


def _shift(walk: Walk, state: State) -> None:
    given = [value_of_argument(walk, number, state) for number in range(1, 10)]
    for number in range(1, 10):
        state.variables[f"%{number}"] = given[number] if number < len(given) else Unknown("an argument behind the ninth")


def _folder(walk: Walk, name: str, rest: Pieces, state: State) -> None:
    """`cd`, `pushd` and `popd`: where relative paths count from."""
    span = walk.script.locate(0, 0)
    before = variable(walk, "CD", "%CD%", state, state)
    stack = state.arrays.get("pushd", ())
    if name == "popd":
        if stack and isinstance(stack[-1], Word):
            state.variables["PWD"] = stack[-1].value
            state.arrays["pushd"] = stack[:-1]
        return
    found = stripped(unquoted(rest))
    letters = "".join(each.text for each in found[:2]).lower()
    path = value_of(stripped(found[2:]) if letters == "/d" else found, walk.script)
    if path == EMPTY:
        return
    if name == "pushd":
        state.arrays["pushd"] = (*stack, Word(before, span))
    shape = holed(path)
    state.variables["PWD"] = joined(before, shape.restore(shape.shape.replace("\\", "/")))


# --- programs


def _call(walk: Walk, node: Simple, rest: Pieces, state: State) -> Value:
    """`call :label`, `call other.bat`, and `call command`, which puts variables in once more."""
    inner = stripped(rest)
    if inner and inner[0].text == ":":
        words = words_of(inner, walk.script)
        name = constant(words[0].value)
        if name is not None:
            return walk.call_label(name[1:].lower(), tuple(word.value for word in words[1:]), state)
        return EMPTY
    again = _put_in_again(walk, inner, state)
    head = _head(again).lower()
    if head in _OWN - {"call"}:
        return execute(walk, node, again, state)
    return run_program(walk, node, words_of(again, walk.script), state, called=True)


def _put_in_again(walk: Walk, pieces: Pieces, state: State) -> Pieces:
    """`%%X%%` behind `call`: a `%X%` that is put in as late as the command runs."""
    written = "".join(each.text if each.value is None else "\0" for each in pieces)
    found: list[Piece] = []
    at = 0
    for match in re.finditer(r"%([\w.\-]+)%", written):
        where: dict[int, int] = {}
        position = 0
        for index, each in enumerate(pieces):
            where[position] = index
            position += len(each.text) if each.value is None else 1
        begin, end = where[match.start()], where.get(match.end(), len(pieces))
        value = variable(walk, match[1], match[0], state, state)
        found.extend((*pieces[at:begin], Piece("", value, pieces[begin].start, pieces[end - 1].end, False)))
        at = end
    return (*found, *pieces[at:])


def _start(walk: Walk, node: Simple, rest: Pieces, state: State) -> Value:
    """`start "title" /b program …` runs beside the script; with `/wait` it doesn't."""
    words = list(words_of(rest, walk.script))
    if stripped(rest)[:1] and stripped(rest)[0].text == '"':
        words = words[1:]
    waits = False
    while words and (known := holed(words[0].value).shape.lower()).startswith("/"):
        waits = waits or known in ("/wait", "/w")
        words = words[2:] if known == "/d" else words[1:]
    if not words:
        return EMPTY
    before = state.discarded
    state.discarded = before if waits else before or _UNWATCHED
    printed = run_program(walk, node, tuple(words), state, called=True)
    state.discarded = before
    return printed
