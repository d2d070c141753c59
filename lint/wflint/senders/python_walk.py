"""An abstract run of Python: what is known while its statements are walked in order, and what was found.

What statements, expressions, conditions, calls and imports mean stands in modules of its own, which are handed in as a `Meaning`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from wflint.lean import dataclass, field
from wflint.senders.bash_runner_files import Written, old_outputs, write
from wflint.senders.bash_state import State
from wflint.senders.message import MOST_MESSAGES, Act, Assignment, Dispatch, Exit, FunctionCall, Invocation, Unresolved, Wait
from wflint.senders.python_kinds import OUTPUT, Frame, Function, Held, Instance, Module, plain
from wflint.senders.python_memory import cell, member_key
from wflint.senders.python_parsers import Parser
from wflint.senders.python_source import PythonSource
from wflint.senders.questions import Questions
from wflint.senders.script import Script
from wflint.values.condition import NEVER, Condition, Opaque
from wflint.values.value import Array, Object, Unknown, Value, unplaced

_MOST_STEPS = 15_000
_MOST_IMPORTED = 5_000
"""Steps that modules may take, of all."""
_MOST_CELLS = 6_000
_DEEPEST = 150
SINKS = ("GITHUB_OUTPUT", "GITHUB_ENV")
STDOUT = "#stdout"
"""Under what the text is kept that the script has printed."""

Raised = tuple[State, Value, ast.stmt]
"""An exception: the state in which it is raised, what it is, and where."""
Found = Dispatch | Unresolved | Exit | Invocation | FunctionCall | Act | Wait


class TooLongError(Exception):
    """The script is longer or deeper than is followed."""


class ImportedTooMuchError(Exception):
    """What is imported is beyond what is walked; the script isn't."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the parts of the language do."""

    block: Callable[[Walk, Sequence[ast.stmt], State], None]
    value: Callable[[Walk, ast.expr, State], Value]
    condition: Callable[[Walk, ast.expr, State], Condition]
    truth: Callable[[Walk, ast.expr, Value, State], Condition]
    call: Callable[[Walk, Value, ast.expr, Sequence[Value], Mapping[str, Value], State], Value]
    assign: Callable[[Walk, ast.expr, Value, State], None]
    member: Callable[[Walk, ast.expr, Value, str, State], Value]
    option: Callable[[Walk, Value, Value, State], Value]


@dataclass(slots=True)
class Record:
    """What has been found so far.  `answers` tell which answer belongs to a finding, for "does anything look at it"."""

    found: list[Found] = field(default_factory=list)
    answers: dict[int, tuple[int, str]] = field(default_factory=dict)
    written: dict[str, list[Assignment]] = field(default_factory=lambda: {sink: [] for sink in SINKS})


@dataclass(slots=True)
class Call:
    """A function that is being walked: the states in which it gives something back, what it yields, and whether that is used."""

    function: Function
    given: list[tuple[State, Value]] = field(default_factory=list)
    yielded: list[Value] = field(default_factory=list)
    is_used: bool = True


@dataclass(slots=True)
class Loop:
    """A loop that is being walked: the states in which it is left, and in which its next turn begins.

    `is_retry`: what fails in one turn is tried in another; `is_trial`: nothing of it is kept.
    """

    left: list[State] = field(default_factory=list)
    again: list[State] = field(default_factory=list)
    is_retry: bool = False
    is_trial: bool = False


@dataclass(slots=True)
class Level:
    """How deep the walk is: one deeper for as long as it is open."""

    depth: int = 0

    def __enter__(self) -> None:
        self.depth += 1

    def __exit__(self, *_: object) -> None:
        self.depth -= 1


