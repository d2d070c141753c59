"""Scripts of actions/github-script: what they send, set and end with, found by going through them without running anything.

The script is walked in its order; both ways of a branch are walked and joined, functions are walked where they are called.
Objects stay objects until `JSON.stringify` makes text of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from tree_sitter import Node

from wflint.senders.bash_state import State, bounded, branch, is_dead, join, relative
from wflint.senders.javascript_calls import Caller, hides_errors
from wflint.senders.javascript_text import FUNCTIONS, Source, assigned_names, below, field_of, local_names
from wflint.senders.javascript_values import (
    UNDEFINED,
    Function,
    Named,
    Position,
    alternative,
    as_number,
    as_text,
    decoded,
    element,
    index,
    member,
    minus,
    plus,
    position_test,
    truthy,
)
from wflint.senders.message import Act, Assignment, Dispatch, Exit, Invocation, ScriptFacts, Unresolved
from wflint.senders.script import Script
from wflint.values.condition import ALWAYS, NEVER, Comparison, Condition, Opaque, Test, all_of, any_of, negate
from wflint.values.value import Array, Choice, Const, Fallback, Field, Object, Reference, Unknown, Value, add, text

_MOST_STEPS = 60_000
_DEEPEST_CALL = 8
_EQUAL = {"===": "==", "==": "==", "!==": "!=", "!=": "!="}
_ORDER: dict[str, Comparison] = {"<": "<", "<=": "<=", ">": ">", ">=": ">="}
_CAUGHT = "`catch` without `throw`"
_MAY_RUN = Opaque("a loop that may run or not")


def read(script: Script, token: Value = Reference(("github", "token"))) -> ScriptFacts:  # noqa: B008
    """Everything that a github-script does; `token` is what `github` was given."""
    walk = Walk(Source(script, script.text), token)
    state = State(stops_on_error=script.stops_on_error)
    try:
        walk.block(walk.source.root, state)
        walk.report_unreached()
    except (_TooLongError, RecursionError):
        return replace(walk.facts(), problem="the script is too long or nested too deeply to be read")
    return walk.facts()


class _TooLongError(Exception):
    """The script is beyond what is walked."""


@dataclass(slots=True)
class _Frame:
    """One call of a function: the condition at its start, and what it gives back when."""

    base: Condition
    given: list[tuple[Condition, Value]] = field(default_factory=list)


@dataclass(slots=True)
class Walk:
    """Collects what is found on the way through one script."""

    source: Source
    token: Value
    dispatches: list[Dispatch] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    outputs: list[Assignment] = field(default_factory=list)
    exported: list[Assignment] = field(default_factory=list)
    exits: list[Exit] = field(default_factory=list)
    invocations: list[Invocation] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    frames: list[_Frame] = field(default_factory=list)
    running: list[int] = field(default_factory=list)
    walked: set[int] = field(default_factory=set)
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
        )

    def report_unreached(self) -> None:
        """Sends in functions that nothing in sight calls, and in text that the grammar couldn't make sense of."""
        for node in below(self.source.root):
            name = Caller.sender_name(self.source, node)
            if name is None or node.id in self.walked:
                continue
            around = _function_around(node)
            if around is not None and around.id not in self.walked:
                reason = "it stands in a function that nothing in sight calls"
            elif self.source.root.has_error:
                reason = "the script's syntax can't be read"
            else:
                continue
            self.unresolved.append(Unresolved(f"github-script {name}", reason, self.source.span(node)))

    def step(self) -> None:
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise _TooLongError

    # -- statements -------------------------------------------------------------------------------------------------

    def block(self, node: Node, state: State) -> None:
        """Run statements one behind the other; functions that are declared in it are known from its start."""
        for child in node.named_children:
            if child.type in ("function_declaration", "generator_function_declaration"):
                name = field_of(child, "name")
                if name is not None:
                    state.variables[self.source.of(name)] = self.function(child)
        for child in node.named_children:
            if is_dead(state):
                break
            self.statement(child, state)

    def statement(self, node: Node, state: State) -> None:
        self.step()
        match node.type:
            case "program" | "statement_block" | "ERROR":
                self.block(node, state)
            case "expression_statement" | "else_clause" | "labeled_statement":
                inner = field_of(node, "body") or (node.named_children[0] if node.named_children else None)
                if inner is not None:
                    self.statement(inner, state)
            case "lexical_declaration" | "variable_declaration":
                for each in node.named_children:
                    if each.type == "variable_declarator":
                        self.declare(each, state)
            case "if_statement":
                self.branching(node, state)
            case "switch_statement":
                self.switch(node, state)
            case "for_in_statement":
                self.for_each(node, state)
            case "for_statement" | "while_statement" | "do_statement":
                self.loop(node, state)
            case "try_statement":
                self.attempt(node, state)
            case "return_statement":
                self.give_back(node, state)
            case "throw_statement":
                self.throw(node, state)
            case "break_statement" | "continue_statement":
                state.guard = NEVER
            case "function_declaration" | "generator_function_declaration" | "comment" | "empty_statement" | "class_declaration":
                pass
            case _:
                self.value(node, state)

    def declare(self, node: Node, state: State) -> None:
        name, given = field_of(node, "name"), field_of(node, "value")
        if name is None:
            return
        value = self.value(given, state) if given is not None else UNDEFINED
        self.bind(name, value, state)

    def bind(self, pattern: Node, value: Value, state: State) -> None:
        """Give the names of a pattern their values."""
        match pattern.type:
            case "identifier" | "shorthand_property_identifier_pattern":
                state.assign(self.source.of(pattern), value)
            case "object_pattern":
                self.bind_members(pattern, value, state)
            case "array_pattern":
                for at, each in enumerate(_places(pattern)):
                    if each is not None and each.type == "rest_pattern":
                        items = value.items[at:] if isinstance(value, Array) else None
                        self.bind_rest(each, Array(items) if items is not None else Unknown("the rest of a list"), state)
                    elif each is not None:
                        self.bind(each, index(value, Const(at), self.source.original(each)), state)
            case "assignment_pattern" | "object_assignment_pattern":
                left, right = field_of(pattern, "left"), field_of(pattern, "right")
                if left is not None and right is not None:
                    self.bind(left, self.or_default(value, right, state), state)
            case "member_expression" | "subscript_expression":
                self.assign_member(pattern, value, state)
            case _:
                pass

    def bind_members(self, pattern: Node, value: Value, state: State) -> None:
        used: set[str] = set()
        for each in pattern.named_children:
            match each.type:
                case "shorthand_property_identifier_pattern":
                    name, target = self.source.of(each), each
                case "object_assignment_pattern":
                    target = each
                    left = field_of(each, "left")
                    name = self.source.of(left) if left is not None else ""
                case "pair_pattern":
                    key, inner = field_of(each, "key"), field_of(each, "value")
                    if key is None or inner is None:
                        continue
                    name, target = self.key(key, state) or "", inner
                case "rest_pattern":
                    kept = Unknown("the rest of an object")
                    rest: Value = kept
                    if isinstance(value, Object):
                        rest = replace(value, fields=tuple(one for one in value.fields if one.name not in used))
                    self.bind_rest(each, rest, state)
                    continue
                case _:
                    continue
            used.add(name)
            self.bind(target, self.member(value, name, f"{self.source.original(each)}"), state)

    def bind_rest(self, node: Node, value: Value, state: State) -> None:
        if node.named_children:
            self.bind(node.named_children[0], value, state)

    def or_default(self, value: Value, default: Node, state: State) -> Value:
        """A default counts where nothing is given."""
        if value == UNDEFINED:
            return self.value(default, state)
        if isinstance(value, Const | Object | Array | Function):
            return value
        return alternative(value, self.value(default, state))

    # -- branches and loops -----------------------------------------------------------------------------------------

    def branching(self, node: Node, state: State) -> None:
        tested, then, otherwise = (field_of(node, name) for name in ("condition", "consequence", "alternative"))
        condition = self.condition(tested, state) if tested is not None else ALWAYS
        self.either(
            condition,
            state,
            lambda inside: self.statement(then, inside) if then is not None else None,
            lambda inside: self.statement(otherwise, inside) if otherwise is not None else None,
        )

    def either(
        self, condition: Condition, state: State, then: Callable[[State], None], otherwise: Callable[[State], None]
    ) -> None:
        """Walk one way under the condition and the other under its opposite, and join them."""
        taken, passed = branch(state, condition), branch(state, negate(condition))
        if not is_dead(taken):
            then(taken)
        if not is_dead(passed):
            otherwise(passed)
        before = dict(state.variables)
        join(state, condition, taken, passed, lambda name: before.get(name, UNDEFINED))
        match condition:
            # `if (!x) x = y` gives `x` a fallback
            case Test(left, "==", Const("")) if not is_dead(taken) and not is_dead(passed):
                for name, value in taken.variables.items():
                    if before.get(name) == left and passed.variables.get(name) == left and value != left:
                        state.variables[name] = Fallback(left, value)
            case _:
                pass

    def switch(self, node: Node, state: State) -> None:
        tested, body = field_of(node, "value"), field_of(node, "body")
        if tested is None or body is None:
            return
        subject = self.value(tested, state)
        written = self.source.original(tested)
        base = state.guard
        remaining: Condition = ALWAYS
        falling: Condition = NEVER
        cases = [each for each in body.named_children if each.type in ("switch_case", "switch_default")]
        entered: list[Condition] = []
        for each in cases:
            label = field_of(each, "value")
            if label is None:
                others = [self.matches(subject, one, written, state) for one in cases if one.type == "switch_case"]
                entered.append(all_of(negate(one) for one in others))
                continue
            condition = all_of((remaining, self.matches(subject, each, written, state)))
            remaining = all_of((remaining, negate(condition)))
            entered.append(condition)
        thrown, gave = self.thrown, self.given()
        for each, condition in zip(cases, entered, strict=True):
            arriving = any_of((condition, falling))
            statements = [child for at, child in enumerate(each.children) if each.field_name_for_child(at) == "body"]
            ends = _ends_case(statements)
            falling = NEVER if ends else arriving

            def walk(inside: State, statements: list[Node] = statements) -> None:
                for child in statements:
                    if is_dead(inside):
                        return
                    if child.type == "break_statement":
                        return
                    self.statement(child, inside)

            if statements:
                self.case(arriving, state, walk)
        if (thrown, gave) == (self.thrown, self.given()):
            state.guard = base

    def case(self, condition: Condition, state: State, walk: Callable[[State], None]) -> None:
        """One case; a `break` deep inside ends the case, not what stands behind the `switch`."""
        thrown, gave = self.thrown, self.given()

        def body(inside: State) -> None:
            guard = inside.guard
            walk(inside)
            if is_dead(inside) and (thrown, gave) == (self.thrown, self.given()):
                inside.guard = guard

        self.either(condition, state, body, lambda _: None)

    def given(self) -> int:
        return len(self.frames[-1].given) if self.frames else len(self.exits)

    def matches(self, subject: Value, case: Node, written: str, state: State) -> Condition:
        label = field_of(case, "value")
        if label is None:
            return ALWAYS
        if subject == Const(True):
            return self.condition(label, state)
        return _equal(subject, self.value(label, state), f"{written} === {self.source.original(label)}")

    def for_each(self, node: Node, state: State) -> None:
        left, right, body = (field_of(node, name) for name in ("left", "right", "body"))
        if left is None or right is None or body is None:
            return
        values = self.value(right, state)
        by_name = any(self.source.of(child) == "in" for child in node.children if not child.is_named)
        if by_name:
            values = Caller.keys(values)
        self.repeated(body, values, state, lambda inside: self.bind(left, element(values), inside), body_of=self.statement)

    def loop(self, node: Node, state: State) -> None:
        start, tested, body = (field_of(node, name) for name in ("initializer", "condition", "body"))
        if start is not None:
            self.statement(start, state)
        if body is None:
            return
        for name in (*assigned_names(self.source, node), *self.counters(node)):
            state.variables[name] = Unknown(f"`{name}` changes in a loop")
        condition: Condition = ALWAYS
        if tested is not None and node.type == "while_statement":
            condition = self.condition(tested, state)
        self.once(state, condition, lambda inside: self.statement(body, inside))

    def counters(self, node: Node) -> Iterator[str]:
        """The names that the head of `for (let i = 0; …; i++)` changes."""
        head = field_of(node, "increment")
        for each in (head, *below(head)) if head is not None else ():
            name = field_of(each, "argument", "left")
            if name is not None and name.type == "identifier":
                yield self.source.of(name)

    def repeated(
        self, body: Node, values: Value, state: State, bind: Callable[[State], None], body_of: Callable[[Node, State], object]
    ) -> None:
        """Walk the body for any element of a list."""
        for name in assigned_names(self.source, body):
            if name in state.variables:
                state.variables[name] = Unknown(f"`{name}` changes in a loop")
        runs = isinstance(values, Array) and bool(values.items)
        if isinstance(values, Array) and not values.items:
            return

        def walk(inside: State) -> None:
            bind(inside)
            body_of(body, inside)

        self.once(state, ALWAYS if runs else _MAY_RUN, walk)

    def once(self, state: State, condition: Condition, walk: Callable[[State], None]) -> None:
        """Walk a loop's body once; what it sets may be set behind it, or not."""
        guard = state.guard
        inside = branch(state, condition)
        if not is_dead(inside):
            walk(inside)
            inside.guard = guard
            before = state.copy()
            join(state, _MAY_RUN, inside, before, lambda _: UNDEFINED)
        state.guard = guard

    def attempt(self, node: Node, state: State) -> None:
        body, handler, final = (field_of(node, name) for name in ("body", "handler", "finalizer"))
        before = state.copy()
        if body is not None:
            discarded = state.discarded
            state.discarded = discarded or (_CAUGHT if handler is not None and hides_errors(self.source, handler) else None)
            self.catching += handler is not None
            self.statement(body, state)
            self.catching -= handler is not None
            state.discarded = discarded
        if handler is not None:
            self.handle(handler, before, state)
        inner = field_of(final, "body") if final is not None else None
        if inner is not None:
            inside = state.copy()
            inside.guard = before.guard
            self.statement(inner, inside)
            state.variables = inside.variables
            state.guard = NEVER if is_dead(inside) else state.guard

    def handle(self, handler: Node, before: State, state: State) -> None:
        """Walk `catch`; what it sets counts where the body has failed."""
        failed = Opaque("an error in `try`")
        inside = branch(before, failed)
        inside.discarded = state.discarded
        parameter, body = field_of(handler, "parameter"), field_of(handler, "body")
        if parameter is not None:
            self.bind(parameter, Unknown("an error"), inside)
        if body is not None:
            self.statement(body, inside)
        if is_dead(inside):
            return
        for name, value in state.variables.items():
            if inside.variables.get(name) == before.variables.get(name):
                inside.variables[name] = value
        dead = is_dead(state)
        join(state, failed, inside, state.copy(), lambda _: UNDEFINED)
        if not dead:
            state.guard = before.guard

    def give_back(self, node: Node, state: State) -> None:
        value = self.value(node.named_children[0], state) if node.named_children else UNDEFINED
        if self.frames:
            self.frames[-1].given.append((state.guard, value))
        else:
            self.exits.append(Exit(Const("0"), self.source.span(node), state.guard))
        state.guard = NEVER

    def throw(self, node: Node, state: State) -> None:
        for child in node.named_children:
            self.value(child, state)
        if not self.catching:
            self.exits.append(Exit(Const("1"), self.source.span(node), state.guard))
        self.thrown += 1
        state.guard = NEVER

    # -- functions --------------------------------------------------------------------------------------------------

    def function(self, node: Node) -> Function:
        return Function("a function", node, self.source)

    def call(self, function: Value, arguments: list[Value], state: State) -> Value:
        """Walk a function's body where it is called."""
        if not isinstance(function, Function) or function.node is None:
            return Unknown("what a function gives")
        node = function.node
        self.walked.add(node.id)
        if len(self.running) >= _DEEPEST_CALL or node.id in self.running:
            return Unknown("what a function gives that calls itself")
        locals_ = local_names(self.source, node)
        saved = {name: state.variables.pop(name) for name in locals_ if name in state.variables}
        self.bind_parameters(node, arguments, state)
        frame = _Frame(state.guard)
        thrown = self.thrown
        self.frames.append(frame)
        self.running.append(node.id)
        given = self.body(node, frame, state)
        self.running.pop()
        self.frames.pop()
        ends = [guard for guard, _ in frame.given]
        state.guard = frame.base if thrown == self.thrown else any_of((*ends, state.guard))
        for name in locals_:
            state.variables.pop(name, None)
        state.variables.update(saved)
        return given

    def bind_parameters(self, node: Node, arguments: list[Value], state: State) -> None:
        single, several = field_of(node, "parameter"), field_of(node, "parameters")
        patterns = [single] if single is not None else several.named_children if several is not None else []
        for at, pattern in enumerate(each for each in patterns if each.type != "comment"):
            if pattern.type == "rest_pattern":
                self.bind_rest(pattern, Array(tuple(arguments[at:])), state)
            else:
                self.bind(pattern, arguments[at] if at < len(arguments) else UNDEFINED, state)

    def body(self, node: Node, frame: _Frame, state: State) -> Value:
        body = field_of(node, "body")
        if body is None:
            return UNDEFINED
        if body.type != "statement_block":
            return self.value(body, state)
        self.statement(body, state)
        result: Value | None = None if is_dead(state) else UNDEFINED
        for guard, value in reversed(frame.given):
            condition = relative(guard, frame.base)
            result = value if result is None or result == value else Choice(condition, value, result)
        return bounded(result) if result is not None else UNDEFINED

    # -- expressions ------------------------------------------------------------------------------------------------

    def value(self, node: Node, state: State) -> Value:
        """What an expression gives."""
        self.step()
        match node.type:
            case "string":
                return self.source.string(node)
            case "template_string":
                return self.template(node, state)
            case "number":
                return _number(self.source.of(node))
            case "true" | "false":
                return Const(node.type == "true")
            case "null" | "undefined":
                return UNDEFINED
            case "identifier" | "shorthand_property_identifier":
                return self.variable(self.source.of(node), state)
            case "parenthesized_expression" | "await_expression" | "expression_statement":
                inner = [child for child in node.named_children if child.type != "comment"]
                return self.value(inner[0], state) if inner else UNDEFINED
            case "object":
                return self.object(node, state)
            case "array":
                return self.array(node, state)
            case "member_expression":
                return self.member_expression(node, state)
            case "subscript_expression":
                return self.subscript(node, state)
            case "call_expression" | "new_expression":
                return Caller(self, node, state).value()
            case "ternary_expression":
                return self.ternary(node, state)
            case "binary_expression":
                return self.binary(node, state)
            case "unary_expression":
                return self.unary(node, state)
            case "assignment_expression" | "augmented_assignment_expression" | "update_expression":
                return self.assignment(node, state)
            case "sequence_expression":
                return [self.value(child, state) for child in node.named_children][-1]
            case _ if node.type in FUNCTIONS:
                return self.function(node)
            case _:
                for child in node.named_children:
                    self.statement(child, state)
                return Unknown(f"`{self.source.original(node)}`")

    def variable(self, name: str, state: State) -> Value:
        if name in state.variables:
            return state.variables[name]
        if name == "undefined":
            return UNDEFINED
        pasted = self.source.script.values_in(name)
        if pasted != Const(name):
            return decoded(pasted) if not name.strip("WQ") or _is_whole_hole(self.source, name) else Unknown("source text")
        if name in ("github", "octokit"):
            return Named(f"`{name}`", (name,), self.token)
        return Named(f"`{name}` is set nowhere in sight", (name,))

    def template(self, node: Node, state: State) -> Value:
        parts: list[Value] = []
        for child in node.named_children:
            if child.type == "template_substitution":
                parts += [as_text(self.value(inner, state)) for inner in child.named_children if inner.type != "comment"]
            else:
                parts.append(self.source.literal(child))
        return text(parts)

    def object(self, node: Node, state: State) -> Value:
        fields: list[Field] = []
        opened: str | None = None
        for child in node.named_children:
            match child.type:
                case "pair":
                    key, given = field_of(child, "key"), field_of(child, "value")
                    if key is None or given is None:
                        continue
                    name, value = self.key(key, state), self.value(given, state)
                    if name is None:
                        opened = f"the name `{self.source.original(key)}` is made at run time"
                    else:
                        fields.append(Field(name, value, self.source.span(child)))
                case "shorthand_property_identifier":
                    fields.append(Field(self.source.of(child), self.value(child, state), self.source.span(child)))
                case "method_definition":
                    method = field_of(child, "name")
                    if method is not None:
                        fields.append(Field(self.source.of(method), self.function(child), self.source.span(child)))
                case "spread_element" if child.named_children:
                    spread = self.value(child.named_children[0], state)
                    more, reason = _spread(spread, self.source.original(child))
                    fields.extend(more)
                    opened = opened or reason
                case "comment":
                    pass
                case _:
                    opened = f"`{self.source.original(child)}`"
        return Object(tuple(fields), opened)

    def key(self, node: Node, state: State) -> str | None:
        """The name of a member as it is written in an object, `None` where it isn't known."""
        match node.type:
            case "string":
                value = self.source.string(node)
            case "computed_property_name" if node.named_children:
                value = self.value(node.named_children[0], state)
            case _:
                value = self.source.script.values_in(self.source.of(node))
        return str(value.value) if isinstance(value, Const) else None

    def array(self, node: Node, state: State) -> Value:
        items: list[Value] = []
        for child in node.named_children:
            if child.type == "spread_element" and child.named_children:
                spread = self.value(child.named_children[0], state)
                if not isinstance(spread, Array):
                    return Unknown(f"`{self.source.original(node)}`")
                items.extend(spread.items)
            elif child.type != "comment":
                items.append(self.value(child, state))
        return Array(tuple(items))

    def member(self, value: Value, name: str, written: str) -> Value:
        if isinstance(value, Named) and value.path == ("process", "env"):
            return self.environment(name)
        return member(value, name, written)

    def environment(self, name: str) -> Value:
        self.names.add(name)
        found = self.source.script.environment.get(name)
        return found if found is not None else Unknown(f"`process.env.{name}` is set nowhere in sight")

    def member_expression(self, node: Node, state: State) -> Value:
        owner, name = field_of(node, "object"), field_of(node, "property")
        if owner is None or name is None:
            return Unknown(f"`{self.source.original(node)}`")
        return self.member(self.value(owner, state), self.source.of(name), self.source.original(node))

    def subscript(self, node: Node, state: State) -> Value:
        owner, key = field_of(node, "object"), field_of(node, "index")
        if owner is None or key is None:
            return Unknown(f"`{self.source.original(node)}`")
        value, at = self.value(owner, state), self.value(key, state)
        if isinstance(value, Named) and isinstance(at, Const):
            return self.member(value, str(at.value), self.source.original(node))
        return index(value, at, self.source.original(node))

    def ternary(self, node: Node, state: State) -> Value:
        tested, then, otherwise = (field_of(node, name) for name in ("condition", "consequence", "alternative"))
        if tested is None or then is None or otherwise is None:
            return Unknown(f"`{self.source.original(node)}`")
        condition = self.condition(tested, state)
        found: dict[str, Value] = {}
        self.either(
            condition,
            state,
            lambda inside: found.update(then=self.value(then, inside)),
            lambda inside: found.update(otherwise=self.value(otherwise, inside)),
        )
        if len(found) == 1:
            return next(iter(found.values()))
        first, second = found.get("then", UNDEFINED), found.get("otherwise", UNDEFINED)
        return first if first == second else Choice(condition, first, second)

    def binary(self, node: Node, state: State) -> Value:
        left_node, right_node = field_of(node, "left"), field_of(node, "right")
        sign = field_of(node, "operator")
        if left_node is None or right_node is None or sign is None:
            return Unknown(f"`{self.source.original(node)}`")
        operator, written = self.source.of(sign), self.source.original(node)
        if operator in ("&&", "||", "??"):
            return self.shortcut(operator, left_node, right_node, state)
        left, right = self.value(left_node, state), self.value(right_node, state)
        match operator:
            case "+":
                strings = ("string", "template_string")
                return bounded(plus(left, right, left_node.type in strings or right_node.type in strings))
            case "-":
                return minus(left, right, written)
            case _ if operator in _EQUAL:
                condition = _equal(left, right, written)
                return _as_value(condition if _EQUAL[operator] == "==" else negate(condition))
            case _ if operator in _ORDER:
                return _as_value(_ordered(left, _ORDER[operator], right, written))
            case _:
                return Unknown(f"`{written}`")

    def shortcut(self, operator: str, left_node: Node, right_node: Node, state: State) -> Value:
        """`a && b`, `a || b`, `a ?? b`: the right-hand side runs in one case only."""
        left = self.value(left_node, state)
        holds = truthy(left, self.source.original(left_node))
        runs = holds if operator == "&&" else negate(holds)
        found: list[Value] = []
        self.either(runs, state, lambda inside: found.append(self.value(right_node, inside)), lambda _: None)
        if not found:
            return left
        if operator == "&&":
            if holds == ALWAYS:
                return found[0]
            return Choice(holds, found[0], Const(False))
        if isinstance(left, Unknown):
            return Fallback(left, found[0])
        return alternative(left, found[0])

    def unary(self, node: Node, state: State) -> Value:
        argument, sign = field_of(node, "argument"), field_of(node, "operator")
        if argument is None or sign is None:
            return Unknown(f"`{self.source.original(node)}`")
        match self.source.of(sign):
            case "!":
                return _as_value(negate(self.condition(argument, state)))
            case "+":
                return as_number(self.value(argument, state))
            case "-" if isinstance(known := self.value(argument, state), Const) and isinstance(known.value, int | float):
                return Const(-known.value)
            case "void":
                self.value(argument, state)
                return UNDEFINED
            case _:
                self.value(argument, state)
                return Unknown(f"`{self.source.original(node)}`")

    def assignment(self, node: Node, state: State) -> Value:
        target = field_of(node, "left", "argument")
        if target is None:
            return Unknown(f"`{self.source.original(node)}`")
        if node.type == "update_expression":
            value = add(as_number(self.value(target, state)), -1 if "--" in self.source.of(node) else 1)
        else:
            value = self.assigned(node, target, state)
        self.bind(target, value, state)
        return value

    def assigned(self, node: Node, target: Node, state: State) -> Value:
        right, sign = field_of(node, "right"), field_of(node, "operator")
        given = self.value(right, state) if right is not None else UNDEFINED
        if sign is None or right is None:
            return given
        before = self.value(target, state)
        match self.source.of(sign):
            case "+=":
                return plus(before, given, right.type in ("string", "template_string"))
            case "-=":
                return minus(before, given, self.source.original(node))
            case "||=" | "??=":
                return alternative(before, given)
            case _:
                return Unknown(f"`{self.source.original(node)}`")

    def assign_member(self, node: Node, value: Value, state: State) -> None:
        """`a.b = value`: the object that the name holds gets the member."""
        owner, key = field_of(node, "object"), field_of(node, "property", "index")
        if owner is None or key is None:
            return
        before = self.value(owner, state)
        if isinstance(before, Named) and before.path == ("process",) and self.source.of(key) == "exitCode":
            self.exits.append(Exit(as_text(value), self.source.span(node), state.guard))
        name = self.source.of(key) if node.type == "member_expression" else None
        if name is None and isinstance(at := self.value(key, state), Const):
            name = str(at.value)
        above = node.parent
        place = self.source.span(above if above is not None and above.type == "assignment_expression" else node)
        self.replace_object(owner, _with_member(before, name, value, place, self.source.original(key)), state)

    def replace_object(self, owner: Node, value: Value | None, state: State) -> None:
        if value is None:
            return
        if owner.type == "identifier" and self.source.of(owner) in state.variables:
            state.assign(self.source.of(owner), value)
        elif owner.type in ("member_expression", "subscript_expression"):
            inner, key = field_of(owner, "object"), field_of(owner, "property", "index")
            if inner is not None and key is not None and owner.type == "member_expression":
                before = self.value(inner, state)
                place = next((each.span for each in getattr(before, "fields", ()) if each.name == self.source.of(key)), None)
                self.replace_object(inner, _with_member(before, self.source.of(key), value, place, ""), state)

    # -- conditions -------------------------------------------------------------------------------------------------

    def condition(self, node: Node, state: State) -> Condition:
        """When an expression counts as true."""
        if node.type == "parenthesized_expression" and node.named_children:
            return self.condition(node.named_children[-1], state)
        sign = field_of(node, "operator")
        if node.type == "binary_expression" and sign is not None and self.source.of(sign) in ("&&", "||"):
            left, right = field_of(node, "left"), field_of(node, "right")
            if left is not None and right is not None:
                conditions = (self.condition(left, state), self.condition(right, state))
                return all_of(conditions) if self.source.of(sign) == "&&" else any_of(conditions)
        return truthy(self.value(node, state), self.source.original(node))


