"""`try`, `raise` and `with` in Python: where a failure goes on, and how it stays unseen.

Source: docs.python.org, "The try statement", "Built-in Exceptions"; requests.readthedocs.io, "Errors and Exceptions".
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Sequence

from wflint.senders.bash_state import State, bounded_condition, branch, is_dead
from wflint.senders.message import ANNOTATED, ANNOTATES, Exit
from wflint.senders.python_kinds import NOTHING, Class, Function, Instance, Named
from wflint.senders.python_members import in_class, library_bases
from wflint.senders.python_memory import either_guard, lay_over
from wflint.senders.python_values import as_text
from wflint.senders.python_walk import Raised, Walk
from wflint.values.condition import NEVER, Condition, Opaque, all_of, any_of, negate
from wflint.values.value import Choice, Const, Reference, Text, Unknown, Value, one_of

_IMPORT_ERRORS = frozenset(("ImportError", "ModuleNotFoundError"))
_FAILURES_NAMES = """
Exception BaseException OSError IOError EnvironmentError ConnectionError RuntimeError RequestException HTTPError URLError
CalledProcessError SubprocessError GithubException UnknownObjectException ClientError ClientResponseError HTTPStatusError
HTTP4xxClientError HTTPException RequestError Timeout TimeoutError BadRequest GitHubException RequestFailed TimeoutExpired
"""
_FAILURES = frozenset(_FAILURES_NAMES.split())
"""The last words of exceptions as which a failed request or command arrives."""
_SAYING_NAMES = """
print log debug info warning warn error exception critical write sleep echo secho print_exc print_exception format_exc flush
"""
_SAYING = frozenset(_SAYING_NAMES.split())


def trying(walk: Walk, node: ast.Try | ast.TryStar, state: State) -> None:
    """`try`: the body, each handler under the failure that it is for, and `finally` whatever happens."""
    handlers = [each for each in node.handlers if not _is_about_imports(each)]
    base, before = state.guard, state.discarded
    swallowing = [each for each in handlers if _swallows(walk, each)] if before is None else []
    if swallowing:
        annotated = all(any(ANNOTATES.search(walk.source.text(line)) for line in each.body) for each in swallowing)
        state.discarded = f"`except` {ANNOTATED}" if annotated else "`except` goes on"
    entry = state.copy()
    raised: list[Raised] = []
    walk.raised.append(raised)
    ended = len(walk.ended)
    walk.block(node.body, state)
    walk.raised.pop()
    state.discarded = before
    if node.orelse and not is_dead(state):
        walk.block(node.orelse, state)
    for handler in handlers:
        way = _handled(walk, node, handler, entry, state, raised, before)
        if way is None:
            continue
        if not is_dead(way[-1]):
            _come_together(state, *way)
        elif not is_dead(state):
            state.guard = bounded_condition(all_of((state.guard, negate(way[0]))))
    for failed, what, place in raised:
        throw(walk, failed, what, place)
    if node.finalbody:
        _finally(walk, node.finalbody, base, state, entry, len(walk.ended) == ended)


def _handled(
    walk: Walk,
    node: ast.Try | ast.TryStar,
    handler: ast.ExceptHandler,
    entry: State,
    behind: State,
    raised: list[Raised],
    discarded: str | None,
) -> tuple[Condition, Condition, State] | None:
    """Walk a handler; the failure that it is for, when it is entered, and the state behind it."""
    caught = [each for each in raised if _catches(handler, each[1])]
    for each in caught:
        raised.remove(each)
    line = walk.source.span(node).line
    name = walk.source.text(handler.type).split("\n")[0][:40] if handler.type is not None else "an exception"
    said = f"`{name}` is raised (line {line})" if handler.type is not None else f"an exception (line {line})"
    failure = Opaque(walk.questions.words(said, None, calls=True))
    inside = branch(entry, failure)
    if caught:
        inside.guard = bounded_condition(any_of([inside.guard, *(failed.guard for failed, _, _ in caught)]))
    if is_dead(inside):
        return None
    inside.discarded = discarded
    for name_, value in behind.variables.items():
        old = inside.variables.get(name_)
        if old is None:
            inside.variables[name_] = value
        elif old is not value and old != value and not name_.startswith(("$", "#")):
            inside.variables[name_] = one_of((old, value))
    if handler.name:
        held = caught[0][1] if len(caught) == 1 else Unknown("an exception")
        walk.assign(ast.copy_location(ast.Name(handler.name, ast.Store()), node.body[0]), held, inside)
    entered = inside.guard
    walk.block(handler.body, inside)
    return failure, entered, inside


def _come_together(state: State, failure: Condition, entered: Condition, way: State) -> None:
    """Go on behind the body and behind a handler; where the handler ends for some, only for the rest."""
    if is_dead(state):
        state.take(way)
        return
    guard = either_guard(state.guard, way.guard)
    if way.guard != entered:
        guard = bounded_condition(any_of((all_of((state.guard, negate(failure))), way.guard)))
    lay_over(state, failure, way)
    state.guard = guard


def _finally(walk: Walk, body: Sequence[ast.stmt], base: Condition, state: State, entry: State, nothing_ended: bool) -> None:
    """`finally` runs however the body ends: under the condition under which it was entered."""
    at_end = state.copy() if not is_dead(state) else entry.copy()
    if is_dead(state) and walk.calls and walk.calls[-1].given:
        at_end = walk.calls[-1].given[-1][0].copy()
    at_end.guard, at_end.discarded = base, state.discarded
    walk.block(body, at_end)
    guard = state.guard
    if not is_dead(state):
        state.take(at_end)
        state.guard = guard if not is_dead(at_end) else at_end.guard


def _is_about_imports(handler: ast.ExceptHandler) -> bool:
    """Whether a handler is only for libraries that aren't there: they are."""
    names = _names(handler)
    return bool(names) and all(name in _IMPORT_ERRORS for name in names)


