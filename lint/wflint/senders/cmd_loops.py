"""Loops of batch scripts: `for %%f in (a b)`, `for /l`, and `for /f` with the lines of a command.

Source: learn.microsoft.com, `for`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from wflint.senders.bash_state import State, branch, join
from wflint.senders.cmd_parse import parse_inner
from wflint.senders.cmd_tree import For, Simple, name_of
from wflint.senders.cmd_values import Piece, Pieces, assigned_in, stripped, unquoted, value_of
from wflint.values.condition import ALWAYS, Condition, Opaque, negate
from wflint.values.value import EMPTY, Const, Unknown, Value, constant, one_of, text

if TYPE_CHECKING:
    from wflint.senders.cmd_walk import Walk

_MOST_ITEMS = 100


def run_for(walk: Walk, node: For, state: State) -> Value:
    """Run the body of a loop once, with its variable as one of its values; what it prints."""
    key = f"%{node.letter}"
    before = state.variables.get(key)
    item = _items(walk, node, state)
    if item is None or node.body is None:
        return EMPTY
    value, entered = item
    inside = branch(state, entered)
    start, end = node.body.start, node.body.end
    changing = assigned_in(walk.script.text[start:end]) if entered != ALWAYS or not isinstance(value, Const) else set()
    for name in changing & inside.variables.keys():
        inside.variables[name] = Unknown(f"`{name}` changes in a loop")
    inside.variables[key] = value
    for place, letter in enumerate(_letters_after(node)):
        inside.variables[f"%{letter}"] = Unknown(f"part {place + 2} of a line of {walk.quoted(*node.place)}")
    printed = walk.statement(node.body, inside)
    inside.variables.pop(key, None)
    if before is not None:
        inside.variables[key] = before
    otherwise = branch(state, negate(entered))
    join(state, entered, inside, otherwise, walk._unset)
    return printed if isinstance(printed, Const) and printed.value == "" else Unknown("what a loop prints")


def _items(walk: Walk, node: For, state: State) -> tuple[Value, Condition] | None:
    """What the variable of a loop is, and when the loop is entered; nothing for an empty list."""
    pieces = stripped(walk.pieces(node.items, state))
    quoted = walk.quoted(*node.place)
    match node.flag:
        case "l":
            numbers = [constant(value_of(stripped(part), walk.script)) for part in _split(pieces, ",")]
            return (_counted(numbers, quoted), ALWAYS)
        case "f":
            return _lines_of(walk, node, pieces, quoted, state)
        case "r" | "d":
            return (Unknown(f"a name that matches {quoted}"), Opaque(f"{quoted} matches something"))
        case _:
            pass
    values: list[Value] = []
    for part in list(_split(pieces, " \t,;=\n\r"))[:_MOST_ITEMS]:
        value = value_of(part, walk.script)
        known = constant(value)
        values.append(Unknown(f"a file that matches `{known}`") if known and re.search(r"[*?]", known) else value)
    return (one_of(values), ALWAYS) if values else None


def _lines_of(walk: Walk, node: For, pieces: Pieces, quoted: str, state: State) -> tuple[Value, Condition]:
    """`for /f`: the lines of a command, a file or a text.  The command runs, whatever becomes of its output."""
    start, end = node.place
    written = walk.script.text[start:end]
    match = re.match(r"\s*(['`])(.*)\1\s*$", written, re.DOTALL)
    by_command = match is not None and (match[1] == "`") == ("usebackq" in node.options.lower())
    whole = "tokens=*" in node.options.lower() or re.search(r"delims=\s*$", node.options.lower()) is not None
    if match is None or not by_command:
        known = constant(value_of(unquoted(pieces), walk.script)) if pieces and pieces[0].text == '"' else None
        return (Const(known) if known and (whole or " " not in known) else Unknown(f"a line of {quoted}")), ALWAYS
    inside = state.copy()
    inside.sink, inside.stdin, inside.discarded = None, None, state.discarded or "`for /f` takes no notice of a failure"
    printed = [
        walk.statement(each, inside) for each in parse_inner(walk.script.text, start + match.start(2), start + match.end(2))
    ]
    state.files = inside.files
    value = text(printed)
    known = constant(value)
    only_sets = node.body is not None and isinstance(node.body, Simple) and name_of(node.body) == "set"
    entered = ALWAYS if only_sets else Opaque(f"{quoted} prints a line")
    if known is not None and "\n" not in known.strip("\n") and known.strip() and (whole or " " not in known.strip()):
        return Const(known.strip()), ALWAYS
    return Unknown(f"a line of {quoted}"), entered


def _letters_after(node: For) -> Iterator[str]:
    """The variables that `tokens=1,2` makes beside the first."""
    match = re.search(r"tokens=([\d,\-*]+)", node.options, re.IGNORECASE) if node.flag == "f" else None
    if match is None:
        return
    count = 0
    for part in match[1].split(","):
        first, dash, last = part.rstrip("*").partition("-")
        count += int(last) - int(first) + 1 if dash and first.isdigit() and last.isdigit() and len(last) < 3 else 1
        count += part.endswith("*") and len(part) > 1
    for step in range(1, min(count, 10)):
        yield chr(ord(node.letter) + step)


def _counted(numbers: Sequence[str | None], quoted: str) -> Value:
    """`for /l %%i in (start,step,end)`."""
    if len(numbers) != 3 or any(each is None or not re.fullmatch(r"-?\d{1,6}", each) for each in numbers):
        return Unknown(f"a number of {quoted}")
    start, step, end = (int(str(each)) for each in numbers)
    if step == 0:
        return Unknown(f"a number of {quoted}")
    values = range(start, end + (1 if step > 0 else -1), step)
    return one_of(Const(str(each)) for each in values) if 0 < len(values) <= _MOST_ITEMS else Unknown(f"a number of {quoted}")


def _split(pieces: Pieces, delimiters: str) -> Iterator[Pieces]:
    """Pieces cut at delimiters outside of quotes, empty ones left out."""
    current: list[Piece] = []
    quoted = False
    for piece in pieces:
        quoted ^= piece.text == '"'
        if piece.value is None and piece.text in delimiters and not quoted:
            if current:
                yield tuple(current)
            current = []
        else:
            current.append(piece)
    if current:
        yield tuple(current)
