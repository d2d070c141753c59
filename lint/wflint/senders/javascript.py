"""Scripts in JavaScript and TypeScript: what they send, set and end with, found by going through them without running anything.

The script is walked in its order; both ways of a branch are walked and joined, functions are walked where they are called, and
files where they are loaded.  Objects stay objects until `JSON.stringify` makes text of them.
"""

from __future__ import annotations

from wflint.lean import replace
from wflint.senders.bash_runner_files import finish
from wflint.senders.bash_state import State
from wflint.senders.http import interpret_request
from wflint.senders.javascript_conditions import condition
from wflint.senders.javascript_expressions import value
from wflint.senders.javascript_functions import called
from wflint.senders.javascript_given import misuses
from wflint.senders.javascript_modules import loaded
from wflint.senders.javascript_statements import statement
from wflint.senders.javascript_text import Source
from wflint.senders.javascript_unreached import report_unreached
from wflint.senders.javascript_walk import Meaning, TooLongError, Walk
from wflint.senders.message import Dispatch, ScriptFacts
from wflint.senders.script import Script, without_offsets
from wflint.senders.unread import with_rest
from wflint.values.value import Field, Object, Reference, Value

_MEANING = Meaning(statement, value, condition, called, loaded)


def read(script: Script, token: Value = Reference(("github", "token"))) -> ScriptFacts:  # noqa: B008
    """Everything that a script does; `token` is what `github` was given where nothing else makes it."""
    script = without_offsets(script)
    walk = Walk(Source(script), token, _MEANING)
    state = State(stops_on_error=script.stops_on_error)
    if script.path:
        state.variables.update(module=Object((Field("exports", Object(())),)), exports=Object(()))
    try:
        walk.statement(walk.source.root, state)
        _finish(walk)
        report_unreached(walk, state)
    except (TooLongError, RecursionError):
        return with_rest(replace(walk.facts(), problem="the script is too long or nested too deeply to be read"), script)
    return replace(walk.facts(), misuses=tuple(misuses(walk.source)))


def _finish(walk: Walk) -> None:
    """Requests that nothing is written to are sent all the same; a value that is left open was meant."""
    for request in walk.requests.values():
        found = interpret_request(request, None)
        if isinstance(found, Dispatch):
            walk.dispatches.append(found)
        elif found is not None:
            walk.unresolved.append(found)
    walk.outputs.extend(finish(walk.runner, "GITHUB_OUTPUT"))
    walk.exported.extend(finish(walk.runner, "GITHUB_ENV"))
