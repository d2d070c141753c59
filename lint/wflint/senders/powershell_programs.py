"""Programs that a PowerShell script runs, and requests that it makes."""

from __future__ import annotations

import re

from tree_sitter import Node

from wflint.lean import replace
from wflint.senders.bash import read as read_bash
from wflint.senders.bash_builtins import script_of
from wflint.senders.bash_state import State
from wflint.senders.commands import interpret, unwrapped
from wflint.senders.dead_text import dead_interpolations
from wflint.senders.holed import holed
from wflint.senders.http import interpret_request
from wflint.senders.message import Dispatch, Invocation, Request, Unresolved, Word
from wflint.senders.places import members_of
from wflint.senders.powershell_files import ran, root
from wflint.senders.powershell_handed import handed_by_reference, handed_on
from wflint.senders.powershell_paths import folder_of
from wflint.senders.powershell_text import Source
from wflint.senders.powershell_values import Block, as_text, each, merged
from wflint.senders.powershell_walk import Native, Walk, unplace
from wflint.senders.powershell_words import first_of, is_native, is_parameter, named_parameters
from wflint.values.condition import all_of
from wflint.values.value import Array, Choice, Const, Object, Unknown, Value, constant

_QUIET_NAMES = """
write-host write-verbose write-debug write-information write-warning write-error start-sleep new-item remove-item out-null
import-module mkdir add-type export-modulemember set-strictmode
"""
_QUIET = frozenset(_QUIET_NAMES.split())
_UNWATCHED = "nothing looks at how `Start-Process` ends"
_MOST_TEXTS = 3
"""How deep texts that are run as scripts are followed."""


def started(walk: Walk, node: Node, words: tuple[Word, ...], state: State) -> Value:
    """`Start-Process gh -ArgumentList …` runs beside the script: nothing looks at its exit code."""
    rest = [word for word in words[1:] if not is_parameter(word)]
    inner: list[Word] = []
    for word in rest:
        items = word.value.items if isinstance(word.value, Array) else (word.value,)
        for item in items:
            known = constant(item)
            pieces = [Const(piece) for piece in known.split()] if known is not None and inner else [item]
            inner.extend(Word(piece, word.span) for piece in pieces)
    note(walk, node, words, None, state)
    if inner:
        invocation = _invocation(walk, node, tuple(inner), None, state, state.discarded or _UNWATCHED)
        if ran(walk, invocation, node, state, in_process=False) is None:
            _add(walk, interpret(invocation, members_of(walk.source.script)), dict(invocation.environment), state)
    return Const("")


def expression(walk: Walk, node: Node, words: tuple[Word, ...], given: Value | None, state: State) -> Value:
    """`Invoke-Expression` of a text."""
    note(walk, node, words, given, state)
    return run_text(walk, node, given if given is not None else first_of(words, {}), state)


def run_text(walk: Walk, node: Node, body: Value, state: State) -> Value:
    """Run a text as a script of PowerShell; everything in it stands where the command does."""
    label = "a text that is run"
    if isinstance(body, Unknown) or sum(frame.name == label for frame in walk.frames) >= _MOST_TEXTS:
        return Unknown("output of a text that is run")
    source = Source(script_of(body, walk.source.script, walk.source.span(node)))
    known = dict(state.variables)
    unplace(state)
    with walk.reading(source), walk.frame(label):
        root(walk, source.root, state)
    unplace(state)
    state.variables.update({name: value for name, value in known.items() if state.variables.get(name) == value})
    return Unknown("output of a text that is run")


def shell(walk: Walk, node: Node, line: Value, state: State) -> None:
    """A line for another shell, read by the reader of bash."""
    if walk.silent:
        return
    span = walk.source.span(node)
    inner = script_of(line, walk.source.script, span)
    found = read_bash(replace(inner, environment=environment(walk, state), stops_on_error=False))
    for sent in found.dispatches:
        hidden = state.discarded or sent.failure_hidden
        walk.dispatches.append(replace(sent, guard=all_of((state.guard, sent.guard)), failure_hidden=hidden))
    for unread in found.unresolved:
        walk.unresolved.append(replace(unread, guard=all_of((state.guard, unread.guard))))


def environment(walk: Walk, state: State) -> dict[str, Value]:
    """What a program sees."""
    script = walk.source.script
    found = {key: state.variables.get(f"env:{key.lower()}", value) for key, value in script.environment.items()}
    known = {key.lower() for key in found}
    made = {key.upper(): state.variables[f"env:{key}"] for key in state.exported if key not in known}
    return {**found, **made, "PWD": folder_of(script, state)}


def _invocation(
    walk: Walk, node: Node, words: tuple[Word, ...], given: Value | None, state: State, discarded: str | None
) -> Invocation:
    return Invocation(
        words,
        walk.source.span(node),
        tuple(environment(walk, state).items()),
        as_text(given) if given is not None else None,
        tuple(state.files.items()),
        state.guard,
        discarded,
    )