def _names(handler: ast.ExceptHandler) -> list[str]:
    """The last words of the exceptions that a handler is for; none for all of them."""
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type] if handler.type is not None else []
    return [each.attr if isinstance(each, ast.Attribute) else each.id if isinstance(each, ast.Name) else "?" for each in types]


def _catches(handler: ast.ExceptHandler, what: Value) -> bool:
    """Whether a handler takes an exception."""
    names = _names(handler)
    if not names or {"Exception", "BaseException"} & set(names):
        return True
    words = _lineage(what)
    return any(_is_below(word, name) for word in words for name in names)


def _lineage(what: Value) -> list[str]:
    match what:
        case Instance(made_of=Class() as of):
            paths = [path.rpartition(".")[2] for path in library_bases(of)]
            return [of.node.name, *(each.node.name for each in of.bases if isinstance(each, Class)), *paths]
        case Class(node=node):
            return [node.name, *(path.rpartition(".")[2] for path in library_bases(what))]
        case Instance(kind=kind):
            return [kind.rpartition(".")[2]]
        case Named(path=path):
            return [path.rpartition(".")[2]]
        case _:
            return []


def _is_below(word: str, name: str) -> bool:
    if word == name:
        return True
    one, other = getattr(builtins, word, None), getattr(builtins, name, None)
    return isinstance(one, type) and isinstance(other, type) and issubclass(one, other)


def _swallows(walk: Walk, handler: ast.ExceptHandler) -> bool:
    """Whether a handler lets the script go on as if nothing had happened: it says something at most."""
    names = _names(handler)
    if names and not _FAILURES & set(names):
        return False
    return all(_only_says(walk, each) for each in handler.body)


