"""An abstract run of a batch script: every line in order, with what is known of variables and conditions.

`%X%` is put in when a line, or a whole block in parentheses, is read, before any of it runs; `!X!` when its command runs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from wflint.lean import dataclass, field
from wflint.senders.bash_runner_files import Written, write
from wflint.senders.bash_state import State, bounded, bounded_condition, branch, effort, is_dead, join, relative
from wflint.senders.cmd_conditions import condition_of
from wflint.senders.cmd_loops import run_for
from wflint.senders.cmd_tree import Block, Chain, For, If, Item, Label, Redirect, Simple, Statement, name_of
from wflint.senders.cmd_values import Piece, Pieces, assigned_in, pieces_of, stripped, unquoted, value_of
from wflint.senders.cmd_variables import SINKS, value_of_item
from wflint.senders.holed import file_name
from wflint.senders.message import MOST_MESSAGES, Assignment, Dispatch, Exit, Invocation, Unresolved, Wait
from wflint.senders.script import Script
from wflint.span import Span
from wflint.values.condition import ALWAYS, NEVER, Condition, Opaque, Succeeds, all_of, any_of, conjuncts, negate
from wflint.values.value import EMPTY, Choice, Const, Reference, Unknown, Value, constant, text

NEUTRAL = frozenset(("echo", "rem", "goto", "break", "endlocal", "setlocal", "pause", "title", "shift", "rd", "rmdir", "popd"))
"""Commands that leave the status of the one before as it is."""

_MOST_STEPS = 6_000
_DEEPEST_CALL = 8
_RETURN = ":eof"
_PIPED = "a pipe hands on the status of its last command only"

Execute = Callable[["Walk", Simple, Pieces, State], Value]


class TooLongError(Exception):
    """The script is beyond what is walked."""


@dataclass(slots=True)
class Native:
    """A program that was run: its place among the invocations, and the dispatches that it made."""

    guard: Condition
    invocation: int
    dispatches: range
    lost: str | None = None
    settled: bool = False


@dataclass(slots=True)
class Walk:
    """One abstract run.  The walk is the only thing that changes while a script is read; what it hands out is frozen.

    `percent` are the variables as they were when the line was read.  `jumps` are the states in which a `goto` left for a label
    further down.  `gone_to` is a batch file that was run without `call`, `gone_at` the first line that is never reached for that.
    """

    script: Script
    lines: tuple[Statement, ...]
    execute: Execute
    dispatches: list[Dispatch] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    written: dict[str, list[Assignment]] = field(default_factory=lambda: {name: [] for name in SINKS})
    exits: list[Exit] = field(default_factory=list)
    invocations: list[Invocation] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    natives: list[Native] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    percent: dict[str, Value] = field(default_factory=dict)
    jumps: dict[str, list[State]] = field(default_factory=dict)
    reached: set[str] = field(default_factory=set)
    scopes: list[dict[str, Value]] = field(default_factory=list)
    left: list[Condition] = field(default_factory=list)
    gone_to: str | None = None
    gone_at: int | None = None
    last: str | None = None
    steps: int = 0
    depth: int = 0

    # --- lines

    def run(self, begin: int, state: State) -> Value:
        """Run the lines from one on, to the end of the script; what they print."""
        printed: list[Value] = []
        at = begin
        for at in range(begin, len(self.lines)):
            line = self.lines[at]
            if isinstance(line, Label):
                self._arrive(line.name, at, state)
            elif not is_dead(state):
                printed.append(self.line(line, state))
                if is_dead(state) and self.gone_at is None and self.gone_to is not None:
                    self.gone_at = at + 1
        return bounded(text(printed))

    def line(self, line: Statement, state: State) -> Value:
        """Run one line, or one block that is read at once."""
        entered = state.guard
        self.percent = dict(state.variables)
        printed = self.statement(line, state)
        while self.left:  # a batch file that was run without `call` never comes back
            gone = relative(self.left.pop(), entered)
            state.guard = NEVER if gone == ALWAYS else bounded_condition(all_of((state.guard, negate(gone))))
        return printed

    def _arrive(self, name: str, at: int, state: State) -> None:
        """A label: those who jumped here join those who came down to it."""
        if not is_dead(state):
            self.reached.add(name)
        self._rejoin(name, state)
        for changed in self._changed_by_loop(name, at):
            if changed in state.variables:
                state.variables[changed] = Unknown(f"`{changed}` changes in a loop")

    def _rejoin(self, name: str, state: State) -> None:
        """Put the states that jumped to a label, or that may have, together with the one that came down to it."""
        for jumped in (*self.jumps.pop(name, ()), *self.jumps.get("", ())):
            self.reached.add(name)
            exited = bounded_condition(any_of((state.exited, jumped.exited)))
            if is_dead(state):
                state.take(jumped)
            else:
                only_there, guard = _either(jumped.guard, state.guard)
                join(state, only_there, jumped, state.copy(), self._unset)
                state.guard = bounded_condition(guard)
            state.exited = exited

    def _changed_by_loop(self, name: str, at: int) -> set[str]:
        """Variables that are set between a label and the last `goto` further down that leads back to it."""
        start = self.lines[at].end
        back = [match.end() for match in re.finditer(rf"goto\s+:?{re.escape(name)}\b", self.script.text[start:], re.IGNORECASE)]
        return assigned_in(self.script.text[start : start + back[-1]]) if back and name else set()

    def label_at(self, name: str) -> int | None:
        return next((at for at, line in enumerate(self.lines) if isinstance(line, Label) and line.name == name), None)

    # --- statements

    def statement(self, node: Statement, state: State) -> Value:
        """Run one statement; what it prints."""
        self.steps += effort(state.guard)
        if self.steps > _MOST_STEPS or len(self.dispatches) > MOST_MESSAGES:
            raise TooLongError
        match node:
            case Simple():
                pieces = stripped(self.pieces(node.items, state)) if _is_plain(node) else self.pieces(node.items, state)
                return self._redirected(node.redirects, node, state, lambda inside: self.execute(self, node, pieces, inside))
            case Block(body, redirects):
                return self._redirected(redirects, node, state, lambda inside: self._block(body, inside))
            case Chain("&", left, right):
                return text((self.statement(left, state), self.statement(right, state) if not is_dead(state) else EMPTY))
            case Chain("|", left, right):
                return self._pipe(left, right, state)
            case Chain(sign, left, right):
                return self._logical(sign, left, right, state)
            case If():
                asked = condition_of(self, node.asked, state)
                return self.fork(
                    asked,
                    state,
                    lambda inside: self._maybe(node.then, inside),
                    lambda inside: self._maybe(node.otherwise, inside),
                )
            case For():
                return run_for(self, node, state)
            case Label():
                return EMPTY

    def _maybe(self, node: Statement | None, state: State) -> Value:
        return self.statement(node, state) if node is not None else EMPTY

    def _block(self, body: Sequence[Statement], state: State) -> Value:
        return text([self.statement(each, state) for each in body if not is_dead(state)])

    def fork(
        self, condition: Condition, state: State, then: Callable[[State], Value], otherwise: Callable[[State], Value]
    ) -> Value:
        """Run both sides of a condition and join them; what they print."""
        taken, passed = branch(state, condition), branch(state, negate(condition))
        first = then(taken) if not is_dead(taken) else EMPTY
        second = otherwise(passed) if not is_dead(passed) else EMPTY
        join(state, condition, taken, passed, self._unset)
        return first if first == second else Choice(condition, first, second)

    def _unset(self, name: str) -> Value:
        return next((value for key, value in self.script.environment.items() if key.upper() == name), EMPTY)

    def _pipe(self, left: Statement, right: Statement, state: State) -> Value:
        stdin, sink, before = state.stdin, state.sink, state.discarded
        first, state.sink, state.discarded = state.copy(), None, before or _PIPED
        first.sink, first.discarded = None, before or _PIPED
        brought = self.statement(left, first)
        state.files, state.pending = first.files, first.pending
        state.stdin, state.sink, state.discarded = brought, sink, before
        printed = self.statement(right, state)
        state.stdin = stdin
        return printed

    def _logical(self, sign: str, left: Statement, right: Statement, state: State) -> Value:
        first = len(self.natives)
        output = self.statement(left, state)
        if is_dead(state):
            return output
        worked = Succeeds(self.last or "the command before")
        held = [native for native in self.natives[first:] if not native.settled]
        for native in held:
            native.settled = True
        printed = self.fork(
            worked if sign == "&&" else negate(worked), state, lambda inside: self.statement(right, inside), lambda _: EMPTY
        )
        for native in held:
            native.settled = False
        if sign == "||":
            self._met_by(right, held)
        return text((output, printed))

    def _met_by(self, right: Statement, held: Sequence[Native]) -> None:
        """What stands behind `||` meets a failure, unless it only prints, or says that all is well."""
        written = self.script.text[right.start : right.end]
        if re.search(r"\bexit\s+(?:/b\s+)?0\b", written, re.IGNORECASE):
            lost: str | None = "`|| exit /b 0`"
        elif isinstance(right, Simple) and name_of(right) in NEUTRAL - {"goto"}:
            return
        elif isinstance(right, Simple) and re.match(r"\(?\s*(?:ver|cd\s+\.|type\s+nul|call\s*\()", written, re.IGNORECASE):
            lost = f"`|| {written.strip()}`"
        else:
            lost = None
        for native in held:
            native.settled, native.lost = True, lost

    # --- ends and jumps

    def goto(self, name: Value, node: Statement, state: State) -> None:
        """Go on at a label; where that isn't known, at any of those that follow."""
        known = constant(name)
        if known is not None and known.lower().lstrip(":") == "eof":
            self.leave(self.span(node), None, state)
            return
        gone = state.copy()
        if known is None:
            gone.guard = bounded_condition(all_of((state.guard, Opaque("a `goto` whose label isn't known leads here"))))
        at = self.label_at(known.lower().lstrip(":")) if known is not None else None
        if known is None or (at is not None and self.lines[at].start > node.start):
            self.jumps.setdefault(known.lower().lstrip(":") if known is not None else "", []).append(gone)
        state.guard = NEVER

    def call_label(self, name: str, arguments: tuple[Value, ...], state: State) -> Value:
        """`call :label …`: run from the label to `exit /b`, then come back."""
        at = self.label_at(name)
        if at is None or self.depth >= _DEEPEST_CALL:
            return EMPTY
        self.reached.add(name)
        inside = state.copy()
        inside.exited = NEVER
        percent, jumps, scopes = self.percent, self.jumps, len(self.scopes)
        self.jumps = {}
        self.depth += 1
        held = dict(self.arguments_of(state))
        for number in range(10):
            inside.variables[f"%{number}"] = arguments[number - 1] if 0 < number <= len(arguments) else EMPTY
        inside.variables["%*"] = text(
            part for index, each in enumerate(arguments) for part in ((Const(" "),) if index else ()) + (each,)
        )
        inside.variables["%0"] = Const(f":{name}")
        printed = self.run(at, inside)
        self._rejoin(_RETURN, inside)
        self.depth -= 1
        while len(self.scopes) > scopes:
            inside.variables = self.scopes.pop()
        for key in [each for each in inside.variables if re.fullmatch(r"%[0-9*]", each)]:
            del inside.variables[key]
        inside.variables.update(held)
        self.percent, self.jumps = percent, jumps
        left = relative(inside.exited, state.guard)
        state.variables, state.files, state.pending, state.exported = (
            inside.variables,
            inside.files,
            inside.pending,
            inside.exported,
        )
        state.exited = bounded_condition(any_of((state.exited, inside.exited)))
        if left != NEVER:
            state.guard = bounded_condition(all_of((state.guard, negate(left))))
        return printed

    def arguments_of(self, state: State) -> Iterator[tuple[str, Value]]:
        return ((name, value) for name, value in state.variables.items() if re.fullmatch(r"%[0-9*]", name))

    def leave(self, span: Span, code: Value | None, state: State, everything: bool = False) -> None:
        """`exit`, `exit /b` and `goto :eof`: the end of the script, or of what was called."""
        known = constant(code) if code is not None else None
        if code is not None:
            self.settle("`exit /b 0`" if known == "0" else None, state)
        if not self.depth or everything:
            self.exits.append(Exit(code if code is not None else state.status, span, state.guard))
            state.exited = bounded_condition(any_of((state.exited, state.guard)))
        else:
            self.jumps.setdefault(_RETURN, []).append(state.copy())
        state.guard = NEVER

    def hand_over(self, span: Span, state: State) -> None:
        """A batch file that is run without `call` doesn't come back: the lines that follow never run."""
        if not self.depth:
            self.exits.append(Exit(state.status, span, state.guard))
            state.exited = bounded_condition(any_of((state.exited, state.guard)))
        self.left.append(state.guard)
        self.gone_to = self.last

    def settle(self, lost: str | None, state: State) -> None:
        """What becomes of the statuses that nobody has looked at yet: looked at now, or lost."""
        for native in self.natives:
            if not native.settled and not _exclude(native.guard, state.guard):
                native.settled, native.lost = True, lost

    # --- where output goes

    def _redirected(self, redirects: Sequence[Redirect], node: Statement, state: State, body: Callable[[State], Value]) -> Value:
        stdin, sink = state.stdin, state.sink
        target: Value | None = None
        appends = dropped = False
        for each in redirects:
            path = value_of(unquoted(self.pieces(each.target, state)), self.script)
            if each.sign == "<":
                state.stdin = state.files.get(file_name(path), Unknown(f"the content of file `{constant(path) or '…'}`"))
            elif each.handle in ("", "1"):
                target, appends, dropped = path, each.sign == ">>", each.sign.endswith("&")
        if target is None or dropped:
            found = body(state)
            state.stdin, state.sink = stdin, sink
            return EMPTY if dropped else found
        runner = target.path[-1].upper() if isinstance(target, Reference) and target.key[0] == "env" else None
        state.sink = runner if runner in SINKS else None
        found = body(state)
        state.stdin, state.sink = stdin, sink
        if runner not in SINKS and (constant(target) or "").lower() not in ("nul", "con"):
            name = file_name(target)
            before = state.files.get(name, EMPTY) if appends else EMPTY
            state.files[name] = bounded(text((before, found)))
        return EMPTY

    def emit(self, value: Value, span: Span, state: State) -> Value:
        """Print: to the runner's file, or to whoever reads the output."""
        if state.sink is None:
            return value
        self.written[state.sink].extend(write(state, state.sink, Written(value, span, state.guard)))
        return EMPTY

    # --- values

    def pieces(self, items: Sequence[Item], state: State) -> Pieces:
        """Items with everything put in."""
        found: list[Piece] = []
        for item in items:
            if item.kind is None:
                found.append(Piece(item.text, None, item.start, item.end))
            else:
                found.extend(pieces_of(value_of_item(self, item, state), item.start, item.end))
        return tuple(found)

    def span(self, node: Statement) -> Span:
        return self.script.locate(node.start, node.end)

    def quoted(self, start: int, end: int) -> str:
        """A piece of the script for a message: as it reads in the file, on one line, not too long."""
        line = " ".join(self.script.original(self.script.text[start:end]).replace("^\n", " ").split())
        return f"`{line if len(line) <= 60 else line[:57] + '…'}`"


def _is_plain(node: Simple) -> bool:
    """Whether white space at the end of a command means nothing: it does for `echo` and `set`."""
    return name_of(node) not in ("echo", "set")


def _either(one: Condition, other: Condition) -> tuple[Condition, Condition]:
    """What one condition asks for beyond the other, and when any of both holds."""
    first, second = conjuncts(one), conjuncts(other)
    common = [each for each in first if each in second]
    left = all_of(each for each in first if each not in common)
    right = all_of(each for each in second if each not in common)
    both = ALWAYS if negate(left) == right or negate(right) == left else any_of((left, right))
    return left, all_of((*common, both))


def _exclude(one: Condition, other: Condition) -> bool:
    """Whether two conditions can't both hold, as far as their parts show."""
    known = set(conjuncts(other))
    return any(known.issuperset(conjuncts(negate(each))) for each in conjuncts(one))
