"""An abstract run of a bash script: every statement in order, with what is known of variables, files and conditions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from wflint.lean import dataclass, field
from wflint.senders.bash_conditions import arithmetic_test, case_condition, test_condition, test_of_words
from wflint.senders.bash_discard import fails_somewhere, swallowed_by
from wflint.senders.bash_outputs import content_of, trimmed_end
from wflint.senders.bash_polls import is_endless
from wflint.senders.bash_runner_files import Written, write
from wflint.senders.bash_state import (
    Function,
    Item,
    State,
    bounded,
    bounded_condition,
    branch,
    effort,
    grown,
    is_dead,
    join,
    overlay,
    relative,
    variants,
)
from wflint.senders.bash_tree import Node, Source
from wflint.senders.bash_words import heredoc, items_of, outside, value_of
from wflint.senders.holed import file_name, holed
from wflint.senders.message import MOST_MESSAGES, Assignment, Dispatch, Exit, Invocation, Unresolved, Wait, Word
from wflint.senders.polls import quoted
from wflint.span import Span
from wflint.values.choice import choose
from wflint.values.condition import ALWAYS, NEVER, Condition, Opaque, Succeeds, all_of, any_of, conjuncts, negate
from wflint.values.value import EMPTY, Choice, Const, Reference, Unknown, Value, one_of, printed, shown, text

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
    that the script doesn't wait for, or for some time only: `&`, `timeout`.
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
    assigning: bool = False
    asked: dict[str, list[int]] = field(default_factory=dict)
    is_over: bool = False

    # --- statements

    def run(self, node: Node, state: State) -> Value:
        """Run one statement; its standard output."""
        if self._is_enough(state):
            return EMPTY
        if is_dead(state) and node.type != "function_definition":
            return EMPTY
        self.depth += 1
        try:
            return self._statement(node, state)
        finally:
            self.depth -= 1

    def _is_enough(self, state: State) -> bool:
        """Count one step more; whether the script is too much to follow any further."""
        self.steps += effort(state.guard)
        self.is_over = self.is_over or self.steps > _MOST_STEPS or len(self.record.dispatches) > MOST_MESSAGES
        if self.is_over or self.depth > _DEEPEST:
            self.problem = self.problem or "the script is too long or too deeply nested to follow"
            return True
        return False

    def _statement(self, node: Node, state: State) -> Value:
        match node.type:
            case "command":
                return self._command(node, state)
            case "redirected_statement":
                return self._redirected(node, state)
            case "pipeline":
                return self._pipeline(statements(node), state)
            case "list":
                return self._list(node, state)
            case "if_statement":
                return self._if(node, state)
            case "case_statement":
                return self._case(node, state)
            case "for_statement":
                return self._for(node, state)
            case "while_statement" | "c_style_for_statement":
                return self._while(node, state)
            case "subshell":
                return self.subshell(state, lambda inside: self.sequence(node.children, inside))
            case "function_definition":
                return self._define(node, state)
            case "variable_assignment" | "variable_assignments":
                for each in [node] if node.type == "variable_assignment" else node.named_children:
                    self.assign(each, state)
                return EMPTY
            case "declaration_command":
                return self._declare(node, state)
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
                return self.condition(node, state)[1]
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
            elif not state.stops_on_error and before is None and not self.tail and not self._looks_at_status(behind):
                state.discarded = "nothing stops the script at a failure (`set +e`)"
            alive = ALWAYS if state.guard == entered else relative(state.guard, entered)
            output = _appended(output, self.run(node, state), alive)
            state.discarded = before
            self.unwaited -= follows == "&"
            self.tail = outer_tail
        return bounded(output)

    def _looks_at_status(self, node: Node | None) -> bool:
        return node is not None and any(sign in self.source.text(node)[:2_000] for sign in ("$?", "PIPESTATUS"))

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
                return self._input(redirects[0], inside) or EMPTY
            return self.sequence(node.children, inside)

        tail, self.tail = self.tail, True
        found = self.subshell(state, inner)
        self.tail = tail
        return trimmed_end(found) if strip else found

    # --- simple commands, redirections, pipes

    def _command(self, node: Node, state: State, more: Sequence[Node | Word] = ()) -> Value:
        redirects = [child for child in node.children if child.type.endswith("_redirect")]
        if redirects:
            return self._with_redirects(node, redirects, state, lambda inside: self._simple(node, inside, more))
        return self._simple(node, state, more)

    def _simple(self, node: Node, state: State, more: Sequence[Node | Word]) -> Value:
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

    def _redirected(self, node: Node, state: State) -> Value:
        body = node.child_by_field_name("body")
        redirects = [child for child in node.children if child.type.endswith("_redirect")]
        document = next((each for each in redirects if each.type == "heredoc_redirect"), None)
        inner: list[Node] = []
        tail: list[Node] = []
        more: list[Node | Word] = []
        if document is not None:
            more.extend(self._lost_dash(body, redirects[0]))
            inner = [child for child in document.children if child.type == "file_redirect" or child.type == "herestring_redirect"]
            for index, child in enumerate(document.children):
                role = document.field_name_for_child(index)
                if child.type == "pipeline" or role == "right":
                    tail.append(child)
                elif role == "argument":
                    more.append(child)

        def run_body(inside: State) -> Value:
            if body is None:
                return EMPTY
            return self._command(body, inside, more) if body.type == "command" else self.run(body, inside)

        operator = document.child_by_field_name("operator") if document is not None else None
        sign = self.source.text(operator) if operator is not None else ""
        if not tail:
            return self._with_redirects(node, [*redirects, *inner], state, run_body)
        if sign in ("&&", "||"):
            return self._either(
                node, sign, lambda one: self._with_redirects(node, [*redirects, *inner], one, run_body), tail[-1], state
            )
        first = self._in_pipe(
            state, state.stdin, False, lambda one: self._with_redirects(node, [*redirects, *inner], one, run_body)
        )
        return self._pipeline(statements(tail[0]), state, first)

    def _lost_dash(self, body: Node | None, first: Node) -> list[Word]:
        """The `-` of `--input - <<EOF`, which the grammar drops between a command and its redirections."""
        start = body.end_byte if body is not None else first.start_byte
        lost = re.fullmatch(r"\s+(-)\s*", self.source.between(start, max(start, first.start_byte)))
        if lost is None:
            return []
        at = self.source.offset(start) + lost.start(1)
        return [Word(Const("-", at), self.source.script.locate(at, at + 1))]

    def _with_redirects(self, node: Node, redirects: Sequence[Node], state: State, body: Callable[[State], Value]) -> Value:
        stdin, sink = state.stdin, state.sink
        target: Value | None = None
        appends = False
        dropped = False
        for each in redirects:
            match each.type:
                case "heredoc_redirect":
                    state.stdin = heredoc(self, each, state)
                case "herestring_redirect":
                    inner = each.named_children
                    state.stdin = text([value_of(self, inner[-1], state), Const("\n")]) if inner else EMPTY
                case _:
                    sign = next((child.type for child in each.children if not child.is_named), ">")
                    descriptor = next((self.source.text(child) for child in each.children if child.type == "file_descriptor"), "")
                    if sign.startswith("<"):
                        state.stdin = self._input(each, state) or state.stdin
                        continue
                    path = self._destination(each, state)
                    if descriptor not in ("", "1") or path is None:
                        continue
                    if sign == ">&":
                        dropped = printed_constant(path) not in ("1", "")
                        continue
                    target, appends, dropped = path, sign in (">>", "&>>"), False
        if target is None and not dropped:
            found = body(state)
            state.stdin, state.sink = stdin, sink
            return found
        runner = self.runner_file(target) if target is not None else None
        state.sink = runner
        found = body(state)
        state.stdin, state.sink = stdin, sink
        if runner is None and target is not None and printed_constant(target) not in ("/dev/null", "/dev/stderr", "/dev/stdout"):
            name = file_name(target)
            before = state.files.get(name, EMPTY) if appends else EMPTY
            state.files[name] = bounded(text([before, found]))
        return found if target is not None and printed_constant(target) == "/dev/stdout" else EMPTY

    def _destination(self, redirect: Node, state: State) -> Value | None:
        where = redirect.child_by_field_name("destination")
        return value_of(self, where, state) if where is not None else None

    def _input(self, redirect: Node, state: State) -> Value | None:
        """The text of the file after `<`."""
        path = self._destination(redirect, state)
        if path is None:
            return None
        asked = Invocation((), self.source.span(redirect), stdin=state.stdin, files=tuple(state.files.items()))
        return content_of(path, asked)

    def _pipeline(self, parts: Sequence[Node], state: State, given: Value | None = None) -> Value:
        found = given if given is not None else state.stdin
        for index, part in enumerate(parts):
            last = index == len(parts) - 1
            found = self._in_pipe(state, found, last, lambda inside, part=part: self.run(part, inside))  # type: ignore[misc]  # bound at once
        return found if found is not None else EMPTY

    def _in_pipe(self, state: State, stdin: Value | None, last: bool, inner: Callable[[State], Value]) -> Value:
        def run(inside: State) -> Value:
            inside.stdin = stdin
            if not last:
                inside.sink = None
                if not state.pipefail:
                    inside.discarded = state.discarded or "a pipe without `pipefail`"
            return inner(inside)

        return self.subshell(state, run)

    # --- branches

    def unset(self, name: str) -> Value:
        """What a name holds that the script hasn't set."""
        found = outside(self.source, name)
        return EMPTY if isinstance(found, Unknown) else found

    def _list(self, node: Node, state: State) -> Value:
        left, right = node.children[0], node.children[-1]
        sign = next((child.type for child in node.children if child.type in ("&&", "||")), "&&")
        if node.child_count < 3:
            return self.sequence(node.children, state)
        return self._either(node, sign, left, right, state)

    def _either(self, node: Node, sign: str, left: Node | Callable[[State], Value], right: Node, state: State) -> Value:
        before, handled, tail = state.discarded, self.handled, self.tail
        if sign == "||":
            swallowed = swallowed_by(self.source, right, state.functions)
            state.discarded = before or swallowed
            self.handled = handled or swallowed is None
        elif before is None and not handled and not tail and state.stops_on_error:
            state.discarded = "`&&` keeps `set -e` from stopping the script"
        self.tail = False
        if isinstance(left, Node):
            condition, first = self.condition(left, state)
        else:
            first, condition = left(state), Succeeds(self.unique(node))
        state.discarded, self.handled, self.tail = before, handled, tail
        taken = condition if sign == "&&" else negate(condition)
        inside, outside_ = branch(state, taken), branch(state, negate(taken))
        second = self.run(right, inside)
        join(state, taken, inside, outside_, self.unset)
        return _joined_output([first, choose(taken, second, EMPTY)])

    def unique(self, node: Node) -> str:
        """A command's text for a condition; the same text at another place is another event."""
        written = self.source.quoted(node)
        places = self.asked.setdefault(written, [])
        if node.start_byte not in places:
            places.append(node.start_byte)
        index = places.index(node.start_byte)
        return written if index == 0 else f"{written} (line {self.source.span(node).line})"

    def condition(self, node: Node, state: State) -> tuple[Condition, Value]:
        """Run a statement for its exit status; also its output."""
        if self.depth > _DEEPEST:
            return Opaque("nested too deeply"), EMPTY
        self.depth += 1
        try:
            return self._condition(node, state)
        finally:
            self.depth -= 1

    def _condition(self, node: Node, state: State) -> tuple[Condition, Value]:
        if is_dead(state):
            return ALWAYS, EMPTY
        match node.type:
            case "test_command" if node.children[0].type == "((":
                return arithmetic_test(self, node.named_children, state), EMPTY
            case "test_command":
                return test_condition(self, node, state), EMPTY
            case "compound_statement" if node.children[0].type == "((":
                return arithmetic_test(self, node.named_children, state), EMPTY
            case "negated_command" if node.named_children:
                found, output = self.condition(node.named_children[-1], state)
                return negate(found), output
            case "list" if node.child_count >= 3:
                return self._both(node, state)
            case "redirected_statement" if (body := node.child_by_field_name("body")) is not None and body.type == "test_command":
                return self.condition(body, state)
            case "command":
                name = node.child_by_field_name("name")
                match self.source.text(name) if name is not None else "":
                    case "true" | ":" | "echo" | "printf" | "cd" | "pushd" | "pwd":
                        # A folder that isn't there, or a closed output, is no case that scripts are written for.
                        return ALWAYS, self.run(node, state)
                    case "false":
                        return NEVER, EMPTY
                    case "test" | "[":
                        words = [value_of(self, each, state) for each in node.children_by_field_name("argument")]
                        return test_of_words(words, self.source.quoted(node)), EMPTY
                    case _:
                        output = self.run(node, state)
                        return Succeeds(self.unique(node)), output
            case _:
                output = self.run(node, state)
                return (Succeeds(self.unique(node)) if not is_dead(state) else NEVER), output

    def _both(self, node: Node, state: State) -> tuple[Condition, Value]:
        first, one = self.condition(node.children[0], state)
        sign = next((child.type for child in node.children if child.type in ("&&", "||")), "&&")
        needed = first if sign == "&&" else negate(first)
        inside, other = branch(state, needed), branch(state, negate(needed))
        second, two = self.condition(node.children[-1], inside)
        dead = is_dead(inside)
        join(state, needed, inside, other, self.unset)
        if dead:
            return ALWAYS, one
        combined = all_of((first, second)) if sign == "&&" else any_of((first, second))
        return combined, _joined_output([one, choose(needed, two, EMPTY)])

    def _if(self, node: Node, state: State) -> Value:
        clauses = [_split_at(node.children, "then")]
        clauses += [_split_at(each.children, "then") for each in node.children if each.type == "elif_clause"]
        last = next((each for each in node.children if each.type == "else_clause"), None)
        frames: list[tuple[State, Condition, State, State, Value, Value]] = []
        current = state
        failing = self._fails_behind([body for _, body in clauses], last, state)
        for (asked, body), fails_behind in zip(clauses, failing, strict=True):
            if frames and self._is_enough(current):
                break
            before, handled, tail = current.discarded, self.handled, self.tail
            self._discard_in_condition(asked, body, fails_behind, current)
            self.tail = False
            first = self.sequence(asked[:-1], current)
            condition, second = self.condition(asked[-1], current) if asked else (ALWAYS, EMPTY)
            current.discarded, self.handled, self.tail = before, handled, tail
            inside, other = branch(current, condition), branch(current, negate(condition))
            frames.append((current, condition, inside, other, _joined_output([first, second]), self.sequence(body, inside)))
            current = other
        output = self.sequence(last.children, current) if last is not None and not self.is_over else EMPTY
        for before_, condition, inside, other, asked_output, then in reversed(frames):
            join(before_, condition, inside, other, self.unset)
            output = _joined_output([asked_output, choose(condition, then, output)])
        return output

    def _fails_behind(self, bodies: list[list[Node]], last: Node | None, state: State) -> list[bool]:
        """For each branch of an `if` whether one of those behind it can fail."""
        fails = last is not None and fails_somewhere(self.source, last, state.functions)
        found = []
        for body in reversed(bodies):
            found.append(fails)
            fails = fails or any(fails_somewhere(self.source, each, state.functions) for each in body)
        return found[::-1]

    def _discard_in_condition(self, asked: list[Node], body: list[Node], fails_behind: bool, state: State) -> None:
        """Whether a failure of what an `if` asks stays without effect."""
        negated = bool(asked) and asked[-1].type == "negated_command"
        fails = any(fails_somewhere(self.source, each, state.functions) for each in body) if negated else fails_behind
        if fails:
            self.handled = True
        else:
            state.discarded = state.discarded or "its failure only decides an `if`"

    def _case(self, node: Node, state: State) -> Value:
        subject_node = node.child_by_field_name("value")
        subject = value_of(self, subject_node, state) if subject_node is not None else Unknown("what `case` looks at")
        frames: list[tuple[State, Condition, State, State, Value]] = []
        current = state
        for item in (each for each in node.children if each.type == "case_item"):
            if frames and self._is_enough(current):
                break
            nodes = item.children_by_field_name("value")
            patterns = [value_of(self, each, current) for each in nodes]
            quoted = [each.type in ("string", "raw_string") for each in nodes]
            condition = case_condition(subject, patterns, quoted)
            inside, other = branch(current, condition), branch(current, negate(condition))
            body = [each for each in item.children if each not in nodes]
            frames.append((current, condition, inside, other, self.sequence(body, inside)))
            current = other
        output: Value = EMPTY
        for before, condition, inside, other, then in reversed(frames):
            join(before, condition, inside, other, self.unset)
            output = choose(condition, then, output)
        return output

    # --- loops

    def _for(self, node: Node, state: State) -> Value:
        name_node, body = node.child_by_field_name("variable"), node.child_by_field_name("body")
        if name_node is None or body is None:
            return self.sequence(node.children, state)
        name = self.source.text(name_node)
        given = node.children_by_field_name("value")
        values: list[Value] = []
        for each in given:
            loose = each.type in ("simple_expansion", "expansion", "command_substitution")
            for _, words in variants(items_of(self, each, state)):
                values.extend(_element(word.value, loose) for word in words)
        if not given:
            values = [word.value for _, words in variants(state.arguments) for word in words]
        if given and not values:
            return EMPTY
        element = one_of(values) if values else Unknown(f"an argument, as `{name}`")

        def turn(inside: State) -> Value:
            inside.assign(name, element)
            return self.sequence(body.children, inside)

        return self._loop(turn, state)

    def _while(self, node: Node, state: State) -> Value:
        body = node.child_by_field_name("body")
        asked = [each for each in node.children_by_field_name("condition") if each.is_named]
        start = node.child_by_field_name("initializer")
        if start is not None:
            self.run(start, state)
        until = bool(node.children) and node.children[0].type == "until"
        c_style = node.type == "c_style_for_statement"
        update = node.child_by_field_name("update")
        if not self.silent and not self.unwaited and is_endless(self.source, node, self.functions):
            head = self.source.between(node.start_byte, body.start_byte if body is not None else node.end_byte).strip(" \n;")
            at = self.source.offset(node.start_byte)
            place = self.source.script.locate(at, at + len(head))
            self.record.waits.append(Wait(quoted(self.source.script.original(head)), place, state.guard))

        def turn(inside: State) -> Value:
            before, handled = inside.discarded, self.handled
            if not until and not c_style:
                inside.discarded = before or "its failure only ends a `while`"
            first = EMPTY if c_style else self.sequence(asked[:-1], inside)
            if c_style:
                found: Condition = arithmetic_test(self, asked, inside)
            else:
                found, _ = self.condition(asked[-1], inside) if asked else (ALWAYS, EMPTY)
            inside.discarded, self.handled = before, handled
            inside.guard = bounded_condition(all_of((inside.guard, negate(found) if until else found)))
            output = self.sequence(body.children, inside) if body is not None else EMPTY
            if update is not None:
                arithmetic_test(self, [update], inside)
            return _joined_output([first, output])

        return self._loop(turn, state)

    def _loop(self, turn: Callable[[State], Value], state: State) -> Value:
        tail, self.tail = self.tail, False
        if not self.silent:
            self._foresee(turn, state)
        inside = state.copy()
        inside.exited = NEVER
        output = self._turn(turn, inside)
        self.tail = tail
        for name, value in inside.variables.items():
            before = state.variables.get(name)
            state.variables[name] = value if before is None or before == value else bounded(one_of((before, value)))
        state.arrays.update(inside.arrays)
        state.files.update(inside.files)
        state.pending.update(inside.pending)
        state.functions.update(inside.functions)
        state.exported.update(inside.exported)
        left = relative(inside.exited, state.guard)
        state.exited = bounded_condition(any_of((state.exited, inside.exited)))
        if left != ALWAYS:
            state.guard = bounded_condition(all_of((state.guard, negate(left))))
        return output if output == EMPTY else text([Unknown("output of a loop"), Const("\n")])

    def _turn(self, turn: Callable[[State], Value], inside: State) -> Value:
        """One turn of a loop; what was known where it was left early is known behind it too."""
        self.loops.append([])
        output = turn(inside)
        for left in self.loops.pop():
            for name, value in left.variables.items():
                before = inside.variables.get(name)
                inside.variables[name] = value if before is None else bounded(one_of((before, value)))
            inside.files.update(left.files)
        return output

    def leave_loop(self, state: State) -> None:
        """`break` and `continue`."""
        if self.loops:
            self.loops[-1].append(state.copy())
            state.guard = NEVER

    def leave_function(self, state: State) -> None:
        """`return`."""
        if self.returned:
            self.returned[-1].append(state.copy())
        state.guard = NEVER

    def _foresee(self, turn: Callable[[State], Value], state: State) -> None:
        """Try the body out twice: a variable that it sets has more than one value when it begins."""
        self.silent += 1
        once = state.copy()
        self._turn(turn, once)
        twice = once
        if once.variables != state.variables or once.arrays != state.arrays:
            once.guard = state.guard
            twice = once.copy()
            self._turn(turn, twice)
        self.silent -= 1
        for name, value in once.variables.items():
            before = state.variables.get(name)
            if value == before:
                continue
            if twice.variables.get(name) != value:
                state.variables[name] = Unknown(f"`{name}` changes in a loop")
            elif before is not None:
                state.variables[name] = bounded(one_of((before, value)))
        for name, items in once.arrays.items():
            if twice.arrays.get(name) != items:
                span = self.source.span(self.source.root)
                state.arrays[name] = (*state.arrays.get(name, ()), Word(Unknown(f"words added to `{name}` in a loop"), span))

    # --- assignments and functions

    def assign(self, node: Node, state: State) -> str | None:
        """Carry out one `name=value`; the name."""
        name_node, value_node = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name_node is None:
            return None
        name = self.source.text(name_node)
        adds = any(child.type == "+=" for child in node.children)
        if name_node.type == "subscript":
            name = self._subscript(name_node, state)
        if value_node is not None and value_node.type == "array":
            self._assign_array(name, value_node, adds, state)
            return name
        self.assigning = True
        value = value_of(self, value_node, state) if value_node is not None else EMPTY
        self.assigning = False
        if value_node is not None and value_node.type == "command_substitution":
            state.status = Unknown(f"the exit status of {self.source.quoted(value_node)}")
        if adds:
            value = text([state.variables.get(name, self.unset(name)), value])
        state.assign(name, value)
        return name

    def _subscript(self, node: Node, state: State) -> str:
        name, index = node.child_by_field_name("name"), node.child_by_field_name("index")
        key = value_of(self, index, state) if index is not None else EMPTY
        return f"{self.source.text(name) if name is not None else ''}[{file_name(key)}]"

    def _assign_array(self, name: str, node: Node, adds: bool, state: State) -> None:
        items: list[Item] = []
        for child in node.named_children:
            written = self.source.text(child)
            key, bracket, _ = written.partition("]=")
            if child.type == "concatenation" and written.startswith("[") and bracket:
                found = holed(value_of(self, child, state))
                state.variables[f"{name}[{key[1:].strip(chr(34) + chr(39))}]"] = found.restore(found.shape.partition("]=")[2])
                continue
            items.extend(items_of(self, child, state))
        before = state.arrays.get(name, ()) if adds else ()
        state.arrays[name] = (*before, *items)[:300]
        state.variables.pop(name, None)

    def _declare(self, node: Node, state: State) -> Value:
        word = node.children[0].type
        hides, before = word in ("local", "export", "declare", "readonly", "typeset"), state.discarded
        for child in node.named_children:
            name: str | None
            if child.type == "variable_assignment":
                if word in ("local", "declare", "typeset") and self.locals:
                    self._remember(child, state)
                if hides:
                    state.discarded = before or f"`{word} x=$(…)` hides the status"
                name = self.assign(child, state)
                state.discarded = before
            else:
                name = self.source.text(child) if child.type == "variable_name" else None
                if name and word == "local" and self.locals:
                    self.locals[-1].setdefault(name, state.variables.get(name))
                    state.variables[name] = EMPTY
            if name and (word == "export" or "-x" in self.source.text(node).split()[1:2]):
                state.exported[name] = None
        return EMPTY

    def _remember(self, assignment: Node, state: State) -> None:
        node = assignment.child_by_field_name("name")
        if node is not None:
            name = self.source.text(node)
            self.locals[-1].setdefault(name, state.variables.get(name))

    def _define(self, node: Node, state: State) -> Value:
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if name is not None and body is not None:
            function = Function(self.source.text(name), body, self.source)
            state.functions[function.name] = function
            self.functions[function.name] = function
        return EMPTY

    def call(self, function: Function, arguments: tuple[Item, ...], state: State) -> Value:
        """Run a function's body in place."""
        if not self.silent:
            self.called.add(function.name)
        kept = state.arguments, state.exited, state.guard, self.source, self.assigning
        loops, self.loops = self.loops, []
        self.returned.append([])
        state.arguments, state.exited, self.source, self.assigning = arguments, NEVER, function.source, False
        foreign = function.source is not kept[3]
        self.borrowed += foreign
        self.active.append(function.name)
        self.locals.append({})
        output = self.run(function.body, state)
        self.loops = loops
        for left in self.returned.pop():
            overlay(state, relative(left.guard, kept[2]), left, self.unset)
        for name, value in self.locals.pop().items():
            state.arrays.pop(name, None)
            if value is None:
                state.variables.pop(name, None)
            else:
                state.variables[name] = value
        self.active.pop()
        self.borrowed -= foreign
        ended = state.exited
        state.arguments, exited, guard, self.source, self.assigning = kept
        state.exited = bounded_condition(any_of((exited, ended)))
        state.guard = bounded_condition(all_of((guard, negate(relative(ended, guard))))) if ended != NEVER else guard
        return output

    def include(self, source: Source, state: State) -> Value:
        """Run another text in place, as `source` and `eval` do."""
        kept, self.source = self.source, source
        self.borrowed += 1
        output = self.run(source.root, state)
        self.borrowed -= 1
        self.source = kept
        return output


def statements(node: Node) -> list[Node]:
    """The commands of a pipe."""
    return [child for child in node.named_children if child.type != "comment"]


def _split_at(nodes: Sequence[Node], word: str) -> tuple[list[Node], list[Node]]:
    """The statements before and behind a keyword."""
    before: list[Node] = []
    behind: list[Node] = []
    current = before
    for node in nodes:
        if node.type == word and not node.is_named:
            current = behind
        elif node.is_named and node.type not in ("elif_clause", "else_clause", "comment"):
            current.append(node)
    return before, behind


def _element(value: Value, loose: bool) -> Value:
    """One turn's value: an unquoted value that isn't known is cut into words that aren't either."""
    if loose and not isinstance(value, Const):
        return value if isinstance(value, Choice) else Unknown(f"a word of {shown(value)}")
    return value


def printed_constant(value: Value) -> str | None:
    return printed(value.value) if isinstance(value, Const) else None


def _joined_output(found: Sequence[Value]) -> Value:
    return bounded(text(each for each in found if each != EMPTY))


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