# -- helpers ------------------------------------------------------------------------------------------------------------------


def _function_around(node: Node) -> Node | None:
    above = node.parent
    while above is not None and above.type not in FUNCTIONS:
        above = above.parent
    return above


def _is_whole_hole(source: Source, name: str) -> bool:
    """Whether a name is one masked `${{ }}` and nothing else."""
    return source.script.original(name).startswith("${{") and source.script.original(name).find("}}") == (
        len(source.script.original(name)) - 2
    )


def _number(written: str) -> Value:
    try:
        return Const(int(written.replace("_", ""), 0))
    except ValueError:
        pass
    try:
        return Const(float(written.replace("_", "")))
    except ValueError:
        return Unknown(f"`{written}`")


def _places(pattern: Node) -> Iterator[Node | None]:
    """The elements of an array pattern; `None` for one left out."""
    waiting = True
    for child in pattern.children[1:-1]:
        if child.type == ",":
            if waiting:
                yield None
            waiting = True
        elif child.type != "comment":
            yield child
            waiting = False


def _ends_case(statements: list[Node]) -> bool:
    inner = [child for each in statements for child in (each.named_children if each.type == "statement_block" else (each,))]
    last = next((each for each in reversed(inner) if each.type != "comment"), None)
    return last is not None and last.type in ("break_statement", "return_statement", "throw_statement", "continue_statement")


