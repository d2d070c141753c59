"""The front end for batch scripts (`shell: cmd`, `.bat`, `.cmd`): what a script sends, writes and ends with, by an abstract run.

`cmd` never stops at a failure: a step fails by the status of its last program only, or by an `exit` that hands one on.
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.lean import replace
from wflint.senders.bash_runner_files import finish
from wflint.senders.bash_state import State
from wflint.senders.cmd_commands import execute
from wflint.senders.cmd_parse import TooDeepError, parse
from wflint.senders.cmd_polls import endless_labels
from wflint.senders.cmd_tree import Label, Statement
from wflint.senders.cmd_variables import SINKS
from wflint.senders.cmd_walk import TooLongError, Walk
from wflint.senders.message import Dispatch, ScriptFacts, Unresolved, Wait
from wflint.senders.script import Script, without_offsets
from wflint.senders.unread import with_rest
from wflint.values.value import Value

_LONGEST = 200_000
_PROBLEM = "the script is too long or nested too deeply to be read"


def read(script: Script) -> ScriptFacts:
    """Everything that a batch script does and that wflint has a use for.  Reads any text; never fails."""
    given = without_offsets(script)
    lines: tuple[Statement, ...] = ()
    problem = None
    try:
        lines = parse(given.text[:_LONGEST])
    except (TooDeepError, RecursionError):
        problem = _PROBLEM
    walk = Walk(given, lines, execute)
    state = State(stops_on_error=False)
    printed: Value | None = None
    try:
        printed = walk.run(0, state)
        walk.waits.extend(_endless(walk))
        _try_unreached(walk)
    except (TooDeepError, TooLongError, RecursionError):
        problem = _PROBLEM
    for sink in SINKS:
        walk.written[sink].extend(finish(state, sink))
    return with_rest(_facts(walk, problem if len(given.text) <= _LONGEST else _PROBLEM, printed), given)


def _facts(walk: Walk, problem: str | None, printed: Value | None) -> ScriptFacts:
    dispatches, invocations = list(walk.dispatches), list(walk.invocations)
    for native in walk.natives:
        if native.lost is None:
            continue
        known = invocations[native.invocation]
        invocations[native.invocation] = replace(known, discarded=known.discarded or native.lost)
        for at in native.dispatches:
            dispatches[at] = replace(dispatches[at], failure_hidden=dispatches[at].failure_hidden or native.lost)
    return ScriptFacts(
        dispatches=tuple(dict.fromkeys(dispatches)),
        unresolved=tuple(dict.fromkeys(walk.unresolved)),
        outputs=tuple(walk.written["GITHUB_OUTPUT"]),
        exported=tuple(walk.written["GITHUB_ENV"]),
        exits=tuple(walk.exits),
        invocations=tuple(invocations),
        read_variables=frozenset(walk.names),
        problem=problem,
        printed=printed,
        waits=tuple(dict.fromkeys(walk.waits)),
        calls=(),
    )


def _endless(walk: Walk) -> Iterator[Wait]:
    """The labels that something leads to and that the script comes back to for ever."""
    for label in endless_labels(walk.script.text, walk.lines):
        if label.name in walk.reached:
            yield Wait(f"the loop by `goto` to `:{label.name}`", walk.span(label))


def _try_unreached(walk: Walk) -> None:
    """What nothing leads to sends nothing here; who may call a label isn't in sight, so it is said."""
    places = [
        (at, f"it stands behind label `:{line.name}`, which nothing in sight leads to")
        for at, line in enumerate(walk.lines)
        if isinstance(line, Label) and line.name and line.name not in walk.reached
    ]
    if walk.gone_at is not None:
        places.insert(0, (walk.gone_at, f"{walk.gone_to} doesn't come back, since it is run without `call`"))
    known = {sent.span for sent in walk.dispatches} | {sent.span for sent in walk.unresolved}
    for at, reason in places:
        trial = Walk(walk.script, walk.lines, execute, depth=1)
        trial.run(at, State(stops_on_error=False))
        sends: list[Dispatch | Unresolved] = [*trial.dispatches, *trial.unresolved]
        walk.unresolved.extend(
            Unresolved(sent.mechanism, reason, sent.span, sent.guard) for sent in sends if sent.span not in known
        )
        known.update(sent.span for sent in sends)
