"""The front end for Python: what a script sends, sets, runs and how it ends, by an abstract run over its syntax tree.

Python's own parser reads the text; nothing of it is executed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from wflint.lean import replace
from wflint.senders.bash_runner_files import finish
from wflint.senders.bash_state import State
from wflint.senders.message import UNCALLED, Act, Dispatch, Exit, FunctionCall, Invocation, ScriptFacts, Unresolved, Wait
from wflint.senders.python_calls import call
from wflint.senders.python_conditions import condition, truth
from wflint.senders.python_expressions import value
from wflint.senders.python_functions import tried
from wflint.senders.python_kinds import Frame, Function, Instance
from wflint.senders.python_members import attribute
from wflint.senders.python_options import decorated
from wflint.senders.python_programs import start
from wflint.senders.python_site import Site
from wflint.senders.python_source import parse
from wflint.senders.python_statements import assign, block
from wflint.senders.python_walk import SINKS, STDOUT, Found, Meaning, Record, TooLongError, Walk
from wflint.senders.script import Script, without_offsets
from wflint.senders.unread import with_rest
from wflint.span import Span
from wflint.values.condition import ALWAYS
from wflint.values.value import Const

_MEANING = Meaning(block, value, condition, truth, call, assign, attribute, decorated)
_TOO_LONG = "the script is too long or nested too deeply to be read"
_MOST_TRIALS = 60


def read(script: Script) -> ScriptFacts:
    """Everything that a script in Python does and that wflint has a use for.  Reads any text; never fails."""
    given = without_offsets(script)
    source = parse(given)
    if isinstance(source, str):
        return with_rest(ScriptFacts(problem=source), given)
    walk = Walk(given, _MEANING, Frame(0, source, is_kept=True))
    state = State()
    problem = None
    try:
        walk.block(source.tree.body, state)
        _at_exit(walk, state)
        _try_uncalled(walk, source.tree, state)
    except (TooLongError, RecursionError):
        problem = _TOO_LONG
    for sink in SINKS:
        walk.record.written[sink].extend(finish(state, sink))
    return with_rest(replace(_facts(walk, state), problem=problem), given)


def _facts(walk: Walk, state: State) -> ScriptFacts:
    found = list(_visible(walk, walk.record))
    written = walk.record.written
    return ScriptFacts(
        tuple(dict.fromkeys(each for each in found if isinstance(each, Dispatch))),
        tuple(dict.fromkeys(each for each in found if isinstance(each, Unresolved))),
        tuple(written["GITHUB_OUTPUT"]),
        tuple(written["GITHUB_ENV"]),
        tuple(dict.fromkeys(each for each in found if isinstance(each, Exit))),
        tuple(each for each in found if isinstance(each, Invocation)),
        frozenset(walk.read),
        None,
        state.variables.get(STDOUT, Const("")),
        tuple(dict.fromkeys(each for each in found if isinstance(each, Act))),
        tuple(dict.fromkeys(each for each in found if isinstance(each, Wait))),
        (
            *(each for each in found if isinstance(each, FunctionCall)),
            *(FunctionCall(each.mechanism, each.span, each.guard) for each in found if isinstance(each, Act)),
        ),
    )


def _visible(walk: Walk, record: Record) -> Iterator[Found]:
    """What was found, with what nothing looks at: a refusal goes unseen, a failure ends nothing."""
    for at, each in enumerate(record.found):
        answer, unwatched = record.answers.get(at, (None, None))
        if unwatched is None or answer in walk.watched:
            yield each
        elif isinstance(each, Dispatch | Act):
            yield replace(each, failure_hidden=each.failure_hidden or unwatched)
        elif isinstance(each, Invocation):
            yield replace(each, discarded=each.discarded or unwatched)
        elif not isinstance(each, Exit):
            yield each


def _at_exit(walk: Walk, state: State) -> None:
    """What is left to run when the script ends: processes that waited for input, functions of `atexit`."""
    node = ast.copy_location(ast.Constant(None), walk.source.tree.body[-1]) if walk.source.tree.body else None
    for at, waiting in list(walk.waiting.items()):
        if isinstance(waiting, Site):
            start(replace(waiting, state=waiting.state.copy()), Instance("a process", at, "process"), None)
    for function, guard in walk.at_exit:
        at_end = state.copy()
        at_end.guard = guard
        if node is not None:
            walk.call(function, node, (), at_end)


def _try_uncalled(walk: Walk, tree: ast.Module, state: State) -> None:
    """A function that is never called sends nothing here; who may call it isn't in sight, so it is said."""
    functions = [each for each in _functions(walk, state) if id(each.node) not in walk.called]
    seen: dict[object, None] = {}
    for function in functions[:_MOST_TRIALS]:
        if id(function.node) in walk.called:
            continue
        inside = state.copy()
        inside.guard, inside.discarded = ALWAYS, None
        with walk.on_trial() as record:
            walk.calls, walk.loops, walk.raised = [], [], []
            tried(walk, function, inside)
        for found in record.found:
            if isinstance(found, Dispatch | Unresolved):
                key = (found.mechanism, found.span)
                if key not in seen:
                    seen[key] = None
                    reason = f"it stands in function `{_around(tree, found.span, function)}`, which {UNCALLED}"
                    walk.add(Unresolved(found.mechanism, reason, found.span, found.guard))


def _around(tree: ast.Module, span: Span, function: Function) -> str:
    """The function that a place stands in."""
    name = getattr(function.node, "name", "a function")
    if span.path != function.frame.source.span(function.node).path:
        return name
    for node in ast.walk(tree):  # from the outside in
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            around = function.frame.source.span(node)
            if (around.line, around.column) <= (span.line, span.column) and span.end_line <= around.end_line:
                name = node.name
    return name


def _functions(walk: Walk, state: State) -> Iterator[Function]:
    """The functions of the script's own text, those of its classes with an object each."""
    own = walk.frame.source
    for key, each in list(state.variables.items()):
        if isinstance(each, Function) and each.frame.source is own and not isinstance(each.node, ast.Lambda):
            if each.above is not None and key.startswith("@") and each.owner is None:
                yield replace(each, owner=Instance(each.reason, each.above.at, "object", each.above))
            else:
                yield each