def _as_value(condition: Condition) -> Value:
    if condition == ALWAYS:
        return Const(True)
    return Const(False) if condition == NEVER else Choice(condition, Const(True), Const(False))


def _equal(left: Value, right: Value, written: str) -> Condition:
    if isinstance(left, Position) and (known := position_test(left, "==", right)) is not None:
        return known
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Choice) and isinstance(other, Const):
            then, otherwise = _equal(one.then, other, written), _equal(one.otherwise, other, written)
            return any_of((all_of((one.condition, then)), all_of((negate(one.condition), otherwise))))
    if isinstance(left, Const) and isinstance(right, Const):
        return ALWAYS if as_text(left) == as_text(right) else NEVER
    if any(isinstance(each, Unknown | Object | Array) for each in (left, right)):
        return Opaque(f"`{written}`")
    return Test(as_text(left), "==", as_text(right))


def _ordered(left: Value, comparison: Comparison, right: Value, written: str) -> Condition:
    if isinstance(left, Position) and (known := position_test(left, comparison, right)) is not None:
        return known
    if any(isinstance(each, Unknown | Object | Array) for each in (left, right)):
        return Opaque(f"`{written}`")
    return Test(as_text(left), comparison, as_text(right), "number")


def _spread(value: Value, written: str) -> tuple[tuple[Field, ...], str | None]:
    """The members that `...value` brings, and why there may be more."""
    match value:
        case Object(fields, opened):
            return fields, opened
        case Const():
            return (), None
        case Choice(condition, Object(fields, first), other) if not isinstance(other, Unknown):
            rest, second = _spread(other, written)
            known = {each.name: each.value for each in rest}
            merged = tuple(replace(each, value=Choice(condition, each.value, known.get(each.name, UNDEFINED))) for each in fields)
            names = {each.name for each in fields}
            more = tuple(replace(each, value=Choice(condition, UNDEFINED, each.value)) for each in rest if each.name not in names)
            return (*merged, *more), first or second
        case _:
            return (), f"`{written}` brings members that can't be seen"


def _with_member(before: Value, name: str | None, value: Value, place: object, written: str) -> Value | None:
    match before:
        case Object(fields, opened) if name is None:
            return Object(fields, opened or f"the name `{written}` is made at run time")
        case Object(fields, opened):
            assert name is not None
            kept = tuple(each for each in fields if each.name != name)
            return Object((*kept, Field(name, value, place)), opened)  # type: ignore[arg-type]
        case _:
            return None
