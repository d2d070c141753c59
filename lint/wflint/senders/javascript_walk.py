"""An abstract run of a script in JavaScript: what is known while its statements are walked in order, and what was found.

What statements, expressions, conditions and calls mean stands in modules of its own, which are handed in as a `Meaning`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache

from tree_sitter import Node

from wflint.lean import dataclass, field
from wflint.regex import regex
from wflint.senders.bash_state import State
from wflint.senders.javascript_kinds import Function, Getter, Scope
from wflint.senders.javascript_text import Source
from wflint.senders.json_text import Places
from wflint.senders.message import (
    MOST_MESSAGES,
    Act,
    Assignment,
    Dispatch,
    Exit,
    Invocation,
    Request,
    ScriptFacts,
    Unresolved,
    Wait,
)
from wflint.senders.places import members_of
from wflint.senders.questions import Questions
from wflint.values.condition import Condition
from wflint.values.value import Value

_MOST_STEPS = 25_000
_LOOK_NAMES = """
includes startsWith endsWith trim trimStart trimEnd toLowerCase toUpperCase match test has hasOwnProperty indexOf isArray Number
String Boolean parseInt parseFloat keys values entries some every find findIndex filter map slice substring replace replaceAll
split join toString get getInput getBooleanInput existsSync parse stringify isNaN if typeof
"""
_LOOKS = frozenset(_LOOK_NAMES.split())
"""Functions and methods that say the same each time that they are asked about the same."""
_CALLED = regex(r"([\w$]+)\s*(?:\?\.)?\(")


class TooLongError(Exception):
    """The script is beyond what is walked."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the parts of the language do."""

    statement: Callable[[Walk, Node, State], None]
    value: Callable[[Walk, Node, State], Value]
    condition: Callable[[Walk, Node, State], Condition]
    call: Callable[[Walk, Value, list[Value], State, Value | None], tuple[Value, Value | None]]
    load: Callable[[Walk, Value, State], Exports | None]


@dataclass(frozen=True, slots=True)
class Exports:
    """What a file gives to those that load it.

    `whole` is what `require` gives: `module.exports`, or an object of all names.  `standard`: the file uses `export`, so that
    what is exported by default is only one of the names.
    """

    whole: Value
    standard: bool = False


@dataclass(slots=True)
class Frame:
    """One call of a function, or one file: the condition at its start, and what it gives back when.

    `names` are those of the function, in the text `source`; `shadowed` is what the same names hold outside of it.
    """

    base: Condition
    scope: Scope | None = None
    source: Source | None = None
    names: tuple[str, ...] = ()
    shadowed: dict[str, Value] = field(default_factory=dict)
    given: list[tuple[Condition, Value]] = field(default_factory=list)


@dataclass(slots=True)
class Walk:
    """One abstract run.  The walk is the only thing that changes while a script is read.

    `source` is the text that is being walked, a file's while one is.  `variables` keeps those of each text that waits; `files`
    are the texts that were loaded, by their path, with what they export, which is `None` while they are still being walked.
    `requests` are those whose body is yet to be written, by the place of their call; `kept` are files that the script has
    written, `runner` what is open in those of the runner; `environment` is what the script has changed; `questions` tells
    conditions apart that read the same; `exporting` are the names that each file exports, those of the current one last: the
    name inside, which counts at the end, and the value; `left` is what the parameters of the last function hold in the end.
    """

    source: Source
    token: Value
    meaning: Meaning
    dispatches: list[Dispatch] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    outputs: list[Assignment] = field(default_factory=list)
    exported: list[Assignment] = field(default_factory=list)
    exits: list[Exit] = field(default_factory=list)
    invocations: list[Invocation] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    frames: list[Frame] = field(default_factory=list)
    running: list[int] = field(default_factory=list)
    walked: set[int] = field(default_factory=set)
    variables: dict[str, dict[str, Value]] = field(default_factory=dict)
    files: dict[str, tuple[Source, Exports | None]] = field(default_factory=dict)
    requests: dict[int, Request] = field(default_factory=dict)
    kept: dict[str, Value] = field(default_factory=dict)
    runner: State = field(default_factory=State)
    environment: dict[str, Value] = field(default_factory=dict)
    exporting: list[dict[str, tuple[str | None, Value]]] = field(default_factory=lambda: [{}])
    left: tuple[Value | None, ...] = ()
    questions: Questions = field(default_factory=Questions)
    steps: int = 0
    catching: int = 0
    thrown: int = 0

    def facts(self) -> ScriptFacts:
        return ScriptFacts(
            tuple(dict.fromkeys(self.dispatches)),
            tuple(dict.fromkeys(self.unresolved)),
            tuple(self.outputs),
            tuple(self.exported),
            tuple(dict.fromkeys(self.exits)),
            tuple(self.invocations),
            frozenset(self.names),
            acts=tuple(dict.fromkeys(self.acts)),
            waits=tuple(dict.fromkeys(self.waits)),
        )

    def step(self, count: int = 1) -> None:
        """Count one step more, or several; too many end the walk."""
        self.steps += count
        if self.steps > _MOST_STEPS or len(self.dispatches) > MOST_MESSAGES:
            raise TooLongError

    def statement(self, node: Node, state: State) -> None:
        self.meaning.statement(self, node, state)

    def value(self, node: Node, state: State) -> Value:
        return self.meaning.value(self, node, state)

    def condition(self, node: Node, state: State) -> Condition:
        """When an expression counts as true."""
        return self.meaning.condition(self, node, state)

    def words(self, node: Node, state: State) -> str:
        """How a question reads; the same words about other values are another question."""
        written = self.source.original(node)
        return self.questions.of_expression(f"`{written}`", written, state.variables.get, _calls(written))

    def call(self, function: Value, arguments: list[Value], state: State, this: Value | None = None) -> Value:
        """What a function gives, walked where it is called."""
        return self.meaning.call(self, function, arguments, state, this)[0]

    def call_on(self, function: Value, arguments: list[Value], state: State, this: Value) -> tuple[Value, Value]:
        """What a method gives, and what it leaves of its object."""
        given, left = self.meaning.call(self, function, arguments, state, this)
        return given, this if left is None else left

    def load(self, path: Value, state: State) -> Exports | None:
        """What the file at a path exports, `None` where there is none that can be read."""
        return self.meaning.load(self, path, state)

    def given(self) -> int:
        """How often the function that is being walked has given something back."""
        return len(self.frames[-1].given) if self.frames else len(self.exits)

    def function(self, node: Node) -> Function:
        """A function with the names that it can see."""
        scope = self.frames[-1].scope if self.frames else None
        is_getter = node.type == "method_definition" and any(child.type == "get" for child in node.children)
        return (Getter if is_getter else Function)("a function", node, self.source, scope)

    @property
    def places(self) -> Places | None:
        """A finder of members in texts; only the script's own text says where in it something stands."""
        return members_of(self.source.script) if self.source.is_step else None

    @contextmanager
    def reading(self, source: Source, state: State) -> Iterator[None]:
        """Walk another text for a while, with the names that are known there."""
        outer = self.source
        if outer is source:
            yield
            return
        self.variables[outer.script.path] = state.variables
        state.variables = self.variables.get(source.script.path, {})
        self.source = source
        try:
            yield
        finally:
            self.variables[source.script.path] = state.variables
            state.variables = self.variables.get(outer.script.path, {})
            self.source = outer


@lru_cache(2000)
def _calls(written: str) -> bool:
    """Whether an expression calls something that may answer otherwise each time."""
    return any(name not in _LOOKS for name in _CALLED.findall(written))
