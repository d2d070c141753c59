"""What an event settles before a run begins, whatever it carries: the jobs and acts that it rules out.

A router hears many events and does something else for each of them.  What one of them leaves is worked out once, so that no run
looks again at what belongs to the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, Protocol, TypeVar

from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.facts.scope import Scope
from wflint.index import Index
from wflint.lean import dataclass, field
from wflint.scenario import Scenario, holds, settle
from wflint.senders.message import FunctionCall, Invocation, ScriptFacts
from wflint.syntax.expression import And, Or
from wflint.syntax.expression import Not as NotExpression
from wflint.values.condition import All, Condition, Holds, Not
from wflint.values.condition import Any as AnyOf

_FEW = 8
"""How many conditions it pays to look up."""
_NOWHERE = Scope()
"""Where no names of a job are known."""


class Guarded(Protocol):
    """Something that happens under a condition: a message, an exit, a command."""

    @property
    def guard(self) -> Condition: ...


Of = TypeVar("Of", bound=Guarded)
Doing = Invocation | FunctionCall


@dataclass(frozen=True, slots=True)
class Jobs:
    """The jobs that the event leaves, and the results of the others, by id in lower case."""

    left: tuple[JobFacts, ...]
    skipped: Mapping[str, Literal["skipped"]]


@dataclass(slots=True)
class Shared:
    """What is the same for all events of a system: lists of what scripts do, and indices, each with what it was made of."""

    doings: dict[int, tuple[ScriptFacts, tuple[Doing, ...]]] = field(default_factory=dict)
    indices: dict[object, tuple[object, Index]] = field(default_factory=dict)


class Given:
    """What is settled when nothing is known but `scenario`; each question is answered once.

    Whoever asks must keep what he asks about: it is told apart by its identity.
    """

    def __init__(self, scenario: Scenario, shared: Shared | None = None) -> None:
        self.scenario = scenario
        self._shared = shared or Shared()
        self._jobs: dict[int, Jobs] = {}
        self._left: dict[tuple[int, int], tuple[object, tuple[Guarded, ...]]] = {}
        self._open: dict[tuple[int, int], tuple[Condition, Condition]] = {}

    def sure(self, condition: Condition, scope: Scope) -> bool | None:
        """Whether a condition holds in every such run; `None` where that depends on the run."""
        return holds(condition, scope, self.scenario)

    def jobs(self, facts: WorkflowFacts) -> Jobs:
        """The jobs of a workflow, those apart that never run."""
        found = self._jobs.get(id(facts))
        if found is None:
            left = self._possible(id(facts), facts.jobs, [(job.guard, job.scope) for job in facts.jobs])
            gone = {job.id.lower() for job in facts.jobs} - {job.id.lower() for job in left}
            found = self._jobs[id(facts)] = Jobs(left, dict.fromkeys(sorted(gone), "skipped"))
        return found

    def left(self, guarded: tuple[Of, ...], scope: Scope) -> tuple[Of, ...]:
        """Those of several things that may happen."""
        if not guarded:
            return guarded
        key = id(guarded), id(scope)
        known = self._left.get(key)
        if known is None:
            kept = self._possible(key, guarded, [(each.guard, scope) for each in guarded])
            known = self._left[key] = guarded, kept
        return known[1]  # type: ignore[return-value]  # some of those that were given

    def doings(self, step: StepFacts) -> tuple[Doing, ...]:
        """The commands and calls of a step's script that may happen."""
        if id(step.script) not in self._shared.doings:
            self._shared.doings[id(step.script)] = step.script, tuple(step.script.doings)
        return self.left(self._shared.doings[id(step.script)][1], step.scope)

    def _possible(self, key: object, things: tuple[Any, ...], conditions: list[tuple[Condition, Scope]]) -> tuple[Any, ...]:
        """Those of several things whose condition may hold."""
        numbers: Iterable[int] = range(len(things))
        if len(things) >= _FEW:
            indices = self._shared.indices
            if key not in indices:
                indices[key] = things, Index(conditions)
            numbers = indices[key][1].possible(lambda text: settle(text, _NOWHERE, self.scenario))
        return tuple(things[number] for number in numbers if self.sure(*conditions[number]) is not False)

    def open(self, condition: Condition, scope: Scope) -> Condition:
        """A condition that isn't settled as one of those parts of it that aren't, also where it is an expression of several."""
        key = id(condition), id(scope)
        known = self._open.get(key)
        if known is None:
            found = taken_apart(condition)
            if isinstance(found, All | AnyOf):
                kept = tuple(part for part in found.of if self.sure(part, scope) is None)
                found = type(found)(kept) if 0 < len(kept) < len(found.of) else found
            known = self._open[key] = condition, found
        return known[1]


def taken_apart(condition: Condition) -> Condition:
    """An expression of several parts as a condition of several parts."""
    match condition:
        case Holds(And(operands)):
            return All(tuple(map(Holds, operands)))
        case Holds(Or(operands)):
            return AnyOf(tuple(map(Holds, operands)))
        case Holds(NotExpression(operand)):
            return Not(Holds(operand))
        case _:
            return condition
