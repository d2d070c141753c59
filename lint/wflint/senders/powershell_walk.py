"""An abstract run of a PowerShell script: what is known while its statements are walked in order, and what they have in common.

What each statement, expression and command does stands in modules of its own, which are handed in as a `Meaning`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from tree_sitter import Node

from wflint.lean import dataclass, field
from wflint.senders.bash_state import State, bounded, bounded_condition, branch, effort, is_dead, join
from wflint.senders.message import MOST_MESSAGES, Act, Assignment, Dispatch, Exit, Invocation, Unresolved, Wait
from wflint.senders.powershell_paths import folder_of, is_place, place_of
from wflint.senders.powershell_text import Source, below, children, core
from wflint.senders.powershell_values import Block, minus, number_of, plus, with_member
from wflint.senders.questions import Questions
from wflint.values.condition import NEVER, Condition, any_of, conjuncts, negate
from wflint.values.value import Array, Choice, Const, Reference, Unknown, Value, add, constant, fallback, unplaced

_MOST_STEPS = 6_000
SINKS = {"github_output": "GITHUB_OUTPUT", "github_env": "GITHUB_ENV"}
_CONSTANTS: dict[str, Value] = {"true": Const(True), "false": Const(False), "null": Const("")}
_LOOK_NAMES = "test-path get-content get-item get-childitem join-path split-path select-string select-object where-object"
_LOOKS = frozenset(_LOOK_NAMES.split())
"""Cmdlets that say the same each time that they are asked about the same."""
_WIDE = ("script", "global")

Evaluate = Callable[["Walk", Node, State], Value]
Ask = Callable[["Walk", Node, State], Condition]
Execute = Callable[["Walk", Node, Value | None, State], Value]


class TooLongError(Exception):
    """The script is beyond what is walked."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the parts of the language do: statements by their kind in the tree, expressions, conditions and commands."""

    statements: Mapping[str, Evaluate]
    evaluate: Evaluate
    ask: Ask
    execute: Execute


@dataclass(slots=True)
class Native:
    """A command that leaves an exit code; `lost` is how nobody looks at it.

    `dispatches` is the range of what it sends among the dispatches, `exits` where the script ends if its failure is seen.
    """

    guard: Condition
    invocation: int
    dispatches: tuple[int, int]
    exits: tuple[Exit, ...] = ()
    lost: str | None = None
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """A function: its name as it is called, the node that holds its parameters and body, and the text in which it stands."""

    name: str
    node: Node
    source: Source


@dataclass(slots=True)
class Frame:
    """A function or sourced file that is being walked.

    `printed` is its output; `returned` is what `return` gives, each under its condition and behind so much of the output;
    `left` the condition under which it was left so far; `silent` how many trial runs there were when it began: in a deeper one
    nothing is recorded.
    """

    name: str
    silent: int
    printed: list[Value] = field(default_factory=list)
    returned: list[tuple[Condition, int, Value]] = field(default_factory=list)
    left: Condition = NEVER