def _only_says(walk: Walk, node: ast.stmt) -> bool:
    match node:
        case ast.Pass() | ast.Continue() | ast.Expr(ast.Constant()) | ast.Import() | ast.ImportFrom():
            return not _retries(walk)
        case ast.Expr(ast.Call(func=function)) | ast.Expr(ast.Await(ast.Call(func=function))):
            name = function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
            return name in _SAYING and not _retries(walk)
        case ast.Return(None) | ast.Return(ast.Constant(None | False)):
            return bool(walk.calls) and not walk.calls[-1].is_used
        case ast.If(_, body, orelse):
            return all(_only_says(walk, each) for each in (*body, *orelse))
        case _:
            return False


def _retries(walk: Walk) -> bool:
    """Whether what fails here is tried again."""
    return bool(walk.loops) and walk.loops[-1].is_retry


def raising(walk: Walk, node: ast.Raise, state: State) -> None:
    """`raise`."""
    what = walk.value(node.exc, state) if node.exc is not None else Unknown("an exception")
    if "SystemExit" in _lineage(what):
        code = what.at if isinstance(what, Instance) else None
        found = state.variables.get(f"@{code}.code") if code is not None else None
        leave(walk, found if found is not None else NOTHING, node, state)
        return
    throw(walk, state.copy(), what, node)
    state.guard = NEVER


def throw(walk: Walk, state: State, what: Value, node: ast.stmt) -> None:
    """Hand an exception to the `try` around, or end the script."""
    if walk.raised:
        walk.raised[-1].append((state, what, node))
    else:
        walk.add(Exit(Const("1"), walk.source.span(node), state.guard))
        walk.ended.append(state.guard)


def leave(walk: Walk, code: Value, node: ast.expr | ast.stmt, state: State) -> None:
    """`sys.exit(code)`: nothing is 0, a text is printed and means 1."""
    for condition, status in _statuses(code, state.guard):
        walk.add(Exit(status, walk.source.span(node), condition))
    walk.end(state)


def _statuses(code: Value, guard: Condition) -> Iterator[tuple[Condition, Value]]:
    """The exit status, or each that it can be."""
    match code:
        case Const(None | bool() | int() as number):
            yield guard, Const(str(int(number or 0)))
        case Const(str()) | Text() | Reference():
            yield guard, Const("1")
        case Choice(asked, then, otherwise):
            yield from _statuses(then, bounded_condition(all_of((guard, asked))))
            yield from _statuses(otherwise, bounded_condition(all_of((guard, negate(asked)))))
        case _:
            yield guard, as_text(code)


def within(walk: Walk, node: ast.With | ast.AsyncWith, state: State) -> None:
    """`with`: objects of the script are entered and left, `suppress` swallows what fails inside."""
    before = state.discarded
    entered: list[tuple[Value, Function]] = []
    for item in node.items:
        opened = walk.value(item.context_expr, state)
        if isinstance(opened, Instance) and opened.kind == "contextlib.suppress":
            state.discarded = before or "`suppress` goes on"
        given = opened
        if isinstance(opened, Instance) and opened.made_of is not None:
            for name in ("__enter__", "__aenter__"):
                method = _method(opened, name, state)
                if method is not None:
                    given = walk.call(method, item.context_expr, (), state)
            for name in ("__exit__", "__aexit__"):
                method = _method(opened, name, state)
                if method is not None:
                    entered.append((opened, method))
        if item.optional_vars is not None:
            walk.assign(item.optional_vars, given, state)
    base = state.guard
    walk.block(node.body, state)
    state.discarded = before
    for _, method in reversed(entered):
        at_end = state.copy()
        at_end.guard = base
        walk.call(method, node.items[0].context_expr, (NOTHING, NOTHING, NOTHING), at_end)
        if not is_dead(state):
            guard = state.guard
            state.take(at_end)
            state.guard = guard


def _method(owner: Instance, name: str, state: State) -> Function | None:
    found = in_class(owner.made_of, name, state) if owner.made_of is not None else None
    if not isinstance(found, Function):
        return None
    return Function(found.reason, found.node, found.frame, owner, found.above)
