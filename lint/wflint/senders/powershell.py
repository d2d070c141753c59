"""The front end for PowerShell, both editions: what a script sends, writes and ends with, by an abstract run.

As for bash, the script is walked in its order; both ways of a branch are walked and joined.  Hashtables stay objects until
`ConvertTo-Json` makes text of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from tree_sitter import Node

from wflint.lean import replace
from wflint.senders.bash_runner_files import finish
from wflint.senders.bash_state import State
from wflint.senders.message import ScriptFacts
from wflint.senders.powershell_branches import if_statement, switch_statement
from wflint.senders.powershell_classes import class_statement
from wflint.senders.powershell_commands import execute
from wflint.senders.powershell_errors import flow_control, try_statement
from wflint.senders.powershell_expressions import condition_of, evaluate
from wflint.senders.powershell_files import root, using_statement
from wflint.senders.powershell_functions import Call, bind, function_named, try_uncalled
from wflint.senders.powershell_loops import foreach_statement, loop_statement
from wflint.senders.powershell_paths import start
from wflint.senders.powershell_pipes import pipeline, single
from wflint.senders.powershell_text import Source, children
from wflint.senders.powershell_values import as_text
from wflint.senders.powershell_walk import SINKS, Evaluate, Meaning, TooLongError, Walk, assignment, counting
from wflint.senders.script import Script, without_offsets
from wflint.senders.unread import with_rest
from wflint.values.value import Array, Const, Object, Value, text, unplaced, why_unknown


def read(script: Script) -> ScriptFacts:
    """Everything that a PowerShell script does and that wflint has a use for.  Reads any text; never fails."""
    given = without_offsets(script)
    walk = Walk(Source(given), Meaning(_STATEMENTS, evaluate, condition_of, execute))
    state = State(stops_on_error=script.stops_on_error)
    start(given, state)
    problem = None
    printed: Value | None = None
    try:
        bind(walk, walk.source.root, Call(tuple(map(unplaced, script.arguments))), "is given nowhere in sight", state)
        printed = _printed(root(walk, walk.source.root, state))
        try_uncalled(walk, state)
    except (TooLongError, RecursionError):
        problem = "the script is too long or nested too deeply to be read"
    for sink in SINKS.values():
        walk.written[sink].extend(finish(state, sink))
    return with_rest(_facts(walk, problem, printed), given)


def _printed(given: Value) -> Value | None:
    """The output of a script as text, `None` where not all of it is known."""
    lines = given.items if isinstance(given, Array) else (given,)
    if any(isinstance(line, Array | Object) or why_unknown(line) is not None for line in lines):
        return None
    return text(part for line in lines if line != Const("") for part in (as_text(line), Const("\n")))


def _facts(walk: Walk, problem: str | None, printed: Value | None) -> ScriptFacts:
    dispatches, invocations, exits = list(walk.dispatches), list(walk.invocations), list(walk.exits)
    checks_itself = "PSNativeCommandUseErrorActionPreference" in walk.source.text
    for native in walk.natives:
        if native.lost is None or checks_itself:
            exits.extend(native.exits)
            continue
        invocations[native.invocation] = replace(invocations[native.invocation], discarded=native.lost)
        for at in range(*native.dispatches):
            hidden = dispatches[at].failure_hidden or native.lost
            dispatches[at] = replace(dispatches[at], failure_hidden=hidden)
    return ScriptFacts(
        tuple(dict.fromkeys(dispatches)),
        tuple(dict.fromkeys(walk.unresolved)),
        tuple(walk.written["GITHUB_OUTPUT"]),
        tuple(walk.written["GITHUB_ENV"]),
        tuple(exits),
        tuple(invocations),
        frozenset(walk.names),
        problem,
        printed,
        tuple(walk.acts),
        tuple(dict.fromkeys(walk.waits)),
    )


def _function(walk: Walk, node: Node, state: State) -> Value:
    name = next((child for child in children(node) if child.type == "function_name"), None)
    if name is not None:
        function = function_named(walk.source.of(name), node, walk.source)
        walk.functions[function.name] = function
    return Const("")


def _nothing(walk: Walk, node: Node, state: State) -> Value:
    return Const("")


def _block(walk: Walk, node: Node, state: State) -> Value:
    return walk.block(node, state)


_BLOCKS = ("statement_list", "statement_block", "script_block", "script_block_body", "program", "named_block", "named_block_list")
_COUNTED = ("post_increment_expression", "pre_increment_expression", "post_decrement_expression", "pre_decrement_expression")
_STATEMENTS: Mapping[str, Evaluate] = {
    **dict.fromkeys((*_BLOCKS, "ERROR", "using_directive_list"), _block),
    **dict.fromkeys(_COUNTED, counting),
    **dict.fromkeys(("empty_statement", "param_block", "enum_statement", "block_name"), _nothing),
    **dict.fromkeys(("while_statement", "do_statement", "for_statement"), loop_statement),
    **dict.fromkeys(("command", "command_name"), single),
    **dict.fromkeys(("pipeline_chain", "pipeline"), pipeline),
    "assignment_expression": assignment,
    "if_statement": if_statement,
    "switch_statement": switch_statement,
    "foreach_statement": foreach_statement,
    "try_statement": try_statement,
    "function_statement": _function,
    "class_statement": class_statement,
    "using_statement": using_statement,
    "flow_control_statement": flow_control,
}