@dataclass(slots=True)
class Walk:
    """One abstract run.  The walk is the only thing that changes while a script is read; what it hands out is frozen.

    `source` is the text that is being walked, a file's while one is: offsets in values belong to it alone.  `modules` holds the
    variables of modules by the path of their file, `around` the texts that wait until the current one is walked;
    `questions` tells conditions apart that read the same; `loops` are the states in which each loop was left by `break` or
    `continue`.
    """

    source: Source
    meaning: Meaning
    dispatches: list[Dispatch] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    written: dict[str, list[Assignment]] = field(default_factory=lambda: {name: [] for name in SINKS.values()})
    exits: list[Exit] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    invocations: list[Invocation] = field(default_factory=list)
    natives: list[Native] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    functions: dict[str, Function] = field(default_factory=dict)
    classes: dict[str, Function] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    files: dict[str, Source] = field(default_factory=dict)
    modules: dict[str, dict[str, Value]] = field(default_factory=dict)
    blocks: list[Function] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    wide: set[str] = field(default_factory=set)
    around: list[Source] = field(default_factory=list)
    questions: Questions = field(default_factory=Questions)
    loops: list[list[State]] = field(default_factory=list)
    last: str | None = None
    steps: int = 0
    silent: int = 0
    catching: int = 0

    def block(self, node: Node, state: State) -> Value:
        """Run statements one behind the other; what they give."""
        given: list[Value] = []
        for child in children(node):
            if is_dead(state):
                break
            value = self.statement(child, state)
            if value != Const(""):
                given.append(value)
        return given[-1] if len(given) == 1 else Array(tuple(given)) if given else Const("")

    def statement(self, node: Node, state: State) -> Value:
        """Run one statement; what it gives."""
        self.steps += effort(state.guard)
        if self.steps > _MOST_STEPS or len(self.dispatches) > MOST_MESSAGES:
            raise TooLongError
        node = core(node)
        return self.meaning.statements.get(node.type, self.meaning.evaluate)(self, node, state)

    def value(self, node: Node, state: State) -> Value:
        """What an expression gives."""
        return self.meaning.evaluate(self, node, state)

    def ask(self, node: Node, state: State) -> Condition:
        """When an expression counts as true."""
        return self.meaning.ask(self, node, state)

    def words(self, node: Node, state: State) -> str:
        """How a question reads; the same words about other values are another question."""

        def held(name: str) -> tuple[Value | None, ...]:
            plain = name.lstrip("$").lower()
            return state.variables.get(plain), state.variables.get(f"env:{plain}")

        called = (self.source.of(each).split()[:1] for each in below(node, ("command",)))
        calls = any(name[0].lower() not in _LOOKS for name in called if name)
        return self.questions.of_expression(f"{self.source.quoted(node)} holds", self.source.of(node), held, calls)

    @contextmanager
    def reading(self, source: Source) -> Iterator[None]:
        """Walk another text for a while."""
        self.around.append(self.source)
        self.source = source
        try:
            yield
        finally:
            self.source = self.around.pop()

    @contextmanager
    def frame(self, name: str) -> Iterator[Frame]:
        """Walk a function or a sourced file, which `return` leaves."""
        frame = Frame(name, self.silent)
        self.frames.append(frame)
        try:
            yield frame
        finally:
            self.frames.pop()

    @contextmanager
    def loop(self, state: State) -> Iterator[None]:
        """Walk what `break` leaves; what was known where it was left early is known behind it too."""
        self.loops.append([])
        yield
        for left in self.loops.pop():
            state.may_hold(left.variables)
            state.files.update(left.files)

    # --- variables

    def set(self, target: Node, value: Value, state: State) -> None:
        """Give a variable, or a member of a hashtable in one, another value."""
        target = core(target)
        names: list[str | None] = []
        while target.type in ("member_access", "element_access"):
            key = core(target.named_children[-1])
            written = self.source.of(key).strip()
            names.insert(0, written if key.type in ("simple_name", "member_name") else constant(self.value(key, state)))
            target = core(target.named_children[0])
        name = self.name_of(target)
        if name is None:
            return
        if names:
            value = with_member(self.variable(name, state), tuple(names), value, self.source.span(target))
        self.questions.give(name)
        state.variables[name] = bounded(value)
        if name.startswith("env:"):
            state.exported[name.removeprefix("env:")] = None
        if self.source.of(target).strip().lower().lstrip("${").partition(":")[0] in _WIDE:
            self.wide.add(name)

    def name_of(self, node: Node) -> str | None:
        """The name of a variable in lower case; `None` for anything else that can be assigned to."""
        match = re.fullmatch(r"[$@]\{?((?:[A-Za-z]+:)?[\w?]+)\}?", self.source.of(node).strip())
        return re.sub(r"^(script|global|local|private|using):", "", match[1].lower()) if match else None

    def variable(self, name: str, state: State) -> Value:
        """What a variable holds; names are in lower case, and those of the environment begin with `env:`."""
        if name == "lastexitcode":
            self.settle(None, state)
            return Unknown(f"the exit status of {self.last}" if self.last else "`$LASTEXITCODE`")
        if is_place(name):
            return place_of(name, self.source.script, state)
        if name in state.variables:
            return state.variables[name]
        if name in _CONSTANTS:
            return _CONSTANTS[name]
        if name == "env:pwd":
            return folder_of(self.source.script, state)
        if name.startswith("env:"):
            wanted = name.removeprefix("env:")
            self.names.add(wanted.upper())
            if wanted in SINKS:
                return Reference(("env", SINKS[wanted]))
            found = next((value for key, value in self.source.script.environment.items() if key.lower() == wanted), None)
            return found if found is not None else Unknown(f"`${name}` is set nowhere in sight")
        return Unknown(f"`${name}` is set nowhere in sight")

    # --- branches and ends

    def fork(
        self, condition: Condition, state: State, then: Callable[[State], Value], otherwise: Callable[[State], Value]
    ) -> Value:
        """Run both sides of a condition and join them; what they give."""
        before = dict(state.variables)
        taken, passed = branch(state, condition), branch(state, negate(condition))
        first = then(taken) if not is_dead(taken) else Const("")
        second = otherwise(passed) if not is_dead(passed) else Const("")
        gone = is_dead(taken), is_dead(passed)
        join(state, condition, taken, passed, lambda name: before.get(name, Const("")))
        if any(gone):
            return Const("") if all(gone) else second if gone[0] else first
        return first if first == second else Choice(condition, first, second)

    def end(self, node: Node, code: Value, state: State) -> None:
        """The script ends here."""
        if not self.silent:
            self.exits.append(Exit(code, self.source.span(node), state.guard))
        state.exited = bounded_condition(any_of((state.exited, state.guard)))
        state.guard = NEVER

    def settle(self, lost: str | None, state: State) -> None:
        """What becomes of the exit codes that nobody has looked at yet: looked at now, or lost."""
        for native in self.natives if not self.silent else ():
            if not native.settled and not _exclude(native.guard, state.guard):
                native.settled, native.lost = True, lost

    def unread(self, mechanism: str, reason: str, node: Node, state: State) -> None:
        """Say that something seems to send, and that what it sends can't be known."""
        if not self.silent:
            self.unresolved.append(Unresolved(mechanism, reason, self.source.span(node), state.guard))

    def block_of(self, node: Node) -> Block:
        """A `{ … }` as a value, to be run later."""
        known = next((at for at, each in enumerate(self.blocks) if each.node == node and each.source is self.source), None)
        if known is None:
            known = len(self.blocks)
            self.blocks.append(Function("a script block", node, self.source))
        return Block("a script block", known)


