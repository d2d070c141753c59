"""An abstract run of Python: every statement in its order, with what is known of names and conditions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from wflint.senders.bash_runner_files import Written, write
from wflint.senders.bash_state import State, bounded_condition, branch, is_dead, join, relative
from wflint.senders.message import Act, Assignment, Dispatch, Exit, Invocation, Unresolved
from wflint.senders.python_kinds import Class, Function, Instance, Scope
from wflint.senders.python_source import PythonSource, parse
from wflint.senders.python_values import NOTHING, merged, plus, with_member
from wflint.senders.script import of_file
from wflint.values.choice import choose
from wflint.values.condition import ALWAYS, NEVER, Condition, Opaque, all_of, any_of, negate
from wflint.values.value import Array, Const, Field, Object, Unknown, Value, one_of

_MOST_STEPS = 12_000
_DEEPEST = 40
_MOST_CALLS = 10
_MOST_TURNS = 24
SINKS = ("GITHUB_OUTPUT", "GITHUB_ENV")


class TooLongError(Exception):
    """The script is longer or deeper than is followed."""


@dataclass(slots=True)
class Record:
    """What has been found so far."""

    dispatches: list[Dispatch] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    written: dict[str, list[Assignment]] = field(default_factory=lambda: {sink: [] for sink in SINKS})
    exits: list[Exit] = field(default_factory=list)
    invocations: list[Invocation] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    read: set[str] = field(default_factory=set)


Evaluate = Callable[["Walk", ast.expr, State], Value]
Imports = Callable[["Walk", ast.Import | ast.ImportFrom, State], None]
Ask = Callable[["Walk", ast.expr, State], Condition]


@dataclass(slots=True)
class Walk:
    """One abstract run.  `scope` is the module whose names are seen; `called` are the functions that something calls."""

    scope: Scope
    evaluate: Evaluate
    ask: Ask
    imports: Imports
    record: Record = field(default_factory=Record)
    modules: dict[str, Scope] = field(default_factory=dict)
    called: set[int] = field(default_factory=set)
    active: list[int] = field(default_factory=list)
    returned: list[list[tuple[Condition, Value]]] = field(default_factory=list)
    steps: int = 0
    depth: int = 0

    @property
    def source(self) -> PythonSource:
        return self.scope.source

    # --- statements

    def block(self, body: Sequence[ast.stmt], state: State) -> None:
        for statement in body:
            if is_dead(state):
                return
            self.steps += 1
            if self.steps > _MOST_STEPS or self.depth > _DEEPEST:
                raise TooLongError
            self.depth += 1
            self._statement(statement, state)
            self.depth -= 1

    def _statement(self, node: ast.stmt, state: State) -> None:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                state.variables[name] = Function(f"function `{name}`", node, self.scope)
            case ast.ClassDef(name=name):
                state.variables[name] = Class(f"class `{name}`", node, self.scope)
            case ast.Assign(targets, value):
                given = self.evaluate(self, value, state)
                for target in targets:
                    self.assign(target, given, state)
            case ast.AnnAssign(target, _, ast.expr() as value):
                self.assign(target, self.evaluate(self, value, state), state)
            case ast.AugAssign(target, operator, value):
                self._augment(node, target, operator, self.evaluate(self, value, state), state)
            case ast.Expr(value):
                self.evaluate(self, value, state)
            case ast.If(test, body, orelse):
                self.fork(
                    self.ask(self, test, state),
                    state,
                    lambda inside: self.block(body, inside),
                    lambda inside: self.block(orelse, inside),
                )
            case ast.For(target, iterated, body, orelse) | ast.AsyncFor(target, iterated, body, orelse):
                self._for(node, target, iterated, body, state)
                self.block(orelse, state)
            case ast.While(test, body, _):
                self._loop(self.ask(self, test, state), body, state)
            case ast.With(items, body) | ast.AsyncWith(items, body):
                for item in items:
                    opened = self.evaluate(self, item.context_expr, state)
                    if item.optional_vars is not None:
                        self.assign(item.optional_vars, opened, state)
                self.block(body, state)
            case ast.Try() | ast.TryStar():
                self._try(node, state)
            case ast.Match(subject, cases):
                self._match(node, subject, cases, state)
            case ast.Return(value):
                self.leave(self.evaluate(self, value, state) if value is not None else NOTHING, state)
            case ast.Raise():
                if not self.returned:
                    self.record.exits.append(Exit(Const("1"), self.source.span(node), state.guard))
                state.guard = NEVER
            case ast.Break() | ast.Continue():
                state.guard = NEVER
            case ast.Import() | ast.ImportFrom():
                self.imports(self, node, state)
            case _:
                pass

    def leave(self, value: Value, state: State) -> None:
        if self.returned:
            self.returned[-1].append((state.guard, value))
        state.guard = NEVER

    def assign(self, target: ast.expr, value: Value, state: State) -> None:
        match target:
            case ast.Name(name):
                state.variables[name] = value
            case ast.Tuple(parts) | ast.List(parts):
                items = value.items if isinstance(value, Array) and len(value.items) == len(parts) else None
                for at, part in enumerate(parts):
                    self.assign(part, items[at] if items else Unknown("a part of a value that isn't known"), state)
            case ast.Attribute(owner, name):
                held = self.evaluate(self, owner, state)
                if isinstance(held, Instance):
                    held.names[name] = value
            case ast.Subscript(owner, key):
                self._set_item(target, owner, key, value, state)
            case _:
                pass

    def _set_item(self, target: ast.Subscript, owner: ast.expr, key: ast.expr, value: Value, state: State) -> None:
        held, name = self.evaluate(self, owner, state), self.evaluate(self, key, state)
        if isinstance(held, Instance) and held.kind == "os.environ" and isinstance(name, Const):
            state.exported[str(name.value)] = None
            held.names[str(name.value)] = value
        elif isinstance(name, Const):
            place = Field(str(name.value), value, self.source.span(target))
            self.assign(owner, with_member(held, str(name.value), value, place), state)
        else:
            self.assign(owner, merged(held, Unknown("a member under a computed name")), state)

    def _augment(self, node: ast.AugAssign, target: ast.expr, operator: ast.operator, given: Value, state: State) -> None:
        before = self.evaluate(self, target, state)
        written = self.source.quoted(node)
        match operator:
            case ast.Add():
                self.assign(target, plus(before, given, written), state)
            case ast.BitOr():
                self.assign(target, merged(before, given), state)
            case _:
                self.assign(target, Unknown(written), state)

    # --- branches and loops

    def fork(self, condition: Condition, state: State, then: Callable[[State], None], otherwise: Callable[[State], None]) -> None:
        before = dict(state.variables)
        taken, passed = branch(state, condition), branch(state, negate(condition))
        if not is_dead(taken):
            then(taken)
        if not is_dead(passed):
            otherwise(passed)
        join(state, condition, taken, passed, lambda name: before.get(name, Unknown(f"`{name}` isn't set in one branch")))

    def _for(self, node: ast.stmt, target: ast.expr, iterated: ast.expr, body: Sequence[ast.stmt], state: State) -> None:
        over = self.evaluate(self, iterated, state)
        items = over.items if isinstance(over, Array) else ()
        if isinstance(over, Object) and over.open is None:
            items = tuple(Const(each.name) for each in over.fields)
        if 0 < len(items) <= _MOST_TURNS:
            for item in items:
                entered = state.guard
                self.assign(target, item, state)
                self.block(body, state)
                if is_dead(state):
                    state.guard = entered
            return
        if isinstance(over, Array | Object) and not items:
            return
        inside = branch(state, Opaque(f"each of {self.source.quoted(iterated)}"))
        self.assign(target, one_of(items) if items else Unknown(f"each of {self.source.quoted(iterated)}"), inside)
        self._turn(body, inside, state)

    def _loop(self, condition: Condition, body: Sequence[ast.stmt], state: State) -> None:
        inside = branch(state, condition)
        if not is_dead(inside):
            self._turn(body, inside, state)

    def _turn(self, body: Sequence[ast.stmt], inside: State, state: State) -> None:
        """One turn stands for all: what it sets is one value or the other behind the loop."""
        self.block(body, inside)
        for name, value in inside.variables.items():
            before = state.variables.get(name)
            if before is None:
                state.variables[name] = value
            elif before != value:
                state.variables[name] = one_of((before, value))

    def _try(self, node: ast.Try | ast.TryStar, state: State) -> None:
        swallowing = [each for each in node.handlers if not _leaves(each.body)]
        before = state.discarded
        if swallowing:
            state.discarded = before or "`except` goes on"
        tried = state.copy()
        self.block(node.body, tried)
        tried.discarded = before
        self.block(node.orelse, tried)
        failed = branch(state, Opaque("an exception"))
        failed.discarded = before
        for handler in node.handlers:
            inside = failed.copy()
            if handler.name:
                inside.variables[handler.name] = Unknown("an exception")
            self.block(handler.body, inside)
        state.take(tried)
        state.discarded = before
        if is_dead(state) and swallowing:
            state.guard = failed.guard
        self.block(node.finalbody, state)

    def _match(self, node: ast.Match, subject: ast.expr, cases: Sequence[ast.match_case], state: State) -> None:
        if not cases:
            return
        first, rest = cases[0], cases[1:]
        condition = self._matches(subject, first.pattern, state)
        if first.guard is not None:
            condition = all_of((condition, self.ask(self, first.guard, state)))
        self.fork(
            condition,
            state,
            lambda inside: self.block(first.body, inside),
            lambda inside: self._match(node, subject, rest, inside),
        )

    def _matches(self, subject: ast.expr, pattern: ast.pattern, state: State) -> Condition:
        match pattern:
            case ast.MatchValue(value):
                return self.ask(self, ast.copy_location(ast.Compare(subject, [ast.Eq()], [value]), subject), state)
            case ast.MatchOr(patterns):
                return any_of(self._matches(subject, each, state) for each in patterns)
            case ast.MatchAs(pattern=None, name=name):
                if name is not None:
                    state.variables[name] = self.evaluate(self, subject, state)
                return ALWAYS
            case _:
                return Opaque(f"a pattern of {self.source.quoted(subject)}")

    # --- functions

    def call(self, function: Function, given: Sequence[Value], names: dict[str, Value], state: State) -> Value:
        """Run a function of the script; what it returns."""
        node = function.node
        self.called.add(id(node))
        if id(node) in self.active or len(self.active) >= _MOST_CALLS:
            return Unknown("a function that calls itself, or too many that call each other")
        inside = state.copy()
        outer, self.scope = self.scope, function.scope
        inside.variables = dict(function.scope.names) if outer is not function.scope else dict(state.variables)
        self._bind(node.args, ((function.owner,) if function.owner is not None else ()) + tuple(given), names, inside)
        self.active.append(id(node))
        self.returned.append([])
        try:
            if isinstance(node, ast.Lambda):
                self.leave(self.evaluate(self, node.body, inside), inside)
            else:
                self.block(node.body, inside)
        finally:
            found = self.returned.pop()
            self.active.pop()
            self.scope = outer
        state.files, state.pending, state.exported = inside.files, inside.pending, inside.exported
        if not is_dead(inside):
            found.append((inside.guard, NOTHING))
        alive = bounded_condition(any_of(guard for guard, _ in found))
        if isinstance(alive, type(NEVER)):
            state.guard = NEVER
            return NOTHING
        if not all(each == state.guard for each, _ in found[:1]) and len(found) == 1:
            state.guard = alive
        return _result(found, state.guard)

    def _bind(self, arguments: ast.arguments, given: Sequence[Value], names: dict[str, Value], state: State) -> None:
        positional = [*arguments.posonlyargs, *arguments.args]
        rest = dict(names)
        defaults = dict(zip([each.arg for each in reversed(positional)], reversed(arguments.defaults), strict=False))
        defaults |= {each.arg: value for each, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if value}
        for at, each in enumerate([*positional, *arguments.kwonlyargs]):
            if at < len(given) and at < len(positional):
                state.variables[each.arg] = given[at]
            elif each.arg in rest:
                state.variables[each.arg] = rest.pop(each.arg)
            elif each.arg in defaults:
                state.variables[each.arg] = self.evaluate(self, defaults[each.arg], state)
            else:
                state.variables[each.arg] = Unknown(f"the argument `{each.arg}`")
        if arguments.vararg is not None:
            state.variables[arguments.vararg.arg] = Array(tuple(given[len(positional) :]))
        if arguments.kwarg is not None:
            state.variables[arguments.kwarg.arg] = Object(tuple(Field(name, value) for name, value in rest.items()))

    # --- what others see

    def write(self, sink: str, value: Value, node: ast.expr, state: State) -> None:
        """Something is written to a file of the runner."""
        self.record.written[sink].extend(write(state, sink, Written(value, self.source.span(node), state.guard)))

    def module(self, path: str, imports: Imports) -> Scope | None:
        """The module in a local file, run once; `None` where there is none."""
        script = self.source.script
        if path not in self.modules:
            found = script.open(Const(path)) if not path.startswith("..") else None
            parsed = parse(of_file(found, path, script)) if found is not None else None
            if parsed is None or isinstance(parsed, str):
                return None
            scope = self.modules[path] = Scope(parsed)
            outer, self.scope = self.scope, scope
            state = State(variables={"__name__": Const(path)})
            self.block(parsed.tree.body, state)
            scope.names.update(state.variables)
            self.scope = outer
        return self.modules[path]


def _result(found: Sequence[tuple[Condition, Value]], guard: Condition) -> Value:
    """What a function gives: the value of each `return` under its condition."""
    result = found[-1][1]
    for condition, value in reversed(found[:-1]):
        asked = relative(condition, guard)
        result = value if asked == ALWAYS and len(found) == 1 else choose(asked, value, result)
    return result


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """Whether a handler ends the script or hands the exception on, as far as its last statement tells."""
    last = body[-1] if body else None
    if isinstance(last, ast.Raise):
        return True
    match last:
        case ast.Expr(ast.Call(func=ast.Attribute(attr="exit") | ast.Attribute(attr="_exit") | ast.Name("exit" | "quit"))):
            return True
        case ast.Return(ast.Constant(int() as code)) if code and not isinstance(code, bool):
            return True
        case ast.Return(ast.Constant(False)) | ast.Return(ast.Constant(None)):
            return False
        case _:
            return any(isinstance(each, ast.Raise) for each in body)
