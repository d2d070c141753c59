"""Programs that a batch script runs: what they send, files of the repository, and texts in another shell's language."""

from __future__ import annotations

import re

from wflint.lean import replace
from wflint.regex import regex
from wflint.senders import powershell
from wflint.senders.bash import read as read_bash
from wflint.senders.bash_state import State
from wflint.senders.called import following, under
from wflint.senders.cmd_tree import Simple
from wflint.senders.cmd_walk import Native, Walk
from wflint.senders.commands import interpret
from wflint.senders.dead_text import dead_interpolations
from wflint.senders.flags import program_name
from wflint.senders.holed import holed
from wflint.senders.message import Dispatch, Invocation, ScriptFacts, Unresolved, Word
from wflint.senders.places import members_of
from wflint.senders.script import Hole, Script
from wflint.values.value import EMPTY, Const, Text, Unknown, Value, constant, text, unplaced

GOES_ON = "nothing stops the script at a failure (`cmd` goes on)"

_POWERSHELL = frozenset(("powershell", "pwsh"))
_SHELLS = frozenset(("bash", "sh"))
_SENDS = regex(r"/dispatches\b|\bworkflow\s+run\b|\brepository_dispatch\b", re.IGNORECASE)


def run_program(walk: Walk, node: Simple, words: tuple[Word, ...], state: State, called: bool = False) -> Value:
    """Run a program, or a file of the repository; what it prints."""
    if not words:
        return EMPTY
    span = walk.span(node)
    files = tuple(state.files.items())
    invocation = Invocation(words, span, environment_of(walk, state), state.stdin, files, state.guard, state.discarded)
    walk.settle(GOES_ON, state)
    first, at = len(walk.dispatches), len(walk.invocations)
    facts = walk.script.call(invocation)
    if facts is None:
        facts = _other_language(walk, node, invocation)
    quoted = walk.quoted(node.start, node.end)
    output: Value = Unknown(f"output of {quoted}")
    if facts is not None:
        note(walk, following(invocation, facts))
        _merge(walk, facts)
        output = unplaced(facts.printed) if facts.printed is not None else output
    else:
        note(walk, invocation)
        _send(walk, invocation, state)
    walk.natives.append(Native(state.guard, at, range(first, len(walk.dispatches))))
    walk.last = quoted
    state.status = Unknown(f"the exit status of {quoted}")
    if not called and re.search(r"\.(?:bat|cmd)$", holed(words[0].value).shape, re.IGNORECASE) and state.discarded is None:
        walk.hand_over(span, state)
    return walk.emit(output, span, state)


def note(walk: Walk, invocation: Invocation) -> None:
    """Keep a command for whoever looks at what a script runs."""
    walk.invocations.append(invocation)


def _send(walk: Walk, invocation: Invocation, state: State) -> None:
    found = interpret(invocation, members_of(walk.script))
    if isinstance(found, Unresolved):
        walk.unresolved.append(found)
    elif isinstance(found, Dispatch):
        known = {name for name, _ in invocation.environment} | set(state.variables)
        dead = (
            replace(
                each,
                message=each.message.replace(
                    "nothing is put in inside single quotes or a quoted heredoc", "`cmd` takes `%NAME%`"
                ),
            )
            for each in dead_interpolations(found, lambda name: name in known, tuple(word.value for word in invocation.words))
        )
        walk.dispatches.append(replace(found, defects=(*found.defects, *dead)))


def _merge(walk: Walk, facts: ScriptFacts) -> None:
    """Take over what a file or a text in another language does.  Its exits end only itself: `cmd` goes on."""
    walk.invocations.extend(facts.invocations)
    walk.waits.extend(facts.waits)
    walk.dispatches.extend(facts.dispatches)
    walk.unresolved.extend(facts.unresolved)
    walk.written["GITHUB_OUTPUT"].extend(facts.outputs)
    walk.written["GITHUB_ENV"].extend(facts.exported)
    walk.names |= facts.read_variables


def _other_language(walk: Walk, node: Simple, invocation: Invocation) -> ScriptFacts | None:
    """`powershell -Command "…"` and `bash -c "…"`, read in their own language."""
    name = program_name(invocation.words[0].value)
    words = invocation.words[1:]
    flags = [(constant(word.value) or "").lower() for word in words]
    if name in _POWERSHELL:
        at = next((at for at, flag in enumerate(flags) if flag in ("-command", "-c", "/command", "/c")), None)
        if at is None or at + 1 >= len(words):
            return None
        source = text(
            part for index, word in enumerate(words[at + 1 :]) for part in ((Const(" "),) if index else ()) + (word.value,)
        )
        facts = powershell.read(_script_of(walk, node, source, invocation))
    elif name in _SHELLS:
        at = next((at for at, flag in enumerate(flags) if re.fullmatch(r"-[a-z]*c", flag)), None)
        if at is None or at + 1 >= len(words):
            return None
        source = words[at + 1].value
        facts = read_bash(replace(_script_of(walk, node, source, invocation), stops_on_error="e" in flags[at]))
    else:
        return None
    if facts.problem is not None and _SENDS.search(holed(source).shape):
        unread = Unresolved(str(name), f"the text for `{name}` can't be read: {facts.problem}", invocation.span)
        facts = replace(facts, unresolved=(*facts.unresolved, unread))
    return under(facts, invocation)


def _script_of(walk: Walk, node: Simple, source: Value, invocation: Invocation) -> Script:
    """A text for another shell, everything in it standing where the command stands."""
    written: list[str] = []
    holes: list[Hole] = []
    at = 0
    for part in source.parts if isinstance(source, Text) else (source,):
        piece = constant(part)
        if piece is None:
            piece = "${{ hole }}"
            holes.append(Hole(at, at + len(piece), part))
        written.append(piece)
        at += len(piece)
    span = walk.span(node)
    environment = dict(invocation.environment)
    return Script(
        "".join(written),
        lambda start, end: span,
        tuple(holes),
        environment,
        False,
        open=walk.script.open,
        call=walk.script.call,
        read=walk.script.read,
    )


def environment_of(walk: Walk, state: State) -> tuple[tuple[str, Value], ...]:
    """What a program sees: names are found without case, so that each is there as written and in capitals."""
    found: dict[str, Value] = {}
    for name, value in walk.script.environment.items():
        found[name] = state.variables.get(name.upper(), value)
    for name in (*state.exported, "PWD"):
        if name in state.variables:
            found[name] = state.variables[name]
    return tuple({key: value for key, value in found.items() if not (key in state.exported and value == EMPTY)}.items())