def unplace(state: State) -> None:
    """Take the offsets out of what is known: another text than the one that they belong to comes next."""
    state.variables = {name: unplaced(value) for name, value in state.variables.items()}
    state.files = {name: unplaced(value) for name, value in state.files.items()}


def assignment(walk: Walk, node: Node, state: State) -> Value:
    """`$a = …`, `$a, $b = …`, `$a.b += …`."""
    if len(node.named_children) < 2:
        return Const("")
    target, value_node = core(node.named_children[0]), node.named_children[-1]
    sign = next((walk.source.of(child).strip() for child in children(node) if child.type.endswith("assignment_operator")), "=")
    value = walk.statement(value_node, state)
    while target.type == "cast_expression":
        kind, target = walk.source.of(target.named_children[0]).lower(), core(target.named_children[-1])
        value = number_of(value) if "int" in kind else value
    if target.type == "array_literal_expression":
        items = value.items if isinstance(value, Array) else ()
        for at, each in enumerate(children(target)):
            walk.set(each, items[at] if at < len(items) else Unknown(walk.source.quoted(node)), state)
        return Const("")
    if sign != "=":
        before = walk.value(target, state)
        match sign:
            case "+=":
                value = plus(before, value)
            case "-=":
                value = minus(before, value, walk.source.quoted(node))
            case "??=":
                value = fallback(before, value)
            case _:
                value = Unknown(walk.source.quoted(node))
    walk.set(target, value, state)
    return Const("")


def counting(walk: Walk, node: Node, state: State) -> Value:
    """`$i++` and its like."""
    target = node.named_children[0]
    before = walk.value(target, state)
    walk.set(target, plus(number_of(before), Const(1)) if "++" in walk.source.of(node) else add(before, -1), state)
    return Const("")


def _exclude(one: Condition, other: Condition) -> bool:
    """Whether two conditions can't both hold, as far as their parts show."""
    known = set(conjuncts(other))
    return any(known.issuperset(conjuncts(negate(each))) for each in conjuncts(one))
