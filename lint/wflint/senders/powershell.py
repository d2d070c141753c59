"""The front end for PowerShell, both editions: what a script sends, writes and ends with, by an abstract run.

As for bash, the script is walked in its order; both ways of a branch are walked and joined.  Hashtables stay objects until
`ConvertTo-Json` makes text of them.
"""

from __future__ import annotations

from dataclasses import replace

from wflint.senders.bash_runner_files import finish
from wflint.senders.bash_state import State, unplaced
from wflint.senders.message import ScriptFacts
from wflint.senders.powershell_commands import execute
from wflint.senders.powershell_expressions import condition_of, evaluate
from wflint.senders.powershell_text import Source
from wflint.senders.powershell_walk import SINKS, TooLongError, Walk
from wflint.senders.script import Script


def read(script: Script) -> ScriptFacts:
    """Everything that a PowerShell script does and that wflint has a use for.  Reads any text; never fails."""
    given = replace(
        script,
        environment={name: unplaced(value) for name, value in script.environment.items()},
        holes=tuple(replace(hole, value=unplaced(hole.value)) for hole in script.holes),
    )
    walk = Walk(Source(given), evaluate, condition_of, execute)
    state = State(stops_on_error=script.stops_on_error)
    problem = None
    try:
        walk.block(walk.source.root, state)
        walk.try_uncalled(state)
    except (TooLongError, RecursionError):
        problem = "the script is too long or nested too deeply to be read"
    for sink in SINKS.values():
        walk.written[sink].extend(finish(state, sink))
    return _facts(walk, problem)


def _facts(walk: Walk, problem: str | None) -> ScriptFacts:
    dispatches, invocations = list(walk.dispatches), list(walk.invocations)
    checks_itself = "PSNativeCommandUseErrorActionPreference" in walk.source.text
    for native in walk.natives if not checks_itself else ():
        if native.lost is None:
            continue
        invocations[native.invocation] = replace(invocations[native.invocation], discarded=native.lost)
        if native.dispatch is not None:
            hidden = dispatches[native.dispatch].failure_hidden or native.lost
            dispatches[native.dispatch] = replace(dispatches[native.dispatch], failure_hidden=hidden)
    return ScriptFacts(
        tuple(dict.fromkeys(dispatches)),
        tuple(dict.fromkeys(walk.unresolved)),
        tuple(walk.written["GITHUB_OUTPUT"]),
        tuple(walk.written["GITHUB_ENV"]),
        tuple(walk.exits),
        tuple(invocations),
        frozenset(walk.names),
        problem,
    )
