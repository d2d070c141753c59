"""An abstract run of a PowerShell script: every statement in order, with what is known of variables and conditions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from tree_sitter import Node

from wflint.senders.bash_runner_files import Written, write
from wflint.senders.bash_state import State, bounded, bounded_condition, branch, is_dead, join, relative
from wflint.senders.message import Assignment, Dispatch, Exit, Invocation, Unresolved, Word
from wflint.senders.powershell_conditions import compared
from wflint.senders.powershell_text import Source, below, children, core
from wflint.senders.powershell_values import as_text, element, minus, number_of, plus, printed_code, with_member
from wflint.values.condition import ALWAYS, NEVER, Condition, Opaque, Succeeds, all_of, any_of, conjuncts, negate
from wflint.values.value import Array, Choice, Const, Object, Reference, Unknown, Value, add, constant, fallback, one_of, text

_MOST_STEPS = 20_000
_MOST_TURNS = 40
_BLOCKS = ("statement_list", "statement_block", "script_block", "program", "named_block", "named_block_list", "ERROR")
_COUNTED = ("post_increment_expression", "pre_increment_expression", "post_decrement_expression", "pre_decrement_expression")
SINKS = {"github_output": "GITHUB_OUTPUT", "github_env": "GITHUB_ENV"}
_CONSTANTS: dict[str, Value] = {"true": Const(True), "false": Const(False), "null": Const("")}

Evaluate = Callable[["Walk", Node, State], Value]
Ask = Callable[["Walk", Node, State], Condition]
Execute = Callable[["Walk", Node, Value | None, State], Value]


class TooLongError(Exception):
    """The script is beyond what is walked."""


@dataclass(slots=True)
class Native:
    """A native command that was run; `dispatch` is its place among the dispatches, `follower` how its exit code is lost."""

    guard: Condition
    invocation: int
    dispatch: int | None
    lost: str | None = None
    settled: bool = False


@dataclass(slots=True)
class Walk:
    """One abstract run.  The walk is the only thing that changes while a script is read; what it hands out is frozen."""

    source: Source
    evaluate: Evaluate
    ask: Ask
    execute: Execute
    dispatches: list[Dispatch] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    written: dict[str, list[Assignment]] = field(default_factory=lambda: {name: [] for name in SINKS.values()})
    exits: list[Exit] = field(default_factory=list)
    invocations: list[Invocation] = field(default_factory=list)
    natives: list[Native] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    functions: dict[str, Node] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    last: str | None = None
    steps: int = 0
    depth: int = 0
    silent: int = 0
    catching: int = 0

    # --- statements

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
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise TooLongError
        node = core(node)
        match node.type:
            case kind if kind in _BLOCKS:
                return self.block(node, state)
            case "assignment_expression":
                return self._assign(node, state)
            case "pipeline_chain" | "pipeline":
                return self._pipeline(node, state)
            case "command" | "command_name":
                return self._single(node, state)
            case "if_statement":
                return self._if(node, state)
            case "switch_statement":
                return self._switch(node, state)
            case "foreach_statement":
                return self._foreach(node, state)
            case "while_statement" | "do_statement" | "for_statement":
                return self._loop(node, state)
            case "try_statement":
                return self._try(node, state)
            case "function_statement":
                name = next((child for child in children(node) if child.type == "function_name"), None)
                if name is not None:
                    self.functions[self.source.of(name).lower()] = node
                return Const("")
            case "flow_control_statement":
                return self._leave(node, state)
            case kind if kind in _COUNTED:
                return self._count(node, state)
            case "empty_statement" | "param_block" | "class_statement" | "enum_statement":
                return Const("")
            case _:
                return self.evaluate(self, node, state)

    def value(self, node: Node, state: State) -> Value:
        """What an expression gives."""
        return self.evaluate(self, node, state)

    def _assign(self, node: Node, state: State) -> Value:
        target, value_node = core(node.named_children[0]), node.named_children[-1]
        sign = next(
            (self.source.of(child).strip() for child in children(node) if child.type.endswith("assignment_operator")), "="
        )
        value = self.statement(value_node, state)
        while target.type == "cast_expression":
            kind, target = self.source.of(target.named_children[0]).lower(), core(target.named_children[-1])
            value = number_of(value) if "int" in kind else value
        if target.type == "array_literal_expression":
            items = value.items if isinstance(value, Array) else ()
            for at, each in enumerate(children(target)):
                self.set(each, items[at] if at < len(items) else Unknown(self.source.quoted(node)), state)
            return Const("")
        if sign != "=":
            before = self.value(target, state)
            match sign:
                case "+=":
                    value = plus(before, value)
                case "-=":
                    value = minus(before, value, self.source.quoted(node))
                case "??=":
                    value = fallback(before, value)
                case _:
                    value = Unknown(self.source.quoted(node))
        self.set(target, value, state)
        return Const("")

    def set(self, target: Node, value: Value, state: State) -> None:
        """Give a variable, or a member of a hashtable in one, another value."""
        target = core(target)
        names: list[str | None] = []
        while target.type in ("member_access", "element_access"):
            key = core(target.named_children[-1])
            written = self.source.of(key).strip()
            names.insert(0, written if key.type == "simple_name" else constant(self.value(key, state)))
            target = core(target.named_children[0])
        name = self.name_of(target)
        if name is None:
            return
        if names:
            value = with_member(self.variable(name, state), tuple(names), value, self.source.span(target))
        state.variables[name] = bounded(value)
        if name.startswith("env:"):
            state.exported[name.removeprefix("env:")] = None

    def _count(self, node: Node, state: State) -> Value:
        target = node.named_children[0]
        before = self.value(target, state)
        self.set(target, plus(number_of(before), Const(1)) if "++" in self.source.of(node) else add(before, -1), state)
        return Const("")

    def name_of(self, node: Node) -> str | None:
        """The name of a variable in lower case; `None` for anything else that can be assigned to."""
        match = re.fullmatch(r"[$@]\{?((?:[A-Za-z]+:)?[\w?]+)\}?", self.source.of(node).strip())
        return re.sub(r"^(script|global|local|private):", "", match[1].lower()) if match else None

    def variable(self, name: str, state: State) -> Value:
        """What a variable holds; names are in lower case, and those of the environment begin with `env:`."""
        if name == "lastexitcode":
            self.settle(None, state)
            return Unknown(f"the exit status of {self.last}" if self.last else "`$LASTEXITCODE`")
        if name in state.variables:
            return state.variables[name]
        if name in _CONSTANTS:
            return _CONSTANTS[name]
        if name.startswith("env:"):
            wanted = name.removeprefix("env:")
            self.names.add(wanted.upper())
            if wanted in SINKS:
                return Reference(("env", SINKS[wanted]))
            found = next((value for key, value in self.source.script.environment.items() if key.lower() == wanted), None)
            return found if found is not None else Unknown(f"`${name}` is set nowhere in sight")
        return Unknown(f"`${name}` is set nowhere in sight")

    # --- branches

    def fork(
        self, condition: Condition, state: State, then: Callable[[State], Value], otherwise: Callable[[State], Value]
    ) -> Value:
        """Run both sides of a condition and join them; what they give."""
        before = dict(state.variables)
        taken, passed = branch(state, condition), branch(state, negate(condition))
        first = then(taken) if not is_dead(taken) else Const("")
        second = otherwise(passed) if not is_dead(passed) else Const("")
        join(state, condition, taken, passed, lambda name: before.get(name, Const("")))
        return first if first == second else Choice(condition, first, second)

    def _if(self, node: Node, state: State) -> Value:
        parts: list[tuple[Node | None, Node]] = []
        condition: Node | None = None
        for child in _clauses(node):
            match child.type:
                case "statement_block":
                    parts.append((condition, child))
                    condition = None
                case "else_clause":
                    parts.append((None, _block_in(child)))
                case "elseif_clause":
                    parts.append((children(child)[0], _block_in(child)))
                case _:
                    condition = child
        return self._ways(parts, state)

    def _ways(self, parts: Sequence[tuple[Node | None, Node]], state: State) -> Value:
        if not parts:
            return Const("")
        (tested, body), *rest = parts
        if tested is None:
            return self.block(body, state)
        condition = self.ask(self, tested, state)
        return self.fork(condition, state, lambda inside: self.block(body, inside), lambda inside: self._ways(rest, inside))

    def _switch(self, node: Node, state: State) -> Value:
        tested = next((child for child in children(node) if child.type == "switch_condition"), None)
        subject = self.value(children(tested)[0], state) if tested is not None and children(tested) else Unknown("a switch")
        like = "matches" if "-wildcard" in self.source.of(node).partition("{")[0].lower() else "=="
        clauses: list[tuple[Condition | None, Node]] = []
        for clause in below(node, ("switch_clause",)):
            label, body = children(clause)[0], _block_in(clause)
            if self.source.of(label).strip().lower() == "default":
                clauses.append((None, body))
                continue
            label = core(label)
            if label.type in ("statement_block", "script_block_expression"):
                clauses.append((Opaque(self.source.quoted(label)), body))
                continue
            value = self.value(label, state)
            sign = "-like" if like == "matches" else "-eq"
            clauses.append((compared(subject, sign, value, f"{self.source.quoted(label)} is taken"), body))

        def follow(rest: list[tuple[Condition | None, Node]], inside: State) -> Value:
            if not rest:
                return Const("")
            (condition, body), *more = rest
            if condition is None:
                return follow([*more, (ALWAYS, body)], inside) if more else self.block(body, inside)
            return self.fork(
                condition, inside, lambda taken: self._left_by_break(body, taken), lambda passed: follow(more, passed)
            )

        return follow(clauses, state)

    def _left_by_break(self, body: Node, state: State) -> Value:
        """A block that `break` or `continue` only leaves."""
        guard, exited = state.guard, state.exited
        given = self.block(body, state)
        if is_dead(state) and state.exited == exited:
            state.guard = guard
        return given

    # --- loops

    def _foreach(self, node: Node, state: State) -> Value:
        parts = children(node)
        name = self.name_of(core(parts[0])) if parts else None
        body = next((child for child in parts if child.type == "statement_block"), None)
        if body is None or len(parts) < 3:
            return Const("")
        values = self.value(parts[1], state)
        return self.each_of(values, name, lambda inside: self.block(body, inside), state)

    def each_of(self, values: Value, name: str | None, turn: Callable[[State], Value], state: State) -> Value:
        """Run `turn` for each element: hashtables one by one, plain values in one turn with any of them."""
        if isinstance(values, Array) and not values.items:
            return Const("")
        if isinstance(values, Array) and len(values.items) <= _MOST_TURNS and all(isinstance(i, Object) for i in values.items):
            found: list[Value] = []
            for item in values.items:
                found.append(self._turn(name, item, turn, state))
            return Array(tuple(each for each in found if each != Const("")))
        self._foresee(name, element(values), turn, state)
        entered = ALWAYS if isinstance(values, Array | Const) else Opaque("the list has an element")
        return self._once(name, element(values), turn, state, entered)

    def _turn(self, name: str | None, item: Value, turn: Callable[[State], Value], state: State) -> Value:
        if name is not None:
            state.variables[name] = item
        guard, exited = state.guard, state.exited
        state.exited = NEVER
        given = turn(state)
        left = relative(state.exited, guard)
        state.guard = bounded_condition(all_of((guard, negate(left))))
        state.exited = bounded_condition(any_of((exited, state.exited)))
        return given

    def _once(self, name: str | None, item: Value, turn: Callable[[State], Value], state: State, entered: Condition) -> Value:
        """One turn that stands for all; what it sets may be set behind it, or not."""
        inside = branch(state, entered)
        if is_dead(inside):
            return Const("")
        guard = inside.guard
        self._turn(name, item, turn, inside)
        for each, value in inside.variables.items():
            before = state.variables.get(each)
            if before != value:
                state.variables[each] = value if before is None else bounded(one_of((before, value)))
        state.files.update(inside.files)
        state.exported.update(inside.exported)
        lost = relative(inside.exited, state.guard)
        state.exited = bounded_condition(any_of((state.exited, inside.exited)))
        if inside.guard != guard:
            state.guard = bounded_condition(all_of((state.guard, negate(lost))))
        return Unknown("what a loop gives")

    def _foresee(self, name: str | None, item: Value, turn: Callable[[State], Value], state: State) -> None:
        """Try the body out twice: a variable that it sets has more than one value when it begins."""
        if self.silent > 2:
            return
        self.silent += 1
        once = state.copy()
        self._turn(name, item, turn, once)
        once.guard = state.guard
        twice = once.copy()
        self._turn(name, item, turn, twice)
        self.silent -= 1
        for each, value in once.variables.items():
            before = state.variables.get(each)
            if each == name or before is None or value == before:
                continue
            changing = twice.variables.get(each) != value
            state.variables[each] = Unknown(f"`${each}` changes in a loop") if changing else bounded(one_of((before, value)))

    def _loop(self, node: Node, state: State) -> Value:
        body = next((child for child in children(node) if child.type == "statement_block"), None)
        others = [child for child in children(node) if child.type != "statement_block"]
        if body is None:
            return Const("")
        start, condition, update = None, others[0] if others else None, None
        if node.type == "for_statement" and len(others) == 3:
            start, condition, update = others
        elif node.type == "for_statement":
            condition = None
        if start is not None:
            self.statement(start, state)

        def turn(inside: State) -> Value:
            if condition is not None and node.type != "do_statement":
                asked = self.ask(self, condition, inside)
                inside.guard = bounded_condition(all_of((inside.guard, asked)))
            given = self.block(body, inside) if not is_dead(inside) else Const("")
            if update is not None and not is_dead(inside):
                self.statement(update, inside)
            return given

        self._foresee(None, Const(""), turn, state)
        return self._once(None, Const(""), turn, state, ALWAYS)

    # --- errors and ends

    def _try(self, node: Node, state: State) -> Value:
        parts = children(node)
        body = next((child for child in parts if child.type == "statement_block"), None)
        handlers = list(below(node, ("catch_clause",)))
        final = next(iter(below(node, ("finally_clause",))), None)
        if body is None:
            return Const("")
        base, before, exited = state.guard, state.discarded, state.exited
        if handlers:
            shows = any(re.search(r"\b(?:throw|exit)\b|\$host\.SetShouldExit", self.source.of(each)) for each in handlers)
            attempt = Succeeds(f"the `try` block in line {self.source.span(node).line}")
            tried, caught = state.copy(), branch(state, negate(attempt))
            tried.discarded = before or (None if shows else "`catch` without `throw`")
            self.catching += 1
            given = self.block(body, tried)
            self.catching -= 1
            tried.discarded, tried.exited = before, exited
            tried.guard = NEVER if is_dead(tried) else bounded_condition(all_of((tried.guard, attempt)))
            for name, value in tried.variables.items():
                old = caught.variables.get(name)
                if old is not None and old != value:
                    caught.variables[name] = bounded(one_of((old, value)))
            for handler in handlers:
                caught.variables["_"] = Unknown("the error that was caught")
                if not is_dead(caught):
                    self.block(_block_in(handler), caught)
            join(state, attempt, tried, caught, lambda _: Const(""))
            state.discarded = before
        else:
            given = self.block(body, state)
        if final is not None:
            at_end = state.copy()
            at_end.guard, guard = base, state.guard
            self.block(_block_in(final), at_end)
            at_end.guard = NEVER if is_dead(at_end) else guard
            state.take(at_end)
        return given

    def _leave(self, node: Node, state: State) -> Value:
        word = self.source.of(node).strip().split(None, 1)[0].lower()
        operand = node.named_children[-1] if node.named_child_count else None
        given: Value = Const("")
        match word:
            case "exit":
                code = printed_code(self.value(operand, state)) if operand is not None else Const("0")
                self.settle("`exit 0`" if constant(code) == "0" else None, state)
                self.end(node, code, state)
            case "throw":
                self.settle(None, state)
                if not self.catching:
                    self.end(node, Const("1"), state)
                else:
                    state.guard = NEVER
            case "return":
                given = self.statement(operand, state) if operand is not None else Const("")
                if not self.depth and not is_dead(state) and not self.silent:
                    self.exits.append(Exit(Const("0"), self.source.span(node), state.guard))
                state.guard = NEVER
            case _:
                state.guard = NEVER
        return given

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

    # --- pipelines

    def _single(self, node: Node, state: State) -> Value:
        return self._redirected(self.execute(self, node, None, state), node, state)

    def _pipeline(self, node: Node, state: State) -> Value:
        flowing: Value | None = None
        sign = "|"
        for stage in children(node):
            match stage.type:
                case "pipeline_chain_tail":
                    sign = self.source.of(stage).strip()
                case "redirection" | "redirections":
                    self._redirect(stage, flowing if flowing is not None else Const(""), node, state)
                    flowing = Const("")
                case _ if sign in ("||", "&&"):
                    worked = Succeeds(self.last or "the command before")
                    condition: Condition = worked if sign == "&&" else negate(worked)
                    self.fork(condition, state, lambda inside, s=stage: self.statement(s, inside), lambda _: Const(""))  # type: ignore[misc]
                    sign, flowing = "|", Const("")
                case _:
                    inner = core(stage)
                    if inner.type in ("command", "command_name"):
                        flowing = self._redirected(self.execute(self, inner, flowing, state), inner, state)
                    else:
                        flowing = self.statement(inner, state)
        return flowing if flowing is not None else Const("")

    def _redirected(self, given: Value, node: Node, state: State) -> Value:
        for redirection in below(node, ("redirection",)):
            if self._redirect(redirection, given, node, state):
                given = Const("")
        return given

    def _redirect(self, redirection: Node, given: Value, node: Node, state: State) -> bool:
        targets = list(below(redirection, ("redirected_file_name",)))
        if not targets:
            return False
        operator = self.source.of(redirection).strip()
        if operator.startswith(("2", "3", "4", "5", "6")):
            return False
        parts = [child for child in children(targets[0]) if child.type != "command_argument_sep"]
        self.to_file(self.value(parts[-1], state) if parts else Unknown("a file"), given, node, state)
        return True

    def to_file(self, path: Value, given: Value, node: Node, state: State) -> None:
        """Write to the runner's files, or remember what a file holds."""
        sink = path.path[-1].upper() if isinstance(path, Reference) and path.key[0] == "env" else None
        if sink in self.written:
            lines = given.items if isinstance(given, Array) else (given,)
            for line in lines:
                made = write(state, sink, Written(text((as_text(line), Const("\n"))), self.source.span(node), state.guard))
                if not self.silent:
                    self.written[sink].extend(made)
        elif (name := constant(path)) is not None:
            state.files[re.sub(r"^\.[/\\]", "", name)] = as_text(given)

    # --- functions

    def call(self, name: str, words: tuple[Word, ...], state: State) -> Value:
        """Walk a function's body in place, with its parameters set."""
        node = self.functions[name]
        self.called.add(name)
        inside = state.copy()
        inside.exited = NEVER
        declared = list(below(node, ("script_parameter",)))
        given, positional = _arguments(words, [self._parameter(each) for each in declared])
        for each in declared:
            parameter = self._parameter(each)
            default = next(iter(below(each, ("script_parameter_default",))), None)
            value = given.get(parameter)
            if value is None and positional:
                value = positional.pop(0)
            if value is None:
                value = self.value(default.named_children[-1], inside) if default is not None else Const("")
            inside.variables[parameter] = value
        inside.variables["args"] = Array(tuple(positional))
        self.depth += 1
        result: list[Value] = []
        for child in children(node):
            if child.type not in ("function_name", "function_parameter_declaration") and not is_dead(inside):
                value = self.statement(child, inside)
                result.extend(() if value == Const("") else (value,))
        self.depth -= 1
        left = relative(inside.exited, state.guard)
        state.files, state.pending = inside.files, inside.pending
        state.exited = bounded_condition(any_of((state.exited, inside.exited)))
        if left != NEVER:
            state.guard = bounded_condition(all_of((state.guard, negate(left))))
        for key in inside.exported:
            state.variables[f"env:{key}"], state.exported[key] = inside.variables[f"env:{key}"], None
        return result[0] if len(result) == 1 else Array(tuple(result)) if result else Const("")

    def try_uncalled(self, state: State) -> None:
        """A function that is never called sends nothing here; who may call it isn't in sight, so it is said."""
        for name in [each for each in self.functions if each not in self.called]:
            trial = Walk(self.source, self.evaluate, self.ask, self.execute, functions=dict(self.functions))
            inside = state.copy()
            inside.guard = ALWAYS
            trial.call(name, (), inside)
            reason = f"it stands in function `{name}`, which nothing in sight calls"
            sends: list[Dispatch | Unresolved] = [*trial.dispatches, *trial.unresolved]
            self.unresolved.extend(Unresolved(sent.mechanism, reason, sent.span, sent.guard) for sent in sends)

    def unread(self, mechanism: str, reason: str, node: Node, state: State) -> None:
        """Say that something seems to send, and that what it sends can't be known."""
        if not self.silent:
            self.unresolved.append(Unresolved(mechanism, reason, self.source.span(node), state.guard))

    def _parameter(self, node: Node) -> str:
        variable = next(iter(below(node, ("variable",))), None)
        return (self.name_of(variable) if variable is not None else None) or ""


