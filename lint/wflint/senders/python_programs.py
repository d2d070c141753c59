"""Programs that Python runs: `subprocess` in all its forms, `os.system`."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from wflint.senders import bash
from wflint.senders.bash_builtins import script_of
from wflint.senders.bash_state import State, unplaced
from wflint.senders.called import under
from wflint.senders.commands import interpret
from wflint.senders.message import Invocation, ScriptFacts, Word
from wflint.senders.paths import WORKSPACE, joined
from wflint.senders.python_kinds import Instance
from wflint.senders.python_values import NOTHING, as_text
from wflint.senders.python_walk import Walk
from wflint.values.value import Array, Const, Object, Unknown, Value, constant

_RAISING = ("subprocess.check_call", "subprocess.check_output")
_LOOKED_AT = re.compile(r"\.returncode|check_returncode|\bcode\b|\brc\b|CalledProcessError")


def run_program(walk: Walk, node: ast.Call, path: str, given: Sequence[Value], names: Mapping[str, Value], state: State) -> Value:
    """Run a program; what the call gives."""
    words = given[0] if given else names.get("args", Array(()))
    hidden = state.discarded or _hidden(walk, node, path, names)
    environment = _environment(walk, names, state)
    stdin = names.get("input")
    span = walk.source.span(node)
    written = walk.source.quoted(node)
    in_shell = path == "os.system" or names.get("shell") == Const(True) or not isinstance(words, Array)
    if in_shell:
        line = words.items[0] if isinstance(words, Array) and words.items else words
        script = replace(script_of(as_text(line), walk.source.script, span), environment=dict(environment), stops_on_error=True)
        facts = bash.read(script)
        _merge(walk, under(facts, Invocation((), span, guard=state.guard, discarded=hidden)))
        return _result(facts.printed, written)
    assert isinstance(words, Array)  # otherwise it went through the shell
    line_words = tuple(Word(unplaced(as_text(each)), span) for each in words.items)
    invocation = Invocation(line_words, span, environment, as_text(stdin) if stdin else None, (), state.guard, hidden)
    called = walk.source.script.call(invocation) if line_words else None
    if called is not None:
        walk.record.invocations.append(replace(invocation, followed=True))
        _merge(walk, called)
        return _result(called.printed, written)
    walk.record.invocations.append(invocation)
    found = interpret(invocation)
    if found is not None:
        (walk.record.dispatches if hasattr(found, "target") else walk.record.unresolved).append(found)  # type: ignore[arg-type]
    return _result(None, written)


def _hidden(walk: Walk, node: ast.Call, path: str, names: Mapping[str, Value]) -> str | None:
    """How a failure goes unseen where the call itself doesn't raise and nothing behind it looks at how the program ended."""
    if path in _RAISING or names.get("check") == Const(True):
        return None
    script = walk.source.script
    behind = script.text[walk.source.range(node)[1] :][:2_000]
    return None if _LOOKED_AT.search(behind) else f"`{path}` doesn't raise when the command fails"


def _environment(walk: Walk, names: Mapping[str, Value], state: State) -> tuple[tuple[str, Value], ...]:
    known = dict(walk.source.script.environment)
    held = walk.scope.names.get("os.environ")
    for scope in (walk.scope, *walk.modules.values()):
        held = scope.names.get("os.environ", held)
    if isinstance(held, Instance):
        known.update(held.names)
    given = names.get("env")
    if isinstance(given, Object):
        known.update((each.name, each.value) for each in given.fields)
    folder = names.get("cwd")
    if folder is not None and folder != NOTHING:
        known["PWD"] = joined(known.get("PWD", WORKSPACE), folder)
    return tuple(known.items())


def _merge(walk: Walk, facts: ScriptFacts) -> None:
    record = walk.record
    record.dispatches.extend(facts.dispatches)
    record.unresolved.extend(facts.unresolved)
    record.written["GITHUB_OUTPUT"].extend(facts.outputs)
    record.written["GITHUB_ENV"].extend(facts.exported)
    record.exits.extend(facts.exits)
    record.invocations.extend(facts.invocations)
    record.acts.extend(facts.acts)
    record.read |= facts.read_variables


def _result(printed: Value | None, written: str) -> Value:
    known = constant(printed) if printed is not None else None
    output = Const(known) if known is not None else printed if printed is not None else Unknown(f"output of {written}")
    return Instance(f"how {written} ended", "process", {"stdout": output, "returncode": Unknown(f"the exit status of {written}")})
