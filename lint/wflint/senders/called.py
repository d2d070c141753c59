"""What a called file does, seen from the command that calls it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from wflint.lean import replace
from wflint.senders.commands import is_limited
from wflint.senders.message import Assignment, Dispatch, Exit, FunctionCall, Invocation, ScriptFacts, Unresolved, Wait
from wflint.values.condition import Condition, all_of
from wflint.values.value import Const

_Guarded = TypeVar("_Guarded", Dispatch, Unresolved, Assignment, Exit, Invocation, Wait, FunctionCall)


def under(facts: ScriptFacts, invocation: Invocation) -> ScriptFacts:
    """The facts of a called file as the caller's own: under the command's condition, with its error handling.

    An `exit` in the file ends the caller only where its failure isn't caught.
    """
    hidden = invocation.discarded
    guard = invocation.guard
    failing = [each for each in facts.exits if hidden is None and each.code not in (Const("0"), Const(0))]
    dispatches = [
        replace(each, failure_hidden=each.failure_hidden or hidden) if hidden is not None else each for each in facts.dispatches
    ]
    invocations = [replace(each, discarded=each.discarded or hidden) for each in facts.invocations]
    return replace(
        facts,
        dispatches=_guarded(dispatches, guard),
        unresolved=_guarded(facts.unresolved, guard),
        outputs=_guarded(facts.outputs, guard),
        exported=_guarded(facts.exported, guard),
        exits=_guarded(failing, guard),
        invocations=_guarded(invocations, guard),
        waits=() if is_limited(invocation) or hidden == "`&`" else _guarded(facts.waits, guard),
        calls=_guarded(facts.calls, guard) if facts.calls is not None else None,
    )


def following(invocation: Invocation, facts: ScriptFacts) -> Invocation:
    """A command with what is known of the file that it runs."""
    return replace(invocation, followed=facts.problem is None, calls=facts.calls)


def together(found: Sequence[ScriptFacts]) -> ScriptFacts:
    """The facts of scripts that run one after another."""
    calls = [facts.calls for facts in found]
    return ScriptFacts(
        tuple(each for facts in found for each in facts.dispatches),
        tuple(each for facts in found for each in facts.unresolved),
        tuple(each for facts in found for each in facts.outputs),
        tuple(each for facts in found for each in facts.exported),
        tuple(each for facts in found for each in facts.exits),
        tuple(each for facts in found for each in facts.invocations),
        frozenset(name for facts in found for name in facts.read_variables),
        next((facts.problem for facts in found if facts.problem is not None), None),
        acts=tuple(each for facts in found for each in facts.acts),
        waits=tuple(each for facts in found for each in facts.waits),
        calls=None if None in calls else tuple(each for own in calls for each in own or ()),
    )


def _guarded(found: Iterable[_Guarded], guard: Condition) -> tuple[_Guarded, ...]:
    return tuple(replace(each, guard=all_of((guard, each.guard))) for each in found)
