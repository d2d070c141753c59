"""An abstract run of a bash script: every statement in order, with what is known of variables, files and conditions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from wflint.lean import dataclass, field
from wflint.senders.bash_ahead import OF_FUNCTION, OF_SCRIPT, ends
from wflint.senders.bash_branches import run_case, run_condition, run_if, run_list
from wflint.senders.bash_conditions import arithmetic_test, test_condition
from wflint.senders.bash_discard import UNHEEDED
from wflint.senders.bash_functions import assign, declare, define
from wflint.senders.bash_loops import run_for, run_while
from wflint.senders.bash_outputs import trimmed_end
from wflint.senders.bash_redirects import input_of, pipeline, redirected, statements, with_redirects
from wflint.senders.bash_runner_files import Written, write
from wflint.senders.bash_state import Function, Item, State, bounded, branch, effort, grown, is_dead, relative, variants
from wflint.senders.bash_tree import Node, Source
from wflint.senders.bash_words import items_of, outside, value_of
from wflint.senders.message import MOST_MESSAGES, Assignment, Dispatch, Exit, Invocation, Unresolved, Wait, Word
from wflint.span import Span
from wflint.values.choice import choose
from wflint.values.condition import ALWAYS, NEVER, Condition, all_of, conjuncts, negate
from wflint.values.value import EMPTY, Choice, Reference, Unknown, Value

_MOST_STEPS = 12_000
_DEEPEST = 60
_RUNNER_FILES = {"github_output": "GITHUB_OUTPUT", "github_env": "GITHUB_ENV", "output": "GITHUB_OUTPUT", "env": "GITHUB_ENV"}
_OTHER_RUNNER_FILES = ("github_step_summary", "github_path", "github_state", "step_summary", "path", "state")
_NOT_STATEMENTS = ("comment", "file_redirect", "heredoc_redirect", "herestring_redirect", "heredoc_body", "heredoc_end")


@dataclass(slots=True)
class Record:
    """What has been found so far."""

    dispatches: list[Dispatch] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    outputs: list[Assignment] = field(default_factory=list)
    exported: list[Assignment] = field(default_factory=list)
    exits: list[Exit] = field(default_factory=list)
    invocations: list[Invocation] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)


Execute = Callable[["Walk", Node, tuple[Word, ...], dict[str, Value], State], Value]


@dataclass(slots=True)
class Walk:
    """One abstract run.  The walk is the only thing that changes while a script is read; what it hands out is frozen.

    `execute` runs a simple command.  `silent` counts the trial runs, in which nothing is recorded;
    `borrowed` the texts around the current one, whose offsets are others than those of the script; `unwaited` what is around
    that the script doesn't wait for, or for some time only: `&`, `timeout`; `heeded` says that the function at hand is called
    where something looks at its status.
    """

    source: Source
    execute: Execute
    read: set[str] = field(default_factory=set)
    record: Record = field(default_factory=Record)
    functions: dict[str, Function] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    active: list[str] = field(default_factory=list)
    locals: list[dict[str, Value | None]] = field(default_factory=list)
    traps: dict[str, tuple[Value, Condition, Span]] = field(default_factory=dict)
    problem: str | None = None
    silent: int = 0
    steps: int = 0
    depth: int = 0
    loops: list[list[State]] = field(default_factory=list)
    returned: list[list[State]] = field(default_factory=list)
    subshells: int = 0
    borrowed: int = 0
    unwaited: int = 0
    tail: bool = True
    handled: bool = False
    heeded: bool = False
    assigning: bool = False
    asked: dict[str, list[int]] = field(default_factory=dict)
    is_over: bool = False

    # --- statements

    def run(self, node: Node, state: State) -> Value:
        """Run one statement; its standard output."""
        if self.is_enough(state):
            return EMPTY
        if is_dead(state) and node.type != "function_definition":
            return EMPTY
        self.depth += 1
        try:
            return self._statement(node, state)
        finally:
            self.depth -= 1

    @property
    def is_too_deep(self) -> bool:
        """Whether statements stand in one another deeper than anybody writes."""
        return self.depth > _DEEPEST

    def is_enough(self, state: State) -> bool:
        """Count one step more; whether the script is too much to follow any further."""
        self.steps += effort(state.guard)
        self.is_over = self.is_over or self.steps > _MOST_STEPS or len(self.record.dispatches) > MOST_MESSAGES
        if self.is_over or self.is_too_deep:
            self.problem = self.problem or "the script is too long or too deeply nested to follow"
            return True
        return False

    def _statement(self, node: Node, state: State) -> Value:
        match node.type:
            case "command":
                return self.command(node, state)
            case "redirected_statement":
                return redirected(self, node, state)
            case "pipeline":
                return pipeline(self, statements(node), state)
            case "list":
                return run_list(self, node, state)
            case "if_statement":
                return run_if(self, node, state)
            case "case_statement":
                return run_case(self, node, state)
            case "for_statement":
                return run_for(self, node, state)
            case "while_statement" | "c_style_for_statement":
                return run_while(self, node, state)
            case "subshell":
                return self.subshell(state, lambda inside: self.sequence(node.children, inside))
            case "function_definition":
                return define(self, node, state)
            case "variable_assignment" | "variable_assignments":
                for each in [node] if node.type == "variable_assignment" else node.named_children:
                    assign(self, each, state)
                return EMPTY
            case "declaration_command":
                return declare(self, node, state)
            case "unset_command":
                for child in node.named_children:
                    state.variables[self.source.text(child)] = EMPTY
                return EMPTY
            case "compound_statement" if node.children and node.children[0].type == "((":
                arithmetic_test(self, node.named_children, state)
                return EMPTY
            case "test_command":
                test_condition(self, node, state)
                return EMPTY
            case "negated_command":
                return run_condition(self, node, state)[1]
            case "comment":
                return EMPTY
            case _:
                return self.sequence(node.children, state)

    def sequence(self, nodes: Sequence[Node], state: State) -> Value:
        """Run statements one after the other."""
        output: Value = EMPTY
        outer_tail, entered = self.tail, state.guard
        given = [each for each in nodes if each.is_named and each.type not in _NOT_STATEMENTS]
        behind_it = {each.id: after.type for each, after in pairwise(nodes)}
        for index, node in enumerate(given):
            if self.is_over:
                break
            behind = given[index + 1] if index + 1 < len(given) else None
            follows = behind_it.get(node.id, "")
            self.tail = outer_tail and behind is None
            before = state.discarded
            self.unwaited += follows == "&"
            if follows == "&":
                state.discarded = before or "`&`"
            elif behind is not None and self._looks_at_status(behind):
                state.discarded = self.outlasting(before, [behind], state)
            elif not state.stops_on_error and before is None and not self.tail:
                state.discarded = UNHEEDED
            alive = ALWAYS if state.guard == entered else relative(state.guard, entered)
            output = _appended(output, self.run(node, state), alive)
            state.discarded = before
            self.unwaited -= follows == "&"
            self.tail = outer_tail
        return bounded(output)

    def outlasting(self, discarded: str | None, pieces: Sequence[Node], state: State) -> str | None:
        """How a failure stays unseen that leads to these pieces of the script: it doesn't where they end the script."""
        return None if discarded == UNHEEDED and self.ends(pieces, state) else discarded

    def ends(self, pieces: Sequence[Node], state: State) -> bool:
        """Whether pieces of the script end it with a failure, or make another part of it do so."""
        by = OF_FUNCTION if self.heeded else OF_SCRIPT
        return not self.subshells and ends(self.source, pieces, state.functions, by)

    def _looks_at_status(self, node: Node) -> bool:
        return any(sign in self.source.text(node)[:2_000] for sign in ("$?", "PIPESTATUS"))

    def subshell(self, state: State, inner: Callable[[State], Value]) -> Value:
        """Run something whose variables don't come back; files do."""
        inside = state.copy()
        self.subshells += 1
        found = inner(inside)
        self.subshells -= 1
        if not is_dead(state):
            state.files, state.pending = inside.files, inside.pending
        return found

    def substitute(self, node: Node, state: State, strip: bool = True) -> Value:
        """What `$( … )` gives."""
        hidden = None if self.assigning else "a command inside a word: its failure isn't looked at"
        self.assigning = False
        redirects = [child for child in node.named_children if child.type == "file_redirect"]

        def inner(inside: State) -> Value:
            inside.sink = None
            inside.discarded = state.discarded or hidden
            if redirects and len(node.named_children) == 1:
                return input_of(self, redirects[0], inside) or EMPTY
            return self.sequence(node.children, inside)

        tail, self.tail = self.tail, True
        found = self.subshell(state, inner)
        self.tail = tail
        return trimmed_end(found) if strip else found

    # --- simple commands, redirections, pipes

    def command(self, node: Node, state: State, more: Sequence[Node | Word] = ()) -> Value:
        redirects = [child for child in node.children if child.type.endswith("_redirect")]
        if redirects:
            return with_redirects(self, redirects, state, lambda inside: self.simple(node, inside, more))
        return self.simple(node, state, more)

    def simple(self, node: Node, state: State, more: Sequence[Node | Word]) -> Value:
        prefix: dict[str, Value] = {}
        items: list[Item] = []
        for child in [*node.children, *more]:
            if isinstance(child, Word):
                items.append(child)
            elif child.type == "variable_assignment":
                name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
                if name is not None:
                    self.assigning = True
                    prefix[self.source.text(name)] = value_of(self, value, state) if value is not None else EMPTY
                    self.assigning = False
            elif child.type == "command_name":
                inner = child.children[0] if child.child_count == 1 else child
                items.extend(items_of(self, inner, state))
            elif child.is_named and not child.type.endswith("_redirect") and child.type != "comment":
                items.extend(items_of(self, child, state))
        found = variants(items)
        if len(found) == 1:
            return self._one(node, found[0][1], prefix, state)
        outputs: list[tuple[Condition, Value]] = []
        for condition, words in found:
            inside = branch(state, condition)
            outputs.append((condition, self._one(node, words, prefix, inside)))
            state.files, state.pending = inside.files, inside.pending
        return _choice_of(outputs)

    def _one(self, node: Node, words: tuple[Word, ...], prefix: dict[str, Value], state: State) -> Value:
        if is_dead(state):
            return EMPTY
        if not words:
            state.variables.update(prefix)
            return EMPTY
        return self.execute(self, node, words, prefix, state)

    def emit(self, value: Value, span: Span, state: State, sink: str | None) -> Value:
        """Hand a command's output on: to the runner's file if standard output goes there, otherwise back."""
        if sink is None:
            return value
        if sink in ("GITHUB_OUTPUT", "GITHUB_ENV"):
            done = write(state, sink, Written(value, span, state.guard))
            if not self.silent:
                (self.record.outputs if sink == "GITHUB_OUTPUT" else self.record.exported).extend(done)
        return EMPTY

    def runner_file(self, target: Value) -> str | None:
        """The runner's file behind a path: `GITHUB_OUTPUT`, `GITHUB_ENV`, or another one, whose content nobody needs."""
        if not isinstance(target, Reference):
            return None
        name = target.key[-1]
        if target.key[0] not in ("env", "github"):
            return None
        return _RUNNER_FILES.get(name) or ("GITHUB_OTHER" if name in _OTHER_RUNNER_FILES else None)

    def unset(self, name: str) -> Value:
        """What a name holds that the script hasn't set."""
        found = outside(self.source, name)
        return EMPTY if isinstance(found, Unknown) else found

    def unique(self, node: Node) -> str:
        """A command's text for a condition; the same text at another place is another event."""
        written = self.source.quoted(node)
        places = self.asked.setdefault(written, [])
        if node.start_byte not in places:
            places.append(node.start_byte)
        index = places.index(node.start_byte)
        return written if index == 0 else f"{written} (line {self.source.span(node).line})"

    def include(self, source: Source, state: State) -> Value:
        """Run another text in place, as `source` and `eval` do."""
        kept, self.source = self.source, source
        self.borrowed += 1
        output = self.run(source.root, state)
        self.borrowed -= 1
        self.source = kept
        return output


def _appended(value: Value, rest: Value, alive: Condition) -> Value:
    """`value`, and behind it `rest` where `alive` holds: the way that returned before prints no more."""
    if rest == EMPTY or alive == NEVER:
        return value
    if alive == ALWAYS:
        return grown(value, rest)
    if isinstance(value, Choice):
        opposite = negate(value.condition)
        then = _appended(value.then, rest, _assuming(alive, value.condition, opposite))
        return Choice(value.condition, then, _appended(value.otherwise, rest, _assuming(alive, opposite, value.condition)))
    return grown(value, Choice(alive, rest, EMPTY))


def _assuming(alive: Condition, known: Condition, opposite: Condition) -> Condition:
    """What remains of a condition where `known` holds."""
    asked = conjuncts(alive)
    if set(conjuncts(opposite)) <= set(asked):
        return NEVER
    return all_of(each for each in asked if each not in conjuncts(known))


def _choice_of(outputs: list[tuple[Condition, Value]]) -> Value:
    found = outputs[-1][1] if outputs else EMPTY
    for condition, value in reversed(outputs[:-1]):
        found = choose(condition, value, found)
    return found