@dataclass(slots=True)
class Walk:
    """One abstract run.  The walk is the only thing that changes while a script is read.

    `called` are functions that something calls, `calls` those that are being walked; `raised` has a list for each `try` around;
    `ended` are the conditions under which the script, or what is being walked of it, ends early; `unused` are calls whose result
    nobody takes; `watched` are answers that something looks at; `questions` tells conditions apart that read the same;
    `libraries` are the names of what is imported from elsewhere; `before_import` is how many steps had been taken when the module
    began that is being walked, `import_steps` how many those before it have taken.
    """

    script: Script
    meaning: Meaning
    frame: Frame
    record: Record = field(default_factory=Record)
    modules: dict[str, Module | None] = field(default_factory=dict)
    modules_by_name: dict[str, Module] = field(default_factory=dict)
    before_import: int | None = None
    import_steps: int = 0
    folders: list[str] = field(default_factory=list)
    parsers: dict[int, Parser] = field(default_factory=dict)
    lists: dict[int, tuple[PythonSource, list[ast.expr]]] = field(default_factory=dict)
    waiting: dict[int, object] = field(default_factory=dict)
    called: set[int] = field(default_factory=set)
    calls: list[Call] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)
    raised: list[list[Raised]] = field(default_factory=list)
    ended: list[Condition] = field(default_factory=list)
    at_exit: list[tuple[Function, Condition]] = field(default_factory=list)
    unused: set[int] = field(default_factory=set)
    watched: set[int] = field(default_factory=set)
    questions: Questions = field(default_factory=Questions)
    read: set[str] = field(default_factory=set)
    libraries: set[str] = field(default_factory=set)
    steps: int = 0
    level: Level = field(default_factory=Level)
    numbers: int = 0
    messages: int = 0

    @property
    def source(self) -> PythonSource:
        """The text that is being walked."""
        return self.frame.source

    @property
    def is_own_text(self) -> bool:
        """Whether what is being walked stands in the script itself rather than in a module of it."""
        return self.frame.source.script is self.script

    def number(self) -> int:
        """A number that nothing else has."""
        self.numbers += 1
        if self.numbers > _MOST_CELLS:
            raise TooLongError
        return self.numbers

    def deeper(self, steps: int = 1) -> Level:
        """One level further inside, for as long as what this gives is open; too many steps or levels end the walk."""
        self.steps += steps
        if self.steps > _MOST_STEPS or self.level.depth > _DEEPEST:
            raise TooLongError
        if self.before_import is not None and self.has_imported_enough:
            raise ImportedTooMuchError
        return self.level

    def block(self, body: Sequence[ast.stmt], state: State) -> None:
        self.meaning.block(self, body, state)

    def value(self, node: ast.expr, state: State) -> Value:
        return self.meaning.value(self, node, state)

    def condition(self, node: ast.expr, state: State) -> Condition:
        """When an expression counts as true."""
        return self.meaning.condition(self, node, state)

    def assign(self, target: ast.expr, value: Value, state: State) -> None:
        self.meaning.assign(self, target, value, state)

    def call(
        self, function: Value, node: ast.expr, given: Sequence[Value], state: State, names: Mapping[str, Value] | None = None
    ) -> Value:
        """What a call of a value gives, and what it does."""
        return self.meaning.call(self, function, node, given, names or {}, state)

    def hold(self, value: Object | Array, state: State, nodes: Sequence[ast.expr] = ()) -> Held:
        """A new dictionary or list; `nodes` are where its elements are written."""
        at = self.number()
        state.variables[cell(at)] = value
        if nodes:
            self.lists[at] = (self.source, list(nodes))
        return Held("a dictionary or list", at)

    def make(self, reason: str, kind: str, members: Mapping[str, Value], state: State) -> Instance:
        """A new object of a library."""
        at = self.number()
        for name, value in members.items():
            state.variables[member_key(at, name)] = value
        return Instance(reason, at, kind)

    def is_too_deep(self) -> bool:
        """Whether it is better to leave out what may be left out."""
        return self.level.depth > _DEEPEST - 40

    def add(self, found: Found | None, answer: int | None = None, unwatched: str | None = None) -> None:
        """Record something; `unwatched` is how its failure stays unseen where nothing looks at its answer."""
        if found is not None:
            self.messages += isinstance(found, Dispatch)
            if self.messages > MOST_MESSAGES:
                raise TooLongError
            self.record.found.append(found)
            if answer is not None and unwatched is not None:
                self.record.answers[len(self.record.found) - 1] = (answer, unwatched)

    def write(self, sink: str, value: Value, node: ast.expr, state: State) -> None:
        """Something is written to a file of the runner."""
        written = Written(unplaced(plain(value)), self.source.span(node), state.guard)
        self.record.written[sink].extend(write(state, sink, written))

    def opaque(self, written: str, about: object) -> Opaque:
        """A condition that can't be known; the same words about another value are another condition."""
        values = about if isinstance(about, tuple) else (about,)
        return Opaque(self.questions.words(written, about, any(_is_called_in(written, each) for each in values)))

    def old_output(self, line: Value, node: ast.expr, state: State) -> None:
        """What a line on standard output sets by itself."""
        found = old_outputs(unplaced(plain(line)), self.source.span(node), state.guard)
        self.record.written["GITHUB_OUTPUT"].extend(found)

    def end(self, state: State) -> None:
        """The script ends here, or what is being walked of it."""
        self.ended.append(state.guard)
        state.guard = NEVER

    @contextmanager
    def on_trial(self) -> Iterator[Record]:
        """Walk without keeping what is found; gives what would have been."""
        kept, self.record = self.record, Record()
        ended, raised, exits = self.ended, self.raised, self.at_exit
        self.ended, self.raised, self.at_exit = list(ended), [list(each) for each in raised], list(exits)
        try:
            yield self.record
        finally:
            self.record, self.ended, self.raised, self.at_exit = kept, ended, raised, exits

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Walk what belongs to none of the calls and loops around it, however that ends."""
        kept = self.calls, self.loops
        self.calls, self.loops = [], []
        try:
            yield
        finally:
            self.calls, self.loops = kept

    @contextmanager
    def importing(self) -> Iterator[None]:
        """Walk a module, of which the steps are counted apart; one inside of another belongs to that."""
        if self.before_import is not None:
            yield
            return
        self.before_import = self.steps
        try:
            yield
        finally:
            self.import_steps, self.before_import = self.imported, None

    @property
    def is_importing(self) -> bool:
        """Whether a module is being walked."""
        return self.before_import is not None

    @property
    def imported(self) -> int:
        """The steps that modules have taken by now."""
        return self.import_steps + (self.steps - self.before_import if self.before_import is not None else 0)

    @property
    def has_imported_enough(self) -> bool:
        """Whether modules have taken so many steps that the rest is left to the script, which may import a whole library."""
        return self.imported > _MOST_IMPORTED

    @contextmanager
    def inside(self, frame: Frame) -> Iterator[None]:
        """Look names up in another frame."""
        kept, self.frame = self.frame, frame
        try:
            yield
        finally:
            self.frame = kept


def _is_called_in(written: str, value: object) -> bool:
    """Whether a value is what a call gives that stands in an expression, and that may give something else the next time."""
    return (
        isinstance(value, Unknown) and value.reason.startswith(OUTPUT) and value.reason.removeprefix(OUTPUT).strip("`") in written
    )