def _arguments(words: Sequence[Word], names: Sequence[str]) -> tuple[dict[str, Value], list[Value]]:
    """The named arguments of a call, and the others in their order."""
    found: dict[str, Value] = {}
    rest: list[Value] = []
    name: str | None = None
    for word in words:
        known = constant(word.value)
        if name is not None:
            found[name] = word.value
            name = None
        elif known is not None and re.match(r"-[A-Za-z]", known):
            given, colon, attached = known[1:].lower().partition(":")
            full = next((each for each in names if each == given), None) or next(
                (each for each in names if each.startswith(given)), given
            )
            if colon and attached:
                found[full] = Const(attached)
            else:
                name = full
        else:
            rest.append(word.value)
    if name is not None:
        found[name] = Const(True)
    return found, rest


def _exclude(one: Condition, other: Condition) -> bool:
    """Whether two conditions can't both hold, as far as their parts show."""
    known = set(conjuncts(other))
    return any(known.issuperset(conjuncts(negate(each))) for each in conjuncts(one))


def _clauses(node: Node) -> Iterator[Node]:
    for child in children(node):
        if child.type == "elseif_clauses":
            yield from children(child)
        else:
            yield child


def _block_in(node: Node) -> Node:
    return next((child for child in node.named_children if child.type == "statement_block"), node)