def note(walk: Walk, node: Node, words: tuple[Word, ...], given: Value | None, state: State) -> None:
    if not walk.silent:
        plain = tuple(
            replace(word, value=Unknown(word.value.reason)) if isinstance(word.value, Block) else word for word in words
        )
        walk.invocations.append(_invocation(walk, node, plain, given, state, state.discarded))


def program(walk: Walk, node: Node, name: str, words: tuple[Word, ...], given: Value | None, state: State) -> Value:
    if _is_script(words[0].value):
        own = _invocation(walk, node, words, given, state, state.discarded)
        walk.settle("PowerShell looks at the exit code of the last command only", state)
        output = ran(walk, own, node, state, in_process=True)
        if output is not None:
            return output
    if not is_native(words[0].value):
        note(walk, node, words, given, state)
        if name in _QUIET:
            return Const("")
        handed_on(walk, node, state)
        handed_by_reference(walk, node, state)
        return Unknown(f"output of `{name or 'a command'}`")
    # An exit code raises no error, so that neither `try` nor `$ErrorActionPreference` see it.
    walk.settle("PowerShell looks at the exit code of the last command only", state)
    invocation = _invocation(walk, node, words, given, state, None)
    output = ran(walk, unwrapped(invocation), node, state, in_process=False)
    if output is not None:
        return output
    first = len(walk.dispatches)
    _add(walk, interpret(invocation, members_of(walk.source.script)), dict(invocation.environment), state)
    if not walk.silent:
        walk.natives.append(Native(state.guard, len(walk.invocations), (first, len(walk.dispatches))))
        walk.invocations.append(invocation)
    walk.last = walk.source.quoted(node)
    return Unknown(f"output of `{name or 'a command'}`")


def _add(walk: Walk, found: Dispatch | Unresolved | None, environment: dict[str, Value], state: State) -> None:
    if walk.silent:
        return
    if isinstance(found, Dispatch):
        dead = dead_interpolations(found, lambda name: name in environment or name.lower() in state.variables)
        walk.dispatches.append(replace(found, defects=(*found.defects, *dead)))
    elif isinstance(found, Unresolved):
        walk.unresolved.append(found)


def web(walk: Walk, node: Node, words: tuple[Word, ...], given: Value | None, state: State) -> Value:
    found = {name: value for name, value in named_parameters(words, "web").items() if value != Const("")}
    headers, token = found.get("headers"), found.get("token")
    headers = merged(headers) if headers is not None else None
    authorization: Value | None = headers if isinstance(headers, Unknown) else token
    if isinstance(headers, Object):
        own = next((each.value for each in headers.fields if each.name.lower() == "authorization"), None)
        authorization = each(_sent(own), _password) if own is not None else token
    body = found.get("body", given)
    hidden = state.discarded
    if constant(found.get("erroraction", Const(""))) in ("SilentlyContinue", "Ignore", "0"):
        hidden = hidden or "`-ErrorAction SilentlyContinue`"
    elif "skiphttperrorcheck" in found and "statuscode" not in walk.source.text.lower():
        hidden = hidden or "`-SkipHttpErrorCheck`"
    request = Request(
        constant(words[0].value) or "Invoke-RestMethod",
        (constant(found.get("method", Const("GET"))) or "GET").upper(),
        as_text(found.get("uri", first_of(words, found))),
        _body(body) if body is not None else None,
        walk.source.span(node),
        authorization,
        state.guard,
        hidden,
    )
    note(walk, node, words, given, state)
    _add(walk, interpret_request(request, members_of(walk.source.script)), environment(walk, state), state)
    return Unknown(f"the answer to `{request.mechanism}`")


def _body(body: Value) -> Value:
    """A hashtable given as body is sent as a form, which isn't JSON."""
    return Unknown("a hashtable that is sent as a form") if isinstance(body, Object) else as_text(body)


def _sent(header: Value) -> Value:
    """A header that may be left out, as it is where it is there."""
    if isinstance(header, Choice):
        then, otherwise = _sent(header.then), _sent(header.otherwise)
        if Const("") in (then, otherwise):
            return otherwise if then == Const("") else then
        return replace(header, then=then, otherwise=otherwise)
    return header


def _password(header: Value) -> Value:
    """What stands behind `Basic NAME:`, where the encoding was seen through."""
    found = holed(header)
    match = re.match(r"\s*basic\s+[^:]*:", found.shape, re.IGNORECASE)
    return found.restore(found.shape[match.end() :]) if match else header


def _is_script(name: Value) -> bool:
    """Whether a command is a script of PowerShell, which runs in the same process."""
    return holed(name).shape.lower().endswith(".ps1")
