"""Waits that nothing ends: loops that poll, commands and actions that watch other runs, where no timeout stands around them.

Sources: cli/cli, `pkg/cmd/run/watch` (`gh run watch` asks again and again until the run is completed, without a limit) and
`pkg/cmd/pr/checks` (`--watch`); for actions `data/waits.json`.  Read in November 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TypedDict

from wflint.data import read_table
from wflint.graph import System, Way, events
from wflint.lean import dataclass
from wflint.scenario import Scenario, holds
from wflint.senders.commands import is_limited, unwrapped
from wflint.senders.flags import program_name
from wflint.senders.message import Invocation
from wflint.span import Span
from wflint.syntax.workflow import Step
from wflint.values.value import constant

_WATCHES = (("run", "watch"), ("pr", "checks", "--watch"))


class _Action(TypedDict, total=False):
    """One entry of the table; `data/waits.schema.json` says what each member means."""

    uses: list[str]
    limits: list[str]
    off: str


@dataclass(frozen=True, slots=True, eq=False)
class Endless:
    """A wait without an end of its own, at `place`; `what` is a loop's head, a command or an action as it is written."""

    way: Way
    place: Span
    what: str
    is_loop: bool


def endless(system: System) -> Iterator[Endless]:
    """Every wait of the system's steps that neither the script, nor its step, nor its job ends; each place once."""
    seen: set[Span] = set()
    for way in system.ways:
        if way.job.job.timeout is None and all(step.step.timeout is None for step in way.steps):
            found = [each for each in _of_step(way) if each.place not in seen]
            if found and _may_run(system, way):  # which takes longer to tell
                seen.update(each.place for each in found)
                yield from found


def _may_run(system: System, way: Way) -> bool:
    return any(way.happens(system.plain(event)) is not False for event in events(way.workflow))


def _of_step(way: Way) -> Iterator[Endless]:
    step = way.step
    for wait in step.script.waits:
        if holds(wait.guard, way.scope, Scenario()) is not False:
            yield Endless(way, wait.span, wait.what, True)
    for invocation in step.script.invocations:
        watched = _watch(invocation)
        if watched and holds(invocation.guard, way.scope, Scenario()) is not False:
            yield Endless(way, invocation.span, watched, False)
    if step.step.uses is not None and _action_waits(step.step):
        yield Endless(way, step.step.uses.span, f"`{step.step.uses.text.partition('@')[0]}`", False)


def _watch(invocation: Invocation) -> str:
    """The command that watches a run or checks, empty where it doesn't, or not for ever."""
    inner = unwrapped(invocation)
    if not inner.words or program_name(inner.words[0].value) != "gh" or is_limited(invocation) or invocation.discarded == "`&`":
        return ""
    words = [constant(word.value) or "" for word in inner.words[1:]]
    found = next((each for each in _WATCHES if tuple(words[:2]) == each[:2] and set(each[2:]) <= set(words)), None)
    return f"`gh {' '.join(found)}`" if found is not None else ""


def _action_waits(step: Step) -> bool:
    name = step.uses.text.partition("@")[0].strip().lower() if step.uses is not None else ""
    action = _table().get(name)
    if action is None:
        return False
    given = {each.name.text.lower(): each.value.text.strip() for each in step.inputs}
    limits = [given.get(name.lower(), "") for name in action.get("limits", ())]
    return not any(limits) and given.get(action.get("off", "").lower(), "true").lower() != "false" and not _is_open(given, action)


def _is_open(given: dict[str, str], action: _Action) -> bool:
    """Whether an expression decides if the action waits."""
    return "${{" in given.get(action.get("off", "").lower(), "")


@cache
def _table() -> dict[str, _Action]:
    return {name.lower(): action for action in read_table("waits")["actions"] for name in action["uses"]}
