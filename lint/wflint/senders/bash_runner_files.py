"""Lines written to `GITHUB_OUTPUT` and `GITHUB_ENV`: `name=value`, and `name<<END` … `END`.

Source: docs.github.com, "Workflow commands for GitHub Actions"; actions/runner `FileCommandManager.cs`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wflint.lean import dataclass
from wflint.regex import regex
from wflint.senders.bash_state import Pending, State
from wflint.senders.holed import HOLE, Holed, holed
from wflint.senders.message import Assignment
from wflint.span import Span
from wflint.values.condition import Condition, Never, all_of, negate
from wflint.values.value import Choice, Const, OneOf, Text, Unknown, Value, printed, text, why_unknown

_LINE = regex(r"(?P<name>[^=<]*?)(?:=(?P<value>.*)|<<(?P<end>.*))", re.DOTALL)
_SET_OUTPUT = regex(rf"::set-output name=(?P<name>[^:{HOLE[1:-1]}]+)::(?P<value>.*)", re.DOTALL)
_OLDER = regex(rf"##\[set-output name=(?P<name>[^;\]{HOLE[1:-1]}]+);?\](?P<value>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Written:
    """What one command writes, where, and when."""

    value: Value
    span: Span
    guard: Condition


def write(state: State, sink: str, written: Written) -> list[Assignment]:
    """The assignments that are complete once the text is written; the open one stays in `state.pending`."""
    return list(_write(state, sink, written))


def _write(state: State, sink: str, written: Written) -> Iterator[Assignment]:
    if isinstance(written.guard, Never):
        return
    if isinstance(written.value, Choice) and sink not in state.pending:
        choice = written.value
        yield from _write(state, sink, Written(choice.then, written.span, all_of((written.guard, choice.condition))))
        yield from _write(state, sink, Written(choice.otherwise, written.span, all_of((written.guard, negate(choice.condition)))))
        return
    found = holed(written.value)
    for line in found.shape.removesuffix("\n").split("\n"):
        pending = state.pending.get(sink)
        if pending is not None:
            if line == pending.end:
                del state.pending[sink]
                yield Assignment(pending.name, _lines(pending.lines), pending.span, pending.guard)
            else:
                more = (*pending.lines, found.restore(line))
                state.pending[sink] = Pending(pending.name, pending.end, more, pending.span, pending.guard)
            continue
        yield from _line(state, sink, line.rstrip("\r"), found, written)


def _lines(lines: tuple[Value, ...]) -> Value:
    return text(part for index, line in enumerate(lines) for part in ((Const("\n"),) if index else ()) + (line,))


def _line(state: State, sink: str, line: str, found: Holed, written: Written) -> Iterator[Assignment]:
    while line and re.match(HOLE, line) and isinstance(choice := found.restore(line[0]), Choice) and _has_lines(choice):
        yield from _write(state, sink, Written(choice, written.span, written.guard))
        line = line[1:]
    if not line:
        return
    match = _LINE.match(line)
    if match is None or re.search(HOLE, match["name"]):
        value = found.restore(line)
        if match is None and not re.search(HOLE, line):
            return  # a line that the runner refuses
        reason = why_unknown(value) or "a line whose name is made at run time"
        yield Assignment("", Unknown(reason), written.span, written.guard)
    elif match["end"] is not None:
        state.pending[sink] = Pending(match["name"].strip(), match["end"], (), written.span, written.guard)
    else:
        yield Assignment(match["name"].strip(), found.restore(match["value"]), written.span, written.guard)


def _has_lines(choice: Choice) -> bool:
    """Whether the alternatives are whole lines rather than a piece of one."""
    for each in (choice.then, choice.otherwise):
        if isinstance(each, Choice):
            if not _has_lines(each):
                return False
        elif printed(each.value) if isinstance(each, Const) else isinstance(each, Text | OneOf):
            if not holed(each).shape.endswith("\n"):
                return False
        elif not isinstance(each, Const):
            return False
    return True


def finish(state: State, sink: str) -> list[Assignment]:
    """A value that is left open at the end of the script: the runner refuses the file, but what was meant is known."""
    pending = state.pending.pop(sink, None)
    return [Assignment(pending.name, _lines(pending.lines), pending.span, pending.guard)] if pending else []


def old_outputs(value: Value, span: Span, guard: Condition) -> list[Assignment]:
    """`::set-output name=x::value` or `##[set-output name=x]value` on standard output, which GitHub replaced by the file."""
    found = holed(value)
    lines = (line.strip() for line in found.shape.split("\n"))
    matches = (_SET_OUTPUT.fullmatch(line) or _OLDER.fullmatch(line) for line in lines)
    return [Assignment(match["name"], found.restore(match["value"]), span, guard) for match in matches if match]
