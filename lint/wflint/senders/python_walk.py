"""An abstract run of a script in Python: what is known while its statements are walked in order, and what was found.

What statements, expressions, conditions and calls mean stands in modules of its own, which are handed in as a `Meaning`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tree_sitter import Node

from wflint.senders.bash_state import State, bounded
from wflint.senders.json_text import Places
from wflint.senders.message import Act, Assignment, Dispatch, Exit, Invocation, ScriptFacts, Unresolved
from wflint.senders.places import members_of
from wflint.senders.python_kinds import Function, Held
from wflint.senders.python_tree import Source
from wflint.values.condition import Condition
from wflint.values.value import Array, Object, Unknown, Value

_MOST_STEPS = 80_000


class TooLongError(Exception):
    """The script is beyond what is walked."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the parts of the language do."""

    statement: Callable[[Walk, Node, State], None]
    value: Callable[[Walk, Node, State], Value]
    condition: Callable[[Walk, Node, State], Condition]
    call: Callable[[Walk, Value, Given, State], Value]
    load: Callable[[Walk, str, State], int | None]


@dataclass(frozen=True, slots=True)
class Given:
    """The arguments of a call: by position and by name; `more` says why there may be further ones."""

    values: tuple[Value, ...] = ()
    named: tuple[tuple[str, Value], ...] = ()
    more: str | None = None

    def get(self, at: int | None, *names: str) -> Value | None:
        """The argument at a position or with one of these names, `None` where it isn't given."""
        found = next((value for name, value in reversed(self.named) if name in names), None)
        if found is not None:
            return found
        if at is not None and at < len(self.values):
            return self.values[at]
        return Unknown(self.more) if self.more is not None else None


@dataclass(slots=True)
class Frame:
    """One call of a function, or one file: the condition at its start, what it gives back when, and the states at that point."""

    base: Condition
    given: list[tuple[Condition, Value]] = field(default_factory=list)
    left: list[State] = field(default_factory=list)


@dataclass(slots=True)
class Loop:
    """One turn of a loop: the states in which it was left, to go on (`continue`) or to end the loop (`break`)."""

    continued: list[State] = field(default_factory=list)
    broken: list[State] = field(default_factory=list)


@dataclass(slots=True)
class Option:
    """An option or operand that a parser of the command line knows."""

    names: tuple[str, ...]
    settings: dict[str, Value]
    command: str | None = None


@dataclass(slots=True)
class Options:
    """What a parser of the command line knows; `chosen` is the member that holds the chosen command."""

    options: list[Option] = field(default_factory=list)
    defaults: list[tuple[str | None, str, Value]] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    chosen: str | None = None


@dataclass(slots=True)
class Walk:
    """One abstract run.  The walk is the only thing that changes while a script is read.

    `source` is the text that is being walked.  Names live in scopes, which have numbers: `scopes` are those that can be seen,
    the innermost first; the state holds a variable as `scope:name`.  `outer` are names that a function takes from further out.
    `modules` are the files that were loaded, by their path, with their scope; `functions` all that were defined, by their node.
    """

    source: Source
    meaning: Meaning
    dispatches: list[Dispatch] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    outputs: list[Assignment] = field(default_factory=list)
    exported: list[Assignment] = field(default_factory=list)
    exits: list[Exit] = field(default_factory=list)
    invocations: list[Invocation] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    frames: list[Frame] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)
    running: list[int] = field(default_factory=list)
    called: set[int] = field(default_factory=set)
    functions: dict[int, Function] = field(default_factory=dict)
    scopes: tuple[int, ...] = (0,)
    outer: dict[int, dict[str, int]] = field(default_factory=dict)
    modules: dict[str, int] = field(default_factory=dict)
    sources: dict[int, Source] = field(default_factory=dict)
    kept: dict[str, Value] = field(default_factory=dict)
    parsers: list[Options] = field(default_factory=list)
    runner: State = field(default_factory=State)
    last_scope: int = 0
    last_held: int = 0
    steps: int = 0
    catching: int = 0
    thrown: int = 0
    trial: bool = False

    def facts(self) -> ScriptFacts:
        """What was found so far."""
        return ScriptFacts(
            tuple(dict.fromkeys(self.dispatches)),
            tuple(dict.fromkeys(self.unresolved)),
            tuple(self.outputs),
            tuple(self.exported),
            tuple(dict.fromkeys(self.exits)),
            tuple(self.invocations),
            frozenset(self.names),
            acts=tuple(dict.fromkeys(self.acts)),
        )

    def step(self) -> None:
        """Count one step of the run."""
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise TooLongError

    def statement(self, node: Node, state: State) -> None:
        """Walk a statement."""
        self.meaning.statement(self, node, state)

    def value(self, node: Node, state: State) -> Value:
        """What an expression gives."""
        return self.meaning.value(self, node, state)

    def condition(self, node: Node, state: State) -> Condition:
        """When an expression counts as true."""
        return self.meaning.condition(self, node, state)

    def call(self, function: Value, given: Given, state: State) -> Value:
        """What a function gives, walked where it is called."""
        return self.meaning.call(self, function, given, state)

    def load(self, module: str, state: State) -> int | None:
        """The scope of a module of the repository, `None` where there is no such file."""
        return self.meaning.load(self, module, state)

    # -- names ----------------------------------------------------------------------------------------------------------------

    def new_scope(self) -> int:
        """A scope of its own for a function, class or file."""
        self.last_scope += 1
        return self.last_scope

    def look_up(self, name: str, state: State) -> Value | None:
        """The value of a name, `None` where no scope in sight has it."""
        for scope in self.scopes:
            found = state.variables.get(f"{scope}:{name}")
            if found is not None:
                return found
        return None

    def assign(self, name: str, value: Value, state: State) -> None:
        """Give a name a value in the innermost scope, or in the one that it was taken from."""
        scope = self.outer.get(self.scopes[0], {}).get(name, self.scopes[0])
        state.variables[f"{scope}:{name}"] = bounded(value)

    def hold(self, content: Value, state: State, reason: str = "a list or dictionary") -> Held:
        """Something that can be changed through every name that leads to it."""
        self.last_held += 1
        made = Held(reason, self.last_held)
        state.variables[made.key] = content
        return made

    @contextmanager
    def within(self, source: Source, scopes: tuple[int, ...]) -> Iterator[None]:
        """Walk another text, with the names that are seen there, for a while."""
        before = (self.source, self.scopes, self.loops)
        self.source, self.scopes, self.loops = source, scopes, []
        yield
        self.source, self.scopes, self.loops = before

    @property
    def places(self) -> Places | None:
        """A finder of members in texts; only the script's own text says where in it something stands."""
        return members_of(self.source.script) if self.source.is_step else None


def opened(value: Value, state: State) -> Value:
    """What a list, dictionary or object holds at the moment; any other value is itself."""
    for _ in range(8):
        if not isinstance(value, Held):
            return value
        value = state.variables.get(value.key, Unknown(value.reason))
    return value


def is_list(value: Value, state: State) -> bool:
    """Whether the value is a list whose elements are known."""
    return isinstance(opened(value, state), Array)


def is_dictionary(value: Value, state: State) -> bool:
    """Whether the value is a dictionary."""
    held = isinstance(value, Held) and value.kind is not None
    return not held and isinstance(opened(value, state), Object)
